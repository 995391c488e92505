"""How the processes of tests begin: from one that has imported what they work with."""

from __future__ import annotations

import multiprocessing
import sys
from multiprocessing.context import SpawnProcess

import pytest

_AFRESH = SpawnProcess._Popen
IMPORTED = ("experiments.compare.ask", "experiments.running.replication", "verify.guarantees")


def from_one_that_has_imported(patch: pytest.MonkeyPatch) -> None:
    """Let each process that is spawned be a copy of one that did nothing but import.

    It knows as little of this process as if it began afresh, which takes a second of the
    processor's time for imports alone.
    """
    if sys.platform != "win32":
        from multiprocessing.context import ForkServerProcess

        multiprocessing.set_forkserver_preload([*IMPORTED])
        patch.setattr(SpawnProcess, "_Popen", staticmethod(ForkServerProcess._Popen))


def afresh(patch: pytest.MonkeyPatch) -> None:
    """Let each process that is spawned begin as it does for a user."""
    patch.setattr(SpawnProcess, "_Popen", staticmethod(_AFRESH))
