"""Results on disk: a file is whole or not there, and nothing of the user's is lost."""

from __future__ import annotations

import json
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

    def spoken(text: Text) -> str:
        return text.in_(lang)

    return json.dumps(data, ensure_ascii=False, indent=1, default=spoken)


def write_json(path: Path, data: Any, lang: Lang = "en") -> Path:
    """Write data as :func:`json_text` has it."""
    return write(path, encoded(json_text(data, lang) + "\n"))


def write_csv(path: Path, frame: pl.DataFrame) -> Path:
    """Write a table that Excel opens with its Chinese intact, and what its columns are in words."""
    columns = listed(path.parent, path.name, frame.columns)
    if columns is not None:
        put(path.with_name(COLUMNS), _BOM + encoded(columns))
    text = frame.write_csv(datetime_format="%Y-%m-%d %H:%M")
    return write(path, _BOM + encoded(text))


def write_parquet(path: Path, frame: pl.DataFrame) -> Path:
    """Write a table for analysts."""
    return write(path, parquet(frame))


def parquet(frame: pl.DataFrame) -> bytes:
    """Return a table as Parquet has it."""
    held = BytesIO()
    frame.write_parquet(held, statistics=False)
    return held.getvalue()
