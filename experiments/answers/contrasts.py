"""Paired differences: every regime, scenario and level against the first, all else being equal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from experiments.answers.estimates import UNLIKE, Values, compared
from experiments.measures.measure import Measure
from experiments.statistics.comparisons import each_level, holm
from experiments.statistics.interval import LEVEL, Estimate, Reason, Undetermined
from experiments.statistics.paired import PairedDifference


@dataclass(frozen=True, slots=True)
class Contrast:
    """One point against another that differs from it in one thing.

    Attributes
    ----------
    axis
        What differs: ``regime``, ``scenario``, or the name of a level.
    point, against
        Their numbers.
    level
        At which all contrasts of the measure along this axis hold together (Bonferroni).
    paired
        The point minus the one it is held against, in the measure's unit; undetermined where means
        of what ended leave out unlike shares.
    p_value
        Holm's, over the same contrasts; ``None`` where there is no interval.
    open_shares
        Shares of cases that had not ended, of the point and of the other, where they are in no mean
        and differ.
    """

    measure: str
    axis: str
    point: int
    against: int
    level: float
    paired: PairedDifference
    p_value: float | None
    open_shares: tuple[float, float] | None = None

    @property
    def difference(self) -> Estimate:
        """The point minus the one it is held against."""
        return self.paired.difference

    @property
    def differs(self) -> bool:
        """Whether a difference is shown, for all contrasts of the family together."""
        return self.p_value is not None and self.p_value <= 1 - self.level


def pairs(
    points: Sequence[Mapping[str, Any]], axes: Sequence[str]
) -> Iterator[tuple[str, int, int]]:
    """Yield axis, point and what it is held against: the axis's first value, all else equal.

    >>> rows = [{"regime": r, "window": w} for r in ("a", "b") for w in (0, 5)]
    >>> list(pairs(rows, ["regime", "window"]))
    [('regime', 2, 0), ('regime', 3, 1), ('window', 1, 0), ('window', 3, 2)]
    """
    for axis in axes:
        first: dict[tuple[Any, ...], int] = {}
        for number, row in enumerate(points):
            rest = tuple(row[other] for other in axes if other != axis)
            base = first.setdefault(rest, number)
            if base != number:
                yield axis, number, base


def contrasts(
    values: Values,
    measure: Measure,
    points: Sequence[Mapping[str, Any]],
    axes: Sequence[str],
    level: float = LEVEL,
) -> list[Contrast]:
    """Return all contrasts of a measure, corrected for their number along each axis.

    Points of one key have the same results, so that they differ in nothing.
    """
    families = {axis: [ends for of, *ends in pairs(points, axes) if of == axis] for axis in axes}
    return [
        contrast
        for axis, family in families.items()
        for contrast in _family(values, measure, axis, family, level)
    ]


def _family(
    values: Values, measure: Measure, axis: str, family: Sequence[Sequence[int]], level: float
) -> list[Contrast]:
    each = each_level(level, max(len(family), 1))
    made, raw = [], []
    for point, base in family:
        paired, p_value = compared(values, measure, point, base, each)
        shares = open_shares(values, measure, point, base)
        if shares is not None:
            nothing = Undetermined(Reason.UNLIKE, len(values.there()))
            paired, p_value = PairedDifference(nothing, nothing, nothing), None
        raw.append(p_value)
        made.append(Contrast(measure.id, axis, point, base, level, paired, None, shares))
    known = {k: p_value for k, p_value in enumerate(raw) if p_value is not None}
    for k, adjusted in zip(known, holm(list(known.values())).tolist(), strict=True):
        made[k] = replace(made[k], p_value=adjusted)
    return made


def open_shares(
    values: Values, measure: Measure, point: int, base: int
) -> tuple[float, float] | None:
    """Return the shares of open cases that a mean leaves out at two points, where they differ."""
    if measure.left_out is None:
        return None
    here = values.share_open(measure.left_out, point, [base])
    there = values.share_open(measure.left_out, base, [point])
    if here is None or there is None or abs(here - there) <= UNLIKE:
        return None
    return here, there
