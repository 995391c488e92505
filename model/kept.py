"""Values made from files of the program, kept beside its compiled code as Python keeps that.

What is kept is used only while every file that it comes from has the size and the times of change
that it had then, and only in a process that has called :func:`keep`: the command line does.
Whoever can write there can change the program as well. Nothing of a user's files is kept.

A file that changed since this process began may have been read before or after that: its
:func:`state` is one that no process ever meets again.
"""

from __future__ import annotations

import os
import pickle
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, cast

_T = TypeVar("_T")
_DIGEST = 32  # bytes of a SHA-256
_JUST = 5_000_000_000  # nanoseconds in which a process reads its code before it calls keep
_keeping: list[int] = []  # since when, in nanoseconds
_anew: ContextVar[bool] = ContextVar("anew", default=False)


def keep() -> None:
    """Keep values from now on, and use those that are kept; called as the process begins."""
    _keeping.append(time.time_ns())


@contextmanager
def anew(asked: bool = True) -> Iterator[None]:
    """Let values be made anew within, if that is asked for, and kept in the place of others."""
    token = _anew.set(asked or is_anew())
    try:
        yield
    finally:
        _anew.reset(token)


def is_anew() -> bool:
    """Whether values are made anew."""
    return _anew.get()


def is_keeping() -> bool:
    """Whether values are kept in this process."""
    return bool(_keeping)


def kept(name: str, sources: Callable[[], bytes], make: Callable[[], _T]) -> _T:
    """Return a value: as it was kept, else made, and kept where that is possible.

    Parameters
    ----------
    name
        Its name among all that is kept.
    sources
        Gives the :func:`state` of every file that it comes from, those of the code that makes it
        among them.
    """
    if not _keeping:
        return make()
    now = sources()
    found = recalled(name, now)
    if found is not None:
        return cast(_T, found)
    value = make()
    note(name, now, value)
    return value


def is_noted(name: str, now: bytes) -> bool:
    """Whether a value seems to be kept for a state; only to read it tells whether it is whole."""
    if not _keeping or is_anew():
        return False
    with suppress(OSError), _path(name).open("rb") as noted:
        return noted.read(_DIGEST) == now
    return False


def recalled(name: str, now: bytes) -> Any:
    """Return the value that is kept for a state; ``None`` where there is none.

    Parameters
    ----------
    now
        The :func:`state` of every file that it comes from, and a digest of all else.
    """
    if not _keeping or is_anew():
        return None
    with suppress(Exception):  # not there, of other files, or not whole
        return _read(_path(name), now)
    return None


def note(name: str, now: bytes, value: object) -> None:
    """Keep a value for a state where that is possible; parameters as :func:`recalled`."""
    if _keeping and not sys.dont_write_bytecode:
        with suppress(OSError):
            _write(_path(name), now, pickle.dumps(value, pickle.HIGHEST_PROTOCOL))


def _path(name: str) -> Path:
    return folder() / f"{name}.{sys.implementation.cache_tag}.kept"


def files(folder: str | Path, *endings: str) -> Iterator[os.DirEntry[str]]:
    """Yield the files below a folder that end so, but for compiled code."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(endings):
                yield entry
            elif "." not in entry.name and entry.name != "__pycache__" and entry.is_dir():
                yield from files(entry.path, *endings)


def state(sources: Iterable[os.DirEntry[str]]) -> bytes:
    """Return what tells one state of files from another, and one build of Python.

    A time of change can be set back, but not that of the file's entry on the disk, where a system
    has one.
    """
    known = ((one.path, one.stat()) for one in sources)
    found = sorted((path, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns) for path, stat in known)
    latest = max((max(times) for _, _, *times in found), default=0)
    once = os.urandom(_DIGEST) if latest > began() - _JUST else b""
    python = sys.version, sys.flags.optimize
    return sha256(repr((python, found, once)).encode()).digest()


def began() -> int:
    """Since when values are kept in this process, in nanoseconds; now where they are not."""
    return _keeping[0] if _keeping else time.time_ns()


def folder() -> Path:
    """Return where values are kept: beside the compiled code of this module."""
    from importlib.util import cache_from_source

    return Path(cache_from_source(__file__)).parent


def _read(path: Path, state: bytes) -> Any:
    written = path.read_bytes()
    data = written[2 * _DIGEST :]
    if written[: 2 * _DIGEST] != state + sha256(data).digest():
        raise ValueError(path)
    return pickle.loads(data)


def _write(path: Path, state: bytes, data: bytes) -> None:
    """Write it under a name of this process, and then rename it: it is whole or not there."""
    path.parent.mkdir(exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    partial.write_bytes(state + sha256(data).digest() + data)
    partial.replace(path)
