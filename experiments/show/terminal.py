"""Tables and progress in the terminal; rich is loaded only when something is shown."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.console import Console

_WIDTH = 132  # where the output is no terminal


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


Cell = str | list[tuple[str, str]]
"""Plain text, or pieces of text each with a style; never markup, since words are the user's."""


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    """Print a table."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    def text(cell: Cell) -> Text:
        return Text(cell) if isinstance(cell, str) else Text.assemble(*cell)

    table = Table(title=Text(title), title_justify="left", box=box.SIMPLE_HEAD)
    for column in columns:
        table.add_column(Text(column), overflow="fold")
    for row in rows:
        table.add_row(*(text(cell) for cell in row))
    console().print(table)


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
