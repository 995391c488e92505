"""A rule file that amends another: the text as it stands after the change, as one document."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from protocols.document import DataPath, Document, Place
from protocols.mistakes import Mistake, Mistakes, nearest
from protocols.patch import unname


def amends(document: Document) -> bool:
    """Whether a file says that it amends another."""
    return isinstance(document.data, dict) and isinstance(document.data.get("amends"), str)


def merged(document: Document, base: Document, above: Callable[[str], str]) -> Document:
    """Return the text as amended, each of its parts with the place where it is written.

    What only the base has is placed where the file says that it amends it.

    Parameters
    ----------
    base
        The file that is amended, itself merged where it amends another.
    above
        How the base's name of a text above is written here.

    Raises
    ------
    Mistakes
        For a rule that is repealed and is not there.
    """
    return _Merge(document, base, above).document()


class _Merge:
    def __init__(self, document: Document, base: Document, above: Callable[[str], str]) -> None:
        self.file, self.base = document, base
        self.own: dict[str, Any] = document.data
        self.data: dict[str, Any] = deepcopy(base.data)
        for key in ("amends", "repeals", "transition", "ledger"):
            self.data.pop(key, None)
        if isinstance(self.data.get("document"), dict):
            self.data["document"].pop("text", None)  # the words before the amendment
        if "under" in self.data:
            named = self.data["under"]
            names = named if isinstance(named, list) else [named]
            self.data["under"] = [above(str(name)) for name in names]
        self.values: dict[DataPath, Place] = {(): document.place(("amends",))}
        self.keys: dict[DataPath, Place] = {}

    def document(self) -> Document:
        mistakes = self._repeal()
        for key, value in self.own.items():
            if key in ("rules", "sanctions") and isinstance(value, list):
                self._entries(key, value)
            elif key == "precedence" and isinstance(value, list):
                for place, entry in enumerate(value):
                    self._put((key, len(self._list(key))), entry, (key, place))
            elif key == "vocabulary" and isinstance(value, dict):
                for section, words in value.items():
                    self._words((key, section), words)
            elif key == "properties" and isinstance(value, dict):
                self._words((key,), value)
            else:
                self.data[key] = value
                self._places((key,), (key,))
        if mistakes:
            raise Mistakes(mistakes)
        found = self.file
        return Document(found.file, self.data, self.values, self.keys, found.mistakes, found.text)

    def _repeal(self) -> list[Mistake]:
        """Take away the rules that are repealed, and their names where others speak of them."""
        named = self.own.get("repeals", [])
        known = [rule.get("id") for rule in self._list("rules") if isinstance(rule, dict)]
        mistakes = []
        for place, name in enumerate(named if isinstance(named, list) else [named]):
            if name in known:
                self._without(name)
                continue
            where: DataPath = ("repeals", place) if isinstance(named, list) else ("repeals",)
            words = [word for word in known if isinstance(word, str)]
            near = nearest(str(name), words)
            mistakes.append(self.file.mistake(where, "repeals-what", rule=name, near=near))
        return mistakes

    def _without(self, rule: str) -> None:
        self.data["rules"] = [one for one in self._list("rules") if one.get("id") != rule]
        unname(self.data, rule)

    def _list(self, section: str) -> list[Any]:
        found: list[Any] = self.data.setdefault(section, [])
        return found

    def _entries(self, section: str, entries: list[Any]) -> None:
        """Put entries in the place of those of the same identifier, else behind all."""
        ids = [one.get("id") if isinstance(one, dict) else None for one in self._list(section)]
        seen: set[Any] = set()
        for place, entry in enumerate(entries):
            name = entry.get("id") if isinstance(entry, dict) else None
            known = name in ids and name not in seen
            at = ids.index(name) if known else len(self._list(section))
            seen.add(name)
            self._put((section, at), entry, (section, place))

    def _words(self, path: DataPath, words: Any) -> None:
        node: Any = self.data
        for part in path:
            node = node.setdefault(part, {})
        for name, word in words.items() if isinstance(words, dict) else ():
            node[name] = word
            self._places((*path, name), (*path, name))

    def _put(self, path: DataPath, value: Any, source: DataPath) -> None:
        around = self._list(str(path[0]))
        if path[1] == len(around):
            around.append(value)
        else:
            around[int(path[1])] = value
        self._places(path, source)

    def _places(self, path: DataPath, source: DataPath) -> None:
        """Take over the places of a part of the file."""
        for known, places in ((self.file.values, self.values), (self.file.keys, self.keys)):
            for one, place in known.items():
                if one[: len(source)] == source:
                    places[path + one[len(source) :]] = place
