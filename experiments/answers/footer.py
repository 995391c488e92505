"""The line below a chart of an experiment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.language import Text, say


def footer(head: Mapping[str, Any], points: int, replications: Text) -> Text:
    """Say how many points of which scenarios were simulated, and how often each."""
    scenarios = say("chart.and").join(Text(**label) for label in head["scenarios"].values())
    return say(
        "answers.chart.footer",
        points=points,
        replications=replications,
        scenarios=scenarios,
        year=head["points"][0]["year"],
        seed=head["seed"],
    )
