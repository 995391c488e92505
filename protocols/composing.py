"""The nodes of a YAML document, each with its place: by libyaml where it is there.

libyaml reads YAML 1.1 and is thirty times faster than ruamel.yaml, which reads 1.2. It is asked
only for what both read alike: ruamel.yaml composes a text that is doubtful, and one that libyaml
refuses, so that every message is that of ruamel.yaml.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Protocol

try:
    from yaml import YAMLError
    from yaml.cyaml import CParser
except ImportError:  # PyYAML can be there without libyaml
    CParser, YAMLError = None, ValueError

_DOUBTFUL = re.compile(
    r"^(?:%|\.\.\.)|[\t\r\x85\u2028\u2029\ufeff]|(?:^|[\s\[{,:-])[!&*]|[|>][-+\d]*#",
    re.MULTILINE,
)
"""Directives, ends of documents, tabs, line ends of YAML 1.1, tags, anchors, aliases, ``|#``."""

_DEEPEST = 100  # levels; libyaml's composer has no end of its own and would break the process
_TAG = "tag:yaml.org,2002:"
_TEXT = f"{_TAG}str"
_WORDS = frozenset("nNtTfF")
_LONGEST_WORD = 5  # letters: false
_FIRST = frozenset("-+.0123456789~nNtTfF=")
_FLOAT = (
    r"[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+"
    r"|[-+]?\.[0-9_]+(?:[eE][-+][0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)
_KINDS = (
    ("null", re.compile(r"~|null|Null|NULL")),
    ("bool", re.compile(r"true|True|TRUE|false|False|FALSE")),
    ("float", re.compile(_FLOAT)),
    ("int", re.compile(r"[-+]?(?:0b[01_]+|0o[0-7_]+|[0-9_]+|0x[0-9a-fA-F_]+)")),
    ("value", re.compile(r"=")),
)
"""What words without quotes are in YAML 1.2, but for text and dates, which stay text."""


class Node(Protocol):
    """What both make of a value: ``id`` is scalar, sequence or mapping."""

    id: str
    tag: object
    value: Any
    style: str | None
    start_mark: Any


class NotYaml(Exception):
    """A text is no YAML: what the parser tells of it, and at which line and column, from 1 on."""

    def __init__(self, told: str, place: tuple[int, int] = (1, 1)) -> None:
        super().__init__(told)
        self.told, self.place = told, place


class _Doubtful(Exception):
    """What libyaml may read or place otherwise than ruamel.yaml."""


REFUSED = (YAMLError, _Doubtful)
"""What is thrown where the text goes to ruamel.yaml after all."""


def composed(text: str) -> Node | None:
    """Return the root of a document, or ``None`` of an empty one.

    Raises
    ------
    NotYaml
        When it is none.
    """
    if CParser is None or doubtful(text):
        return composed_by_ruamel(text)
    try:
        return composed_by_libyaml(text)
    except REFUSED:
        return composed_by_ruamel(text)


def doubtful(text: str) -> bool:
    """Whether a text holds what the two may read otherwise, or place otherwise."""
    return _DOUBTFUL.search(text) is not None


def composed_by_ruamel(text: str) -> Node | None:
    """Return the root as ruamel.yaml composes it; errors as :func:`composed`."""
    from ruamel.yaml import YAML  # here: hardly any text is doubtful
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        root: Node | None = YAML(typ="rt", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise NotYaml(str(error.problem or error.context), place) from None
    except YAMLError as error:
        raise NotYaml(str(error).splitlines()[0]) from None
    return root


def composed_by_libyaml(text: str) -> Node | None:
    """Return the root as libyaml composes it, of classes of PyYAML with the same names."""
    root: Node | None = _composer()(text).get_single_node()
    return root


@cache
def _composer() -> Any:
    class Composer(CParser):  # type: ignore[misc]
        """What PyYAML composes, with the words of YAML 1.2."""

        depth = 0

        def descend_resolver(self, parent: object, index: object) -> None:
            self.depth += 1
            if self.depth > _DEEPEST:
                raise _Doubtful

        def ascend_resolver(self) -> None:
            self.depth -= 1

        def resolve(self, node: Any, text: str | None, implicit: Any) -> str:
            if text is None:
                return _TAG + ("seq" if node.id == "sequence" else "map")
            if not text or text.isspace():
                raise _Doubtful  # each has its own idea of where nothing stands, and ends
            return _TAG + kind(text) if implicit[0] else _TEXT

    return Composer


def kind(text: str) -> str:
    """Return what a word without quotes is in YAML 1.2: ``str``, ``int``, ``bool``, …"""
    first = text[0]
    if first not in _FIRST or (first in _WORDS and len(text) > _LONGEST_WORD):
        return "str"
    return next((kind for kind, form in _KINDS if form.fullmatch(text)), "str")
