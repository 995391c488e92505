"""The one chart of the sheet: queues before and after where a year was simulated, else bounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import polars as pl
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.answers.regimes.lived import Lived
from experiments.show.blocks import Chart
from experiments.show.calendar_axis import Days, day_handles, name_holidays, year_axis
from experiments.show.canvas import BLUE, GREY, VERMILION, canvas, chart
from experiments.show.lines import wrapped
from experiments.studio.lights.light import Lights
from experiments.studio.sheet.paper import FULL, Paper
from experiments.studio.year.years import Years
from model.language import NOTHING, Text, say
from model.property import Property
from verify.verdict import Answer, Assume

_WIDTH, _ROW, _LABELS = 7.2, 0.26, 2.6  # inches
_NEVER = 1.25  # where no bound stands, the longest bound being 1


def chart_of(paper: Paper) -> Chart | None:
    """Return the chart of a sheet; ``None`` where there is nothing to be drawn."""
    if not paper.chart:
        return None
    if paper.years is not None and (office := stuck(paper.years)) is not None:
        title, named = say("studio.sheet.queues"), _label(paper.years, office)
        described = say("studio.sheet.queues-of", office=named)
        return Chart(
            "sheet", title, described, partial(_queues, paper.years, office, paper.chart < FULL)
        )
    rows = [prop for prop in paper.shown if prop.timed and _bounded(paper, prop)]
    if not rows:
        return None
    title, described = say("studio.sheet.bounds"), say("studio.sheet.bounds-of")
    return Chart("sheet", title, described, partial(_bounds, paper, rows))


def stuck(years: Years) -> str | None:
    """Return the department with most overdue, else most waiting; ``None`` where nothing waited."""
    whole = pl.concat(years.weeks).group_by("department", maintain_order=True)
    worst = whole.agg(pl.col("overdue", "waiting").max()).sort("overdue", "waiting")
    if worst.is_empty() or not worst["waiting"][-1]:
        return None
    return str(worst["department"][-1])


def _label(years: Years, office: str) -> Text:
    scenario = years.question.sides[-1][1]
    return next(one.label for one in scenario.departments if one.id == office)


@chart
def _queues(years: Years, office: str, low: bool = False) -> Figure:
    """A line for each side: how many acts the department owed past their limit, week by week."""
    question = years.question
    days = Days(question.calendar, question.year)
    note = say("studio.sheet.queues-note", office=_label(years, office))
    tall = 0.55 if low else 1.0
    drawn = canvas(_WIDTH, tall + 0.55, say("studio.sheet.queues"), note, NOTHING, legend=0.25)
    axes = drawn.axes(0.55, 0.32, _WIDTH - 0.75, tall)
    year_axis(axes, days, named=True)
    name_holidays(axes, days, _WIDTH - 0.75)
    handles = []
    for (lived, frame), (colour, dashes) in zip(_sides(years), _LOOKS, strict=False):
        own = frame.filter(department=office)
        at = [days.at(monday) + 3.5 for monday in own["week"]]
        name = str(lived.regime.name)
        handles += axes.plot(at, own["overdue"], color=colour, ls=dashes, lw=1.5, label=name)
    axes.set_ylim(bottom=0)
    axes.grid(axis="y", color="#EEEEEE", lw=0.6)
    drawn.key([*handles, day_handles()[0]], 3)
    return drawn.figure


_LOOKS = ((GREY, "-"), (BLUE, (0, (4, 1.5))))


def _sides(years: Years) -> Iterator[tuple[Lived, pl.DataFrame]]:
    return zip(years.lived, years.weeks, strict=True)


def _bounded(paper: Paper, prop: Property) -> bool:
    lights = (paper.before, paper.after)
    return any(_days(one, prop, assume) is not None for one in lights for assume in Assume)


@chart
def _bounds(paper: Paper, rows: Sequence[Property]) -> Figure:
    """A row for each guarantee: its bound before and after, if everyone obeys and by itself."""
    sides = [(paper.before, GREY, "o"), (paper.after, BLUE, "D")][0 if paper.edited else 1 :]
    pairs = [
        (prop, assume)
        for prop in rows
        for assume in Assume
        if any(_days(one, prop, assume) is not None for one, _, _ in sides)
    ]
    longest = max([1, *(_days(one, *pair) or 0 for one, _, _ in sides for pair in pairs)])
    tall = _ROW * len(pairs)
    note = say("studio.sheet.bounds-note")
    drawn = canvas(_WIDTH, tall + 0.35, say("studio.sheet.bounds"), note, NOTHING, legend=0.3)
    axes = drawn.axes(_LABELS, 0.0, _WIDTH - _LABELS - 0.2, tall)
    axes.set_xlim(-0.03, _NEVER + 0.05)
    axes.set_ylim(len(pairs) - 0.5, -0.5)
    axes.axvline(_NEVER, color=GREY, lw=0.7, ls=(0, (2, 2)))
    ticks = sorted({0, longest, *(longest * k // 4 for k in (1, 2, 3))})
    axes.set_xticks([*(one / longest for one in ticks), _NEVER], [*map(str, ticks), "∞"])
    axes.set_yticks(
        range(len(pairs)),
        [wrapped(_named(*pair), 23) for pair in pairs],
        fontsize=7.5,
    )
    axes.tick_params(length=0, labelsize=7.5)
    for row, pair in enumerate(pairs):
        places = [_at(one, *pair, longest) for one, _, _ in sides]
        there = [place for place in places if place is not None]
        if len(there) > 1:
            colour = VERMILION if there[1] > there[0] else BLUE
            axes.plot(there, [row, row], color=colour, lw=1.6, zorder=2)
        for (_, colour, marker), place in zip(sides, places, strict=True):
            if place is not None:
                axes.plot([place], [row], marker, color=colour, ms=6, zorder=3)
    drawn.key(_handles(paper.edited), 3)
    return drawn.figure


def _named(prop: Property, assume: Assume) -> Text:
    key = "studio.sheet.if-obeyed" if assume is Assume.EVERYONE else "studio.sheet.by-itself"
    return prop.label + say(key)


def _days(lights: Lights, prop: Property, assume: Assume) -> int | None:
    light = lights.of(prop.id, assume)
    return None if light is None else light.verdict.days


def _at(lights: Lights, prop: Property, assume: Assume, longest: int) -> float | None:
    """Where a bound stands; nowhere what is not asked, or has no answer."""
    light = lights.of(prop.id, assume)
    if light is None or light.verdict.answer in (Answer.UNKNOWN, Answer.VACUOUS):
        return None
    days = light.verdict.days
    return _NEVER if days is None else days / longest


def _handles(edited: bool) -> list[Artist]:
    known = [("studio.year.before", GREY, "o"), ("studio.year.after", BLUE, "D")]
    return [
        Line2D([], [], color=colour, marker=marker, ls="", ms=6, label=str(say(key)))
        for key, colour, marker in (known if edited else known[1:])
    ]
