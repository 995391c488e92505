"""What a year's work was day by day: what waited where, what fell due when, what was dealt with.

Acts owed are those of :mod:`experiments.measures.desks`: one item for an act, a thread and a
department, from the moment it is owed until nothing of it is left to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from experiments.measures.backlog import NEVER, Counted, Items
from model.instant import MINUTES, day_of
from model.simulation.year import Year

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Handled:
    """How often officers dealt with an act, and their office minutes."""

    count: int = 0
    minutes: int = 0


@dataclass(frozen=True)
class Desk:
    """The year of one department.

    Attributes
    ----------
    load
        Share of its officers' office time that it spent on duties.
    waiting
        How many acts it owed at the close of each working day.
    held
        By act, at how many closes of business it was owed, added up over items: item-days.
    overdue
        Of these item-days, those past the limit.
    handled
        What its officers dealt with, by act; matters of the warm-up are not in it.
    """

    load: float
    waiting: Whole
    held: Mapping[str, int]
    overdue: int
    handled: Mapping[str, Handled]


@dataclass(frozen=True)
class Daybook:
    """The year of all departments.

    Attributes
    ----------
    dates
        The working days of the year.
    due, late
        By act, how many items fell due on each date from 1 January on, and how many of these were
        still owed when their limit had passed; of an act that several departments owe, each.
    """

    dates: tuple[date, ...]
    desks: Mapping[str, Desk]
    due: Mapping[str, Whole]
    late: Mapping[str, Whole]

    @property
    def waiting(self) -> Whole:
        """What all departments owed at the close of each working day."""
        queues = np.stack([desk.waiting for desk in self.desks.values()])
        return np.asarray(queues.sum(axis=0), dtype=np.int64)


def daybook(
    year: Year,
    items: Mapping[str, Items],
    counted: Counted,
    handled: Mapping[str, Mapping[str, Handled]],
) -> Daybook:
    """Return the daybook of a year.

    Parameters
    ----------
    items, counted, handled
        What each department owed, the counts of it, and what its officers dealt with.
    """
    acts = [*year.law.regime.vocabulary.events]
    index = year.calendar.index_from(counted.dates[counted.first])
    places = range(index, index + len(counted.dates) - counted.first)
    closings = np.array([year.calendar.closing(place) for place in places], dtype=np.int64)
    desks = {
        name: Desk(
            year.utilisation.get(name, 0.0),
            counted.counts[name]["waiting"][counted.first :],
            *_held(mine, closings, acts),
            handled.get(name, {}),
        )
        for name, mine in items.items()
    }
    due, late = _falling(year.year, items, acts)
    return Daybook(tuple(counted.dates[counted.first :]), desks, due, late)


def _held(items: Items, closings: Whole, acts: list[str]) -> tuple[dict[str, int], int]:
    """At how many closes each act was owed, and how many of these item-days were past the limit."""
    until = np.searchsorted(closings, items.until)
    days = np.maximum(until - np.searchsorted(closings, items.since), 0)
    past = np.maximum(items.due, items.since)
    over = np.maximum(until - np.searchsorted(closings, past), 0)
    sums = np.bincount(items.act, days, minlength=len(acts))
    held = {act: int(sums[k]) for k, act in enumerate(acts) if sums[k]}
    return held, int(over.sum())


def _falling(
    year: int, items: Mapping[str, Items], acts: list[str]
) -> tuple[dict[str, Whole], dict[str, Whole]]:
    """How many items of each act fell due on each date of a year, and how many were late."""
    first, last = day_of(date(year, 1, 1)), day_of(date(year, 12, 31))
    due = np.zeros((len(acts), last - first + 1), dtype=np.int64)
    late = due.copy()
    for mine in items.values():
        place = np.where(mine.due == NEVER, -1, mine.due // MINUTES - first)
        inside = (place >= 0) & (place < due.shape[1])
        act, place = mine.act[inside], place[inside]
        np.add.at(due, (act, place), 1)
        past = (np.maximum(mine.due, mine.since) < mine.until)[inside]
        np.add.at(late, (act[past], place[past]), 1)
    known = [k for k in range(len(acts)) if due[k].any()]
    return {acts[k]: due[k] for k in known}, {acts[k]: late[k] for k in known}


def handled(year: Year) -> dict[str, dict[str, Handled]]:
    """Return what the officers of each department dealt with in a year's matters, by act."""
    worked = year.calendar.working_minutes_until
    found: dict[str, dict[str, Handled]] = {one.id: {} for one in year.scenario.departments}
    for one in year.attention:
        mine = found[one.department]
        had = mine.get(one.act, Handled())
        spent = worked(one.finished) - worked(one.taken_up)
        mine[one.act] = Handled(had.count + 1, had.minutes + spent)
    return found
