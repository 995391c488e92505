"""What is in a file of the user's: one that is a regular file and not of any size."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from model.language import Complaint, reason, say

MOST = 4_000_000
"""Bytes in a file that a person wrote; the longest regime shipped has about sixty thousand."""


def contents(path: Path, most: int = MOST) -> bytes:
    """Return what is in a file; a folder, a device or a pipe is refused before it is read.

    Raises
    ------
    Complaint
        When there is no such file, it is none to be read, or it holds more than ``most`` bytes.
    """
    try:
        _regular(path, path.stat().st_mode)  # before: to open a pipe is to wait for it
        with path.open("rb", buffering=0) as file:
            _regular(path, os.fstat(file.fileno()).st_mode)
            return _all(file.fileno(), path, most)
    except OSError as error:
        raise Complaint("file.unreadable", file=path, reason=reason(error)) from None
    except ValueError:  # a name that holds what no name may
        raise Complaint("file.unreadable", file=path, reason=say("system.ENOENT")) from None


def regular(path: Path) -> int:
    """Return how many bytes a file of any size has, once it is known to be one.

    Raises
    ------
    Complaint
        When there is no such file, or it is a folder, a device or a pipe.
    """
    try:
        found = path.stat()
        _regular(path, found.st_mode)
    except OSError as error:
        raise Complaint("file.unreadable", file=path, reason=reason(error)) from None
    except ValueError:  # a name that holds what no name may
        raise Complaint("file.unreadable", file=path, reason=say("system.ENOENT")) from None
    return found.st_size


def _regular(path: Path, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise Complaint("file.unreadable", file=path, reason=say("system.EISDIR"))
    if not stat.S_ISREG(mode):
        raise Complaint("file.not-regular", file=path)


def _all(file: int, path: Path, most: int) -> bytes:
    """Read to the end; what a file says of its size need not be so."""
    found = b""
    while len(found) <= most:
        part = os.read(file, min(1 << 20, most + 1 - len(found)))
        if not part:
            return found
        found += part
    raise Complaint("file.too-long", file=path, most=most // 1_000_000)
