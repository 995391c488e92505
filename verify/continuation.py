"""What is still guaranteed from here: of one history, over everything that may follow it.

A session (:mod:`model.session`) has reached some moment on real dates. A **continuation** is an
admissible run, for ever, that begins with what has come about in it and in which all else comes
later, in that instant or afterwards. A response is *still guaranteed* if it comes in every
continuation, and then the latest working day on which it does is said.

The history is told to the solver as it is: each event at its slot and round, by whom and by which
rule, each step behind the one before; the lengths of limits that are counted in dates as they are
on these dates, and day 0 of the run as the day of the calendar that it is. Slots are enough for
what may follow, as they are for whole runs: within one slot only the order matters, and of that
the history fixes its own part. ``docs/semantics.md`` says what obedience *from now on* means.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import z3

from model.deadline import Term
from model.duty import Status
from model.instant import date_of
from model.property import Property
from model.rule import Obligation, bearers_of
from model.session import Session
from model.trace import Mode, Occurrence
from model.vocabulary import holds
from verify.dates import DatedSolver
from verify.encoding import Encoding
from verify.formula import (
    Expr,
    both,
    either,
    equal,
    every,
    implies,
    least,
    less,
    not_,
    number,
    plus,
)
from verify.guarantees import answer_without, unregulated
from verify.prover import Prover, Provers
from verify.search import greatest
from verify.solver import Undecided
from verify.terms import EventTerms
from verify.verdict import NOBODY, Answer, Assume, Obeyed, Reason
from verify.violation import triggered, violated


@dataclass(frozen=True, slots=True)
class Prospect:
    """Whether a response is still guaranteed after a history, and by when.

    Attributes
    ----------
    answer
        ``proved``: it has come, or comes in every continuation; ``refuted``: in some it does not;
        ``vacuous``: there is no continuation as assumed, since two rules bind to opposite things.
    by
        Where it has not come and is proved: the date of the latest working day at whose close of
        business it has come.
    done
        The response, where it has come.
    exact
        Whether some continuation is so late. It need not be where the moment reached lies in days
        off, or limits end beyond the calendar: then ``by`` may be too late, never too early.
    """

    property: Property
    assume: Assume
    answer: Answer
    by: date | None = None
    done: Occurrence | None = None
    reason: Reason | None = None
    exact: bool = True


def asked_after(session: Session, prop: Property) -> bool:
    """Whether a property asks for a response to something that has come about in a session.

    Only what is asked about the time after its trigger is; whether something comes before it, or
    in a certain order, is decided by then.
    """
    state = session.state
    timed = prop.timed and not prop.ahead
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
        return after.prospect(blank)
    except Undecided as undecided:
        return Prospect(prop, assume, Answer.UNKNOWN, reason=undecided.reason)


def _come(session: Session, prop: Property) -> Prospect | None:
    """What is settled since the response has come; one that is only deemed may be no answer."""
    one = session.state.occurred.get(prop.response)
    if one is None:
        return None
    answers = not prop.performed or one.mode is Mode.PERFORMED
    answer = Answer.PROVED if answers else Answer.REFUTED
    return Prospect(prop, Assume.EVERYONE, answer, done=one)


class Continuations:
    """All continuations of a session, as far as a part of the regime goes.

    Attributes
    ----------
    base
        The working day of the calendar on which day 0 of the run falls: that of its first event.
    """

    def __init__(self, session: Session, prover: Prover) -> None:
        self.session, self.prover = session, prover
        self.encoding: Encoding = prover.encoding
        self.calendar = session.calendar
        known = self.encoding.events
        self.past = {one.event: one for one in session.occurred if one.event in known}
        first = min((one.at for one in self.past.values()), default=session.now[0])
        self.base = self.calendar.slot(first) // 2
        self.given = every(self._said(), self.encoding.context)

    @property
    def obeyed(self) -> Obeyed:
        """The rules that everyone who acts at all obeys from now on."""
        broken, silent = self.session.disobeyed, self.session.silent
        return frozenset(
            rule.id
            for rule in self.prover.regime.binding
            if rule.id not in broken and not silent & {*bearers_of(rule)}
        )

    def prospect(self, blank: Prospect) -> Prospect:
        """Answer one question whose response has not come."""
        prop, assume = blank.property, blank.assume
        obeyed = self.obeyed if assume is Assume.EVERYONE else NOBODY
        asked = triggered(self.encoding, prop)
        if (possible := self.check(obeyed, asked)) != z3.sat:
            vacuous = possible == z3.unsat
            answer = Answer.VACUOUS if vacuous else Answer.UNKNOWN
            return Prospect(prop, assume, answer, reason=None if vacuous else Reason.SOLVER)
        missing = self.check(obeyed, both(asked, self._later(prop, None)))
        if missing == z3.sat:
            return Prospect(prop, assume, Answer.REFUTED)
        days = None
        if missing == z3.unsat:
            days = greatest(
                lambda limit: self.check(obeyed, both(asked, self._later(prop, limit))),
                self._guess(),
            )
        if days is None:
            return Prospect(prop, assume, Answer.UNKNOWN, reason=Reason.SOLVER)
        last = self.base + self._today + days
        by = date_of(self.calendar.day(last))
        return Prospect(prop, assume, Answer.PROVED, by, exact=self._exact(last))

    def can_be_kept(self, rule: str) -> bool | None:
        """Whether a duty that is pending can still be kept; ``None`` where the solver gives up."""
        term = self.encoding.rules[rule]
        assert term.kept is not None
        kept = both(term.active, term.kept)
        answer = self.check(NOBODY, kept)
        return None if answer == z3.unknown else bool(answer == z3.sat)

    def check(self, obeyed: Obeyed, claim: Expr) -> object:
        """Return the solver's answer whether some continuation obeys rules and makes a claim true.

        Limits that begin where the calendar does not tell when they end may last as long as
        anywhere.
        """
        asked = [*self.prover.literals(obeyed), self.given, claim]
        dates = self.encoding.dates
        if dates is None:
            return self.encoding.solver.check(asked)
        solver: DatedSolver = self.encoding.dated_solver
        return solver.check_beyond([*asked, equal(dates.base, self.base)])

    @property
    def _today(self) -> int:
        """The day of the run that has been reached."""
        return self.calendar.slot(self.session.now[0]) // 2 - self.base

    def _exact(self, last: int) -> bool:
        """Whether a run that ends on a working day is one of real dates."""
        dates = self.encoding.dates
        if dates is None:
            return True
        covered = all(2 * last < len(table.by_slot) for table in dates.tables.values())
        return covered and self.calendar.slot(self.session.now[0]) % 2 == 0

    def _guess(self) -> int:
        """Where the search begins: with the last limit that is running."""
        dues = [
            self.calendar.slot(duty.due[0]) // 2 - self.base - self._today
            for duty in self.session.state.duties.values()
            if duty.status is Status.PENDING and duty.due is not None
        ]
        return max([0, *dues])

    def _later(self, prop: Property, days: int | None) -> Expr:
        """Whether the response does not come, or not within so many working days of now."""
        missing = violated(self.encoding, prop, None)
        response = self.encoding.events.get(prop.response)
        if days is None or response is None:
            return missing
        on = plus(response.at.day, response.at.off)
        return either(missing, less(number(self._today + days, self.encoding.context), on))

    def _said(self) -> Iterator[Expr]:
        """Yield what is known of the history, and that nothing else belongs to it."""
        yield from self._case()
        for one in self.past.values():
            yield from self._is(self.encoding.events[one.event], one)
        yield from self._in_steps()
        yield from self._lengths()
        for event, term in self.encoding.events.items():
            if event not in self.past:
                yield implies(term.occurs, both(*self._behind(term)))
                yield from self._not_by_the_silent(event, term)

    def _case(self) -> Iterator[Expr]:
        for name, term in self.encoding.attributes.items():
            values = self.prover.regime.vocabulary.attributes[name].values
            yield equal(term, values.index(self.session.state.attributes[name]))

    def _is(self, term: EventTerms, one: Occurrence) -> Iterator[Expr]:
        """Yield that an event came when and as it did."""
        day, off, turn = self._placed(one)
        yield term.occurs
        yield from (equal(term.at.day, day), equal(term.at.off, off), equal(term.at.round, turn))
        if one.mode is Mode.DEEMED:
            yield term.deemed[one.rule]
        elif one.mode is Mode.COUNTED:
            yield term.counted[one.rule]
        else:
            yield (
                term.free
                if one.event not in self.prover.regime.governed
                else term.performed[one.party]
            )

    def _placed(self, one: Occurrence) -> tuple[int, int, int]:
        slot = self.calendar.slot(one.at)
        return slot // 2 - self.base, slot % 2, one.round

    def _in_steps(self) -> Iterator[Expr]:
        """Yield that what is done in one instant comes behind what came in it before."""
        came: list[Occurrence] = []
        for one in self.past.values():
            if one.mode in (Mode.PERFORMED, Mode.EXOGENOUS):
                rank = self.encoding.events[one.event].at.rank
                for other in came:
                    if self._placed(other) == self._placed(one):
                        yield less(self.encoding.events[other.event].at.rank, rank)
            came.append(one)

    def _behind(self, term: EventTerms) -> Iterator[Expr]:
        """Yield that an event comes behind what has come, and not before now."""
        at, turn = self.session.now
        slot = self.calendar.slot(at) - 2 * self.base
        level = both(equal(term.at.slot, slot), least(term.at.round, turn))
        yield either(less(number(slot, self.encoding.context), term.at.slot), level)
        for one in self.past.values():
            if self._placed(one) == (slot // 2, slot % 2, turn):
                yield self.encoding.events[one.event].at.before(term.at)

    def _not_by_the_silent(self, event: str, term: EventTerms) -> Iterator[Expr]:
        silent = self.session.silent
        yield from (not_(source) for party, source in term.performed.items() if party in silent)
        if term.free is not None and self.prover.regime.vocabulary.events[event].by in silent:
            yield not_(term.free)

    def _lengths(self) -> Iterator[Expr]:
        """Yield how long limits counted in dates last that have been set going."""
        terms = self.encoding.deadlines.terms
        for rule, length in self.encoding.elapsed.items():
            duty, term = self.session.state.duties.get(rule), terms[rule]
            if duty is not None and isinstance(term, Term):
                due = self.calendar.due(duty.opened[0], term)
                started = self.calendar.slot(duty.opened[0]) // 2
                yield equal(length, self.calendar.index_at(due) - started)


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
