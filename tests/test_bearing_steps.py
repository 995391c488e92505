"""What of a counterexample bears on the violation, held against the run without the rest."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import Phase, given
from hypothesis import strategies as st

from experiments.show.data import verdict_data
from experiments.show.runs import step_words
from model.clock import SlotClock
from model.conformance import conformance
from model.deadline import STRICT, Within
from model.property import Property, violates
from model.regime import Regime
from model.trace import Mode, Occurrence, Run
from model.transition import Law
from model.vocabulary import EventType
from tests.draws import draws, enough
from tests.moving import moving_questions
from tests.small import NAME, duty, lapse, needing, questions, regime
from verify.bearing_steps import bearing_on_violation
from verify.guarantees import verify
from verify.verdict import Answer, Assume, Verdict, rules_obeyed


@st.composite
def needs(draw: st.DrawFn) -> tuple[Regime, Property]:
    """A regime of acts that need one another, and whether the first leads to one of them."""
    return draw(needing()), Property("any", NAME, "a", draw(st.sampled_from("bcd")))


SEEN: Counter[str] = Counter()
RESPONSE = Property("any", NAME, "a", "b")


def refuted(of: Regime, prop: Property, assume: Assume = Assume.EVERYONE) -> Verdict:
    (verdict,) = verify(of, prop, STRICT, assume)
    assert verdict.counterexample is not None
    return verdict


def test_a_timer_that_runs_out_on_the_way_is_beside_the_point() -> None:
    """The review that stops the clock of b goes on for ever; c is only what else happens."""
    stopped = duty("a", "b", Within(5), id="do", article="1")
    timer = replace(lapse("a", "c", Within(1), id="timer"), article="2")
    told = duty("c", "d", Within(1), id="tell", article="3")
    verdict = refuted(regime(stopped, timer, told), RESPONSE, Assume.NOBODY)
    assert verdict.articles == ("1",)
    assert verdict.counterexample is not None
    steps = {step.event: step.matters for step in verdict.counterexample.steps}
    assert (steps["a"], steps["b"], steps["c"]) == (True, True, False)
    words = {step.event: step_words(verdict.regime, step) for step in verdict.counterexample.steps}
    assert words["c"].zh.endswith("，与所问无关  (第2条)")
    assert ", beside the point" not in words["a"].en
    data = verdict_data(verdict)["counterexample"]
    assert {one["event"]: one["matters"] for one in data} == steps


def test_the_same_timer_bears_on_it_where_the_response_hangs_on_it() -> None:
    timer = replace(lapse("a", "c", Within(1), id="timer"), article="2")
    late = duty("c", "b", Within(5), id="do", article="1")
    verdict = refuted(regime(timer, late), RESPONSE, Assume.NOBODY)
    assert {*verdict.articles} == {"1", "2"}


def test_the_act_that_keeps_a_default_away_bears_on_what_is_not_deemed() -> None:
    """By hand: c is deemed where b is overdue; p does b, so c never comes."""
    of = regime(duty("a", "b", Within(1), id="do", default="c"))
    shown = refuted(of, Property("any", NAME, "a", "c")).counterexample
    assert shown is not None
    assert {step.event for step in shown.steps if step.matters} == {"a", "b", "c"}


def without_the_rest(verdict: Verdict) -> None:
    """The run without what does not bear on it violates the property under the other rules."""
    shown = verdict.counterexample
    assert shown is not None
    kept = {step.event for step in shown.steps if step.matters}
    rules = tuple(rule for rule in verdict.regime.rules if rule.id in shown.rules)
    less = replace(verdict.regime, rules=rules, asked=tuple(verdict.regime.vocabulary.events))
    occurrences = tuple(one for one in shown.run.occurrences if one.event in kept)
    run = replace(shown.run, occurrences=occurrences)
    judged = conformance(Law(less, STRICT, SlotClock(run.elapsed)), run)
    obeyed = rules_obeyed(verdict.regime, verdict.assume, verdict.exempt)
    assert judged.admissible
    assert not judged.disobeyed & obeyed
    assert violates(run, verdict.property, verdict.within)
    SEEN["left out"] += len(occurrences) < len(shown.run.occurrences)
    SEEN["whole"] += len(occurrences) == len(shown.run.occurrences)


@given(
    st.one_of(questions(), moving_questions(), needs()),
    st.sampled_from([*Assume]),
    st.sampled_from([None, 1]),
)
@draws(150, phases=[Phase.generate])
def test_a_run_without_what_is_beside_the_point_violates_as_well(
    question: tuple[Regime, Property], assume: Assume, within: int | None
) -> None:
    of, prop = question
    (verdict,) = verify(of, prop, STRICT, assume, within)
    if verdict.answer is Answer.REFUTED:
        without_the_rest(verdict)


def test_the_random_runs_held_steps_beside_the_point() -> None:
    assert min(SEEN["left out"], SEEN["whole"]) >= enough(5), SEEN


def test_what_is_lacking_is_followed_along_a_chain_of_any_length() -> None:
    length = 3000
    names = [f"e{number}" for number in range(length + 1)]
    chain = regime(
        *(duty(names[k], names[k + 1], Within(1)) for k in range(length)),
        events={name: EventType(name, NAME) for name in names},
    )
    asked = Property("far", NAME, names[0], names[-1])
    run = Run((Occurrence(names[0], 0, Mode.EXOGENOUS, "", ""),), {})
    assert bearing_on_violation(chain, asked, run).rules == {chain.rules[0].id}
