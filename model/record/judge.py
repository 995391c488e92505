"""What became of each duty in a whole record: each pattern judged once, spread over its threads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from model.calendar import Calendar
from model.clock import WatchedClock
from model.deadline import Reading
from model.instant import MINUTES
from model.record.bench import Bench, by_nobody, usual_party
from model.record.entries import Entries, Flags, Whole
from model.record.patterns import Days, Patterns, patterns
from model.record.sight import Sight, with_facts_shown
from model.record.standing import Judged, Standing, Why
from model.transition import Law

NONE = -1
"""No entry, no event, no number."""

NEVER = int(np.iinfo(np.int64).min)
"""No instant."""

_MINUTE = 60_000_000  # microseconds
STANDINGS, WHYS = tuple(Standing), tuple(Why)


@dataclass(frozen=True)
class Judgements:
    """What became of duties and lapses, one in a row, by thread and in the order of the rules.

    Attributes
    ----------
    rules, names
        Rules and events, by identifier; ``rule`` and ``about`` count in them.
    standing, why
        Places in :data:`STANDINGS` and :data:`WHYS`.
    opened, due, settled
        Microseconds of local time, :data:`NEVER` for none.
    opened_by, settled_by
        The entry at which it arose and was done, :data:`NONE` where none was.
    opened_timed, settled_timed
        Whether the time of day is known.
    late
        Working days, each begun one counted; :data:`NONE` where there is no such number.
    entries
        The entries that were judged, and by whom; ``thread`` counts in its threads.
    least
        Whether ``late`` is only the least that it can have been.
    patterns
        How many threads had to be judged.
    """

    entries: Entries
    rules: tuple[str, ...]
    names: tuple[str, ...]
    thread: Whole
    rule: Whole
    standing: Whole
    why: Whole
    opened: Whole
    opened_timed: Flags
    opened_by: Whole
    due: Whole
    settled: Whole
    settled_timed: Flags
    settled_by: Whole
    late: Whole
    about: Whole
    least: Flags
    patterns: int

    def __len__(self) -> int:
        return len(self.thread)


_Numbers = tuple[int, int, int, int, int, int, int, int, int, int, int]
"""A judgement of a pattern in numbers, in the order of :class:`_Rows`."""


class _Rows(NamedTuple):
    """Judgements of patterns in numbers."""

    rule: Whole
    standing: Whole
    why: Whole
    opened: Whole
    opened_on: Whole
    due: Whole
    settled: Whole
    settled_on: Whole
    late: Whole
    about: Whole
    least: Whole


def judged(sight: Sight, entries: Entries, calendar: Calendar, reading: Reading) -> Judgements:
    """Judge a record: ordered entries, each event at most once in a thread."""
    law = Law(sight.regime, reading, WatchedClock(calendar))
    entries = with_facts_shown(entries, sight)
    entries = _by_clock(_that_matter(entries, sight), sight, law)
    days = Days.of(calendar)
    found = patterns(_to_be_placed(entries, law), law, days, calendar)
    bench = Bench(sight, law, found.calendar, entries.rounds, entries.repeats)
    about = [*sight.regime.vocabulary.events, *sight.regime.vocabulary.attributes]
    codes = {name: place for place, name in enumerate(dict.fromkeys(about))}
    rules = {rule.id: place for place, rule in enumerate(sight.regime.rules)}
    rows: list[_Numbers] = []
    counts = np.zeros(len(found), dtype=np.int64)
    for pattern, thread in enumerate(found.example.tolist()):
        facts = entries.kinds[int(entries.facts[thread])]
        closed = int(found.ends[thread])
        of_one = bench.judged(tuple(found.entries_of(thread)), facts, closed)
        rows += [_row(one, rules, codes) for one in of_one]
        counts[pattern] = len(of_one)
    table = np.array(rows, dtype=np.int64).reshape(len(rows), len(_Rows._fields))
    found = replace(found, entries=by_whom(entries, law))
    return _spread(found, days, table, counts, tuple(rules), tuple(codes))


def _to_be_placed(entries: Entries, law: Law) -> Entries:
    """Entries each with a party, of which those to be placed have none where it is not recorded."""
    known = by_whom(entries, law)
    unsaid = entries.unplaced & (entries.party < 0)
    party = np.where(unsaid, len(known.parties), known.party)
    return replace(known, parties=(*known.parties, ""), party=party)


def _that_matter(entries: Entries, sight: Sight) -> Entries:
    """The entries of events that some rule is about, or that such an event presupposes.

    Those to be placed stay: others' rounds may hang on them. Threads are numbered anew, since those
    without any are left out.
    """
    relevant = frozenset(sight.regime.relevant)
    matter = np.array([name in relevant for name in entries.names], dtype=np.bool_)
    kept = entries if matter.all() else entries.of(matter[entries.event] | entries.unplaced)
    there = np.bincount(kept.thread, minlength=kept.count) > 0
    if there.all():
        return kept
    number = np.cumsum(there) - 1
    about = {name: getattr(kept, name)[there] for name in ("case", "office", "facts")}
    return replace(kept, thread=number[kept.thread], **about)


def _by_clock(entries: Entries, sight: Sight, law: Law) -> Entries:
    """Entries of which those of events that nobody can do are effects, as told or not."""
    nobody = by_nobody(sight, law)
    effect = np.array([name in nobody for name in entries.names], np.bool_)[entries.event]
    return replace(entries, effect=entries.effect | (effect & ~entries.unplaced))


def by_whom(entries: Entries, law: Law) -> Entries:
    """Return entries each with a party: as recorded, else whose act it is by the rules."""
    parties = list(entries.parties)
    usual = []
    for event in entries.names:
        name = usual_party(law, event)
        if name not in parties:
            parties.append(name)
        usual.append(parties.index(name))
    party = np.where(entries.party >= 0, entries.party, np.array(usual, np.int64)[entries.event])
    return replace(entries, parties=tuple(parties), party=party)


def _row(one: Judged, rules: dict[str, int], codes: dict[str, int]) -> _Numbers:
    return (
        rules[one.rule],
        STANDINGS.index(one.standing),
        WHYS.index(one.why),
        one.opened,
        one.opened_on,
        one.due,
        one.settled,
        one.settled_on,
        one.late,
        codes.get(one.about, NONE),
        int(one.least),
    )


def _spread(
    found: Patterns,
    days: Days,
    table: Whole,
    counts: Whole,
    rules: tuple[str, ...],
    names: tuple[str, ...],
) -> Judgements:
    """Give each thread the judgements of its pattern, at its own times."""
    entries = found.entries
    own = counts[found.pattern]
    thread = np.repeat(np.arange(entries.count), own)
    first = np.cumsum(counts) - counts
    place = np.arange(len(thread)) - np.repeat(np.cumsum(own) - own, own)
    row = _Rows(*table[np.repeat(first[found.pattern], own) + place].T)
    base, start = found.base[thread], found.starts[:-1][thread]
    opened_by = np.where(row.opened >= 0, start + row.opened, NONE)
    settled_by = np.where(row.settled >= 0, start + row.settled, NONE)
    due = _closing(days, row.due, base)
    opened = _at(entries, opened_by, _closing(days, row.opened_on, base))
    settled = _at(entries, settled_by, _closing(days, row.settled_on, base))
    return Judgements(
        entries,
        rules,
        names,
        thread,
        row.rule,
        row.standing,
        _compared(row.why, settled, due),
        opened,
        (opened_by < 0) | entries.timed[opened_by],
        opened_by,
        due,
        settled,
        (settled_by < 0) | entries.timed[settled_by],
        settled_by,
        row.late,
        row.about,
        row.least > 0,
        len(found),
    )


def _closing(days: Days, index: Whole, base: Whole) -> Whole:
    """The close of business of working days as a pattern counts them, ``NEVER`` of none."""
    real = index + base
    known = (index >= 0) & (real >= 0) & (real < len(days.days))
    at = (days.days[np.where(known, real, 0)] * MINUTES + days.close) * _MINUTE
    return np.asarray(np.where(known, at, NEVER))


def _at(entries: Entries, by: Whole, otherwise: Whole) -> Whole:
    return np.asarray(np.where(by >= 0, entries.at[by], otherwise))


def _compared(why: Whole, settled: Whole, due: Whole) -> Whole:
    """Of effects that the record has: whether on the date on which time ran out."""
    day = 24 * 60 * _MINUTE
    entered = (why == WHYS.index(Why.ENTERED)) & (due != NEVER)
    sooner = entered & (settled // day < due // day)
    later = entered & (settled // day > due // day)
    why = np.where(sooner, WHYS.index(Why.ENTERED_SOONER), why)
    return np.asarray(np.where(later, WHYS.index(Why.ENTERED_LATER), why))
