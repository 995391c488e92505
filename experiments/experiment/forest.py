"""Paired differences with their intervals, one row for each contrast."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.answers.amounts import amount_words
from experiments.answers.answer import Answer
from experiments.answers.comparisons import way
from experiments.answers.contrasts import Contrast
from experiments.answers.places import against_words, often
from experiments.measures.kinds import Measure
from experiments.show.canvas import BLUE, GREY, INK, VERMILION, canvas, chart
from experiments.show.lines import wrapped
from experiments.statistics.interval import Interval
from experiments.statistics.words import level_words
from model.language import say

_WIDTH, _LINE, _LABEL, _WORDS = 10.0, 0.17, 3.6, 2.0  # inches
_ROOM = 28  # ems in which a name fits beside the axis
MOST = 24
"""Rows at the most; the tables have all."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A contrast and what it is called; without a contrast the heading of those that follow."""

    name: str
    contrast: Contrast | None


def rows_of(found: Answer, asked: Measure) -> list[Contrast]:
    """Return the contrasts of a measure that are drawn: determined, comparable, and no course.

    What varies along a level of several numbers has a chart of its own. None where nothing differs
    in any replication.
    """
    courses = {one.axis for one in found.trends if one.measure == asked.name}
    own = (one for one in found.contrasts if one.measure == asked.name)
    shown = [
        one
        for one in own
        if isinstance(one.found.difference, Interval)
        and one.open_shares is None
        and one.axis not in courses
    ]
    return shown if any(way(asked, one) != "equal" for one in shown) else []


@chart
def forest(found: Answer, asked: Measure) -> Figure:
    """Draw a point and a line for each difference; zero is marked."""
    chosen = rows_of(found, asked)
    rows = list(_rows(found, chosen[:MOST]))
    names = [wrapped(row.name, _ROOM) for row in rows]
    heights = [_LINE * (1.6 + name.count("\n")) for name in names]
    level = str(level_words(chosen[0].level))
    foot = str(footer(found))
    if len(chosen) > MOST:
        foot += "\n" + str(say("answers.chart.forest.more", shown=MOST, of=len(chosen)))
    drawn = canvas(
        _WIDTH,
        sum(heights) + 0.65,
        str(say("answers.chart.forest.title", measure=str(asked.label()))),
        str(say("answers.chart.forest.note", level=level)),
        foot,
        legend=0.3,
    )
    axes = drawn.axes(_LABEL, 0.05, _WIDTH - _LABEL - _WORDS, sum(heights))
    axes.set_ylim(sum(heights), 0)
    axes.set_yticks([])
    axes.set_xlabel(str(say("answers.chart.forest.axis", unit=str(axis_unit(asked)))))
    axes.axvline(0, color=INK, linewidth=0.9)
    axes.grid(axis="x", color="#EEEEEE", linewidth=0.6)
    axes.set_axisbelow(True)
    at = 0.0
    for row, name, height in zip(rows, names, heights, strict=True):
        _row(axes, at + height / 2, row, name, str(asked.unit_words()))
        at += height
    drawn.key(_handles(), 3)
    return drawn.figure


def _rows(found: Answer, chosen: list[Contrast]) -> Iterator[_Row]:
    """Contrasts of the same two values stand together under one heading."""

    def same(one: Contrast) -> tuple[str, str, str]:
        values = (str(found.rows[k][one.axis]) for k in (one.point, one.against))
        return (one.axis, *values)  # type: ignore[return-value]

    for _, group in groupby(sorted(chosen, key=lambda one: _order(found, one)), same):
        members = list(group)
        first = members[0]
        if len(members) == 1:
            yield _Row(str(against_words(found, first.axis, first.point, first.against)), first)
            continue
        yield _Row(str(against_words(found, first.axis, first.point, first.against, "")), None)
        for one in members:
            yield _Row(str(found.settings(one.point, one.axis)), one)


def _order(found: Answer, one: Contrast) -> tuple[int, int, int]:
    values = list(dict.fromkeys(row[one.axis] for row in found.rows))
    value = values.index(found.rows[one.point][one.axis])
    return found.axes.index(one.axis), value, one.point


def _row(axes: Axes, at: float, row: _Row, name: str, unit: str) -> None:
    left = axes.get_yaxis_transform()
    edge = -0.02 if row.contrast else -_LABEL / (_WIDTH - _LABEL - _WORDS) + 0.03
    look: dict[str, Any] = {"ha": "right"} if row.contrast else {"ha": "left"}
    axes.text(edge, at, name, transform=left, va="center", fontsize=8, linespacing=1.05, **look)
    if row.contrast is None:
        return
    difference = row.contrast.found.difference
    assert isinstance(difference, Interval)
    colour, marker = _look(row.contrast)
    axes.plot([difference.low, difference.high], [at, at], color=colour, linewidth=2)
    axes.plot([difference.estimate], [at], marker, color=colour, markersize=6)
    words = str(amount_words(difference, "")).strip()
    axes.text(1.02, at, wrapped(words, 22), transform=left, va="center", fontsize=8)


def _look(one: Contrast) -> tuple[str, str]:
    """Colour and marker; the marker says again what the colour says."""
    difference = one.found.difference
    if not one.differs or not isinstance(difference, Interval):
        return GREY, "o"
    return (VERMILION, ">") if difference.estimate > 0 else (BLUE, "<")


def _handles() -> list[Artist]:
    looks = {"lower": (BLUE, "<"), "higher": (VERMILION, ">"), "open": (GREY, "o")}
    return [
        Line2D([], [], color=colour, marker=marker, label=str(say(f"answers.chart.forest.{key}")))
        for key, (colour, marker) in looks.items()
    ]


def axis_unit(asked: Measure) -> str:
    """Name the unit of differences along an axis."""
    each = asked.unit == "each"
    return str(say("answers.chart.each")) if each else str(asked.unit_words())


def footer(found: Answer, points: int | None = None, replications: object = None) -> str:
    """Say what was simulated how often; the main points unless others are counted."""
    scenarios = str(say("chart.and")).join(one[lang] for one in found.head["scenarios"].values())
    return str(
        say(
            "answers.chart.footer",
            points=len(found.rows) if points is None else points,
            replications=str(often(found)) if replications is None else replications,
            scenarios=scenarios,
            year=found.head["points"][0]["year"],
            seed=found.head["seed"],
        )
    )
