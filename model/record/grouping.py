"""Threads whose entries are alike, found by hashes and then compared."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.record.entries import Whole

Hashes = NDArray[np.uint64]


def grouped(
    keys: Sequence[Hashes], starts: Whole, counts: Whole, about: Whole
) -> tuple[Whole, Whole]:
    """Return the pattern of each thread, and one thread of each.

    Threads are compared, not only hashed.

    Parameters
    ----------
    keys
        What matters of each entry, as numbers.
    starts, counts
        The first entry of each thread, and how many it has.
    about
        What matters of each thread, one in a row.
    """
    key = keys[0]
    place = np.arange(len(key)) - np.repeat(starts[:-1], counts)
    step = np.uint64(0x9E3779B97F4A7C15)
    for more in keys[1:]:
        key = _mixed(key + step) ^ more
    hashed = np.add.reduceat(_mixed(key + step * (place + 1).astype(np.uint64)), starts[:-1])
    for column in about:
        hashed = _mixed(hashed + step * (column.astype(np.uint64) + np.uint64(1)))
    _, example, pattern = np.unique(hashed, return_index=True, return_inverse=True)
    like = example[pattern]
    same = (counts == counts[like]).all() and (about == about[:, like]).all()
    if same:
        twin = np.repeat(starts[like] - starts[:-1], counts) + np.arange(len(key))
        same = all((each == each[twin]).all() for each in keys)
    if same:
        return pattern.astype(np.int64), example.astype(np.int64)
    return _by_value(np.stack(keys, axis=1), starts, about)


def _mixed(key: Hashes) -> Hashes:
    """Numbers of which every bit depends on every bit of a key (Steele, Lea, Flood 2014)."""
    key = (key ^ (key >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    key = (key ^ (key >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(key ^ (key >> np.uint64(31)))


def _by_value(key: Hashes, starts: Whole, about: Whole) -> tuple[Whole, Whole]:
    """The same without hashes of ours, for when two of them were alike."""
    known: dict[tuple[bytes, bytes], int] = {}
    example: list[int] = []
    pattern = np.zeros(len(starts) - 1, dtype=np.int64)
    for thread in range(len(pattern)):
        rows = key[starts[thread] : starts[thread + 1]]
        whole = (rows.tobytes(), about[:, thread].tobytes())
        if whole not in known:
            known[whole] = len(example)
            example.append(thread)
        pattern[thread] = known[whole]
    return pattern, np.array(example, dtype=np.int64)
