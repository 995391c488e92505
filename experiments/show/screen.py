"""How many columns a terminal has, and how many it takes for a text.

Some signs, among them ≤ θ × — … “ ”, are one column wide in most terminals and two in some that
are set up for Chinese (Unicode calls them ambiguous). A program cannot see which. They are counted
as one unless the variable ``SHENGUAN_AMBIGUOUS`` is ``2``.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from typing import TextIO
from unicodedata import east_asian_width

AMBIGUOUS = "SHENGUAN_AMBIGUOUS"
"""The variable that says how many columns an ambiguous sign takes, 1 or 2."""

USUAL = 120
"""Columns of a table where nobody says how many there are."""

LEAST = 20
"""Columns that are taken to be there, whatever is said."""


def columns(text: str) -> int:
    """Return how many columns a terminal takes for a text on one line.

    >>> columns("审管"), columns("≤ 3+θ"), columns("✓")
    (4, 5, 1)
    """
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # here: help in English has no need of it

    return cell_len(text) + (_ambiguous(text) if _wide() else 0)


def _wide() -> bool:
    return os.environ.get(AMBIGUOUS) == "2"


@cache
def _is_ambiguous(char: str) -> bool:
    from rich.cells import cell_len

    return east_asian_width(char) == "A" and cell_len(char) == 1


def _ambiguous(text: str) -> int:
    return sum(map(_is_ambiguous, text))


def asked(stream: TextIO | None = None) -> int | None:
    """Return how many columns an output has: ``COLUMNS``, else the terminal's; else ``None``.

    ``None`` is for a pipe or a file: sentences are then left on one line each. The output is
    standard output unless given.
    """
    said = os.environ.get("COLUMNS", "")
    if said.isdecimal() and int(said) > 0:
        return max(int(said), LEAST)
    if (stream or sys.stdout).isatty():
        import shutil  # here: it loads three ways to compress files

        return max(shutil.get_terminal_size((USUAL, 24)).columns, LEAST)
    return None
