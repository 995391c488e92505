"""What is planned, and in which order it takes place: the written one of an instant.

As priorities of a queue: acts, then expiries, then exogenous events and deliveries, then officers
take up work.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from heapq import heappop, heappush
from itertools import count
from typing import Any, NamedTuple, Protocol

from model.members import made, plain


@plain
class Phase(IntEnum):
    """The order of things at one instant; SimPy keeps 0 for itself."""

    ACT = 1
    EXPIRY = 2
    EXOGENOUS = 3
    TAKE_UP = 4


class Happening(NamedTuple):
    """Something that takes place at a known instant, and that nobody waits for.

    To SimPy's queue it is an event that has already succeeded. Its action is given it, and so the
    instant.
    """

    at: int
    callbacks: tuple[Callable[[Any], object]]


class Agenda(Protocol):
    """Where something can be planned."""

    @property
    def now(self) -> int:
        """The present instant."""

    def plan(self, at: int, phase: Phase, action: Callable[[Happening], object]) -> None:
        """Let an action take place at an instant, in a phase of it."""


class Programme(Agenda):
    """An agenda that is gone through to its end, as a script is: SimPy's order without SimPy.

    To load SimPy takes longer than to replay many runs.
    """

    now = 0

    def __init__(self) -> None:
        self._number = count()
        self._queue: list[tuple[int, Phase, int, Happening]] = []

    def plan(self, at: int, phase: Phase, action: Callable[[Happening], object]) -> None:
        """Let an action take place at an instant, in a phase of it."""
        happening = made(Happening, (at, (action,)))
        heappush(self._queue, (at, phase, next(self._number), happening))

    def run(self) -> None:
        """Let all that is planned take place, and what is planned by then."""
        while self._queue:
            self.now, _, _, happening = heappop(self._queue)
            for action in happening.callbacks:
                action(happening)
