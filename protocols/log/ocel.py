"""Object-centric event logs, OCEL 2.0 in JSON and in SQLite.

A row stands for an event and the objects that it is about. Its columns are ``ocel:activity`` and
``ocel:timestamp``, the attributes of events, and one for each type of object: the one that it is
about. Where an event is about several objects of one type, there is a row for each.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import polars as pl

from model.language import Complaint
from protocols.log.tables import LINE, Table

TIME, EVENT = "ocel:timestamp", "ocel:activity"
_MOST = 1000  # rows that one event may stand for


class OcelTable(Table):
    """Rows of an object-centric log; its lines are the numbers of its events."""

    def __init__(self, path: Path, rows: Sequence[tuple[int, Mapping[str, str | None]]]) -> None:
        columns = dict.fromkeys(name for _, row in rows for name in row)
        super().__init__(path, tuple(columns))
        self._rows = rows

    def frame(self, columns: Collection[str]) -> pl.DataFrame:
        """Return some columns as text, a row for each event and object in them."""
        chosen = list(columns)
        rows = dict.fromkeys(
            (line, *(row.get(name) for name in chosen)) for line, row in self._rows
        )
        schema: dict[str, Any] = {LINE: pl.UInt32, **dict.fromkeys(chosen, pl.String)}
        return pl.DataFrame(list(rows), schema=schema, orient="row")


def ocel_table(path: Path) -> OcelTable:
    """Return the table of an object-centric log.

    Raises
    ------
    Complaint
        When the file is none.
    """
    with path.open("rb") as file:
        is_sqlite = file.read(16).startswith(b"SQLite format 3")
    try:
        rows = list(_of_sqlite(path) if is_sqlite else _of_json(path))
    except (ValueError, KeyError, TypeError, AttributeError, sqlite3.Error):
        raise Complaint("log.not-ocel", file=path) from None
    if not rows:
        raise Complaint("log.empty", file=path)
    return OcelTable(path, rows)


def _of_json(path: Path) -> Iterator[tuple[int, Mapping[str, str | None]]]:
    data = json.loads(path.read_bytes())
    types = {one["id"]: one["type"] for one in data["objects"]}
    for number, event in enumerate(data["events"], 1):
        told = {one["name"]: str(one["value"]) for one in event.get("attributes", ())}
        about = [one["objectId"] for one in event.get("relationships", ())]
        yield from _rows(number, event["type"], event["time"], told, about, types)


def _of_sqlite(path: Path) -> Iterator[tuple[int, Mapping[str, str | None]]]:
    base = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        base.row_factory = sqlite3.Row
        types = {row["ocel_id"]: row["ocel_type"] for row in base.execute("SELECT * FROM object")}
        about: dict[str, list[str]] = {}
        for row in base.execute("SELECT * FROM event_object"):
            about.setdefault(row["ocel_event_id"], []).append(row["ocel_object_id"])
        told: dict[str, dict[str, Any]] = {}
        for row in base.execute("SELECT ocel_type_map FROM event_map_type"):
            name = str(row[0]).replace('"', '""')
            for event in base.execute(f'SELECT * FROM "event_{name}"'):
                told[event["ocel_id"]] = dict(event)
        for number, row in enumerate(base.execute("SELECT * FROM event"), 1):
            own = told.get(row["ocel_id"], {})
            time = own.get("ocel_time")
            more = {
                name: str(value)
                for name, value in own.items()
                if name not in ("ocel_id", "ocel_time") and value is not None
            }
            objects = about.get(row["ocel_id"], [])
            yield from _rows(number, row["ocel_type"], time, more, objects, types)
    finally:
        base.close()


def _rows(
    number: int,
    event: str,
    time: str | None,
    told: Mapping[str, str],
    about: Sequence[str],
    types: Mapping[str, str],
) -> Iterator[tuple[int, Mapping[str, str | None]]]:
    by_type: dict[str, list[str]] = {}
    for one in about:
        if one in types:
            by_type.setdefault(types[one], []).append(one)
    row: dict[str, str | None] = {EVENT: event, TIME: time, **told}
    for count, objects in enumerate(product(*by_type.values())):
        if count >= _MOST:
            raise ValueError(number)
        yield number, {**row, **dict(zip(by_type, objects, strict=True))}
