"""What a record does not show is not judged; who kept a duty from being kept is told."""

from __future__ import annotations

from typing import Any

import pytest

from model.deadline import Within
from model.record.orders import Entry, Part, TooMany, orders
from model.record.sight import Blind, sight
from model.regime import Regime
from model.rule import Lapse
from model.vocabulary import EventType
from protocols import library
from tests.ledgers import CLAIMS, data, judged
from tests.made import rules
from tests.small import NAME, counts, duty, lapse, may, regime

SHOWN = ("approval-info.pushed", "approval-info.claimed")
LONG = """
case: case
time: time
event: event
log-ends: 2026-03-31
events:
"""


def ids(of: Regime) -> list[str]:
    return [rule.id for rule in of.rules]


def test_a_rule_whose_trigger_or_act_is_not_shown_is_left_out_and_told() -> None:
    of = regime(duty("a", "b"), duty("b", "c"), duty("c", "d"))
    seen = sight(of, ("b", "c"))
    assert ids(seen.regime) == ["b-c"]
    assert {one.rule.id: (one.blind, one.names) for one in seen.unseen} == {
        "a-b": (Blind.TRIGGER, ("a",)),
        "c-d": (Blind.ACT, ("d",)),
    }


def test_what_an_unseen_event_would_have_to_precede_has_not_come_too_early() -> None:
    events = {
        "a": EventType("a", NAME),
        "b": EventType("b", NAME, "p", presupposes=("a",)),
        "c": EventType("c", NAME, "p", presupposes=("b",)),
    }
    of = regime(duty("a", "b"), duty("a", "c"), events=events)
    assert sight(of, ("c",)).regime.vocabulary.events["c"].presupposes == ()
    assert sight(of, ("a", "c")).regime.vocabulary.events["c"].presupposes == ("a",)


def test_an_act_that_an_unseen_trigger_may_have_called_for_is_free() -> None:
    of = regime(duty("a", "c"), duty("b", "c"))
    assert sight(of, ("b", "c")).free == {"c"}
    assert not sight(of, ("a", "b", "c")).free


def test_a_lapse_is_judged_only_where_all_that_ends_it_is_shown() -> None:
    of = regime(lapse("a", "d", unless=("b", "c")))
    assert not sight(of, ("a", "b", "d")).regime.rules
    assert isinstance(sight(of, ("a", "b", "c")).regime.rules[0], Lapse)


def test_what_rules_bring_about_need_not_be_shown() -> None:
    of = regime(counts("a", "b"), duty("b", "c"))
    assert ids(sight(of, ("a", "c")).regime) == ["a-is-b", "b-c"]


def test_a_duty_is_judged_where_an_excuse_is_not_shown_and_that_is_told() -> None:
    of = regime(duty("a", "b", excused_by=("c",)), may("a", "c"))
    seen = sight(of, ("a", "b"))
    assert [rule.id for rule in seen.regime.obligations] == ["a-b"]
    (unseen,) = [one for one in seen.unseen if one.blind is Blind.END]
    assert (unseen.names, unseen.judged) == (("c",), True)


def chain() -> Regime:
    """Push within 1 day of the decision, and claim within 2 days of the decision."""
    return rules(
        duty("approval.decided", "approval-info.pushed", Within(1), bearer="approval-bureau"),
        duty("approval.decided", "approval-info.claimed", Within(2), bearer="regulator"),
    )


def claim(*rows: str) -> dict[str, Any]:
    events = {"decided": "approval.decided", "push": SHOWN[0], "claim": SHOWN[1]}
    mapping = LONG + "".join(f"  {name}: {event}\n" for name, event in events.items())
    text = "\n".join(["case,event,time", *(f"1,{row}" for row in rows)])
    found = {each["rule"]: each for each in data(text, mapping, chain())}
    return found["approval.decided-approval-info.claimed"]


# The decision is of Monday 2 March 2026: the claim is due on Wednesday 4, the push on Tuesday 3.
def test_a_claim_that_had_to_wait_for_a_late_push_could_not_have_been_kept() -> None:
    decided, push = "decided,2026-03-02 10:00", "push,2026-03-05 10:00"
    same_day = claim(decided, push, "claim,2026-03-05 16:59")
    assert (same_day["status"], same_day["due"]) == ("could-not-be-kept", "2026-03-04T17:00")
    assert "'approval information pushed' had not come (approval bureau)" in same_day["why"]
    day_after = claim(decided, push, "claim,2026-03-06 09:00")
    assert (day_after["status"], day_after["working_days_late"]) == ("late", 2)


def test_a_claim_without_any_push_could_not_have_been_kept_either() -> None:
    found = claim("decided,2026-03-02 10:00")
    assert (found["status"], found["settled"]) == ("could-not-be-kept", None)


def test_a_ledger_without_decisions_has_no_pushes_to_judge() -> None:
    whole = judged("编号,推送,认领\n1,2026-03-02 10:00,2026-03-03 10:00\n")
    assert whole.rows["rule"].to_list() == ["claim"]
    of = library.find(str(CLAIMS))
    assert [one.rule.id for one in sight(of, SHOWN).unseen] == ["push"]


def entry(event: str, part: Part = Part.ANY, **more: Any) -> Entry:
    return Entry(event, "p", 5, part, floating=part is Part.ANY, **more)


def test_two_entries_of_a_day_have_six_orders_and_three_if_one_needs_the_other() -> None:
    both = [entry("a"), entry("b", same_date=True)]
    (every,) = orders(both, {})
    assert len(every) == 6
    (needed,) = orders(both, {"b": frozenset({"a"})})
    assert len(needed) == 3
    assert all([one.place for one in way] == [0, 1] for way in needed)


def test_a_time_of_day_outweighs_what_an_event_needs() -> None:
    timed = [entry("b", Part.OPEN), entry("a", Part.CLOSED, same_date=True)]
    ((only,),) = orders(timed, {"b": frozenset({"a"})})
    assert [one.place for one in only] == [0, 1]


def test_more_orders_than_are_tried_are_refused() -> None:
    many = [entry("a"), *(entry(f"e{k}", same_date=True) for k in range(6))]
    with pytest.raises(TooMany):
        orders(many, {})
