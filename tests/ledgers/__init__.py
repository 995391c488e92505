"""Ledgers of tests, and the small rule files that they are judged by."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from experiments.log.ask import Judging, judging
from experiments.log.data import log_data
from model.calendar import Calendar
from model.deadline import STRICT, Reading
from model.regime import Regime
from model.version import across
from protocols import library
from protocols.log.mapping import parse_mapping
from protocols.log.reader import read_record
from tests.said import said

HERE = Path(__file__).parent
CLAIMS, CHANGED = HERE / "claims.yaml", HERE / "changed.yaml"
WIDE = "case: 编号\ncolumns: {推送: approval-info.pushed, 认领: approval-info.claimed}\n"
LONG = """
case: case
time: time
event: event
events:
  decided: approval.decided
  push: approval-info.pushed
  claim: approval-info.claimed
"""


def judged(
    text: str | bytes,
    mapping: str = WIDE,
    of: Regime | Path = CLAIMS,
    *,
    name: str = "ledger.csv",
    calendar: Calendar | None = None,
    reading: Reading = STRICT,
    as_of: date | None = None,
    hinges: bool = False,
    under: Regime | None = None,
) -> Judging:
    """Judge a ledger that stands in a text."""
    regime = library.find(str(of)) if isinstance(of, Path) else of
    words = across(regime).vocabulary
    with TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        record = read_record(file, parse_mapping(mapping, words), words)
    return judging(
        record,
        regime,
        calendar=calendar,
        reading=reading,
        as_of=as_of,
        hinges=hinges,
        under=under,
    )


def data(*args: Any, **more: Any) -> list[dict[str, Any]]:
    """What became of each duty of a ledger, as other programs are told."""
    told: list[dict[str, Any]] = said(log_data(judged(*args, **more)), "en")
    return told


def one(*args: Any, **more: Any) -> dict[str, Any]:
    """What became of the only duty of a ledger."""
    (found,) = data(*args, **more)
    return found
