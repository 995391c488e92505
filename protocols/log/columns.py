"""The columns that a mapping names, held against those that a file has."""

from __future__ import annotations

from protocols.log.mapping import Meaning
from protocols.log.tables import Table
from protocols.mistakes import Mistake, Mistakes, nearest


def check_columns(table: Table, meaning: Meaning) -> None:
    """Refuse a mapping with columns that are not there."""
    mistakes = []
    for column, key in meaning.read():
        if column in table.columns:
            continue
        known = ", ".join(table.columns[:40])
        values = {"column": column, "file": table.path, "known": known}
        near = nearest(column, table.columns)
        if meaning.document is None:
            mistakes.append(
                Mistake(str(table.path), 1, 1, "map-no-column", {**values, "near": near})
            )
            continue
        several = key in ("columns", "attributes", "due-recorded")
        path = (key, column) if several else (key,)
        at = meaning.document.mistake_at_key if several else meaning.document.mistake
        mistakes.append(at(path, "map-no-column", near=near, **values))
    if mistakes:
        raise Mistakes(mistakes)
    table.alone(name for name, _ in meaning.read())
