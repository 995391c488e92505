"""Large records in parts of whole matters, so that the memory needed does not grow with the file.

The columns that are read go once to a temporary file, each row with the number of the part that its
matter falls into; a part is then read from there as if it were a record of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from protocols.log.cells import AROUND, QUOTED
from protocols.log.columns import check_columns
from protocols.log.delimited import DelimitedTable
from protocols.log.mapping import Meaning
from protocols.log.tables import LINE, Table, kind_of, open_table
from protocols.log.unpacked import is_long
from protocols.log.zones import tells_zones

PART = "\x00part"
_BYTES = {"delimited": 16_000_000, "parquet": 3_000_000, "xes": 40_000_000}
"""Bytes of a file, by its kind, that come to one part; files of other kinds are read whole."""

_PACKED = 5
"""So many times fewer are they of a packed file."""


class PartTable(Table):
    """One part of a table."""

    def __init__(self, table: Table, kept: Path, number: int) -> None:
        super().__init__(table.path, table.columns)
        self._kept, self._number = kept, number

    def frame(self, columns: Collection[str]) -> pl.DataFrame:
        """Return some columns of the part, its rows as they stand in the file."""
        rows = pl.scan_parquet(self._kept).filter(pl.col(PART) == self._number)
        return rows.select(LINE, *columns).collect(engine="streaming").sort(LINE)


def is_large(path: Path) -> bool:
    """Whether a record is to be read in parts: a long file of a kind that allows it."""
    return kind_of(path) in _BYTES and is_long(path)


def _count(path: Path) -> int:
    """How many parts the length of a file asks for."""
    packed = path.name.lower().endswith(".gz")
    return path.stat().st_size * (_PACKED if packed else 1) // _BYTES[kind_of(path)] + 1


@contextmanager
def parts_of(path: Path, meaning: Meaning, count: int = 0) -> Iterator[tuple[Table, ...]]:
    """Yield the parts of a record, each with all rows of its matters; the whole if it has to be.

    It has to be where rows of a text file are unequal in length, or quotes do not close.

    Parameters
    ----------
    count
        How many; as many as the length of the file asks for unless given.

    Raises
    ------
    Mistakes
        Where the mapping names columns that the file does not have, or times tell several zones and
        the mapping none.
    Complaint
        When the file cannot be read.
    """
    table = open_table(path, meaning.case, meaning.sheet)
    check_columns(table, meaning)
    count = count or _count(path)
    rows = table.lazy([name for name, _ in meaning.read()])
    case = pl.col(meaning.case).cast(pl.String).str.strip_chars(AROUND).str.replace(QUOTED, "$1")
    number = (case.hash(0) % count).cast(pl.UInt32).fill_null(0).alias(PART)
    with TemporaryDirectory(prefix="shenguan-log-") as folder:
        kept = Path(folder) / "columns"
        try:
            rows.with_columns(number).sink_parquet(kept, row_group_size=200_000)
        except pl.exceptions.PolarsError:
            yield (table,)
        else:
            tells_zones(table, pl.scan_parquet(kept), meaning)
            parts = tuple(PartTable(table, kept, part) for part in range(count))
            parts[0].swallowed = _swallowed(table, kept)
            yield parts


def _swallowed(table: Table, kept: Path) -> list[int]:
    """The rows of a text in a cell of which others stand, of whichever part they are."""
    if not isinstance(table, DelimitedTable):
        return []
    return table.swallowing(pl.scan_parquet(kept).select(pl.len()).collect().item())
