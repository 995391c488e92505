"""How matters are spread over time: each kind by itself where it has enough, others together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from experiments.fit.arrivals import FEWEST, Counts, counted, hours
from experiments.fit.clock import OfficeClock, Real, Whole
from experiments.fit.figures import Parameter, Path, Span, rounded
from experiments.fit.season import Season, even, season
from experiments.fit.tasks import clock_time
from model.calendar import CoverageError
from model.language import Text, say
from model.simulation.pattern import EVEN, Burst, Pattern, factors
from model.simulation.period import Period

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FEWEST_DAYS = 10
_OWN = 40
"""Matters of a kind to a weekday, month or hour for weights of its own: with fewer such a weight is
off by a sixth and more, and what kinds have in common is the better guess."""
_MOST_FACTOR = 100.0
_ONE = 5e-3
"""By how much a weight may differ from 1 and be written as 1."""


@dataclass(frozen=True)
class Spread:
    """How some matters are spread over time.

    Attributes
    ----------
    hours
        The weight of a minute in each hour of the office; nothing where that is not told.
    usual
        How many times the mean of a year each day of the log has.
    """

    counts: Counts
    season: Season
    hours: Mapping[int, Span]
    pattern: Pattern
    usual: Real


@dataclass(frozen=True)
class Spreads:
    """How the matters of a log are spread over time.

    Attributes
    ----------
    together
        Of all kinds of matters that have none of their own, or of all where those are too few.
    rest
        Whether it is of the former only.
    own
        By kind of matter, of those of which there are enough.
    kinds
        How many kinds of matters the log has.
    """

    together: Spread
    rest: bool
    own: Mapping[str, Spread]
    kinds: int

    def of(self, kind: str) -> Spread:
        """Return what holds for a kind of matter."""
        return self.own.get(kind, self.together)

    @property
    def outside(self) -> int:
        """How many arrived outside office hours; they count for the next working day."""
        return sum(one.counts.outside for one in self._apart())

    def _apart(self) -> list[Spread]:
        """Spreads in which each matter is once."""
        return [self.together, *self.own.values()] if self.rest else [self.together]


def spreads(
    at: Mapping[str, Whole], clock: OfficeClock, span: tuple[int, int], timed: bool
) -> Spreads:
    """Return how matters are spread, of which the instants are given by kind.

    Parameters
    ----------
    span
        The instants from and to which the log goes.
    timed
        Whether the log has times of day.
    """
    counts = {kind: counted(one, clock, *span) for kind, one in at.items()}
    days = max((len(one.days) for one in counts.values()), default=0)
    many = [
        kind
        for kind, one in counts.items()
        if days >= _FEWEST_DAYS and len(counts) > 1 and season(one, fewest=_OWN).weekdays
    ]
    others = [one for kind, one in at.items() if kind not in many]
    rest = bool(many) and bool(others)
    if rest:
        common = counted(np.concatenate(others), clock, *span)
        rest = bool(season(common).weekdays)
    if not rest:
        every = np.concatenate([np.zeros(0, dtype=np.int64), *at.values()])
        common = counted(every, clock, *span)
    tests = 1 + len(many)
    found = season(common, tests=tests) if len(common.days) >= _FEWEST_DAYS else even(common)
    together = _spread(common, found, hours(common, clock) if timed else {}, None, clock)
    own = {}
    for kind in many:
        one = counts[kind]
        by_hour = hours(one, clock, _OWN) if timed else {}
        alone = season(one, found, _OWN, tests)
        own[kind] = _spread(one, alone, by_hour, together.pattern, clock)
    return Spreads(together, rest, own, len(at))


def _spread(
    counts: Counts,
    found: Season,
    by_hour: Mapping[int, Span],
    usual: Pattern | None,
    clock: OfficeClock,
) -> Spread:
    """The spread of a season; hours that are not told are the ``usual`` ones."""
    at_hours = tuple((k, one.value) for k, one in by_hour.items())
    bursts = tuple(
        Burst(Period(one.first, one.last, None, 0, 0), min(_MOST_FACTOR, one.factor.value))
        for one in found.bursts
    )
    if not at_hours and usual is not None:
        at_hours = usual.hours
    week, year = tuple(found.week.tolist()), tuple(found.year.tolist())
    pattern = Pattern(week, year, at_hours, None, bursts)
    return Spread(counts, found, by_hour, pattern, _usual(pattern, counts, clock))


def _usual(pattern: Pattern, counts: Counts, clock: OfficeClock) -> Real:
    """How many times the mean of a year each day has."""
    found = np.ones(len(counts.days))
    if pattern == EVEN:
        return found
    years = np.array([day.year for day in counts.dates])
    for year in np.unique(years):
        here = years == year
        days = [int(day) for day in counts.days[here]]
        try:
            begin = counts.dates[0]
            found[here] = factors(pattern, clock.calendar, days, begin, int(year))
        except CoverageError:
            continue
    return found


def of_spreads(of: Spreads, timed: bool) -> Iterator[Parameter]:
    """Yield weekdays, months, hours, bursts and closures, of kinds together and of each alone."""
    whose = say("fit.how.of-rest" if of.rest else "fit.how.of-all") if of.own else Text("", "")
    n = int(of.together.counts.counts.sum())
    few = say("fit.why.few", n=n)
    yield from _weights(("arrivals",), of.together, whose)
    if not of.together.season.weekdays:
        yield Parameter(("arrivals", "weekdays"), None, None, few)
    if not of.together.season.months:
        why = say("fit.why.one-month") if n >= 2 * FEWEST else few
        yield Parameter(("arrivals", "months"), None, None, why)
    if not of.together.hours:
        why = few if timed else say("fit.why.midnight")
        yield Parameter(("arrivals", "hours"), None, None, why)
    if not of.together.season.bursts:
        yield Parameter(("arrivals", "bursts"), None, None, say("fit.why.no-burst"))
    yield Parameter(("arrivals", "after-closure"), None, None, say("fit.why.closure"))
    for kind, one in of.own.items():
        yield from _of_one(("matters", kind, "arrivals"), one, of.together, timed)


def _of_one(path: Path, of: Spread, together: Spread, timed: bool) -> Iterator[Parameter]:
    """Yield the same of one kind, and what it has in common with others for want of matters."""
    yield from _weights(path, of, say("fit.how.of-one"))
    n = int(of.counts.counts.sum())
    few = say("fit.why.few-own", n=n)
    for key, told, known in (
        ("months", of.season.months, together.season.months),
        ("hours", of.hours, together.hours or not timed),
    ):
        if not told and known:
            yield Parameter((*path, key), None, None, few)
    if not of.season.bursts:
        none: list[str] | None = [] if together.season.bursts else None
        yield Parameter((*path, "bursts"), none, None, say("fit.why.no-burst-own"))


def _weights(path: Path, of: Spread, whose: Text) -> Iterator[Parameter]:
    """Yield what is told of weekdays, months, hours and bursts."""
    n, how = int(of.counts.counts.sum()), say("fit.how.weight") + whose
    for key, told, every, names in (
        ("weekdays", of.season.weekdays, of.season.week, WEEK),
        ("months", of.season.months, of.season.year, tuple(str(k) for k in range(1, 13))),
    ):
        for place, name in enumerate(names if told else ()):
            if place in told:
                span = told[place]
                yield Parameter((*path, key, name), rounded(span.value), span, how, n)
            elif abs(every[place] - 1) >= _ONE:  # what is not said in a file is 1
                why = say("fit.why.few-own", n=n)
                yield Parameter((*path, key, name), rounded(float(every[place])), None, why)
    for minute, span in of.hours.items():
        where: Path = (*path, "hours", clock_time(minute))
        by_hour = say("fit.how.hours") + whose
        yield Parameter(where, rounded(span.value), span, by_hour, len(of.counts.at))
    for place, burst in enumerate(of.season.bursts):
        period = {"from": str(burst.first), "to": str(burst.last)}
        value = {**period, "factor": min(_MOST_FACTOR, rounded(burst.factor.value))}
        told_by = say("fit.how.burst") + whose
        yield Parameter((*path, "bursts", place), value, burst.factor, told_by, n)
