"""The log as an estimate needs it: one event in a row, in the words of the regime."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from model.language import Text

COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "case": pl.String,
    "thread": pl.String,
    "event": pl.String,
    "time": pl.Int64,
    "clock": pl.Boolean,
    "party": pl.String,
    "person": pl.String,
    "mode": pl.String,
}
"""Columns of the events of a log. ``thread`` is the department, empty where none is known;
``time`` is in minutes (:mod:`model.instant`), of an event without time of day (not ``clock``) that
of its midnight; ``party`` and ``person`` are who did it, ``mode`` how it came about, null where the
log does not say."""


@dataclass(frozen=True)
class Log:
    """A log.

    Attributes
    ----------
    events
        Its events, in the order in which they came about.
    attributes
        ``case``, and a column for each fact of matters that the log has.
    ends
        The instant up to which the log goes.
    told
        What was said of rows that could not be used.
    """

    name: str
    events: pl.DataFrame
    ends: int
    attributes: pl.DataFrame = field(default_factory=lambda: pl.DataFrame({"case": []}))
    told: tuple[Text, ...] = ()


def of_simulation(
    frame: pl.DataFrame,
    ends: int,
    attributes: pl.DataFrame | None = None,
    name: str = "simulated",
) -> Log:
    """Return the event log of a simulated year as a log of real matters."""
    events = frame.select(
        "case",
        "thread",
        "event",
        (pl.col("instant").dt.epoch("s") // 60).alias("time"),
        pl.lit(True).alias("clock"),
        "party",
        pl.lit(None, dtype=pl.String).alias("person"),
        "mode",
    )
    facts = pl.DataFrame({"case": []}) if attributes is None else attributes
    return Log(name, events.cast(dict(COLUMNS)), ends, facts)  # type: ignore[arg-type]
