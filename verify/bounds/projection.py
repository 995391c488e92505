"""What a statement about runs says about the unknowns of the text: the runs projected away.

A question such as "for which values of the limits is there a late run?" has the runs' variables
under an existential quantifier. They are eliminated by model-based projection: a model of the
statement is turned into a conjunction over the unknowns that holds of the model and from which
some run follows, and is excluded; until no model is left. A. Komuravelli, A. Gurfinkel, S. Chaki,
"SMT-based model checking for recursive programs", CAV 2014; N. Bjørner, M. Janota, "Playing with
quantified satisfaction", LPAR 2015.

When it ends, the disjunction of the conjunctions is equivalent to the statement with its runs
quantified away. That nothing is missing is a plain unsatisfiability answer, on which "proved"
rests; that each conjunction has a run rests on Z3's projection.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import z3
from z3 import z3core

from verify.deletion import minimised
from verify.formula import Expr, every, implies, not_, operands_of, valued
from verify.patience import Undecided
from verify.solver import satisfiable, solver_of


@dataclass(frozen=True, slots=True)
class Loaded:
    """A part of a statement that a solver already holds, so that it need not be loaded again.

    What a projection adds to the solver hangs on a literal of its own and leaves others alone.
    """

    solver: Any
    statement: Expr


class Projection:
    """The values of some unknowns for which a statement about runs can come true, found lazily.

    Parameters
    ----------
    statement
        What is projected, as constraints that all hold, ``loaded`` included.
    hidden
        The variables to be eliminated.
    domain
        What the remaining unknowns satisfy anyway; conjunctions are told relative to it.
    settled
        Further variables to be eliminated, by the value that they have in a model: those whose
        values matter only in how finitely many atoms compare them with each other, such as
        choices and orders. It is much quicker; where a value mattered in itself, it might not end.

    Raises
    ------
    Undecided
        By every method, where the solver gives up.
    """

    def __init__(
        self,
        statement: Sequence[Expr],
        hidden: Iterable[Expr],
        domain: Sequence[Expr],
        context: z3.Context,
        settled: Iterable[Expr] = (),
        loaded: Loaded | None = None,
    ) -> None:
        self.context, self.domain = context, list(domain)
        self.statement, self.loaded = [*statement, *domain], loaded
        self.hidden, self.settled = list(hidden), list(settled)
        self._solver = loaded.solver if loaded else solver_of(context, self.statement)
        # Of a solver that is shared all this is assumed for one question at a time.
        self._asked = self.statement if loaded else list[Expr]()

    @cached_property
    def body(self) -> Expr:
        """What is projected, as one formula."""
        known = [self.loaded.statement] if self.loaded else []
        return every([*known, *self.statement], self.context)

    @cached_property
    def _implied(self) -> Any:
        """A solver that holds the domain alone."""
        return solver_of(self.context, self.domain)

    @cached_property
    def _apart(self) -> Expr:
        """The literal on which it hangs that cases are excluded."""
        return z3.FreshBool("apart", self.context)

    def case(self, *values: Expr) -> Expr | None:
        """Return a conjunction over the unknowns, true of some of the given values, that has a run.

        ``None`` where the statement is true for none of them.
        """
        if not satisfiable(self._solver, [*self._asked, *values]):
            return None
        return self._tidied(self._project(self._solver.model()))

    def exclude(self, case: Expr) -> None:
        """Look no more among the values of a case."""
        if "_apart" not in self.__dict__:
            self._asked = [self._apart, *self._asked]
        self._solver.add(implies(self._apart, not_(case)))

    def cases(self, most: int = 400) -> Iterator[Expr]:
        """Yield cases until together they are all values for which the statement can come true."""
        for _ in range(most):
            case = self.case()
            if case is None:
                return
            yield case
            if z3.is_true(case):
                return
            self.exclude(case)
        raise Undecided(f"more than {most} cases")

    def _project(self, model: Any) -> Expr:
        body = self.body
        if self.settled:
            body = z3.simplify(valued(body, self.settled, model))
        if z3.is_true(body):
            return body
        found = z3core.Z3_qe_model_project(
            self.context.ref(),
            model.model,
            len(self.hidden),
            operands_of(self.hidden),
            body.as_ast(),
        )
        return z3.z3._to_expr_ref(found, self.context)

    def _tidied(self, case: Expr) -> Expr:
        """Leave out what follows from the domain and the rest, and alternatives they exclude."""
        kept = [self._possible(conjunct) for conjunct in _conjuncts(z3.simplify(case))]
        kept = [inner for conjunct in kept for inner in _conjuncts(conjunct)]
        return every(minimised(kept, self._follows), self.context)

    def _follows(self, conjunct: Expr, rest: list[Expr]) -> bool:
        return bool(self._implied.check(*rest, z3.Not(conjunct)) == z3.unsat)

    def _possible(self, conjunct: Expr) -> Expr:
        if not z3.is_or(conjunct):
            return conjunct
        left = [part for part in conjunct.children() if self._implied.check(part) != z3.unsat]
        return left[0] if len(left) == 1 else z3.Or(left) if left else conjunct


def _conjuncts(case: Expr) -> list[Expr]:
    if z3.is_and(case):
        return [inner for child in case.children() for inner in _conjuncts(child)]
    return [] if z3.is_true(case) else [case]
