"""Edits made in a file's data, each of whose parts keeps its place among the edits."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from protocols.document import DataPath, Document, Place
from protocols.edit import EDITS, FIRST, TAKEN, Edit
from protocols.flow import flow, parsed, same
from protocols.mistakes import Mistake, Mistakes, nearest
from protocols.patch import Patch, settle, unname

NOWHERE: Place = (0, 0)
"""The place of what no edit put there, and which is wrong because of one all the same."""

_AS_BEFORE = ("reading", "refers-to")
"""Keys of a rule that may change without what is read in it being of another wording."""

_APART = ("deadline", "on-expiry", "unless", "excused-by", "bearer", "jointly")
"""Keys of a rule that say a limit, a default, exceptions or a bearer: what else could be read in
other words of the clause stays as possible as it was, and changes the rule as it now is."""

ALL: Collection[str] = ("*",)
"""Stands for all rules that are altered."""


def patched(
    document: Document,
    edits: Sequence[Edit],
    unsettled: Collection[str] = (),
    forgetting: Collection[str] = (),
) -> Patch:
    """Return a file's data after edits, with the places of their parts.

    Parameters
    ----------
    unsettled
        Rules that keep what else could be read in them.
    forgetting
        Rules that keep nothing of it where they are altered; :data:`ALL` for every one. The others
        keep what is about other keys than those that say a limit, a default, exceptions or a
        bearer, where no other key is altered.

    Raises
    ------
    Mistakes
        For an edit of what is not there; ``file`` is ``EDITS``, ``line`` the edit, from 1.
    """
    source = _listed(edits)
    patch = Patch(document, source, ())
    for number, one in enumerate(edits):
        _Applying(patch, one, number, unsettled, forgetting).apply()
    return patch


def altered(edits: Sequence[Edit]) -> list[str]:
    """Return the rules, each once, of which edits alter a key that bears on their readings."""
    names = (one.rule for one in edits if len(one.path) > 2 and one.path[2] not in _AS_BEFORE)
    return [*dict.fromkeys(name.split("#")[0] for name in names if name is not None)]


def _listed(edits: Sequence[Edit]) -> Document:
    """The values of edits as a document, with their places: the line is the edit."""
    values: dict[DataPath, Place] = {(): NOWHERE}
    keys: dict[DataPath, Place] = {}
    for number, one in enumerate(edits):
        values[number,] = keys[number,] = (number + 1, 1)
        if one.value is TAKEN:
            continue
        found, before = parsed(flow(one.value), EDITS), len(one.head) - 1
        for known, places in ((found.values, values), (found.keys, keys)):
            for path, (_, column) in known.items():
                if path:
                    places[(number, *path[1:])] = (number + 1, column + before)
    data = [None if one.value is TAKEN else one.value for one in edits]
    return Document(EDITS, data, values, keys, (), b"")


class _Applying:
    """One edit of a patch."""

    def __init__(
        self,
        patch: Patch,
        made: Edit,
        number: int,
        unsettled: Collection[str],
        forgetting: Collection[str],
    ) -> None:
        self.patch, self.edit, self.number = patch, made, number
        self.unsettled, self.forgetting = unsettled, forgetting

    def apply(self) -> None:
        """Make the edit; errors as :func:`patched`."""
        if self.edit.behind is not None:
            self._add(self.edit.behind)
            return
        path = self._path()
        if self.edit.value is TAKEN:
            self._take(path)
        else:
            before = self._found(path)
            self.patch.put(path, self.edit.value, (self.number,))
            if before is not None and same(before[0], self.edit.value):
                return
        self._settle(path)

    def _add(self, behind: str) -> None:
        rules = self.patch.data.get("rules")
        place = len(rules) if isinstance(rules, list) else 0
        if behind:
            place = 0 if behind == FIRST else int(self._entry(("rules",), behind, rules)) + 1
        self.patch.insert(("rules", place), self.edit.value, (self.number,))

    def _take(self, path: DataPath) -> None:
        if self._found(path) is None:
            raise self._nothing(path[:-1], str(path[-1]))
        self.patch.remove(path)
        if (rule := self.edit.rule) is not None and self.edit.strikes:
            name = rule.split("#")[0]
            if all(one.get("id") != name for one in self.patch.data["rules"]):
                unname(self.patch.data, name)

    def _settle(self, path: DataPath) -> None:
        """Forget what else could be read in an altered rule, as far as it may be about that."""
        if path[0] != "rules" or len(path) < 3 or path[2] in _AS_BEFORE:
            return
        rule, key = self.patch.data["rules"][path[1]], str(path[2])
        if rule.get("id") in self.unsettled:
            return
        forgets = self.forgetting is ALL or rule.get("id") in self.forgetting
        settle(rule, None if forgets or key not in _APART else key)

    def _found(self, path: DataPath) -> tuple[Any] | None:
        """What stands at a path, alone in a tuple; ``None`` for nothing."""
        try:
            return (self.patch.node(path),)
        except (KeyError, IndexError):
            return None

    def _path(self) -> DataPath:
        """The path in the data; all but its last key must be there."""
        found: DataPath = ()
        for depth, part in enumerate(self.edit.path):
            around, last = self.patch.node(found), depth == len(self.edit.path) - 1
            if isinstance(around, list):
                found = (*found, self._entry(found, part, around, new=last))
            elif isinstance(around, dict) and (part in around or last):
                found = (*found, part)
            else:
                raise self._nothing(found, part)
        return found

    def _entry(self, path: DataPath, part: str, entries: Any, new: bool = False) -> int:
        """The number of an entry, by its name or number; that behind all for a new sanction."""
        names = entry_names(entries)
        if part in names:
            return names.index(part)
        if new and self.edit.value is not TAKEN and path == ("sanctions",):
            return len(names)
        raise self._nothing(path, part)

    def _nothing(self, around: DataPath, part: str) -> Mistakes:
        node = self.patch.node(around)
        known = entry_names(node) if isinstance(node, list) else [*node] if node else []
        code = "edit-no-rule" if around == ("rules",) else "edit-no-key"
        near = nearest(part, known)
        where = "/".join(map(str, around))
        values: dict[str, object] = {"name": part, "where": where, "near": near}
        return Mistakes([Mistake(EDITS, self.number + 1, 1, code, values)])


def entry_names(entries: Sequence[Any]) -> list[str]:
    """Return the names of a list's entries: identifiers where all have one, else numbers.

    >>> entry_names([{"id": "push"}, {"id": "claim"}, {"id": "push"}]), entry_names(["a", "b"])
    (['push', 'claim', 'push#2'], ['0', '1'])
    """
    ids = [one.get("id") if isinstance(one, dict) else None for one in entries]
    if not ids or not all(isinstance(one, str) for one in ids):
        return [*map(str, range(len(ids)))]
    before = [ids[:place].count(one) for place, one in enumerate(ids)]
    return [f"{one}#{n + 1}" if n else str(one) for one, n in zip(ids, before, strict=True)]
