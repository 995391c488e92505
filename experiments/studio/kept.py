"""Values that are kept for a while: those that were asked for last."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from verify.patience import patience

_MOST = 400

T = TypeVar("T")


class Kept:
    """Values by key, of which those that were asked for last are kept; safe from threads."""

    def __init__(self, most: int = _MOST) -> None:
        self._most, self._lock = most, threading.Lock()
        self._values: dict[object, Any] = {}

    def known(self, key: object) -> Any:
        """Return what is kept under a key; ``None`` where there is nothing."""
        with self._lock:
            if key not in self._values:
                return None
            value = self._values[key] = self._values.pop(key)
            return value

    def put(self, key: object, value: Any) -> None:
        """Keep a value, which is not ``None``; the one that was asked for least lately may go.

        What was made while somebody gave up on answers is not kept, since there may be more to it.
        """
        if patience().stopped or patience().cut is not None:
            return
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._most:
                del self._values[next(iter(self._values))]

    def of(self, key: object, make: Callable[[], T]) -> T:
        """Return what is kept under a key, else make it; two at once may both make it."""
        known: T | None = self.known(key)
        if known is not None:
            return known
        made = make()
        self.put(key, made)
        return made
