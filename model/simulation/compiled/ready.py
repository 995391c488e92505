"""Whether the engine has been compiled on this machine, so that nobody waits for it.

To compile it takes a quarter of a minute or more. What was compiled is kept on disk by numba; a
mark says so, and can be looked at without numba.
"""

from __future__ import annotations

import hashlib
import platform
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

from model.simulation.compiled.jit import COMPILES

_HERE = Path(__file__).parent
_COMPILED = (
    "ability",
    "bits",
    "clocks",
    "codes",
    "course",
    "dates",
    "department",
    "desk",
    "facts",
    "fortune",
    "habits",
    "handle",
    "jit",
    "linking",
    "office",
    "owing",
    "plan",
    "platform",
    "run",
    "streams",
    "transition",
    "work",
    "world",
)
"""The modules of which something is compiled, or what is compiled depends on."""
WORTH = 75_000
"""Matters from which on it takes less of the processor's time to compile the engine first.

It takes the SimPy engine and the measures two to three seconds for the five thousand of a year.
"""
_DIGITS = 15  # of a number that fits a word


@cache
def digest() -> str:
    """Return the digest of the source of all that is compiled."""
    sources = b"".join((_HERE / f"{name}.py").read_bytes() for name in _COMPILED)
    return hashlib.sha256(sources).hexdigest()[:_DIGITS]


@cache
def _name() -> str:
    """The name of the mark, which another source, numba, Python or machine does not share."""
    python = ".".join(platform.python_version_tuple()[:2])
    known = (digest(), version("numba"), python, platform.machine(), platform.node())
    return f"engine-{hashlib.sha256(repr(known).encode()).hexdigest()[:_DIGITS]}.compiled"


def _places() -> list[Path]:
    """Where the mark may be: beside the source, else at home, if there is a home."""
    found = [_HERE / "__pycache__"]
    with suppress(RuntimeError):
        found.append(Path.home() / ".cache" / "shenguan")
    return found


_noted = False
_failed = False


def failed() -> bool:
    """Whether this process has met that the engine cannot be compiled."""
    return _failed


def note_failed() -> None:
    """Note that the engine cannot be compiled, so that this process does not try it again."""
    global _failed
    _failed = True


def is_ready() -> bool:
    """Whether the engine runs without being compiled first."""
    if not COMPILES or failed():
        return False
    try:
        return _noted or any((place / _name()).exists() for place in _places())
    except OSError:  # what it is made of cannot be read
        return False


def worth_compiling(matters: float) -> bool:
    """Whether so many matters are sooner done with when the engine is compiled for them."""
    return COMPILES and matters >= WORTH and not is_ready()


def note_ready() -> None:
    """Note that the engine has been compiled."""
    global _noted
    if not COMPILES or is_ready():
        return
    _noted = True
    for place in _places():
        try:
            place.mkdir(parents=True, exist_ok=True)
            (place / _name()).touch()
        except OSError:
            continue
        return
