"""How long a span took at each point: its whole distribution, with what is proved of it."""

from __future__ import annotations

from typing import Literal

import numpy as np
import polars as pl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from experiments.answers.answer import Answer
from experiments.answers.guarantees import ABOUT
from experiments.charts.canvas import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PURPLE,
    SKY,
    VERMILION,
    canvas,
    chart,
)
from experiments.charts.forest import footer
from experiments.running.frames import samples
from experiments.words.lines import wrapped
from model.language import Lang, say

_WIDTH, _HEIGHT, _KEY = 10.0, 3.6, 3.4  # inches
_DASHES: tuple[Literal["-", "--", ":"], ...] = ("-", "--", ":")
_Look = tuple[str, Literal["-", "--", ":"]]
_LOOKS: tuple[_Look, ...] = tuple(
    (colour, dash)
    for dash in _DASHES
    for colour in (BLUE, VERMILION, GREEN, ORANGE, PURPLE, SKY, BLACK, GREY)
)
"""Colours, and dashes that tell apart what shares one."""
_TICKS = (0, 1, 2, 3, 5, 10, 20, 40, 60, 90, 120, 180, 270)
MOST = len(_LOOKS)


@chart
def ecdf(found: Answer, span: str, lang: Lang) -> Figure:
    """One curve for each point with results of its own, in office time.

    What had not ended stays in the denominator. Marks are bounds: filled ones above are proved
    without relying on anybody, hollow ones below where everyone has to obey.
    """
    frame = samples(found.path, span)
    numbers = _distinct(found)
    curves = {number: _curve(found, frame, number) for number in numbers}
    rows = (len(numbers) + 2) * 0.42
    drawn = canvas(
        _WIDTH,
        max(_HEIGHT, rows) + 0.7,
        say("answers.chart.ecdf.title", lang, span=say(f"answers.span.{span}", lang)),
        say("answers.chart.ecdf.note", lang),
        footer(found, lang),
    )
    axes = drawn.axes(0.65, 0.05, _WIDTH - _KEY - 0.9, max(_HEIGHT, rows))
    marks = {number: _bounds(found, span, number) for number in numbers}
    ends = [float(values[-1]) for values, _ in curves.values() if len(values)]
    limit = 1.05 * max([1.0, *ends, *(at for one in marks.values() for at, _ in one)])
    _axes(axes, limit, lang)
    handles: list[Artist] = []
    for place, ((number, curve), look) in enumerate(zip(curves.items(), _LOOKS, strict=False)):
        wide = 4.0 - 2.6 * place / len(curves)  # what lies under another curve shows beside it
        _draw(axes, curve, limit, look, wide)
        for at, filled in marks[number]:
            _mark(axes, at, look[0], filled)
        name = wrapped(found.settings(number, lang), 44)
        handles.append(Line2D([], [], color=look[0], ls=look[1], lw=wide, label=name))
    _key(axes, handles, lang)
    return drawn.figure


def _distinct(found: Answer) -> list[int]:
    first: dict[str, int] = {}
    for number, row in enumerate(found.rows):
        first.setdefault(str(row["key"]), number)
    return list(first.values())[:MOST]


def _curve(found: Answer, frame: pl.DataFrame, number: int) -> tuple[NDArray[np.float64], int]:
    """Every span of a point that ended, in working days, and how many began."""
    rows = frame.filter(pl.col("point") == number)
    ended = rows["working"].explode().drop_nulls().to_numpy().astype(np.float64)
    still = int(rows["open"].list.len().sum() or 0)
    return np.sort(ended) / found.day, len(ended) + still


def _bounds(found: Answer, span: str, number: int) -> list[tuple[float, bool]]:
    """Where bounds stand on an axis of office time: N working days may be up to N + 1 of it."""
    placed: list[tuple[float, bool]] = []
    for one in found.guarantees or ():
        if one.point == number and one.property == ABOUT.get(span):
            bounds = ((one.nobody, True), (one.everyone, False))
            placed += [(bound + 1.0, filled) for bound, filled in bounds if bound is not None]
    return placed


def _axes(axes: Axes, limit: float, lang: Lang) -> None:
    # A square-root scale keeps the first days, where nearly all ends, wide enough to be read.
    axes.set_xscale("function", functions=(lambda x: np.sqrt(np.maximum(x, 0)), np.square))
    axes.set_xlim(0, limit)
    axes.set_ylim(0, 1.02)
    ticks = [tick for tick in _TICKS if tick <= limit]
    axes.set_xticks(ticks, [str(tick) for tick in ticks])
    axes.set_xticks([], minor=True)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0", "25%", "50%", "75%", "100%"])
    axes.set_xlabel(say("answers.chart.ecdf.axis", lang))
    axes.grid(color="#EEEEEE", linewidth=0.6)
    axes.set_axisbelow(True)


def _draw(
    axes: Axes, curve: tuple[NDArray[np.float64], int], limit: float, look: _Look, wide: float
) -> None:
    values, begun = curve
    at = limit * np.linspace(0, 1, 240) ** 2
    share = np.searchsorted(values, at, side="right") / max(begun, 1)
    axes.plot(at, share, color=look[0], ls=look[1], lw=wide)


def _mark(axes: Axes, at: float, colour: str, filled: bool) -> None:
    """A filled mark above, or a hollow one on the axis, with a thin line between."""
    if filled:
        axes.plot([at], [1.0], "v", color=colour, markersize=9, clip_on=False)
        axes.axvline(at, color=colour, linewidth=0.8, linestyle=(0, (1, 2)))
    else:
        axes.plot([at], [0.0], "^", color=colour, mfc="white", markersize=9, clip_on=False)


def _key(axes: Axes, handles: list[Artist], lang: Lang) -> None:
    for key, marker, face in (("nobody", "v", INK), ("everyone", "^", "white")):
        label = wrapped(say(f"answers.chart.ecdf.{key}", lang), 44)
        mark = Line2D([], [], color=INK, marker=marker, mfc=face, linestyle="", label=label)
        handles.append(mark)
    axes.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(1.02, 1.0), frameon=False, fontsize=8
    )
