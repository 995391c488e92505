"""Stretches of days as officials name them: dates, days of every year, days around a holiday."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from model.calendar import Calendar
from model.instant import date_of, day_of
from model.language import Complaint

MonthDay = tuple[int, int]
"""A month and a day of every year."""

_LEAST = 4  # days off that make a Spring Festival and no weekend


class Holiday(StrEnum):
    """A public holiday of several days."""

    SPRING_FESTIVAL = "spring-festival"
    LABOUR_DAY = "labour-day"
    NATIONAL_DAY = "national-day"


@dataclass(frozen=True, slots=True)
class Period:
    """Days from a first to a last, both included, or the time around a holiday.

    Attributes
    ----------
    first, last
        Both dates, or both days of every year; a last before the first lies in the next year.
    around
        The holiday whose days off it holds, with so many working days ``before`` and ``after``.
    """

    first: date | MonthDay | None = None
    last: date | MonthDay | None = None
    around: Holiday | None = None
    before: int = 0
    after: int = 0

    def spans(self, calendar: Calendar, begin: date, end: date) -> list[tuple[int, int]]:
        """Return the numbers of the first and the last day of each time that it comes.

        Parameters
        ----------
        begin, end
            The time that is looked at; what does not touch it is left out.

        Raises
        ------
        Complaint
            When it does not come in that time at all, so that it would mean nothing.
        """
        low, high = day_of(begin), day_of(end)
        found = [
            span
            for year in range(begin.year - 1, end.year + 1)
            for span in self._in(calendar, year)
            if span[0] <= high and span[1] >= low
        ]
        if not found:
            key = "scenario.no-holiday" if self.around else "scenario.elsewhere"
            raise Complaint(key, period=self, start=begin, end=end)
        return sorted(set(found))

    def _in(self, calendar: Calendar, year: int) -> Iterator[tuple[int, int]]:
        """The times that it begins in a year, or whose holiday is in it."""
        if self.around is not None:
            off = _closure(calendar, year, self.around)
            if off is not None:
                ahead, behind = calendar.index_from(off[0]), calendar.index_from(off[1])
                first = calendar.day(ahead - self.before) if self.before else day_of(off[0])
                last = calendar.day(behind + self.after - 1) if self.after else day_of(off[1])
                yield first, last
        elif isinstance(self.first, date) and isinstance(self.last, date):
            yield day_of(self.first), day_of(self.last)
        elif isinstance(self.first, tuple) and isinstance(self.last, tuple):
            turns = self.last < self.first
            yield day_of(_on(year, self.first)), day_of(_on(year + turns, self.last))

    def __str__(self) -> str:
        if self.around is not None:
            return str(self.around)
        return " – ".join(
            one.isoformat() if isinstance(one, date) else f"{one[0]:02}-{one[1]:02}"
            for one in (self.first, self.last)
            if one is not None
        )


def _on(year: int, of: MonthDay) -> date:
    """The day in a year; the last of February where it has no 29th."""
    return date(year, of[0], min(of[1], monthrange(year, of[0])[1]))


def _closure(calendar: Calendar, year: int, holiday: Holiday) -> tuple[date, date] | None:
    """First and last day off of a holiday; ``None`` where the calendar does not know it."""
    if holiday is Holiday.SPRING_FESTIVAL:  # New Year by the moon is from 21 January to 20 February
        starts = [date(year, 1, 21) + timedelta(days=k) for k in range(31)]
        offs = [off for day in starts if (off := _days_off(calendar, day)) is not None]
        longest = max(offs, key=lambda off: off[1] - off[0], default=None)
        enough = longest and (longest[1] - longest[0]).days + 1 >= _LEAST
        return longest if enough else None
    labour = holiday is Holiday.LABOUR_DAY
    return _days_off(calendar, date(year, 5, 1) if labour else date(year, 10, 1))


def _days_off(calendar: Calendar, day: date) -> tuple[date, date] | None:
    """The days off in a row that a day belongs to."""
    one = timedelta(days=1)
    if not calendar.first + one < day < calendar.last - 100 * one or calendar.is_working(day):
        return None
    index = calendar.index_from(day)
    return date_of(calendar.day(index - 1)) + one, date_of(calendar.day(index)) - one
