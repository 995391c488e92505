"""How long work takes, and how long a matter rests: the shapes that permit logs show.

Most steps of permit logs are finished the same day and some take very long. The usual shape here is
log-normal; a share finished the same day and a Pareto tail may be put to it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

_NINETY = 1.2815515655446004  # the 90 % quantile of the standard normal
_EDGE = 1e-12  # keeps a draw of exactly 0 from being infinitely short


@dataclass(frozen=True, slots=True)
class Tail:
    """A tail that falls as a power.

    Attributes
    ----------
    beyond
        The quantile from which on it replaces the log-normal.
    index
        The exponent with which the share of what is longer falls; the smaller, the heavier.
    """

    beyond: float
    index: float


@dataclass(frozen=True, slots=True)
class Effort:
    """How long something takes: log-normal, given by median and 90 % quantile.

    In office minutes, or in working days for what comes later in a matter.

    Attributes
    ----------
    same_day
        Share that takes no time at all; median and quantile are those of the rest.
    tail
        What takes the place of the log-normal beyond a quantile of the rest.
    """

    median: float
    ninety: float
    same_day: float = 0.0
    tail: Tail | None = None

    @property
    def mu(self) -> float:
        """Mean of the logarithm."""
        return math.log(self.median)

    @property
    def sigma(self) -> float:
        """Standard deviation of the logarithm."""
        return (math.log(self.ninety) - self.mu) / _NINETY

    def lengths(self, uniforms: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the lengths of which numbers in [0, 1) are the ranks.

        >>> import numpy as np
        >>> ranks = np.array([0.2, 0.5, 0.9, 0.99])
        >>> Effort(10, 40, tail=Tail(0.9, 1.0)).lengths(ranks).round().tolist()
        [4.0, 10.0, 40.0, 400.0]
        >>> Effort(10, 40, same_day=0.4).lengths(np.array([0.2, 0.7])).round().tolist()
        [0.0, 10.0]
        """
        rest = uniforms
        if self.same_day:
            rest = (uniforms - self.same_day) / (1 - self.same_day)
        rest = np.clip(rest, _EDGE, 1 - _EDGE)
        normal: Any = ndtri(rest)
        found: NDArray[np.float64] = np.exp(self.mu + self.sigma * normal)
        if self.tail is not None:
            begin = self.tail.beyond
            edge = math.exp(self.mu + self.sigma * float(ndtri(begin)))
            power = edge * ((1 - begin) / (1 - rest)) ** (1 / self.tail.index)
            found = np.where(rest > begin, power, found)
        return np.where(uniforms < self.same_day, 0.0, found) if self.same_day else found

    def ranks(self, lengths: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the ranks from which on it takes so long, of ever greater lengths above 0.

        1 stands for what is never reached. It is what the engines look up; :meth:`lengths` is the
        same the other way round, and a shape of another kind has both.

        >>> import numpy as np
        >>> Effort(10, 40, tail=Tail(0.9, 1.0)).ranks(np.array([10.0, 400.0])).round(3).tolist()
        [0.5, 0.99]
        """
        if self.sigma > 0:
            rest = ndtr((np.log(lengths) - self.mu) / self.sigma)
        else:
            rest = (lengths > math.exp(self.mu)).astype(np.float64)
        if self.tail is not None:
            begin = self.tail.beyond
            edge = math.exp(self.mu + self.sigma * float(ndtri(begin)))
            power = 1 - (1 - begin) * (edge / np.maximum(lengths, edge)) ** self.tail.index
            rest = np.where(lengths > edge, power, rest)
        found = np.where(rest > _EDGE, self.same_day + rest * (1 - self.same_day), self.same_day)
        return np.maximum.accumulate(np.where(rest > 1 - _EDGE, 1.0, found))
