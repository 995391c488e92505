"""What varies in a design, and along which of it a reformer chooses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from experiments.designs.point import Design, Point

Row = Mapping[str, Any]
"""Of a point its key, regime, scenario and levels."""

MOST_RANKED = 30
"""Points that are ranked at the most."""


def rows_of(points: Sequence[Point]) -> list[Row]:
    """Return what varies of each of some points."""
    return [
        {"key": point.key, "regime": point.regime.id, "scenario": point.scenario.id, **point.levels}
        for point in points
    ]


def axes_of(rows: Sequence[Row], levels: Iterable[str]) -> tuple[str, ...]:
    """Return what varies: ``regime``, ``scenario`` and levels, those with one value left out.

    >>> axes_of([{"regime": "a", "scenario": "s", "window": w} for w in (1, 2)], ["window"])
    ('window',)
    """
    named = ("regime", "scenario", *levels)
    return tuple(axis for axis in named if len({row[axis] for row in rows}) > 1)


def choices_of(design: Design, rows: Sequence[Row]) -> tuple[str, ...]:
    """Return the axes that a reformer chooses along: regimes, and levels that change their rules.

    Scenarios and levels of scenarios are what happens to him, and are not ranked.
    """
    axes = axes_of(rows, design.levels)
    return tuple(one for one in axes if one == "regime" or _of_rules(design, rows, axes, one))


def _of_rules(design: Design, rows: Sequence[Row], axes: Sequence[str], axis: str) -> bool:
    if axis not in design.levels:
        return False
    by_regime: dict[object, set[int]] = {}
    for row, point in zip(rows, design.main, strict=True):
        rest = tuple(row[other] for other in axes if other != axis)
        by_regime.setdefault(rest, set()).add(id(point.regime))
    return any(len(found) > 1 for found in by_regime.values())


def rivals(rows: Sequence[Row], choices: Sequence[str], axes: Sequence[str]) -> tuple[int, ...]:
    """Return numbers of the points to choose between: all that is no choice is as at the first.

    Points with the same results are one. None where there is nothing to choose, or too much.

    >>> cells = [("a", "s"), ("a", "t"), ("b", "s"), ("b", "t")]
    >>> rows = [{"key": r + s, "regime": r, "scenario": s} for r, s in cells]
    >>> rivals(rows, ["regime"], ["regime", "scenario"])
    (0, 2)
    """
    fixed = [axis for axis in axes if axis not in choices]
    first: dict[str, int] = {}
    for number, row in enumerate(rows):
        if all(row[axis] == rows[0][axis] for axis in fixed):
            first.setdefault(str(row["key"]), number)
    return tuple(first.values()) if 2 <= len(first) <= MOST_RANKED else ()


def rivals_of(design: Design) -> tuple[int, ...]:
    """Return numbers of a design's points to choose between."""
    rows = rows_of(design.main)
    return rivals(rows, choices_of(design, rows), axes_of(rows, design.levels))
