"""What a guarantee in working days comes to on real dates, at worst, and which holiday is in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import groupby

from model.calendar import Calendar, CoverageError
from model.instant import date_of
from model.language import NOTHING, Text
from model.presumed import holiday_on


@dataclass(frozen=True, slots=True)
class WorstCase:
    """The longest time in calendar days that a number of working days takes.

    Attributes
    ----------
    calendar_days
        From the date of the start, not counted, to the date of the end.
    start, end
        The first date from which it takes so long, and the last date on which it is kept.
    holiday
        The holiday with most days off in between; ``None`` where there is none with a name.
    """

    calendar_days: int
    start: date
    end: date
    holiday: Text | None


def from_date(calendar: Calendar, working_days: int, start: date) -> WorstCase:
    """Return what a number of working days comes to from one date.

    None at all end on the date itself.

    >>> from model.calendar import chinese_calendar
    >>> found = from_date(chinese_calendar(), 2, date(2026, 2, 13))
    >>> found.calendar_days, str(found.end)
    (11, '2026-02-24')
    """
    end = calendar.latest_end(start, working_days) if working_days else start
    return between(calendar, start, end)


def between(calendar: Calendar, start: date, end: date) -> WorstCase:
    """Return the case that lasts from one date to another."""
    return WorstCase((end - start).days, start, end, holiday_in(calendar, start, end))


@cache
def worst_case(
    calendar: Calendar, working_days: int, first: date | None = None, last: date | None = None
) -> WorstCase:
    """Return the worst case over every date between two from which it can be told.

    All working days of the calendar where no dates are given: from a day off it takes no longer
    than from the working day before it, since both end on one date. Ties go to the earliest start.

    Raises
    ------
    CoverageError
        Where the calendar is too short for any start.

    Examples
    --------
    >>> from model.calendar import chinese_calendar
    >>> worst = worst_case(chinese_calendar(), 1)
    >>> worst.calendar_days, str(worst.start), worst.holiday.en
    (11, '2020-01-23', 'Spring Festival')
    """
    longest = (-1, calendar.first, calendar.first)
    for start in _starts(calendar, first, last):
        try:
            end = calendar.latest_end(start, working_days) if working_days else start
        except CoverageError:
            break
        if (end - start).days > longest[0]:
            longest = ((end - start).days, start, end)
    if longest[0] < 0:
        end = calendar.last + timedelta(days=1)
        raise CoverageError("calendar.outside", date=end, first=calendar.first, last=calendar.last)
    return between(calendar, *longest[1:])


def untold_from(calendar: Calendar, working_days: int, first: date, last: date) -> date | None:
    """Return the first date between two from which a calendar does not tell the end.

    ``None`` where it tells all.

    >>> from model.calendar import chinese_calendar
    >>> year = date(2026, 1, 1), date(2026, 12, 31)
    >>> str(untold_from(chinese_calendar(), 2, *year)), untold_from(chinese_calendar(), 0, *year)
    ('2026-12-30', None)
    """

    def told(start: date) -> bool:
        try:
            return bool(calendar.latest_end(start, working_days)) if working_days else True
        except CoverageError:
            return False

    return first_not(told, first, last)


def first_not(told: Callable[[date], bool], first: date, last: date) -> date | None:
    """Return the first date between two that is not told, where none after such a one is."""
    if first <= last and told(last):
        return None  # as nearly always, unless the calendar ends
    low, high = 0, (last - first).days
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if told(first + timedelta(days=middle)) else (low, middle)
    found = first + timedelta(days=low)
    return found if found <= last else None


def _starts(calendar: Calendar, first: date | None, last: date | None) -> Iterator[date]:
    if first is None or last is None:
        yield from (date_of(calendar.day(index)) for index in range(calendar.working_days))
    else:
        yield from (first + timedelta(days=k) for k in range((last - first).days + 1))


def holiday_in(calendar: Calendar, start: date, end: date) -> Text | None:
    """Return the holiday with most days off of a calendar between two dates, those included.

    The names are the State Council's; a calendar file of the user's gives none.

    >>> from model.calendar import chinese_calendar
    >>> holiday_in(chinese_calendar(), date(2025, 9, 30), date(2025, 10, 9)).zh
    '国庆节'
    """
    dates = (start + timedelta(days=k) for k in range((end - start).days + 1))
    days_off = (one for one in dates if not calendar.is_working(one))
    named = Counter(
        name
        for one in days_off
        if (name := holiday_on(one) if one.year in calendar.presumed else _announced(one))
    )
    return named.most_common(1)[0][0] if named else None


def _announced(day: date) -> Text | None:
    """The holiday for which the State Council has given a day off."""
    import chinese_calendar as source
    from chinese_calendar.constants import Holiday

    if day not in source.holidays:
        return None
    found = Holiday(source.holidays[day])
    return Text(found.chinese, found.value)


@dataclass(frozen=True, slots=True)
class DaysOff:
    """A public holiday: its first and last day off, and its name where it has one."""

    first: date
    last: date
    name: Text


def days_off(calendar: Calendar, year: int) -> list[DaysOff]:
    """Return the runs of days off of a year that are more than a weekend."""
    dates = [date(year, 1, 1) + timedelta(days=k) for k in range(366)]
    runs = groupby((one for one in dates if one.year == year), calendar.is_working)
    runs_off = []
    for working, run in runs:
        days = list(run)
        if not working and any(day.weekday() < 5 for day in days):
            name = holiday_in(calendar, days[0], days[-1])
            runs_off.append(DaysOff(days[0], days[-1], name or NOTHING))
    return runs_off
