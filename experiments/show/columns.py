"""What the columns of the tables on disk are called in words, in a file beside the tables.

A table keeps one line of headings, names for programs; ``columns.csv`` in its folder has a row for
each column of each table, with its heading in Chinese and in English.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from model.language import Text, catalogue, plain, say

COLUMNS = "columns.csv"
_HEADER = ["file", "column", "zh", "en"]


def heading(column: str) -> Text:
    """Return what a column is called in words; its own name where that is a user's.

    >>> heading("regime").zh, heading("regime.en").zh, heading("change_low").en
    ('规则', '规则（英文）', 'change: low end')
    """
    if (known := catalogue().get(f"column.{column}")) is not None:
        return known
    if spoken := re.fullmatch(r"(?:(.+)[._])?(zh|en)", column):
        key = "columns.chinese" if spoken[2] == "zh" else "columns.english"
        return say(key, of=heading(spoken[1]) if spoken[1] else say("columns.named"))
    for break_ in re.finditer("_", column):
        parts = [column[: break_.start()], column[break_.end() :]]
        whole, part = (catalogue().get(f"column.{name}") for name in parts)
        if whole is not None and part is not None:
            return say("columns.part", whole=whole, part=part)
    return plain(column)


def listed(folder: Path, file: str, columns: Iterable[str]) -> str | None:
    """Return the text of ``columns.csv`` with the columns of one more table, the tables in order.

    ``None`` where a file of that name is there that this program did not write.
    """
    import csv  # here: only who is given tables has columns
    import io

    rows = [[file, name, heading(name).zh, heading(name).en] for name in columns]
    path = folder / COLUMNS
    if path.is_file():
        there = list(csv.reader(path.read_text("utf-8-sig", "replace").splitlines()))
        if there[:1] != [_HEADER]:
            return None
        rows += [row for row in there[1:] if row[:1] != [file]]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([_HEADER, *sorted(rows, key=lambda r: r[0])])
    return text.getvalue()
