"""What one text lays down: rules, defaults, sanctions, and the articles they come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from model.copies import Family
from model.deadline import Counting, Fraction, NoLimit, Reading, Term, Within
from model.interpretation import Otherwise
from model.language import Text, say
from model.ledger import Ledger
from model.property import Property
from model.rule import (
    CountsAs,
    Lapse,
    Obligation,
    Power,
    Prohibition,
    Rule,
    Timed,
    binds,
    effects_of,
    events_of,
    is_timed,
    supports,
)
from model.value import dataclass
from model.vocabulary import WORLD, Vocabulary

if TYPE_CHECKING:
    from model.version import Period, Version


@dataclass(frozen=True, slots=True)
class Sanction:
    """Who answers for which breaches, under which article, with which consequence.

    Attributes
    ----------
    by
        The party that imposes it, where the text says so.
    ground
        ``late``: for being late; ``breach``: for any breach.
    harm, excuse
        What must have come of the breach for anyone to answer, and what frees the one in breach;
        ``None`` where the clause names nothing.
    every, general
        Whether the text names no duties, and so means all; whether it names none in particular.
    grade
        The word of degree on which the clause turns (情节严重), where nothing measures it.
    deemed_too
        Whether it says that what is deemed done when overdue is late all the same.
    """

    id: str
    article: str
    of: tuple[str, ...]
    consequence: str
    reading: Text | None = None
    by: str | None = None
    ground: Literal["late", "breach"] = "breach"
    refers_to: tuple[str, ...] = ()
    harm: Text | None = None
    excuse: Text | None = None
    every: bool = False
    grade: str | None = None
    general: bool = False
    deemed_too: bool = False


@dataclass(frozen=True, slots=True)
class Precedence:
    """A hierarchy clause: where both kinds of rules apply, the first prevail."""

    article: str
    first: tuple[str, ...]
    over: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """The text a regime is read from.

    ``in_force`` is ``None`` where the text gives no date of entry into force. ``wordings`` has the
    articles by number in their own words, where the file with them that is named as ``text`` was
    there.
    """

    title: Text
    number: str | None
    level: Text
    issued: date
    in_force: date | None
    note: Text | None = None
    text: str | None = None
    wordings: tuple[tuple[int, Text], ...] = ()


@dataclass(frozen=True, repr=False)
class Regime:
    """The rules of one text, in the order of the file, with all words they use.

    Attributes
    ----------
    counting_stated
        Whether the text itself says how days are counted.
    source, digest
        The file's name and the SHA-256 of its bytes, so that a result can say exactly which rules
        it is about.
    asked
        Events that are asked about although no rule names them, since they rest on what rules do.
    otherwise
        The alternatives that were taken in the place of readings of the file.
    families
        Which rules are of one clause, written out for each round or each bearer.
    under
        The texts that stand above, the nearest first. Nothing of them holds here unless the text
        is read together with them (:mod:`model.above`).
    versions
        Where the text has changed, how it was and is in force over time; this is one of them.
    periods
        Of all versions as one (:func:`model.version.across`) when each rule is in force.
    """

    id: str
    name: Text
    document: Document
    vocabulary: Vocabulary
    rules: tuple[Rule, ...]
    sanctions: tuple[Sanction, ...] = ()
    counting: Counting = Counting.EXCLUDE_FIRST_DAY
    counting_stated: bool = False
    precedence: tuple[Precedence, ...] = ()
    ledger: Ledger | None = None
    source: str = ""
    digest: str = ""
    properties: tuple[Property, ...] = ()
    asked: tuple[str, ...] = ()
    otherwise: tuple[Otherwise, ...] = ()
    families: tuple[Family, ...] = ()
    under: tuple[Regime, ...] = ()
    versions: tuple[Version, ...] = ()
    periods: Mapping[str, Period] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        """Fill in of what each fraction is one, so that a changed limit changes its parts.

        In a part of a regime, where the other rule is left out, it stays what it was. A word for a
        way of counting is taken for it, since ways are compared by identity.
        """
        object.__setattr__(self, "counting", Counting(self.counting))
        limits = (rule.deadline for rule in self.rules if is_timed(rule))
        if any(isinstance(limit, Fraction) for limit in limits):
            object.__setattr__(self, "rules", tuple(map(self._with_whole, self.rules)))

    def _with_whole(self, rule: Rule) -> Rule:
        if not is_timed(rule) or not isinstance(rule.deadline, Fraction):
            return rule
        other = next((one for one in self.rules if one.id == rule.deadline.of), None)
        if other is None:
            return rule
        limit = other.deadline if is_timed(other) else NoLimit()
        whole = limit if isinstance(limit, Within) else NoLimit()
        if whole == rule.deadline.whole:
            return rule
        return replace(rule, deadline=replace(rule.deadline, whole=whole))

    def __repr__(self) -> str:
        document, count = self.document, len(self.written)
        return f"<Regime {self.id} {document.title.zh}, {count} rules, {document.issued.year}>"

    def terms(self, reading: Reading) -> dict[str, Term | None]:
        """Return the term of each duty and lapse; ``None`` where it never expires."""
        return {rule.id: reading.term(rule.deadline, self.counting) for rule in self.timed}

    @cached_property
    def written(self) -> tuple[Rule, ...]:
        """The rules as the file writes them: one for each clause."""
        return tuple(rule for rule in self.rules if rule.id not in self.again)

    @cached_property
    def again(self) -> frozenset[str]:
        """The rules that say for a further round or bearer what a rule before them says."""
        return frozenset(rule for family in self.families for rule in family.later)

    @cached_property
    def timed(self) -> tuple[Timed, ...]:
        """The rules that have a limit, at whose end something may occur."""
        return tuple(filter(is_timed, self.rules))

    @cached_property
    def lapses(self) -> tuple[Lapse, ...]:
        """What the clock brings about and nobody owes."""
        return tuple(rule for rule in self.rules if isinstance(rule, Lapse))

    @cached_property
    def obligations(self) -> tuple[Obligation, ...]:
        """The rules that demand an act."""
        return tuple(rule for rule in self.rules if isinstance(rule, Obligation))

    @cached_property
    def demanding(self) -> Mapping[str, tuple[Obligation, ...]]:
        """The rules that demand an act, by that act."""
        found: dict[str, list[Obligation]] = {}
        for rule in self.obligations:
            found.setdefault(rule.act, []).append(rule)
        return {act: tuple(rules) for act, rules in found.items()}

    @cached_property
    def counts_as(self) -> tuple[CountsAs, ...]:
        """The constitutive rules."""
        return tuple(rule for rule in self.rules if isinstance(rule, CountsAs))

    @cached_property
    def place(self) -> Mapping[str, int]:
        """The place of each rule in the text, by its identifier."""
        return {rule.id: number for number, rule in enumerate(self.rules)}

    @cached_property
    def by_id(self) -> Mapping[str, Rule]:
        """The rules by identifier."""
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def powers(self) -> tuple[Power, ...]:
        """The rules that allow an act."""
        return tuple(rule for rule in self.rules if isinstance(rule, Power))

    @cached_property
    def prohibitions(self) -> tuple[Prohibition, ...]:
        """The rules that forbid an act."""
        return tuple(rule for rule in self.rules if isinstance(rule, Prohibition))

    @cached_property
    def binding(self) -> tuple[Obligation | Prohibition, ...]:
        """The rules that can be breached, prohibitions last."""
        return tuple(sorted(filter(binds, self.rules), key=lambda rule: type(rule) is Prohibition))

    @cached_property
    def supports(self) -> tuple[Obligation | Power, ...]:
        """The rules by which somebody may perform a governed event, powers last."""
        return tuple(sorted(filter(supports, self.rules), key=lambda rule: type(rule) is Power))

    @cached_property
    def mentioned(self) -> frozenset[str]:
        """Every event that some rule names."""
        return frozenset(event for rule in self.rules for event in events_of(rule))

    @cached_property
    def governed(self) -> frozenset[str]:
        """Events that rules bring about, demand or allow; nobody else performs them."""
        return frozenset(event for rule in self.rules for event in effects_of(rule))

    @cached_property
    def relevant(self) -> tuple[str, ...]:
        """The events mentioned or asked about and all that they presuppose, as the words order."""
        found = self.foundations(*self.mentioned, *self.asked)
        return tuple(event for event in self.vocabulary.events if event in found)

    def foundations(self, *events: str) -> frozenset[str]:
        """Return some events and all that they presuppose."""
        found: set[str] = set()
        waiting = list(events)
        while waiting:
            event = waiting.pop()
            if event not in found:
                found.add(event)
                waiting += self.vocabulary.events[event].presupposes
        return frozenset(found)

    def rests_on_rules(self, trigger: str, response: str) -> bool:
        """Whether rules bring a response about on what a trigger presupposes, so that both meet.

        A notice of a training is due on its planning, and no rule names the training itself.
        """
        below = self.foundations(trigger) - {trigger}
        follow = (rule for rule in self.rules if {*rule.on.events} & below) if below else ()
        return any(response in effects_of(rule) for rule in follow)

    def first_governed(self, *events: str) -> str | None:
        """Return the first of some events that rules bring about, demand or allow."""
        return next((event for event in events if event in self.governed), None)

    def question(self, prop: Property) -> Property:
        """Return what a property asks of this text: for one response, which its label then names.

        Of several responses it is the first that a rule brings about, demands or allows.
        """
        if not prop.instead:
            return prop
        response = self.first_governed(*prop.responses)
        if response is None:
            return replace(prop, instead=())
        event = self.vocabulary.events[response].label
        label = prop.label + say("property.asked", event=event)
        return replace(prop, response=response, instead=(), label=label)

    def articles_of(self, rules: Iterable[str]) -> tuple[str, ...]:
        """The articles of the named rules, in the order of the file, each once."""
        wanted = set(rules)
        return tuple(dict.fromkeys(rule.article for rule in self.rules if rule.id in wanted))

    def articles_behind(self, rules: Iterable[str]) -> tuple[str, ...]:
        """The articles of the named rules, and of the limits of which theirs are a part."""
        wanted = set(rules)
        parts = (rule.deadline for rule in self.timed if rule.id in wanted)
        wholes = {limit.of for limit in parts if isinstance(limit, Fraction)}
        return self.articles_of(wanted | wholes)

    def sanctions_of(self, rule: str) -> tuple[Sanction, ...]:
        """The sanctions that a breach of the rule leads to."""
        return tuple(sanction for sanction in self.sanctions if rule in sanction.of)

    def ordered(self, one: str, other: str) -> bool:
        """Whether a hierarchy clause says which of two rules prevails."""
        pairs = {(a, b) for clause in self.precedence for a in clause.first for b in clause.over}
        return (one, other) in pairs or (other, one) in pairs

    def is_exogenous(self, event: str) -> bool:
        """Whether the event is the world's doing and no rule's."""
        return event not in self.governed and self.vocabulary.events[event].by == WORLD
