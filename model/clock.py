"""When a term expires: on real instants, and on slots that abstract them exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Protocol

from model.calendar import Calendar, CoverageError
from model.deadline import Measure, Term
from model.instant import MINUTES, date_of, day_of
from model.value import dataclass


class Clock(Protocol):
    """Computes expiries; instants of one clock are whole numbers that only compare."""

    def due(self, start: int, rule: str, term: Term) -> int:
        """Return the instant at which a rule's term that started at ``start`` expires."""

    def days(self, start: int, end: int) -> int:
        """Return how many working days later than ``start`` the day of ``end`` is.

        Time off belongs to the working day that has just closed.
        """

    def later(self, due: int, working_days: int) -> int:
        """Return the close of business so many working days, at least 0, after another."""

    def dated(self, at: int) -> date:
        """Return the date of an instant."""

    def midnight(self, day: date) -> int:
        """Return the first instant of a date."""

    def latest_notice(self, event: int, working_days: int) -> int:
        """Return the last instant for a notice so many working days, at least 1, before an event.

        An event in time off counts as one of the working day that has just closed, so notice of
        it is due a day earlier than a count of dates may ask.
        """


@dataclass(frozen=True, slots=True)
class CalendarClock:
    """The clock of real time, in minutes."""

    calendar: Calendar

    def due(self, start: int, rule: str, term: Term) -> int:
        """Return the close of business at which the term expires."""
        return self.calendar.due(start, term)

    def days(self, start: int, end: int) -> int:
        """Return how many working days apart the days of two instants are."""
        return self.calendar.index_at(end) - self.calendar.index_at(start)

    def later(self, due: int, working_days: int) -> int:
        """Return the close of business so many working days after another."""
        return self.calendar.closing(self.calendar.index_at(due) + working_days)

    def dated(self, at: int) -> date:
        """Return the date of an instant."""
        return date_of(at // MINUTES)

    def midnight(self, day: date) -> int:
        """Return the first minute of a date."""
        return day_of(day) * MINUTES

    def latest_notice(self, event: int, working_days: int) -> int:
        """Return the close of business by which notice is due; -1 before the calendar begins."""
        index = self.calendar.index_at(event) - working_days
        return self.calendar.closing(index) if index >= 0 else -1


class WatchedClock(CalendarClock):
    """The clock of real time where nobody watches up to the last dates of the calendar.

    A limit that ends beyond these dates, as one of some years may, ends with the last of them:
    that nobody sees either.
    """

    __slots__ = ()

    def due(self, start: int, rule: str, term: Term) -> int:
        """Return the close of business at which the term expires, or the last one."""
        try:
            return self.calendar.due(start, term)
        except CoverageError:
            return self._last

    def later(self, due: int, working_days: int) -> int:
        """Return the close of business so many working days after another, or the last one."""
        index = self.calendar.index_at(due) + working_days
        return self.calendar.closing(min(index, self.calendar.working_days - 1))

    @property
    def _last(self) -> int:
        return self.calendar.closing(self.calendar.working_days - 1)


@dataclass(frozen=True, slots=True)
class SlotClock:
    """The clock of slots: ``2i`` is working day ``i`` up to its close, ``2i+1`` the time off after.

    Attributes
    ----------
    elapsed
        For each rule whose term depends on the date, how many working days it is taken to last.

    Examples
    --------
    >>> clock = SlotClock()
    >>> clock.due(3, "push", Term(Measure.AFTER, 2)), clock.due(3, "push", Term(Measure.FROM))
    (6, 4)
    """

    elapsed: Mapping[str, int] = field(default_factory=dict)

    def due(self, start: int, rule: str, term: Term) -> int:
        """Return the even slot at whose end the term expires."""
        if term.measure is Measure.AFTER:
            return 2 * (start // 2 + term.count)
        if term.measure is Measure.FROM:
            return 2 * ((start + 1) // 2 + term.count)
        return 2 * (start // 2 + self.elapsed[rule])

    def days(self, start: int, end: int) -> int:
        """Return how many working days apart the days of two slots are.

        >>> SlotClock().days(3, 6)
        2
        """
        return end // 2 - start // 2

    def later(self, due: int, working_days: int) -> int:
        """Return the even slot so many working days after another."""
        return due + 2 * working_days

    def dated(self, at: int) -> date:
        """Refuse: slots have no dates, so a text that changes in time is run on real ones."""
        raise TypeError("slots have no dates, and this regime changes in time: use a CalendarClock")

    def midnight(self, day: date) -> int:
        """Refuse, as :meth:`dated` does."""
        raise TypeError("slots have no dates, and this regime changes in time: use a CalendarClock")

    def latest_notice(self, event: int, working_days: int) -> int:
        """Return the even slot by whose end notice is due.

        >>> SlotClock().latest_notice(6, 1), SlotClock().latest_notice(7, 2)
        (4, 2)
        """
        return 2 * (event // 2 - working_days)


def within(start: int, end: int, working_days: int) -> bool:
    """Whether slot ``end`` is within so many working days, at least 0, of slot ``start``.

    The day of the start is not counted, whatever the regime's own counting, so that figures
    compare. Within 0 means in the same slot.

    >>> within(1, 2, 0), within(1, 2, 1), within(0, 0, 0)
    (False, True, True)
    """
    return end <= max(start, 2 * (start // 2 + working_days))


def delay(start: int, end: int) -> int:
    """Return the least number of working days that ``end`` is :func:`within` of ``start``.

    >>> delay(0, 4), delay(1, 4), delay(1, 1), delay(0, 1)
    (2, 2, 0, 1)
    """
    return 0 if end <= start else (end + 1) // 2 - start // 2
