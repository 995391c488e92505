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

from collections.abc import Container, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import replace
from typing import NamedTuple

from model.ability import able_from
from model.clock import Clock
from model.deadline import Before, Reading, Term
from model.duty import Duty, Status, opened, touched
from model.indices import ABOUT_NOTHING, Indices
from model.means import Means, ends_at_once
from model.members import made
from model.regime import Regime
from model.rule import CountsAs, Lapse, Obligation, Rule, Timed, is_timed
from model.tolling import begun, heeded
from model.trace import Mode, Moment, Occurrence
from model.version import Going, going_on
from model.vocabulary import WORLD, holds


class State(NamedTuple):
    """One thread: what its case is like, what has occurred, and the duties set going."""

    attributes: Mapping[str, str]
    occurred: Mapping[str, Occurrence]
    duties: Mapping[str, Duty]


class Transition(NamedTuple):
    """The new state, what occurred in this step in order, and the duties it opened."""

    state: State
    occurred: tuple[Occurrence, ...]
    opened: tuple[Duty, ...]


class Law:
    """A regime under one reading and one clock, indexed for stepping.

    Attributes
    ----------
    upon
        By event the rules that it is about; the other indices are those of
        :class:`~model.indices.Indices`.
    notices
        By rule of advance notice how many working days ahead it is due.
    moving
        The rules of which it does not show when a duty opens when they run out: lapses, which are
        no duties, and limits whose clock may stop, restart or be given longer.
    """

    def __init__(self, regime: Regime, reading: Reading, clock: Clock) -> None:
        self.regime = regime
        self.reading = reading
        self.clock = clock
        self.periods = regime.periods
        self.terms: dict[str, Term | None] = regime.terms(reading)
        self._grants = {rule.id: reading.grants(rule.clock.extensions) for rule in regime.timed}
        attributes = regime.vocabulary.attributes.values()
        self.notices = {
            rule.id: rule.deadline.count
            for rule in regime.obligations
            if isinstance(rule.deadline, Before)
        }
        self._usual = {one.id: one.values[0] for one in attributes}
        self.clocked = frozenset(rule.id for rule in regime.timed if rule.clock)
        self.order = {rule.id: place for place, rule in enumerate(regime.rules)}
        indices = Indices(regime)
        self.triggered_by, self.touched_by = indices.triggered_by, indices.touched_by
        self.counting, self.demanding = indices.counting, indices.demanding
        self.supporting, self.allowing = indices.supporting, indices.allowing
        self.moving = tuple(
            rule.id for rule in regime.timed if rule.clock or isinstance(rule, Lapse)
        )
        self.means = Means(regime)
        self.ready = {
            rule.id
            for rule in regime.obligations
            if self.means.ready(rule, ends_at_once(self.terms[rule.id]))
        }
        self.enabled_by: dict[str, list[Obligation]] = {}
        for rule in regime.obligations:
            if rule.id not in self.ready:
                for event in self.means.enabling(rule) | self.means.banned(rule):
                    self.enabled_by.setdefault(event, []).append(rule)
        self.upon = indices.upon(self.enabled_by)

    def under(self, clock: Clock) -> Law:
        """Return the same law by another clock; what the rules come to is not worked out again."""
        law = copy(self)
        law.clock = clock
        return law

    def start(self, attributes: Mapping[str, str] | None = None) -> State:
        """Return the state of a thread in which nothing has happened.

        An attribute that is not given has its first value.
        """
        return State({**self._usual, **(attributes or {})}, {}, {})

    def ahead(self, rule: Rule) -> int:
        """Return how many working days ahead notice is due by a rule, 0 if none."""
        return self.notices.get(rule.id, 0)

    def of_expiry(self, rule: Timed) -> str:
        """Return as whose act an expiry counts: the bearer's, else that of whose event it is."""
        if isinstance(rule, Obligation):
            return rule.bearer
        return self.regime.vocabulary.events[rule.event].by

    def meets(self, rule: Rule, at: int) -> bool:
        """Whether a rule is in force when what sets it going comes.

        Raises
        ------
        TypeError
            Where the text has changed and the clock knows no dates.
        """
        return not self.periods or self.periods[rule.id].holds(self.clock.dated(at))

    def due(self, rule: Rule, opened: Moment) -> Moment | None:
        """Return the last moment in time for a rule set going at a moment; ``None`` if none."""
        term = self.terms.get(rule.id)
        return None if term is None else self._end(rule, opened, term)

    def _end(self, rule: Rule, start: Moment, term: Term, lost: int = 0) -> Moment:
        at = self.clock.due(start[0], rule.id, term)
        at = self.clock.later(at, lost) if lost else at
        return (at, start[1] if at == start[0] else 0)

    def running_out(self, duty: Duty) -> Moment | None:
        """Return when the limit of a duty or lapse runs out as its clock stands now."""
        term, running = self.terms.get(duty.rule.id), duty.running
        if term is None or running is None:
            return duty.due
        if running.halted or running.granted is None:
            return None
        longer = replace(term, count=term.count + running.granted)
        end = self._end(duty.rule, running.start, longer, running.lost)
        return max(end, running.least)

    def begun(self, duty: Duty, occurred: Container[str]) -> Duty:
        """Return a duty or lapse, as its clock begins after what has occurred by its trigger."""
        if duty.rule.id in self.clocked and is_timed(duty.rule):
            duty = duty._replace(running=begun(duty.rule.clock, duty.opened, occurred))
        return duty._replace(due=self.running_out(duty)) if duty.running else duty

    def tolled(self, duty: Duty, one: Occurrence, occurred: Container[str]) -> Duty:
        """Return a pending duty or lapse after an event that its clock heeds."""
        rule = duty.rule
        assert is_timed(rule)
        assert duty.running is not None
        about = (one, occurred, self._grants[rule.id], self.clock)
        duty = duty._replace(running=heeded(rule.clock, duty.running, *about))
        return duty._replace(due=self.running_out(duty))


def advance(law: Law, state: State, new: Iterable[Occurrence]) -> Transition:
    """Let events of one moment occur, with all that they count as and all duties they set going.

    An event that has already occurred does not occur again.
    """
    occurred = dict(state.occurred)
    duties = dict(state.duties)
    happened: list[Occurrence] = []
    begun: list[Duty] = []
    enabling = False
    for one in new:
        if one.event not in occurred:
            occurred[one.event] = one
            happened.append(one)
    # The list grows while it is read: what counts as something else takes its turn behind it.
    for one in happened:
        touching, triggered, counting, enabled = law.upon.get(one.event, ABOUT_NOTHING)
        for name in touching:
            if (duty := duties.get(name)) is not None:
                duty = touched(duty, one, law.clock, law.notices, occurred)
                if duty.running is not None and duty.status is Status.PENDING:
                    # To a clock, what is one step with the trigger is as if it had come before it.
                    early = name not in state.duties
                    duty = law.begun(duty, occurred) if early else law.tolled(duty, one, occurred)
                duties[name] = duty
        for name, rule, always in triggered:
            if (
                name not in duties
                and (always or _sets_going(rule, occurred, state.attributes))
                and (not law.periods or _in_force(law, rule, duties, one))
            ):
                duty = _set_going(law, rule, one, occurred)
                duties[duty.rule.id] = duty
                if isinstance(duty.rule, Obligation):
                    begun.append(duty)
        if counting:  # it comes after the duties that the event sets going
            happened += _counted_by(law, counting, one, occurred, state.attributes)
        enabling = enabling or bool(enabled)
    after = made(State, (state.attributes, occurred, duties))
    if enabling:
        _make_able(law, after, duties, happened)
    return made(Transition, (after, tuple(happened), tuple(begun)))


def _set_going(law: Law, rule: Going, one: Occurrence, occurred: Mapping[str, Occurrence]) -> Duty:
    """Return where a rule, or its successor, stands when an event has set it going."""
    moment = (one.at, one.round)
    due = law.due(rule, moment)
    if law.periods:
        rule, due = going_on(law, rule, moment)
    able = moment if rule.id in law.ready else None
    duty = opened(rule, moment, due, occurred, able)
    return law.begun(duty, occurred) if rule.id in law.clocked else duty


def _make_able(
    law: Law, state: State, duties: dict[str, Duty], happened: Iterable[Occurrence]
) -> None:
    """Note which duties have become able by all that a step has brought about.

    It is asked at its end, since a duty and a ban on its act may arise together; and again as long
    as the instant from which one is able lies ahead, since a ban may arise before it. Nothing is
    noted once the act has come, or the event that should have been announced.
    """
    for one in happened:
        for rule in law.enabled_by.get(one.event, ()):
            duty = duties.get(rule.id)
            if duty is None or rule.act in state.occurred or rule.announced in state.occurred:
                continue
            if duty.able is None or duty.able > one.moment:
                duties[rule.id] = duty._replace(able=able_from(law, state, duty, one.moment))


def expire(law: Law, state: State, moment: Moment) -> Transition:
    """Let every limit that ends by a moment run out, with what that deems.

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
        lapsed = isinstance(duty.rule, Lapse)
        duties[duty.rule.id] = duty._replace(status=Status.FULFILLED if lapsed else Status.OVERDUE)
    deemed = [one for duty in overdue for one in _deemed(law, duty, state, moment)]
    return advance(law, State(state.attributes, state.occurred, duties), deemed)


def next_expiry(state: State) -> Moment | None:
    """Return the earliest moment at which a limit runs out, if any does."""
    return min(
        (
            duty.due
            for duty in state.duties.values()
            if duty.status is Status.PENDING and duty.due is not None
        ),
        default=None,
    )


def _in_force(law: Law, rule: Rule, duties: Mapping[str, Duty], one: Occurrence) -> bool:
    """Whether a rule is in force and no other version of it has been set going."""
    return law.meets(rule, one.at) and not any(
        other in duties for other in law.periods[rule.id].family
    )


def _sets_going(
    rule: Rule, occurred: Mapping[str, Occurrence], attributes: Mapping[str, str]
) -> bool:
    if rule.on.quantifier == "all":
        for event in rule.on.events:
            if event not in occurred:
                return False
    return not rule.when or holds(rule.when, attributes)


def _counted_by(
    law: Law,
    rules: Iterable[CountsAs],
    one: Occurrence,
    occurred: dict[str, Occurrence],
    attributes: Mapping[str, str],
) -> list[Occurrence]:
    """Add to what has occurred, and return, all that an event counts as by some rules."""
    going = [
        rule
        for rule in rules
        if _sets_going(rule, occurred, attributes) and law.meets(rule, one.at)
    ]
    found: list[Occurrence] = []
    for rule in going:
        if rule.event not in occurred:
            counted = _counted(law, rule, one)
            occurred[rule.event] = counted
            found.append(counted)
    return found


def _counted(law: Law, rule: CountsAs, cause: Occurrence) -> Occurrence:
    by = law.regime.vocabulary.events[rule.event].by
    party = cause.party if by == WORLD else by
    return Occurrence(rule.event, cause.at, Mode.COUNTED, party, rule.id, cause.round)


def _deemed(law: Law, duty: Duty, state: State, moment: Moment) -> Iterator[Occurrence]:
    rule = duty.rule
    assert is_timed(rule)
    for default in rule.expiring:
        if not default.excepted(state.attributes):
            party = law.of_expiry(rule)
            yield Occurrence(default.event, moment[0], Mode.DEEMED, party, rule.id, moment[1] + 1)
