"""When in the year most is waiting, and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

import polars as pl

from experiments.answers.amounts import listed
from experiments.answers.answer import Answer
from experiments.running.frames import series
from model.language import Text, say

MOST_POINTS = 6
_TIMES, _ITEMS = 2.0, 5.0
"""A week stands out when so many times the median week waits, and so many items more."""
_MOST = 3
"""Departments that are told of."""


def chosen(found: Answer, most: int = MOST_POINTS) -> list[int]:
    """Return the points whose queues are told of and drawn, those with the same results once.

    All where they are few; else each regime at the first and last value of whatever else varies,
    as many as there is room for: the regimes at the first values come first.
    """
    rest = [axis for axis in found.axes if axis != "regime"]
    values = {axis: list(dict.fromkeys(row[axis] for row in found.rows)) for axis in rest}
    extremes = {axis: (all_[0], all_[-1]) for axis, all_ in values.items()}
    places = {(row["regime"], *(row[axis] for axis in rest)): k for k, row in enumerate(found.rows)}
    regimes = list(dict.fromkeys(row["regime"] for row in found.rows))
    corners = sorted(
        product(*extremes.values()),
        key=lambda one: sum(v != extremes[axis][0] for axis, v in zip(rest, one, strict=True)),
    )
    wanted = range(len(found.rows))
    if len({row["key"] for row in found.rows}) > most:
        named = ((regime, *corner) for corner in corners for regime in regimes)
        wanted = [places[one] for one in named if one in places]  # type: ignore[assignment]
    first: dict[str, int] = {}
    for number in wanted:
        first.setdefault(str(found.rows[number]["key"]), number)
    return list(first.values())[:most]


@dataclass(frozen=True, slots=True)
class Peak:
    """The week of the year in which most waits in a department at a point.

    Attributes
    ----------
    week
        Its Monday.
    items, usual
        The longest queue in it, and that of the median week of the year; each the median over
        replications.
    """

    department: str
    point: int
    week: date
    items: float
    usual: float


def peaks(found: Answer) -> list[Peak]:
    """Return the weeks that stand out at the points of :func:`chosen`, the highest first.

    What is seen in the median of the replications; no interval is given and no cause.
    """
    year = int(found.rows[0]["year"])
    inside = pl.col("week").is_between(date(year, 1, 1) - timedelta(days=6), date(year, 12, 31))
    every = series(found.path).filter(inside, pl.col("point").is_in(chosen(found)))
    keys = ["department", "point"]
    weeks = every.group_by(*keys, "week").agg(pl.col("waiting").median())
    usual = weeks.group_by(keys).agg(pl.col("waiting").median().alias("usual"))
    most = weeks.sort("waiting", "week", descending=[True, False]).group_by(keys).first()
    outstanding = (pl.col("waiting") >= _TIMES * pl.col("usual")) & (
        pl.col("waiting") >= pl.col("usual") + _ITEMS
    )
    rows = most.join(usual, on=keys).filter(outstanding).select(*keys, "week", "waiting", "usual")
    return sorted((Peak(*row) for row in rows.iter_rows()), key=lambda one: (-one.items, one.point))


def peak_lines(found: Answer) -> Iterator[Text]:
    """Say of the departments with the highest peaks when and how much waits at each point."""
    by_department: dict[str, list[Peak]] = {}
    for one in peaks(found):
        by_department.setdefault(one.department, []).append(one)
    names = _departments(found)
    for department, own in [*by_department.items()][:_MOST]:
        told = [_peak(found, one) for one in sorted(own, key=lambda one: one.point)]
        points = say("answers.sentence.then").join(told)
        yield say("backlog.peak", department=names.get(department, department), points=points)
    if rest := [names.get(one, one) for one in [*by_department][_MOST:]]:
        yield say("backlog.more-peaks", departments=listed(rest))


def _peak(found: Answer, one: Peak) -> Text:
    months = say("backlog.months").split()
    return say(
        "backlog.at-peak",
        point=found.settings(one.point) or say("answers.page.all"),
        week=say("backlog.week", month=months[one.week.month - 1], day=one.week.day),
        items=f"{one.items:g}",
        usual=f"{one.usual:g}",
    )


def _departments(found: Answer) -> dict[str, Text]:
    if found.design is None:
        return {}
    return {one.id: one.label for one in found.design.points[0].scenario.departments}
