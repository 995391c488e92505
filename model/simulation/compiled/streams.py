"""Keyed draws of many streams at once: the numbers of :mod:`model.simulation.draws`.

Philox 4x64 with ten rounds (Salmon et al., 2011), as numpy has it: the number at a position of a
stream is a function of its key and its position, so that any of them can be worked out alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.simulation.compiled.bits import high
from model.simulation.compiled.jit import COMPILES, entry, small, step
from model.simulation.draws import Draws

Stream = tuple[str, ...]

_LANES = 4
_ROUNDS = 10
_FIRST, _SECOND = np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157)
_WEYL, _OTHER_WEYL = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBB67AE8584CAA73B)
_UNUSED_BITS, _UNIT = np.uint64(11), 1.0 / 2**53


@small
def _block(first_key, second_key, counter):
    """Return the four numbers of a step of the counter."""
    a, b, c, d = counter, np.uint64(0), np.uint64(0), np.uint64(0)
    for _ in range(_ROUNDS):
        upper, lower = high(_FIRST, a), _FIRST * a
        other_upper, other_lower = high(_SECOND, c), _SECOND * c
        a, b, c, d = other_upper ^ b ^ first_key, other_lower, upper ^ d ^ second_key, lower
        first_key += _WEYL
        second_key += _OTHER_WEYL
    return a, b, c, d


@small
def _real(word):
    return float(word >> _UNUSED_BITS) * _UNIT


@step
def number(first_key, second_key, position):
    """Return the number in [0, 1) at a position of a stream."""
    counter = np.uint64(position // _LANES + 1)
    a, b, c, d = _block(first_key, second_key, counter)
    lane = position % _LANES
    if lane < 2:
        return _real(a if lane == 0 else b)
    return _real(c if lane == 2 else d)


@entry
def _fill(found, seed, keys, starts, counts, places):
    """Fill stretches of an array with the numbers of streams from a position on."""
    for stream in range(keys.shape[0]):
        counter = np.uint64(starts[stream] // _LANES)
        place, end = places[stream], places[stream] + counts[stream]
        while place < end:
            counter += np.uint64(1)
            a, b, c, d = _block(seed, keys[stream], counter)
            found[place] = _real(a)
            if place + 1 < end:
                found[place + 1] = _real(b)
            if place + 2 < end:
                found[place + 2] = _real(c)
            if place + 3 < end:
                found[place + 3] = _real(d)
            place += _LANES


def drawn(
    draws: Draws, streams: Sequence[Stream], counts: Any, starts: Any = None, times: Any = None
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return numbers in [0, 1) of many streams, and where those of each begin.

    Parameters
    ----------
    counts, starts
        How many of each, and from which position on: from 0, or a multiple of 4.
    times
        How often each stream stands in a row, each time with a count and a start of its own.
    """
    counts = np.asarray(counts, dtype=np.int64)
    starts = np.zeros_like(counts) if starts is None else np.asarray(starts, dtype=np.int64)
    which = np.arange(len(streams)) if times is None else np.repeat(np.arange(len(streams)), times)
    places = np.cumsum(counts) - counts
    found = np.empty(int(counts.sum()))
    if COMPILES:
        _fill(found, seed_key(draws), keys_of(draws, streams)[which], starts, counts, places)
    else:
        for one, start, count, place in zip(which.tolist(), starts, counts, places, strict=True):
            numbers = draws.uniforms(int(count), *streams[one], start=int(start))
            found[place : place + count] = numbers
    return found, places


def seed_key(draws: Draws) -> Any:
    """Return the first key of all streams."""
    return np.uint64(draws.seed % 2**64)


def keys_of(draws: Draws, streams: Iterable[Stream]) -> NDArray[np.uint64]:
    """Return the second key of each stream."""
    secret = hashlib.blake2b(digest_size=8, key=draws.seed.to_bytes(16, "big"))
    found = []
    for stream in streams:
        one = secret.copy()
        one.update("\x00".join(stream).encode())
        found.append(one.digest())
    return np.frombuffer(b"".join(found), dtype=">u8").astype(np.uint64)
