"""Text files with a separator, in any encoding that Excel writes in China."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Collection, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl

from model.language import Complaint, reason
from protocols.log.tables import LINE, TOP, Table, Torn, headings
from protocols.log.unpacked import as_utf8, is_long, marked

_SEPARATORS = (",", "\t", ";", "|", "，")


class DelimitedTable(Table):
    """A CSV file, or one with semicolons or tabs."""

    def __init__(self, path: Path, case: str | None) -> None:
        super().__init__(path)
        self._bytes: bytes | None = None
        if is_long(path):
            self._text, self.encoding = as_utf8(path, self)
        else:
            self._text = path
            self._bytes, self.encoding = _utf8(path)
        top = self._top()
        self.separator = _separator(top)
        try:
            rows = list(islice(csv.reader(io.StringIO(top), delimiter=self.separator), TOP))
        except csv.Error:
            raise Complaint("log.not-csv", file=path) from None
        if not rows:
            raise Complaint("log.empty", file=path)
        self._skip = headings(rows, case)
        self._names = tuple(name.strip() for name in rows[self._skip])
        self.head_by(self._names)
        self._first = self._skip + 2

    def _top(self) -> str:
        data = self._bytes
        if data is None:
            with self._text.open("rb") as file:
                data = file.read(1_000_000)
        return data[:1_000_000].decode("utf-8-sig", "replace").replace("\0", "")

    def frame(self, columns: Collection[str]) -> pl.DataFrame:
        """Return some columns as text; lines with too many cells are left out and told."""
        try:
            frame = self.lazy(columns).collect(engine="streaming")
        except pl.exceptions.PolarsError:  # rows of unequal length, or quotes that do not close
            frame = self._read_by_rows(columns)
        self.swallowed = self.swallowing(len(frame) + len(self.torn))
        return frame

    def swallowing(self, rows: int) -> list[int]:
        """Return the rows that hold others in a cell, where there are fewer rows than lines.

        Only then is the file walked.
        """
        lines, quoted = self._lines()
        if lines < self._first + rows or not quoted:
            return []
        return [
            number
            for number, row in enumerate(self._rows(), 1)
            if number >= self._first and any(self._swallows(cell) for cell in row)
        ]

    def _lines(self) -> tuple[int, bool]:
        """How many lines there are, and whether there is a quote."""
        if self._bytes is not None:
            return self._bytes.count(b"\n"), b'"' in self._bytes
        lines, quoted = 0, False
        with self._text.open("rb") as file:
            while piece := file.read(4_000_000):
                lines, quoted = lines + piece.count(b"\n"), quoted or b'"' in piece
        return lines, quoted

    def _swallows(self, cell: str) -> bool:
        return "\n" in cell and cell.count(self.separator) * 2 >= len(self._names)

    def _rows(self) -> Iterator[list[str]]:
        """Every row, as Python reads it."""
        if self._bytes is None:
            with self._text.open(encoding="utf-8-sig", errors="replace", newline="") as file:
                lines = (line.replace("\0", "") for line in file)
                yield from csv.reader(lines, delimiter=self.separator)
            return
        text = self._bytes.decode("utf-8-sig", "replace").replace("\0", "")
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=self.separator)

    def lazy(self, columns: Collection[str]) -> pl.LazyFrame:
        """Return the same; of a large file in UTF-8 read as it is needed."""
        source = self._text if self._bytes is None else self._bytes
        frame = pl.scan_csv(
            source,
            separator=self.separator,
            has_header=False,
            skip_rows=self._skip + 1,
            infer_schema=False,
            schema={str(place): pl.String for place in range(len(self._names))},
            row_index_name=LINE,
            row_index_offset=self._first,
        )
        places = [self._names.index(name) for name in columns]
        chosen = [
            pl.col(str(place)).alias(name) for place, name in zip(places, columns, strict=True)
        ]
        return frame.select(LINE, *chosen)

    def _read_by_rows(self, columns: Collection[str]) -> pl.DataFrame:
        """The same, row by row, as Python reads them: slower, and whatever the file is like."""
        places = [self._names.index(name) for name in columns]
        wanted, rows = len(self._names), []
        self.torn = []
        try:
            for number, row in enumerate(self._rows(), 1):
                if number < self._first:
                    continue
                if len(row) > wanted and any(cell.strip() for cell in row[wanted:]):
                    self.torn.append(Torn(number, len(row), wanted))
                else:
                    cells = [row[place] if place < len(row) else None for place in places]
                    rows.append((number, *cells))
        except csv.Error:
            raise Complaint("log.not-csv", file=self.path) from None
        schema: dict[str, Any] = {LINE: pl.UInt32, **dict.fromkeys(columns, pl.String)}
        return pl.DataFrame(rows, schema=schema, orient="row")


def _utf8(path: Path) -> tuple[bytes, str]:
    """What is in a file as UTF-8, and its encoding."""
    try:
        data = path.read_bytes()
        if data[:2] == b"\x1f\x8b":
            data = gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        told = reason(error) if isinstance(error, OSError) else str(error)
        raise Complaint("file.unreadable", file=path, reason=told) from None
    encoding = _encoding(data)
    if encoding is None:
        raise Complaint("log.encoding", file=path)
    if encoding == "utf-8":
        return data, encoding
    if encoding == "utf-8-sig":
        return data[len(codecs.BOM_UTF8) :], encoding
    return data.decode(encoding).encode("utf-8"), encoding


def _encoding(data: bytes) -> str | None:
    """The encoding of a file: by its mark, else the first that it can be; ``None`` for no text.

    >>> _encoding("办件编号".encode("gb18030")), _encoding("办件编号".encode())
    ('gb18030', 'utf-8')
    """
    if (known := marked(data)) is not None:
        return known
    for encoding in ("utf-8", "gb18030"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return None


def _separator(text: str) -> str:
    """The separator that the first line has most of, but for what stands in quotes."""
    for line in text.splitlines():
        bare = "".join(line.split('"')[::2])
        counted = {sign: bare.count(sign) for sign in _SEPARATORS}
        if any(counted.values()):
            return max(counted, key=lambda sign: counted[sign])
    return ","
