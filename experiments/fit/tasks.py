"""What acts demand and how departments look: parameters of a scenario, out of what acts show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from experiments.fit.attention import recall
from experiments.fit.clock import Flags, OfficeClock, Real
from experiments.fit.delayed import delayed, never_done
from experiments.fit.delays import all_delays, delays, queued
from experiments.fit.figures import Parameter, Path, Span, rounded, share
from experiments.fit.lengths import Beside, Lengths, at_most, whole_units
from experiments.fit.offices import Shown
from experiments.fit.shapes import Length, fitted
from model.language import Text, say
from model.simulation.draws import LONGEST
from model.simulation.effort import Effort
from model.simulation.scenario import Scenario

_FEW = 3
_FEWEST = 30
"""Duties that there must be to say how many are overlooked, or how long work takes."""
_ENOUGH = 200
"""Acts that came while several officers were free, with which no others are needed."""
_SHORTEST: Mapping[str, Any] = {"median": 1, "ninety": 1}
_MOST = 1e6
"""The longest length that a scenario file may have."""


@dataclass(frozen=True)
class Acts:
    """What all departments show, together.

    Attributes
    ----------
    timed
        Whether the log has times of day.
    """

    offices: Mapping[str, Shown]
    scenario: Scenario
    clock: OfficeClock
    timed: bool

    @property
    def names(self) -> list[str]:
        """Every act that some department owed."""
        return sorted({act for one in self.offices.values() for act in one.owed.acts})

    def having(self, act: str) -> list[Shown]:
        """Return the departments that owed an act."""
        return [one for one in self.offices.values() if act in one.owed.acts]

    def blind(self, act: str) -> bool:
        """Whether most duties of an act are of departments whose acts show no looks."""
        if self.scenario.task(act).wait is not None and self.timed:
            return False
        seen = hidden = 0
        for one in self.having(act):
            here = one.owed.act == one.owed.acts.index(act)
            count = int((here & one.owed.done).sum())
            if one.looks is not None or one.alone:
                seen += count
            elif one.tried or not self.timed or (here & one.owed.at_once).any():
                hidden += count
        return hidden > seen


def of_tasks(acts: Acts, wanted: int | None) -> Iterator[Parameter]:
    """Yield what can be said of each act; ``wanted`` is the recall of the scenario."""
    for act in acts.names:
        if acts.blind(act):
            yield from _delayed(acts, act)
        elif acts.scenario.task(act).wait is not None:
            yield from _waited(acts, act, wanted)
            yield _kept(act, "missed", say("fit.why.missed-wait"))
        else:
            yield from _quick(acts, act)


def _kept(act: str, key: str, why: Text) -> Parameter:
    return Parameter(("tasks", act, key), None, None, why)


def effort(path: Path, of: Length, how: Text) -> Iterator[Parameter]:
    """Yield the parameters of a length."""
    found, n = of.effort, of.total
    yield Parameter((*path, "median"), _number(found.median), of.median, how, n)
    ninety = max(found.ninety, found.median)
    yield Parameter(
        (*path, "ninety"), max(_number(found.median), _number(ninety)), of.ninety, how, n
    )
    if of.same_day is not None:
        none = min(0.999, rounded(found.same_day))
        yield Parameter((*path, "same-day"), none, of.same_day, how, n)
    if found.tail is not None and of.index is not None:
        hill = say("fit.how.tail")
        beyond = say("fit.how.beyond")
        yield Parameter((*path, "tail", "beyond"), found.tail.beyond, None, beyond)
        index = min(20.0, max(0.5, rounded(found.tail.index)))
        yield Parameter((*path, "tail", "index"), index, of.index, hill, n)


def _number(value: float) -> float:
    return rounded(min(_MOST, max(0.01, value)), 4)


def _delayed(acts: Acts, act: str) -> Iterator[Parameter]:
    """An act of which only the whole delay can be told: all of it is put into the wait."""
    ended, running = _all_delays(acts, act)
    found = delayed(ended, running, acts.clock.minutes, acts.timed)
    if found is None:
        few = say("fit.why.few", n=len(ended))
        one = len(ended) >= _FEWEST and not acts.timed
        yield _kept(act, "work", say("fit.why.one-date") if one else few)
        return
    yield from effort(("tasks", act, "wait"), found.length, say("fit.how.delay"))
    yield Parameter(("tasks", act, "work"), dict(_SHORTEST), None, say("fit.why.delay-work"))
    yield Parameter(("tasks", act, "at-once"), True, None, say("fit.why.delay-looks"))
    path: Path = ("tasks", act, "missed")
    if found.never:
        span = share(found.never, found.watched)
        yield Parameter(path, rounded(span.value), span, say("fit.how.never-done"), found.watched)
    else:
        yield Parameter(path, 0, None, say("fit.why.delay-missed"))


def _waited(acts: Acts, act: str, wanted: int | None) -> Iterator[Parameter]:
    """An act that rests before an officer can start: its wait, beside his work.

    When it was over does not show where no officer was free then: the interval reaches over the
    waits that would have been over at once and those that would have been when work began.
    """
    task = acts.scenario.task(act)
    pairs = [delays(one, act, acts.clock) for one in acts.having(act)]
    ended, running = (np.concatenate([pair[k] for pair in pairs]) for k in (0, 1))
    shift = np.inf if wanted is None else float(wanted * acts.clock.minutes)
    beside = Beside(task.work, task.missed, shift)
    found = _waits(ended, running, beside)
    if found is None:
        yield _kept(act, "wait", say("fit.why.few", n=len(ended)))
        return
    of = [queued(one, act, task.work.median, acts.clock) for one in acts.having(act)]
    sooner = _waits(np.maximum(ended - np.concatenate(of), 1.0), running, beside)
    if sooner is not None:
        medians, nineties = (found.median, sooner.median), (found.ninety, sooner.ninety)
        found = replace(found, median=_around(medians), ninety=_around(nineties))
    yield from effort(("tasks", act, "wait"), found, say("fit.how.wait"))
    yield _kept(act, "work", say("fit.why.work-wait"))


def _waits(ended: Real, running: Real, beside: Beside) -> Length | None:
    """The wait in the time from notice to act; of the longest it is only known that they are."""
    return fitted(whole_units(*at_most(ended, running, LONGEST), 1), zero=True, beside=beside)


def _quick(acts: Acts, act: str) -> Iterator[Parameter]:
    """An act that waits for looks and officers only: its work, and how often it is overlooked."""
    found = work(acts, act)
    if found is None:
        yield _kept(act, "work", say("fit.why.few-works"))
    else:
        yield from effort(("tasks", act, "work"), found, say("fit.how.work"))
    counts = [one.missed.get(act, (0.0, 0.0)) for one in acts.having(act)]
    lost, total = (sum(pair[k] for pair in counts) for k in (0, 1))
    if total < _FEWEST:
        yield _kept(act, "missed", say("fit.why.few", n=round(total)))
    else:
        span = share(lost, total)
        how = say("fit.how.missed")
        yield Parameter(("tasks", act, "missed"), rounded(span.value), span, how, round(total))


def work(acts: Acts, act: str) -> Length | None:
    """Return the work of an act, of all departments whose queue shows it.

    What nobody has recorded may have kept officers busy, so that work seems longer than it was. Of
    what came while several officers were free that is least likely, so it is preferred; where
    there are few such acts, the interval reaches over those of more and of fewer acts.
    """
    of = [one.works[act] for one in acts.having(act) if act in one.works]
    if not of:
        return None
    took, chance, idle = (
        np.concatenate([getattr(one, name) for one in of]) for name in ("took", "chance", "idle")
    )
    found = [
        length
        for least in (2, 1, 0)
        if (idle >= least).sum() >= _FEWEST
        and (length := fitted(_weighted(took, chance, idle >= least))) is not None
    ]
    if not found:
        return None
    best = found[0]
    if (idle >= 2).sum() >= _ENOUGH:
        return best
    medians, nineties = ([getattr(one, name) for one in found] for name in ("median", "ninety"))
    spans = _around(medians), _around(nineties)
    return Length(best.effort, *spans, ended=best.ended, total=best.total)


def _weighted(took: Real, chance: Real, those: Flags) -> Lengths:
    return whole_units(took[those], np.zeros(0), 1, chance[those])


def _around(spans: Sequence[Span]) -> Span:
    """The first estimate, in an interval around those of all."""
    low, high = min(one.low for one in spans), max(one.high for one in spans)
    return Span(spans[0].value, low, high)


def of_departments(acts: Acts, people: Mapping[str, tuple[int, int, int]]) -> Iterator[Parameter]:
    """Yield what can be said of each department."""
    for name, one in acts.offices.items():
        path: Path = ("departments", name)
        if name in people:
            count, low, high = people[name]
            span = Span(float(count), float(low), float(high))
            yield Parameter((*path, "officers"), count, span, say("fit.how.people"), count)
        elif one.crew is not None:
            crew = one.crew
            how = say("fit.how.queue")
            yield Parameter((*path, "officers"), crew.officers, crew.span, how, crew.n)
        else:
            yield Parameter((*path, "officers"), None, None, say("fit.why.officers"))
        if one.looks is None or one.attention is None:
            why = say("fit.why.no-looks" if one.tried else "fit.why.few-looks")
            yield Parameter((*path, "looks"), None, None, why)
            yield Parameter((*path, "skips"), None, None, why)
            continue
        yield _looks(path, one)
        span = one.attention.skips
        skips = min(0.99, rounded(span.value))
        yield Parameter((*path, "skips"), skips, span, say("fit.how.skips"), one.attention.looks)


def _looks(path: Path, one: Shown) -> Parameter:
    """The times of day at which a department looks; the span is that of the first of them."""
    assert one.looks is not None
    times, ranges = one.looks.times, one.looks.ranges
    said = say("fit.and").join(f"{clock_time(a)}–{clock_time(b)}" for a, b in ranges)
    span = Span(float(times[0]), float(ranges[0][0]), float(ranges[0][1]))
    value = [clock_time(time) for time in times]
    return Parameter((*path, "looks"), value, span, say("fit.how.looks", ranges=said), one.looks.n)


def clock_time(minute: int) -> str:
    """Return a minute of the day as it is written.

    >>> clock_time(545)
    '09:05'
    """
    return f"{minute // 60:02d}:{minute % 60:02d}"


def of_recall(acts: Acts) -> Parameter:
    """Return after how many working days what was overlooked comes to light."""
    light = [one.light for one in acts.offices.values()]
    days = np.concatenate([np.zeros(0, dtype=np.int64), *light])
    found = recall(days)
    if found is None and (never := _never(acts)):
        why = say("fit.why.never", n=never)
        return Parameter(("recall",), "never", None, why)
    if found is None:
        return Parameter(("recall",), None, None, say("fit.why.recall"))
    value, span = found
    return Parameter(("recall",), max(1, value), span, say("fit.how.recall"), len(days))


def _never(acts: Acts) -> int:
    """How many duties were never done, where only whole delays can be told."""
    found = 0
    for act in acts.names:
        if acts.blind(act):
            ended, running = _all_delays(acts, act)
            found += int(never_done(ended, running, acts.clock.minutes).sum())
    return found if found >= _FEW else 0


def _all_delays(acts: Acts, act: str) -> tuple[Real, Real]:
    """The delays of an act, and how long what is still open has been so, of all departments."""
    pairs = [all_delays(one.owed, act, acts.clock) for one in acts.having(act)]
    return np.concatenate([one for one, _ in pairs]), np.concatenate([one for _, one in pairs])


def plain_effort(of: Effort) -> dict[str, Any]:
    """Return an effort as a scenario file has it."""
    found: dict[str, Any] = {"median": of.median, "ninety": of.ninety}
    if of.same_day:
        found["same-day"] = of.same_day
    if of.tail is not None:
        found["tail"] = {"beyond": of.tail.beyond, "index": of.tail.index}
    return found
