"""On which weekdays and in which months matters arrive, and in which weeks there are too many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from scipy import stats

from experiments.fit.arrivals import FEWEST, Counts
from experiments.fit.clock import Flags, Real, Whole
from experiments.fit.figures import Span, rate

_BURST = 0.01
"""The chance that a log without bursts is said to have one."""
_LEAST = 0.05
"""The least part of chance that is left to a group which has nearly all matters."""


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
    week, year
        All seven and twelve weights; those of which the log has too little are as they were taken
        for granted.
    expected
        What the weights expect of each day.
    parameters
        How many were estimated.
    """

    weekdays: dict[int, Span]
    months: dict[int, Span]
    week: Real
    year: Real
    expected: Real
    parameters: int
    bursts: tuple[Burst, ...] = ()


def even(of: Counts) -> Season:
    """Return the season of a log that is too short for any."""
    expected = np.full(len(of.days), float(of.counts.mean()) if len(of.days) else 0.0)
    return Season({}, {}, np.ones(7), np.ones(12), expected, 1)


def season(of: Counts, usual: Season | None = None, fewest: int = FEWEST, tests: int = 1) -> Season:
    """Return the weights of weekdays and months, and the bursts beside them.

    A Poisson model of the two kinds of weights, whose likelihood iterative proportional fitting
    maximises; over-dispersion widens the intervals (quasi-likelihood: McCullagh & Nelder 1989,
    chapter 6). Weeks that such a model with negative binomial days makes less likely than 1 in 100,
    all weeks taken together, are bursts; the weights are then those of the other days.

    Parameters
    ----------
    usual
        The weights of those weekdays and months of which there is too little; 1 unless given.
    fewest
        Matters that there must be to a weight, all in all.
    tests
        How many logs are searched for bursts together, so that chance makes one in 1 of 100 times.
    """
    quiet = np.ones(len(of.days), dtype=np.bool_)
    found = _season(of, quiet, usual, fewest)
    bursts = _bursts(of, found, tests)
    if not bursts:
        return found
    for burst in bursts:
        quiet[[burst.first <= day <= burst.last for day in of.dates]] = False
    found = _season(of, quiet, usual, fewest)
    again = tuple(_factor(of, found, burst.first, burst.last) for burst in bursts)
    kept = (found.weekdays, found.months, found.week, found.year, found.expected)
    return Season(*kept, found.parameters, again)


def _season(of: Counts, quiet: Flags, usual: Season | None, fewest: int) -> Season:
    dates = of.dates
    columns = (
        np.array([day.weekday() for day in dates]),
        np.array([day.month - 1 for day in dates]),
    )
    mean = max(float(of.counts[quiet].mean()) if quiet.any() else 0.0, 1e-12)
    groups = [_told(column[quiet], mean, fewest) for column in columns]
    usually = (np.ones(7), np.ones(12)) if usual is None else (usual.week, usual.year)
    weights, expected = _weights(of.counts, columns, groups, usually, quiet)
    parameters = 1 + sum(max(0, len(group) - 1) for group in groups)
    scale = _scale(of.counts[quiet], expected[quiet], parameters)
    # Each has mean 1 over the days of the log.
    weights = [
        one / max(1e-12, float(one[column[quiet]].mean()))
        for one, column in zip(weights, columns, strict=True)
    ]
    spans = [
        {value: _weight(weight, column, value, of.counts, quiet, scale) for value in group}
        for weight, column, group in zip(weights, columns, groups, strict=True)
    ]
    return Season(spans[0], spans[1], weights[0], weights[1], expected, parameters)


def _weights(
    counts: Whole,
    columns: tuple[Whole, Whole],
    groups: list[list[int]],
    usual: tuple[Real, Real],
    quiet: Flags,
) -> tuple[list[Real], Real]:
    """The most likely weights of groups, and what they expect of each day.

    What belongs to no group keeps the usual weight, beside groups whose mean is the usual one.
    """
    weights = [one.copy() for one in usual]
    total = float(counts[quiet].sum())
    for _ in range(200):
        before = [one.copy() for one in weights]
        for own, other in ((0, 1), (1, 0)):
            there = quiet & np.isin(columns[own], groups[own])
            if not there.any():
                continue
            for value in groups[own]:
                here = there & (columns[own] == value)
                wanted = weights[other][columns[other][here]].sum()
                weights[own][value] = counts[here].sum() / max(1e-12, wanted)
            mean = max(1e-12, float(weights[own][columns[own][there]].mean()))
            weights[own][groups[own]] *= float(usual[own][columns[own][there]].mean()) / mean
        if all(np.allclose(a, b, rtol=1e-10) for a, b in zip(before, weights, strict=True)):
            break
    expected = weights[0][columns[0]] * weights[1][columns[1]]
    return weights, expected * (total / max(1e-12, float(expected[quiet].sum())))


def _told(column: Whole, mean: float, fewest: int) -> list[int]:
    """The values of which there is enough for a weight; none where there is but one of them.

    How many matters there would be counts, not how many there are: that a month has hardly any is
    told as well as that it has many.
    """
    values, days = np.unique(column, return_counts=True)
    found = [int(value) for value, n in zip(values, days, strict=True) if n * mean >= FEWEST]
    return found if len(found) > 1 and len(column) * mean >= fewest * len(found) else []


def _scale(counts: Whole, expected: Real, parameters: int) -> float:
    """Pearson's statistic over its degrees of freedom, at least 1."""
    freedom = max(1, len(counts) - parameters)
    good = expected > 0
    return max(1.0, float(((counts[good] - expected[good]) ** 2 / expected[good]).sum()) / freedom)


def _weight(
    weight: Real, column: Whole, value: int, counts: Whole, quiet: Flags, scale: float
) -> Span:
    """A weight with the interval of its count, of which the total is given."""
    here = (column == value) & quiet
    own, total = float(counts[here].sum()), float(counts[quiet].sum())
    if not own:
        return Span(0.0, 0.0, rate(0, total / quiet.sum() * here.sum(), scale).high)
    part = max(_LEAST, 1 - own / total)
    return rate(own, own / float(weight[value]), scale * part)


def _bursts(of: Counts, found: Season, tests: int) -> list[Burst]:
    """Weeks with more than chance explains, those that follow one another as one."""
    scale = _scale(of.counts, found.expected, found.parameters)
    weeks: dict[date, list[int]] = {}
    for place, day in enumerate(of.dates):
        weeks.setdefault(day - timedelta(days=day.weekday()), []).append(place)
    hot: list[tuple[date, date]] = []
    for places in weeks.values():
        expected, seen = float(found.expected[places].sum()), int(of.counts[places].sum())
        if expected > 0 and _tail(seen, expected, scale) < _BURST / len(weeks) / tests:
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
    usual = max(1e-9, float(found.expected[here].sum()))
    return Burst(first, last, rate(int(of.counts[here].sum()), usual, scale))
