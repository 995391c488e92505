"""The help of a command in the language of the call, its lines broken where words end."""

from __future__ import annotations

import re
from collections.abc import Iterable

import click

from experiments.show.lines import spans
from experiments.show.screen import asked, columns
from model.language import Lang, Text, say

_WIDEST, _PIPED = 100, 80
"""Columns of a help at the most, and where the output is no terminal."""

_TERMS, _ROOM = 32, 30
"""Columns that the names of options have at the most, and that what is said of them needs."""

_METAVARS = {
    "REGIME": "metavar.regime",
    "RULE": "metavar.rule",
    "ALTERNATIVE": "metavar.alternative",
    "FILE": "metavar.file",
    "FOLDER": "metavar.folder",
    "QUESTION": "metavar.question",
    "PROPERTY": "metavar.property",
    "REQUIREMENT": "metavar.requirement",
    "EDIT": "metavar.edit",
    "KIND": "metavar.kind",
    "MEASURE": "metavar.measure",
    "MECHANISM": "metavar.mechanism",
    "SCENARIO": "metavar.scenario",
    "PARTY": "metavar.party",
    "ATTRIBUTE": "metavar.attribute",
    "DESIGN": "metavar.design",
    "ADDRESS": "metavar.address",
    "SECONDS": "metavar.seconds",
    "NUMBER": "metavar.number",
    "DATE": "metavar.date",
    "COPY": "metavar.copy",
    "EVENT": "metavar.event",
    "TIME": "metavar.time",
    "FACT": "metavar.fact",
    "VALUE": "metavar.value",
    "PAGE": "metavar.page",
    "OPTIONS": "metavar.options",
    "COMMAND": "metavar.command",
    "ARGS": "metavar.arguments",
}
"""What stands for a value in a usage, and what it is in the catalogue."""


def spoken_metavar(metavar: str, lang: Lang) -> str:
    """Return what stands for a value, in a language.

    >>> spoken_metavar("[REGIME]...", "zh"), spoken_metavar("smt2|uppaal", "zh")
    ('[规则]...', 'smt2|uppaal')
    """

    def spoken(word: re.Match[str]) -> str:
        key = _METAVARS.get(word[0])
        return say(key).in_(lang) if key else word[0]

    return re.sub(r"[A-Z]{3,}", spoken, metavar)


def further(option: click.Option, ctx: click.Context) -> Text:
    """Return what is said of an option behind its help: default, range, whether it is needed."""
    extra = option.get_help_extra(ctx)
    said = []
    if "default" in extra:
        said.append(say("help.default", value=extra["default"]))
    if isinstance(option.type, click.IntRange):
        said.append(bounded(option.type))
    if option.required:
        said.append(say("help.required"))
    if not said:
        return Text("", "")
    return Text("［", "  [") + Text("；", "; ").join(said) + Text("］", "]")


_ENDLESS = 10**9
"""A bound above this one is none to a reader."""


def bounded(kind: click.IntRange) -> Text:
    """Say which whole numbers a range has.

    >>> bounded(click.IntRange(1, 9)).en, bounded(click.IntRange(0, 2**63)).en
    ('1 to 9', '0 or more')
    """
    if kind.max is None or kind.max > _ENDLESS:
        return say("help.from", least=kind.min)
    return say("help.range", least=kind.min, most=kind.max)


class Formatter(click.HelpFormatter):
    """Writes help in the columns that there are; what goes on is indented below its beginning."""

    def __init__(self) -> None:
        super().__init__(width=min(asked() or _PIPED, _WIDEST))

    def write_heading(self, heading: str) -> None:
        """Write a heading as it stands."""
        self.write(f"{'':>{self.current_indent}}{heading}\n")

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write how a command is called."""
        words = f"{prefix or ''}{prog} "
        self._put(words + args, "", " " * min(columns(words), self.width // 3))

    def write_text(self, text: str) -> None:
        """Write paragraphs."""
        indent = " " * self.current_indent
        for number, paragraph in enumerate(text.split("\n\n")):
            self.write("\n" if number else "")
            self._put(" ".join(paragraph.split()), indent, indent)

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = _TERMS, col_spacing: int = 2
    ) -> None:
        """Write terms and beside them what is said of them; below them where there is no room."""
        rows, before = list(rows), " " * self.current_indent
        widest = max(columns(term) for term, _ in rows if columns(term) <= col_max)
        place = self.current_indent + widest + col_spacing
        if self.width - place < _ROOM:
            place = self.current_indent + 4
        for term, words in rows:
            first = before + term
            if columns(first) + col_spacing > place:
                self._put(first, "", " " * place)
                first = ""
            self._put(words, first + " " * (place - columns(first)), " " * place)

    def _put(self, words: str, first: str, indent: str) -> None:
        """Write words in lines: the first behind what stands there, the others indented."""
        room = self.width - len(indent)
        lines = spans(words, room, columns, hard=True, first=self.width - columns(first))
        for number, (start, end) in enumerate(lines):
            self.write(f"{(indent if number else first)}{words[start:end]}".rstrip() + "\n")


class Context(click.Context):
    """The context of a call, whose help is written by :class:`Formatter`."""

    def make_formatter(self) -> click.HelpFormatter:
        """Return what writes help."""
        return Formatter()
