"""The world as it usually does, against whatever it does: solver, enumeration, and words."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st

from model.deadline import STRICT, Before, Within
from model.property import AtOnce, Property, World, as_usual, lateness
from model.regime import Regime
from model.rule import Trigger
from model.trace import Mode, Occurrence, Run
from model.vocabulary import EventType
from protocols import library
from protocols.asked import written
from protocols.question import Unread, question
from tests.draws import draws, enough
from tests.enumeration import Enumeration, broken_in
from tests.small import NAME, duty, must_not, pressing, regime
from verify.asking import put
from verify.bounds import parametric_bounds
from verify.bounds.linear import Sum
from verify.granted import granted
from verify.guarantees import verify
from verify.trust import dependences
from verify.verdict import Answer, Assume, Verdict

FOUND: Counter[str] = Counter()
USUAL = Property("usual", NAME, "a", "b", world=World.USUAL)


def asked(of: Regime, prop: Property = USUAL, assume: Assume = Assume.EVERYONE) -> Verdict:
    (verdict,) = verify(of, prop, STRICT, assume)
    return verdict


def words(**kinds: tuple[str, tuple[str, ...]]) -> dict[str, EventType]:
    """The events a, b, c, d: by whom, and what each presupposes."""
    made = {name: EventType(name, NAME) for name in "abcd"}
    return made | {
        name: EventType(name, NAME, by=by, presupposes=needs) for name, (by, needs) in kinds.items()
    }


ON_BOTH = regime(duty(Trigger(("a", "c"), "all"), "b"))
"""b within a day of a and c; nothing brings c about."""


def test_what_the_response_waits_for_comes_at_once_only_as_usual() -> None:
    """c need not come, then b never does. Where it comes with a, b comes within the day."""
    assert asked(ON_BOTH, replace(USUAL, world=World.ANY)).answer is Answer.REFUTED
    usual = asked(ON_BOTH)
    assert (usual.answer, usual.days) == (Answer.PROVED, 1)
    taken = granted(usual)
    assert taken is not None
    assert (taken.at_once, taken.absent) == (("c",), ())


def test_what_waits_for_another_thing_of_the_world_comes_with_that() -> None:
    """d presupposes c, and c the push of somebody who has two days: b comes on the third."""
    kinds = words(c=("p", ("a",)), d=("world", ("c",)))
    of = regime(duty("a", "c", Within(2)), duty("d", "b"), events=kinds)
    assert put(USUAL, of).at_once == (AtOnce("d", ("c",)),)
    assert asked(of).days == 3


def test_what_only_the_world_joins_to_the_trigger_comes_at_once_as_well() -> None:
    """No rule leads from a to b: only c does, which comes at once where all is as usual."""
    of = regime(duty("a", "d"), duty("c", "b"))
    assert asked(of, replace(USUAL, world=World.ANY)).answer is Answer.REFUTED
    usual = asked(of)
    assert (usual.answer, usual.days, usual.rules) == (Answer.PROVED, 1, ("c-b",))
    (bound,) = parametric_bounds(of, USUAL, Assume.EVERYONE)
    assert (bound.answer, bound.expression, bound.rules) == (Answer.PROVED, Sum(1), ("c-b",))
    (trust,) = dependences(of, USUAL)
    assert [one.rules for one in trust.trust_sets] == [("c-b",)]


def test_an_exception_does_not_come_as_usual() -> None:
    of = regime(duty("a", "b", excused_by=("d",)))
    assert asked(of, replace(USUAL, world=World.ANY)).answer is Answer.REFUTED
    usual = asked(of)
    assert (usual.answer, usual.days) == (Answer.PROVED, 1)
    assert usual.property.absent == ("d",)


def test_what_the_trigger_follows_on_is_no_exception() -> None:
    """After d nobody need do b; and a comes only after d, so that d has come as usual, too."""
    kinds = words(a=("world", ("d",)))
    of = regime(duty("a", "b", excused_by=("d",)), events=kinds)
    assert asked(of).property.absent == ()
    assert asked(of).answer is Answer.REFUTED


def test_the_response_itself_is_not_taken_to_come() -> None:
    kinds = words(b=("world", ("a",)))
    of = regime(duty("b", "c"), duty("a", "d"), events=kinds)
    assert asked(of).answer is Answer.REFUTED


@pytest.mark.parametrize("held", [must_not("a", "c", bearer="q"), duty("a", "d", Before("c", 2))])
def test_nothing_is_taken_of_an_act_that_a_rule_keeps_waiting(held: object) -> None:
    """Obedience would shut out all runs in which it comes at once, and prove anything."""
    kinds = words(c=("q", ("a",)))
    of = regime(duty("c", "b"), held, events=kinds)  # type: ignore[arg-type]
    assert put(USUAL, of).at_once == ()
    assert asked(of).answer is Answer.REFUTED


def test_at_once_is_at_the_latest_in_the_slot_of_what_it_waits_for() -> None:
    prop = replace(USUAL, at_once=(AtOnce("d", ("c",)),), absent=("x",))

    def came(**at: int) -> Run:
        return Run(tuple(Occurrence(one, slot, Mode.EXOGENOUS, "") for one, slot in at.items()))

    assert as_usual(came(a=2), prop), "where c never comes, nothing is taken of d"
    assert as_usual(came(a=2, c=5, d=5), prop)
    assert not as_usual(came(a=2, c=5, d=6), prop)
    assert not as_usual(came(a=2, c=1), prop)
    assert as_usual(came(a=2, c=1, d=2), prop)
    assert not as_usual(came(a=2, x=9), prop)


@given(pressing(), st.sampled_from(list(Assume)))
@draws(75, phases=[Phase.generate])
def test_verdict_and_bound_as_usual_equal_those_of_enumeration(
    question: tuple[Regime, Property], assume: Assume
) -> None:
    of, prop = question[0], replace(question[1], world=World.USUAL)
    verdict = asked(of, prop, assume)
    plain = asked(of, question[1], assume)
    if verdict.unregulated or verdict.exempt:
        return
    every = Enumeration(of, STRICT, last=6)
    obeyed = frozenset(of.by_id) if assume is Assume.EVERYONE else frozenset()
    reachable, longest = _worst(every, verdict.property, obeyed)
    answer = Answer.REFUTED if longest is None else Answer.PROVED
    assert verdict.answer is (answer if reachable else Answer.VACUOUS)
    if verdict.answer is Answer.PROVED:
        assert verdict.days == longest
    # What is taken can always come true: nothing is proved for want of runs.
    assert (verdict.answer is Answer.VACUOUS) == (plain.answer is Answer.VACUOUS)
    told = bool(verdict.property.at_once or verdict.property.absent)
    other = (plain.answer, plain.days) != (verdict.answer, verdict.days)
    FOUND[f"{verdict.answer} {'told' if told else ''} {'other' if other else ''}"] += 1


def _worst(every: Enumeration, prop: Property, obeyed: frozenset[str]) -> tuple[bool, int | None]:
    reachable, longest = False, 0
    for state in every.finals.values():
        run = Run(tuple(state.occurred.values()), state.attributes)
        trigger, response = run.of(prop.trigger), run.of(prop.response)
        if trigger is None or broken_in(every.law, state) & obeyed or not as_usual(run, prop):
            continue
        reachable = True
        if response is None or (prop.performed and response.mode is not Mode.PERFORMED):
            return True, None
        longest = max(longest, lateness(prop, trigger.at, response.at))
    return reachable, longest


def test_the_random_texts_held_worlds_that_make_a_difference() -> None:
    """Else the agreement above would be an agreement about nothing."""
    assert FOUND["proved told other"] >= enough(3), FOUND
    assert sum(count for kind, count in FOUND.items() if "told" in kind) >= enough(15), FOUND


def test_it_is_typed_in_both_languages_and_written_so_that_it_can_be_typed_again() -> None:
    known = library.shared_vocabulary()
    for text in (
        "approval.decided -> approval-info.claimed within 3 by all as the world usually does",
        "作出审批决定 → 认领审批信息，在 3 个工作日内，各部门均须，外界如常",
    ):
        prop = question(text, known)
        assert (prop.within, prop.by_all, prop.world) == (3, True, World.USUAL)
        assert question(written(prop), known) == prop
    usual = question("作出审批决定 → 认领审批信息，无论外界如何", known)
    assert usual.world is World.ANY


@pytest.mark.parametrize(
    "text",
    [
        "approval.decided -> never approval-info.claimed by all",
        "approval.decided -> never approval-info.claimed as the world usually does",
        "approval.decided -> approval-info.claimed 外界如常 whatever the world does",
    ],
)
def test_what_does_not_fit_is_refused(text: str) -> None:
    with pytest.raises(Unread, match="does not fit"):
        question(text, library.shared_vocabulary())
