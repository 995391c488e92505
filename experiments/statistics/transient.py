"""Whether a run has forgotten how it began.

A year that starts in an empty office looks better than the office is. Either its first days are
left out, or it starts from a queue that is there, or the result says that it does not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from experiments.statistics.interval import (
    LEVEL,
    Estimate,
    Interval,
    Reason,
    Undetermined,
    Values,
    constant,
)
from experiments.statistics.intervals import mean, quantile

BATCH = 5
"""Days to a batch in MSER-5."""


@dataclass(frozen=True, slots=True)
class WarmUp:
    """Whether a warm-up is long enough.

    Attributes
    ----------
    given
        Days left out.
    needed
        Days that MSER-5 would leave out, or why it cannot tell.
    drift
        Last half minus first half of the days kept, mean per day over the replications: 0 lies in
        its interval when nothing more is shown to build up or to drain.
    """

    given: int
    needed: int | Undetermined
    drift: Estimate

    @property
    def enough(self) -> bool:
        """Whether the days left out reach what is needed and no drift is shown after them."""
        if isinstance(self.needed, Undetermined) or not isinstance(self.drift, Interval):
            return False
        return self.given >= self.needed and self.drift.contains(0.0)


def truncation(series: ArrayLike, batch: int = BATCH) -> int | Undetermined:
    """Days to leave out at the beginning, by MSER-5 on the mean over the replications.

    The cut after which the mean of the rest has the least standard error. Supposes that there is a
    steady state: in a year with seasons it may take a season for a transient; compare two
    beginnings (:func:`forgotten`) there. Sources: White, Simulation 69, 1997 (MSER), White, Cobb &
    Spratt 2000 (MSER-5); Welch 1983 for averaging over the replications first.

    Parameters
    ----------
    series
        Backlog (or another figure) of each day; shape ``(replications, days)`` or ``(days,)``.

    Returns
    -------
    int or Undetermined
        A multiple of ``batch``, in the first half. ``Reason.NOT_SETTLED`` where the error still
        falls at the middle: the run is too short to tell.

    >>> days = np.arange(200)
    >>> noise = np.random.default_rng(1).normal(size=(10, 200))
    >>> truncation(20 * (1 - np.exp(-days / 10)) + noise)
    55
    """
    daily = _mean_of_days(series)
    if isinstance(daily, Undetermined):
        return daily
    count = len(daily) // batch
    if count < 10:
        return Undetermined(Reason.TOO_FEW, len(daily), 10 * batch)
    means = daily[: count * batch].reshape(count, batch).mean(axis=1)
    if constant(means):
        return 0
    # the statistic for a cut before each batch, from sums over what is kept
    kept = np.arange(count, 0, -1)
    shifted = means - means[-1]
    sums, squares = (np.cumsum(one[::-1])[::-1] for one in (shifted, shifted**2))
    error = np.maximum(squares - sums**2 / kept, 0) / kept**2
    cut = int(np.argmin(error[: count // 2 + 1]))  # further on, a few batches are level by luck
    return Undetermined(Reason.NOT_SETTLED, len(daily)) if cut == count // 2 else cut * batch


def _mean_of_days(series: ArrayLike) -> Values | Undetermined:
    given = np.atleast_2d(np.asarray(series, dtype=np.float64))
    if given.size == 0:
        return Undetermined(Reason.TOO_FEW, 0, 1)
    if not np.isfinite(given).all():
        return Undetermined(Reason.NOT_FINITE, given.shape[-1])
    return np.asarray(given.mean(axis=0))


def welch(series: ArrayLike, window: int) -> Values:
    """Moving average of the days' means over the replications, for Welch's plot.

    Parameters
    ----------
    window
        Days to either side; nearer to the beginning, as many as there are. The last ``window``
        days have none and are left out.

    >>> welch([[0.0, 3.0, 6.0, 3.0, 0.0]], window=1).tolist()
    [0.0, 3.0, 4.0, 3.0]
    """
    daily = np.atleast_2d(np.asarray(series, dtype=np.float64)).mean(axis=0)
    cumulated = np.concatenate([[0.0], np.cumsum(daily)])
    day = np.arange(max(len(daily) - window, 0))
    reach = np.minimum(day, window)
    return np.asarray((cumulated[day + reach + 1] - cumulated[day - reach]) / (2 * reach + 1))


def judge_warm_up(series: ArrayLike, days: int, level: float = LEVEL) -> WarmUp:
    """Judge a warm-up of so many days.

    Parameters
    ----------
    series
        Backlog of each day from the very beginning, warm-up included; shape ``(replications,
        days)``, two replications at the least.

    >>> days = np.arange(300)
    >>> noise = np.random.default_rng(2).normal(size=(20, 300))
    >>> filling = 20 * (1 - np.exp(-days / 10)) + noise
    >>> judge_warm_up(filling, 90).enough, judge_warm_up(filling, 5).enough
    (True, False)
    """
    if days < 0:
        raise ValueError("a warm-up has no negative length")
    given = np.atleast_2d(np.asarray(series, dtype=np.float64))
    kept = given[:, days:]
    half = kept.shape[1] // 2
    if half == 0:
        drift: Estimate = Undetermined(Reason.TOO_FEW, given.shape[1], days + 2)
    else:
        drift = mean(kept[:, -half:].mean(axis=1) - kept[:, :half].mean(axis=1), level)
    return WarmUp(days, truncation(given), drift)


def forgotten(
    empty: ArrayLike,
    loaded: ArrayLike,
    p: float = 0.95,
    level: float = LEVEL,
    tolerance: float = 0.0,
) -> Estimate:
    """Day from which it no longer matters how the run began, in a share ``p`` of replications.

    The same replications are run twice with the same random numbers, from an empty office and from
    a loaded one; with keyed draws the two become equal, and stay so. It needs no steady state, so
    it serves a year with holidays and seasons. What never became equal counts as longest.

    Parameters
    ----------
    empty, loaded
        Backlog of each day; shape ``(replications, days)``.
    tolerance
        Difference up to which two days count as equal.

    Returns
    -------
    Interval or Undetermined
        Of the quantile ``p`` over the replications: leave out as many days as its high end.

    >>> empty = np.tile(np.arange(10.0), (80, 1))
    >>> loaded = np.maximum(empty, np.arange(80)[:, None] % 4)
    >>> found = forgotten(empty, loaded)
    >>> found.estimate, found.high
    (3.0, 3.0)
    """
    one, other = (np.atleast_2d(np.asarray(x, dtype=np.float64)) for x in (empty, loaded))
    if one.shape != other.shape:
        raise ValueError("both beginnings need the same replications and days")
    if not (np.isfinite(one).all() and np.isfinite(other).all()):
        return Undetermined(Reason.NOT_FINITE, len(one))
    apart = np.abs(one - other) > tolerance
    days = apart.shape[1]
    last = np.where(apart.any(axis=1), days - np.argmax(apart[:, ::-1], axis=1), 0)
    return quantile(np.where(last == days, math.inf, last), p, level)
