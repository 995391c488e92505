"""Short cuts of proofs, each against the plain way: they answer the same, and sooner."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import pytest
import z3
from hypothesis import given
from hypothesis import strategies as st

from model.calendar import CoverageError, chinese_calendar
from model.deadline import STRICT, Counting, Indefinite, Reading, Unit, Within
from model.holiday import first_not
from model.property import Property
from model.regime import Regime
from model.unknowns import alike_under
from tests.draws import draws
from tests.small import NAME, duty, lapse, questions, regime
from verify.bounds import ParametricBound, parametric_bounds
from verify.bounds.on_dates import Datings
from verify.bounds.question import ParametricQuestion
from verify.formula import (
    both,
    equal,
    holds_in,
    identities,
    identity,
    implies,
    integer,
    less,
    number,
    plus,
    truth,
    value_in,
    valued,
)
from verify.guarantees import verify
from verify.prover import Provers
from verify.search import greatest_up_to
from verify.solver import Solver
from verify.trust.marco import Subset, minimal_sets
from verify.verdict import Verdict

CALENDAR = chinese_calendar()
STATED = regime(duty("a", "b", Within(3)), duty("b", "c", Within(2), default="c"))
OPEN = regime(duty("a", "b", Indefinite("")), duty("b", "c", Within(2), default="c"))
ASKED = Property("any", NAME, "a", "c")


def plain_bounds(of: Regime, prop: Property) -> list[ParametricBound]:
    """The same bounds, where none is taken for a number without being looked for by projection."""

    with patch.object(ParametricQuestion, "numeric", False):
        return parametric_bounds(of, [prop], calendar=CALENDAR)


def content(bound: ParametricBound) -> object:
    found = (bound.answer, bound.reason, bound.pieces, bound.unbounded, bound.reachable)
    return (*found, bound.in_hours, bound.exact, bound.dated, bound.asked, bound.exempt)


@given(questions(), st.sampled_from(Counting))
@draws(25)
def test_a_bound_with_nothing_open_is_what_projection_finds(
    asked: tuple[Regime, Property], counting: Counting
) -> None:
    of, prop = replace(asked[0], counting=counting), asked[1]
    found = parametric_bounds(of, [prop], calendar=CALENDAR)
    assert [*map(content, found)] == [*map(content, plain_bounds(of, prop))]


@pytest.mark.parametrize("counting", Counting)
def test_a_bound_that_only_the_evening_meets_with_is_told_so(counting: Counting) -> None:
    of = replace(STATED, counting=counting)
    found = parametric_bounds(of, [ASKED], calendar=CALENDAR)
    assert [*map(content, found)] == [*map(content, plain_bounds(of, ASKED))]
    everyone = found[0]
    assert everyone.in_hours.at({}) is (counting is Counting.EXCLUDE_FIRST_DAY)


@given(st.integers(0, 40), st.integers(0, 40))
def test_the_greatest_up_to_a_limit_is_the_greatest(greatest: int, more: int) -> None:
    asked: list[int] = []

    def later(number: int) -> Any:
        asked.append(number)
        return z3.sat if greatest > number else z3.unsat

    assert greatest_up_to(later, greatest + more) == greatest
    assert len(asked) <= 1 if more == 0 else len(asked) <= 14


def test_where_the_solver_gives_up_there_is_no_greatest() -> None:
    assert greatest_up_to(lambda _: z3.unknown, 3) is None


@given(st.integers(-2, 30), st.integers(0, 31))
def test_the_first_date_that_is_not_told_is_found_by_looking_at_all(days: int, told: int) -> None:
    first = date(2026, 1, 1)
    dates = [first + timedelta(days=k) for k in range(days + 1)]
    until = first + timedelta(days=told)
    expected = next((one for one in dates if one >= until), None)
    assert first_not(lambda one: one < until, first, first + timedelta(days=days)) == expected


@pytest.mark.parametrize("last", [date(2026, 12, 25), date(2026, 12, 27)])
def test_a_day_off_on_which_no_matter_begins_does_not_tell_the_dates_before_it(last: date) -> None:
    """A lapse runs out at a close of business: nothing begins on a Sunday, 27 December."""
    dated = duty("b", "c", Within(30, Unit.CALENDAR_DAYS))
    of, asked = regime(lapse("a", "b", Within(1)), dated), Property("any", NAME, "b", "c")
    prover = Provers(CALENDAR).of(of, STRICT)
    days = prover.bound(asked, prover.binding)
    assert days is not None
    datings = Datings(prover, asked, prover.binding, days)
    first = date(2026, 11, 28)  # a Saturday
    assert datings.span(first) is None
    assert datings.span(date(2026, 12, 1)) is not None
    with pytest.raises(CoverageError):
        datings.span(date(2026, 12, 2))
    assert datings.untold_from(first, last) == date(2026, 12, 2)
    assert datings.untold_from(first, date(2026, 12, 1)) is None
    assert datings.untold_from(first, first) is None


def test_only_a_text_that_leaves_nothing_open_is_alike_under_readings() -> None:
    assert alike_under(STATED, STRICT, Reading(5))
    assert not alike_under(OPEN, STRICT, Reading(5))
    assert not alike_under(OPEN, Reading(4), Reading(5))
    assert alike_under(OPEN, Reading(5), Reading(5))


@pytest.mark.parametrize(("of", "shared"), [(STATED, True), (OPEN, False)])
def test_readings_share_a_prover_only_where_nothing_is_open(of: Regime, shared: bool) -> None:
    provers = Provers(CALENDAR)
    part = provers.part(of, "a")
    assert (provers.of(part, STRICT) is provers.of(part, Reading(5))) is shared


def said(verdict: Verdict) -> object:
    bound, rules = verdict.guaranteed, (verdict.rules, verdict.articles, verdict.open_limits)
    run = verdict.counterexample
    return verdict.reading, verdict.answer, bound, rules, run and len(run.run.occurrences)


@given(questions(), st.none() | st.integers(0, 4))
@draws(25)
def test_verdicts_under_several_readings_are_those_under_each_alone(
    asked: tuple[Regime, Property], within: int | None
) -> None:
    readings = [STRICT, Reading(2), Reading(5)]
    together = verify(*asked, readings, within=within, calendar=CALENDAR)
    alone = [
        one
        for reading in readings
        for one in verify(*asked, reading, within=within, calendar=CALENDAR)
    ]
    assert [one.answer for one in together] == [one.answer for one in alone]
    assert [*map(said, together)] == [*map(said, alone)]


def test_what_cannot_be_put_together_is_never_a_formula() -> None:
    context = z3.Context()
    one = integer("one", context)
    with pytest.raises(z3.Z3Exception):
        both(truth(True, context), one)
    with pytest.raises(z3.Z3Exception):
        implies(one, truth(True, context))


def test_variables_take_the_values_that_they_have_in_a_model() -> None:
    context = z3.Context()
    one, other = integer("one", context), integer("other", context)
    solver = z3.Solver(ctx=context)
    solver.add(equal(one, 3), equal(other, 4))
    assert solver.check() == z3.sat
    found = valued(equal(one, other), [one, other], solver.model())
    assert found.eq(equal(number(3, context), 4))


@given(st.integers(-(1 << 62), 1 << 62), st.integers(-9, 9))
def test_what_is_read_from_a_model_is_what_z3py_reads(value: int, more: int) -> None:
    context = z3.Context()
    one, free = integer("one", context), integer("free", context)
    solver = z3.Solver(ctx=context)
    solver.add(equal(one, value))
    assert solver.check() == z3.sat
    model = solver.model()
    for term in (one, plus(one, more), free):
        assert value_in(model, term) == model.eval(term, True).as_long()
        for formula in (equal(term, value), less(term, value)):
            assert holds_in(model, formula) == z3.is_true(model.eval(formula, True))


def test_a_number_of_more_than_64_bits_is_not_read_as_another() -> None:
    context = z3.Context()
    one = integer("one", context)
    solver = z3.Solver(ctx=context)
    solver.add(equal(one, 1 << 62))
    assert solver.check() == z3.sat
    with pytest.raises(z3.Z3Exception):
        value_in(solver.model(), plus(one, one))


def test_the_core_of_a_proof_is_told_by_the_numbers_that_z3py_tells() -> None:
    context = z3.Context()
    a, b, c = (z3.Bool(name, context) for name in "abc")
    solver = Solver(z3.SimpleSolver(ctx=context))
    solver.add(z3.Not(z3.And(a, b)))
    assert solver.check([a, b, c]) == z3.unsat
    assert identities(solver.unsat_core()) == {one.get_id() for one in solver.unsat_core()}
    assert identities(solver.unsat_core()) == {identity(a), identity(b)} == {a.get_id(), b.get_id()}


def test_only_models_of_our_own_are_left_as_they_are() -> None:
    context, seen = z3.Context(), []

    class Told(z3.Solver):  # type: ignore[misc]
        def model(self) -> Any:
            seen.append(z3.get_param("model.compact"))
            return super().model()

    solver = Solver(Told(ctx=context))
    solver.add(integer("n", context) == 3)
    assert solver.check() == z3.sat
    assert value_in(solver.model(), integer("n", context)) == 3
    assert [*seen, z3.get_param("model.compact")] == ["false", "true"]


@pytest.mark.parametrize(
    ("found", "sufficient", "corrections"), [(None, (), ({},)), ({}, ({},), ())]
)
@pytest.mark.parametrize("elements", ["", "abc"])
def test_what_stands_by_itself_or_never_is_told_without_a_map(
    elements: str, found: Any, sufficient: tuple[Any, ...], corrections: tuple[Any, ...]
) -> None:
    asked: list[Subset] = []

    def suffices(subset: Subset) -> Subset | None:
        asked.append(subset)
        return None if found is None else frozenset(found)

    with patch("verify.trust.marco.satisfiable", None):  # who asks it fails
        sets = minimal_sets(elements, suffices)
    assert sets.sufficient == tuple(map(frozenset, sufficient))
    assert sets.corrections == tuple(map(frozenset, corrections))
    assert asked == [frozenset(elements)]


def test_that_a_trigger_can_come_is_asked_once_for_a_bound_and_the_rules_behind_it() -> None:
    prover = Provers(CALENDAR).of(STATED, STRICT)
    asked: list[int] = []
    answer = Solver.check

    def counted(solver: Solver, *assumptions: Any) -> Any:
        asked.extend(identity(one) for one in assumptions[0])
        return answer(solver, *assumptions)

    triggered = prover.triggered(ASKED)
    with patch.object(Solver, "check", counted):
        days = prover.bound(ASKED, prover.binding)
        prover.support(ASKED, prover.binding, days)
        assert prover.support(ASKED, prover.binding, days).rules == ("a-b", "b-c")
    assert asked.count(identity(triggered)) == 1
