"""When in the year most is waiting, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

import polars as pl

from experiments.answers.amounts import listed
from experiments.answers.answer import Answer
from experiments.measures.measure import About
from experiments.measures.subjects import label_of
from model.language import Text, say

MOST_POINTS = 6
_TIMES, _ITEMS = 2.0, 5.0
"""A week stands out when so many times the median week waits, and so many items more."""
_MOST = 3
"""Departments that are told of."""


def chosen(answer: Answer, most: int = MOST_POINTS) -> list[int]:
    """Return the points whose queues are told of and drawn, those with the same results once.

    All where they are few; else each regime at the first and last value of whatever else varies,
    as many as there is room for: the regimes at the first values come first.
    """
    every: Iterable[int] = range(len(answer.rows))
    few = len({row["key"] for row in answer.rows}) <= most
    first: dict[str, int] = {}
    for number in every if few else _corners(answer):
        first.setdefault(str(answer.rows[number]["key"]), number)
    return list(first.values())[:most]


def _corners(answer: Answer) -> Iterator[int]:
    """Every regime at the first and last values of the other axes, the first values first."""
    rest = [axis for axis in answer.axes if axis != "regime"]
    values = {axis: list(dict.fromkeys(row[axis] for row in answer.rows)) for axis in rest}
    ends = {axis: (own[0], own[-1]) for axis, own in values.items()}
    numbers = {
        (row["regime"], *(row[axis] for axis in rest)): k for k, row in enumerate(answer.rows)
    }
    regimes = list(dict.fromkeys(row["regime"] for row in answer.rows))
    corners = sorted(
        product(*ends.values()),
        key=lambda corner: sum(v != ends[axis][0] for axis, v in zip(rest, corner, strict=True)),
    )
    cells = ((regime, *corner) for corner in corners for regime in regimes)
    return (numbers[cell] for cell in cells if cell in numbers)


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


def peaks(answer: Answer) -> list[Peak]:
    """Return the weeks that stand out at the points of :func:`chosen`, the highest first.

    What is seen in the median of the replications; no interval is given and no cause.
    """
    year = int(answer.rows[0]["year"])
    inside = pl.col("week").is_between(date(year, 1, 1) - timedelta(days=6), date(year, 12, 31))
    every = answer.results.series.filter(inside, pl.col("point").is_in(chosen(answer)))
    keys = ["department", "point"]
    weeks = every.group_by(*keys, "week").agg(pl.col("waiting").median())
    usual = weeks.group_by(keys).agg(pl.col("waiting").median().alias("usual"))
    most = weeks.sort("waiting", "week", descending=[True, False]).group_by(keys).first()
    outstanding = (pl.col("waiting") >= _TIMES * pl.col("usual")) & (
        pl.col("waiting") >= pl.col("usual") + _ITEMS
    )
    rows = most.join(usual, on=keys).filter(outstanding).select(*keys, "week", "waiting", "usual")
    found = (Peak(*row) for row in rows.iter_rows())
    return sorted(found, key=lambda peak: (-peak.items, peak.point))


def peak_lines(answer: Answer) -> Iterator[Text]:
    """Say of the departments with the highest peaks when and how much waits at each point."""
    by_department: dict[str, list[Peak]] = {}
    for peak in peaks(answer):
        by_department.setdefault(peak.department, []).append(peak)
    for department, own in [*by_department.items()][:_MOST]:
        said = [_peak(answer, peak) for peak in sorted(own, key=lambda peak: peak.point)]
        points = say("answers.sentence.then").join(said)
        label = label_of(About.DEPARTMENT, department, answer.names)
        yield say("backlog.peak", department=label, points=points)
    rest = [label_of(About.DEPARTMENT, name, answer.names) for name in [*by_department][_MOST:]]
    if rest:
        yield say("backlog.more-peaks", departments=listed(rest))


def _peak(answer: Answer, peak: Peak) -> Text:
    month = say("backlog.months").each(lambda names: names.split()[peak.week.month - 1])
    return say(
        "backlog.at-peak",
        point=answer.settings(peak.point) or say("answers.page.all"),
        week=say("backlog.week", month=month, day=peak.week.day),
        items=f"{peak.items:g}",
        usual=f"{peak.usual:g}",
    )
