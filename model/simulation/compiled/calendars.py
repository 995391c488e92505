"""Calendars as arrays: that of the office, and those of officers who have others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.calendar import Calendar, OfficeHours, last_day
from model.deadline import Term
from model.instant import MINUTES, date_of, day_of
from model.simulation.compiled.world import CALENDAR


class CalendarArrays(NamedTuple):
    """Several calendars of the same days, the first of which is that of the office."""

    origin: int
    rows: Any
    working: NDArray[np.int64]
    rank: NDArray[np.int64]
    days: NDArray[np.int64]
    elapsed: NDArray[np.int64]
    clock: NDArray[np.int64]


def calendar_arrays(calendars: Sequence[Calendar], origin: int) -> CalendarArrays:
    """Return calendars as arrays from a day on."""
    hours: list[OfficeHours] = list(dict.fromkeys(one.hours for one in calendars))
    flags = [np.array(one.flags[origin - day_of(one.first) :], dtype=np.int64) for one in calendars]
    working = np.stack(flags)
    rank = np.zeros((len(calendars), working.shape[1] + 1), dtype=np.int64)
    rank[:, 1:] = working.cumsum(axis=1)
    rows = np.zeros(len(calendars), CALENDAR).view(np.recarray)
    days = np.zeros((len(calendars), int(rank[:, -1].max())), dtype=np.int64)
    for place, calendar in enumerate(calendars):
        row, own = rows[place], np.flatnonzero(working[place])
        days[place, : len(own)] = own
        row.opens, row.close = calendar.hours.spans[0][0], calendar.hours.close
        row.minutes, row.days = calendar.hours.minutes, len(own)
        row.hours = hours.index(calendar.hours)
    clock = np.zeros((len(hours), max(one.minutes for one in hours)), dtype=np.int64)
    elapsed = np.zeros((len(hours), MINUTES + 1), dtype=np.int64)
    for place, one in enumerate(hours):
        minutes = [minute for start, end in one.spans for minute in range(start, end)]
        clock[place, : len(minutes)] = minutes
        open_ = np.zeros(MINUTES, dtype=np.int64)
        open_[minutes] = 1
        elapsed[place, 1:] = open_.cumsum()
    return CalendarArrays(origin, rows, working, rank, days, elapsed, clock)


def tables_of(terms: Sequence[Term], calendar: Calendar, origin: int) -> NDArray[np.int64]:
    """Return, by term and day, the working day with which a limit counted in dates ends."""
    end = day_of(calendar.last)
    first = calendar.index_from(date_of(origin))
    found = np.full((max(1, len(terms)), end - origin + 2), calendar.working_days - 1 - first)
    for row, term in enumerate(terms):
        for day in range(origin, end + 1):
            last = last_day(date_of(day), term)
            if last <= calendar.last:
                found[row, day - origin] = calendar.index_from(last) - first
    return found.astype(np.int64)
