"""Formulas over the unknowns of a text, decided by the solver and put into few inequalities.

A formula of linear arithmetic is covered by prime implicants over its own atoms: a model is
generalised by leaving out every inequality that the rest does not need, and excluded, until no
model is left. W. V. Quine, "The problem of simplifying truth functions", 1952; that a formula and
its cover agree is a plain unsatisfiability answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

import z3

from verify.bounds.linear import EVERYWHERE, NOWHERE, Cube, Expression, Inequality, Region, Sum
from verify.deletion import minimised
from verify.formula import Expr
from verify.patience import Undecided
from verify.solver import satisfiable, solver_of


class UnknownSpace:
    """The unknowns of a text, all whole numbers, and what they satisfy anyway.

    Parameters
    ----------
    unknowns
        The solver's variable of each unknown, by its name.
    domain
        What holds of them; formulas are told apart only where it does.

    Raises
    ------
    Undecided
        By every method that asks the solver, where it gives up.
    """

    def __init__(self, unknowns: dict[str, Expr], domain: Sequence[Expr], context: Any) -> None:
        self.unknowns, self.domain, self.context = unknowns, list(domain), context
        self._names = {one.get_id(): name for name, one in unknowns.items()}

    @cached_property
    def _solver(self) -> Any:
        return solver_of(self.context, self.domain)

    def restricted(self, *further: Expr) -> UnknownSpace:
        """Return the space of the values for which more holds."""
        further = tuple(one for one in further if not z3.is_true(one))
        if not further:
            return self
        return UnknownSpace(self.unknowns, [*self.domain, *further], self.context)

    def possible(self, *formulas: Expr) -> bool:
        """Whether formulas hold together for some values."""
        return satisfiable(self._solver, formulas)

    def always(self, formula: Expr) -> bool:
        """Whether a formula holds for all values."""
        return not self.possible(z3.Not(formula))

    def term(self, expression: Expression) -> Expr:
        """Return an expression as the solver's."""
        if isinstance(expression, Sum):
            parts = [self.unknowns[name] * by for name, by in expression.terms]
            return z3.Sum([*parts, z3.IntVal(expression.constant, self.context)])
        chosen, *rest = [self.term(part) for part in expression.parts]
        for part_term in rest:
            chosen = z3.If(
                chosen >= part_term if expression.most else chosen <= part_term, chosen, part_term
            )
        return chosen

    def formula(self, region: Region) -> Expr:
        """Return a region as the solver's formula."""
        return self.any([self._all([self._holds(one) for one in cube]) for cube in region.cubes])

    def any(self, parts: Sequence[Expr]) -> Expr:
        """Return that at least one of several formulas holds."""
        if not parts or any(z3.is_true(part) for part in parts):
            return z3.BoolVal(bool(parts), self.context)
        return z3.Or(list(parts))

    def _all(self, parts: list[Expr]) -> Expr:
        return z3.And(parts) if parts else z3.BoolVal(True, self.context)

    def _holds(self, inequality: Inequality) -> Expr:
        return self.term(inequality.sum) <= 0

    def atoms(self, formula: Expr) -> list[Inequality]:
        """Return the linear inequalities that a formula is made of, each once, without those
        that do not compare unknowns of this space."""
        inequalities: dict[Inequality, None] = {}
        for atom in _atoms(formula):
            left, right = (self._sum(child) for child in atom.children())
            if left is None or right is None:
                continue
            below = Inequality.of(left - right)
            above = Inequality.of(right - left)
            kind = atom.decl().kind()
            if kind in (z3.Z3_OP_LE, z3.Z3_OP_GT, z3.Z3_OP_EQ, z3.Z3_OP_DISTINCT):
                inequalities[below] = None
            if kind in (z3.Z3_OP_GE, z3.Z3_OP_LT, z3.Z3_OP_EQ, z3.Z3_OP_DISTINCT):
                inequalities[above] = None
        return [inequality for inequality in inequalities if inequality.sum.terms]

    def _sum(self, term: Expr) -> Sum | None:
        """Read a linear term; ``None`` where it is something else."""
        if z3.is_int_value(term):
            return Sum(term.as_long())
        if name := self._names.get(term.get_id()):
            return Sum.of({name: 1})
        parts = [self._sum(child) for child in term.children()]
        if not parts or any(part is None for part in parts):
            return None
        known = [part for part in parts if part is not None]
        if z3.is_add(term):
            return sum(known[1:], start=known[0])
        if z3.is_mul(term) and sum(bool(part.terms) for part in known) <= 1:
            factor = next((part for part in known if part.terms), Sum(1))
            for part in known:
                factor = factor if part.terms else factor * part.constant
            return factor
        if z3.is_sub(term) and len(known) == 2:
            return known[0] - known[1]
        return known[0] * -1 if term.decl().kind() == z3.Z3_OP_UMINUS else None

    def cover(self, formula: Expr, atoms: Iterable[Inequality], most: int = 60) -> Region:
        """Return the values for which a formula holds, in few inequalities.

        Parameters
        ----------
        atoms
            Inequalities that together tell values where it holds from values where it does not.

        Raises
        ------
        Undecided
            Also where the atoms do not tell the values apart, or there are too many cases.
        """
        if z3.is_true(formula) or z3.is_false(formula):
            return EVERYWHERE if z3.is_true(formula) else NOWHERE
        inside, outside = self._guarded(formula), self._guarded(z3.Not(formula))
        ordered = sorted(dict.fromkeys(atoms), key=_strength)
        cubes: list[Cube] = []
        while self.possible(inside):
            if len(cubes) >= most:
                raise Undecided(f"more than {most} regions")
            model = self._solver.model()
            cube = self._prime([self._true(model, inequality) for inequality in ordered], outside)
            cubes.append(cube)
            self._solver.add(z3.Implies(inside, z3.Not(self.formula(Region((cube,))))))
        return self._without_needless(cubes)

    def _guarded(self, formula: Expr) -> Expr:
        """Return a literal that stands for a formula from now on, so that it is loaded once."""
        asked = z3.FreshBool("asked", self.context)
        self._solver.add(z3.Implies(asked, formula))
        return asked

    def _true(self, model: Any, inequality: Inequality) -> Inequality:
        holds = model.eval(self._holds(inequality), model_completion=True)
        return inequality if z3.is_true(holds) else ~inequality

    def _prime(self, literals: list[Inequality], outside: Expr) -> Cube:
        """Leave out what the rest does not need to keep out of where the formula fails."""
        kept = sorted(dict.fromkeys(literals), key=_strength)
        if self.possible(outside, *map(self._holds, kept)):
            raise Undecided("inequalities that do not tell the values apart")

        def apart(_: Inequality, rest: list[Inequality]) -> bool:
            return not self.possible(outside, *map(self._holds, rest))

        return tuple(minimised(kept, apart))

    def _without_needless(self, cubes: list[Cube]) -> Region:
        def covered(cube: Cube, rest: list[Cube]) -> bool:
            own, others = self.formula(Region((cube,))), self.formula(Region(tuple(rest)))
            return bool(rest) and not self.possible(own, z3.Not(others))

        kept = minimised(cubes, covered)
        return Region(tuple(sorted(kept, key=lambda cube: (len(cube), repr(cube)))))


def _strength(inequality: Inequality) -> tuple[int, int, object]:
    """Many unknowns first, then the strict before the lax: the order of leaving out."""
    return (-len(inequality.sum.terms), -inequality.sum.constant, inequality.sum.terms)


_COMPARING = (
    z3.Z3_OP_LE,
    z3.Z3_OP_GE,
    z3.Z3_OP_LT,
    z3.Z3_OP_GT,
    z3.Z3_OP_EQ,
    z3.Z3_OP_DISTINCT,
)


def _atoms(formula: Expr) -> Iterator[Expr]:
    """Yield the comparisons of numbers that a formula is made of."""
    children = formula.children()
    if children and z3.is_int(children[0]) and formula.decl().kind() in _COMPARING:
        if len(children) == 2:
            yield formula
        return
    for child in children:
        yield from _atoms(child)
