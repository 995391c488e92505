"""Mistakes of a file's author: where, what, why it matters, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field

from model.language import Text, plain, say
from model.value import dataclass
from model.visible import on_one_line


@dataclass(frozen=True, slots=True)
class Mistake:
    """One located mistake; ``line`` and ``column`` count from 1."""

    file: str
    line: int
    column: int
    code: str
    values: dict[str, object] = field(default_factory=dict)

    def say(self) -> Text:
        """Return ``file:line:column: code: what, why, what to do``."""
        return f"{on_one_line(self.file)}:{self.line}:{self.column}: {self.code}: " + self.what()

    def what(self) -> Text:
        """Return what is wrong, why it matters and what to do, where the place is seen anyway."""
        what = say(f"mistake.{self.code}", **self.values)
        near = self.values.get("near")
        return what + (" " + say("mistake.nearest", near=near) if near else "")


class Mistakes(Exception):
    """All mistakes of one or more files, in the order of their places."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = sorted(set_of(mistakes), key=lambda one: (one.file, one.line, one.column))
        super().__init__(self.mistakes)

    def say(self) -> Text:
        """Return one line for each mistake."""
        return plain("\n").join(mistake.say() for mistake in self.mistakes)

    def __str__(self) -> str:
        return self.say().en


def set_of(mistakes: Iterable[Mistake]) -> list[Mistake]:
    """Return the mistakes without repetitions of the same code at the same place."""
    seen: dict[tuple[str, int, int, str], Mistake] = {}
    for mistake in mistakes:
        seen.setdefault((mistake.file, mistake.line, mistake.column, mistake.code), mistake)
    return list(seen.values())


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is most like a wrong one, if any is like it at all.

    >>> nearest("aproval.decided", ["approval.decided", "letter.sent"])
    'approval.decided'
    """
    import difflib  # here: nearly everybody writes what there is

    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return found[0] if found else None
