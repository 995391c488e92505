"""What was answered before of texts that come with the program, and may be told again.

The same files of the program, and the same Z3, answer the same, so what is proved is kept beside
the compiled code (:mod:`model.kept`) until one of these changes. It is proved anew for a text,
questions or a calendar of the user's, where a clause is read otherwise, for versions of a text, and
where Z3 may load another library than the one that comes with its package.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from hashlib import sha256
from importlib.util import find_spec

from model.calendar import Calendar, chinese_calendar
from model.kept import files, is_keeping, note, state
from model.property import Property
from model.regime import Regime
from protocols import library
from verify.patience import patience

_ROOMS = ("model", "protocols", "verify", "experiments")
_OURS = (".py", ".yaml", ".toml")
_LIBRARY = (".so", ".dylib", ".dll", *"0123456789")  # its version may stand behind


def state_of(
    regimes: Sequence[Regime], properties: Sequence[Property], calendar: Calendar, *about: object
) -> bytes | None:
    """Return a digest of all that an answer comes from.

    ``None`` where some of it is not the program's, and so nothing is kept.

    Parameters
    ----------
    about
        What else is asked, each as it shows itself (``repr``).
    """
    if not is_keeping() or not _are_ours(regimes, properties, calendar):
        return None
    libraries = _libraries()
    if not libraries or any(os.path.exists(one.name) for one in libraries):
        return None
    asked = [each.id for each in regimes], [each.id for each in properties], about
    days = calendar.first, calendar.hours, bytes(calendar.flags)
    told = repr((asked, days, os.environ.get("Z3_LIBRARY_PATH")))
    return sha256(_program() + told.encode()).digest()


def keep_answer(name: str, state_now: bytes | None, answer: object) -> None:
    """Keep an answer for a state, if one is given.

    What was not decided for want of time or memory is never kept, nor what another library of Z3
    has answered.
    """
    if state_now is None or patience().cut is not None:
        return
    from verify.solver import loads_its_own  # here: it is loaded, for it has answered

    if loads_its_own():
        note(name, state_now, answer)


def _are_ours(
    regimes: Sequence[Regime], properties: Sequence[Property], calendar: Calendar
) -> bool:
    """Whether texts, questions and calendar are those that come with the program, unchanged."""
    if calendar is not chinese_calendar() or not all(map(_is_shipped, regimes)):
        return False
    ours = library.questions(regimes)
    return all(prop == ours.get(prop.id) for prop in properties)


def _is_shipped(regime: Regime) -> bool:
    """Whether it is a text of the program as its file has it; it may know words of others."""
    if regime.id not in library.REGIMES:
        return False
    read = library.read(library.resolved(regime.id))
    names = (each.name for each in fields(Regime) if each.name != "vocabulary")
    return all(getattr(regime, name) == getattr(read, name) for name in names)


@cache
def _program() -> bytes:
    """The state of all files of the program and of Z3.

    What is installed beside Z3 is in it as well: the folder of all packages changes with them.
    """
    ours = (one for name in _ROOMS for room in _rooms(name) for one in files(room, *_OURS))
    theirs = (one for room in _rooms("z3") for one in files(room, ".py"))
    beside = [os.stat(os.path.dirname(room)).st_mtime_ns for room in _rooms("z3")]
    return sha256(state([*ours, *theirs, *_libraries()]) + repr(beside).encode()).digest()


@cache
def _libraries() -> list[os.DirEntry[str]]:
    """The library of Z3 under each of its names, as its package has it.

    Z3 takes one of such a name in the current folder before its own.
    """
    return [one for room in _rooms("z3") for one in files(room, *_LIBRARY)]


def _rooms(package: str) -> list[str]:
    """The folders from which a package is imported here."""
    spec = find_spec(package)
    return [*(spec.submodule_search_locations or ())] if spec else []
