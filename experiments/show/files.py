"""Results on disk: a file is whole or not there, and nothing of the user's is lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl

from experiments.show.columns import COLUMNS, listed
from model.language import Complaint, Lang, Text, reason

_MARK = b"\xef\xbb\xbf"
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


def write(path: Path, data: bytes) -> Path:
    """Write a file under another name and then rename it.

    Raises
    ------
    Complaint
        When the disk does not take it.
    """
    partial = path.with_name(path.name + ".part")
    try:
        partial.write_bytes(data)
        partial.replace(path)
    except OSError as error:
        raise Complaint("file.unwritable", file=path, reason=reason(error)) from None
    return path


def json_text(data: Any, lang: Lang) -> str:
    """Return data as JSON that a person can read as well, the texts in it in one language."""

    def spoken(text: Text) -> str:
        return text.in_(lang)

    return json.dumps(data, ensure_ascii=False, indent=1, default=spoken)


def write_json(path: Path, data: Any, lang: Lang = "en") -> Path:
    """Write data as :func:`json_text` has it."""
    return write(path, (json_text(data, lang) + "\n").encode())


def write_csv(path: Path, frame: pl.DataFrame) -> Path:
    """Write a table that Excel opens with its Chinese intact, and what its columns are in words."""
    columns = listed(path.parent, path.name, frame.columns)
    if columns is not None:
        write(path.with_name(COLUMNS), _MARK + columns.encode())
    text = frame.write_csv(datetime_format="%Y-%m-%d %H:%M")
    return write(path, _MARK + text.encode())


def write_parquet(path: Path, frame: pl.DataFrame) -> Path:
    """Write a table for analysts."""
    partial = path.with_name(path.name + ".part")
    try:
        frame.write_parquet(partial, statistics=False)
        partial.replace(path)
    except OSError as error:
        raise Complaint("file.unwritable", file=path, reason=reason(error)) from None
    return path
