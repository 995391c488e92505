"""How long the parts of one answer took, for the foot of the page and its ``Server-Timing``."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass
class Times:
    """The milliseconds of the parts of one answer, by the keys of their words, and of all of it."""

    parts: dict[str, float] = field(default_factory=dict)
    began: float = field(default_factory=time.perf_counter)

    @property
    def whole(self) -> float:
        """The milliseconds since the answer was begun."""
        return (time.perf_counter() - self.began) * 1000

    @property
    def header(self) -> str:
        """All of it as the value of ``Server-Timing``."""
        each = {**self.parts, "total": self.whole}
        named = ((key.rsplit(".", 1)[-1], spent) for key, spent in each.items())
        return ", ".join(f"{name};dur={spent:.1f}" for name, spent in named)


_CURRENT: ContextVar[Times | None] = ContextVar("times", default=None)


@contextmanager
def timing() -> Iterator[Times]:
    """Take the times of one answer."""
    times = Times()
    token = _CURRENT.set(times)
    try:
        yield times
    finally:
        _CURRENT.reset(token)


@contextmanager
def timed(part: str) -> Iterator[None]:
    """Take the time of one part of an answer; it is the key of its name in the catalogue."""
    began = time.perf_counter()
    try:
        yield
    finally:
        if (times := _CURRENT.get()) is not None:
            spent = (time.perf_counter() - began) * 1000
            times.parts[part] = times.parts.get(part, 0.0) + spent
