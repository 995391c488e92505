"""What the screens of the studio may ask: texts before and after edits, scenarios, the calendar."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from experiments import scenarios
from experiments.studio.address import Address
from experiments.studio.files import Uploads, within
from experiments.studio.tasks import Task, Tasks, Work
from model.calendar import Calendar, chinese_calendar
from model.language import Complaint
from model.regime import Regime
from model.simulation.scenario import Scenario
from protocols import library
from protocols.mistakes import Mistakes
from protocols.shipped import LAWS, REGIMES

MOST_YEARS = 20
"""Years that one question may simulate under one text."""

MOST_REPLICATIONS = 100
"""Repetitions that an experiment may be given here; the command line takes any number."""

_KEPT = 200  # texts, and their answers, that are kept at a time

T = TypeVar("T")


@dataclass(frozen=True)
class Edited:
    """A text before and after the edits of an address.

    Attributes
    ----------
    after
        ``before`` itself where there are no edits, or where these are mistaken.
    mistakes
        What is wrong with the edits; the text is then shown as it was.
    """

    before: Regime
    after: Regime
    mistakes: Mistakes | None = None


class Kept:
    """Values by key, of which those that were asked for last are kept; safe from threads."""

    def __init__(self, most: int = _KEPT) -> None:
        self._most, self._lock = most, threading.Lock()
        self._values: dict[object, object] = {}

    def of(self, key: object, make: Callable[[], T]) -> T:
        """Return what is kept under a key, else make it; two at once may both make it."""
        with self._lock:
            if key in self._values:
                self._values[key] = self._values.pop(key)
                return self._values[key]  # type: ignore[return-value]  # made under that key
        made = make()
        with self._lock:
            self._values[key] = made
            while len(self._values) > self._most:
                del self._values[next(iter(self._values))]
        return made


@dataclass
class Studio:
    """One running studio: where files may be, and what was worked out so far.

    Attributes
    ----------
    folder
        The start folder; no other file is opened, but those that were given when it was started.
    given
        Those, by the name under which an address has them.
    token
        What a browser must have been given to be answered.
    """

    folder: Path
    given: Mapping[str, Path] = field(default_factory=dict)
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    calendar: Calendar = field(default_factory=chinese_calendar)
    kept: Kept = field(default_factory=Kept)
    tasks: Tasks = field(default_factory=Tasks)

    @cached_property
    def uploads(self) -> Uploads:
        """The files that were sent here, in a folder of their own that goes when this ends."""
        return Uploads()

    def path(self, name: str) -> Path:
        """Return the file that an address names.

        Raises
        ------
        Complaint
            Where there is none of that name below the start folder, also by a link.
        """
        if name in self.given:
            return self.given[name]
        if (sent := self.uploads.path(name)) is not None:
            return sent
        return within(self.folder, PurePosixPath(name))

    def source(self, name: str) -> str:
        """Return what :mod:`protocols.library` calls the text that an address names."""
        behind = library.behind(name)
        plain = library.plain_name(name)
        return name if plain in (*REGIMES, *LAWS) else f"{self.path(plain)}{behind}"

    def text(self, name: str) -> Regime:
        """Return the text that an address names, as its file is now.

        Raises
        ------
        Complaint, Mistakes
            Where there is none, or it cannot be read.
        """
        return library.find(self.source(name))

    def regime(self, address: Address) -> Edited:
        """Return the text of an address before and after its edits; errors as :meth:`text`."""
        before = self.text(address.regime)
        if not address.edits:
            return Edited(before, before)
        raise Complaint("studio.edits-unread")

    def scenario(self, name: str) -> Scenario:
        """Return the scenario that an address names; errors as :meth:`text`."""
        return scenarios.find(name if name in scenarios.SCENARIOS else str(self.path(name)))

    def run_in_background(self, key: str, work: Work, *arguments: Any) -> Task:
        """Return the work of that key, in a process of its own: see :meth:`Tasks.run`.

        Where it is over it is at once there again, so a page may ask each time it is made.
        """
        return self.tasks.run(key, work, *arguments)

    def close(self) -> None:
        """End what is under way, and put away what was sent."""
        self.tasks.close()
        self.uploads.close()


def digest(regime: Regime, edits: Iterable[str] = ()) -> str:
    """Return what tells a text with its edits from any other: of its file, and of each edit."""
    whole = hashlib.sha256(f"{regime.id}\0{regime.digest}".encode())
    for edit in edits:
        whole.update(b"\0" + edit.encode())
    return whole.hexdigest()
