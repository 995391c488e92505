"""A session: one matter on real dates, taken step by step through the one transition relation.

What anybody does or the world brings is a step; so is waiting, by which limits run out and what
they deem occurs. A session never changes: each step returns the next one, and :func:`back` the one
before. Every session, watched until :attr:`Session.end`, is a run that
:mod:`model.conformance` admits. It is about one thread of one case: queues, and departments with
many matters, are the simulator's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from model.ability import disobeyed, limit
from model.calendar import Calendar, chinese_calendar
from model.clock import CalendarClock
from model.conformance import Judgement, judge
from model.deadline import STRICT, Reading
from model.deeds import Deed, Kind, line
from model.duty import Duty, Status
from model.language import Complaint, plain
from model.near import offered
from model.options import Move, movers, option, options
from model.regime import Regime
from model.rule import Obligation
from model.trace import Mode, Moment, Occurrence, Run
from model.transition import Law, State, Transition, advance, expire, next_expiry
from model.vocabulary import WORLD
from model.waiting import Awaited, Waiting


class Expired(NamedTuple):
    """A limit that ran out, and what whoever bears it was waiting for then, that others bring."""

    duty: Duty
    awaited: Awaited


class Step(NamedTuple):
    """What was done at one step, with all that came of it, in order."""

    deed: Deed
    occurred: tuple[Occurrence, ...]
    expired: tuple[Expired, ...] = ()


@dataclass(frozen=True, eq=False, repr=False)
class Session:
    """One matter as it stands.

    Attributes
    ----------
    law
        The regime under one reading, on the calendar.
    now
        The moment that has been reached; what is done next is not before it.
    silent
        The parties that never act; their limits run out.
    before
        The session one step earlier; ``None`` at the start.
    """

    law: Law
    calendar: Calendar
    state: State
    now: Moment
    silent: frozenset[str] = frozenset()
    steps: tuple[Step, ...] = ()
    before: Session | None = None

    def __repr__(self) -> str:
        return f"<Session {self.law.regime.id}, {len(self.steps)} steps>"

    @property
    def text(self) -> str:
        """The steps on one line; :func:`model.deeds.parsed` and :func:`played` repeat them."""
        return line(step.deed for step in self.steps)

    @property
    def occurred(self) -> tuple[Occurrence, ...]:
        """All that has come about, in order."""
        return tuple(one for step in self.steps for one in step.occurred)

    @property
    def expired(self) -> dict[str, Expired]:
        """The limits that have run out, by rule."""
        return {one.duty.rule.id: one for step in self.steps for one in step.expired}

    @property
    def end(self) -> int:
        """The last instant of which everything has been seen."""
        at = self.now[0]
        open_ = any(
            duty.status is Status.PENDING and duty.due is not None and duty.due[0] <= at
            for duty in self.state.duties.values()
        )
        return at - 1 if open_ else at

    @property
    def run(self) -> Run:
        """What has come about, as a run watched until :attr:`end`."""
        return Run(self.occurred, self.state.attributes, self.end)

    @property
    def judgements(self) -> tuple[Judgement, ...]:
        """What has become of every duty and prohibition by now, in the order of the rules."""
        return judge(self.law, self.state, self.end)

    @property
    def disobeyed(self) -> frozenset[str]:
        """The rules that those who could have kept them have not kept before now."""
        duties = self.state.duties.items()
        return frozenset(rule for rule, duty in duties if self._disobeyed(duty))

    def _disobeyed(self, duty: Duty) -> bool:
        if isinstance(duty.rule, Obligation) and duty.rule.announced is None:
            last = limit(self.law, duty)
            if last is None or last >= self.now:
                return False
        return disobeyed(self.law, self.state, duty)

    @property
    def next_limit(self) -> Moment | None:
        """When the next limit runs out, if any does."""
        return next_expiry(self.state)


def start(
    regime: Regime | Law,
    at: int,
    attributes: Mapping[str, str] | None = None,
    reading: Reading = STRICT,
    calendar: Calendar | None = None,
) -> Session:
    """Return a matter in which nothing has happened by an instant.

    Parameters
    ----------
    regime
        The regime; or a law of it by the calendar, where one is at hand: then the reading is its.
    attributes
        What the case is like; each that is not given has its first value.

    Raises
    ------
    Complaint
        Where a fact or a value is none of the regime's; where the calendar does not know the date.
    """
    calendar = calendar or chinese_calendar()
    calendar.slot(at)
    law = regime if isinstance(regime, Law) else Law(regime, reading, CalendarClock(calendar))
    known = law.regime.vocabulary.attributes
    for name, value in (attributes or {}).items():
        if name not in known:
            near = offered(name, {one: plain(one) for one in known})
            raise Complaint("session.no-fact", fact=name, known=near)
        if value not in known[name].values:
            values = offered(value, {one: plain(one) for one in known[name].values})
            raise Complaint("session.no-value", fact=name, value=value, known=values)
    return Session(law, calendar, law.start(attributes), (at, 0))


def possible(session: Session) -> tuple[Move, ...]:
    """Return who may do which event now: what is due soonest first, then what rules allow.

    What is free to a party comes behind, then what the world may bring.
    """
    found = options(session.law, session.state, session.silent)
    return tuple(sorted(found, key=_urgency))


def _urgency(move: Move) -> tuple[bool, bool, bool, bool, Moment]:
    due = move.due
    return (
        move.mode is Mode.EXOGENOUS,
        not move.demanded,
        not move.allowed and not move.demanded,
        due is None,
        due or (0, 0),
    )


def soonest(session: Session, move: Move) -> Moment:
    """Return the first moment, from now on, at which people do what is possible: in office hours.

    At the very close of business it is that instant, before its limits run out; behind these, what
    they alone have made possible, and what the world brings.
    """
    at, turn = session.now
    calendar = session.calendar
    if turn == 0:
        return session.now if calendar.is_closing(at) else (calendar.next_office_instant(at), 0)
    if move.mode is Mode.EXOGENOUS or move.earliest == session.now:
        return session.now
    return (calendar.next_office_instant(at + 1), 0)


def perform(
    session: Session, event: str, party: str | None = None, at: int | None = None, round: int = 0
) -> Session:
    """Return the session after an act or an event, and after all limits that end before it.

    Parameters
    ----------
    party
        Who acts; needed only where several may.
    at
        The instant; as soon as people can (:func:`soonest`) unless given.
    round
        The round of the instant, not before that of now.

    Raises
    ------
    Complaint
        Where it cannot be done, with what is lacking.
    """
    party = _party(session, event, party)
    if at is None:
        move = option(session.law, session.state, event, party)
        at, round = session.now if move is None else soonest(session, move)
    if (at, 0) < (session.now[0], 0):
        raise Complaint("session.past", event=_label(session, event))
    moment = (at, max(round, session.now[1]) if at == session.now[0] else round)
    exogenous = session.law.regime.is_exogenous(event)
    if moment[1] and not session.calendar.is_closing(at):
        raise Complaint("session.no-round")
    ready, expired, before = _until(session, moment)
    move = option(session.law, ready, event, party)
    if move is None:
        raise _impossible(session, ready, event, party)
    moment = max(moment, move.earliest)
    if not exogenous and moment[1] and move.earliest != moment:
        raise Complaint("session.closed", event=_label(session, event))
    one = Occurrence(event, at, move.mode, party, move.rule, moment[1])
    step = advance(session.law, ready, (one,))
    several = len(movers(session.law, event)) > 1 or event == "wait"
    named = party if several else ""
    deed = Deed(Kind.DO, event, named, at, moment[1])
    return _after(session, step.state, moment, Step(deed, (*before, *step.occurred), expired))


def wait(session: Session, until: int | None = None) -> Session:
    """Return the session after nobody has done anything for a time.

    ``until`` is an instant, limits that end at it included; ``None`` is until the next limit that
    runs out.

    Raises
    ------
    Complaint
        Where no limit is left to run out, or the time lies before now.
    """
    if until is None:
        due = next_expiry(session.state)
        if due is None:
            raise Complaint("session.nothing-due")
        moment = (due[0], due[1] + 1)
    elif until < session.now[0]:
        raise Complaint("session.wait-past")
    else:
        session.calendar.slot(until)
        moment = (until + 1, 0)
    state, expired, occurred = _until(session, moment)
    if until is not None:
        ends = (one.duty.due for one in expired if one.duty.due is not None)
        rounds = (due[1] + 1 for due in ends if due[0] == until)
        moment = max(session.now, (until, max(rounds, default=0)))
    return _after(session, state, moment, Step(Deed(Kind.WAIT, at=until), occurred, expired))


def silence(session: Session, party: str, silent: bool = True) -> Session:
    """Return the session with a party that never acts from now on, or acts again.

    Raises
    ------
    Complaint
        Where there is no such party among those of the regime.
    """
    known = parties(session.law)
    if party not in known:
        names = session.law.regime.vocabulary.parties
        near = offered(party, {one: names[one].label + f" ({one})" for one in known})
        raise Complaint("session.no-party", party=party, known=near)
    changed = session.silent | {party} if silent else session.silent - {party}
    step = Step(Deed(Kind.SILENT if silent else Kind.ACTS, party), ())
    return replace(_after(session, session.state, session.now, step), silent=changed)


def back(session: Session) -> Session:
    """Return the session one step earlier.

    Raises
    ------
    Complaint
        At the start.
    """
    if session.before is None:
        raise Complaint("session.no-back")
    return session.before


def played(session: Session, deeds: Iterable[Deed]) -> Session:
    """Return a session after some steps more.

    Raises
    ------
    Complaint
        As each step does.
    """
    for deed in deeds:
        match deed.kind:
            case Kind.WAIT:
                session = wait(session, deed.at)
            case Kind.DO:
                session = perform(session, deed.name, deed.party or None, deed.at, deed.round)
            case Kind.SILENT | Kind.ACTS:
                session = silence(session, deed.name, deed.kind is Kind.SILENT)
    return session


def parties(law: Law) -> tuple[str, ...]:
    """Return the parties that may act under a regime, in the order of its words."""
    acting = {party for event in law.regime.relevant for party in movers(law, event)} - {WORLD}
    return tuple(party for party in law.regime.vocabulary.parties if party in acting)


def _after(session: Session, state: State, now: Moment, step: Step) -> Session:
    return replace(session, state=state, now=now, steps=(*session.steps, step), before=session)


def _until(
    session: Session, moment: Moment
) -> tuple[State, tuple[Expired, ...], tuple[Occurrence, ...]]:
    """Return the state after all limits that end before a moment, with these and what they deem."""
    law, state = session.law, session.state
    expired: list[Expired] = []
    occurred: list[Occurrence] = []
    while (due := next_expiry(state)) is not None and due < moment:
        step = expire(law, state, due)
        expired += _run_out(law, state, step)
        occurred += step.occurred
        state = step.state
    return state, tuple(expired), tuple(occurred)


def _run_out(law: Law, before: State, step: Transition) -> Iterable[Expired]:
    """What ran out in a step, and what its bearers waited for just before it."""
    for rule, duty in before.duties.items():
        after = step.state.duties[rule]
        if duty.status is Status.PENDING and after.status in (Status.OVERDUE, Status.FULFILLED):
            yield Expired(after, awaited(law, before, duty))


def awaited(law: Law, state: State, duty: Duty) -> Awaited:
    """Return what the bearer of a duty waits for that others bring about, as things stand."""
    if not isinstance(duty.rule, Obligation):
        return {}
    return Waiting(law.means, state.occurred, state.attributes).of(duty.rule)


def _party(session: Session, event: str, party: str | None) -> str:
    """Return who is to act, after looking whether there is such an event, and he may act at all."""
    words = session.law.regime.vocabulary
    if event not in words.events:
        known = {one: words.events[one].label + f" ({one})" for one in session.law.regime.relevant}
        raise Complaint("session.no-event", event=event, known=offered(event, known))
    may = movers(session.law, event)
    if party is None and len(may) > 1:
        able = [one for one in may if option(session.law, session.state, event, one) is not None]
        may = tuple(able) or may
    chosen = may[0] if party is None else party
    if chosen in session.silent:
        raise Complaint("session.silent", party=words.parties[chosen].label)
    if chosen not in movers(session.law, event):
        names = offered(chosen, {one: plain(one) for one in movers(session.law, event)})
        raise Complaint(
            "session.not-theirs", event=_label(session, event), party=chosen, known=names
        )
    return chosen


def _impossible(session: Session, state: State, event: str, party: str) -> Complaint:
    """Why an event cannot come."""
    words = session.law.regime.vocabulary
    label, kind = _label(session, event), words.events[event]
    if event in state.occurred:
        return Complaint("session.twice", event=label)
    if kind.when and not all(state.attributes[name] in ok for name, ok in kind.when.items()):
        return Complaint("session.not-here", event=label, case=words.condition(kind.when))
    lacking = [words.events[one].label for one in kind.presupposes if one not in state.occurred]
    if lacking:
        return Complaint("session.too-soon", event=label, lacking=plain("、").join(lacking))
    who = words.parties.get(party)
    return Complaint("session.no-ground", event=label, party=who.label if who else plain(party))


def _label(session: Session, event: str) -> object:
    return session.law.regime.vocabulary.events[event].label
