"""The shared words: parties, channels, event types and attributes of a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from model.language import Label

WORLD = "world"
"""The party of exogenous events: nobody's act."""


@dataclass(frozen=True, slots=True)
class Party:
    """An institution in a role, such as the approval bureau or an industry regulator."""

    id: str
    label: Label


@dataclass(frozen=True, slots=True)
class Channel:
    """A way by which one party reaches another, such as the platform or a letter."""

    id: str
    label: Label


@dataclass(frozen=True, slots=True)
class EventType:
    """Something that can happen in a case, at most once in each of its threads.

    Attributes
    ----------
    by
        The party whose act it is where no rule says so; ``world`` for an exogenous event.
    scope
        ``case``: one occurrence for all threads; ``thread``: one for each supervising party.
    presupposes
        Event types without which it cannot happen (a claim presupposes the push); all of them.
    """

    id: str
    label: Label
    by: str = WORLD
    scope: Literal["case", "thread"] = "thread"
    presupposes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attribute:
    """A fact about a case that does not change while it runs, with its possible values."""

    id: str
    label: Label
    values: tuple[str, ...] = ("false", "true")


@dataclass(frozen=True)
class Vocabulary:
    """All words that rule files and properties may use, by identifier."""

    parties: Mapping[str, Party]
    channels: Mapping[str, Channel]
    events: Mapping[str, EventType]
    attributes: Mapping[str, Attribute]
    consequences: Mapping[str, Label]

    def joined(self, own: Vocabulary) -> Vocabulary:
        """This vocabulary with a regime's own words added; the regime's win."""
        return Vocabulary(
            {**self.parties, **own.parties},
            {**self.channels, **own.channels},
            {**self.events, **own.events},
            {**self.attributes, **own.attributes},
            {**self.consequences, **own.consequences},
        )
