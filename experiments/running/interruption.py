"""Ctrl-C while replications are handed out: noted at once, heeded where nothing is half done.

Executors take locks of their own in many places, and one that Ctrl-C comes upon just then stays
locked for good: what waits for it never ends.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Interruption:
    """Whether Ctrl-C has come."""

    came = False

    def heed(self) -> None:
        """Raise ``KeyboardInterrupt`` where it has."""
        if self.came:
            raise KeyboardInterrupt


@contextmanager
def noted() -> Iterator[Interruption]:
    """Note the first Ctrl-C; the next one ends everything at once."""
    found, former = Interruption(), signal.getsignal(signal.SIGINT)
    if not callable(former) or threading.current_thread() is not threading.main_thread():
        yield found  # it is ignored, or somebody else's
        return

    def note(*_: object) -> None:
        found.came = True
        signal.signal(signal.SIGINT, former)

    signal.signal(signal.SIGINT, note)
    try:
        yield found
    finally:
        signal.signal(signal.SIGINT, former)
