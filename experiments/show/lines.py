"""Text broken into lines without measuring a font: Chinese is one em wide, Latin about half.

A text in both languages is broken within :func:`~model.language.speaking` only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from model.language import Text

_PIECE = re.compile(r"[\u2e80-\uffef][，、；：。）》”]*|[^\s\u2e80-\uffef]+|\s+")


def ems(text: Text | str) -> float:
    """Return the approximate width of a text in ems.

    >>> ems("认领"), ems("ab")
    (2.0, 1.12)
    """
    return sum(1.0 if char >= "\u2e80" else 0.56 for char in str(text))


def broken(text: Text | str, width: float) -> list[str]:
    """Break a text into lines of at most so many ems; a longer word stays whole.

    >>> broken("every approval push is claimed", 10)
    ['every approval', 'push is claimed']
    >>> broken("审批决定进入监管。", 4)
    ['审批决定', '进入监', '管。']
    """
    lines: list[str] = []
    line = ""
    for piece in _pieces(str(text)):
        if line.strip() and ems((line + piece).rstrip()) > width:
            lines.append(line.strip())
            line = ""
        line += piece
    return [*lines, line.strip()] if line.strip() else lines or [""]


def wrapped(text: Text | str, width: float) -> str:
    """Return the text with its line breaks; breaks it has already are kept."""
    return "\n".join("\n".join(broken(part, width)) for part in str(text).split("\n"))


def _pieces(text: str) -> Iterator[str]:
    for found in _PIECE.finditer(text):
        yield found.group()
