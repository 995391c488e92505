"""A table of a sheet as lines for a terminal; they are made within speaking of a language.

What is too wide for the terminal is put into several tables if it has figures; else, and where
that does not help, each row becomes a paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from experiments.show.blocks import Group, Table
from experiments.show.grid import GAP, MARGIN, Grid, Laid, total
from experiments.show.screen import columns
from experiments.show.styling import folded, indented, seen
from model.language import Text

if TYPE_CHECKING:
    from rich.text import Text as Styled

_COLON = Text("：", ": ")
_RULE = "─"


def table_lines(table: Table, room: int) -> Iterator[Styled]:
    """Yield the lines of a table, none wider than the room."""
    from rich.text import Text as Styled

    grid = Grid(table)
    parts = list(grid.parts(room)) if table.figures else [grid.every]
    turned = not all(grid.fits(part, room) for part in parts)
    for part in [grid.every] if turned else parts:
        if table.caption:
            yield from folded(Styled(seen(str(table.caption)), "italic"), room)
        yield from _turned(grid, room) if turned else _drawn(grid, part, room)
        if part != parts[-1] and not turned:
            yield Styled()
    for note, number in grid.notes.numbers.items():
        yield from indented(Styled(f"[{number}] {seen(note)}", "dim"), MARGIN, room)
    yield Styled()


def _drawn(grid: Grid, part: Sequence[int], room: int) -> Iterator[Styled]:
    """Yield the lines of a part of a table."""
    from rich.text import Text as Styled

    widths = dict(zip(part, grid.widths(part, room), strict=True))
    yield from _row(grid, grid.head, widths, heading=True)
    rule = _RULE * ((total([*widths.values()]) - MARGIN) // columns(_RULE))
    yield Styled(" " * MARGIN + rule)
    for row in grid.rows:
        yield from _group(row, room) if isinstance(row, Group) else _row(grid, row, widths)


def _group(group: Group, room: int) -> Iterator[Styled]:
    from rich.text import Text as Styled

    yield from indented(Styled(seen(str(group.title)), "bold"), MARGIN, room)


def _row(
    grid: Grid, row: Sequence[Laid], widths: dict[int, int], heading: bool = False
) -> Iterator[Styled]:
    """Yield the lines of a row; those of headings end at the bottom."""
    cells = [cell for cell in row if cell.start in widths]
    rooms = [sum(widths[each] for each in cell.span) + GAP * (len(cell.span) - 1) for cell in cells]
    blocks = [list(folded(cell.words, room)) for cell, room in zip(cells, rooms, strict=True)]
    height = max(map(len, blocks), default=0)
    if heading:
        blocks = [[*[_nothing()] * (height - len(block)), *block] for block in blocks]
    for number in range(height):
        line = _nothing().append(" " * MARGIN)
        for cell, block, room in zip(cells, blocks, rooms, strict=True):
            words = block[number] if number < len(block) else _nothing()
            if heading:
                words.stylize("bold")
            right = len(cell.span) == 1 and not grid.breaks(cell.start)
            line.append_text(_aligned(words, room, right)).append(" " * GAP)
        line.rstrip()
        yield line


def _nothing() -> Styled:
    from rich.text import Text as Styled

    return Styled()


def _aligned(words: Styled, room: int, right: bool) -> Styled:
    spare = _nothing().append(" " * max(room - columns(words.plain), 0))
    return spare + words if right else words + spare


def _turned(grid: Grid, room: int) -> Iterator[Styled]:
    """Yield each row as a paragraph: what it is called, and a line for each of its cells."""
    from rich.text import Text as Styled

    heads = grid.table.heads
    for row in grid.rows:
        if isinstance(row, Group):
            yield from _group(row, room)
            continue
        names = [_on_one_line(cell.words) for cell in row if cell.start < heads]
        name = Styled("  ").join(one for one in names if one.plain)
        name.stylize("bold")
        yield from indented(name, MARGIN, room)
        for heading in grid.head:
            if heading.start >= heads:
                yield from _said(heading, row, room)


def _said(heading: Laid, row: Sequence[Laid], room: int) -> Iterator[Styled]:
    """Yield what stands in a row below a heading."""
    from rich.text import Text as Styled

    below = [cell for cell in row if heading.start <= cell.start < heading.end]
    words = [_on_one_line(cell.words) for cell in below if cell.words.plain.strip()]
    if words:
        name = _on_one_line(heading.words).plain
        line = Styled(f"{name}{_COLON}" if name else "", "dim") + Styled("  |  ").join(words)
        yield from indented(line, MARGIN + 2, room)


def _on_one_line(words: Styled) -> Styled:
    from rich.text import Text as Styled

    return Styled("  ").join(words.split("\n"))
