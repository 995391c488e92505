"""Shares of duties kept, by article, department, month and kind, each with its interval."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import polars as pl

from experiments.log.ask import DECIDED, Judging
from experiments.statistics.interval import Estimate
from experiments.statistics.intervals import proportion
from model.language import Text, plain

MOST = 40
"""Groups that are told at the most; further ones stand in the table on disk."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many duties of a group were kept, of those of which it can be told.

    Attributes
    ----------
    label
        What the group is called.
    kept
        The share kept of all ``decided``, with Wilson's interval: as if the matters were drawn
        from many alike, each independent of the others.
    worst
        The most working days that one was late; ``None`` where none was.
    """

    name: str
    label: Text
    decided: int
    fulfilled: int
    late: int
    deemed: int
    missing: int
    violated: int
    pending: int
    could_not: int
    unknown: int
    kept: Estimate
    worst: int | None


def by_article(answer: Judging) -> list[Share]:
    """Return the shares of rules, in the order of the text; the name is the rule's."""
    order = [rule.id for rule in answer.sight.regime.rules]
    found = shares(answer.duties, "rule")
    return sorted(found, key=lambda one: order.index(one.name))


def by_month(answer: Judging) -> list[Share]:
    """Return the shares of months in which duties were due, in their order."""
    month = answer.duties.with_columns(pl.col("due").dt.strftime("%Y-%m").alias("month"))
    return sorted(shares(month, "month"), key=lambda one: one.name)


def by_office(answer: Judging) -> list[Share]:
    """Return the shares of those who owe duties, the lowest first.

    That is the department of a matter where the duty is its own, else the party of the rule.
    """
    rows, parties = answer.duties, answer.regime.vocabulary.parties
    others = shares(rows.filter(~pl.col("own")), "bearer")
    named = [replace(one, label=parties[one.name].label) for one in others if one.name in parties]
    return _lowest([*shares(rows.filter("own"), "thread"), *named])


def by_kind(answer: Judging) -> list[Share]:
    """Return the shares of kinds of matters, the lowest first."""
    return _lowest(shares(answer.duties, "kind"))


def _lowest(found: Iterable[Share]) -> list[Share]:
    told = [one for one in found if one.decided]
    return sorted(told, key=lambda one: (one.fulfilled / one.decided, -one.decided, one.name))


def shares(rows: pl.DataFrame, column: str) -> list[Share]:
    """Return the shares of each group of some rows; of those without a name there is none."""
    statuses = ("fulfilled", "late", "deemed", "missing", "violated", "pending")
    counts = (
        rows.drop_nulls(column)
        .group_by(column, maintain_order=True)
        .agg(
            *((pl.col("status") == one).sum().alias(one) for one in statuses),
            (pl.col("status") == "could-not-be-kept").sum().alias("could_not"),
            (pl.col("status") == "not-judgeable").sum().alias("unknown"),
            pl.col("status").is_in(list(DECIDED)).sum().alias("decided"),
            pl.col("working_days_late")
            .filter(pl.col("working_days_late") > 0)
            .max()
            .alias("worst"),
        )
    )
    return [
        Share(
            row[column],
            plain(row[column]),
            row["decided"],
            row["fulfilled"],
            row["late"],
            row["deemed"],
            row["missing"],
            row["violated"],
            row["pending"],
            row["could_not"],
            row["unknown"],
            proportion(row["fulfilled"], row["decided"]),
            row["worst"],
        )
        for row in counts.iter_rows(named=True)
    ]
