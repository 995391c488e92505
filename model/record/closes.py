"""On which days it matters on which side of the close of business entries came.

Judging a thread compares instants with one another and asks a clock; it does nothing else with
them. So let the entries of a day without times go from one side of its close to the other, in the
same order. Where none of them is compared with an instant of that day that the clock told, every
comparison comes out as before; where no limit begun on that day ends otherwise, every answer of the
clock does. Then the whole judgement is the same, step by step, but for the days that an act of that
day was late: these are told apart by :class:`~model.record.in_order.InOrder`. Days on which neither
was noted need not be tried both ways.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from typing import Protocol, TypeVar

from model.clock import WatchedClock
from model.deadline import Measure, Term
from model.instant import MINUTES
from model.record.measured import MeasuredClock
from model.record.orders import Part, Placed, TooMany

MOST = 1024
"""Orders of one thread that are judged at the most."""


class Told(int):
    """An instant that a clock told; where it is compared with an entry's of its day, that is noted.

    >>> noted: set[int] = set()
    >>> close = Told(17 * 60, noted)
    >>> close < 2 * MINUTES, len(noted)
    (True, 0)
    >>> (close, 0) < (18 * 60, 0), noted
    (True, {0})
    """

    days: set[int]

    def __new__(cls, at: int, days: set[int]) -> Told:
        """Return an instant; the days noted are added to ``days``."""
        self = int.__new__(cls, at)
        self.days = days
        return self

    def _note(self, other: object) -> None:
        if type(other) is int and other // MINUTES == (day := self // MINUTES):
            self.days.add(day)

    def __add__(self, minutes: int) -> Told:
        return Told(int(self) + minutes, self.days)

    def __lt__(self, other: int) -> bool:
        self._note(other)
        return int.__lt__(self, other)

    def __le__(self, other: int) -> bool:
        self._note(other)
        return int.__le__(self, other)

    def __gt__(self, other: int) -> bool:
        self._note(other)
        return int.__gt__(self, other)

    def __ge__(self, other: int) -> bool:
        self._note(other)
        return int.__ge__(self, other)

    def __eq__(self, other: object) -> bool:
        self._note(other)
        return int.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        self._note(other)
        return int.__ne__(self, other)

    __hash__ = int.__hash__


class NotedClock:
    """A clock that notes the days of whose close of business something hangs.

    Parameters
    ----------
    days
        To which they are added, by number; at first those that are known beforehand.
    """

    def __init__(self, clock: WatchedClock, days: set[int]) -> None:
        self.clock, self.noted = clock, days

    def due(self, start: int, rule: str, term: Term) -> int:
        """Return the close of business at which the term expires."""
        at = self.clock.due(start, rule, term)
        if self._moves(start, rule, term, at):
            self.noted.add(start // MINUTES)
        return Told(at, self.noted)

    def _moves(self, start: int, rule: str, term: Term, at: int) -> bool:
        """Whether a term ends otherwise if it begins on the other side of the close of its day.

        Lengths from entries, where they differ so, are known beforehand.
        """
        measured = isinstance(self.clock, MeasuredClock) and term.needs_calendar
        if term.measure is Measure.AFTER or measured or isinstance(start, Told):
            return False
        day, minute = divmod(start, MINUTES)
        close = self.clock.calendar.hours.close
        other = 0 if minute > close else close + 1
        return self.clock.due(day * MINUTES + other, rule, term) != at

    def days(self, start: int, end: int) -> int:
        """Return how many working days apart the days of two instants are."""
        return self.clock.days(start, end)

    def later(self, due: int, working_days: int) -> int:
        """Return the close of business so many working days after another."""
        return Told(self.clock.later(due, working_days), self.noted)

    def dated(self, at: int) -> date:
        """Return the date of an instant."""
        return self.clock.dated(at)

    def midnight(self, day: date) -> int:
        """Return the first minute of a date."""
        return Told(self.clock.midnight(day), self.noted)

    def latest_notice(self, event: int, working_days: int) -> int:
        """Return the close of business by which notice is due; -1 before the calendar begins."""
        return Told(self.clock.latest_notice(event, working_days), self.noted)


class Case(Protocol):
    """A thread judged in one order.

    Attributes
    ----------
    noted
        The days on whose close something hangs; any others may be left out.
    """

    noted: set[int]


C = TypeVar("C", bound=Case)
Way = tuple[Placed, ...]
Ways = Sequence[Sequence[Way]]


def apart(ways: Ways, judge: Callable[[Way, frozenset[int]], C], most: int = MOST) -> list[C]:
    """Judge a thread in every order that can come out otherwise, in the order of ``ways``.

    Parameters
    ----------
    ways
        By date the orders of its entries, each parted at the close in one way.
    judge
        Judges an order, the entries given that may lie on either side of the close in it.

    Raises
    ------
    TooMany
        Where there are more than ``most``.
    """
    found: dict[tuple[int, ...], C] = {}
    for chosen in product(*map(_alike, ways)):
        either = frozenset(place for way in chosen for place in _either(way))
        for places, case in _each(chosen, either, judge):
            found[places] = case
            if len(found) > most:
                raise TooMany("record.too-many-orders", most=most)
    return [found[places] for places in sorted(found)]


Parted = Mapping[int, Way]
"""One order of the entries of a date, parted at the close in several ways, by their place."""


def _alike(ways: Sequence[Way]) -> list[Parted]:
    """The ways of one date, those of the same order together."""
    found: dict[tuple[int, ...], dict[int, Way]] = {}
    for number, way in enumerate(ways):
        found.setdefault(tuple(one.place for one in way), {})[number] = way
    return [*found.values()]


def _either(parted: Parted) -> Iterator[int]:
    """The entries that may lie on either side of the close."""
    for each in zip(*parted.values(), strict=True):
        if {one.part for one in each} >= {Part.OPEN, Part.CLOSED}:
            yield each[0].place


def _each(
    chosen: Sequence[Parted],
    either: frozenset[int],
    judge: Callable[[Way, frozenset[int]], C],
) -> Iterator[tuple[tuple[int, ...], C]]:
    """Judge one order, parted in every way that can come out otherwise.

    What has been judged stands for all ways that part the days noted in it alike. Of the others
    there is a first noted day that they part otherwise: by it they are shared out.
    """
    waiting: list[dict[int, int]] = [{}]
    while waiting:
        fixed = waiting.pop()
        parts = tuple(fixed.get(place, min(parted)) for place, parted in enumerate(chosen))
        way = tuple(one for part, each in zip(parts, chosen, strict=True) for one in each[part])
        case = judge(way, either)
        yield parts, case
        for place, parted in enumerate(chosen):
            if len(parted) > 1 and place not in fixed and parted[parts[place]][0].day in case.noted:
                waiting += [{**fixed, place: other} for other in parted if other != parts[place]]
                fixed = {**fixed, place: parts[place]}
