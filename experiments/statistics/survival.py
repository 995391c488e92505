"""How long until something ends, where watching stopped before some of it did (censoring)."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable
from typing import Any

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
    none_in,
)
from experiments.statistics.intervals import mean, proportion

Curve = tuple[Values, Values, Values, Values]
"""Times; share not ended after each; and the lower and upper end of that share."""


def survival_curve(times: ArrayLike, ended: ArrayLike, level: float = LEVEL) -> Curve:
    """Kaplan and Meier's estimate of the share that has not ended, with pointwise intervals.

    Assumes independent cases, and that when watching stops says nothing about how long a case
    would have gone on (true where it stops on a fixed date). The ends are those of the
    exponential Greenwood formula (log-log). Sources: Kaplan & Meier, JASA 53, 1958; Kalbfleisch &
    Prentice, section 1.4; :func:`scipy.stats.ecdf`.

    Parameters
    ----------
    times
        For each case when it ended, or until when it was watched.
    ended
        Whether it ended.

    Returns
    -------
    tuple of arrays
        Times in order, shares, lows and highs. Before the first end the share is 1 and its low the
        exact bound for none in n; where the share is 0 its high is the last one known.

    >>> _, share, low, high = survival_curve([1, 2, 2.5, 3], [True, True, False, True])
    >>> [float(round(one, 2)) for one in share]
    [0.75, 0.5, 0.5, 0.0]
    """
    spans, over = _cases(times, ended)
    # where the share is 1 or 0 Greenwood's formula has no value, and scipy says so
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        found = stats.ecdf(stats.CensoredData(uncensored=spans[over], right=spans[~over])).sf
        ends: Any = found.confidence_interval(check_level(level), method="log-log")
    when, share = found.quantiles, found.probabilities
    low, high = ends.low.probabilities.copy(), ends.high.probabilities.copy()
    for k in np.flatnonzero(np.isnan(low) | np.isnan(high)):
        if share[k] == 1:
            low[k], high[k] = 1 - none_in(int((spans >= when[k]).sum()), level), 1.0
        else:  # what bounds the share at some time, bounds it ever after
            low[k], high[k] = 0.0, high[k - 1] if k else none_in(len(spans), level)
    return when, share, low, high


def _cases(times: ArrayLike, ended: ArrayLike) -> tuple[Values, NDArray[np.bool_]]:
    spans = np.asarray(times, dtype=np.float64).ravel()
    over = np.asarray(ended, dtype=np.bool_).ravel()
    if not np.isfinite(spans).all():
        raise ValueError("durations are finite; what has not ended is marked so")
    if len(spans) != len(over):
        raise ValueError("a duration and whether it ended are needed for each case")
    return spans, over


def share_ended(
    times: ArrayLike, ended: ArrayLike, within: float, level: float = LEVEL
) -> Estimate:
    """Share that ends within a time, of independent cases some of which are censored.

    Parameters
    ----------
    within
        The time, this moment included, in the unit of ``times``.

    Returns
    -------
    Interval or Undetermined
        ``Reason.WATCHED_TOO_SHORT`` where nobody was watched for so long and not all had ended.
        Where none (or all) had ended, the exact one-sided bound for as many as were watched.

    >>> found = share_ended([1, 2, 2, 3, 5, 8], [True, True, False, True, True, False], 3)
    >>> round(found.estimate, 2), found.n
    (0.56, 6)
    >>> share_ended([1, 2], [False, False], 3).reason
    <Reason.WATCHED_TOO_SHORT: 'watched-too-short'>
    """
    spans, over = _cases(times, ended)
    n, known = len(spans), int((over | (spans >= within)).sum())
    if n == 0:
        return Undetermined(Reason.NO_CASES, 0)
    done = over & (spans <= within)
    if not done.any():
        return proportion(0, known, level) if known else _short(n)
    if known == n:  # nothing was censored before: a plain proportion
        return proportion(int(done.sum()), n, level)
    when, share, low, high = survival_curve(spans, over, level)
    k = int(np.searchsorted(when, within, side="right")) - 1
    if share[k] > 0 and not (spans >= within).any():
        return _short(n)
    left = (float(1 - share[k]), float(1 - high[k]), float(1 - low[k]))
    return Interval(*left, level, Method.KAPLAN_MEIER, n)


def _short(n: int) -> Undetermined:
    return Undetermined(Reason.WATCHED_TOO_SHORT, n)


def median_time(times: ArrayLike, ended: ArrayLike, level: float = LEVEL) -> Estimate:
    """Median time until the end, of independent cases some of which are censored.

    The interval holds the times at which one half lies within the curve's interval (Brookmeyer &
    Crowley, Biometrics 38, 1982). The estimate is infinite where more than half had not ended
    while watched; its low end is then what is known.

    >>> median_time([1, 2, 3, 4, 5, 6, 7, 8, 9], [True] * 9).estimate
    5.0
    >>> found = median_time([1, 2, 3, 9, 9, 9, 9, 9, 9, 9], [True] * 3 + [False] * 7)
    >>> found.estimate, found.low, found.high
    (inf, 1.0, inf)
    """
    spans, over = _cases(times, ended)
    if not over.any():
        return _short(len(spans)) if len(spans) else Undetermined(Reason.NO_CASES, 0)
    when, share, low, high = survival_curve(spans, over, level)
    first = [_first(when, one) for one in (share, low, high)]
    return Interval(first[0], first[1], first[2], level, Method.KAPLAN_MEIER, len(spans))


def _first(when: Values, share: Values) -> float:
    """First time at which no more than half is left."""
    reached = np.flatnonzero(share <= 0.5 + 1e-12)
    return float(when[reached[0]]) if len(reached) else math.inf


def share_ended_in_each(
    replications: Iterable[tuple[ArrayLike, ArrayLike]], within: float, level: float = LEVEL
) -> Estimate:
    """Share that ends within a time, for cases that depend on each other within a replication.

    Kaplan and Meier's share of each replication is one value; Student's interval over them. To be
    preferred to :func:`share_ended` over the pooled cases, whose interval would be too narrow.
    Each replication has the same weight.

    >>> years = [([1, 2, 4], [True, True, False]), ([1, 3, 3], [True, True, True])] * 3
    >>> found = share_ended_in_each(years, 2)
    >>> round(found.estimate, 2), found.n
    (0.5, 6)
    """
    shares = []
    for times, ended in replications:
        found = share_ended(times, ended, within, level)
        if isinstance(found, Undetermined):
            return found
        shares.append(found.estimate)
    return mean(shares, level, bounds=(0, 1))
