"""The compiled engine as Python calls it: what it runs, and a year that it has run."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from model.simulation.asked import Asked
from model.simulation.compiled import run as running
from model.simulation.compiled.ready import digest, note_ready
from model.simulation.compiled.recorded import Recorded
from model.simulation.compiled.setting import Made, Setting

_ROOM, _MOST = 16, 4096
_STEPS = 100
_KEY = "setting"
_ALL = 2**62


def run(of: Asked, seed: int, progress: Callable[[float], None] | None = None) -> Recorded:
    """Run one year, and return what it has left behind."""
    setting = _setting(of)
    room = _ROOM
    while True:
        made = setting.world(seed, room)
        tally = made.world.tally[0]
        for until in _marks(len(made.world.arrivals), progress):
            with np.errstate(over="ignore"):  # keys grow beyond a word where nothing is compiled
                _runner()(made.world, until)
            if progress is not None and until < _ALL:
                progress(until / len(made.world.arrivals))
        if tally.not_drawn:
            raise AssertionError("luck was asked for that no matter of the kind can need")
        if not tally.full:
            note_ready()
            _begin_the_rest(made)
            return Recorded(setting, made)
        room *= 2
        if room > _MOST:
            raise MemoryError("a matter has more events than the engine can hold")


def _begin_the_rest(made: Made) -> None:
    """Say of matters that have not arrived that nothing has come in them."""
    world, arrived = made.world, int(made.world.tally[0].arrived)
    if arrived < len(world.arrivals):
        first = int(world.arrivals[arrived].first_thread)
        for array in (world.occurred, world.duty, world.begun):
            array[first:] = 0


def _marks(arrivals: int, progress: object) -> list[int]:
    """After how many arrivals to say how far it is; the last time it goes on to the end."""
    if progress is None or not arrivals:
        return [_ALL]
    return [*range(1, arrivals + 1, max(1, arrivals // _STEPS)), _ALL]


@cache
def _runner() -> Any:
    """The compiled loop, of the source as it is."""
    return running.runner(int(digest(), 16) + 1)


def _setting(of: Asked) -> Setting:
    """Return the arrays of what luck does not decide, the same for all seeds."""
    if _KEY not in of.kept:
        of.kept[_KEY] = Setting(of)
    setting: Setting = of.kept[_KEY]
    return setting
