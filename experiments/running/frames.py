"""The results of a run as tables: Parquet for analysts, frames for statistics and charts.

The tables are folders of parts, each of a fixed number of replications, so that memory does not
grow with them; ``pl.read_parquet("measures/*.parquet")`` and pandas read such a folder whole.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from experiments.measures.spans import SPANS
from experiments.running.header import read_header
from experiments.running.store import LINES, Store
from experiments.show.files import folder, write_parquet
from model.language import Complaint

MEASURES, SAMPLES, SERIES = "measures", "samples", "series"
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
    for name in _TABLES:
        folder(store.path / name)
    lines = (data for _, data in store.lines())
    number = 0
    while part := list(islice(lines, PART)):
        for name, (made, _) in _TABLES.items():
            write_parquet(store.path / name / f"part-{number:05d}.parquet", made(part))
        number += 1


def forget_frames(path: Path) -> None:
    """Remove tables that more results are about to make incomplete."""
    for name in _TABLES:
        shutil.rmtree(path / name, ignore_errors=True)


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


_TABLES: dict[str, tuple[Callable[[Sequence[dict[str, Any]]], pl.DataFrame], dict[str, Any]]] = {
    MEASURES: (_measures, MEASURES_SCHEMA),
    SAMPLES: (_samples, SAMPLES_SCHEMA),
    SERIES: (_series, SERIES_SCHEMA),
}


def points(path: Path) -> pl.DataFrame:
    """Return one row for each point of a run, in the order of the design.

    Columns: ``point`` (from 0), ``key``, ``regime``, ``scenario``, ``reading``, ``year``, and for
    each level one with its name. Points of one key have the same results. A design with
    assumptions has a column for each, null where it is as usual, and ``assumed``, what is assumed
    otherwise, null at the main points, which come first; ``row`` is that of the sample.
    """
    head = read_header(path)
    rows = head["points"]
    columns: dict[str, list[Any]] = {"point": list(range(len(rows)))}
    for name in ("key", "regime", "scenario", "reading", "year"):
        columns[name] = [row[name] for row in rows]
    for level in rows[0]["levels"]:
        columns[level] = [row["levels"][level] for row in rows]
    for name in head.get("assumptions", {}).get("named", ()):
        columns.setdefault(name, [row.get("assumed", {}).get(name) for row in rows])
    if "assumptions" in head:
        columns["assumed"] = [_assumed(row) for row in rows]
        columns["row"] = [row.get("row") for row in rows]
    return pl.DataFrame(columns, strict=False)


def _assumed(row: dict[str, Any]) -> str | None:
    told = [f"{name} = {value}" for name, value in row.get("assumed", {}).items()]
    return ", ".join(told) or None


def main_points(path: Path) -> pl.DataFrame:
    """Return the points at which everything is assumed as usual; see :func:`points`."""
    found = points(path)
    return found.filter(pl.col("assumed").is_null()) if "assumed" in found.columns else found


def measures(path: Path, names: Sequence[str] | None = None) -> pl.DataFrame:
    """Return the measures of a run with the columns of :func:`points`, in the order of the design.

    Parameters
    ----------
    names
        Only these; all where ``None``.

    Notes
    -----
    Of a run that is not finished, what there is.
    """
    found = _scanned(path, MEASURES, names)
    order = ["point", "replication"]
    return points(path).join(found, on="key").sort(order, maintain_order=True)


def samples(path: Path, span: str) -> pl.DataFrame:
    """Return every single span of one kind, of :data:`experiments.measures.spans.SPANS`.

    The columns are those of :func:`points`, ``replication``, ``working``, ``calendar``, ``open``.
    """
    assert span in SPANS, span
    found = _scanned(path, SAMPLES, None).filter(pl.col("span") == span).drop("span")
    return points(path).join(found, on="key").sort("point", "replication", maintain_order=True)


def series(path: Path) -> pl.DataFrame:
    """Return the longest queue of every department in every week: :data:`SERIES_SCHEMA`.

    The columns are those of :func:`points`, ``replication``, ``department``, ``week``, ``waiting``.
    """
    found = _scanned(path, SERIES, None)
    order = ["point", "replication"]
    return points(path).join(found, on="key").sort(order, maintain_order=True)


def array(path: Path, measure: str) -> NDArray[np.float64]:
    """Return one measure of shape ``(replications, points)``; NaN where it does not exist.

    A row holds what one seed gave at every point, so that columns are paired.
    """
    found = measures(path, [measure])
    rows = max(found["replication"].to_list(), default=-1) + 1
    values = np.full((rows, len(points(path))), np.nan)
    for point, replication, value in found.select("point", "replication", "value").iter_rows():
        values[replication, point] = np.nan if value is None else value
    return values


def _scanned(path: Path, table: str, names: Sequence[str] | None) -> pl.DataFrame:
    if any((path / table).glob("*.parquet")):
        found = pl.scan_parquet(path / table / "*.parquet")
        return (found if names is None else found.filter(pl.col("measure").is_in(names))).collect()
    made, schema = _TABLES[table]
    frames = [made(part) for part in _parts(path)]
    if names is not None:
        frames = [one.filter(pl.col("measure").is_in(names)) for one in frames]
    return pl.concat(frames) if frames else pl.DataFrame(schema=schema)


def _parts(path: Path) -> Iterator[list[dict[str, Any]]]:
    """Yield the lines of a run that is still to be finished, a torn one left out."""
    if not (path / LINES).exists():
        raise Complaint("experiment.no-results", folder=path, file=LINES)
    with (path / LINES).open("rb") as file:
        lines = (json.loads(line) for line in file if line.endswith(b"\n"))
        while part := list(islice(lines, PART)):
            yield part
