"""Which kind of matter takes longest: each row a bound of its own, and nothing left out."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st

import shenguan as sg
from model.deadline import Counting, Deadline, Indefinite, Period, Reading, Recurring, Within
from model.property import Property
from model.regime import Regime
from model.vocabulary import Attribute
from tests.draws import draws, enough
from tests.small import GUARDS, NAME, duty, lapse, regime, rules
from verify.bounds.by_case import BoundsByCase, TooManyKindsError, bounds_by_case
from verify.bounds.linear import EVERYWHERE, NOWHERE, Region
from verify.guarantees import verify
from verify.verdict import Answer, Assume

FOUND: Counter[str] = Counter()
ASKED = Property("asked", NAME, "a", "b")
DEFAULTS = st.sampled_from([None, "b"])
COLOUR = Attribute("colour", NAME, ("red", "green", "blue"))


def when(**values: str) -> dict[str, frozenset[str]]:
    return {name: frozenset(allowed.split()) for name, allowed in values.items()}


def coloured(*rules: object) -> Regime:
    of = regime(*rules)  # type: ignore[arg-type]
    words = of.vocabulary
    more = {**words.attributes, "colour": COLOUR}
    return replace(of, vocabulary=replace(words, attributes=more))


def by_case(of: Regime, prop: Property = ASKED, *by: str) -> BoundsByCase:
    return bounds_by_case(of, prop, Assume.EVERYONE, by)


PATHS = coloured(
    duty("a", "b", Within(2), id="fast", when=when(colour="red")),
    duty("a", "b", Within(7), id="slow", when=when(colour="green")),
    duty("a", "c", id="other", when=when(flag="true")),
)
"""Red within 2 days, green within 7, blue never; the flag matters to c alone."""


def test_the_bound_of_each_kind_stands_by_its_attributes() -> None:
    found = by_case(PATHS)
    assert (found.attributes, found.same) == (("colour",), ())
    days = {values: bound.at({}) for values, bound in found.rows.items()}
    assert days == {("red",): 2, ("green",): 7, ("blue",): None}


def test_an_attribute_that_is_named_and_makes_no_difference_is_said_to() -> None:
    found = by_case(PATHS, ASKED, "colour", "flag")
    assert (found.attributes, found.same) == (("colour",), ("flag",))
    assert by_case(PATHS, ASKED, "flag").attributes == ()


def test_only_the_cases_that_are_asked_about_are_told_apart() -> None:
    found = by_case(PATHS, replace(ASKED, when=when(colour="red green")))
    assert [*found.rows] == [("red",), ("green",)]
    assert by_case(PATHS, replace(ASKED, when=when(colour="green"))).attributes == ()


def test_two_attributes_that_matter_together_both_stay() -> None:
    both = coloured(
        duty("a", "b", Within(2), id="fast"),
        duty("a", "b", Within(1), id="urgent", when=when(colour="red", flag="true")),
    )
    found = by_case(both)
    assert found.attributes == ("flag", "colour")
    assert sum(bound.at({}) == 1 for bound in found.rows.values()) == 1


@pytest.mark.parametrize(("ends", "apart"), [(("c",), ("flag",)), ((), ())])
def test_cases_of_one_expression_of_which_one_has_no_bound_for_some_values_stand_apart(
    ends: tuple[str, ...], apart: tuple[str, ...]
) -> None:
    """By hand: b lapses from a, unless c comes, which lapses in two days if the flag is true."""
    of = coloured(
        lapse("a", "b", Indefinite("及时"), id="open", unless=ends),
        lapse("a", "c", Within(2), id="ends", when=when(flag="true")),
    )
    found = by_case(of)
    assert found.attributes == apart
    rows = {
        values: [bound.at({"open": days}) for days in (2, 3)]
        for values, bound in found.rows.items()
    }
    assert rows == ({("true",): [2, None], ("false",): [2, 3]} if apart else {(): [2, 3]})


@pytest.mark.parametrize(
    ("other", "hours"), [(Recurring(Period.DAILY), EVERYWHERE), (Within(1), NOWHERE)]
)
@pytest.mark.parametrize("flag", ["true", "false"])
def test_a_bound_of_several_cases_is_met_with_in_office_hours_where_one_of_them_is(
    other: Deadline, hours: Region, flag: str
) -> None:
    """By hand: within one day, the first counted, b comes on the day of a, and only where a came
    after its close on the day behind that; what is done daily has until that day in either case."""
    of = coloured(
        duty("a", "b", Within(1), id="first", when=when(flag=flag)),
        duty("a", "b", other, id="other", when=when(flag="false" if flag == "true" else "true")),
    )
    found = by_case(replace(of, counting=Counting.INCLUDE_FIRST_DAY))
    (bound,) = found.rows.values()
    assert (found.attributes, bound.at({}), bound.in_hours) == ((), 1, hours)


def test_an_open_limit_stands_in_its_row_as_an_expression() -> None:
    opened = coloured(
        duty("a", "b", Indefinite("及时"), id="open", when=when(flag="true")),
        duty("a", "b", Within(3), id="stated", when=when(flag="false")),
    )
    rows = by_case(opened).rows
    assert {values: bound.parameters for values, bound in rows.items()} == {
        ("false",): (),
        ("true",): ("open",),
    }


def test_cases_in_which_the_trigger_cannot_occur_make_no_difference() -> None:
    of = coloured(duty("a", "b", Within(2)))
    kinds = dict(of.vocabulary.events)
    kinds["a"] = replace(kinds["a"], when=when(flag="true"))
    of = replace(of, vocabulary=replace(of.vocabulary, events=kinds))
    found = by_case(of)
    assert (found.attributes, found.same) == ((), ("flag",))
    assert [bound.at({}) for bound in found.rows.values()] == [2]


def test_too_many_kinds_are_refused_and_named() -> None:
    names = [f"fact-{place}" for place in range(7)]
    of = regime(*(duty("a", "b", id=name, when=when(**{name: "true"})) for name in names))
    facts = {name: Attribute(name, NAME) for name in names}
    of = replace(of, vocabulary=replace(of.vocabulary, attributes=facts))
    with pytest.raises(TooManyKindsError, match="128 kinds"):
        by_case(of)
    assert by_case(of, ASKED, *names[:2]).attributes == ("fact-0", "fact-1")


@st.composite
def two_ways(draw: st.DrawFn) -> tuple[Regime, Property]:
    """Two duties to do b, each in some cases within some limit, and any rule besides."""
    limits: st.SearchStrategy[Deadline] = st.sampled_from(
        [Within(1), Within(2), Within(4), Indefinite("及时")]
    )
    ways = [
        duty("a", "b", draw(limits), id=name, when=draw(GUARDS), default=draw(DEFAULTS))
        for name in ("one", "other")
    ]
    return regime(*ways, draw(rules(2))), replace(ASKED, performed=draw(st.booleans()))


@given(two_ways(), st.sampled_from(list(Assume)))
@draws(60, part=5, phases=[Phase.generate])
def test_every_kind_has_the_verdict_that_it_has_alone(
    question: tuple[Regime, Property], assume: Assume
) -> None:
    """Those told apart, and those put together for they make no difference."""
    of, prop = question
    found = bounds_by_case(of, prop, assume)
    for kind in product(("false", "true")):
        alone = replace(prop, when=when(flag=kind[0]))
        (verdict,) = verify(of, alone, Reading(2), assume)
        values = kind if found.attributes else ()
        bound = found.rows[values]
        if verdict.answer is Answer.VACUOUS:
            FOUND["vacuous"] += 1
            continue
        opened = dict.fromkeys(bound.parameters, 2)
        days = bound.at(opened) if bound.answer is Answer.PROVED else None
        assert days == verdict.days, (kind, bound, verdict)
        FOUND["apart" if found.attributes else "together"] += 1


def test_the_random_texts_held_kinds_told_apart_and_put_together() -> None:
    """Else the agreement above would be an agreement about nothing."""
    assert min(FOUND["apart"], FOUND["together"]) >= enough(6), FOUND


def test_what_takes_longest_is_said_first_in_both_languages_and_as_data(shenguan: Any) -> None:
    asked = ["bounds", "xuecheng", "--property", "training-noticed", "--assume", "everyone"]
    zh = shenguan(*asked, "--by", "培训举办方", lang="zh")[1]
    assert "最久的一类：培训由行政审批部门举办，没有上限。" in zh
    en = shenguan(*asked, "--by-matter")[1]
    assert "Longest: the approval bureau holds the training; it has no bound." in en
    (data,) = json.loads(shenguan(*asked, "--by-matter", "--json")[1])
    assert data["by_case"]["attributes"] == ["training-host"]
    kinds = data["by_case"]["kinds"]
    assert [(one["when"], one["at_values"]) for one in kinds] == [
        ({"training-host": "approval-bureau"}, None),
        ({"training-host": "regulator"}, 3),
    ]
    answer = sg.load("xuecheng").bounds("training-noticed", by="training-host")
    assert [each["by_case"]["attributes"] for each in answer.data()] == [["training-host"], []]


def test_an_attribute_that_there_is_not_is_told_with_the_nearest(shenguan: Any) -> None:
    status, _, err = shenguan("bounds", "xuecheng", "--by", "mater")
    assert (status, "Did you mean 'matter'?" in err) == (2, True)
