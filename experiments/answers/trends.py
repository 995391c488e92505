"""How a measure moves along a level with several values: its course, where it bends and crosses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, pairwise
from typing import Any

from experiments.answers.estimates import Values, estimate, pair
from experiments.answers.kinds import Measure
from experiments.statistics.comparisons import each_level
from experiments.statistics.interval import LEVEL, Estimate, Interval
from experiments.statistics.paired import paired_mean

FEWEST = 3
"""Values from which on a level has a course; two are a comparison."""
HALF = 50.0
"""Per cent at which a share is told to cross."""


class Course(StrEnum):
    """How a measure goes from the first value of a level to the last."""

    RISES = "rises"
    FALLS = "falls"
    PEAKS = "peaks"
    DIPS = "dips"
    WAVERS = "wavers"
    LEVEL = "level"


@dataclass(frozen=True, slots=True)
class Trend:
    """The course of a measure along a level, all else being equal.

    Against the first value differences hold together as contrasts do; between others for all pairs
    and all settings together (Bonferroni), since places are sought after the results are seen.

    Attributes
    ----------
    points
        Numbers of the points, in ascending order of the level.
    turn
        Of a course that turns, which of the points it turns at.
    steepest
        The neighbours between which it changes most, if that is shown to be a change and is more
        than the rest of its way; the change with its interval.
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

    Shares that no replication has are left out, as is a mean of what ended: more or less may have
    been left out of it at another value.
    """
    for axis in axes:
        runs = [run for run in _runs(points, axes, axis) if len(run) >= FEWEST]
        if axis not in ("regime", "scenario") and _numeric(points, axis):
            for run in runs:
                found = _Run(values, asked, axis, run, len(runs), level)
                if found.there:
                    yield found.trend()


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
        number = len(points)
        each = each_level(level, runs * number)
        self.estimates: list[Estimate] = [estimate(values, asked, one, each) for one in points]
        self.there = all(isinstance(one, Interval) for one in self.estimates)
        self.figures = [one.estimate for one in self.estimates if isinstance(one, Interval)]
        first = each_level(level, runs * (number - 1))
        other = each_level(level, runs * (number - 1) * (number - 2) // 2)
        self.between = {
            (j, k): paired_mean(
                *pair(values, asked, points[k], points[j]), other if j else first
            ).difference
            for j, k in combinations(range(number), 2)
        }

    def way(self, j: int, k: int) -> int:
        """Which way it is shown to go from one to another: up, down, or not shown."""
        if j > k:
            return -self.way(k, j)
        found = self.between.get((j, k))
        if not isinstance(found, Interval) or not found.excludes(0.0):
            return 0
        return 1 if found.estimate > 0 else -1

    def trend(self) -> Trend:
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
        last = len(self.points) - 1
        high = max(range(last + 1), key=self.figures.__getitem__)
        low = min(range(last + 1), key=self.figures.__getitem__)
        peaks = self.way(0, high) > 0 and self.way(high, last) < 0
        dips = self.way(0, low) < 0 and self.way(low, last) > 0
        if peaks != dips:
            return (Course.PEAKS, high) if peaks else (Course.DIPS, low)
        way = self.way(0, last)
        if way and not peaks:
            return (Course.RISES if way > 0 else Course.FALLS), None
        changes = any(self.way(j, k) for j, k in self.between)
        return (Course.WAVERS if changes else Course.LEVEL), None

    def steepest(self) -> tuple[int, int, Interval] | None:
        steps = {(j, k): self.between[j, k] for j, k in pairwise(range(len(self.points)))}
        sizes = {at: abs(one.estimate) for at, one in steps.items() if isinstance(one, Interval)}
        j, k = max(sizes, key=sizes.__getitem__)
        found = steps[j, k]
        most = 2 * sizes[j, k] > abs(self.figures[-1] - self.figures[0])
        if not (most and self.way(j, k) and isinstance(found, Interval)):
            return None
        return self.points[j], self.points[k], found

    def settled(self) -> int | None:
        last = len(self.points) - 1
        first = last
        while first > 0 and not any(self.way(first - 1, k) for k in range(first, last + 1)):
            first -= 1
        return self.points[first] if 0 < first <= last - 2 else None

    def crossing(self) -> tuple[int | None, bool]:
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
