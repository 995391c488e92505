"""The answer of an experiment, computed from what a run has left on disk."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from experiments.answers.contrasts import Contrast, contrasts
from experiments.answers.estimates import Values, estimate, figures, unrankable
from experiments.answers.guarantees import Check, checks
from experiments.answers.trends import Trend, trends
from experiments.designs.assumption import assumptions_of
from experiments.designs.axes import axes_of, choices_of, rivals
from experiments.designs.point import Design
from experiments.designs.reader import read_design
from experiments.hinges.ask import hinges
from experiments.hinges.hinge import Conclusion, Hinge
from experiments.measures.kinds import USUAL, Measure, measure
from experiments.measures.subjects import Subjects, subjects
from experiments.running.frames import points
from experiments.running.header import read_header
from experiments.running.store import DESIGN
from experiments.statistics.interval import LEVEL, Estimate, Undetermined
from experiments.statistics.screening import could_be_best
from model.calendar import chinese_calendar
from model.language import Complaint, Text, catalogue, say
from protocols.mistakes import Mistakes

_BRACKETS = re.compile(r"\s*[(（].*?[)）]")
"""What a level's name says of units; the table has it."""


@dataclass(frozen=True)
class Answer:
    """What an experiment comes to.

    Attributes
    ----------
    path, head
        The folder, and what its results are of.
    rows
        Of each main point its regime, scenario, reading and levels.
    points
        The same of all points, with what is assumed otherwise; the main ones come first.
    axes
        What varies: ``regime``, ``scenario`` and names of levels, those with one value left out.
    estimates
        By measure and point.
    guarantees
        ``None`` where they could not be looked at; ``unread`` then says why.
    done
        Replications that every main point has.
    best
        Numbers of the points that could be the best by the objective, if there is one.
    trends
        Courses of measures along levels of numbers.
    hinges
        How much the conclusions of the leading measures hang on what is assumed.
    """

    path: Path
    head: Mapping[str, Any]
    rows: tuple[Mapping[str, Any], ...]
    axes: tuple[str, ...]
    measures: tuple[Measure, ...]
    estimates: Mapping[tuple[str, int], Estimate]
    contrasts: tuple[Contrast, ...]
    guarantees: tuple[Check, ...] | None
    unread: Text | None
    objective: Measure | None
    best: tuple[int, ...] | Undetermined
    design: Design | None
    done: int
    points: tuple[Mapping[str, Any], ...] = ()
    trends: tuple[Trend, ...] = ()
    hinges: tuple[Hinge, ...] = ()

    @property
    def day(self) -> int:
        """Office minutes of a working day."""
        calendar = self.design.points[0].calendar if self.design else chinese_calendar()
        return calendar.hours.minutes

    def label(self, axis: str, value: object) -> Text:
        """Name a value of an axis; of a level together with what it is a level of."""
        if axis in ("regime", "scenario"):
            return str(self.head[f"{axis}s"][value][lang])
        return say("answers.sentence.at", name=self.level(axis), value=value)

    def level(self, axis: str) -> Text:
        """Name a level without what its name says of units."""
        return _BRACKETS.sub("", str(self.head["levels"][axis][lang]))

    @property
    def choices(self) -> tuple[str, ...]:
        """The axes that a reformer chooses along: regimes, and levels that change their rules.

        Scenarios and levels of scenarios are what happens to him, and are not ranked.
        """
        if self.design is None:
            return tuple(axis for axis in self.axes if axis == "regime")
        return choices_of(self.design, self.rows)

    def settings(self, point: int, *without: str) -> Text:
        """Name all that varies at a point, but some axes."""
        row = (self.points or self.rows)[point]
        named = [self.label(axis, row[axis]) for axis in self.axes if axis not in without]
        return say("chart.and").join([*named, *self._assumed(row)])

    def _assumed(self, row: Mapping[str, Any]) -> Iterator[Text]:
        if row.get("row") is not None:
            yield say("hinges.row", row=row["row"] + 1)
        elif row.get("assumed"):
            known = assumptions_of(self.head["assumptions"]).named
            for name, value in self.head["points"][row["point"]]["assumed"].items():
                told = known[name].called(value)
                yield say("answers.sentence.at", name=known[name].label, value=told)


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
    every = tuple(points(path).iter_rows(named=True))
    rows = tuple(one for one in every if one.get("assumed") is None)
    axes = axes_of(rows, [*head["levels"]])
    values = Values(path)
    found, why = _design(path, head, design)
    about = subjects(found)
    chosen = _chosen(values, names or tuple(head["measures"]) or USUAL, len(rows), about)
    asked = [one.name for one in chosen]
    aim = _objective(head, chosen, objective, about)
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
        int((~np.isnan(values.of("threads")[:, : len(rows)])).sum(axis=0).min()),
        every,
    )
    best = _best(values, made, level) if aim else ()
    told = tuple(t for one in chosen for t in trends(values, one, rows, axes, level))
    found_hinges = hinges(values, head, conclusions(made), level)
    return replace(made, best=best, trends=told, hinges=found_hinges)


LEADING = 2
"""Measures whose conclusions are held against what is assumed, the first ones."""


def conclusions(found: Answer) -> list[Conclusion]:
    """Return what a reformer concludes of the leading measures.

    Along each thing that he chooses the differences that can be compared, those that are shown
    first; the estimates where there is nothing to choose.
    """
    chosen = [one for one in found.contrasts if one.axis in found.choices]
    if not chosen:
        numbers = range(len(found.rows))
        return [Conclusion(one, k) for one in found.measures[:LEADING] for k in numbers]
    told = []
    for axis in found.choices:
        own = [one for one in chosen if one.axis == axis and one.open_shares is None]
        named = {one.measure for one in own}
        for asked in [one for one in found.measures if one.name in named][:LEADING]:
            of_measure = [one for one in own if one.measure == asked.name]
            of_measure.sort(key=lambda one: not one.differs)
            told += [Conclusion(asked, one.point, one) for one in of_measure]
    return told


def _chosen(
    values: Values, names: tuple[str, ...], count: int, about: Subjects
) -> tuple[Measure, ...]:
    """The measures, and beside a mean that leaves much out the total that does not."""
    found = dict.fromkeys(names)
    for name in names:
        span = measure(name).span
        if span is not None:
            shares = [values.share_open(span, point) or 0.0 for point in range(count)]
            if max(shares) > 0.0005:
                found |= dict.fromkeys((f"{span}.censored", f"{span}.total.calendar-days"))
    return tuple(measure(name, about) for name in found)


def _design(
    path: Path, head: Mapping[str, Any], given: Design | None
) -> tuple[Design | None, Text | None]:
    try:
        found = given or read_design(path / DESIGN)
    except Mistakes as mistakes:
        first = mistakes.mistakes[0]
        return None, Text(first.say().in_("zh"), first.say().in_("en"))
    except Complaint as complaint:
        return None, Text(complaint.say().in_("zh"), complaint.say().in_("en"))
    if [one.key for one in found.points] != [one["key"] for one in head["points"]]:
        return None, catalogue()["answers.guarantee.changed"]
    return found, None


def _objective(
    head: Mapping[str, Any], chosen: tuple[Measure, ...], named: str | None, about: Subjects
) -> Measure | None:
    wanted = named or (head["precision"] or {}).get("measure")
    if wanted is not None:
        found = measure(wanted, about)
        return found if found.less is not None else None
    return next((one for one in chosen if one.less is not None), None)


def _best(values: Values, made: Answer, level: float) -> tuple[int, ...] | Undetermined:
    """The points of which none can be ruled out, all that is no choice being as at the first.

    Points with the same results are one.
    """
    aim = made.objective
    assert aim is not None
    numbers = rivals(made.rows, made.choices, made.axes)
    if not numbers:
        return ()
    if (reason := unrankable(values, aim, numbers)) is not None:
        return Undetermined(reason, made.done)
    columns = figures(values, aim, numbers)
    whole = columns[~np.isnan(columns).any(axis=1)]
    named = {str(number): whole[:, k] for k, number in enumerate(numbers)}
    best = could_be_best(named, level, smallest=bool(aim.less))
    return best if isinstance(best, Undetermined) else tuple(int(one) for one in best)
