"""A tiny design whose replications take a few hundredths of a second, and who carries it out."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from experiments.designs.point import Design
from experiments.designs.reader import read_design

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


def design(folder: Path, *edits: tuple[str, str]) -> Design:
    return read_design(tiny(folder, *edits))


def contents(folder: Path) -> dict[str, bytes]:
    """All files but the log, by name."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != LOG)
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


class Inline:
    """A pool without workers: what is handed out is done on the spot."""

    width = 3

    def submit(self, work: Callable[..., Any], *arguments: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(work(*arguments))
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
