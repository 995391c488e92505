"""A default that took effect, and what came afterwards; all worked out on paper.

Received on Monday 2 March 2026, 10:00, the act is owed by Tuesday 3, 17:00. Nothing is off in that
week, so that what is done on Thursday 5 is late by two working days.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from experiments.log.expiring import overdue
from model.clock import SlotClock
from model.conformance import Outcome, conformance
from model.deadline import Reading, Within
from model.regime import Regime
from model.rule import Rule
from model.trace import Mode, Occurrence, Run
from model.transition import Law
from tests.ledgers import data, judged
from tests.small import counts, duty, may, regime

MAP = """
case: case
time: time
event: event
party: party
log-ends: 2026-03-31
events: {a: a, b: b, c: c}
"""
RECEIVED = "2026-03-02 10:00,a,"
DUE = "2026-03-03T17:00"
SAME = duty("a", "b", id="it", default="b")
OTHER = duty("a", "b", id="it", default="d")


def ledger(*rows: str) -> str:
    return "case,time,event,party\n" + "".join(f"1,{row}\n" for row in (RECEIVED, *rows))


def stands(of: Regime, *rows: str) -> tuple[Any, ...]:
    (found,) = (one for one in data(ledger(*rows), MAP, of) if one["rule"] == "it")
    return found["status"], found["due"], found["settled"], found["working_days_late"]


@pytest.mark.parametrize("rule", [SAME, OTHER])
def test_a_default_leaves_a_duty_deemed_whatever_it_brings_about_and_whatever_is_done_later(
    rule: Rule,
) -> None:
    of = regime(rule)
    assert stands(of) == ("deemed", DUE, DUE, None)
    assert stands(of, "2026-03-05 10:00,b,p") == ("deemed", DUE, DUE, 2)
    assert stands(of, "2026-03-03 17:00,b,p") == ("fulfilled", DUE, "2026-03-03T17:00", 0)
    done, silent = (judged(ledger(*rows), MAP, of) for rows in (["2026-03-05 10:00,b,p"], []))
    assert (done.counts, done.failed) == (silent.counts, silent.failed) == ({"deemed": 1}, 1)
    assert overdue(done).is_empty()
    assert overdue(silent).is_empty()


def test_what_runs_out_with_another_limit_has_the_same_default_and_is_deemed_too() -> None:
    """Both limits end on Tuesday at the close, and each says that c is deemed to have come."""
    other = duty("a", "c", bearer="q", default="c")
    of = regime(duty("a", "b", id="it", default="c"), other)
    assert stands(of) == ("deemed", DUE, DUE, None)
    found = {one["rule"]: one["status"] for one in data(ledger(), MAP, of)}
    assert found == {"it": "deemed", "a-c": "deemed"}
    later = regime(duty("a", "b", id="it", default="c"), replace(other, deadline=Within(2)))
    found = {one["rule"]: one["status"] for one in data(ledger(), MAP, later)}
    assert found == {"it": "deemed", "a-c": "missing"}  # c had come a day before its limit ended


@pytest.mark.parametrize("default", ["b", "d"])
def test_the_same_is_the_outcome_in_a_run_that_nobody_recorded(default: str) -> None:
    law = Law(regime(duty("a", "b", default=default)), Reading(), SlotClock())
    acts = [Occurrence("a", 0, Mode.EXOGENOUS, "world")]
    acts += [Occurrence("b", 5, Mode.PERFORMED, "p")] if default == "d" else []
    deemed = Occurrence(default, 2, Mode.DEEMED, "p", "a-b", 1)
    (found,) = conformance(law, Run((acts[0], deemed, *acts[1:]))).judgements
    assert (found.outcome, found.breached) == (Outcome.DEEMED, True)


@pytest.mark.parametrize("rule", [SAME, OTHER])
@pytest.mark.parametrize("day", ["03-02 11:00", "03-05 10:00"])
def test_another_party_s_act_is_not_the_bearer_s_own_later_one(rule: Rule, day: str) -> None:
    of = regime(rule, may("a", "b", bearer="q"))
    early = rule is SAME and day.startswith("03-02")
    # What has come cannot be deemed any more: nothing took effect, and nobody did what is owed.
    expected = ("missing", DUE, None, None) if early else ("deemed", DUE, DUE, None)
    assert stands(of, f"2026-{day},b,q") == expected
    (found,) = (one for one in data(ledger(f"2026-{day},b,q"), MAP, of) if one["rule"] == "it")
    assert "the act itself came later" not in found["why"]


@pytest.mark.parametrize("rule", [SAME, OTHER])
def test_what_counts_as_the_act_and_comes_later_is_the_bearer_s_own(rule: Rule) -> None:
    of = regime(rule, counts("c", "b"))
    assert stands(of, "2026-03-04 10:00,c,") == ("deemed", DUE, DUE, 1)


def test_a_default_that_counts_as_the_act_is_not_the_act_come_later() -> None:
    of = regime(OTHER, counts("d", "b"))
    assert stands(of) == ("deemed", DUE, DUE, None)


@pytest.mark.parametrize("rule", [SAME, OTHER])
def test_nothing_counts_as_an_act_that_another_party_has_done(rule: Rule) -> None:
    of = regime(rule, counts("c", "b"), may("a", "b", bearer="q"))
    rows = ("2026-03-04 10:00,b,q", "2026-03-05 10:00,c,")
    assert stands(of, *rows) == ("deemed", DUE, DUE, None)
    assert stands(of, rows[1]) == ("deemed", DUE, DUE, 2)


def test_what_the_world_does_at_the_minute_of_the_close_is_late_by_a_day_begun() -> None:
    of = regime(duty("a", "b", id="it"), counts("c", "b"))
    assert stands(of, "2026-03-03 17:00,c,") == ("late", DUE, DUE, 1)
    assert stands(of, "2026-03-03 16:59,c,")[0] == "fulfilled"


def test_without_a_default_a_later_act_is_late() -> None:
    of = regime(duty("a", "b", id="it"))
    assert stands(of, "2026-03-05 10:00,b,p") == ("late", DUE, "2026-03-05T10:00", 2)
