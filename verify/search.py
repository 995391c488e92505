"""The least and the greatest value: searches that put plain questions to a solver, or to a test.

All of them close in on the value by bisection. They differ in where they begin, since a question
costs more than anything else: at a model that is known, at a guess, or between two bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import z3

from verify.formula import Expr, equal
from verify.size import Total

_FARTHEST = 10**12
"""Where doubling stops, in working days: no sum of deadlines is so long."""


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
    fixed, model = list(asked), None
    for size in sizes:
        begin = _model(solver, fixed) if start is None else start
        model = None if begin is None else _least(solver, fixed, size, begin)
        if model is None:
            return None
        fixed.append(equal(size.sum, size.of(model)))
        # The next search begins afresh, so that it does not depend on how this one went.
        start = None
    return model


def _model(solver: Any, asked: list[Expr]) -> Any:
    return solver.model() if solver.check(asked) == z3.sat else None


def _least(solver: Any, asked: list[Expr], size: Total, model: Any) -> Any:
    """A model with the least size, from one that does what is asked; ``None`` for no answer."""
    lowest, reached = 0, size.of(model)
    probe = size.first_probe(reached)
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
