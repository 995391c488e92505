"""The kinds of rules: duties, what counts as what, powers and prohibitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeGuard, assert_never

from model.deadline import Before, Completeness, Deadline, completeness, is_open
from model.interpretation import Readings, words_of
from model.language import Text
from model.vocabulary import Guard, holds
from model.wording import Wording, wording


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
    through_any
        Whether any one of several channels will do; else all of them are needed.
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
    readings
        How the clause was taken where it allows more than one thing.
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
    readings: Readings = ()
    jointly: tuple[str, ...] = ()
    bearer_stated: bool = True
    bearer_leads: bool = False
    content: tuple[str, ...] = ()
    overdue: str | None = None
    excused_by: tuple[str, ...] = ()
    refers_to: tuple[str, ...] = ()
    through_any: bool = False

    @property
    def reading(self) -> Text | None:
        """The readings taken, as one text."""
        return words_of(self.readings)

    @property
    def wording(self) -> Wording:
        """What the text itself writes of the time of the duty."""
        return wording(self.deadline, self.start_stated)

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
    readings: Readings = ()
    refers_to: tuple[str, ...] = ()

    @property
    def reading(self) -> Text | None:
        """The readings taken, as one text."""
        return words_of(self.readings)


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
    readings: Readings = ()
    refers_to: tuple[str, ...] = ()
    through_any: bool = False

    @property
    def reading(self) -> Text | None:
        """The readings taken, as one text."""
        return words_of(self.readings)


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
    readings: Readings = ()
    refers_to: tuple[str, ...] = ()

    @property
    def reading(self) -> Text | None:
        """The readings taken, as one text."""
        return words_of(self.readings)


Rule = Obligation | CountsAs | Power | Prohibition


def bearers_of(rule: Obligation | Power | Prohibition) -> tuple[str, ...]:
    """Return the parties that a duty, power or prohibition is about."""
    return rule.bearers if isinstance(rule, Obligation) else (rule.bearer,)


def act_of(rule: Rule) -> str:
    """Return the event that a rule is about."""
    match rule:
        case CountsAs():
            return rule.event
        case Obligation() | Power() | Prohibition():
            return rule.act
        case _:
            assert_never(rule)


def effects_of(rule: Rule) -> frozenset[str]:
    """Return the events that a rule demands, allows, deems or counts; nobody else's to bring about.

    A prohibition brings nothing about.
    """
    match rule:
        case Obligation() | Power():
            return derived_by(rule) | {rule.act}
        case CountsAs() | Prohibition():
            return derived_by(rule)
        case _:
            assert_never(rule)


def derived_by(rule: Rule) -> frozenset[str]:
    """Return the events that a rule deems or counts, of itself and by nobody's act."""
    match rule:
        case Obligation():
            return frozenset(default.event for default in rule.expiring)
        case CountsAs():
            return frozenset({rule.event})
        case Power() | Prohibition():
            return frozenset()
        case _:
            assert_never(rule)


def events_of(rule: Rule) -> frozenset[str]:
    """Return every event that a rule names."""
    further: tuple[str | None, ...] = ()
    match rule:
        case Obligation():
            further = (*rule.excused_by, rule.announced)
        case Prohibition():
            further = (rule.act, rule.until)
        case CountsAs() | Power():
            pass
        case _:
            assert_never(rule)
    return effects_of(rule) | {*rule.on.events} | {event for event in further if event}


def broken_by(rule: Rule) -> str | None:
    """Return the event that breaches a rule when it comes: what is forbidden, or unannounced."""
    match rule:
        case Obligation():
            return rule.announced
        case Prohibition():
            return rule.act
        case CountsAs() | Power():
            return None
        case _:
            assert_never(rule)


def binds(rule: Rule) -> TypeGuard[Obligation | Prohibition]:
    """Whether a rule can be breached."""
    match rule:
        case Obligation() | Prohibition():
            return True
        case CountsAs() | Power():
            return False
        case _:
            assert_never(rule)


def supports(rule: Rule) -> TypeGuard[Obligation | Power]:
    """Whether somebody may perform an act by a rule."""
    match rule:
        case Obligation() | Power():
            return True
        case CountsAs() | Prohibition():
            return False
        case _:
            assert_never(rule)
