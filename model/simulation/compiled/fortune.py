"""Luck by key: the number at a position of a stream, worked out when it is asked for."""

from __future__ import annotations

from model.simulation.compiled.jit import step
from model.simulation.compiled.streams import number

CELLS = 256
"""Equal parts of all ranks, by which the steps of a ladder are found."""


@step
def real(w, stream, position):
    """Return the number in [0, 1) at a position of a stream."""
    return number(w.seed[0], w.streams[stream], position)


@step
def whole(w, stream, position):
    """Return the length, in whole units, of which the number at a position is the rank."""
    rank = real(w, stream, position)
    ladder, cell = w.ladder_of[stream], int(rank * CELLS)
    first = w.ladders[ladder]
    low, high = w.guides[ladder, cell], w.guides[ladder, cell + 1]
    while low < high:
        middle = (low + high) // 2
        if w.steps[first + middle] <= rank:
            low = middle + 1
        else:
            high = middle
    return low
