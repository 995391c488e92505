"""Keyed draws: every random number belongs to what it is for, not to when it was asked for.

A draw is named by (seed, stream, position). The stream names a kind of matter, the act that a
rule demands and a purpose; the position names the case and the thread. Philox is a counter-based
generator (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011): the number at
a position does not depend on what else was drawn, so every regime meets the same matters and the
same luck. Rules are identified by the act they demand, so that this holds between regimes that
name their rules differently.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.simulation.effort import Effort

THREADS = 2
"""Threads of a case that concerns one or two departments; each has its position in every stream."""

LONGEST = 10_000
"""The longest length: office minutes of one piece of work, about a month; or working days."""
_LONGEST_TAIL = 100_000  # the same where a heavy tail is asked for, about a year
_BLOCK = 4  # numbers that one step of Philox's counter gives

_UNTOUCHED: dict[str, Any] = {
    "bit_generator": "Philox",
    "buffer": np.zeros(_BLOCK, dtype=np.uint64),
    "buffer_pos": _BLOCK,
    "has_uint32": 0,
    "uinteger": 0,
}
"""What is kept of a generator that has not given a number yet, but for its counter and key."""


class Draws:
    """All random numbers of one seed.

    Examples
    --------
    The first draws of a stream are the same however many are taken:

    >>> few, many = (Draws(7).uniforms(count, "approval", "arrival") for count in (3, 9))
    >>> bool((few == many[:3]).all())
    True
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        # One generator is set to each stream in turn: a new one would first ask the machine for
        # chance of its own, and that takes ten times as long.
        self._philox = np.random.Philox(key=0)
        self._generator = np.random.Generator(self._philox)
        self._keys: dict[tuple[str, ...], NDArray[np.uint64]] = {}

    def uniforms(self, count: int, *stream: str, start: int = 0) -> NDArray[np.float64]:
        """Return numbers in [0, 1) at ``count`` positions of a stream.

        ``start``, the first of them, is a multiple of 4.
        """
        key = self._keys.get(stream)
        if key is None:
            key = self._keys[stream] = self._key("\x00".join(stream).encode())
        counter = np.array([start // _BLOCK, 0, 0, 0], dtype=np.uint64)
        state: Any = {**_UNTOUCHED, "state": {"counter": counter, "key": key}}
        self._philox.state = state
        return self._generator.random(count)

    def _key(self, name: bytes) -> NDArray[np.uint64]:
        digest = hashlib.blake2b(name, digest_size=8, key=self.seed.to_bytes(16, "big")).digest()
        return np.array([self.seed % 2**64, int.from_bytes(digest, "big")], dtype=np.uint64)

    def minutes(self, count: int, effort: Effort, *stream: str) -> NDArray[np.int64]:
        """Return whole office minutes at positions 0 to ``count - 1`` of a stream.

        At least 1, but for the share of which the effort says that it takes no time.
        """
        return self._whole(count, effort, 1, *stream)

    def days(self, count: int, effort: Effort, *stream: str) -> NDArray[np.int64]:
        """Return whole working days, at least 0, at positions 0 to ``count - 1`` of a stream."""
        return self._whole(count, effort, 0, *stream)

    def _whole(self, count: int, effort: Effort, least: int, *stream: str) -> NDArray[np.int64]:
        return whole(effort, self.uniforms(count, *stream), least)


def whole(effort: Effort, uniforms: NDArray[np.float64], least: int) -> NDArray[np.int64]:
    """Return lengths, of which numbers in [0, 1) are the ranks, in whole units."""
    return np.searchsorted(ladder(effort, least), uniforms, side="right").astype(np.int64)


@lru_cache(maxsize=1024)
def ladder(effort: Effort, least: int) -> NDArray[np.float64]:
    """Return the ranks from which on a length is 1, 2, 3 and so on whole units.

    What takes any time at all takes the least number of units, and what takes longer than the most
    takes that. A length is looked up here, and not worked out, by every engine.

    >>> ladder(Effort(2, 2), 1).tolist()
    [0.0, 0.0]
    >>> ladder(Effort(10, 40), 0)[:2].round(3).tolist()
    [0.003, 0.04]
    """
    most = LONGEST if effort.tail is None else _LONGEST_TAIL
    found = effort.ranks(np.arange(least, most, dtype=np.float64) + 0.5)
    always = np.full(least, effort.same_day)
    return np.concatenate([always, found[found < 1.0]])
