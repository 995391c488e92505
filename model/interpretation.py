"""How a clause was taken that can be taken in more than one way, and how else it could be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from model.language import Text
from model.value import dataclass

if TYPE_CHECKING:
    from model.rule import Rule


@dataclass(frozen=True)
class Alternative:
    """What one could read in a clause instead.

    Attributes
    ----------
    words
        What one would read.
    rule
        The rule as it would then be; ``None`` where the clause would give no rule.
    """

    id: str
    words: Text
    rule: Rule | None


@dataclass(frozen=True)
class Interpretation:
    """What the encoder took a clause to say where the text allows more than one thing.

    Rule files call it a ``reading``. Here it has another name, since
    :class:`model.deadline.Reading` is the value that is given to open limits: that one is chosen
    anew with each question, this one stands in the file and is a choice about words.

    Attributes
    ----------
    words
        The reading taken.
    because
        Its reason.
    alternatives
        What one could read instead; identifiers are unique within the rule.
    """

    words: Text
    because: Text | None = None
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True)
class Otherwise:
    """An alternative that was taken in the place of the reading in a file, and what it says."""

    rule: str
    article: str
    alternative: str
    words: Text


Readings = tuple[Interpretation, ...]
"""How one clause was taken, in one or several respects."""


def alternatives_in(readings: Readings) -> Mapping[str, Alternative]:
    """Return all alternatives to some readings by their identifiers."""
    return {each.id: each for reading in readings for each in reading.alternatives}


def words_of(readings: Readings) -> Text | None:
    """Return the readings taken as one text; ``None`` where there is none."""
    return Text("", " ").join(each.words for each in readings) if readings else None


def in_short(words: Text) -> Text:
    """Return the first clause of what a reading says, as it stands behind a name.

    >>> in_short(Text("自决定起算，同推送。", "From the decision, as the push is.")).en
    'From the decision'
    """
    return words.each(lambda sentence: re.split("[，。；：]|[,.;:](?: |$)", sentence)[0])


def settled(readings: Readings) -> Readings:
    """Return readings without their alternatives, which are about the wording as it was."""
    return tuple(replace(each, alternatives=()) for each in readings)


def reading_with(readings: Readings, alternative: str) -> Interpretation:
    """Return the reading to which an alternative of this identifier is one."""
    return next(each for each in readings if alternative in {one.id for one in each.alternatives})
