"""Lengths that a text leaves open: limits of duties and lapses, and how much an event adds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given

from experiments.bounds.ask import Question, bounds
from experiments.bounds.data import guarantee_data
from experiments.bounds.words import bound_words
from experiments.show.runs import bound_words as verdict_words
from model.calendar import chinese_calendar
from model.deadline import STRICT, Counting, Indefinite, Reading, Within
from model.property import Property
from model.regime import Regime
from model.rule import Timed, is_timed
from model.tolling import Extension, Tolling
from model.unknowns import open_lengths
from model.vocabulary import EventType
from tests.draws import draws
from tests.moving import moving_questions
from tests.small import NAME, duty, lapse, regime
from tests.test_bounds import one_by_one
from tests.test_solver_agrees_with_enumeration import check_agreement
from verify.bounds import ParametricBound, parametric_bounds
from verify.bounds.linear import Sum
from verify.granted import granted
from verify.guarantees import verify
from verify.trust import dependences
from verify.verdict import Answer, Assume, Verdict

RESPONSE = Property("any", NAME, "a", "b")
LONGER = Tolling(extensions=(Extension("c", Indefinite("适当")),))
EXTENDED = duty("a", "b", Within(20), id="decide", article="1", clock=LONGER)
VAGUE = replace(lapse("a", "b", Indefinite("适时"), id="over"), article="2")
NAMED = "decide + c"


def bound_of(of: Regime) -> ParametricBound:
    (found,) = parametric_bounds(of, [RESPONSE], [Assume.EVERYONE])
    return found


def test_an_extension_of_an_open_length_is_an_unknown_of_the_bound() -> None:
    """Twenty working days, and as many more as are granted once."""
    found = bound_of(regime(EXTENDED))
    assert found.answer is Answer.PROVED
    assert found.expression == Sum.of({NAMED: 1}, 20)
    assert found.at({NAMED: 5}) == 25
    assert bound_words(found).en == "20 + θ(art. 1: example)"


def test_a_verdict_on_an_open_extension_shows_what_it_rests_on() -> None:
    """Never as a bare number; strictly it is what stands between the property and a bound."""
    lax, strict = (
        verify(regime(EXTENDED), RESPONSE, reading, Assume.EVERYONE)[0]
        for reading in (Reading(5), STRICT)
    )
    assert lax.guaranteed is not None
    assert (lax.days, lax.guaranteed.constant, lax.guaranteed.parameters) == (25, 20, (NAMED,))
    assert verdict_words(lax).zh == "20 + θ(第1条：例) = 25"
    assert _granted_lengths(lax) == (NAMED,)
    assert (strict.answer, strict.open_limits) == (Answer.REFUTED, (NAMED,))
    assert _granted_lengths(strict) == (NAMED,)


def _granted_lengths(verdict: Verdict) -> tuple[str, ...]:
    taken = granted(verdict)
    assert taken is not None
    return taken.limits


def test_trust_names_an_open_extension_as_what_would_need_a_value() -> None:
    (found,) = dependences(regime(EXTENDED), [RESPONSE], STRICT)
    assert found.open_limits == (NAMED,)


def test_an_extension_with_a_figure_or_one_that_does_not_matter_is_no_unknown() -> None:
    firm = replace(EXTENDED, clock=Tolling(extensions=(Extension("c", Within(3)),)))
    assert bound_of(regime(firm)).expression == Sum(23)
    beside = lapse("a", "d", Within(2), id="over", clock=LONGER)
    plain = duty("a", "b", Within(20), id="decide")
    assert bound_of(regime(plain, beside)).expression == Sum(20)


def test_a_lapse_without_a_figure_is_shown_as_an_open_limit() -> None:
    found = bound_of(regime(VAGUE))
    assert found.expression == Sum.of({"over": 1})
    assert bound_words(found).en == "θ(art. 2)"


@pytest.mark.parametrize("rule", [EXTENDED, VAGUE])
def test_bounds_take_the_value_of_a_reading_for_every_open_length(rule: Timed) -> None:
    of = regime(rule)
    asked = Question((of,), (RESPONSE,), (Assume.EVERYONE,), chinese_calendar(), reading=Reading(3))
    (found,) = bounds(asked).guarantees
    (verdict,) = verify(of, RESPONSE, Reading(3), Assume.EVERYONE)
    assert found.at_values == verdict.days == (23 if rule is EXTENDED else 3)
    assert found.dates[0].worst is not None
    data: dict[str, Any] = guarantee_data(found, asked)
    assert data["at_values"] == verdict.days
    (parameter,) = data["parameters"]
    event = "c" if rule is EXTENDED else None
    assert (parameter["rule"], parameter["extended_by"], parameter["value"]) == (rule.id, event, 3)


def settled(of: Regime, days: int) -> Regime:
    """The regime with its open lengths given so many working days."""

    def told(rule: Timed) -> Timed:
        clock = rule.clock
        longer = tuple(replace(one, by=Within(days)) for one in clock.extensions)
        return replace(rule, clock=replace(clock, extensions=longer))

    return replace(of, rules=tuple(told(rule) if is_timed(rule) else rule for rule in of.rules))


@given(moving_questions())
@draws(24)
def test_a_bound_for_all_lengths_of_an_extension_is_the_bound_for_each(
    question: tuple[Regime, Property],
) -> None:
    of, prop = question
    names = open_lengths(of)
    assume(names)
    for found in parametric_bounds(of, [prop]):
        if found.answer in (Answer.PROVED, Answer.REFUTED):
            for days in (1, 2, 4):
                told, values = replace(found, regime=settled(of, days)), dict.fromkeys(names, days)
                each = found.reachable.at(values), found.at(values)
                assert each == one_by_one(told, {})
        else:
            assert found.answer is Answer.VACUOUS


def test_an_open_limit_that_begins_behind_a_close_ends_with_the_close_of_its_last_day() -> None:
    """By hand: a lapses at a close; so does y on the day behind it, and y ends the open limit.

    Where that is one day it runs out there and then, where it is two together with y, for which y
    is too late; where it is three y comes first, and b never.
    """
    rules = (lapse("e", "a"), lapse("a", "y", Within(2)))
    open_one = lapse("a", "b", Indefinite("适时"), id="over", unless=("y",))
    kinds = {name: EventType(name, NAME) for name in "abey"}
    of = regime(*rules, open_one, events=kinds, counting=Counting.INCLUDE_FIRST_DAY)
    found = bound_of(of)
    assert [found.at({"over": days}) for days in (1, 2, 3)] == [0, 1, None]
    for days in (1, 2, 3):
        check_agreement(of, RESPONSE, Reading(days), last=5)


@pytest.mark.parametrize(("needs", "kept"), [((), True), (("d",), False)])
def test_an_open_limit_of_one_day_that_begins_behind_a_close_can_be_kept_there(
    needs: tuple[str, ...], kept: bool
) -> None:
    """By hand: a lapses at a close. Where b can be done there, d need not come of its lack."""
    limit = duty("a", "b", Indefinite("及时"), id="open", default="d")
    kinds = {name: EventType(name, NAME) for name in "ade"}
    kinds["b"] = EventType("b", NAME, presupposes=needs)
    of = regime(lapse("e", "a"), limit, events=kinds, counting=Counting.INCLUDE_FIRST_DAY)
    (found,) = parametric_bounds(of, Property("any", NAME, "a", "d"), [Assume.EVERYONE])
    assert [found.unbounded.at({"open": days}) for days in (1, 2)] == [kept, kept]
