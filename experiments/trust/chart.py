"""On whose obedience each guarantee depends: guarantees by regimes."""

from __future__ import annotations

from collections.abc import Sequence

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
from experiments.show.lines import wrapped
from experiments.show.marks import reading_words
from experiments.trust.words import KINDS, group_words, kind_of, sign_of, standing_words
from model.language import say
from verify.trust.dependence import Dependence

_CELL, _ROW, _LABEL, _HEAD = 1.85, 0.42, 2.95, 0.35  # inches
_LOOKS = {
    "itself": (BLUE, ""),
    "one": (SKY, "//"),
    "several": (GREEN, "--"),
    "everybody": (YELLOW, "||"),
    "open": (ORANGE, "\\\\\\"),
    "nothing": (VERMILION, "xxx"),
    "vacuous": (GREY, ".."),
    "unknown": (PURPLE, "++"),
}
_UNREGULATED = ("reason.trigger-unmentioned", "reason.response-unmentioned")


@chart
def trust(found: Sequence[Dependence]) -> Figure:
    """The standing of every guarantee that some regime regulates; those of most regimes first.

    ``found`` holds the same properties for each regime.
    """
    rows = by_property(found)
    regimes = list(dict.fromkeys(one.regime.id for one in found))
    kinds = {kind_of(one) for row in rows for one in row}
    width = max(9.5, _LABEL + len(regimes) * _CELL + 0.2)
    body = _HEAD + max(len(rows), 1) * _ROW
    title, note = (str(say(f"chart.trust.{key}")) for key in ("title", "note"))
    drawn = canvas(width, body, title, note, str(_footer(found, len(rows))), legend=0.5)
    if kinds:
        shown = [kind for kind in KINDS if kind in kinds]
        drawn.key([_patch(kind) for kind in shown], min(4, len(shown)))
    axes = drawn.axes(_LABEL, _HEAD, len(regimes) * _CELL, max(len(rows), 1) * _ROW)
    axes.set_xlim(0, len(regimes))
    axes.set_ylim(max(len(rows), 1), 0)
    axes.set_axis_off()
    for column, one in enumerate(_first_of_each(found)):
        name = wrapped(str(one.regime.name), 16)
        axes.text(column + 0.5, -0.18, name, ha="center", va="bottom", fontsize=11)
    for place, row in enumerate(rows):
        label = wrapped(str(row[0].property.label), 21.5)
        axes.text(-0.05, place + 0.5, label, ha="right", va="center", fontsize=8.5, linespacing=1)
        for column, one in enumerate(row):
            _cell(axes, column, place, one)
    return drawn.figure


def by_property(found: Sequence[Dependence]) -> list[list[Dependence]]:
    """Return what some regime regulates, by property, those that most of them regulate first."""
    rows: dict[str, list[Dependence]] = {}
    for one in found:
        rows.setdefault(one.property.id, []).append(one)

    def silent(row: list[Dependence]) -> int:
        return sum(one.reason in _UNREGULATED for one in row)

    return sorted((row for row in rows.values() if silent(row) < len(row)), key=silent)


def _first_of_each(found: Sequence[Dependence]) -> list[Dependence]:
    firsts: dict[str, Dependence] = {}
    for one in found:
        firsts.setdefault(one.regime.id, one)
    return list(firsts.values())


def _footer(found: Sequence[Dependence], regulated: int) -> str:
    asked = len({one.property.id for one in found})
    words = str(
        say(
            "chart.trust.footer",
            regimes=len({one.regime.id for one in found}),
            properties=asked,
            reading=str(reading_words(found[0].reading)),
        )
    )
    if found[0].within is not None:
        words += "\n" + str(say("chart.trust.within", n=found[0].within))
    left_out = asked - regulated
    return words + ("\n" + str(say("chart.trust.unregulated", count=left_out)) if left_out else "")


def _patch(kind: str) -> Artist:
    colour, hatch = _LOOKS[kind]
    words = str(say(f"trust.row.{kind}"))
    return Patch(facecolor=colour, edgecolor="white", hatch=hatch, linewidth=0, label=words)


def _cell(axes: Axes, column: int, row: int, found: Dependence) -> None:
    """Draw one guarantee: a strip with colour and hatch, the number of parties, and which."""
    kind = kind_of(found)
    colour, hatch = _LOOKS[kind]
    axes.add_patch(Rectangle((column, row), 1, 1, facecolor=colour, alpha=0.13, linewidth=0))
    axes.add_patch(
        Rectangle(
            (column, row), 0.07, 1, facecolor=colour, edgecolor="white", hatch=hatch, linewidth=0
        )
    )
    edge = "#555555"
    axes.add_patch(Rectangle((column, row), 1, 1, facecolor="none", edgecolor=edge, linewidth=0.8))
    ink = edge if kind == "vacuous" else INK
    axes.text(
        column + 0.16, row + 0.5, sign_of(found), ha="center", va="center", fontsize=11, color=ink
    )
    words = str(group_words(found, most=2)) or str(standing_words(found))
    text = wrapped(words, 12.8)
    size = 7.2 if text.count("\n") < 2 else 6.2
    axes.text(column + 0.26, row + 0.5, text, va="center", fontsize=size, color=ink, linespacing=1)
