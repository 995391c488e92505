"""At what times of day a department looks at the platform, as its acts show.

What others bring about a department sees at its next look. Acts that take minutes then follow the
look, and their times of day begin at it. The times under which what came and what was done is most
likely are the estimate, if they explain it better than a delay without looks does.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.fit.clock import Flags, OfficeClock, Real, Whole

_FEWEST = 40
"""Acts that there must be at the least."""
_MOST_LOOKS = 4
_GRID = 15
"""Minutes between the times that are tried first."""
_LARGEST = 500
"""Acts on which times are tried; those found are held against all."""
_IMPOSSIBLE = math.log(1e-6)
"""What an act that comes before it could be seen costs, instead of refuting all times at once."""
_FALL = 6.0
"""By how much acts may be less likely with a time that still fits: chance takes 3 of it (half the
95 % quantile of chi-squared with two degrees of freedom, since the likelihood of a least value
falls off to one side), one act that followed on something else the rest."""
_STRAY, _ANY_TIME = 0.05, 1e-3
"""The share of acts that tell nothing, and the likelihood of any time, in minutes, for them."""
_ROUND = (60, 30, 15, 10, 5, 1)
_CLEARLY = 10.0
_LATE = 10
"""Working days after which an act says nothing about looks any more."""


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


@dataclass(frozen=True)
class LookTimes:
    """Times of day, in minutes, each with the range of times that fit as well."""

    times: tuple[int, ...]
    ranges: tuple[tuple[int, int], ...]
    n: int


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


def look_times(of: Seen, clock: OfficeClock) -> LookTimes | None:
    """Return the times of day at which a department looks; ``None`` where its acts show none."""
    prompt = of.only(of.done & (of.done_day - of.day <= _LATE))
    if len(prompt) < _FEWEST:
        return None
    few = prompt
    if len(prompt) > _LARGEST:
        few = prompt.only(np.linspace(0, len(prompt) - 1, _LARGEST).astype(np.int64))
    spans = clock.calendar.hours.spans
    grid = [minute for start, end in spans for minute in range(start, end, _GRID)]
    best = _searched(few, grid, clock)
    times = _refined(prompt, best, clock)
    explained = _level(prompt, times, clock, every=True)
    criterion = -2 * explained + (len(times) + 3) * math.log(len(prompt))
    if criterion > _without(prompt) - _CLEARLY:
        return None
    fall = _level(prompt, times, clock) - _FALL
    ranges = tuple(_range(prompt, times, place, fall, clock) for place in range(len(times)))
    round_ = tuple(_roundest(one, *ends) for one, ends in zip(times, ranges, strict=True))
    return LookTimes(round_, ranges, len(prompt))


def _roundest(best: int, low: int, high: int) -> int:
    """The roundest of the times that fit: people look at nine, not at one minute past.

    >>> _roundest(586, 582, 586), _roundest(541, 540, 543)
    (585, 540)
    """
    for step in _ROUND:
        near = [one for one in range(low, high + 1) if one % step == 0]
        if near:
            return min(near, key=lambda one: abs(one - best))
    return best


def _level(of: Seen, times: Sequence[int], clock: OfficeClock, every: bool = False) -> float:
    """The logarithm of the likelihood of acts under look times.

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


def _without(of: Seen) -> float:
    """The criterion of a log-normal delay from when something came up, some taking no time."""
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


def _searched(of: Seen, grid: Sequence[int], clock: OfficeClock) -> list[int]:
    """Times on a grid, one more as long as the criterion clearly gains by it."""
    best: list[int] = []
    reached = math.inf
    for _ in range(_MOST_LOOKS):
        tried = [sorted([*best, minute]) for minute in grid if minute not in best]
        found = max(tried, key=lambda times: _level(of, times, clock))
        found = _moved(of, found, grid, clock)
        own = -2 * _level(of, found, clock) + len(found) * math.log(len(of))
        if own > reached - _CLEARLY:
            break
        best, reached = found, own
    return best


def _moved(of: Seen, times: list[int], grid: Sequence[int], clock: OfficeClock) -> list[int]:
    """Times of which no single one would be better elsewhere on a grid."""
    reached = _level(of, times, clock)
    while True:
        tried = [
            sorted({*times[:place], *times[place + 1 :], minute})
            for place in range(len(times))
            for minute in grid
            if minute not in times
        ]
        found = max(tried, key=lambda one: _level(of, one, clock))
        own = _level(of, found, clock)
        if own <= reached + 1e-9:
            return times
        times, reached = found, own


def _refined(of: Seen, times: list[int], clock: OfficeClock) -> list[int]:
    """Times to the minute."""
    for step in (5, 1):
        near = sorted({one + move for one in times for move in range(-3 * step, 4 * step, step)})
        times = _moved(of, times, [one for one in near if 0 <= one < 1440], clock)
    return times


def _range(
    of: Seen, times: list[int], place: int, least: float, clock: OfficeClock
) -> tuple[int, int]:
    """The minutes around a time with which acts are not clearly less likely."""

    def fits(minute: int) -> bool:
        moved = [*times[:place], minute, *times[place + 1 :]]
        return moved == sorted(set(moved)) and _level(of, moved, clock) >= least

    return _far(fits, times[place], -1), _far(fits, times[place], 1)


def _far(fits: Callable[[int], bool], start: int, step: int) -> int:
    found = start
    while 0 <= found + step < 1440 and abs(found + step - start) <= 120 and fits(found + step):
        found += step
    return found
