"""How long the queue of each department is over one simulated year."""

from __future__ import annotations

import polars as pl
from matplotlib.figure import Figure

from experiments.show.calendar_axis import Days
from experiments.show.canvas import chart
from experiments.show.queues import QueueLine, draw_queues
from experiments.simulate.ask import Simulation
from model.language import NOTHING, say


@chart
def backlog_chart(answer: Simulation) -> Figure:
    """Draw the busiest departments, one panel each, with one line."""
    year, waiting = answer.year, pl.col("waiting")
    levels = answer.queues.with_columns(
        waiting.alias("median"), waiting.alias("low"), waiting.alias("high")
    )
    labels = {department.id: department.label for department in year.scenario.departments}
    note = say("backlog.one-year", scenario=year.scenario.label, seed=year.seed)
    lines = [QueueLine(answer.regime.name, levels)]
    return draw_queues(lines, Days(year.calendar, year.year), labels, note, NOTHING, banded=False)
