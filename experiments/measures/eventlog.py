"""The event log of a simulated year, as CSV for Excel and Parquet for analysts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl

from experiments.measures.arrays.log import event_log as event_log_of
from experiments.measures.arrays.rows import rows_of
from experiments.show.files import write_csv, write_parquet
from model.instant import time_of
from model.simulation.platform import Thread
from model.simulation.year import Year
from model.trace import Mode, Occurrence

SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "case": pl.String,
    "thread": pl.String,
    "event": pl.String,
    "instant": pl.Datetime("us"),
    "working_day": pl.Int32,
    "party": pl.String,
    "mode": pl.String,
    "article": pl.String,
}
"""Columns of the log. ``thread`` is the supervising department, empty for an event of the whole
case; ``working_day`` counts the working days of the year from 0, time off belonging to the day
before it; ``article`` is the rule's that demanded, deemed or counted the event, if any did."""

_PHASE = {Mode.PERFORMED: 0, Mode.DEEMED: 1, Mode.EXOGENOUS: 2}


def event_log(year: Year) -> pl.DataFrame:
    """Return every occurrence of a year, by instant, order within it, case and thread."""
    if (columns := rows_of(year)) is not None:
        return pl.DataFrame(event_log_of(columns), schema=SCHEMA)
    return by_thread(year)


def by_thread(year: Year) -> pl.DataFrame:
    """Return the same, worked out thread by thread, as it is to be read."""
    rows = sorted(_rows(year))
    first = year.calendar.index_from(date(year.year, 1, 1))
    columns = [
        (
            case,
            thread,
            one.event,
            time_of(one.at),
            year.calendar.index_at(one.at) - first,
            one.party,
            str(one.mode),
            year.law.regime.by_id[one.rule].article if one.rule else "",
        )
        for _, _, case, thread, _, one in rows
    ]
    return pl.DataFrame(columns, schema=SCHEMA, orient="row")


def _rows(year: Year) -> Iterator[tuple[int, tuple[int, int], str, str, int, Occurrence]]:
    words = year.law.regime.vocabulary.events
    names = [one.id for one in year.scenario.supervising]
    seen: set[tuple[str, str]] = set()
    for thread in year.threads:
        for place, (one, phase) in enumerate(_phases(thread)):
            whole = words[one.event].scope == "case"
            if whole and (thread.case, one.event) in seen:
                continue
            seen.add((thread.case, one.event))
            name = "" if whole else names[thread.department]
            yield one.at, (one.round, phase), thread.case, name, place, one


def _phases(thread: Thread) -> Iterator[tuple[Occurrence, int]]:
    """The order within an instant: nothing of a thread stands before what it came after."""
    moment, phase = None, 0
    for one in thread.history:
        if one.moment != moment:
            moment, phase = one.moment, 0
        if one.mode is not Mode.COUNTED:  # what counts as an act stands directly behind it
            phase = max(phase, _PHASE[one.mode])
        yield one, phase


def write_log(log: pl.DataFrame, folder: Path, name: str) -> list[Path]:
    """Write a log as ``name.csv`` and ``name.parquet``."""
    return [
        write_csv(folder / f"{name}.csv", log),
        write_parquet(folder / f"{name}.parquet", log),
    ]
