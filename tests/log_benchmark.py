"""Tables about event logs for :mod:`tests.benchmark`: rows a second, from a year to a file."""

from __future__ import annotations

from functools import partial
from time import process_time

import polars as pl

from experiments.measures.eventlog import by_thread, event_log
from experiments.show.files import parquet
from model.deadline import Reading
from model.simulation.engine import Engine
from model.simulation.year import simulate
from protocols import library
from tests.engine_benchmark import CALENDAR, heavy
from tests.timing import seconds


def logs(small: bool = False) -> None:
    """The log of a county of 200 approvals a day, against the same made thread by thread."""
    text = library.find("xuecheng")
    year = simulate(text, heavy(), CALENDAR, 2025, 1, Reading(5), None, Engine.COMPILED)
    start = process_time()
    log = by_thread(year)  # once: threads that are made stay
    base = process_time() - start
    assert log.equals(event_log(year))
    print(f"\nThe event log of a year of {len(year.threads):,} threads, {len(log):,} rows")
    runs = 1 if small else 3
    _row("thread by thread, which are made first", base, len(log), base)
    made = seconds(partial(event_log, year), runs)
    _row("from the arrays", made, len(log), base)
    # So long that what polars does once for a file does not count.
    several = pl.concat([log] * (2 if small else 10))
    kept = seconds(partial(parquet, several), runs) * len(log) / len(several)
    _row("written as Parquet", kept, len(log), base)
    _row("from the arrays and written as Parquet", made + kept, len(log), base)
    text_of = partial(several.write_csv, datetime_format="%Y-%m-%d %H:%M")
    written = seconds(text_of, runs) * len(log) / len(several)
    _row("written as CSV", written, len(log), base)


def _row(name: str, taken: float, rows: int, base: float) -> None:
    print(f"  {name:40} {rows / taken:12,.0f} rows/s  x{base / taken:.1f}")
