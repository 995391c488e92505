"""When the platform is down: nothing is pushed, claimed or seen on it; every deadline runs on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from model.calendar import Calendar
from model.instant import MINUTES
from model.simulation.counts import poisson
from model.simulation.downtime import ACTS, Downtime
from model.simulation.draws import Draws
from model.simulation.period import Period


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The platform is down from a minute of a period's first day to a minute of its last."""

    period: Period
    at: int = 0
    until: int = MINUTES


@dataclass(frozen=True, slots=True)
class Breakdowns:
    """Breakdowns by chance, each beginning in office time.

    Attributes
    ----------
    per_year
        Mean number in a year; they come independently of each other.
    mean_hours
        Mean length in hours of the clock; lengths are exponential.
    """

    per_year: float
    mean_hours: float


@dataclass(frozen=True, slots=True)
class Outages:
    """When a scenario has the platform down, and which acts then wait."""

    periods: tuple[Breakdown, ...] = ()
    random: Breakdowns | None = None
    acts: tuple[str, ...] = ACTS


NONE = Outages()
"""The platform is never down."""


def downtime(
    outages: Outages, calendar: Calendar, begin: date, end: date, draws: Draws
) -> Downtime:
    """Return when the platform is down between two dates, both included."""
    spans = [
        (first * MINUTES + period.at, last * MINUTES + period.until)
        for period in outages.periods
        for first, last in period.period.spans(calendar, begin, end)
    ]
    if outages.random is not None:
        for year in range(begin.year, end.year + 1):
            spans += _by_chance(outages.random, calendar, year, draws)
    return Downtime(spans, outages.acts)


def _by_chance(
    random: Breakdowns, calendar: Calendar, year: int, draws: Draws
) -> Iterator[tuple[int, int]]:
    stream = ("platform", "outage", str(year))
    count = int(poisson(draws.uniforms(1, *stream, "count")[0], random.per_year))
    first = calendar.index_from(date(year, 1, 1))
    minutes = calendar.hours.minutes
    total = len(calendar.working_dates(year)) * minutes
    starts = draws.uniforms(count, *stream, "instant") * total
    lengths = -np.log1p(-draws.uniforms(count, *stream, "length")) * random.mean_hours * 60
    for start, length in zip(starts.tolist(), lengths.tolist(), strict=True):
        at = calendar.after_work(calendar.opening(first), int(start) + 1) - 1
        yield at, at + max(1, round(length))
