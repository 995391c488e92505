"""How long officers worked, read back out of when acts were done: the queue of a department.

Where it is known when each matter came onto the desk, and matters are taken up in that order, the
instants at which acts were done say when each was taken up: as soon as it was there and an officer
was free. What is left is the work. Too few officers would have to have finished before they began;
with too many, work seems to take as long as the queue is. The number under which the work of each
act varies least is the estimate.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.fit.clock import Real, Whole
from experiments.fit.figures import Span

_FEWEST = 30
_MOST_OFFICERS = 12
_FALL = 1.92
_CONTRADICTED = 0.2
"""The share of acts done before they were taken up beyond which there are too few officers."""
_STRAY = 1e-3
"""The likelihood of any length, in minutes, of what was read back wrongly."""
_ROUNDS = 30


@dataclass(frozen=True)
class Desk:
    """What came onto the desk of a department, in the order in which it is taken up.

    Attributes
    ----------
    ready, done
        Office minutes of the calendar at which each was there, and its act done.
    act
        The place of its act in ``names``; -1 of what only keeps an officer busy.
    """

    ready: Whole
    done: Whole
    act: Whole
    names: Sequence[str]


def works(of: Desk, officers: int) -> tuple[Real, Whole]:
    """Return the office minutes that each took, and how many officers were free before it.

    Below 1 minute where it was done before it was begun; none was free where it had waited.
    """
    free = [-math.inf] * officers
    found = np.empty(len(of.ready))
    idle = np.zeros(len(of.ready), dtype=np.int64)
    for place, (ready, done) in enumerate(zip(of.ready.tolist(), of.done.tolist(), strict=True)):
        idle[place] = sum(one <= ready for one in free)
        begun = max(ready, heapq.heappop(free))
        found[place] = done - begun
        heapq.heappush(free, max(done, begun))
    return found, idle


@dataclass(frozen=True)
class Crew:
    """How many officers a department has, as its acts show, and how often they were looked at."""

    officers: int
    span: Span
    n: int


def level(of: Desk, officers: int) -> float:
    """Return the logarithm of the likelihood of so many officers, work being log-normal.

    A part of what is read back is wrong, where something else kept an officer busy: any length is
    as likely for it as any other.
    """
    took, _ = works(of, officers)
    known = of.act >= 0
    if (known & (took < 1)).sum() > _CONTRADICTED * known.sum():
        return -math.inf
    chances = (_of_act(took[of.act == place])[0] for place in range(len(of.names)))
    return float(sum(float(np.log(one).sum()) for one in chances))


def _of_act(took: Real) -> tuple[Real, Real]:
    """The likelihood of each length of an act, and the chance that it was read back rightly.

    The act's work, and what part is wrong, are those that make all most likely.
    """
    wrong, stray = took < 1, 0.05
    logs = np.log(np.maximum(took, 1.0))
    if (~wrong).sum() < 2:
        return np.full(len(took), _STRAY), np.where(wrong, 0.0, 1.0)
    middle, spread = float(np.median(logs[~wrong])), max(0.1, float(logs[~wrong].std()))
    for _ in range(_ROUNDS):
        usual = np.exp(-0.5 * ((logs - middle) / spread) ** 2) / (spread * 2.5066283)
        usual = np.where(wrong, 0.0, (1 - stray) * usual / np.maximum(took, 1.0))
        own = usual / (usual + stray * _STRAY)
        middle = float((own * logs).sum() / own.sum())
        spread = max(0.1, math.sqrt(float((own * (logs - middle) ** 2).sum() / own.sum())))
        stray = min(0.5, max(1e-3, 1 - float(own.mean())))
    return usual + stray * _STRAY, own


def crew(of: Desk, usual: int = _MOST_OFFICERS) -> Crew | None:
    """Return how many officers took up what came; ``None`` where that cannot be told.

    Numbers that are no more than 1.92 less likely belong to the interval. Where no queue arose,
    all large numbers are as likely as each other, and none is told unless the usual number of
    officers is too few for it: then the least that is enough, without an upper end.
    """
    if int((of.act >= 0).sum()) < _FEWEST:
        return None
    levels = np.array([level(of, k) for k in range(1, _MOST_OFFICERS + 1)])
    if not np.isfinite(levels).any():
        return None
    fits = np.flatnonzero(levels >= levels.max() - _FALL) + 1
    best = int(levels.argmax()) + 1
    if fits[-1] == _MOST_OFFICERS:
        if usual >= fits[0]:
            return None
        least = float(fits[0])
        return Crew(int(fits[0]), Span(least, least, math.inf), int((of.act >= 0).sum()))
    return Crew(best, Span(float(best), float(fits[0]), float(fits[-1])), int((of.act >= 0).sum()))


@dataclass(frozen=True)
class Work:
    """The work of one act, with the chance of each length that it was read back rightly.

    Attributes
    ----------
    idle
        How many officers were free when it came onto the desk.
    """

    took: Real
    chance: Real
    idle: Whole


def by_act(of: Desk, officers: int) -> dict[str, Work]:
    """Return the work of each act; what was done before it was begun is left out."""
    took, idle = works(of, officers)
    found = {}
    for place, name in enumerate(of.names):
        here = (of.act == place) & (took >= 1)
        found[name] = Work(took[here], _of_act(took[here])[1], idle[here])
    return found


def all_busy(of: Desk, officers: int) -> tuple[Real, Real]:
    """Return the beginnings and ends of the times in which no officer was free.

    >>> begin, end = all_busy(Desk(*(np.array(one) for one in ([0, 0, 90], [10, 25, 99], [0] * 3)),
    ...                            ["a"]), 1)
    >>> begin.tolist(), end.tolist()
    ([0.0, 90.0], [25.0, 99.0])
    """
    took, _ = works(of, officers)
    begun = of.done - np.maximum(took, 0.0)
    at = np.concatenate([begun, of.done.astype(np.float64)])
    step = np.concatenate([np.ones(len(begun)), -np.ones(len(begun))])
    order = np.lexsort((-step, at))  # what is begun as something ends keeps them busy
    full = np.cumsum(step[order]) >= officers
    before = np.concatenate([[False], full[:-1]])
    return at[order][full & ~before], at[order][~full & before]


def waited_at_most(busy: tuple[Real, Real], begun: Real) -> Real:
    """Return for how long no officer had been free when work was begun; 0 where one was.

    >>> waited_at_most((np.array([0.0]), np.array([25.0])), np.array([20.0, 25.0, 26.0])).tolist()
    [20.0, 25.0, 0.0]
    """
    starts, ends = busy
    place = np.searchsorted(starts, begun, side="right") - 1
    inside = place >= 0
    inside[inside] = begun[inside] <= ends[place[inside]]
    return np.where(inside, begun - starts[np.maximum(place, 0)] if len(starts) else 0.0, 0.0)
