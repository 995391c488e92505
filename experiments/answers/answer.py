"""The answer of an experiment, computed from what a run has left on disk."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from experiments import measures
from experiments.answers.contrasts import Contrast, contrasts
from experiments.answers.estimates import UNLIKE, Values, estimate, figures, regulated, unrankable
from experiments.answers.guarantees import Check, checks
from experiments.answers.trends import Trend, trends
from experiments.designs.axes import axes_of, choices_of, rivals
from experiments.designs.point import Design
from experiments.measures.measure import Measure, Names
from experiments.measures.subjects import labels
from experiments.running.header import Header
from experiments.running.results import Results
from experiments.statistics.interval import LEVEL, Estimate, Reason, Undetermined
from experiments.statistics.screening import could_be_best
from model.calendar import chinese_calendar
from model.language import Complaint, Text, say
from protocols.mistakes import Mistakes

_BRACKETS = re.compile(r"\s*[(（].*?[)）]")
"""What a level's name says of units; the table has it."""

_Row = Mapping[str, Any]


@dataclass(frozen=True)
class Answer:
    """The answer of an experiment: estimates, differences, checked guarantees and trends.

    Attributes
    ----------
    results
        What it is computed from.
    design
        What was run; ``None`` where it cannot be read any more.
    names
        Labels of what measures are about.
    values
        The measures by replication and point.
    level
        The confidence level of all intervals.
    points
        All points: regime, scenario, reading, levels, and what is assumed otherwise.
    rows
        The main points, at which nothing is; they are the first ones.
    axes
        What varies: ``regime``, ``scenario`` and names of levels, those with one value left out.
    estimates
        By measure and point.
    trends
        Courses of measures along levels of numbers.
    guarantees
        ``None`` where they could not be looked at; ``unread`` then says why.
    objective
        The measure by which points are ranked, if there is one.
    best
        Numbers of the points that could be the best by it.
    done
        Replications that every main point has.
    """

    results: Results
    design: Design | None
    names: Names
    values: Values
    level: float
    points: tuple[_Row, ...]
    rows: tuple[_Row, ...]
    axes: tuple[str, ...]
    measures: tuple[Measure, ...]
    estimates: Mapping[tuple[str, int], Estimate]
    contrasts: tuple[Contrast, ...]
    trends: tuple[Trend, ...]
    guarantees: tuple[Check, ...] | None
    unread: Text | None
    objective: Measure | None
    best: tuple[int, ...] | Undetermined
    done: int

    @property
    def path(self) -> Path:
        """The folder of the results."""
        return self.results.path

    @property
    def header(self) -> Header:
        """What the results are results of."""
        return self.results.header

    @property
    def day(self) -> int:
        """Office minutes of a working day."""
        calendar = self.design.points[0].calendar if self.design else chinese_calendar()
        return calendar.hours.minutes

    def measure(self, name: str) -> Measure:
        """Return a measure with the labels of this experiment."""
        return measures.find(name, self.names)

    def label(self, axis: str, value: object) -> Text:
        """Name a value of an axis; of a level together with what it is a level of."""
        if axis == "regime":
            return self.header.regimes[str(value)]
        if axis == "scenario":
            return self.header.scenarios[str(value)]
        return say("answers.sentence.at", name=self.level_label(axis), value=value)

    def level_label(self, axis: str) -> Text:
        """Name a level without what its name says of units."""
        return self.header.levels[axis].each(lambda words: _BRACKETS.sub("", words))

    @property
    def choices(self) -> tuple[str, ...]:
        """The axes that a reformer chooses along: regimes, and levels that change their rules.

        Scenarios and levels of scenarios are what happens to him, and are not ranked.
        """
        return _choices(self.design, self.rows, self.axes)

    def settings(self, point: int, *without: str) -> Text:
        """Name all that varies at a point, but some axes."""
        row = self.points[point]
        named = [self.label(axis, row[axis]) for axis in self.axes if axis not in without]
        return say("chart.and").join([*named, *self._assumed(row)])

    def _assumed(self, row: _Row) -> Iterator[Text]:
        if row.get("row") is not None:
            yield say("hinges.row", row=row["row"] + 1)
        elif row.get("assumed") and self.header.assumptions is not None:
            for name, value in self.header.points[row["point"]].assumed.items():
                assumption = self.header.assumptions.named[name]
                called = assumption.called(value)
                yield say("answers.sentence.at", name=assumption.label, value=called)


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
        When there are no results, or for a measure that there is not.
    """
    results = Results(path)
    header, rows, values = results.header, results.main, Values(results)
    axes = axes_of(rows, header.levels)
    read, unread = _design(results, design)
    labelled = _labels(read)
    asked = _asked(values, names or header.measures or measures.USUAL, len(rows), labelled)
    aim = _objective(header, asked, objective, labelled)
    done = int(values.there()[:, : len(rows)].sum(axis=0).min())
    return Answer(
        results,
        read,
        labelled,
        values,
        level,
        results.rows,
        rows,
        axes,
        asked,
        {
            (measure.id, number): estimate(values, measure, number, level)
            for measure in asked
            for number in range(len(rows))
        },
        tuple(c for measure in asked for c in contrasts(values, measure, rows, axes, level)),
        tuple(t for measure in asked for t in trends(values, measure, rows, axes, level)),
        None if read is None else tuple(checks(results, read, asked)),
        unread,
        aim,
        _best(values, aim, rivals(rows, _choices(read, rows, axes), axes), done, level),
        done,
    )


def _design(results: Results, given: Design | None) -> tuple[Design | None, Text | None]:
    """The design that the results are of, or why it cannot be read."""
    try:
        design = given or results.design
    except Mistakes as mistakes:
        return None, mistakes.mistakes[0].say()
    except Complaint as complaint:
        return None, complaint.say()
    if [point.key for point in design.points] != [cell.key for cell in results.header.points]:
        return None, say("answers.guarantee.changed")
    return design, None


def _labels(design: Design | None) -> Names:
    """The labels of all that measures of a design can be about."""
    shown = design.points if design else ()
    regimes = {id(point.regime): point.regime for point in shown}
    departments = (department for point in shown for department in point.scenario.departments)
    return labels(regimes.values(), departments)


def _asked(
    values: Values, names: Sequence[str], count: int, labelled: Names
) -> tuple[Measure, ...]:
    """The measures, and beside a mean that leaves much out the total that does not."""
    shown = dict.fromkeys(names)
    for name in names:
        left_out = measures.find(name).left_out
        if left_out is not None:
            shares = [values.share_open(left_out, point) or 0.0 for point in range(count)]
            if max(shares) > UNLIKE:
                shown |= dict.fromkeys((left_out.open, left_out.total))
    return tuple(measures.find(name, labelled) for name in shown)


def _objective(
    header: Header, asked: Sequence[Measure], named: str | None, labelled: Names
) -> Measure | None:
    if named is None and header.precision is not None:
        named = header.precision.measure
    if named is not None:
        measure = measures.find(named, labelled)
        return measure if measure.less is not None else None
    return next((measure for measure in asked if measure.less is not None), None)


def _choices(design: Design | None, rows: Sequence[_Row], axes: Sequence[str]) -> tuple[str, ...]:
    if design is None:
        return tuple(axis for axis in axes if axis == "regime")
    return choices_of(design, rows)


def _best(
    values: Values, aim: Measure | None, numbers: Sequence[int], done: int, level: float
) -> tuple[int, ...] | Undetermined:
    """The points of which none can be ruled out, all that is no choice being as at the first.

    Points with the same results are one.
    """
    if aim is None or not numbers:
        return ()
    numbers = [number for number in numbers if regulated(values, aim, number)]
    if not numbers:
        return Undetermined(Reason.NOT_REGULATED, done)
    if (reason := unrankable(values, aim, numbers)) is not None:
        return Undetermined(reason, done)
    columns = figures(values, aim, numbers)
    whole = columns[~np.isnan(columns).any(axis=1)]
    named = {str(number): whole[:, k] for k, number in enumerate(numbers)}
    best = could_be_best(named, level, smallest=bool(aim.less))
    return best if isinstance(best, Undetermined) else tuple(int(number) for number in best)
