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
from datetime import date

import z3

from model.deadline import Term
from model.duty import Status
from model.instant import date_of
from model.property import Property
from model.regime import Regime
from model.rule import bearers_of
from model.session import Session
from model.trace import Mode, Occurrence
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
from verify.prover import Prover
from verify.terms import EventTerms
from verify.verdict import NOBODY, Obeyed
from verify.violation import violated


def still_obeyed(session: Session, regime: Regime) -> Obeyed:
    """Return the rules of a regime that everyone who acts at all obeys after a session.

    Those that have been disobeyed are none of them.
    """
    broken, silent = session.disobeyed, session.silent
    return frozenset(
        rule.id
        for rule in regime.binding
        if rule.id not in broken and not silent & {*bearers_of(rule)}
    )


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
        """The rules of the part that everyone who acts at all obeys from now on."""
        return still_obeyed(self.session, self.prover.regime)

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

    def day(self, days: int) -> date:
        """Return the date of the working day so many after that which has been reached."""
        return date_of(self.calendar.day(self.base + self._today + days))

    def days_until(self, at: int) -> int:
        """Return how many working days later than now the first close behind an instant is."""
        return (self.calendar.slot(at) + 1) // 2 - self.base - self._today

    def exact(self, days: int) -> bool:
        """Whether a run that ends so many working days later is one of real dates."""
        dates, last = self.encoding.dates, self.base + self._today + days
        if dates is None:
            return True
        covered = all(2 * last < len(table.by_slot) for table in dates.tables.values())
        return covered and self.calendar.slot(self.session.now[0]) % 2 == 0

    @property
    def longest(self) -> int:
        """The working days until the last limit ends that is running; 0 where none is."""
        dues = [
            self.calendar.slot(duty.due[0]) // 2 - self.base - self._today
            for duty in self.session.state.duties.values()
            if duty.status is Status.PENDING and duty.due is not None
        ]
        return max([0, *dues])

    def later(self, prop: Property, days: int | None) -> Expr:
        """Return whether the response does not come, or not within so many working days of now."""
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
