"""What others brought about, when a department could see it, and how likely looks make its acts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.fit.clock import Flags, OfficeClock, Real, Whole

_IMPOSSIBLE = math.log(1e-6)
"""What an act that comes before it could be seen costs, instead of refuting all times at once."""
_STRAY, _ANY_TIME = 0.05, 1e-3
"""The share of acts that tell nothing, and the likelihood of any time, in minutes, for them."""


@dataclass(frozen=True)
class Seen:
    """What others brought about, and when the department acted on it.

    Attributes
    ----------
    day, minute
        The working day, and the minute of it, at which it came up.
    done_day, done_minute
        The same of the act; of what was not done, up to which it is known.
    done
        Whether the act was done.
    delay
        Office minutes from the one to the other.
    """

    day: Whole
    minute: Whole
    done_day: Whole
    done_minute: Whole
    done: Flags
    delay: Real

    def __len__(self) -> int:
        return len(self.day)

    def only(self, those: Flags | Whole) -> Seen:
        """Return some of them."""
        return Seen(
            self.day[those],
            self.minute[those],
            self.done_day[those],
            self.done_minute[those],
            self.done[those],
            self.delay[those],
        )


def seen(opened: Whole, until: Whole, done: Flags, clock: OfficeClock) -> Seen:
    """Return what came up at instants and was done, or not done, up to others."""
    return Seen(
        clock.day(opened),
        clock.minute(opened),
        clock.day(until),
        clock.minute(until),
        done,
        (clock.worked(until) - clock.worked(opened)).astype(np.float64),
    )


def slots(of: Seen, times: Sequence[int]) -> tuple[Whole, Whole]:
    """Return the look at which each could first be seen, and the last one before the act.

    Looks are counted from the first of working day 0 on, as many a day as there are times.
    """
    at = np.array(times)
    first = of.day * len(at) + np.searchsorted(at, of.minute, side="left")
    last = of.done_day * len(at) + np.searchsorted(at, of.done_minute, side="left") - 1
    return first, last


def residuals(of: Seen, times: Sequence[int], clock: OfficeClock) -> Real:
    """Return the office minutes from the last look before each act until the act."""
    at = np.array(times)
    place = np.searchsorted(at, of.done_minute, side="left") - 1
    today = np.where(place >= 0, clock.elapsed(at[np.maximum(place, 0)]), 0)
    before = clock.minutes - clock.elapsed(at[-1:])[0]  # from the last look of the day before
    done = clock.elapsed(of.done_minute)
    return np.where(place >= 0, done - today, done + before).astype(np.float64)


def contradicted(of: Seen, times: Sequence[int]) -> int:
    """Return how many acts look times contradict: done before what they follow on could be seen.

    An act at ``b`` on what came at ``a`` needs a look at ``a`` or later, and before ``b``.
    """
    first, last = slots(of, times)
    return int((of.done & (last < first)).sum())


def level(of: Seen, times: Sequence[int], clock: OfficeClock, every: bool = False) -> float:
    """Return the logarithm of the likelihood of acts under look times.

    Looks are skipped independently, and what is done after a look takes a log-normal time; what
    comes before it could be seen is all but impossible.

    Parameters
    ----------
    every
        Whether what could be seen at an earlier look is held to follow on the last one as well;
        else it tells little of times: it may only have waited for an officer.
    """
    first, last = slots(of, times)
    missed = last - first
    good = missed >= 0
    if not good.any():
        return -math.inf
    after = np.maximum(residuals(of, times, clock), 0.5)[good]
    skipped = missed[good]
    logs = np.log(after)
    alone = (skipped == 0) | every
    fresh = logs[alone] if alone.any() else logs
    middle = float(np.median(fresh))
    spread = max(1.4826 * float(np.median(np.abs(fresh - middle))), 0.1)
    found = -logs - 0.5 * ((logs - middle) / spread) ** 2 - math.log(spread) - 0.9189385
    # Some acts had something else before them, so that any time after the look is possible.
    found = np.logaddexp(found + math.log1p(-_STRAY), math.log(_STRAY * _ANY_TIME))
    found = np.where(alone, found, math.log(_ANY_TIME))
    skip = (skipped.sum() + 0.5) / (skipped.sum() + len(skipped) + 1)
    chances = skipped * math.log(skip) + math.log(1 - skip)
    return float(found.sum() + chances.sum() + _IMPOSSIBLE * (~good).sum())


def without(of: Seen) -> float:
    """Return the criterion of log-normal delays from when things came up, some taking no time."""
    none = of.delay < 1
    logs = np.log(np.maximum(of.delay[~none], 0.5))
    count, n = int(none.sum()), len(of)
    found = 0.0
    if len(logs):
        spread = max(float(logs.std()), 0.05)
        found += float(-logs.sum() - len(logs) * (math.log(spread) + 0.9189385 + 0.5))
        found += len(logs) * math.log(len(logs) / n)
    found += count * math.log(count / n) if count else 0.0
    return -2 * found + 3 * math.log(n)
