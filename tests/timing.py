"""Times of the processor, since other work on the machine would show in any others."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

RUNS = 5


def seconds(action: Callable[[], object], runs: int = RUNS, warm: bool = True) -> float:
    """Median processor time of several runs, where ``warm`` after one that is not counted."""
    if warm:
        action()
    times = []
    for _ in range(runs):
        start = time.process_time()
        action()
        times.append(time.process_time() - start)
    return median(times)
