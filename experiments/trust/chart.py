"""On whose obedience each guarantee depends: guarantees by regimes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from experiments.show.canvas import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PURPLE,
    SKY,
    VERMILION,
    YELLOW,
    canvas,
    chart,
)
from experiments.show.left_out import MARK
from experiments.show.lines import wrapped
from experiments.show.marks import reading_words
from experiments.trust.left_out import LeftOutBySet
from experiments.trust.words import KINDS, Kind, group_words, kind_of, sign_of, standing_words
from model.language import NOTHING, Text, plain, say
from verify.trust.dependence import Dependence

_CELL, _ROW, _LABEL, _HEAD = 1.85, 0.42, 2.95, 0.35  # inches
_LOOKS = {
    Kind.ITSELF: (BLUE, ""),
    Kind.ONE: (SKY, "//"),
    Kind.SEVERAL: (GREEN, "--"),
    Kind.EVERYBODY: (YELLOW, "||"),
    Kind.OPEN: (ORANGE, "\\\\\\"),
    Kind.NOTHING: (VERMILION, "xxx"),
    Kind.VACUOUS: (GREY, ".."),
    Kind.UNKNOWN: (PURPLE, "++"),
}


@chart
def trust_chart(guarantees: Sequence[Dependence], left_out: Sequence[LeftOutBySet] = ()) -> Figure:
    """Draw the standing of every guarantee that some regime regulates; those of most come first.

    ``guarantees`` holds the same properties for each regime; ``left_out`` those trust sets with
    which one says nothing of some runs.
    """
    rows = by_property(guarantees)
    regimes = {each.regime.id: each.regime for each in guarantees}
    kinds = {kind_of(each) for row in rows for each in row}
    width, height = len(regimes) * _CELL, max(len(rows), 1) * _ROW
    drawn = canvas(
        max(9.5, _LABEL + width + 0.2),
        _HEAD + height,
        say("chart.trust.title"),
        say("chart.trust.note"),
        _footer(guarantees, len(rows))
        + (plain("\n") + say("left-out.chart") if left_out else NOTHING),
        legend=0.5,
    )
    if kinds:
        shown = [kind for kind in Kind if kind in kinds]
        drawn.key([_patch(kind) for kind in shown], min(4, len(shown)))
    axes = drawn.axes(_LABEL, _HEAD, width, height)
    axes.set_xlim(0, len(regimes))
    axes.set_ylim(max(len(rows), 1), 0)
    axes.set_axis_off()
    for column, regime in enumerate(regimes.values()):
        name = wrapped(regime.name, 16)
        axes.text(column + 0.5, -0.18, name, ha="center", va="bottom", fontsize=11)
    for place, row in enumerate(rows):
        label = wrapped(row[0].property.label, 21.5)
        axes.text(-0.05, place + 0.5, label, ha="right", va="center", fontsize=8.5, linespacing=1)
        for column, guarantee in enumerate(row):
            apart = any(one.guarantee is guarantee for one in left_out)
            _cell(axes, column, place, guarantee, MARK if apart else "")
    return drawn.figure


def by_property(guarantees: Sequence[Dependence]) -> list[list[Dependence]]:
    """Return what some regime regulates, by property, those that most of them regulate first."""
    rows: dict[str, list[Dependence]] = {}
    for guarantee in guarantees:
        rows.setdefault(guarantee.property.id, []).append(guarantee)

    def silent(row: list[Dependence]) -> int:
        return sum(each.unregulated for each in row)

    return sorted((row for row in rows.values() if silent(row) < len(row)), key=silent)


def _footer(guarantees: Sequence[Dependence], regulated: int) -> Text:
    asked = len({each.property.id for each in guarantees})
    reading, within = guarantees[0].reading, guarantees[0].within
    words = say(
        "chart.trust.footer",
        regimes=len({each.regime.id for each in guarantees}),
        properties=asked,
        reading=reading_words(reading),
    )
    if within is not None:
        words += "\n" + say("chart.trust.within", n=within)
    if left_out := asked - regulated:
        words += "\n" + say("chart.trust.unregulated", count=left_out)
    return words


def _patch(kind: Kind) -> Artist:
    colour, hatch = _LOOKS[kind]
    label = str(say(KINDS[kind]))
    return Patch(facecolor=colour, edgecolor="white", hatch=hatch, linewidth=0, label=label)


def _cell(axes: Axes, column: int, row: int, guarantee: Dependence, apart: str) -> None:
    """Draw one guarantee: a strip with colour and hatch, the number of parties, and which."""
    kind = kind_of(guarantee)
    colour, hatch = _LOOKS[kind]
    axes.add_patch(Rectangle((column, row), 1, 1, facecolor=colour, alpha=0.13, linewidth=0))
    axes.add_patch(
        Rectangle(
            (column, row), 0.07, 1, facecolor=colour, edgecolor="white", hatch=hatch, linewidth=0
        )
    )
    edge = "#555555"
    axes.add_patch(Rectangle((column, row), 1, 1, facecolor="none", edgecolor=edge, linewidth=0.8))
    ink = edge if kind is Kind.VACUOUS else INK
    middle: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 11, "color": ink}
    axes.text(column + 0.16, row + 0.5, sign_of(guarantee) + apart, **middle)
    text = wrapped(group_words(guarantee, most=2) or standing_words(guarantee), 12.8)
    size = 7.2 if text.count("\n") < 2 else 6.2
    axes.text(column + 0.26, row + 0.5, text, va="center", fontsize=size, color=ink, linespacing=1)
