"""An estimate with its interval, or the reason why there is none."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

Values = NDArray[np.float64]
"""One value of each replication (or of each case, where a function says so)."""

LEVEL = 0.95
"""The confidence level unless another is asked for."""


class Method(StrEnum):
    """How an interval was made."""

    STUDENT = "student"
    WILSON = "wilson"
    EXACT = "exact"
    ORDER = "order"
    JACKKNIFE = "jackknife"
    BOOTSTRAP = "bootstrap"
    FISHER = "fisher"
    CONSTANT = "constant"


class Reason(StrEnum):
    """Why there is no interval."""

    TOO_FEW = "too-few"
    NOT_FINITE = "not-finite"
    NO_CASES = "no-cases"
    NOT_REGULATED = "not-regulated"  # the text has nothing on it
    NO_VARIATION = "no-variation"
    WATCHED_TOO_SHORT = "watched-too-short"
    OPEN = "open"  # in some replication the figure falls on what had not ended
    UNLIKE = "unlike"  # what is compared leaves out unlike shares of what had not ended


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate and the ends of its confidence interval.

    In a share ``level`` of all experiments made in this way, the interval contains the truth.

    Attributes
    ----------
    estimate, low, high
        In the unit of the values; an end may be infinite where nothing bounds it, and a quantile
        is infinite where it falls on what had not ended. Never NaN.
    level
        Confidence level of the interval: two-sided, but one-sided for ``Method.EXACT``, whose other
        end is the estimate itself.
    method
        How it was made. ``Method.CONSTANT`` means that all values were equal; then the ends are
        equal too, and :attr:`another` says what is known.
    n
        How many values (replications, mostly) it was made of.

    >>> found = Interval(2.3, 2.1, 2.5, 0.95, Method.STUDENT, 30)
    >>> round(found.half_width, 3), found.contains(2.2), found.excludes(0)
    (0.2, True, True)
    """

    estimate: float
    low: float
    high: float
    level: float
    method: Method
    n: int

    def __post_init__(self) -> None:
        if math.isnan(self.estimate) or not self.low <= self.high:
            raise ValueError(f"not an interval: {self.estimate} [{self.low}, {self.high}]")

    @property
    def half_width(self) -> float:
        """Distance from the estimate to the farther end; infinite where anything is."""
        if math.isinf(self.estimate):
            return math.inf
        return max(self.high - self.estimate, self.estimate - self.low)

    @property
    def another(self) -> float:
        """Largest share of replications with another value, where all ``n`` gave the same.

        The exact one-sided bound for none in n, ``1 - (1 - level)**(1/n)``; about ``3/n`` at 95 %
        (the rule of three: Hanley & Lippman-Hand, JAMA 249, 1983).

        >>> round(Interval(2.0, 2.0, 2.0, 0.95, Method.CONSTANT, 120).another, 3)
        0.025
        """
        return none_in(self.n, self.level)

    def contains(self, value: float) -> bool:
        """Whether a value lies in the interval, ends included."""
        return bool(self.low <= value <= self.high)

    def excludes(self, value: float) -> bool:
        """Whether a value lies outside the interval."""
        return not self.contains(value)


@dataclass(frozen=True, slots=True)
class Undetermined:
    """No estimate, and why: an outcome of its own, which never counts as a zero or as a pass.

    Attributes
    ----------
    reason
        The reason's key.
    n
        How many values there were.
    least
        How many are needed at the least; 0 where more would not help or nobody can tell.

    >>> Undetermined(Reason.TOO_FEW, n=1, least=2).reason
    <Reason.TOO_FEW: 'too-few'>
    """

    reason: Reason
    n: int
    least: int = 0


Estimate = Interval | Undetermined
"""What a question about values comes to."""


def none_in(n: int, level: float = LEVEL) -> float:
    """Largest probability of what was never seen in ``n`` independent trials.

    The Clopper-Pearson upper bound for no success, one-sided.

    >>> round(none_in(120), 4), round(3 / 120, 4)
    (0.0247, 0.025)
    """
    return float(-math.expm1(math.log1p(-check_level(level)) / n))


def record(estimate: Estimate) -> dict[str, object]:
    """Return an estimate as a flat record for JSON, CSV or Parquet, infinite ends as ``None``.

    >>> record(Undetermined(Reason.TOO_FEW, 1, 2))["reason"]
    'too-few'
    >>> record(Interval(1.0, 0.5, float("inf"), 0.95, Method.ORDER, 9))["high"] is None
    True
    """
    keys = ("estimate", "low", "high", "level", "method", "n", "reason", "least")
    found: dict[str, object] = dict.fromkeys(keys)
    if isinstance(estimate, Undetermined):
        return found | {"n": estimate.n, "reason": str(estimate.reason), "least": estimate.least}
    for key in ("estimate", "low", "high"):
        value = float(getattr(estimate, key))
        found[key] = value if math.isfinite(value) else None
    return found | {"level": estimate.level, "method": str(estimate.method), "n": estimate.n}


def check_level(level: float) -> float:
    """Return a confidence level that is one.

    Raises
    ------
    ValueError
        When it is not strictly between 0 and 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"a confidence level lies between 0 and 1, not at {level}")
    return level


def sample(values: ArrayLike, least: int = 1) -> Values | Undetermined:
    """Return the values as one flat array, or why they are no sample.

    >>> sample([1.0, float("nan")]).reason
    <Reason.NOT_FINITE: 'not-finite'>
    """
    found = np.asarray(values, dtype=np.float64).ravel()
    if not np.isfinite(found).all():
        return Undetermined(Reason.NOT_FINITE, len(found))
    if len(found) < least:
        return Undetermined(Reason.TOO_FEW, len(found), least)
    return found


def constant(values: Values, scale: float | None = None) -> bool:
    """Whether all values are equal but for rounding.

    Parameters
    ----------
    scale
        Size of the numbers from which the values were computed, the values' own unless given.

    >>> constant(np.array([0.3, 0.1 + 0.2])), constant(np.array([0.3, 0.30001]))
    (True, False)
    """
    size = float(np.abs(values).max()) if scale is None else scale
    return bool(np.ptp(values) <= 16 * np.finfo(np.float64).eps * size)
