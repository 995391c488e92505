"""How many working days a term counted in dates lasts, from each slot of a calendar.

A slot of a working day up to its close has one date. The time off after it has one for the evening
and one for each day off that follows, so that a term that starts in it may last more than one
number of working days.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, cached_property
from typing import TYPE_CHECKING

from model.deadline import Term
from model.instant import MINUTES, date_of
from model.language import Complaint
from model.value import dataclass

if TYPE_CHECKING:
    from model.calendar import Calendar

_ENOUGH = 750
"""Working days, about three years, from which a term must be seen before its range is believed."""


@dataclass(frozen=True)
class Lengths:
    """The lengths of one term: ``due(s, term) // 2 - s // 2`` from every slot *s* on.

    Attributes
    ----------
    by_slot
        For each slot from 0 on its days in order, each with the length from there, up to the last
        slot from which the term ends within the calendar.
    """

    by_slot: tuple[tuple[tuple[int, int], ...], ...]

    def of(self, slot: int) -> tuple[int, ...]:
        """Return the lengths from a slot, the least first, each once."""
        return self._values[slot]

    @cached_property
    def _values(self) -> list[tuple[int, ...]]:
        return [tuple(sorted({length for _, length in days})) for days in self.by_slot]

    def range(self, off: int) -> tuple[int, int]:
        """Least and greatest length from a slot of a working day (0), or of time off (1)."""
        return self._ranges[off]

    @cached_property
    def _ranges(self) -> list[tuple[int, int]]:
        found = []
        for off in (0, 1):
            values = [length for slot in self.by_slot[off::2] for _, length in slot]
            found.append((min(values), max(values)))
        return found

    @cached_property
    def whole_range(self) -> tuple[int, int]:
        """Least and greatest length from any slot."""
        return min(low for low, _ in self._ranges), max(high for _, high in self._ranges)

    @cached_property
    def gapless(self) -> bool:
        """Whether from each kind of slot every length between the least and the greatest occurs."""
        for off in (0, 1):
            low, high = self.range(off)
            if {length for slot in self._values[off::2] for length in slot} != {
                *range(low, high + 1)
            }:
                return False
        return True


@cache
def lengths(calendar: Calendar, term: Term) -> Lengths:
    """Return the lengths of a term over a calendar.

    Raises
    ------
    Complaint
        Where the calendar is too short for its range to be believed.
    """
    slots: list[tuple[tuple[int, int], ...]] = []
    try:
        for slot in _dated(calendar, term) if term.needs_calendar else _counted(calendar, term):
            slots.append(slot)
    except Complaint as error:  # the calendar ends
        if len(slots) < 2 * _ENOUGH:
            raise Complaint("calendar.too-long", **error.values) from None
    return Lengths(tuple(slots[: len(slots) // 2 * 2]))


def _counted(calendar: Calendar, term: Term) -> Iterator[tuple[tuple[int, int], ...]]:
    """Yield the slots of :attr:`Lengths.by_slot`, until the calendar ends."""
    for slot in range(2 * calendar.working_days - 2):
        yield tuple(
            (day, calendar.index_at(calendar.due(instant, term)) - slot // 2)
            for day, instant in instants_of(calendar, slot)
        )


def _dated(calendar: Calendar, term: Term) -> Iterator[tuple[tuple[int, int], ...]]:
    """Yield the same for a term that is counted in dates; each date is looked up once.

    Nothing else matters but whether, in the evening, the day was its last.
    """
    from model.calendar import last_day  # here: the calendar itself asks for lengths

    ends: dict[int, int] = {}

    def end(day: int) -> int:
        """The working day on which it ends if it starts on a day before the close of business."""
        if day not in ends:
            ends[day] = calendar.index_from(last_day(date_of(day), term))
            calendar.day(ends[day])  # a last day after the last working day is beyond the calendar
        return ends[day]

    for index in range(calendar.working_days - 1):
        day = calendar.day(index)
        yield ((day, end(day) - index),)
        evening = end(day) if end(day) > index else end(day + 1)
        off = range(day + 1, calendar.day(index + 1))
        yield ((day, evening - index), *((later, end(later) - index) for later in off))


def instants_of(calendar: Calendar, slot: int) -> Iterator[tuple[int, int]]:
    """Yield each day of a slot with an instant on it; within a slot only the date matters."""
    index, off = divmod(slot, 2)
    day, closing = calendar.day(index), calendar.closing(index)
    yield day, closing + off
    if off:
        for later in range(day + 1, calendar.day(index + 1)):
            yield later, later * MINUTES
