"""How long things took, with what had not ended when watching ended."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Spans:
    """How long something took, for each thread in which it began.

    Attributes
    ----------
    working, calendar
        Days of the threads in which it ended, same order; arrays of shape ``(ended,)``.
    open_calendar
        Days for which the others had been watched; shape ``(censored,)``.
    """

    working: NDArray[np.float64]
    calendar: NDArray[np.float64]
    open_calendar: NDArray[np.float64]

    @property
    def begun(self) -> int:
        """Threads in which it began."""
        return len(self.working) + self.censored

    @property
    def censored(self) -> int:
        """Threads in which it had not ended when watching ended."""
        return len(self.open_calendar)


def quantile(ended: NDArray[np.float64], censored: int, level: float) -> float:
    """Return a quantile of all that began, what had not ended counting as longest.

    Infinite where it falls on what had not ended.

    >>> quantile(np.array([1.0, 2.0, 3.0]), 0, 0.5), quantile(np.array([1.0]), 3, 0.5)
    (2.0, inf)
    """
    values = np.sort(np.concatenate([ended, np.full(censored, np.inf)]))
    place = level * (len(values) - 1)
    low, high = values[int(np.floor(place))], values[int(np.ceil(place))]
    return float(low) if low == high else float(low + (high - low) * (place % 1))
