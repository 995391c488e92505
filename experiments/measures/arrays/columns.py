"""Columns of whole numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.simulation.compiled.codes import NONE, ROUNDS

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


def stable_order(keys: Whole, most: int) -> Whole:
    """Return the places of keys, each at least 0 and below ``most``, in ascending order of keys.

    Short words are sorted by their digits, several times as fast.
    """
    short = keys.astype(np.uint16) if most <= 2**16 else keys
    return np.argsort(short, kind="stable")


def among(values: Whole, known: Sequence[int], most: int) -> Flags:
    """Whether values, each at least 0 and below ``most``, are any of some known ones."""
    found = np.zeros(most, dtype=np.bool_)
    found[known] = True
    return found[values]


def instant(moments: Whole) -> Whole:
    """Return the instants of moments, ``NONE`` where there is none."""
    return np.where(moments == NONE, NONE, moments // ROUNDS)
