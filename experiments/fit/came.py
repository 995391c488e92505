"""How the matters of a log came: parameters of a scenario's arrivals, kinds and departments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.fit.arrivals import (
    Counts,
    Season,
    counted,
    dispersion,
    hours,
    per_day,
    season,
)
from experiments.fit.clock import OfficeClock, Real
from experiments.fit.figures import Parameter, Path, Span, rounded, share
from experiments.fit.matters import Matters
from experiments.fit.tasks import clock_time
from model.calendar import CoverageError
from model.language import Text, say
from model.regime import Regime
from model.simulation.pattern import EVEN, Burst, Pattern, factors
from model.simulation.period import Period
from model.simulation.scenario import MatterKind
from model.vocabulary import Attribute

_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FEWEST_DAYS = 10
_FEWEST = 20
_EXPECTED = 3
"""Matters of a kind that a log must have been long enough for, if it has none of them."""
_MOST_FACTOR = 100.0


@dataclass(frozen=True)
class Came:
    """The arrivals of a log.

    Attributes
    ----------
    counts
        Of all matters that come so many a day.
    parameters
        What was estimated, and what not.
    outside
        How many arrived outside office hours; they count for the next working day.
    """

    counts: Counts
    season: Season
    pattern: Pattern
    parameters: tuple[Parameter, ...]

    @property
    def outside(self) -> int:
        """How many arrived outside office hours."""
        return self.counts.outside


def came(matters: Matters, regime: Regime, clock: OfficeClock, ends: int, timed: bool) -> Came:
    """Return how matters came, from the first to the last of them.

    Parameters
    ----------
    ends
        The instant at which the log does.
    timed
        Whether the log has times of day.
    """
    kinds = [kind for kind in matters.scenario.matters if kind.every is None]
    usual = {kind.id for kind in kinds}
    at = np.array([one.at for one in matters.matters if one.kind in usual], dtype=np.int64)
    # A log of matters that have ended, or were watched to their end, has none of the last days.
    first, last = (int(at.min()), int(at.max())) if len(at) else (ends, ends)
    counts = counted(at, clock, first, last)
    found = season(counts) if len(counts.days) >= _FEWEST_DAYS else _even(counts)
    by_hour = hours(counts, clock) if timed else {}
    pattern = _pattern(found, by_hour)
    whole = list(_spread(found, by_hour, counts, timed))
    usually = _usual(pattern, counts, clock)
    words = regime.vocabulary.events
    for kind in kinds:
        if kind.assumed and not matters.of(kind.id):
            continue
        if not any(event in words for event in kind.starts):
            why = say("fit.why.no-word")
            whole.append(Parameter(("matters", kind.id, "per-day"), None, None, why))
            continue
        whole += _of_kind(kind, matters, clock, (first, last), usually, found, regime)
    whole += _departments(matters)
    return Came(counts, found, pattern, tuple(whole))


def _even(counts: Counts) -> Season:
    return Season({}, {}, np.full(len(counts.days), float(counts.counts.mean())), 1)


def _pattern(of: Season, by_hour: Mapping[int, Span]) -> Pattern:
    week = tuple(of.weekdays[k].value if k in of.weekdays else 1.0 for k in range(7))
    months = tuple(of.months[k].value if k in of.months else 1.0 for k in range(12))
    bursts = tuple(
        Burst(Period(one.first, one.last, None, 0, 0), min(_MOST_FACTOR, one.factor.value))
        for one in of.bursts
    )
    return Pattern(week, months, tuple((k, one.value) for k, one in by_hour.items()), None, bursts)


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


def _spread(
    of: Season, by_hour: Mapping[int, Span], counts: Counts, timed: bool
) -> Iterator[Parameter]:
    """Weekdays, months, hours, bursts and closures, for all kinds together."""
    how, n = say("fit.how.weight"), int(counts.counts.sum())
    few = say("fit.why.few", n=n)
    for key, weights, names in (
        ("weekdays", of.weekdays, _WEEK),
        ("months", of.months, tuple(str(k) for k in range(1, 13))),
    ):
        for place, span in weights.items():
            value = rounded(span.value)
            yield Parameter(("arrivals", key, names[place]), value, span, how, n)
        if not weights:
            why = say("fit.why.one-month") if key == "months" and n >= 2 * _FEWEST else few
            yield Parameter(("arrivals", key), None, None, why)
    for minute, span in by_hour.items():
        path: Path = ("arrivals", "hours", clock_time(minute))
        yield Parameter(path, rounded(span.value), span, say("fit.how.hours"), len(counts.at))
    if not by_hour:
        yield Parameter(
            ("arrivals", "hours"), None, None, few if timed else say("fit.why.midnight")
        )
    for place, burst in enumerate(of.bursts):
        path = ("arrivals", "bursts", place)
        period = {"from": str(burst.first), "to": str(burst.last)}
        value_of = min(_MOST_FACTOR, rounded(burst.factor.value))
        yield Parameter(path, {**period, "factor": value_of}, burst.factor, say("fit.how.burst"), n)
    if not of.bursts:
        yield Parameter(("arrivals", "bursts"), None, None, say("fit.why.no-burst"))
    yield Parameter(("arrivals", "after-closure"), None, None, say("fit.why.closure"))


def _of_kind(
    kind: MatterKind,
    matters: Matters,
    clock: OfficeClock,
    span: tuple[int, int],
    usual: Real,
    of: Season,
    regime: Regime,
) -> Iterator[Parameter]:
    """How many a day of one kind, how unevenly, and what they are like."""
    own = matters.of(kind.id)
    path: Path = ("matters", kind.id)
    counts = counted(np.array([one.at for one in own], dtype=np.int64), clock, *span)
    expected = usual * (len(own) / max(1e-12, float(usual.sum())))
    scale = Span(1.0, 1.0, 1.0)
    if len(own) >= _FEWEST and len(counts.days) >= _FEWEST_DAYS:
        share_of = max(1.0, of.parameters * len(own) / max(1, int(of.expected.sum())))
        scale = dispersion(counts.counts, expected, round(share_of))
    rate = per_day(counts, usual, scale.value)
    if not own and kind.per_day * len(counts.days) < _EXPECTED:
        why = say("fit.why.rare", days=len(counts.days))
        yield Parameter((*path, "per-day"), None, None, why)
        return
    how = say("fit.how.rate") if own else say("fit.how.none")
    yield Parameter((*path, "per-day"), rounded(rate.value, 4), rate, how, len(own))
    if not own:
        return
    if len(own) >= _FEWEST and len(counts.days) >= _FEWEST_DAYS:
        value = min(100.0, rounded(scale.value))
        yield Parameter((*path, "dispersion"), value, scale, say("fit.how.dispersion"), len(own))
    else:
        yield Parameter((*path, "dispersion"), None, None, say("fit.why.few", n=len(own)))
    yield from _facts(kind, matters, path, regime.vocabulary.attributes)


def _facts(
    kind: MatterKind, matters: Matters, path: Path, words: Mapping[str, Attribute]
) -> Iterator[Parameter]:
    """Departments concerned, and attributes."""
    own = matters.of(kind.id)
    named = [len(one.departments) for one in own if one.departments]
    if named:
        two, n = sum(count > 1 for count in named), len(named)
        span, how = share(two, n), say("fit.how.share")
        yield Parameter((*path, "second-department"), rounded(span.value), span, how, n)
    else:
        why = say("fit.why.no-departments")
        yield Parameter((*path, "second-department"), None, None, why)
    names = sorted({name for one in own for name in one.attributes})
    for name in names:
        known = words[name].values if name in words else ()
        if any(value not in known for value in kind.attributes.get(name, ())):
            why = say("fit.why.unknown-value")
            yield Parameter((*path, "attributes", name), None, None, why)
            continue
        values = Counter(one.attributes[name] for one in own if name in one.attributes)
        values.update(dict.fromkeys(kind.attributes.get(name, ()), 0))
        yield from _shares((*path, "attributes", name), values)
    for name in kind.attributes:
        if name not in names:
            why = say("fit.why.no-attribute")
            yield Parameter((*path, "attributes", name), None, None, why)


def _shares(path: Path, values: Mapping[str, int]) -> Iterator[Parameter]:
    """The shares of the values of an attribute, which add up to 1."""
    n, how = sum(values.values()), say("fit.how.share")
    flag = set(values) <= {"true", "false"}
    if flag:
        span = share(values.get("true", 0), n)
        yield Parameter(path, rounded(span.value, 4), span, how, n)
        return
    ordered = sorted(values)
    parts = [round(values[name] / n, 6) for name in ordered]
    parts[-1] = round(1 - sum(parts[:-1]), 6)
    for name, part in zip(ordered, parts, strict=True):
        yield Parameter((*path, name), part, share(values[name], n), how, n)


def _departments(matters: Matters) -> Iterator[Parameter]:
    """How often a matter concerns each supervising department."""
    alone = Counter(one.departments[0] for one in matters.matters if len(one.departments) == 1)
    n = sum(alone.values())
    supervising = [one for one in matters.scenario.supervising if one.share > 0 or alone[one.id]]
    for one in supervising:
        path: Path = ("departments", one.id, "share")
        if n < _FEWEST:
            why = say("fit.why.no-departments") if matters.unnamed else say("fit.why.few", n=n)
            yield Parameter(path, None, None, why)
        else:
            span = share(alone[one.id], n).times(100)
            yield Parameter(path, rounded(span.value, 4), span, say("fit.how.percent"), n)


def kept() -> Sequence[tuple[Text, Text]]:
    """Return what no log of events can tell, and why."""
    return (
        (say("fit.keep.presence"), say("fit.why.presence")),
        (say("fit.keep.order"), say("fit.why.order")),
        (say("fit.keep.conduct"), say("fit.why.conduct")),
        (say("fit.keep.prompts"), say("fit.why.prompts")),
        (say("fit.keep.outages"), say("fit.why.outages")),
        (say("fit.keep.legal"), say("fit.why.legal")),
        (say("fit.keep.warm-up"), say("fit.why.warm-up")),
    )
