"""How much is packed in a file that was sent: no more than can be opened."""

from __future__ import annotations

import io
import zipfile
import zlib

from model.language import Complaint

_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"


def check_packed(name: str, data: bytes, most: int) -> None:
    """Refuse a packed file, as workbooks are too, that holds more than so many bytes.

    Raises
    ------
    Complaint
        Where it does, or is broken.
    """
    try:
        held = _held(data, most)
    except (zlib.error, zipfile.BadZipFile, EOFError, OSError):
        raise Complaint("studio.ledger.torn", name=name[-80:]) from None
    if held > most:
        raise Complaint("studio.ledger.packed", name=name[-80:], most=most // 1_000_000)


def _held(data: bytes, most: int) -> int:
    """The bytes that a file holds; of one with more than ``most``, some number above it."""
    if data.startswith(_GZIP):
        held = 0
        while data and held <= most:  # it may have several parts
            part = zlib.decompressobj(zlib.MAX_WBITS | 16)
            held += len(part.decompress(data, most + 1))
            data = part.unused_data
        return held
    if data.startswith(_ZIP):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return sum(one.file_size for one in archive.infolist())
    return len(data)
