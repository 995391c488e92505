"""How long permits were without a supervisor in the simulated year, and what is guaranteed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from experiments.compare.ask import Comparison, RegimeResult
from experiments.compare.scope import asked_of_each, simulation_footer
from experiments.measures.spans import Spans, quantile
from experiments.show.canvas import BLUE, INK, canvas, chart
from experiments.show.left_out import marked
from experiments.show.lines import wrapped
from experiments.show.marks import bound_text
from model.instant import MINUTES
from model.language import NOTHING, Text, plain, say, written
from model.property import Property
from verify.verdict import Answer, Assume, Verdict

PROPERTY = "decision-reaches-supervision"
"""The guarantee that speaks of the time shown here."""

_WIDTH, _ROW, _LABEL = 11.0, 0.7, 1.35  # inches
_PANEL = (_WIDTH - _LABEL - 0.6 - 0.2) / 2
_TICKS = (0, 1, 2, 3, 5, 10, 20, 40, 60, 90, 120, 180, 270, 365)
_UNITS = ("calendar", "working")
_PANELS = {"calendar": "chart.unsupervised.calendar", "working": "chart.unsupervised.working"}
_AXES = {
    "calendar": "chart.unsupervised.calendar-axis",
    "working": "chart.unsupervised.working-axis",
}


def ecdf(ended: NDArray[np.float64], begun: int, at: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share of all that began that had ended by each time.

    What had not ended when watching ended stays in the denominator, so that the curve levels
    off below 1 instead of pretending that everything came to its end.

    >>> ecdf(np.array([1.0, 2.0]), 4, np.array([0.0, 1.0, 99.0]))
    array([0.  , 0.25, 0.5 ])
    """
    return np.searchsorted(np.sort(ended), at, side="right") / max(begun, 1)


@chart
def unsupervised(comparison: Comparison) -> Figure:
    """One row for each regime: calendar days on the left, working days on the right."""
    rows = len(comparison.results)
    begun = max((result.metrics.unsupervised.begun for result in comparison.results), default=0)
    drawn = canvas(
        _WIDTH,
        rows * _ROW + 0.75,
        say("chart.unsupervised.title"),
        say("chart.unsupervised.note") + _watched(comparison),
        plain("\n").join(
            (
                simulation_footer(comparison, say("chart.threads", n=f"{begun:,}")),
                asked_of_each(comparison, _asked(comparison)),
            )
        ),
    )
    for column, unit in enumerate(_UNITS):
        limit = _limit(comparison, unit)
        for row, result in enumerate(comparison.results):
            left = _LABEL + column * (_PANEL + 0.6)
            axes = drawn.axes(left, 0.3 + row * _ROW, _PANEL, _ROW - 0.2)
            _axes(axes, unit, limit, row, rows)
            _panel(axes, comparison, result, unit, limit)
            if column == 0:
                name = wrapped(result.regime.name, 5.6)
                axes.set_ylabel(
                    name, rotation=0, ha="right", va="center", fontsize=10.5, labelpad=6
                )
    return drawn.figure


def _asked(comparison: Comparison) -> list[Property]:
    return [prop for prop in comparison.question.properties if prop.id == PROPERTY]


def _watched(comparison: Comparison) -> Text:
    """Say from where on a curve is a lower bound, if that is within the picture."""
    watched = [result.metrics.unsupervised.open_calendar for result in comparison.results]
    shortest = min((float(days.min()) for days in watched if len(days)), default=np.inf)
    if shortest >= _limit(comparison, "calendar"):
        return NOTHING
    return say("chart.unsupervised.watched", days=int(shortest))


def _values(spans: Spans, unit: str) -> NDArray[np.float64]:
    return spans.calendar if unit == "calendar" else spans.working


def _limit(comparison: Comparison, unit: str) -> float:
    """Return the right edge: everything that ended, and every guaranteed bound, lies before it."""
    ends = [_values(result.metrics.unsupervised, unit) for result in comparison.results]
    marks = [guarantee(comparison, result, unit) for result in comparison.results]
    reached = [float(values.max()) for values in ends if len(values)]
    return 1.04 * max([1.0, *reached, *(mark.at for mark in marks if mark)])


def _axes(axes: Axes, unit: str, limit: float, row: int, rows: int) -> None:
    # A square-root scale keeps the first days, where nearly all ends, wide enough to be read.
    axes.set_xscale("function", functions=(lambda x: np.sqrt(np.maximum(x, 0)), np.square))
    axes.set_xlim(0, limit)
    axes.set_ylim(0, 1.04)
    ticks = [tick for tick in _TICKS if tick <= limit]
    axes.set_xticks(ticks, [str(tick) for tick in ticks] if row == rows - 1 else [""] * len(ticks))
    axes.set_xticks([], minor=True)
    axes.set_yticks([0, 0.5, 1], ["0", "50%", "100%"], fontsize=7.5)
    axes.grid(color="#EEEEEE", linewidth=0.6)
    axes.set_axisbelow(True)
    if row == 0:
        axes.set_title(str(say(_PANELS[unit])), loc="left", fontsize=10)
    if row == rows - 1:
        axes.set_xlabel(wrapped(say(_AXES[unit]), 40), fontsize=8.5)


def _panel(
    axes: Axes, comparison: Comparison, result: RegimeResult, unit: str, limit: float
) -> None:
    fine, coarse = (limit * np.linspace(0, 1, steps) ** 2 for steps in (160, 50))
    for other in comparison.results:
        if other is not result and other.metrics.unsupervised.begun:
            spans = other.metrics.unsupervised
            curve = ecdf(_values(spans, unit), spans.begun, coarse)
            axes.plot(coarse, curve, color="#C8C8C8", linewidth=0.8)
    spans = result.metrics.unsupervised
    if not spans.begun:
        known = "time-without-supervisor" in result.metrics.regulated
        why = say("chart.unsupervised.none") if known else say("chart.unsupervised.unregulated")
        axes.text(0.5, 0.5, str(why), transform=axes.transAxes, ha="center")
        return
    curve = ecdf(_values(spans, unit), spans.begun, fine)
    axes.plot(fine, curve, color=BLUE, linewidth=1.8, drawstyle="steps-post")
    axes.fill_between(fine, curve, color=BLUE, alpha=0.10, linewidth=0, step="post")
    _mark(axes, guarantee(comparison, result, unit), limit)
    _summary(axes, spans, unit)


def _summary(axes: Axes, spans: Spans, unit: str) -> None:
    ended = _values(spans, unit)
    median, ninety = (quantile(ended, spans.censored, level) for level in (0.5, 0.9))
    words = say(
        "chart.unsupervised.summary",
        median=_number(median),
        ninety=_number(ninety),
        open=f"{spans.censored:,}",
        begun=f"{spans.begun:,}",
    )
    _boxed(axes, 0.985, 0.15, str(words), "right")


def _number(value: float) -> str:
    if np.isinf(value):
        return "∞"
    if value < 0.1:
        return "< 0.1"
    return f"{value:.1f}"


@dataclass(frozen=True, slots=True)
class BoundMark:
    """The longest time that the proved bound allows, in the units of an axis, and in words."""

    at: float
    words: Text


def _mark(axes: Axes, mark: BoundMark | None, limit: float) -> None:
    """Draw the proved bound, its words on the side where there is room."""
    if mark is None:
        _boxed(axes, 0.985, 0.5, str(say("chart.unsupervised.no-guarantee")), "right")
        return
    place = float(np.sqrt(mark.at / limit))
    axes.axvline(mark.at, color=INK, linewidth=1.1, linestyle=(0, (4, 2)))
    axes.plot([mark.at], [1.0], "v", color=INK, markersize=5, clip_on=False)
    room, side = max((1 - place, "left"), (place - 0.12, "right"))
    shift = 0.008 if side == "left" else -0.008
    _boxed(axes, place + shift, 0.5, wrapped(mark.words, 42 * room - 1), side)


def _boxed(axes: Axes, x: float, y: float, words: str, side: str) -> None:
    box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.2}
    axes.text(
        x,
        y,
        words,
        transform=axes.transAxes,
        ha=side,
        va="center",
        fontsize=7.5,
        bbox=box,
        zorder=5,
    )


def guarantee(comparison: Comparison, result: RegimeResult, unit: str) -> BoundMark | None:
    """Return what is proved, everyone obeying, under the reading that was simulated.

    N working days run to the close of business of the N-th working day after the day of the
    decision. In office time that is up to N + 1 days, because the day of the decision may count
    almost whole; in calendar days it is the worst span of dates, to the minute of closing.
    """
    question = comparison.question
    if all(verdict.property.id != PROPERTY for verdict in result.verdicts):
        return None
    verdict = result.verdict(PROPERTY, Assume.EVERYONE, question.reading)
    if verdict.answer is not Answer.PROVED or verdict.days is None:
        return None
    if unit == "working":
        words = say("chart.unsupervised.guarantee", bound=bound_text(verdict))
        words = _marked(words, result, verdict)
        return BoundMark(verdict.days + 1.0, words)
    days, start, _, _ = comparison.taken(result, PROPERTY)
    if days is None:
        return None
    words = say("chart.unsupervised.worst", days=days, start=start)
    words = _marked(words, result, verdict)
    return BoundMark(days + question.calendar.hours.close / MINUTES, words)


def _marked(words: Text, result: RegimeResult, verdict: Verdict) -> Text:
    """Return words about a bound; where it says nothing of some runs, with the mark explained."""
    if not (found := result.apart(verdict)):
        return words
    return written("{}\n{}", marked(words, found), say("left-out.chart"))
