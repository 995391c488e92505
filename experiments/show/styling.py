"""Words of a sheet with their colours, in lines that a terminal has room for.

They are made within :func:`~model.language.speaking`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from experiments.show.blocks import Askable, Cell, Marked
from experiments.show.lines import spans
from experiments.show.screen import columns
from model.visible import visible

if TYPE_CHECKING:
    from rich.text import Text as Styled

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


def styled(cell: Cell | Askable, before: str = "") -> Styled:
    """Return words with the sign and the colour of their mark, small print below them."""
    from rich.text import Text as Styled

    if isinstance(cell, Askable):
        cell = cell.whole
    if not isinstance(cell, Marked):
        return Styled(before + seen(str(cell)))
    words = " ".join(filter(None, (cell.signed, seen(str(cell.words)))))
    text = Styled(before + words, MARKS.get(cell.mark, ""))
    return text.append(f"\n{seen(str(cell.small))}", "dim") if cell.small else text


def seen(text: str) -> str:
    """Return words of anybody's as a terminal can show them."""
    return visible(text).replace("\t", "    ")


def folded(text: Styled, room: int, first: int | None = None, indent: int = 0) -> Iterator[Styled]:
    """Yield a text in lines of at most so many columns, those after the first indented.

    Parameters
    ----------
    first
        The room of the first line, where that is another.
    """
    for number, line in enumerate(text.split("\n", allow_blank=True)):
        whole = room if first is None or number else first
        for place, (start, end) in enumerate(
            spans(line.plain, room - indent, columns, hard=True, first=whole)
        ):
            part = line[start:end]
            part.rstrip()
            part.pad_left(indent if place or number else 0)
            yield part


def indented(text: Styled, indent: int, room: int) -> Iterator[Styled]:
    """Yield a text in lines, those after the first further to the right."""
    for line in folded(text, room - indent, indent=2):
        line.pad_left(indent)
        yield line
