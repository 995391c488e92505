"""Python's cycle collector while years are simulated."""

from __future__ import annotations

import subprocess
import sys

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
