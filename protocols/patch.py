"""A file's data with parts put in from elsewhere, each with its place there.

The patched data then go through the reader of the file. What it finds wrong stands under a path;
the patch knows where the path came from, in a design or among edits, so the mistake is told there.
"""

from __future__ import annotations

from typing import Any

from protocols.document import DataPath, Document, Place


def copied(data: Any) -> Any:
    """Return a copy of a file's data with lists and mappings of its own; all else never changes."""
    if isinstance(data, dict):
        return {key: copied(value) for key, value in data.items()}
    return [copied(value) for value in data] if isinstance(data, list) else data


class Patch:
    """Data of a base document, to be changed.

    Parameters
    ----------
    base
        The document of a rule file or a scenario, without mistakes of its own.
    source
        The document that the changes stand in.
    at
        Where in it all of the changes stand.
    """

    def __init__(self, base: Document, source: Document, at: DataPath) -> None:
        self.base = base
        self.source = source
        self.data: Any = copied(base.data)
        self.values: dict[DataPath, Place] = {(): source.place(at)}
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
        """Set the value at a path, or append it to a list; ``source`` is where it comes from.

        What is around the path must be there.
        """
        around, last = self.node(path[:-1]), path[-1]
        value = copied(value)
        if isinstance(around, list) and last == len(around):
            around.append(value)
        else:
            around[last] = value
        self._forget(path)
        self._placed(path, source)

    def insert(self, path: DataPath, value: Any, source: DataPath) -> None:
        """Put a value into a list; what stood there, and all behind it, moves down."""
        self.node(path[:-1]).insert(path[-1], copied(value))
        self._move(path[:-1], int(path[-1]), 1)
        self._placed(path, source)

    def remove(self, path: DataPath) -> None:
        """Take away what is at a path; where it is in a list, what follows moves up."""
        around, last = self.node(path[:-1]), path[-1]
        del around[last]
        self._forget(path)
        if isinstance(around, list):
            self._move(path[:-1], int(last) + 1, -1)

    def document(self) -> Document:
        """Return the patched data as a document of the file that the changes stand in."""
        values, keys = dict(self.values), dict(self.keys)
        return Document(self.source.file, self.data, values, keys, (), self.base.text)

    def _placed(self, path: DataPath, source: DataPath) -> None:
        self.values[path] = self.source.place(source)
        self.keys[path] = self.source.place(source, key=True)
        for known, places in ((self.source.values, self.values), (self.source.keys, self.keys)):
            for one, place in known.items():
                if one[: len(source)] == source:
                    places[path + one[len(source) :]] = place

    def _forget(self, path: DataPath) -> None:
        for places in (self.values, self.keys):
            for one in [place for place in places if path and place[: len(path)] == path]:
                del places[one]

    def _move(self, around: DataPath, first: int, by: int) -> None:
        """Move the places of the entries of a list from one on."""
        depth = len(around)
        for places in (self.values, self.keys):
            moved: dict[DataPath, Place] = {}
            for one in [path for path in places if path[:depth] == around and len(path) > depth]:
                entry = one[depth]
                if isinstance(entry, int) and entry >= first:
                    moved[(*around, entry + by, *one[depth + 1 :])] = places.pop(one)
            places.update(moved)


def settle(rule: dict[str, Any], key: str | None = None) -> None:
    """Leave out of a rule what one could read instead: it is about the text as it stands.

    With a key only what would put something else there.
    """
    reading = rule.get("reading")
    for one in reading if isinstance(reading, list) else [reading]:
        if not isinstance(one, dict) or not isinstance(others := one.get("alternatives"), dict):
            continue
        for name in [name for name, each in others.items() if key is None or _puts(each, key)]:
            del others[name]
        if not others:
            del one["alternatives"]


def _puts(alternative: Any, key: str) -> bool:
    """Whether an alternative is not known to leave a key of its rule as it is."""
    rule = alternative.get("rule") if isinstance(alternative, dict) else None
    return rule != "none" and (not isinstance(rule, dict) or key in rule)


_NAMING = {"sanctions": ("of",), "precedence": ("first", "over")}
"""The sections of a rule file that name rules, and under which keys."""


def unname(data: dict[str, Any], rule: str, sections: tuple[str, ...] = tuple(_NAMING)) -> None:
    """Take a rule's name from the sanctions and hierarchy clauses that have it.

    Those that are left without a rule are left out.
    """
    for section in sections:
        kept = []
        for one in data.get(section, ()):
            for key in _NAMING[section]:
                named = one[key] if isinstance(one[key], list) else [one[key]]
                if rule in named:
                    one[key] = [name for name in named if name != rule]
            if all(one[key] for key in _NAMING[section]):
                kept.append(one)
        if section in data:
            data[section] = kept
