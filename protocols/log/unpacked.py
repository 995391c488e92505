"""Long text files as UTF-8 on the disk: packed ones, and those in other encodings.

They go by in pieces, so that memory does not grow with them, to a temporary file that is removed
with the table that reads it.
"""

from __future__ import annotations

import codecs
import gzip
import shutil
import weakref
import zlib
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import BinaryIO, cast

from model.language import Complaint, reason
from protocols.log.tables import LARGE

_PACKED = 10
"""A packed file is long from a size so many times smaller on: tables shrink about as much."""

_PIECE = 4_000_000
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def is_long(path: Path) -> bool:
    """Whether a file is to be read from the disk as it goes."""
    packed = path.name.lower().endswith(".gz")
    return path.stat().st_size > (LARGE // _PACKED if packed else LARGE)


def marked(data: bytes) -> str | None:
    """Return the encoding that the mark at the beginning of a file tells, if any."""
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)


def as_utf8(path: Path, user: object) -> tuple[Path, str]:
    """Return a file in UTF-8 with the text of a long file, and the encoding of that.

    Parameters
    ----------
    user
        What reads it: with it a temporary file is removed.

    Raises
    ------
    Complaint
        When the file cannot be read, or is in no encoding known.
    """
    try:
        with _opened(path) as file:
            known = marked(file.read(4))
        for encoding in [known] if known else ["utf-8", "gb18030"]:
            plain = encoding.startswith("utf-8") and not _is_packed(path)
            if plain and _is_text(path, encoding):
                return path, encoding
            if not plain and (found := _written(path, encoding, user)) is not None:
                return found, encoding
    except (OSError, EOFError, zlib.error) as error:
        told = reason(error) if isinstance(error, OSError) else str(error)
        raise Complaint("file.unreadable", file=path, reason=told) from None
    raise Complaint("log.encoding", file=path)


def _is_packed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def _opened(path: Path) -> BinaryIO:
    if _is_packed(path):
        return cast(BinaryIO, gzip.open(path, "rb"))
    return path.open("rb")


def _pieces(path: Path, encoding: str) -> Iterator[str]:
    """Yield the text of a file piece by piece."""
    decoder = codecs.getincrementaldecoder(encoding)()
    with _opened(path) as file:
        while piece := file.read(_PIECE):
            yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)


def _is_text(path: Path, encoding: str) -> bool:
    try:
        for _ in _pieces(path, encoding):
            pass
    except UnicodeDecodeError:
        return False
    return True


def _written(path: Path, encoding: str, user: object) -> Path | None:
    """The temporary file; ``None`` where the text is not in an encoding."""
    folder = Path(mkdtemp(prefix="shenguan-log-"))
    weakref.finalize(user, shutil.rmtree, folder, ignore_errors=True)
    found = folder / "text.csv"
    try:
        with found.open("wb") as file:
            for piece in _pieces(path, encoding):
                file.write(piece.encode())
    except UnicodeDecodeError:
        return None
    return found
