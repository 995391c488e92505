"""How long a span took at each point: its whole distribution, with what is proved of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.answers.answer import Answer
from experiments.answers.places import places
from experiments.experiment.ask import Curve
from experiments.measures.spans import BOUNDED, span_label
from experiments.show.canvas import INK, canvas, chart
from experiments.show.lines import wrapped
from experiments.show.looks import LOOKS, Look
from model.language import Text, say

_WIDTH, _HEIGHT, _KEY = 10.0, 3.6, 3.4  # inches
_MARKED = 3
"""Marks of one curve at the most."""
_TICKS = (0, 1, 2, 3, 5, 10, 20, 40, 60, 90, 120, 180, 270)


@chart
def ecdf(answer: Answer, span: str, curves: Sequence[Curve], footer: Text) -> Figure:
    """One curve for each point, those that are the same in one; of many some, evenly picked.

    What had not ended stays in the denominator. Marks are bounds: filled ones above are proved
    without relying on anybody, hollow ones below where everyone has to obey.
    """
    shown = _picked(curves)
    names = [wrapped(places(answer, one.points) or say("answers.page.all"), 25) for one in shown]
    rows = 0.19 * (sum(name.count("\n") + 1.6 for name in names) + 5)
    if len(shown) < len(curves):
        some = say("answers.chart.ecdf.some", shown=len(shown), of=len(curves))
        footer = footer + "\n" + some
    height = max(_HEIGHT, rows)
    note = say("answers.chart.ecdf.note")
    drawn = canvas(_WIDTH, height + 0.7, title_words(span), note, footer)
    axes = drawn.axes(0.65, 0.05, _WIDTH - _KEY - 0.9, height)
    marks = [_marks(answer, span, curve) for curve in shown]
    ends = [float(curve.ended[-1]) for curve in shown if len(curve.ended)]
    limit = 1.05 * max([1.0, *ends, *(at for own in marks for at, _ in own)])
    _axes(axes, limit)
    handles: list[Artist] = []
    for place, (curve, name, look) in enumerate(zip(shown, names, LOOKS, strict=False)):
        wide = 3.4 - 2.0 * place / len(shown)  # what lies under another curve shows beside it
        _draw(axes, curve, limit, look, wide, place)
        for at, filled in marks[place]:
            _mark(axes, at, look.colour, filled)
        handles.append(Line2D([], [], **look.line(), lw=wide, label=name))
    _key(axes, handles)
    return drawn.figure


def title_words(span: str) -> Text:
    """Return what the chart shows."""
    return say("answers.chart.ecdf.title", span=span_label(span))


def _picked(curves: Sequence[Curve]) -> list[Curve]:
    """As many as there are looks, evenly, the first and the last among them."""
    if len(curves) <= len(LOOKS):
        return list(curves)
    at = np.linspace(0, len(curves) - 1, len(LOOKS)).round().astype(int)
    return [curves[place] for place in dict.fromkeys(at.tolist())]


def _marks(answer: Answer, span: str, curve: Curve) -> list[tuple[float, bool]]:
    """The bounds of a curve; none where the points that share it have too many to be read.

    They stand on an axis of office time: N working days may be up to N + 1 of it.
    """
    placed = [
        (bound + 1.0, filled)
        for point in curve.points
        for check in answer.guarantees or ()
        if (check.point, check.property) == (point, BOUNDED.get(span))
        for bound, filled in ((check.nobody, True), (check.everyone, False))
        if bound is not None
    ]
    bounds = list(dict.fromkeys(placed))
    return bounds if len(bounds) <= _MARKED else []


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


def _draw(axes: Axes, curve: Curve, limit: float, look: Look, wide: float, place: int) -> None:
    at = limit * np.linspace(0, 1, 240) ** 2
    share = np.searchsorted(curve.ended, at, side="right") / max(curve.begun, 1)
    axes.plot(at, share, **look.line(), lw=wide, ms=5, markevery=(12 + 6 * place, 60))


def _mark(axes: Axes, at: float, colour: str, filled: bool) -> None:
    """A filled mark above, or a hollow one on the axis, with a thin line between."""
    if filled:
        axes.plot([at], [1.0], "v", color=colour, markersize=9, clip_on=False)
        axes.axvline(at, color=colour, linewidth=0.8, linestyle=(0, (1, 2)))
    else:
        axes.plot([at], [0.0], "^", color=colour, mfc="white", markersize=9, clip_on=False)


def _key(axes: Axes, handles: list[Artist]) -> None:
    nobody, everyone = say("answers.chart.ecdf.nobody"), say("answers.chart.ecdf.everyone")
    for words, marker, face in ((nobody, "v", INK), (everyone, "^", "white")):
        label = wrapped(words, 25)
        mark = Line2D([], [], color=INK, marker=marker, mfc=face, linestyle="", label=label)
        handles.append(mark)
    axes.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(1.02, 1.0), frameon=False, fontsize=8
    )
