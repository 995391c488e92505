"""What an answer takes for granted: named rule by rule, and certain only what every run holds."""

from __future__ import annotations

import json

import pytest
from hypothesis import Phase, given

from experiments.show.blocks import Fold, Marked, Table, walk
from experiments.show.data import verdict_data
from experiments.trust.data import trust_data
from experiments.trust.page import section as trust_section
from experiments.verify.ask import verification
from experiments.verify.page import sheet
from model.deadline import STRICT, Reading
from model.language import LANGS, Text
from model.property import Property
from model.regime import Regime
from model.vocabulary import EventType
from protocols import library
from tests.closure import Broken, Closure
from tests.draws import draws
from tests.enumeration import Node
from tests.small import NAME, counts, duty, needing, regime, regimes
from tests.test_ability import paper
from verify.granted import certain_before, granted
from verify.guarantees import verify
from verify.trust import dependences
from verify.verdict import Answer, Assume, Verdict


def asked(trigger: str, response: str) -> Property:
    return Property("asked", NAME, trigger, response)


PUSHED = asked("approval.decided", "approval-info.claimed")


def verdict(of: Regime, prop: Property, reading: Reading = STRICT) -> Verdict:
    (found,) = verify(of, prop, reading, Assume.EVERYONE)
    return found


def test_a_guarantee_rests_on_the_rule_that_another_waits_for() -> None:
    taken = granted(verdict(paper("01-issue-push-claim.yaml"), PUSHED))
    assert taken is not None
    assert taken.obeyed == ("push", "claim")
    assert (taken.mechanism, taken.limits, taken.readings) == ((), (), ())
    assert taken.happens == ("approval.decided",)


def test_the_value_of_an_open_limit_is_taken_for_granted() -> None:
    of = paper("42-open-limit-upstream.yaml")
    proved = verdict(of, PUSHED, Reading(5))
    taken = granted(proved)
    assert proved.answer is Answer.PROVED
    assert taken is not None
    assert (taken.limits, taken.days) == (("push",), 5)
    refuted = verdict(of, PUSHED)
    taken = granted(refuted)
    assert refuted.answer is Answer.REFUTED
    assert taken is not None
    assert (taken.obeyed, taken.days) == ((), None)


def test_readings_of_the_rules_that_a_proof_needs_are_named_and_no_others() -> None:
    of = library.find("nanchang")
    every = verify(of, list(library.questions([of]).values()), STRICT, Assume.EVERYONE)
    for one in every:
        taken = granted(one)
        assert (taken is None) == (one.answer in (Answer.VACUOUS, Answer.UNKNOWN))
        if taken is not None and one.answer is Answer.PROVED:
            assert {*taken.obeyed, *taken.mechanism} == {*one.rules}
            read = {rule for rule in one.rules if of.by_id[rule].reading is not None}
            assert read <= {*taken.readings} <= read | {*taken.limits}
    assert any(granted(one) and granted(one).readings for one in every)  # type: ignore[union-attr]


class Histories(Closure):
    """All histories of a small regime, with what has come in each."""

    def __init__(self, of: Regime) -> None:
        self.come: set[frozenset[str]] = set()
        super().__init__(of, Reading(1), 4)

    def _visit(self, node: Node, slot: int, turn: int) -> frozenset[Broken]:
        self.come.add(frozenset(node.state.occurred))
        return super()._visit(node, slot, turn)


@given(needing() | regimes(most=3))
@draws(60, phases=[Phase.generate])
def test_what_is_certain_before_an_event_has_come_in_every_history(of: Regime) -> None:
    come = Histories(of).come
    for event in of.relevant:
        certain = certain_before(of, event)
        assert event in certain
        assert all(certain <= one for one in come if event in one), (event, certain)


def test_what_comes_in_two_ways_makes_certain_only_what_both_do() -> None:
    of = paper("01-issue-push-claim.yaml")
    assert certain_before(of, "approval-info.claimed") == {
        "approval.decided",
        "approval-info.pushed",
        "approval-info.claimed",
    }
    deemed = paper("17-default-on-unkeepable-duty.yaml")
    assert "approval-info.pushed" not in certain_before(deemed, "approval-info.claimed")


def test_what_a_rule_demands_is_certain_to_come_after_its_trigger_and_what_it_presupposes() -> None:
    """By hand: c is demanded of p on a, and needs b; what counts as c needs nothing, d is free."""
    needs = {"c": EventType("c", NAME, presupposes=("b",))}
    kinds = {name: EventType(name, NAME) for name in "abd"} | needs
    demanded = regime(duty("a", "c"), events=kinds)
    assert certain_before(demanded, "c") == {"a", "b", "c"}
    assert certain_before(regime(counts("a", "c"), events=kinds), "c") == {"a", "c"}
    free = regime(duty("c", "d"), events=kinds)
    assert certain_before(free, "c") == {"b", "c"}
    assert certain_before(free, "d") == {"b", "c", "d"}


@pytest.mark.parametrize("lang", LANGS)
def test_it_stands_beside_the_verdict_in_the_sheet_and_in_the_data(lang: str) -> None:
    of = paper("01-issue-push-claim.yaml")
    answer = verification([of], [PUSHED])
    (fold,) = (
        block
        for part in sheet(answer).sections
        for block in walk(part.blocks)
        if isinstance(block, Fold) and block.id == "granted"
    )
    assert fold.open
    (table,) = (block for block in fold.blocks if isinstance(block, Table))
    cells = [cell for row in table.rows for cell in row if isinstance(cell, Text)]  # type: ignore[union-attr]
    words = " ".join(cell.in_(lang) for cell in cells)  # type: ignore[arg-type]
    assert all(party in words for party in {"zh": ("审批", "监管"), "en": ("bureau", "dep")}[lang])
    data = verdict_data(answer.verdicts[0])["takes_for_granted"]
    assert [one["rule"] for one in data["obeyed"]] == ["push", "claim"]
    assert [one["parties"] for one in data["obeyed"]] == [["approval-bureau"], ["regulator"]]
    assert data["happens"] == ["approval.decided"]


def test_trust_says_whose_acts_a_bearer_waits_for() -> None:
    of = paper("01-issue-push-claim.yaml")
    (found,) = dependences(of, [PUSHED])
    data = trust_data(found, found.trust_sets[0])
    push = {"event": "approval-info.pushed", "parties": ["approval-bureau"], "articles": ["1"]}
    assert data["can_act_only_after"] == {"claim": [push]}
    assert [one["rule"] for one in data["takes_for_granted"]["obeyed"]] == ["push", "claim"]
    small = [
        cell.small
        for block in walk(trust_section([found], []).blocks)
        if isinstance(block, Table)
        for row in block.rows
        for cell in row  # type: ignore[union-attr]
        if isinstance(cell, Marked) and cell.small
    ]
    (words,) = small
    label = of.vocabulary.parties["approval-bureau"].label
    assert label.en in words.en
    assert label.zh in words.zh
    assert "art. 1" in words.en
    assert "第1条" in words.zh


def test_a_bearer_who_can_act_of_himself_waits_for_nobody() -> None:
    of = paper("07-own-means-triggered.yaml")
    (found,) = dependences(of, [asked("complaint.received", "complaint-outcome.told")])
    assert trust_data(found, found.trust_sets[0])["can_act_only_after"] == {}


def test_the_data_can_be_written_as_json() -> None:
    of = library.find("nanchang")
    every = verify(of, list(library.questions([of]).values()), STRICT, Assume.EVERYONE)
    written = [json.loads(json.dumps(verdict_data(each)))["takes_for_granted"] for each in every]
    readings = [reading for each in written if each for reading in each["readings"]]
    assert readings
    assert all({*one["reading"]} == {"zh", "en"} for one in readings)
