"""A rule file as the beginning of another one, which lies elsewhere and has a name of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from protocols.document import Document
from protocols.edit import Edit
from protocols.edits import opened, written
from protocols.shipped import LAWS, REGIMES


def copied(source: Path, folder: Path, regime: str) -> bytes:
    """Return a rule file's text, comments and all, for another folder and under another name.

    What it names by a path from its folder, texts above it and one that it amends, is named from
    the other one.

    Parameters
    ----------
    source
        A file without mistakes.
    regime
        The identifier of the regime in it.

    Raises
    ------
    Complaint
        Where it cannot be written so, as where its parts are shared by reference.
    """
    document = opened(source)
    return written(document.text, _edits(document, folder, regime), str(source))


def wording_of(source: Path) -> Path | None:
    """Return the file beside a rule file that has its articles in their own words, if it is there.

    >>> from protocols.shipped import shipped
    >>> wording_of(shipped("xuecheng.yaml")) is None
    True
    """
    data = opened(source).data["document"]
    path = source.parent / data["text"] if "text" in data else None
    return path if path is not None and path.is_file() else None


def _edits(document: Document, folder: Path, regime: str) -> Iterator[Edit]:
    home = Path(document.file).parent
    yield Edit(("regime",), regime)
    for key in ("under", "amends"):
        named = document.data.get(key)
        if named is None:
            continue
        moved: Any = _moved(named, home, folder)
        if moved != named:
            yield Edit((key,), moved)


def _moved(named: Any, home: Path, folder: Path) -> Any:
    """A name, or several, of a file as it is named from another folder."""
    if isinstance(named, list):
        return [_moved(one, home, folder) for one in named]
    if named in (*LAWS, *REGIMES) or Path(named).is_absolute():
        return named
    return Path(os.path.relpath((home / named).resolve(), folder.resolve())).as_posix()
