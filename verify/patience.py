"""How long somebody waits for answers: until a time is over, or until he stops it.

A command holds one :class:`Patience` for all that it asks (:func:`waiting`); whatever takes long
heeds it. Outside of a command there is no end, and Ctrl-C is Python's own.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import field
from math import inf
from typing import Any

from model.value import dataclass
from verify.verdict import Reason


@dataclass
class Patience:
    """Until when answers are waited for.

    Attributes
    ----------
    seconds
        The time that all answers together may take; ``None`` for no end.
    stoppable
        Whether somebody who stops the program gets what was found so far.
    stopped
        Whether he has.
    asked
        How many questions were put to the solver.
    cut
        Why a question was first given up; ``None`` while none was.
    most
        The memory of all solvers, in bytes, at which a question is given up.
    asking
        The context of Z3 in which a question is being answered; ``None`` while none is.
    heeded
        Whether what is asked has come to know that nothing more is waited for.
    taken
        The seconds after which a question was first given up.
    bounding
        What :mod:`verify.solver` bounds the memory of solvers in as soon as it is loaded; ``None``
        where nobody wants it bounded.
    """

    seconds: float | None = None
    stoppable: bool = False
    stopped: bool = False
    asked: int = 0
    cut: Reason | None = None
    most: float = inf
    asking: Any = None
    heeded: bool = False
    taken: float = 0.0
    began: float = field(default_factory=lambda: time.monotonic())
    bounding: ExitStack | None = None

    @property
    def spent(self) -> float:
        """The seconds that were waited."""
        return time.monotonic() - self.began

    @property
    def left(self) -> float:
        """The seconds that are left."""
        return inf if self.seconds is None else self.seconds - self.spent

    def give_up(self, why: Reason) -> None:
        """Note that a question was given up; the first reason and time are those that are told."""
        if self.cut is None:
            self.cut, self.taken = why, self.spent

    def stop(self) -> None:
        """Wait for nothing more, from whatever thread: a question under way is broken off."""
        self.stopped = True
        if (asking := self.asking) is not None:
            asking.interrupt()

    @property
    def over(self) -> Reason | None:
        """Why nothing more is waited for; ``None`` while it is."""
        if self.stopped:
            return Reason.STOPPED
        return Reason.TIMEOUT if self.left <= 0 else None


class Undecided(Exception):
    """The solver gave up, or a search reached its limit: silence is no answer."""

    reason = Reason.SOLVER


class CutOff(Undecided):
    """There was no time or memory left for a question, or somebody stopped it."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.short)
        self.reason = reason


_CURRENT: ContextVar[Patience | None] = ContextVar("patience", default=None)


def patience() -> Patience:
    """Return how long is waited for what is asked here."""
    return _CURRENT.get() or Patience()


@contextmanager
def waiting(seconds: float | None = None, stoppable: bool = False) -> Iterator[Patience]:
    """Let everything that is asked within take no longer than so many seconds."""
    token = _CURRENT.set(Patience(seconds, stoppable))
    try:
        yield patience()
    finally:
        _CURRENT.reset(token)
