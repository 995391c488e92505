"""The table about records of real matters for :mod:`tests.benchmark`: read, judged, and by what."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

import numpy as np
import polars as pl

from model.calendar import chinese_calendar
from model.clock import CalendarClock
from model.conformance import conformance
from model.deadline import STRICT
from model.instant import MINUTES, day_of
from model.record.entries import Entries
from model.record.judge import by_whom, judged
from model.record.sight import sight
from model.regime import Regime
from model.trace import Mode, Occurrence, Run
from model.transition import Law
from model.version import across
from protocols import library
from protocols.log.mapping import parse_mapping
from protocols.log.reader import read_record
from protocols.log.threads import threads_of
from tests.timing import seconds

CALENDAR = chinese_calendar()
EVENTS = ("approval.decided", "approval-info.pushed", "approval-info.claimed")
MAPPING = """
case: case
time: time
event: event
events: {decided: approval.decided, pushed: approval-info.pushed, claimed: approval-info.claimed}
"""
_NAMES = ("decided", "pushed", "claimed")


def ledger(matters: int, spread: float) -> pl.DataFrame:
    """Matters of three events: half of the steps on the same day, the others with a heavy tail."""
    luck = np.random.default_rng(1)
    begun = luck.integers(0, 300, matters) * MINUTES + luck.integers(540, 1020, matters)
    steps = [
        np.where(
            luck.random(matters) < 0.5,
            luck.integers(0, 300, matters),
            luck.exponential(spread * MINUTES, matters).astype(np.int64),
        )
        for _ in _NAMES[1:]
    ]
    at = np.cumsum([begun + day_of(CALENDAR.first.replace(year=2025)) * MINUTES, *steps], axis=0)
    frame = pl.DataFrame(
        {
            "case": pl.Series(np.repeat(np.arange(matters), 3)).cast(pl.String),
            "event": pl.Series(np.tile(np.array(_NAMES), matters)),
            "time": pl.Series(at.T.ravel() * 60_000_000).cast(pl.Datetime("us")),
        }
    )
    return frame.sort("time")


def log(small: bool = False) -> None:
    """A million events read and judged, and the same judged thread by thread."""
    matters = 30_000 if small else 333_334
    regime = across(library.find("xuecheng"))
    for spread in (1.0, 3.0):
        frame = ledger(matters, spread)
        print(f"\n{len(frame):,} events of {matters:,} matters, a step takes {spread:g} days")
        entries = _read(frame, regime)
        seen = sight(regime, EVENTS)
        found = judged(seen, entries, CALENDAR, STRICT)
        taken = seconds(lambda: judged(seen, entries, CALENDAR, STRICT), 3)  # noqa: B023
        print(f"  judged: {taken:.2f} s, {len(found):,} duties, {found.patterns:,} patterns")
        few = min(matters, 2_000)
        start = process_time()
        for run, law in _runs(entries, regime, few):
            conformance(law, run)
        alone = (process_time() - start) / few * matters
        print(f"  thread by thread, of {few:,}: {alone:.1f} s, x{alone / taken:.0f}")


def _read(frame: pl.DataFrame, regime: Regime) -> Entries:
    meaning = parse_mapping(MAPPING, regime.vocabulary)
    with TemporaryDirectory() as folder:
        text, columns = Path(folder) / "log.csv", Path(folder) / "log.parquet"
        frame.write_csv(text, datetime_format="%Y-%m-%d %H:%M")
        frame.write_parquet(columns)
        for path in (text, columns):
            start = process_time()
            record = read_record(path, meaning, regime.vocabulary)
            read = process_time() - start
            entries = threads_of(record, regime.vocabulary).entries
            ordered = process_time() - start - read
            kind, rate = path.suffix[1:], len(frame) / read
            told = f"{read:.2f} s ({rate:,.0f} a second), ordered in {ordered:.2f} s"
            print(f"  {kind}: read in {told}")
    return entries


def _runs(entries: Entries, regime: Regime, count: int) -> Iterator[tuple[Run, Law]]:
    law = Law(regime, STRICT, CalendarClock(CALENDAR))
    entries = by_whom(entries, law)
    starts = np.searchsorted(entries.thread, np.arange(count + 1))
    minutes = entries.at_minutes()
    for first, behind in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
        yield (
            Run(
                tuple(
                    Occurrence(
                        entries.names[entries.event[row]],
                        int(minutes[row]),
                        Mode.PERFORMED,
                        entries.parties[entries.party[row]],
                    )
                    for row in range(first, behind)
                ),
                {},
                entries.end,
            ),
            law,
        )
