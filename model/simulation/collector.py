"""Python's cycle collector while years are simulated."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_FEW = 2_000_000
"""Objects, of a hundred bytes or so, that may wait for a full collection at least."""

_waiting = 0
_kept = 0


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
            if not gc.get_freeze_count():  # else somebody means to keep what he has frozen
                _set_aside()
            gc.enable()


def _set_aside() -> None:
    """Let what is young be old without a walk, and walk over all when that has become much.

    Python's own rule for that counts only what it has walked over. As there, the walks together
    take no longer than in proportion to what has been made.
    """
    global _waiting, _kept
    _waiting += gc.get_count()[0]
    gc.freeze()
    gc.unfreeze()
    if _waiting > max(_FEW, _kept // 4):
        gc.collect()
        _waiting, _kept = 0, len(gc.get_objects())
