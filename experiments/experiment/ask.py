"""The answer of an experiment with all that is shown of it.

Everything that is read from the folder of the results, or simulated again, is read here once. A
sheet is laid out from what stands in :class:`Answered`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from experiments.answers.answer import Answer
from experiments.answers.answer import answer as answer_of
from experiments.answers.finding import Finding, finding
from experiments.answers.footer import footer
from experiments.answers.guarantees import broken
from experiments.answers.peaks import chosen, peak_lines
from experiments.answers.places import often
from experiments.answers.wanted import precision_lines, selection_line
from experiments.designs.point import Design
from experiments.experiment.matters import Again, single_cases
from experiments.experiment.settling import unsettled
from experiments.hinges.ask import hinges
from experiments.hinges.conclusions import conclusions
from experiments.hinges.hinge import Hinge
from experiments.measures.spans import BOUNDED, SPANS
from model.difference import Difference, difference
from model.language import Text
from model.regime import Regime


@dataclass(frozen=True, slots=True)
class Curve:
    """How long a span took at some points, whose results are the same.

    Attributes
    ----------
    ended
        Every span that ended, ascending, in working days.
    begun
        How many began.
    """

    points: tuple[int, ...]
    ended: NDArray[np.float64]
    begun: int


@dataclass(frozen=True, slots=True)
class Queues:
    """How many acts waited in each department.

    Attributes
    ----------
    weeks
        The longest queue of each week, as the results have it.
    points
        The points that are drawn.
    unsettled
        Where queues had not settled when the year began.
    """

    weeks: pl.DataFrame
    points: tuple[int, ...]
    unsettled: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Reform:
    """What an experiment changes in the rules.

    Attributes
    ----------
    axis
        ``regime``, or the level that changes them; then from its first value to its last.
    """

    axis: str
    old: Text
    new: Text
    difference: Difference


@dataclass(frozen=True)
class Answered:
    """The answer of an experiment, and what else is shown of its results.

    Attributes
    ----------
    hinges
        How much the conclusions of the leading measures hang on what is assumed.
    failures
        The replications that could not be done.
    often
        How often points were simulated.
    selection, precision, peaks
        Sentences: which choice is selected, whether the wanted precision is reached, and when in
        the year most is waiting.
    finding
        What each choice changes in what regimes can do better or worse, and at what price.
    curves
        For each span that is asked about, how long it took at each point.
    queues
        ``None`` where the results do not tell of them.
    cases
        Single cases, or why there are none; ``None`` where they are not wanted.
    """

    answer: Answer
    hinges: tuple[Hinge, ...]
    reforms: tuple[Reform, ...]
    failures: tuple[Mapping[str, Any], ...]
    often: Text
    selection: Text
    precision: tuple[Text, ...]
    peaks: tuple[Text, ...]
    finding: Finding
    curves: Mapping[str, tuple[Curve, ...]]
    queues: Queues | None
    cases: Again | Text | None

    @property
    def broken(self) -> bool:
        """Whether a simulated case passed a bound that is proved without relying on anybody."""
        return any(True for _ in broken(self.answer.guarantees or ()))

    @property
    def footer(self) -> Text:
        """The line below a chart of all points."""
        return footer(self.answer.header, len(self.answer.rows), self.often)


def ask(
    path: Path, names: tuple[str, ...] = (), design: Design | None = None, *, cases: bool = False
) -> Answered:
    """Work out what the results in a folder answer.

    Parameters
    ----------
    names
        Measures of interest; those of the design unless given.
    design
        What was run; read from the folder unless given.
    cases
        Whether single cases are wanted, for which replication 0 of up to four points is simulated
        again.

    Raises
    ------
    Complaint
        When there are no results, or for a measure that there is not.
    """
    answer = answer_of(path, design, names)
    return Answered(
        answer,
        hinges(answer.values, answer.header, conclusions(answer), answer.level),
        tuple(reforms(answer)),
        tuple(answer.results.failures),
        often(answer),
        selection_line(answer),
        tuple(precision_lines(answer)),
        tuple(peak_lines(answer)),
        finding(answer, answer.level),
        {span: made for span in _spans(answer) if (made := tuple(curves(answer, span)))},
        queues_of(answer),
        single_cases(answer) if cases else None,
    )


def reforms(answer: Answer) -> Iterator[Reform]:
    """Yield each reform against the baseline, and what each level that is chosen does to a text.

    Nothing where the design cannot be read any more.
    """
    if answer.design is None:
        return
    labels = answer.design.regimes
    regimes: dict[str, Regime] = {}
    for point in answer.design.points:
        regimes.setdefault(point.regime.id, point.regime)
    base, *others = regimes
    for name in others:
        changes = difference(regimes[base], regimes[name])
        yield Reform("regime", labels[base], labels[name], changes)
    for level in answer.header.levels:
        if level in answer.choices:
            yield _level(answer, answer.design, level)


def _level(answer: Answer, design: Design, level: str) -> Reform:
    values = list(dict.fromkeys(row[level] for row in answer.rows))
    others = [axis for axis in answer.axes if axis != level]
    ends = [
        point.regime
        for point, row in zip(design.points, answer.rows, strict=False)
        if row[level] in (values[0], values[-1])
        and all(row[axis] == answer.rows[0][axis] for axis in others)
    ]
    old, new = (answer.label(level, value) for value in (values[0], values[-1]))
    return Reform(level, old, new, difference(ends[0], ends[-1]))


def _spans(answer: Answer) -> list[str]:
    """The spans that measures are about, and claims where something is proved of them."""
    asked = {measure.span for measure in answer.measures}
    bound = {check.property for check in answer.guarantees or () if check.nobody is not None}
    return [span for span in SPANS if span in asked or BOUNDED.get(span) in bound]


def curves(answer: Answer, span: str) -> Iterator[Curve]:
    """Yield how long a span took; points with the same results have one curve.

    Nothing where single spans are not kept.
    """
    if not answer.header.single_spans:
        return iter(())
    spans = answer.results.samples(span)
    same: dict[bytes, list[int]] = {}
    known: dict[bytes, tuple[NDArray[np.float64], int]] = {}
    for point in range(len(answer.rows)):
        rows = spans.filter(pl.col("point") == point)
        minutes = rows["working"].explode().drop_nulls().to_numpy()
        ended = np.sort(minutes).astype(np.float64) / answer.day
        begun = len(ended) + int(rows["open"].list.len().sum() or 0)
        digest = ended.tobytes() + str(begun).encode()
        same.setdefault(digest, []).append(point)
        known[digest] = (ended, begun)
    return (Curve(tuple(points), *known[digest]) for digest, points in same.items())


def queues_of(answer: Answer) -> Queues | None:
    """Return how many acts waited where over the year; ``None`` where results do not tell."""
    weeks = answer.results.series
    if weeks.is_empty():
        return None
    points = chosen(answer)
    return Queues(weeks, tuple(points), tuple(unsettled(answer, points, weeks)))
