"""The least and the greatest value: searches that put plain questions to a solver, or to a test.

All of them close in on the value by bisection. They differ in where they begin, since a question
costs more than anything else: at a model that is known, at a guess, or between two bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import z3

from verify.formula import Expr, both, either, equal, holds_in, most, not_, value_in
from verify.size import Total

_FARTHEST = 10**12
"""Where doubling stops, in working days: no sum of deadlines is so long."""

_MANY = 20
"""Terms from which on their sum is made least from where none of them is large."""


def least_model(solver: Any, asked: list[Expr], sizes: Sequence[Total], start: Any = None) -> Any:
    """Return a model in which sizes are as small as can be, the first of them first.

    Parameters
    ----------
    asked
        What the model makes true.
    start
        A model that does, where one is known.

    Returns
    -------
    model
        ``None`` where there is none, or where the solver gives up on the way.
    """
    fixed = list(asked)
    model = _model(solver, fixed) if start is None else start
    for size in sizes:
        if model is None or (model := _least(solver, fixed, size, model)) is None:
            return None
        fixed.append(equal(size.sum, size.of(model)))
    return model


def _model(solver: Any, asked: list[Expr]) -> Any:
    return solver.model() if solver.check(asked) == z3.sat else None


def _least(solver: Any, asked: list[Expr], size: Total, model: Any) -> Any:
    """A model with the least size, from one that does what is asked; ``None`` for no answer."""
    lowest = 0
    if len(size.terms) > _MANY:
        lowest, model = _flatter(solver, asked, size, model)
    reached = size.of(model)
    probe = max(lowest, size.first_probe(reached))
    while lowest < reached:
        answer = solver.check([*asked, size.at_most(probe)])
        if answer == z3.unknown:
            return None
        if answer == z3.sat:
            model = solver.model()
            reached = size.of(model)
        else:
            lowest = probe + 1
        probe = size.probe(lowest, reached)
    return model


def _flatter(solver: Any, asked: list[Expr], size: Total, model: Any) -> tuple[int, Any]:
    """What the largest term of a size is at least, and a model where it is that.

    From it the sum is soon least, which is at least that, too; where the solver gives up, the model
    may have a larger one. Limits of single terms are easy to answer, where that of a sum of many is
    not. The search goes up from small ones: that nothing is so small is soon seen, and in a run
    that was just found things come much later than they need to.
    """
    lowest, largest = 0, size.largest(model)
    while lowest < largest:
        probe = min((lowest + largest) // 2, 2 * lowest)
        answer = solver.check([*asked, size.none_above(probe)])
        if answer == z3.unknown:
            break
        if answer == z3.sat:
            model = solver.model()
            largest = size.largest(model)
        else:
            lowest = probe + 1
    return lowest, model


Vector = Callable[[Any], Iterable[Expr]]
"""Formulas and numbers, none ever below 0, by which models are told apart, in their order.

It may depend on the model as far as models are told apart by the vectors before it.
"""


def first_model(solver: Any, asked: list[Expr], model: Any, vectors: Sequence[Vector]) -> Any:
    """Return the first of the models that do what is asked, one being known.

    A model comes before another where the first of the formulas and numbers that is not the same in
    both is false or smaller in it. So they have the same values in whichever model the solver comes
    upon. Where it gives up, they have those of the last that it did.
    """
    values = [(term, _value(model, term)) for vector in vectors for term in vector(model)]
    before = _before(values)
    if before is None or solver.check([*asked, before]) != z3.sat:
        return model
    model = solver.model()
    told: list[Expr] = []
    for vector in vectors:
        for term in vector(model):
            value = _value(model, term)
            if isinstance(term, z3.BoolRef):
                if value and solver.check([*asked, *told, not_(term)]) == z3.sat:
                    model, value = solver.model(), 0
            elif value:
                size = Total([term], term.ctx)
                model = _least(solver, [*asked, *told], size, model) or model
                value = size.of(model)
            told.append(_is(term, value))
    return model


def pinned(model: Any, vectors: Sequence[Vector]) -> list[Expr]:
    """Return that formulas and numbers are what they are in a model."""
    return [_is(term, _value(model, term)) for vector in vectors for term in vector(model)]


def _value(model: Any, term: Expr) -> int:
    return holds_in(model, term) if isinstance(term, z3.BoolRef) else value_in(model, term)


def _is(term: Expr, value: int) -> Expr:
    if isinstance(term, z3.BoolRef):
        return term if value else not_(term)
    return equal(term, value)


def _before(values: list[tuple[Expr, int]]) -> Expr | None:
    """That a model comes before one with these values; ``None`` where none can."""
    found: Expr | None = None
    least: list[Expr] = []  # what is at its least, between what is found and the next that is not
    for term, value in reversed(values):
        if not value:
            least.append(_is(term, 0))
            continue
        number = not isinstance(term, z3.BoolRef)
        smaller = most(term, value - 1) if number else not_(term)
        if found is not None:
            no_greater = [most(term, value)] if number else []
            smaller = either(smaller, both(*no_greater, *reversed(least), found))
        found, least = smaller, []
    return None if found is None else both(*reversed(least), found)


def greatest(later: Callable[[int], Any], guess: int) -> int | None:
    """Return the greatest number, from 0 on, that can be attained.

    Parameters
    ----------
    later
        ``later(n)`` is the solver's answer whether more than n can be attained.
    guess
        Where the search begins. If it is too small, steps are doubled until nothing lies beyond;
        then the search closes in. A right guess costs two questions.

    Returns
    -------
    int or None
        ``None`` where the solver gives up, and where nothing seems to bound the number.
    """
    # There is nothing at all, or something at ``attained``; and nothing beyond ``excluded``.
    attained, excluded, step = 0, None, 1
    probe = guess
    while excluded is None or attained < excluded:
        answer = later(probe)
        if answer == z3.unknown or attained > _FARTHEST:
            return None
        if answer == z3.sat:
            attained, step = probe + 1, 2 * step
            probe = attained + step - 1 if excluded is None else (attained + excluded) // 2
        else:
            # The guess itself is likelier than what lies half way.
            guessed = excluded is None and step == 1
            excluded = probe
            probe = max(probe - 1, 0) if guessed else (attained + excluded) // 2
    return attained


def greatest_up_to(later: Callable[[int], Any], most: int) -> int | None:
    """Return the greatest number that can be attained, from 0 up to one that is never exceeded.

    Parameters
    ----------
    later
        As for :func:`greatest`. Where ``most`` itself is attained, it is asked once.

    Returns
    -------
    int or None
        ``None`` where the solver gives up.
    """
    attained, excluded, step = 0, most, 1
    while attained < excluded:
        # What is attained is seldom far below what cannot be exceeded.
        near = excluded - step if attained == 0 else (attained + excluded) // 2
        probe = max(near, attained)
        answer = later(probe)
        if answer == z3.unknown:
            return None
        if answer == z3.sat:
            attained = probe + 1
        else:
            excluded, step = probe, 2 * step
    return attained


def least_number(good: Callable[[int], bool], low: int, high: int) -> int:
    """Return the least number above ``low``, and up to ``high``, that is good.

    ``high`` is known to be good, and every number above a good one is good.

    >>> least_number(lambda number: number * number >= 30, 0, 10)
    6
    """
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if good(middle) else (middle, high)
    return high
