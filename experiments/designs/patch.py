"""Another file's data with parts put in from a design, each with its place in the design.

The patched data then go through the reader of that other file. What it finds wrong stands under a
path; the patch knows where in the design the path came from, so the mistake is told there.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from protocols.document import DataPath, Document, Place


class Patch:
    """Data of a base document, to be changed from a design.

    Parameters
    ----------
    base
        The document of a rule file or a scenario, without mistakes of its own.
    design
        The document that the changes stand in.
    at
        Where in the design all of the changes stand.
    """

    def __init__(self, base: Document, design: Document, at: DataPath) -> None:
        self.base = base
        self.design = design
        self.data: Any = deepcopy(base.data)
        self.values: dict[DataPath, Place] = {(): design.place(at)}
        self.keys: dict[DataPath, Place] = {}

    def node(self, path: DataPath) -> Any:
        """Return what stands at a path; ``KeyError`` or ``IndexError`` where nothing does."""
        found = self.data
        for part in path:
            fits = isinstance(found, dict) or (isinstance(found, list) and isinstance(part, int))
            if not fits:
                raise KeyError(part)
            found = found[part]
        return found

    def put(self, path: DataPath, value: Any, source: DataPath) -> None:
        """Set the value at a path, or append it to a list; ``source`` is its place in the design.

        What is around the path must be there.
        """
        around, last = self.node(path[:-1]), path[-1]
        value = deepcopy(value)
        if isinstance(around, list) and last == len(around):
            around.append(value)
        else:
            around[last] = value
        self._forget(path)
        self.values[path] = self.design.place(source)
        self.keys[path] = self.design.place(source, key=True)
        for known, places in ((self.design.values, self.values), (self.design.keys, self.keys)):
            for one, place in known.items():
                if one[: len(source)] == source:
                    places[path + one[len(source) :]] = place

    def remove(self, path: DataPath) -> None:
        """Take away what is at a path; where it is in a list, what follows moves up."""
        around, last = self.node(path[:-1]), path[-1]
        del around[last]
        self._forget(path)
        if isinstance(around, list):
            self._close_up(path[:-1], int(last))

    def document(self) -> Document:
        """Return the patched data as a document of the design's file."""
        values, keys = dict(self.values), dict(self.keys)
        return Document(self.design.file, self.data, values, keys, (), self.base.text)

    def _forget(self, path: DataPath) -> None:
        for places in (self.values, self.keys):
            for one in [place for place in places if path and place[: len(path)] == path]:
                del places[one]

    def _close_up(self, around: DataPath, gap: int) -> None:
        depth = len(around)
        for places in (self.values, self.keys):
            moved = [
                one for one in places if one[:depth] == around and one[depth:] and one[depth] != gap
            ]
            for one in sorted(moved, key=str):
                place = one[depth]
                if isinstance(place, int) and place > gap:
                    places[(*around, place - 1, *one[depth + 1 :])] = places.pop(one)
