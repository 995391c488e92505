"""How matters arrive: how many a day, on which weekdays, in which months and hours, in bursts."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from scipy import optimize, stats

from experiments.fit.clock import Flags, OfficeClock, Real, Whole
from experiments.fit.figures import LEVEL, Span, rate, share
from model.instant import MINUTES, date_of

_Z = float(stats.norm.isf((1 - LEVEL) / 2))
_FEWEST = 20
"""Matters that a month, a weekday or an hour must have had at the least for a weight of its own."""
_BURST = 0.01
"""The chance that a log without bursts is said to have one."""


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


@dataclass(frozen=True)
class Burst:
    """A time in which more matters arrived than chance explains; both dates included."""

    first: date
    last: date
    factor: Span


@dataclass(frozen=True)
class Season:
    """Weights of the weekdays and months, each with mean 1 over the days of the log.

    Attributes
    ----------
    weekdays, months
        By number from 0; nothing for those of which the log has too little.
    expected
        What the weights expect of each day.
    parameters
        How many were estimated.
    """

    weekdays: dict[int, Span]
    months: dict[int, Span]
    expected: Real
    parameters: int
    bursts: tuple[Burst, ...] = ()


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


def season(of: Counts) -> Season:
    """Return the weights of weekdays and months, and the bursts beside them.

    A Poisson model of the two kinds of weights, whose likelihood iterative proportional fitting
    maximises; over-dispersion widens the intervals (quasi-likelihood: McCullagh & Nelder 1989,
    chapter 6). Weeks that such a model with negative binomial days makes less likely than 1 in 100,
    all weeks taken together, are bursts; the weights are then those of the other days.
    """
    quiet = np.ones(len(of.days), dtype=np.bool_)
    found = _season(of, quiet)
    bursts = _bursts(of, found)
    if not bursts:
        return found
    for burst in bursts:
        quiet[[burst.first <= day <= burst.last for day in of.dates]] = False
    found = _season(of, quiet)
    again = tuple(_factor(of, found, burst.first, burst.last) for burst in bursts)
    return Season(found.weekdays, found.months, found.expected, found.parameters, again)


def _season(of: Counts, quiet: Flags) -> Season:
    dates = of.dates
    week = np.array([day.weekday() for day in dates])
    month = np.array([day.month - 1 for day in dates])
    groups = [_told(week, of.counts, quiet), _told(month, of.counts, quiet)]
    mean = max(float(of.counts[quiet].mean()) if quiet.any() else 0.0, 1e-12)
    weights = [np.ones(7), np.ones(12)]
    for _ in range(200):
        before = [one.copy() for one in weights]
        for weight, column, other, column_of in (
            (weights[0], week, weights[1], month),
            (weights[1], month, weights[0], week),
        ):
            for value in groups[0] if weight is weights[0] else groups[1]:
                here = (column == value) & quiet
                weight[value] = of.counts[here].sum() / (mean * other[column_of[here]].sum())
        if all(np.allclose(a, b, rtol=1e-10) for a, b in zip(before, weights, strict=True)):
            break
    expected = mean * weights[0][week] * weights[1][month]
    expected *= of.counts[quiet].sum() / max(expected[quiet].sum(), 1e-12)
    parameters = 1 + sum(max(0, len(group) - 1) for group in groups)
    scale = _scale(of.counts[quiet], expected[quiet], parameters)
    spans = [
        {value: _weight(weight, column, value, of.counts, quiet, scale) for value in group}
        for weight, column, group in zip(weights, (week, month), groups, strict=True)
    ]
    return Season(spans[0], spans[1], expected, parameters)


def _told(column: Whole, counts: Whole, quiet: Flags) -> list[int]:
    """The values of which there is enough for a weight; none where there is but one of them."""
    found = [
        int(value)
        for value in np.unique(column)
        if counts[(column == value) & quiet].sum() >= _FEWEST
    ]
    return found if len(found) > 1 else []


def _scale(counts: Whole, expected: Real, parameters: int) -> float:
    """Pearson's statistic over its degrees of freedom, at least 1."""
    freedom = max(1, len(counts) - parameters)
    good = expected > 0
    return max(1.0, float(((counts[good] - expected[good]) ** 2 / expected[good]).sum()) / freedom)


def _weight(
    weight: Real,
    column: Whole,
    value: int,
    counts: Whole,
    quiet: Flags,
    scale: float,
) -> Span:
    """A weight over the mean of all days, with the interval of its logarithm."""
    level = float(weight[column[quiet]].mean())
    own, total = counts[(column == value) & quiet].sum(), counts[quiet].sum()
    error = math.sqrt(scale * max(0.0, 1 / own - 1 / total))
    middle = float(weight[value]) / level
    return Span(middle, middle * math.exp(-_Z * error), middle * math.exp(_Z * error))


def _bursts(of: Counts, found: Season) -> list[Burst]:
    """Weeks with more than chance explains, those that follow one another as one."""
    scale = _scale(of.counts, found.expected, found.parameters)
    weeks: dict[date, list[int]] = {}
    for place, day in enumerate(of.dates):
        weeks.setdefault(day - timedelta(days=day.weekday()), []).append(place)
    hot: list[tuple[date, date]] = []
    for places in weeks.values():
        expected, seen = float(found.expected[places].sum()), int(of.counts[places].sum())
        if expected > 0 and _tail(seen, expected, scale) < _BURST / len(weeks):
            first, last = of.dates[places[0]], of.dates[places[-1]]
            if hot and (first - hot[-1][1]).days <= 12 and _follows(of, hot[-1][1], first):
                hot[-1] = (hot[-1][0], last)
            else:
                hot.append((first, last))
    return [_factor(of, found, first, last) for first, last in hot]


def _follows(of: Counts, last: date, first: date) -> bool:
    """Whether no working day lies between two dates."""
    return not any(last < day < first for day in of.dates)


def _tail(seen: int, expected: float, scale: float) -> float:
    """The chance of so many or more."""
    if scale <= 1:
        return float(stats.poisson.sf(seen - 1, expected))
    return float(stats.nbinom.sf(seen - 1, expected / (scale - 1), 1 / scale))


def _factor(of: Counts, found: Season, first: date, last: date) -> Burst:
    here = np.array([first <= day <= last for day in of.dates])
    scale = _scale(of.counts[~here], found.expected[~here], found.parameters)
    return Burst(
        first, last, rate(int(of.counts[here].sum()), float(found.expected[here].sum()), scale)
    )


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


def hours(of: Counts, clock: OfficeClock) -> dict[int, Span]:
    """Return the weight of a minute in each hour of the office, their mean over the day being 1."""
    spans, total = clock.calendar.hours.spans, len(of.at)
    if total < _FEWEST * len(spans):
        return {}
    minute = of.at % MINUTES
    found: dict[int, Span] = {}
    for start, end in _pieces(spans):
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
