"""What a bearer waits for before he can act; held against what the transition relation allows."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import Phase, given

from experiments.show.notes import note
from experiments.show.timeline import counterexample_of
from model.ability import can
from model.calendar import chinese_calendar
from model.deadline import STRICT, Reading, Within
from model.duty import Duty
from model.means import Means
from model.property import Property
from model.regime import Regime
from model.rule import Obligation
from model.tolling import Suspension, Tolling
from model.trace import Moment
from model.transition import State
from model.vocabulary import EventType
from model.waiting import Waiting, awaited, standing_still, unprovided
from protocols import library
from tests.closure import Broken, Closure
from tests.draws import draws, enough
from tests.enumeration import Node
from tests.small import NAME, duty, needing, regime
from tests.test_ability import paper
from verify.audit import power
from verify.audit.part import Part
from verify.guarantees import verify
from verify.slicing import breaches_behind
from verify.verdict import Answer, Assume

SEEN: Counter[str] = Counter()


@pytest.mark.parametrize(
    ("file", "rule", "events"),
    [
        ("01-issue-push-claim", "claim", {"approval-info.pushed": "approval-info.claimed"}),
        ("07-own-means-triggered", "tell", {}),
        ("09-own-means-not-yet-triggered", "notify", {"report.given": None}),
        ("16-own-act-behind-anothers", "c", {"stage.b": "stage.c"}),
        ("23-prohibition-lifted-after", "issue", {"clearance.given": None}),
        ("28-joint-bearers-one-able", "issue", {}),
    ],
)
def test_a_bearer_waits_for_others_and_not_for_his_own_means(
    file: str, rule: str, events: dict[str, str | None]
) -> None:
    of = paper(f"{file}.yaml")
    duty = of.by_id[rule]
    assert isinstance(duty, Obligation)
    assert awaited(Means(of), duty) == events


def test_the_shipped_texts_provide_for_every_step_that_their_acts_need() -> None:
    assert not [one for name in library.REGIMES for one in unprovided(library.find(name))]


def test_what_a_party_begins_a_matter_with_is_provided_for() -> None:
    """A citizen reports a and nothing in the text makes him; c follows on what the text demands."""
    events = {
        "a": EventType("a", NAME, by="q"),
        "b": EventType("b", NAME, by="p", presupposes=("a",)),
        "c": EventType("c", NAME, by="q", presupposes=("b",)),
        "d": EventType("d", NAME, by="p", presupposes=("a",)),
        "e": EventType("e", NAME),
        "f": EventType("f", NAME, by="p", presupposes=("c",)),
    }
    begun, repair = duty("a", "b", id="begin"), duty("e", "d", id="repair")
    assert not [*unprovided(regime(begun, repair, events=events))]
    assert [*unprovided(regime(repair, events=events))] == [("repair", "a", "d")]
    noted, late = duty("c", "e", id="note"), duty("b", "f", id="end")
    assert [*unprovided(regime(begun, noted, late, events=events))] == [("end", "c", "f")]


@pytest.mark.parametrize(("resumes", "never"), [("d", True), ("e", False)])
def test_a_clock_that_goes_on_only_after_the_act_itself_stands_still_for_ever(
    resumes: str, never: bool
) -> None:
    """The recheck d presupposes the repair b; the end of the review e presupposes its begin c."""
    events = {
        "a": EventType("a", NAME),
        "b": EventType("b", NAME, by="p", presupposes=("a",)),
        "c": EventType("c", NAME, by="q"),
        "d": EventType("d", NAME, by="q", presupposes=("b",)),
        "e": EventType("e", NAME, by="q", presupposes=("c",)),
    }
    clock = Tolling(suspensions=(Suspension("c", resumes),))
    of = regime(duty("a", "b", Within(5), id="do", clock=clock), events=events)
    assert [*standing_still(of)] == ([("do", "c", "d")] if never else [])
    (verdict,) = verify(of, Property("any", NAME, "a", "b"), STRICT, Assume.EVERYONE)
    assert verdict.answer is Answer.REFUTED  # nobody need end a review either
    story = counterexample_of(verdict)
    last = story.steps[-1]
    assert (last.event, last.mode) == ("b", "never")
    assert note(story, last).zh == "期限仍然停止，不会届满"


class Waiters(Closure):
    """All histories of a small regime, in each of which waiting is held against what can be done.

    The end of each tells what was disobeyed, and ``late`` what fell due before it could be done.
    """

    compared = 0

    @property
    def finished(self) -> frozenset[Broken]:
        """What was disobeyed, late and set going in each whole history."""
        first = (value for key, value in self.ends.items() if key[1:] == (0, 0))
        return frozenset[Broken]().union(*first)

    def _visit(self, node: Node, slot: int, turn: int) -> frozenset[Broken]:
        if not node.ended:  # what can be done is the same while slots go by
            node.ended = True
            self._compare(node.state)
        return super()._visit(node, slot, turn)

    def _compare(self, state: State) -> None:
        waiting = Waiting(self.law.means, state.occurred, state.attributes)
        for owed in state.duties.values():
            rule = owed.rule
            if isinstance(rule, Obligation) and rule.act not in state.occurred:
                able = any(can(self.law, state, one, rule.act) for one in rule.bearers)
                assert able == (not waiting.of(rule)), (rule, list(state.occurred))
                self.compared += 1

    def _so_far(self, state: State, now: Moment) -> Broken:
        late = {f"late {name}" for name, one in state.duties.items() if self._late(state, one, now)}
        arisen = {f"arisen {name}" for name in state.duties}
        return super()._so_far(state, now) | late | arisen

    def _late(self, state: State, owed: Duty, now: Moment) -> bool:
        rule, due = owed.rule, owed.due
        if not isinstance(rule, Obligation) or due is None or due >= now:
            return False
        ends = [
            state.occurred[one] for one in (rule.act, *rule.excused_by) if one in state.occurred
        ]
        return not any(one.moment <= due for one in ends) and not (
            owed.able is not None and owed.able <= due
        )


def by_enumeration(of: Regime) -> set[str]:
    """The duties that in some history are late though nobody else disobeys."""
    every = Waiters(of, Reading(2), 7)
    SEEN["compared"] += every.compared
    return {rule.id for rule in of.obligations if late_though_others_obey(every, rule)}


def late_though_others_obey(every: Waiters, rule: Obligation) -> bool:
    """Others but for those whose breach is what sets the duty going, where nothing else does."""
    behind = {*breaches_behind(every.law.regime, rule.on.events)}
    arisen = [end for end in every.finished if f"arisen {rule.id}" in end]
    exempt = behind if not any(not broken(end) - {rule.id} for end in arisen) else set[str]()
    return any(f"late {rule.id}" in end and not broken(end) - exempt - {rule.id} for end in arisen)


def broken(end: Broken) -> set[str]:
    return {one for one in end if " " not in one}


def by_solver(of: Regime) -> set[str]:
    part = Part(of, chinese_calendar())
    return {rule.id for rule in of.obligations if power.may_be_late(part, rule)}


@given(needing())
@draws(60, phases=[Phase.generate])
def test_solver_and_enumeration_find_the_same_duties_out_of_power(of: Regime) -> None:
    found = by_enumeration(of)
    assert by_solver(of) == found
    SEEN["some"] += bool(found)
    SEEN["none"] += not found


def test_the_random_regimes_held_duties_in_and_out_of_power() -> None:
    assert min(SEEN["some"], SEEN["none"]) >= enough(20), SEEN
    assert SEEN["compared"] > enough(10_000), SEEN
