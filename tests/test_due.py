"""``shenguan due``: when what follows on one event is due, and whose turn it is."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

import shenguan as sg
from experiments.command import run
from experiments.due.ask import due
from model.deadline import Immediately, Within
from model.language import Complaint
from tests.ledgers import CHANGED, CLAIMS
from tests.made import rules
from tests.small import duty

FRIDAY = datetime(2026, 2, 13, 16)


def dates(of: object) -> list[str | None]:
    assert isinstance(of, dict)
    return [one["due"] for one in of["duties"]]


def test_a_push_before_the_festival_is_due_on_the_make_up_day(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ["due", "xuecheng", "--event", "approval.decided", "--at", "2026-02-13T16:00"]
    assert run([*words, "--json"], "en") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["turn"] == ["approval-bureau"]
    push = found["duties"][0]
    assert (push["rule"], push["article"]) == ("approval-push", "22(1)")
    assert push["due"] == "2026-02-14T17:00"
    run(words, "zh")
    assert "轮到行政审批部门" in capsys.readouterr().out


def test_a_limit_over_the_festival_says_so_and_what_comes_of_itself() -> None:
    found = sg.due("guanxian", "approval-info.pushed", "2026-02-13T16:00").data()
    claim = found["duties"][0]
    assert (claim["due"], claim["calendar_days"], claim["holiday"]) == (
        "2026-02-24T17:00",
        11,
        "春节",
    )
    assert found["if_nobody_acts"][0]["event"] == "approval-info.claimed"
    assert found["if_nobody_acts"][0]["mode"] == "deemed"
    assert found["latest"] >= "2026-02-24T17:00"


def test_a_duty_that_waits_for_somebody_else_is_nobody_s_turn() -> None:
    of = rules(
        duty("approval.decided", "approval-info.pushed", Within(1), bearer="approval-bureau"),
        duty("approval.decided", "approval-info.claimed", Within(5), bearer="regulator"),
    )
    found = due(of, "approval.decided", FRIDAY)
    push, claim = found.owed
    assert (push.waits_for, claim.waits_for) == ((), ("approval-info.pushed",))
    assert found.turn == ("approval-bureau",)


def test_the_version_of_the_day_of_the_event_holds() -> None:
    march = sg.due(CHANGED, "approval-info.pushed", "2026-03-27T10:00").data()
    april = sg.due(CHANGED, "approval-info.pushed", "2026-04-03T10:00").data()
    assert dates(march) == ["2026-03-30T17:00"]
    assert dates(april) == ["2026-04-08T17:00"]


def test_a_date_alone_tells_where_the_time_of_day_matters() -> None:
    found = sg.due(CLAIMS, "approval-info.pushed", "2026-03-02").data()
    assert dates(found) == ["2026-03-04T17:00"]
    assert found["duties"][0]["due_after_close"] is None
    at_once = rules(duty("approval.decided", "approval-info.pushed", Immediately()))
    (push,) = due(at_once, "approval.decided", datetime(2026, 3, 2), timed=False).owed
    assert push.due == datetime(2026, 3, 2, 17)
    assert push.due_after_close == datetime(2026, 3, 3, 17)


def test_what_came_before_is_not_asked_about() -> None:
    found = sg.due(CLAIMS, "认领审批信息", "2026-03-02T10:00").data()
    assert found["event"] == "approval-info.claimed"
    assert found["duties"] == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--event", "aproval.decided", "--at", "2026-02-13"], "approval.decided"),
        (["--event", "approval.decided", "--at", "tomorrow"], "is no time"),
        (["--event", "approval.decided"], "--at"),
        (["--event", "approval.decided", "--at", "2026-02-13", "--fact", "x"], "FACT=VALUE"),
        (["--event", "approval.decided", "--at", "2026-02-13", "--fact", "x=1"], "there is no"),
        (["--event", "approval.decided", "--at", "1926-02-13"], "1926"),
    ],
)
def test_mistakes_are_told(words: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["due", "xuecheng", *words], "en") == 2
    assert told in capsys.readouterr().err


def test_the_face_refuses_what_the_command_refuses() -> None:
    with pytest.raises(Complaint, match="is no time"):
        sg.due("xuecheng", "approval.decided", "tomorrow")
    with pytest.raises(TypeError, match="'at' takes a date or a time"):
        sg.due("xuecheng", "approval.decided", 5)  # type: ignore[arg-type]


def of_itself(regime: str, event: str, at: str) -> list[tuple[str, str | None]]:
    found = sg.due(regime, event, at).data()["if_nobody_acts"]
    return [(one["event"], one["at"]) for one in found]


def test_what_counts_at_once_comes_of_itself_too() -> None:
    at = "2026-02-13T10:00"
    # Jinan's article 10(1): what is pushed is claimed with it.
    assert of_itself("jinan", "approval-info.pushed", at)[0] == ("approval-info.claimed", at)
    assert ("supervision.deemed", at) in of_itself("guanxian", "approval-claim.overdue", at)
    day = of_itself("guanxian", "approval-claim.overdue", "2026-02-13")
    assert ("supervision.deemed", "2026-02-13") in day


def test_of_a_date_alone_the_limits_have_run_out_by_that_of_the_evening() -> None:
    # Decided after the close of Saturday the 14th, which is worked, the push is due on the 24th.
    day = sg.due("guanxian", "approval.decided", "2026-02-14").data()
    evening = sg.due("guanxian", "approval.decided", "2026-02-14T18:00").data()
    assert day["duties"][0]["due_after_close"] == "2026-02-24T17:00"
    assert day["latest"] == evening["latest"] == "2026-02-24T17:00"
    at_once = rules(
        duty(
            "approval.decided",
            "approval-info.pushed",
            Immediately(),
            default="approval-info.pushed",
        )
    )
    (deemed,) = due(at_once, "approval.decided", datetime(2026, 3, 2), timed=False).itself
    assert deemed.at == datetime(2026, 3, 2, 17)
    assert deemed.at_after_close == datetime(2026, 3, 3, 17)


def test_it_is_told_which_limit_is_the_last(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["due", "guanxian", "--event", "approval-info.pushed", "--at", "2026-02-13T16:00"]
    run(words, "en")
    printed = " ".join(capsys.readouterr().out.split())
    assert "have run out by 2026-03-31 17:00 (the last is that of '" in printed
    assert sg.due("guanxian", "approval-info.pushed", "2026-02-13T16:00").data()["last"]


def test_a_presumed_year_is_told_to_programs_as_well() -> None:
    found = sg.due("guanxian", "approval-info.pushed", "2027-02-04T10:00").data()
    assert (dates(found)[0], found["presumed_years"]) == ("2027-02-12T17:00", [2027])
    now = sg.due("guanxian", "approval-info.pushed", "2026-03-02T10:00").data()
    assert now["presumed_years"] == []


def test_a_time_of_the_office_s_own_zone_is_one_and_of_another_is_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ["due", "xuecheng", "--event", "approval.decided", "--json", "--at"]
    assert run([*words, "2026-02-13T16:00+08:00"], "en") == 0
    assert json.loads(capsys.readouterr().out)["at"] == "2026-02-13T16:00"
    assert run([*words, "2026-02-13T08:00Z"], "en") == 2
    assert "another time zone" in capsys.readouterr().err


@pytest.mark.parametrize(("word", "near"), [("informed-comitment", True), ("xyzzy", False)])
def test_an_unknown_fact_is_answered_with_one_like_it_or_with_all(
    word: str, near: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["due", "xuecheng", "--event", "approval.decided", "--at", "2026-02-13"]
    assert run([*words, "--fact", f"{word}=true"], "en") == 2
    told = capsys.readouterr().err
    assert "None" not in told
    assert ("did you mean" in told) is near
    assert "informed-commitment" in told
