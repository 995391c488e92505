"""The edge cases of a ledger, each worked out on paper from docs/semantics.md.

The rules: claim within 2 working days of the push (art. 5), push within 1 of the decision (art. 4).
Business closes at 17:00. In 2026 Spring Festival is off from 15 to 23 February; Saturdays 14 and 28
February are worked. 4 to 6 April are off (Qingming).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from model.calendar import chinese_calendar
from model.deadline import Within
from model.rule import Prohibition, Trigger
from protocols.calendar_file import read_calendar
from protocols.document import parse_document
from protocols.library import shared_vocabulary
from protocols.reader import regime_of
from tests.ledgers import CHANGED, LONG, data, judged, one
from tests.rounds import HEAD, HOTLINE
from tests.small import duty, regime

END = "log-ends: 2026-04-30\n"
WIDE = "case: 编号\ncolumns: {推送: approval-info.pushed, 认领: approval-info.claimed}\n" + END


def claim(push: str, claimed: str, mapping: str = WIDE, **more: Any) -> dict[str, Any]:
    return one(f"编号,推送,认领\n1,{push},{claimed}\n", mapping, **more)


def stands(found: dict[str, Any]) -> tuple[Any, ...]:
    return found["status"], found["due"], found["settled"], found["working_days_late"]


PAPER = {
    # Monday; Tuesday is day 1, Wednesday day 2: due at its close of business, at it included.
    "on time": ("03-02 10:00", "03-04 17:00", "fulfilled", "03-04", 0),
    "a minute late": ("03-02 10:00", "03-04 17:01", "late", "03-04", 1),
    "late by two": ("03-02 10:00", "03-06 09:00", "late", "03-04", 2),
    "missing": ("03-02 10:00", "", "missing", "03-04", None),
    "friday to monday": ("03-06 16:00", "03-09 09:00", "fulfilled", "03-10", 0),
    "friday after hours": ("03-06 18:00", "03-10 17:00", "fulfilled", "03-10", 0),
    "on a sunday": ("03-08 10:00", "03-11 09:00", "late", "03-10", 1),
    # Friday 13 February: Saturday 14 is worked, then nine days off, then Tuesday 24.
    "across the festival": ("02-13 16:00", "02-24 10:00", "fulfilled", "02-24", 0),
    "across it, late": ("02-13 16:00", "02-25 09:00", "late", "02-24", 1),
    "from the make-up day": ("02-14 10:00", "02-25 17:00", "fulfilled", "02-25", 0),
    # Thursday 26 February: Friday 27, then Saturday 28, which is worked.
    "to a make-up day": ("02-26 10:00", "03-02 09:00", "late", "02-28", 1),
}


@pytest.mark.parametrize("case", PAPER)
def test_a_claim_stands_as_worked_out_on_paper(case: str) -> None:
    push, claimed, status, due, late = PAPER[case]
    found = claim(f"2026-{push}", f"2026-{claimed}" if claimed else "")
    settled = f"2026-{claimed.replace(' ', 'T')}" if claimed else None
    assert stands(found) == (status, f"2026-{due}T17:00", settled, late)
    assert found["opened"] == f"2026-{push.replace(' ', 'T')}"
    assert (found["rule"], found["article"], found["thread"]) == ("claim", "5", None)


def test_what_is_not_yet_due_when_the_log_ends_is_pending_up_to_the_closing_instant() -> None:
    def ending(at: str) -> dict[str, Any]:
        return claim("2026-03-02 10:00", "", WIDE.replace("2026-04-30", f"'{at}'"))

    assert stands(ending("2026-03-04 16:59")) == ("pending", "2026-03-04T17:00", None, None)
    assert ending("2026-03-04 17:00")["status"] == "missing"
    assert ending("2026-03-04")["status"] == "missing"  # a date means all of it


def test_a_log_ends_with_its_last_entry_unless_said() -> None:
    mapping = WIDE.replace(END, "")
    rows = "编号,推送,认领\n1,2026-03-02 10:00,\n2,2026-03-03 10:00,2026-03-04 {}\n"
    assert data(rows.format("16:00"), mapping)[0]["status"] == "pending"
    assert data(rows.format("17:00"), mapping)[0]["status"] == "missing"


def test_as_of_a_day_what_is_due_on_it_is_pending_and_what_comes_later_is_left_out() -> None:
    rows = "编号,推送,认领\n1,2026-03-02 10:00,2026-03-06 10:00\n"
    found = judged(rows, WIDE, as_of=date(2026, 3, 4))
    assert found.rows["status"].to_list() == ["pending"]
    assert found.left_out == 1
    assert judged(rows, WIDE, as_of=date(2026, 3, 5)).rows["status"].to_list() == ["missing"]
    assert judged(rows, WIDE, as_of=date(2026, 3, 6)).rows["status"].to_list() == ["late"]


REPEATED = """case,event,time
1,decided,2026-03-02 09:00
1,push,2026-03-02 10:00
1,push,2026-03-05 10:00
1,claim,2026-03-06 10:00
"""


def test_of_two_pushes_the_first_sets_the_limit_going() -> None:
    push, claimed = data(REPEATED, LONG + END)
    assert push["status"] == "fulfilled"
    assert stands(claimed) == ("late", "2026-03-04T17:00", "2026-03-06T10:00", 2)


def test_under_the_other_reading_the_last_push_does_and_it_is_told_what_hinges_on_it() -> None:
    _, claimed = data(REPEATED, LONG + END + "repeats: last\n")
    assert stands(claimed) == ("fulfilled", "2026-03-09T17:00", "2026-03-06T10:00", 0)
    hinge = judged(REPEATED, LONG + END, hinges=True).hinges[0]
    assert hinge.words.en == "Of an event entered several times, the last counts"
    # The claim is kept then, and the push, of Thursday, was due on Tuesday: both stand otherwise.
    assert (hinge.changed, hinge.kept, hinge.failed) == (2, 1, 1)


@pytest.mark.parametrize("repeats", ["first", "last"])
def test_of_two_claims_of_one_date_that_without_a_time_may_be_the_one_that_counts(
    repeats: str,
) -> None:
    """Due at 17:00: the other claim is at 10:00 or at 18:00, on the side of which it may not be."""
    timed = {"first": "18:00", "last": "10:00"}[repeats]
    rows = f"1,2026-03-02 10:00,push\n1,2026-03-04 {timed},claim\n1,2026-03-04,claim\n"
    found = data(f"case,time,event\n{rows}", f"{LONG}{END}repeats: {repeats}\n")
    assert [one["status"] for one in found if one["rule"] == "claim"] == ["not-judgeable"]


def test_of_two_claims_the_first_is_the_claim() -> None:
    rows = REPEATED.replace("1,push,2026-03-05", "1,claim,2026-03-03")
    assert stands(data(rows, LONG + END)[1])[0:1] == ("fulfilled",)
    assert data(rows, LONG + END)[1]["settled"] == "2026-03-03T10:00"


def test_a_claim_before_the_push_is_not_judgeable() -> None:
    found = claim("2026-03-02 10:00", "2026-03-02 09:00")
    assert found["status"] == "not-judgeable"
    assert "before what it needs" in found["why"]


def test_a_claim_without_any_push_is_not_judgeable_and_not_left_out() -> None:
    found = claim("", "2026-03-02 09:00")
    assert (found["status"], found["opened"], found["due"]) == ("not-judgeable", None, None)


@pytest.mark.parametrize("turned", [False, True])
def test_push_and_claim_of_one_instant_are_in_the_one_order_that_is_possible(turned: bool) -> None:
    rows = ["1,push,2026-03-02 10:00", "1,claim,2026-03-02 10:00"]
    text = "\n".join(["case,event,time", *(reversed(rows) if turned else rows)])
    mapping = LONG.replace("  decided: approval.decided\n", "") + END
    assert one(text, mapping)["status"] == "fulfilled"


def tied() -> Any:
    """b is owed after a, and forbidden to p from a until c."""
    ban = Prohibition("ban", "9", Trigger(("a",)), "p", "b", {}, until="c")
    return regime(duty("a", "b", Within(3)), ban)


@pytest.mark.parametrize("order", ["bc", "cb"])
def test_entries_of_one_instant_whose_order_matters_are_not_judgeable(order: str) -> None:
    mapping = "case: case\ntime: time\nevent: event\nevents: {a: a, b: b, c: c}\n" + END
    rows = [f"1,{event},2026-03-03 10:00" for event in order]
    text = "\n".join(["case,event,time", "1,a,2026-03-02 10:00", *rows])
    found = {each["rule"]: each for each in data(text, mapping, tied())}
    assert found["a-b"]["status"] == "fulfilled"
    assert found["ban"]["status"] == "not-judgeable"
    assert "order that the file alone gives" in found["ban"]["why"]


def test_a_forbidden_act_at_another_instant_is_told() -> None:
    mapping = "case: case\ntime: time\nevent: event\nevents: {a: a, b: b, c: c}\n" + END
    text = "case,event,time\n1,a,2026-03-02 10:00\n1,b,2026-03-03 10:00\n1,c,2026-03-03 10:01\n"
    found = {each["rule"]: each for each in data(text, mapping, tied())}
    assert found["ban"]["status"] == "violated"


DAYS = {
    # Pushed on Monday without a time of day, so due at the close of Wednesday whatever it was.
    "the day before": ("2026-03-03", "fulfilled"),
    "the same day": ("2026-03-02", "fulfilled"),
    "the due day": ("2026-03-04", "not-judgeable"),
    "the day after": ("2026-03-05", "late"),
    "the due day at noon": ("2026-03-04 12:00", "fulfilled"),
}


@pytest.mark.parametrize("midnight", ["", " 00:00:00"])
@pytest.mark.parametrize("case", DAYS)
def test_a_day_without_a_time_is_judged_only_if_every_time_of_it_agrees(
    case: str, midnight: str
) -> None:
    claimed, status = DAYS[case]
    found = claim(f"2026-03-02{midnight}", claimed if ":" in claimed else claimed + midnight)
    assert (found["status"], found["opened"]) == (status, "2026-03-02")


def test_a_claim_on_the_due_day_is_in_time_where_days_mean_office_hours() -> None:
    found = claim("2026-03-02", "2026-03-04", WIDE + "no-time: office-hours\n")
    assert stands(found) == ("fulfilled", "2026-03-04T17:00", "2026-03-04", 0)


def test_a_day_off_without_a_time_leaves_nothing_open() -> None:
    # Pushed on Saturday: due on Tuesday. Claimed on the Sunday behind a Friday limit: late.
    assert claim("2026-03-07", "2026-03-09")["status"] == "fulfilled"
    assert stands(claim("2026-03-04", "2026-03-08"))[0] == "late"


def test_where_the_day_is_that_of_the_push_the_claim_came_behind_it() -> None:
    # At 16:00 pushed; the claim of that day without a time can only have come later on it.
    assert claim("2026-03-02 16:00", "2026-03-02")["status"] == "fulfilled"


def test_a_limit_whose_unit_changes_on_a_date_is_the_one_of_the_day_of_the_push() -> None:
    # Friday 27 March: 2 calendar days end on Sunday, so on Monday 30.
    march = claim("2026-03-27 10:00", "2026-03-31 10:00", of=CHANGED)
    assert stands(march)[:2] == ("late", "2026-03-30T17:00")
    # Friday 3 April: Tuesday 7 and Wednesday 8 are the two working days behind Qingming.
    april = claim("2026-04-03 10:00", "2026-04-08 10:00", of=CHANGED)
    assert stands(april)[:2] == ("fulfilled", "2026-04-08T17:00")


def test_another_country_s_calendar_is_a_file(tmp_path: Path) -> None:
    file = tmp_path / "netherlands.yaml"
    file.write_text("base: weekdays\ndays-off: [2026-04-27]\nhours: ['08:00-16:00']\n", "utf-8")
    dutch = read_calendar(file, chinese_calendar())
    # Friday 24 April 2026; Monday 27 is King's Day; business closes at 16:00.
    found = claim("2026-04-24 10:00", "2026-04-29 16:01", calendar=dutch)
    assert stands(found)[:2] == ("late", "2026-04-29T16:00")
    # Spring Festival is worked there: Monday 16 February is a working day.
    other = claim("2026-02-13 10:00", "2026-02-17 09:00", calendar=dutch)
    assert stands(other)[:2] == ("fulfilled", "2026-02-17T16:00")


def test_a_date_outside_the_calendar_is_told_and_its_duty_not_judgeable() -> None:
    found = judged("编号,推送,认领\n1,1999-03-02 10:00,\n2,2026-03-02,2026-03-03\n", WIDE)
    assert found.rows["status"].to_list() == ["not-judgeable", "fulfilled"]
    assert found.troubles.select("line", "code").rows() == [(2, "row-outside")]


def test_a_date_that_is_none_never_makes_a_duty_missing() -> None:
    found = judged("编号,推送,认领\n1,2026-03-02 10:00,2026-02-30\n", WIDE)
    assert found.rows["status"].to_list() == ["not-judgeable"]
    assert found.troubles["code"].to_list() == ["row-impossible"]


def test_where_a_text_has_rounds_what_comes_again_is_of_the_next_round() -> None:
    of = regime_of(parse_document((HEAD + HOTLINE).encode(), "again.yaml"), shared_vocabulary())
    events = ("request.received", "matter.assigned", "matter.accepted", "matter.returned")
    mapping = "case: case\ntime: time\nevent: event\nevents:\n" + "".join(
        f"  {event}: {event}\n" for event in events
    )
    rows = [
        # Monday 2 March 2026; each act is due on the next working day.
        "1,request.received,2026-03-02 09:00",
        "1,matter.assigned,2026-03-02 10:00",
        "1,matter.returned,2026-03-03 10:00",
        "1,matter.assigned,2026-03-06 10:00",  # due on Wednesday 4: late by two
        "1,matter.accepted,2026-03-09 10:00",
    ]
    found = {
        each["rule"]: (each["status"], each["working_days_late"])
        for each in data("\n".join(["case,event,time", *rows]), mapping + END, of)
    }
    assert found["assign"] == ("fulfilled", 0)
    assert found["take"] == ("fulfilled", 0)  # ended by the return
    assert found["reassign"] == ("late", 2)
    assert found["take-2"] == ("fulfilled", 0)


@pytest.mark.parametrize(
    ("returned", "assigned"), [("2026-03-03 10:00", "2026-03-03"), ("2026-03-03", "2026-03-03")]
)
def test_to_which_round_an_entry_without_a_time_belongs_is_not_taken_from_where_it_stands(
    returned: str, assigned: str
) -> None:
    """Returned, then assigned again on that date: the first round is not left without an answer."""
    of = regime_of(parse_document((HEAD + HOTLINE).encode(), "again.yaml"), shared_vocabulary())
    events = ("request.received", "matter.assigned", "matter.accepted", "matter.returned")
    mapping = "case: case\ntime: time\nevent: event\nevents:\n" + "".join(
        f"  {event}: {event}\n" for event in events
    )
    rows = [
        "1,request.received,2026-03-02 09:00",
        "1,matter.assigned,2026-03-02 10:00",
        f"1,matter.assigned,{assigned}",
        f"1,matter.returned,{returned}",
        "1,matter.accepted,2026-03-04 10:00",
    ]
    found = {
        each["rule"]: each["status"]
        for each in data("\n".join(["case,event,time", *rows]), mapping + END, of)
    }
    assert "missing" not in found.values(), found


@pytest.mark.parametrize(
    ("repeats", "early"), [("first", "10:00"), ("last", "10:00"), ("first", "")]
)
def test_of_two_parties_claims_of_one_instant_neither_counts_for_standing_first(
    repeats: str, early: str
) -> None:
    """The bureau's claim fulfils nothing; the file alone would say whose came first."""
    head = "case,event,time,who\n1,push,2026-03-02 09:00,approval-bureau\n"
    both = [f"1,claim,2026-03-03 {early},{who}" for who in ("regulator", "approval-bureau")]
    mapping = LONG + END + f"party: who\nrepeats: {repeats}\n"
    for rows in (both, both[::-1]):
        found = data(head + "\n".join(rows), mapping)
        assert [one["status"] for one in found if one["rule"] == "claim"] == ["not-judgeable"]
    sooner = both[0].replace(f"03-03 {early}", "2026-03-02 12:00"[5:])
    first = data(head + "\n".join([sooner, both[1]]), mapping)
    expected = {"first": "fulfilled", "last": "missing"}[repeats]
    assert [one["status"] for one in first if one["rule"] == "claim"] == [expected]
