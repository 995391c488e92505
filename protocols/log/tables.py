"""Tables of records, whatever their file: their columns, and some of them as a frame."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import multimode

import polars as pl

from model.language import Complaint
from protocols.contents import regular

LINE = "\x00line"
"""The column of the line of the file at which a row stands; no column of a file has that name."""

TOP = 20
"""Rows at the top of a sheet among which that of the headings is looked for."""

LARGE = 256_000_000
"""Bytes of a file above which it is read from the disk as it goes, where its kind allows that."""


@dataclass(frozen=True, slots=True)
class Torn:
    """A line of a file that is no row of its table: its cells, and how many there should be."""

    line: int
    cells: int
    wanted: int


@dataclass
class Table(ABC):
    """A table in a file.

    Attributes
    ----------
    columns
        The headings as they stand there, without blanks around them.
    torn
        The lines that are no rows; known once a frame has been read.
    swallowed
        The lines in a cell of which whole other rows stand, since a quote does not close; known
        once a frame has been read.
    twice
        Headings that several columns have.
    sheet, others
        Of a workbook: the sheet that it is, and the others.
    """

    path: Path
    columns: tuple[str, ...] = ()
    torn: list[Torn] = field(default_factory=list)
    swallowed: list[int] = field(default_factory=list)
    twice: frozenset[str] = frozenset()
    sheet: str | None = None
    others: tuple[str, ...] = ()

    @abstractmethod
    def frame(self, columns: Collection[str]) -> pl.DataFrame:
        """Return some columns, and :data:`LINE`; the others are not read."""

    def lazy(self, columns: Collection[str]) -> pl.LazyFrame:
        """Return the same, read from the disk only as it is needed, where the file allows that."""
        return self.frame(columns).lazy()

    def head_by(self, names: Sequence[str]) -> None:
        """Take headings, each column by the first that has its name."""
        self.columns = tuple(dict.fromkeys(name for name in names if name))
        self.twice = frozenset(name for name in self.columns if names.count(name) > 1)

    def alone(self, columns: Iterable[str]) -> None:
        """Refuse columns of which nobody can say which is meant.

        Raises
        ------
        Complaint
            Where several have the same heading.
        """
        for name in columns:
            if name in self.twice:
                raise Complaint("log.two-columns", file=self.path, column=name)

    def head(self, rows: int) -> pl.DataFrame:
        """Return the first rows of all columns."""
        try:
            return self.lazy(self.columns).head(rows).collect()
        except pl.exceptions.PolarsError:
            return self.frame(self.columns).head(rows)

    def counted(self, column: str) -> list[tuple[str, int]]:
        """Return what stands in a column, blanks around it apart, and how often; most first."""
        name = pl.col(column).cast(pl.String).str.strip_chars().alias(column)
        try:
            found = self._count(self.lazy([column]), name)
        except pl.exceptions.PolarsError:
            found = self._count(self.frame([column]).lazy(), name)
        return sorted(found, key=lambda one: (-one[1], one[0]))

    def _count(self, rows: pl.LazyFrame, name: pl.Expr) -> list[tuple[str, int]]:
        counted = rows.select(name).drop_nulls().group_by(pl.all()).len()
        return counted.collect(engine="streaming").rows()


class ParquetTable(Table):
    """A Parquet file; its lines are its rows."""

    def __init__(self, path: Path) -> None:
        try:
            schema = pl.scan_parquet(path).collect_schema()
        except (pl.exceptions.PolarsError, OSError):
            raise Complaint("log.not-parquet", file=path) from None
        super().__init__(path, tuple(schema.names()))

    def frame(self, columns: Collection[str]) -> pl.DataFrame:
        """Return some columns."""
        return self.lazy(columns).collect(engine="streaming")

    def lazy(self, columns: Collection[str]) -> pl.LazyFrame:
        """Return the same, read as it is needed."""
        rows = pl.scan_parquet(self.path, row_index_name=LINE, row_index_offset=1)
        return rows.select(LINE, *columns)


def headings(rows: Sequence[Sequence[str | None]], wanted: str | None) -> int:
    """Return the row at the top that has the headings: that with a column, else the fullest.

    A row wider than most, behind one that is as wide as most, is torn and has no headings.

    >>> headings([["2026 年台账", None], ["编号", "时间"], ["1", "2026-01-01"]], "编号")
    1
    """
    top = [[cell.strip() for cell in row if cell and cell.strip()] for row in rows[:TOP]]
    if wanted is not None:
        found = next((number for number, row in enumerate(top) if wanted in row), None)
        if found is not None:
            return found
    # A title may stand in every cell that was merged for it; a heading may be there twice.
    counts = [len(row) if len(set(row)) > 1 else min(len(row), 1) for row in top]
    widths = [len(row) if count > 1 else 0 for row, count in zip(rows, counts, strict=False)]
    usual = max(multimode(width for width in widths if width), default=0)
    begun = widths.index(usual) if usual else 0
    counts = [
        0 if width > usual and number > begun else count
        for number, (width, count) in enumerate(zip(widths, counts, strict=True))
    ]
    most = max(counts, default=0)
    return next((number for number, count in enumerate(counts) if count == most), 0)


_KINDS = {
    "delimited": (".csv", ".tsv", ".txt"),
    "sheets": (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".et"),
    "parquet": (".parquet", ".pq"),
    "xes": (".xes",),
    "ocel": (".json", ".jsonocel", ".sqlite", ".sqlite3", ".db", ".ocel"),
}
"""The kinds of files, by what their names end with."""

ENDINGS = (*(ending for endings in _KINDS.values() for ending in endings), ".gz")
"""What the name of a record's file may end with; behind ``.gz`` another of them."""


def kind_of(path: Path) -> str:
    """Return of what kind a file is, by what its name ends with.

    Raises
    ------
    Complaint
        When there is no such file, it is none to be read, or it is of no kind known.
    """
    regular(path)
    name = path.name.lower().removesuffix(".gz")
    for kind, endings in _KINDS.items():
        if name.endswith(endings):
            return kind
    raise Complaint("log.unknown-kind", file=path)


def _is_text(path: Path) -> bool:
    """Whether a file that is named as a workbook is text.

    Raises
    ------
    Complaint
        Where it is a web page, as platforms export.
    """
    with path.open("rb") as file:
        head = file.read(4000)
    if head[:2] == b"PK" or head[:4] == b"\xd0\xcf\x11\xe0":
        return False
    low = head.replace(b"\0", b"").lower()
    if any(sign in low for sign in (b"<html", b"<table", b"<?xml", b"<!doctype")):
        raise Complaint("log.page", file=path)
    return head[:2] in (b"\xff\xfe", b"\xfe\xff") or (b"\0" not in head and b"\t" in head)


def open_table(path: Path, case: str | None = None, sheet: str | None = None) -> Table:
    """Return the table in a file.

    Parameters
    ----------
    case
        A column that it has, by which the row of the headings is found.
    sheet
        The sheet of a workbook.

    Raises
    ------
    Complaint
        When the file cannot be read, or is of no kind known.
    """
    kind = kind_of(path)
    if kind == "sheets" and _is_text(path):
        kind = "delimited"  # platforms call a page, or a table with tabs, a workbook
    if sheet is not None and kind != "sheets":
        raise Complaint("log.no-sheets", file=path, sheet=sheet)
    match kind:
        case "delimited":
            from protocols.log.delimited import DelimitedTable

            return DelimitedTable(path, case)
        case "sheets":
            from protocols.log.sheets import SheetTable

            return SheetTable(path, case, sheet)
        case "parquet":
            return ParquetTable(path)
        case "xes":
            from protocols.log.xes import XesTable

            return XesTable(path)
    from protocols.log.ocel import ocel_table

    return ocel_table(path)
