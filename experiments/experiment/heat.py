"""A measure over two things that vary, with the region in which a bound is proved."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from experiments.answers.answer import Answer
from experiments.answers.guarantees import ABOUT
from experiments.experiment.forest import footer
from experiments.measures.kinds import Measure
from experiments.show.canvas import BLUE, INK, canvas, chart
from experiments.show.lines import wrapped
from experiments.statistics.interval import Estimate, Undetermined
from model.language import say
from protocols import library

_LABEL, _CELL, _ROW = 2.4, 1.0, 0.46  # inches
_SHADES = LinearSegmentedColormap.from_list("shades", ["#FFFFFF", "#9CC9E8", BLUE, "#00304D"])
_PAGES = 4


def planes(found: Answer) -> tuple[str, str] | None:
    """Return what goes down and what goes across: the two axes with most values, if there are two.

    What varies besides has a panel for each of its values.
    """
    counts = {axis: len({str(row[axis]) for row in found.rows}) for axis in found.axes}
    if len(counts) < 2:
        return None
    across, down = sorted(counts, key=lambda axis: -counts[axis])[:2]
    return down, across


@chart
def heat(found: Answer, asked: Measure) -> Figure:
    """Draw a panel of cells for each value of what else varies; figures stand in the cells."""
    named = planes(found)
    assert named is not None
    down, across = named
    panels = _panels(found, down, across)
    rows = len(_values(found, down))
    columns = len(_values(found, across))
    width = max(_LABEL + columns * _CELL + 0.3, 7.5)
    tall = rows * _ROW + 0.95
    drawn = canvas(
        width,
        len(panels) * tall + 0.1,
        str(say("answers.chart.heat.title", measure=capital(str(asked.titled())))),
        str(ended_only(found, asked, str(_note(found, asked)))),
        str(footer(found)),
    )
    shown = [_figure(found.estimates[asked.name, k]) for k in range(len(found.rows))]
    known = [one for one in shown if np.isfinite(one)]
    ends = (min(known, default=0.0), max(known, default=1.0))
    for place, (title, cells) in enumerate(panels.items()):
        axes = drawn.axes(_LABEL, 0.3 + place * tall, columns * _CELL, rows * _ROW)
        axes.set_title(title, loc="left", fontsize=9.5)
        _panel(axes, found, asked, cells, shown, ends)
        _ticks(axes, found, down, across)
    return drawn.figure


def capital(text: str) -> str:
    """Begin a title with a capital."""
    return text[:1].upper() + text[1:]


def _values(found: Answer, axis: str) -> list[object]:
    return list(dict.fromkeys(row[axis] for row in found.rows))


def _panels(found: Answer, down: str, across: str) -> dict[str, dict[tuple[int, int], int]]:
    """By what else varies, which point stands in which cell."""
    rows, columns = _values(found, down), _values(found, across)
    rest = [axis for axis in found.axes if axis not in (down, across)]
    panels: dict[str, dict[tuple[int, int], int]] = {}
    for number, row in enumerate(found.rows):
        title = " · ".join(str(found.label(axis, row[axis])) for axis in rest)
        if title in panels or len(panels) < _PAGES:
            cell = (rows.index(row[down]), columns.index(row[across]))
            panels.setdefault(title, {})[cell] = number
    return panels


def _figure(one: Estimate) -> float:
    return np.nan if isinstance(one, Undetermined) else one.estimate


def _panel(
    axes: Axes,
    found: Answer,
    asked: Measure,
    cells: dict[tuple[int, int], int],
    shown: list[float],
    ends: tuple[float, float],
) -> None:
    size = max(ends[1] - ends[0], 1e-12)
    proved = _proved(found, asked)
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


def _proved(found: Answer, asked: Measure) -> dict[int, int]:
    """The bounds proved without relying on anybody, by point, of the property nearest in topic."""
    prop = _property(asked)
    return {
        one.point: one.nobody
        for one in found.guarantees or ()
        if one.property == prop and one.nobody is not None
    }


def _property(asked: Measure) -> str:
    head, *rest = asked.name.split(".")
    return rest[0] if head == "property" else ABOUT.get(head, "approval-push-claimed")


def _note(found: Answer, asked: Measure) -> str:
    if not _proved(found, asked):
        return str(say("answers.chart.heat.plain"))
    label = library.properties()[_property(asked)].label
    return str(say("answers.chart.heat.proved", property=label))


def ended_only(found: Answer, asked: Measure, note: str) -> str:
    """Add to a note that means leave out what had not ended, where that differs."""
    own = (one for one in found.contrasts if one.measure == asked.name)
    if all(one.open_shares is None for one in own):
        return note
    return str(say("statistics.then", first=note, second=str(say("answers.chart.ended-only"))))


def _ticks(axes: Axes, found: Answer, down: str, across: str) -> None:
    rows, columns = _values(found, down), _values(found, across)
    axes.set_xlim(-0.5, len(columns) - 0.5)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xticks(range(len(columns)), [str(_short(found, across, one, 13)) for one in columns])
    axes.set_yticks(range(len(rows)), [str(_short(found, down, one, 30)) for one in rows])
    for axis, name in ((across, axes.set_xlabel), (down, axes.set_ylabel)):
        if axis in found.head["levels"]:
            name(found.head["levels"][axis][lang], fontsize=8.5)
    axes.tick_params(length=0, labelsize=8)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _short(found: Answer, axis: str, value: object, room: int) -> str:
    shown = str(value) if axis in found.head["levels"] else str(found.label(axis, value))
    return wrapped(shown, room)
