"""Python's cycle collector while years are simulated and pages written."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from sys import getallocatedblocks

_MUCH = 2_000_000
"""Pieces of memory, of fifty bytes or more, that may come before there is a full collection."""

_kept = 0
_held_back = False


def is_held_back() -> bool:
    """Whether somebody has frozen what he means to keep, so that nobody may unfreeze all there is.

    Python counts what is frozen one by one, so it is asked no more once there is any.
    """
    global _held_back
    _held_back = _held_back or gc.get_freeze_count() > 0
    return _held_back


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep Python's cycle collector from walking the growing record again and again.

    It took a third of the time and found next to nothing: a year is bounded and all of it is kept.
    What has been made meanwhile counts as old afterwards: else the collector would begin with a
    walk over all of it, a sixth of the time of a year.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            if not is_held_back():
                _set_aside()
            gc.enable()


def _set_aside() -> None:
    """Let what is young be old without a walk, and walk over all when there is much more than was.

    Python's own rule for that counts what has been made, so also years that are gone again without
    the collector. As there, the walks together take no longer than in proportion to what is made.
    """
    global _kept
    gc.freeze()
    gc.unfreeze()
    if getallocatedblocks() > _kept + max(_MUCH, _kept // 4):
        gc.collect()
        _kept = getallocatedblocks()
