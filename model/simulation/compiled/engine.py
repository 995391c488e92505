"""The compiled engine as Python calls it: what it runs, and a year that it has run."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import cache
from typing import Any

from model.calendar import Calendar
from model.simulation.compiled import run as running
from model.simulation.compiled.ready import digest, note_ready
from model.simulation.compiled.recorded import Recorded
from model.simulation.compiled.setting import Setting
from model.simulation.presence import Watched
from model.simulation.scenario import Scenario
from model.transition import Law

_ROOM, _MOST = 16, 4096
_SETTINGS = 32
_STEPS = 100
_ALL = 2**62


def run(
    law: Law,
    scenario: Scenario,
    calendar: Calendar,
    year: int,
    seed: int,
    watched: Watched,
    progress: Callable[[float], None] | None = None,
) -> Recorded:
    """Run one year, and return what it has left behind."""
    setting = _setting(law, scenario, calendar, year, watched)
    room = _ROOM
    while True:
        made = setting.world(seed, room)
        tally = made.world.tally[0]
        for until in _marks(len(made.world.arrivals), progress):
            _runner()(made.world, until)
            if progress is not None and until < _ALL:
                progress(until / len(made.world.arrivals))
        if tally.not_drawn:
            raise AssertionError("luck was asked for that no matter of the kind can need")
        if not tally.full:
            note_ready()
            return Recorded(setting, made)
        room *= 2
        if room > _MOST:
            raise MemoryError("a matter has more events than the engine can hold")


def _marks(arrivals: int, progress: object) -> list[int]:
    """After how many arrivals to say how far it is; the last time it goes on to the end."""
    if progress is None or not arrivals:
        return [_ALL]
    return [*range(1, arrivals + 1, max(1, arrivals // _STEPS)), _ALL]


@cache
def _runner() -> Any:
    """The compiled loop, of the source as it is."""
    return running.runner(int(digest(), 16) + 1)


_known: OrderedDict[tuple[Any, ...], tuple[Any, Setting]] = OrderedDict()


def _setting(
    law: Law, scenario: Scenario, calendar: Calendar, year: int, watched: Watched
) -> Setting:
    """Return the arrays of what luck does not decide, the same for all seeds.

    What is kept is known by the very objects that it was made of, which are kept with it.
    """
    key = (id(law.regime), law.reading, id(scenario), id(calendar), year)
    if key not in _known:
        setting = Setting(law, scenario, calendar, year, watched)
        _known[key] = ((law.regime, scenario, calendar), setting)
        if len(_known) > _SETTINGS:
            _known.popitem(last=False)
    _known.move_to_end(key)
    return _known[key][1]
