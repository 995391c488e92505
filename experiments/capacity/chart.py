"""How many officers it takes, and the shortest run of days that breaks a deadline."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from experiments.capacity.ask import Capacity, Duty
from experiments.capacity.figures import number
from experiments.capacity.frontier import Step
from experiments.capacity.words import act_of, arithmetic, duty_words, people
from experiments.show.canvas import (
    BLACK,
    BLUE,
    GREEN,
    INK,
    ORANGE,
    PURPLE,
    SKY,
    VERMILION,
    canvas,
    chart,
)
from experiments.show.lines import wrapped
from model.language import Text, plain, say
from verify.capacity import Feasibility
from verify.capacity.breaking_run import BreakingRun

_WIDTH, _PANEL, _GAP = 10.0, 2.6, 0.95  # inches
_LOOKS = ((SKY, ""), (ORANGE, "//"), (GREEN, ".."), (PURPLE, "xx"))
"""The streams in a run, by their place; further ones begin again."""
_LONG = 40
"""Days from which a run is drawn without the number of every bar."""


@chart
def frontier_chart(capacity: Capacity) -> Figure:
    """Officers against the deadline and against the burst, one row for each duty."""
    rows = len(capacity.duties)
    drawn = canvas(
        _WIDTH,
        rows * (_PANEL + _GAP) - 0.3,
        say("chart.capacity-frontier.title"),
        say("chart.capacity-frontier.note"),
        plain("\n").join(_footer(capacity, duty) for duty in capacity.duties),
        legend=0.3,
    )
    half = (_WIDTH - 0.7) / 2
    officers = capacity.verdict.officers
    for place, duty in enumerate(capacity.duties):
        down = (0.1 if rows == 1 else 0.3) + place * (_PANEL + _GAP)
        left, right = (drawn.axes(0.85 + k * half, down, half - 0.7, _PANEL) for k in range(2))
        if rows > 1:
            left.set_title(str(act_of(capacity, place)), fontsize=9.5, loc="left", pad=5)
        days = duty.stream.window - capacity.office.by_opening
        _region(left, duty.frontier.deadlines, days, officers)
        _region(right, duty.frontier.bursts, float(duty.stream.envelope.burst), officers)
        left.set_ylabel(str(say("chart.capacity-frontier.officers-axis")), fontsize=8.5)
        left.set_xlabel(str(say("chart.capacity-frontier.deadline-axis")), fontsize=8.5)
        right.set_xlabel(str(say("chart.capacity-frontier.burst-axis")), fontsize=8.5)
    drawn.key(_handles(), 3)
    return drawn.figure


def _footer(capacity: Capacity, duty: Duty) -> Text:
    return say(
        "chart.capacity-frontier.footer",
        regime=capacity.regime.name,
        duty=duty_words(capacity, duty.rule),
        rate=number(duty.stream.envelope.rate),
        burst=number(duty.stream.envelope.burst),
        per_day=duty.stream.per_day,
    )


def _region(axes: Axes, steps: Sequence[Step], here: float, officers: int) -> None:
    """Colour what is kept above the frontier and what can be broken below it.

    The frontier runs halfway between two whole numbers of officers.
    """
    known = [step.officers for step in steps if step.officers is not None]
    top = max([3, ceil(officers * 1.25), *(ceil(least * 1.15) for least in known)]) + 0.5
    edges = [*(step.start for step in steps), steps[-1].end]
    line = [top if step.officers is None else step.officers - 0.5 for step in steps]
    line.append(line[-1])
    axes.fill_between(edges, line, top, step="post", color=BLUE, alpha=0.35, linewidth=0)
    axes.fill_between(
        edges,
        0.4,
        line,
        step="post",
        facecolor="#F6D9CC",
        edgecolor=VERMILION,
        hatch="xx",
        linewidth=0,
    )
    axes.step(edges, line, where="post", color=BLUE, linewidth=1.8)
    axes.plot(
        [here],
        [officers],
        marker="D",
        color=BLACK,
        markersize=7,
        markeredgecolor="white",
        clip_on=False,
        zorder=5,
    )
    axes.set_xlim(edges[0], edges[-1])
    if top > 60:
        axes.set_yscale("log")
        axes.yaxis.set_major_formatter("{x:.0f}")
    else:
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_ylim(0.4, top)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=7))
    axes.xaxis.set_major_formatter("{x:.0f}")
    axes.tick_params(labelsize=8 if top < 100_000 else 7)


def _handles() -> list[Artist]:
    proved = str(say("chart.capacity-frontier.proved"))
    refuted = str(say("chart.capacity-frontier.refuted"))
    here = str(say("chart.capacity-frontier.here"))
    return [
        Patch(facecolor=BLUE, alpha=0.35, label=proved),
        Patch(facecolor="#F6D9CC", edgecolor=VERMILION, hatch="xx", label=refuted),
        Line2D([], [], marker="D", color=BLACK, linestyle="", label=here),
    ]


@chart
def run_chart(capacity: Capacity, refuted: Feasibility) -> Figure:
    """Day by day what came, was done and waits, with the first late matter marked."""
    run = refuted.run
    assert run is not None
    regime = capacity.regime.name
    drawn = canvas(
        _WIDTH,
        3.4,
        say("chart.capacity-run.title", officers=people(refuted.officers)),
        say("chart.capacity-run.note"),
        say("chart.capacity-run.footer", regime=regime, arithmetic=arithmetic(refuted)),
        legend=0.3 * (1 + len(capacity.duties) // 2),
    )
    axes = drawn.axes(0.65, 0.1, _WIDTH - 1.0, 2.9)
    _bars(axes, run)
    waiting = [sum(row.waiting) for row in run.days]
    days = [row.number for row in run.days]
    style = "" if len(days) > _LONG else "o"
    axes.plot(days, waiting, color=INK, marker=style, markersize=4, linewidth=1.4, zorder=4)
    _mark_late(axes, run)
    axes.axhline(0, color=INK, linewidth=0.8)
    axes.set_xlabel(str(say("chart.capacity-run.axis")))
    axes.set_ylabel(str(say("chart.capacity-run.matters")))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=20))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.yaxis.set_major_formatter(lambda value, _: str(abs(round(value))))
    axes.set_xlim(-0.6, max(days[-1], 1) + 0.9)
    axes.use_sticky_edges = False  # bars would touch the frame
    axes.margins(y=0.12)
    axes.autoscale_view(scalex=False)
    drawn.key(_run_handles(capacity), 3)
    return drawn.figure


def _bars(axes: Axes, run: BreakingRun) -> None:
    for sign, rows in (
        (1, [row.arrived for row in run.days]),
        (-1, [row.done for row in run.days]),
    ):
        base = [0] * len(rows)
        for place in range(len(rows[0])):
            colour, hatch = _LOOKS[place % len(_LOOKS)]
            heights = [sign * row[place] for row in rows]
            axes.bar(
                range(len(rows)),
                heights,
                0.62,
                base,
                color=colour if sign > 0 else "white",
                hatch=hatch,
                edgecolor=INK if sign < 0 else "white",
                linewidth=0.8,
                zorder=2,
            )
            base = [low + height for low, height in zip(base, heights, strict=True)]
    if len(run.days) <= _LONG:
        _numbers(axes, run)


def _numbers(axes: Axes, run: BreakingRun) -> None:
    for row in run.days:
        for count, sign in ((sum(row.arrived), 1), (sum(row.done), -1)):
            if count:
                box = {"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.9}
                middle = sign * count / 2
                axes.text(
                    row.number, middle, str(count), ha="center", va="center", fontsize=8, bbox=box
                )


def _mark_late(axes: Axes, run: BreakingRun) -> None:
    late = run.late
    waiting = {row.number: sum(row.waiting) for row in run.days}
    end = (late.due, waiting[late.due])
    if late.due > late.arrived:
        start = (late.arrived, waiting[late.arrived])
        arrow = {"arrowstyle": "->", "color": VERMILION, "linewidth": 1.3, "shrinkB": 7}
        bend = {**arrow, "connectionstyle": "arc3,rad=-0.15", "linestyle": (0, (4, 2))}
        axes.annotate("", end, start, arrowprops=bend, zorder=5)
    axes.plot(*end, marker="X", color=VERMILION, markersize=11, markeredgecolor="white", zorder=6)
    words = wrapped(say("chart.capacity-run.late", due=late.due), 16)
    axes.annotate(
        words, end, (8, 8), textcoords="offset points", fontsize=8.5, color=VERMILION, zorder=6
    )


def _run_handles(capacity: Capacity) -> list[Artist]:
    handles: list[Artist] = []
    for place in range(len(capacity.duties)):
        colour, hatch = _LOOKS[place % len(_LOOKS)]
        name = say("capacity.arrived")
        if len(capacity.duties) > 1:
            name = say("capacity.arrived-of", act=act_of(capacity, place))
        handles.append(Patch(facecolor=colour, edgecolor="white", hatch=hatch, label=str(name)))
    done, waiting = str(say("capacity.done")), str(say("capacity.waiting"))
    handles.append(Patch(facecolor="white", edgecolor=INK, label=done))
    handles.append(Line2D([], [], color=INK, marker="o", markersize=4, label=waiting))
    return handles
