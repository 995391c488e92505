"""The course of a measure along one level of a design, and the places where it changes.

Does it rise, fall, peak, dip or stay level? Where is the steepest step, where does it settle, and
where does a share cross one half?
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, pairwise
from typing import Any

from experiments.answers.estimates import Values, compared, estimate
from experiments.measures.measure import Kind, Measure
from experiments.statistics.comparisons import each_level
from experiments.statistics.interval import LEVEL, Estimate, Interval

FEWEST = 3
"""Values from which on a level has a course; two are a comparison."""
HALF = 50.0
"""Per cent at which a share is told to cross."""


class Shape(StrEnum):
    """Shape of a trend.

    RISES, FALLS, PEAKS and DIPS require that no step the other way is shown. WAVERS: changes are
    shown, but none of these shapes. LEVEL: no change is shown.
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

    All statements about the trends along one level hold together at the confidence level. The
    error that is allowed is split in equal parts (Bonferroni): one for comparisons with the first
    value, one for all other pairs, and, for a share, one for the side of one half. The other pairs
    need a part of their own because a place is looked for only after the results are known.

    Attributes
    ----------
    points
        Numbers of the points, in ascending order of the level.
    turn
        Index of the point at which the course turns; only for a peak or a dip.
    steepest
        The two neighbouring points with the largest change, and that change. Only if it is shown
        and is more than half of the whole change.
    settled
        The first point from which on no change is shown. It must be one of at least three such
        points, and a change must be shown before it.
    crossing
        Only for shares: the point from which on the share is on the other side of one half. Only
        if every value is clearly on one side.
    above
        Whether the share is above one half there.
    """

    measure: str
    axis: str
    points: tuple[int, ...]
    shape: Shape
    turn: int | None
    steepest: tuple[int, int, Interval] | None
    settled: int | None
    crossing: int | None
    above: bool


def trends(
    values: Values,
    measure: Measure,
    points: Sequence[Mapping[str, Any]],
    axes: Sequence[str],
    level: float = LEVEL,
) -> Iterator[Trend]:
    """Yield the trend of a measure along each numeric level, for each setting of the rest.

    Nothing is yielded for a level if a value lacks a figure or a difference, because a trend with
    gaps would be misleading.
    """
    for axis in axes:
        lines = [line for line in _lines(points, axes, axis) if len(line) >= FEWEST]
        if axis not in ("regime", "scenario") and _numeric(points, axis):
            series = [_Series(values, measure, axis, line, len(lines), level) for line in lines]
            if all(one.there for one in series):
                yield from (one.trend() for one in series)


def _numeric(points: Sequence[Mapping[str, Any]], axis: str) -> bool:
    return all(type(row[axis]) in (int, float) for row in points)


def _lines(
    points: Sequence[Mapping[str, Any]], axes: Sequence[str], axis: str
) -> list[tuple[int, ...]]:
    """The points that differ in nothing but one axis, in its order.

    >>> rows = [{"regime": r, "window": w} for r in "ab" for w in (5, 0, 9)]
    >>> _lines(rows, ["regime", "window"], "window")
    [(1, 0, 2), (4, 3, 5)]
    """
    lines: dict[tuple[Any, ...], list[int]] = {}
    for number, row in enumerate(points):
        rest = tuple(row[other] for other in axes if other != axis)
        lines.setdefault(rest, []).append(number)
    return [tuple(sorted(line, key=lambda number: points[number][axis])) for line in lines.values()]


class _Series:
    """One line of points, with the difference of any two of them."""

    def __init__(
        self,
        values: Values,
        measure: Measure,
        axis: str,
        points: tuple[int, ...],
        lines: int,
        level: float,
    ) -> None:
        self.measure, self.axis, self.points = measure, axis, points
        number, parts = len(points), lines * (3 if measure.kind is Kind.SHARE else 2)
        each = each_level(level, parts * number)
        self.estimates: list[Estimate] = [
            estimate(values, measure, point, each) for point in points
        ]
        self.figures = [one.estimate for one in self.estimates if isinstance(one, Interval)]
        first = each_level(level, parts * (number - 1))
        other = each_level(level, parts * (number - 1) * (number - 2) // 2)
        self.between = {
            (j, k): compared(values, measure, points[k], points[j], other if j else first)[
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
        change = self.between.get((j, k))
        if not isinstance(change, Interval) or not change.excludes(0.0):
            return 0
        if change.low == change.high and 2.0 ** (1 - change.n) > 1 - change.level:
            return 0  # the same in a few replications may be luck
        return 1 if change.estimate > 0 else -1

    def trend(self) -> Trend:
        """Return the whole course of the measure."""
        shape, turn = self.shape()
        crossing, above = self.crossing()
        return Trend(
            self.measure.id,
            self.axis,
            self.points,
            shape,
            turn,
            self.steepest() if shape in (Shape.RISES, Shape.FALLS) else None,
            self.settled(),
            crossing,
            above,
        )

    def shape(self) -> tuple[Shape, int | None]:
        """Return what shape is shown, and of a peak or a dip the place of its value."""
        last = len(self.points) - 1
        high = max(range(last + 1), key=self.figures.__getitem__)
        low = min(range(last + 1), key=self.figures.__getitem__)
        if self.goes(0, high) == 1 and self.goes(high, last) == -1:
            return Shape.PEAKS, high
        if self.goes(0, low) == -1 and self.goes(low, last) == 1:
            return Shape.DIPS, low
        if way := self.goes(0, last):
            return (Shape.RISES if way > 0 else Shape.FALLS), None
        changes = any(self.way(j, k) for j, k in self.between)
        return (Shape.WAVERS if changes else Shape.LEVEL), None

    def goes(self, first: int, last: int) -> int:
        """Which way it is shown to go, with nothing between that is shown to go the other way."""
        way = self.way(first, last)
        inside = combinations(range(first, last + 1), 2)
        return 0 if any(self.way(j, k) == -way for j, k in inside) else way

    def steepest(self) -> tuple[int, int, Interval] | None:
        """Return the points of the step that is more than half of the way, if one is."""
        way, last = self.way(0, len(self.points) - 1), self.figures[-1] - self.figures[0]
        steps = [(at, self.between[at]) for at in pairwise(range(len(self.points)))]
        sized = [
            (way * step.estimate, at, step) for at, step in steps if isinstance(step, Interval)
        ]
        size, (j, k), change = max(sized, key=lambda step: step[0])
        if self.way(j, k) != way or 2 * size <= abs(last):
            return None
        return self.points[j], self.points[k], change

    def settled(self) -> int | None:
        """Return the point from which on no change is shown; three values of it at the least."""
        last = len(self.points) - 1
        first = last
        while first > 0 and not any(self.way(first - 1, k) for k in range(first, last + 1)):
            first -= 1
        return self.points[first] if 0 < first <= last - 2 else None

    def crossing(self) -> tuple[int | None, bool]:
        """Return the point at which a share clearly crosses one half, and whether upwards."""
        if self.measure.kind is not Kind.SHARE:
            return None, False
        sides = [_side(one) for one in self.estimates]
        changed = [k for k, (j, i) in enumerate(pairwise(sides), 1) if j != i]
        if 0 in sides or len(changed) != 1:
            return None, False
        return self.points[changed[0]], sides[-1] > 0


def _side(share: Estimate) -> int:
    """On which side of one half; 0 where that is not shown."""
    assert isinstance(share, Interval)
    return 1 if share.low > HALF else -1 if share.high < HALF else 0
