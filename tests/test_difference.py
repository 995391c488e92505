"""What two regimes say otherwise, matched by what they regulate."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from itertools import permutations, product

import pytest
from hypothesis import given

from experiments.diff.changes import change_lines
from experiments.diff.data import change_data
from model.calendar import chinese_calendar
from model.deadline import (
    Before,
    Counting,
    Deadline,
    External,
    Immediately,
    Indefinite,
    Measure,
    NoLimit,
    Period,
    Recurring,
    Term,
    Unit,
    Within,
)
from model.difference import Change, ChangedRule, Field, difference
from model.instant import MINUTES, day_of
from model.interpretation import Interpretation
from model.language import LANGS
from model.limits import Direction, direction, never_later
from model.matching import ALIKE, matched, similarity
from model.regime import Precedence, Regime, Sanction
from model.rule import Default, Rule, Trigger
from protocols import library
from tests.draws import draws
from tests.said import said
from tests.small import NAME, counts, duty, may, must_not, regime
from tests.versions import families

USUAL, FIRST = Counting.EXCLUDE_FIRST_DAY, Counting.INCLUDE_FIRST_DAY


def changed(one: ChangedRule) -> tuple[str, str, frozenset[Change]]:
    return one.old.id, one.new.id, frozenset(one.changes)


def backwards(one: ChangedRule) -> tuple[str, str, frozenset[Change]]:
    return one.new.id, one.old.id, frozenset(change.mirrored() for change in one.changes)


@given(families(2))
@draws(150)
def test_backwards_a_difference_is_its_mirror(family: list[Regime]) -> None:
    one, other = family
    forth, back = difference(one, other), difference(other, one)
    assert (forth.added, forth.removed) == (back.removed, back.added)
    assert {*map(changed, forth.changed)} == {*map(backwards, back.changed)}
    assert forth.kept == back.kept
    assert (forth.orders_added, forth.orders_removed) == (back.orders_removed, back.orders_added)


@given(families(1))
@draws(50)
def test_a_regime_does_not_differ_from_itself(family: list[Regime]) -> None:
    (one,) = family
    found = difference(one, one)
    assert found.empty
    assert found.kept == len(one.rules)


@pytest.mark.parametrize("name", library.REGIMES)
def test_a_shipped_regime_does_not_differ_from_itself(name: str) -> None:
    of = library.find(name)
    assert difference(of, of).empty
    assert said(change_lines(difference(of, of)), "en") == []


@given(families(2))
@draws(80)
def test_no_other_assignment_of_rules_is_more_alike(family: list[Regime]) -> None:
    one, other = family
    other = replace(other, rules=tuple(replace(rule, id=f"y{rule.id}") for rule in other.rules))

    def worth(pairs: list[tuple[Rule, Rule]]) -> float:
        return sum(alike for pair in pairs if (alike := similarity(*pair)) >= ALIKE)

    found = matched(one, other)
    assert all(similarity(*pair) >= ALIKE for pair in found)
    few, many = sorted((one.rules, other.rules), key=len)
    best = max(worth(list(zip(few, chosen))) for chosen in permutations(many, len(few)))  # noqa: B905
    assert worth(found) == pytest.approx(best)


def test_rules_of_one_name_and_act_belong_together_however_else_they_differ() -> None:
    one = regime(duty("a", "b", Within(1), id="x"))
    other = regime(duty("c", "b", Indefinite("及时"), id="x", bearer="q", when={"flag": {"true"}}))  # type: ignore[dict-item]
    assert [(a.id, b.id) for a, b in matched(one, other)] == [("x", "x")]


def test_a_rule_of_the_same_name_about_another_act_is_another_rule() -> None:
    one, other = regime(duty("a", "b", id="x")), regime(duty("a", "c", id="x"))
    found = difference(one, other)
    assert ([rule.id for rule in found.added], [rule.id for rule in found.removed]) == (
        ["x"],
        ["x"],
    )


def test_a_renamed_rule_is_matched_by_what_it_regulates() -> None:
    one = regime(duty("a", "b", Within(1), id="x"), duty("c", "b", Within(3), id="y"))
    other = regime(duty("c", "b", Within(3), id="u"), duty("a", "b", Within(2), id="v"))
    assert [(a.id, b.id) for a, b in matched(one, other)] == [("x", "v"), ("y", "u")]


def test_of_several_best_assignments_the_same_is_taken_either_way() -> None:
    def some(name: str, *kinds: tuple[str, int, str]) -> Regime:
        rules = [
            duty(on, "b", Within(days), id=f"{name}{number}", bearer=bearer)
            for number, (on, days, bearer) in enumerate(kinds)
        ]
        return regime(*rules)

    one = some("x", ("a", 2, "p"), ("c", 2, "p"), ("c", 2, "p"), ("c", 1, "p"))
    other = some("y", ("c", 2, "q"), ("a", 2, "p"), ("c", 2, "p"), ("a", 1, "p"))
    forth = {(a.id, b.id) for a, b in matched(one, other)}
    assert forth == {(b.id, a.id) for a, b in matched(other, one)}


BASE = duty("a", "b", Within(1), default="b", unless={"flag": frozenset({"true"})}, id="x")
CHANGED: list[tuple[Rule, set[Field]]] = [
    (replace(BASE, deadline=Within(2)), {Field.DEADLINE}),
    (replace(BASE, on=Trigger(("a", "c"))), {Field.TRIGGER}),
    (replace(BASE, when={"flag": frozenset({"true"})}), {Field.GUARD}),
    (replace(BASE, bearer="q"), {Field.BEARER}),
    (replace(BASE, jointly=("q",)), {Field.BEARER}),
    (replace(BASE, bearer_leads=True), {Field.LEADING}),
    (replace(BASE, bearer_stated=False), {Field.NAMED}),
    (replace(BASE, start_stated=False), {Field.START}),
    (replace(BASE, on_expiry=None), {Field.DEFAULT, Field.EXCEPTIONS}),
    (replace(BASE, on_expiry=Default("b")), {Field.EXCEPTIONS}),
    (replace(BASE, overdue="c"), {Field.OVERDUE}),
    (replace(BASE, excused_by=("c",)), {Field.EXCUSES}),
    (replace(BASE, towards="q"), {Field.TOWARDS}),
    (replace(BASE, through=("post",)), {Field.CHANNELS}),
    (replace(BASE, content=("word",)), {Field.CONTENT}),
    (replace(BASE, article="9"), {Field.ARTICLE}),
    (replace(BASE, readings=(Interpretation(NAME),)), set()),
    (
        may("a", "b", bearer="p", id="x"),
        {Field.KIND, Field.DEADLINE, Field.DEFAULT, Field.EXCEPTIONS},
    ),
]


@pytest.mark.parametrize(("other", "fields"), CHANGED)
def test_each_field_of_a_rule_that_differs_is_named(other: Rule, fields: set[Field]) -> None:
    found = difference(regime(BASE), regime(other))
    assert {change.field for one in found.changed for change in one.changes} == fields
    assert found.empty == (not fields)


def test_a_ban_that_is_lifted_otherwise_is_told() -> None:
    (one,) = difference(regime(must_not("a", "b")), regime(must_not("a", "b", until="c"))).changed
    assert one.changes == (Change(Field.UNTIL, None, "c"),)


def test_sanctions_counting_hierarchy_and_words_are_compared() -> None:
    one = regime(BASE, counts("c", "d"))
    held = Sanction("s", "9", ("x",), "liable", ground="late")
    first = Precedence("8", ("x",), ("c-is-d",))
    other = replace(one, sanctions=(held,), precedence=(first,), counting=FIRST)
    found = difference(one, other)
    (rule,) = found.changed
    assert rule.changes == (Change(Field.SANCTIONS, (), (("liable", "late", "", "", ""),)),)
    assert [(a.id, b.id) for a, b in found.orders_added] == [("x", "c-is-d")]
    assert found.general == (Change(Field.COUNTING, USUAL, FIRST, Direction.TIGHTER),)
    events = dict(one.vocabulary.events)
    events["b"] = replace(events["b"], presupposes=("a",), by="p")
    words = replace(one.vocabulary, events=events)
    (word,) = difference(one, replace(one, vocabulary=words)).words
    assert word.word == "b"
    assert {change.field for change in word.changes} == {Field.BY, Field.PRESUPPOSES}


def test_a_hierarchy_clause_over_renamed_rules_is_the_same() -> None:
    def ranked(first: str, over: str) -> Regime:
        of = regime(duty("a", "b", id=first), duty("c", "d", id=over))
        return replace(of, precedence=(Precedence("8", (first,), (over,)),))

    found = difference(ranked("x", "y"), ranked("u", "v"))
    assert not found.orders_added + found.orders_removed
    found = difference(ranked("x", "y"), replace(ranked("u", "v"), precedence=()))
    assert [(a.id, b.id) for a, b in found.orders_removed] == [("x", "y")]


LIMITS: list[tuple[Deadline, Deadline, Direction]] = [
    (Within(1), Within(2), Direction.LOOSER),
    (Within(2), Within(1), Direction.TIGHTER),
    (Within(1), Immediately(), Direction.TIGHTER),
    (Within(3), Within(3, Unit.CALENDAR_DAYS), Direction.TIGHTER),
    (Within(3), Within(4, Unit.CALENDAR_DAYS), Direction.INCOMPARABLE),
    (Within(1), Recurring(Period.DAILY), Direction.EQUAL),
    (Recurring(Period.MONTHLY), Recurring(Period.QUARTERLY), Direction.LOOSER),
    (Within(1, Unit.MONTHS), Within(31, Unit.CALENDAR_DAYS), Direction.LOOSER),
    (Within(1, Unit.MONTHS), Within(30, Unit.CALENDAR_DAYS), Direction.INCOMPARABLE),
    (Indefinite("及时"), Within(9), Direction.FILLED),
    (Within(9), External("法定"), Direction.OPENED),
    (Indefinite("及时"), External("法定"), Direction.EQUAL),
    (NoLimit(), Indefinite("及时"), Direction.TIGHTER),
    (NoLimit(), Within(1), Direction.FILLED),
    (NoLimit(), Before("e", 1), Direction.TIGHTER),
    (Before("e", 1), Before("e", 3), Direction.TIGHTER),
    (Before("e", 1), Before("f", 1), Direction.INCOMPARABLE),
    (Before("e", 1), Within(1), Direction.INCOMPARABLE),
]


@pytest.mark.parametrize(("old", "new", "way"), LIMITS)
def test_a_deadline_is_tighter_where_it_never_ends_later(
    old: Deadline, new: Deadline, way: Direction
) -> None:
    assert direction(old, USUAL, new, USUAL) is way
    assert direction(new, USUAL, old, USUAL) is way.mirrored


def test_counting_the_first_day_makes_the_same_words_a_shorter_limit() -> None:
    assert direction(Within(2), USUAL, Within(2), FIRST) is Direction.TIGHTER
    assert direction(Indefinite("及时"), USUAL, External("法定"), FIRST) is Direction.TIGHTER


def test_no_term_that_is_said_to_end_no_later_ever_does_on_real_dates() -> None:
    calendar = chinese_calendar()
    terms = [Term(Measure.AFTER, n) for n in (1, 2, 5)] + [Term(Measure.FROM, n) for n in (0, 1, 4)]
    terms += [Term(Measure.CALENDAR, n) for n in (0, 1, 2, 5, 28, 31, 92)]
    terms += [Term(Measure.MONTHS, n) for n in (1, 2, 3)]
    terms += [Term(one) for one in Measure if one.value.startswith("end")]
    start = day_of(date(2024, 1, 1))
    starts = [day * MINUTES + at for day in range(start, start + 366, 1) for at in (600, 1200)]
    due = {term: [calendar.due(instant, term) for instant in starts] for term in terms}
    for one, other in product(terms, repeat=2):
        ends_no_later = all(a <= b for a, b in zip(due[one], due[other], strict=True))
        if never_later(one, other):
            assert ends_no_later, (one, other)
        elif not (one.needs_calendar or other.needs_calendar):
            assert not ends_no_later, (one, other)


@pytest.mark.parametrize("lang", LANGS)
def test_a_changed_deadline_reads_from_old_to_new(lang: str) -> None:
    tell = {"zh": "由“在 1 个工作日内”改为“在 2 个工作日内”（更松）"}
    tell["en"] = "deadline: within 1 working day(s) → within 2 working day(s) (looser)"
    one, other = regime(BASE), regime(replace(BASE, deadline=Within(2)))
    (line,) = said(change_lines(difference(one, other)), lang)  # type: ignore[arg-type]
    assert tell[lang] in line


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", library.REGIMES[1:])
def test_every_change_between_shipped_regimes_can_be_said_and_written(name: str, lang: str) -> None:
    found = difference(library.find("jinan"), library.find(name))
    lines = said(change_lines(found), lang)  # type: ignore[arg-type]
    data = json.loads(json.dumps(said(change_data(found), lang)))  # type: ignore[arg-type]
    assert len(lines) >= len(found.added) + len(found.removed)
    counts_by = [sum(one["kind"] == kind for one in data) for kind in ("added", "removed")]
    assert counts_by == [len(found.added), len(found.removed)]


def test_rules_that_only_moved_are_counted_and_not_listed() -> None:
    one = regime(BASE, duty("a", "c", id="y"))
    moved = replace(one, rules=tuple(replace(rule, article="77") for rule in one.rules))
    (line,) = said(change_lines(difference(one, moved)), "en")
    assert line.startswith("2 further rule(s) stand under another article")
