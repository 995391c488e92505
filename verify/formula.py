"""Formulas of one solver context, put together without z3py's checks and conversions.

This is how formulas are written wherever runs are stated or asked about. Only the files that take
formulas apart or reason about numbers alone (:mod:`verify.bounds`, :mod:`verify.amend.master`,
:mod:`verify.capacity.queue_invariant`) use z3py's own operators.

z3py converts every operand of every operation and asks for an error after every call, which took
most of the time in which an encoding is built. Here operands are what they must be: formulas, or
whole numbers where one is allowed; and nothing comes back from a call that failed. What comes out
are z3py's own expressions, so that both may be mixed. Numbers are made once in a context.

>>> import z3
>>> context = z3.Context()
>>> a, b = z3.Bool("a", context), z3.Int("b", context)
>>> both(a, less(b, 3), most(b, plus(b, 1)))
And(a, b < 3, b <= b + 1)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from ctypes import CFUNCTYPE, byref, c_longlong, c_void_p, cast
from functools import cache
from typing import Any

import z3
from z3 import z3core

Expr = Any
"""A Z3 expression; the solver's own types are not annotated."""

_NOTHING = "the solver cannot put this together"


def plain(function: Any) -> Any:
    """The solver's function without z3py's conversion of what it is given and its look for errors.

    It takes what z3py hands to the library, and whole numbers of 32 bits.
    """
    bound = getattr((function.__defaults__ or (None,))[0], "f", None)
    if bound is None:  # a later z3py may hold it in another way
        return function
    address = cast(bound, c_void_p).value
    assert address is not None
    return CFUNCTYPE(bound.restype)(address)


_KEEP, _LET_GO = plain(z3core.Z3_inc_ref), plain(z3core.Z3_dec_ref)
_AND, _OR, _NOT = (plain(one) for one in (z3core.Z3_mk_and, z3core.Z3_mk_or, z3core.Z3_mk_not))
_IMPLIES, _EQUAL = plain(z3core.Z3_mk_implies), plain(z3core.Z3_mk_eq)
_LESS, _MOST, _LEAST = (plain(one) for one in (z3core.Z3_mk_lt, z3core.Z3_mk_le, z3core.Z3_mk_ge))
_ADD, _CHOICE = plain(z3core.Z3_mk_add), plain(z3core.Z3_mk_ite)
_SYMBOL, _CONST = plain(z3core.Z3_mk_string_symbol), plain(z3core.Z3_mk_const)
_BOOL, _INT = plain(z3core.Z3_mk_bool_sort), plain(z3core.Z3_mk_int_sort)
_EVALUATED = plain(z3core.Z3_model_eval)
_TRUTH, _WHOLE = plain(z3core.Z3_get_bool_value), plain(z3core.Z3_get_numeral_int64)
_IDENTITY = plain(z3core.Z3_get_ast_id)
_LENGTH, _AT = plain(z3core.Z3_ast_vector_size), plain(z3core.Z3_ast_vector_get)


class _Held:
    """An expression as z3py has it, held and let go without its checks."""

    ast: Any
    ctx: z3.Context

    def __init__(self, ast: Any, context: z3.Context, keep: Any = _KEEP) -> None:
        self.ast, self.ctx = ast, context
        if not ast:
            raise z3.Z3Exception(_NOTHING)
        keep(context.ctx, ast)

    def __del__(self, let_go: Any = _LET_GO) -> None:
        if self.ctx.ctx is not None and self.ast:
            let_go(self.ctx.ctx, self.ast)


class _Formula(_Held, z3.BoolRef):  # type: ignore[misc]
    """A formula."""


class _Number(_Held, z3.ArithRef):  # type: ignore[misc]
    """A term."""


class _Numeral(_Held, z3.IntNumRef):  # type: ignore[misc]
    """A whole number."""


def both(*parts: Expr) -> Expr:
    """All of one or more formulas."""
    return parts[0] if len(parts) == 1 else _joined(_AND, parts)


def either(*parts: Expr) -> Expr:
    """At least one of one or more formulas."""
    return parts[0] if len(parts) == 1 else _joined(_OR, parts)


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
    return _Formula(make(context.ctx, len(parts), operands_of(parts)), context)


def no_more_than(count: int, parts: Sequence[Expr]) -> Expr:
    """That at most so many of one or more formulas hold."""
    context = parts[0].ctx
    made = z3core.Z3_mk_atmost(context.ctx, len(parts), operands_of(parts), count)
    return z3.BoolRef(made, context)


def operands_of(parts: Sequence[Expr]) -> Any:
    """Terms or formulas as the solver's own functions take several."""
    return _array_of(len(parts))(*[part.ast for part in parts])


@cache
def _array_of(count: int) -> Any:
    """The type of so many terms or formulas side by side."""
    return z3.Ast * count


def not_(part: Expr) -> Expr:
    """That a formula does not hold."""
    return _Formula(_NOT(part.ctx.ctx, part.ast), part.ctx)


def implies(condition: Expr, part: Expr) -> Expr:
    """That one formula holds if another does."""
    return _compared(_IMPLIES, condition, part)


def equal(one: Expr, other: Expr | int) -> Expr:
    """That two terms, or a term and a number, are equal."""
    return _compared(_EQUAL, one, other)


def differs(one: Expr, other: Expr | int) -> Expr:
    """That two terms, or a term and a number, are not equal."""
    context = one.ctx
    if isinstance(other, int):
        other = number(other, context)
    operands = _array_of(2)(one.ast, other.ast)
    return z3.BoolRef(z3core.Z3_mk_distinct(context.ctx, 2, operands), context)


def less(one: Expr, other: Expr | int) -> Expr:
    """That a term is less than another or than a number."""
    return _compared(_LESS, one, other)


def most(one: Expr, other: Expr | int) -> Expr:
    """That a term is at most another or a number."""
    return _compared(_MOST, one, other)


def least(one: Expr, other: Expr | int) -> Expr:
    """That a term is at least another or a number."""
    return _compared(_LEAST, one, other)


def _compared(make: Any, one: Expr, other: Expr | int) -> Expr:
    context = one.ctx
    ast = _once(context, other, _numeral) if isinstance(other, int) else other.ast
    return _Formula(make(context.ctx, one.ast, ast), context)


def plus(first: Expr, *others: Expr | int) -> Expr:
    """The sum of a term and further terms or numbers."""
    context = first.ctx
    terms = [first]
    terms += [number(other, context) if isinstance(other, int) else other for other in others]
    return _Number(_ADD(context.ctx, len(terms), operands_of(terms)), context)


def difference(one: Expr, other: Expr) -> Expr:
    """One term less another."""
    operands = _array_of(2)(one.ast, other.ast)
    return z3.ArithRef(z3core.Z3_mk_sub(one.ctx.ctx, 2, operands), one.ctx)


def choice(condition: Expr, then: Expr, otherwise: Expr) -> Expr:
    """One term or formula where a condition holds, another where it does not."""
    context = condition.ctx
    made = _CHOICE(context.ctx, condition.ast, then.ast, otherwise.ast)
    kind = _Formula if isinstance(then, z3.BoolRef) else _Number
    return kind(made, context)


def holds_in(model: Any, formula: Expr) -> bool:
    """Whether a formula holds in a model of the solver, which gives every variable a value."""
    return bool(_TRUTH(formula.ctx.ctx, _evaluated(model, formula)) == z3.Z3_L_TRUE)


def value_in(model: Any, term: Expr) -> int:
    """The whole number that a term is in a model of the solver, which gives every variable one."""
    found = c_longlong()
    if not _WHOLE(term.ctx.ctx, _evaluated(model, term), byref(found)):
        raise z3.Z3Exception("no whole number of 64 bits")
    return found.value


def _evaluated(model: Any, part: Expr) -> Any:
    """What a formula or term comes to; the solver keeps it until it is asked for something else."""
    found = _array_of(1)()
    if not _EVALUATED(part.ctx.ctx, model.model, part.ast, True, found):
        raise z3.Z3Exception("the solver cannot evaluate this")
    return found[0]


def identity(part: Expr) -> int:
    """The number by which its context tells a formula or term from all others that there are."""
    return int(_IDENTITY(part.ctx.ctx, part.ast))


def identities(core: Any) -> set[int]:
    """The identities of what the solver tells as one, such as the core of a proof."""
    context, several = core.ctx.ctx, core.vector
    return {_IDENTITY(context, _AT(context, several, k)) for k in range(_LENGTH(context, several))}


def valued(formula: Expr, variables: Sequence[Expr], model: Any) -> Expr:
    """A formula in which variables stand for the values that they have in a model of the solver."""
    context, values = formula.ctx, []
    for variable in variables:
        found = _array_of(1)()  # of its own: what is taken from it is a view
        z3core.Z3_model_eval(context.ctx, model.model, variable.ast, True, found)
        values.append(z3.AstRef(found[0], context))
    count = len(variables)
    made = z3core.Z3_substitute(
        context.ctx, formula.ast, count, operands_of(variables), operands_of(values)
    )
    return z3.BoolRef(made, context)


def substituted(part: Expr, pairs: Sequence[tuple[Expr, Expr]]) -> Expr:
    """A formula or term in which others stand for some that it has, all put in at once."""
    context = part.ctx
    olds, news = (operands_of([pair[place] for pair in pairs]) for place in (0, 1))
    made = z3core.Z3_substitute(context.ctx, part.ast, len(pairs), olds, news)
    kind = _Formula if isinstance(part, z3.BoolRef) else _Number
    return kind(made, context)


def boolean(name: str, context: z3.Context) -> Expr:
    """A variable that is true or false."""
    return _Formula(_named(name, _BOOL, context), context)


def integer(name: str, context: z3.Context) -> Expr:
    """A variable that is a whole number."""
    return _Number(_named(name, _INT, context), context)


def _named(name: str, sort: Any, context: z3.Context) -> Any:
    symbol = _SYMBOL(context.ctx, name.encode())
    if not symbol:  # else all variables without a name would be one
        raise z3.Z3Exception("the solver cannot name this")
    return _CONST(context.ctx, symbol, sort(context.ctx))


def number(value: int, context: z3.Context) -> Expr:
    """A whole number."""
    return _Numeral(_once(context, value, _numeral), context)


def truth(value: bool, context: z3.Context) -> Expr:
    """What always holds, or never."""
    make = z3core.Z3_mk_true if value else z3core.Z3_mk_false
    return _Formula(_once(context, make, lambda in_context, make: make(in_context)), context)


def _numeral(context: Any, value: int) -> Any:
    return z3core.Z3_mk_int64(context, value, z3core.Z3_mk_int_sort(context))


def _once(context: z3.Context, key: Any, make: Callable[[Any, Any], Any]) -> Any:
    """What the solver has for a key in a context, made where it is first needed and then kept.

    The solver's own reference is kept: an expression would keep its context alive for ever.
    """
    made: dict[Any, Any] = context.__dict__.setdefault("made", {})
    if key not in made:
        found = make(context.ctx, key)
        if not found:
            raise z3.Z3Exception(_NOTHING)
        _KEEP(context.ctx, found)
        made[key] = found
    return made[key]
