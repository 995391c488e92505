"""Event logs in XES (IEEE 1849), read as they come: no entity is expanded, nothing is fetched.

Attributes of a trace are columns that begin with ``case:``, those of an event have their own keys.
"""

from __future__ import annotations

import gzip
import shutil
import weakref
import zlib
from collections.abc import Collection, Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, BinaryIO, cast

import polars as pl
from lxml import etree  # type: ignore[import-untyped]

from model.language import Complaint
from protocols.log.tables import LINE, Table
from protocols.log.unpacked import is_long

CASE, TIME, EVENT = "case:concept:name", "time:timestamp", "concept:name"
"""The columns that the standard gives every log."""

_SAMPLE = 200  # traces whose attributes tell the columns
_TOGETHER = 100_000  # events that are put into a frame at a time
_OF_TRACE = "case:"


class XesTable(Table):
    """An event log: a row for each event, with the attributes of its trace."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        columns: dict[str, None] = {}
        for number, (trace, events) in enumerate(self._traces(None)):
            if number >= _SAMPLE:
                break
            columns |= dict.fromkeys(trace)
            for _, event in events:
                columns |= dict.fromkeys(event)
        if not columns:
            raise Complaint("log.empty", file=path)
        self.columns = tuple(columns)

    def frame(self, columns: Collection[str]) -> pl.DataFrame:
        """Return some columns as text."""
        return pl.concat([self._empty(columns), *self._frames(columns)])

    def lazy(self, columns: Collection[str]) -> pl.LazyFrame:
        """Return the same; of a long file by way of a temporary one, so that it is never whole."""
        if not is_long(self.path):
            return self.frame(columns).lazy()
        folder = Path(mkdtemp(prefix="shenguan-log-"))
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self._empty(columns).write_parquet(folder / f"{0:06}.parquet")
        for number, frame in enumerate(self._frames(columns), 1):
            frame.write_parquet(folder / f"{number:06}.parquet")
        return pl.scan_parquet(folder / "*.parquet")

    def _empty(self, columns: Collection[str]) -> pl.DataFrame:
        return pl.DataFrame(schema={LINE: pl.UInt32, **dict.fromkeys(columns, pl.String)})

    def _frames(self, columns: Collection[str]) -> Iterator[pl.DataFrame]:
        """Yield some columns as text, so many events at a time."""
        lines: list[int] = []
        found: dict[str, list[str | None]] = {name: [] for name in columns}
        of_trace = [name for name in columns if name.startswith(_OF_TRACE)]
        of_event = [name for name in columns if not name.startswith(_OF_TRACE)]
        for trace, events in self._traces(frozenset(columns)):
            for line, event in events:
                lines.append(line)
                for name in of_event:
                    found[name].append(event.get(name))
            for name in of_trace:
                found[name] += [trace.get(name)] * len(events)
            if len(lines) >= _TOGETHER:
                yield self._frame(lines, found)
                lines, found = [], {name: [] for name in columns}
        yield self._frame(lines, found)

    def _frame(self, lines: list[int], found: dict[str, list[str | None]]) -> pl.DataFrame:
        columns = {name: pl.Series(values, dtype=pl.String) for name, values in found.items()}
        return pl.DataFrame({LINE: pl.Series(lines, dtype=pl.UInt32), **columns})

    def _traces(
        self, wanted: frozenset[str] | None
    ) -> Iterator[tuple[dict[str, str], list[tuple[int, dict[str, str]]]]]:
        """Yield the attributes of each trace, and its events each with its line and attributes."""
        try:
            with self._opened() as file:
                yield from _walk(file, wanted)
        except (etree.XMLSyntaxError, OSError, EOFError, zlib.error) as error:
            line = getattr(error, "lineno", None) or 1
            raise Complaint("log.not-xes", file=self.path, line=line) from None

    def _opened(self) -> BinaryIO:
        if self.path.name.lower().endswith(".gz"):
            return cast(BinaryIO, gzip.open(self.path, "rb"))
        return self.path.open("rb")


def _walk(
    file: BinaryIO, wanted: frozenset[str] | None
) -> Iterator[tuple[dict[str, str], list[tuple[int, dict[str, str]]]]]:
    parsed = etree.iterparse(
        file,
        events=("end",),
        tag=("{*}event", "{*}trace"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_blank_text=True,
        remove_comments=True,
        remove_pis=True,
    )
    events: list[tuple[int, dict[str, str]]] = []
    for _, node in parsed:
        if node.tag.endswith("event"):
            events.append((node.sourceline or 0, _attributes(node, wanted, "")))
            node.clear(keep_tail=False)
        else:
            yield _attributes(node, wanted, _OF_TRACE), events
            events = []
            node.clear(keep_tail=False)
            parent = node.getparent()
            if parent is not None:
                while node.getprevious() is not None:
                    del parent[0]


def _attributes(node: Any, wanted: frozenset[str] | None, head: str) -> dict[str, str]:
    if wanted is None:
        pairs = ((child.get("key"), child.get("value")) for child in node)
        return {head + key: value for key, value in pairs if key is not None and value is not None}
    found: dict[str, str] = {}
    for child in node:
        key = head + child.get("key", "")
        if key in wanted and (value := child.get("value")) is not None:
            found[key] = value
    return found
