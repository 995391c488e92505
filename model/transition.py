"""The one transition relation: how duties arise, are fulfilled, expire and are deemed.

The simulator executes it, conformance replays traces through it, the tests enumerate runs with
it, and :mod:`verify.encoding` states the same for the solver. It is pure: a step returns a new
state. It knows neither the calendar nor SimPy; a :class:`~model.clock.Clock` gives it due dates.

The order within one instant is: acts; then all deadlines that expire, together, with what they
deem and then what that counts as; then exogenous events. So an act at the very instant of its
deadline is in time. What an expiry brings about at that instant belongs to a further **round** of
the same order, so that a duty born there with an immediate deadline can still be met there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from model.clock import Clock
from model.deadline import Before, Reading, Term, notice
from model.regime import Regime
from model.rule import CountsAs, Obligation, Power, Prohibition, Rule, bearers_of
from model.trace import Mode, Moment, Occurrence
from model.vocabulary import WORLD, holds


class Status(StrEnum):
    """Where a duty stands; ``overdue``, ``late`` and ``violated`` are breaches.

    A power stays pending; a prohibition is pending while it is in force and fulfilled once lifted.
    """

    PENDING = "pending"
    FULFILLED = "fulfilled"
    EXCUSED = "excused"
    OVERDUE = "overdue"
    LATE = "late"
    VIOLATED = "violated"


class Duty(NamedTuple):
    """One obligation, power or prohibition that a trigger has set going in a thread.

    Attributes
    ----------
    opened
        The moment of the trigger.
    due
        The last moment that is in time; ``None`` where the deadline never expires, or ends with an
        event that it must precede.
    settled
        The moment at which the act was done, by the bearer or by what counts as it.
    """

    rule: Obligation | Power | Prohibition
    opened: Moment
    due: Moment | None
    status: Status = Status.PENDING
    settled: Moment | None = None

    @property
    def breached(self) -> bool:
        """Whether the deadline passed before the bearer acted."""
        return self.status in (Status.OVERDUE, Status.LATE, Status.VIOLATED)


class State(NamedTuple):
    """One thread: what its case is like, what has occurred, and the duties set going."""

    attributes: Mapping[str, str]
    occurred: Mapping[str, Occurrence]
    duties: Mapping[str, Duty]


class Step(NamedTuple):
    """The new state, what occurred in this step in order, and the duties it opened."""

    state: State
    occurred: tuple[Occurrence, ...]
    opened: tuple[Duty, ...]


class Law:
    """A regime under one reading and one clock, indexed for stepping."""

    def __init__(self, regime: Regime, reading: Reading, clock: Clock) -> None:
        self.regime = regime
        self.reading = reading
        self.clock = clock
        self.terms: dict[str, Term | None] = {
            rule.id: reading.term(rule.deadline, regime.counting) for rule in regime.obligations
        }
        attributes = regime.vocabulary.attributes.values()
        self.notice = {
            rule.id: notice(rule.deadline, regime.counting)
            for rule in regime.obligations
            if isinstance(rule.deadline, Before)
        }
        self._usual = {one.id: one.values[0] for one in attributes}
        self.order = {rule.id: place for place, rule in enumerate(regime.rules)}
        self.triggered_by: dict[str, list[Rule]] = {}
        self.demanding: dict[str, list[Obligation]] = {}
        self.supporting: dict[str, list[Obligation | Power]] = {}
        self.touched_by: dict[str, list[Obligation | Prohibition]] = {}
        for rule in regime.rules:
            for event in rule.on.events:
                self.triggered_by.setdefault(event, []).append(rule)
            if isinstance(rule, Obligation):
                self.demanding.setdefault(rule.act, []).append(rule)
            if isinstance(rule, Obligation | Power):
                self.supporting.setdefault(rule.act, []).append(rule)
            if isinstance(rule, Obligation | Prohibition):
                for event in _touching(rule):
                    self.touched_by.setdefault(event, []).append(rule)

    def start(self, attributes: Mapping[str, str] | None = None) -> State:
        """Return the state of a thread in which nothing has happened.

        An attribute that is not given has its first value.
        """
        return State({**self._usual, **(attributes or {})}, {}, {})

    def due(self, rule: Obligation, opened: Moment) -> Moment | None:
        """Return the last moment in time for a duty opened at a moment."""
        term = self.terms[rule.id]
        if term is None:
            return None
        at = self.clock.due(opened[0], rule.id, term)
        return (at, opened[1] if at == opened[0] else 0)


def advance(law: Law, state: State, new: Iterable[Occurrence]) -> Step:
    """Let events of one moment occur, with all that they count as and all duties they set going.

    An event that has already occurred does not occur again.
    """
    occurred = dict(state.occurred)
    duties = dict(state.duties)
    happened: list[Occurrence] = []
    opened: list[Duty] = []
    for one in new:
        if one.event not in occurred:
            occurred[one.event] = one
            happened.append(one)
    # The list grows while it is read: what counts as something else takes its turn behind it.
    for one in happened:
        for rule in law.touched_by.get(one.event, ()):
            if (duty := duties.get(rule.id)) is not None:
                duties[rule.id] = _touched(law, duty, one)
        going = [
            rule
            for rule in law.triggered_by.get(one.event, ())
            if _sets_going(rule, occurred, state.attributes)
        ]
        # What the event counts as comes after the duties that it sets going.
        for triggered in going:
            if not isinstance(triggered, CountsAs) and triggered.id not in duties:
                duty = _opened(law, triggered, one, occurred)
                duties[triggered.id] = duty
                if isinstance(triggered, Obligation):
                    opened.append(duty)
        for triggered in going:
            if isinstance(triggered, CountsAs) and triggered.event not in occurred:
                counted = _counted(law, triggered, one)
                occurred[counted.event] = counted
                happened.append(counted)
    return Step(State(state.attributes, occurred, duties), tuple(happened), tuple(opened))


def expire(law: Law, state: State, moment: Moment) -> Step:
    """Let every pending duty that is due by a moment become overdue, with what that deems.

    All of them expire together: an effect of one expiry comes too late to rescue another.
    """
    duties = dict(state.duties)
    overdue = [
        duty
        for duty in duties.values()
        if duty.status is Status.PENDING and duty.due is not None and duty.due <= moment
    ]
    overdue.sort(key=lambda duty: law.order[duty.rule.id])
    for duty in overdue:
        duties[duty.rule.id] = duty._replace(status=Status.OVERDUE)
    deemed = [one for duty in overdue for one in _deemed(duty, state, moment)]
    return advance(law, State(state.attributes, state.occurred, duties), deemed)


def next_expiry(state: State) -> Moment | None:
    """Return the earliest moment at which a pending duty expires, if any does."""
    return min(
        (
            duty.due
            for duty in state.duties.values()
            if duty.status is Status.PENDING and duty.due is not None
        ),
        default=None,
    )


def performable(law: Law, state: State, event: str, party: str) -> Moment | None:
    """Return the earliest moment from which the party may perform the event; ``None`` if never.

    An act that rules govern may be performed only by a bearer of one that demands or allows it,
    after that rule's trigger; any other event is free, after what it presupposes and in the cases
    in which it can happen at all.
    """
    if event in state.occurred:
        return None
    earliest = _presupposed(law, state, event)
    if earliest is None or event not in law.regime.governed:
        return earliest
    supports = [
        duty.opened
        for rule in law.supporting.get(event, ())
        if party in bearers_of(rule) and (duty := state.duties.get(rule.id)) is not None
    ]
    return max(earliest, min(supports)) if supports else None


def _presupposed(law: Law, state: State, event: str) -> Moment | None:
    earliest: Moment = (0, 0)
    kind = law.regime.vocabulary.events[event]
    if kind.when and not holds(kind.when, state.attributes):
        return None
    for other in kind.presupposes:
        if other not in state.occurred:
            return None
        earliest = max(earliest, state.occurred[other].moment)
    return earliest


def _sets_going(
    rule: Rule, occurred: Mapping[str, Occurrence], attributes: Mapping[str, str]
) -> bool:
    if rule.on.quantifier == "all" and not all(event in occurred for event in rule.on.events):
        return False
    return not rule.when or holds(rule.when, attributes)


def _counted(law: Law, rule: CountsAs, cause: Occurrence) -> Occurrence:
    by = law.regime.vocabulary.events[rule.event].by
    party = cause.party if by == WORLD else by
    return Occurrence(rule.event, cause.at, Mode.COUNTED, party, rule.id, cause.round)


def _touching(rule: Obligation | Prohibition) -> tuple[str, ...]:
    """The events that change where a duty or prohibition stands once it has been set going."""
    if isinstance(rule, Prohibition):
        named: tuple[str | None, ...] = (rule.act, rule.until)
    else:
        named = (rule.act, *rule.excused_by, rule.announced)
    return tuple(dict.fromkeys(event for event in named if event is not None))


def _opened(
    law: Law,
    rule: Obligation | Power | Prohibition,
    cause: Occurrence,
    occurred: Mapping[str, Occurrence],
) -> Duty:
    if isinstance(rule, Power):
        return Duty(rule, cause.moment, None)
    if isinstance(rule, Prohibition):
        lifted = rule.until is not None and rule.until in occurred
        return Duty(rule, cause.moment, None, Status.FULFILLED if lifted else Status.PENDING)
    duty = Duty(rule, cause.moment, law.due(rule, cause.moment))
    if rule.announced in occurred:
        return duty._replace(status=Status.EXCUSED)
    if rule.act in occurred:
        duty = duty._replace(status=Status.FULFILLED, settled=occurred[rule.act].moment)
    if any(event in occurred for event in rule.excused_by) and _undecided(rule, duty):
        return duty._replace(status=Status.EXCUSED)
    return duty


def _undecided(rule: Obligation, duty: Duty) -> bool:
    """Whether a duty may still be breached; of an announced event this shows when it comes."""
    notice_given = duty.status is Status.FULFILLED and rule.announced is not None
    return duty.status is Status.PENDING or notice_given


def _touched(law: Law, duty: Duty, one: Occurrence) -> Duty:
    """Where a duty or prohibition stands after an event that it is about."""
    rule = duty.rule
    if isinstance(rule, Prohibition):
        return _forbidden(duty, rule, one)
    assert isinstance(rule, Obligation)
    if one.event == rule.act:
        return _discharged(duty, one)
    if one.event == rule.announced:
        return _announced(law, duty, rule, one)
    return duty._replace(status=Status.EXCUSED) if _undecided(rule, duty) else duty


def _forbidden(duty: Duty, rule: Prohibition, one: Occurrence) -> Duty:
    if duty.status is not Status.PENDING:
        return duty
    if one.event == rule.until:
        return duty._replace(status=Status.FULFILLED)
    own = one.mode is Mode.PERFORMED and one.party == rule.bearer
    return duty._replace(status=Status.VIOLATED, settled=one.moment) if own else duty


def _announced(law: Law, duty: Duty, rule: Obligation, event: Occurrence) -> Duty:
    """Once the event has come, notice of it has been given in time or not."""
    if duty.status is Status.PENDING:
        return duty._replace(status=Status.OVERDUE, due=event.moment)
    days = law.notice[rule.id]
    if duty.status is not Status.FULFILLED or not days or duty.settled is None:
        return duty
    latest = law.clock.latest_notice(event.at, days)
    return duty if duty.settled[0] <= latest else duty._replace(status=Status.LATE)


def _discharged(duty: Duty, act: Occurrence) -> Duty:
    """A performance of another party, or a deemed act, leaves the bearer's duty as it was."""
    assert isinstance(duty.rule, Obligation)
    own = act.mode is Mode.PERFORMED and act.party in duty.rule.bearers
    if duty.status in (Status.FULFILLED, Status.EXCUSED) or not (own or act.mode is Mode.COUNTED):
        return duty
    in_time = duty.status is Status.PENDING and (duty.due is None or act.moment <= duty.due)
    return duty._replace(status=Status.FULFILLED if in_time else Status.LATE, settled=act.moment)


def _deemed(duty: Duty, state: State, moment: Moment) -> Iterator[Occurrence]:
    assert isinstance(duty.rule, Obligation)
    for default in duty.rule.expiring:
        if not default.excepted(state.attributes):
            yield Occurrence(
                default.event, moment[0], Mode.DEEMED, duty.rule.bearer, duty.rule.id, moment[1] + 1
            )
