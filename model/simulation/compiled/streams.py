"""Keyed draws of many streams at once: the numbers of :mod:`model.simulation.draws`.

Philox 4x64 with ten rounds (Salmon et al., 2011), as numpy has it: the number at a position of a
stream is a function of its key and its position, so all of them are worked out in one loop.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.simulation.compiled.jit import COMPILES, entry, small
from model.simulation.draws import Draws

Stream = tuple[str, ...]

_LANES = 4
_ROUNDS = 10
_FIRST, _SECOND = np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157)
_WEYL, _OTHER_WEYL = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBB67AE8584CAA73B)
_HALF, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)
_UNUSED_BITS, _UNIT = np.uint64(11), 1.0 / 2**53


@small
def _high(one, other):
    """The upper half of a product of two words."""
    a, b = one >> _HALF, one & _LOW
    c, d = other >> _HALF, other & _LOW
    middle = a * d + ((b * d) >> _HALF)
    return a * c + (middle >> _HALF) + ((b * c + (middle & _LOW)) >> _HALF)


@small
def _block(first_key, second_key, counter):
    """Return the four numbers of a step of the counter."""
    a, b, c, d = counter, np.uint64(0), np.uint64(0), np.uint64(0)
    for _ in range(_ROUNDS):
        high, low = _high(_FIRST, a), _FIRST * a
        other_high, other_low = _high(_SECOND, c), _SECOND * c
        a, b, c, d = other_high ^ b ^ first_key, other_low, high ^ d ^ second_key, low
        first_key += _WEYL
        second_key += _OTHER_WEYL
    return a, b, c, d


@small
def _real(word):
    return float(word >> _UNUSED_BITS) * _UNIT


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
    draws: Draws, streams: Sequence[Stream], counts: Any, starts: Any = None
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return numbers in [0, 1) of many streams, and where those of each begin.

    Parameters
    ----------
    counts, starts
        How many of each, and from which position on: from 0, or a multiple of 4.
    """
    counts = np.asarray(counts, dtype=np.int64)
    starts = np.zeros_like(counts) if starts is None else np.asarray(starts, dtype=np.int64)
    places = np.cumsum(counts) - counts
    found = np.empty(int(counts.sum()))
    if COMPILES:
        keys = np.fromiter(_keys(draws.seed, streams), np.uint64, len(streams))
        _fill(found, np.uint64(draws.seed % 2**64), keys, starts, counts, places)
    else:
        for stream, start, count, place in zip(streams, starts, counts, places, strict=True):
            numbers = draws.uniforms(int(count), *stream, start=int(start))
            found[place : place + count] = numbers
    return found, places


def _keys(seed: int, streams: Iterable[Stream]) -> Iterable[int]:
    """The second key of each stream; one that comes several times in a row is hashed once."""
    secret = seed.to_bytes(16, "big")
    last: Stream | None = None
    key = 0
    for stream in streams:
        if stream is not last:
            name = "\x00".join(stream).encode()
            digest = hashlib.blake2b(name, digest_size=8, key=secret).digest()
            key, last = int.from_bytes(digest, "big"), stream
        yield key
