"""A record as it was read: its entries as one frame, and every row that could not be used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from model.vocabulary import Vocabulary
from protocols.log.mapping import Meaning
from protocols.mistakes import Mistake

ENTRIES: dict[str, pl.DataType | type[pl.DataType]] = {
    "case": pl.UInt32,
    "thread": pl.UInt32,
    "event": pl.UInt16,
    "at": pl.Datetime("us"),
    "timed": pl.Boolean,
    "usable": pl.Boolean,
    "deemed": pl.Boolean,
    "party": pl.UInt16,
    "person": pl.UInt32,
    "line": pl.UInt32,
}
"""Columns of the entries: ``case``, ``thread``, ``event`` and ``party`` count in the lists of a
:class:`Record`; ``thread`` and ``party`` are null where none is entered, ``at`` where none is.
``person`` tells the officers who acted apart, whose names are not kept."""

TROUBLES: dict[str, pl.DataType | type[pl.DataType]] = {
    "line": pl.UInt32,
    "code": pl.String,
    "column": pl.String,
    "value": pl.String,
}
"""Columns of what could not be used: the line, why, and the column and value that it is about."""


DROPPED = ("row-no-case", "row-no-event", "row-torn", "row-quote")
"""Why a row is not counted at all, whatever it would have been about."""


@dataclass(frozen=True)
class Record:
    """A record of real matters.

    Attributes
    ----------
    entries
        One row for each event that was entered, as :data:`ENTRIES`, in the order of the file.
    cases, threads, events, parties
        What the numbers in it stand for.
    facts
        For each case, by attribute, its value; null where none is entered.
    kinds
        For each case what kind of matter it is; ``None`` where no column tells.
    due
        Due dates that the record has worked out: case, thread, ``target`` (an event or a rule),
        ``at``.
    troubles
        Every row, or cell, that could not be used, as :data:`TROUBLES`.
    unmapped
        Names of events that the mapping leaves out, and how often each was entered.
    rows
        How many rows the file has.
    zoned
        Whether times tell their own zone and were taken as they are written.
    """

    path: Path
    meaning: Meaning
    entries: pl.DataFrame
    cases: pl.Series
    threads: pl.Series
    events: tuple[str, ...]
    parties: tuple[str, ...]
    facts: Mapping[str, pl.Series]
    kinds: pl.Series | None
    due: pl.DataFrame
    troubles: pl.DataFrame
    unmapped: Mapping[str, int] = field(default_factory=dict)
    rows: int = 0
    zoned: bool = False


def within(record: Record, vocabulary: Vocabulary) -> Record:
    """Return a record without the events and facts that some words do not have."""
    events = tuple(one for one in record.events if one in vocabulary.events)
    if events == record.events:
        return record
    codes = {record.events.index(one): place for place, one in enumerate(events)}
    entries = record.entries.filter(pl.col("event").is_in(list(codes)))
    code = pl.col("event").replace_strict(codes, default=None, return_dtype=pl.UInt16)
    facts = {name: one for name, one in record.facts.items() if name in vocabulary.attributes}
    return replace(record, events=events, entries=entries.with_columns(code), facts=facts)


def mistakes(path: Path, troubles: pl.DataFrame, most: int | None = None) -> list[Mistake]:
    """Return what could not be used of a file, each with its line, the first of it if need be."""
    rows = troubles if most is None else troubles.head(most)
    return [
        Mistake(str(path), line, 1, code, {"column": column, "value": value or ""})
        for line, code, column, value in rows.iter_rows()
    ]
