"""Years under way: worked out by two lasting processes while somebody asks."""

from __future__ import annotations

import logging
import pickle
import threading
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future
from dataclasses import dataclass
from datetime import date
from math import inf
from typing import Any

from experiments.running.pools import Processes
from experiments.studio.year.years import (
    Hands,
    Waited,
    Years,
    YearsQuestion,
    compiled,
    matters_of,
    years,
)
from model.language import Complaint, Text, say
from model.simulation.compiled.ready import is_ready, worth_compiling

_WORKERS = 2
_WEEKS = 50  # of which matters are kept
_FORGOTTEN = 8.0
"""Seconds after which nobody waits for years that nobody has asked for again."""


class UnderWay:
    """Years that a thread works out as long as somebody asks for them; there is what there is.

    Attributes
    ----------
    latest
        ``None`` before the first year has ended.
    failed
        Why there will be no more; ``None`` where nothing went wrong.
    broken
        Whether a worker was lost, and is being made good.
    """

    def __init__(self, question: YearsQuestion, hands: Callable[[], Hands]) -> None:
        self.question, self._hands = question, hands
        self.latest: Years | None = None
        self.failed: Text | None = None
        self.broken = False
        self._matters: dict[tuple[int, str, date], list[Waited]] = {}
        self._ended, self._asked = threading.Event(), 0.0
        self._ended.set()

    @property
    def done(self) -> bool:
        """Whether no more is to come."""
        return self.failed is not None or (self.latest is not None and self.latest.whole)

    @property
    def progress(self) -> tuple[int, int]:
        """How many years there are on each side, and how many were wanted."""
        return (self.latest.done if self.latest else 0), self.question.replications

    @property
    def slow(self) -> bool:
        """Whether years take longer than they will once the engine is compiled for the machine."""
        return worth_compiling(inf)

    def wanted(self, seconds: float) -> Years | None:
        """Ask for the years: return those there are when all are, else after so many seconds."""
        self._asked = time.monotonic()
        _over.clear()
        if not self.done and self._ended.is_set():
            self._ended.clear()
            threading.Thread(target=self._run, daemon=True).start()
        self._ended.wait(seconds)
        return self.latest

    def matters(self, place: int, department: str, monday: date) -> list[Waited]:
        """Return what a department owed in a week, as :func:`matters_of`; kept for its pages."""
        key = (place, department, monday)
        if key not in self._matters:
            handed = self._hands().submit(matters_of, pickle.dumps(self.question), *key)
            if len(self._matters) > _WEEKS:
                self._matters.clear()
            self._matters[key] = handed.result()
        return self._matters[key]

    def _run(self) -> None:
        try:
            try:
                self._years()
            except BrokenExecutor:  # a worker was killed: once more, with new ones
                self.broken = True
                self._heed()
                self._years()
        except Unwanted:
            pass  # until somebody asks again
        except Complaint as complaint:
            self.failed = complaint.say()
        except Exception as error:
            logging.getLogger("shenguan.studio").error("unforeseen", exc_info=error)
            self.failed = say("studio.unforeseen", kind=type(error).__name__)
        finally:
            self._ended.set()

    def _years(self) -> None:
        asked = pickle.dumps(self.question)
        for found in years(self.question, self._hands(), self._heed, self.latest):
            self.latest = found
            if found.done == 1 and worth_compiling(inf):
                self._hands().submit(compiled, asked)  # the other worker goes on meanwhile

    def _heed(self) -> None:
        if _over.is_set() or time.monotonic() - self._asked > _FORGOTTEN:
            raise Unwanted


class Unwanted(Exception):
    """Nobody waits for it any more."""


_pool: list[Processes] = []
_pooling, _over = threading.Lock(), threading.Event()


def hands() -> Hands:
    """Return two workers that stay, those that are there already if there are any."""
    with _pooling:
        if not _pool:
            _pool.append(Processes(_WORKERS))
        return _Lasting(_pool[0])


def close() -> None:
    """End the workers at once, whatever they are at; who asks for years later gets new ones."""
    _over.set()
    with _pooling:
        while _pool:
            _pool.pop().close()


@dataclass
class _Lasting:
    """Workers of whom new ones are made where one was lost."""

    pool: Processes

    def submit(self, work: Callable[..., Any], *arguments: Any) -> Future[Any]:
        with _pooling:
            try:
                return self.pool.submit(work, *arguments)
            except BrokenExecutor:
                self.pool.renew()
                return self.pool.submit(work, *arguments)


def warm() -> None:
    """Let the workers be there, with all that they need, before somebody waits for them."""
    for one in [hands().submit(is_ready) for _ in range(_WORKERS)]:
        one.result()
