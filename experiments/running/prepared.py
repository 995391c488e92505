"""What is seen to before workers begin: that an engine can run a design, and is compiled once."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from experiments.designs.point import Design, Point, seed_of
from experiments.running.replication import replicate
from model.clock import WatchedClock
from model.simulation.compiled.ready import failed, is_ready, worth_compiling
from model.simulation.compiled.support import chosen, unsupported
from model.simulation.engine import Engine
from model.transition import Law
from model.version import across


def prepare(
    design: Design, engine: Engine | None, matters: float, told: Callable[[], None]
) -> Engine | None:
    """Return the engine to ask of workers: one that can run every point, compiled by one process.

    That is none in particular where it turns out that it cannot be compiled.

    Where none is asked for it is compiled if that is worth it for so many matters. Workers on other
    machines compile it for themselves where it is asked for.

    Parameters
    ----------
    matters
        About how many are to be simulated.
    told
        Called before the engine is compiled, which takes a quarter of a minute or more.

    Raises
    ------
    Complaint
        Where the engine is not installed, or cannot run a point.
    """
    if engine is Engine.COMPILED:
        for point in design.distinct.values():
            chosen(_law(point), engine)
        if not is_ready():
            _compile(design.points[0], design, told)
        return None if failed() else engine
    if engine is None and worth_compiling(matters):
        able = (point for point in design.points if unsupported(_law(point)) is None)
        for point in islice(able, 1):
            _compile(point, design, told)
    return engine


def _law(point: Point) -> Law:
    return Law(across(point.regime), point.reading, WatchedClock(point.calendar))


def _compile(point: Point, design: Design, told: Callable[[], None]) -> None:
    told()
    replicate(point, seed_of(design.seed, 0), Engine.COMPILED)
