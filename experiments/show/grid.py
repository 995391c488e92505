"""The cells of a table on its columns, and how wide these are on a terminal.

Columns of words are broken between words, those of figures never.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from experiments.show.blocks import Cell, Group, Marked, Table
from experiments.show.lines import widest
from experiments.show.screen import columns
from experiments.show.styling import MARKS, styled
from model.language import plain
from model.value import dataclass

if TYPE_CHECKING:
    from rich.text import Text as Styled

MARGIN, GAP = 2, 2
"""Columns of the terminal to the left of a table, and between two of its columns."""

_SHORT = 12
"""Small print in a cell of figures has at most so many columns."""

_WORDS, _NAMES, _MARKED = 12, 20, 8
"""A column has at least so many if it can use them: of words; of names of rows, and of marks,
among figures."""


@dataclass(frozen=True)
class Laid:
    """A cell laid on columns ``start`` to ``end``, the last one exclusive."""

    words: Styled
    start: int
    end: int

    @cached_property
    def lines(self) -> list[Styled]:
        """The lines that it has whatever the room."""
        return list(self.words.split("\n"))

    @cached_property
    def natural(self) -> int:
        """The columns of the terminal that it takes when it is not broken."""
        return max((columns(line.plain) for line in self.lines), default=0)

    @cached_property
    def least(self) -> int:
        """The columns of the terminal that its widest word takes."""
        return max((int(widest(line.plain, columns)) for line in self.lines), default=0)

    @property
    def span(self) -> range:
        """The columns on which it lies."""
        return range(self.start, self.end)


class Notes:
    """What stands below a table of figures, since its cells have no room for it; each once."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def taken_out(self, cell: Cell) -> Cell:
        """Return a cell with the number of each longer line of small print instead of it."""
        if not isinstance(cell, Marked) or not cell.small:
            return cell
        lines = str(cell.small).split("\n")
        long = [line for line in lines if columns(line) > _SHORT]
        numbers = {self.numbers.setdefault(line, len(self.numbers) + 1) for line in long}
        listed = f"[{','.join(map(str, sorted(numbers)))}]" if numbers else ""
        words = " ".join(filter(None, (str(cell.words), listed)))
        small = "\n".join(line for line in lines if line not in long)
        return replace(cell, words=plain(words), small=plain(small))


def _laid(cells: Sequence[Cell]) -> Iterator[Laid]:
    start = 0
    for cell in cells:
        end = start + (cell.span if isinstance(cell, Marked) else 1)
        yield Laid(styled(cell), start, end)
        start = end


def total(widths: Sequence[int]) -> int:
    """Return how wide columns are together."""
    return MARGIN + sum(widths) + GAP * (len(widths) - 1)


class Grid:
    """The cells of a table on its columns."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.notes = Notes()
        self.head = list(_laid(table.columns))
        self.rows = [
            row if isinstance(row, Group) else list(_laid(self._without_notes(row)))
            for row in table.rows
        ]
        self.count = max((row[-1].end for row in self._cells() if row), default=0)
        self.every = list(range(self.count))
        self.worded = _worded(table)

    def _without_notes(self, row: Sequence[Cell]) -> Sequence[Cell]:
        return [self.notes.taken_out(cell) for cell in row] if self.table.figures else row

    def _cells(self) -> list[list[Laid]]:
        return [self.head, *(row for row in self.rows if not isinstance(row, Group))]

    def breaks(self, column: int) -> bool:
        """Whether the cells of a column may be broken into lines."""
        return not self.table.figures or column in self.worded

    def _least(self, cell: Laid, heading: bool) -> int:
        if not heading and not self.breaks(cell.start):
            return cell.natural
        floor = _WORDS
        if self.table.figures:
            floor = _NAMES if cell.start < self.table.heads else _MARKED
        return max(cell.least, 0 if heading else min(cell.natural, floor))

    @cached_property
    def least(self) -> list[int]:
        """The width below which each column is not to go."""
        widths = [0] * self.count
        for row in self._cells():
            for cell in row:
                if cell.end - cell.start == 1:
                    least = self._least(cell, row is self.head)
                    widths[cell.start] = max(widths[cell.start], least)
        return self._stretched(widths, least=True)

    @cached_property
    def natural(self) -> list[int]:
        """The width of each column when nothing is broken."""
        widths = list(self.least)
        for row in self._cells():
            for cell in row:
                if cell.end - cell.start == 1:
                    widths[cell.start] = max(widths[cell.start], cell.natural)
        return self._stretched(widths, least=False)

    def _stretched(self, widths: list[int], least: bool) -> list[int]:
        """Give the columns below a cell that spans several what it lacks."""
        for row in self._cells():
            for cell in row:
                span = range(cell.start, cell.end)
                if len(span) > 1:
                    breaks = row is self.head or not self.table.figures
                    wanted = cell.least if least and breaks else cell.natural
                    lacks = wanted - sum(widths[each] for each in span) - GAP * (len(span) - 1)
                    for number, each in enumerate(span):
                        share = (max(lacks, 0) + number) // len(span)
                        widths[each] += share
        return widths

    def fits(self, part: Sequence[int], room: int) -> bool:
        """Whether columns have room when they are as narrow as they can be."""
        return total([self.least[column] for column in part]) <= room

    def parts(self, room: int) -> Iterator[list[int]]:
        """Yield the columns of each part that has room.

        Each has the columns that are headings, and at the least one other; columns that share a
        heading stay together.
        """
        heads, part = list(range(self.table.heads)), list[int]()
        for group in self._groups():
            if part and not self.fits([*heads, *part, *group], room):
                yield [*heads, *part]
                part = []
            part += group
        yield [*heads, *part]

    def _groups(self) -> Iterator[list[int]]:
        """Yield the columns below each heading, those of the rows' headings left out."""
        for cell in self.head:
            if cell.start >= self.table.heads:
                yield list(range(cell.start, cell.end))

    def widths(self, part: Sequence[int], room: int) -> list[int]:
        """Return the widths of columns in a room in which they fit."""
        least = [self.least[column] for column in part]
        natural = [self.natural[column] for column in part]
        if total(natural) <= room:
            return natural
        spare = room - total(least)
        widths = list(least)
        while spare > 0:
            lacking = [k for k, width in enumerate(widths) if width < natural[k]]
            if not lacking:
                break
            narrowest = min(lacking, key=lambda k: widths[k])
            widths[narrowest] += 1
            spare -= 1
        return widths


def _worded(table: Table) -> set[int]:
    """Return the columns of words among those of figures: headings, and what has a mark."""
    worded = set(range(table.heads))
    for row in table.rows:
        column = 0
        for cell in () if isinstance(row, Group) else row:
            if isinstance(cell, Marked) and cell.mark in MARKS:
                worded.add(column)
            column += cell.span if isinstance(cell, Marked) else 1
    return worded
