"""Which of two deadlines asks more.

Two limits set going at one moment are compared by when they expire, on every date at once; where
that depends on the date, they are incomparable.
"""

from __future__ import annotations

from enum import StrEnum
from math import inf

from model.deadline import (
    STRICT,
    Before,
    Counting,
    Deadline,
    Measure,
    NoLimit,
    Reading,
    Term,
    Within,
    is_open,
)
from model.tolling import Tolling


class Direction(StrEnum):
    """What the new one of two limits asks, held against the old one."""

    TIGHTER = "tighter"
    LOOSER = "looser"
    EQUAL = "equal"  # other words for the same limit, under every reading
    INCOMPARABLE = "incomparable"
    FILLED = "filled"  # it had no figure and has one
    OPENED = "opened"  # it had a figure and has none

    @property
    def mirrored(self) -> Direction:
        """The same read backwards."""
        return _MIRROR.get(self, self)


_MIRROR = {
    Direction.TIGHTER: Direction.LOOSER,
    Direction.LOOSER: Direction.TIGHTER,
    Direction.FILLED: Direction.OPENED,
    Direction.OPENED: Direction.FILLED,
}


def direction(old: Deadline, counted: Counting, new: Deadline, counts: Counting) -> Direction:
    """Compare two deadlines, each as its regime counts days.

    >>> from model.deadline import Immediately, Indefinite, Within
    >>> usual = Counting.EXCLUDE_FIRST_DAY
    >>> str(direction(Within(1), usual, Within(2), usual))
    'looser'
    >>> str(direction(Indefinite("及时"), usual, Immediately(), usual))
    'filled'
    """
    if isinstance(old, Before) or isinstance(new, Before):
        return _notices(old, new)
    before, after = STRICT.term(old, counted), STRICT.term(new, counts)
    if before is not None and after is not None:
        return _judged(never_later(after, before), never_later(before, after))
    if before is not None or after is not None:
        return Direction.FILLED if before is None else Direction.OPENED
    if is_open(old) and is_open(new):
        one, other = Reading(2).term(old, counted), Reading(2).term(new, counts)
        assert one is not None
        assert other is not None
        return _judged(never_later(other, one), never_later(one, other))
    return _judged(is_open(new) or not is_open(old), is_open(old) or not is_open(new))


def clock_direction(old: Tolling, new: Tolling) -> Direction:
    """Compare what may happen to the clock of a limit that is otherwise the same.

    No event ever shortens a limit; so whatever lets more happen to it lets it end later.

    >>> from model.tolling import RUNS_ON
    >>> str(clock_direction(RUNS_ON, Tolling(restarts=("appealed",))))
    'looser'
    """
    return _judged(_lets_no_more(new, old), _lets_no_more(old, new))


def _lets_no_more(one: Tolling, other: Tolling) -> bool:
    """Whether all that may happen to one clock may happen to another, and lengthens it as much."""
    lengths = {extension.event: _most(extension.by) for extension in other.extensions}
    return (
        {*one.suspensions} <= {*other.suspensions}
        and {*one.restarts} <= {*other.restarts}
        and all(_most(more.by) <= lengths.get(more.event, 0) for more in one.extensions)
    )


def _most(length: Deadline) -> float:
    """By how many days an event may lengthen a limit; without end where that is open."""
    return length.count if isinstance(length, Within) else inf


def _notices(old: Deadline, new: Deadline) -> Direction:
    if not (isinstance(old, Before) and isinstance(new, Before)):
        return _judged(isinstance(old, NoLimit), isinstance(new, NoLimit))
    if old.event != new.event:
        return Direction.INCOMPARABLE
    return _judged(new.count >= old.count, old.count >= new.count)


def _judged(tighter: bool, looser: bool) -> Direction:
    """From whether the new limit asks at least as much, and whether the old one does."""
    if tighter and looser:
        return Direction.EQUAL
    if not tighter and not looser:
        return Direction.INCOMPARABLE
    return Direction.TIGHTER if tighter else Direction.LOOSER


_ENDS = (Measure.END_OF_MONTH, Measure.END_OF_QUARTER, Measure.END_OF_YEAR)
_DAYS_LEFT = {Measure.END_OF_MONTH: 31, Measure.END_OF_QUARTER: 92, Measure.END_OF_YEAR: 366}


def never_later(one: Term, other: Term) -> bool:
    """Whether one term ends no later than another of the same start, on every date.

    Counts of working days and of calendar days are comparable one way only: n calendar days end
    no later than n working days, and how many working days a holiday swallows is not known.

    >>> never_later(Term(Measure.FROM, 1), Term(Measure.AFTER, 2))
    True
    >>> never_later(Term(Measure.CALENDAR, 3), Term(Measure.AFTER, 3))
    True
    >>> never_later(Term(Measure.AFTER, 1), Term(Measure.CALENDAR, 9))
    False
    """
    if not one.needs_calendar and not other.needs_calendar:
        return _half_days(one) <= _half_days(other)
    if not one.needs_calendar:
        return False
    longest, shortest = _calendar_days(one)[1], _calendar_days(other)[0]
    if not other.needs_calendar:
        return longest <= other.count
    if one.measure is other.measure and one.measure not in _ENDS:
        return one.count <= other.count
    if one.measure in _ENDS and other.measure in _ENDS:
        return _ENDS.index(one.measure) <= _ENDS.index(other.measure)
    return longest <= shortest


def _half_days(term: Term) -> int:
    """Where a term of working days stands among all of them, from an instant of any kind."""
    return 2 * term.count + (term.measure is Measure.FROM)


def _calendar_days(term: Term) -> tuple[int, int]:
    """The least and most calendar days that a term may count, before it moves off days off."""
    if term.measure is Measure.MONTHS:
        return 28 * term.count, 31 * term.count
    if term.measure in _ENDS:
        return 0, _DAYS_LEFT[term.measure]
    return term.count, term.count
