"""Working days, office hours, slots and due dates.

Instants and days are those of :mod:`model.instant`. Working day *i* is the *i*-th of the calendar,
from 0.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from functools import cache
from itertools import accumulate

from model.deadline import Measure, Term
from model.instant import MINUTES, date_of, day_of, time_of
from model.language import Complaint
from model.lengths import lengths
from model.value import dataclass


class CoverageError(Complaint):
    """A date of which the calendar does not know whether it is a working day."""


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """The spans of a working day in minutes after midnight, start inclusive, end exclusive.

    The end of the last span is the close of business.
    """

    spans: tuple[tuple[int, int], ...] = ((540, 720), (780, 1020))

    @property
    def close(self) -> int:
        """Minute of the day at which business closes."""
        return self.spans[-1][1]

    @property
    def minutes(self) -> int:
        """Office minutes in one working day."""
        return sum(end - start for start, end in self.spans)


@dataclass(frozen=True, slots=True)
class Worst:
    """The longest span in calendar days that a guarantee can take, and the date it starts."""

    calendar_days: int
    start: date
    end: date


class Calendar:
    """Which dates are working days, and the office hours of a day.

    Parameters
    ----------
    first
        First date covered.
    working
        One flag for each consecutive date from ``first``.
    hours
        The office hours of each of its ``working_days``, of which ``minutes`` is the sum.

    Notes
    -----
    Every method raises :class:`CoverageError` for a date outside the calendar.

    Examples
    --------
    The Sunday before Spring Festival 2025 was a working day, and 28 January to 4 February not:

    >>> from datetime import datetime
    >>> from model.instant import instant_of
    >>> calendar = chinese_calendar()
    >>> calendar.is_working(date(2025, 1, 26)), calendar.is_working(date(2025, 1, 28))
    (True, False)
    >>> eve = instant_of(datetime(2025, 1, 27, 16, 0))
    >>> time_of(calendar.due(eve, Term(Measure.AFTER, 2))).isoformat()
    '2025-02-06T17:00:00'
    """

    presumed: tuple[int, ...] = ()
    """The years of which nobody has announced the days off yet, see :mod:`model.presumed`."""

    def __init__(
        self, first: date, working: Collection[bool], hours: OfficeHours | None = None
    ) -> None:
        self.first = first
        self.hours = hours or OfficeHours()
        self._origin = day_of(first)
        self.flags = list(working)
        self._rank = [*accumulate(self.flags, initial=0)]  # working days strictly before each day
        self._days = [self._origin + k for k, flag in enumerate(self.flags) if flag]
        self._dates, self.working_days = len(self.flags), len(self._days)
        self._close = self.hours.close
        self.minutes = self.hours.minutes
        self._elapsed, self._clock = _minute_tables(self.hours)

    @property
    def last(self) -> date:
        """Last date covered."""
        return self.first + timedelta(days=len(self.flags) - 1)

    def __repr__(self) -> str:
        return f"<Calendar {self.first} to {self.last}, {self.working_days} working days>"

    def _offset(self, day: int) -> int:
        offset = day - self._origin
        if not 0 <= offset < self._dates:
            raise self._outside(day)
        return offset

    def _outside(self, day: int) -> CoverageError:
        known = {"first": self.first, "last": self.last}
        return CoverageError("calendar.outside", date=date_of(day), **known)

    def is_working(self, when: date) -> bool:
        """Whether the date is a working day."""
        return self.flags[self._offset(day_of(when))]

    def day(self, index: int) -> int:
        """Return the day number of a working day."""
        if not 0 <= index < self.working_days:
            raise self._outside(self._origin + self._dates if index > 0 else self._origin - 1)
        return self._days[index]

    def days(self, first: date, last: date) -> list[int]:
        """Return the day numbers of the working days from one date up to another."""
        begin, end = (self._offset(day_of(when)) for when in (first, last))
        return self._days[self._rank[begin] : self._rank[end + 1]]

    def index_from(self, when: date) -> int:
        """Return the first working day on or after the date."""
        return self._rank[self._offset(day_of(when))]

    def opening(self, index: int) -> int:
        """Return the instant at which working day ``index`` opens."""
        return self.day(index) * MINUTES + self.hours.spans[0][0]

    def closing(self, index: int) -> int:
        """Return the instant of close of business of working day ``index``."""
        return self.day(index) * MINUTES + self._close

    def slot(self, instant: int) -> int:
        """Abstract an instant: ``2i`` until the close of day ``i``, inclusive; else ``2i+1``.

        >>> calendar = chinese_calendar()
        >>> close = calendar.closing(100)
        >>> [calendar.slot(close + minute) for minute in (0, 1)]
        [200, 201]
        """
        day, minute = divmod(instant, MINUTES)
        offset = self._offset(day)
        if self.flags[offset]:
            return 2 * self._rank[offset] + (minute > self._close)
        return 2 * self._rank[offset] - 1

    def due(self, instant: int, term: Term) -> int:
        """Return the close of business at which a term that starts at an instant expires."""
        day, minute = divmod(instant, MINUTES)
        offset = self._offset(day)
        if term.measure is Measure.AFTER:
            return self.day(self._rank[offset + 1] + term.count - 1) * MINUTES + self._close
        if term.measure is Measure.FROM:
            closed = self.flags[offset] and minute > self._close
            return self.closing(self._rank[offset + closed] + term.count)
        last = last_day(date_of(day), term)
        index = self._rank[self._offset(day_of(last))]
        if self.closing(index) < instant:  # after hours on the last day of a recurring period
            return self.due(instant + MINUTES - minute, term)
        return self.closing(index)

    def working_minutes_until(self, instant: int) -> int:
        """Office minutes of the calendar that have passed at an instant."""
        day, minute = divmod(instant, MINUTES)
        offset = day - self._origin
        if not 0 <= offset < self._dates:
            raise self._outside(day)
        passed = self._rank[offset] * self.minutes
        return passed + self._elapsed[minute] if self.flags[offset] else passed

    def after_work(self, instant: int, minutes: int) -> int:
        """Return the instant at which work of so many office minutes, at least 1, is done.

        The work starts at ``instant`` and rests outside office hours.

        >>> from datetime import datetime
        >>> from model.instant import instant_of
        >>> calendar = chinese_calendar()
        >>> start = instant_of(datetime(2025, 1, 27, 16, 50))
        >>> time_of(calendar.after_work(start, 20)).isoformat()
        '2025-02-05T09:10:00'
        """
        index, rest = divmod(self.working_minutes_until(instant) + minutes - 1, self.minutes)
        return self.day(index) * MINUTES + self._clock[rest] + 1

    def office_minute(self, number: int) -> int:
        """Return the minute of the day that is the office minute of a number, from 0."""
        return self._clock[number]

    def next_office_instant(self, instant: int) -> int:
        """Return the first instant from ``instant`` on that lies in office hours."""
        day, minute = divmod(instant, MINUTES)
        if self._elapsed[minute] < self._elapsed[minute + 1] and self.flags[self._offset(day)]:
            return instant
        return self.after_work(instant, 1) - 1

    def is_closing(self, instant: int) -> bool:
        """Whether an instant is the close of business of a working day."""
        return instant % MINUTES == self._close and self.flags[self._offset(instant // MINUTES)]

    def index_at(self, instant: int) -> int:
        """Return the working day of an instant; during time off, the one just closed."""
        return self.slot(instant) // 2

    def elapsed_range(self, term: Term) -> tuple[int, int]:
        """Least and greatest ``due(s, term) // 2 - s // 2`` over all slots of the calendar.

        It bounds a term that is not counted in working days, for reasoning without dates.
        """
        return lengths(self, term).whole_range

    def latest_end(self, start: date, working_days: int) -> date:
        """Return the latest date by which a guarantee given from ``start`` is kept."""
        return time_of(self.due(day_of(start) * MINUTES, _guarantee(working_days))).date()

    def worst(self, working_days: int, years: Iterable[int]) -> Worst:
        """Return the longest calendar span of a guarantee from any working day of the years.

        Ties go to the earliest start.

        >>> worst = chinese_calendar().worst(2, [2025])
        >>> worst.calendar_days, str(worst.start)
        (10, '2025-01-26')
        """
        spans = [
            Worst((end - start).days, start, end)
            for year in years
            for start in self.working_dates(year)
            if (end := self.latest_end(start, working_days))
        ]
        return max(spans, key=lambda span: (span.calendar_days, -day_of(span.start)))

    def working_dates(self, year: int) -> list[date]:
        """Return the working days of a year."""
        return [*map(date_of, self.days(date(year, 1, 1), date(year, 12, 31)))]

    def changed(
        self,
        years: Iterable[int] = (),
        days_off: Collection[date] = (),
        working: Collection[date] = (),
        hours: OfficeHours | None = None,
    ) -> Calendar:
        """This calendar with whole years added and single days changed.

        A year added has Monday to Friday as working days but for the days named. The years must
        join the calendar without a gap.
        """
        first, flags = self.first, list(self.flags)
        for year in sorted(set(years)):
            if first.year <= year <= (first + timedelta(days=len(flags) - 1)).year:
                continue
            start = first + timedelta(days=len(flags))
            if date(year, 1, 1) != start:
                raise Complaint("calendar.gap", year=year, last=start - timedelta(days=1))
            length = (date(year + 1, 1, 1) - start).days
            flags += [(start + timedelta(days=k)).weekday() < 5 for k in range(length)]
        for dates, flag in ((days_off, False), (working, True)):
            for when in dates:
                offset = (when - first).days
                if not 0 <= offset < len(flags):
                    last = first + timedelta(days=len(flags) - 1)
                    raise CoverageError("calendar.outside", date=when, first=first, last=last)
                flags[offset] = flag
        calendar = Calendar(first, flags, hours or self.hours)
        calendar.presumed = self.presumed
        return calendar


def _guarantee(working_days: int) -> Term:
    return Term(Measure.AFTER, working_days) if working_days else Term(Measure.FROM, 0)


def last_day(start: date, term: Term) -> date:
    """Return the last day of a term that is counted in dates and starts on a day."""
    if term.measure is Measure.CALENDAR:
        return start + timedelta(days=term.count)
    if term.measure is Measure.MONTHS:
        month = start.month - 1 + term.count
        year, month = start.year + month // 12, month % 12 + 1
        return date(year, month, min(start.day, monthrange(year, month)[1]))
    months = {Measure.END_OF_MONTH: 1, Measure.END_OF_QUARTER: 3, Measure.END_OF_YEAR: 12}[
        term.measure
    ]
    month = (start.month - 1) // months * months + months
    return date(start.year, month, monthrange(start.year, month)[1])


def _minute_tables(hours: OfficeHours) -> tuple[list[int], list[int]]:
    """Office minutes passed at each minute of the day, and the minute at which each begins."""
    open_ = [False] * MINUTES
    for start, end in hours.spans:
        open_[start:end] = [True] * (end - start)
    clock = [minute for minute, is_open in enumerate(open_) if is_open]
    return [*accumulate(open_, initial=0)], clock


@cache
def chinese_calendar() -> Calendar:
    """The State Council's calendar, make-up working days included, from chinesecalendar.

    It covers whole years from 2004 to the last year that the installed library knows.
    """
    import chinese_calendar as source

    last = max(source.holidays).year
    first = date(min(source.holidays).year, 1, 1)
    days = (date(last, 12, 31) - first).days + 1
    week, begun = [True] * 5 + [False] * 2, first.weekday()
    flags = (week * (days // 7 + 2))[begun : begun + days]
    # A day off outweighs a day to make up for one.
    for dates, working in ((source.workdays, True), (source.holidays, False)):
        for when in dates:
            if (day := (when - first).days) in range(days):
                flags[day] = working
    return Calendar(first, flags)
