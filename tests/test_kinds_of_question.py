"""What may be asked besides a response: never, only after, not before; solver and enumeration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from itertools import combinations
from typing import Any, cast

import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st

from model.deadline import STRICT, Before, Counting, Immediately, Reading, Within
from model.property import Asks, Property, violates
from model.regime import Regime
from model.rule import CountsAs, Rule, Trigger, effects_of
from model.trace import Mode, Occurrence, Run
from model.transition import State
from model.vocabulary import EventType
from tests.draws import draws, enough
from tests.enumeration import Enumeration, Keys, broken_in
from tests.small import NAME, counts, duty, may, must_not, questions, regime
from verify.guarantees import verify
from verify.verdict import Answer, Assume, Verdict

OTHERS = [Asks.NEVER, Asks.ONLY_AFTER, Asks.NOT_BEFORE]
FOUND: Counter[str] = Counter()
FIVE = {name: EventType(name, NAME) for name in "abcde"}


class InOrder(Keys):
    """States are told apart by the order in which some events came, too."""

    def __init__(self, ordered: Collection[str]) -> None:
        super().__init__()
        self.ordered = frozenset(ordered)

    def told_apart(self, state: State) -> object:
        order = tuple(event for event in state.occurred if event in self.ordered)
        return super().told_apart(state), order


def of_order(of: Regime, *props: Property) -> set[str]:
    """The events of which it matters in which order they come: of questions, and of notices."""
    asked = {event for prop in props for event in (prop.trigger, prop.response)}
    notices = [rule for rule in of.obligations if rule.announced is not None]
    return asked | {e for rule in notices for e in (rule.act, rule.announced) if e is not None}


class Ordered(Enumeration):
    """All runs, with the order of what came about in one round."""

    def __init__(self, of: Regime, reading: Reading, last: int, ordered: Collection[str]) -> None:
        self.ordered = ordered
        super().__init__(of, reading, last)

    def _keys(self) -> Keys:
        return InOrder(self.ordered)

    def verdicts(self, prop: Property, obeyed: frozenset[str]) -> tuple[bool, bool]:
        """Whether the trigger can occur, and whether some run violates the property."""
        reachable = violated = False
        for state in self.finals.values():
            if prop.trigger not in state.occurred:
                continue
            if not (obeyed and broken_in(self.law, state) & obeyed):
                run = Run(tuple(state.occurred.values()), state.attributes)
                reachable = True
                violated = violated or violates(run, prop, None)
        return reachable, violated


def asked(of: Regime, prop: Property, assume: Assume = Assume.EVERYONE) -> Verdict:
    (verdict,) = verify(of, prop, STRICT, assume)
    return verdict


def check_agreement(of: Regime, prop: Property, reading: Reading, last: int) -> None:
    every = Ordered(of, reading, last, of_order(of, prop))
    verdicts = verify(of, prop, reading, [*Assume])
    assert [verdict.assume for verdict in verdicts] == [*Assume]
    for verdict in verdicts:
        if verdict.unregulated:
            FOUND[f"{prop.asks} unregulated"] += 1
            continue
        everyone = verdict.assume is Assume.EVERYONE
        obeyed = frozenset(of.by_id) if everyone else frozenset()
        reachable, violated = every.verdicts(prop, obeyed - {*verdict.exempt})
        expected = Answer.REFUTED if violated else Answer.PROVED if reachable else Answer.VACUOUS
        assert verdict.answer is expected
        if expected is Answer.REFUTED:
            assert verdict.counterexample is not None
            assert violates(verdict.counterexample.run, prop, None)
        FOUND[f"{prop.asks} {expected}"] += 1
        FOUND[f"{expected} forestalled"] += "owed" in of.by_id


@st.composite
def other_questions(draw: st.DrawFn) -> tuple[Regime, Property]:
    of, prop = draw(questions(most=2))
    asks = draw(st.sampled_from([*OTHERS, Asks.NOT_BEFORE]))
    days = draw(st.sampled_from([1, 1, 2])) if asks is Asks.NOT_BEFORE else 0
    if asks is Asks.ONLY_AFTER and draw(st.sampled_from([True, True, True, False])):
        # Chance alone hardly makes an act that one event alone allows.
        others = (rule for rule in of.rules if prop.trigger not in effects_of(rule))
        of = replace(of, rules=(*others, may(prop.response, prop.trigger, id="only")))
    return of, replace(prop, performed=False, asks=asks, days=days)


@st.composite
def forestalled(draw: st.DrawFn) -> tuple[Regime, Property]:
    """A duty to do what another party may do already before the duty arises, and what is missed.

    Chance alone hardly makes it: it takes two acts of one round whose order decides.
    """
    limits: list[Within | Immediately] = [Within(1), Immediately()]
    soon = draw(st.sampled_from(limits))
    owed = duty("d", "b", soon, id="owed", overdue="c")
    if draw(st.booleans()):
        owed = duty("d", "b", soon, id="owed", default="c")
    early = may(draw(st.sampled_from(["a", "a", "d"])), "b", id="early")
    further: list[Rule] = [
        may("a", "d", id="begin"),
        may("a", "d", bearer="p", id="begin"),
        duty("b", "d", soon, id="back", overdue="e"),
        duty("c", "e", id="then", bearer="q"),
        must_not("d", "b", bearer="q", id="ban"),
    ]
    more = draw(st.lists(st.sampled_from(further), max_size=2, unique_by=lambda rule: rule.id))
    of = regime(owed, early, *more, events=FIVE)
    asked_of = ["ac", "dc", "dc", "bc", "db", "de", "cb"]
    trigger, response = draw(st.sampled_from([(pair[0], pair[1]) for pair in asked_of]))
    asks = draw(st.sampled_from([Asks.NEVER, Asks.NEVER, Asks.ONLY_AFTER, Asks.NOT_BEFORE]))
    days = 1 if asks is Asks.NOT_BEFORE else 0
    return of, Property("any", NAME, trigger, response, asks=asks, days=days)


@given(forestalled(), st.sampled_from([STRICT, Reading(2)]))
@draws(120, phases=[Phase.generate])
def test_where_another_may_act_before_a_duty_the_verdict_equals_that_of_enumeration(
    question: tuple[Regime, Property], reading: Reading
) -> None:
    check_agreement(*question, reading, last=4)


def test_the_random_duties_that_are_forestalled_held_both_answers() -> None:
    assert min(FOUND[f"{answer} forestalled"] for answer in ("proved", "refuted")) >= enough(20)


def test_an_act_of_another_that_forestalls_a_duty_in_its_own_round_is_before_it_or_behind() -> None:
    """By hand: a, then d, then b by q; nobody disobeys, and p has missed what he owed."""
    of = regime(may("a", "d"), duty("d", "b", overdue="c"), may("a", "b"))
    verdict = asked(of, Property("any", NAME, "d", "c", asks=Asks.NEVER))
    assert verdict.answer is Answer.REFUTED
    assert verdict.counterexample is not None
    order = [one.event for one in verdict.counterexample.run.occurrences]
    assert order == ["a", "d", "b", "c"]


def test_of_two_acts_that_forestall_each_other_s_duty_one_comes_first() -> None:
    """By hand: whichever of b and d is first, the duty to do it is moot, so not both are missed."""
    missed = (duty("d", "b", overdue="c"), duty("b", "d", overdue="e"))
    both = CountsAs("both", "both", Trigger(("c", "e"), "all"), "f", {})
    events = {**FIVE, "f": EventType("f", NAME)}
    of = regime(*missed, may("a", "b"), may("a", "d"), both, events=events)
    verdict = asked(of, Property("any", NAME, "a", "f", asks=Asks.NEVER), Assume.NOBODY)
    assert verdict.answer is Answer.PROVED


@given(other_questions(), st.sampled_from([STRICT, Reading(2)]))
@draws(400, phases=[Phase.generate])
def test_the_verdict_equals_that_of_enumeration(
    question: tuple[Regime, Property], reading: Reading
) -> None:
    notices = any(isinstance(rule.deadline, Before) for rule in question[0].obligations)
    check_agreement(*question, reading, last=6 if notices else 8)  # events of notices are many


def test_the_random_questions_held_every_kind_of_answer() -> None:
    """Else the agreement above would be an agreement about nothing."""
    for asks in OTHERS:
        least = min(FOUND[f"{asks} {answer}"] for answer in ("proved", "refuted"))
        assert least >= enough(3), FOUND


WAYS = (
    counts("a", "b"),
    may("a", "b"),
    may("c", "b", bearer="p"),
    must_not("a", "b", bearer="q"),
    duty("a", "c", default="b"),
    duty("c", "b", default="b"),
)
"""Ways for b to come about, or not to."""


@pytest.mark.parametrize("rules", [*combinations(WAYS, 1), *combinations(WAYS, 2)])
def test_performed_by_somebody_is_asked_with_every_kind(rules: tuple[Rule, ...]) -> None:
    """All small texts, with the enumeration of each asked every kind of question."""
    of = regime(*rules, may("b", "d", id="after"))
    every = Ordered(of, STRICT, 4, of.vocabulary.events)
    for asks in OTHERS:
        days = 2 if asks is Asks.NOT_BEFORE else 0
        pair = ("d", "b") if asks is Asks.ONLY_AFTER else ("a", "b")
        for trigger, response in (pair, pair[::-1]):
            prop = Property("any", NAME, trigger, response, True, asks=asks, days=days)
            for assume in Assume:
                verdict = asked(of, prop, assume)
                if verdict.unregulated:
                    continue
                obeyed = frozenset(of.by_id) if assume is Assume.EVERYONE else frozenset()
                reachable, violated = every.verdicts(prop, obeyed - {*verdict.exempt})
                expected = (
                    Answer.REFUTED if violated else Answer.PROVED if reachable else Answer.VACUOUS
                )
                assert verdict.answer is expected, (asks, trigger, assume)
                FOUND[f"{asks} {expected} performed"] += 1


def test_the_small_texts_held_every_kind_of_answer_about_what_is_performed() -> None:
    for asks in OTHERS:
        assert min(FOUND[f"{asks} {answer} performed"] for answer in ("proved", "refuted")) >= 3


NEVER = Property("never", NAME, "a", "b", asks=Asks.NEVER)
ONLY = Property("only", NAME, "b", "a", asks=Asks.ONLY_AFTER)
SOON = Property("soon", NAME, "a", "b", asks=Asks.NOT_BEFORE, days=3)


def test_what_is_forbidden_for_ever_never_comes_after() -> None:
    banned = regime(duty("c", "b"), must_not("a", "b", id="ban"))
    verdict = asked(banned, NEVER)
    assert (verdict.answer, verdict.rules) == (Answer.PROVED, ("ban",))
    assert asked(banned, NEVER, Assume.NOBODY).answer is Answer.REFUTED


def test_what_is_forbidden_until_something_can_come_after_that() -> None:
    lifted = regime(duty("c", "b"), must_not("a", "b", until="d", id="ban"))
    verdict = asked(lifted, NEVER)
    assert verdict.answer is Answer.REFUTED
    assert verdict.counterexample is not None
    came = {one.event: one.at for one in verdict.counterexample.run.occurrences}
    assert came["a"] <= came["d"] <= came["b"], "in one instant the order of the list says nothing"


def test_an_act_that_only_its_trigger_allows_comes_only_after_it() -> None:
    assert asked(regime(may("a", "b")), ONLY, Assume.NOBODY).answer is Answer.PROVED


def test_an_act_that_another_trigger_allows_too_may_come_without_it() -> None:
    verdict = asked(regime(may("a", "b"), may("c", "b")), ONLY)
    assert verdict.answer is Answer.REFUTED
    assert verdict.counterexample is not None
    assert not verdict.counterexample.run.holds("a")


@pytest.mark.parametrize("asks", Asks)
def test_a_word_for_a_kind_of_question_asks_it_and_another_word_is_refused(asks: Asks) -> None:
    """Else a word would ask for a response, whatever it says."""
    of = regime(duty("a", "b", Within(3), default="b"))
    word: Any = asks.value
    assert asked(of, replace(NEVER, asks=word)) == asked(of, replace(NEVER, asks=asks))
    with pytest.raises(ValueError, match="sometime"):
        replace(NEVER, asks=cast(Any, "sometime"))


def test_a_word_for_a_way_of_counting_is_taken_for_it() -> None:
    word: Any = "include-first-day"
    assert replace(regime(), counting=word).counting is Counting.INCLUDE_FIRST_DAY
    with pytest.raises(ValueError, match="first"):
        replace(regime(), counting=cast(Any, "first"))


def test_what_counts_as_something_comes_before_it_and_not_after() -> None:
    of = regime(counts("a", "b"))
    assert asked(of, ONLY).answer is Answer.PROVED
    assert asked(of, replace(ONLY, trigger="a", response="b")).answer is Answer.REFUTED
    assert asked(of, NEVER).answer is Answer.REFUTED


def test_what_is_deemed_is_performed_by_nobody() -> None:
    """Nobody may do b: after a it is deemed, and so comes, but is never performed."""
    of = regime(duty("a", "d", default="b"))
    for performed, answer in ((False, Answer.REFUTED), (True, Answer.PROVED)):
        assert asked(of, replace(NEVER, performed=performed), Assume.NOBODY).answer is answer
        assert asked(of, replace(SOON, performed=performed), Assume.NOBODY).answer is answer
    after = regime(duty("a", "d", default="b"), may("b", "c"))
    for performed, answer in ((False, Answer.PROVED), (True, Answer.REFUTED)):
        prop = replace(ONLY, trigger="c", response="b", performed=performed)
        assert asked(after, prop).answer is answer


@pytest.mark.parametrize(("limit", "answer"), [(3, Answer.PROVED), (2, Answer.REFUTED)])
def test_a_default_comes_not_before_its_own_day(limit: int, answer: Answer) -> None:
    """Nobody may do b; it is deemed on the day after which the duty to do d runs out."""
    of = regime(duty("a", "d", Within(limit), default="b"))
    verdict = asked(of, SOON, Assume.NOBODY)
    assert verdict.answer is answer


def test_events_that_do_not_bear_on_one_another_are_asked_about_together() -> None:
    """The parts of a and of b have nothing in common; b may come after a all the same."""
    apart = regime(duty("a", "c"), duty("d", "b"))
    verdict = asked(apart, NEVER)
    assert verdict.answer is Answer.REFUTED
    assert verdict.counterexample is not None


def test_what_the_text_does_not_speak_of_is_not_regulated() -> None:
    assert asked(regime(duty("a", "c")), NEVER).unregulated


def test_what_one_expiry_deems_comes_at_once_and_neither_after_the_other() -> None:
    run = Run(tuple(Occurrence(event, 2, Mode.DEEMED, "p", "", 1) for event in "ab"))
    assert not violates(run, NEVER, None)
    assert not violates(run, ONLY, None)


@pytest.mark.parametrize(
    ("slots", "violated"), [((0, 5), True), ((0, 6), False), ((1, 5), True), ((1, 6), False)]
)
def test_not_before_the_third_working_day_counts_as_limits_do(
    slots: tuple[int, int], violated: bool
) -> None:
    """An evening belongs to the working day that has just closed."""
    at = zip("ab", slots, strict=True)
    run = Run(tuple(Occurrence(event, slot, Mode.EXOGENOUS, "world") for event, slot in at))
    assert violates(run, SOON, None) is violated
