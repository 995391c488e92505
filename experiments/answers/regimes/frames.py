"""The answers about regimes as tables, figures with their intervals where they have any."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import polars as pl

from experiments.answers.regimes.best import Best
from experiments.answers.regimes.bottleneck import bottleneck
from experiments.answers.regimes.cost import cost
from experiments.answers.regimes.festival import Falling, Festival
from experiments.answers.regimes.lived import Lived
from experiments.statistics.interval import Estimate, Interval
from model.regime import Regime

_Row = dict[str, object]


def best_frame(answer: Best) -> pl.DataFrame:
    """Return a row for each concern and regime.

    ``best`` and ``worst`` say whether it may be either where regimes part; of one year they are
    null, for nothing is shown. ``mean`` is null where the text does not regulate the concern.
    """
    rows: list[_Row] = [
        {
            "concern": one.concern.id,
            "regime": lived.regime.id,
            "mean": one.means[k],
            **_ends(one.levels[k]),
            "unit": one.concern.unit.en,
            "best": one.parts and k in one.best if answer.shown else None,
            "worst": one.parts and k in one.worst if answer.shown else None,
            "years": answer.years,
        }
        for one in answer.ranked
        for k, lived in enumerate(answer.lived)
    ]
    return _frame(rows, {"mean": pl.Float64, "best": pl.Boolean, "worst": pl.Boolean})


def bottleneck_frame(lived: Iterable[Lived]) -> pl.DataFrame:
    """Return a row for each department in which most may wait under each regime."""
    found = ((one.regime, bottleneck(one.regime, one.books)) for one in lived if one.books)
    rows: list[_Row] = [
        {
            "regime": regime.id,
            "department": place.department,
            "mean": place.level,
            **_ends(place.mean),
            "load": place.load,
            "act": place.act,
            "share": place.share,
            "overdue": place.overdue,
            "most": place.most,
            "week": place.week,
            "weeks": [*place.weeks],
            "years": one.years,
        }
        for regime, one in found
        if one is not None
        for place in one.places
    ]
    return _frame(rows, {"weeks": pl.List(pl.Date)})


def festival_frame(found: Sequence[tuple[Regime, Festival]]) -> pl.DataFrame:
    """Return a row for each regime and year: the queue, and what fell due about the holiday."""
    rows: list[_Row] = [
        {
            "regime": regime.id,
            "first": one.window.first,
            "last": one.window.last,
            "year": year,
            "before": one.before[year],
            "after": one.after[year],
            "usual": one.usual[year],
            "cleared": one.cleared[year],
            **_falling("pushes", one.pushes, year),
            **_falling("duties", one.duties, year),
        }
        for regime, one in found
        for year in range(one.years)
    ]
    return _frame(rows, {"cleared": pl.Int64})


def _falling(name: str, falling: Falling, year: int) -> _Row:
    return {
        f"{name}_due": falling.due[year],
        f"{name}_late": falling.late[year],
        f"{name}_usually_due": falling.usual_due[year],
        f"{name}_usually_late": falling.usual_late[year],
    }


def cost_frame(lived: Iterable[Lived]) -> pl.DataFrame:
    """Return a row for each regime and department that did anything, means of the years."""
    rows: list[_Row] = [
        {
            "regime": one.regime.id,
            "department": name,
            "hours": float(np.mean(work.hours)),
            "handled": float(np.mean(work.handled)),
            "letters": float(np.mean(work.letters)),
            "notices": float(np.mean(work.notices)),
            "years": len(one.books),
        }
        for one in lived
        if one.books
        for name, work in cost(one.regime, one.books).works.items()
    ]
    return _frame(rows, {})


def _ends(estimate: Estimate) -> _Row:
    if isinstance(estimate, Interval):
        return {"low": estimate.low, "high": estimate.high}
    return {"low": None, "high": None}


def _frame(rows: Sequence[_Row], types: dict[str, object]) -> pl.DataFrame:
    """A table of rows; the types of columns that may be null throughout."""
    nullable = {"low": pl.Float64, "high": pl.Float64, **types}
    if not rows:
        return pl.DataFrame()
    overrides = {name: kind for name, kind in nullable.items() if name in rows[0]}
    return pl.DataFrame(rows, schema_overrides=overrides, infer_schema_length=None)  # type: ignore[arg-type]
