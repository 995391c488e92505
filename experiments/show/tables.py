"""A table of a sheet as tables of rich; they are made within :func:`~model.language.speaking`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from experiments.show.blocks import Cell, Group, Marked, Table
from experiments.show.lines import broken, ems, wrapped
from model.language import plain
from model.visible import visible

if TYPE_CHECKING:
    from rich.table import Table as RichTable
    from rich.text import Text as Styled

_HEADING, _NAME, _BORDER = 20, 32, 3
"""In a table of figures: characters to a line of a heading and of a name; what is beside a cell."""
MARKS = {
    "proved": "green",
    "assumed": "cyan",
    "open": "yellow",
    "refuted": "red",
    "vacuous": "dim",
    "unknown": "magenta",
    "high": "red",
    "medium": "yellow",
    "low": "cyan",
}
"""The colour of a mark."""

Grid = list[list["Styled"]]
"""The cells of a table by row, the headings first; all rows have the same length."""


def rich_tables(table: Table, room: int) -> Iterator[RichTable]:
    """Yield a table; one of figures in as many parts as the room asks for."""
    grid = _grid(table)
    parts = _parts(grid, table, room) if table.figures else [range(len(grid[0]))]
    for part in parts:
        yield _rich_table(table, grid, part)


def _grid(table: Table) -> Grid:
    """Return the cells of a table in words; what spans several columns is spread over them."""
    from rich.text import Text as Styled

    heads, names = (_HEADING, _NAME) if table.figures else (0, 0)
    rows = [[cell for column in table.columns for cell in _spread(column, heads)]]
    for row in table.rows:
        if isinstance(row, Group):
            rows.append([Styled(str(row.title), "bold")])
        else:
            widths = [names if place < table.heads else 0 for place in range(len(row))]
            cells = zip(row, widths, strict=True)
            rows.append([each for cell, most in cells for each in _spread(cell, most)])
    columns = max(map(len, rows))
    return [[*row, *[Styled()] * (columns - len(row))] for row in rows]


def _spread(cell: Cell, most: int) -> list[Styled]:
    """Return a cell for each column that it covers, in lines of so many characters, if any."""
    from rich.text import Text as Styled

    half = most / 2  # of the characters of a line, a Chinese one counts for two
    if not isinstance(cell, Marked):
        return [styled(wrapped(cell, half) if most else cell)]
    if most:
        cell = replace(cell, words=plain(wrapped(cell.words, half)))
    if most or cell.small or cell.span == 1:
        return [styled(cell), *[Styled()] * (cell.span - 1)]
    text = " ".join(filter(None, (cell.signed, str(cell.words))))
    pieces = [Styled(piece, MARKS.get(cell.mark, "")) for piece in _pieces(text, cell.span)]
    return [*pieces, *[Styled()] * (cell.span - len(pieces))]


def _pieces(text: str, count: int) -> list[str]:
    """Return a text in at most so many pieces of about the same width.

    >>> _pieces("— not regulated", 2), _pieces("— 未作规定", 2)
    (['— not', 'regulated'], ['— 未作', '规定'])
    """
    width = ems(text) / count + 0.6  # rather a long first piece than a long last one
    while len(pieces := broken(text, width)) > count:
        width += 0.5
    return pieces


def styled(cell: Cell, before: str = "") -> Styled:
    """Return words with the sign and the colour of their mark, small print below them."""
    from rich.text import Text as Styled

    if not isinstance(cell, Marked):
        return Styled(before + visible(str(cell)))
    words = " ".join(filter(None, (cell.signed, str(cell.words))))
    text = Styled(before + words, MARKS.get(cell.mark, ""))
    return text.append(f"\n{cell.small}", "dim") if cell.small else text


def _parts(grid: Grid, table: Table, room: int) -> Iterator[list[int]]:
    """Yield the columns of each part that fits into the room.

    Each has the columns that are headings, and at the least one other; columns that share a
    heading stay together.
    """
    widths = [max(_width(row[column]) for row in grid) + _BORDER for column in range(len(grid[0]))]
    heads, part = list(range(table.heads)), list[int]()
    for group in _groups(table):
        if part and sum(widths[column] for column in (*heads, *part, *group)) > room:
            yield [*heads, *part]
            part = []
        part += group
    yield [*heads, *part]


def _groups(table: Table) -> Iterator[list[int]]:
    """Yield the columns below each heading, those of the rows' headings left out."""
    first = 0
    for column in table.columns:
        after = first + (column.span if isinstance(column, Marked) else 1)
        if first >= table.heads:
            yield list(range(first, after))
        first = after


def _width(cell: Styled) -> int:
    return max((line.cell_len for line in cell.split("\n")), default=0)


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


def _rich_table(table: Table, grid: Grid, part: Iterable[int]) -> RichTable:
    from rich import box
    from rich.table import Table as RichTable
    from rich.text import Text as Styled

    made = RichTable(title=Styled(str(table.caption)), title_justify="left", box=box.SIMPLE_HEAD)
    columns, worded = list(part), _worded(table)
    for column in columns:
        right = table.figures and column not in worded
        made.add_column(grid[0][column], justify="right" if right else "left", overflow="fold")
    for row in grid[1:]:
        made.add_row(*(row[column] for column in columns))
    return made
