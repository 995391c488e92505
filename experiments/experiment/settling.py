"""Whether queues had settled when the year began, as far as their course over the year shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from experiments.answers.answer import Answer
from experiments.designs.point import Design
from experiments.measures.subjects import subjects
from experiments.running.frames import series
from experiments.statistics.interval import LEVEL, Interval
from experiments.statistics.intervals import mean
from model.language import Text, say

_TOLD = 3
"""Queues of which it is said."""


def unsettled(found: Answer, numbers: Sequence[int]) -> list[Text]:
    """Say where a queue is longer in April to June than in January, the greatest first.

    By an item and a tenth at the least, shown over the replications for all departments and points
    together; and whether it is longer still in the last quarter. The warm-up may have been too
    short, or the queue may grow; why is not found out. Nothing is said where arrivals are made to
    vary over the year, which does the same.
    """
    even = [number for number in numbers if found.design is None or _even(found.design, number)]
    year, frame = int(found.rows[0]["year"]), series(found.path)
    grown = sorted(_grown(frame, even, year), key=lambda one: -one[2])
    named = subjects(found.design)["backlog"]
    alone = say("answers.page.all")
    lines = [
        say(
            "backlog.growing" if more else "backlog.filling",
            department=named[name] if name in named else name,
            point=found.settings(number) or alone,
            rise=f"{rise:.0f}",
            more=f"{more:.0f}",
        )
        for name, number, rise, more in grown[:_TOLD]
    ]
    if len(grown) > _TOLD:
        lines.append(say("backlog.more-unsettled", count=len(grown) - _TOLD))
    if lines:
        lines.append(say("backlog.settling"))
    return lines


def _even(design: Design, number: int) -> bool:
    """Whether as many matters arrive in every month of a point's year, but for chance."""
    patterns = [one.pattern for one in design.points[number].scenario.matters]
    return not any(
        one.bursts or one.after_closure is not None or len(set(one.months)) > 1 for one in patterns
    )


def _grown(
    frame: pl.DataFrame, numbers: Sequence[int], year: int
) -> Iterator[tuple[str, int, float, float]]:
    """Department, point, by how much its queue has grown by spring, and by autumn; 0 if not shown.

    Intervals hold together (Bonferroni).
    """
    thursday = pl.col("week").dt.offset_by("3d")
    month = thursday.dt.month()
    drawn = pl.col("point").is_in(list(numbers))
    inside = frame.filter(drawn, thursday.dt.year() == year)
    parts = {"january": month == 1, "spring": month.is_in([4, 5, 6]), "autumn": month > 9}
    levels = inside.group_by("department", "point", "replication", maintain_order=True).agg(
        pl.col("waiting").filter(of).mean().alias(name) for name, of in parts.items()
    )
    groups = list(levels.group_by("department", "point", maintain_order=True))
    sure = 1 - (1 - LEVEL) / max(1, 2 * len(groups))
    for (name, number), own in groups:
        rise = mean((own["spring"] - own["january"]).to_numpy(), sure)
        more = mean((own["autumn"] - own["spring"]).to_numpy(), sure)
        least = max(1.0, 0.1 * float(own["spring"].mean() or 0))  # type: ignore[arg-type]
        if isinstance(rise, Interval) and rise.low > least:
            on = more.estimate if isinstance(more, Interval) and more.low > least else 0.0
            yield str(name), int(str(number)), rise.estimate, on
