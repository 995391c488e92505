"""Differences of two designs, with common random numbers and without.

With common random numbers the same replication of both designs meets the same matters and the same
luck; the two values are then a pair. How much this helps is measured and reported, not promised.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

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
    sample,
)
from experiments.statistics.intervals import mean, student

RESAMPLES = 1999
"""Bootstrap resamples: 1,999 put the ends of a 95 % interval on order statistics."""


@dataclass(frozen=True, slots=True)
class PairedDifference:
    """What the pairs of two designs come to: first minus second.

    Attributes
    ----------
    difference
        Of the means, or of the quantiles.
    correlation
        Achieved between the two values of a replication, by Fisher's z (supposes normal pairs).
    factor
        Variance reduction: variance of the difference that independent replications would have,
        over that of the paired one. Above 1 the pairing helps, below 1 it harms. A factor of 4
        means that independent seeds would need 4 times as many replications.
    """

    difference: Estimate
    correlation: Estimate
    factor: Estimate


def paired_mean(
    first: ArrayLike,
    second: ArrayLike,
    level: float = LEVEL,
    bounds: tuple[float, float] | None = None,
) -> PairedDifference:
    """Difference of two means from pairs, by Student's interval of the differences.

    Supposes that the pairs are independent of each other and the differences about normal; nothing
    about equal variances. Source: Law, section 10.2.1 (the paired-t interval) and 11.2 (common
    random numbers).

    Parameters
    ----------
    first, second
        One value of each replication, in the same order.
    bounds
        Between which the difference must lie; ``(-1, 1)`` for two shares.

    >>> found = paired_mean([2.0, 3.1, 4.2, 5.2], [1.0, 2.0, 3.0, 4.1])
    >>> round(found.difference.estimate, 2), round(found.difference.half_width, 2)
    (1.1, 0.13)
    >>> round(found.correlation.estimate, 3), round(found.factor.estimate)
    (0.999, 552)
    """
    pairs = _pairs(first, second)
    if isinstance(pairs, Undetermined):
        return PairedDifference(pairs, pairs, pairs)
    differences = _differences(*pairs)
    found = mean(differences, level, bounds)
    return PairedDifference(found, correlation(*pairs, level=level), _own_factor(*pairs, level))


def _pairs(
    first: ArrayLike, second: ArrayLike, least: int = 2
) -> tuple[Values, Values] | Undetermined:
    one, other = sample(first, least), sample(second, least)
    if isinstance(one, Undetermined):
        return one
    if isinstance(other, Undetermined):
        return other
    if len(one) != len(other):
        raise ValueError("pairs need one value of each design for each replication")
    return one, other


def _differences(first: Values, second: Values) -> Values:
    """The differences, exactly equal where they are but for rounding."""
    found = first - second
    size = float(max(np.abs(first).max(), np.abs(second).max()))
    return np.full_like(found, found[0]) if constant(found, size) else found


def correlation(first: ArrayLike, second: ArrayLike, level: float = LEVEL) -> Estimate:
    """Pearson's correlation with Fisher's interval; four pairs at the least.

    >>> correlation([1, 2, 3, 4], [5, 5, 5, 5]).reason
    <Reason.NO_VARIATION: 'no-variation'>
    """
    pairs = _pairs(first, second, least=4)
    if isinstance(pairs, Undetermined):
        return pairs
    # what varies in the last digits only has no correlation worth the name
    if any(constant(one, 1000 * float(np.abs(one).max())) for one in pairs):
        return Undetermined(Reason.NO_VARIATION, len(pairs[0]))
    found = stats.pearsonr(*pairs)
    share = float(np.clip(found.statistic, -1, 1))
    low, high = (share, share) if abs(share) == 1 else found.confidence_interval(check_level(level))
    return Interval(share, float(low), float(high), level, Method.FISHER, len(pairs[0]))


def _own_factor(first: Values, second: Values, level: float) -> Estimate:
    differences = _differences(first, second)
    if np.ptp(differences) == 0:
        return Undetermined(Reason.NO_VARIATION, len(first))
    if len(first) < 3:
        return Undetermined(Reason.TOO_FEW, len(first), 3)
    below, above = _logs(differences), np.logaddexp(_logs(first), _logs(second))
    if not np.isfinite([below, above]).all():  # all the variation is in one replication
        return Undetermined(Reason.TOO_FEW, len(first), len(first) + 1)
    logs = above - below
    return _factor(logs, level, len(first))


def variance_reduction(
    reference: ArrayLike, differences: ArrayLike, level: float = LEVEL
) -> Estimate:
    """Variance of some differences over that of others, from runs made both ways.

    Such as differences with independent seeds, or with one shared stream (the reference), over
    those with keyed draws. By the jackknife of the log variance, which does not suppose normal
    values (Miller, Annals of Mathematical Statistics 39, 1968).

    >>> round(variance_reduction([4, -4, 2, -2, 3, -3], [1, -1, 1, -1, 0, 0]).estimate, 1)
    14.5
    """
    many, few = sample(reference, least=3), sample(differences, least=3)
    if isinstance(many, Undetermined):
        return many
    if isinstance(few, Undetermined):
        return few
    if constant(many) or constant(few):
        return Undetermined(Reason.NO_VARIATION, len(few))
    above, below = _logs(many), _logs(few)
    if not (np.isfinite(above).all() and np.isfinite(below).all()):
        return Undetermined(Reason.TOO_FEW, len(few), len(few) + 1)
    error = math.hypot(_spread(above), _spread(below))
    freedom = min(len(many), len(few)) - 1
    return _around(above[0] - below[0], error, freedom, level, len(few))


def _logs(values: Values) -> Values:
    """Log of the variance of all values (first), and of all but each one."""
    n, deviations = len(values), values - values.mean()
    square = float((deviations**2).sum())
    left_out = np.maximum(square - n / (n - 1) * deviations**2, 0.0) / max(n - 2, 1)
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(np.concatenate([[square / (n - 1)], left_out])))


def _spread(logs: Values) -> float:
    """Jackknife standard error."""
    n = len(logs) - 1
    return math.sqrt((n - 1) / n * float(((logs[1:] - logs[1:].mean()) ** 2).sum()))


def _factor(logs: Values, level: float, n: int) -> Estimate:
    return _around(float(logs[0]), _spread(logs), n - 1, level, n)


def _around(centre: float, error: float, freedom: int, level: float, n: int) -> Estimate:
    half = student(level, freedom) * error
    if not math.isfinite(half) or abs(centre) + half > 700:
        return Undetermined(Reason.TOO_FEW, n, n + 1)
    ends = (math.exp(centre), math.exp(centre - half), math.exp(centre + half))
    return Interval(*ends, level, Method.JACKKNIFE, n)


def paired_quantile(
    first: ArrayLike, second: ArrayLike, p: float, level: float = LEVEL, *, seed: int = 0
) -> PairedDifference:
    """Difference of two quantiles from pairs, by the paired bootstrap.

    Pairs are drawn again with replacement, both values together, and the difference of the two
    quantiles is worked out each time; the interval lies between quantiles of these (percentile
    method, since the acceleration of BCa is not consistent for quantiles). It is the difference of
    the quantiles, not the quantile of the differences. Approximate; not for extreme quantiles, of
    which at least five values must lie on either side. Source: Efron & Tibshirani, *An Introduction
    to the Bootstrap*, chapter 13; :func:`scipy.stats.bootstrap`.

    Parameters
    ----------
    seed
        Of the resampling: same seed, same interval.

    >>> luck = np.random.default_rng(1).exponential(size=200)
    >>> found = paired_quantile(2 * luck, luck, 0.5)
    >>> found.difference.contains(np.log(2)), found.difference.excludes(0)
    (True, True)
    """
    if not 0 < p < 1:
        raise ValueError(f"a quantile lies between 0 and 1, not at {p}")
    pairs = _pairs(first, second, least=math.ceil(round(5 / min(p, 1 - p), 9)))
    if isinstance(pairs, Undetermined):
        return PairedDifference(pairs, pairs, pairs)
    together = correlation(*pairs, level=level)
    differences = _differences(*pairs)
    if np.ptp(differences) == 0:
        found: Estimate = mean(differences, level)
        return PairedDifference(
            found, together, Undetermined(Reason.NO_VARIATION, len(differences))
        )
    quantiles = [_Quantile(one, p) for one in pairs]
    cases = np.arange(len(differences))

    def difference(drawn: NDArray[np.int64]) -> float:
        times = np.bincount(drawn, minlength=len(cases))
        return quantiles[0].of(times) - quantiles[1].of(times)

    drawn = stats.bootstrap(
        (cases,),
        difference,
        n_resamples=RESAMPLES,
        batch=100,
        vectorized=False,
        confidence_level=check_level(level),
        method="percentile",
        rng=np.random.default_rng(seed),
    )
    low, high = drawn.confidence_interval
    ends = (difference(cases), float(low), float(high))
    found = Interval(*ends, level, Method.BOOTSTRAP, len(cases))
    return PairedDifference(found, together, _own_factor(*pairs, level))


class _Quantile:
    """A quantile of values each taken so many times: sorted once, for all resamples."""

    def __init__(self, values: Values, p: float) -> None:
        self.order = np.argsort(values, kind="stable")
        self.sorted = values[self.order]
        self.place = math.ceil(len(values) * p - 1e-9)

    def of(self, times: NDArray[np.int64]) -> float:
        """The smallest value that at least a share ``p`` does not exceed."""
        cumulated = np.cumsum(times[self.order])
        return float(self.sorted[np.searchsorted(cumulated, self.place)])


def independent_mean(first: ArrayLike, second: ArrayLike, level: float = LEVEL) -> Estimate:
    """Difference of two means from independent replications, by Welch's interval.

    For designs that were not run with common random numbers; the numbers may differ. Source: Law,
    section 10.2.2; Welch, Biometrika 29, 1938.

    >>> found = independent_mean([5, 6, 7, 8], [1, 2, 3, 4, 5])
    >>> found.estimate, round(found.low, 2), round(found.high, 2)
    (3.5, 1.23, 5.77)
    """
    one, other = sample(first, least=2), sample(second, least=2)
    if isinstance(one, Undetermined):
        return one
    if isinstance(other, Undetermined):
        return other
    gap, n = float(one.mean() - other.mean()), min(len(one), len(other))
    shares = [float(x.var(ddof=1)) / len(x) for x in (one, other)]
    total = sum(shares)
    if total == 0 or (constant(one) and constant(other)):
        return Interval(gap, gap, gap, check_level(level), Method.CONSTANT, n)
    parts = zip(shares, (one, other), strict=True)
    freedom = 1 / sum((share / total) ** 2 / (len(x) - 1) for share, x in parts)
    half = student(level, freedom) * math.sqrt(total)
    return Interval(gap, gap - half, gap + half, level, Method.WELCH, n)
