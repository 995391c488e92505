"""The table about records of real matters for :mod:`tests.benchmark`: read, judged, and by what."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

import numpy as np
import polars as pl

from experiments.log.rows import rows_of
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


def log(small: bool = False, peer: str | None = None) -> None:
    """A million events read and judged, and the same judged thread by thread.

    ``peer`` is an interpreter that has pm4py, which then judges a tenth of it in the same run.
    """
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
    _held_against(peer, matters // 10)


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


_WAYS = ("24 hours", "one day's office hours, by the calendar", "two days' office hours")
_SECONDS = 600


def _held_against(peer: str | None, matters: int) -> None:
    """The claims of some matters judged here and by pm4py, and where the two differ."""
    if peer is None:
        print("\npm4py: not asked for; name an interpreter that has it by --peer-python PATH")
        return
    regime, frame = across(library.find("xuecheng")), ledger(matters, 1.0)
    with TemporaryDirectory() as folder:
        file, asked, out = (Path(folder) / name for name in ("log.csv", "asked.json", "out.json"))
        frame.write_csv(file, datetime_format="%Y-%m-%d %H:%M")
        asked.write_text(json.dumps(_calendar()), "utf-8")
        words = [
            peer,
            str(Path(__file__).with_name("log_peer.py")),
            str(file),
            str(asked),
            str(out),
        ]
        try:
            subprocess.run(words, check=True, capture_output=True, timeout=_SECONDS)
        except (OSError, subprocess.SubprocessError) as error:
            print(f"\npm4py: skipped, {peer} did not answer: {type(error).__name__}")
            return
        theirs = json.loads(out.read_text("utf-8"))
        start = process_time()
        record = read_record(file, parse_mapping(MAPPING, regime.vocabulary), regime.vocabulary)
        read = process_time() - start
        start = process_time()
        seen = sight(regime, EVENTS)
        found = judged(seen, threads_of(record, regime.vocabulary).entries, CALENDAR, STRICT)
        rows = rows_of(record, seen, found, CALENDAR).filter(pl.col("rule") == "approval-claim")
        taken = process_time() - start
    late = set(rows.filter(pl.col("status") == "late")["case"])
    print(f"\n{len(frame):,} events of {matters:,} matters: pushes to be claimed in a working day")
    print(
        f"  shenguan: read in {read:.2f} s, judged (all rules) in {taken:.2f} s; late {len(late):,}"
    )
    print(f"  pm4py {theirs['version']}: read in {theirs['read']:.2f} s")
    for way, spent, cases in zip(_WAYS, theirs["taken"], theirs["late"], strict=True):
        wrongly, missed = len(set(cases) - late), len(late - set(cases))
        told = f"late {len(cases):,}, of them {wrongly:,} in time; {missed:,} late ones not found"
        print(f"    longer than {way}: {spent:.2f} s; {told}")
    print(f"    never answered (DECLARE): {theirs['declared']:.2f} s; {theirs['missing']:,}")
    print(
        "  pm4py measures elapsed (office) time: a limit that ends with the close of a working day,"
    )
    print("  what is still pending, which article, and which version of it, have no place in it")


def _calendar() -> dict[str, object]:
    """Office hours in seconds of the day, and the days of 2025 and 2026 on which nobody works."""
    first, last = date(2025, 1, 1), date(2026, 12, 31)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    spans = [(60 * begins, 60 * ends) for begins, ends in CALENDAR.hours.spans]
    return {"spans": spans, "off": [f"{one}" for one in days if not CALENDAR.is_working(one)]}
