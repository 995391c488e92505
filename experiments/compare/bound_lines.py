"""Guaranteed bounds under both readings of open limits, everyone obeying."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.compare.ask import Comparison, RegimeResult
from experiments.compare.scope import guarantees_footer, readings, regulated
from experiments.show.canvas import BLACK, COLOURS, GREY, canvas, chart
from experiments.show.left_out import marked
from experiments.show.lines import wrapped
from experiments.show.marks import (
    SIGNS,
    Mark,
    headline,
    mark_of,
    reading_words,
    short,
    sign,
)
from model.deadline import STRICT, Reading
from model.language import plain, say
from model.property import Property
from verify.verdict import Assume, Verdict

_ROW, _LABEL, _GAP = 0.34, 2.75, 0.14  # inches
_LINEAR = 12  # working days up to which the axis need not be compressed
_TICKS = (0, 1, 2, 3, 5, 10, 20, 40, 60, 90, 130, 260, 520, 1300, 2600)
_MARKERS = ("o", "D")
_DASHES = {Mark.OPEN: (0, (4, 2)), Mark.REFUTED: (0, (1, 1))}
_LINES = {
    Mark.PROVED: "chart.bounds.proved",
    Mark.ASSUMED: "chart.bounds.assumed",
    Mark.OPEN: "chart.bounds.open-line",
    Mark.REFUTED: "chart.bounds.refuted-line",
}
_BEHIND = {"facecolor": "white", "edgecolor": "none", "pad": 0.6, "alpha": 0.9}


@dataclass(frozen=True, slots=True)
class _Scale:
    """What the columns share: the longest bound, the place of ∞, and whether days are squeezed."""

    longest: int
    squeezed: bool

    def at(self, days: float) -> float:
        """Return the place of a number of working days; 1 is the longest bound."""
        share = days / self.longest
        return float(np.sqrt(share)) if self.squeezed else share

    never = 1.75


@chart
def bound_lines(comparison: Comparison) -> Figure:
    """One column for each regime, in it one row for each guarantee that some regime gives."""
    rows, without = _bounded(comparison)
    columns = len(comparison.results)
    width = min(13.2, max(9.5, _LABEL + columns * 2.6))
    scale = _scale(comparison)
    note, footer = say("chart.bounds.note"), guarantees_footer(comparison)
    if comparison.question.reading != STRICT:
        note += say("chart.bounds.theta", theta=comparison.question.reading)
    if scale.squeezed:
        note += say("chart.bounds.squeezed")
    if without:
        named = say("chart.semicolon").join(prop.label for prop in without)
        footer += "\n" + say("chart.bounds.without", count=len(without), properties=named)
    tall = max(len(rows), 1) * _ROW
    drawn = canvas(
        width,
        tall + 0.8,
        say("chart.bounds.title"),
        note,
        footer,
        legend=0.5,
    )
    each = (width - _LABEL - 0.1) / columns
    for column, result in enumerate(comparison.results):
        axes = drawn.axes(_LABEL + column * each, 0.3, each - _GAP, tall)
        _column(axes, result, rows, scale, comparison)
        if column == 0:
            _names(axes, rows)
    drawn.key(_handles(comparison), 3)
    return drawn.figure


def _bounded(comparison: Comparison) -> tuple[list[Property], list[Property]]:
    """Return what is regulated: where some regime has a bound in some reading, and the rest."""
    rows: list[Property] = []
    without: list[Property] = []
    for prop in regulated(comparison):
        bounds = [
            result.verdict(prop.id, Assume.EVERYONE, reading).days
            for result in comparison.results
            for reading in readings(comparison)
        ]
        (without if all(bound is None for bound in bounds) else rows).append(prop)
    return rows, without


def _scale(comparison: Comparison) -> _Scale:
    bounds = [
        verdict.days
        for result in comparison.results
        for verdict in result.verdicts
        if verdict.assume is Assume.EVERYONE and verdict.days is not None
    ]
    longest = max([4, *bounds])
    return _Scale(longest, longest > _LINEAR)


def _column(
    axes: Axes,
    result: RegimeResult,
    rows: Sequence[Property],
    scale: _Scale,
    comparison: Comparison,
) -> None:
    axes.set_title(wrapped(result.regime.name, 16), fontsize=10.5, pad=5)
    axes.set_xlim(-0.06, scale.never + 0.12)
    axes.set_ylim(max(len(rows), 1) - 0.5, -0.5)
    axes.axvline(scale.never, color=GREY, linewidth=0.7, linestyle=(0, (2, 2)))
    ticks = _ticks(scale)
    axes.set_xticks([*map(scale.at, ticks), scale.never], [*map(str, ticks), "∞"], fontsize=7.5)
    axes.set_yticks([])
    axes.grid(axis="x", color="#EEEEEE", linewidth=0.6)
    axes.set_axisbelow(True)
    for row, prop in enumerate(rows):
        if row % 2 == 0:
            axes.axhspan(row - 0.5, row + 0.5, color="#F6F7F9", zorder=0)
        verdicts = [
            result.verdict(prop.id, Assume.EVERYONE, reading) for reading in readings(comparison)
        ]
        _cell(axes, row, verdicts, scale, result)


def _names(axes: Axes, rows: Sequence[Property]) -> None:
    axes.set_yticks(
        range(len(rows)),
        [wrapped(prop.label, 21.5) for prop in rows],
        fontsize=8.5,
        linespacing=1.0,
    )
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(wrapped(say("chart.bounds.axis"), 26), fontsize=7.5, ha="left", x=0)


def _ticks(scale: _Scale) -> list[int]:
    """Return the numbers that stand far enough apart, the longest bound among them."""
    chosen = [0]
    for tick in _TICKS:
        if scale.at(tick) - scale.at(chosen[-1]) >= 0.17 and scale.at(tick) <= 0.86:
            chosen.append(tick)
    return [*chosen, scale.longest]


def _cell(
    axes: Axes, row: int, verdicts: list[Verdict], scale: _Scale, result: RegimeResult
) -> None:
    """Draw a regime's bound in both readings: one line, an end for each that has one."""
    strict = verdicts[0]
    mark = mark_of(strict)
    if mark in (Mark.VACUOUS, Mark.UNKNOWN):
        words = f"{SIGNS[mark]} {headline(strict)}"
        axes.text(0, row, words, va="center", fontsize=7.5, color="#666666")
        return
    reached = 0.0
    for place, verdict in reversed(list(enumerate(verdicts))):
        if verdict.days is not None:
            end = scale.at(verdict.days)
            colour = COLOURS[mark_of(verdict)]
            axes.plot([0, end], [row, row], color=colour, linewidth=3.2, solid_capstyle="butt")
            if place == 0 or verdict.days != strict.days:
                _end(axes, end, row, place, colour)
            reached = max(reached, end)
    if strict.days is None:
        _arrow(axes, row, reached, strict, scale)
    axes.text(
        reached + (0.07 if strict.days is not None else 0.1),
        row,
        _words(verdicts, result),
        va="center",
        fontsize=7.5,
        bbox=_BEHIND,
        zorder=4,
    )


def _words(verdicts: list[Verdict], result: RegimeResult) -> str:
    """Say the bounds without their unit, which the axis has; an open limit shows as θ."""
    words = [str(marked(plain(_figure(verdict)), result.apart(verdict))) for verdict in verdicts]
    if verdicts[0].days is None and verdicts[-1].days is not None:
        return words[-1]
    return str(say("chart.semicolon")).join(dict.fromkeys(words))


def _figure(verdict: Verdict) -> str:
    return str(short(verdict)).removeprefix("≤ ") or sign(verdict)


def _arrow(axes: Axes, row: int, start: float, verdict: Verdict, scale: _Scale) -> None:
    """Draw a line that leaves the scale, with an arrow: no number of days is guaranteed."""
    mark = mark_of(verdict)
    arrow = {
        "arrowstyle": "-|>",
        "color": COLOURS[mark],
        "linestyle": _DASHES[mark],
        "linewidth": 1.3,
        "shrinkA": 0,
        "shrinkB": 0,
    }
    axes.annotate("", xy=(scale.never + 0.11, row), xytext=(start, row), arrowprops=arrow)


def _end(axes: Axes, x: float, y: float, place: int, colour: str) -> None:
    """Draw the end of a line: a filled dot for the strict reading, a diamond for the other."""
    size, face = (5.5, colour) if place == 0 else (6.5, "white")
    axes.plot(
        [x], [y], _MARKERS[place], markersize=size, color=BLACK, markerfacecolor=face, zorder=5
    )


def _handles(comparison: Comparison) -> list[Artist]:
    handles: list[Artist] = []
    for place, reading in enumerate(readings(comparison)):
        handles.append(_marker(place, reading))
    for mark in (Mark.PROVED, Mark.ASSUMED):
        label = str(say(_LINES[mark]))
        handles.append(Line2D([], [], color=COLOURS[mark], linewidth=3.2, label=label))
    for mark in (Mark.OPEN, Mark.REFUTED):
        label = str(say(_LINES[mark]))
        handles.append(Line2D([], [], color=COLOURS[mark], linestyle=_DASHES[mark], label=label))
    return handles


def _marker(place: int, reading: Reading) -> Line2D:
    return Line2D(
        [],
        [],
        color=BLACK,
        marker=_MARKERS[place],
        linestyle="none",
        markerfacecolor="#666666" if reading == STRICT else "white",
        markersize=6,
        label=str(reading_words(reading)),
    )
