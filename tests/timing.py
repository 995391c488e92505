"""Times of the processor, since other work on the machine would show in any others."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

RUNS = 5


def seconds(action: Callable[[], object], runs: int = RUNS) -> float:
    """Median processor time of several runs after one that is not counted."""
    action()
    times = []
    for _ in range(runs):
        start = time.process_time()
        action()
        times.append(time.process_time() - start)
    return median(times)
