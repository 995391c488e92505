"""Two regimes stated for the solver over the same acts of the same behaviour.

Each regime's mechanics are those of :class:`~verify.encoding.Encoding`; only whence its events may
come is another matter. An act of the behaviour is an event of the regime unless what it brings
about already stands there, and it needs nobody's leave.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property
from itertools import combinations
from typing import Any

import z3

from model.calendar import Calendar
from model.deadline import Reading, Term
from model.limits import never_later
from model.regime import Regime
from model.rule import Obligation, Rule
from model.vocabulary import Guard
from verify.deadlines import Deadlines
from verify.diff.acts import Acts
from verify.diff.behaviour import Possible
from verify.encoding import Encoding
from verify.formula import (
    Expr,
    both,
    choice,
    equal,
    holds_in,
    implies,
    most,
    not_,
    number,
    value_in,
)
from verify.search import least_model
from verify.size import SmallTotal
from verify.solver import solver_of
from verify.terms import EventTerms


class Side(Encoding):
    """What one regime makes of a behaviour.

    Under its assumption literals of effects every behaviour has exactly one outcome here.
    """

    def __init__(
        self, acts: Acts, regime: Regime, reading: Reading, calendar: Calendar, run: str
    ) -> None:
        self.acts = acts
        super().__init__(regime, Deadlines.of(regime, reading, calendar), acts.context, run)
        self._add(*self.forces.values())

    def obeyed(self, rule: str) -> Expr:
        """Whether a rule is not disobeyed."""
        term = self.rules[rule]
        return implies(term.active, term.obeyed)

    def lengths(self, model: Any) -> dict[str, int]:
        """Return the working days that the terms counted in dates last, of duties set going."""
        return {
            rule: value_in(model, length)
            for rule, length in self.elapsed.items()
            if holds_in(model, self.rules[rule].active)
        }

    def _attributes(self, facts: Collection[str] | None) -> dict[str, Expr]:
        return self.acts.attributes

    def _sources(self, event: str) -> None:
        term, act = self.events[event], self.acts.of.get(event)
        self._derived(event, term)
        derived = [*term.deemed.values(), *term.counted.values()]
        for party in act.by if act is not None else ():
            self._source_of(event, party)
        for party, source in term.performed.items():
            if act is None or party not in act.by:
                self._add(not_(source))
            else:
                stands = both(self._or(derived), term.at.before(act.at))
                self._add(equal(source, both(act.by[party], not_(stands))))
                self._add(implies(source, term.at.same(act.at)))
        sources = [*term.performed.values(), *derived]
        self._add(
            implies(term.occurs, equal(equal(term.at.rank, 0), self._or(term.deemed.values())))
        )
        self._add(equal(term.occurs, self._or(sources)))
        self._add(*(not_(both(a, b)) for a, b in combinations(sources, 2)))

    def _derived(self, event: str, term: EventTerms) -> None:
        """What an event must satisfy where a rule deems or counts it."""
        for rule in self.regime.counts_as:
            if rule.event == event:
                self._counted(self.counting(rule), term, self.rules[rule.id])
        for duty in self.regime.timed:
            for default in duty.expiring:
                if default.event == event:
                    name = f"event:{event}/deemed by {duty.id}"
                    source = self._source(term.deemed, name, duty.id)
                    self._add(implies(source, self._deemed(duty, default, term)))

    def _by(self, event: str, party: str) -> Expr:
        return self._source_of(event, party)

    def certain(self, rule: Rule) -> frozenset[str]:
        """Its triggers at most: an act may come where this regime lacks what it presupposes."""
        all_come = rule.on.quantifier == "all" or len(rule.on.events) == 1
        return frozenset(rule.on.events) if all_come else frozenset()

    def _only_own(self, rule: Obligation) -> bool:
        # An act needs nobody's leave, so that others may do it as well.
        return False


class Pair:
    """Some rules of two regimes: behaviours that obey all of the one, to be held to the other.

    ``events`` are those among which the acts of the behaviours may be.
    """

    def __init__(
        self,
        possible: Possible,
        events: Collection[str],
        regime: Regime,
        other: Regime,
        reading: Reading,
        calendar: Calendar,
    ) -> None:
        self.context = z3.Context()
        # Always in one order, so that of several shortest witnesses the same one is found.
        events = [event for event in possible.vocabulary.events if event in events]
        guards = [*_guards(regime), *_guards(other)]
        guards += [possible.vocabulary.events[event].when for event in events]
        facts = sorted({name for guard in guards for name in guard})
        self.acts = Acts(possible, events, facts, self.context)
        self.own = Side(self.acts, regime, reading, calendar, "own:")
        self.its = Side(self.acts, other, reading, calendar, "its:")

    @cached_property
    def constraints(self) -> list[Expr]:
        """That a behaviour is possible and obeys all of the one regime."""
        return [
            *self.acts.constraints,
            *self.own.constraints,
            *self.its.constraints,
            *_one_calendar(self.own, self.its),
            *self.own.obeys.values(),
        ]

    @cached_property
    def _solver(self) -> Any:
        return solver_of(self.context, self.constraints)

    def disobeyed(self, rule: str) -> Expr:
        """Whether the behaviour disobeys a rule of the other regime."""
        return not_(self.its.obeyed(rule))

    def check(self, question: Expr) -> Any:
        """Return the solver's answer: ``sat``, ``unsat`` or ``unknown``."""
        return self._solver.check(question)

    def shortest(self, question: Expr) -> Any:
        """Return the model with fewest acts, then an ordinary case, then the earliest slots.

        ``None`` where the solver gives up on the way.
        """
        one, zero, acts = number(1, self.context), number(0, self.context), self.acts.of.values()
        sizes = (
            SmallTotal((choice(act.occurs, one, zero) for act in acts), self.context),
            SmallTotal(self.acts.attributes.values(), self.context),
            SmallTotal((choice(act.occurs, act.at.slot, zero) for act in acts), self.context),
        )
        return least_model(self._solver, [question], sizes)


def _one_calendar(*sides: Side) -> Iterator[Expr]:
    """Yield that terms counted in dates run on one calendar: what starts later ends no earlier."""
    uses = [
        (side.deadlines.terms[duty.id], side.rules[duty.id])
        for side in sides
        for duty in side.regime.timed
        if side.rules[duty.id].due is not None
    ]
    for one, first in uses:
        for other, then in uses:
            dated = any(isinstance(term, Term) and term.needs_calendar for term in (one, other))
            if first is then or not dated:
                continue
            assert isinstance(one, Term)
            assert isinstance(other, Term)
            assert first.due is not None
            assert then.due is not None
            if never_later(one, other):
                order = both(first.active, then.active, first.opened.not_after(then.opened))
                yield implies(order, most(first.due.day, then.due.day))


def _guards(regime: Regime) -> Iterator[Guard]:
    """Yield every condition on the case that the rules of a regime know."""
    for rule in regime.rules:
        yield rule.when
        if isinstance(rule, Obligation):
            yield from (guard for one in rule.expiring for guard in one.unless)
