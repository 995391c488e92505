"""Python's cycle collector while years are simulated."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import pytest

from experiments.show.blocks import Sheet
from experiments.show.page import write_page
from model.language import Text
from model.simulation import collector
from model.simulation.collector import collector_paused

COUNTING = """
import gc
from model.simulation.collector import collector_paused

found = [0]
gc.callbacks.append(lambda phase, about: found.append(about["generation"]))
for _ in range(8):
    with collector_paused():
        made = [[] for _ in range(400_000)]
    del made
print(found.count(2))
for _ in range(8):
    with collector_paused():
        for _ in range(400_000):
            ring = []
            ring.append(ring)
print(found.count(2))
"""


def test_what_is_gone_again_is_not_looked_for_and_what_has_stayed_is() -> None:
    """In a process of its own: tests hold back what they have loaded from the collector."""
    run = subprocess.run(
        [sys.executable, "-c", COUNTING], capture_output=True, text=True, check=True
    )
    gone, stayed = map(int, run.stdout.split())
    assert gone == 0 < stayed


def test_what_somebody_holds_back_stays_so_whatever_page_is_written(tmp_path: Path) -> None:
    gc.freeze()
    write_page(Sheet(Text("页", "page"), Text("题", "words"), ()), tmp_path, "en")
    with collector_paused():
        pass
    assert gc.get_freeze_count() > 0


def test_what_is_held_back_is_counted_once_and_not_before_every_year(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counted = list[int]()
    monkeypatch.setattr(collector, "_held_back", False)

    def count() -> int:
        counted.append(1)
        return len(counted)

    monkeypatch.setattr(gc, "get_freeze_count", count)
    for _ in range(3):
        with collector_paused():
            pass
    assert len(counted) == 1
