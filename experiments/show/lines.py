"""Text broken into lines where a reader can bear it: between words, never within a citation.

A text in both languages is broken within :func:`~model.language.speaking` only. How wide a text is
depends on what shows it: charts count in ems (:func:`ems`), which needs no font; a terminal in
columns (:func:`~experiments.show.screen.columns`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from model.language import Text

Measure = Callable[[str], float]
"""How wide a text is."""

_HAN_RANGES = (
    (0x2E80, 0x2FFF),
    (0x3007, 0x3007),
    (0x3021, 0x3029),
    (0x3031, 0x9FFF),
    (0xAC00, 0xFAFF),
)
_TOLD_APART = "一二三四五六七八九十百零〇第款项目句条之年月日号"
_LETTER, _SIGN = "字", "・"
_HAN = _TOLD_APART + _LETTER + _SIGN
"""One of each kind, since a set of all takes a millisecond to make and is needed six times."""
_OPEN, _CLOSE = "（“《〈【「『〔", r"，、；：。！？）》”〉】」』〕…—·％"
_NUMBER = "[0-9一二三四五六七八九十百零〇]+"
_PART = rf"第(?:[（(][^（()）\s]{{1,4}}[)）]|{_NUMBER})[款项目句]"
_ARTICLE = rf"第{_NUMBER}条(?:之{_NUMBER})?(?:{_PART})*"
_WHOLE = (
    rf"θ\({_ARTICLE}\)|{_ARTICLE}",
    rf"(?:{_PART})+",
    r"[一二三四五六七八九十]+[（(][一二三四五六七八九十]+[)）][0-9.（()）]*",  # a section
    rf"[^\s{_HAN}“”]*\b(?:arts?|paras?|sent)\. [^\s{_HAN}“”，、；：。）]+",
    r"section [^\s，、；：。）]+",
    rf"[{_HAN}]{{1,5}}〔[0-9]+〕第?[0-9]+号",  # the number of a document
    r"(?:[0-9]+年)?(?:[0-9]+月)?[0-9]+日|[0-9]+[年月号]",
    rf"(?:第 )?[0-9][0-9.,]* [{_HAN}]",  # a figure and the word that counts it
)
"""What is never broken: articles, dates, a figure with its unit."""

_SIGNS = r"(?:[✓✗—▸▾≤≥=][θ*]* )*"
_LATIN = rf"[^\s{_HAN}{_OPEN}“”，、；：。！？）》〉】」』〕％]+"
_ADDED = r"(?: = [0-9]\S*)?(?: \(θ\))?"  # what a bound comes to
_PIECE = (  # compiled when the first line is broken
    rf"{_SIGNS}[{_OPEN}(\[]*(?:{'|'.join(_WHOLE)}|[{_HAN}]|{_LATIN}{_ADDED})[{_CLOSE})\].,;:!?%]*"
    r"|\s+|."
)


class _Kinds(dict[int, int]):
    """The character by which :data:`_PIECE` knows another, for ``str.translate``."""

    def __missing__(self, code: int) -> int:
        char = chr(code)
        if any(first <= code <= last for first, last in _HAN_RANGES) and char not in _TOLD_APART:
            char = _LETTER if char.isalnum() else _SIGN
        self[code] = ord(char)
        return self[code]


_KINDS = _Kinds()
_WITHIN = re.compile(r"[^-._/=@]*[-._/=@]+|[^-._/=@]+")
"""Where a word is broken that has no line to itself."""


def ems(text: Text | str) -> float:
    """Return the approximate width of a text in ems.

    >>> ems("认领"), ems("ab")
    (2.0, 1.12)
    """
    return sum(1.0 if char >= "\u2e80" else 0.56 for char in str(text))


def broken(text: Text | str, width: float) -> list[str]:
    """Break a text into lines of at most so many ems; a longer word stays whole.

    >>> broken("every approval push is claimed", 10)
    ['every approval', 'push is claimed']
    >>> broken("审批决定进入监管。", 4)
    ['审批决定', '进入监', '管。']
    >>> broken("依据第17条第(1)项", 6)
    ['依据', '第17条第(1)项']
    """
    words = str(text)
    return [words[start:end].strip() for start, end in spans(words, width, ems)]


def wrapped(text: Text | str, width: float) -> str:
    """Return the text with its line breaks; breaks it has already are kept."""
    return "\n".join("\n".join(broken(part, width)) for part in str(text).split("\n"))


def widest(text: str, measure: Measure) -> float:
    """Return the width of the widest piece of a text that is not to be broken.

    >>> widest("within ≤ 3+θ = 8 or so", len)
    9
    """
    return max((measure(text[start:end]) for start, end in _whole(text)), default=0)


def spans(
    text: str, width: float, measure: Measure, *, hard: bool = False, first: float | None = None
) -> list[tuple[int, int]]:
    """Return where each line of a text begins and ends, without the space between lines.

    Parameters
    ----------
    hard
        Whether a word that is wider than a line is broken, at a hyphen or dot if it has any.
    first
        The width of the first line, where that is another.

    >>> spans("one two", 3, len), spans("a-longer-word", 9, len, hard=True)
    ([(0, 3), (4, 7)], [(0, 9), (9, 13)])
    """
    lines: list[tuple[int, int]] = []
    start = end = 0
    room = width if first is None else first
    for begin, after in _pieces(text, width if hard else None, measure):
        if end > start and measure(text[start:after]) > room:
            lines.append((start, end))
            start, room = begin, width
        end = after
    return [*lines, (start, end)]


def _pieces(text: str, room: float | None, measure: Measure) -> Iterator[tuple[int, int]]:
    """Yield the pieces of a text; one with more than the room, where there is such, in parts."""
    for start, end in _whole(text):
        piece = text[start:end]
        if piece.isspace():
            continue
        if room is None or measure(piece) <= room:
            yield start, end
        else:
            yield from _taken_apart(piece, start, room, measure)


def _whole(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each piece that is not to be broken begins and ends, and space between them."""
    return (found.span() for found in re.finditer(_PIECE, text.translate(_KINDS)))


def _taken_apart(word: str, start: int, room: float, measure: Measure) -> Iterator[tuple[int, int]]:
    for found in _WITHIN.finditer(word):
        begin, end = start + found.start(), start + found.end()
        if measure(found.group()) <= room:
            yield begin, end
        else:
            yield from ((place, place + 1) for place in range(begin, end))
