"""How the processes of an executor end: at once, with whoever began them, and each for all."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Collection
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess

_GONE_WITHIN = 2.0  # seconds in which processes that are ended are gone, also on a busy machine


def end(executor: ProcessPoolExecutor, others: Collection[BaseProcess] = ()) -> None:
    """End the processes of an executor, whatever they are at; its futures break.

    A process may be ended while it sends a result: whoever reads that, a thread for which Python
    waits at its end, must then find an end of it.

    Parameters
    ----------
    others
        Processes that are not the executor's: those that were there before it.
    """
    results = getattr(executor, "_result_queue", None)
    executor.shutdown(wait=False, cancel_futures=True)
    ended = set(multiprocessing.active_children()) - set(others)
    for process in ended:
        process.terminate()
    if results is not None:
        results._writer.close()
    until = time.monotonic() + _GONE_WITHIN
    for process in ended:
        # The executor's thread waits for it as well: of two who ask the system at once, the one
        # who comes second is told nothing, and for a moment it seems to be there still.
        while process.is_alive() and time.monotonic() < until:
            process.join(0.01)


def lost_one(executor: ProcessPoolExecutor) -> bool:
    """Whether a process of an executor has died.

    The executor sees that by itself, but not while it reads what the dead one was sending: the
    others hold the same pipe open, and wait for the lock that the dead one holds.
    """
    processes = getattr(executor, "_processes", None) or {}
    return any(process.exitcode is not None for process in list(processes.values()))


def end_with_parent() -> None:
    """Let this process end, in the middle of whatever it does, once the one that began it has."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
