"""How tall a sheet is, in millimetres: estimated, so that it is made short enough for one page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from model.language import LANGS, Lang, Text

if TYPE_CHECKING:
    from experiments.studio.sheet.paper import Paper

PAGE = 268.0
"""The height that there is on A4 within its margins, with some to spare for other fonts."""

_WIDTH = 184.0  # millimetres
_POINT = 0.3528  # millimetres in a point
_LATIN = 0.45  # ems that a Latin letter takes, spaces and signs with it
_CLAUSE = (0.16, 0.16, 0.34, 0.34)  # shares of the width that the columns take


def height(of: Paper) -> float:
    """Return about how tall a sheet is, in the language in which it is taller."""
    return max(_height(of, lang) for lang in LANGS) + _chart(of)


def _chart(of: Paper) -> float:
    """The height of the chart: of queues the most, of bounds as many rows as there may be."""
    if of.years is not None:
        return of.chart
    return min(of.chart, 34 + 6.6 * 2 * len(of.rows)) if of.rows else 0


def _height(of: Paper, lang: Lang) -> float:
    words = [(of.title, 14.0), (of.question, 11.0), *((line, 9.0) for line in of.answer)]
    tall = sum(_lines(text.in_(lang), size) * size * _POINT * 1.38 + 0.6 for text, size in words)
    if of.clauses:
        rows = [(one.article, one.act, one.before, one.after) for one in of.clauses]
        tall += _HEADING + 5 + _table(rows, _CLAUSE, lang)
    if of.rows:
        cells = [(row.label, *(lit.words for lit in row.cells)) for row in of.rows]
        each = 0.72 / (len(cells[0]) - 1)
        tall += _HEADING + 10 + _table(cells, (0.28, *[each] * (len(cells[0]) - 1)), lang)
    small = [text.in_(lang) for text in (*of.granted, *of.readings, *of.notes)]
    tall += 2 * _HEADING + _SMALL * (sum(_lines(text, 7.5) for text in small) + 5)
    return tall


_HEADING, _SMALL = 8.2, 7.5 * _POINT * 1.3


def _table(rows: Iterable[Sequence[Text]], shares: Sequence[float], lang: Lang) -> float:
    """The height of a table whose columns take shares of the width."""
    return sum(
        max(
            _lines("✓ " + cell.in_(lang), 8.5, _WIDTH * share - 3)
            for cell, share in zip(row, shares, strict=True)
        )
        * 8.5
        * _POINT
        * 1.28
        + 1.3
        for row in rows
    )


def _lines(text: str, size: float, width: float = _WIDTH) -> int:
    """How many lines a text takes at a size in points; a Chinese character is as wide as tall."""
    ems = sum(1.0 if ord(char) > 0x2E7F else _LATIN for char in text)
    broken = 1.0 if not text.isascii() else 1.08  # words are not broken, so that room is lost
    return max(1, -(-int(ems * size * _POINT * broken) // int(width)))
