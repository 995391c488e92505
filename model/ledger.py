"""The ledger of a text: every article of it, and why those without a rule have none."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Self

from model.language import Text
from model.value import dataclass

_RANGE = re.compile(r"([0-9]{1,9})[-–]([0-9]{1,9})")
_ADDED = re.compile(r"\+(\d+)")
_ARTICLE = re.compile(r"(\d{1,9})(?:\.(\d+))?((?:\(\d+\))*)(?:\.(\d+))?")


class Cited(str):
    """An article as it is cited beside those of another text, with the name of its own.

    It passes for an article wherever one does, and says itself in both languages.

    >>> Cited.of(Text("许可法", "Licensing Law"), "44").label.en
    'Licensing Law art. 44'
    """

    __slots__ = ("label", "whole")

    label: Text
    whole: bool

    def __new__(cls, article: str, label: Text, whole: bool = True) -> Self:
        """``whole`` says that nothing but an article of another text is cited."""
        cited = super().__new__(cls, article)
        cited.label, cited.whole = label, whole
        return cited

    def __reduce__(self) -> tuple[type[Cited], tuple[str, Text, bool]]:
        return Cited, (str(self), self.label, self.whole)

    @classmethod
    def of(cls, text: Text, article: str) -> Cited:
        """Return an article with the name of the text that it stands in."""
        if isinstance(article, Cited) and article.whole:
            return article
        label = article_label(article)
        named = Text(text.zh + label.zh, f"{text.en} {label.en}")
        return cls(f"{text.zh} {article}", named)


def article_label(article: str) -> Text:
    """Cite an article in full.

    ``"22(1)"`` is item 1 of article 22, ``"10.2"`` is paragraph 2 of article 10, ``"23(2).3"``
    sentence 3 of an item, ``"+1"`` an article that an amendment adds; anything else is a section
    and is cited as it stands.

    >>> article_label("10.2").en, article_label("22(1)").zh, article_label("二(二)2.3").en
    ('art. 10 para. 2', '第22条第(1)项', 'section 二(二)2.3')
    """
    if isinstance(article, Cited):
        return article.label
    if (added := _ADDED.fullmatch(article)) is not None:
        return Text(f"新增第{added[1]}条", f"added art. {added[1]}")
    parts = _ARTICLE.fullmatch(article)
    if parts is None:
        return Text(article, f"section {article}")
    number, paragraph, items, sentence = parts.groups()
    cited = Text(f"第{number}条", f"art. {number}{items}")
    cited += Text(f"第{paragraph}款", f" para. {paragraph}") if paragraph else ""
    cited += Text(f"第{items}项", "") if items else ""
    return cited + (Text(f"第{sentence}句", f" sent. {sentence}") if sentence else "")


def ends_of(article: str) -> tuple[int, int] | None:
    """Return the first and the last of a range of articles; ``None`` for anything else.

    >>> ends_of("1-21"), ends_of("21")
    ((1, 21), None)
    """
    found = _RANGE.fullmatch(article)
    return (int(found[1]), int(found[2])) if found else None


class NoBehaviour(StrEnum):
    """Why a clause lays down no behaviour over time."""

    PURPOSE = "purpose"
    SCOPE = "scope"
    DEFINITION = "definition"
    PRINCIPLE = "principle"
    ORGANISATION = "organisation"
    COMPETENCE = "competence"
    REFERENCE = "reference"
    PRECEDENCE = "precedence"
    COMMENCEMENT = "commencement"


@dataclass(frozen=True, slots=True)
class Silent:
    """Articles that lay down no behaviour over time, with the reason.

    ``defines`` names the parties that they define, ``takes_up`` the events after which what they
    ask for in general terms is to be done, though they name neither occasion nor limit.
    """

    articles: tuple[str, ...]
    kind: NoBehaviour
    reason: Text
    refers_to: tuple[str, ...] = ()
    defines: tuple[str, ...] = ()
    takes_up: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every unit of a text: its numbered articles, then its sections.

    Attributes
    ----------
    articles
        How many numbered articles there are, from 1; 0 for a text without numbers.
    sections
        The units that have a heading instead of a number, as they are cited.
    outside
        The units of which the file says that it leaves them aside, since it encodes a part only.
    """

    articles: int
    sections: tuple[str, ...] = ()
    silent: tuple[Silent, ...] = ()
    outside: tuple[str, ...] = ()

    @property
    def units(self) -> tuple[str, ...]:
        """All units in their order."""
        return (*(str(number) for number in range(1, self.articles + 1)), *self.sections)

    def spread(self, cited: str) -> tuple[str, ...]:
        """Return every article of a range; any other citation by itself.

        >>> Ledger(30).spread("4-6"), Ledger(30).spread("22(1)"), Ledger(0, ("1-2",)).spread("1-2")
        (('4', '5', '6'), ('22(1)',), ('1-2',))
        """
        ends = None if cited in self.sections else ends_of(cited)
        return tuple(map(str, range(ends[0], ends[1] + 1))) if ends else (cited,)

    def unit(self, article: str) -> str | None:
        """Return the unit that a citation falls under; ``None`` where there is none.

        >>> ledger = Ledger(30, ("制度 三(四)", "二(二)2"))
        >>> ledger.unit("22(1)"), ledger.unit("二(二)2.3"), ledger.unit("31")
        ('22', '二(二)2', None)
        """
        if article in self.sections:
            return article
        if (parts := _ARTICLE.fullmatch(article)) is not None:
            number = parts.group(1)
            return number if 1 <= int(number) <= self.articles else None
        longest = sorted(self.sections, key=len, reverse=True)
        return next((one for one in longest if article.startswith(one)), None)

    def has(self, reference: str) -> bool:
        """Whether an article exists here, or a document of which sections are listed here."""
        if self.unit(reference) is not None:
            return True
        return any(section.startswith(reference) for section in self.sections)
