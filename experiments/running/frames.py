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

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

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
    replications = store.opened()
    number = 0
    while part := list(islice(replications, PART)):
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
    figures = [one["measures"] for one in part]
    lengths = [len(one) for one in figures]
    columns = {
        **_repeated(part, ("key", "replication", "seed"), lengths),
        "measure": [name for one in figures for name in one],
        "value": [value for one in figures for value in one.values()],
    }
    return pl.DataFrame(columns, schema=MEASURES_SCHEMA, strict=False)


def _samples(part: Sequence[dict[str, Any]]) -> pl.DataFrame:
    kept = [one["samples"] for one in part]
    spans = [one for samples in kept for one in samples.values()]
    columns = {
        **_repeated(part, ("key", "replication"), [len(one) for one in kept]),
        "span": [name for samples in kept for name in samples],
        **{name: _lists([one[name] for one in spans]) for name in ("working", "calendar", "open")},
    }
    return pl.DataFrame(columns, schema=SAMPLES_SCHEMA)


def _lists(rows: Sequence[ArrayLike]) -> pl.Series:
    """Lists of whole numbers; all of them in one array and then divided."""
    arrays = [np.asarray(row, dtype=np.int32) for row in rows]
    lengths = np.array([len(row) for row in arrays], dtype=np.int64)
    whole = pl.Series(np.concatenate(arrays or [np.zeros(0, np.int32)]))
    each = pl.DataFrame({"row": np.repeat(np.arange(len(rows)), lengths), "value": whole})
    found = each.group_by("row", maintain_order=True).agg("value")
    every = pl.DataFrame({"row": np.arange(len(rows))}).join(
        found, on="row", how="left", maintain_order="left"
    )
    return every["value"].fill_null(pl.Series([[]], dtype=pl.List(pl.Int32)))


def _series(part: Sequence[dict[str, Any]]) -> pl.DataFrame:
    none: dict[str, Any] = {"weeks": [], "waiting": {}}  # results of older versions
    kept = [one.get("series", none) for one in part]
    known = {day: date.fromisoformat(day) for one in kept for day in one["weeks"]}
    waiting = [(name, one["weeks"]) for one in kept for name in one["waiting"]]
    lengths = [len(one["weeks"]) * len(one["waiting"]) for one in kept]
    columns = {
        **_repeated(part, ("key", "replication"), lengths),
        "department": [name for name, weeks in waiting for _ in weeks],
        "week": [known[day] for _, weeks in waiting for day in weeks],
        "waiting": [count for one in kept for row in one["waiting"].values() for count in row],
    }
    return pl.DataFrame(columns, schema=SERIES_SCHEMA)


def _repeated(
    part: Sequence[dict[str, Any]], names: Sequence[str], lengths: Sequence[int]
) -> dict[str, pl.Series]:
    """Columns of what holds for a whole replication, as often as it has rows."""
    rows = np.repeat(np.arange(len(part), dtype=np.uint32), lengths)
    return {name: pl.Series([one[name] for one in part]).gather(rows) for name in names}


TABLES: dict[str, tuple[Callable[[Sequence[dict[str, Any]]], pl.DataFrame], dict[str, Any]]] = {
    MEASURES: (_measures, MEASURES_SCHEMA),
    SAMPLES: (_samples, SAMPLES_SCHEMA),
    SERIES: (_series, SERIES_SCHEMA),
}
"""How the lines of a run become each table, and the table's columns."""
