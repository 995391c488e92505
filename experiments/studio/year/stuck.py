"""Where a year gets stuck, and what its longest holiday does, each in one sentence of a lead."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from experiments.answers.regimes.bottleneck import Bottleneck, bottleneck
from experiments.answers.regimes.day_words import day_words
from experiments.answers.regimes.festival import Festival
from experiments.answers.regimes.festival_words import cleared_words, mean_words
from experiments.answers.regimes.folds import festivals
from experiments.studio.year.years import Years
from model.language import NOTHING, Text, say

Labels = Mapping[str, Text]


def stuck_words(years: Years) -> Text:
    """Say for each side in which office most is overdue, where most waits, and the worst week."""
    labels = {one.id: one.label for one in years.question.sides[-1][1].departments}
    several = len(years.lived) > 1
    words = NOTHING
    for lived, weeks in zip(years.lived, years.weeks, strict=True):
        found = bottleneck(lived.regime, lived.books)
        told = place_words(found, labels) + _worst(weeks, labels)
        head = say("studio.year.of-side", text=lived.regime.name) if several else NOTHING
        words += head + told
    return words


def place_words(found: Bottleneck | None, labels: Labels) -> Text:
    """Say in which office most is overdue, and where most waits if that is elsewhere."""
    if found is None:
        return say("studio.year.not-stuck")
    queue = found.places[0]
    waits = say("chart.and").join(labels[one.department] for one in found.places)
    about = {"waits": waits, "waiting": f"{queue.level:.1f}"}
    if not found.late:
        return say("studio.year.none-late", **about)
    ordered = sorted(found.late, key=lambda one: -one[1])
    late = say("chart.and").join(
        say("studio.year.late-at", office=labels[name], late=_few(mean)) for name, mean in ordered
    )
    same = {name for name, _ in found.late} == {one.department for one in found.places}
    key = "studio.year.stuck" if len(ordered) == 1 else "studio.year.stuck-several"
    words = say(key, late=late)
    if same and len(ordered) == 1:
        return words + say("studio.year.waits-too", **about)
    most = len(found.places) == 1
    part = "studio.year.mostly-in-time" if queue.overdue < 0.5 and most else "studio.year.waits"
    return words + say(part if most else "studio.year.waits-several", **about)


def _few(mean: float) -> str:
    return f"{mean:.1f}" if mean >= 0.1 else "< 0.1"


def _worst(weeks: pl.DataFrame, labels: Labels) -> Text:
    """Say in which week of the first year most was overdue; nothing where nothing was."""
    found = weeks.filter(pl.col("overdue") > 0).sort(["overdue", "waiting"], maintain_order=True)
    if found.is_empty():
        return NOTHING
    row = found.row(-1, named=True)
    about = {"week": day_words(row["week"]), "office": labels[row["department"]]}
    return say("studio.year.worst-week", late=row["overdue"], **about)


def holiday_words(years: Years) -> Text:
    """Say what the longest holiday leaves on the first day after it, and when it is usual again."""
    question = years.question
    found = festivals(years.lived, question.calendar, question.year)
    words = NOTHING
    for regime, one in found:
        head = say("studio.year.of-side", text=regime.name) if len(found) > 1 else NOTHING
        words += head + after_words(one)
    return words


def after_words(found: Festival) -> Text:
    """Say it of one side."""
    return say(
        "studio.year.after-holiday",
        holiday=found.window.holiday.name or say("backlog.holiday"),
        after=mean_words(found.after),
        usual=mean_words(found.usual),
        cleared=cleared_words(found),
    )
