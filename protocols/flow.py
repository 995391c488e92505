"""Data on one line of YAML, and back."""

from __future__ import annotations

import json
import re
from typing import Any

from model.language import Complaint
from protocols.composing import kind
from protocols.document import Document, WrittenDecimal, parse_document
from protocols.mistakes import Mistakes

_PLAIN = re.compile(r"[^\W\d_][\w.\-]*(?: [\w.\-]+)*|[1-9][0-9]*(?: [a-z]+)+")


def flow(value: Any) -> str:
    """Return data as one line of YAML that stands for the same data within brackets, too.

    >>> flow({"before": "approval.decided", "part": "1/2", "articles": ["22", True, None, 3]})
    '{before: approval.decided, part: "1/2", articles: ["22", true, null, 3]}'
    """
    match value:
        case dict():
            return f"{{{', '.join(f'{flow(key)}: {flow(one)}' for key, one in value.items())}}}"
        case list():
            return f"[{', '.join(map(flow, value))}]"
        case WrittenDecimal():
            return str(value)
        case str():
            return value if _is_plain(value) else _quoted(value)
        case _:
            return json.dumps(value)


def _is_plain(text: str) -> bool:
    return _PLAIN.fullmatch(text) is not None and kind(text) == "str"


def _quoted(text: str) -> str:
    """Quote a text; signs that could end a line, or that nobody sees, are escaped."""
    signs = json.dumps(text, ensure_ascii=False)
    return "".join(sign if sign.isprintable() else _escaped(ord(sign)) for sign in signs)


def _escaped(code: int) -> str:
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def same(one: Any, other: Any) -> bool:
    """Whether two data are the same, also where Python takes one kind for another.

    >>> same({"a": 1, "b": "2"}, {"b": "2", "a": 1}), same(1, True), same("2", 2)
    (True, False, False)
    """
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and bool(one == other)


def parsed(text: str, file: str) -> Document:
    """Parse one line of YAML as it would stand within brackets; its data is a list of one.

    The places are those within ``[text]``.

    Raises
    ------
    Complaint
        When it is no YAML, or not one value.
    """
    try:
        document = parse_document(f"[{text}]".encode(), file)
    except (Mistakes, UnicodeEncodeError):
        raise Complaint("edit.value", text=text) from None
    if not isinstance(document.data, list) or len(document.data) != 1:
        raise Complaint("edit.value", text=text)
    return document
