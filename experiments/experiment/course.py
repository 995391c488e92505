"""The course of a measure along a level of several numbers, a line for each setting of the rest."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.answers.answer import Answer
from experiments.answers.trends import Trend
from experiments.experiment.words import axis_unit, capital, ended_only
from experiments.measures.measure import Measure, Unit
from experiments.show.canvas import canvas, chart
from experiments.show.lines import wrapped
from experiments.show.looks import LOOKS, Look
from experiments.statistics.interval import Interval
from model.language import Text, say

_WIDTH, _HEIGHT, _KEY = 10.0, 3.6, 3.2  # inches


def runs_of(answer: Answer, measure: Measure, axis: str) -> list[Trend]:
    """Return the courses of a measure along a level, as many as can be told apart on a chart."""
    own = [trend for trend in answer.trends if (trend.measure, trend.axis) == (measure.id, axis)]
    return own if len(own) <= len(LOOKS) else []


@chart
def course(answer: Answer, measure: Measure, axis: str, footer: Text) -> Figure:
    """Draw the estimate at each value of the level with its interval."""
    runs = runs_of(answer, measure, axis)
    title, note = title_words(answer, measure, axis), note_words(answer, measure)
    drawn = canvas(_WIDTH, _HEIGHT + 0.6, capital(title), note, footer)
    axes = drawn.axes(0.75, 0.05, _WIDTH - _KEY - 1.0, _HEIGHT)
    for place, (run, look) in enumerate(zip(runs, LOOKS, strict=False)):
        name = wrapped(answer.settings(run.points[0], axis) or measure.label, 36)
        _line(axes, answer, run, look, name, _shift(place, len(runs), run, answer))
    _frame(axes, answer, measure, runs)
    return drawn.figure


def title_words(answer: Answer, measure: Measure, axis: str) -> Text:
    """Return what the chart shows."""
    return say("answers.chart.course.title", measure=measure.label, level=answer.level_label(axis))


def note_words(answer: Answer, measure: Measure) -> Text:
    """Say how the chart is to be read."""
    return ended_only(answer, measure, say("answers.chart.course.note"))


def _shift(place: int, count: int, run: Trend, answer: Answer) -> float:
    """Move lines a little sideways, so that intervals at one value stand beside each other."""
    values = [float(answer.rows[point][run.axis]) for point in run.points]
    gap = min(high - low for low, high in pairwise(values))
    return 0.12 * gap * (place - (count - 1) / 2) / max(count, 1) * 2


def _line(axes: Axes, answer: Answer, run: Trend, look: Look, name: str, shift: float) -> None:
    known = [
        (float(answer.rows[point][run.axis]) + shift, estimate)
        for point in run.points
        if isinstance(estimate := answer.estimates[run.measure, point], Interval)
    ]
    at = [place for place, _ in known]
    middle = [estimate.estimate for _, estimate in known]
    axes.plot(at, middle, **look.line(), lw=1.6, ms=6, label=name)
    for place, estimate in known:
        axes.plot([place, place], [estimate.low, estimate.high], color=look.colour, lw=1.2)


def _frame(axes: Axes, answer: Answer, measure: Measure, runs: Sequence[Trend]) -> None:
    axis = runs[0].axis
    values = sorted({answer.rows[point][axis] for run in runs for point in run.points})
    axes.set_xticks(values, [str(value) for value in values])
    axes.set_xlabel(str(answer.header.levels[axis]))
    axes.set_ylabel("%" if measure.unit is Unit.PERCENT else str(axis_unit(measure)))
    low, high = axes.get_ylim()
    axes.set_ylim(min(0.0, low), high)
    axes.grid(axis="y", color="#EEEEEE", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.legend(loc="upper left", bbox_to_anchor=(1.02, 1.0), frameon=False, fontsize=8.5)
