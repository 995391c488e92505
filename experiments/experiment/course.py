"""The course of a measure along a level of several numbers, a line for each setting of the rest."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.answers.answer import Answer
from experiments.answers.trends import Trend
from experiments.experiment.forest import axis_unit, footer
from experiments.experiment.heat import capital, ended_only
from experiments.measures.kinds import Measure
from experiments.show.canvas import canvas, chart
from experiments.show.lines import wrapped
from experiments.show.looks import LOOKS, Look
from experiments.statistics.interval import Interval
from model.language import Text, say

_WIDTH, _HEIGHT, _KEY = 10.0, 3.6, 3.2  # inches


def runs_of(found: Answer, asked: Measure, axis: str) -> list[Trend]:
    """Return the courses of a measure along a level, as many as can be told apart on a chart."""
    own = [one for one in found.trends if (one.measure, one.axis) == (asked.name, axis)]
    return own if len(own) <= len(LOOKS) else []


@chart
def course(found: Answer, asked: Measure, axis: str) -> Figure:
    """Draw the estimate at each value of the level with its interval."""
    runs = runs_of(found, asked, axis)
    level = str(found.level(axis))
    drawn = canvas(
        _WIDTH,
        _HEIGHT + 0.6,
        capital(str(say("answers.chart.course.title", measure=str(asked.label()), level=level))),
        str(ended_only(found, asked, str(say("answers.chart.course.note")))),
        str(footer(found)),
    )
    axes = drawn.axes(0.75, 0.05, _WIDTH - _KEY - 1.0, _HEIGHT)
    for place, (run, look) in enumerate(zip(runs, LOOKS, strict=False)):
        name = str(found.settings(run.points[0], axis)) or str(asked.label())
        _line(
            axes, found, asked, run, look, wrapped(name, 36), _shift(place, len(runs), run, found)
        )
    _frame(axes, found, asked, runs)
    return drawn.figure


def _shift(place: int, count: int, run: Trend, found: Answer) -> float:
    """Move lines a little sideways, so that intervals at one value stand beside each other."""
    values = [float(found.rows[one][run.axis]) for one in run.points]
    gap = min(high - low for low, high in pairwise(values))
    return 0.12 * gap * (place - (count - 1) / 2) / max(count, 1) * 2


def _line(
    axes: Axes,
    found: Answer,
    asked: Measure,
    run: Trend,
    look: Look,
    name: str,
    shift: float,
) -> None:
    known = [
        (float(found.rows[point][run.axis]) + shift, one)
        for point in run.points
        if isinstance(one := found.estimates[asked.name, point], Interval)
    ]
    at = [place for place, _ in known]
    axes.plot(at, [one.estimate for _, one in known], **look.line(), lw=1.6, ms=6, label=name)
    for place, one in known:
        axes.plot([place, place], [one.low, one.high], color=look.colour, lw=1.2)


def _frame(axes: Axes, found: Answer, asked: Measure, runs: Sequence[Trend]) -> None:
    axis = runs[0].axis
    values = sorted({found.rows[point][axis] for run in runs for point in run.points})
    axes.set_xticks(values, [str(one) for one in values])
    axes.set_xlabel(str(Text(**found.head["levels"][axis])))
    axes.set_ylabel("%" if asked.unit == "percent" else str(axis_unit(asked)))
    low, high = axes.get_ylim()
    axes.set_ylim(min(0.0, low), high)
    axes.grid(axis="y", color="#EEEEEE", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.legend(loc="upper left", bbox_to_anchor=(1.02, 1.0), frameon=False, fontsize=8.5)
