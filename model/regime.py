"""What one text lays down: rules, defaults, sanctions, and the articles they come from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from model.deadline import (
    Completeness,
    Counting,
    Deadline,
    completeness,
    is_open,
)
from model.language import Label, Lang
from model.vocabulary import WORLD, Vocabulary

_ARTICLE = re.compile(r"(\d+)(?:\.(\d+))?((?:\(\d+\))*)")


def article_label(article: str, lang: Lang) -> str:
    """Cite an article in full.

    ``"22(1)"`` is item 1 of article 22, ``"10.2"`` is paragraph 2 of article 10; anything else
    is a section and is cited as it stands.

    >>> article_label("10.2", "en"), article_label("22(1)", "zh"), article_label("二(二)2.3", "en")
    ('art. 10 para. 2', '第22条第(1)项', 'section 二(二)2.3')
    """
    parts = _ARTICLE.fullmatch(article)
    if parts is None:
        return f"section {article}" if lang == "en" else article
    number, paragraph, items = parts.groups()
    if lang == "en":
        return f"art. {number}{items}" + (f" para. {paragraph}" if paragraph else "")
    return (
        f"第{number}条"
        + (f"第{paragraph}款" if paragraph else "")
        + (f"第{items}项" if items else "")
    )


@dataclass(frozen=True, slots=True)
class Trigger:
    """What sets a rule going: its one event, the first of several, or the last of several."""

    events: tuple[str, ...]
    quantifier: Literal["any", "all"] = "any"


Guard = Mapping[str, frozenset[str]]
"""The attribute values under which a rule applies; attributes not named may have any."""


def holds(guard: Guard, attributes: Mapping[str, str]) -> bool:
    """Whether a guard admits a case with all its attributes."""
    return all(attributes[name] in allowed for name, allowed in guard.items())


@dataclass(frozen=True, slots=True)
class Default:
    """A deemed act: the event that occurs when the deadline expires on a pending obligation.

    ``unless`` names the exception: where it is non-empty and holds, nothing is deemed.
    """

    event: str
    unless: Guard


@dataclass(frozen=True, slots=True)
class Obligation:
    """A rule: after its trigger the bearer must perform the act by the deadline."""

    id: str
    article: str
    on: Trigger
    bearer: str
    act: str
    deadline: Deadline
    when: Guard
    towards: str | None = None
    through: tuple[str, ...] = ()
    start_stated: bool = True
    on_expiry: Default | None = None
    reading: Label | None = None

    @property
    def completeness(self) -> Completeness:
        """How much of the deadline the text settles."""
        return completeness(self.deadline, self.start_stated)

    @property
    def open(self) -> bool:
        """Whether the deadline is a parameter that a reading must fill."""
        return is_open(self.deadline)


@dataclass(frozen=True, slots=True)
class CountsAs:
    """A constitutive rule: the trigger itself brings the event about; no duty, no time."""

    id: str
    article: str
    on: Trigger
    event: str
    when: Guard
    reading: Label | None = None


Rule = Obligation | CountsAs


@dataclass(frozen=True, slots=True)
class Sanction:
    """Who answers for which breaches, under which article, with which consequence."""

    id: str
    article: str
    of: tuple[str, ...]
    consequence: str
    reading: Label | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """The text a regime is read from.

    ``in_force`` is ``None`` where the text gives no date of entry into force.
    """

    title: Label
    number: str | None
    level: Label
    issued: date
    in_force: date | None
    note: Label | None = None


@dataclass(frozen=True)
class Regime:
    """The rules of one text, in the order of the file, with all words they use.

    ``source`` is the file's name and ``digest`` the SHA-256 of its bytes, so that a result can
    say exactly which rules it is about.
    """

    id: str
    name: Label
    document: Document
    vocabulary: Vocabulary
    rules: tuple[Rule, ...]
    sanctions: tuple[Sanction, ...] = ()
    counting: Counting = Counting.EXCLUDE_FIRST_DAY
    source: str = ""
    digest: str = ""

    @cached_property
    def obligations(self) -> tuple[Obligation, ...]:
        """The rules that demand an act."""
        return tuple(rule for rule in self.rules if isinstance(rule, Obligation))

    @cached_property
    def counts_as(self) -> tuple[CountsAs, ...]:
        """The constitutive rules."""
        return tuple(rule for rule in self.rules if isinstance(rule, CountsAs))

    @cached_property
    def by_id(self) -> Mapping[str, Rule]:
        """The rules by identifier."""
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def mentioned(self) -> frozenset[str]:
        """Every event that some rule names as trigger, act, default or effect."""
        return frozenset(event for rule in self.rules for event in _events(rule))

    @cached_property
    def governed(self) -> frozenset[str]:
        """Events that rules bring about or demand; nobody performs them of his own accord."""
        acts = {rule.act for rule in self.obligations}
        effects = {rule.event for rule in self.counts_as}
        deemed = {rule.on_expiry.event for rule in self.obligations if rule.on_expiry}
        return frozenset(acts | effects | deemed)

    @cached_property
    def relevant(self) -> tuple[str, ...]:
        """The mentioned events and all that they presuppose, in the vocabulary's order."""
        found: set[str] = set()
        waiting = list(self.mentioned)
        while waiting:
            event = waiting.pop()
            if event not in found:
                found.add(event)
                waiting += self.vocabulary.events[event].presupposes
        return tuple(event for event in self.vocabulary.events if event in found)

    def articles_of(self, rules: Iterator[str] | tuple[str, ...]) -> tuple[str, ...]:
        """The articles of the named rules, in the order of the file, each once."""
        wanted = set(rules)
        return tuple(dict.fromkeys(rule.article for rule in self.rules if rule.id in wanted))

    def sanctions_of(self, rule: str) -> tuple[Sanction, ...]:
        """The sanctions that a breach of the rule leads to."""
        return tuple(sanction for sanction in self.sanctions if rule in sanction.of)

    def is_exogenous(self, event: str) -> bool:
        """Whether the event is the world's doing and no rule's."""
        return event not in self.governed and self.vocabulary.events[event].by == WORLD


def _events(rule: Rule) -> Iterator[str]:
    yield from rule.on.events
    if isinstance(rule, CountsAs):
        yield rule.event
        return
    yield rule.act
    if rule.on_expiry:
        yield rule.on_expiry.event
