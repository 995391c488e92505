"""Paired differences with their intervals, one row for each contrast."""

from __future__ import annotations

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.answers.answer import Answer
from experiments.answers.contrasts import Contrast
from experiments.answers.kinds import Measure
from experiments.charts.canvas import BLUE, GREY, INK, VERMILION, canvas, chart
from experiments.statistics.interval import Interval
from experiments.statistics.words import interval_words, level_words
from experiments.words.lines import wrapped
from model.language import Lang, say

_WIDTH, _ROW, _LABEL, _WORDS = 10.0, 0.42, 3.5, 1.7  # inches
MOST = 40
"""Rows at the most."""


def rows_of(found: Answer, asked: Measure) -> list[Contrast]:
    """Return the contrasts of a measure that are drawn: determined, and comparable."""
    own = (one for one in found.contrasts if one.measure == asked.name)
    shown = [one for one in own if isinstance(one.found.difference, Interval)]
    return [one for one in shown if one.open_shares is None][:MOST]


@chart
def forest(found: Answer, asked: Measure, lang: Lang) -> Figure:
    """Draw a point and a line for each difference; zero is marked."""
    rows = rows_of(found, asked)
    level = level_words(rows[0].level, lang)
    drawn = canvas(
        _WIDTH,
        len(rows) * _ROW + 0.6,
        say("answers.chart.forest.title", lang, measure=asked.label(lang)),
        say("answers.chart.forest.note", lang, level=level),
        footer(found, lang),
        legend=0.3,
    )
    axes = drawn.axes(_LABEL, 0.05, _WIDTH - _LABEL - _WORDS, len(rows) * _ROW)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    names = [wrapped(contrast_words(found, one, lang), 38) for one in rows]
    axes.set_yticks(range(len(rows)), names, fontsize=7.5, linespacing=1.0)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(say("answers.chart.forest.axis", lang, unit=asked.unit_words(lang)))
    axes.axvline(0, color=INK, linewidth=0.9)
    axes.grid(axis="x", color="#EEEEEE", linewidth=0.6)
    axes.set_axisbelow(True)
    for row, one in enumerate(rows):
        _row(axes, row, one, lang)
    drawn.key(_handles(lang), 3)
    return drawn.figure


def _row(axes: Axes, row: int, one: Contrast, lang: Lang) -> None:
    difference = one.found.difference
    assert isinstance(difference, Interval)
    colour, marker = _look(one)
    axes.plot([difference.low, difference.high], [row, row], color=colour, linewidth=2)
    axes.plot([difference.estimate], [row], marker, color=colour, markersize=6)
    words = interval_words(difference, lang)
    if difference.low == difference.high:
        words = f"{difference.estimate:.4g}"
    place = (1.02, row)
    axes.text(*place, words, transform=axes.get_yaxis_transform(), va="center", fontsize=7.5)


def _look(one: Contrast) -> tuple[str, str]:
    """Colour and marker; the marker says again what the colour says."""
    difference = one.found.difference
    if not one.differs or not isinstance(difference, Interval):
        return GREY, "o"
    return (VERMILION, ">") if difference.estimate > 0 else (BLUE, "<")


def _handles(lang: Lang) -> list[Artist]:
    looks = {"lower": (BLUE, "<"), "higher": (VERMILION, ">"), "open": (GREY, "o")}
    return [
        Line2D([], [], color=colour, marker=marker, label=say(f"answers.chart.forest.{key}", lang))
        for key, (colour, marker) in looks.items()
    ]


def contrast_words(found: Answer, one: Contrast, lang: Lang) -> str:
    """Name a contrast: what, instead of what, and where all else is equal."""
    rows, axis = found.rows, one.axis
    new, old = (found.label(axis, rows[k][axis], lang) for k in (one.point, one.against))
    settings = found.settings(one.point, lang, axis)
    where = say("answers.sentence.where", lang, settings=settings) if settings else ""
    return say("answers.chart.against", lang, new=new, old=old) + where


def footer(found: Answer, lang: Lang) -> str:
    """Say what was simulated how often."""
    scenarios = say("chart.and", lang).join(one[lang] for one in found.head["scenarios"].values())
    return say(
        "answers.chart.footer",
        lang,
        points=len(found.rows),
        replications=found.done,
        scenarios=scenarios,
        year=found.head["points"][0]["year"],
        seed=found.head["seed"],
    )
