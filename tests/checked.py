"""Arrays of the compiled engine that know their ends: a place that is not theirs raises.

Machine code works out an address from a place and asks nothing: at -1, or one behind the last, it
reads or writes what belongs to another array. Here the same functions run as they are written, on
arrays that look at every place, that refuse what a run only reads to be written, and that hold
places of nothing until something has been written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from operator import index
from typing import Any
from unittest.mock import patch

import numpy as np

from model.simulation.compiled import engine, run, setting
from model.simulation.compiled.memory import Memory, Shape
from model.simulation.compiled.world import World

_NEVER_WRITTEN = 0x80
"""What every byte is before it is written: of whole numbers that makes ones far below 0."""

FILLED = frozenset(World._fields) - frozenset(
    (
        *("lists", "rules", "events", "tables", "supports", "bans", "moving", "attributes"),
        *("arrivals", "offices_of", "luck_of", "lucks", "seed", "streams", "ladder_of", "ladders"),
        *("steps", "guides", "following", "laters", "calendars", "working", "rank", "days"),
        *("elapsed", "clock", "looks", "look_from", "look_lucks", "down", "habits", "willing"),
        *("willingness", "prompts", "worked"),
    )
)
"""The arrays into which a run writes."""


class Misplaced(AssertionError):
    """A place that is none of an array's, or an array written that is only to be read."""


class Checked:
    """An array of which only that can be used which machine code can, each place looked at.

    Examples
    --------
    >>> of = Checked("days", np.arange(3))
    >>> of[2], of[1:3].tolist()
    (np.int64(2), [1, 2])
    >>> of[-1]
    Traceback (most recent call last):
    tests.checked.Misplaced: days: place -1 of 3
    """

    __slots__ = ("_array", "_name", "_rows", "shape")

    def __init__(self, name: str, array: Any) -> None:
        self._name, self.shape = name, array.shape
        self._rows = array.dtype.names is not None
        self._array = (
            array.view(np.dtype((np.void, array.dtype)), np.ndarray) if self._rows else array
        )

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            assert place.step is None
            assert len(self.shape) == 1
            self._see(place.start, self.shape[0] + 1)
            self._see(place.stop, self.shape[0] + 1, place.start)
            return self._array[place]
        found = self._array[self._seen(place)]
        return Row(found) if self._rows else found

    def __setitem__(self, place: Any, value: Any) -> None:
        if self._name not in FILLED:
            raise Misplaced(f"{self._name}: written")
        self._array[self._seen(place)] = value._row if isinstance(value, Row) else value

    def _seen(self, place: Any) -> Any:
        places = place if isinstance(place, tuple) else (place,)
        if len(places) != len(self.shape):
            raise Misplaced(f"{self._name}: {len(places)} places of {len(self.shape)}")
        for one, length in zip(places, self.shape, strict=True):
            self._see(one, length)
        return place

    def _see(self, place: Any, length: int, least: int = 0) -> None:
        if not least <= index(place) < length:
            raise Misplaced(f"{self._name}: place {place} of {length}")


class Row:
    """One row of an array, its fields found sooner than numpy finds those of its own records."""

    __slots__ = ("_row",)

    def __init__(self, of: np.void) -> None:
        object.__setattr__(self, "_row", of)

    def __getattr__(self, name: str) -> Any:
        return self._row[name]

    def __setattr__(self, name: str, value: Any) -> None:
        self._row[name] = value


class Unwritten(Memory):
    """Memory in which nothing is left of the year before."""

    def arrays(self, wanted: Mapping[str, tuple[Shape, np.dtype[Any]]]) -> dict[str, Any]:
        """Return arrays of which every byte says that it has not been written."""
        found = super().arrays(wanted)
        for array in found.values():
            array.view(np.ndarray).view(np.uint8)[...] = _NEVER_WRITTEN
        return found


def checked(world: World) -> World:
    """Return a world of the same arrays, of which each looks at its places."""
    return World(*(Checked(name, _kept(name, array)) for name, array in world._asdict().items()))


def _kept(name: str, array: Any) -> Any:
    if name in FILLED:
        return array
    same = array.view()
    same.flags.writeable = False
    return same


@contextmanager
def looking() -> Iterator[None]:
    """Run the compiled engine, as it is written, on arrays that look at their places.

    They begin with hardly any room, so that every year is given up several times before it has
    enough: what is done where there is no more room is looked at too.
    """
    with (
        patch.object(run, "handle", checked),
        patch.object(setting, "MEMORY", Unwritten()),
        patch.object(setting, "_SPARE", 2),
        patch.object(engine, "_ROOM", 1),
    ):
        yield
