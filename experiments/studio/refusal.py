"""Pages for what cannot be shown: a mistake with its place, and what can be done about it."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from experiments.show.blocks import Block, Bullets, Paragraph, Section
from experiments.studio.page import Screen
from model.language import Complaint, Text, say
from protocols.mistakes import Mistake, Mistakes

_MOST = 100  # mistakes that are shown


def refusal(why: Text | Complaint | Mistakes, status: int) -> Screen:
    """Return the page that says why something is not shown."""
    blocks: tuple[Block, ...]
    if isinstance(why, Mistakes):
        blocks = tuple(mistaken(why.mistakes))
    else:
        blocks = (Paragraph(why if isinstance(why, Text) else why.say()),)
    section = Section("refused", say("studio.refused"), blocks)
    return Screen(say("studio.refused-title"), (section,), status=status)


def mistaken(mistakes: Sequence[Mistake]) -> list[Block]:
    """Return what is wrong with a file: each mistake with its place, and the line itself."""
    return [Bullets(tuple(mistake.say() for mistake in mistakes[:_MOST]))]


def unforeseen(error: Exception) -> Screen:
    """Return the page for a fault of the program itself, of which the terminal has the details."""
    logging.getLogger("shenguan.studio").error("unforeseen", exc_info=error)
    return refusal(say("studio.unforeseen", kind=type(error).__name__), 500)
