"""The steps of a session: acting, waiting, being silent, going back.

Each returns the next session and leaves the one that it is given as it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from model.ability import owed_until
from model.deeds import Deed, Kind
from model.duty import Duty, Status
from model.language import Complaint, plain
from model.near import offered
from model.options import movers, option
from model.rule import Obligation
from model.session import Expired, Session, Step, awaited, parties, soonest
from model.trace import Mode, Moment, Occurrence, Run
from model.transition import Law, State, Transition, advance, expire, next_expiry

_MOST = 200  # limits that are waited for behind the last act of a run


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
    runs out, or until what became able too late is owed no longer.

    Raises
    ------
    Complaint
        Where no limit is left to run out, or the time lies before now.
    """
    if until is None:
        due = session.next_limit
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
        ends = [one.duty.due for one in expired]
        ends += [owed_until(session.law, state, one, session.now) for one in state.duties.values()]
        rounds = (due[1] + 1 for due in ends if due is not None and due[0] == until)
        moment = max(session.now, (until, max(rounds, default=0)))
    return _after(session, state, moment, Step(Deed(Kind.WAIT, at=until), occurred, expired))


def silence(session: Session, party: str, silent: bool = True) -> Session:
    """Return the session with a party that never acts from now on, or acts again.

    With an institution those go that belong to it.

    Raises
    ------
    Complaint
        Where there is no such party among those of the regime.
    """
    words = session.law.regime.vocabulary
    acting = parties(session.law)
    meant = {one for one in acting if party == one or party in words.above(one)}
    if not meant:
        near = offered(party, {one: words.parties[one].label + f" ({one})" for one in acting})
        raise Complaint("session.no-party", party=party, known=near)
    changed = session.silent | meant if silent else session.silent - meant
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


def _after(session: Session, state: State, now: Moment, step: Step) -> Session:
    after = replace(session, state=state, now=now, steps=(*session.steps, step), before=session)
    passed = tuple(_passed(session, after))
    return replace(after, steps=(*session.steps, step._replace(passed=passed))) if passed else after


def _passed(before: Session, after: Session) -> Iterable[Duty]:
    """The duties that became able when they were late, and that have been left undone since."""
    for rule in sorted(after.disobeyed - before.disobeyed, key=after.law.order.__getitem__):
        duty = after.state.duties[rule]
        own = isinstance(duty.rule, Obligation) and duty.rule.announced is None
        if own and duty.due is not None and duty.able is not None and duty.able > duty.due:
            yield duty


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


def walked(session: Session, run: Run) -> Session:
    """Return a session after what a run in minutes of its calendar tells, from its first act on.

    Between the acts each limit that runs out is a step of its own; behind the last one all are
    waited for that run out by the run's end. What is deemed and counted comes of itself.

    Raises
    ------
    Complaint
        Where the run is none of the regime's.
    """
    for one in run.occurrences:
        if one.mode in (Mode.PERFORMED, Mode.EXOGENOUS):
            while (due := session.next_limit) is not None and due < one.moment:
                session = wait(session)
            session = perform(session, one.event, one.party, one.at, one.round)
    for _ in range(_MOST):
        due = session.next_limit
        if due is None or (run.end is not None and due[0] > run.end):
            break
        session = wait(session)
    return session


def deeds_of(session: Session, run: Run) -> tuple[Deed, ...]:
    """Return the steps by which a session takes the course of a run; see :func:`walked`."""
    return tuple(step.deed for step in walked(session, run).steps[len(session.steps) :])
