"""The life of one duty: how it arises, and what fulfils, excuses or breaches it.

Lapses, powers and prohibitions, once set going, are kept alike.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from enum import StrEnum
from typing import NamedTuple, assert_never

from model.clock import Clock
from model.members import made, plain
from model.rule import Lapse, Obligation, Power, Prohibition
from model.tolling import Running
from model.trace import Mode, Moment, Occurrence


@plain
class Status(StrEnum):
    """Where a duty stands; ``overdue``, ``late`` and ``violated`` are breaches.

    A power or prohibition is pending while it is in force and fulfilled once it has ended; a lapse
    is fulfilled once its time has run out.
    """

    PENDING = "pending"
    FULFILLED = "fulfilled"
    EXCUSED = "excused"
    OVERDUE = "overdue"
    LATE = "late"
    VIOLATED = "violated"


class Duty(NamedTuple):
    """One obligation, lapse, power or prohibition that a trigger has set going in a thread.

    Attributes
    ----------
    opened
        The moment of the trigger.
    due
        The last moment that is in time, as things stand; ``None`` where the deadline never
        expires, stands still, or ends with an event that it must precede.
    settled
        The moment at which the act was done, by the bearer or by what counts as it.
    able
        The first moment from which a bearer could do the act, by own acts alone; ``None`` until
        there is one. What has come or been excused before that needs none.
    running
        Where its clock stands, if events may stop, restart or lengthen it.
    """

    rule: Obligation | Lapse | Power | Prohibition
    opened: Moment
    due: Moment | None
    status: Status = Status.PENDING
    settled: Moment | None = None
    able: Moment | None = None
    running: Running | None = None

    @property
    def breached(self) -> bool:
        """Whether the deadline passed before the bearer acted."""
        return self.status in (Status.OVERDUE, Status.LATE, Status.VIOLATED)


_ENDED = (Status.FULFILLED, Status.EXCUSED)


def touching(rule: Obligation | Lapse | Power | Prohibition) -> tuple[str, ...]:
    """Return the events that change where a rule stands once it is set going."""
    named: tuple[str | None, ...]
    match rule:
        case Prohibition():
            named = (rule.act, rule.until)
        case Power():
            named = (rule.until,)
        case Lapse():
            named = (*rule.unless, *rule.clock.events)
        case Obligation():
            named = (rule.act, *rule.excused_by, rule.announced, *rule.clock.events)
        case _:
            assert_never(rule)
    return tuple(dict.fromkeys(event for event in named if event is not None))


def opened(
    rule: Obligation | Lapse | Power | Prohibition,
    moment: Moment,
    due: Moment | None,
    occurred: Mapping[str, Occurrence],
    able: Moment | None = None,
) -> Duty:
    """Return where a rule stands when it is set going, after what has occurred; its clock apart."""
    duty = made(Duty, (rule, moment, due, Status.PENDING, None, able, None))
    if not isinstance(rule, Obligation):
        return _in_force(duty, occurred)
    if rule.announced in occurred:
        return duty._replace(status=Status.EXCUSED)
    if rule.act in occurred:
        duty = duty._replace(status=Status.FULFILLED, settled=occurred[rule.act].moment)
    excuses = rule.excused_by
    if excuses and any(event in occurred for event in excuses) and _undecided(rule, duty):
        return duty._replace(status=Status.EXCUSED)
    return duty


def _in_force(duty: Duty, occurred: Container[str]) -> Duty:
    """Return a lapse, power or ban that is set going, unless what has occurred has ended it."""
    rule = duty.rule
    if isinstance(rule, Lapse):
        ended = any(event in occurred for event in rule.unless)
        return duty._replace(status=Status.EXCUSED) if ended else duty
    assert not isinstance(rule, Obligation)
    ended = rule.until is not None and rule.until in occurred
    return Duty(rule, duty.opened, None, Status.FULFILLED if ended else Status.PENDING)


def _undecided(rule: Obligation, duty: Duty) -> bool:
    """Whether a duty may still be breached; of an announced event this shows when it comes."""
    notice_given = duty.status is Status.FULFILLED and rule.announced is not None
    return duty.status is Status.PENDING or notice_given


def _too_late(rule: Obligation, excuse: Occurrence, occurred: Mapping[str, Occurrence]) -> bool:
    """Whether an excuse of a notice comes no sooner than the event; what expires comes together."""
    event = occurred.get(rule.announced) if rule.announced is not None else None
    if event is None:
        return False
    together = event.mode is excuse.mode is Mode.DEEMED and event.moment == excuse.moment
    order = list(occurred)
    return together or order.index(event.event) < order.index(excuse.event)


def touched(
    duty: Duty,
    one: Occurrence,
    clock: Clock,
    ahead: Mapping[str, int],
    occurred: Mapping[str, Occurrence],
) -> Duty:
    """Return where a rule stands after an event that it is about, its clock apart.

    ``ahead`` is by rule how many working days before an announced event notice of it is due; it
    has none of those by which notice need only come first. ``occurred`` is what has come by now.
    """
    rule = duty.rule
    if isinstance(rule, Obligation):
        if one.event == rule.act:
            return _discharged(duty, rule, one)
        if one.event == rule.announced:
            return _announced(duty, one, clock, ahead.get(rule.id, 0))
        ended = one.event in rule.excused_by and _undecided(rule, duty)
        if ended and not _too_late(rule, one, occurred):
            return duty._replace(status=Status.EXCUSED)
        return duty
    if isinstance(rule, Prohibition):
        return _forbidden(duty, rule, one)
    if isinstance(rule, Power):
        return duty._replace(status=Status.FULFILLED)
    ended = duty.status is Status.PENDING and one.event in rule.unless
    return duty._replace(status=Status.EXCUSED) if ended else duty


def _forbidden(duty: Duty, rule: Prohibition, one: Occurrence) -> Duty:
    """What an event makes of a ban; its being done is no leave to have done it."""
    if duty.status is not Status.PENDING:
        return duty
    own = one.event == rule.act and one.mode is Mode.PERFORMED and one.party == rule.bearer
    if own:
        return duty._replace(status=Status.VIOLATED, settled=one.moment)
    return duty._replace(status=Status.FULFILLED) if one.event == rule.until else duty


def _announced(duty: Duty, event: Occurrence, clock: Clock, ahead: int) -> Duty:
    """Once the event has come, notice of it has been given in time or not."""
    if duty.status is Status.PENDING:
        return duty._replace(status=Status.OVERDUE, due=event.moment)
    if duty.status is not Status.FULFILLED or not ahead or duty.settled is None:
        return duty
    latest = clock.latest_notice(event.at, ahead)
    return duty if duty.settled[0] <= latest else duty._replace(status=Status.LATE)


def _discharged(duty: Duty, rule: Obligation, act: Occurrence) -> Duty:
    """A performance of another party, or a deemed act, leaves the bearer's duty as it was."""
    _, since, due, status, _, able, running = duty
    mode, moment = act.mode, (act.at, act.round)
    own = mode is Mode.PERFORMED and act.party in rule.bearers
    if status in _ENDED or not (own or mode is Mode.COUNTED):
        return duty
    in_time = status is Status.PENDING and (due is None or moment <= due)
    found = Status.FULFILLED if in_time else Status.LATE
    return made(Duty, (rule, since, due, found, moment, able, running))
