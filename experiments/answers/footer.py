"""The line below a chart of an experiment."""

from __future__ import annotations

from experiments.running.header import Header
from model.language import Text, say


def footer(header: Header, points: int, replications: Text) -> Text:
    """Say how many points of which scenarios were simulated, and how often each."""
    scenarios = say("chart.and").join(header.scenarios.values())
    return say(
        "answers.chart.footer",
        points=points,
        replications=replications,
        scenarios=scenarios,
        year=header.points[0].year,
        seed=header.seed,
    )
