"""A bound for all values is at each value what the proof for that value says, exempt duties too.

What comes about by a breach, or by a lapse that a duty would have kept away, is a breach for some
values of a limit and none for others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.bounds.words import bound_words, obeying_words
from model.calendar import chinese_calendar
from model.deadline import STRICT, Counting, Deadline, Indefinite, Reading, Within
from model.property import Property
from model.regime import Regime
from model.rule import Lapse, Obligation, Rule
from tests.draws import draws, enough
from tests.small import NAME, duty, lapse, may, must_not, regime
from verify.bounds import ParametricBound, parametric_bounds
from verify.bounds.linear import EVERYWHERE, NOWHERE, Inequality, Region, Sum
from verify.guarantees import standing, verify
from verify.prover import Provers
from verify.slicing import slice_of
from verify.verdict import Answer, Assume

CALENDAR = chinese_calendar()
OPEN = Indefinite("及时")
LATE = Property("late", NAME, "d", "b")
VALUES = range(1, 7)
SEEN: Counter[str] = Counter()


class Found(NamedTuple):
    """What is found for one choice of values: the answer, its bound, and what is exempt."""

    answer: Answer
    days: int | None
    exempt: tuple[str, ...]


def settled(of: Regime, values: Mapping[str, int]) -> Regime:
    """The regime with its limits given these values as stated deadlines."""
    rules = (
        replace(rule, deadline=Within(values[rule.id]))
        if isinstance(rule, Obligation | Lapse) and rule.id in values
        else rule
        for rule in of.rules
    )
    return replace(of, rules=tuple(rules))


def for_one(bound: ParametricBound, values: Mapping[str, int]) -> Found:
    """What the proof for one choice of values says, which no other value bears on."""
    part = slice_of(settled(bound.regime, values), *bound.property.about)
    prover = Provers(CALENDAR).of(part, STRICT)
    found = standing(prover, bound.property, bound.assume)
    assert found is not None
    return Found(*found, prover.supposed(bound.property, bound.assume).exempt)


def of_all(bound: ParametricBound, values: Mapping[str, int]) -> Found:
    """What the bound for all values says of one choice."""
    exempt = [one.rules for one in bound.exemptions if one.where.at(values)]
    assert len(exempt) <= 1
    spared = exempt[0] if exempt else ()
    if bound.answer is Answer.VACUOUS or not bound.reachable.at(values):
        return Found(Answer.VACUOUS, None, spared)
    days = bound.at(values)
    return Found(Answer.REFUTED if days is None else Answer.PROVED, days, spared)


def check(bound: ParametricBound) -> None:
    """Hold a bound against the proof for each value: verdict, days, what is exempt, within."""
    assert bound.answer is not Answer.UNKNOWN
    regions = {limit: bound.within(limit) for limit in (0, 1, 3)}
    each = {1: VALUES, 2: (1, 2, 3, 5)}.get(len(bound.asked), (1, 2, 4))
    for chosen in product(each, repeat=len(bound.asked)):
        values = dict(zip(bound.asked, chosen, strict=True))
        one, found = for_one(bound, values), of_all(bound, values)
        assert found.answer is one.answer
        if one.answer is not Answer.VACUOUS:
            assert found == one
        if one.answer is Answer.PROVED:
            of, prop = settled(bound.regime, values), bound.property
            (number,) = parametric_bounds(of, [prop], [bound.assume], calendar=CALENDAR)
            assert bound.in_hours.at(values) == (number.in_hours == EVERYWHERE)
            SEEN["in hours" if number.in_hours == EVERYWHERE else "after hours"] += 1
        for limit, region in regions.items():
            assert region.at(values) == (one.days is not None and one.days <= limit)


LIMITS: st.SearchStrategy[Deadline] = st.sampled_from([OPEN, OPEN, Within(1), Within(2), Within(3)])


@st.composite
def breached(draw: st.DrawFn) -> tuple[Regime, Property]:
    """A text in which something comes of a limit that has passed, and a question about that."""
    rules: list[Rule] = []
    for k in range(draw(st.integers(1, 2))):
        act = draw(st.sampled_from("bbc"))
        on = draw(st.sampled_from(["a", "a", "b" if act == "c" else "a"]))
        overdue, default = draw(st.sampled_from([(None, None), (None, act), ("d", None)]))
        rules.append(
            duty(
                on, act, draw(LIMITS), id=f"r{k}", article=f"{k}", overdue=overdue, default=default
            )
        )
    for k in range(draw(st.sampled_from([0, 1, 1, 1]))):
        match draw(st.integers(0, 5)):
            case 0:
                rules += [may("a", "d", id=f"may{k}"), must_not("a", "d", bearer="q", id=f"ban{k}")]
            case _:
                ends = draw(st.sampled_from([("b",), ("b",), ("c",), ()]))
                rules.append(lapse("a", "d", draw(LIMITS), id=f"l{k}", unless=ends))
    if draw(st.integers(0, 3)) == 0:
        rules.append(duty("d", draw(st.sampled_from("bc")), draw(LIMITS), id="then", article="9"))
    of = regime(*rules)
    response = draw(st.sampled_from("bc"))
    return of, replace(
        LATE, response=response, performed=draw(st.sampled_from([False, False, True]))
    )


@given(breached(), st.booleans())
@draws(90)
def test_at_each_value_a_bound_is_what_is_proved_for_that_value(
    question: tuple[Regime, Property], deadlines: bool
) -> None:
    of, prop = question
    for bound in parametric_bounds(of, [prop], deadlines=deadlines, calendar=CALENDAR):
        if len(bound.asked) in (1, 2, 3):
            if bound.exempt:
                some = any(one.where.names for one in bound.exemptions)
                SEEN["exempt for some" if some else "exempt for all"] += 1
            check(bound)


def test_random_texts_showed_duties_that_are_exempt_for_some_values_only() -> None:
    if SEEN:
        assert SEEN["exempt for some"] >= enough(7)
        assert SEEN["exempt for all"] >= enough(7)


def the_lapse(**more: object) -> Regime:
    """Two days after a, d comes unless b did; b is due at a time that is left open."""
    act = duty("a", "b", OPEN, id="act", article="1", **more)  # type: ignore[arg-type]
    return regime(act, lapse("a", "d", Within(2), id="end", unless=("b",)))


def at_least(days: int) -> Inequality:
    return Inequality.of(Sum.of({"act": -1}, days))


def test_a_lapse_that_a_duty_keeps_away_is_its_breach_for_short_limits_alone() -> None:
    """By hand: b by θ, d at 2 unless b came. For θ ≤ 2 whoever obeys has done b by then, so d is
    the breach of that duty, which is exempt, and b need never come. For θ ≥ 3 it still may come at
    the close of day θ, which is θ − 2 after d."""
    (found,) = parametric_bounds(the_lapse(), [LATE], [Assume.EVERYONE])
    short = Region(((~at_least(3),),))
    assert (found.answer, found.expression) == (Answer.PROVED, Sum.of({"act": 1}, -2))
    assert found.unbounded == short
    assert [(one.where, one.rules) for one in found.exemptions] == [(short, ("act",))]
    assert bound_words(found).en == "θ(art. 1) − 2; unbounded if θ(art. 1) ≤ 2"
    said = "everyone obeys, except art. 1 if θ(art. 1) ≤ 2: the trigger is its breach"
    assert obeying_words(found).en == said
    assert [days for days in VALUES if found.within(3).at({"act": days})] == [3, 4, 5]
    for days in VALUES:
        (one,) = verify(found.regime, [LATE], [Reading(days)], [Assume.EVERYONE], within=3)
        assert (one.answer is Answer.PROVED) == (days in (3, 4, 5))
        assert one.exempt == (("act",) if days < 3 else ())
    check(found)


def test_what_cannot_come_of_itself_for_one_value_may_for_another() -> None:
    """By hand: where b counts as done after θ days, it keeps d away if that is before day 2,
    whoever does what; on day 2 both expire together, and later b comes θ − 2 after d."""
    (found,) = parametric_bounds(the_lapse(default="b"), [LATE], [Assume.NOBODY])
    assert found.answer is Answer.PROVED
    assert (found.reachable, found.unbounded) == (Region(((at_least(2),),)), NOWHERE)
    assert (found.expression, found.exemptions) == (Sum.of({"act": 1}, -2), ())
    check(found)


def test_a_trigger_that_is_a_breach_for_all_values_exempts_it_for_all() -> None:
    text = regime(duty("a", "c", OPEN, id="act", overdue="d"), duty("d", "b", Within(2), id="then"))
    (found,) = parametric_bounds(text, [LATE], [Assume.EVERYONE])
    assert (found.exempt, found.expression) == (("act",), Sum(2))
    assert "if" not in obeying_words(found).en
    check(found)


@pytest.mark.parametrize(
    ("counting", "days", "early"),
    [(Counting.INCLUDE_FIRST_DAY, 6, False), (Counting.EXCLUDE_FIRST_DAY, 7, True)],
)
def test_whether_it_takes_so_long_in_office_hours_is_asked_of_the_bound_for_just_these_values(
    counting: Counting, days: int, early: bool
) -> None:
    """By hand: b lapses from a within θ, unless c comes, which lapses in two days; c calls for b.

    For θ ≤ 2 b comes within θ, else within five days of c. Where the first day is counted, what
    comes after the close counts from the next day, and only then it takes so long.
    """
    of = regime(
        lapse("a", "b", OPEN, id="open", unless=("c",)),
        lapse("a", "c", Within(2)),
        duty("c", "b", Within(5), id="then"),
        counting=counting,
    )
    (found,) = parametric_bounds(of, [Property("any", NAME, "a", "b")], [Assume.EVERYONE])
    values = [{"open": one} for one in (1, 2, 3, 4)]
    assert [found.at(one) for one in values] == [1, 2, days, days]
    assert [found.in_hours.at(one) for one in values] == [early] * 4
    check(found)
