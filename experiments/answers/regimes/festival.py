"""What a holiday does: the queue before and after it, and how much of what falls due is late."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from experiments.measures.daybook import Daybook
from experiments.statistics.interval import LEVEL, Estimate, Interval
from experiments.statistics.intervals import mean
from experiments.statistics.paired import difference_of_means
from model.calendar import Calendar
from model.holiday import DaysOff, days_off
from model.instant import date_of

AFTER = 5
"""Working days after the last day off that still belong to the window."""

_PUSHED = ".pushed"  # how the identifiers of acts end by which something is handed to another


@dataclass(frozen=True, slots=True)
class Window:
    """The dates about a holiday: from its first day off to the :data:`AFTER`-th working day after.

    Attributes
    ----------
    last
        The last date of the window, included.
    """

    holiday: DaysOff
    last: date

    @property
    def first(self) -> date:
        """The first day off."""
        return self.holiday.first

    @property
    def days(self) -> int:
        """Calendar days of the window."""
        return (self.last - self.first).days + 1


def window_of(calendar: Calendar, year: int, within: date | None = None) -> Window | None:
    """Return the window about a holiday of a year; ``None`` where there is none.

    Parameters
    ----------
    within
        A day off of the holiday; the one with most days off unless given, the first of several.

    >>> from model.calendar import chinese_calendar
    >>> found = window_of(chinese_calendar(), 2025)
    >>> str(found.first), str(found.holiday.last), str(found.last), found.holiday.name.en
    ('2025-01-28', '2025-02-04', '2025-02-10', 'Spring Festival')
    """
    known = told_of(calendar, year)
    if within is not None:
        known = [one for one in known if one.first <= within <= one.last]
    if not known:
        return None
    holiday = max(known, key=lambda one: one.last - one.first)
    return Window(holiday, _end(calendar, holiday))


def told_of(calendar: Calendar, year: int) -> list[DaysOff]:
    """Return the holidays of a year with a working day of it before them and a whole window after.

    >>> from model.calendar import chinese_calendar
    >>> [str(one.first) for one in told_of(chinese_calendar(), 2025)]
    ['2025-01-28', '2025-04-04', '2025-05-01', '2025-05-31', '2025-10-01']
    """
    return [one for one in days_off(calendar, year) if _inside(calendar, year, one)]


def _end(calendar: Calendar, holiday: DaysOff) -> date:
    after = calendar.index_from(holiday.last + timedelta(days=1))
    return date_of(calendar.day(after + AFTER - 1))


def _inside(calendar: Calendar, year: int, holiday: DaysOff) -> bool:
    """Whether there is a working day of the year before it, and the whole window after it."""
    before = date_of(calendar.day(calendar.index_from(holiday.first) - 1))
    return before.year == year == _end(calendar, holiday).year


def ordinary_windows(calendar: Calendar, year: int, window: Window) -> list[date]:
    """Return the first dates of windows of the same length and weekday without a holiday in them.

    They overlap; each is as long in calendar days as the one about the holiday.
    """
    holidays = days_off(calendar, year)
    length = timedelta(days=window.days - 1)
    last = date(year, 12, 31) - length
    starts = [date(year, 1, 1) + timedelta(days=k) for k in range(366)]
    return [
        first
        for first in starts
        if first <= last
        and first.weekday() == window.first.weekday()
        and not any(one.first <= first + length and first <= one.last for one in holidays)
    ]


@dataclass(frozen=True)
class Falling:
    """What falls due in the window, by year, and on average in an ordinary window of that length.

    Attributes
    ----------
    due, late
        In each year.
    usual_due, usual_late
        In each year, the mean over its ordinary windows.
    usual_range
        The smallest and the largest share of late ones in any ordinary window of any year; ``None``
        where nothing fell due in any.
    """

    due: tuple[int, ...]
    late: tuple[int, ...]
    usual_due: tuple[float, ...]
    usual_late: tuple[float, ...]
    usual_range: tuple[float, float] | None

    @property
    def share(self) -> float | None:
        """The share of late ones in the window, over all years."""
        return sum(self.late) / sum(self.due) if sum(self.due) else None

    @property
    def usual_share(self) -> float | None:
        """The same in ordinary windows."""
        return sum(self.usual_late) / sum(self.usual_due) if sum(self.usual_due) else None

    def difference(self, level: float = LEVEL) -> Estimate:
        """Return the share in the window less that in ordinary ones, paired by year."""
        pairs = zip(self.late, self.due, self.usual_late, self.usual_due, strict=True)
        known = [(a / b, c / d) for a, b, c, d in pairs if b and d]
        here, there = ([pair[k] for pair in known] for k in (0, 1))
        return difference_of_means(here, there, level, bounds=(-1.0, 1.0))

    @property
    def unusual(self) -> bool | None:
        """Whether more (or, if false, less) is late than is usual; ``None`` where none is shown.

        Of several years by the paired difference; of one only where the share lies outside of all
        its ordinary windows.
        """
        if len(self.due) > 1:
            found = self.difference()
            if not isinstance(found, Interval):
                return None
            return True if found.low > 0 else False if found.high < 0 else None
        if self.share is None or self.usual_range is None:
            return None
        low, high = self.usual_range
        return True if self.share > high else False if self.share < low else None


@dataclass(frozen=True)
class Festival:
    """What a holiday does under one regime, year by year.

    Attributes
    ----------
    before, after
        What all departments together owed at the last close before the days off, and at the first
        after them.
    usual
        The median over the working days that lie in no window about a holiday.
    cleared
        After how many working days no more waited at the close than is usual; 1 is the first day;
        ``None`` where it was not before the next holiday or the end of the year.
    pushes, duties
        What falls due: acts that hand something to another, and all that has a limit.
    """

    window: Window
    before: tuple[int, ...]
    after: tuple[int, ...]
    usual: tuple[float, ...]
    cleared: tuple[int | None, ...]
    pushes: Falling
    duties: Falling

    @property
    def years(self) -> int:
        """How many years it is told of."""
        return len(self.before)

    def change(self, level: float = LEVEL) -> Estimate:
        """Return by how much more waited after than before, mean over the years."""
        differences = np.array(self.after, dtype=float) - np.array(self.before, dtype=float)
        return mean(differences, level)


def festival(
    books: Sequence[Daybook], calendar: Calendar, year: int, within: date | None = None
) -> Festival | None:
    """Return what a holiday does; ``None`` where the year has none with a whole window.

    Parameters
    ----------
    books
        The daybooks of years under one regime, on the same dates.
    within
        A day off of the holiday; the one with most days off unless given.
    """
    window = window_of(calendar, year, within)
    if window is None or not books:
        return None
    dates = books[0].dates
    place = sum(day < window.first for day in dates)
    quiet = np.array([not near for near in _near_holidays(calendar, year, dates)])
    usual = tuple(float(np.median(book.waiting[quiet])) for book in books)
    end = _next_holiday(calendar, year, window, dates)
    ordinary = ordinary_windows(calendar, year, window)
    acts = sorted({act for book in books for act in book.due})
    return Festival(
        window,
        tuple(int(book.waiting[place - 1]) for book in books),
        tuple(int(book.waiting[place]) for book in books),
        usual,
        tuple(
            _cleared(book.waiting[place:end], level)
            for book, level in zip(books, usual, strict=True)
        ),
        _falling(books, [act for act in acts if act.endswith(_PUSHED)], window, ordinary),
        _falling(books, acts, window, ordinary),
    )


def _near_holidays(calendar: Calendar, year: int, dates: Sequence[date]) -> Iterator[bool]:
    """Whether each date lies in the window about some holiday."""
    windows = [(one.first, _end(calendar, one)) for one in days_off(calendar, year)]
    for day in dates:
        yield any(first <= day <= last for first, last in windows)


def _next_holiday(calendar: Calendar, year: int, window: Window, dates: Sequence[date]) -> int:
    """The place of the first working day after the next holiday, or the end of the year."""
    later = [one.first for one in days_off(calendar, year) if one.first > window.holiday.last]
    return sum(day < min(later, default=date.max) for day in dates)


def _cleared(waiting: NDArray[np.int64], usual: float) -> int | None:
    low = np.flatnonzero(waiting <= usual)
    return int(low[0]) + 1 if len(low) else None


def _falling(
    books: Sequence[Daybook], acts: Sequence[str], window: Window, ordinary: Sequence[date]
) -> Falling:
    due, late, usual_due, usual_late, shares = [], [], [], [], []
    for book in books:
        counts = [_added(one, acts) for one in (book.due, book.late)]
        fell, over = (_within(count, window.first, window.days) for count in counts)
        elsewhere = [[_within(count, first, window.days) for first in ordinary] for count in counts]
        due.append(fell)
        late.append(over)
        usual_due.append(float(np.mean(elsewhere[0])) if ordinary else 0.0)
        usual_late.append(float(np.mean(elsewhere[1])) if ordinary else 0.0)
        shares += [b / a for a, b in zip(*elsewhere, strict=True) if a]
    usual = (min(shares), max(shares)) if shares else None
    return Falling(tuple(due), tuple(late), tuple(usual_due), tuple(usual_late), usual)


def _added(by_act: Mapping[str, NDArray[np.int64]], acts: Sequence[str]) -> NDArray[np.int64]:
    """The counts of several acts together, by date."""
    found = [by_act[act] for act in acts if act in by_act]
    return np.sum(found, axis=0, dtype=np.int64) if found else np.zeros(366, dtype=np.int64)


def _within(counts: NDArray[np.int64], first: date, days: int) -> int:
    start = (first - date(first.year, 1, 1)).days
    return int(counts[start : start + days].sum())
