"""What is overdue and what is due next, laid out: one row for each duty, by department."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from experiments.log.ask import Judging
from experiments.log.expiring import expiring, office_words, overdue
from experiments.show.blocks import Block, Paragraph, Table
from model.language import NOTHING, Text, say
from model.ledger import article_label

_SHOWN, _OVERDUE = 30, 10
"""Rows of a worklist that are shown, and of what is overdue; all of them are in its file."""


def due_title(answer: Judging, days: int) -> Text:
    """Name the section: what is overdue is named where there is any."""
    key = "log.expiring.title" if overdue(answer).is_empty() else "log.overdue.both"
    return say(key, days=days)


def due_blocks(answer: Judging, days: int) -> Iterator[Block]:
    """Tell what is overdue to this day, and what is due within so many working days."""
    yield from _overdue(answer)
    rows = expiring(answer, days)
    if rows.is_empty():
        yield Paragraph(say("log.expiring.none", today=answer.today))
        return
    owed = rows.filter(~pl.col("lapse"))
    offices = len({office_words(answer, row).zh for row in owed.iter_rows(named=True)})
    lead = say("log.expiring.lead", count=len(owed), offices=offices, today=answer.today)
    if len(rows) > len(owed):
        lead += say("log.expiring.itself", count=len(rows) - len(owed))
    yield Paragraph(lead, "plain")
    yield from _to_do(answer, NOTHING, rows, say("log.column.left"), _SHOWN)


def _overdue(answer: Judging) -> Iterator[Block]:
    rows = overdue(answer)
    if rows.is_empty():
        return
    offices = len({office_words(answer, row).zh for row in rows.iter_rows(named=True)})
    caption = say("log.overdue.title", count=len(rows), offices=offices)
    late = rows.with_columns(-pl.col("days_left"))
    yield from _to_do(answer, caption, late, say("log.overdue.by"), _OVERDUE)


def _to_do(
    answer: Judging, caption: Text, rows: pl.DataFrame, days: Text, most: int
) -> Iterator[Block]:
    words = answer.regime.vocabulary
    cells = tuple(
        (
            office_words(answer, row),
            row["case"],
            f"{row['due']:%Y-%m-%d %H:%M}",
            str(row["days_left"]),
            words.events[row["act"]].label,
            article_label(row["article"]),
        )
        for row in rows.head(most).iter_rows(named=True)
    )
    columns = (
        say("log.column.thread"),
        say("log.column.case"),
        say("log.column.due"),
        days,
        say("log.column.act"),
        say("log.column.article"),
    )
    yield Table(caption, columns, cells)
    if len(rows) > most:
        yield Paragraph(say("log.more", count=len(rows) - most), "note")
