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
    """Return what became of each duty, as JSON data; what nobody owes is not in it.

    ``case``; ``thread``, the department, ``None`` where the record tells none; ``rule``,
    ``article``; ``status``, one of ``fulfilled``, ``late``, ``deemed``, ``missing``, ``pending``,
    ``could-not-be-kept``, ``not-judgeable``, and ``violated`` of a prohibition, which is told only
    where it was; ``opened``, ``due`` and ``settled`` in local time as ISO 8601, without a time of
    day where none is known, ``None`` for none; ``working_days_late``, each begun one counted, the
    least where the record leaves open how many, 0 for what was kept and ``None`` for what has no
    such number: what was not done, and what could not be kept; ``why``, a sentence, which says so
    where the due date lies in a year whose days off are presumed.
    """
    return list(log_rows(answer))


def log_rows(answer: Judging) -> Iterator[dict[str, Any]]:
    """Yield the same one by one."""
    said: dict[tuple[Any, ...], Text] = {}
    for row in _explained(answer).iter_rows(named=True):
        key = tuple(row[name] for name in _REASON)
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


_REASON = ("rule", "why", "about", "presumed", "at_least")
"""Columns on which the sentence hangs that says why a duty stands as it does."""


def _explained(answer: Judging) -> pl.DataFrame:
    """The duties with what their reasons hang on."""
    year, presumed = pl.col("due").dt.year(), list(answer.calendar.presumed)
    return answer.duties.with_columns(
        pl.col("about").fill_null(""),
        pl.when(year.is_in(presumed)).then(year).alias("presumed"),
        pl.when("least").then("working_days_late").alias("at_least"),
    )


def written_time(at: datetime | None, timed: bool = True) -> str | None:
    """Return an instant as ISO 8601 to the minute, or its date where no time of day is known."""
    if at is None:
        return None
    return at.isoformat(timespec="minutes") if timed else at.date().isoformat()


def table(answer: Judging) -> pl.DataFrame:
    """Return the same as a table, with the reason in both languages."""
    rows = _explained(answer)
    keys = rows.select(_REASON).unique(maintain_order=True)
    texts: list[Text] = [why_words(answer, *key) for key in keys.iter_rows()]
    spoken = {f"why.{lang}": [one.in_(lang) for one in texts] for lang in LANGS}
    told = keys.with_columns(pl.Series(name, words, pl.String) for name, words in spoken.items())
    columns = [name for name in COLUMNS if name != "why"]
    joined = rows.join(told, on=_REASON, how="left", maintain_order="left", nulls_equal=True)
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
