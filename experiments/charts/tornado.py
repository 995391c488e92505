"""What a figure hinges on: one assumption changed at a time, the largest effect on top."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from experiments.charts.canvas import BLUE, INK, ORANGE, canvas, chart
from experiments.statistics.interval import Estimate, Interval
from experiments.statistics.sensitivity import Bar
from experiments.words.lines import wrapped
from model.language import Label, Lang, say

_WIDTH, _ROW, _LABEL = 10.0, 0.6, 3.0  # inches
_LOOKS = {"low": (BLUE, "//"), "high": (ORANGE, "")}


@chart
def tornado(
    bars: Sequence[Bar], measure: Label, unit: str, names: Mapping[str, Label], lang: Lang
) -> Figure:
    """Draw what :func:`experiments.statistics.sensitivity.tornado` found.

    ``names`` are of the assumptions, with their ends; ``unit`` is of the measure, in words.
    """
    drawn = canvas(
        _WIDTH,
        len(bars) * _ROW + 0.65,
        say("answers.chart.tornado.title", lang, measure=measure),
        say("answers.chart.tornado.note", lang),
        "",
        legend=0.3,
    )
    axes = drawn.axes(_LABEL, 0.05, _WIDTH - _LABEL - 0.4, len(bars) * _ROW)
    axes.set_ylim(len(bars) - 0.5, -0.5)
    labels = [names[bar.name].in_(lang) if bar.name in names else bar.name for bar in bars]
    axes.set_yticks(range(len(bars)), [wrapped(one, 34) for one in labels], fontsize=8.5)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(say("answers.chart.forest.axis", lang, unit=unit))
    axes.axvline(0, color=INK, linewidth=0.9)
    for row, bar in enumerate(bars):
        _bar(axes, row - 0.19, bar.low, "low")
        _bar(axes, row + 0.19, bar.high, "high")
    handles = [
        Patch(facecolor=colour, hatch=hatch, edgecolor="white", label=_end(key, lang))
        for key, (colour, hatch) in _LOOKS.items()
    ]
    drawn.key([*handles], 2)
    return drawn.figure


def _end(key: str, lang: Lang) -> str:
    return say(f"answers.chart.tornado.{key}", lang)


def _bar(axes: Axes, at: float, found: Estimate, end: str) -> None:
    if isinstance(found, Interval):
        colour, hatch = _LOOKS[end]
        axes.barh(at, found.estimate, 0.34, color=colour, hatch=hatch, edgecolor="white")
        axes.plot([found.low, found.high], [at, at], color=INK, linewidth=1.2)
