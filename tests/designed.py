"""A tiny design whose replications take a few hundredths of a second, and who carries it out."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from experiments.designs.point import Design, Point
from experiments.designs.reader import read_design
from experiments.running.replication import Replication, replicate

TINY = """\
design: tiny
question: {zh: 小例, en: A tiny example}
baseline: xuecheng
reforms:
  auto-claim:
    regime: xuecheng
    changes:
      - {rule: approval-claim, article: "22(1)", on-expiry: approval-info.claimed}
scenarios:
  tiny:
    scenario: ordinary
    changes:
      - at: [matters]
        to: {approval: {starts: approval.decided, per-day: 0.4}}
      - {at: [warm-up], to: 0}
      - {at: [drain], to: 20}
levels:
  window:
    vary: {rule: approval-claim, article: "22(1)"}
    values: [1, 3]
replications: 4
year: 2025
measures: [threads, auto-claimed-share]
"""

LOG = "run.log"


def tiny(folder: Path, *edits: tuple[str, str]) -> Path:
    """Write the tiny design with some of its text replaced; each edit must hit."""
    text = TINY
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    path = folder / "tiny.yaml"
    path.write_text(text, encoding="utf-8")
    return path


_read: dict[bytes, Design] = {}


def design(folder: Path, *edits: tuple[str, str]) -> Design:
    """Read the tiny design with some of its text replaced; the file is written in any case."""
    return read_once(tiny(folder, *edits))


def read_once(path: Path) -> Design:
    """Return what :func:`read_design` does, of a text that names no files without reading again."""
    text = path.read_bytes() if path.is_file() else b""
    if text in _read:
        return _read[text]
    found = read_design(path)
    if not found.files:
        _read[text] = found
    return found


def contents(folder: Path) -> dict[str, bytes]:
    """All files but the log, by name."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != LOG)
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


_done: dict[tuple[str, int], tuple[Point, Replication]] = {}


def replicated(point: Point, seed: int) -> Replication:
    """Return what :func:`replicate` does, for the same point and seed without doing it again."""
    asked = (point.key, seed)
    if asked not in _done or _done[asked][0] != point:
        _done[asked] = (point, replicate(point, seed))
    return _done[asked][1]


class Inline:
    """A pool without workers: what is handed out is done on the spot, a replication only once."""

    width = 3

    def submit(self, work: Callable[..., Any], *arguments: Any) -> Future[Any]:
        future: Future[Any] = Future()
        done = replicated if work is replicate else work
        try:
            future.set_result(done(*arguments))
        except Exception as error:
            future.set_exception(error)
        return future

    def broke(self, error: BaseException) -> bool:
        return False

    def renew(self) -> None:
        raise AssertionError("nothing can break")

    def check(self) -> None:
        pass

    def close(self) -> None:
        pass
