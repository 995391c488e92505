"""Confidence intervals of means, quantiles, proportions and ratios from independent replications.

A year's cases wait for each other, so they are not independent; years with different seeds are.
Unless a function says otherwise, ``values`` therefore holds one figure of each replication.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from experiments.statistics.interval import (
    LEVEL,
    Estimate,
    Interval,
    Method,
    Reason,
    Undetermined,
    Values,
    check_level,
    constant,
    none_in,
    sample,
)
from experiments.statistics.student import exceeded_by


def student(level: float, freedom: float) -> float:
    """Two-sided critical value of Student's t.

    >>> round(student(0.90, 9), 2)
    1.83
    """
    return exceeded_by((1 - check_level(level)) / 2, freedom)


def mean(
    values: ArrayLike, level: float = LEVEL, bounds: tuple[float, float] | None = None
) -> Estimate:
    """Student's interval for the mean of independent, identically distributed values.

    Exact for normal values; for others it is an approximation that improves with ``n`` and suffers
    from skewness, so that rare large values ask for many replications. Source: Law, *Simulation
    Modeling and Analysis*, section 4.5.

    Parameters
    ----------
    values
        One value of each replication; two at the least.
    bounds
        Between which the mean must lie, such as ``(0, 1)`` for a share: the interval is cut there.

    Returns
    -------
    Interval or Undetermined
        Of ``Method.CONSTANT`` where all values are equal: Student's formula would then claim
        certainty. With ``bounds`` the interval is as wide as replications with another value can
        make it, if there are no more of them than :attr:`Interval.another` says.

    Examples
    --------
    The ten delays of Law's example 4.26:

    >>> found = mean([1.20, 1.50, 1.68, 1.89, 0.95, 1.49, 1.58, 1.55, 0.50, 1.09], level=0.90)
    >>> round(found.estimate, 2), round(found.half_width, 2)
    (1.34, 0.24)
    >>> round(mean([0.0] * 120, bounds=(0, 1)).high, 4)
    0.0247
    """
    found = sample(values, least=2)
    if isinstance(found, Undetermined):
        return found
    n = len(found)
    if constant(found):
        return _constant(float(found[0]), level, n, bounds)
    centre, error = float(found.mean()), float(found.std(ddof=1)) / math.sqrt(n)
    half = student(level, n - 1) * error
    return _cut(centre, half, bounds, Interval(centre, centre, centre, level, Method.STUDENT, n))


def _constant(
    value: float, level: float, n: int, bounds: tuple[float, float] | None = None
) -> Interval:
    """What is known where all values are equal."""
    least, most = bounds or (value, value)
    other = none_in(n, level)
    low, high = value - other * (value - least), value + other * (most - value)
    method = Method.EXACT if bounds and value in bounds else Method.CONSTANT
    return Interval(value, low, high, level, method, n)


def _cut(
    centre: float, half: float, bounds: tuple[float, float] | None, like: Interval
) -> Interval:
    least, most = bounds or (-math.inf, math.inf)
    low, high = max(least, centre - half), min(most, centre + half)
    return Interval(centre, low, high, like.level, like.method, like.n)


def quantile(values: ArrayLike, p: float, level: float = LEVEL) -> Estimate:
    """Interval between order statistics for a quantile of independent values, of any distribution.

    Covers with at least the stated level whatever the distribution. An end is infinite where the
    sample is too small to bound it on that side. What had not ended is given as infinity: it
    counts as longest. Source: Law, section 9.4; the binomial argument is that of
    :func:`scipy.stats.quantile_test`.

    Parameters
    ----------
    values
        One value of each replication; infinity is allowed, NaN is not.
    p
        The quantile's level, between 0 and 1. The estimate is the smallest value that at least a
        share ``p`` of the sample does not exceed.

    Examples
    --------
    The fifth and the sixteenth of twenty values bound the median at 98.8 %; the sixth and the
    fifteenth only at 95.9 %, which is still enough:

    >>> found = quantile(range(1, 21), 0.5)
    >>> found.estimate, found.low, found.high
    (10.0, 6.0, 15.0)
    >>> quantile(range(1, 21), 0.9).high, quantile([3.0], 0.5).reason
    (inf, <Reason.TOO_FEW: 'too-few'>)
    """
    from scipy import stats  # takes long to load

    if not 0 < p < 1:
        raise ValueError(f"a quantile lies between 0 and 1, not at {p}")
    found = np.sort(np.asarray(values, dtype=np.float64).ravel())
    n, tail = len(found), (1 - check_level(level)) / 2
    if np.isnan(found).any() or np.isneginf(found).any():
        return Undetermined(Reason.NOT_FINITE, n)
    below, above = int(stats.binom.ppf(tail, n, p)), int(stats.binom.isf(tail, n, p)) + 1
    if below < 1 and above > n:
        return Undetermined(Reason.TOO_FEW, n, _least_for(p, tail))
    if np.isinf(found[max(below, 1) - 1]):
        return Undetermined(Reason.WATCHED_TOO_SHORT, n)
    low = float(found[below - 1]) if below >= 1 else -math.inf
    high = float(found[above - 1]) if above <= n else math.inf
    estimate = float(found[max(math.ceil(n * p - 1e-9), 1) - 1])
    return Interval(estimate, low, high, level, Method.ORDER, n)


def _least_for(p: float, tail: float) -> int:
    """How many values bound a quantile on the easier side at the least."""
    return math.ceil(math.log(tail) / math.log(min(p, 1 - p)))


def proportion(successes: int, n: int, level: float = LEVEL) -> Estimate:
    """Wilson's interval for a proportion; none (or all) of ``n`` gives an exact one-sided bound.

    For independent trials: share of *replications* in which something happened. The share of
    *cases* within replications is a :func:`ratio`. Wilson's covers as stated on average over all
    shares, and at some rare ones a little less (92 % at 1 in 100 of 100). Sources: Wilson, JASA 22,
    1927; Brown, Cai & DasGupta, Statistical Science 16, 2001; for none in n Clopper & Pearson 1934
    and Hanley & Lippman-Hand 1983 (the rule of three).

    >>> some = proportion(8, 10)
    >>> round(some.low, 3), round(some.high, 3)
    (0.49, 0.943)
    >>> none = proportion(0, 120)
    >>> none.low, round(none.high, 4), str(none.method)
    (0.0, 0.0247, 'exact')
    """
    from scipy import stats  # takes long to load

    if not 0 <= successes <= max(n, 0):
        raise ValueError(f"{successes} of {n} is not a count")
    if n == 0:
        return Undetermined(Reason.TOO_FEW, 0, 1)
    if successes in (0, n):
        share, bound = successes / n, none_in(n, level)
        low, high = (0.0, bound) if successes == 0 else (1 - bound, 1.0)
        return Interval(share, low, high, level, Method.EXACT, n)
    ends = stats.binomtest(successes, n).proportion_ci(check_level(level), method="wilson")
    return Interval(successes / n, float(ends.low), float(ends.high), level, Method.WILSON, n)


def ratio(
    numerators: ArrayLike,
    denominators: ArrayLike,
    level: float = LEVEL,
    bounds: tuple[float, float] | None = None,
) -> Estimate:
    """Interval for a ratio of means, by the jackknife over replications.

    Such as the share of claims made by default: in each replication so many claims by default (the
    numerator) of so many claims (the denominator), both random. The estimate is the pooled ratio,
    sum over sum; the mean of the ratios of the replications would be biased. Sources: Iglehart,
    Naval Research Logistics Quarterly 22, 1975; Law, section 9.3 (the jackknife there is the
    preferred interval for small samples).

    Parameters
    ----------
    numerators, denominators
        One of each for each replication, in the same order.
    bounds
        Between which the ratio must lie; ``(0, 1)`` for a share.

    >>> found = ratio([3, 5, 4, 6], [10, 10, 12, 12], bounds=(0, 1))
    >>> round(found.estimate, 3), round(found.low, 2), round(found.high, 2)
    (0.409, 0.24, 0.58)
    >>> str(ratio([0, 0, 0], [10, 12, 8]).method), ratio([0, 0], [0, 0]).reason
    ('constant', <Reason.NO_CASES: 'no-cases'>)
    """
    upper, lower = sample(numerators, least=2), sample(denominators, least=2)
    if isinstance(upper, Undetermined):
        return upper
    if isinstance(lower, Undetermined):
        return lower
    if len(upper) != len(lower):
        raise ValueError("a ratio needs one numerator and one denominator of each replication")
    n, without = len(upper), lower.sum() - lower
    if (without == 0).any() or lower.sum() == 0:
        return Undetermined(Reason.NO_CASES, n)
    share = float(upper.sum() / lower.sum())
    left_out: Values = (upper.sum() - upper) / without
    if constant(left_out, max(abs(share), float(np.abs(left_out).max()))):
        return _constant(share, level, n)
    error = math.sqrt((n - 1) / n * float(((left_out - left_out.mean()) ** 2).sum()))
    half = student(level, n - 1) * error
    return _cut(share, half, bounds, Interval(share, share, share, level, Method.JACKKNIFE, n))
