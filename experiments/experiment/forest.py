"""Paired differences with their intervals, one row for each contrast."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.answers.amounts import amount_words
from experiments.answers.answer import Answer
from experiments.answers.comparisons import Way, way
from experiments.answers.contrasts import Contrast
from experiments.answers.places import against_words
from experiments.experiment.words import axis_unit
from experiments.measures.measure import Measure
from experiments.show.canvas import BLUE, GREY, INK, VERMILION, canvas, chart
from experiments.show.lines import wrapped
from experiments.statistics.interval import Interval
from experiments.statistics.words import level_words
from model.language import NOTHING, Text, say

_WIDTH, _LINE, _LABEL, _WORDS = 10.0, 0.17, 3.6, 2.0  # inches
_ROOM = 28  # ems in which a name fits beside the axis
_LOOKS = {
    "answers.chart.forest.lower": (BLUE, "<"),
    "answers.chart.forest.higher": (VERMILION, ">"),
    "answers.chart.forest.open": (GREY, "o"),
}
MOST = 24
"""Rows at the most; the tables have all."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A contrast and what it is called; without a contrast the heading of those that follow."""

    name: Text
    contrast: Contrast | None


def rows_of(answer: Answer, measure: Measure) -> list[Contrast]:
    """Return the contrasts of a measure that are drawn: determined, comparable, and no course.

    What varies along a level of several numbers has a chart of its own. None where nothing differs
    in any replication.
    """
    courses = {trend.axis for trend in answer.trends if trend.measure == measure.id}
    shown = [
        contrast
        for contrast in answer.contrasts
        if contrast.measure == measure.id
        and isinstance(contrast.difference, Interval)
        and contrast.open_shares is None
        and contrast.axis not in courses
    ]
    return shown if any(way(measure, contrast) is not Way.EQUAL for contrast in shown) else []


@chart
def forest(answer: Answer, measure: Measure, footer: Text) -> Figure:
    """Draw a point and a line for each difference; zero is marked."""
    chosen = rows_of(answer, measure)
    rows = list(_rows(answer, chosen[:MOST]))
    names = [wrapped(row.name, _ROOM) for row in rows]
    heights = [_LINE * (1.6 + name.count("\n")) for name in names]
    if len(chosen) > MOST:
        footer = footer + "\n" + say("answers.chart.forest.more", shown=MOST, of=len(chosen))
    note = note_words(answer, measure)
    title = title_words(measure)
    drawn = canvas(_WIDTH, sum(heights) + 0.65, title, note, footer, legend=0.3)
    axes = drawn.axes(_LABEL, 0.05, _WIDTH - _LABEL - _WORDS, sum(heights))
    axes.set_ylim(sum(heights), 0)
    axes.set_yticks([])
    axes.set_xlabel(str(say("answers.chart.forest.axis", unit=axis_unit(measure))))
    axes.axvline(0, color=INK, linewidth=0.9)
    axes.grid(axis="x", color="#EEEEEE", linewidth=0.6)
    axes.set_axisbelow(True)
    at = 0.0
    for row, name, height in zip(rows, names, heights, strict=True):
        _row(axes, at + height / 2, row, name)
        at += height
    drawn.key(_handles(), 3)
    return drawn.figure


def title_words(measure: Measure) -> Text:
    """Return what the chart shows."""
    return say("answers.chart.forest.title", measure=measure.label)


def note_words(answer: Answer, measure: Measure) -> Text:
    """Say how the chart is to be read."""
    level = level_words(rows_of(answer, measure)[0].level)
    return say("answers.chart.forest.note", level=level)


def _rows(answer: Answer, chosen: list[Contrast]) -> Iterator[_Row]:
    """Contrasts of the same two values stand together under one heading."""

    def values(contrast: Contrast) -> tuple[str, str, str]:
        new, old = (answer.rows[k][contrast.axis] for k in (contrast.point, contrast.against))
        return contrast.axis, str(new), str(old)

    def words(contrast: Contrast, settings: Text | None = None) -> Text:
        axis, point, against = contrast.axis, contrast.point, contrast.against
        return against_words(answer, axis, point, against, settings)

    ordered = sorted(chosen, key=lambda contrast: _order(answer, contrast))
    for _, group in groupby(ordered, values):
        first, *others = group
        if not others:
            yield _Row(words(first), first)
            continue
        yield _Row(words(first, NOTHING), None)
        for contrast in (first, *others):
            yield _Row(answer.settings(contrast.point, contrast.axis), contrast)


def _order(answer: Answer, contrast: Contrast) -> tuple[int, int, int]:
    values = list(dict.fromkeys(row[contrast.axis] for row in answer.rows))
    value = values.index(answer.rows[contrast.point][contrast.axis])
    return answer.axes.index(contrast.axis), value, contrast.point


def _row(axes: Axes, at: float, row: _Row, name: str) -> None:
    left = axes.get_yaxis_transform()
    edge = -0.02 if row.contrast else -_LABEL / (_WIDTH - _LABEL - _WORDS) + 0.03
    look: dict[str, Any] = {"ha": "right"} if row.contrast else {"ha": "left"}
    axes.text(edge, at, name, transform=left, va="center", fontsize=8, linespacing=1.05, **look)
    if row.contrast is None:
        return
    difference = row.contrast.difference
    assert isinstance(difference, Interval)
    colour, marker = _look(row.contrast)
    axes.plot([difference.low, difference.high], [at, at], color=colour, linewidth=2)
    axes.plot([difference.estimate], [at], marker, color=colour, markersize=6)
    words = str(amount_words(difference))
    axes.text(1.02, at, wrapped(words, 22), transform=left, va="center", fontsize=8)


def _look(contrast: Contrast) -> tuple[str, str]:
    """Colour and marker; the marker says again what the colour says."""
    difference = contrast.difference
    if not contrast.differs or not isinstance(difference, Interval):
        return _LOOKS["answers.chart.forest.open"]
    if difference.estimate > 0:
        return _LOOKS["answers.chart.forest.higher"]
    return _LOOKS["answers.chart.forest.lower"]


def _handles() -> list[Artist]:
    return [
        Line2D([], [], color=colour, marker=marker, label=str(say(key)))
        for key, (colour, marker) in _LOOKS.items()
    ]
