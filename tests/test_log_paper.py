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
from experiments.log.data import log_data, table
from experiments.log.expiring import expiring, worklist
from experiments.log.page import sheet
from experiments.show.blocks import Paragraph
from model.otherwise import read_otherwise
from protocols import library
from tests.ledgers import HERE, judged
from tests.said import said

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


DEPARTMENTS = """
case: no
thread: dept
log-ends: 2026-04-10
columns: {decided: approval.decided, pushed: approval-info.pushed, claimed: approval-info.claimed}
"""
HEAD = "no,dept,decided,pushed,claimed\n"
KEPT = "M,甲局,2026-03-17 09:00,2026-03-17 10:00,2026-03-18 09:00\n"


def by_office(rows: str, **more: Any) -> Judging:
    """Judge a ledger with one row for each department of a matter."""
    return judged(HEAD + rows, DEPARTMENTS, read("guanxian"), **more)


def test_a_department_that_was_never_told_is_not_lost() -> None:
    found = stands(
        by_office(KEPT + "M,乙局,2026-03-17 09:00,,\nN,丙局,2026-03-17 09:00,,\n").duties
    )
    assert found["M/甲局/approval-push"] == ("fulfilled", "2026-03-17 17:00", None)
    assert found["M/乙局/approval-push"] == ("missing", "2026-03-17 17:00", None)
    assert found["N/丙局/approval-push"] == ("missing", "2026-03-17 17:00", None)


def test_what_is_still_owed_to_it_is_in_the_worklist() -> None:
    rows = KEPT + "M,乙局,2026-03-17 09:00,,\n"
    answer = judged(HEAD + rows, DEPARTMENTS, read("xuecheng"), as_of=date(2026, 3, 17))
    due = expiring(answer, 5).filter(pl.col("thread") == "乙局")
    # Xuecheng has a working day more for the push than Guanxian.
    assert [f"{one:%m-%d}" for one in due["due"]] == ["03-18"]


AGREEING = {
    "the same": ("2026-03-17 09:00", []),
    "the date alone": ("2026-03-17", []),
    "another time": ("2026-03-17 09:30", [2, 3]),
    "another day": ("2026-03-20 09:00", [2, 3]),
}


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("case", AGREEING)
def test_rows_of_one_matter_that_contradict_each_other_are_told(case: str, turned: bool) -> None:
    decided, lines = AGREEING[case]
    other = f"M,乙局,{decided},2026-03-20 10:00,2026-03-21 09:00\n"
    answer = by_office(other + KEPT if turned else KEPT + other)
    assert answer.troubles["line"].to_list() == lines
    assert answer.again == 0
    found = {key: each[0] for key, each in stands(answer.duties).items()}
    push = ("M/甲局/approval-push", "M/乙局/approval-push")
    # Where they agree the push of 20 March was due on the 17th; else nobody knows since when.
    expected = ("not-judgeable",) * 2 if lines else ("fulfilled", "late")
    assert tuple(found[key] for key in push) == expected
    assert found["M/甲局/approval-claim"] == "fulfilled"


def test_a_decision_that_is_entered_twice_is_counted_once_whatever_its_departments() -> None:
    rows = KEPT + "M,乙局,2026-03-17 09:00,2026-03-17 11:00,\n"
    twice = rows + "M,甲局,2026-03-18 09:00,,\n"
    assert (by_office(rows).again, by_office(twice).again) == (0, 1)


def told(case: str, key: str) -> str:
    """Why a duty of a case stands as it does."""
    rows = said(log_data(of(CASES[case])), "en")
    (why,) = (one["why"] for one in rows if f"{one['case']}/{one['rule']}" == key)
    return str(why)


WHYS = {
    ("N-g11-evening", "K3/approval-push"): "late by at least 1 working day(s)",
    ("N-g11-evening", "K1/approval-push"): "done after the limit had passed",
    ("T-notice", "V4/notice"): "ahead of 'survey held', which has not come",
    ("L-clock", "L4/decide"): "stopped by 'applicant asked to correct'",
    ("M-presumed", "W5/approval-claim"): "the days off of 2027 are not announced yet",
}


@pytest.mark.parametrize("case", WHYS)
def test_why_a_duty_stands_so_says_what_an_official_has_to_know(case: tuple[str, str]) -> None:
    assert WHYS[case] in told(*case)


WITHDRAWAL = """case: case
time: time
event: event
events: {accepted: application.accepted, asked: applicant.asked-to-correct,
  corrected: application.corrected, decided: licence.decided}
"""
ASKED = "case,time,event\nL,2026-04-07 09:00,accepted\nL,2026-04-08 09:00,asked\n"


def test_what_comes_of_itself_is_in_the_worklist_and_is_no_duty() -> None:
    answer = judged(ASKED, WITHDRAWAL, read("one.yaml"), as_of=date(2026, 4, 10))
    # Asked on Wednesday 8 April: 9, 10 and Monday 13 are the three working days.
    (row,) = worklist(answer, 5).iter_rows(named=True)
    assert (row["due"], row["office.en"]) == ("2026-04-13 17:00", "comes of itself")
    assert row["act.en"] == "application taken as withdrawn"
    assert [one["rule"] for one in log_data(answer)] == ["decide"]
    assert set(table(answer)["rule"]) == {"decide"}
    sections = {one.id: one.blocks for one in sheet(answer).sections}
    lead = sections["expiring"][0]
    assert isinstance(lead, Paragraph)
    assert lead.text.en == (
        "About to expire from 2026-04-10 on: 0, in 0 department(s). Of itself comes: 1."
    )


def test_as_of_a_day_says_that_its_entries_count() -> None:
    answer = judged(ASKED, WITHDRAWAL, read("one.yaml"), as_of=date(2026, 4, 8))
    assert len(answer.entries.event) == 2
    assert sheet(answer).subtitle.en == (
        "ledger.csv, as of 2026-04-08: its entries count, and what is due on it is pending"
    )
    assert "00:00" not in sheet(answer).subtitle.zh


def test_an_act_after_the_close_of_the_day_as_of_which_is_judged_is_late() -> None:
    rows = "M,甲局,2026-03-17 09:00,2026-03-17 {},\n"
    for at, expected in {"16:00": ("fulfilled", None), "18:00": ("late", 1)}.items():
        found = stands(by_office(rows.format(at), as_of=date(2026, 3, 17)).duties)
        status, _, late = found["M/甲局/approval-push"]
        assert (status, late) == expected
