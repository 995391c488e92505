"""A file's text with some of its data otherwise, and everything else left as it stands.

The file is changed where its data are and nowhere else, so that comments, order and layout of the
drafter's own text survive and a comparison of the two files shows just the edit. Comments directly
above what is taken away, as deep as it, go with it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from protocols.composing import Node, composed
from protocols.flow import flow, same

_KEYS = """
regime name document under amends repeals transition counting vocabulary rounds rules
sanctions precedence ledger properties
id article in-force on when bearer bearer-stated bearer-leads bearer-either jointly act
lapse may must-not counts-as content towards through until unless deadline limit-article
start clock excused-by on-expiry overdue reading refers-to
"""
_ORDER = {key: place for place, key in enumerate(_KEYS.split())}
"""In which order a key that is new comes to stand, as the shipped files have it."""


class Unwritable(Exception):
    """A change of data that the text of the file does not take."""


class _Change(NamedTuple):
    """Characters from ``start`` up to, not including, ``end`` are replaced."""

    start: int
    end: int
    text: str


def rewritten(text: bytes, before: Any, after: Any) -> bytes:
    """Return a file of some data as one of other data.

    Whether it is read so is for the caller to see to: what is shared by reference changes
    everywhere.

    Raises
    ------
    Unwritable
        Where changes would touch one another.
    """
    mark, source = text[:3] * text.startswith(b"\xef\xbb\xbf"), text.decode("utf-8-sig")
    root = _root(source)
    if root is None:
        raise Unwritable
    changes = sorted(_Rewriting(source).node(root, before, after), key=lambda one: one[:2])
    parts, at = [], 0
    for one in changes:
        if one.start < at:
            raise Unwritable
        parts += [source[at : one.start], one.text]
        at = one.end
    return mark + "".join([*parts, source[at:]]).encode()


@lru_cache(4)
def _root(source: str) -> Node | None:
    """The root of a text, which is edited again and again."""
    return composed(source)


class _Rewriting:
    """The changes of a text that make its data others."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.line = "\r\n" if "\r\n" in source else "\n"

    def node(self, node: Node, before: Any, after: Any) -> Iterator[_Change]:
        """Yield the changes that make the data of a node others."""
        if same(before, after):
            return
        if _both(dict, before, after) and set(before) & set(after):
            yield from self._mapping(node, before, after)
        elif _both(list, before, after) and before and after:
            yield from self._list(node, before, after)
        else:
            yield _Change(_start(node), self._end(node), flow(after))

    def _mapping(self, node: Node, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Any]:
        kept = [str(key.value) for key, _ in node.value if str(key.value) in after]
        for place, (key, value) in enumerate(node.value):
            name = str(key.value)
            if name not in after:
                yield self._key_gone(node, place)
            elif not same(before[name], after[name]):
                yield from self._value(key, value, before[name], after[name])
        pairs = {str(key.value): (key, value) for key, value in node.value}
        for name in [one for one in after if one not in before]:
            earlier = _behind(name, kept)
            yield self._key_new(node, pairs, kept, earlier, f"{name}: {flow(after[name])}")

    def _value(self, key: Any, value: Node, before: Any, after: Any) -> Iterator[_Change]:
        """Change the value of a key; one that stands below its key and is put anew moves up."""
        found = [*self.node(value, before, after)]
        below = key.start_mark.line != value.start_mark.line
        if below and [one[:2] for one in found] == [(_start(value), self._end(value))]:
            colon = self.source.index(":", key.end_mark.index)
            found[0] = _Change(colon + 1, found[0].end, f" {found[0].text}")
        yield from found

    def _key_gone(self, node: Any, place: int) -> _Change:
        key, value = node.value[place]
        if node.flow_style and place:
            return _Change(self._end(node.value[place - 1][1]), self._end(value), "")
        if node.flow_style or not self._alone(key):
            if place + 1 == len(node.value):
                raise Unwritable
            return _Change(_start(key), _start(node.value[place + 1][0]), "")
        return self._lines_gone(_start(key), value)

    def _key_new(
        self, node: Any, pairs: dict[str, Any], kept: Sequence[str], earlier: str | None, text: str
    ) -> _Change:
        if earlier is None:
            at = _start(pairs[kept[0]][0])
            between = ", " if node.flow_style else self.line + " " * node.start_mark.column
            return _Change(at, at, f"{text}{between}")
        value = pairs[earlier][1]
        if node.flow_style:
            return _Change(self._end(value), self._end(value), f", {text}")
        at = self._line_end(value)
        return _Change(at, at, f"{self.line}{' ' * node.start_mark.column}{text}")

    def _list(self, node: Any, before: list[Any], after: list[Any]) -> Iterator[_Change]:
        """Change the entries of a list: those of one name each, others by what they say."""
        names = [*map(_name, before)], [*map(_name, after)]
        matcher = difflib.SequenceMatcher(None, *names, autojunk=False)
        steps = [*_steps(matcher.get_opcodes(), before, after)]
        if not any(old is not None and new is not None for old, new in steps):
            yield _Change(_start(node), self._end(node), flow(after))
            return
        kept: int | None = None
        for old, new in steps:
            if old is None:
                yield self._entry_new(node, kept, after[new])
            elif new is None:
                yield self._entry_gone(node, old)
            else:
                yield from self.node(node.value[old], before[old], after[new])
                kept = old

    def _entry_gone(self, node: Any, place: int) -> _Change:
        entry = node.value[place]
        if not node.flow_style:
            return self._lines_gone(self._dash(entry), entry)
        if place:
            return _Change(self._end(node.value[place - 1]), self._end(entry), "")
        return _Change(_start(entry), _start(node.value[1]), "")

    def _entry_new(self, node: Any, kept: int | None, value: Any) -> _Change:
        first = node.value[0]
        if node.flow_style:
            at = _start(first) if kept is None else self._end(node.value[kept])
            return _Change(at, at, f"{flow(value)}, " if kept is None else f", {flow(value)}")
        dash = self._dash(first)
        column = dash - self._line_start(dash)
        indent = self.line + " " * column
        text = "- " + f"{indent}  ".join(_lines(value))
        apart = self.line if isinstance(value, dict) and self._apart(node) else ""
        if kept is None:
            return _Change(dash, dash, f"{text}{apart}{indent}")
        at = self._line_end(node.value[kept])
        return _Change(at, at, f"{apart}{indent}{text}")

    def _apart(self, node: Any) -> bool:
        """Whether entries of a list have an empty line between them, as far as one can see."""
        if len(node.value) < 2:
            return True
        before = self.source[: self._line_start(self._dash(node.value[1]))]
        return any(not line.strip() for line in before.splitlines()[-4:])

    def _lines_gone(self, start: int, value: Node) -> _Change:
        """Take away whole lines, with the comments right above and one of two empty lines."""
        end, column = self._line_end(value), start - self._line_start(start)
        first = self._line_start(start)
        while (above := self._line_above(first)) is not None and self._comments(above, column):
            first = self._line_start(first - 1)
        after = self.source[end:].split("\n", 2)
        if len(after) < 2 or not after[1].strip():
            while (above := self._line_above(first)) is not None and not above.strip():
                first = self._line_start(first - 1)
        if first == 0:
            raise Unwritable
        return _Change(first - len(self.line), end, "")

    def _comments(self, line: str, column: int) -> bool:
        return line.startswith(" " * column + "#")

    def _line_above(self, start: int) -> str | None:
        """The line before the one that begins at a place."""
        if start == 0:
            return None
        return self.source[self._line_start(start - 1) : start - 1]

    def _alone(self, node: Node) -> bool:
        """Whether nothing but white space stands before a node in its line."""
        return not self.source[self._line_start(_start(node)) : _start(node)].strip()

    def _dash(self, entry: Node) -> int:
        """Where the dash of an entry of a block list stands."""
        return self.source.rindex("-", 0, _start(entry))

    def _line_start(self, place: int) -> int:
        return self.source.rfind("\n", 0, place) + 1

    def _line_end(self, node: Node) -> int:
        """The end of the line in which a node ends: a comment there stays with it."""
        end = self.source.find("\n", self._end(node))
        if end < 0:
            return len(self.source)
        return end - (self.source[end - 1] == "\r")

    def _end(self, node: Any) -> int:
        """Where a node ends, without the white space and comments that the parser counts to it."""
        if node.id != "scalar" and not node.flow_style and node.value:
            last = node.value[-1]
            return self._end(last[1] if node.id == "mapping" else last)
        text = self.source[_start(node) : int(node.end_mark.index)]
        return _start(node) + len(text.rstrip())


def _both(kind: type, one: Any, other: Any) -> bool:
    return isinstance(one, kind) and isinstance(other, kind)


def _start(node: Node) -> int:
    return int(node.start_mark.index)


def _name(entry: Any) -> str:
    """By what an entry of a list is known again: its identifier, or all that it says."""
    if isinstance(entry, dict) and isinstance(entry.get("id"), str):
        return str(entry["id"])
    return flow(entry)


def _steps(
    codes: Iterable[tuple[str, int, int, int, int]], before: list[Any], after: list[Any]
) -> Iterator[tuple[int | None, Any]]:
    """Yield which entry becomes which one; ``None`` for one that is new or gone."""
    for _, old, old_end, new, new_end in codes:
        while old < old_end and new < new_end and _alike(before[old], after[new]):
            yield old, new
            old, new = old + 1, new + 1
        yield from ((place, None) for place in range(old, old_end))
        yield from ((None, place) for place in range(new, new_end))


def _alike(one: Any, other: Any) -> bool:
    """Whether an entry is changed into another one, and not another one put in its place."""
    if isinstance(one, dict) and isinstance(other, dict):
        return bool(one.get("id") == other.get("id"))
    return not isinstance(one, dict) and not isinstance(other, dict)


def _behind(name: str, kept: Sequence[str]) -> str | None:
    """The key behind which a new one comes to stand; ``None`` for the first place."""
    if name not in _ORDER:
        return kept[-1]
    earlier = [one for one in kept if one in _ORDER and _ORDER[one] < _ORDER[name]]
    return max(earlier, key=_ORDER.__getitem__, default=None)


def _lines(value: Any) -> list[str]:
    """An entry of a block list in lines: a key each, where it is a mapping."""
    if not isinstance(value, dict) or not value:
        return [flow(value)]
    return [f"{flow(key)}: {flow(one)}" for key, one in value.items()]
