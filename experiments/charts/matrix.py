"""The verdict matrix: guarantees by regimes, each cell once for either assumption."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from experiments.charts.canvas import (
    COLOURS,
    HATCHES,
    INK,
    canvas,
    chart,
    proof_footer,
)
from experiments.comparison import Comparison
from experiments.lines import wrapped
from experiments.marks import SIGNS, Mark, headline, mark_of
from model.deadline import STRICT
from model.language import Lang, say
from verify.verdict import Assume, Verdict

_HALF, _ROW, _LABEL = 0.98, 0.66, 1.95  # inches


@chart
def matrix(comparison: Comparison, lang: Lang) -> Figure:
    """The verdicts under the strict reading, everyone obeying on the left, nobody on the right."""
    columns, rows = len(comparison.results), len(comparison.question.properties)
    width = max(9.5, _LABEL + columns * 2 * _HALF + 0.2)
    drawn = canvas(
        width,
        rows * _ROW + 1.1,
        say("chart.matrix.title", lang),
        say("chart.matrix.note", lang),
        proof_footer(comparison, lang),
    )
    axes = drawn.axes(_LABEL, 0.6, columns * 2 * _HALF, rows * _ROW)
    axes.set_xlim(0, 2 * columns)
    axes.set_ylim(rows, 0)
    axes.set_axis_off()
    _headings(axes, comparison, lang)
    for row, prop in enumerate(comparison.question.properties):
        axes.text(
            -0.08, row + 0.5, wrapped(prop.label.in_(lang), 14), ha="right", va="center", fontsize=9
        )
        for column, result in enumerate(comparison.results):
            for half, assume in enumerate(Assume):
                _half(axes, 2 * column + half, row, result.verdict(prop.id, assume, STRICT), lang)
            axes.add_patch(
                Rectangle((2 * column, row), 2, 1, fill=False, edgecolor="#555555", linewidth=1.2)
            )
    _legend(drawn.axes(0.15, rows * _ROW + 0.65, width - 0.3, 0.45), width - 0.3, lang)
    return drawn.figure


def _headings(axes: Axes, comparison: Comparison, lang: Lang) -> None:
    for column, result in enumerate(comparison.results):
        name = wrapped(result.regime.name.in_(lang), 14)
        axes.text(2 * column + 1, -0.47, name, ha="center", va="bottom", fontsize=11)
        for half, assume in enumerate(Assume):
            label = say(f"assume.{assume}", lang)
            axes.text(2 * column + half + 0.5, -0.1, label, ha="center", va="bottom", fontsize=7.5)


def _half(axes: Axes, x: float, y: float, verdict: Verdict, lang: Lang) -> None:
    mark = mark_of(verdict)
    strip = Rectangle(
        (x, y),
        0.1,
        1,
        facecolor=COLOURS[mark],
        edgecolor="white",
        hatch=HATCHES[mark],
        linewidth=0,
    )
    axes.add_patch(Rectangle((x, y), 1, 1, facecolor=COLOURS[mark], alpha=0.13, linewidth=0))
    axes.add_patch(strip)
    axes.plot([x + 1, x + 1], [y, y + 1], color="#BBBBBB", linewidth=0.6)
    axes.text(x + 0.55, y + 0.3, SIGNS[mark], ha="center", va="center", fontsize=12, color=INK)
    words = wrapped(headline(verdict, lang), 8.2)
    axes.text(
        x + 0.55, y + 0.7, words, ha="center", va="center", fontsize=7.6, color=INK, linespacing=1.0
    )


def _legend(axes: Axes, width: float, lang: Lang) -> None:
    """Draw what the signs mean, but for the one that the strict reading cannot have."""
    axes.set_xlim(0, width)
    axes.set_ylim(0, 1)
    axes.set_axis_off()
    marks = [mark for mark in Mark if mark is not Mark.ASSUMED]
    step = width / len(marks)
    for place, mark in enumerate(marks):
        axes.add_patch(
            Rectangle(
                (place * step, 0.25),
                0.2,
                0.5,
                facecolor=COLOURS[mark],
                edgecolor="white",
                hatch=HATCHES[mark],
                linewidth=0,
            )
        )
        words = wrapped(f"{SIGNS[mark]}  {say(f'chart.legend.{mark}', lang)}", step * 72 / 7.5 - 5)
        axes.text(place * step + 0.27, 0.5, words, va="center", fontsize=7.5)
