"""How long queues are over the year at the points of an experiment."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
from matplotlib.figure import Figure

from experiments.answers.answer import Answer
from experiments.experiment.ask import Queues
from experiments.experiment.words import point_words
from experiments.show.calendar_axis import Days
from experiments.show.canvas import chart
from experiments.show.queues import QueueLine, draw_queues
from model.calendar import chinese_calendar
from model.language import Text, plain, say
from model.presumed import presuming


@chart
def queues(answer: Answer, shown: Queues, footer: Text) -> Figure:
    """Draw a panel for each of the busiest departments, a line for each point that is shown."""
    number = int(answer.rows[0]["year"])
    lines = [
        QueueLine(point_words(answer, point), _levels(shown.weeks, point, number))
        for point in shown.points
    ]
    below = plain("\n").join([*shown.unsettled, footer])
    days, labels = Days(presuming(chinese_calendar(), number), number), dict[str, Text]()
    if answer.design is not None:
        point = answer.design.points[0]
        days = Days(point.calendar, number)
        labels = {department.id: department.label for department in point.scenario.departments}
    return draw_queues(lines, days, labels, note_words(answer, shown), below, banded=True)


def note_words(answer: Answer, shown: Queues) -> Text:
    """Say how the chart is to be read, and what is not drawn."""
    said = [say("backlog.note")]
    if len(shown.points) < len({row["key"] for row in answer.rows}):
        said.append(say("backlog.drawn", count=len(shown.points), of=len(answer.rows)))
    if answer.design is None:
        said.append(say("backlog.unread"))
    return Text("", " ").join(said)


def _levels(weeks: pl.DataFrame, point: int, year: int) -> pl.DataFrame:
    """Median and band of each department and week that has a day in the year."""
    waiting, first = pl.col("waiting"), date(year, 1, 1) - timedelta(days=7)
    inside = weeks.filter(pl.col("point") == point, pl.col("week") > first)
    return inside.group_by("department", "week", maintain_order=True).agg(
        waiting.median().alias("median"),
        waiting.quantile(0.1, "linear").alias("low"),
        waiting.quantile(0.9, "linear").alias("high"),
    )
