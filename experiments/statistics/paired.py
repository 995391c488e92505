"""Differences of two designs, with common random numbers and without.

With common random numbers the same replication of both designs meets the same matters and the same
luck; the two values are then a pair. How much this helps is measured and reported, not promised.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

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
    found = mean(_differences(*pairs), level, bounds)
    return PairedDifference(found, correlation(*pairs, level=level), _own_factor(*pairs, level))


def difference_of_means(
    first: ArrayLike,
    second: ArrayLike,
    level: float = LEVEL,
    bounds: tuple[float, float] | None = None,
) -> Estimate:
    """Return the difference of :func:`paired_mean` alone, without what the pairing gains.

    >>> found = difference_of_means([2.0, 3.1, 4.2, 5.2], [1.0, 2.0, 3.0, 4.1])
    >>> round(found.estimate, 2), round(found.half_width, 2)
    (1.1, 0.13)
    """
    pairs = _pairs(first, second)
    return pairs if isinstance(pairs, Undetermined) else mean(_differences(*pairs), level, bounds)


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
    if any(constant(pair, 1000 * float(np.abs(pair).max())) for pair in pairs):
        return Undetermined(Reason.NO_VARIATION, len(pairs[0]))
    share, n = _pearson(*pairs), len(pairs[0])
    low, high = (share, share) if abs(share) == 1 else _fisher(share, n, check_level(level))
    return Interval(share, low, high, level, Method.FISHER, n)


def _pearson(first: Values, second: Values) -> float:
    """Pearson's coefficient to the last digit as :func:`scipy.stats.pearsonr`, slow to load."""
    one, other = (_unit(values - values.mean()) for values in (first, second))
    return float(np.clip(np.vecdot(one, other), -1, 1))


def _unit(deviations: Values) -> Values:
    size = np.abs(deviations).max()  # first, so that no square is too large for a number
    return np.asarray(deviations / (size * np.linalg.vector_norm(deviations / size)))


def _fisher(share: float, n: int, level: float) -> tuple[float, float]:
    """The ends of Fisher's interval, of more than three pairs."""
    half = ndtri(0.5 + level / 2) * np.sqrt(1 / (n - 3))
    centre = np.arctanh(share)
    return float(np.tanh(centre - half)), float(np.tanh(centre + half))


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
