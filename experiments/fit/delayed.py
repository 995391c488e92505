"""Delays of which a log cannot say what they were spent on."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from experiments.fit.clock import Flags, Real
from experiments.fit.distance import Delays, done_within
from experiments.fit.lengths import Beside, Lengths, lengths, survival, whole_units
from experiments.fit.shapes import Length, fitted
from model.simulation.effort import Effort

_LONG = 10
"""Working days that a duty must have been watched to be called never done."""
_PARTS = (0.01, 0.05, 0.15, 0.5, 1.0)
"""Parts of a working day up to which delays are tried to be none at all."""


def never_done(ended: Real, running: Real, day: int) -> Flags:
    """Return which of what is still open was watched for longer than nearly all that ended took."""
    if not len(ended):
        return np.zeros(len(running), dtype=np.bool_)
    long = max(_LONG * day, float(np.quantile(ended, 0.95)))
    return np.asarray(running > long, dtype=np.bool_)


@dataclass(frozen=True)
class Delayed:
    """A delay in the shape of a scenario file, and how many of those watched for long never ended.

    Attributes
    ----------
    watched
        How many ended, or were watched for longer than nearly all that ended took.
    """

    length: Length
    never: int
    watched: int


def delayed(ended: Real, running: Real, day: int, timed: bool = True) -> Delayed | None:
    """Return delays as the grammar of scenarios knows them; ``None`` of too few.

    What was watched for longer than 95 in 100 of all that ended took will never end. Of shapes in
    which more or fewer of the shortest delays take no time, that is chosen whose distribution is
    nearest to Kaplan and Meier's.

    Parameters
    ----------
    day
        Office minutes of a working day.
    """
    if not len(ended):
        return None
    lost = never_done(ended, running, day)
    never, open_ = running[lost], running[~lost]
    found = []
    for short in (0.0, *(part * day for part in _PARTS)) if timed else (0.0,):
        length = (
            fitted(_lumped(ended, open_, short), zero=True, heavy=True)
            if timed
            else fitted(_by_dates(ended, open_, day), zero=True, beside=Beside(blur=day))
        )
        if length is not None:
            found.append((_distance(length.effort, ended, open_, day), length))
    if not found:
        return None
    best = min(found, key=lambda one: one[0])[1]
    total = len(ended) + len(running)
    best = replace(best, ended=len(ended), total=total)
    return Delayed(best, len(never), len(ended) + len(never))


def _lumped(ended: Real, running: Real, short: float) -> Lengths:
    """Delays of which those up to some minutes are only known to be so short."""
    exact = whole_units(ended[ended > short], running, 1)
    count = float((ended <= short).sum())
    if not count:
        return exact
    return Lengths(
        np.append(exact.low, -1.0),
        np.append(exact.high, max(short, 1e-9)),
        np.append(exact.weight, count),
    )


def _distance(of: Effort, ended: Real, running: Real, day: int) -> float:
    """How far a shape is from the curve of Kaplan and Meier, from some minutes on."""
    took = np.concatenate([ended, running])
    over = np.concatenate([np.ones(len(ended), bool), np.zeros(len(running), bool)])
    grid = np.unique(np.quantile(ended, np.linspace(0, 1, 200)))
    grid = grid[grid >= _PARTS[0] * day]
    if not len(grid):
        return 0.0
    curve = done_within(Delays(took, over, np.arange(len(took))), grid)
    return float(np.abs(1 - survival(of, grid + 0.5) - curve).max())


def _by_dates(ended: Real, running: Real, day: int) -> Lengths:
    """Delays between dates without time of day, from the beginning of the first date on."""
    low = np.concatenate([ended, running])
    high = np.concatenate([ended + day, np.full(len(running), np.inf)])
    return lengths(low, high)
