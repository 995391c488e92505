"""Office time of many instants at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.calendar import Calendar
from model.instant import MINUTES, day_of

Whole = NDArray[np.int64]
Real = NDArray[np.float64]
Flags = NDArray[np.bool_]


class OfficeClock:
    """A calendar as arrays: the office minutes and the working days of instants.

    Instants outside the calendar count as its first or last day.
    """

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self._origin = day_of(calendar.first)
        self._flags = np.array(calendar.flags, dtype=np.int64)
        self._rank = np.concatenate([[0], np.cumsum(self._flags)])
        inside = np.zeros(MINUTES, dtype=np.int64)
        for start, end in calendar.hours.spans:
            inside[start:end] = 1
        self._elapsed = np.concatenate([[0], np.cumsum(inside)])
        self.minutes = int(inside.sum())

    def _parts(self, at: Whole) -> tuple[Whole, Whole]:
        offset = np.clip(at // MINUTES - self._origin, 0, len(self._flags) - 1)
        return offset, at % MINUTES

    def worked(self, at: Whole) -> Whole:
        """Return the office minutes of the calendar that have passed at instants."""
        offset, minute = self._parts(np.asarray(at, dtype=np.int64))
        today = self._flags[offset] * self._elapsed[minute]
        return np.asarray(self._rank[offset] * self.minutes + today, dtype=np.int64)

    def day(self, at: Whole) -> Whole:
        """Return the working day of instants; on a day off, the next one."""
        return np.asarray(self._rank[self._parts(np.asarray(at))[0]], dtype=np.int64)

    def minute(self, at: Whole) -> Whole:
        """Return the minute of the day of instants; 0 on a day off."""
        offset, minute = self._parts(np.asarray(at))
        return np.where(self._flags[offset] == 1, minute, 0)

    def open(self, at: Whole) -> Flags:
        """Return whether instants lie in office hours."""
        offset, minute = self._parts(np.asarray(at))
        within = self._elapsed[minute + 1] > self._elapsed[minute]
        return np.asarray((self._flags[offset] == 1) & within, dtype=np.bool_)

    def elapsed(self, minute: Whole) -> Whole:
        """Return the office minutes of a working day before minutes of it."""
        return np.asarray(self._elapsed[minute], dtype=np.int64)
