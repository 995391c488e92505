"""The entries of a record as arrays, thread by thread, and how they are put in order."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.members import plain

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

_SECOND = 1_000_000  # microseconds
_DAY = 24 * 60 * 60 * _SECOND


@plain
class Repeats(StrEnum):
    """Which entry counts where a matter has an event more than once for one department."""

    FIRST = "first"  # what has come does not come again: later ones are reminders or copies
    LAST = "last"  # a later one takes the place of the earlier


class Again(NamedTuple):
    """How an event comes again: which come with it, and the events of its rounds, its own first."""

    group: str
    events: tuple[str, ...]


@dataclass(frozen=True)
class Entries:
    """Events of a record, one in a row, ordered by thread and within it by time.

    Attributes
    ----------
    names
        The events; ``event`` counts in them.
    parties
        The parties by whom events were recorded to be done; ``party`` counts in them, -1 is none.
    thread
        Counts from 0; each has its ``case`` and its ``office``, -1 for a matter without one.
    at
        Microseconds of local time since 1970; of an entry without time of day, its midnight.
    timed
        Whether the time of day is known.
    usable
        Whether the date is: else nothing is known but that the event has been entered.
    effect
        Whether it is recorded as brought about by the clock, and not as anybody's act.
    line
        Where it stands in the file.
    facts
        By thread the place of its attributes in ``kinds``; where one is ``None``, it is not known.
    end
        Instant, in minutes, up to which the record goes.
    office_hours
        Whether what has no time of day was done by the close of business of its date.
    rounds
        By event that comes again those that stand for it, round by round.
    unplaced
        Whether its round, or whether it is the entry of its event that counts, hangs on an order
        that is open; it is told as of the first round, and placed where it is judged.
    repeats
        Which entry counts of an event of which several are unplaced.
    """

    names: tuple[str, ...]
    parties: tuple[str, ...]
    thread: Whole
    event: Whole
    at: Whole
    timed: Flags
    usable: Flags
    effect: Flags
    party: Whole
    line: Whole
    case: Whole
    office: Whole
    facts: Whole
    kinds: tuple[Mapping[str, str | None], ...]
    end: int
    office_hours: bool = False
    rounds: Mapping[str, Again] = field(default_factory=dict)
    unplaced: Flags = field(default_factory=lambda: np.zeros(0, np.bool_))
    repeats: Repeats = Repeats.FIRST

    def __post_init__(self) -> None:
        if len(self.unplaced) != len(self.event):
            object.__setattr__(self, "unplaced", np.zeros(len(self.event), np.bool_))

    @property
    def count(self) -> int:
        """How many threads there are."""
        return len(self.case)

    def at_minutes(self) -> Whole:
        """Return the instant of each entry in minutes, seconds dropped."""
        return np.floor_divide(self.at, 60 * _SECOND)

    def of_rounds(self, event: str) -> tuple[str, ...]:
        """Return the events that stand for one, round by round."""
        again = self.rounds.get(event)
        return (event,) if again is None else again.events

    def among(self, events: Set[str]) -> Flags:
        """Return which entries are of some events; of one that is unplaced, in some round."""
        own = np.array([name in events for name in self.names], np.bool_)[self.event]
        if not self.unplaced.any():
            return own
        some = [not events.isdisjoint(self.of_rounds(name)) for name in self.names]
        return own | (self.unplaced & np.array(some, np.bool_)[self.event])

    def of(self, rows: Whole | Flags) -> Entries:
        """Return some of the entries, in their order, of the same threads."""
        about = ("event", "at", "timed", "usable", "effect", "party", "line", "unplaced")
        parts = ("thread", *about)
        found: dict[str, Any] = {name: _some(getattr(self, name), rows) for name in parts}
        return replace(self, **found)


def _some(column: NDArray[Any], rows: Whole | Flags) -> NDArray[Any]:
    """Some of a column; of one that is the same throughout nothing need be looked up."""
    placed = len(column) > 0 and rows.dtype != np.bool_
    if placed and column[0] == column[-1] and bool((column == column[0]).all()):
        return np.full(len(rows), column[0])
    return np.asarray(column[rows])


def ordered(entries: Entries) -> Entries:
    """Return entries by thread and time; those of one instant as they stand in the file.

    What has no usable date stands at the end of its thread.
    """
    at = np.where(entries.usable, entries.at, np.iinfo(np.int64).max)
    thread = entries.thread
    later = (thread[1:] > thread[:-1]) | ((thread[1:] == thread[:-1]) & (at[1:] >= at[:-1]))
    if bool(later.all()):
        return entries
    in_time = bool((at[1:] >= at[:-1]).all())  # as logs mostly are
    order = np.arange(len(at)) if in_time else np.argsort(at, kind="stable")
    return entries.of(order[_by_digits(thread[order])])


def _by_digits(numbers: Whole) -> Whole:
    """The places of whole numbers from 0 on in ascending order; equal ones stay as they stand.

    Numbers of 16 bits are sorted by their digits, several times as fast as by comparing.
    """
    order = np.argsort((numbers & 0xFFFF).astype(np.uint16), kind="stable")
    rest = numbers >> 16
    while rest.any():
        order = order[np.argsort((rest[order] & 0xFFFF).astype(np.uint16), kind="stable")]
        rest = rest >> 16
    return order


def repeated(entries: Entries) -> Flags:
    """Return which entries are of an event that their thread already has, in time.

    Of those whose round hangs on the order, the ones for which there is no round in any order.
    """
    key = entries.thread * len(entries.names) + entries.event
    again = np.zeros(len(key), dtype=np.bool_)
    counts = np.bincount(key)
    if not len(key) or counts.max() == 1:
        return again
    several = np.flatnonzero(counts[key] > 1)
    order = several[np.argsort(key[several], kind="stable")]
    begins = np.diff(key[order], prepend=-1) != 0
    number = np.arange(len(order)) - np.maximum.accumulate(
        np.where(begins, np.arange(len(order)), 0)
    )
    times = np.array([len(entries.of_rounds(name)) for name in entries.names])
    room = np.where(entries.unplaced[order], times[entries.event[order]], 1)
    again[order] = number >= room
    return again


def once(entries: Entries, repeats: Repeats) -> Entries:
    """Return ordered entries of which no event comes twice in a thread.

    An entry recorded as brought about by the clock, or without a usable date, stands beside them;
    so do those that are unplaced, since which of them counts hangs on the order.
    """
    entries = replace(entries, repeats=repeats)
    plain_ones = entries.usable & ~entries.effect
    if not bool(plain_ones.any()):
        return entries
    if repeats is Repeats.LAST:
        backwards = _latest_first(entries)
        again = np.zeros(len(backwards), dtype=np.bool_)
        again[backwards] = _again(entries.of(backwards))
    else:
        again = _again(entries)
    return entries if not again.any() else entries.of(~again)


def _latest_first(entries: Entries) -> Whole:
    """The places of entries from the last on; one without a time may be the last of its date."""
    at = np.where(entries.timed, entries.at, entries.at - entries.at % _DAY + _DAY - 1)
    return np.asarray(np.lexsort((at, entries.thread))[::-1])


def _again(entries: Entries) -> Flags:
    given = entries.usable & ~entries.effect & ~entries.unplaced
    if given.all():
        return repeated(entries)
    kept = np.flatnonzero(given)
    again = np.zeros(len(entries.thread), dtype=np.bool_)
    again[kept] = repeated(entries.of(kept))
    return again
