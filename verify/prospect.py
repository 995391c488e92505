"""Whether a guarantee still holds after a history, and by when: the question and its answer.

:mod:`verify.continuation` states to the solver what may follow.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import z3

from model.calendar import CoverageError
from model.duty import Status
from model.property import Property
from model.rule import Obligation
from model.session import Session
from model.trace import Mode, Occurrence
from model.vocabulary import holds
from verify.continuation import Continuations, still_obeyed
from verify.deletion import minimised
from verify.formula import both
from verify.guarantees import answer_without, unregulated
from verify.left_out import LeftOut
from verify.patience import Undecided
from verify.prover import Provers
from verify.search import greatest
from verify.verdict import NOBODY, Answer, Assume, Obeyed, Reason
from verify.violation import triggered

if TYPE_CHECKING:
    from verify.audit.finding import Finding


@dataclass(frozen=True, slots=True)
class Prospect:
    """Whether a response is still guaranteed after a history, and by when.

    Attributes
    ----------
    answer
        ``proved``: it has come, or comes in every continuation; ``refuted``: in some it does not;
        ``vacuous``: there is no continuation as assumed, since two rules bind to opposite things,
        or since what the world has brought is not as usual, which is the ``reason`` then;
        ``unknown`` also where the date would lie beyond the calendar.
    by
        Where it has not come and is proved: the date of the latest working day at whose close of
        business it has come.
    done
        The response, where it has come.
    exact
        Whether some continuation is so late. It need not be where the moment reached lies in days
        off, or limits end beyond the calendar: then ``by`` may be too late, never too early.
    days
        That working day, counted from the day that has been reached.
    """

    property: Property
    assume: Assume
    answer: Answer
    by: date | None = None
    done: Occurrence | None = None
    reason: Reason | None = None
    exact: bool = True
    days: int | None = None


def asked_after(session: Session, prop: Property) -> bool:
    """Whether a property asks for a response to something that has come about in a session.

    Only what is asked about the time after its trigger is; whether something comes before it, or
    in a certain order, is decided by then. What is asked of all departments is not: a session is
    about one of them, and how far the others have come is not known.
    """
    state = session.state
    timed = prop.timed and not prop.ahead and not prop.by_all
    return timed and prop.trigger in state.occurred and holds(prop.when, state.attributes)


def prospect(session: Session, prop: Property, assume: Assume, provers: Provers) -> Prospect:
    """Return whether the response of a property is still guaranteed after a session.

    What has been disobeyed is past; *everyone* obeys all other rules, but for those who are always
    silent, and those do nothing whatever is assumed.

    Raises
    ------
    ValueError
        Where the regime is of several versions at once, since what a proof says is of one text;
        where the provers are of another calendar.
    """
    regime = session.law.regime
    if regime.periods:
        raise ValueError("a regime across its versions has no proofs; take one of them")
    if provers.calendar is not session.calendar:
        raise ValueError("'provers' must be of the calendar of the session")
    blank = Prospect(prop, assume, Answer.UNKNOWN)
    if (done := _come(session, prop)) is not None:
        return (
            done if done.assume is assume else Prospect(prop, assume, done.answer, done=done.done)
        )
    if (reason := unregulated(regime, prop)) is not None:
        return Prospect(prop, assume, answer_without(reason), reason=reason)
    try:
        # A history may hold what leads to a response apart from its trigger.
        part = provers.part(regime, prop.trigger, prop.response)
        after = Continuations(session, provers.of(part, session.law.reading))
        return _sought(after, blank)
    except Undecided as undecided:
        return Prospect(prop, assume, Answer.UNKNOWN, reason=undecided.reason)


def _sought(after: Continuations, blank: Prospect) -> Prospect:
    """Answer a question whose response has not come."""
    prop = blank.property
    obeyed = after.obeyed if blank.assume is Assume.EVERYONE else NOBODY
    asked = triggered(after.encoding, prop)
    possible = after.check(obeyed, asked)
    if possible == z3.unsat:
        anyhow = after.check(obeyed, triggered(after.encoding, _in_any_world(prop)))
        reason = None if anyhow == z3.unsat else Reason.UNUSUAL
        return replace(blank, answer=Answer.VACUOUS, reason=reason)

    def later(days: int | None) -> object:
        return after.check(obeyed, both(asked, after.later(prop, days)))

    missing = later(None) if possible == z3.sat else possible
    if missing == z3.sat:
        return replace(blank, answer=Answer.REFUTED)
    days = greatest(later, after.longest) if missing == z3.unsat else None
    if days is None:
        return replace(blank, reason=Reason.SOLVER)
    try:
        by = after.day(days)
    except CoverageError:
        return replace(blank, reason=Reason.CALENDAR)
    return replace(blank, answer=Answer.PROVED, by=by, exact=after.exact(days), days=days)


def left_out_after(
    session: Session, found: Prospect, provers: Provers, asked: LeftOut
) -> tuple[Finding, ...]:
    """Return of which runs it says nothing that a response is still guaranteed.

    As :class:`verify.left_out.LeftOut`, of rules that it rests on: without any one of those that
    are in the way of one another it would not be proved. What is found is about the text, and not
    about what has come already, which may have settled it.
    """
    if found.answer is not Answer.PROVED or found.done is not None or found.days is None:
        return ()
    regime, reading, prop = session.law.regime, session.law.reading, found.property
    part = provers.part(regime, prop.trigger, prop.response)
    obeyed = still_obeyed(session, part) if found.assume is Assume.EVERYONE else NOBODY
    opposed = asked.opposed(regime, obeyed)
    if not opposed:
        return ()
    with suppress(Undecided):  # else it may rest on any of them
        after = Continuations(session, provers.of(part, reading))
        obeyed = obeyed - opposed | _needed(after, found, opposed)
    case = {name: frozenset({value}) for name, value in session.state.attributes.items()}
    return asked.of(regime, obeyed, reading, when=case)


def _needed(after: Continuations, found: Prospect, among: Obeyed) -> Obeyed:
    """Return those of some rules that a guarantee needs beside all others: a minimal set."""
    prop, others = found.property, after.obeyed - among
    claim = both(triggered(after.encoding, prop), after.later(prop, found.days))

    def spared(_: str, rest: list[str]) -> bool:
        return bool(after.check(others | {*rest}, claim) == z3.unsat)

    return frozenset(minimised(sorted(among), spared))


def _in_any_world(prop: Property) -> Property:
    return replace(prop, at_once=(), absent=())


def _come(session: Session, prop: Property) -> Prospect | None:
    """What is settled since the response has come; one that is only deemed may be no answer."""
    one = session.state.occurred.get(prop.response)
    if one is None:
        return None
    answers = not prop.performed or one.mode is Mode.PERFORMED
    answer = Answer.PROVED if answers else Answer.REFUTED
    return Prospect(prop, Assume.EVERYONE, answer, done=one)


def lost_duties(session: Session, provers: Provers) -> frozenset[str]:
    """Return the pending duties that cannot be kept any more, whatever anybody does.

    Those of which the solver does not know are none of them.
    """
    regime, reading = session.law.regime, session.law.reading
    lost: set[str] = set()
    for rule, duty in session.state.duties.items():
        if duty.status is not Status.PENDING or not isinstance(duty.rule, Obligation):
            continue
        try:
            prover = provers.of(provers.part(regime, duty.rule.act), reading)
            if Continuations(session, prover).can_be_kept(rule) is False:
                lost.add(rule)
        except Undecided:
            continue
    return frozenset(lost)
