"""A goal: what is asked of a way to go on after a history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from verify.encoding import Encoding
from verify.formula import Expr

LONG = 1_000_000
"""Days after a history by which all has come that is given and still comes."""


@dataclass(frozen=True)
class Goal:
    """What is asked of a way to go on after a history.

    Attributes
    ----------
    claims
        What must be true of the run.
    given
        Events in nobody's hands who is to reach it: each comes as it does in the run that the
        history begins, or not at all where it does not come in that. In which place of its moment
        is left open.
    """

    claims: Callable[[Encoding], list[Expr]]
    given: tuple[str, ...] = ()
