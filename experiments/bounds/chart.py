"""For which limits a guarantee holds within so many days: the frontier in one or two of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from experiments.bounds.ask import Guarantee, Question
from experiments.bounds.plotted import fixed_values, plotted
from experiments.bounds.words import bound_words, name_in, obeying_words
from experiments.show.canvas import BLACK, BLUE, GREY, ORANGE, canvas, chart
from experiments.show.left_out import marked
from experiments.show.lines import wrapped
from model.language import NOTHING, Text, plain, say, written
from model.unknowns import open_lengths

_SIDE = 2.9  # inches of a panel
_GAP, _HEAD, _TEXT = 1.25, 0.8, 1.4  # beside a panel, above it, above and below it
_EMS = 29  # the width of a panel's heading
_COLUMNS = 3
_FEWEST, _MOST = 8, 16  # values shown along an axis
_STAR: dict[str, Any] = {
    "marker": "*",
    "markersize": 12,
    "color": ORANGE,
    "markeredgecolor": BLACK,
}
_WITHIN, _BEYOND = "#C9DFF0", "#F4F4F4"


@chart
def frontier(guarantees: Sequence[Guarantee], question: Question) -> Figure:
    """Draw the guarantees of one property, a panel for each regime and assumption.

    Every cell is a choice of whole working days for two limits, with the bound proved for it; a
    guarantee with one unknown has one row of cells.
    """
    panels = [each for each in guarantees if plotted(each, question.vary)]
    rows = [row for number in (2, 1) for row in _rows(panels, question, number)]
    heights = [max(_height(each, question) for each in row) for row in rows]
    surface = canvas(
        max(7.6, 0.75 + max(map(len, rows)) * (_SIDE + _GAP)),
        sum(heights) + len(rows) * _TEXT,
        panels[0].bound.property.label,
        say("frontier.note", asked=_asked(question)),
        say("frontier.footer") + _left_out(panels),
        legend=0.3,
    )
    surface.key(_handles(), 4)
    down = 0.0
    for row, tall in zip(rows, heights, strict=True):
        for column, guarantee in enumerate(row):
            left = 0.95 + column * (_SIDE + _GAP)
            height = _height(guarantee, question)
            _panel(surface.axes(left, down + _HEAD, _SIDE, height), guarantee, question)
        down += tall + _TEXT
    return surface.figure


def _left_out(panels: Sequence[Guarantee]) -> Text:
    """Say what the mark means; nothing where it stands nowhere."""
    there = any(each.left_out for each in panels)
    return plain("\n") + say("left-out.chart") if there else NOTHING


def _rows(panels: Sequence[Guarantee], question: Question, number: int) -> list[list[Guarantee]]:
    """Return the panels that vary so many limits, row by row."""
    chosen = [each for each in panels if len(plotted(each, question.vary)) == number]
    return [chosen[k : k + _COLUMNS] for k in range(0, len(chosen), _COLUMNS)]


def _height(guarantee: Guarantee, question: Question) -> float:
    values = _ranges(guarantee, question)
    return _SIDE if len(values) == 2 else _SIDE / len(values[0])


def _ranges(guarantee: Guarantee, question: Question) -> list[range]:
    """Return the values along each axis."""
    limit = limit_of(guarantee, question)
    return [_range(guarantee, name, limit) for name in plotted(guarantee, question.vary)]


def limit_of(guarantee: Guarantee, question: Question) -> int:
    """Return the days that a panel asks about: those required, else the bound as the text is."""
    if question.within is not None:
        return question.within
    days = guarantee.at_values
    return days if days is not None else guarantee.bound.at(fixed_values(guarantee)) or 0


def _asked(question: Question) -> Text:
    if question.within is None:
        return say("frontier.asked-own")
    return say("frontier.asked", n=question.within)


def _range(guarantee: Guarantee, name: str, limit: int) -> range:
    """Return the values along an axis: past the limit asked about and the text's own value."""
    opened = open_lengths(guarantee.bound.regime)
    stated = 1 if name in opened else guarantee.values.get(name, 1)
    return range(1, min(max(_FEWEST, limit + 2, stated + 2), max(_MOST, stated + 1)) + 1)


def _panel(axes: Axes, guarantee: Guarantee, question: Question) -> None:
    names, values = plotted(guarantee, question.vary), _ranges(guarantee, question)
    limit = limit_of(guarantee, question)
    figures = _bounds(guarantee, names, values)
    inside = np.array([[days is not None and days <= limit for days in row] for row in figures])
    _cells(axes, figures, inside)
    _edge(axes, inside)
    _own_values(axes, guarantee, names, values)
    name = name_in(guarantee.bound)
    axes.set_xlim(0.5, len(values[0]) + 0.5)
    axes.set_ylim(0.5, len(figures) + 0.5)
    axes.set_xticks(values[0], [str(value) for value in values[0]], fontsize=7.5)
    axes.set_xlabel(wrapped(name(names[0]), 26), fontsize=8.5)
    axes.set_yticks([])
    if len(names) == 2:
        axes.set_yticks(values[1], [str(value) for value in values[1]], fontsize=7.5)
        axes.set_ylabel(wrapped(name(names[1]), 26), fontsize=8.5)
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)
    axes.set_title(_heading(guarantee, limit, names), fontsize=8.5, loc="left", linespacing=1.35)


def _heading(guarantee: Guarantee, limit: int, names: Sequence[str]) -> str:
    bound, name = guarantee.bound, name_in(guarantee.bound)
    lines = [
        str(say("frontier.panel", regime=bound.regime.name, assume=obeying_words(bound), n=limit)),
        wrapped(
            say("frontier.bound-is", bound=marked(bound_words(bound), guarantee.left_out)), _EMS
        ),
    ]
    fixed = [
        written("{} = {}", name(rule), days)
        for rule, days in fixed_values(guarantee).items()
        if rule not in names and rule in bound.parameters
    ]
    if fixed:
        values = say("chart.and").join(fixed)
        lines.append(wrapped(say("frontier.fixed", values=values), _EMS))
    return "\n".join(lines)


def _bounds(
    guarantee: Guarantee, names: Sequence[str], values: Sequence[range]
) -> list[list[int | None]]:
    """Return the bound for each choice, a row for each value of the second limit."""
    base = fixed_values(guarantee)
    second = values[1] if len(names) == 2 else range(1, 2)
    return [
        [guarantee.bound.at({**base, **dict(zip(names, (x, y), strict=False))}) for x in values[0]]
        for y in second
    ]


def _cells(axes: Axes, figures: list[list[int | None]], inside: npt.NDArray[np.bool_]) -> None:
    for y, row in enumerate(figures, start=1):
        for x, days in enumerate(row, start=1):
            good = bool(inside[y - 1, x - 1])
            cell = Rectangle((x - 0.5, y - 0.5), 1, 1, linewidth=0.8)
            cell.set(facecolor=_WITHIN if good else _BEYOND, edgecolor="white")
            if not good:
                cell.set(hatch="//", edgecolor="#DADADA")
            axes.add_patch(cell)
            axes.text(
                x,
                y,
                "∞" if days is None else str(days),
                ha="center",
                va="center",
                fontsize=7.5 if len(row) <= 12 else 6,
                color=BLACK if good else "#666666",
                zorder=3,
            )


def _edge(axes: Axes, inside: npt.NDArray[np.bool_]) -> None:
    """Draw the frontier: a line wherever a cell within meets one beyond."""
    tall, wide = inside.shape
    for y in range(tall):
        for x in range(wide):
            if x + 1 < wide and inside[y, x] != inside[y, x + 1]:
                axes.plot([x + 1.5] * 2, [y + 0.5, y + 1.5], color=BLUE, linewidth=2.6, zorder=4)
            if y + 1 < tall and inside[y, x] != inside[y + 1, x]:
                axes.plot([x + 0.5, x + 1.5], [y + 1.5] * 2, color=BLUE, linewidth=2.6, zorder=4)


def _own_values(
    axes: Axes, guarantee: Guarantee, names: Sequence[str], values: Sequence[range]
) -> None:
    """Mark the text's own values: a star where it states both, a line where it states one."""
    opened = open_lengths(guarantee.bound.regime)
    own = [None if name in opened else guarantee.values[name] for name in names]
    x, y = (own[0], own[1]) if len(own) == 2 else (own[0], None if own[0] is None else 1)
    if x is not None and y is not None:
        axes.plot([x - 0.27], [y + 0.27], linestyle="none", zorder=6, clip_on=False, **_STAR)
    elif x is not None:
        axes.plot([x, x], [0.5, len(values[1]) + 0.5], color=ORANGE, linewidth=9, alpha=0.4)
    elif y is not None:
        axes.plot([0.5, len(values[0]) + 0.5], [y, y], color=ORANGE, linewidth=9, alpha=0.4)


def _handles() -> list[Artist]:
    return [
        Patch(facecolor=_WITHIN, edgecolor="white", label=str(say("frontier.within"))),
        Patch(facecolor=_BEYOND, edgecolor=GREY, hatch="//", label=str(say("frontier.beyond"))),
        Line2D([], [], color=BLUE, linewidth=2.6, label=str(say("frontier.edge"))),
        Line2D([], [], linestyle="none", label=str(say("frontier.stated")), **_STAR),
    ]
