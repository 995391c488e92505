"""What each text writes of the time of its duties."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from experiments.coverage.ask import Coverage
from experiments.coverage.words import WRITTEN
from experiments.show.canvas import (
    BLUE,
    GREEN,
    ORANGE,
    SKY,
    VERMILION,
    YELLOW,
    canvas,
    chart,
)
from experiments.show.lines import wrapped
from model.language import say
from model.wording import Written

_WIDTH, _ROW, _LABEL = 10.0, 0.62, 1.15  # inches
_LOOKS = {
    Written.FIGURE: (BLUE, ""),
    Written.FIGURE_WITHOUT_START: (SKY, "//"),
    Written.PERIOD: (GREEN, ".."),
    Written.ELSEWHERE: (YELLOW, "||"),
    Written.WORD: (ORANGE, "\\\\"),
    Written.NONE: (VERMILION, "xx"),
}
"""From what the text settles itself to what it does not settle at all."""


@chart
def deadlines_chart(coverages: Sequence[Coverage]) -> Figure:
    """One bar for each regime, as long as it has duties, divided by what is written."""
    rows = max(len(coverages), 1)
    totals = [len(each.regime.obligations) for each in coverages]
    drawn = canvas(
        _WIDTH,
        rows * _ROW + 0.55,
        say("chart.deadlines.title"),
        say("chart.deadlines.note"),
        say("chart.deadlines.footer", n=sum(totals), regimes=len(coverages)),
        legend=0.5,
    )
    most = max([1, *totals])
    axes = drawn.axes(_LABEL, 0.05, _WIDTH - _LABEL - 0.35, rows * _ROW)
    axes.set_xlim(0, most * 1.08)
    axes.set_ylim(rows - 0.5, -0.5)
    axes.set_xlabel(str(say("chart.deadlines.axis")))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_yticks(range(len(coverages)), [wrapped(each.regime.name, 7) for each in coverages])
    axes.tick_params(axis="y", length=0, labelsize=10.5)
    for row, each in enumerate(coverages):
        _bar(axes, row, each, most)
    drawn.key(_handles(), 3)
    return drawn.figure


def _bar(axes: Axes, row: int, coverage: Coverage, most: int) -> None:
    counted, left = coverage.deadlines, 0
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
            label=str(say(WRITTEN[kind])),
        )
        for kind, (colour, hatch) in _LOOKS.items()
    ]
