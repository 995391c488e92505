"""The articles of a text in their own words, from a file that lies beside the rule file."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath

from model.language import Complaint, Text
from protocols.contents import contents
from protocols.document import Document
from protocols.mistakes import Mistakes

Wordings = tuple[tuple[int, Text], ...]
"""For each article its number and its words; where there is no English, the Chinese is in both."""

# Each is compiled when it is first needed, as by hardly any file.
_CHINESE = r"[\s*#]*第([〇零一二三四五六七八九十百千两0-9０-９]{1,9})条[\s*：:]+(.*)"
_ENGLISH = r"[\s*#]*(?:Art\.|Article)\s+([0-9]{1,4})[\s*.:]+(.*)"
_HEADING = r"[\s*#]*第[〇零一二三四五六七八九十百千两0-9]{1,9}[编章节]([\s*].*)?"
_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_PLACE = ("document", "text")


def wordings_of(document: Document, name: str | None) -> Wordings:
    """Return the articles that the file named under ``text`` writes out; none where none is.

    A rule file that was sent on without it says as much as before, so a file that is not there is
    no mistake: ``shenguan check`` tells of it.

    Raises
    ------
    Mistakes
        When it lies outside of the rule file's folder, cannot be read, or has no articles.
    """
    if name is None:
        return ()
    if _outside(name):
        raise Mistakes([document.mistake(_PLACE, "text-outside", name=name)])
    home = Path(document.file).parent
    path = home / name
    if not os.path.lexists(path):
        return ()
    if not path.resolve().is_relative_to(home.resolve()):
        raise Mistakes([document.mistake(_PLACE, "text-outside", name=name)])
    try:
        raw = contents(path)
    except Complaint as complaint:
        why = complaint.say()
        raise Mistakes([document.mistake(_PLACE, "text-unreadable", name=name, why=why)]) from None
    found = articles(decoded(raw))
    if not found:
        raise Mistakes([document.mistake(_PLACE, "text-without-articles", name=name)])
    return found


def _outside(name: str) -> bool:
    paths = (PurePosixPath(name), PureWindowsPath(name))
    return any(path.is_absolute() or path.drive or ".." in path.parts for path in paths)


def decoded(raw: bytes) -> str:
    """Return a text written in UTF-8, or in the encoding of older Chinese programs."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")


def articles(text: str) -> Wordings:
    """Return the articles of a text.

    An article begins on a line of its own, with a space behind its number; a number that is not
    above those before it is a reference. Headings of chapters belong to no article. Stars and
    hashes of Markdown around a number are skipped.

    >>> text = "第一章 总则\\n第一条　甲。\\n　　乙。\\n第十二条 丙。"
    >>> [(number, words.zh) for number, words in articles(text)]
    [(1, '甲。\\n乙。'), (12, '丙。')]
    """
    lines = [line for line in text.splitlines() if not re.fullmatch(_HEADING, line)]
    own, english = dict(_begun(lines, _CHINESE)), dict(_begun(lines, _ENGLISH))
    numbers = sorted({*own, *english})
    return tuple((number, _said(own.get(number), english.get(number))) for number in numbers)


def _said(chinese: str | None, english: str | None) -> Text:
    """Return an article in both languages; the one that is missing has the words of the other."""
    return Text(chinese or english or "", english or chinese or "")


def _begun(lines: list[str], beginning: str) -> Iterator[tuple[int, str]]:
    """Yield the articles that begin so; one that begins in the other language ends them."""
    number, words = 0, list[str]()
    for line in lines:
        head = re.match(beginning, line)
        found = _number(head[1]) if head else 0
        if head and found > number:
            if words:
                yield number, _joined(words)
            number, words = found, [head[2]]
        elif words and (re.match(_CHINESE, line) or re.match(_ENGLISH, line)) and not head:
            yield number, _joined(words)
            words = []
        elif words:
            words.append(line)
    if words:
        yield number, _joined(words)


def _joined(lines: list[str]) -> str:
    return "\n".join(line.strip() for line in lines if line.strip())


def _number(written: str) -> int:
    """Return the number of an article; 0 for what is none.

    >>> [_number(one) for one in ("二十", "十二", "一百零三", "22", "２２", "十百")]
    [20, 12, 103, 22, 22, 0]
    """
    if written.isdecimal():
        return int(written)
    total, digit, last = 0, 0, 10_000
    for char in written:
        if char in _UNITS:
            if _UNITS[char] >= last:
                return 0
            last = _UNITS[char]
            total += (digit or 1) * last
            digit = 0
        elif char in _DIGITS:
            digit = _DIGITS[char]
        else:
            return 0
    return total + digit
