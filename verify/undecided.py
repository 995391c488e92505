"""The solver gave no answer; a question put to it that must be answered one way or the other."""

from __future__ import annotations

from typing import Any

import z3

from verify.formula import Expr


class Undecided(Exception):
    """The solver gave up, or a search reached its limit: silence is no answer."""


def satisfiable(solver: Any, *assumptions: Expr) -> bool:
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
