"""Threads of equal pattern: the same entries as many days apart are judged once.

Limits in working days do not care when a matter began. So a thread is moved to a calendar on which
every day is worked, where an entry of a day off lies behind the close of the day before it: what
becomes of each duty stays the same, since slots abstract instants exactly. Where a limit is counted
in dates, or the text changes, threads stay where they are, and only those of the same dates share.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import numpy as np

from model.calendar import Calendar, OfficeHours
from model.deadline import Measure, Term
from model.instant import MINUTES, day_of
from model.record.entries import Entries, Flags, Whole
from model.record.grouping import Hashes, grouped
from model.record.measured import lengths, measured
from model.record.orders import Entry, Part
from model.transition import Law

BEGIN = 1000
"""The day of the calendar without days off to which the first entry of a thread is moved."""

_HALVES = OfficeHours(((0, MINUTES // 2),))
"""Hours of a day on which there is as much room for entries before its close as behind it."""

_LENGTH = 60_000  # days of that calendar: what is due behind them is due after any record's end
_DAY = MINUTES * 60 * 1_000_000  # microseconds
_BITS = (("event", 12), ("party", 10), ("day", 26))
_FLAGS = ("same_date", "same_time", "floating", "usable", "effect", "unplaced")


@cache
def workdays() -> Calendar:
    """Return the calendar on which every day is a working day; day 0 is 1970-01-01."""
    return Calendar(date(1970, 1, 1), [True] * _LENGTH, _HALVES)


def is_dated(law: Law) -> bool:
    """Whether it matters under a law on which dates things happen, and not only how far apart.

    Of limits in dates that only entries set going, it matters how many working days they last.
    """
    return measured(law) is None


def horizon(law: Law) -> int:
    """Return how many working days after its last entry all limits of a thread have ended."""
    terms = [_most(term) for term in law.terms.values() if term is not None]
    grants = (law.reading.grants(rule.clock.extensions) for rule in law.regime.timed)
    longer = [count or 0 for each in grants for count in each.values()]
    return sum(terms) + sum(longer) + 2


def _most(term: Term) -> int:
    """At most so many working days a term lasts, its first day counted."""
    if term.measure is Measure.MONTHS:
        return 31 * term.count + 31
    return term.count + (366 if term.needs_calendar else 1)


@dataclass(frozen=True)
class Days:
    """A calendar as arrays.

    Attributes
    ----------
    rank
        The working days before each date of the calendar, one more than there are dates.
    """

    origin: int
    flags: Flags
    rank: Whole
    days: Whole
    close: int

    @classmethod
    def of(cls, calendar: Calendar) -> Days:
        """Return a calendar as arrays."""
        flags = np.array(calendar.flags, dtype=np.bool_)
        rank = np.concatenate([[0], np.cumsum(flags)]).astype(np.int64)
        origin = day_of(calendar.first)
        days = np.flatnonzero(flags).astype(np.int64) + origin
        return cls(origin, flags, rank, days, calendar.hours.close)

    def closed(self, instant: int) -> int:
        """Return how many working days have closed by an instant in minutes, at it included."""
        day, minute = divmod(instant, MINUTES)
        offset = min(max(day - self.origin, 0), len(self.flags) - 1)
        return int(self.rank[offset] + (self.flags[offset] and minute >= self.close))

    def covers(self, at: Whole) -> Flags:
        """Return which microseconds lie on the calendar, from its first working day on."""
        day = np.floor_divide(at, _DAY)
        first = self.days[0] if len(self.days) else self.origin
        return np.asarray((day >= first) & (day < self.origin + len(self.flags)))


@dataclass(frozen=True)
class Patterns:
    """The patterns of a record's threads.

    Attributes
    ----------
    starts
        The first entry of each thread, and behind them how many entries there are.
    base
        The working day of the calendar to which working day 0 of a judgement belongs.
    pattern, example
        The pattern of each thread, and one thread of each.
    ends
        By thread the working days closed when the record ended, as its pattern counts them.
    lengths
        By rule whose limit is counted in dates, how long it lasts from each entry: begun by the
        close of the day, and after it; -1 from one that sets no such limit going.
    """

    entries: Entries
    calendar: Calendar
    starts: Whole
    base: Whole
    day: Whole
    part: Whole
    same_date: Flags
    same_time: Flags
    pattern: Whole
    example: Whole
    ends: Whole
    lengths: Mapping[str, tuple[Whole, Whole]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.example)

    def entries_of(self, thread: int) -> Iterator[Entry]:
        """Yield the entries of a thread, as they are judged."""
        entries = self.entries
        for row in range(int(self.starts[thread]), int(self.starts[thread + 1])):
            party = int(entries.party[row])
            yield Entry(
                entries.names[entries.event[row]],
                entries.parties[party],
                int(self.day[row]),
                Part(int(self.part[row])),
                bool(self.same_date[row]),
                bool(self.same_time[row]),
                not entries.timed[row],
                bool(entries.usable[row]),
                bool(entries.effect[row]),
                tuple(self._lengths_of(row)),
                bool(entries.unplaced[row]),
            )

    def _lengths_of(self, row: int) -> Iterator[tuple[str, int, int]]:
        for rule, (by_close, behind) in self.lengths.items():
            if by_close[row] >= 0:
                yield rule, int(by_close[row]), int(behind[row])


def patterns(entries: Entries, law: Law, days: Days, real: Calendar) -> Patterns:
    """Return the patterns of ordered entries, each of whose events has a party."""
    counts = np.bincount(entries.thread, minlength=entries.count)
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    day_number = np.floor_divide(entries.at, _DAY)
    same_thread = np.diff(entries.thread, prepend=-1) == 0
    both = same_thread & entries.usable & np.concatenate([[False], entries.usable[:-1]])
    same_date = both & (np.diff(day_number, prepend=-1) == 0)
    timed = entries.timed & np.concatenate([[False], entries.timed[:-1]])
    same_time = same_date & timed & (np.diff(entries.at, prepend=-1) == 0)
    dated = is_dated(law)
    index, part = _placed(entries, law, days, day_number, dated)
    closed = days.closed(entries.end)
    if dated:
        base = np.zeros(entries.count, dtype=np.int64)
        day, ends = day_number, np.full(entries.count, closed, dtype=np.int64)
    else:
        base = _first(index, starts, entries) - BEGIN
        day = index - np.repeat(base, counts)
        last = np.maximum.reduceat(np.where(entries.usable, day, BEGIN), starts[:-1])
        ends = np.minimum(closed - base, last + horizon(law))
    day = np.where(entries.usable, day, 0)
    part = np.where(entries.usable, part, int(Part.OPEN))
    known = _lengths(entries, law, real, day_number)
    keys = [_keys(entries, day, part, same_date, same_time), *_length_keys(known)]
    pattern, example = grouped(keys, starts, counts, np.stack([ends, entries.facts]))
    calendar = Calendar(real.first, real.flags, _HALVES) if dated else workdays()
    about = (starts, base, day, part, same_date, same_time)
    return Patterns(entries, calendar, *about, pattern, example, ends, known)


def _lengths(
    entries: Entries, law: Law, real: Calendar, day: Whole
) -> dict[str, tuple[Whole, Whole]]:
    """By rule whose limit is counted in dates, how long it lasts from entries that begin it."""
    found = measured(law)
    if found is None or not found.rules:
        return {}
    rows = np.flatnonzero(entries.among(found.sources) & entries.usable)
    by_term = {term: lengths(real, term, day[rows]) for term in set(found.rules.values())}
    none = np.full(len(entries.event), -1, dtype=np.int64)
    known = {}
    for rule, term in found.rules.items():
        both = (none.copy(), none.copy())
        for column, values in zip(both, by_term[term], strict=True):
            column[rows] = values
        known[rule] = both
    return known


def _length_keys(known: Mapping[str, tuple[Whole, Whole]]) -> Iterator[Hashes]:
    """The lengths as numbers, one for each rule."""
    for by_close, behind in known.values():
        yield ((by_close + 1).astype(np.uint64) << np.uint64(32)) | (behind + 1).astype(np.uint64)


def _placed(entries: Entries, law: Law, days: Days, day: Whole, dated: bool) -> tuple[Whole, Whole]:
    """The working day of each entry, that before it on a day off; and in which part it lies."""
    offset = np.clip(day - days.origin, 0, len(days.flags) - 1)
    working = days.flags[offset]
    index = days.rank[offset] - ~working
    minute = entries.at_minutes() - day * MINUTES
    world = {name for name in entries.names if law.regime.is_exogenous(name)}
    at_close = (minute == days.close) & entries.among(world)
    within = np.where(minute > days.close, int(Part.CLOSED), int(Part.OPEN))
    within = np.where(at_close, int(Part.AT_CLOSE), within)
    whole_day = days.close >= MINUTES - 1
    untold = Part.OPEN if entries.office_hours or whole_day else Part.ANY
    within = np.where(entries.timed, within, int(untold))
    off = int(Part.OPEN) if dated else int(Part.CLOSED)
    return index, np.where(working, within, off)


def _first(index: Whole, starts: Whole, entries: Entries) -> Whole:
    """The working day of the first entry of each thread; any where it has no usable one."""
    return np.asarray(np.where(entries.usable, index, 0)[starts[:-1]])


def _keys(entries: Entries, day: Whole, part: Whole, same_date: Flags, same_time: Flags) -> Hashes:
    """All of an entry that matters, as one number."""
    columns = {
        "event": entries.event,
        "party": entries.party,
        "day": day,
        "same_date": same_date,
        "same_time": same_time,
        "floating": ~entries.timed,
        "usable": entries.usable,
        "effect": entries.effect,
        "unplaced": entries.unplaced,
    }
    key = part.astype(np.uint64)
    for name, bits in (*_BITS, *((flag, 1) for flag in _FLAGS)):
        column = columns[name]
        if bits > 1 and len(column) and not (column.min() >= 0 and column.max() < 1 << bits):
            raise ValueError(f"'{name}' does not fit into {bits} bits")
        key = (key << np.uint64(bits)) | column.astype(np.uint64)
    return key
