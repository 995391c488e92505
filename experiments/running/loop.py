"""The loop: replications handed out to whatever executor, results kept as they come.

Whoever was under way when a worker died is a suspect and is tried again alone; what kills its
worker twice is reported and does not stop the rest, and neither does what raises.
"""

from __future__ import annotations

import traceback
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Future, wait
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic

from experiments.designs.point import Point, Task
from experiments.running.interruption import Interruption, noted
from experiments.running.pools import Pool
from experiments.running.replication import Replication, replicate
from experiments.running.store import Store
from experiments.running.versions import versions
from model.language import Complaint, Text, catalogue

Work = Callable[[Point, int], Replication]
Goals = Mapping[str, int]
"""How often each point is to be simulated, by key."""

Further = Callable[[Store], Goals | None]
"""Says, when all that was wanted is done, what else is; ``None`` where it is enough.

It may look at the store and at nothing else, so that the answer is the same however many workers
there are and however often a run was interrupted.
"""

_TICK = 1.0  # seconds after which to see whether anybody is still there
_GLANCE = 0.1  # seconds after which to see whether Ctrl-C has come


@dataclass
class Watch:
    """Who is told how a run gets on.

    Attributes
    ----------
    done
        Called after each replication that is kept or given up.
    note
        Called with a line for the log.
    planned
        Called with the number of replications still to be done, whenever more are wanted.
    """

    done: Callable[[Task], None] = field(default=lambda _: None)
    note: Callable[[str], None] = field(default=lambda _: None)
    planned: Callable[[int], None] = field(default=lambda _: None)


def run(
    store: Store,
    pool: Pool,
    watch: Watch | None = None,
    work: Work = replicate,
    further: Further | None = None,
) -> None:
    """Do all replications that a store lacks, and those that what they show calls for.

    What cannot be done is in ``store.failures`` afterwards. Every replication that was finished
    is kept whatever happens, also when this is interrupted.

    Raises
    ------
    Complaint
        When the disk takes no more, or the cluster is gone.
    KeyboardInterrupt
        On Ctrl-C.
    """
    with noted() as interruption, store:
        loop = _Loop(store, pool, watch or Watch(), work, interruption)
        try:
            goals: Goals | None = store.design.start
            while goals is not None:
                loop.run(goals)
                goals = further(store) if further else None
        finally:
            try:
                loop.keep_finished()
            finally:
                pool.close()
        interruption.heed()


class _Loop:
    def __init__(
        self, store: Store, pool: Pool, watch: Watch, work: Work, interruption: Interruption
    ) -> None:
        self.interruption = interruption
        self.store = store
        self.pool = pool
        self.watch = watch
        self.work = work
        self.waiting: dict[Future[Replication], Task] = {}
        self.suspects: deque[Task] = deque()

    def run(self, goals: Goals) -> None:
        self.watch.planned(sum(1 for _ in self.store.tasks(goals)))
        tasks = self.store.tasks(goals)
        more = True
        while more or self.waiting or self.suspects:
            if self.suspects and not self.waiting:
                self._alone(self.suspects.popleft())
                continue
            if not self.suspects:
                more = self._hand_out(tasks)
            if self.waiting:
                self._collect()

    def keep_finished(self) -> None:
        """Keep what was finished while nobody looked."""
        for future in [one for one in self.waiting if one.done()]:
            task = self.waiting.pop(future)
            if not future.cancelled() and future.exception() is None:
                self._keep(task, future.result())

    def _hand_out(self, tasks: Iterator[Task]) -> bool:
        """Hand out work up to the pool's width; whether there may be more."""
        for _ in range(self.pool.width - len(self.waiting)):
            task = next(tasks, None)
            if task is None:
                return False
            if not self._submit(task):
                self.suspects.append(task)
                return True
        return True

    def _submit(self, task: Task) -> bool:
        """Hand out a replication; not where a worker has died unseen."""
        try:
            future = self.pool.submit(self.work, task.point, task.seed)
        except BrokenExecutor:
            return False
        self.waiting[future] = task
        return True

    def _collect(self) -> None:
        """Wait for something to end, and see to all that has ended."""
        done = self._ended()
        if any(self._lost(future) for future in done):
            self._sort_out()
            return
        for future in done:
            self._see_to(self.waiting.pop(future), future)

    def _ended(self) -> set[Future[Replication]]:
        """Wait for something to end, but for a tick at most, and heed Ctrl-C."""
        until = monotonic() + _TICK
        done: set[Future[Replication]] = set()
        while not done and monotonic() < until:
            self.interruption.heed()
            done, _ = wait(self.waiting, timeout=_GLANCE, return_when=FIRST_COMPLETED)
        self.interruption.heed()
        if not done:
            self.pool.check()
        return done

    def _lost(self, future: Future[Replication]) -> bool:
        if future.cancelled():
            self.pool.check()
            return True
        error = future.exception()
        return error is not None and self.pool.broke(error)

    def _sort_out(self) -> None:
        """A worker was lost: keep what is finished, suspect what shared its fate."""
        self.watch.note("a worker was lost; trying again, one at a time, what was under way")
        with suppress(CancelledError):
            wait(self.waiting, timeout=_TICK)
        lost = [one for one in self.waiting if one.done() and self._lost(one)]
        for future in [one for one in self.waiting if one.done()]:
            task = self.waiting.pop(future)
            if future in lost:
                self.suspects.append(task)
            else:
                self._see_to(task, future)
        self.pool.renew()

    def _alone(self, task: Task) -> None:
        """Try a suspect with nobody else under way, so that what happens is its own doing."""
        while not self._submit(task):
            self.pool.renew()
        while self.waiting:
            for future in self._ended():
                del self.waiting[future]
                if self._lost(future):
                    self._give_up(task, catalogue()["experiment.killed"], "killed its worker twice")
                    self.pool.renew()
                else:
                    self._see_to(task, future)

    def _see_to(self, task: Task, future: Future[Replication]) -> None:
        error = future.exception()
        if error is None:
            self._keep(task, future.result())
        else:
            trace = "".join(traceback.format_exception(error))
            self._give_up(task, reason_of(error), trace)

    def _keep(self, task: Task, found: Replication) -> None:
        if found.versions != versions():
            self._give_up(task, catalogue()["experiment.worker-versions"], str(found.versions))
            return
        self.store.append(task, found)
        self.watch.done(task)

    def _give_up(self, task: Task, why: Text, trace: str) -> None:
        self.store.fail(task, why)
        self.watch.note(f"{task.point.key} seed {task.seed}: {trace}")
        self.watch.done(task)


def reason_of(error: BaseException) -> Text:
    """Return what went wrong, without a traceback."""
    if isinstance(error, Complaint):
        return Text(error.say().in_("zh"), error.say().in_("en"))
    text = f"{type(error).__name__}: {error}".rstrip(": ")
    return Text(text, text)
