"""Weeks by departments: how long each queue was, holidays marked, before and after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from experiments.answers.regimes.day_words import day_words
from experiments.studio.year.years import Years
from model.calendar import Calendar
from model.holiday import days_off
from model.language import NOTHING, Text, say

FEW = 8
"""Departments that are shown unless all are asked for: those with most overdue, or waiting."""


@dataclass(frozen=True, slots=True)
class Column:
    """A week: its Monday, and the holidays that have days off in it."""

    monday: date
    holiday: Text

    @property
    def words(self) -> Text:
        """Say which week it is."""
        words = week_words(self.monday)
        return words + say("studio.year.off", name=self.holiday) if self.holiday else words


@dataclass(frozen=True, slots=True)
class Square:
    """The longest queue of a department in a week, and the most of it that was overdue.

    Attributes
    ----------
    shade
        By what is overdue: 0 for none to 4 for the most of all.
    waiting
        ``None`` in a week in which nobody works.
    """

    shade: int
    waiting: int | None
    overdue: int
    at: str

    @property
    def words(self) -> Text:
        """Say it."""
        if self.waiting is None:
            return say("studio.year.closed")
        key = "studio.year.queue-late" if self.overdue else "studio.year.queue"
        return say(key, count=self.waiting, late=self.overdue)


@dataclass(frozen=True, slots=True)
class Line:
    """The weeks of a department on one side; ``side`` is empty where there is only one."""

    department: Text
    side: Text
    squares: tuple[Square, ...]


@dataclass(frozen=True, slots=True)
class Weeks:
    """All of it.

    Attributes
    ----------
    left_out
        How many departments are, none of which ever had more overdue.
    most
        The most that was overdue in any department.
    """

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    left_out: int
    most: int

    @property
    def steps(self) -> list[tuple[int, int]]:
        """The least and the most overdue of each shade above 0."""
        ends = [self.most * k // 4 for k in range(5)]
        return [(low + 1, high) for low, high in pairwise(ends) if high > low]


SIDES = ("before", "after")


def weeks_of(years: Years, names: Sequence[Text], *, every: bool = False) -> Weeks:
    """Return the first year week by week; departments that never had anything are left out.

    Parameters
    ----------
    names
        What the sides are called beside a department, where there are two.
    every
        Whether all others are shown; else those with the longest queues.
    """
    question = years.question
    columns = tuple(_columns(question.calendar, question.year))
    rows = [
        {(one["department"], one["week"]): one for one in frame.to_dicts()} for frame in years.weeks
    ]
    worst: dict[str, tuple[int, int]] = {}
    for one in (one for side in rows for one in side.values()):
        here = one["overdue"], one["waiting"]
        worst[one["department"]] = max(worst.get(one["department"], here), here)
    named = [name for name, found in worst.items() if any(found)]
    shown = set(sorted(named, key=lambda name: worst[name], reverse=True)[: None if every else FEW])
    most = max((late for late, _ in worst.values()), default=0)
    sides = SIDES if len(rows) > 1 else SIDES[:1]
    labels = {one.id: one.label for _, scenario in question.sides for one in scenario.departments}
    lines = tuple(
        Line(
            labels[name],
            names[place] if len(rows) > 1 else NOTHING,
            tuple(
                _square(own.get((name, column.monday)), most, f"{side}.{column.monday}.{name}")
                for column in columns
            ),
        )
        for name in named
        if name in shown
        for place, (side, own) in enumerate(zip(sides, rows, strict=True))
    )
    return Weeks(columns, lines, len(named) - len(shown), most)


def week_words(monday: date) -> Text:
    """Say which week it is, by its Monday."""
    return say("studio.year.week", day=day_words(monday))


def _columns(calendar: Calendar, year: int) -> Iterator[Column]:
    monday = date(year, 1, 1) - timedelta(days=date(year, 1, 1).weekday())
    holidays = days_off(calendar, year)
    while monday <= date(year, 12, 31):
        last = monday + timedelta(days=6)
        names = [
            one.name or say("backlog.holiday")
            for one in holidays
            if one.first <= last and monday <= one.last
        ]
        yield Column(monday, say("chart.and").join(names) if names else NOTHING)
        monday += timedelta(days=7)


def _square(row: dict[str, int] | None, most: int, at: str) -> Square:
    if row is None:
        return Square(0, None, 0, at)
    shade = -(-4 * row["overdue"] // most) if most else 0
    return Square(shade, row["waiting"], row["overdue"], at)


def months(columns: Sequence[Column], year: int) -> list[tuple[Text, int]]:
    """Return the months in words, each with the number of weeks whose Thursday is in it."""
    names = say("festival.months")
    counts = [0] * 12
    for column in columns:
        thursday = column.monday + timedelta(days=3)
        month = 1 if thursday.year < year else 12 if thursday.year > year else thursday.month
        counts[month - 1] += 1

    def named(place: int) -> Text:
        return names.each(lambda words: words.split()[place])

    return [(named(place), count) for place, count in enumerate(counts) if count]
