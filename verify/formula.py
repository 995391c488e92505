"""Formulas of one solver context, put together without z3py's checks and conversions.

This is how formulas are written wherever runs are stated or asked about. Only the files that take
formulas apart or reason about numbers alone (:mod:`verify.bounds`, :mod:`verify.amend.master`,
:mod:`verify.trust.marco`, :mod:`verify.capacity.queue_invariant`) use z3py's own operators.

z3py converts every operand of every operation, which took most of the time in which an encoding is
built. Here operands are what they must be: formulas, or whole numbers where one is allowed. What
comes out are z3py's own expressions, so that both may be mixed.

>>> import z3
>>> context = z3.Context()
>>> a, b = z3.Bool("a", context), z3.Int("b", context)
>>> both(a, less(b, 3), most(b, plus(b, 1)))
And(a, b < 3, b <= b + 1)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import z3
from z3 import z3core

Expr = Any
"""A Z3 expression; the solver's own types are not annotated."""


def both(*parts: Expr) -> Expr:
    """All of one or more formulas."""
    return parts[0] if len(parts) == 1 else _joined(z3core.Z3_mk_and, parts)


def either(*parts: Expr) -> Expr:
    """At least one of one or more formulas."""
    return parts[0] if len(parts) == 1 else _joined(z3core.Z3_mk_or, parts)


def every(parts: Iterable[Expr], context: z3.Context) -> Expr:
    """All of any number of formulas."""
    found = tuple(parts)
    return both(*found) if found else truth(True, context)


def some(parts: Iterable[Expr], context: z3.Context) -> Expr:
    """At least one of any number of formulas."""
    found = tuple(parts)
    return either(*found) if found else truth(False, context)


def _joined(make: Any, parts: Sequence[Expr]) -> Expr:
    context = parts[0].ctx
    return z3.BoolRef(make(context.ctx, len(parts), operands_of(parts)), context)


def no_more_than(count: int, parts: Sequence[Expr]) -> Expr:
    """That at most so many of one or more formulas hold."""
    context = parts[0].ctx
    made = z3core.Z3_mk_atmost(context.ctx, len(parts), operands_of(parts), count)
    return z3.BoolRef(made, context)


def operands_of(parts: Sequence[Expr]) -> Any:
    """Terms or formulas as the solver's own functions take several."""
    return (z3.Ast * len(parts))(*[part.ast for part in parts])


def not_(part: Expr) -> Expr:
    """That a formula does not hold."""
    return z3.BoolRef(z3core.Z3_mk_not(part.ctx.ctx, part.ast), part.ctx)


def implies(condition: Expr, part: Expr) -> Expr:
    """That one formula holds if another does."""
    return _compared(z3core.Z3_mk_implies, condition, part)


def equal(one: Expr, other: Expr | int) -> Expr:
    """That two terms, or a term and a number, are equal."""
    return _compared(z3core.Z3_mk_eq, one, other)


def differs(one: Expr, other: Expr | int) -> Expr:
    """That two terms, or a term and a number, are not equal."""
    context = one.ctx
    if isinstance(other, int):
        other = number(other, context)
    operands = (z3.Ast * 2)(one.ast, other.ast)
    return z3.BoolRef(z3core.Z3_mk_distinct(context.ctx, 2, operands), context)


def less(one: Expr, other: Expr | int) -> Expr:
    """That a term is less than another or than a number."""
    return _compared(z3core.Z3_mk_lt, one, other)


def most(one: Expr, other: Expr | int) -> Expr:
    """That a term is at most another or a number."""
    return _compared(z3core.Z3_mk_le, one, other)


def least(one: Expr, other: Expr | int) -> Expr:
    """That a term is at least another or a number."""
    return _compared(z3core.Z3_mk_ge, one, other)


def _compared(make: Any, one: Expr, other: Expr | int) -> Expr:
    context = one.ctx
    if isinstance(other, int):
        other = number(other, context)
    return z3.BoolRef(make(context.ctx, one.ast, other.ast), context)


def plus(first: Expr, *others: Expr | int) -> Expr:
    """The sum of a term and further terms or numbers."""
    context = first.ctx
    terms = [first]
    terms += [number(other, context) if isinstance(other, int) else other for other in others]
    return z3.ArithRef(z3core.Z3_mk_add(context.ctx, len(terms), operands_of(terms)), context)


def difference(one: Expr, other: Expr) -> Expr:
    """One term less another."""
    operands = (z3.Ast * 2)(one.ast, other.ast)
    return z3.ArithRef(z3core.Z3_mk_sub(one.ctx.ctx, 2, operands), one.ctx)


def choice(condition: Expr, then: Expr, otherwise: Expr) -> Expr:
    """One term or formula where a condition holds, another where it does not."""
    context = condition.ctx
    made = z3core.Z3_mk_ite(context.ctx, condition.ast, then.ast, otherwise.ast)
    kind = z3.BoolRef if isinstance(then, z3.BoolRef) else z3.ArithRef
    return kind(made, context)


def valued(formula: Expr, variables: Sequence[Expr], model: Any) -> Expr:
    """A formula in which variables stand for the values that they have in a model of the solver."""
    context, values = formula.ctx, []
    for variable in variables:
        found = (z3.Ast * 1)()  # of its own: what is taken from it is a view
        z3core.Z3_model_eval(context.ctx, model.model, variable.ast, True, found)
        values.append(z3.AstRef(found[0], context))
    count = len(variables)
    made = z3core.Z3_substitute(
        context.ctx, formula.ast, count, operands_of(variables), operands_of(values)
    )
    return z3.BoolRef(made, context)


def boolean(name: str, context: z3.Context) -> Expr:
    """A variable that is true or false."""
    return z3.BoolRef(_named(name, z3core.Z3_mk_bool_sort, context), context)


def integer(name: str, context: z3.Context) -> Expr:
    """A variable that is a whole number."""
    return z3.ArithRef(_named(name, z3core.Z3_mk_int_sort, context), context)


def _named(name: str, sort: Any, context: z3.Context) -> Any:
    symbol = z3core.Z3_mk_string_symbol(context.ctx, name)
    return z3core.Z3_mk_const(context.ctx, symbol, sort(context.ctx))


def number(value: int, context: z3.Context) -> Expr:
    """A whole number."""
    sort = z3core.Z3_mk_int_sort(context.ctx)
    return z3.IntNumRef(z3core.Z3_mk_int64(context.ctx, value, sort), context)


def truth(value: bool, context: z3.Context) -> Expr:
    """What always holds, or never."""
    made = z3core.Z3_mk_true if value else z3core.Z3_mk_false
    return z3.BoolRef(made(context.ctx), context)
