"""SimPy's time, in which a year passes."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from operator import attrgetter
from typing import Any

import simpy
from simpy.core import EmptySchedule

from model.members import made
from model.simulation.agenda import Happening, Phase


class Time(simpy.Environment):
    """SimPy's environment, for happenings.

    To plan one and to let it take place take half as long as with events, which may be waited for
    and may fail. The present is read without a call of a function in Python.
    """

    now = property(attrgetter("_now"))

    def plan(self, at: int, phase: Phase, action: Callable[[Happening], object]) -> None:
        """Let an action take place at an instant, in a phase of it."""
        happening: Any = made(Happening, (at, (action,)))
        heappush(self._queue, (at, phase, next(self._eid), happening))  # type: ignore[misc]

    def step(self) -> None:
        """Let the next of what is planned take place."""
        try:
            self._now, _, _, happening = heappop(self._queue)
        except IndexError:
            raise EmptySchedule from None
        for action in happening.callbacks:
            action(happening)
