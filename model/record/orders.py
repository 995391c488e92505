"""Every order and time of day that a record leaves open: each is tried, none is preferred.

An entry without a time of day may have come at any time of its date, in any order with the others
of that date; entries of one instant may have come in any order. What one event needs (it
presupposes the other, or only the other sets its rule going) has come before it all the same: a
record is read so that it is possible, where it can be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from enum import IntEnum
from typing import NamedTuple

from model.language import Complaint

MOST = 240
"""Orders of one date, or of a thread whose rounds hang on them, that are tried at the most."""


class Part(IntEnum):
    """The part of a date in which an entry lies."""

    OPEN = 0  # up to the close of business, that instant included; any time of a day off
    AT_CLOSE = 1  # at that instant, of the world's: it comes behind what expires there
    CLOSED = 2  # after it
    ANY = 3  # no time of day is known


class Entry(NamedTuple):
    """An entry of a thread.

    Attributes
    ----------
    day
        A day of the calendar in use.
    same_date, same_time
        Whether it is of the date, and of the instant, of the entry before it.
    floating
        Whether no time of day is known.
    usable
        Whether its date is; of what has none, only that it was entered.
    effect
        Whether it is recorded as brought about by the clock.
    lengths
        By rule whose limit is counted in dates, the working days that it lasts from here: begun by
        the close of the day, and after it.
    unplaced
        Whether its round, or whether it is the one that counts, hangs on the order; its party is
        empty where that of its round is meant.
    """

    event: str
    party: str
    day: int
    part: Part
    same_date: bool = False
    same_time: bool = False
    floating: bool = False
    usable: bool = True
    effect: bool = False
    lengths: tuple[tuple[str, int, int], ...] = ()
    unplaced: bool = False


class Placed(NamedTuple):
    """An entry at its place: which of the thread's, on which day, in which part of it."""

    place: int
    day: int
    part: Part


class TooMany(Complaint):
    """More orders than are tried."""


def orders(
    entries: Sequence[Entry], needs: Mapping[str, Set[str]], most: int = MOST
) -> list[list[tuple[Placed, ...]]]:
    """Return by date every order in which its entries may have come, each with parts of the day.

    Raises
    ------
    TooMany
        Where a date has more than ``most``.
    """
    if not any(one.floating or one.same_time for one in entries):
        return [[tuple(Placed(place, one.day, one.part) for place, one in enumerate(entries))]]
    return [_ways(entries, group, needs, most) for group in by_date(entries)]


def by_date(entries: Sequence[Entry]) -> Iterator[list[int]]:
    """Yield the places of the entries of each date, in order."""
    group: list[int] = []
    for place, one in enumerate(entries):
        if group and not one.same_date:
            yield group
            group = []
        group.append(place)
    if group:
        yield group


def _ways(
    entries: Sequence[Entry], group: list[int], needs: Mapping[str, Set[str]], most: int
) -> list[tuple[Placed, ...]]:
    """Every order of the entries of one date, with the parts of the day that fit it.

    Where what they need of one another fits no order, only the time of day is heeded.
    """
    timed = _by_time(entries, group)
    both = {place: timed[place] | _needed(entries, group, place, needs) for place in group}
    found = _fitting(entries, group, both, most)
    return found or _fitting(entries, group, timed, most)


def _fitting(
    entries: Sequence[Entry], group: list[int], before: Mapping[int, set[int]], most: int
) -> list[tuple[Placed, ...]]:
    found: list[tuple[Placed, ...]] = []
    for order in _extensions(group, before):
        found += parted(entries, order)
        if len(found) > most:
            raise TooMany("record.too-many-orders", most=most)
    return found


def _by_time(entries: Sequence[Entry], group: list[int]) -> dict[int, set[int]]:
    """By entry those of the same date that were certainly earlier."""
    known = instants(entries, group)
    return {
        place: {other for other, at in known.items() if at < known.get(place, 0)} for place in group
    }


def _needed(
    entries: Sequence[Entry], group: list[int], place: int, needs: Mapping[str, Set[str]]
) -> set[int]:
    """The entries of the same date that one needs, and that no time of day puts elsewhere."""
    one, known = entries[place], instants(entries, group)
    return {
        other
        for other in group
        if entries[other].event in needs.get(one.event, ())
        and (place not in known or other not in known or known[place] == known[other])
    }


def instants(entries: Sequence[Entry], group: list[int]) -> dict[int, int]:
    """Return the number of the instant of each entry with a time, among those of the date."""
    found: dict[int, int] = {}
    number = 0
    for place in group:
        if not entries[place].floating:
            number += not entries[place].same_time
            found[place] = number
    return found


def _extensions(group: list[int], before: Mapping[int, set[int]]) -> Iterator[tuple[int, ...]]:
    """Every order of a group in which what comes before stands before."""
    if not group:
        yield ()
        return
    for place in group:
        if not before[place] & set(group):
            rest = [other for other in group if other != place]
            for order in _extensions(rest, before):
                yield (place, *order)


def parted(entries: Sequence[Entry], order: tuple[int, ...]) -> Iterator[tuple[Placed, ...]]:
    """Yield the ways to part an order at the close of business, that fit what is known."""
    known = [entries[place].part for place in order]
    if Part.ANY not in known:
        if known == sorted(known):
            yield tuple(Placed(place, entries[place].day, entries[place].part) for place in order)
        return
    for opened in range(len(order) + 1):
        parts = [
            (Part.OPEN if number < opened else Part.CLOSED) if part is Part.ANY else part
            for number, part in enumerate(known)
        ]
        fits = parts == sorted(parts)
        # A split among entries that are known is the same as the one before it.
        new = opened == 0 or known[opened - 1] is Part.ANY
        if fits and new:
            yield tuple(
                Placed(place, entries[place].day, part)
                for place, part in zip(order, parts, strict=True)
            )
