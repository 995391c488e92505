"""The kinds of rules: duties, lapses, what counts as what, powers and prohibitions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Literal, TypeGuard, assert_never

from model.deadline import Before, Completeness, Deadline, completeness, is_open
from model.interpretation import Readings, words_of
from model.language import Text
from model.tolling import RUNS_ON, Tolling
from model.value import dataclass
from model.vocabulary import Guard, holds
from model.wording import Wording, wording


@dataclass(frozen=True)
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


class _Read:
    """What is read out of a clause."""

    __slots__ = ()
    readings: Readings

    @property
    def reading(self) -> Text | None:
        """The readings taken, as one text."""
        return words_of(self.readings)


class _Limited(_Read):
    """What has a limit."""

    deadline: Deadline
    start_stated: bool

    @property
    def wording(self) -> Wording:
        """What the text itself writes of its time."""
        return wording(self.deadline, self.start_stated)

    @property
    def completeness(self) -> Completeness:
        """How much of the deadline the text settles."""
        return completeness(self.deadline, self.start_stated)

    @property
    def open(self) -> bool:
        """Whether the deadline is a parameter that a reading must fill."""
        return is_open(self.deadline)


@dataclass(frozen=True)
class Obligation(_Limited):
    """A rule: after its trigger the bearer must perform the act by the deadline.

    Attributes
    ----------
    through_any
        Whether any one of several channels will do; else all of them are needed.
    jointly
        Further bearers; the act of any one of them fulfils the duty, and all answer for it.
    bearer_leads
        Whether the text says that of several bearers the first leads.
    bearer_stated, bearer_either
        Whether the text itself names who must act; whether it names several with "or".
    limit_article
        The article that sets the limit, where it is another than the one that sets the duty.
    content
        What the act must contain, in the vocabulary's words.
    overdue
        The event that the missed deadline itself is, for rules that follow on it; it occurs with
        the expiry and cures nothing.
    excused_by
        Events of which any, before the duty is fulfilled and by its deadline, ends it without
        breach.
    clock
        What stops, restarts or lengthens the limit while it runs.
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
    clock: Tolling = RUNS_ON
    bearer_either: bool = False
    limit_article: str | None = None

    @cached_property
    def bearers(self) -> tuple[str, ...]:
        """All who must see to it that the act is done."""
        return (self.bearer, *self.jointly)

    @cached_property
    def expiring(self) -> tuple[Default, ...]:
        """What occurs when the deadline passes on the pending duty."""
        overdue = (Default(self.overdue),) if self.overdue else ()
        return ((self.on_expiry,) if self.on_expiry else ()) + overdue

    @cached_property
    def announced(self) -> str | None:
        """The event that the act must precede, where the deadline is one of advance notice."""
        return self.deadline.event if isinstance(self.deadline, Before) else None


@dataclass(frozen=True)
class Lapse(_Limited):
    """What happens when time runs out and nobody is to blame: a burden, a term, a timer.

    After its trigger, unless one of some events comes by the deadline, the event occurs; a plain
    timer has none of these. Nobody obeys or breaches it: it is brought about by the clock, as a
    default on expiry is.
    """

    id: str
    article: str
    on: Trigger
    event: str
    deadline: Deadline
    when: Guard
    unless: tuple[str, ...] = ()
    start_stated: bool = True
    clock: Tolling = RUNS_ON
    readings: Readings = ()
    refers_to: tuple[str, ...] = ()

    @property
    def excused_by(self) -> tuple[str, ...]:
        """What ends it, as what ends a duty without breach."""
        return self.unless

    @cached_property
    def expiring(self) -> tuple[Default, ...]:
        """What occurs when the deadline passes."""
        return (Default(self.event),)


@dataclass(frozen=True, slots=True)
class CountsAs(_Read):
    """A constitutive rule: the trigger itself brings the event about; no duty, no time."""

    id: str
    article: str
    on: Trigger
    event: str
    when: Guard
    readings: Readings = ()
    refers_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Power(_Read):
    """A permission: after its trigger the bearer may perform the act, and need not.

    ``until`` is an event that ends it, for a permission that does not last; ``None`` for one that
    does. What one may do only for a time is no means that one owes to a duty.
    """

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
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Prohibition(_Read):
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


Rule = Obligation | Lapse | CountsAs | Power | Prohibition
Timed = Obligation | Lapse
"""The rules that have a limit, at whose end something may occur."""


def bearers_of(rule: Rule) -> tuple[str, ...]:
    """Return the parties that a rule is about; none where it is about no party's act."""
    match rule:
        case Obligation():
            return rule.bearers
        case Power() | Prohibition():
            return (rule.bearer,)
        case Lapse() | CountsAs():
            return ()
        case _:
            assert_never(rule)


def act_of(rule: Rule) -> str:
    """Return the event that a rule is about."""
    match rule:
        case CountsAs() | Lapse():
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
        case Lapse() | CountsAs() | Prohibition():
            return derived_by(rule)
        case _:
            assert_never(rule)


def derived_by(rule: Rule) -> frozenset[str]:
    """Return the events that a rule deems or counts, of itself and by nobody's act."""
    match rule:
        case Obligation() | Lapse():
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
            further = (*rule.excused_by, rule.announced, *rule.clock.events)
        case Lapse():
            further = (*rule.unless, *rule.clock.events)
        case Prohibition():
            further = (rule.act, rule.until)
        case Power():
            further = (rule.until,)
        case CountsAs():
            pass
        case _:
            assert_never(rule)
    return effects_of(rule) | {*rule.on.events} | {event for event in further if event}


def binds(rule: Rule) -> TypeGuard[Obligation | Prohibition]:
    """Whether a rule can be breached."""
    match rule:
        case Obligation() | Prohibition():
            return True
        case Lapse() | CountsAs() | Power():
            return False
        case _:
            assert_never(rule)


def supports(rule: Rule) -> TypeGuard[Obligation | Power]:
    """Whether somebody may perform an act by a rule."""
    match rule:
        case Obligation() | Power():
            return True
        case Lapse() | CountsAs() | Prohibition():
            return False
        case _:
            assert_never(rule)


def is_timed(rule: Rule) -> TypeGuard[Timed]:
    """Whether a rule has a limit at whose end something may occur."""
    return isinstance(rule, Obligation | Lapse)
