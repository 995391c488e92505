"""How long things took, with what had not ended when watching ended."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor, isfinite

import numpy as np
from numpy.typing import NDArray

from model.language import Text, say

SPANS = ("claim-latency", "time-without-supervisor", "time-to-attention")
"""The spans of which every single one is kept: from the push to the claim, from the decision to
the claim in whatever mode, and from the decision to an officer's own attention."""

BOUNDED = {
    "claim-latency": "approval-push-claimed",
    "time-without-supervisor": "decision-reaches-supervision",
}
"""The property whose proved bound is a bound of a span; nothing is proved of attention."""

_LABELS = {
    "claim-latency": "measure.span.claim-latency",
    "time-without-supervisor": "measure.span.time-without-supervisor",
    "time-to-attention": "measure.span.time-to-attention",
}

Days = NDArray[np.float64]


def span_label(span: str) -> Text:
    """Return what a kind of span is called.

    >>> span_label("claim-latency").en
    'the time from push to claim'
    """
    return say(_LABELS[span])


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

    working: Days
    calendar: Days
    open_calendar: Days

    @cached_property
    def working_in_order(self) -> Days:
        """Working days of the threads in which it ended, ascending."""
        return np.sort(self.working)

    @cached_property
    def calendar_in_order(self) -> Days:
        """Calendar days of the threads in which it ended, ascending."""
        return np.sort(self.calendar)

    @property
    def begun(self) -> int:
        """Threads in which it began."""
        return len(self.working) + self.censored

    @property
    def censored(self) -> int:
        """Threads in which it had not ended when watching ended."""
        return len(self.open_calendar)

    @property
    def open_total(self) -> float:
        """Days for which those that had not ended had been watched, added up."""
        return float(self.open_calendar.sum())

    @property
    def total(self) -> float:
        """Calendar days of all, those that had not ended counted until watching ended."""
        return float(self.calendar.sum() + self.open_calendar.sum())


def quantile(ended: Days, censored: int, level: float, *, in_order: bool = False) -> float:
    """Return a quantile of all that began, what had not ended counting as longest.

    Infinite where it falls on what had not ended. What ended may be known to be in order.

    >>> quantile(np.array([1.0, 2.0, 3.0]), 0, 0.5), quantile(np.array([1.0]), 3, 0.5)
    (2.0, inf)
    """
    values = ended if in_order else np.sort(ended)
    place = level * (len(values) + censored - 1)
    low, high = (values[k] if k < len(values) else np.inf for k in (floor(place), ceil(place)))
    return float(low) if low == high else float(low + (high - low) * (place % 1))


def mean_of_ended(ended: Days) -> float | None:
    """Return the mean of what ended; ``None`` of nothing."""
    return float(ended.mean()) if len(ended) else None


def known_quantile(in_order: Days, censored: int, level: float) -> float | None:
    """Return a quantile of what is in order; ``None`` of nothing, and where :func:`quantile` is
    infinite.
    """
    if not len(in_order) + censored:
        return None
    found = quantile(in_order, censored, level, in_order=True)
    return found if isfinite(found) else None
