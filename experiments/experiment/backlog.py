"""How long queues are over one simulated year."""

from __future__ import annotations

import polars as pl
from matplotlib.figure import Figure

from experiments.measures.backlog import backlog as backlog_by_day
from experiments.measures.backlog import weekly_maxima
from experiments.show.queues import QueueLine, QueueYear, queues_chart
from model.language import NOTHING, say
from model.simulation.year import Year


def backlog_of(year: Year) -> Figure:
    """Draw the queues of one simulated year, as one line."""
    waiting = pl.col("waiting")
    weeks = weekly_maxima(backlog_by_day(year)).with_columns(
        waiting.alias("median"), waiting.alias("low"), waiting.alias("high")
    )
    labels = {department.id: department.label for department in year.scenario.departments}
    line = QueueLine(year.law.regime.name, weeks)
    note = say("backlog.one-year", scenario=year.scenario.label, seed=year.seed)
    days = QueueYear(year.calendar, year.year, labels)
    return queues_chart([line], days, note, NOTHING, banded=False)
