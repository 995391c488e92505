"""How long a run is, as the solver sees it: what is least in a shortest one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import z3

from verify.formula import Expr, choice, most, number, plus


class Total:
    """The sum of some terms that are at least 0; often it can be 0."""

    often_least = False

    def __init__(self, terms: Iterable[Expr], context: z3.Context) -> None:
        self.sum = plus(number(0, context), *terms)

    def of(self, model: Any) -> int:
        """The sum in a model."""
        return int(model.eval(self.sum, model_completion=True).as_long())

    def at_most(self, limit: int) -> Expr:
        """Whether the sum is no greater."""
        return most(self.sum, limit)


class Count(Total):
    """How many of some formulas hold; often as few as can be in the first run that is found."""

    often_least = True

    def __init__(self, formulas: Iterable[Expr], context: z3.Context) -> None:
        self.formulas = tuple(formulas)
        one, zero = number(1, context), number(0, context)
        super().__init__((choice(formula, one, zero) for formula in self.formulas), context)

    def at_most(self, limit: int) -> Expr:
        """Whether no more hold; said of the formulas, which is decided sooner than of the sum."""
        return z3.AtMost(*self.formulas, limit)
