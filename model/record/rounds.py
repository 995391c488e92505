"""Which round an entry is of, where an event comes again: a property of the order, not of the file.

Where the order of a thread is open, its rounds are assigned anew in each order that is tried, and
so is which of several entries of one event counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import NamedTuple

from model.record.entries import Again, Repeats
from model.record.orders import (
    MOST,
    Entry,
    Part,
    Placed,
    TooMany,
    by_date,
    instants,
    parted,
)

_STEPS = 40 * MOST
"""Entries put in their place at the most, before a thread is given up."""


@dataclass(frozen=True, slots=True)
class Count:
    """How far a thread has come with what comes again.

    Attributes
    ----------
    number
        By group of events its round, from 0 on; 0 where none has come.
    come
        The events that the round of their group already has.
    """

    number: Mapping[str, int] = field(default_factory=dict)
    come: frozenset[str] = frozenset()

    def after(self, event: str, rounds: Mapping[str, Again]) -> tuple[str, Count]:
        """Return the event of a round that an entry is, and how far the thread has come with it.

        A round begins where an event comes that the round before already has. Entries beyond the
        last round stay of it; an event without rounds moves nothing.

        >>> rounds = {"a": Again("a", ("a", "a-2")), "b": Again("a", ("b", "b-2"))}
        >>> one, count = Count().after("a", rounds)
        >>> two, count = count.after("a", rounds)
        >>> one, two, count.after("b", rounds)[0]
        ('a', 'a-2', 'b-2')
        """
        again = rounds.get(event)
        if again is None:
            return event, self
        number, come, last = self.number.get(again.group, 0), self.come, len(again.events) - 1
        if event in come and number < last:
            number += 1
            come = frozenset(one for one in come if rounds[one].group != again.group)
        counted = Count({**self.number, again.group: number}, come | {event})
        return again.events[min(number, last)], counted


class Arranged(NamedTuple):
    """A thread in one order.

    Attributes
    ----------
    way
        The entries that count, in order.
    entries
        All of the thread's, each with the event of its round.
    """

    way: tuple[Placed, ...]
    entries: tuple[Entry, ...]


class _Placing(NamedTuple):
    """A thread of which some entries have been placed.

    Attributes
    ----------
    order
        Those of the date at which it is.
    ever
        All events that have come.
    """

    entries: tuple[Entry, ...]
    counted: Count = Count()
    ever: frozenset[str] = frozenset()
    order: tuple[int, ...] = ()


@dataclass
class Arranging:
    """Every order of a thread of which entries are not placed, with the rounds of each.

    Attributes
    ----------
    told
        The entries that have come.
    rounds
        By event that comes again those that stand for it, round by round.
    needs
        By event those without which it cannot come; an order in which one of the same date stands
        behind what needs it is left out, unless times say so.
    world
        The events that the world brings about, which at the close come behind what expires.
    repeats
        Which entry of an event counts, where it comes more often than there are rounds.
    """

    told: Sequence[Entry]
    rounds: Mapping[str, Again]
    needs: Mapping[str, Set[str]]
    world: Set[str]
    repeats: Repeats
    steps: int = field(default=0, init=False)

    def __iter__(self) -> Iterator[Arranged]:
        """Yield each order.

        Raises
        ------
        TooMany
            Where too many entries would have to be placed.
        """
        groups = [*by_date(self.told)]
        for way, entries in self._from(groups, _Placing(tuple(self.told))):
            yield Arranged(self._that_count(way, entries), entries)

    def _from(
        self, groups: list[list[int]], placing: _Placing
    ) -> Iterator[tuple[tuple[Placed, ...], tuple[Entry, ...]]]:
        """The orders of the entries from a date on, those before being placed."""
        if not groups:
            yield (), placing.entries
            return
        group, rest = groups[0], groups[1:]
        at = instants(self.told, group)
        for placed in self._orders(group, at, placing._replace(order=())):
            for way in parted(placed.entries, placed.order):
                for later, whole in self._from(rest, placed):
                    yield (*way, *later), whole

    def _orders(
        self, left: list[int], at: Mapping[int, int], placing: _Placing
    ) -> Iterator[_Placing]:
        """The orders of the entries of one date, each named as it is placed."""
        if not left:
            yield placing
        tried: set[Entry] = set()
        for place in left:
            alike = self._alike(place, at)
            later = place in at and any(at.get(one, at[place]) < at[place] for one in left)
            if later or alike in tried:
                continue  # as good as another that has been tried here
            tried.add(alike)
            self.steps += 1
            if self.steps > _STEPS:
                raise TooMany("record.too-many-orders", most=MOST)
            placed = self._placed(place, at, placing)
            if placed is not None:
                yield from self._orders([one for one in left if one != place], at, placed)

    def _alike(self, place: int, at: Mapping[int, int]) -> Entry:
        """An entry but for where it stands in the file."""
        return self.told[place]._replace(day=at.get(place, 0), same_date=False, same_time=False)

    def _placed(self, place: int, at: Mapping[int, int], placing: _Placing) -> _Placing | None:
        """The thread with one entry more; ``None`` where one before it would need it."""
        one, (entries, counted, ever, order) = self.told[place], placing
        event = one.event
        if one.unplaced:
            event, counted = counted.after(event, self.rounds)
            if one.part is Part.AT_CLOSE and event not in self.world:
                one = one._replace(part=Part.OPEN)  # an act of that instant is in time
        needing = (
            event in self.needs.get(entries[other].event, ())
            and not (place in at and other in at and at[other] < at[place])
            for other in order
        )
        if event not in ever and any(needing):
            return None
        named = (*entries[:place], one._replace(event=event), *entries[place + 1 :])
        return _Placing(named, counted, ever | {event}, (*order, place))

    def _that_count(
        self, way: tuple[Placed, ...], entries: tuple[Entry, ...]
    ) -> tuple[Placed, ...]:
        """The entries of an order of which each event counts once."""
        last = self.repeats is Repeats.LAST
        counting = {entries[one.place].event: one.place for one in (way if last else way[::-1])}
        return tuple(one for one in way if counting[entries[one.place].event] == one.place)
