"""Memory for the arrays of a year, used again once nobody holds any of them.

To get memory for each year anew costs more than to fill it: the machine hands it out page by page,
and clears each.
"""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

_KEPT = 2  # stretches that wait to be used again
_ALIGNED = 64

Shape = tuple[int, ...]


class _Lease:
    """What every array of a stretch refers to: when it is gone, nobody holds any."""

    def __init__(self, stretch: NDArray[np.uint8]) -> None:
        self.__array_interface__ = stretch.__array_interface__


class Memory:
    """Some stretches of memory; each is that of one year.

    Whoever holds an array that is made of a stretch, or any part of it, holds the stretch; it is
    handed out again when nobody does.

    Examples
    --------
    >>> memory = Memory()
    >>> one = memory.arrays({"a": ((2, 3), np.dtype(np.int32)), "b": ((5,), np.dtype(np.int64))})
    >>> one["a"].shape, one["b"].dtype.name
    ((2, 3), 'int64')
    >>> address, part = one["a"].ctypes.data, one["b"][1:3]
    >>> del one
    >>> other = memory.arrays({"a": ((2, 3), np.dtype(np.int32))})
    >>> other["a"].ctypes.data == address  # a part of the first is still held
    False
    >>> del part
    >>> memory.arrays({"a": ((2, 3), np.dtype(np.int32))})["a"].ctypes.data == address
    True
    """

    def __init__(self) -> None:
        self._free: list[NDArray[np.uint8]] = []

    def arrays(self, wanted: Mapping[str, tuple[Shape, np.dtype[Any]]]) -> dict[str, Any]:
        """Return arrays of shapes and types, with anything in them; of records, record arrays."""
        lengths = [int(np.prod(shape)) * kind.itemsize for shape, kind in wanted.values()]
        begins = np.cumsum([0, *(-(-length // _ALIGNED) * _ALIGNED for length in lengths)])
        stretch = self._leased(int(begins[-1]))
        found = {}
        parts = zip(wanted.items(), begins.tolist(), lengths, strict=False)
        for (name, (shape, kind)), begin, length in parts:
            part = stretch[begin : begin + length].view(kind).reshape(shape)
            found[name] = part.view(np.recarray) if kind.names else part
        return found

    def _leased(self, size: int) -> NDArray[np.uint8]:
        stretch = self._taken(size)
        lease = _Lease(stretch)
        weakref.finalize(lease, self._given_back, stretch).atexit = False
        whole = np.asarray(lease)
        begin = -whole.ctypes.data % _ALIGNED
        return whole[begin : begin + size]

    def _taken(self, size: int) -> NDArray[np.uint8]:
        """A stretch that is long enough; one that is not is given up for it."""
        try:
            stretch = self._free.pop()  # one step, so that threads need no lock
        except IndexError:
            stretch = np.empty(0, dtype=np.uint8)
        if len(stretch) >= size + _ALIGNED:
            return stretch
        return np.empty(size + _ALIGNED, dtype=np.uint8)

    def _given_back(self, stretch: NDArray[np.uint8]) -> None:
        if len(self._free) < _KEPT:
            self._free.append(stretch)
