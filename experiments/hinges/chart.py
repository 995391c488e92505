"""What a conclusion hangs on: one assumption changed at a time, the largest swing on top."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from experiments.answers.amounts import figures, listed
from experiments.answers.answer import Answer
from experiments.answers.footer import footer
from experiments.designs.assumption import Group
from experiments.hinges.hinge import Hinge, HingeVerdict, Swing, Tried
from experiments.hinges.words import conclusion_line, fewer, setting, verdict_words
from experiments.running.header import Cell
from experiments.show.canvas import BLUE, GREY, INK, ORANGE, VERMILION, Canvas, canvas, chart
from experiments.show.lines import ems, wrapped
from experiments.statistics.interval import Interval
from model.language import Text, plain, say

_WIDTH, _ROW, _LABEL, _WORDS = 10.0, 0.62, 2.75, 1.65  # inches
_SMALL = 7.5  # points
MOST = 20
"""Assumptions at the most, those of the largest swing."""
GROUPS = {Group.READING: "hinges.group.reading", Group.CONDUCT: "hinges.group.conduct"}
_LOOKS = {Group.READING: (ORANGE, "///"), Group.CONDUCT: (BLUE, "")}
"""The hatch says again what the colour says."""
_DASHED = (0, (5, 2))


def drawn_of(hinge: Hinge) -> list[tuple[Swing, list[Tried]]]:
    """Return the assumptions that are drawn, each with its one or two farthest conclusions."""
    if not isinstance(hinge.usual, Interval):
        return []
    shown = []
    for swing in hinge.swings:
        known = [tried for tried in swing.tried if _place(tried) is not None]
        ranked = sorted(known, key=lambda tried: _place(tried) or 0.0)
        if ranked and swing.size is not None:
            shown.append((swing, ranked if len(ranked) < 3 else [ranked[0], ranked[-1]]))
    return shown[:MOST]


def _place(tried: Tried) -> float | None:
    comparable = tried.verdict is not HingeVerdict.INCOMPARABLE
    return tried.there.estimate if comparable and isinstance(tried.there, Interval) else None


@chart
def tornado(hinge: Hinge, note: Text, below: Text) -> Figure:
    """Draw how far each assumption moves a conclusion, and whether past the line of no difference.

    There must be something to draw: :func:`drawn_of`.
    """
    shown, usual = drawn_of(hinge), hinge.usual
    assert isinstance(usual, Interval)
    measure = hinge.conclusion.measure
    compared = hinge.conclusion.contrast is not None
    title = say("hinges.chart.title", measure=measure.label)
    drawn = canvas(_WIDTH, len(shown) * _ROW + 0.6, title, note, below, legend=0.5)
    axes = drawn.axes(_LABEL, 0.05, _WIDTH - _LABEL - _WORDS, len(shown) * _ROW)
    _frame(axes, shown)
    axes.set_xlabel(str(_axis(hinge)))
    axes.axvspan(usual.low, usual.high, color=GREY, alpha=0.25, linewidth=0)
    axes.axvline(usual.estimate, color=INK, linewidth=1.4)
    if compared:
        axes.axvline(0, color=VERMILION, linewidth=1.4, linestyle=_DASHED)
    _limits(axes, usual, [tried for _, ends in shown for tried in ends], compared)
    for row, (swing, ends) in enumerate(shown):
        places = [row] if len(ends) == 1 else [row - 0.2, row + 0.2]
        for at, tried in zip(places, ends, strict=True):
            _bar(axes, at, usual, tried, swing)
        _verdicts(axes, places, ends)
    _key(drawn, compared)
    return drawn.figure


def note_words(answer: Answer, hinge: Hinge) -> Text:
    """Say what the chart shows, of which replications, and what is not drawn."""
    told = conclusion_line(answer, hinge.conclusion)
    lines = [say("hinges.chart.note", conclusion=told), *fewer(hinge, answer.done)]
    left_out = [setting(hinge, tried) for tried in hinge.tried() if _place(tried) is None]
    if left_out:
        lines.append(say("hinges.chart.left-out", settings=listed(left_out)))
    return Text("", " ").join(lines)


def footer_words(answer: Answer, hinge: Hinge) -> Text:
    """Count the points behind the bars, those as usual among them, and their replications."""
    contrast = hinge.conclusion.contrast
    mains = [hinge.conclusion.point, *([] if contrast is None else [contrast.against])]
    cells = answer.header.points
    places = [_without_assumed(cells[number]) for number in mains]
    points = sum(cell.row is None and _without_assumed(cell) in places for cell in cells)
    replications = min(hinge.assumptions.replications, answer.done)
    return footer(answer.header, points, plain(str(replications)))


def _without_assumed(cell: Cell) -> tuple[object, ...]:
    return cell.regime, cell.scenario, cell.levels


def _axis(hinge: Hinge) -> Text:
    measure = hinge.conclusion.measure
    if hinge.conclusion.contrast is None:
        return say("hinges.chart.level-axis", unit=measure.level_unit)
    return say("hinges.chart.axis", unit=measure.difference_unit)


def _frame(axes: Axes, shown: list[tuple[Swing, list[Tried]]]) -> None:
    axes.set_ylim(len(shown) - 0.5, -0.5)
    names = [
        f"{wrapped(swing.assumption.label, 23)}\n"
        f"{say('hinges.chart.as', value=swing.assumption.usual)}"
        for swing, _ in shown
    ]
    axes.set_yticks(range(len(shown)), names, fontsize=8, linespacing=1.1)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color="#EEEEEE", linewidth=0.6)
    axes.set_axisbelow(True)


def _bar(axes: Axes, at: float, usual: Interval, tried: Tried, swing: Swing) -> None:
    """A bar from the conclusion as usual to the one there, with its interval and what it is."""
    there = tried.there
    assert isinstance(there, Interval)
    colour, hatch = _LOOKS[swing.assumption.group]
    length = there.estimate - usual.estimate
    axes.barh(at, length, 0.34, usual.estimate, color=colour, hatch=hatch, edgecolor="white")
    axes.plot([there.low, there.high], [at, at], color=INK, linewidth=1)
    axes.plot([there.estimate], [at], "|", color=INK, markersize=7)
    value = figures(there.estimate, width=there.high - there.low)[0]
    words = str(say("hinges.chart.end", name=swing.assumption.called(tried.value), value=value))
    _end(axes, at, words, usual, there)


def _end(axes: Axes, at: float, words: str, usual: Interval, there: Interval) -> None:
    """Words at the end of a bar and its interval; above the line where there is no room beyond."""
    right = there.estimate >= usual.estimate
    end = max(there.high, usual.high) if right else min(there.low, usual.low)
    left_limit, right_limit = axes.get_xlim()
    inches = ems(words) * _SMALL / 72 + 0.1
    room = (right_limit - left_limit) * inches / (_WIDTH - _LABEL - _WORDS)
    beyond = end > right_limit - room if right else end < left_limit + room
    if beyond:
        end = right_limit if right else left_limit
    axes.annotate(
        words,
        (end, at),
        xytext=((4 if right else -4) * (-1 if beyond else 1), 1 if beyond else 0),
        textcoords="offset points",
        ha="left" if right != beyond else "right",
        va="bottom" if beyond else "center",
        fontsize=_SMALL,
        bbox={"facecolor": "white", "alpha": 0.8, "linewidth": 0, "pad": 0.6},
    )


def _verdicts(axes: Axes, places: Sequence[float], ends: Sequence[Tried]) -> None:
    """Say beside each bar what becomes of the conclusion; once where it is the same."""
    if len({tried.verdict for tried in ends}) == 1:
        places, ends = [sum(places) / len(places)], ends[:1]
    for at, tried in zip(places, ends, strict=True):
        words = str(verdict_words(tried.verdict))
        axes.text(1.02, at, words, transform=axes.get_yaxis_transform(), va="center", fontsize=8)


def _limits(axes: Axes, usual: Interval, ends: list[Tried], compared: bool) -> None:
    """Room for the words at both ends and for the line of no difference; wide intervals are cut."""
    known = [tried.there for tried in ends if isinstance(tried.there, Interval)]
    points = [usual.estimate, *(one.estimate for one in known), *([0.0] if compared else [])]
    low, high = min(points), max(points)
    room = 0.4 * (high - low) or max(abs(high), 1.0)
    low = max(min([low, usual.low, *(one.low for one in known)]), low - room)
    high = min(max([high, usual.high, *(one.high for one in known)]), high + room)
    margin = 0.26 * (high - low or 1.0)
    axes.set_xlim(low - margin, high + margin)


def _key(drawn: Canvas, compared: bool) -> None:
    handles: list[Artist] = [
        Patch(facecolor=colour, hatch=hatch, edgecolor="white", label=str(say(GROUPS[group])))
        for group, (colour, hatch) in _LOOKS.items()
    ]
    words = str(say("hinges.chart.usual"))
    handles.append(Line2D([], [], color=INK, linewidth=1.4, label=words))
    if compared:
        words = str(say("hinges.chart.zero"))
        handles.append(Line2D([], [], color=VERMILION, linestyle=_DASHED, label=words))
    drawn.key(handles, 2)
