"""Pages for what cannot be shown: a mistake with its place, and what can be done about it."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

from experiments.show.blocks import Block, Code, Paragraph, Section
from experiments.studio.page import Screen
from model.language import Complaint, Text, say
from protocols.contents import contents
from protocols.edit import EDITS
from protocols.mistakes import Mistake, Mistakes

_MOST = 50  # mistakes that are shown
_LONGEST = 160  # signs of a line


def refusal(why: Text | Complaint | Mistakes, status: int, edits: Sequence[str] = ()) -> Screen:
    """Return the page that says why something is not shown; ``edits`` are those of its address."""
    if isinstance(why, Mistakes):
        blocks: tuple[Block, ...] = tuple(mistaken(why.mistakes, edits))
    else:
        blocks = (Paragraph(why if isinstance(why, Text) else why.say()),)
    section = Section("refused", say("studio.refused"), blocks)
    return Screen(say("studio.refused-title"), (section,), status=status)


def mistaken(mistakes: Sequence[Mistake], edits: Sequence[str] = ()) -> Iterator[Block]:
    """Yield what is wrong: each mistake with its place, and the line itself, or the edit."""
    for mistake in mistakes[:_MOST]:
        place = {"line": mistake.line, "column": mistake.column, "file": Path(mistake.file).name}
        of_edit = mistake.file == EDITS
        head = say("studio.at-edit" if of_edit else "studio.at-line", **place)
        yield Paragraph(head + mistake.what())
        lines = edits if of_edit else _lines(mistake.file)
        if 0 < mistake.line <= len(lines):
            yield Code(_pointed(lines[mistake.line - 1], mistake.column))
    if len(mistakes) > _MOST:
        yield Paragraph(say("studio.more-mistakes", count=len(mistakes) - _MOST), "note")


def _lines(file: str) -> list[str]:
    try:
        return contents(Path(file)).decode(errors="replace").splitlines()
    except Complaint:
        return []


def _pointed(line: str, column: int) -> str:
    """Return a line with a sign below the place that is meant; of a long one the part around it."""
    start = max(0, column - 1 - _LONGEST // 2)
    part = line[start : start + _LONGEST].replace("\t", " ")
    before = part[: column - 1 - start]
    wide = sum(2 if ord(sign) > 0x2E7F else 1 for sign in before)
    return f"{part}\n{' ' * wide}^"


def unforeseen(error: Exception) -> Screen:
    """Return the page for a fault of the program itself, of which the terminal has the details."""
    logging.getLogger("shenguan.studio").error("unforeseen", exc_info=error)
    return refusal(say("studio.unforeseen", kind=type(error).__name__), 500)
