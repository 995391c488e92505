"""A sheet in the terminal, and progress; rich is loaded only when something is shown."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from experiments.show.blocks import (
    Block,
    Bullets,
    Cell,
    Chart,
    Code,
    Fold,
    Group,
    Marked,
    Paragraph,
    Section,
    Sheet,
    Swimlane,
    Table,
)
from experiments.show.lines import wrapped
from model.language import Lang, Text, say, speaking

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text as Styled

_WIDTH = 132  # where the output is no terminal
_HEADING, _NAME, _BORDER = 20, 32, 3
"""In a table of figures: characters to a line of a heading and of a name; what is beside a cell."""
_PARAGRAPHS = {"lead": "bold", "plain": "", "note": "dim", "heading": "bold underline"}
_MARKS = {
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


class Advance(Protocol):
    """Move a progress bar on by one step."""

    def __call__(self, _: object = None, /) -> None:
        """Move on."""


def console() -> Console:
    """Return the console on standard output."""
    from rich.console import Console

    class Piped(Console):
        """A console that leaves it to the command line what a closed pipe means."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    return Piped(highlight=False, width=None if sys.stdout.isatty() else _WIDTH)


def print_sheet(
    sheet: Sheet | Section | Sequence[Section],
    lang: Lang,
    unfold: bool = False,
    *,
    to: Console | None = None,
    hint: bool = True,
) -> None:
    """Print a sheet, or sections of one, in one language.

    Lines are broken for a terminal; in a pipe or a file only tables have a width.

    Parameters
    ----------
    unfold
        Whether folds are printed in full.
    to
        Where to, if not to standard output.
    hint
        Whether the last line says how to see what is folded.
    """
    out = to or console()
    printer = _Printer(out, unfold, wraps=to is not None or out.is_terminal)
    with speaking(lang):
        if isinstance(sheet, Sheet):
            printer.title(sheet)
        sections = sheet.sections if isinstance(sheet, Sheet) else sheet
        for section in [sections] if isinstance(sections, Section) else sections:
            printer.section(section)
        if hint and printer.folded:
            printer.line(say("show.folded"), "dim")


@dataclass(slots=True)
class _Printer:
    """Prints blocks; ``folded`` becomes true when it leaves something out."""

    console: Console
    unfold: bool
    wraps: bool
    folded: bool = False

    def line(self, text: Text | str, style: str = "", indent: int = 0) -> None:
        """Print a text as it stands: what looks like markup of rich is a user's word."""
        from rich.text import Text as Styled

        self.styled(Styled(str(text), style), indent)

    def styled(self, text: Styled, indent: int = 0) -> None:
        """Print a styled text; every line of it begins at the indent."""
        width = self.console.width - indent
        for line in text.wrap(self.console, width) if self.wraps else text.split("\n"):
            line.rstrip()
            line.pad_left(indent)
            self.console.print(line, soft_wrap=True)

    def title(self, sheet: Sheet) -> None:
        """Print what a sheet is called."""
        self.line(sheet.title, "bold")
        if sheet.subtitle:
            self.line(sheet.subtitle, "dim")
        self.console.print()

    def section(self, section: Section) -> None:
        """Print a section under its title."""
        if section.title:
            self.line(section.title, "bold underline")
        self.blocks(section.blocks, 0)
        self.console.print()

    def blocks(self, blocks: Iterable[Block], indent: int) -> None:
        """Print blocks one below the other."""
        for block in blocks:
            self.block(block, indent)

    def block(self, block: Block, indent: int) -> None:
        """Print one block."""
        match block:
            case Paragraph(text, kind):
                self.line(text, _PARAGRAPHS[kind], indent)
            case Bullets(items) if block.legend:
                self.styled(_spaced(items), indent)
            case Bullets(items):
                for item in items:
                    self.styled(_cell(item, "- "), indent)
            case Table():
                self.table(block, indent)
            case Code(code):
                self.line(code, indent=indent + 2)
            case Chart():
                self.line(say("show.chart", title=block.title), "dim", indent)
            case Swimlane():
                self.swimlane(block, indent)
            case Fold():
                self.fold(block, indent)

    def swimlane(self, run: Swimlane, indent: int) -> None:
        """Print a run step by step."""
        from experiments.show.timeline import steps_of

        self.line(run.story.title, "bold", indent)
        if run.case:
            self.line(run.case, indent=indent + 2)
        for step in steps_of(run.story):
            self.line(step, indent=indent + 2)

    def fold(self, fold: Fold, indent: int) -> None:
        """Print the summary of a fold, and what is in it where that is wanted."""
        shown = self.unfold or fold.open
        summary = fold.summary + " — " + fold.gist if fold.gist else fold.summary
        self.line(("▾ " if shown else "▸ ") + summary, _MARKS.get(fold.mark, ""), indent)
        if shown:
            self.blocks(fold.blocks, indent + 2)
        else:
            self.folded = True

    def table(self, table: Table, indent: int) -> None:
        """Print a table; one of figures in as many parts as the width asks for."""
        from rich.padding import Padding

        grid = _grid(table)
        room = self.console.width - indent
        parts = _parts(grid, table, room) if table.figures else [list(range(len(grid[0])))]
        for part in parts:
            self.console.print(
                Padding(_rich_table(table, grid, part), (0, 0, 0, indent), expand=False)
            )


Grid = list[list["Styled"]]
"""The cells of a table by row, the headings first; all rows have the same length."""


def _grid(table: Table) -> Grid:
    """Return the cells of a table in words; a cell that spans several leaves the others empty."""
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
    """Return a cell and the empty ones that it covers, in lines of so many characters, if any."""
    from rich.text import Text as Styled

    if most and not isinstance(cell, Marked):
        cell = wrapped(cell, most / 2)  # of which a Chinese one counts for two
    covered = cell.span - 1 if isinstance(cell, Marked) else 0
    return [_cell(cell), *[Styled()] * covered]


def _cell(cell: Cell, before: str = "") -> Styled:
    """Return words with the sign and the colour of their mark, small print below them."""
    from rich.text import Text as Styled

    if not isinstance(cell, Marked):
        return Styled(f"{before}{cell}")
    words = " ".join(filter(None, (cell.signed, str(cell.words))))
    text = Styled(before + words, _MARKS.get(cell.mark, ""))
    return text.append(f"\n{cell.small}", "dim") if cell.small else text


def _spaced(items: Iterable[Cell]) -> Styled:
    """Return the items of a legend on one line."""
    from rich.text import Text as Styled

    return Styled("   ").join(_cell(item) for item in items)


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
            if isinstance(cell, Marked) and cell.mark in _MARKS:
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


@contextmanager
def progress(what: str, steps: int) -> Iterator[Advance]:
    """Show a bar on standard error, if that is a terminal."""
    from rich.console import Console
    from rich.progress import Progress

    bar = Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())
    with bar:
        task = bar.add_task(what, total=steps)

        def advance(_: object = None, /) -> None:
            bar.advance(task)

        yield advance
