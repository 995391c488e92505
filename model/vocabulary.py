"""The shared words: parties, channels, event types, attributes of a case, what is wanted of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Literal

from model.language import Text, say
from model.value import dataclass

WORLD = "world"
"""The party of exogenous events: nobody's act."""

Guard = Mapping[str, frozenset[str]]
"""The attribute values in question; attributes not named may have any."""


def holds(guard: Guard, attributes: Mapping[str, str]) -> bool:
    """Whether a guard admits a case with all its attributes."""
    return all(attributes[name] in allowed for name, allowed in guard.items())


@dataclass(frozen=True, slots=True)
class Party:
    """An institution in a role, such as the approval bureau or an industry regulator.

    ``within`` names the institution that it belongs to, where it is a part of another.
    """

    id: str
    label: Text
    within: str | None = None


@dataclass(frozen=True, slots=True)
class Channel:
    """A way by which one party reaches another, such as the platform or a letter."""

    id: str
    label: Text


@dataclass(frozen=True)
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
    when
        The cases in which a party or the world can bring it about at all.
    answers
        The event since which another party waits for it, where it is an answer.
    mirror
        Its counterpart where the same thing is done in the other direction.
    refusal
        The event by which its addressee turns it away as not his.
    consents
        The event to which it is the consent, where it is one; a consent is no answer.
    question
        Whether it asks something, so that there is nothing in it to consent to.
    covers
        What whoever does it has done as well (a claim covers the receipt).
    settles
        The dispute or question that it ends.
    failing
        What comes in its place where it turns out otherwise: a check that is not passed.
    report
        Whether it is a report, a bulletin or a circular, and so is made to somebody.
    sees_to
        Acts of others that it sees to, or stands in for, where they are not done: an overseer's
        act, or an interim rule.
    again
        Of what comes again in rounds: the first of the events with which it does.
    """

    id: str
    label: Text
    by: str = WORLD
    scope: Literal["case", "thread"] = "thread"
    presupposes: tuple[str, ...] = ()
    when: Guard = field(default_factory=dict, hash=False)
    answers: str | None = None
    mirror: str | None = None
    refusal: str | None = None
    consents: str | None = None
    question: bool = False
    covers: str | None = None
    settles: str | None = None
    failing: str | None = None
    report: bool = False
    sees_to: tuple[str, ...] = ()
    again: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Attribute:
    """A fact about a case that does not change while it runs, with its possible values.

    ``known_to`` names the only party that knows it without being told; ``None`` where all do.
    ``names`` are the names of values that are more than yes and no. ``grade`` is the word of degree
    on which it turns (严重), where nothing measures it. ``phrases`` say in a clause of their own
    that the fact has a value: 有正当理由, where "justified: yes" is no sentence.
    """

    id: str
    label: Text
    values: tuple[str, ...] = ("false", "true")
    known_to: str | None = None
    names: Mapping[str, Text] = field(default_factory=dict, hash=False)
    grade: str | None = None
    phrases: Mapping[str, Text] = field(default_factory=dict, hash=False)

    def named(self, value: str) -> Text:
        """Return the name of a value; the value itself where it has none."""
        plain = {"true": say("sentence.yes"), "false": say("sentence.no")}
        return self.names.get(value) or plain.get(value) or Text(value, value)

    def said(self, values: Iterable[str]) -> Text:
        """Say that the fact has one of some values, as a clause.

        >>> Attribute("late", Text("逾期", "it is late")).said(["false"]).zh
        '并非“逾期”'
        """
        known = [value for value in self.values if value in values]
        if all(value in self.phrases or value in ("true", "false") for value in known):
            return say("condition.or").join(self._clause(value) for value in known)
        spoken = say("condition.either").join(self.named(value) for value in known)
        return say("condition.is", attribute=self.label, value=spoken)

    def _clause(self, value: str) -> Text:
        if value in self.phrases:
            return self.phrases[value]
        key = "condition.yes" if value == "true" else "condition.no"
        return say(key, attribute=self.label)


@dataclass(frozen=True, slots=True)
class Concern:
    """A course of events that rules should exclude: a response that never comes.

    After ``trigger``, in the cases of ``when``, ``never`` does not occur; where a text does not
    bring that about, the first of ``instead`` that it does.
    """

    id: str
    label: Text
    trigger: str
    never: str
    when: Guard
    instead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Purpose:
    """Something that rules should leave possible: in the cases of ``when``, ``reach`` occurs.

    Where a text does not bring that about, the first of ``instead`` that it does.
    """

    id: str
    label: Text
    reach: str
    when: Guard
    instead: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class Vocabulary:
    """All words that rule files and properties may use, by identifier."""

    parties: Mapping[str, Party]
    channels: Mapping[str, Channel]
    events: Mapping[str, EventType]
    attributes: Mapping[str, Attribute]
    consequences: Mapping[str, Text]
    contents: Mapping[str, Text] = field(default_factory=dict)
    concerns: Mapping[str, Concern] = field(default_factory=dict)
    purposes: Mapping[str, Purpose] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Vocabulary of {len(self.events)} events, {len(self.parties)} parties>"

    def related(self, one: str, other: str) -> bool:
        """Whether two parties are one, or the one belongs to the other."""
        return one == other or other in self.above(one) or one in self.above(other)

    def meet(self, some: Iterable[str], others: Iterable[str]) -> bool:
        """Whether a party of the one group is, belongs to or contains one of the other."""
        return any(self.related(one, other) for one in some for other in others)

    def above(self, party: str) -> set[str]:
        """Return the institutions that a party belongs to."""
        above: set[str] = set()
        known = self.parties.get(party)
        while known is not None and known.within is not None and known.within not in above:
            above.add(known.within)
            known = self.parties.get(known.within)
        return above

    def condition(self, guard: Guard) -> Text:
        """Say a condition on cases; nothing where there is none."""
        parts = (self.attributes[name].said(values) for name, values in guard.items())
        return say("condition.and").join(parts)

    def joined(self, own: Vocabulary) -> Vocabulary:
        """This vocabulary with a regime's own words added; the regime's win."""
        return Vocabulary(
            {**self.parties, **own.parties},
            {**self.channels, **own.channels},
            {**self.events, **own.events},
            {**self.attributes, **own.attributes},
            {**self.consequences, **own.consequences},
            {**self.contents, **own.contents},
            {**self.concerns, **own.concerns},
            {**self.purposes, **own.purposes},
        )
