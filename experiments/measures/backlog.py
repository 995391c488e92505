"""How long the queue of each department is at the close of each working day.

What waits is an act owed, as :mod:`experiments.measures.desks` says: one item for an act, a thread
and a department. The series begins from nothing, for a year does not record the matters of its
warm-up, so that its first weeks and all its levels are too low by yesterday's queue. Overlooked
duties that nobody recalls wait for ever, as they should: what is overdue is told apart.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from experiments.measures.desks import Owed, owed
from model.simulation.year import Year

SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "department": pl.String,
    "date": pl.Date,
    "arrived": pl.Int64,
    "left": pl.Int64,
    "waiting": pl.Int64,
    "overdue": pl.Int64,
}
"""Columns, in items. ``arrived`` and ``left``: since the close of the working day before;
``waiting``: at the close, what is done at that very instant being done; ``overdue``: of those
waiting, those whose deadline has expired."""

FIGURES = ("mean", "max", "growth", "drift", "overdue")
"""What is kept of a department's series: mean and maximum of ``waiting``; ``growth``, its last
value less its first; ``drift``, its mean in the last quarter of the working days less that in the
second quarter, which an empty start does not touch; ``overdue`` at the end."""

_NEVER = 2**62

_Counts = NDArray[np.int64]


def backlog(year: Year) -> pl.DataFrame:
    """Return one row for each department, in file order, and each working day of the year."""
    dates = year.calendar.working_dates(year.year)
    frames = [
        pl.DataFrame({"department": [name] * len(dates), "date": dates, **counts}, schema=SCHEMA)
        for name, counts in _series(year)
    ]
    return pl.concat(frames)


def weekly_maxima(series: pl.DataFrame) -> pl.DataFrame:
    """Return the longest queue of each department in each week: department, Monday, waiting."""
    monday = pl.col("date").dt.truncate("1w").alias("week")
    grouped = series.group_by("department", monday, maintain_order=True)
    return grouped.agg(pl.col("waiting").max())


def queues(year: Year) -> dict[str, dict[str, float]]:
    """Return the figures of each department's series, in items.

    A growing queue shows in ``drift``. ``growth`` is that of the queue of this year's matters, so
    that where the office starts with yesterday's queue it is too high by that. Neither says whether
    items were worked on, or how much work they are.
    """
    found = {}
    for name, counts in _series(year):
        waiting, quarter = counts["waiting"], len(counts["waiting"]) // 4
        second = waiting[quarter : 2 * quarter]
        found[name] = {
            "mean": float(waiting.mean()),
            "max": float(waiting.max()),
            "growth": float(waiting[-1] - waiting[0]),
            "drift": float(waiting[-quarter:].mean() - second.mean()),
            "overdue": float(counts["overdue"][-1]),
        }
    return found


def _series(year: Year) -> Iterator[tuple[str, dict[str, _Counts]]]:
    calendar = year.calendar
    dates = calendar.working_dates(year.year)
    start = calendar.index_from(dates[0])
    closings = np.array([calendar.closing(start + day) for day in range(len(dates))])
    items: dict[str, list[Owed]] = {one.id: [] for one in year.scenario.departments}
    for one in owed(year):
        items[one.department].append(one)
    for name, mine in items.items():
        yield name, _counts(mine, closings)


def _counts(items: list[Owed], closings: _Counts) -> dict[str, _Counts]:
    since = np.array([one.since for one in items], dtype=np.int64)
    until = np.array([_NEVER if one.until is None else one.until for one in items], dtype=np.int64)
    due = np.array([_NEVER if one.due is None else one.due for one in items], dtype=np.int64)
    late = np.maximum(due, since) < until
    come, gone = _by(since, closings), _by(until, closings)
    overdue = _by(np.maximum(due, since)[late], closings) - _by(until[late], closings)
    return {
        "arrived": np.diff(come, prepend=0),
        "left": np.diff(gone, prepend=0),
        "waiting": come - gone,
        "overdue": overdue,
    }


def _by(instants: _Counts, closings: _Counts) -> _Counts:
    """How many of the instants had come at each of the closings."""
    return np.searchsorted(np.sort(instants), closings, side="right").astype(np.int64)
