"""Which files the studio opens: those below its start folder, and what was sent to it."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any
from unicodedata import category

from experiments.show.files import put
from model.language import Complaint
from protocols.contents import MOST, contents
from protocols.document import parse_document
from protocols.mistakes import Mistakes
from protocols.shipped import is_shipped

ENDINGS = (".yaml", ".yml")
MOST_SENT = MOST
"""Bytes of a file that may be sent: as long as one that is read from the disk."""

MOST_LEDGER = 64_000_000
"""Bytes of a ledger that may be sent, and of what is packed in it."""

_SENT = "upload:"
_MOST_LISTED = 200
_LONGEST_NAME, _LONGEST_PATH = 80, 1000


def within(folder: Path, name: PurePosixPath) -> Path:
    """Return a file below a folder, links followed.

    Raises
    ------
    Complaint
        Where the name leads out of the folder or is none of a rule file.
    """
    try:
        path = (folder / name).resolve()
        inside = path.is_relative_to(folder.resolve()) and path.suffix in ENDINGS
    except (OSError, ValueError, RuntimeError):
        inside = False
    if not inside or name.is_absolute() or "\\" in str(name):
        raise Complaint("studio.not-within", name=str(name)[:_LONGEST_NAME])
    return path


def names_in(data: Iterable[Any]) -> Iterator[str]:
    """Yield all that may be the name of a file in plain data, such as that of a rule file."""
    for value in data:
        if isinstance(value, str):
            if 0 < len(value) <= _LONGEST_PATH and value.isprintable():
                yield value
        elif isinstance(value, Mapping):
            yield from names_in(value.values())
        elif isinstance(value, Sequence):
            yield from names_in(value)


def beside(file: Path, name: str, roots: Sequence[Path]) -> Path | None:
    """Return the file that another one names, ``None`` where there is none.

    Raises
    ------
    Complaint
        Where it lies in none of some folders.
    """
    try:
        path = (file.parent / name).resolve()
        if not path.is_file():
            return None
    except (OSError, ValueError, RuntimeError):
        return None
    if is_shipped(path) or any(path.is_relative_to(root) for root in roots):
        return path
    raise Complaint("studio.names-outside", name=name[:_LONGEST_NAME], file=file.name)


def check_named(file: Path, roots: Sequence[Path], within: Sequence[Path] = ()) -> Path:
    """Return a file; refuse one that names a file outside of some folders, itself or in turn."""
    try:
        data = parse_document(contents(file), str(file)).data
    except (Complaint, Mistakes):
        return file  # who opens it is told
    for name in names_in([data]):
        path = beside(file, name, roots)
        if path is not None and path not in (file, *within) and not is_shipped(path):
            check_named(path, roots, (file, *within))
    return file


def changed(file: Path) -> tuple[int, int]:
    """Return what is another when a file has changed: when that was, and its length."""
    try:
        found = file.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


def rule_files(folder: Path) -> Iterator[str]:
    """Yield the names of the rule files and scenarios in a folder and those just below it."""
    found = (path for pattern in ("*", "*/*") for path in sorted(folder.glob(pattern)))
    count = 0
    for path in found:
        name = path.relative_to(folder)
        if path.suffix in ENDINGS and not any(part.startswith(".") for part in name.parts):
            count += 1
            if count > _MOST_LISTED:
                return
            yield name.as_posix()


_WIDE = (b"\xff\xfe", b"\xfe\xff")
"""With what a text of two bytes a sign begins, which the reader tells to be saved otherwise."""


class Uploads:
    """Files of some kinds that were sent to the studio, each in a folder named by what is in it.

    Attributes
    ----------
    endings
        What their names may end with; one that ends otherwise gets the first of them.
    most
        The bytes that one may have.
    """

    def __init__(self, endings: Sequence[str] = ENDINGS, most: int = MOST_SENT) -> None:
        self.endings, self.most = tuple(endings), most
        self._folder = tempfile.TemporaryDirectory(prefix="shenguan-studio-")
        self.folder = Path(self._folder.name).resolve()
        self.names: list[str] = []

    def keep(self, name: str, data: bytes) -> str:
        """Keep a file and return its name for an address; the same file has the same name.

        Raises
        ------
        Complaint
            Where it is too long, empty or no text, or the disk does not take it.
        """
        if len(data) > self.most:
            raise Complaint("studio.sent-too-long", most=self.most // 1_000_000)
        if not data.strip():
            raise Complaint("studio.sent-empty", name=name[-_LONGEST_NAME:])
        text = self.endings == tuple(ENDINGS)  # and no workbook or the like
        if text and b"\0" in data and not data.startswith(_WIDE):
            raise Complaint("studio.sent-no-text", name=name[-_LONGEST_NAME:])
        safe = _safe(name, self.endings)
        digest = hashlib.sha256(data).hexdigest()[:16]
        folder = self.folder / digest
        folder.mkdir(exist_ok=True)
        put(folder / safe, data)
        sent = f"{_SENT}{digest}/{safe}"
        if sent not in self.names:
            self.names.append(sent)
        return sent

    def path(self, name: str) -> Path | None:
        """Return the file that was sent under a name; ``None`` for a name of another kind.

        Raises
        ------
        Complaint
            Where it is not there any more.
        """
        if not name.startswith(_SENT):
            return None
        if name not in self.names:
            raise Complaint("studio.not-sent", name=name[:_LONGEST_NAME])
        return self.folder / name.removeprefix(_SENT)

    def close(self) -> None:
        """Put all of them away."""
        self._folder.cleanup()


def _safe(name: str, endings: Sequence[str] = ENDINGS) -> str:
    """Return the name of a file without folders, and without signs that a name should not have.

    >>> _safe("C:\\\\drafts\\\\草案 2.yaml"), _safe("../../x"), _safe("a\\nb.yml")
    ('草案 2.yaml', 'x.yaml', 'ab.yml')
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(one for one in last if category(one)[0] in "LNPSZ" and one not in '<>:"|?*')
    stem, dot, ending = kept.rpartition(".")
    ending = ending.lower() if dot and f".{ending.lower()}" in endings else endings[0][1:]
    return f"{(stem if dot else kept).strip(' .')[:_LONGEST_NAME] or 'text'}.{ending}"
