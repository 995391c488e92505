"""Which files in a folder this program wrote: a list beside them has the digest of each.

A file that is not in the list, or that was changed since, is somebody's own, and it is not
written over.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from model.language import LANGS, Complaint, reason, say

LIST = ".shenguan"
"""The name of the list; it is of the form that ``sha256sum --check`` takes."""

KINDS = ("svg", "png", "pdf")
"""What the names of pictures end with."""

_LONGEST = 10_000_000  # bytes of a list


def spare(path: Path) -> None:
    """Refuse to write over what somebody else wrote or changed.

    Raises
    ------
    Complaint
        Where a file of that name is there that is none of ours.
    """
    if not os.path.lexists(path):
        return
    try:
        if path.is_file() and not path.is_symlink() and _digest(path) in _digests(path):
            return
    except OSError as error:
        raise Complaint("file.unwritable", file=path, reason=reason(error)) from None
    raise Complaint("file.not-ours", file=path)


def written_names(*files: str, charts: Sequence[str] = (), page: bool = True) -> tuple[str, ...]:
    """Return the names of files, of every picture of charts, and of a page with its tables."""
    pictures = (f"{chart}-{lang}.{kind}" for chart in charts for lang in LANGS for kind in KINDS)
    return (*files, *pictures, *(("index.html", "details.html") if page else ()))


def spare_folder(folder: Path, names: Sequence[str]) -> None:
    """Refuse a folder that cannot be one, or that has somebody's own file under one of some names.

    Raises
    ------
    Complaint
        Where there is such a file, or the folder is a file or lies in one.
    """
    try:
        there = next(one for one in (folder, *folder.parents) if os.path.lexists(one))
        if not there.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        found = sorted(os.listdir(folder)) if there == folder else []
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else say("system.ENOENT")
        raise Complaint("file.no-folder", folder=folder, reason=why) from None
    for name in found:
        if any(fnmatchcase(name, pattern) for pattern in names):
            spare(folder / name)


def mark(path: Path, data: bytes) -> None:
    """Note that a file is about to be written; what is there of it stays ours until then."""
    new = hashlib.sha256(data).hexdigest()
    kept = [line for line in _lines(path.parent) if _still(line, path)]
    old = [_line(_digest(path), path.name)] if path.is_file() else []
    lines = sorted({*kept, *old, _line(new, path.name)}, key=lambda line: (line[66:], line))
    if lines == _lines(path.parent):
        return
    listed = path.with_name(LIST)
    partial = path.with_name(f"{LIST}.part")
    try:
        partial.write_bytes(b"\n".join(lines) + b"\n")
        partial.replace(listed)
    except OSError as error:
        raise Complaint("file.unwritable", file=listed, reason=reason(error)) from None


def _still(line: bytes, path: Path) -> bool:
    """Whether a line is of another file that is there."""
    name = os.fsdecode(line[66:])
    return name != path.name and os.path.lexists(path.with_name(name))


def _line(digest: str, name: str) -> bytes:
    return digest.encode() + b"  " + os.fsencode(name)


def _lines(folder: Path) -> list[bytes]:
    listed = folder / LIST
    if not listed.is_file() or listed.stat().st_size > _LONGEST:
        return []
    return [line for line in listed.read_bytes().split(b"\n") if line[64:66] == b"  "]


def _digests(path: Path) -> set[str]:
    name = os.fsencode(path.name)
    return {
        line[:64].decode("ascii", "replace") for line in _lines(path.parent) if line[66:] == name
    }


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
