"""How many matters arrive a day, how unevenly, and at what hours."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy import optimize, stats

from experiments.fit.clock import OfficeClock, Real, Whole
from experiments.fit.figures import LEVEL, Span, rate, share
from model.instant import MINUTES, date_of

FEWEST = 20
"""Matters that a month, a weekday or an hour would have at the least, if all had as many, for a
weight."""


@dataclass(frozen=True)
class Counts:
    """How many matters arrived on each working day that a log covers.

    Attributes
    ----------
    days
        The numbers of the days.
    at
        The instant of each arrival within office hours.
    outside
        How many arrived outside them; each counts for the next working day.
    """

    days: Whole
    counts: Whole
    at: Whole
    outside: int

    @property
    def dates(self) -> list[date]:
        """The days as dates."""
        return [date_of(int(day)) for day in self.days]


def counted(at: Whole, clock: OfficeClock, first: int, last: int) -> Counts:
    """Return the arrivals on the working days from one instant to another."""
    calendar = clock.calendar
    begin, end = (int(clock.day(np.array([one]))[0]) for one in (first, last))
    days = np.array(
        [calendar.day(k) for k in range(begin, min(end + 1, calendar.working_days))], dtype=np.int64
    )
    place = clock.day(at) - begin
    inside = (place >= 0) & (place < len(days))
    counts = np.bincount(place[inside], minlength=len(days)).astype(np.int64)
    open_ = clock.open(at)
    return Counts(days, counts, at[open_ & inside], int((~open_).sum()))


def dispersion(counts: Whole, expected: Real, parameters: int = 1) -> Span:
    """Return variance over mean of daily counts, of which the means are given.

    Negative binomial days whose variance is so many times their mean; the profile of the
    likelihood with the adjustment of Cox & Reid (JRSS B 49, 1987) for the means that were
    estimated. 1, Poisson, is its least value.
    """
    good = expected > 0
    seen, mean = counts[good], expected[good]

    def level(excess: float) -> float:
        size, scale = mean / excess, 1 + excess
        found = float(np.sum(stats.nbinom.logpmf(seen, size, 1 / scale)))
        return found + parameters / 2 * math.log(scale)

    grid = np.geomspace(1e-4, 60.0, 60)
    levels = np.array([level(one) for one in grid])
    place = int(levels.argmax())
    low, high = grid[max(0, place - 1)], grid[min(len(grid) - 1, place + 1)]
    best = optimize.minimize_scalar(lambda one: -level(one), bounds=(low, high), method="bounded")
    top, fall = -float(best.fun), float(stats.chi2.ppf(LEVEL, 1)) / 2
    middle = float(best.x) if place else 0.0
    least = _end(level, top - fall, grid[0], middle) if middle else 0.0
    most = _end(level, top - fall, grid[-1], max(middle, grid[0]))
    return Span(1 + middle, 1 + (least if least > grid[0] * 1.01 else 0.0), 1 + most)


def _end(fall: Callable[[float], float], wanted: float, far: float, near: float) -> float:
    """Where a profile falls to a level between two values; the far one if it does not."""
    if fall(far) >= wanted:
        return far
    low, high = sorted((far, near))
    return float(optimize.brentq(lambda one: fall(one) - wanted, low, high))


def hours(of: Counts, clock: OfficeClock, fewest: int = FEWEST) -> dict[int, Span]:
    """Return the weight of a minute in each hour of the office, their mean over the day being 1.

    Nothing where there are fewer than ``fewest`` matters to an hour.
    """
    pieces, total = _pieces(clock.calendar.hours.spans), len(of.at)
    if total < fewest * len(pieces):
        return {}
    minute = of.at % MINUTES
    found: dict[int, Span] = {}
    for start, end in pieces:
        here = int(((minute >= start) & (minute < end)).sum())
        found[start] = share(here, total).times(clock.minutes / (end - start))
    return found


def _pieces(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Office hours, hour by hour."""
    return [
        (start, min(start + 60, end)) for first, end in spans for start in range(first, end, 60)
    ]


def per_day(of: Counts, usual: Real, scale: float) -> Span:
    """Return the mean a day over the working days of a year.

    Parameters
    ----------
    usual
        How many times that mean each day of the log has, by weights and bursts.
    """
    return rate(int(of.counts.sum()), float(usual.sum()), scale)
