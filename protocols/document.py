"""A YAML document as plain data, with the place of every key and value.

YAML 1.2 as ruamel.yaml reads it, with three differences that suit rule files: every mapping key
is text, a date stays text until somebody asks for a date, and a number with a decimal point is
kept as it was written, since ``22.10`` is an article and no number.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Any

from model.language import Text, plain, say
from model.value import dataclass
from model.visible import UNSEEN
from protocols.composing import Node, NotYaml, composed
from protocols.contents import contents
from protocols.mistakes import Mistake, Mistakes

DataPath = tuple[str | int, ...]
Place = tuple[int, int]

_FULL_WIDTH_KEY = re.compile(r"^(?P<before>\s*(?:-\s+)?[A-Za-z][\w.-]*\s*)：\s*")
_INT = re.compile(r"[-+]?[0-9]{1,18}")
_TAGS = ("str", "int", "float", "bool", "null", "map", "seq", "timestamp", "merge")
_MOST = 100_000  # values in one file; the longest regime shipped has about two thousand


class WrittenDecimal(str):
    """A number with a decimal point, as it was written without quotes."""

    __slots__ = ()


@dataclass(frozen=True)
class Document:
    """Plain data with places: of a value under its path, of a key under the path and ``"key"``."""

    file: str
    data: Any
    values: dict[DataPath, Place]
    keys: dict[DataPath, Place]
    mistakes: tuple[Mistake, ...]
    text: bytes

    def place(self, path: DataPath, key: bool = False) -> Place:
        """Return the place of the path, or of the closest thing around it that has one."""
        places = self.keys if key else self.values
        while path:
            if path in places:
                return places[path]
            path = path[:-1]
        return self.values.get((), (1, 1))

    def mistake(self, path: DataPath, code: str, /, **values: object) -> Mistake:
        """Return a mistake at the place of a path."""
        line, column = self.place(path)
        return Mistake(self.file, line, column, code, values)

    def mistake_at_key(self, path: DataPath, code: str, /, **values: object) -> Mistake:
        """Return a mistake at the place of the last key of a path."""
        line, column = self.place(path, key=True)
        return Mistake(self.file, line, column, code, values)


def open_document(path: Path) -> Document:
    """Read a file.

    Raises
    ------
    Complaint
        When there is no such file or it is none to be read, as ``contents`` says.
    Mistakes
        When it is no YAML at all; what can be told apart is told at once.
    """
    return parse_document(contents(path), str(path))


_PROBLEMS = {
    "'\\t'": "yaml.tab",
    "mapping values are not allowed": "yaml.two-colons",
    "could not find expected ':'": "yaml.colon",
    "expected <block end>": "yaml.indentation",
    "',' or": "yaml.brackets",
    "found unexpected end of stream": "yaml.quotes",
    "cannot start any token": "yaml.sign",
    "undefined alias": "yaml.alias",
}
"""What the parser says is wrong, by a part of its words, and what that is in the catalogue."""


def yaml_problem(told: str) -> Text:
    """Return what is wrong with a file that is no YAML; in the parser's own words where it is rare.

    >>> yaml_problem("found character '\\\\t' that cannot start any token").en
    'a tab stands where only spaces may'
    """
    key = next((key for part, key in _PROBLEMS.items() if part in told), None)
    return say(key) if key else Text(say("yaml.other").zh, told)


def parse_document(raw: bytes, file: str) -> Document:
    """Parse the bytes of a file; errors as :func:`open_document`."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Mistakes([Mistake(file, line, 1, "not-utf8", {})]) from None
    text, mistakes = _half_width(text, file)
    try:
        node = composed(text)
    except NotYaml as error:
        found = Mistake(file, *error.place, "yaml", {"problem": yaml_problem(error.told)})
        raise Mistakes([*mistakes, found]) from None
    except RecursionError:
        raise Mistakes([*mistakes, Mistake(file, 1, 1, "too-deep", {})]) from None
    walk = _Walk(file, mistakes, text)
    try:
        data = walk.plain(node, ()) if node is not None else None
    except RecursionError:
        raise Mistakes([*mistakes, Mistake(file, 1, 1, "too-deep", {})]) from None
    if len(walk.values) + len(walk.mistakes) > _MOST:
        line, column = list(walk.values.values())[-1]
        raise Mistakes([*mistakes, Mistake(file, line, column, "too-many-values", {"most": _MOST})])
    return Document(file, data, walk.values, walk.keys, tuple(walk.mistakes), raw)


class _Walk:
    def __init__(self, file: str, mistakes: list[Mistake], text: str) -> None:
        self.file = file
        self.text = text
        self.values: dict[DataPath, Place] = {}
        self.keys: dict[DataPath, Place] = {}
        self.mistakes = mistakes
        # What stands in a text stands in its values, but for what is written as an escape.
        self.visible = "\\" not in text and UNSEEN.search(text) is None

    def plain(self, node: Node, path: DataPath) -> Any:
        """Return a node as plain data, and note its place and that of all within it.

        Stops soon after the first value too many: a few lines of aliases can stand for billions.
        """
        self.values[path] = _place(node)
        self._look(node)
        if node.id == "mapping":
            return self._mapping(node, path)
        if node.id == "sequence":
            within = enumerate(node.value)
            return [self.plain(child, (*path, k)) for k, child in within if self._room()]
        return _scalar(node)

    def _room(self) -> bool:
        return len(self.values) + len(self.mistakes) <= _MOST

    def _look(self, node: Node) -> None:
        if _kind(node) not in _TAGS:
            values: dict[str, object] = {"found": str(node.tag)}
            self.mistakes.append(Mistake(self.file, *_place(node), "tag", values))
        if self.visible or node.id != "scalar":
            return
        if unseen := UNSEEN.search(_text(node)):
            values = {"sign": plain(unseen.group())}
            self.mistakes.append(Mistake(self.file, *_place(node), "control-sign", values))

    def _mapping(self, node: Node, path: DataPath) -> dict[str, Any]:
        data: dict[str, Any] = {}
        parted: set[str] = set()
        for key_node, value_node in node.value:
            if not self._room():
                break
            self._look(key_node)
            key = str(key_node.value)
            place = _place(key_node)
            within = self._half_width(node, key_node, value_node)
            key, text = within or (key, None)
            if key in data:
                first = self.keys[(*path, key)][0]
                values: dict[str, object] = {"key": key, "first": first}
                self.mistakes.append(Mistake(self.file, *place, "duplicate-key", values))
                continue
            parts = text is None and self._parted(node, key_node, value_node)
            if parts and (before := _last_text(data)):
                self._joined(data, before, key, place, parted)
                continue
            self.keys[(*path, key)] = place
            data[key] = value = self.plain(value_node, (*path, key)) if text is None else text
            if value is None:
                self.mistakes.append(Mistake(self.file, *place, "empty-value", {"key": key}))
        return data

    def _half_width(self, node: Any, key: Any, value: Any) -> tuple[str, str] | None:
        """Part what stands within braces with a full-width colon into its key and its value."""
        written = str(key.value)
        found = _FULL_WIDTH_KEY.match(written)
        if found is None or not node.flow_style or key.style or value.value:
            return None
        line, column = _place(key)
        at = column + len(found["before"])
        self.mistakes.append(Mistake(self.file, line, at, "full-width", {"found": "："}))
        return found["before"].strip(), written[found.end() :]

    def _parted(self, node: Any, key: Any, value: Any) -> bool:
        """Whether what looks like a key is what stands behind a comma within braces."""
        if value.value:
            return False
        between = self.text[key.end_mark.index : value.start_mark.index]
        alone = ":" not in between and not str(key.value).endswith(":")
        return alone and bool(value.id == "scalar" and node.flow_style)

    def _joined(
        self, data: dict[str, Any], before: str, more: str, place: Place, parted: set[str]
    ) -> None:
        """Put back together what a comma within braces has parted, and tell it once."""
        data[before] += f", {more}"
        if before not in parted:
            values: dict[str, object] = {"word": more, "key": before, "text": data[before]}
            self.mistakes.append(Mistake(self.file, *place, "comma", values))
        parted.add(before)


def _last_text(data: dict[str, Any]) -> str | None:
    """The last key of a mapping, where its value is text."""
    last = next(reversed(data), None)
    return last if last is not None and isinstance(data[last], str) else None


def _place(node: Node) -> Place:
    return (node.start_mark.line + 1, node.start_mark.column + 1)


def _kind(node: Node) -> str:
    return str(node.tag).rpartition(":")[2]


def _text(node: Node) -> str:
    """The text of a scalar; ruamel.yaml marks the folds of a folded one with a bell."""
    text = str(node.value)
    return text.replace("\a", "") if node.style == ">" else text


def _scalar(node: Node) -> Any:
    text = _text(node)
    kind = _kind(node)
    if node.style in ("'", '"', "|", ">") or kind in ("str", "timestamp"):
        return text
    if kind == "int":
        return int(text) if _INT.fullmatch(text) else text
    if kind == "bool" and text.lower() in ("true", "false"):
        return text.lower() == "true"
    if kind == "null":
        return None
    return WrittenDecimal(text) if kind == "float" else text


def _half_width(text: str, file: str) -> tuple[str, list[Mistake]]:
    """Put right the punctuation of a Chinese keyboard where it stands for YAML's own."""
    mistakes: list[Mistake] = []
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if "：" not in line and "\u3000" not in line:
            continue
        indent = line[: len(line) - len(line.lstrip())]
        if "\u3000" in indent:
            column = line.index("\u3000") + 1
            mistakes.append(Mistake(file, number, column, "full-width", {"found": "U+3000"}))
            line = line.replace("\u3000", "  ", indent.count("\u3000"))
        if found := _FULL_WIDTH_KEY.match(line):
            column = len(found["before"]) + 1
            mistakes.append(Mistake(file, number, column, "full-width", {"found": "："}))
            line = found["before"] + ": " + line[found.end() :]
        lines[number - 1] = line
    return "\n".join(lines), mistakes


def full_width_in(word: str) -> str | None:
    """Return the first full-width sign of a word that should have none, if there is one.

    >>> full_width_in("２ working days"), full_width_in("2 working days")
    ('２', None)
    """
    if word.isascii():
        return None
    return next((sign for sign in word if unicodedata.east_asian_width(sign) == "F"), None)
