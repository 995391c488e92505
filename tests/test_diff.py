"""How guarantees compare: what becomes of each, and the order of many regimes."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.diff.chart import levels
from experiments.diff.order import Order, Relation, ordered
from experiments.diff.order_page import sections
from experiments.diff.page import sheet
from experiments.diff.shift import Shift, shift
from experiments.diff.words import standing_lines
from experiments.show.blocks import Block, Chart, Paragraph, Table
from experiments.show.drawing import drawings
from model.deadline import STRICT, Reading
from model.language import LANGS, Lang, Text
from model.property import Property
from model.regime import Regime
from tests.draws import draws
from tests.said import said
from tests.small import regime
from verify.verdict import Answer, Assume, Bound, Verdict

FIVE = Reading(5)
Value = int | str
"""A bound, or ``none``, ``vacuous`` or ``unknown``."""


def verdict(value: Value, of: Regime, prop: str = "p", reading: Reading = FIVE) -> Verdict:
    about = Property(prop, Text(prop, prop), "a", "b")
    answers = {"vacuous": Answer.VACUOUS, "unknown": Answer.UNKNOWN, "none": Answer.REFUTED}
    if isinstance(value, str):
        return Verdict(of, about, Assume.EVERYONE, reading, answers[value])
    return Verdict(of, about, Assume.EVERYONE, reading, Answer.PROVED, guaranteed=Bound(value))


def order(table: dict[str, list[Value]], chosen: bool = True) -> Order:
    """Regimes by name with their bounds on the concerns p0, p1 and so on."""
    of = {name: replace(regime(), id=name, name=Text(name, name)) for name in table}
    verdicts = [
        verdict(value, of[name], f"p{number}")
        for name, row in table.items()
        for number, value in enumerate(row)
    ]
    return ordered(list(of.values()), verdicts, Assume.EVERYONE, FIVE, chosen)


SHIFTS: list[tuple[Value, Value, Shift]] = [
    (2, 2, Shift.UNCHANGED),
    (2, 1, Shift.TIGHTENED),
    (0, 1, Shift.LOOSENED),
    ("none", 3, Shift.GAINED),
    (3, "none", Shift.LOST),
    ("none", "none", Shift.UNCHANGED),
    ("vacuous", "vacuous", Shift.UNCHANGED),
    ("vacuous", 3, Shift.REGULATED),
    ("vacuous", "none", Shift.REGULATED),
    (3, "vacuous", Shift.UNREGULATED),
    ("none", "vacuous", Shift.UNREGULATED),
    ("unknown", 3, Shift.UNKNOWN),
    (3, "unknown", Shift.UNKNOWN),
    ("unknown", "unknown", Shift.UNKNOWN),
    ("vacuous", "unknown", Shift.UNKNOWN),
]


@pytest.mark.parametrize(("old", "new", "what"), SHIFTS)
def test_what_becomes_of_a_guarantee(old: Value, new: Value, what: Shift) -> None:
    assert shift(verdict(old, regime()), verdict(new, regime())) is what


def test_one_bound_smaller_and_none_larger_dominates() -> None:
    found = order({"x": [1, 2], "y": [1, 3], "z": [0, "none"]})
    assert found.relation("x", "y") is Relation.DOMINATES
    assert found.relation("y", "x") is Relation.DOMINATED
    assert found.relation("x", "z") is Relation.INCOMPARABLE
    assert [one.id for one in found.smaller("x", "z")] == ["p1"]
    assert found.dominators("y") == ("x",)
    assert found.dominators("z") == ()


def test_what_is_not_regulated_is_neither_better_nor_worse_than_any_bound() -> None:
    found = order({"x": [1, "vacuous"], "y": [2, 9], "z": [2, "vacuous"]})
    assert found.relation("x", "y") is Relation.INCOMPARABLE
    assert found.relation("x", "z") is Relation.DOMINATES


def test_an_unknown_bound_leaves_the_order_unknown_unless_others_keep_them_apart() -> None:
    found = order({"x": [1, 1, "unknown"], "y": [2, 2, 1], "z": [0, 9, 1]})
    assert found.relation("x", "y") is Relation.UNKNOWN
    assert found.relation("x", "z") is Relation.INCOMPARABLE
    assert found.undecided == (("x", "y"),)
    assert found.hasse == ()
    assert any("x" in line and "y" in line for line in said(standing_lines(found), "en"))


def test_concerns_that_some_regime_does_not_regulate_count_only_where_they_were_chosen() -> None:
    table: dict[str, list[Value]] = {"x": [1, "vacuous"], "y": [2, 9]}
    found = order(table, chosen=False)
    assert [one.id for one in found.concerns] == ["p0"]
    assert [one.id for one in found.left_out] == ["p1"]
    assert found.relation("x", "y") is Relation.DOMINATES
    assert order(table).relation("x", "y") is Relation.INCOMPARABLE


def test_verdicts_under_another_reading_do_not_count() -> None:
    of = replace(regime(), id="x")
    verdicts = [verdict(1, of), verdict("none", of, reading=STRICT)]
    found = ordered([of], verdicts, Assume.EVERYONE, FIVE)
    assert found.verdicts["x", "p"].days == 1


def test_lines_that_follow_from_others_are_left_out_and_equals_are_one_class() -> None:
    found = order({"c": [3], "a": [1], "b": [2], "a2": [1]})
    assert found.classes == (("c",), ("a", "a2"), ("b",))
    assert found.hasse == ((1, 2), (2, 0))
    assert levels(found) == [2, 0, 1]


VALUES = st.sampled_from([0, 1, 2, "none", "vacuous"])


@given(st.lists(st.lists(VALUES, min_size=2, max_size=2), min_size=1, max_size=6))
@draws(200)
def test_dominance_is_a_strict_partial_order_and_the_diagram_holds_all_of_it(
    rows: list[list[Value]],
) -> None:
    found = order({f"r{number}": row for number, row in enumerate(rows)})
    ids = [one.id for one in found.regimes]
    over = {pair for pair in product(ids, ids) if found.relation(*pair) is Relation.DOMINATES}
    assert not any((b, a) in over for a, b in over)
    assert all((a, d) in over for a, b in over for c, d in over if b == c)
    reached = {*found.hasse}
    while more := {(a, d) for a, b in reached for c, d in reached if b == c} - reached:
        reached |= more
    places = {one: k for k, members in enumerate(found.classes) for one in members}
    assert reached == {(places[a], places[b]) for a, b in over}
    for line in found.hasse:
        others = {*found.hasse} - {line}
        assert not any((line[0], c) in others and (c, line[1]) in reached for c in places.values())


def shown(orders: list[Order]) -> tuple[Block, ...]:
    (section,) = sections(orders)
    return section.blocks


@pytest.mark.parametrize("lang", LANGS)
def test_the_section_shows_the_diagram_who_is_dominated_and_the_bounds(lang: Lang) -> None:
    blocks = shown([order({"x": [1, 2], "y": [1, 3], "z": [0, "none"]})])
    assert isinstance(blocks[0], Paragraph)
    assert blocks[0].kind == "lead"
    assert [one.name for one in blocks if isinstance(one, Chart)] == ["order"]
    pareto, bounds = (said(one.rows, lang) for one in blocks if isinstance(one, Table))
    assert [row[2] for row in pareto][1] == "x"
    at_once = {"zh": "当日", "en": "same day"}[lang]
    none = {"zh": "无", "en": "none"}[lang]
    assert [row[2:] for row in bounds] == [("≤ 1", "≤ 1", at_once), ("≤ 2", "≤ 3", none)]


@pytest.mark.drawn_anew
def test_the_diagram_is_drawn_in_both_languages_and_the_same_each_time() -> None:
    orders = [order({"a": [0, 0], "b": [1, 1], "c": [2, 0], "d": [3, 1], "e": [4, 4]})]
    drawn = drawings(sheet(orders).sections)
    assert {lang for _, lang in drawn} == {*LANGS}
    assert drawn["order", "zh"] == drawings(sheet(orders).sections)["order", "zh"]
    assert drawn["order", "zh"]["inline"] != drawn["order", "en"]["inline"]


def test_without_a_common_concern_there_is_no_diagram() -> None:
    orders = [order({"x": ["vacuous"], "y": [1]}, chosen=False)]
    assert drawings(sheet(orders).sections) == {}
    assert not any(isinstance(one, Chart | Table) for one in shown(orders))
