"""What a text itself writes about the time of a duty, whatever a reading makes of it."""

from __future__ import annotations

from enum import StrEnum

from model.deadline import (
    Before,
    Deadline,
    External,
    Fraction,
    Immediately,
    Indefinite,
    NoLimit,
    Recurring,
    Within,
)
from model.value import dataclass


class Written(StrEnum):
    """What kind of words on time a text has for a duty."""

    FIGURE = "figure"
    """A number with its unit, and from when it counts."""

    FIGURE_WITHOUT_START = "figure-without-start"
    PERIOD = "period"
    """Once in every day, month, quarter or year."""

    WORD = "word"
    """A word without a number, such as 及时, 即时 or 提前."""

    ELSEWHERE = "elsewhere"
    """A reference to a limit that is set elsewhere, such as 法定期限."""

    NONE = "none"


@dataclass(frozen=True, slots=True)
class Wording:
    """What is written on the time of one duty.

    ``word`` is the text's own, of a word and of a reference; empty where the file did not keep it.
    """

    written: Written
    word: str = ""


def wording(deadline: Deadline, start_stated: bool) -> Wording:
    """Return what a text writes of a deadline.

    An event that only a reading puts behind an act is no word of the text: what the text has is
    the word that the file keeps with it, or nothing.

    >>> str(wording(Within(2), start_stated=False).written)
    'figure-without-start'
    >>> wording(Before("training.held"), True).written, wording(Immediately("实时"), False).word
    (<Written.NONE: 'none'>, '实时')
    """
    match deadline:
        case Within() | Fraction():
            return Wording(Written.FIGURE if start_stated else Written.FIGURE_WITHOUT_START)
        case Before(count=count) if count:
            return Wording(Written.FIGURE)
        case Before(wording=word):
            return Wording(Written.WORD, word) if word else Wording(Written.NONE)
        case Recurring():
            return Wording(Written.PERIOD)
        case Immediately(word) | Indefinite(word):
            return Wording(Written.WORD, word)
        case External(wording=word):
            return Wording(Written.ELSEWHERE, word)
        case NoLimit():
            return Wording(Written.NONE)
