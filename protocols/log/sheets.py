"""Workbooks: Excel and its relatives, each cell as text."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import fastexcel
import polars as pl

from model.language import Complaint
from protocols.log.tables import LINE, TOP, Table, headings
from protocols.mistakes import nearest


class SheetTable(Table):
    """A sheet of a workbook: the one named, else the first that has the column of the matters."""

    def __init__(self, path: Path, case: str | None, sheet: str | None) -> None:
        super().__init__(path)
        try:
            book = fastexcel.read_excel(path)
            names = book.sheet_names
            if sheet is not None and sheet not in names:
                near = nearest(sheet, names)
                raise Complaint(
                    "log.no-sheet", file=path, sheet=sheet, all=", ".join(names), near=near
                )
            read = [(name, _cells(book, name)) for name in ([sheet] if sheet else names)]
        except fastexcel.FastExcelError:
            raise Complaint("log.not-workbook", file=path) from None
        read = [(name, cells) for name, cells in read if cells.width and cells.height]
        if not read:
            raise Complaint("log.empty", file=path)
        self.sheet, cells = _chosen(read, case)
        self.others = tuple(name for name in names if name != self.sheet)
        self._skip = headings(cells.head(TOP).rows(), case)
        names_here = [(name or "").strip() for name in cells.row(self._skip)]
        self._names = names_here
        self._cells = cells
        self.head_by(names_here)

    def frame(self, columns: Collection[str]) -> pl.DataFrame:
        """Return some columns as text."""
        places = [self._names.index(name) for name in columns]
        rows = self._cells.slice(self._skip + 1)
        chosen = [
            pl.col(self._cells.columns[place]).alias(name)
            for place, name in zip(places, columns, strict=True)
        ]
        return rows.select(chosen).with_row_index(LINE, self._skip + 2)


def _chosen(read: list[tuple[str, pl.DataFrame]], case: str | None) -> tuple[str, pl.DataFrame]:
    """The first sheet with a column; where none is asked for, that with the most headings."""
    if case is None:
        return max(read, key=lambda one: _headings(one[1]))
    return next((one for one in read if _has(one[1], case)), read[0])


def _headings(cells: pl.DataFrame) -> int:
    rows = cells.head(TOP).rows()
    return len({cell for cell in rows[headings(rows, None)] if cell and str(cell).strip()})


def _cells(book: fastexcel.ExcelReader, name: str) -> pl.DataFrame:
    """All cells of a sheet as text, from its first row on."""
    sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    return sheet.to_polars()


def _has(cells: pl.DataFrame, case: str | None) -> bool:
    return case is None or any(
        case in [str(c).strip() for c in row] for row in cells.head(TOP).rows()
    )
