"""How many officers it takes, and the shortest run of days that breaks a deadline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from experiments.capacity.ask import Staffing, number
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
from model.language import say
from verify.capacity import Feasibility, with_burst, with_window
from verify.capacity.breaking_run import BreakingRun
from verify.capacity.demand import Office, least_officers

_WIDTH, _PANEL, _GAP = 10.0, 2.6, 0.95  # inches
_POINTS = 25
_LOOKS = ((SKY, ""), (ORANGE, "//"), (GREEN, ".."), (PURPLE, "xx"))
"""The streams in a run, by their place; further ones begin again."""
_LONG = 40
"""Days from which a run is drawn without the number of every bar."""


@chart
def frontier(of: Staffing) -> Figure:
    """Officers against the deadline and against the burst, one row for each duty."""
    rows = len(of.rules)
    drawn = canvas(
        _WIDTH,
        rows * (_PANEL + _GAP) - 0.3,
        str(say("chart.capacity-frontier.title")),
        str(say("chart.capacity-frontier.note")),
        "\n".join(str(_footer(of, place)) for place in range(rows)),
        legend=0.3,
    )
    half = (_WIDTH - 0.7) / 2
    for place in range(rows):
        down = (0.1 if rows == 1 else 0.3) + place * (_PANEL + _GAP)
        axes = [drawn.axes(0.85 + k * half, down, half - 0.7, _PANEL) for k in range(2)]
        if rows > 1:
            axes[0].set_title(str(act_of(of, place)), fontsize=9.5, loc="left", pad=5)
        stream = of.office.streams[place]
        days = stream.window - of.office.by_opening
        _region(axes[0], _deadlines(of, place), days, of.found.officers)
        _region(axes[1], _bursts(of, place), float(stream.envelope.burst), of.found.officers)
        axes[0].set_ylabel(str(say("chart.capacity-frontier.officers-axis")), fontsize=8.5)
        for one, name in zip(axes, ("deadline", "burst"), strict=True):
            one.set_xlabel(str(say(f"chart.capacity-frontier.{name}-axis")), fontsize=8.5)
    drawn.key(_handles(), 3)
    return drawn.figure


def _footer(of: Staffing, place: int) -> str:
    stream = of.office.streams[place]
    return str(
        say(
            "chart.capacity-frontier.footer",
            regime=of.regime.name,
            duty=str(duty_words(of, of.rules[place])),
            rate=number(stream.envelope.rate),
            burst=number(stream.envelope.burst),
            per_day=stream.per_day,
        )
    )


@dataclass(frozen=True, slots=True)
class _Step:
    """The officers that it takes from one place of the horizontal axis up to the next, at most."""

    start: float
    end: float
    least: int | None


def _deadlines(of: Staffing, place: int) -> list[_Step]:
    """One step for each deadline; where there are too many, each stands for the next ones too."""
    opening = of.office.by_opening
    here = of.office.streams[place].window - opening
    last = max(6, 2 * here, (of.windows[place] or 0) + 2)
    stride = max(1, ceil(last / _POINTS))
    return [
        _Step(
            days - 0.5, days - 0.5 + stride, _least(with_window(of.office, place, days + opening))
        )
        for days in range(0 if opening else 1, last + 1, stride)
    ]


def _bursts(of: Staffing, place: int) -> list[_Step]:
    """One step for each burst at which the number can change, or for every so many of them."""
    envelope = of.office.streams[place].envelope
    last = max(ceil(2 * envelope.burst), (of.bursts[place] or 0) + 2, 6)
    grain = envelope.rate.denominator
    least = int(envelope.least_burst * grain)
    stride = max(1, ceil((last * grain - least) / (2 * _POINTS)))
    steps = range(least, last * grain + 1, stride)
    return [
        _Step(
            part / grain,
            (part + stride) / grain,
            _least(with_burst(of.office, place, Fraction(part + stride - 1, grain))),
        )
        for part in steps
    ]


def _least(office: Office) -> int | None:
    return least_officers(office)


def _region(axes: Axes, steps: Sequence[_Step], here: float, officers: int) -> None:
    """Colour what is kept above the frontier and what can be broken below it.

    The frontier runs halfway between two whole numbers of officers.
    """
    known = [one.least for one in steps if one.least is not None]
    top = max([3, ceil(officers * 1.25), *(ceil(one * 1.15) for one in known)]) + 0.5
    edges = [*(one.start for one in steps), steps[-1].end]
    line = [top if one.least is None else one.least - 0.5 for one in steps]
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
    def word(name: str) -> str:
        return str(say(f"chart.capacity-frontier.{name}"))

    return [
        Patch(facecolor=BLUE, alpha=0.35, label=word("proved")),
        Patch(facecolor="#F6D9CC", edgecolor=VERMILION, hatch="xx", label=word("refuted")),
        Line2D([], [], marker="D", color=BLACK, linestyle="", label=word("here")),
    ]


@chart
def breaking_run(of: Staffing, refuted: Feasibility) -> Figure:
    """Day by day what came, was done and waits, with the first late matter marked."""
    run = refuted.run
    assert run is not None
    drawn = canvas(
        _WIDTH,
        3.4,
        str(say("chart.capacity-run.title", officers=str(people(refuted.officers)))),
        str(say("chart.capacity-run.note")),
        str(
            say(
                "chart.capacity-run.footer",
                regime=of.regime.name,
                arithmetic=str(arithmetic(of, refuted)),
            )
        ),
        legend=0.3 * (1 + len(of.rules) // 2),
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
    drawn.key(_run_handles(of), 3)
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
            base = [one + two for one, two in zip(base, heights, strict=True)]
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
    words = wrapped(str(say("chart.capacity-run.late", due=late.due)), 16)
    axes.annotate(
        words, end, (8, 8), textcoords="offset points", fontsize=8.5, color=VERMILION, zorder=6
    )


def _run_handles(of: Staffing) -> list[Artist]:
    came, done, waiting = (str(say(f"capacity.{one}")) for one in ("arrived", "done", "waiting"))
    several = len(of.rules) > 1
    handles: list[Artist] = []
    for place in range(len(of.rules)):
        colour, hatch = _LOOKS[place % len(_LOOKS)]
        name = str(say("capacity.arrived-of", act=str(act_of(of, place)))) if several else came
        handles.append(Patch(facecolor=colour, edgecolor="white", hatch=hatch, label=name))
    handles.append(Patch(facecolor="white", edgecolor=INK, label=done))
    handles.append(Line2D([], [], color=INK, marker="o", markersize=4, label=waiting))
    return handles
