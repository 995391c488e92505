"""Cases of a ledger worked out on paper by somebody who knew only the documentation.

``ledgers/paper/cases.json`` has for each ledger its rows, mapping and options, the exit status, and
what each duty comes to: its status, due date (``null`` is not compared) and working days late.
What the documentation had not settled is in ``open``; what was decided stands in the semantics now,
and is expected.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from experiments.log.ask import Judging
from experiments.log.command import status
from experiments.log.data import log_data
from model.otherwise import read_otherwise
from protocols import library
from tests.ledgers import HERE, judged

PAPER = HERE / "paper"
CASES: dict[str, dict[str, Any]] = {
    one["name"]: one for one in json.loads((PAPER / "cases.json").read_text("utf-8"))
}
EXAMPLE = Path(__file__).parent.parent / "docs" / "example"


def read(name: str) -> Any:
    """The rules that a case is about."""
    folder = EXAMPLE if name == "yunchuan.yaml" else PAPER
    return library.find(str(folder / name) if name.endswith(".yaml") else name)


def of(case: dict[str, Any]) -> Judging:
    """Judge the ledger of a case."""
    given = dict(zip(case["options"][::2], case["options"][1::2], strict=True))
    regime = read(case["regime"])
    if "--reading-of" in given:
        rule, _, alternative = given["--reading-of"].partition("=")
        regime = read_otherwise(regime, {rule: alternative})
    by_office = "thread" in case["mapping"]
    head = ["case", "time", "event", *(["dept"] if by_office else [])]
    keys = "".join(f"{key}: '{value}'\n" for key, value in case["mapping"].items())
    events = "".join(f"  {event}: {event}\n" for event in case["events"])
    mapping = f"case: case\ntime: time\nevent: event\n{keys}events:\n{events}"
    text = "\n".join(map(",".join, [head, *case["rows"]]))
    as_of = given.get("--as-of")
    return judged(text, mapping, regime, as_of=as_of and date.fromisoformat(as_of))


def stands(rows: pl.DataFrame) -> dict[str, tuple[str, str, str | int | None]]:
    """How each duty (and lapse) of a ledger stands, as the cases write it."""
    found: dict[str, tuple[str, str, str | int | None]] = {}
    for row in rows.iter_rows(named=True):
        office = [] if row["thread"] is None else [row["thread"]]
        due = f"{row['due']:%Y-%m-%d %H:%M}" if row["due"] else ""
        key = "/".join([row["case"], *office, row["rule"]])
        assert key not in found
        late = row["working_days_late"] or None
        found[key] = (row["status"], due, f"at least {late}" if row["least"] else late)
    return found


@pytest.mark.parametrize("name", CASES)
def test_a_ledger_stands_as_worked_out_on_paper(name: str) -> None:
    case = CASES[name]
    answer = of(case)
    duties, found = stands(answer.duties), stands(answer.rows)
    assert duties.keys() <= case["expected"].keys() <= found.keys()
    for key, (expected, due, late) in case["expected"].items():
        assert (found[key][0], found[key][2]) == (expected, late), key
        assert due is None or found[key][1] == due, key
    assert status(answer) == case["exit"]
    assert len(log_data(answer)) == len(duties)
