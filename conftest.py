"""Hypothesis with the same examples in every run, and the command line as a function.

``HYPOTHESIS_PROFILE=wide`` asks more of the same, ``HYPOTHESIS_PROFILE=explore`` new ones.
"""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest
from hypothesis import HealthCheck, settings

from experiments.answers import guarantees
from experiments.audit import ask as ask_audit
from experiments.command import run
from experiments.command.commands import COMMANDS, root
from experiments.command.values import OutType
from experiments.compare import proofs, workers
from experiments.running import results
from experiments.show import drawing, fonts
from experiments.show.ours import LIST
from experiments.show.screen import AMBIGUOUS
from experiments.verify import command as verify_command
from experiments.verify.ask import verification
from model.kept import keep
from model.language import Lang
from model.simulation.compiled import ready
from tests import draws, pictures
from tests.audited import effects, remembered
from tests.beginnings import afresh, from_one_that_has_imported
from tests.chromium import ARGUMENTS, CHROMIUM
from tests.designed import read_once
from tests.long import LONG
from tests.once import dated, verified

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from experiments.studio.ask import Studio
    from tests.official import Official

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
settings.register_profile("same", derandomize=True, deadline=None, suppress_health_check=_SLOW)
settings.register_profile("wide", settings.get_profile("same"))
settings.register_profile("explore", deadline=None, suppress_health_check=_SLOW)
settings.load_profile(draws.PROFILE)


_TRIM_ABOVE, _TAKEN_AHEAD, _APART = -1, -2, -3
"""What malloc.h calls M_TRIM_THRESHOLD, M_TOP_PAD and M_MMAP_THRESHOLD, in bytes."""

keep()  # as the command line does, so that no worker reads and digests what comes with the program

gc.disable()  # nothing that collecting makes is garbage


HOW_MUCH = ("draws", "enough", "some", "when_wide", "WIDE")


def _memory_is_kept() -> None:
    """Where this is Linux's own library, memory that a solver gives back stays with the process.

    Each solver gives back and the next takes anew what one test after the other needs: a twelfth
    of the time of those that prove went into that.
    """
    adjust = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if adjust is not None:
        for parameter, value in ((_TRIM_ABOVE, -1), (_TAKEN_AHEAD, 1 << 26), (_APART, 1 << 25)):
            adjust(parameter, value)


_memory_is_kept()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the longest modules begin first, so that none goes on alone when all others are over.

    Those whose modules ask how much they are to ask are marked ``wide``.
    """
    for one in items:
        module = getattr(one, "module", None)
        if any(getattr(module, name, None) is getattr(draws, name) for name in HOW_MUCH):
            one.add_marker("wide")
    places = {name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda one: places.get(one.path.name, len(places)))


def pytest_collection_finish() -> None:
    """Leave what was imported, and what that left, out of every later search for garbage.

    Tests make much that is small and little garbage in circles: they end sooner than memory does.
    """
    gc.freeze()
    gc.set_threshold(400_000, 20, 20)
    gc.enable()


def pytest_sessionfinish() -> None:
    """Leave all that is still there out of the five searches for garbage with which pytest ends."""
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def _no_compiler_no_terminal_one_font_one_picture() -> Iterator[None]:
    """No test waits for a compiler, or for a font or picture like another, unless it is marked so.

    A font is cut to the characters of each page, which takes longer than most of what is tested,
    and a chart that looks the same as SVG is drawn as PNG and PDF once in a process. What is said
    of the terminal in which tests are run is nothing to them.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ready, "WORTH", 10**9)
        for name in ("COLUMNS", "NO_COLOR", AMBIGUOUS):
            patch.delenv(name, raising=False)
        patch.setattr(fonts, "_woff2", lambda font, _: pictures.small(font))
        pictures.drawn_once(patch)
        yield


@pytest.fixture(autouse=True, scope="module")
def _as_its_module_is_marked(request: pytest.FixtureRequest) -> Iterator[None]:
    yield from _as_marked(request)


@pytest.fixture(autouse=True)
def _as_it_is_marked(request: pytest.FixtureRequest) -> Iterator[None]:
    yield from _as_marked(request)


def _as_marked(request: pytest.FixtureRequest) -> Iterator[None]:
    """Do what a test, or for all in it and their fixtures a module, is marked for."""
    with pytest.MonkeyPatch.context() as patch:
        for mark in request.node.own_markers:
            if mark.name in _MARKS:
                _MARKS[mark.name](patch)
        yield


_MARKS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "real_fonts": pictures.real_fonts,
    "drawn_anew": pictures.drawn_anew,
    "undrawn": lambda patch: patch.setattr(drawing, "drawn", pictures.empty),
    "begun_afresh": afresh,
    "side_by_side": lambda patch: patch.setattr(workers, "processors", lambda: 2),
}
"""How what marks ask for is done; ``pyproject.toml`` says what each means."""


@pytest.fixture(autouse=True, scope="session")
def _shipped_texts_are_audited_once() -> Iterator[None]:
    """Where an audit is shown, that of a shipped text is made once in a process.

    No process is begun for a regime of a comparison, unless a test is marked ``side_by_side``, and
    nobody waits until the disk has what was written: no test cuts the power.

    So is a bound of a comparison put on dates once, whatever else of the comparison is replaced,
    and what results of an experiment are held against is proved once. The design beside results is
    read once, where its text is one that was read before and names no files. What was kept of
    verdicts in earlier runs of the tests is told to no test.
    """
    with pytest.MonkeyPatch.context() as patch:
        for asking in (ask_audit, proofs):
            patch.setattr(asking, "audit", remembered)
        patch.setattr(ask_audit, "Effects", effects)
        patch.setattr(proofs, "taken", dated)
        patch.setattr(guarantees, "held_against", verified)
        patch.setattr(verify_command, "known_verification", verification)
        patch.setattr(results, "read_design", read_once)
        patch.setattr(workers, "processors", lambda: 1)
        patch.setattr(os, "fsync", lambda _: None)
        yield


@pytest.fixture(autouse=True, scope="session")
def _processes_begin_from_one_that_has_imported() -> Iterator[None]:
    """Where a test is marked ``begun_afresh``, they begin as they do for a user."""
    with pytest.MonkeyPatch.context() as patch:
        from_one_that_has_imported(patch)
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, started once in a process; who opens a page or window there closes it."""
    if not CHROMIUM.is_file():
        pytest.skip("pages are opened with Debian's Chromium, which is not installed here")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)


@pytest.fixture(scope="session")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """The studio of all officials of a process, with the ledgers' rules and a short text beside."""
    from experiments.studio.ask import Studio
    from tests.excerpt import EXCERPT, excerpt
    from tests.ledgers import CLAIMS

    made = Studio(tmp_path_factory.mktemp("studio"))
    (made.folder / CLAIMS.name).write_bytes(CLAIMS.read_bytes())
    (made.folder / EXCERPT).write_bytes(excerpt())
    yield made
    made.close()


@pytest.fixture(scope="session")
def home(studio: Studio) -> Iterator[str]:
    """Where that studio is served."""
    from tests.official import served

    with served(studio) as where:
        yield where


@pytest.fixture
def someone(browser: Browser, studio: Studio, home: str) -> Iterator[Official]:
    """An official who has been let in there."""
    from tests.official import official

    with official(browser, studio, home) as who:
        yield who


def _only_its_own_names(words: list[str]) -> None:
    """What a command wrote has names that it looked for before it worked anything out."""
    if "--out" not in words or (words[0] not in COMMANDS and words[:2] != ["experiment", "show"]):
        return
    command: click.Command | None = root()
    for word in words[: 1 + (words[0] == "experiment")]:
        assert isinstance(command, click.Group)
        command = command.get_command(click.Context(command, obj="en"), word)
    assert command is not None
    (kind,) = (one.type for one in command.params if one.name == "out")
    assert isinstance(kind, OutType)
    folder = Path(words[words.index("--out") + 1])
    written = (folder / LIST).read_bytes().splitlines() if (folder / LIST).is_file() else []
    _NAMED.setdefault(folder, set()).update(kind.names)
    for name in (os.fsdecode(line[66:]) for line in written):
        assert any(fnmatchcase(name, pattern) for pattern in _NAMED[folder]), name


_NAMED: dict[Path, set[str]] = {}
"""The names that calls so far could write into folders."""


@pytest.fixture
def shenguan(capsys: pytest.CaptureFixture[str]) -> Any:
    """Call a command; its exit status, output and messages come back, and never a traceback."""

    def call(*words: object, lang: Lang = "en") -> tuple[int, str, str]:
        status = run([str(word) for word in words], lang)
        _only_its_own_names([str(word) for word in words])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return status, out, err

    return call
