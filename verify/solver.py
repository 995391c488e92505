"""Solvers with a limit of time, and what it means when one of them gives no answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import z3

from verify.formula import Expr

MILLISECONDS = 20_000
"""The time that one question may take.

Nearly all take less than a tenth of a second; one that is not answered in this time seldom is in
ten times as much.
"""


class Undecided(Exception):
    """The solver gave up, or a search reached its limit: silence is no answer."""


def solver_of(context: z3.Context, *parts: Iterable[Expr]) -> Any:
    """Return a solver with a limit of time that holds all parts of a statement."""
    solver = z3.Solver(ctx=context)
    solver.set("timeout", MILLISECONDS)
    for part in parts:
        solver.add(*part)
    return solver


def satisfiable(solver: Any, assumptions: Iterable[Expr] = ()) -> bool:
    """Whether what a solver holds can be true together with some assumptions.

    Raises
    ------
    Undecided
        When the solver gives up; the message says why.
    """
    answer = solver.check(*assumptions)
    if answer == z3.unknown:
        raise Undecided(solver.reason_unknown())
    return bool(answer == z3.sat)
