"""The kinds of rules: duties, what counts as what, powers and prohibitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from model.deadline import Before, Completeness, Deadline, completeness, is_open
from model.language import Text
from model.vocabulary import Guard, holds


@dataclass(frozen=True, slots=True)
class Trigger:
    """What sets a rule going: its one event, the first of several, or the last of several."""

    events: tuple[str, ...]
    quantifier: Literal["any", "all"] = "any"


@dataclass(frozen=True, slots=True)
class Default:
    """A deemed act: the event that occurs when the deadline expires on a pending obligation.

    ``unless`` names the exceptions: where any of them holds, nothing is deemed.
    """

    event: str
    unless: tuple[Guard, ...] = ()

    def excepted(self, attributes: Mapping[str, str]) -> bool:
        """Whether an exception holds in a case."""
        return any(holds(guard, attributes) for guard in self.unless)


@dataclass(frozen=True)
class Obligation:
    """A rule: after its trigger the bearer must perform the act by the deadline.

    Attributes
    ----------
    jointly
        Further bearers; the act of any one of them fulfils the duty, and all answer for it.
    bearer_leads
        Whether the text says that of several bearers the first leads.
    bearer_stated
        Whether the text itself names who must act.
    content
        What the act must contain, in the vocabulary's words.
    overdue
        The event that the missed deadline itself is, for rules that follow on it; it occurs with
        the expiry and cures nothing.
    excused_by
        Events of which any, before the duty is fulfilled and by its deadline, ends it without
        breach.
    refers_to
        Articles and documents that the clause points to.
    """

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
    reading: Text | None = None
    jointly: tuple[str, ...] = ()
    bearer_stated: bool = True
    bearer_leads: bool = False
    content: tuple[str, ...] = ()
    overdue: str | None = None
    excused_by: tuple[str, ...] = ()
    refers_to: tuple[str, ...] = ()

    @property
    def completeness(self) -> Completeness:
        """How much of the deadline the text settles."""
        return completeness(self.deadline, self.start_stated)

    @property
    def open(self) -> bool:
        """Whether the deadline is a parameter that a reading must fill."""
        return is_open(self.deadline)

    @cached_property
    def bearers(self) -> tuple[str, ...]:
        """All who must see to it that the act is done."""
        return (self.bearer, *self.jointly)

    @cached_property
    def expiring(self) -> tuple[Default, ...]:
        """What occurs when the deadline passes on the pending duty."""
        overdue = (Default(self.overdue),) if self.overdue else ()
        return ((self.on_expiry,) if self.on_expiry else ()) + overdue

    @property
    def announced(self) -> str | None:
        """The event that the act must precede, where the deadline is one of advance notice."""
        return self.deadline.event if isinstance(self.deadline, Before) else None


@dataclass(frozen=True, slots=True)
class CountsAs:
    """A constitutive rule: the trigger itself brings the event about; no duty, no time."""

    id: str
    article: str
    on: Trigger
    event: str
    when: Guard
    reading: Text | None = None
    refers_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Power:
    """A permission: after its trigger the bearer may perform the act, and need not."""

    id: str
    article: str
    on: Trigger
    bearer: str
    act: str
    when: Guard
    towards: str | None = None
    through: tuple[str, ...] = ()
    reading: Text | None = None
    refers_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prohibition:
    """After its trigger the bearer must not perform the act, until the lifting event if any."""

    id: str
    article: str
    on: Trigger
    bearer: str
    act: str
    when: Guard
    until: str | None = None
    reading: Text | None = None
    refers_to: tuple[str, ...] = ()


Rule = Obligation | CountsAs | Power | Prohibition


def bearers_of(rule: Obligation | Power | Prohibition) -> tuple[str, ...]:
    """Return the parties that a duty, power or prohibition is about."""
    return rule.bearers if isinstance(rule, Obligation) else (rule.bearer,)


def effects_of(rule: Rule) -> frozenset[str]:
    """Return the events that a rule demands, allows, deems or counts; nobody else's to bring about.

    A prohibition brings nothing about.
    """
    match rule:
        case Obligation():
            return frozenset({rule.act, *(one.event for one in rule.expiring)})
        case CountsAs():
            return frozenset({rule.event})
        case Power():
            return frozenset({rule.act})
        case Prohibition():
            return frozenset()


def events_of(rule: Rule) -> frozenset[str]:
    """Return every event that a rule names."""
    named = {*rule.on.events, *effects_of(rule)}
    if isinstance(rule, Obligation):
        named |= {*rule.excused_by, *([rule.announced] if rule.announced else [])}
    if isinstance(rule, Prohibition):
        named |= {rule.act, *([rule.until] if rule.until else [])}
    return frozenset(named)
