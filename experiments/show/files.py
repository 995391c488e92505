"""Results on disk: a file is whole or not there, and nothing of the user's is lost."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.show.columns import COLUMNS, listed
from experiments.show.ours import mark, spare
from model.language import Complaint, Lang, Text, reason
from model.visible import REPLACED

if TYPE_CHECKING:
    import polars as pl

_BOM = b"\xef\xbb\xbf"
"""By which Excel knows that a file is UTF-8."""

_FORMULA = r"^\s*[=@+\-＝＠＋－]"
"""How a cell begins that Excel takes for a formula."""

_NUMBER = r"^\s*[+-]?[0-9.,]*%?\s*$"
"""What begins so and is a number, or a mere sign for none."""


def folder(path: Path) -> Path:
    """Return a folder, made where it is not there.

    Raises
    ------
    Complaint
        When it cannot be made or is a file.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Complaint("file.no-folder", folder=path, reason=reason(error)) from None
    return path


def put(path: Path, data: bytes) -> Path:
    """Write a file under another name and then rename it, whoever wrote what is there.

    Raises
    ------
    Complaint
        When the disk does not take it.
    """
    partial = path.with_name(path.name + ".part")
    try:
        if partial.is_symlink():
            partial.unlink()  # to write through it would be to write somewhere else
        partial.write_bytes(data)
        partial.replace(path)
    except OSError as error:
        raise Complaint("file.unwritable", file=path, reason=reason(error)) from None
    return path


def write(path: Path, data: bytes) -> Path:
    """Write a file as :func:`put` does, where there is none or one that was written by this.

    Raises
    ------
    Complaint
        When the disk does not take it, or a file is there that somebody else wrote or changed.
    """
    spare(path)
    mark(path, data)  # before: a file that is ours is never without its mark
    return put(path, data)


def encoded(text: str) -> bytes:
    """Return a text as UTF-8, with what UTF-8 cannot hold by name."""
    return text.encode("utf-8", errors=REPLACED)


def json_text(data: Any, lang: Lang) -> str:
    """Return data as JSON that a person can read as well, the texts in it in one language."""
    import json  # here: most commands print no data

    def spoken(text: Text) -> str:
        return text.in_(lang)

    return json.dumps(data, ensure_ascii=False, indent=1, default=spoken)


def write_json(path: Path, data: Any, lang: Lang = "en") -> Path:
    """Write data as :func:`json_text` has it."""
    return write(path, encoded(json_text(data, lang) + "\n"))


def csv_text(frame: pl.DataFrame) -> str:
    """Return a table as CSV in which no cell is a formula: what begins like one has a ``'`` before.

    Excel would reckon it, and a formula in a stranger's ledger may call programs. Numbers stay.
    """
    import polars as pl

    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    safe = frame.with_columns(
        pl.when(pl.col(name).str.contains(_FORMULA) & ~pl.col(name).str.contains(_NUMBER))
        .then(pl.lit("'") + pl.col(name))
        .otherwise(pl.col(name))
        .alias(name)
        for name in texts
    )
    head = {name: f"'{name}" for name in frame.columns if re.match(_FORMULA, name)}
    return safe.rename(head).write_csv(datetime_format="%Y-%m-%d %H:%M")


def write_csv(path: Path, frame: pl.DataFrame) -> Path:
    """Write a table that Excel opens with its Chinese intact, and what its columns are in words."""
    columns = listed(path.parent, path.name, frame.columns)
    if columns is not None:
        put(path.with_name(COLUMNS), _BOM + encoded(columns))
    return write(path, _BOM + encoded(csv_text(frame)))


def write_parquet(path: Path, frame: pl.DataFrame) -> Path:
    """Write a table for analysts."""
    return write(path, parquet(frame))


def parquet(frame: pl.DataFrame) -> bytes:
    """Return a table as Parquet has it."""
    held = BytesIO()
    frame.write_parquet(held, statistics=False)
    return held.getvalue()
