"""The worst matters, each as it went, to be drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import polars as pl

from experiments.log.ask import Judging
from experiments.show.timeline import Story
from model.instant import MINUTES, date_of
from model.language import NOTHING, Text, plain, say
from model.record.judge import Judgements
from model.rule import Obligation
from verify.verdict import Step

MOST = 5
"""Matters that are drawn."""

_MINUTE = 60_000_000  # microseconds


def worst(answer: Judging, most: int = MOST) -> list[Mapping[str, Any]]:
    """Return the rows of the duties that were not kept by most, one of each matter.

    First those not done to this day, then those done late, each by working days.
    """
    rows = answer.duties.filter(pl.col("status").is_in(["late", "deemed", "missing"]))
    ordered = rows.sort(
        pl.col("status") == "missing",
        pl.coalesce("overdue_by", "working_days_late").fill_null(0),
        pl.col("due"),
        descending=[True, True, False],
    )
    return list(
        ordered.unique("number", keep="first", maintain_order=True).head(most).iter_rows(named=True)
    )


def story(answer: Judging, row: Mapping[str, Any]) -> Story:
    """Return the story of a matter: what is entered of it, and the limit that was not kept."""
    steps = sorted(_steps(answer, row), key=lambda each: each[0])
    told = tuple(step for _, step in steps)
    heads = {step.working_day: _head(step) for step in told}
    rule = answer.sight.regime.by_id[row["rule"]]
    assert isinstance(rule, Obligation)
    named = {rule.act: say("log.worst.owed"), rule.on.events[0]: say("log.worst.trigger")}
    occurring = frozenset(step.event for step in told)
    return Story(answer.regime, told, occurring, named, plain(_matter(row)), heads)


def _matter(row: Mapping[str, Any]) -> str:
    """What a matter is called, with its department."""
    return " ".join(str(row[name]) for name in ("case", "thread") if row[name] is not None)


def _head(step: Step) -> Text:
    return NOTHING if step.on is None else plain(step.on.isoformat())


def _steps(answer: Judging, row: Mapping[str, Any]) -> Iterator[tuple[tuple[int, int], Step]]:
    found: Judgements = answer.judgements
    entries, calendar = found.entries, answer.calendar
    rows = np.flatnonzero((entries.thread == row["number"]) & entries.usable)
    at = (entries.at[rows] // _MINUTE).tolist()
    origin = calendar.index_at(at[0]) if at else 0
    words = answer.sight.regime
    for place, (number, minute) in enumerate(zip(rows.tolist(), at, strict=True)):
        event = entries.names[int(entries.event[number])]
        deemed = bool(entries.effect[number])
        mode = "exogenous" if words.is_exogenous(event) else "performed"
        slot = calendar.slot(minute)
        step = Step(
            event,
            "deemed" if deemed else mode,
            slot // 2 - origin,
            bool(slot % 2) and bool(entries.timed[number]),
            "",
            "",
            entries.parties[int(entries.party[number])],
            date_of(minute // MINUTES),
        )
        yield (minute, place), step
    yield from _limit(answer, row, origin)


def _limit(
    answer: Judging, row: Mapping[str, Any], origin: int
) -> Iterator[tuple[tuple[int, int], Step]]:
    """The limit that passed, and what was deemed then."""
    due = row["due"]
    if due is None:
        return
    minute = int(pl.Series([due], dtype=pl.Datetime("us")).cast(pl.Int64)[0]) // _MINUTE
    day, on = answer.calendar.index_at(minute) - origin, due.date()
    cited = (row["article"], row["rule"], row["bearer"])
    if row["status"] == "deemed":
        yield (minute, 10**6), Step(row["about"] or row["act"], "deemed", day, False, *cited, on)
    else:
        yield (minute, 10**6), Step(row["act"], "overdue", day, False, *cited, on)


def case_words(answer: Judging, row: Mapping[str, Any]) -> Text:
    """Say what was not kept in a matter, and by how much."""
    late = row["working_days_late"]
    key = "log.worst.late-least" if row["least"] else "log.worst.late"
    if not late:
        key = "log.worst.overdue" if row["overdue_by"] else "log.worst.missing"
    return say(
        key,
        case=_matter(row),
        days=late or row["overdue_by"] or 0,
        act=answer.regime.vocabulary.events[row["act"]].label,
        due=f"{row['due']:%Y-%m-%d}" if row["due"] else "",
    )
