"""Two ways to know a guarantee: the solver, and every run one by one."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st

from model.deadline import STRICT, Reading
from model.property import Property
from model.regime import Regime
from model.transition import Law, State
from tests.draws import draws, enough
from tests.enumeration import Enumeration, broken_in
from tests.small import NAME, duty, may, must_not, pressing, questions, regime, regimes
from verify.guarantees import verify
from verify.slicing import breaches_behind
from verify.verdict import Answer, Assume

READINGS = st.sampled_from([STRICT, Reading(2)])
FOUND: Counter[str] = Counter()


def check_agreement(regime: Regime, prop: Property, reading: Reading, last: int) -> None:
    agrees(Enumeration(regime, reading, last), prop)


def agrees(every: Enumeration, prop: Property) -> None:
    """Hold verdicts against all runs of a regime, enumerated as far as its last deadline."""
    regime = every.law.regime
    verdicts = verify(regime, [prop], [every.law.reading], [*Assume])
    assert [verdict.assume for verdict in verdicts] == [*Assume]
    for verdict in verdicts:
        everyone = verdict.assume is Assume.EVERYONE
        obeyed = frozenset(regime.by_id) if everyone else frozenset()
        # A breach that is itself the trigger is not assumed away.
        assert {*verdict.exempt} <= {*breaches_behind(regime, [prop.trigger])}
        assert not verdict.exempt or not every.judge(prop, obeyed).reachable
        found = every.judge(prop, obeyed - {*verdict.exempt})
        foreign = prop.response not in regime.mentioned and prop.trigger not in regime.governed
        if prop.trigger not in regime.mentioned or foreign or not found.reachable:
            expected = Answer.VACUOUS
        elif found.bound is None:
            expected = Answer.REFUTED
        else:
            expected = Answer.PROVED
        bound = found.bound if expected is Answer.PROVED else None
        assert (verdict.answer, verdict.days) == (expected, bound)
        if expected is Answer.REFUTED:
            assert verdict.counterexample is not None
        FOUND[f"{expected} {min(bound or 0, 1)}"] += 1


def begun_on_the_first_day(law: Law, state: State) -> object:
    """What comes in a run, so many days sooner, its case, and what is disobeyed in it."""
    days = min((one.at // 2 for one in state.occurred.values()), default=0)
    came = {
        (one.event, one.at - 2 * days, one.round, one.mode, one.party)
        for one in state.occurred.values()
    }
    return frozenset(came), frozenset(state.attributes.items()), frozenset(broken_in(law, state))


@given(regimes(most=2), READINGS)
@draws(30, phases=[Phase.generate])
def test_what_begins_on_a_later_day_is_what_begins_on_the_first(
    of: Regime, reading: Reading
) -> None:
    every, some = (
        {begun_on_the_first_day(runs.law, state) for state in runs.finals.values()}
        for runs in (Enumeration(of, reading, 5, any_day=True), Enumeration(of, reading, 5))
    )
    assert every == some


@given(st.one_of(questions(most=2), pressing()), READINGS)
@draws(105, part=5, phases=[Phase.generate])
def test_verdict_and_bound_equal_those_of_enumeration(
    question: tuple[Regime, Property], reading: Reading
) -> None:
    check_agreement(*question, reading, last=8)


@given(questions(most=3), READINGS)
@draws(60, part=5, phases=[Phase.generate])
def test_verdict_and_bound_equal_those_of_enumeration_with_three_rules(
    question: tuple[Regime, Property], reading: Reading
) -> None:
    check_agreement(*question, reading, last=9)


@pytest.mark.parametrize("until", ["b", "c"])
def test_an_act_that_would_lift_its_own_ban_violates_it(until: str) -> None:
    """Until b itself: p may do b, and must not, so that b is nothing but a breach of the ban."""
    banned = (may("a", "b", bearer="p"), must_not("a", "b", until=until), duty("b", "d"))
    asked = Property("any", NAME, "b", "d")
    check_agreement(regime(*banned), asked, STRICT, last=5)
    (verdict,) = verify(regime(*banned), [asked], [STRICT], [Assume.EVERYONE])
    assert verdict.exempt == (("a-must-not-b",) if until == "b" else ())


def test_the_random_regimes_held_every_kind_of_answer() -> None:
    """Else the agreement above would be an agreement about nothing."""
    kinds = ("proved 0", "proved 1", "refuted 0", "vacuous 0")
    assert all(FOUND[kind] >= enough(10) for kind in kinds), FOUND
