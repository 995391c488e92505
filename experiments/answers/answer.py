"""The answer of an experiment, computed from what a run has left on disk."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from experiments.answers.contrasts import Contrast, contrasts
from experiments.answers.estimates import Values, estimate
from experiments.answers.guarantees import Check, checks
from experiments.answers.kinds import USUAL, Measure, measure
from experiments.designs.point import Design
from experiments.designs.reader import read_design
from experiments.running.frames import points
from experiments.running.store import DESIGN, read_header
from experiments.statistics.interval import LEVEL, Estimate, Undetermined
from experiments.statistics.screening import could_be_best
from model.calendar import chinese_calendar
from model.language import Complaint, Label, Lang, catalogue, say
from protocols.mistakes import Mistakes

_BRACKETS = re.compile(r"\s*[(（].*?[)）]")
"""What a level's name says of units; the table has it."""

MOST_RANKED = 30
"""Points that are ranked at the most."""


@dataclass(frozen=True)
class Answer:
    """What an experiment comes to.

    Attributes
    ----------
    path, head
        The folder, and what its results are of.
    rows
        Of each point its regime, scenario, reading and levels.
    axes
        What varies: ``regime``, ``scenario`` and names of levels, those with one value left out.
    estimates
        By measure and point.
    guarantees
        ``None`` where they could not be looked at; ``unread`` then says why.
    done
        Replications that every point has.
    best
        Numbers of the points that could be the best by the objective, if there is one.
    """

    path: Path
    head: Mapping[str, Any]
    rows: tuple[Mapping[str, Any], ...]
    axes: tuple[str, ...]
    measures: tuple[Measure, ...]
    estimates: Mapping[tuple[str, int], Estimate]
    contrasts: tuple[Contrast, ...]
    guarantees: tuple[Check, ...] | None
    unread: Label | None
    objective: Measure | None
    best: tuple[int, ...] | Undetermined
    design: Design | None
    done: int

    @property
    def day(self) -> int:
        """Office minutes of a working day."""
        calendar = self.design.points[0].calendar if self.design else chinese_calendar()
        return calendar.hours.minutes

    def label(self, axis: str, value: object, lang: Lang) -> str:
        """Name a value of an axis; of a level together with what it is a level of."""
        if axis in ("regime", "scenario"):
            return str(self.head[f"{axis}s"][value][lang])
        name = _BRACKETS.sub("", self.head["levels"][axis][lang])
        return say("answers.sentence.at", lang, name=name, value=value)

    @property
    def choices(self) -> tuple[str, ...]:
        """The axes that a reformer chooses along: regimes, and levels that change their rules.

        Scenarios and levels of scenarios are what happens to him, and are not ranked.
        """
        return tuple(axis for axis in self.axes if axis == "regime" or self._of_rules(axis))

    def _of_rules(self, axis: str) -> bool:
        if self.design is None or axis not in self.head["levels"]:
            return False
        by_regime: dict[object, set[int]] = {}
        for row, point in zip(self.rows, self.design.points, strict=True):
            rest = tuple(row[other] for other in self.axes if other != axis)
            by_regime.setdefault(rest, set()).add(id(point.regime))
        return any(len(found) > 1 for found in by_regime.values())

    def settings(self, point: int, lang: Lang, *without: str) -> str:
        """Name all that varies at a point, but some axes."""
        row = self.rows[point]
        named = [self.label(axis, row[axis], lang) for axis in self.axes if axis not in without]
        return say("chart.and", lang).join(named)


def answer(
    path: Path,
    design: Design | None = None,
    names: tuple[str, ...] = (),
    objective: str | None = None,
    level: float = LEVEL,
) -> Answer:
    """Work out the answer of a run.

    Parameters
    ----------
    design
        What was run; read from the folder unless given. Only guarantees and the change made need
        it; where it cannot be read any more the answer says so.
    names
        Measures of interest; those of the design unless given.
    objective
        The measure by which points are ranked: that of the design's wanted precision, else the
        first measure of which less (or more) is better.

    Raises
    ------
    Complaint
        When there are no results.
    """
    head = read_header(path)
    rows = tuple(points(path).iter_rows(named=True))
    axes = _axes(head, rows)
    values = Values(path)
    chosen = _chosen(values, names or tuple(head["measures"]) or USUAL, len(rows))
    found, why = _design(path, head, design)
    asked = [one.name for one in chosen]
    aim = _objective(head, chosen, objective)
    made = Answer(
        path,
        head,
        rows,
        axes,
        chosen,
        {
            (one.name, k): estimate(values, one, k, level)
            for one in chosen
            for k in range(len(rows))
        },
        tuple(c for one in chosen for c in contrasts(values, one, rows, axes, level)),
        None if found is None else tuple(checks(path, found, asked)),
        why,
        aim,
        (),
        found,
        int((~np.isnan(values.of("threads"))).sum(axis=0).min()),
    )
    return replace(made, best=_best(values, made, level)) if aim else made


def _axes(head: Mapping[str, Any], rows: tuple[Mapping[str, Any], ...]) -> tuple[str, ...]:
    named = ("regime", "scenario", *head["levels"])
    return tuple(axis for axis in named if len({row[axis] for row in rows}) > 1)


def _chosen(values: Values, names: tuple[str, ...], count: int) -> tuple[Measure, ...]:
    """The measures, and beside a mean that leaves much out the total that does not."""
    found = dict.fromkeys(names)
    for name in names:
        span = measure(name).span
        if span is not None:
            shares = [values.share_open(span, point) for point in range(count)]
            if max(shares) > 0.0005:
                found |= dict.fromkeys((f"{span}.censored", f"{span}.total.calendar-days"))
    return tuple(measure(name) for name in found)


def _design(
    path: Path, head: Mapping[str, Any], given: Design | None
) -> tuple[Design | None, Label | None]:
    try:
        found = given or read_design(path / DESIGN)
    except Mistakes as mistakes:
        first = mistakes.mistakes[0]
        return None, Label(first.say("zh"), first.say("en"))
    except Complaint as complaint:
        return None, Label(complaint.say("zh"), complaint.say("en"))
    if [one.key for one in found.points] != [one["key"] for one in head["points"]]:
        return None, catalogue()["answers.guarantee.changed"]
    return found, None


def _objective(
    head: Mapping[str, Any], chosen: tuple[Measure, ...], named: str | None
) -> Measure | None:
    wanted = named or (head["precision"] or {}).get("measure")
    if wanted is not None:
        found = measure(wanted)
        return found if found.less is not None else None
    return next((one for one in chosen if one.less is not None), None)


def _best(values: Values, made: Answer, level: float) -> tuple[int, ...] | Undetermined:
    """The points of which none can be ruled out, all that is no choice being as at the first.

    Points with the same results are one.
    """
    aim, rows = made.objective, made.rows
    assert aim is not None
    fixed = [axis for axis in made.axes if axis not in made.choices]
    first: dict[str, int] = {}
    for number, row in enumerate(rows):
        if all(row[axis] == rows[0][axis] for axis in fixed):
            first.setdefault(str(row["key"]), number)
    numbers = list(first.values())
    if not 2 <= len(numbers) <= MOST_RANKED:
        return ()
    columns = values.of(aim.name)[:, numbers]
    whole = columns[~np.isnan(columns).any(axis=1)]
    named = {str(number): whole[:, k] for k, number in enumerate(numbers)}
    best = could_be_best(named, level, smallest=bool(aim.less))
    return best if isinstance(best, Undetermined) else tuple(int(one) for one in best)
