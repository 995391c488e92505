"""The queues of departments over a real year with its holidays, drawn as lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from experiments.show.calendar_axis import Days, day_handles, name_holidays, year_axis
from experiments.show.canvas import (
    BLACK,
    BLUE,
    GREEN,
    INK,
    ORANGE,
    PURPLE,
    VERMILION,
    Canvas,
    canvas,
)
from experiments.show.lines import wrapped
from model.language import Text, say

_MOST_PANELS = 6
_WIDTH, _LEFT, _RIGHT = 10.0, 0.75, 0.75  # inches
_PANEL, _GAP, _NAMES = 1.15, 0.34, 0.36
_LOOKS: tuple[tuple[str, Any, str], ...] = (
    (BLUE, "-", "o"),
    (VERMILION, (0, (5, 2)), "s"),
    (GREEN, (0, (1, 1.2)), "^"),
    (PURPLE, (0, (6, 2, 1, 2)), "D"),
    (ORANGE, (0, (9, 2)), "v"),
    (BLACK, (0, (3, 1.5, 1, 1.5, 1, 1.5)), "P"),
)
"""Colour, dashes and marker of each line, so that colour is never the only sign."""


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A line of the chart and its name.

    ``levels`` has the columns ``department``, ``week`` (its Monday), ``median``, ``low`` and
    ``high``, the last two in items waiting at the edges of the band.
    """

    name: Text
    levels: pl.DataFrame


def draw_queues(
    lines: Sequence[QueueLine],
    days: Days,
    departments: Mapping[str, Text],
    note: Text,
    below: Text,
    *,
    banded: bool,
) -> Figure:
    """Draw a panel for each of the busiest departments, with a line for each that is given.

    Parameters
    ----------
    departments
        What departments are called; one that is not among them is called by its identifier.
    below
        What stands below the chart.
    banded
        Whether there is a band beside each line.
    """
    busy, others = _busiest(lines)
    if others:
        most = max(_most(lines, name) for name in others)
        note += " " + say("backlog.left-out", count=len(others), most=f"{most:g}")
    names = [wrapped(line.name, 46) for line in lines]
    rows = -(-(len(names) + 2 + banded) // 2)
    tall = 0.06 + 0.2 * rows + 0.13 * sum(name.count("\n") for name in names)
    body = _NAMES + len(busy) * (_PANEL + _GAP) + 0.05
    drawn = canvas(_WIDTH, body, say("backlog.title"), note, below, legend=tall)
    for place, name in enumerate(busy):
        axes = _panel(drawn, place, days, last=place == len(busy) - 1)
        axes.set_title(str(departments.get(name, name)), loc="left", fontsize=9.5, pad=3)
        _queue(axes, lines, name, days, banded)
        if place == 0:
            name_holidays(axes, days)
    drawn.key(_handles(names, banded), 2)
    return drawn.figure


def _busiest(lines: Sequence[QueueLine]) -> tuple[list[str], list[str]]:
    """Return the departments with the longest queues, and the others, each in file order."""
    names = lines[0].levels["department"].unique(maintain_order=True).to_list()
    ranked = sorted(names, key=lambda name: -_most(lines, name))
    shown = {name for name in ranked[:_MOST_PANELS] if _most(lines, name) >= 1} or {ranked[0]}
    return [n for n in names if n in shown], [n for n in names if n not in shown]


def _most(lines: Sequence[QueueLine], department: str) -> float:
    own = (line.levels.filter(department=department)["median"].to_list() for line in lines)
    return max((float(value) for values in own for value in values), default=0.0)


def _panel(drawn: Canvas, place: int, days: Days, last: bool) -> Axes:
    down = _NAMES + place * (_PANEL + _GAP)
    axes = drawn.axes(_LEFT, down, _WIDTH - _LEFT - _RIGHT, _PANEL)
    year_axis(axes, days, named=last)
    axes.tick_params(axis="y", labelsize=8)
    axes.set_ylabel(str(say("backlog.axis")), fontsize=7.5)
    axes.grid(axis="y", color="#EEEEEE", linewidth=0.6)
    axes.set_axisbelow(True)
    return axes


def _queue(
    axes: Axes, lines: Sequence[QueueLine], department: str, days: Days, banded: bool
) -> None:
    top, ends = 1.0, []
    for place, (line, look) in enumerate(zip(lines, _LOOKS, strict=False)):
        own = line.levels.filter(department=department)
        at = np.array([days.at(monday) + 3.5 for monday in own["week"]])
        colour, dashes, marker = look
        wide = 2.6 - 1.4 * place / len(lines)  # what lies under another line shows beside it
        every = (place * 2, 12)
        axes.plot(at, own["median"], color=colour, ls=dashes, lw=wide, marker=marker,
                  markevery=every, markersize=4.5, zorder=3)  # fmt: skip
        if banded:
            axes.fill_between(at, own["low"], own["high"], color=colour, alpha=0.14, lw=0, zorder=2)
        top = max(top, *own["high" if banded else "median"])
        ends.append((float(own["median"][-1]), colour, marker))
    axes.set_ylim(0, top * 1.06)
    _ends(axes, ends, top * 1.06)


def _ends(axes: Axes, ends: Sequence[tuple[float, str, str]], top: float) -> None:
    """Write the last figure of each line beside its end, one above the other."""
    step, below = top * 0.13, -1.0
    ordered = sorted(ends)
    room = top - step * (len(ordered) - 1)
    for rank, (value, colour, marker) in enumerate(ordered):
        y = max(min(value, room + step * rank), below + step) if rank else min(value, room)
        below, where = y, axes.get_yaxis_transform()
        axes.plot([1.012], [y], marker, color=colour, ms=4, transform=where, clip_on=False)
        axes.text(1.022, y, f"{value:g}", color=INK, transform=where, va="center", fontsize=7.5)


def _handles(names: Sequence[str], banded: bool) -> list[Artist]:
    handles: list[Artist] = [
        Line2D([], [], color=colour, ls=dashes, marker=marker, ms=4.5, lw=1.8, label=name)
        for name, (colour, dashes, marker) in zip(names, _LOOKS, strict=False)
    ]
    if banded:
        handles.append(Patch(color=BLUE, alpha=0.25, lw=0, label=str(say("backlog.band"))))
    return [*handles, *day_handles()]
