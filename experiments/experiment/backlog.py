"""How long the queue of each department is over the year, at each point of an experiment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl
from matplotlib.figure import Figure

from experiments.answers.answer import Answer
from experiments.answers.peaks import chosen
from experiments.experiment.forest import footer
from experiments.experiment.settling import unsettled
from experiments.running.frames import series
from experiments.show.calendar_axis import Days
from experiments.show.canvas import chart
from experiments.show.queues import QueueLine, draw_queues
from model.calendar import chinese_calendar
from model.language import Text, plain, say


def has_series(answer: Answer) -> bool:
    """Whether the results hold queues over time."""
    return not series(answer.path).is_empty()


@chart
def backlog(answer: Answer) -> Figure:
    """One panel for each of the busiest departments, one line for each point of :func:`chosen`."""
    frame, numbers, days = series(answer.path), chosen(answer), _days(answer)
    lines = [
        QueueLine(
            answer.settings(number) or say("answers.page.all"),
            _levels(frame.filter(pl.col("point") == number), days),
        )
        for number in numbers
    ]
    notes = [say("backlog.note")]
    if len(numbers) < len({row["key"] for row in answer.rows}):
        notes.append(say("backlog.drawn", count=len(numbers), of=len(answer.rows)))
    if answer.design is None:
        notes.append(say("backlog.unread"))
    below = plain("\n").join([*unsettled(answer, numbers), footer(answer)])
    note = plain(" ").join(notes)
    return draw_queues(lines, days, _departments(answer), note, below, banded=True)


def _days(answer: Answer) -> Days:
    year = int(answer.rows[0]["year"])
    design = answer.design
    return Days(chinese_calendar() if design is None else design.points[0].calendar, year)


def _departments(answer: Answer) -> Mapping[str, Text]:
    """Return what departments are called; nothing where the design cannot be read."""
    if answer.design is None:
        return {}
    departments = answer.design.points[0].scenario.departments
    return {department.id: department.label for department in departments}


def _levels(frame: pl.DataFrame, days: Days) -> pl.DataFrame:
    """Return median and band of each department and week that has a day in the year."""
    waiting = pl.col("waiting")
    inside = frame.filter(pl.col("week") > date(days.number, 1, 1) - timedelta(days=7))
    return inside.group_by("department", "week", maintain_order=True).agg(
        waiting.median().alias("median"),
        waiting.quantile(0.1, "linear").alias("low"),
        waiting.quantile(0.9, "linear").alias("high"),
    )
