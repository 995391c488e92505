"""Where a fitted scenario fails: delays of the log beside those simulated; lateness and load."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from experiments.fit.ask import Fit
from experiments.fit.check import Check, Step
from experiments.fit.distance import done_within
from experiments.fit.parts import Part
from experiments.fit.words import act_words, part_words
from experiments.show.canvas import BLACK, SKY, VERMILION, canvas, chart
from experiments.show.lines import wrapped
from model.language import say

_WIDTH, _LEFT, _ACROSS = 10.0, 0.6, 3
_PANEL, _TALL, _GAP = 2.7, 1.75, 0.95  # inches
_MOST = 6
"""Acts that are drawn, those farthest apart."""


def drawn_steps(check: Check) -> tuple[Step, ...]:
    """Return the acts that are drawn."""
    return check.whole.steps[:_MOST]


@chart
def delays_chart(of: Fit, check: Check) -> Figure:
    """One panel an act: the share done within so many working days, in the log and simulated."""
    steps = drawn_steps(check)
    rows = max(1, -(-len(steps) // _ACROSS))
    drawn = canvas(
        _WIDTH,
        rows * (_TALL + _GAP),
        say("chart.fit-delays.title"),
        say("chart.fit-delays.note"),
        say("chart.fit.footer", log=of.log.name, n=check.whole.matters, seeds=check.seeds),
        legend=0.3,
    )
    for place, step in enumerate(steps):
        left = _LEFT + (place % _ACROSS) * (_PANEL + 0.45)
        down = 0.35 + (place // _ACROSS) * (_TALL + _GAP)
        _panel(drawn.axes(left, down, _PANEL, _TALL), of, step)
    drawn.key(_handles(), 3)
    return drawn.figure


def _panel(axes: Axes, of: Fit, step: Step) -> None:
    """The curves of one act, and where they are farthest apart."""
    ended = step.seen.took[step.seen.ended]
    last = max(1.0, float(np.quantile(ended, 0.97)) if len(ended) else 1.0, step.apart.at * 1.2)
    grid = np.linspace(0, last, 240)
    for other in step.simulated:
        axes.plot(grid, done_within(other, grid), color=SKY, linewidth=1.0, zorder=1)
    axes.plot(grid, done_within(step.seen, grid), color=BLACK, linewidth=1.6, zorder=2)
    found = step.apart
    if not found.fits:
        ends = [found.seen, found.expected]
        axes.plot([found.at, found.at], ends, color=VERMILION, linewidth=2.2, zorder=3)
    axes.set_xlim(0, last)
    axes.set_ylim(0, 1.02)
    axes.set_yticks([0, 0.5, 1], ["0", "50 %", "100 %"])
    sign = "✓" if found.fits else "✗"
    name = wrapped(act_words(of, step.act), 17)
    axes.set_title(f"{sign} {name}", fontsize=8.5, loc="left")
    axes.set_xlabel(str(say("chart.fit.days")), fontsize=8)
    axes.tick_params(labelsize=8)


def _handles() -> list[Artist]:
    return [
        Line2D([], [], color=BLACK, linewidth=1.6, label=str(say("chart.fit.log"))),
        Line2D([], [], color=SKY, linewidth=1.0, label=str(say("chart.fit.simulated"))),
        Line2D([], [], color=VERMILION, linewidth=2.2, label=str(say("chart.fit.apart"))),
    ]


@chart
def parts_chart(of: Fit, check: Check) -> Figure:
    """The share late by month, and the share of all acts on each day of the week."""
    found = check.whole
    drawn = canvas(
        _WIDTH,
        3.0,
        say("chart.fit-parts.title"),
        say("chart.fit-parts.note"),
        say("chart.fit.footer", log=of.log.name, n=found.matters, seeds=check.seeds),
        legend=0.3,
    )
    months, days = drawn.axes(_LEFT, 0.3, 5.6, 2.1), drawn.axes(_LEFT + 6.4, 0.3, 2.8, 2.1)
    _parts(months, found.months)
    months.set_title(str(say("chart.fit.late")), fontsize=9, loc="left")
    _parts(days, found.weekdays)
    days.set_title(str(say("chart.fit.load")), fontsize=9, loc="left")
    handles: list[Artist] = [
        Line2D([], [], color=BLACK, marker="o", linestyle="", label=str(say("chart.fit.log"))),
        Patch(facecolor=SKY, alpha=0.6, label=str(say("chart.fit.range"))),
    ]
    drawn.key(handles, 2)
    return drawn.figure


def _parts(axes: Axes, parts: Sequence[Part]) -> None:
    """What was seen with its interval, on the range of what was simulated."""
    for place, one in enumerate(parts):
        height = max(one.most - one.least, 0.002)
        axes.bar(place, height, 0.8, bottom=one.least, color=SKY, alpha=0.6)
        colour = BLACK if one.fits else VERMILION
        axes.plot([place, place], [one.seen.low, one.seen.high], color=colour, linewidth=1.2)
        axes.plot([place], [one.seen.value], marker="o", color=colour, markersize=4)
    step = max(1, -(-len(parts) // 8))
    places = list(range(0, len(parts), step))
    axes.set_xticks(places, [str(part_words(parts[place])) for place in places], fontsize=7.5)
    axes.set_ylim(0, None)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axes.tick_params(axis="y", labelsize=8)
