"""How many replications are enough: those that a wanted precision or a selection still calls for.

What is decided depends on results alone and is worked out from the first replication on each
time, so that it is the same for any number of workers and however often a run was interrupted.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments import measures
from experiments.answers.contrasts import pairs
from experiments.answers.estimates import (
    Columns,
    Values,
    compared,
    estimate,
    figures,
    needs,
    regulated,
    unrankable,
)
from experiments.designs.axes import axes_of, rivals_of, rows_of
from experiments.designs.point import Best, Design, Of, Precision
from experiments.measures.measure import Measure
from experiments.running.store import Store
from experiments.statistics.comparisons import each_level
from experiments.statistics.interval import Estimate, Reason, Undetermined
from experiments.statistics.selection import KimNelson, Selection, Standing
from experiments.statistics.stopping import Decision, StoppingRule

FEWEST = 20
"""Replications before the first look at a precision; fewer stop at lucky moments too often."""
FIRST_STAGE = 10
"""Replications of each point before one may be dropped."""
_PART = 2 / 3
"""Of what is expected still to be needed, the part made before the next look: an expectation from
few replications is often too high."""
_STEP = 10
"""Looks happen at every tenth replication: so few that none cost coverage where it was measured."""
_UNDECIDED = (Standing.BEGINNING, Standing.GOING_ON)


class FirstReplications(Values):
    """The first replications of each point, as arrays.

    Parameters
    ----------
    columns
        By measure, of shape ``(replications, points)``; NaN where it does not exist.
    """

    def __init__(self, columns: Mapping[str, Columns]) -> None:
        self._read = dict(columns)

    def first(self, count: int) -> FirstReplications:
        """The first replications only."""
        return FirstReplications({name: read[:count] for name, read in self._read.items()})


@dataclass(frozen=True)
class Aim:
    """What one interval of a wanted precision is about.

    Attributes
    ----------
    point
        Number of a point.
    axis, against
        For a difference, what is varied and the number of the point that it is held against.
    """

    point: int
    axis: str | None = None
    against: int | None = None


def rule_of(wanted: Precision, replications: int) -> StoppingRule:
    """The rule by which replicating stops, in the unit of the measure's intervals."""
    fewest = min(max(replications, FEWEST), wanted.most)
    half = wanted.half_width * measures.find(wanted.measure).scale
    return StoppingRule(half, level=wanted.confidence, minimum=fewest, most=wanted.most)


def judged(
    wanted: Precision,
    replications: int,
    rows: Sequence[Mapping[str, Any]],
    axes: Sequence[str],
    values: Values,
) -> dict[Aim, Decision]:
    """Say of each interval that a precision is wanted of whether it is narrow enough.

    All are judged at one look, the last that there are replications for. Differences are judged at
    the level at which all of one axis hold together. Points without any replication, of which all
    failed, are left out, and so are those whose text has nothing on it.

    Parameters
    ----------
    rows
        The main points.
    """
    rule, measure = rule_of(wanted, replications), measures.find(wanted.measure)
    held = FirstReplications({name: values.of(name)[:, : len(rows)] for name in needs(measure)})
    there = held.there()
    count = int(there.any(axis=1).sum())
    looks = [*rule.looks(0, count), *([rule.most] if count >= rule.most else [])]
    decisions = {}
    for aim, level in _aims(wanted, rows, axes):
        points = [aim.point] if aim.against is None else [aim.point, aim.against]
        asked = all(regulated(held, measure, point) for point in points)
        if asked and there[:, points].any(axis=0).all():
            at = StoppingRule(rule.half_width, False, level, rule.minimum, most=rule.most)
            estimated = partial(_estimated, held, measure, aim)
            given = np.arange(looks[-1] if looks else count)
            since = looks[-2] if len(looks) > 1 else 0
            decision = at.judge(given, estimated, since)
            more = max(0, decision.more - (count - len(given)))
            decisions[aim] = replace(decision, more=more)
    return decisions


def _estimated(
    held: FirstReplications, measure: Measure, aim: Aim, first: Columns, level: float
) -> Estimate:
    part = held.first(len(first))
    if aim.against is None:
        return estimate(part, measure, aim.point, level)
    return compared(part, measure, aim.point, aim.against, level)[0].difference


def _aims(
    wanted: Precision, rows: Sequence[Mapping[str, Any]], axes: Sequence[str]
) -> list[tuple[Aim, float]]:
    if wanted.of is Of.EACH_POINT:
        return [(Aim(number), wanted.confidence) for number in range(len(rows))]
    by_axis = {axis: [pair for pair in pairs(rows, axes) if pair[0] == axis] for axis in axes}
    return [
        (Aim(point, axis, base), each_level(wanted.confidence, len(family)))
        for axis, family in by_axis.items()
        for _, point, base in family
    ]


def selected(
    wanted: Best, replications: int, points: Sequence[int], values: Values
) -> Selection | Undetermined:
    """Say which of some points is the best so far, by Kim and Nelson's procedure.

    A replication that could not be done at one of them, or in which the figure does not exist, is
    left out at all; and so is a point of which all failed, or whose text has nothing on it.
    Undetermined where the measure does not rank them, since something had not ended.
    """
    there = values.there()
    measure = measures.find(wanted.measure)
    known = [
        number for number in points if there[:, number].any() and regulated(values, measure, number)
    ]
    if len(known) < 2:
        return Undetermined(Reason.NO_CASES, len(there))
    if (reason := unrankable(values, measure, known)) is not None:
        return Undetermined(reason, len(there))
    columns, there = figures(values, measure, known), there[:, known]
    made = len(there) - np.argmax(there[::-1], axis=0)
    planned = np.arange(len(columns))[:, None] < made
    whole = (~np.isnan(columns) | ~planned).all(axis=1)
    arrays = {str(number): columns[whole & planned[:, k], k] for k, number in enumerate(known)}
    first = min(max(replications, FIRST_STAGE), wanted.most)
    zone = wanted.zone * measure.scale
    kim_nelson = KimNelson(zone, wanted.confidence, wanted.smallest, first, wanted.most)
    return kim_nelson.judge(arrays)


class Enough:
    """Says what more a design calls for, given what is there.

    It is a :data:`experiments.running.loop.Further`.
    """

    def __init__(self, design: Design) -> None:
        self.design = design
        self.rows = rows_of(design.main)
        self.axes = axes_of(self.rows, design.levels)
        self.rivals = rivals_of(design) if design.best else ()
        wanted = [wish.measure for wish in (design.precision, design.best) if wish]
        self.names = [*dict.fromkeys(n for one in wanted for n in needs(measures.find(one)))]
        self._cases: dict[tuple[str, int], list[float]] = {}

    def __call__(self, store: Store) -> Mapping[str, int] | None:
        """Return how often each point is to be simulated; ``None`` where it is enough."""
        if not self.names:
            return None
        self._read(store)
        goals: Mapping[str, int] = self.design.start
        while True:
            more = self._more(goals)
            if more is None or next(store.tasks(more), None) is not None:
                return more
            goals = more

    def _read(self, store: Store) -> None:
        for place in store.places:
            if place not in self._cases:
                known = store.replication(*place)["measures"]
                self._cases[place] = [
                    math.nan if known.get(name) is None else known[name] for name in self.names
                ]

    def _held(self, goals: Mapping[str, int]) -> FirstReplications:
        """What was made up to the goals, and no more of what is there."""
        keys = [row["key"] for row in self.rows]
        shape = (max(goals[key] for key in keys), len(keys), len(self.names))
        cube: NDArray[np.float64] = np.full(shape, np.nan)
        for number, key in enumerate(keys):
            for replication in range(goals[key]):
                case = self._cases.get((key, replication))
                if case is not None:
                    cube[replication, number] = case
        return FirstReplications({name: cube[:, :, k] for k, name in enumerate(self.names)})

    def _more(self, goals: Mapping[str, int]) -> Mapping[str, int] | None:
        held, design = self._held(goals), self.design
        wanted = dict(goals)
        if design.precision is not None:
            of = (design.precision, design.replications, self.rows, self.axes)
            more = max((decision.more for decision in judged(*of, held).values()), default=0)
            keys = [row["key"] for row in self.rows]
            made = max(goals[key] for key in keys)
            goal = min(made + _step(more), design.precision.most)  # also where years keep failing
            if more and goal > made:
                wanted |= dict.fromkeys(keys, goal)
        if design.best is not None:
            selection = selected(design.best, design.replications, self.rivals, held)
            if isinstance(selection, Selection) and selection.standing in _UNDECIDED:
                for name in selection.left:
                    key = self.rows[int(name)]["key"]
                    goal = min(goals[key] + _step(selection.more), design.best.most)
                    wanted[key] = max(wanted[key], goal)
        return wanted if wanted != dict(goals) else None


def _step(more: int) -> int:
    """How many replications to make before the next look, of those that are expected to lack."""
    if more <= FEWEST:
        return more
    return math.floor(more * _PART / _STEP) * _STEP
