"""How long a span took at each point: its whole distribution, with what is proved of it."""

from __future__ import annotations

import numpy as np
import polars as pl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from experiments.answers.answer import Answer
from experiments.answers.guarantees import ABOUT
from experiments.answers.places import places
from experiments.experiment.forest import footer
from experiments.running.frames import samples
from experiments.show.canvas import INK, canvas, chart
from experiments.show.lines import wrapped
from experiments.show.looks import LOOKS, Look
from model.language import say

_WIDTH, _HEIGHT, _KEY = 10.0, 3.6, 3.4  # inches
_MARKED = 3
"""Marks of one curve at the most."""
_TICKS = (0, 1, 2, 3, 5, 10, 20, 40, 60, 90, 120, 180, 270)
_Curve = tuple[NDArray[np.float64], int]
"""Every span that ended, ascending, in working days, and how many began."""


@chart
def ecdf(found: Answer, span: str) -> Figure:
    """One curve for each point, those that are the same in one; of many some, evenly picked.

    What had not ended stays in the denominator. Marks are bounds: filled ones above are proved
    without relying on anybody, hollow ones below where everyone has to obey.
    """
    curves = _curves(found, span)
    shown = _picked([*curves])
    names = [wrapped(str(places(found, one)) or str(say("answers.page.all")), 25) for one in shown]
    rows = 0.19 * (sum(name.count("\n") + 1.6 for name in names) + 5)
    foot = str(footer(found))
    if len(shown) < len(curves):
        foot += "\n" + str(say("answers.chart.ecdf.some", shown=len(shown), of=len(curves)))
    height = max(_HEIGHT, rows)
    drawn = canvas(
        _WIDTH,
        height + 0.7,
        str(say("answers.chart.ecdf.title", span=str(say(f"answers.span.{span}")))),
        str(say("answers.chart.ecdf.note")),
        foot,
    )
    axes = drawn.axes(0.65, 0.05, _WIDTH - _KEY - 0.9, height)
    marks = {one: _marks(found, span, one) for one in shown}
    ends = [float(curves[one][0][-1]) for one in shown if len(curves[one][0])]
    limit = 1.05 * max([1.0, *ends, *(at for one in marks.values() for at, _ in one)])
    _axes(axes, limit)
    handles: list[Artist] = []
    for place, (one, name, look) in enumerate(zip(shown, names, LOOKS, strict=False)):
        wide = 3.4 - 2.0 * place / len(shown)  # what lies under another curve shows beside it
        _draw(axes, curves[one], limit, look, wide, place)
        for at, filled in marks[one]:
            _mark(axes, at, look.colour, filled)
        handles.append(Line2D([], [], **look.line(), lw=wide, label=name))
    _key(axes, handles)
    return drawn.figure


def _curves(found: Answer, span: str) -> dict[tuple[int, ...], _Curve]:
    """The curves by the points that have them; points without any case have none."""
    frame = samples(found.path, span)
    same: dict[bytes, list[int]] = {}
    curves: dict[bytes, _Curve] = {}
    for number in range(len(found.rows)):
        curve = _curve(found, frame, number)
        digest = curve[0].tobytes() + str(curve[1]).encode()
        same.setdefault(digest, []).append(number)
        curves[digest] = curve
    return {tuple(numbers): curves[digest] for digest, numbers in same.items()}


def _picked(curves: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """As many as there are looks, evenly, the first and the last among them."""
    if len(curves) <= len(LOOKS):
        return curves
    at = np.linspace(0, len(curves) - 1, len(LOOKS)).round().astype(int)
    return [curves[one] for one in dict.fromkeys(at.tolist())]


def _curve(found: Answer, frame: pl.DataFrame, number: int) -> _Curve:
    rows = frame.filter(pl.col("point") == number)
    ended = rows["working"].explode().drop_nulls().to_numpy().astype(np.float64)
    still = int(rows["open"].list.len().sum() or 0)
    return np.sort(ended) / found.day, len(ended) + still


def _marks(found: Answer, span: str, points: tuple[int, ...]) -> list[tuple[float, bool]]:
    """The bounds of a curve; none where the points that share it have too many to be read."""
    bounds = list(dict.fromkeys(one for k in points for one in _bounds(found, span, k)))
    return bounds if len(bounds) <= _MARKED else []


def _bounds(found: Answer, span: str, number: int) -> list[tuple[float, bool]]:
    """Where bounds stand on an axis of office time: N working days may be up to N + 1 of it."""
    placed: list[tuple[float, bool]] = []
    for one in found.guarantees or ():
        if one.point == number and one.property == ABOUT.get(span):
            bounds = ((one.nobody, True), (one.everyone, False))
            placed += [(bound + 1.0, filled) for bound, filled in bounds if bound is not None]
    return placed


def _axes(axes: Axes, limit: float) -> None:
    # A square-root scale keeps the first days, where nearly all ends, wide enough to be read.
    axes.set_xscale("function", functions=(lambda x: np.sqrt(np.maximum(x, 0)), np.square))
    axes.set_xlim(0, limit)
    axes.set_ylim(0, 1.02)
    ticks = [tick for tick in _TICKS if tick <= limit]
    axes.set_xticks(ticks, [str(tick) for tick in ticks])
    axes.set_xticks([], minor=True)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0", "25%", "50%", "75%", "100%"])
    axes.set_xlabel(str(say("answers.chart.ecdf.axis")))
    axes.grid(color="#EEEEEE", linewidth=0.6)
    axes.set_axisbelow(True)


def _draw(axes: Axes, curve: _Curve, limit: float, look: Look, wide: float, place: int) -> None:
    values, begun = curve
    at = limit * np.linspace(0, 1, 240) ** 2
    share = np.searchsorted(values, at, side="right") / max(begun, 1)
    axes.plot(at, share, **look.line(), lw=wide, ms=5, markevery=(12 + 6 * place, 60))


def _mark(axes: Axes, at: float, colour: str, filled: bool) -> None:
    """A filled mark above, or a hollow one on the axis, with a thin line between."""
    if filled:
        axes.plot([at], [1.0], "v", color=colour, markersize=9, clip_on=False)
        axes.axvline(at, color=colour, linewidth=0.8, linestyle=(0, (1, 2)))
    else:
        axes.plot([at], [0.0], "^", color=colour, mfc="white", markersize=9, clip_on=False)


def _key(axes: Axes, handles: list[Artist]) -> None:
    for key, marker, face in (("nobody", "v", INK), ("everyone", "^", "white")):
        label = wrapped(str(say(f"answers.chart.ecdf.{key}")), 25)
        mark = Line2D([], [], color=INK, marker=marker, mfc=face, linestyle="", label=label)
        handles.append(mark)
    axes.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(1.02, 1.0), frameon=False, fontsize=8
    )
