"""How claims of approval information came about, and what stayed unclaimed."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from experiments.compare.ask import Comparison, RegimeResult
from experiments.compare.scope import simulation_footer
from experiments.measures.metrics import Metrics
from experiments.show.canvas import (
    BLUE,
    GREEN,
    ORANGE,
    VERMILION,
    canvas,
    chart,
)
from experiments.show.lines import wrapped
from model.language import say

_WIDTH, _ROW, _LABEL = 10.0, 0.78, 1.15  # inches
_LOOKS = {
    "performed": (BLUE, ""),
    "deemed": (ORANGE, "///"),
    "counted": (GREEN, ".."),
    "open": (VERMILION, "xx"),
}
"""Colour and hatch of each way; the hatch says again what the colour says."""

_WAYS = {
    "performed": "chart.claims.performed",
    "deemed": "chart.claims.deemed",
    "counted": "chart.claims.counted",
    "open": "chart.claims.open",
}
_SHARES = {
    "performed": "chart.claims.performed-share",
    "deemed": "chart.claims.deemed-share",
    "counted": "chart.claims.counted-share",
    "open": "chart.claims.open-share",
}


@dataclass(frozen=True, slots=True)
class Claims:
    """How the permits of a year came to be claimed, counted by permit and department.

    Attributes
    ----------
    ways
        ``performed``, ``deemed``, ``counted``, and ``open`` for what stayed unclaimed.
    attended
        Those that an officer dealt with himself while they were watched.
    """

    ways: dict[str, int]
    attended: int

    @property
    def total(self) -> int:
        """All permits to be claimed, once for each department concerned."""
        return sum(self.ways.values())


def claims_of(metrics: Metrics) -> Claims:
    """Return how claims came about."""
    ways = {way: metrics.claims.get(way, 0) for way in ("performed", "deemed", "counted")}
    attended = metrics.attention.begun - metrics.attention.censored
    return Claims({**ways, "open": metrics.unclaimed}, attended)


@chart
def claims(comparison: Comparison) -> Figure:
    """One bar for each regime, all permits being 100 %."""
    rows = len(comparison.results)
    most = max((claims_of(result.metrics).total for result in comparison.results), default=0)
    drawn = canvas(
        _WIDTH,
        rows * _ROW + 0.55,
        say("chart.claims.title"),
        say("chart.claims.note"),
        simulation_footer(comparison, say("chart.threads", n=f"{most:,}")),
        legend=0.3,
    )
    axes = drawn.axes(_LABEL, 0.05, _WIDTH - _LABEL - 0.35, rows * _ROW)
    axes.set_xlim(0, 1)
    axes.set_ylim(rows - 0.45, -0.45)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25%", "50%", "75%", "100%"])
    axes.set_xlabel(str(say("chart.claims.axis")))
    axes.set_yticks(range(rows), [wrapped(result.regime.name, 7) for result in comparison.results])
    axes.tick_params(axis="y", length=0, labelsize=10.5)
    for row, result in enumerate(comparison.results):
        _bar(axes, row, result)
    drawn.key(_handles(), 4)
    return drawn.figure


def _bar(axes: Axes, row: int, result: RegimeResult) -> None:
    made = claims_of(result.metrics)
    if not made.total:
        known = "claim-latency" in result.metrics.regulated
        why = say("chart.claims.none") if known else say("chart.claims.unregulated")
        axes.text(0.01, row, str(why), va="center")
        return
    left = 0.0
    for way, count in made.ways.items():
        share = count / made.total
        colour, hatch = _LOOKS[way]
        axes.barh(
            row - 0.12,
            share,
            0.36,
            left,
            color=colour,
            hatch=hatch,
            edgecolor="white",
            linewidth=0.5,
        )
        left += share
    parts = {_SHARES[way]: count for way, count in made.ways.items() if count or way == "open"}
    parts["chart.claims.attended"] = made.attended
    words = say("chart.semicolon").join(
        say(key, count=f"{count:,}", share=f"{count / made.total:.1%}")
        for key, count in parts.items()
    )
    axes.text(0.004, row + 0.2, str(words), va="center", fontsize=8)


def _handles() -> list[Artist]:
    return [
        Patch(facecolor=colour, hatch=hatch, edgecolor="white", label=str(say(_WAYS[way])))
        for way, (colour, hatch) in _LOOKS.items()
    ]
