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

from experiments.bounds.ask import Guarantee, Question, fixed_values, plotted
from experiments.bounds.words import assumed_words, bound_words, name_in
from experiments.show.canvas import BLACK, BLUE, GREY, ORANGE, canvas, chart
from experiments.show.lines import wrapped
from model.language import say
from model.unknowns import is_stated

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


def shown(found: Sequence[Guarantee], question: Question) -> list[Guarantee]:
    """Return the guarantees of which a chart has something to show: with an unknown."""
    return [one for one in found if plotted(one, question.vary)]


@chart
def frontier(found: Sequence[Guarantee], question: Question) -> Figure:
    """Draw the guarantees of one property, a panel for each regime and assumption.

    Every cell is a choice of whole working days for two limits, with the bound proved for it; a
    guarantee with one unknown has one row of cells.
    """
    panels = shown(found, question)
    rows = [row for number in (2, 1) for row in _rows(panels, question, number)]
    heights = [max(_height(one, question) for one in row) for row in rows]
    surface = canvas(
        max(7.6, 0.75 + max(map(len, rows)) * (_SIDE + _GAP)),
        sum(heights) + len(rows) * _TEXT,
        str(panels[0].bound.property.label),
        str(say("frontier.note", asked=str(_asked(question)))),
        str(say("frontier.footer")),
        legend=0.3,
    )
    surface.key(_handles(), 4)
    down = 0.0
    for row, tall in zip(rows, heights, strict=True):
        for column, one in enumerate(row):
            left = 0.95 + column * (_SIDE + _GAP)
            height = _height(one, question)
            _panel(surface.axes(left, down + _HEAD, _SIDE, height), one, question)
        down += tall + _TEXT
    return surface.figure


def _rows(panels: Sequence[Guarantee], question: Question, number: int) -> list[list[Guarantee]]:
    """Return the panels that vary so many limits, row by row."""
    chosen = [one for one in panels if len(plotted(one, question.vary)) == number]
    return [chosen[k : k + _COLUMNS] for k in range(0, len(chosen), _COLUMNS)]


def _height(one: Guarantee, question: Question) -> float:
    values = _ranges(one, question)
    return _SIDE if len(values) == 2 else _SIDE / len(values[0])


def _ranges(one: Guarantee, question: Question) -> list[range]:
    """Return the values along each axis."""
    limit = limit_of(one, question)
    return [_range(one, name, limit) for name in plotted(one, question.vary)]


def limit_of(one: Guarantee, question: Question) -> int:
    """Return the days that a panel asks about: those required, else the bound as the text is."""
    if question.within is not None:
        return question.within
    found = one.at_values
    return found if found is not None else one.bound.at(fixed_values(one)) or 0


def _asked(question: Question) -> str:
    if question.within is None:
        return str(say("frontier.asked-own"))
    return str(say("frontier.asked", n=question.within))


def _range(one: Guarantee, name: str, limit: int) -> range:
    """Return the values along an axis: past the limit asked about and the text's own value."""
    stated = one.values.get(name, 1) if is_stated(one.bound.regime.by_id[name]) else 1
    return range(1, min(max(_FEWEST, limit + 2, stated + 2), max(_MOST, stated + 1)) + 1)


def _panel(axes: Axes, one: Guarantee, question: Question) -> None:
    names, values = plotted(one, question.vary), _ranges(one, question)
    limit = limit_of(one, question)
    figures = _bounds(one, names, values)
    inside = np.array([[days is not None and days <= limit for days in row] for row in figures])
    _cells(axes, figures, inside)
    _edge(axes, inside)
    _own_values(axes, one, names, values)
    name = name_in(one.bound)
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
    axes.set_title(str(_heading(one, limit, names)), fontsize=8.5, loc="left", linespacing=1.35)


def _heading(one: Guarantee, limit: int, names: Sequence[str]) -> str:
    regime, assume = str(one.bound.regime.name), str(assumed_words(one.bound))
    lines = [
        str(say("frontier.panel", regime=regime, assume=assume, n=limit)),
        wrapped(str(say("frontier.bound-is", bound=str(bound_words(one.bound)))), _EMS),
    ]
    others = {key: days for key, days in fixed_values(one).items() if key not in names}
    told = [
        f"{name_in(one.bound)(key)} = {days}"
        for key, days in others.items()
        if key in one.bound.parameters
    ]
    if told:
        values = str(say("chart.and")).join(told)
        lines.append(wrapped(str(say("frontier.fixed", values=values)), _EMS))
    return "\n".join(lines)


def _bounds(
    one: Guarantee, names: Sequence[str], values: Sequence[range]
) -> list[list[int | None]]:
    """Return the bound for each choice, a row for each value of the second limit."""
    base = fixed_values(one)
    second = values[1] if len(names) == 2 else range(1, 2)
    return [
        [one.bound.at({**base, **dict(zip(names, (x, y), strict=False))}) for x in values[0]]
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


def _own_values(axes: Axes, one: Guarantee, names: Sequence[str], values: Sequence[range]) -> None:
    """Mark the text's own values: a star where it states both, a line where it states one."""
    regime = one.bound.regime
    own = [one.values[name] if is_stated(regime.by_id[name]) else None for name in names]
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
