"""Work done side by side, in processes that heed how long somebody waits for it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager, suppress
from functools import partial
from math import inf
from multiprocessing import active_children, get_context
from multiprocessing.process import BaseProcess
from typing import NamedTuple, TypeVar

from experiments.running.ending import end, end_with_parent, lost_one
from experiments.running.pools import interruption_held
from model.kept import is_keeping, keep
from model.language import Complaint
from verify.patience import CutOff, patience, waiting
from verify.solver import heed, in_bounded_memory
from verify.stopping import stoppable
from verify.verdict import Reason

T = TypeVar("T")
R = TypeVar("R")

GRACE = 5.0
"""Seconds that workers have, after the time that somebody waits, to hand over what they found."""

_TICK = 1.0  # seconds after which to see whether anybody is still there
_LAST_MOMENT = 0.5
"""The same for workers that somebody stops with Ctrl-C."""


class Done(NamedTuple):
    """What a worker hands over: its answer, and what its proofs took."""

    answer: object
    asked: int
    cut: Reason | None


def processors() -> int:
    """Return how many pieces of work are done at a time."""
    return os.cpu_count() or 1


def side_by_side(
    work: Callable[[T], R],
    tasks: Sequence[T],
    told: Callable[[T], None],
    most: int | None = None,
) -> dict[int, R]:
    """Return what work makes of tasks, by their place; of those for which there was time.

    A worker heeds how long is waited here, is stopped with this process, and does not outlive it.

    Parameters
    ----------
    work
        A function of a module, since it goes to other processes.
    told
        Called with each task that is done.
    most
        The number of processes, at the most that of processors; one is this process itself.

    Raises
    ------
    CutOff
        Where there was time for none.
    Complaint
        Where the system ended a worker.
    """
    workers = min(len(tasks), processors(), most or len(tasks))
    found: dict[int, R] = {}
    done = _in_processes(work, tasks, workers) if workers > 1 else _here(work, tasks)
    try:
        for place, answer in done:
            found[place] = answer
            told(tasks[place])
    except CutOff as cut:
        patience().give_up(cut.reason)
    if not found:
        raise CutOff(patience().cut or Reason.TIMEOUT)
    return found


def _here(work: Callable[[T], R], tasks: Sequence[T]) -> Iterator[tuple[int, R]]:
    for place, task in enumerate(tasks):
        heed()
        yield place, work(task)


def _in_processes(
    work: Callable[[T], R], tasks: Sequence[T], workers: int
) -> Iterator[tuple[int, R]]:
    waited_until = time.time() + patience().left
    until = waited_until + GRACE
    with _pool(workers) as (pool, begun):
        with interruption_held():  # while workers start, which would print where they were
            calls = [pool.submit(_heeding, work, task, waited_until) for task in tasks]
        places = {future: place for place, future in enumerate(calls)}
        while places:
            try:
                ended, _ = wait(places, max(0.0, min(_TICK, until - time.time())), FIRST_COMPLETED)
            except CutOff:  # Ctrl-C; the next one ends everything
                _stop(begun())
                until = time.time() + _LAST_MOMENT
                continue
            if not ended and lost_one(pool):
                raise Complaint("compare.worker-lost")
            if not ended and time.time() >= until:
                raise CutOff(patience().over or Reason.TIMEOUT)
            yield from _handed_over(ended, places)


def _handed_over(
    ended: set[Future[Done]], places: dict[Future[Done], int]
) -> Iterator[tuple[int, R]]:
    for future in ended:
        place = places.pop(future)
        try:
            done = future.result()
        except BrokenExecutor:
            raise Complaint("compare.worker-lost") from None
        patience().asked += done.asked
        if done.cut is not None:
            patience().give_up(done.cut)
        if done.answer is not None:
            yield place, done.answer  # type: ignore[misc]


@contextmanager
def _pool(
    workers: int,
) -> Iterator[tuple[ProcessPoolExecutor, Callable[[], set[BaseProcess]]]]:
    """Hold a pool that is not waited for when it is left, and a way to see its processes."""
    before = set(active_children())
    pool = ProcessPoolExecutor(
        workers, get_context("spawn"), initializer=partial(_begin, is_keeping())
    )

    def begun() -> set[BaseProcess]:
        return set(active_children()) - before

    try:
        yield pool, begun
    finally:
        # Futures stay as they are: one that was cancelled would be set again by the pool.
        end(pool, before)


def _stop(processes: set[BaseProcess]) -> None:
    """Ask processes for what they have found."""
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process.pid or 0, signal.SIGINT)


def _begin(keeping: bool) -> None:
    """Do not outlive whoever hands out the work; until there is any, let Ctrl-C be his.

    What comes with the program is read as whoever hands out the work does.
    """
    if keeping:
        keep()
    signal.signal(signal.SIGINT, _not_yet)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})  # what was held at the start
    end_with_parent()


def _not_yet(*_: object) -> None:
    """Nothing is to be stopped: there is no work yet, or no longer."""


def _heeding(work: Callable[[T], R], task: T, until: float) -> Done:
    """Do a piece of work that is waited for until an instant of the clock on the wall."""
    left = None if until == inf else until - time.time()
    with waiting(left, True) as waited, stoppable(waited, raising=False), in_bounded_memory():
        try:
            heed()
            return Done(work(task), waited.asked, waited.cut)
        except CutOff as cut:
            return Done(None, waited.asked, cut.reason)
