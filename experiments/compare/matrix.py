"""The verdict matrix: guarantees by regimes, each cell once for either assumption."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from experiments.compare.ask import Comparison, RegimeResult
from experiments.compare.scope import guarantees_footer, headed, regulates
from experiments.compare.verdicts import LEGEND
from experiments.show.canvas import (
    COLOURS,
    HATCHES,
    INK,
    canvas,
    chart,
)
from experiments.show.left_out import MARK
from experiments.show.lines import ems, wrapped
from experiments.show.marks import SIGNS, Mark, headline, mark_of, short, sign
from experiments.show.runs import assumption
from model.deadline import STRICT
from model.language import say
from model.property import Property
from verify.verdict import Assume, Verdict

_HALF, _ROW, _LABEL = 0.8, 0.36, 2.95  # inches
_Box = tuple[float, float, float, float]  # left, top, width, height, in cells


@chart
def matrix(comparison: Comparison) -> Figure:
    """The verdicts under the strict reading, everyone obeying on the left, nobody on the right.

    Guarantees that more of the regimes regulate come first; those that none regulates are named
    below and not drawn.
    """
    columns, lines = len(comparison.results), list(_lines(comparison))
    width = max(9.5, _LABEL + columns * 2 * _HALF + 0.2)
    drawn = canvas(
        width,
        len(lines) * _ROW + 1.1,
        say("chart.matrix.title"),
        say("chart.matrix.note"),
        guarantees_footer(comparison),
    )
    axes = drawn.axes(_LABEL, 0.6, columns * 2 * _HALF, max(len(lines), 1) * _ROW)
    axes.set_xlim(0, 2 * columns)
    axes.set_ylim(max(len(lines), 1), 0)
    axes.set_axis_off()
    _headings(axes, comparison)
    _paint(axes, comparison, lines)
    left = -_LABEL / _HALF + 0.2
    for row, line in enumerate(lines):
        if isinstance(line, str):
            axes.text(left, row + 0.62, line, va="center", fontsize=9.5, color="#00518A")
        else:
            _row(axes, row, comparison, line)
    _legend(drawn.axes(0.15, len(lines) * _ROW + 0.65, width - 0.3, 0.45), width - 0.3)
    return drawn.figure


def _lines(comparison: Comparison) -> Iterator[str | Property]:
    """Yield the rows, each group after its heading; one group alone needs none."""
    for heading, props in headed(comparison):
        if heading:
            yield str(heading)
        yield from props


def _headings(axes: Axes, comparison: Comparison) -> None:
    for column, result in enumerate(comparison.results):
        name = wrapped(result.regime.name, 14)
        axes.text(2 * column + 1, -0.75, name, ha="center", va="bottom", fontsize=11)
        for half, assume in enumerate(Assume):
            label = str(assumption(assume))
            axes.text(2 * column + half + 0.5, -0.18, label, ha="center", va="bottom", fontsize=7)


def _paint(axes: Axes, comparison: Comparison, lines: Sequence[str | Property]) -> None:
    """Draw the cells: all of one mark as one shape, which keeps a printed page small."""
    cells: dict[Mark, list[_Box]] = {}
    frames: list[_Box] = []
    for row, prop in enumerate(lines):
        for column, result in enumerate(comparison.results):
            if isinstance(prop, Property):
                frames.append((2 * column, row, 2, 1))
                for half, wide, verdict in _halves(result, prop):
                    cells.setdefault(mark_of(verdict), []).append((2 * column + half, row, wide, 1))
    for mark, boxes in cells.items():
        tint = {"facecolor": COLOURS[mark], "alpha": 0.13, "linewidth": 0}
        axes.add_patch(PathPatch(_shape(boxes), **tint))
        _strips(axes, [(x, y, 0.1, 1) for x, y, _, _ in boxes], mark)
    if frames:
        edges = {"facecolor": "none", "edgecolor": "#555555", "linewidth": 1}
        axes.add_patch(PathPatch(_shape(frames), **edges))


def _halves(result: RegimeResult, prop: Property) -> Iterator[tuple[int, int, Verdict]]:
    """Yield the verdicts of a cell, each with its place and width; one where nothing is said."""
    if not regulates(result, prop):
        yield 0, 2, result.verdict(prop.id, Assume.EVERYONE, STRICT)
        return
    for half, assume in enumerate(Assume):
        yield half, 1, result.verdict(prop.id, assume, STRICT)


def _shape(boxes: Sequence[_Box]) -> Path:
    outlines = [
        Path([(x, y), (x + wide, y), (x + wide, y + tall), (x, y + tall), (x, y)], closed=True)
        for x, y, wide, tall in boxes
    ]
    return Path.make_compound_path(*outlines)


def _strips(axes: Axes, boxes: Sequence[_Box], mark: Mark) -> None:
    look = {"facecolor": COLOURS[mark], "edgecolor": "white", "linewidth": 0}
    axes.add_patch(PathPatch(_shape(boxes), hatch=HATCHES[mark], **look))


def _row(axes: Axes, row: int, comparison: Comparison, prop: Property) -> None:
    label = wrapped(prop.label, 24)
    axes.text(-0.1, row + 0.5, label, ha="right", va="center", fontsize=8.5, linespacing=1.0)
    for column, result in enumerate(comparison.results):
        for half, wide, verdict in _halves(result, prop):
            apart = MARK if result.apart(verdict) else ""
            _words(axes, 2 * column + half + (wide + 0.1) / 2, row + 0.5, verdict, wide, apart)


def _words(axes: Axes, x: float, y: float, verdict: Verdict, wide: int, apart: str) -> None:
    """Write a verdict; what is not regulated stands back in grey."""
    words, colour = f"{sign(verdict)} {short(verdict)}".strip() + apart, INK
    size = 8.5 if ems(words) < 5.5 else 7.2
    if mark_of(verdict) is Mark.VACUOUS:
        words = wrapped(f"{sign(verdict)} {headline(verdict)}", 7.5 * wide)
        size, colour = 6.8, "#555555"
    axes.text(x, y, words, ha="center", va="center", fontsize=size, color=colour, linespacing=1)


def _legend(axes: Axes, width: float) -> None:
    """Draw what the signs mean, but for the one that the strict reading cannot have."""
    axes.set_xlim(0, width)
    axes.set_ylim(0, 1)
    axes.set_axis_off()
    marks = [mark for mark in Mark if mark is not Mark.ASSUMED]
    step = width / len(marks)
    for place, mark in enumerate(marks):
        _strips(axes, [(place * step, 0.25, 0.2, 0.5)], mark)
        words = wrapped(f"{SIGNS[mark]}  {say(LEGEND[mark])}", step * 72 / 7.5 - 5)
        axes.text(place * step + 0.27, 0.5, words, va="center", fontsize=7.5)
