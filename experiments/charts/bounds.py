"""Guaranteed bounds under both readings of open limits, everyone obeying."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.charts.canvas import (
    BLACK,
    COLOURS,
    GREY,
    canvas,
    chart,
    proof_footer,
)
from experiments.comparison import Comparison, RegimeResult
from experiments.lines import ems, wrapped
from experiments.marks import (
    SIGNS,
    Mark,
    closed,
    days,
    headline,
    mark_of,
    reading_words,
    readings,
    terms,
)
from model.deadline import Reading
from model.language import Lang, say
from model.property import Property
from verify.verdict import Assume, Verdict

_WIDTH, _ROW, _LABEL = 12.0, 0.5, 1.05  # inches
_BETWEEN = 0.95
_LONG = 36  # ems of the usual size that fit between the axis and ∞
_MARKERS = ("o", "D")
_DASHES = {Mark.OPEN: (0, (4, 2)), Mark.REFUTED: (0, (1, 1))}
_BEHIND = {"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.9}


@dataclass(frozen=True, slots=True)
class _Scale:
    """What the panels share: the longest finite bound, where ∞ stands, and the readings."""

    longest: int
    never: float
    readings: tuple[Reading, ...]


@chart
def bounds(comparison: Comparison, lang: Lang) -> Figure:
    """One panel for each guarantee, in it one row for each regime."""
    properties = comparison.question.properties
    lines, tall = (len(properties) + 1) // 2, len(comparison.results) * _ROW
    drawn = canvas(
        _WIDTH,
        lines * (tall + _BETWEEN),
        say("chart.bounds.title", lang),
        say("chart.bounds.note", lang),
        proof_footer(comparison, lang),
        legend=0.5,
    )
    longest = _longest(comparison)
    scale = _Scale(longest, max(longest, 4) * 1.62, readings(comparison))
    for place, prop in enumerate(properties):
        line, right = divmod(place, 2)
        left, down = _LABEL + right * _WIDTH / 2, 0.3 + line * (tall + _BETWEEN)
        axes = drawn.axes(left, down, _WIDTH / 2 - _LABEL - 0.15, tall)
        _panel(axes, comparison, prop, scale, lang)
    drawn.key(_handles(comparison, lang), 3)
    return drawn.figure


def _longest(comparison: Comparison) -> int:
    return max(
        [
            one.bound
            for result in comparison.results
            for one in result.verdicts
            if one.assume is Assume.EVERYONE and one.bound is not None
        ],
        default=1,
    )


def _panel(axes: Axes, comparison: Comparison, prop: Property, scale: _Scale, lang: Lang) -> None:
    never = scale.never
    axes.set_title(prop.label.in_(lang), loc="left", fontsize=10.5)
    axes.set_xlim(-0.02 * never, never * 1.09)
    axes.set_ylim(len(comparison.results) - 0.4, -0.6)
    axes.axvline(never, color=GREY, linewidth=0.8, linestyle=(0, (2, 2)))
    ticks = list(_ticks(scale.longest))
    axes.set_xticks([*ticks, never], [*map(str, ticks), "∞"], fontsize=8)
    axes.set_xlabel(say("chart.bounds.axis", lang), fontsize=8)
    names = [wrapped(result.regime.name.in_(lang), 9) for result in comparison.results]
    axes.set_yticks(range(len(names)), names, fontsize=9)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color="#EEEEEE", linewidth=0.6)
    axes.set_axisbelow(True)
    for row, result in enumerate(comparison.results):
        _regime(axes, row, result, prop, lang, scale)


def _ticks(longest: int) -> Sequence[int]:
    step = next((s for s in (1, 2, 5, 10, 20, 50, 100) if longest / s <= 8), longest)
    return range(0, longest + 1, step)


def _regime(
    axes: Axes, row: int, result: RegimeResult, prop: Property, lang: Lang, scale: _Scale
) -> None:
    """Draw a regime's bounds: one line where both readings agree, else one for each."""
    found = [result.verdict(prop.id, Assume.EVERYONE, reading) for reading in scale.readings]
    agree = len({(mark_of(one), one.bound, one.parameters) for one in found}) == 1
    for place, verdict in enumerate(found):
        y = row if agree else row + (-0.2, 0.2)[place]
        words = "" if agree and place else _words(result, verdict, scale, lang)
        if mark_of(verdict) in (Mark.VACUOUS, Mark.UNKNOWN):
            axes.text(0.01 * scale.never, y, words, va="center", fontsize=8, color="#555555")
        elif verdict.bound is None:
            _unbounded(axes, y, verdict, place, words, scale)
        else:
            _bounded(axes, y, verdict, verdict.bound, place, words, scale)


def _words(result: RegimeResult, verdict: Verdict, scale: _Scale, lang: Lang) -> str:
    """Say a bound; where it hinges on open limits, its sum or the value they are given."""
    match mark_of(verdict):
        case Mark.PROVED if verdict.bound is not None:
            return days(verdict.bound, lang)
        case Mark.ASSUMED if verdict.bound is not None:
            return f"θ = {verdict.reading}:  {days(verdict.bound, lang)}"
        case Mark.OPEN:
            known = closed(result, verdict, scale.readings[-1])
            return "∞ " + say("chart.bounds.open", lang, terms=terms(known or verdict, lang))
        case Mark.REFUTED:
            return "∞ " + say("chart.bounds.never", lang)
        case mark:
            return f"{SIGNS[mark]} {headline(verdict, lang)}"


def _bounded(
    axes: Axes, y: float, verdict: Verdict, bound: int, place: int, words: str, scale: _Scale
) -> None:
    colour = COLOURS[mark_of(verdict)]
    axes.plot([0, bound], [y, y], color=colour, linewidth=3.5, solid_capstyle="butt")
    _end(axes, bound, y, place, colour)
    axes.text(
        bound + 0.028 * scale.never, y, words, va="center", fontsize=8, bbox=_BEHIND, zorder=4
    )


def _unbounded(
    axes: Axes, y: float, verdict: Verdict, place: int, words: str, scale: _Scale
) -> None:
    """Draw a line that leaves the scale, with an arrow: no number of days is guaranteed."""
    mark = mark_of(verdict)
    arrow = {
        "arrowstyle": "-|>",
        "color": COLOURS[mark],
        "linestyle": _DASHES[mark],
        "linewidth": 1.6,
    }
    axes.annotate("", xy=(scale.never * 1.085, y), xytext=(0, y), arrowprops=arrow)
    _end(axes, scale.never, y, place, COLOURS[mark])
    small = ems(words) > _LONG
    axes.text(
        0.05 * scale.never,
        y,
        wrapped(words, _LONG * 8 / 6.5) if small else words,
        va="center",
        fontsize=6.5 if small else 8,
        linespacing=1.0,
        bbox=_BEHIND,
        zorder=4,
    )


def _end(axes: Axes, x: float, y: float, place: int, colour: str) -> None:
    """Draw the end of a line: a filled dot for the strict reading, a diamond for the other."""
    size, face = (6.5, colour) if place == 0 else (9.0, "none")
    axes.plot([x], [y], _MARKERS[place], markersize=size, color=BLACK, markerfacecolor=face)


def _handles(comparison: Comparison, lang: Lang) -> list[Artist]:
    handles: list[Artist] = []
    for place, reading in enumerate(readings(comparison)):
        handles.append(
            Line2D(
                [],
                [],
                color=BLACK,
                marker=_MARKERS[place],
                linestyle="none",
                markerfacecolor="#666666" if place == 0 else "none",
                markersize=6.5 if place == 0 else 8,
                label=reading_words(reading, lang),
            )
        )
    for mark in (Mark.PROVED, Mark.ASSUMED):
        handles.append(
            Line2D(
                [], [], color=COLOURS[mark], linewidth=3.5, label=say(f"chart.bounds.{mark}", lang)
            )
        )
    for mark in (Mark.OPEN, Mark.REFUTED):
        label = say(f"chart.bounds.{mark}-line", lang)
        handles.append(Line2D([], [], color=COLOURS[mark], linestyle=_DASHES[mark], label=label))
    return handles
