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

from experiments.fit.clock import OfficeClock
from experiments.fit.sight import Seen, contradicted, level, without

_FEWEST = 40
"""Acts that there must be at the least."""
_MOST_LOOKS = 4
_GRID = 15
"""Minutes between the times that are tried first."""
_LARGEST = 500
"""Acts on which times are tried; those found are held against all."""
_FALL = 6.0
"""By how much acts may be less likely with a time that still fits: chance takes 3 of it (half the
95 % quantile of chi-squared with two degrees of freedom, since the likelihood of a least value
falls off to one side), one act that followed on something else the rest."""
_NEAR = 2 * _GRID
"""Minutes around a time within which that is sought which the fewest acts contradict."""
_FAR = 120
"""Minutes from a time beyond which a range does not go."""
_ROUND = (60, 30, 15, 10, 5, 1)
_CLEARLY = 10.0
_LATE = 10
"""Working days after which an act says nothing about looks any more."""


@dataclass(frozen=True)
class LookTimes:
    """Times of day, in minutes, each with the range of times that fit as well."""

    times: tuple[int, ...]
    ranges: tuple[tuple[int, int], ...]
    n: int


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
    explained = level(prompt, times, clock, every=True)
    criterion = -2 * explained + (len(times) + 3) * math.log(len(prompt))
    if criterion > without(prompt) - _CLEARLY:
        return None
    ranges = look_ranges(prompt, times, clock)
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


def _searched(of: Seen, grid: Sequence[int], clock: OfficeClock) -> list[int]:
    """Times on a grid, one more as long as the criterion clearly gains by it."""
    best: list[int] = []
    reached = math.inf
    for _ in range(_MOST_LOOKS):
        tried = [sorted([*best, minute]) for minute in grid if minute not in best]
        found = max(tried, key=lambda times: level(of, times, clock))
        found = _moved(of, found, grid, clock)
        own = -2 * level(of, found, clock) + len(found) * math.log(len(of))
        if own > reached - _CLEARLY:
            break
        best, reached = found, own
    return best


def _moved(of: Seen, times: list[int], grid: Sequence[int], clock: OfficeClock) -> list[int]:
    """Times of which no single one would be better elsewhere on a grid."""
    reached = level(of, times, clock)
    while True:
        tried = [
            sorted({*times[:place], *times[place + 1 :], minute})
            for place in range(len(times))
            for minute in grid
            if minute not in times
        ]
        found = max(tried, key=lambda one: level(of, one, clock))
        own = level(of, found, clock)
        if own <= reached + 1e-9:
            return times
        times, reached = found, own


def _refined(of: Seen, times: list[int], clock: OfficeClock) -> list[int]:
    """Times to the minute."""
    for step in (5, 1):
        near = sorted({one + move for one in times for move in range(-3 * step, 4 * step, step)})
        times = _moved(of, times, [one for one in near if 0 <= one < 1440], clock)
    return times


def look_ranges(of: Seen, times: Sequence[int], clock: OfficeClock) -> tuple[tuple[int, int], ...]:
    """Return for each look time the range of times that fit as well.

    A range has all times under which acts are not clearly less likely. That alone is too narrow
    where there are many acts: the likelihood rests on how long work takes, and a queue and whole
    minutes give that another shape than the one assumed, so that a minute too few may be likelier
    than the truth. So a range also has all times that hardly any act contradicts, whatever its
    shape: at the least one act more than the fewest is left to something else, and twice the
    standard deviation of so many. That is conservative: where nothing is seen but at looks the
    truth is always among them, not in 95 of 100 logs.
    """
    least = level(of, times, clock) - _FALL
    return tuple(_range(of, [*times], place, least, clock) for place in range(len(times)))


def _range(
    of: Seen, times: list[int], place: int, least: float, clock: OfficeClock
) -> tuple[int, int]:
    """The minutes around a time that acts make no less likely, or that they do not contradict."""
    own = times[place]

    def moved(minute: int) -> list[int]:
        return sorted({*times[:place], *times[place + 1 :], minute})

    def likely(minute: int) -> bool:
        return len(moved(minute)) == len(times) and level(of, moved(minute), clock) >= least

    near = range(max(0, own - _NEAR), min(1440, own + _NEAR + 1))
    counts = {minute: contradicted(of, moved(minute)) for minute in near}
    fewest = min(counts.values())
    most = fewest + 1 + 2 * math.sqrt(fewest)

    def possible(minute: int) -> bool:
        known = counts.get(minute)
        return (contradicted(of, moved(minute)) if known is None else known) <= most

    good = [minute for minute, count in counts.items() if count <= most]
    low = min(_far(likely, own, -1), _far(possible, good[0], -1, own))
    return low, max(_far(likely, own, 1), _far(possible, good[-1], 1, own))


def _far(fits: Callable[[int], bool], start: int, step: int, middle: int | None = None) -> int:
    found, around = start, start if middle is None else middle
    while 0 <= found + step < 1440 and abs(found + step - around) <= _FAR and fits(found + step):
        found += step
    return found
