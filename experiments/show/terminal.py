"""A sheet in the terminal, and progress; rich is loaded only when something is shown."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from experiments.show.blocks import (
    Askable,
    Block,
    Bullets,
    Cell,
    Chart,
    Code,
    Fold,
    Paragraph,
    Section,
    Sheet,
    Swimlane,
    Table,
)
from experiments.show.screen import USUAL, asked
from experiments.show.styling import MARKS, folded, seen, styled
from experiments.show.tables import table_lines
from model.language import Lang, Text, say, speaking
from model.value import dataclass

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text as Styled

_PARAGRAPHS = {"lead": "bold", "plain": "", "note": "dim", "heading": "bold underline"}


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

    return Piped(highlight=False, width=asked() or USUAL)


def print_sheet(
    sheet: Sheet | Section | Sequence[Section],
    lang: Lang,
    unfold: bool = False,
    *,
    to: Console | None = None,
    hint: bool = True,
) -> None:
    """Print a sheet, or sections of one, in one language.

    No line is wider than the terminal, or than ``COLUMNS`` where that is set, but for what is to
    be copied. In a pipe or a file without it only tables have a width (:data:`USUAL`).

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
    printer = _Printer(out, unfold, wraps=to is not None or asked() is not None)
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

        self.styled(Styled(seen(str(text)), style), indent)

    def styled(self, text: Styled, indent: int = 0, hanging: int = 0) -> None:
        """Print a styled text; lines begin at the indent, but for the first further behind it."""
        room = self.console.width - indent
        lines = folded(text, room, indent=hanging) if self.wraps else text.split("\n")
        for line in lines:
            line.rstrip()
            line.pad_left(indent)
            self.put(line)

    def put(self, line: Styled) -> None:
        """Print a line that is as long as it is to be."""
        self.console.print(line, soft_wrap=True)

    def copied(self, text: str, indent: int) -> None:
        """Print what is to be copied: its lines are broken by nothing but itself."""
        from rich.text import Text as Styled

        for line in seen(text).split("\n"):
            self.put(Styled(" " * indent + line))

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
        """Print blocks one below the other, with an empty line above a heading between them."""
        for place, block in enumerate(blocks):
            if place and isinstance(block, Paragraph) and block.kind == "heading":
                self.console.print()
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
                    self.styled(styled(item, "- "), indent, hanging=2)
            case Table():
                self.table(block, indent)
            case Code(code):
                self.copied(code, indent + 2)
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
            self.styled(styled(step), indent + 2, hanging=2)

    def fold(self, fold: Fold, indent: int) -> None:
        """Print the summary of a fold, and what is in it where that is wanted."""
        from rich.text import Text as Styled

        shown = self.unfold or fold.open
        summary = fold.summary + " — " + fold.gist if fold.gist else fold.summary
        text = Styled(("▾ " if shown else "▸ ") + seen(str(summary)), MARKS.get(fold.mark, ""))
        self.styled(text, indent, hanging=2)
        if shown:
            self.blocks(fold.blocks, indent + 2)
        else:
            self.folded = True

    def table(self, table: Table, indent: int) -> None:
        """Print a table in the room that there is for it."""
        for line in table_lines(table, self.console.width - indent):
            line.pad_left(indent)
            line.rstrip()
            self.put(line)


def _spaced(items: Iterable[Cell | Askable]) -> Styled:
    """Return the items of a legend on one line."""
    from rich.text import Text as Styled

    return Styled("   ").join(styled(item) for item in items)


@contextmanager
def progress(what: str, steps: int) -> Iterator[Advance]:
    """Show a bar on standard error, if that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _=None, /: None
        return
    from rich.console import Console
    from rich.progress import Progress  # which nobody waits for who sees no bar

    bar = Progress(console=Console(stderr=True), transient=True)
    with bar:
        task = bar.add_task(what, total=steps)

        def advance(_: object = None, /) -> None:
            bar.advance(task)

        yield advance
