"""The rounds of what a record has again and again, as far as times of day tell them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from model.record.entries import Again, Entries, Flags
from model.record.rounds import Count
from model.vocabulary import Vocabulary
from protocols.rounds import of_round

_DAY = 24 * 60 * 60 * 1_000_000  # microseconds


def in_rounds(entries: Entries, vocabulary: Vocabulary) -> Entries:
    """Return ordered entries of which those of events that come again are each of its round.

    Where the order of such entries is open (two of one date of which one has no time of day, or two
    of one instant), all of them in the thread are *unplaced*: their rounds are found anew in each
    order in which the thread is judged. So are several entries of one event by different parties
    whose order is open: which of them counts hangs on it.
    """
    known = {name: again for name in entries.names if (again := _rounds(vocabulary, name))}
    entries = replace(entries, unplaced=_by_others(entries))
    if not known:
        return entries
    later = (one for again in known.values() for one in again.events[1:])
    names = (*entries.names, *later)
    coming = np.isin(entries.event, [names.index(name) for name in known])
    coming &= entries.usable & ~entries.effect
    unplaced = coming & _open(entries, coming)
    event = entries.event.copy()
    codes = {name: code for code, name in enumerate(names)}
    thread, count = -1, Count()
    for row in np.flatnonzero(coming & ~unplaced).tolist():
        if entries.thread[row] != thread:
            thread, count = int(entries.thread[row]), Count()
        name, count = count.after(names[int(event[row])], known)
        event[row] = codes[name]
    unplaced |= entries.unplaced
    return replace(entries, names=names, event=event, rounds=known, unplaced=unplaced)


def _open(entries: Entries, coming: Flags) -> Flags:
    """Which entries are of a thread in which the order of those that come again is open."""
    rows = np.flatnonzero(coming)
    thread, at, timed = entries.thread[rows], entries.at[rows], entries.timed[rows]
    beside = (np.diff(thread) == 0) & (np.diff(at // _DAY) == 0)
    beside &= ~timed[:-1] | ~timed[1:] | (np.diff(at) == 0)
    is_open = np.zeros(entries.count, np.bool_)
    is_open[thread[1:][beside]] = True
    return np.asarray(is_open[entries.thread])


def _by_others(entries: Entries) -> Flags:
    """Which entries are of an event that others of its date, in an open order, give other parties.

    All entries of the event in its thread are, then.
    """
    counted = entries.usable & ~entries.effect
    frame = pl.DataFrame(
        {
            "key": entries.thread * len(entries.names) + entries.event,
            "day": entries.at // _DAY,
            "at": entries.at,
            "timed": entries.timed,
            "party": entries.party,
        }
    )
    if not entries.parties or not counted.any():
        return np.zeros(len(counted), np.bool_)
    several = frame.filter(pl.Series(counted)).filter(pl.len().over("key") > 1)
    open_ones = (
        several.group_by("key", "day")
        .agg(
            others=pl.col("party").n_unique() > 1,
            untold=~pl.col("timed").all() | (pl.col("at").n_unique() < pl.len()),
        )
        .filter("others", "untold")
    )
    return np.asarray(frame["key"].is_in(open_ones["key"].implode()).to_numpy() & counted)


def _rounds(vocabulary: Vocabulary, event: str) -> Again | None:
    """The rounds in which an event comes again; ``None`` of one that comes once."""
    words = vocabulary.events
    group, found = words[event].again, [event]
    if group is None:
        return None
    while (later := words.get(of_round(event, len(found) + 1))) is not None:
        if later.again != group:
            break  # an event that only has such a name
        found.append(later.id)
    return Again(group, tuple(found)) if len(found) > 1 else None
