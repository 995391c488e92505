"""What the screens of the studio may ask: texts before and after edits, scenarios, the calendar."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from experiments import scenarios
from experiments.studio.address import USUAL_REGIME, Address
from experiments.studio.files import (
    MOST_LEDGER,
    Uploads,
    beside,
    changed,
    check_named,
    names_in,
    within,
)
from experiments.studio.kept import Kept
from experiments.studio.lights.light import SOON, Lights
from experiments.studio.lights.lighting import Lighting
from experiments.studio.play.outlook import Outlooks
from experiments.studio.tasks import Task, Tasks, Work
from experiments.studio.times import timed
from model.calendar import Calendar, chinese_calendar
from model.deadline import Reading
from model.language import Complaint, Lang
from model.regime import Regime
from model.simulation.scenario import Scenario
from protocols import library
from protocols.edits import regime_after
from protocols.log.tables import ENDINGS
from protocols.mistakes import Mistakes
from protocols.shipped import LAWS, REGIMES

MOST_YEARS = 20
"""Years that one question may simulate under one text."""

MOST_REPLICATIONS = 100
"""Repetitions that an experiment may be given here; the command line takes any number."""


_LEDGERS = 4


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
    lang
        The language, where an address says none.
    kept
        What was worked out, for all screens.
    judged
        The ledgers that were judged last: they may be large.
    closing
        Called when the studio ends.
    """

    folder: Path
    given: Mapping[str, Path] = field(default_factory=dict)
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    lang: Lang = "zh"
    calendar: Calendar = field(default_factory=chinese_calendar)
    kept: Kept = field(default_factory=Kept)
    tasks: Tasks = field(default_factory=Tasks)
    outlooks: Outlooks = field(default_factory=Outlooks)
    judged: Kept = field(default_factory=lambda: Kept(_LEDGERS))
    closing: list[Callable[[], object]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Have the lights on the same calendar."""
        self.lighting = Lighting(self.calendar)

    @property
    def first(self) -> Address:
        """What is shown first: the first file that was given, else a shipped text."""
        return Address(next(iter(self.given), USUAL_REGIME), lang=self.lang)

    @cached_property
    def uploads(self) -> Uploads:
        """The files that were sent here, in a folder of their own that goes when this ends."""
        return Uploads()

    @cached_property
    def ledgers(self) -> Uploads:
        """The ledgers that were sent here; as :attr:`uploads`."""
        return Uploads(ENDINGS, MOST_LEDGER)

    def path(self, name: str) -> Path:
        """Return the file that an address names.

        Raises
        ------
        Complaint
            Where there is none of that name below the start folder, also by a link.
        """
        if name in self.given:
            return self.given[name]
        path = self.uploads.path(name)
        if path is None:
            path = within(self.folder, PurePosixPath(name))
            if not os.path.exists(path):  # for which no name is too long
                raise Complaint("studio.no-file", name=name)
        self.kept.of((path, changed(path)), lambda: check_named(path, self.roots))
        return path

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
        # With the text as it was, so that no other one ever has its identity.
        key = id(before), address.regime, address.edits
        return self.kept.of(key, lambda: self._edited(before, address))

    def _edited(self, before: Regime, address: Address) -> Edited:
        source = self.source(address.regime)
        with timed("studio.time.edits"):
            for name in names_in(edit.value for edit in address.edits):
                beside(library.resolved(source), name, self.roots)
            try:
                return Edited(before, regime_after(source, address.edits))
            except Mistakes as mistakes:
                return Edited(before, before, mistakes)

    @property
    def roots(self) -> tuple[Path, ...]:
        """The folders of which a file may name others: the start folder, and that of uploads."""
        return self.folder.resolve(), self.uploads.folder

    def scenario(self, name: str) -> Scenario:
        """Return the scenario that an address names; errors as :meth:`text`."""
        return scenarios.find(name if name in scenarios.SCENARIOS else str(self.path(name)))

    def lights(
        self, regime: Regime, reading: Reading, wait: float = SOON, whole: bool = False
    ) -> Lights:
        """Return the lights of a text as far as they are there within so many seconds.

        What is lacking is worked out meanwhile; who asks again gets it. Answers are kept by the
        part of the text that they come from, so that an edit asks only about what it touches. Who
        wants them ``whole`` waits also for of which runs they say nothing.
        """
        return self.lighting.of(regime, reading, wait, whole)

    def run_in_background(self, key: str, work: Work, *arguments: Any) -> Task:
        """Return the work of that key, in a process of its own: see :meth:`Tasks.run`.

        Where it is over it is at once there again, so a page may ask each time it is made.
        """
        return self.tasks.run(key, work, *arguments)

    def close(self) -> None:
        """End what is under way, and put away what was sent."""
        for close in self.closing:
            close()
        self.lighting.close()
        self.outlooks.close()
        self.tasks.close()
        self.uploads.close()
        self.ledgers.close()
