"""The size of a run as a term of the solver. Counterexamples minimise one size after another.

Each kind of size knows where the search for its least value should look next, since it knows
which values are likely. Of several runs of one size, the one that is shown depends on this order.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import z3

from verify.formula import Expr, choice, every, most, no_more_than, number, plus, value_in

_MANY = 200
"""Terms from which on it is said of each that it is 0, where their sum is to be.

The sum of a thousand costs the solver a gigabyte. Of fewer it is said as it is of any other limit,
so that the run shown is the same.
"""


class Total:
    """The sum of some terms, none of which is ever below 0; it is often 0."""

    def __init__(self, terms: Iterable[Expr], context: z3.Context) -> None:
        self.terms = tuple(terms)
        self.context = context
        self.sum = plus(number(0, context), *self.terms)

    def of(self, model: Any) -> int:
        """Return the sum in a model."""
        return value_in(model, self.sum)

    def largest(self, model: Any) -> int:
        """Return the largest of the terms in a model."""
        return max((value_in(model, term) for term in self.terms), default=0)

    def none_above(self, limit: int) -> Expr:
        """Return that no term is greater than a limit."""
        return every((most(term, limit) for term in self.terms), self.context)

    def at_most(self, limit: int) -> Expr:
        """Return that the sum is no greater than a limit."""
        if limit == 0 and len(self.terms) > _MANY:
            return every((most(term, 0) for term in self.terms), self.context)
        return most(self.sum, limit)

    def first_probe(self, reached: int) -> int:
        """Return the value to ask about first, where ``reached`` is one that is known."""
        return 0

    def probe(self, lowest: int, reached: int) -> int:
        """Return the value to ask about next, at least ``lowest`` and below ``reached``."""
        return (lowest + reached - 1) // 2


class SmallTotal(Total):
    """A sum that is hardly ever large: the search goes up from small values."""

    def first_probe(self, reached: int) -> int:
        """Return 1, or 0 where that is the only smaller value."""
        return self.probe(0, reached)

    def probe(self, lowest: int, reached: int) -> int:
        """Return the middle, or about twice the lowest value where that is smaller."""
        return min((lowest + reached) // 2, 2 * lowest + 1)


class Count(Total):
    """How many of some formulas hold; the first run that is found has often the least number."""

    def __init__(self, formulas: Iterable[Expr], context: z3.Context) -> None:
        self.formulas = tuple(formulas)
        one, zero = number(1, context), number(0, context)
        super().__init__((choice(formula, one, zero) for formula in self.formulas), context)

    def at_most(self, limit: int) -> Expr:
        """Return that no more of the formulas hold.

        It is said of the formulas themselves, which the solver decides sooner than their sum.
        """
        return no_more_than(limit, self.formulas)

    def first_probe(self, reached: int) -> int:
        """Return one less than what is known."""
        return reached - 1
