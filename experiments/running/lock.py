"""One run at a time in a folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from experiments.running.store import LOG, unwritable
from experiments.show.files import folder
from model.language import Complaint


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Keep a folder from a second run as long as this one lasts, however it ends.

    Where the system or the file system has no locks nothing is kept from anybody.

    Raises
    ------
    Complaint
        When another run is at work there, or the folder cannot be written.
    """
    try:
        log = (folder(path) / LOG).open("a", encoding="utf-8")
    except OSError as error:
        raise unwritable(path / LOG, error) from None
    with log:
        _lock(log.fileno(), path)
        yield


def _lock(file: int, path: Path) -> None:
    try:
        import fcntl
    except ImportError:
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Complaint("experiment.busy", folder=path) from None
    except OSError:
        return
