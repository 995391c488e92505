"""How a measure moves along a level with several values: its course, where it bends and crosses."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, pairwise
from typing import Any

from experiments.answers.estimates import Values, compared, estimate
from experiments.measures.kinds import Measure
from experiments.statistics.comparisons import each_level
from experiments.statistics.interval import LEVEL, Estimate, Interval

FEWEST = 3
"""Values from which on a level has a course; two are a comparison."""
HALF = 50.0
"""Per cent at which a share is told to cross."""


class Course(StrEnum):
    """How a measure goes from the first value of a level to the last.

    One that rises, falls, peaks or dips is nowhere shown to go the other way; one that is shown to
    change and does none of these wavers.
    """

    RISES = "rises"
    FALLS = "falls"
    PEAKS = "peaks"
    DIPS = "dips"
    WAVERS = "wavers"
    LEVEL = "level"


@dataclass(frozen=True, slots=True)
class Trend:
    """The course of a measure along a level, all else being equal.

    All that is told of it holds together, for all settings (Bonferroni): of the wrong that is
    allowed, differences against the first value have one part, those between others another, since
    places are sought after the results are seen, and of a share the sides of one half a third.

    Attributes
    ----------
    points
        Numbers of the points, in ascending order of the level.
    turn
        Of a course that turns, which of the points it turns at.
    steepest
        The neighbours between which it goes its way most, if that is shown and is more than the
        rest of its way; the change with its interval.
    settled
        The first of at least three points of which none is told apart from the last, where earlier
        ones are.
    crossing
        Of a share, the first point from which on it is on the same side of one half as at the last;
        positive side where ``above``. Only where every value is clearly on one side.
    """

    measure: str
    axis: str
    points: tuple[int, ...]
    course: Course
    turn: int | None
    steepest: tuple[int, int, Interval] | None
    settled: int | None
    crossing: int | None
    above: bool


def trends(
    values: Values,
    asked: Measure,
    points: Sequence[Mapping[str, Any]],
    axes: Sequence[str],
    level: float = LEVEL,
) -> Iterator[Trend]:
    """Yield the course of a measure along each level of numbers, for every setting of the rest.

    None along a level at any value of which there is no figure, or between any two of which no
    difference can be told: what is left would be no course of the whole level.
    """
    for axis in axes:
        runs = [run for run in _runs(points, axes, axis) if len(run) >= FEWEST]
        if axis not in ("regime", "scenario") and _numeric(points, axis):
            made = [_Run(values, asked, axis, run, len(runs), level) for run in runs]
            if all(one.there for one in made):
                yield from (one.trend() for one in made)


def _numeric(points: Sequence[Mapping[str, Any]], axis: str) -> bool:
    return all(type(row[axis]) in (int, float) for row in points)


def _runs(
    points: Sequence[Mapping[str, Any]], axes: Sequence[str], axis: str
) -> list[tuple[int, ...]]:
    """The points that differ in nothing but one axis, in its order.

    >>> rows = [{"regime": r, "window": w} for r in "ab" for w in (5, 0, 9)]
    >>> _runs(rows, ["regime", "window"], "window")
    [(1, 0, 2), (4, 3, 5)]
    """
    found: dict[tuple[Any, ...], list[int]] = {}
    for number, row in enumerate(points):
        found.setdefault(tuple(row[one] for one in axes if one != axis), []).append(number)
    return [tuple(sorted(run, key=lambda number: points[number][axis])) for run in found.values()]


class _Run:
    """One line of points, with the difference of any two of them."""

    def __init__(
        self,
        values: Values,
        asked: Measure,
        axis: str,
        points: tuple[int, ...],
        runs: int,
        level: float,
    ) -> None:
        self.asked, self.axis, self.points = asked, axis, points
        number, claims = len(points), runs * (3 if asked.unit == "percent" else 2)
        each = each_level(level, claims * number)
        self.estimates: list[Estimate] = [estimate(values, asked, one, each) for one in points]
        self.figures = [one.estimate for one in self.estimates if isinstance(one, Interval)]
        first = each_level(level, claims * (number - 1))
        other = each_level(level, claims * (number - 1) * (number - 2) // 2)
        self.between = {
            (j, k): compared(values, asked, points[k], points[j], other if j else first)[
                0
            ].difference
            for j, k in combinations(range(number), 2)
        }

    @property
    def there(self) -> bool:
        """Whether there is a figure at each value and a difference between any two."""
        finite = len(self.figures) == len(self.points) and all(map(math.isfinite, self.figures))
        return finite and all(isinstance(one, Interval) for one in self.between.values())

    def way(self, j: int, k: int) -> int:
        """Which way it is shown to go from one to another: up, down, or not shown."""
        if j > k:
            return -self.way(k, j)
        found = self.between.get((j, k))
        if not isinstance(found, Interval) or not found.excludes(0.0):
            return 0
        if found.low == found.high and 2.0 ** (1 - found.n) > 1 - found.level:
            return 0  # the same in a few replications may be luck
        return 1 if found.estimate > 0 else -1

    def trend(self) -> Trend:
        """Return the whole course of the measure."""
        course, turn = self.course()
        crossing, above = self.crossing()
        return Trend(
            self.asked.name,
            self.axis,
            self.points,
            course,
            turn,
            self.steepest() if course in (Course.RISES, Course.FALLS) else None,
            self.settled(),
            crossing,
            above,
        )

    def course(self) -> tuple[Course, int | None]:
        """Return what shape is shown, and of a peak or a dip the place of its value."""
        last = len(self.points) - 1
        high = max(range(last + 1), key=self.figures.__getitem__)
        low = min(range(last + 1), key=self.figures.__getitem__)
        if self.goes(0, high) == 1 and self.goes(high, last) == -1:
            return Course.PEAKS, high
        if self.goes(0, low) == -1 and self.goes(low, last) == 1:
            return Course.DIPS, low
        if way := self.goes(0, last):
            return (Course.RISES if way > 0 else Course.FALLS), None
        changes = any(self.way(j, k) for j, k in self.between)
        return (Course.WAVERS if changes else Course.LEVEL), None

    def goes(self, first: int, last: int) -> int:
        """Which way it is shown to go, with nothing between that is shown to go the other way."""
        way = self.way(first, last)
        inside = combinations(range(first, last + 1), 2)
        return 0 if any(self.way(j, k) == -way for j, k in inside) else way

    def steepest(self) -> tuple[int, int, Interval] | None:
        """Return the points of the step that is more than half of the way, if one is."""
        way, last = self.way(0, len(self.points) - 1), self.figures[-1] - self.figures[0]
        steps = [(at, self.between[at]) for at in pairwise(range(len(self.points)))]
        sized = [(way * one.estimate, at, one) for at, one in steps if isinstance(one, Interval)]
        size, (j, k), found = max(sized, key=lambda one: one[0])
        if self.way(j, k) != way or 2 * size <= abs(last):
            return None
        return self.points[j], self.points[k], found

    def settled(self) -> int | None:
        """Return the point from which on no change is shown; three values of it at the least."""
        last = len(self.points) - 1
        first = last
        while first > 0 and not any(self.way(first - 1, k) for k in range(first, last + 1)):
            first -= 1
        return self.points[first] if 0 < first <= last - 2 else None

    def crossing(self) -> tuple[int | None, bool]:
        """Return the point at which a share clearly crosses one half, and whether upwards."""
        if self.asked.unit != "percent":
            return None, False
        sides = [_side(one) for one in self.estimates]
        changed = [k for k, (j, i) in enumerate(pairwise(sides), 1) if j != i]
        if 0 in sides or len(changed) != 1:
            return None, False
        return self.points[changed[0]], sides[-1] > 0


def _side(found: Estimate) -> int:
    """On which side of one half; 0 where that is not shown."""
    assert isinstance(found, Interval)
    return 1 if found.low > HALF else -1 if found.high < HALF else 0
