"""Work that takes longer than a page: in a process of its own, and cancelled at once."""

from __future__ import annotations

import multiprocessing
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from experiments.running.ending import end_with_parent
from experiments.running.pools import interruption_held
from model.language import Complaint, Text, say
from protocols.mistakes import Mistakes

MOST_AT_ONCE = 2
"""Pieces of work that are under way at a time; others wait for their turn."""

_KEPT = 60  # pieces of work whose results are kept
_SELDOM = 0.1  # seconds between two words of a worker about how far it is

Progress = Callable[[float, float], None]
"""Called with how much is done, and of how much."""
Work = Callable[..., Any]
"""A function of a module, called with a :data:`Progress` and arguments that can be pickled."""


@dataclass
class Task:
    """A piece of work and what has become of it.

    Attributes
    ----------
    progress
        How much is done, and of how much; 0 of 0 while that is not known.
    done
        Whether it is over: then there is either a result, or ``failed`` says why there is none.
    """

    key: str
    progress: tuple[float, float] = (0, 0)
    done: bool = False
    result: Any = None
    failed: Text | None = None
    began: float = field(default_factory=time.monotonic)
    taken: float = 0.0
    worker: _Worker | None = field(default=None, repr=False)

    @property
    def share(self) -> float:
        """How much of it is done, from 0 to 1."""
        done, whole = self.progress
        return min(1.0, done / whole) if whole else 0.0

    def over(self, result: Any = None, failed: Text | None = None) -> None:
        """Note what it came to; what was noted first holds."""
        if not self.done:
            self.result, self.failed, self.taken = result, failed, time.monotonic() - self.began
            self.done = True

    def cancel(self) -> None:
        """End it at once, whatever it is at."""
        self.over(failed=say("studio.task.cancelled"))
        if self.worker is not None:
            self.worker.process.kill()


class _Worker:
    """A process that does one piece of work after another."""

    def __init__(self) -> None:
        ours, theirs = multiprocessing.Pipe()
        self.connection: Connection[Any, Any] = ours
        spawned = multiprocessing.get_context("spawn")
        # Not a daemon, which could not have workers of its own: it ends with this process anyway.
        self.process = spawned.Process(target=_working, args=(theirs,), daemon=False)
        with interruption_held():
            self.process.start()
        theirs.close()


class Tasks:
    """All work of one studio; safe from threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._turn = threading.Semaphore(MOST_AT_ONCE)
        self._tasks: dict[str, Task] = {}
        self._idle: list[_Worker] = []
        self._closed = False

    def run(self, key: str, work: Work, *arguments: Any) -> Task:
        """Return the work of that key: under way, or over, or begun now.

        One that failed is there until it is forgotten, so that it is told.
        """
        with self._lock:
            if key in self._tasks:
                return self._tasks[key]
            task = self._tasks[key] = Task(key)
            over = [name for name, one in self._tasks.items() if one.done]
            for name in over[: max(0, len(self._tasks) - _KEPT)]:
                del self._tasks[name]
        threading.Thread(target=self._run, args=(task, work, arguments), daemon=True).start()
        return task

    def known(self, key: str) -> Task | None:
        """Return the work of that key, if there is any."""
        return self._tasks.get(key)

    def warm(self) -> None:
        """Have a process ready, so that the first work need not wait for it."""
        self._give_back(_Worker())

    def cancel(self, key: str) -> None:
        """End the work of that key, if it is under way."""
        if (task := self._tasks.get(key)) is not None:
            task.cancel()

    def forget(self, key: str) -> None:
        """Let the work of that key be asked for again."""
        self.cancel(key)
        with self._lock:
            self._tasks.pop(key, None)

    def close(self) -> None:
        """End all processes at once."""
        with self._lock:
            self._closed = True
            workers = [*self._idle, *(one.worker for one in self._tasks.values() if one.worker)]
            self._idle.clear()
        for task in list(self._tasks.values()):
            task.cancel()
        for worker in workers:
            worker.process.kill()

    def _run(self, task: Task, work: Work, arguments: tuple[Any, ...]) -> None:
        with self._turn:
            if task.done:
                return
            task.worker = worker = self._worker()
            try:
                worker.connection.send((work, arguments))
                while not task.done and _heard(task, worker.connection.recv()):
                    pass
            except (EOFError, OSError):  # it was cancelled, or the system ended it
                task.over(failed=say("studio.task.lost"))
            except Exception as error:  # what can be no argument or result is a fault of ours
                worker.process.kill()
                task.over(failed=say("studio.unforeseen", kind=type(error).__name__))
            task.worker = None
        self._give_back(worker if worker.process.is_alive() else None)

    def _worker(self) -> _Worker:
        with self._lock:
            idle = [self._idle.pop()] if self._idle else []
        return idle[0] if idle and idle[0].process.is_alive() else _Worker()

    def _give_back(self, worker: _Worker | None) -> None:
        """Keep a process for the next work; one is enough, and none is kept at the end."""
        if worker is None:
            return
        with self._lock:
            enough = self._closed or bool(self._idle)
            if not enough:
                self._idle.append(worker)
        if enough:
            worker.process.kill()


def _heard(task: Task, said: tuple[str, Any]) -> bool:
    """Note what a worker said; return whether there is more to come."""
    kind, what = said
    if kind == "progress":
        task.progress = what
        return True
    if kind == "done":
        task.over(what)
    elif isinstance(what, Mistakes):
        task.over(failed=Text("\n", "\n").join(one.say() for one in what.mistakes))
    else:
        task.over(failed=what.say() if isinstance(what, Complaint) else what)
    return False


def _working(connection: Connection[Any, Any]) -> None:
    """Do what is handed over, until nobody is there any more."""
    from model.kept import keep

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    keep()
    _load()
    with suppress(EOFError, OSError):
        while True:
            work, arguments = connection.recv()
            connection.send(_outcome(connection, work, arguments))


def _load() -> None:
    """Import what nearly all work needs, before there is any."""
    import verify.guarantees  # noqa: F401


def _outcome(connection: Connection[Any, Any], work: Work, arguments: Any) -> tuple[str, Any]:
    last = 0.0

    def progress(done: float, whole: float) -> None:
        nonlocal last
        if (now := time.monotonic()) - last >= _SELDOM or done >= whole:
            last = now
            connection.send(("progress", (done, whole)))

    try:
        return "done", work(progress, *arguments)
    except (Complaint, Mistakes) as mistake:
        return "failed", mistake
    except MemoryError:
        return "failed", say("studio.task.lost")
    except Exception as error:
        import logging

        logging.getLogger("shenguan.studio").exception("unforeseen")
        return "failed", say("studio.unforeseen", kind=type(error).__name__)
