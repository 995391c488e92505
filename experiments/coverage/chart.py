"""How complete the deadlines of each regime's duties are."""

from __future__ import annotations

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from experiments.compare.ask import Comparison, RegimeResult
from experiments.coverage.ask import coverage
from experiments.show.canvas import (
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    SKY,
    VERMILION,
    YELLOW,
    canvas,
    chart,
)
from experiments.show.lines import wrapped
from model.deadline import Completeness
from model.language import say

_WIDTH, _ROW, _LABEL = 10.0, 0.62, 1.15  # inches
_LOOKS = {
    Completeness.COMPLETE: (BLUE, ""),
    Completeness.START_UNSTATED: (SKY, "//"),
    Completeness.RECURRING: (GREEN, ".."),
    Completeness.BACKWARD: (PURPLE, "--"),
    Completeness.EXTERNAL: (YELLOW, "||"),
    Completeness.INDEFINITE: (ORANGE, "\\\\"),
    Completeness.NONE: (VERMILION, "xx"),
}
"""From what the text settles itself to what it does not settle at all."""


@chart
def deadlines(comparison: Comparison) -> Figure:
    """One bar for each regime, as long as it has duties, divided by completeness."""
    rows = len(comparison.results)
    total = sum(len(one.regime.obligations) for one in comparison.results)
    drawn = canvas(
        _WIDTH,
        max(rows, 1) * _ROW + 0.55,
        str(say("chart.deadlines.title")),
        str(say("chart.deadlines.note")),
        str(say("chart.deadlines.footer", n=total, regimes=rows)),
        legend=0.5,
    )
    most = max([1, *(len(one.regime.obligations) for one in comparison.results)])
    axes = drawn.axes(_LABEL, 0.05, _WIDTH - _LABEL - 0.35, max(rows, 1) * _ROW)
    axes.set_xlim(0, most * 1.08)
    axes.set_ylim(max(rows, 1) - 0.5, -0.5)
    axes.set_xlabel(str(say("chart.deadlines.axis")))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    names = [wrapped(str(one.regime.name), 7) for one in comparison.results]
    axes.set_yticks(range(rows), names)
    axes.tick_params(axis="y", length=0, labelsize=10.5)
    for row, result in enumerate(comparison.results):
        _bar(axes, row, result, most)
    drawn.key(_handles(), 4)
    return drawn.figure


def _bar(axes: Axes, row: int, result: RegimeResult, most: int) -> None:
    counted, left = coverage(result.regime).deadlines, 0
    for kind, (colour, hatch) in _LOOKS.items():
        number = counted[kind]
        if not number:
            continue
        axes.barh(
            row, number, 0.6, left, color=colour, hatch=hatch, edgecolor="white", linewidth=0.5
        )
        if number * 70 >= most:  # a narrower piece has no room for its figure
            box = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
            middle = left + number / 2
            axes.text(middle, row, str(number), ha="center", va="center", fontsize=8, bbox=box)
        left += number
    axes.text(left + most * 0.01, row, str(left), va="center", fontsize=9)


def _handles() -> list[Artist]:
    return [
        Patch(
            facecolor=colour,
            hatch=hatch,
            edgecolor="white",
            label=str(say(f"coverage.completeness.{kind}")),
        )
        for kind, (colour, hatch) in _LOOKS.items()
    ]
