"""The results of a run, opened once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import polars as pl
from numpy.typing import NDArray

from experiments.designs.point import Design
from experiments.designs.reader import read_design
from experiments.measures.spans import SPANS
from experiments.running.frames import MEASURES, PART, SAMPLES, SERIES, TABLES
from experiments.running.header import Cell, Header
from experiments.running.line import lines_of, read_replication
from experiments.running.store import DESIGN, LINES, failures
from model.language import Complaint


class Results:
    """The results in a folder: what they are results of, and their tables.

    The header is read at once, and the rest when it is first asked for; single spans, of which
    there are many, are not kept. Of a run that is not finished the tables hold what there was when
    the results were opened, so that they agree with each other: who wants to see more opens them
    again.

    Attributes
    ----------
    path
        The folder.
    header
        What the results are results of.

    Raises
    ------
    Complaint
        When there are none.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.header = Header.read(path)
        self._arrays: dict[str, NDArray[np.float64]] = {}
        self._finished = _has_parts(path / MEASURES)
        lines = path / LINES
        self._end = lines.stat().st_size if lines.exists() else 0

    @cached_property
    def design(self) -> Design:
        """The design as the run kept it.

        Raises
        ------
        Mistakes, Complaint
            When it cannot be read any more.
        """
        return read_design(self.path / DESIGN)

    @cached_property
    def failures(self) -> Sequence[dict[str, Any]]:
        """The replications that could not be done."""
        return failures(self.path)

    @cached_property
    def points(self) -> pl.DataFrame:
        """One row for each point, in the order of the design.

        Columns: ``point`` (from 0), ``key``, ``regime``, ``scenario``, ``reading``, ``year``, and
        for each level one with its name. Points of one key have the same results. A design with
        assumptions has a column for each, null where it is as usual, and ``assumed``, what is
        assumed otherwise, null at the main points, which come first; ``row`` is that of the
        sample.
        """
        cells = self.header.points
        columns: dict[str, list[Any]] = {"point": list(range(len(cells)))}
        for name in ("key", "regime", "scenario", "reading", "year"):
            columns[name] = [getattr(cell, name) for cell in cells]
        for level in cells[0].levels:
            columns[level] = [cell.levels[level] for cell in cells]
        if self.header.assumptions is not None:
            for name in self.header.assumptions.named:
                columns.setdefault(name, [cell.assumed.get(name) for cell in cells])
            columns["assumed"] = [_assumed(cell) for cell in cells]
            columns["row"] = [cell.row for cell in cells]
        return pl.DataFrame(columns, strict=False)

    @cached_property
    def rows(self) -> tuple[Mapping[str, Any], ...]:
        """The rows of :attr:`points` as mappings."""
        return tuple(self.points.iter_rows(named=True))

    @cached_property
    def main(self) -> tuple[Mapping[str, Any], ...]:
        """Those of the points at which everything is assumed as usual; they come first."""
        return tuple(row for row in self.rows if row.get("assumed") is None)

    def measures(self, names: Sequence[str] | None = None) -> pl.DataFrame:
        """Return measures with the columns of :attr:`points`, in the order of the design.

        Parameters
        ----------
        names
            Only these; all where ``None``.
        """
        table = self._scanned(MEASURES, names)
        order = ["point", "replication"]
        return self.points.join(table, on="key").sort(order, maintain_order=True)

    def samples(self, span: str) -> pl.DataFrame:
        """Return every single span of one kind.

        The columns are those of :attr:`points`, ``replication``, ``working``, ``calendar``,
        ``open``.

        Raises
        ------
        ValueError
            For a kind that is none of ``SPANS``.
        """
        if span not in SPANS:
            raise ValueError(f"span must be one of {', '.join(SPANS)}, not {span!r}")
        table = self._scanned(SAMPLES, None).filter(pl.col("span") == span).drop("span")
        return self.points.join(table, on="key").sort("point", "replication", maintain_order=True)

    @cached_property
    def series(self) -> pl.DataFrame:
        """The longest queue of every department in every week.

        The columns are those of :attr:`points`, ``replication``, ``department``, ``week``,
        ``waiting``.
        """
        table = self._scanned(SERIES, None)
        order = ["point", "replication"]
        return self.points.join(table, on="key").sort(order, maintain_order=True)

    def array(self, measure: str) -> NDArray[np.float64]:
        """Return one measure of shape ``(replications, points)``; NaN where it does not exist.

        A row holds what one seed gave at every point, so that columns are paired.
        """
        if measure not in self._arrays:
            table = self.measures([measure]).select("point", "replication", "value")
            rows = max(table["replication"].to_list(), default=-1) + 1
            values = np.full((rows, len(self.header.points)), np.nan)
            for point, replication, value in table.iter_rows():
                values[replication, point] = np.nan if value is None else value
            self._arrays[measure] = values
        return self._arrays[measure]

    def _scanned(self, table: str, names: Sequence[str] | None) -> pl.DataFrame:
        if self._finished and _has_parts(self.path / table):
            return self._kept(table, names)
        made, schema = TABLES[table]
        frames = [made(part) for part in self._parts()]
        if names is not None:
            frames = [frame.filter(_named(names)) for frame in frames]
        return pl.concat(frames) if frames else pl.DataFrame(schema=schema)

    def _kept(self, table: str, names: Sequence[str] | None) -> pl.DataFrame:
        """Return a table as the run left it, where it is one that a run leaves."""
        folder, schema = self.path / table, TABLES[table][1]
        try:
            scan = pl.scan_parquet(folder / "*.parquet")
            found = (scan if names is None else scan.filter(_named(names))).collect()
        except (pl.exceptions.PolarsError, OSError):
            raise Complaint("experiment.bad-table", folder=folder) from None
        if found.schema != pl.Schema(schema):
            raise Complaint("experiment.bad-table", folder=folder)
        return found

    def _checked(self, lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
        """Yield replications, each once; one torn, as by a run that is at work, is left out."""
        seen: set[tuple[str, int]] = set()
        for number, line in enumerate(lines, 1):
            data = read_replication(line, self.header.seed)
            one = None if data is None else (data["key"], data["replication"])
            if data is not None and one is not None and one not in seen:
                seen.add(one)
                yield data
            elif line.endswith(b"\n"):
                raise Complaint("experiment.bad-line", file=self.path / LINES, line=number)

    def _parts(self) -> Iterator[list[dict[str, Any]]]:
        """Yield the lines that there were at the opening, a torn one left out."""
        if not (self.path / LINES).exists():
            raise Complaint("experiment.no-results", folder=self.path, file=LINES)
        with (self.path / LINES).open("rb") as file:
            lines = self._checked(_until(file, self._end))
            while part := list(islice(lines, PART)):
                yield part


def _has_parts(folder: Path) -> bool:
    return any(folder.glob("*.parquet"))


def _until(file: BinaryIO, end: int) -> Iterator[bytes]:
    """Yield the lines of a file that lie before a place in it."""
    at = 0
    for line in lines_of(file):
        at += len(line)
        if at > end:
            return
        yield line


def _named(names: Sequence[str]) -> pl.Expr:
    return pl.col("measure").is_in(names)


def _assumed(cell: Cell) -> str | None:
    return ", ".join(f"{name} = {value}" for name, value in cell.assumed.items()) or None
