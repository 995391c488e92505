"""How long the queue of each department is at the close of each working day.

What waits is an act owed, as :mod:`experiments.measures.desks` says: one item for an act, a thread
and a department. A year begins with what its warm-up left undone, so that its first day is counted
like any other; whether the warm-up was long enough is another question (:func:`weeks` has its
weeks, too). Overlooked duties that nobody recalls wait for ever, as they should: what is overdue is
told apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.measures.desks import Owed, owed
from model.calendar import Calendar
from model.instant import MINUTES, date_of, day_of
from model.simulation.year import Year

if TYPE_CHECKING:
    import polars as pl

COUNTS = ("arrived", "left", "waiting", "overdue")
"""What is counted, in items. ``arrived`` and ``left``: since the close of the working day before;
``waiting``: at the close, what is done at that very instant being done; ``overdue``: of those
waiting, those whose deadline has expired."""

NEVER = 2**62
"""An instant that is never reached and still is an integer of 64 bits."""

_Counts = NDArray[np.int64]


def backlog(year: Year, *, warm_up: bool = False) -> pl.DataFrame:
    """Return one row for each department, in file order, and each working day of the year.

    Parameters
    ----------
    warm_up
        Whether the working days of the warm-up stand before those of the year; its first ones
        begin from an empty office.
    """
    import polars as pl  # here: a worker that simulates needs it not

    whole = counted(year)
    first = 0 if warm_up else whole.first
    dates = whole.dates[first:]
    frames = [
        pl.DataFrame(
            {
                "department": [name] * len(dates),
                "date": dates,
                **{column: values[first:] for column, values in counts.items()},
            },
            schema={"department": pl.String, "date": pl.Date} | dict.fromkeys(COUNTS, pl.Int64),
        )
        for name, counts in whole.counts.items()
    ]
    return pl.concat(frames)


def weekly_maxima(series: pl.DataFrame) -> pl.DataFrame:
    """Return the longest queue of each department in each week: department, Monday, waiting."""
    import polars as pl

    monday = pl.col("date").dt.truncate("1w").alias("week")
    grouped = series.group_by("department", monday, maintain_order=True)
    return grouped.agg(pl.col("waiting").max())


@dataclass(frozen=True)
class Weeks:
    """The longest queue of each department in each week.

    Attributes
    ----------
    mondays
        The weeks, in order; one in which nobody works is not among them.
    waiting
        For each department, in file order, as many figures, in items.
    """

    mondays: tuple[date, ...] = ()
    waiting: dict[str, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Counted:
    """The counts of :data:`COUNTS` for each department, on the working days of warm-up and year.

    ``first`` is the place of the first working day of the year.
    """

    dates: list[date]
    first: int
    counts: dict[str, dict[str, _Counts]]


class Items(NamedTuple):
    """What one department owed: since when, until when, when it was due, if ever, and which act.

    Acts are places in the order of the vocabulary.
    """

    since: _Counts
    until: _Counts
    due: _Counts
    act: _Counts


def items_of(year: Year) -> dict[str, Items]:
    """Return what each department owed."""
    order = {event: k for k, event in enumerate(year.law.regime.vocabulary.events)}
    found: dict[str, list[Owed]] = {department.id: [] for department in year.scenario.departments}
    for one in owed(year):
        found[one.department].append(one)
    return {
        name: Items(
            np.array([one.since for one in those], dtype=np.int64),
            np.array([_or_never(one.until) for one in those], dtype=np.int64),
            np.array([_or_never(one.due) for one in those], dtype=np.int64),
            np.array([order[one.act] for one in those], dtype=np.int64),
        )
        for name, those in found.items()
    }


def _or_never(at: int | None) -> int:
    return NEVER if at is None else at


def counted(year: Year, items: Mapping[str, Items] | None = None) -> Counted:
    """Count what waits at each close of business, once for all that is said of it.

    Parameters
    ----------
    items
        What each department owed, where that is known already.
    """
    dates, first, closings = _closings(year.calendar, year.year, year.scenario.warm_up)
    items = items or items_of(year)
    counts = {name: _counts(mine, closings) for name, mine in items.items()}
    return Counted(dates, first, counts)


@lru_cache(32)
def _closings(calendar: Calendar, year: int, warm_up: int) -> tuple[list[date], int, _Counts]:
    """The working days of warm-up and year, the place of the year's first, and their closings.

    Before the closings stands the instant before the warm-up begins.
    """
    january = date(year, 1, 1)
    begin = january - timedelta(days=warm_up)
    start = calendar.index_from(begin)
    middle, end = calendar.index_from(january), calendar.index_from(date(year + 1, 1, 1))
    dates = [date_of(calendar.day(index)) for index in range(start, end)]
    closings = np.array(
        [day_of(begin) * MINUTES - 1, *(calendar.closing(index) for index in range(start, end))]
    )
    return dates, middle - start, closings


def weeks(of: Counted) -> Weeks:
    """Return the weekly maxima of a year, its warm-up before it."""
    mondays = [day - timedelta(days=day.weekday()) for day in of.dates]
    starts = [k for k, monday in enumerate(mondays) if k == 0 or monday != mondays[k - 1]]
    waiting = {
        name: tuple(np.maximum.reduceat(counts["waiting"], starts).tolist())
        for name, counts in of.counts.items()
    }
    return Weeks(tuple(mondays[k] for k in starts), waiting)


def queues(of: Counted) -> dict[str, dict[str, float]]:
    """Return the figures of each department's queue over the working days of the year, in items.

    ``mean`` and ``max`` are those of ``waiting``; ``growth`` is its last value less that at the
    last close before the year; ``drift`` its mean in the last quarter of the working days less that
    in the second quarter; ``overdue`` is that at the end. A growing queue shows in ``growth`` and,
    apart from what the season does, in ``drift``. Neither says whether items were worked on, or how
    much work they are.
    """
    figures = {}
    for name, whole in of.counts.items():
        counts = {column: values[of.first :] for column, values in whole.items()}
        waiting, quarter = counts["waiting"], len(counts["waiting"]) // 4
        second = waiting[quarter : 2 * quarter]
        figures[name] = {
            "mean": float(waiting.mean()),
            "max": float(waiting.max()),
            "growth": float(counts["arrived"].sum() - counts["left"].sum()),
            "drift": float(waiting[-quarter:].mean() - second.mean()),
            "overdue": float(counts["overdue"][-1]),
        }
    return figures


def _counts(items: Items, closings: _Counts) -> dict[str, _Counts]:
    """Counts at each instant but the first, from which arrivals are counted."""
    since, until, due, _ = items
    late = np.maximum(due, since) < until
    come, gone = _by(since, closings), _by(until, closings)
    overdue = _by(np.maximum(due, since)[late], closings) - _by(until[late], closings)
    return {
        "arrived": np.diff(come),
        "left": np.diff(gone),
        "waiting": (come - gone)[1:],
        "overdue": overdue[1:],
    }


def _by(instants: _Counts, closings: _Counts) -> _Counts:
    """How many of the instants had come at each of the closings."""
    return np.searchsorted(np.sort(instants), closings, side="right").astype(np.int64)
