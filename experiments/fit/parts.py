"""Lateness by month and load by day of the week, in a log and in simulations of its matters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from experiments.fit.clock import Whole
from experiments.fit.figures import LEVEL, Span, share
from model.instant import MINUTES

_FEWEST = 20
"""Duties that must have come due in a month, and acts that there must be in all."""
_RARE = 0.005
"""The share of all acts that a day of the week must have to be told of."""


@dataclass(frozen=True, slots=True)
class Part:
    """A share in the log, and the same in simulations: its mean, the least and the largest.

    Attributes
    ----------
    seen
        The share, with an interval that holds for all parts of its kind together at 95 %: of many
        parts some would else not fit by chance alone.
    """

    name: str
    n: int
    seen: Span
    expected: float
    least: float
    most: float

    @property
    def fits(self) -> bool:
        """Whether the interval of what was seen meets what was simulated."""
        return self.seen.low <= self.most and self.seen.high >= self.least


def _late(frame: pl.DataFrame) -> pl.DataFrame:
    """By month of the trigger: how many duties came due, and how many were not done by then."""
    due = frame.filter(pl.col("due").is_not_null() & (pl.col("due") <= pl.col("end")))
    late = pl.col("done").is_null() | (pl.col("done") > pl.col("due"))
    settled = pl.col("done").is_not_null() | (pl.col("until") >= pl.col("due"))
    month = (pl.from_epoch(pl.col("opened") * 60)).dt.strftime("%Y-%m")
    return (
        due.filter(settled)
        .with_columns(month.alias("name"), late.alias("late"))
        .group_by("name")
        .agg(pl.col("late").sum(), pl.len().alias("n"))
        .sort("name")
    )


def by_month(seen: pl.DataFrame, simulated: Sequence[pl.DataFrame]) -> list[Part]:
    """Return the share of due duties that were late, by the month in which they arose."""
    others = [{name: late / n for name, late, n in _late(one).iter_rows()} for one in simulated]
    told = []
    for name, late, n in _late(seen).iter_rows():
        values = [one[name] for one in others if name in one]
        if n >= _FEWEST and values:
            told.append((name, n, late, n, values))
    return _parts(told)


def _parts(told: Sequence[tuple[str, int, float, int, list[float]]]) -> list[Part]:
    """Parts of which the name, the number, the count, that out of which it is, and simulations."""
    level = 1 - (1 - LEVEL) / max(1, len(told))
    return [
        Part(name, n, share(count, total, level), sum(of) / len(of), min(of), max(of))
        for name, n, count, total, of in told
    ]


def by_weekday(seen: pl.DataFrame, simulated: Sequence[pl.DataFrame]) -> list[Part]:
    """Return the share of all acts that were done on each day of the week."""
    own, others = _acts(seen), [_acts(one) for one in simulated]
    n = int(own.sum())
    told: list[tuple[str, int, float, int, list[float]]] = []
    if n < _FEWEST:
        return []
    for day in range(7):
        values = [float(one[day] / max(1, one.sum())) for one in others]
        if max(own[day] / n, *values) >= _RARE:
            told.append((str(day), int(own[day]), float(own[day]), n, values))
    return _parts(told)


def _acts(frame: pl.DataFrame) -> Whole:
    """How many acts were done on each day of the week."""
    done = frame["done"].drop_nulls().to_numpy()
    return np.bincount((done // MINUTES + 3) % 7, minlength=7)  # 1970 began on a Thursday
