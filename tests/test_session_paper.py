"""One matter, against cases that somebody worked out on paper before running anything.

Their days are those of the calendar of 2026: 13 February is the Friday before Spring Festival, the
Saturday is a make-up day, 15 to 23 are days off. 2027 is not announced.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

import shenguan as sg
from model.calendar import chinese_calendar
from model.deadline import STRICT, Within
from model.instant import instant_of
from model.language import Complaint
from model.presumed import presuming
from model.session import Session, parties, possible, start
from model.simulation.retold import retold
from model.steps import perform, silence, wait
from model.vocabulary import EventType
from protocols import library
from tests.small import NAME, duty, regime
from verify.guarantees import verify
from verify.verdict import Assume

DECIDED, PUSHED, CLAIMED = "approval.decided", "approval-info.pushed", "approval-info.claimed"
FROM_DECISION = "approval-claim.on=approval.decided"
"""Xuecheng, with the claim due two working days after the decision: on the day of the push."""

LAPSING = Path(__file__).parent / "data" / "paper-lapse.yaml"
"""A decision whose clock stands still while it is corrected; uncorrected, it lapses."""


def at(written: str) -> datetime:
    return datetime.fromisoformat(written)


def row(matter: sg.Play, rule: str) -> dict[str, Any]:
    (found,) = matter.duties().filter(rule=rule).to_dicts()
    return found


def guaranteed(matter: sg.Play, prop: str) -> list[tuple[str, date | None]]:
    return matter.still().filter(property=prop).select("verdict", "by").rows()


def pushed_late() -> sg.Play:
    """Decided on Monday 2 March 09:00, due on Tuesday 17:00, pushed on Wednesday only."""
    begun = sg.load("xuecheng").changed(FROM_DECISION)
    matter = sg.play(begun, at="2026-03-02T09:00").perform(DECIDED).wait()
    return matter.perform(PUSHED, at="2026-03-04T10:00")


# Ought implies can


def test_what_became_able_late_is_owed_up_to_the_close_of_that_day() -> None:
    matter = pushed_late()
    assert repr(matter) == (
        "<Play xuecheng, 2026-03-04 10:00, 3 steps; regulator: "
        "approval-info.claimed by 2026-03-04 17:00>"
    )
    (due,) = (one["due"] for one in matter.options().to_dicts() if one["event"] == CLAIMED)
    assert due == at("2026-03-04T17:00")
    claim = row(matter, "approval-claim")
    assert (claim["due"], claim["owed_until"]) == (at("2026-03-03T17:00"), due)
    assert guaranteed(matter, "approval-push-claimed")[0] == ("proved", date(2026, 3, 4))


def test_waiting_is_until_that_close_and_then_it_is_owed_no_more() -> None:
    over = pushed_late().wait()
    assert over.session.now[0] == pushed_late().wait("2026-03-04T17:00").session.now[0]
    assert f"{over!r}" == "<Play xuecheng, 2026-03-04 17:00, 4 steps>"
    assert guaranteed(over, "approval-push-claimed")[0] == ("refuted", None)
    (passed,) = over.session.steps[-1].passed
    assert passed.rule.id == "approval-claim"
    claim = row(over, "approval-claim")
    assert (claim["outcome"], claim["owed_until"]) == ("overdue", None)
    assert claim["could_be_kept"]
    with pytest.raises(Complaint, match="no limit"):
        over.wait()


@pytest.mark.parametrize("until", ["2026-03-04T16:59", "2026-03-04T17:00", "2026-03-04"])
def test_until_a_time_the_limit_has_passed_once_its_minute_has(until: str) -> None:
    matter = pushed_late().wait(until)
    over = until != "2026-03-04T16:59"
    assert ("approval-claim" in matter.session.disobeyed) is over
    assert bool(matter.session.steps[-1].passed) is over


def test_what_is_done_at_the_very_close_was_done_in_time() -> None:
    """Another act at that minute leaves the claim owed; the claim at it is no disobedience."""
    matter = pushed_late().wait("2026-03-04T16:59")
    claimed = matter.perform(CLAIMED, at="2026-03-04T17:00")
    assert row(claimed, "approval-claim")["outcome"] == "could-not-be-kept"
    late = matter.perform(CLAIMED, at="2026-03-04T17:01")
    assert row(late, "approval-claim")["outcome"] == "late"
    other = matter.perform("exchange.overseen", at="2026-03-04T17:00")
    assert "approval-claim" not in other.session.disobeyed
    judged = {one.rule.id: one.disobeyed for one in other.session.judgements}
    assert judged["approval-claim"] is False


def test_what_another_owes_first_is_told_with_whose_it_is() -> None:
    begun = sg.load("xuecheng").changed(FROM_DECISION)
    matter = sg.play(begun, at="2026-03-02T09:00").perform(DECIDED)
    assert (row(matter, "approval-claim")["waits_for"], row(matter, "approval-claim")["of"]) == (
        PUSHED,
        "approval-bureau",
    )
    claim = row(matter.wait(), "approval-claim")
    assert (claim["outcome"], claim["waits_for"], claim["of"]) == (
        "could-not-be-kept",
        PUSHED,
        "approval-bureau",
    )
    push = row(matter.wait(), "approval-push")
    assert (push["outcome"], push["could_be_kept"], push["of"]) == ("overdue", True, "")
    assert row(pushed_late(), "approval-claim")["of"] == "approval-bureau"


LOGGED = [
    ("Z1", [(DECIDED, "03-02 09:00"), (PUSHED, "03-04 10:00"), (CLAIMED, "03-04 16:00")]),
    ("Z2", [(DECIDED, "03-02 09:00"), (PUSHED, "03-04 10:00"), (CLAIMED, "03-05 09:00")]),
    ("Z3", [(DECIDED, "03-02 09:00")]),
    ("Z4", [(DECIDED, "03-02 09:00"), (PUSHED, "03-03 16:50"), (CLAIMED, "03-04 09:00")]),
    ("Z5", [(DECIDED, "03-02 09:00"), (PUSHED, "03-03 17:00"), (CLAIMED, "03-04 09:00")]),
    ("Z6", [(DECIDED, "03-02 09:00"), (PUSHED, "03-03 17:01"), (CLAIMED, "03-04 17:00")]),
    ("Z7", [(DECIDED, "03-02 09:00"), (PUSHED, "03-04 10:00")]),
]
BY_PAPER = {
    "Z1": ("late", "could-not-be-kept"),
    "Z2": ("late", "late"),
    "Z3": ("missing", "could-not-be-kept"),
    "Z4": ("fulfilled", "late"),
    "Z5": ("fulfilled", "late"),
    "Z6": ("late", "could-not-be-kept"),
    "Z7": ("late", "missing"),
}


def test_a_matter_stands_as_the_log_of_it_is_judged(tmp_path: Path) -> None:
    begun = sg.load("xuecheng").changed(FROM_DECISION)
    file, meaning = tmp_path / "log.csv", tmp_path / "map.yaml"
    with file.open("w", newline="") as out:
        csv.writer(out).writerows(
            [("case", "time", "event")]
            + [(case, f"2026-{when}", event) for case, steps in LOGGED for event, when in steps]
        )
    meaning.write_text(
        "case: case\ntime: time\nevent: event\nlog-ends: 2026-04-10\nevents:\n"
        + "".join(f"  {event}: {event}\n" for event in (DECIDED, PUSHED, CLAIMED))
    )
    judged = sg.log(file, begun, map=meaning).frame()
    logged = {(one["case"], one["rule"]): one["status"] for one in judged.to_dicts()}
    for case, steps in LOGGED:
        matter = sg.play(begun, at="2026-03-02T09:00")
        for event, when in steps:
            matter = matter.perform(event, at=f"2026-{when.replace(' ', 'T')}")
        matter = matter.wait("2026-04-10")
        for rule, want in zip(("approval-push", "approval-claim"), BY_PAPER[case], strict=True):
            found = row(matter, rule)["outcome"].replace("overdue", "missing")
            assert found == logged[case, rule] == want, (case, rule)


def test_what_is_overdue_may_still_be_done_and_is_called_so() -> None:
    """P1: pushed on 13 February 16:20, the claim is due on the make-up Saturday at the close."""
    pushed = sg.play("xuecheng", at="2026-02-13T16:00").perform(DECIDED)
    pushed = pushed.perform(PUSHED, at="2026-02-13T16:20")
    over = pushed.wait()
    assert row(over, "approval-claim")["due"] == at("2026-02-14T17:00")
    assert row(over, "approval-claim")["outcome"] == "overdue"
    assert row(over.perform(CLAIMED), "approval-claim")["outcome"] == "late"
    assert guaranteed(pushed, "approval-push-claimed") == [
        ("proved", date(2026, 2, 14)),
        ("refuted", None),
    ]
    assert {one for one, _ in guaranteed(over, "approval-push-claimed")} == {"refuted"}


def test_guanxian_s_default_is_by_the_festival_whoever_is_silent() -> None:
    """P3 to P5: pushed late on 14 February, deemed on 25; in time, on 24; then the bulletin."""
    decided = sg.play("guanxian", at="2026-02-13T16:00").perform(DECIDED)
    late = decided.wait().perform(PUSHED, at="2026-02-14T09:00")
    reaches = "decision-reaches-supervision"
    assert guaranteed(late, reaches) == [("proved", date(2026, 2, 25))] * 2
    deemed = decided.perform(PUSHED).wait()
    assert row(deemed, "approval-claim")["outcome"] == "deemed"
    assert guaranteed(deemed, "overdue-claim-reported") == [
        ("proved", date(2026, 3, 31)),
        ("refuted", None),
    ]


@pytest.mark.parametrize("excused", [False, True])
def test_what_excuses_it_ends_what_is_owed_late(excused: bool) -> None:
    """Q owes c a working day after a, and needs b for it; d excuses it."""
    events = {
        "a": EventType("a", NAME),
        "b": EventType("b", NAME, "p", presupposes=("a",)),
        "c": EventType("c", NAME, "q", presupposes=("a", "b")),
        "d": EventType("d", NAME),
    }
    owed = replace(duty("a", "c", Within(1), bearer="q"), excused_by=("d",))
    of = regime(owed, duty("a", "b", Within(3)), events=events)
    session = wait(perform(start(of, instant_of(at("2026-03-02T09:00"))), "a"))
    assert session.steps[-1].passed == ()
    session = perform(session, "b", at=instant_of(at("2026-03-04T10:00")))
    if excused:
        session = perform(session, "d")
    (c,) = (move.due for move in possible(session) if move.event == "c")
    assert c == (None if excused else (instant_of(at("2026-03-04T17:00")), 0))
    assert session.next_limit == (None if excused else c)
    over = wait(session, instant_of(at("2026-03-05T09:00")))
    assert bool(over.steps[-1].passed) is not excused


def test_what_was_able_in_time_has_passed_once_and_is_told_once() -> None:
    over = sg.play("xuecheng", at="2026-02-13T16:00").perform(DECIDED).wait()
    (step,) = over.session.steps[-1:]
    assert [one.duty.rule.id for one in step.expired] == ["approval-push"]
    assert step.passed == ()


# What the clock brings


def lapsing() -> sg.Play:
    matter = sg.play(LAPSING, at="2026-03-02T09:00").perform("application.accepted")
    return matter.perform("applicant.asked-to-correct", at="2026-03-03T10:00")


def test_a_lapse_that_runs_comes_of_itself_and_is_nobody_s_duty() -> None:
    """Three working days from Tuesday 3 March: Friday 6. The clock of the decision stands still."""
    matter = lapsing()
    found = row(matter, "withdrawn")
    assert (found["kind"], found["party"], found["outcome"], found["due"]) == (
        "lapse",
        "",
        "running",
        at("2026-03-06T17:00"),
    )
    assert found["could_be_kept"] is None
    assert repr(matter) == (
        "<Play paper-one, 2026-03-03 10:00, 2 steps; "
        "of itself: application.withdrawn on 2026-03-06 17:00>"
    )
    decide = row(matter, "decide")
    assert (decide["kind"], decide["due"], decide["outcome"]) == ("duty", None, "pending")
    over = matter.wait()
    assert row(over, "withdrawn")["outcome"] == "ran-out"
    assert row(over, "decide")["outcome"] == "excused"
    corrected = matter.perform("application.corrected", at="2026-03-05T10:00")
    assert row(corrected, "withdrawn")["outcome"] == "ended"
    # Two of the five days stood still: 9 March is the fifth, and two more.
    assert row(corrected, "decide")["due"] == at("2026-03-11T17:00")


# Presumed years


def test_a_matter_goes_on_into_a_year_that_is_presumed_and_says_so() -> None:
    """P18: pushed on the last day of 2026, due two working days on: 1 January off, 4, 5."""
    matter = sg.play("guanxian", at="2026-12-30T10:00").perform(DECIDED, at="2026-12-30T10:00")
    assert matter.presumed == ()
    assert "presumed" not in repr(matter)
    matter = matter.perform(PUSHED, at="2026-12-31T10:00")
    assert row(matter, "approval-claim")["due"] == at("2027-01-05T17:00")
    assert matter.presumed == (2027,)
    assert repr(matter).endswith("approval-info.claimed by 2027-01-05 17:00; 2027 is presumed>")
    assert [row(matter, one)["presumed"] for one in ("approval-push", "approval-claim")] == [
        False,
        True,
    ]
    options = {one["event"]: one["presumed"] for one in matter.options().to_dicts()}
    assert options[CLAIMED]
    assert not any(presumed for event, presumed in options.items() if event != CLAIMED)
    found = matter.still().filter(property="approval-push-claimed")
    assert found["presumed"].to_list() == [True, True]
    over = matter.wait()
    assert over.frame()["presumed"].to_list() == [False, False, True, True, True]


def test_a_matter_begins_in_a_presumed_year_and_counts_its_holidays() -> None:
    """P16: Thursday 4 February 2027; the Festival is 5 to 8, made up for on 9 and 10: 11 and 12."""
    matter = sg.play("guanxian", at="2027-02-04T10:00").perform(DECIDED).perform(PUSHED)
    assert row(matter, "approval-claim")["due"] == at("2027-02-12T17:00")
    assert matter.presumed == (2027,)
    assert not matter.duties().filter(~matter.duties()["presumed"]).height


def test_a_calendar_of_one_s_own_is_presumed_on_as_well() -> None:
    short = chinese_calendar()
    matter = sg.play("guanxian", at="2026-12-31T10:00", calendar=short).perform(DECIDED)
    assert matter.perform(PUSHED).presumed == (2027,)


# Who never acts


def within() -> Session:
    events = {
        "a": EventType("a", NAME, "p"),
        "b": EventType("b", NAME, "q", presupposes=("a",)),
    }
    of = regime(duty("a", "b", Within(1), bearer="q"), events=events)
    return start(of, chinese_calendar().opening(5000), calendar=chinese_calendar())


def test_an_institution_that_is_silent_silences_what_is_within_it() -> None:
    """P14: the industry regulator of Guanxian is within the regulator."""
    pushed = sg.play("guanxian", at="2026-02-13T16:00").perform(DECIDED).perform(PUSHED)
    silent = pushed.silent("regulator")
    assert silent.session.silent == {"regulator", "industry-regulator"}
    assert not silent.options().filter(silent.options()["party"] == "industry-regulator").height
    assert "industry-regulator" not in repr(silent)
    acting = silent.silent("regulator", silent=False)
    assert not acting.session.silent
    part = silent.silent("industry-regulator", silent=False)
    assert part.session.silent == {"regulator"}
    own = pushed.silent("industry-regulator")
    assert own.session.silent == {"industry-regulator"}
    assert pushed.repeat("silent:regulator").session.silent == silent.session.silent


def test_an_institution_that_does_nothing_itself_can_be_silenced_with_its_parts() -> None:
    of = sg.load("guanxian")
    words = of.vocabulary.parties
    session = sg.play(of, at="2026-02-13").session
    acting = parties(session.law)
    whole = {one for name in acting if (one := words[name].within) is not None}
    for one in sorted(whole - {*acting}):
        silent = silence(session, one)
        assert silent.silent
        assert not any(move.party in silent.silent for move in possible(silent))


def test_as_long_as_nothing_is_late_nothing_is_owed_twice() -> None:
    session = perform(within(), "a")
    (owed,) = session.state.duties.values()
    assert session.owed_until(owed) == owed.due == session.next_limit
    over = wait(session)
    (late,) = over.state.duties.values()
    assert over.owed_until(late) is None
    assert over.next_limit is None


def test_a_counterexample_is_retold_on_the_calendar_on_which_it_runs() -> None:
    """Pushed on 31 December 2026, never claimed: the limit ends on 5 January, by presumption."""
    of = sg.load("xuecheng").changed("approval-claim.deadline=2 working days")
    days = presuming(chinese_calendar(), 2028)
    (prop,) = (one for one in library.properties().values() if one.id == "approval-push-claimed")
    found = verify(of, [of.question(prop)], [STRICT], [Assume.NOBODY])
    assert found[0].counterexample is not None
    run = found[0].counterexample.run
    session = retold(of, STRICT, run, days, days.index_from(date(2026, 12, 31)))
    assert session is not None
    assert session.calendar is days
    assert session.presumed == (2027,)
    assert session.now[0] == instant_of(at("2027-01-05T17:00"))
    assert session.disobeyed == {"approval-claim"}
