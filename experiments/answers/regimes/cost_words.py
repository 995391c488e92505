"""What a text costs whom, in a sentence and two tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from experiments.answers.regimes.cost import Cost, dearest, hours_of
from experiments.show.blocks import Block, Cell, Paragraph, Table
from experiments.statistics.interval import Interval
from model.language import Text, plain, say

Labels = Mapping[str, Text]
"""What departments are called, in their order."""


def cost_blocks(costs: Sequence[Cost], labels: Labels) -> tuple[Block, ...]:
    """Return what the texts cost, department by department and by what is done."""
    if not any(one.works for one in costs):
        return (Paragraph(say("cost.nothing")),) if costs else ()
    years = len(costs[0].whole.hours)
    words = say("cost.years", n=years) if years > 1 else say("cost.one-year")
    return (
        Paragraph(lead(costs, labels)),
        hours_table(costs, labels),
        sorts_table(costs),
        Paragraph(say("cost.note", years=words), "note"),
    )


def gist(costs: Sequence[Cost]) -> Text:
    """Say in short how many hours a year each text takes."""
    parts = [
        say("cost.gist", regime=one.regime.name, hours=_number(float(np.mean(one.whole.hours))))
        for one in costs
    ]
    return say("best.then").join(parts)


def lead(costs: Sequence[Cost], labels: Labels) -> Text:
    """Say which text takes most of officers' time, and who bears it."""
    if len(costs) == 1:
        (only,) = costs
        top = max(only.works, key=lambda name: hours_of(only, name))
        hours = float(np.mean(only.whole.hours))
        return say(
            "cost.one",
            regime=only.regime.name,
            hours=_number(hours),
            department=labels[top],
            part=_number(hours_of(only, top)),
        )
    found = dearest(costs)
    if found is None:
        return say("cost.untold")
    return say(
        "cost.dearest",
        most=costs[found.most].regime.name,
        least=costs[found.least].regime.name,
        hours=_interval(found.difference),
        department=labels[found.department],
        part=_number(found.part),
    )


def hours_table(costs: Sequence[Cost], labels: Labels) -> Table:
    """Return the hours of each department under each regime."""
    shown = [name for name in labels if any(name in one.works for one in costs)]
    rows: list[tuple[Cell, ...]] = [
        (labels[name], *(_number(hours_of(one, name)) for one in costs)) for name in shown
    ]
    rows.append((say("cost.whole"), *(_hours(one) for one in costs)))
    columns = (say("cost.department"), *(one.regime.name for one in costs))
    return Table(say("cost.caption"), columns, tuple(rows), figures=True)


def sorts_table(costs: Sequence[Cost]) -> Table:
    """Return how often something was dealt with, letters and notices apart."""
    kinds = {
        "cost.handled": [one.whole.handled for one in costs],
        "cost.letters": [one.whole.letters for one in costs],
        "cost.notices": [one.whole.notices for one in costs],
    }
    rows: list[tuple[Cell, ...]] = [
        (say(key), *(_number(float(np.mean(counts))) for counts in figures))
        for key, figures in kinds.items()
    ]
    columns = (plain(""), *(one.regime.name for one in costs))
    return Table(say("cost.sorts"), columns, tuple(rows), figures=True)


def _hours(one: Cost) -> str:
    found = one.hours()
    if isinstance(found, Interval) and found.low < found.high:
        return _interval(found)
    return _number(float(np.mean(one.whole.hours)))


def _interval(found: Interval) -> str:
    low, high = max(found.low, 0.0), found.high
    return f"{found.estimate:,.0f} [{low:,.0f}, {high:,.0f}]"


def _number(value: float) -> str:
    return f"{value:,.0f}"
