"""That some rules do not suffice, known by the rules alone, and by the solver."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest
import z3
from hypothesis import Phase, given
from hypothesis import strategies as st

from model.calendar import chinese_calendar
from model.deadline import STRICT, Reading
from model.property import Property
from model.regime import Regime
from model.vocabulary import EventType
from tests.draws import draws
from tests.moving import moving_questions
from tests.small import NAME, duty, pressing, questions, regime
from verify.consequence import Consequences, is_about_coming
from verify.prover import Provers

CALENDAR = chinese_calendar()
FOUND: Counter[bool] = Counter()


def check(of: Regime, prop: Property, reading: Reading) -> None:
    """Wherever the response is out of reach and the trigger can come, a run lacks the response."""
    prover = Provers(CALENDAR).of(of, reading)
    if prop.trigger not in of.relevant or not is_about_coming(prop):
        return
    known, names = Consequences(of), [rule.id for rule in of.rules]
    subsets = [{*chosen} for size in range(len(names) + 1) for chosen in combinations(names, size)]
    for obeyed in subsets:
        for working in subsets:
            literals = [one for rule, one in prover.encoding.obeys.items() if rule in obeyed]
            literals += [one for rule, one in prover.encoding.forces.items() if rule in working]
            taken = [*prover.given.values(), *literals]
            if prover.check([*taken, prover.triggered(prop)]) != z3.sat:
                continue
            reached = known.reach(prop, obeyed, working)
            FOUND[reached] += 1
            if not reached:
                assert prover.check([*taken, prover.violated(prop, None)]) == z3.sat


@given(
    st.one_of(questions(most=2), pressing(), moving_questions()),
    st.sampled_from([STRICT, Reading(2)]),
)
@draws(240, part=12, phases=[Phase.generate])
def test_what_is_out_of_reach_is_missing_in_some_run(
    question: tuple[Regime, Property], reading: Reading
) -> None:
    check(*question, reading)


def test_the_random_regimes_had_responses_in_and_out_of_reach() -> None:
    assert FOUND[True] > 50
    assert FOUND[False] > 50


MEANS = {
    **{name: EventType(name, NAME, by="p") for name in "ab"},
    "c": EventType("c", NAME, by="q"),
    "d": EventType("d", NAME, by="q", presupposes=("c",)),
}


@pytest.mark.parametrize(
    ("of", "trigger", "obeyed"),
    [
        (regime(duty("a", "b", id="r"), duty("a", "c", id="s")), "b", {"s"}),
        (regime(duty("a", "d", bearer="q", id="r"), events=MEANS), "a", {"r"}),
    ],
    ids=["on what the trigger depends", "owed with the end"],
)
def test_what_is_not_an_effect_of_the_trigger_may_follow_on_it(
    of: Regime, trigger: str, obeyed: set[str]
) -> None:
    prop = Property("any", NAME, trigger, "c")
    assert Consequences(of).reach(prop, obeyed, ())
    assert not Consequences(of).reach(prop, (), ())
    prover = Provers(CALENDAR).of(of, STRICT)
    taken = [prover.encoding.obeys[rule] for rule in obeyed]
    assert prover.check([*taken, prover.triggered(prop)]) == z3.sat
    assert prover.check([*taken, prover.violated(prop, None)]) == z3.unsat
    check(of, prop, STRICT)


def test_what_may_come_instead_of_a_response_is_in_reach_as_well() -> None:
    asked = Property("either", NAME, "a", "c", instead=("d",))
    reaches = Consequences(regime(duty("a", "d", id="told"))).reach
    assert reaches(asked, {"told"}, ())
    assert not reaches(asked, (), ())
    assert not reaches(replace(asked, instead=()), {"told"}, ())
