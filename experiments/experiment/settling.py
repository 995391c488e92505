"""Whether queues had settled when the year began, as far as their course over the year shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from experiments.answers.answer import Answer
from experiments.designs.point import Design
from experiments.experiment.words import point_words
from experiments.measures.measure import About
from experiments.statistics.interval import LEVEL, Interval
from experiments.statistics.intervals import mean
from model.language import Text, say

_TOLD = 3
"""Queues of which it is said."""


def unsettled(answer: Answer, points: Sequence[int], weeks: pl.DataFrame) -> list[Text]:
    """Say where a queue is longer in April to June than in January, the greatest first.

    By an item and a tenth at the least, shown over the replications for all departments and points
    together; and whether it is longer still in the last quarter. The warm-up may have been too
    short, or the queue may grow; why is not found out. Nothing is said where arrivals are made to
    vary over the year, which does the same.
    """
    even = [point for point in points if answer.design is None or _even(answer.design, point)]
    grown = sorted(_grown(weeks, even, int(answer.rows[0]["year"])), key=lambda row: -row[2])
    named = answer.names[About.DEPARTMENT]
    lines = [
        say(
            "backlog.growing" if more else "backlog.filling",
            department=named.get(name) or name,
            point=point_words(answer, point),
            rise=f"{rise:.0f}",
            more=f"{more:.0f}",
        )
        for name, point, rise, more in grown[:_TOLD]
    ]
    if len(grown) > _TOLD:
        lines.append(say("backlog.more-unsettled", count=len(grown) - _TOLD))
    if lines:
        lines.append(say("backlog.settling"))
    return lines


def _even(design: Design, point: int) -> bool:
    """Whether as many matters arrive in every month of a point's year, but for chance."""
    patterns = [matter.pattern for matter in design.points[point].scenario.matters]
    return not any(
        pattern.bursts or pattern.after_closure is not None or len(set(pattern.months)) > 1
        for pattern in patterns
    )


def _grown(
    weeks: pl.DataFrame, points: Sequence[int], year: int
) -> Iterator[tuple[str, int, float, float]]:
    """Department, point, by how much its queue has grown by spring, and by autumn; 0 if not shown.

    Intervals hold together (Bonferroni).
    """
    thursday = pl.col("week").dt.offset_by("3d")
    month = thursday.dt.month()
    drawn = pl.col("point").is_in(list(points))
    inside = weeks.filter(drawn, thursday.dt.year() == year)
    parts = {"january": month == 1, "spring": month.is_in([4, 5, 6]), "autumn": month > 9}
    levels = inside.group_by("department", "point", "replication", maintain_order=True).agg(
        pl.col("waiting").filter(months).mean().alias(name) for name, months in parts.items()
    )
    groups = list(levels.group_by("department", "point", maintain_order=True))
    sure = 1 - (1 - LEVEL) / max(1, 2 * len(groups))
    for (name, point), own in groups:
        rise = mean((own["spring"] - own["january"]).to_numpy(), sure)
        more = mean((own["autumn"] - own["spring"]).to_numpy(), sure)
        least = max(1.0, 0.1 * float(own["spring"].mean() or 0))  # type: ignore[arg-type]
        if isinstance(rise, Interval) and rise.low > least:
            on = more.estimate if isinstance(more, Interval) and more.low > least else 0.0
            yield str(name), int(str(point)), rise.estimate, on
