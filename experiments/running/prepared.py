"""What is seen to before workers begin: that an engine can run a design, and is compiled once."""

from __future__ import annotations

from collections.abc import Callable

from experiments.designs.point import Design, seed_of
from experiments.running.replication import replicate
from model.clock import WatchedClock
from model.simulation.compiled.ready import failed, is_ready
from model.simulation.compiled.support import chosen
from model.simulation.engine import Engine
from model.transition import Law
from model.version import across


def prepare(design: Design, engine: Engine | None, told: Callable[[], None]) -> Engine | None:
    """Return the engine to ask of workers: one that can run every point, compiled by one process.

    That is none in particular where it turns out that it cannot be compiled.

    Workers on other machines compile it for themselves.

    Parameters
    ----------
    told
        Called before the engine is compiled, which takes half a minute or more.

    Raises
    ------
    Complaint
        Where the engine is not installed, or cannot run a point.
    """
    if engine is not Engine.COMPILED:
        return engine
    for point in design.distinct.values():
        chosen(Law(across(point.regime), point.reading, WatchedClock(point.calendar)), engine)
    if not is_ready():
        told()
        replicate(design.points[0], seed_of(design.seed, 0), engine)
    return None if failed() else engine
