"""What a ledger of several departments comes to, and what is told of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import polars as pl
import pytest

from experiments.log.ask import Judging
from experiments.log.beside import bystanders
from experiments.log.data import log_data, table
from experiments.log.expiring import expiring, worklist
from experiments.log.page import sheet
from experiments.log.readings_page import reading_blocks
from experiments.log.worst import case_words, worst
from experiments.show.blocks import Bullets, Paragraph, Table
from model.language import Complaint, Text
from tests.ledgers import judged
from tests.said import said
from tests.test_log_paper import CASES, of, read, stands

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


def test_a_row_without_a_department_may_contradict_as_well() -> None:
    rows = "M,,{},,\nM,甲局,2026-03-17 09:00,2026-03-17 10:00,2026-03-18 09:00\n"
    agreeing, other = (by_office(rows.format(f"2026-03-{day} 09:00")) for day in (17, 16))
    push = "M/甲局/approval-push"
    assert (stands(agreeing.duties)[push][0], agreeing.again) == ("fulfilled", 0)
    assert (stands(other.duties)[push][0], other.again) == ("not-judgeable", 0)
    assert other.troubles["code"].to_list() == ["row-two-dates"] * 2


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


CONSENT = """case: case
time: time
event: event
party: who
log-ends: 2026-04-10
events: {asked: consent.asked, given: consent.given}
"""
ASKED_BOTH = "case,time,event,who\nE,2026-03-02 09:00,asked,\nE,2026-03-04 10:00,given,fire\n"
SECOND = {
    # Asked on Monday: due at the close of Wednesday the 4th.
    "E,2026-03-05 10:00,given,planning\n": ("late", 1),
    "E,2026-03-05 10:00,given,规划部门\n": ("late", 1),
    "": ("missing", None),
    "E,2026-03-05 10:00,given,\n": ("not-judgeable", None),
    "E,2026-03-05 10:00,given,approval-bureau\n": ("not-judgeable", None),
}


@pytest.mark.parametrize("row", SECOND)
def test_of_what_each_must_do_for_himself_the_party_tells_whose_it_is(row: str) -> None:
    answer = judged(ASKED_BOTH + row, CONSENT, read("each.yaml"))
    found = {key: (each[0], each[2]) for key, each in stands(answer.duties).items()}
    unsaid = SECOND[row][0] == "not-judgeable"
    assert found["E/consent-planning"] == SECOND[row]
    # Of an entry that names nobody it is not known whether it is the fire department's second.
    assert found["E/consent-fire"] == (("not-judgeable" if unsaid else "fulfilled"), None)
    assert answer.troubles["code"].to_list() == (["row-no-bearer"] if unsaid else [])


UNDONE = "M,甲局,2026-03-17 09:00,,\nN,乙局,2026-03-17 09:00,2026-03-20 10:00,2026-03-23 09:00\n"


def test_what_is_overdue_and_not_done_comes_first_with_its_number_and_its_days() -> None:
    # Both pushes were due on Tuesday 17 March; N's came on Friday, by three days late.
    answer = by_office(UNDONE, as_of=date(2026, 3, 25))
    first, second = worst(answer)
    # 18, 19, 20, 23, 24 and the 25th, begun.
    assert case_words(answer, first).en.endswith(
        "not entered to this day, and 6 working day(s) overdue."
    )
    assert "M 甲局" in case_words(answer, first).zh
    assert "3 working day(s) late" in case_words(answer, second).en
    (row,) = worklist(answer, 5).iter_rows(named=True)
    assert (row["case"], row["days_left"], row["status.zh"]) == ("M", -6, "逾期未办")
    sections = {one.id: one.blocks for one in sheet(answer).sections}
    (shown,) = [one for one in sections["expiring"] if isinstance(one, Table)]
    assert any("M" in row for row in shown.rows if isinstance(row, tuple))


@pytest.mark.parametrize(("today", "left"), [(6, 1), (7, 1), (8, 1), (9, 0)])
def test_on_a_day_off_as_much_is_left_as_on_the_day_before(today: int, left: int) -> None:
    # Pushed on Thursday 5 March: due on Monday the 9th.
    rows = "M,甲局,2026-03-05 09:00,2026-03-05 10:00,\n"
    answer = by_office(rows, as_of=date(2026, 3, today))
    assert expiring(answer, 5)["days_left"].to_list() == [left]
    assert expiring(answer, left).height == 1


def readings(answer: Judging) -> Iterator[str]:
    """What is said of how a record was read."""
    for block in reading_blocks(answer):
        for each in block.items if isinstance(block, Bullets) else ():
            if isinstance(each, Text):
                yield each.en


def test_lines_of_what_is_entered_again_are_told() -> None:
    answer = by_office(KEPT + KEPT.replace("10:00", "11:00"))
    assert (answer.again, answer.again_lines) == (3, (3,))
    assert any("3 (line(s) 3)" in each for each in readings(answer))


def test_where_there_is_nothing_to_judge_it_is_said_why() -> None:
    with pytest.raises(Complaint, match="no row below its headings"):
        by_office("")
    with pytest.raises(Complaint, match="no entry up to 2026-01-05"):
        by_office(KEPT, as_of=date(2026, 1, 5))


def test_that_a_record_ends_with_its_last_entry_is_said_only_where_it_does() -> None:
    def says(answer: Judging) -> bool:
        return any("up to its last entry" in each for each in readings(answer))

    assert says(of(CASES["E-all-good"]))
    assert not says(by_office(KEPT))
    assert not says(of(CASES["E-asof"]))


def test_under_another_text_what_it_has_no_word_for_is_left_out() -> None:
    mapping = WITHDRAWAL.replace("{accepted", "{push: approval-info.pushed, accepted")
    rows = ASKED + "L,2026-04-08 10:00,push\n"
    answer = judged(rows, mapping, read("one.yaml"), under=read("two.yaml"))
    assert answer.under is not None
    assert answer.under.entries.names == ("approval-info.pushed",)
    assert stands(answer.duties) == stands(judged(rows, mapping, read("one.yaml")).duties)


def test_a_text_that_shares_no_word_with_a_record_is_refused() -> None:
    with pytest.raises(Complaint, match="no event of this record"):
        judged(ASKED_BOTH, CONSENT, read("each.yaml"), under=read("two.yaml"))


def test_a_department_that_stands_only_beside_a_decision_may_be_who_decided_and_is_named() -> None:
    answer = of(CASES["M-decided-only-threads"])
    (note,) = bystanders(answer)
    assert "乙局只出现在整个办件的环节" in note.zh
    assert not list(bystanders(of(CASES["T-threads"])))
    assert not list(bystanders(by_office(KEPT + "M,乙局,2026-03-17 09:00,,\n")))
