"""What an entry says, without the signs that ledgers put around it or for none."""

from __future__ import annotations

import polars as pl

_BLANKS = (
    *("", "-", "--", "---", "—", "——", "－", "/", "//", "\\", "无", "暂无", "空"),
    *("NULL", "null", "None", "N/A", "n/a", "NaT", "nan"),
)
"""What stands in a cell that is left empty."""

AROUND, QUOTED = " \t\r\n\u3000\ufeff'", '^="(.*)"$'
"""Signs around an entry that are not of it, and a formula that only quotes."""


def without_blanks(values: pl.Series) -> pl.Series:
    """Return a column as text, blanks as null.

    A formula of Excel that only quotes is what it quotes.
    """
    text = values.cast(pl.String).str.strip_chars(AROUND)
    quoted = text.str.starts_with('="')
    if quoted.any():
        text = text.str.replace(QUOTED, "$1")
    return text.set(text.is_in(_BLANKS), None)
