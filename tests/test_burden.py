"""Backlog, burdens and waits: by hand, against slow counts, and against the engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from experiments.measures.backlog import backlog, counted, queues, weekly_maxima
from experiments.measures.burden import burdens, waits
from experiments.measures.desks import owed
from model.deadline import NoLimit, Within
from model.duty import Status
from model.instant import MINUTES, day_of
from model.rule import Obligation
from model.simulation.office import Attention
from model.simulation.year import Year, office_minutes
from tests.county import CALENDAR, county
from tests.made import (
    BUREAU,
    CLOSE,
    DAYS,
    OFFICES,
    REGULATOR,
    Told,
    a_year,
    at,
    busy_year,
    rules,
    small_year,
)
from tests.small import duty, regime


def test_what_waits_is_counted_at_each_close_of_business() -> None:
    """A waits from day 0 to 2, B is done at the close of day 1, C is never done and due on day 2.

    So 2 wait at the close of day 0 and of day 1 (A and C), then C alone, overdue from day 2 on. At
    the last close before the year nothing waited, so that the queue has grown by 1.
    """
    of = small_year(
        regime(duty("a", "b", Within(5)), duty("c", "d", Within(1))),
        (("a", at(0, 10)), ("b", at(2, 11), "p")),
        (("a", at(0, 10)), ("b", at(1, CLOSE), "p")),
        (("c", at(1, 10)),),
    )
    rows = backlog(of).filter(department="p")
    assert rows["waiting"].to_list() == [2, 2, 1] + [1] * (DAYS - 3)
    assert rows["arrived"].to_list() == [2, 1] + [0] * (DAYS - 2)
    assert rows["left"].to_list() == [0, 1, 1] + [0] * (DAYS - 3)
    assert rows["overdue"].to_list() == [0, 0, 1] + [1] * (DAYS - 3)
    assert rows["date"].to_list() == CALENDAR.working_dates(2025)
    found = queues(counted(of))["p"]
    assert found == {
        "mean": pytest.approx((2 + 2 + DAYS - 2) / DAYS),
        "max": 2,
        "growth": 1,
        "drift": 0,
        "overdue": 1,
    }
    assert set(queues(counted(of))["q"].values()) == {0}
    weeks = weekly_maxima(backlog(of)).filter(department="p")
    assert weeks["waiting"].to_list()[:3] == [2, 1, 1]


def test_a_queue_that_grows_late_in_the_year_drifts() -> None:
    """One more waits from day DAYS // 4 on, a second one over the last DAYS // 4 days."""
    quarter = DAYS // 4
    of = small_year(
        regime(duty("a", "b", NoLimit())),
        (("a", at(quarter, 10)),),
        (("a", at(DAYS - quarter, 10)),),
        (("a", at(DAYS - 1, 10)),),
    )
    found = queues(counted(of))["p"]
    assert found["growth"] == 3
    assert found["drift"] == pytest.approx(2 + 1 / quarter - 1)
    assert found["overdue"] == 0


def test_an_item_is_gone_once_its_act_has_occurred_or_it_is_excused() -> None:
    """A default ends it if it deems the act, and not if it deems another event."""
    a: Told = ("a", at(0, 10))
    for rule, told, until in (
        (duty("a", "b", default="b"), (a,), at(1, CLOSE)),
        (duty("a", "b", default="c"), (a,), None),
        (duty("a", "b", excused_by=("c",)), (a, ("c", at(1, 9))), at(1, 9)),
        (duty("a", "b", excused_by=("c",)), (a, ("c", at(2, 9))), None),
        (duty("a", "b"), (a, ("b", at(3, 9), "p")), at(3, 9)),
    ):
        (item,) = owed(small_year(regime(rule), told))
        assert (item.since, item.due, item.until) == (at(0, 10), at(1, CLOSE), until)
    done_before: tuple[Told, ...] = (("b", at(0, 9), "p"), a)
    assert not owed(small_year(regime(duty("a", "b")), done_before))


def test_several_duties_of_one_act_are_one_item_of_each_department_that_bears_them() -> None:
    first, second = duty("a", "b", Within(1), id="1"), duty("c", "b", Within(1), id="2")
    of = small_year(
        regime(replace(first, jointly=("q",)), second), (("a", at(0, 10)), ("c", at(1, 10)))
    )
    found = {one.department: one for one in owed(of)}
    assert len(owed(of)) == len(found) == 2
    assert (found["p"].since, found["p"].due) == (at(0, 10), at(1, CLOSE))
    part = duty("approval-info.pushed", "approval-info.claimed", bearer=REGULATOR)
    part = replace(part, jointly=("liaison-officer",))
    told = (("approval.decided", at(0, 9)), ("approval-info.pushed", at(0, 10), BUREAU))
    (item,) = owed(a_year(rules(part), told))
    assert item.department == REGULATOR


@pytest.fixture(scope="module")
def busy() -> Year:
    return busy_year()


def test_the_queue_is_never_negative_and_changes_by_what_arrives_and_leaves(busy: Year) -> None:
    rows, items = backlog(busy), owed(busy)
    assert rows.height == DAYS * len(busy.scenario.departments)
    for name in ("p", "q"):
        mine = rows.filter(department=name)
        waiting = mine["waiting"].to_numpy()
        assert waiting.min() >= 0 < waiting.max()
        flow = mine["arrived"].to_numpy() - mine["left"].to_numpy()
        assert (np.diff(waiting, prepend=0) == flow).all()
        assert (mine["overdue"] <= mine["waiting"]).all()
        of_mine = [one for one in items if one.department == name]
        assert mine["arrived"].sum() == len(of_mine)
        for day in (0, 7, 100, DAYS - 1):
            close = at(day, CLOSE)
            slow = [
                one
                for one in of_mine
                if one.since <= close and (one.until is None or one.until > close)
            ]
            late = [one for one in slow if one.due is not None and one.due <= close]
            assert (mine["waiting"][day], mine["overdue"][day]) == (len(slow), len(late))


def test_whatever_an_officer_dealt_with_his_department_owed(busy: Year) -> None:
    items = {(one.case, one.thread, one.act, one.department): one.since for one in owed(busy)}
    assert len(busy.attention) > 500
    for seen in busy.attention:
        assert items[seen.case, seen.thread, seen.act, seen.department] <= seen.taken_up


# Burdens


def test_officers_minutes_are_office_minutes_and_those_of_the_year_its_utilisation(
    busy: Year,
) -> None:
    seen = (
        Attention("kind-0", 0, "b", "p", at(0, 10), at(0, 11.5)),
        Attention("kind-0", 0, "c", "q", at(0, 11), at(1, 10)),  # 1 h, lunch off, 4 h, 1 h
    )
    of = replace(small_year(regime()), attention=seen)
    found = burdens(of)
    assert [found[name]["minutes"] for name in ("p", "q", "regulator")] == [90, 360, 0]
    first, after = (day_of(date(one, 1, 1)) * MINUTES for one in (busy.year, busy.year + 1))
    hours = office_minutes((CALENDAR,), first, after)
    in_year = replace(busy, attention=tuple(_cut(one, after) for one in busy.attention))
    for name, figures in burdens(in_year).items():
        assert figures["minutes"] == pytest.approx(busy.utilisation[name] * hours)
    assert any(one.finished > after for one in busy.attention)


def _cut(one: Attention, after: int) -> Attention:
    return one._replace(taken_up=min(one.taken_up, after), finished=min(one.finished, after))


def test_a_joint_duty_burdens_each_bearer_and_an_excused_one_nobody(busy: Year) -> None:
    of = regime(
        duty("a", "b", jointly=("q",)), duty("a", "c", Within(5), bearer="q", excused_by=("d",))
    )
    year = small_year(of, (("a", at(0, 10)),), (("a", at(0, 10)), ("d", at(1, 10))))
    found = burdens(year)
    assert (found["p"]["duties"], found["q"]["duties"]) == (2, 3)
    borne = sum(figures["duties"] for figures in burdens(busy).values())
    duties = [duty for one in busy.threads for duty in one.state.duties.values()]
    counted = [one for one in duties if one.status is not Status.EXCUSED]
    assert borne == sum(
        len(one.rule.bearers) for one in counted if isinstance(one.rule, Obligation)
    )


# Waits

ASKED: tuple[Told, ...] = (("letter.sent", at(0, 9)), ("letter.received", at(0, 10)))
ANSWER: Told = ("letter.answered", at(1, 13), "queried-party")


def test_a_wait_is_imposed_by_whoever_must_answer() -> None:
    """From 10 on Thursday to 13 on Friday: 6 + 3 of 7 hours a day; the open one 6 h and 19 days."""
    of = rules(duty("letter.received", "letter.answered", Within(3), bearer="queried-party"))
    for to_regulator, party, other in (
        ("true", REGULATOR, BUREAU),
        ("false", BUREAU, REGULATOR),
    ):
        facts = {"letter-to-regulator": to_regulator}
        found = waits(a_year(of, (*ASKED, ANSWER), ASKED, facts=facts))
        assert found[party]["days"] == pytest.approx(9 / 7 + 6 / 7 + 19)
        assert (found[party]["begun"], found[party]["open"]) == (2, 1)
        assert set(found[other].values()) == {0}


def test_an_answer_that_no_rule_governs_has_no_days() -> None:
    found = waits(a_year(rules(), ASKED, (*ASKED, ANSWER)))[BUREAU]
    assert found == {"days": 0, "begun": 0, "open": 0, "unregulated": 2}


def test_turning_away_what_was_asked_ends_the_wait() -> None:
    of = rules(
        duty("approval-info.pushed", "approval-info.claimed", Within(3), bearer=REGULATOR),
        duty("approval-info.pushed", "approval-info.returned", NoLimit(), bearer=REGULATOR),
    )
    told: tuple[Told, ...] = (
        ("approval.decided", at(0, 10)),
        ("approval-info.pushed", at(0, 10), BUREAU),
        ("approval-info.returned", at(2, 10), REGULATOR),
    )
    found = waits(a_year(of, told))[REGULATOR]
    assert (found["days"], found["begun"], found["open"]) == (2, 1, 0)
    assert waits(a_year(of, told[:2]))[REGULATOR]["open"] == 1


def test_nobody_waits_for_what_cannot_come_in_a_case() -> None:
    of = rules(duty("approval.decided", "certificate.issued", bearer=REGULATOR))
    for needed, begun in (("true", 1), ("false", 0)):
        year = a_year(of, (("approval.decided", at(0, 10)),), facts={"certificate-needed": needed})
        assert waits(year)[REGULATOR]["begun"] == begun


def test_what_is_of_the_whole_case_is_owed_and_waited_for_once() -> None:
    """Two departments are concerned; the topics of their conference are approved for both."""
    submitted, approved = "conference-topics.submitted", "conference-topics.approved"
    of = rules(duty(submitted, approved, bearer=BUREAU))
    told: tuple[Told, ...] = (
        ("conference.planned", at(0, 9)),
        (submitted, at(0, 10), "joint-conference-office"),
    )
    year = a_year(of, told, told)
    second = replace(OFFICES[1], id="second")
    year = replace(year, scenario=county(departments=(*OFFICES, second)))
    one, other = year.threads
    other.case, other.department = one.case, 1
    one.siblings = other.siblings = [one, other]
    assert [(item.department, item.thread) for item in owed(year)] == [(BUREAU, 0)]
    assert waits(year)[BUREAU]["begun"] == 1
    one.siblings, other.siblings = [one], [other]
    assert len(owed(year)) == waits(year)[BUREAU]["begun"] == 2
