"""The entries of a record as arrays, one thread for each matter and supervising department."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np
import polars as pl

from model.record.entries import Entries, Flags, Whole, once, ordered
from model.vocabulary import Vocabulary
from protocols.log.record import TROUBLES, Record
from protocols.log.rounds import in_rounds
from protocols.log.shared import shared

_MINUTE = 60_000_000  # microseconds

_Spread = tuple[Whole | slice, Whole, Flags]
"""The row and the thread of each entry, and which need a department and do not tell it."""


@dataclass(frozen=True)
class Threads:
    """What a record comes to before it is judged.

    Attributes
    ----------
    every
        All entries, ordered; ``entries`` are those of them that count.
    troubles
        What could not be used, of which it shows only here: entries without a department, and
        those of a whole matter on whose dates its departments' rows do not agree.
    """

    entries: Entries
    every: Entries
    troubles: pl.DataFrame


def threads_of(
    record: Record, vocabulary: Vocabulary, end: int | None = None, today: date | None = None
) -> Threads:
    """Return the entries of a record by thread; an event of the whole matter is in each of its own.

    Each department that any row of a matter names has a thread, also where the row tells only of
    the whole matter: what is owed to that department is not done then, and must not be lost.

    Parameters
    ----------
    end
        Instant, in minutes, up to which the record goes; as its mapping says unless given, else its
        last entry.
    today
        The day after which nothing can have been entered, but where most of it is; that of the
        machine unless given.
    """
    frame, meaning = record.entries, record.meaning
    case = frame["case"].to_numpy().astype(np.int64)
    office = _codes(frame["thread"])
    event = frame["event"].to_numpy().astype(np.int64)
    whole = np.array([vocabulary.events[one].scope == "case" for one in record.events], np.bool_)
    whole_case = whole[event] if len(event) else np.zeros(0, np.bool_)
    known, (thread_case, thread_office) = _numbered(case, office)
    own, said = np.where(whole_case, -1, known), shared(record, whole_case)
    row, thread, nobody = _once_each(_spread(case, own, thread_case, whole_case), said.copies)
    late = beyond(record, _today(today, end))
    usable = (frame["usable"].to_numpy() & ~said.doubtful & ~late)[row] & ~nobody
    at = frame["at"].cast(pl.Int64).fill_null(0).to_numpy()[row]
    facts, kinds = _facts(record, thread_case)
    entries = Entries(
        record.events,
        record.parties,
        thread,
        event[row],
        at,
        frame["timed"].to_numpy()[row],
        usable,
        frame["deemed"].to_numpy()[row],
        _codes(frame["party"])[row],
        frame["line"].to_numpy().astype(np.int64)[row],
        thread_case,
        thread_office,
        facts,
        kinds,
        _end(record, at[usable]) if end is None else end,
        meaning.office_hours,
    )
    every = in_rounds(ordered(entries), vocabulary)
    nowhere = _without_office(record, None if isinstance(row, slice) else row[nobody])
    future = _of_the_future(frame.filter(pl.Series(late)), record)
    told = pl.concat([nowhere, future, said.troubles])
    return Threads(once(every, meaning.repeats), every, told)


def _once_each(spread: _Spread, copies: Flags) -> _Spread:
    """Entries without those that only say again what another row says."""
    if not copies.any():
        return spread
    row, thread, nobody = spread
    placed = np.arange(len(copies)) if isinstance(row, slice) else row
    kept = ~copies[placed]
    return placed[kept], thread[kept], nobody[kept]


def _today(today: date | None, end: int | None) -> date:
    """The day after which nothing can have been entered: a record may be said to end later."""
    now = today or date.today()
    return now if end is None else max(now, date(1970, 1, 1) + timedelta(days=end // 1440))


def beyond(record: Record, today: date | None = None) -> Flags:
    """Which entries are of days yet to come, and so written wrongly.

    None where as many are of days to come as are not: that is a record of simulated years, and its
    last entry ends it. No day is yet to come up to that to which the mapping says that it goes.
    """
    ends, now = record.meaning.ends, today or date.today()
    last = now if ends is None else max(now, ends.date())
    tomorrow = datetime.combine(last, time()) + timedelta(days=1)
    at = record.entries["at"]
    late = ((at >= tomorrow) & record.entries["usable"]).fill_null(False)
    some = 0 < late.sum() * 2 < record.entries["usable"].sum()
    return late.to_numpy() if some else np.zeros(len(at), np.bool_)


def _of_the_future(rows: pl.DataFrame, record: Record) -> pl.DataFrame:
    """What is told of entries of days yet to come."""
    columns = {one.event: name for name, one in record.meaning.columns.items()}
    named = [
        columns.get(record.events[event], record.meaning.time or "") for event in rows["event"]
    ]
    when = rows["at"].dt.date().cast(pl.String)
    told = list(zip(rows["line"], ["row-to-come"] * len(rows), named, when, strict=True))
    return pl.DataFrame(told, schema=TROUBLES, orient="row")


def _codes(values: pl.Series) -> Whole:
    return values.cast(pl.Int64).fill_null(-1).to_numpy()


def _numbered(case: Whole, office: Whole) -> tuple[Whole, tuple[Whole, Whole]]:
    """The thread of each entry with a department, -1 of others; the case and department of each.

    Threads are numbered by case; a case without any department has one thread.
    """
    with_office = office >= 0
    if not bool(with_office.any()):
        known = np.flatnonzero(np.bincount(case))
        return np.full(len(case), -1), (known, np.full(len(known), -1))
    width = int(office.max()) + 2
    key = case * width + office + 1
    alone = np.setdiff1d(case, case[with_office])
    every = np.union1d(np.unique(key[with_office]), alone * width)
    own = np.where(with_office, np.searchsorted(every, key), -1)
    return own, (every // width, every % width - 1)


def _spread(case: Whole, own: Whole, thread_case: Whole, whole: Flags) -> _Spread:
    """The row and the thread of each entry, those of the whole matter once for each thread.

    The flags are of entries that need a department and do not tell it, where there are several.
    """
    counts = np.bincount(thread_case, minlength=int(case.max(initial=0)) + 1)
    first, count = (np.cumsum(counts) - counts)[case], counts[case]
    if len(counts) == 0 or counts.max() <= 1:
        every = slice(None)  # each entry once, as it stands
        return every, np.where(own >= 0, own, first), np.zeros(len(case), dtype=np.bool_)
    times = np.where(own >= 0, 1, count)
    row = np.repeat(np.arange(len(case)), times)
    place = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times)
    thread = np.where(own[row] >= 0, own[row], first[row] + place)
    nobody = (own[row] < 0) & ~whole[row] & (count[row] > 1)
    return row, thread, nobody


def _facts(record: Record, thread_case: Whole) -> tuple[Whole, tuple[dict[str, str | None], ...]]:
    """The kinds of matters by their attributes, and which each thread is of."""
    if not record.facts:
        return np.zeros(len(thread_case), dtype=np.int64), ({},)
    frame = pl.DataFrame(dict(record.facts))
    kinds = frame.unique(maintain_order=True)
    numbered = kinds.with_row_index("kind")
    joined = frame.join(
        numbered, on=list(record.facts), how="left", nulls_equal=True, maintain_order="left"
    )
    of_case = joined["kind"].to_numpy().astype(np.int64)
    return of_case[thread_case], tuple(kinds.to_dicts())


def _end(record: Record, at: Whole) -> int:
    """Up to when a record goes, in minutes: as is said, else its last entry."""
    ends = record.meaning.ends
    if ends is not None:
        microseconds = pl.Series([ends], dtype=pl.Datetime("us")).cast(pl.Int64)[0]
        return int(microseconds) // _MINUTE
    return int(at.max()) // _MINUTE if len(at) else 0


def _without_office(record: Record, rows: Whole | None) -> pl.DataFrame:
    if rows is None or not len(rows):
        return pl.DataFrame(schema=TROUBLES)
    lines = record.entries["line"].gather(np.unique(rows).astype(np.uint32))
    told = [(line, "row-no-thread", record.meaning.thread or "", "") for line in lines]
    return pl.DataFrame(told, schema=TROUBLES, orient="row")
