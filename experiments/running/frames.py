"""The results of a run as tables: Parquet for analysts, frames for statistics and charts.

The tables are folders of parts, each of a fixed number of replications, so that memory does not
grow with them; ``pl.read_parquet("measures/*.parquet")`` and pandas read such a folder whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl

from experiments.running.ours import MEASURES as MEASURES
from experiments.running.ours import PART as PARTS
from experiments.running.ours import SAMPLES as SAMPLES
from experiments.running.ours import SERIES as SERIES
from experiments.running.store import Store
from experiments.show.files import folder, parquet, put

PART = 64
"""Replications in one part."""

MEASURES_SCHEMA: dict[str, Any] = {
    "key": pl.String,
    "replication": pl.Int32,
    "seed": pl.Int64,
    "measure": pl.String,
    "value": pl.Float64,
}
"""One row for each replication and measure; ``value`` is null where the figure does not exist."""

SAMPLES_SCHEMA: dict[str, Any] = {
    "key": pl.String,
    "replication": pl.Int32,
    "span": pl.String,
    "working": pl.List(pl.Int32),
    "calendar": pl.List(pl.Int32),
    "open": pl.List(pl.Int32),
}
"""One row for each replication and kind of span: office minutes and minutes of the clock of those
that ended, and minutes of the clock for which the others were watched."""

SERIES_SCHEMA: dict[str, Any] = {
    "key": pl.String,
    "replication": pl.Int32,
    "department": pl.String,
    "week": pl.Date,
    "waiting": pl.Int32,
}
"""One row for each replication, department and week, by its Monday: the longest queue at a close of
business in it. Weeks of the warm-up are in it, those without a working day are not."""


def write_frames(store: Store) -> None:
    """Write the tables of a settled store."""
    forget_frames(store.path)
    for name in TABLES:
        folder(store.path / name)
    lines = (data for _, data in store.lines())
    number = 0
    while part := list(islice(lines, PART)):
        for name, (made, _) in TABLES.items():
            put(store.path / name / f"part-{number:05d}.parquet", parquet(made(part)))
        number += 1


def forget_frames(path: Path) -> None:
    """Remove tables that more results are about to make incomplete."""
    for name in TABLES:
        for part in (path / name).glob("part-*"):
            if PARTS.fullmatch(part.name):
                part.unlink(missing_ok=True)
        with suppress(OSError):  # where there is none, or something of a user's is left in it
            (path / name).rmdir()


def _measures(part: Sequence[dict[str, Any]]) -> pl.DataFrame:
    rows = [
        (one["key"], one["replication"], one["seed"], name, value)
        for one in part
        for name, value in one["measures"].items()
    ]
    return pl.DataFrame(rows, schema=MEASURES_SCHEMA, orient="row")


def _samples(part: Sequence[dict[str, Any]]) -> pl.DataFrame:
    rows = [
        (one["key"], one["replication"], name, *(spans[k] for k in ("working", "calendar", "open")))
        for one in part
        for name, spans in one["samples"].items()
    ]
    return pl.DataFrame(rows, schema=SAMPLES_SCHEMA, orient="row")


def _series(part: Sequence[dict[str, Any]]) -> pl.DataFrame:
    none: dict[str, Any] = {"weeks": [], "waiting": {}}  # results of older versions
    frames = [
        pl.DataFrame(
            {
                "key": one["key"],
                "replication": one["replication"],
                "department": name,
                "week": [date.fromisoformat(monday) for monday in kept["weeks"]],
                "waiting": waiting,
            },
            schema=SERIES_SCHEMA,
        )
        for one in part
        for kept in (one.get("series", none),)
        for name, waiting in kept["waiting"].items()
    ]
    return pl.concat(frames) if frames else pl.DataFrame(schema=SERIES_SCHEMA)


TABLES: dict[str, tuple[Callable[[Sequence[dict[str, Any]]], pl.DataFrame], dict[str, Any]]] = {
    MEASURES: (_measures, MEASURES_SCHEMA),
    SAMPLES: (_samples, SAMPLES_SCHEMA),
    SERIES: (_series, SERIES_SCHEMA),
}
"""How the lines of a run become each table, and the table's columns."""
