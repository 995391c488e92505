"""Judgements of a record for other programs, and as tables on disk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import polars as pl

from experiments.log.ask import Judging
from experiments.log.rows import COLUMNS
from experiments.log.words import why_words
from model.language import LANGS, Text


def log_data(answer: Judging) -> list[dict[str, Any]]:
    """Return what became of each duty and lapse, as JSON data.

    ``case``; ``thread``, the department, ``None`` where the record tells none; ``rule``,
    ``article``; ``status``, one of ``fulfilled``, ``late``, ``deemed``, ``missing``, ``pending``,
    ``could-not-be-kept``, ``not-judgeable`` (and ``violated``, of a prohibition); ``opened``,
    ``due`` and ``settled`` in local time as ISO 8601, without a time of day where none is known,
    ``None`` for none; ``working_days_late``, each begun one counted, 0 for what was kept and
    ``None`` where there is no such number; ``why``, a sentence.
    """
    return list(log_rows(answer))


def log_rows(answer: Judging) -> Iterator[dict[str, Any]]:
    """Yield the same one by one."""
    said: dict[tuple[str, str, str], Text] = {}
    for row in answer.rows.iter_rows(named=True):
        key = (row["rule"], row["why"], row["about"] or "")
        if key not in said:
            said[key] = why_words(answer, *key)
        yield {
            "case": row["case"],
            "thread": row["thread"],
            "rule": row["rule"],
            "article": row["article"],
            "status": row["status"],
            "opened": written_time(row["opened"], row["opened_timed"]),
            "due": written_time(row["due"]),
            "settled": written_time(row["settled"], row["settled_timed"]),
            "working_days_late": row["working_days_late"],
            "why": said[key],
        }


def written_time(at: datetime | None, timed: bool = True) -> str | None:
    """Return an instant as ISO 8601 to the minute, or its date where no time of day is known."""
    if at is None:
        return None
    return at.isoformat(timespec="minutes") if timed else at.date().isoformat()


def table(answer: Judging) -> pl.DataFrame:
    """Return the same as a table, with the reason in both languages."""
    rows = answer.rows
    keys = rows.select("rule", "why", pl.col("about").fill_null("")).unique(maintain_order=True)
    texts: list[Text] = [why_words(answer, *key) for key in keys.iter_rows()]
    spoken = {f"why.{lang}": [one.in_(lang) for one in texts] for lang in LANGS}
    told = keys.with_columns(pl.Series(name, words, pl.String) for name, words in spoken.items())
    columns = [name for name in COLUMNS if name != "why"]
    joined = rows.with_columns(pl.col("about").fill_null("")).join(
        told, on=["rule", "why", "about"], how="left", maintain_order="left"
    )
    return joined.select(
        *(_as_text(name) if name in ("opened", "settled") else pl.col(name) for name in columns),
        *spoken,
        "kind",
        "line",
    )


def _as_text(name: str) -> pl.Expr:
    """A column of instants as text, dates alone where no time of day is known."""
    at, timed = pl.col(name), pl.col(f"{name}_timed")
    whole, day = at.dt.strftime("%Y-%m-%d %H:%M"), at.dt.strftime("%Y-%m-%d")
    return pl.when(timed).then(whole).otherwise(day).alias(name)
