"""A measure over two things that vary, with the region in which a bound is proved."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from experiments.answers.answer import Answer
from experiments.experiment.words import capital, ended_only, value_words
from experiments.measures.measure import About, Measure
from experiments.measures.subjects import label_of
from experiments.show.canvas import BLUE, INK, canvas, chart
from experiments.show.lines import wrapped
from experiments.statistics.interval import Estimate, Undetermined
from model.language import Text, say

_LABEL, _CELL, _ROW = 2.4, 1.0, 0.46  # inches
_SHADES = LinearSegmentedColormap.from_list("shades", ["#FFFFFF", "#9CC9E8", BLUE, "#00304D"])
_PAGES = 4


def planes(answer: Answer) -> tuple[str, str] | None:
    """Return what goes down and what goes across: the two axes with most values, if there are two.

    What varies besides has a panel for each of its values.
    """
    counts = {axis: len({str(row[axis]) for row in answer.rows}) for axis in answer.axes}
    if len(counts) < 2:
        return None
    across, down = sorted(counts, key=lambda axis: -counts[axis])[:2]
    return down, across


@chart
def heat(answer: Answer, measure: Measure, footer: Text) -> Figure:
    """Draw a panel of cells for each value of what else varies; figures stand in the cells."""
    named = planes(answer)
    assert named is not None
    down, across = named
    panels = _panels(answer, down, across)
    rows, columns = len(_values(answer, down)), len(_values(answer, across))
    tall = rows * _ROW + 0.95
    drawn = canvas(
        max(_LABEL + columns * _CELL + 0.3, 7.5),
        len(panels) * tall + 0.1,
        title_words(measure),
        note_words(answer, measure),
        footer,
    )
    shown = [_figure(answer.estimates[measure.id, k]) for k in range(len(answer.rows))]
    known = [value for value in shown if np.isfinite(value)]
    ends = (min(known, default=0.0), max(known, default=1.0))
    for place, (title, cells) in enumerate(panels.items()):
        axes = drawn.axes(_LABEL, 0.3 + place * tall, columns * _CELL, rows * _ROW)
        axes.set_title(title, loc="left", fontsize=9.5)
        _panel(axes, _proved(answer, measure), cells, shown, ends)
        _ticks(axes, answer, down, across)
    return drawn.figure


def title_words(measure: Measure) -> Text:
    """Return what the chart shows."""
    return say("answers.chart.heat.title", measure=capital(measure.titled))


def note_words(answer: Answer, measure: Measure) -> Text:
    """Say what a cell is, and what the thick line."""
    note = say("answers.chart.heat.plain")
    if _proved(answer, measure):
        label = label_of(About.PROPERTY, _property(measure), answer.names)
        note = say("answers.chart.heat.proved", property=label)
    return ended_only(answer, measure, note)


def _values(answer: Answer, axis: str) -> list[object]:
    return list(dict.fromkeys(row[axis] for row in answer.rows))


def _panels(answer: Answer, down: str, across: str) -> dict[str, dict[tuple[int, int], int]]:
    """By what else varies, which point stands in which cell."""
    rows, columns = _values(answer, down), _values(answer, across)
    rest = [axis for axis in answer.axes if axis not in (down, across)]
    panels: dict[str, dict[tuple[int, int], int]] = {}
    for number, row in enumerate(answer.rows):
        title = " · ".join(str(answer.label(axis, row[axis])) for axis in rest)
        if title in panels or len(panels) < _PAGES:
            cell = (rows.index(row[down]), columns.index(row[across]))
            panels.setdefault(title, {})[cell] = number
    return panels


def _figure(estimate: Estimate) -> float:
    return np.nan if isinstance(estimate, Undetermined) else estimate.estimate


def _panel(
    axes: Axes,
    proved: Mapping[int, int],
    cells: dict[tuple[int, int], int],
    shown: list[float],
    ends: tuple[float, float],
) -> None:
    size = max(ends[1] - ends[0], 1e-12)
    for (row, column), number in cells.items():
        value = shown[number]
        shows = bool(np.isfinite(value))
        depth = (value - ends[0]) / size if shows else 0.0
        colour = _SHADES(0.05 + 0.9 * depth)
        axes.add_patch(_box(column, row, facecolor=colour, edgecolor="white", linewidth=1))
        words = (f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}") if shows else "—"
        if number in proved:
            words += f" ({proved[number]})"
        ink = "white" if depth > 0.45 else INK
        axes.text(column, row, words, ha="center", va="center", fontsize=8.5, color=ink)
    _frontier(axes, {cell for cell, number in cells.items() if number in proved})


def _box(column: float, row: float, **look: object) -> Rectangle:
    return Rectangle((column - 0.5, row - 0.5), 1, 1, **look)  # type: ignore[arg-type]


def _frontier(axes: Axes, inside: set[tuple[int, int]]) -> None:
    """Draw the edge of the cells in which a bound is proved."""
    for row, column in inside:
        low, high, left, right = row - 0.5, row + 0.5, column - 0.5, column + 0.5
        edges = {
            (row - 1, column): ([left, right], [low, low]),
            (row + 1, column): ([left, right], [high, high]),
            (row, column - 1): ([left, left], [low, high]),
            (row, column + 1): ([right, right], [low, high]),
        }
        for neighbour, (x, y) in edges.items():
            if neighbour not in inside:
                axes.plot(x, y, color=INK, linewidth=2.6, solid_capstyle="projecting")


def _proved(answer: Answer, measure: Measure) -> dict[int, int]:
    """The bounds proved without relying on anybody, by point, of the property nearest in topic."""
    return {
        check.point: check.nobody
        for check in answer.guarantees or ()
        if check.property == _property(measure) and check.nobody is not None
    }


def _property(measure: Measure) -> str:
    return measure.property_id or "approval-push-claimed"


def _ticks(axes: Axes, answer: Answer, down: str, across: str) -> None:
    rows, columns = _values(answer, down), _values(answer, across)
    axes.set_xlim(-0.5, len(columns) - 0.5)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xticks(range(len(columns)), [_short(answer, across, value, 13) for value in columns])
    axes.set_yticks(range(len(rows)), [_short(answer, down, value, 30) for value in rows])
    for axis, name in ((across, axes.set_xlabel), (down, axes.set_ylabel)):
        if axis in answer.header.levels:
            name(str(answer.header.levels[axis]), fontsize=8.5)
    axes.tick_params(length=0, labelsize=8)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _short(answer: Answer, axis: str, value: object, room: int) -> str:
    return wrapped(value_words(answer, axis, value), room)
