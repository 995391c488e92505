"""Formulas with runs projected away, and regions in few inequalities: against every value."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
import z3
from hypothesis import given
from hypothesis import strategies as st

from tests.draws import draws
from verify.bounds.linear import EVERYWHERE, NOWHERE, Inequality, Region, Sum
from verify.bounds.projection import Loaded, Projection
from verify.bounds.region import UnknownSpace
from verify.patience import Undecided
from verify.solver import solver_of

VALUES = range(-3, 4)
SHOWN, HIDDEN = ("x", "y"), ("u", "v")
ATOM = st.tuples(*(st.integers(-2, 2) for _ in (*SHOWN, *HIDDEN)), st.integers(-4, 4))
CLAUSES = st.lists(st.lists(ATOM, min_size=1, max_size=2), min_size=1, max_size=4)


def true(clauses: Any, values: tuple[int, ...]) -> bool:
    """Whether values make every clause true: at least one sum in it is at most 0."""

    def at_most(atom: tuple[int, ...]) -> bool:
        return sum(a * b for a, b in zip(atom[:4], values, strict=True)) + atom[4] <= 0

    return all(any(at_most(atom) for atom in one) for one in clauses)


class Stated:
    """Clauses as the solver's formula, all its variables within a box."""

    def __init__(self, clauses: Any) -> None:
        self.context = z3.Context()
        self.variables = [z3.Int(name, self.context) for name in (*SHOWN, *HIDDEN)]
        self.box = [z3.And(one >= VALUES[0], one <= VALUES[-1]) for one in self.variables]
        self.clauses = [z3.Or([self.atom(one) for one in clause]) for clause in clauses]

    def atom(self, atom: tuple[int, ...]) -> Any:
        parts = [by * one for by, one in zip(atom[:4], self.variables, strict=True)]
        return z3.Sum(parts) + atom[4] <= 0

    def cases(self) -> list[Any]:
        statement, hidden = [*self.clauses, *self.box[2:]], self.variables[2:]
        return list(Projection(statement, hidden, self.box[:2], self.context).cases())

    def holds(self, case: Any, x: int, y: int) -> bool:
        values = [z3.IntVal(one, self.context) for one in (x, y)]
        pairs = zip(self.variables[:2], values, strict=True)
        return bool(z3.is_true(z3.simplify(z3.substitute(case, *pairs))))


@given(CLAUSES)
@draws(60)
def test_what_is_left_is_what_some_hidden_values_allow(clauses: Any) -> None:
    stated = Stated(clauses)
    cases = stated.cases()
    for x, y in product(VALUES, VALUES):
        some = any(true(clauses, (x, y, u, v)) for u, v in product(VALUES, VALUES))
        assert any(stated.holds(case, x, y) for case in cases) == some


@given(CLAUSES)
@draws(30)
def test_variables_settled_by_the_model_and_a_shared_solver_change_nothing(clauses: Any) -> None:
    stated = Stated(clauses)
    u, v = stated.variables[2:]
    solver = solver_of(stated.context, stated.clauses)
    loaded = Loaded(solver, z3.And(stated.clauses))
    statement = stated.box[2:]
    shared = Projection(statement, [u], stated.box[:2], stated.context, [v], loaded)
    cases = list(shared.cases())
    for x, y in product(VALUES, VALUES):
        some = any(true(clauses, (x, y, a, b)) for a, b in product(VALUES, VALUES))
        assert any(stated.holds(case, x, y) for case in cases) == some
    # The next question to the same solver is not bound by what was excluded before.
    assert solver.check() == solver_of(stated.context, stated.clauses).check()


def test_too_many_cases_are_no_answer() -> None:
    context = z3.Context()
    x, u = z3.Int("x", context), z3.Int("u", context)
    found = Projection([x == 3 * u, u >= 0, u <= 9], [], [], context, settled=[u])
    with pytest.raises(Undecided):
        list(found.cases(most=5))


def sums(context: Any) -> tuple[UnknownSpace, dict[str, Any]]:
    unknowns = {name: z3.Int(name, context) for name in SHOWN}
    return UnknownSpace(unknowns, [one >= 1 for one in unknowns.values()], context), unknowns


PLANE = st.tuples(st.integers(-2, 2), st.integers(-2, 2), st.integers(-6, 6))
SHAPES = st.lists(st.lists(PLANE, min_size=1, max_size=3), min_size=1, max_size=3)


@given(SHAPES)
@draws(60)
def test_a_cover_has_the_values_of_its_formula_and_no_inequality_too_many(shape: Any) -> None:
    context = z3.Context()
    space, unknowns = sums(context)
    x, y = unknowns.values()
    formula = z3.Or([z3.And([a * x + b * y + c <= 0 for a, b, c in cube]) for cube in shape])
    region = space.cover(formula, space.atoms(formula))
    for p, q in product(range(1, 7), range(1, 7)):
        wanted = any(all(a * p + b * q + c <= 0 for a, b, c in cube) for cube in shape)
        assert region.at({"x": p, "y": q}) == wanted
    for k, cube in enumerate(region.cubes):
        others = region.cubes[:k] + region.cubes[k + 1 :]
        assert not space.always(z3.Implies(space.formula(region), space.formula(Region(others))))
        for one in cube:
            laxer = Region((*others, tuple(other for other in cube if other != one)))
            assert space.possible(space.formula(laxer), z3.Not(formula))


def test_inequalities_are_in_lowest_terms_over_whole_numbers() -> None:
    assert Inequality.of(Sum.of({"x": 2, "y": -2}, 3)) == Inequality(Sum.of({"x": 1, "y": -1}, 2))
    two = Inequality.of(Sum.of({"x": 1}, -2))
    assert [two.at({"x": x}) for x in (1, 2, 3)] == [True, True, False]
    assert [(~two).at({"x": x}) for x in (1, 2, 3)] == [False, False, True]


def test_what_always_or_never_holds_has_no_inequality() -> None:
    space, unknowns = sums(z3.Context())
    x = unknowns["x"]
    assert space.cover(x >= 1, space.atoms(x >= 1)) == EVERYWHERE
    assert space.cover(x <= 0, space.atoms(x <= 0)) == NOWHERE
    with pytest.raises(Undecided):
        space.cover(x <= 3, [Inequality.of(Sum.of({"x": 1}, -2))])
