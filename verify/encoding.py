"""The semantics of one thread, stated for the solver.

One constraint system describes every admissible run of one thread of one case, for ever. Time is
a slot and a round in it, as in :mod:`model.transition`; within one moment a rank orders what
causes what, so that nothing can be its own cause.

**Why one thread is enough, and why deadlines may be long.** Rules relate events of the same
thread, and events of the case that all its threads share and none of them alters; so the runs of
a regime with any number of cases in flight are exactly the free combinations of runs of single
threads, and a property of one thread holds in all of them or fails in one. Deadlines enter as
constants of linear arithmetic: no day is unrolled, so a deadline of 1,000 days makes the same
constraints as one of 1 day. Neither says anything about queues: whether an office can keep up is
not a matter of the text.

Each forcing part of a rule (its obedience, its default, its effect) hangs on an **assumption
literal**, so that a proof tells which rules it needs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import combinations
from typing import Any
from weakref import proxy

import z3

from model.calendar import Calendar
from model.deadline import Reading
from model.regime import Regime
from model.rule import (
    CountsAs,
    Default,
    Obligation,
    Power,
    Rule,
    Timed,
    act_of,
    bearers_of,
    binds,
    is_timed,
)
from model.vocabulary import WORLD
from verify.dates import DatedSolver, Dates
from verify.deadlines import Deadlines
from verify.formula import (
    Expr,
    both,
    choice,
    either,
    equal,
    every,
    implies,
    least,
    less,
    most,
    not_,
    number,
    truth,
)
from verify.size import Count, Total
from verify.solver import STEPS, Solver, heed
from verify.terms import EventTerms, RuleTerms, Terms
from verify.verdict import Obeyed

# Three times those of other solvers: this one is asked the hard questions, for the least bound and
# for a shortest run, and "unknown" to any of them is an unknown verdict.
_STEPS = 3 * STEPS


class Encoding(Terms):
    """The admissible runs of one thread of a regime, for a solver; parameters as :class:`Terms`.

    Attributes
    ----------
    constraints
        What every admissible run satisfies, given the assumption literals.
    obeys, forces
        Assumption literals by rule: that its bearer obeys it; that its default or effect works.
    """

    def __init__(
        self,
        regime: Regime,
        deadlines: Deadlines,
        context: z3.Context,
        run: str = "",
        facts: Collection[str] | None = None,
    ) -> None:
        super().__init__(regime, deadlines, context, run, facts)
        self.obeys = {rule.id: self._bool(f"obeys:{rule.id}") for rule in regime.binding}
        self.forces = {rule.id: self._bool(f"forces:{rule.id}") for rule in regime.rules}
        # Sources before what forces, and that before the single credit: variables are made where
        # they are first needed, and of several shortest runs the solver's choice depends on it.
        for counting in regime.counts_as:
            self.counting(counting)
        for event in self.events:
            heed()
            self._sources(event)
        for rule in regime.rules:
            heed()
            self._forcing(rule)
        self._single_credit()
        self._add(*self.one_by_one(self._ordered()))
        self._add(*(self._before_or_behind(duty) for duty in regime.obligations))
        self._add(*(least(days, 1) for days in deadlines.unknown.values()))

    @staticmethod
    def of(
        regime: Regime,
        reading: Reading,
        calendar: Calendar,
        context: z3.Context,
        unknown: Mapping[str, Expr] | None = None,
        run: str = "",
        facts: Collection[str] | None = None,
    ) -> Encoding:
        """Return the runs of a regime under a reading, terms in dates over a calendar.

        ``unknown`` are limits that are variables of the solver whatever the reading; see
        :func:`~verify.deadlines.open_limits`. The rest as for :class:`Terms`.
        """
        deadlines = Deadlines.of(regime, reading, calendar, unknown)
        return Encoding(regime, deadlines, context, run, facts)

    def literals(self, obeyed: Obeyed) -> list[Expr]:
        """The assumption literals that rules are obeyed, and that defaults and effects work."""
        obeys = [literal for rule, literal in self.obeys.items() if rule in obeyed]
        return obeys + list(self.forces.values())

    def to_delete(self, obeyed: Obeyed) -> list[Expr]:
        """Those of :meth:`literals`, in the order in which a proof is tried without each.

        Obedience first, so that a guarantee rests on what works by itself where it can; of either
        kind what stands last in the file first.
        """
        obeys = [literal for rule, literal in self.obeys.items() if rule in obeyed]
        return [*reversed(obeys), *reversed(self.forces.values())]

    @cached_property
    def solver(self) -> Any:
        """A solver with all constraints, for any number of questions."""
        if self.dates is None or self.dates.settled() or not self.dates.fit():
            return self.plain_solver
        return self.dated_solver

    @cached_property
    def plain_solver(self) -> Solver:
        """A solver with all constraints that knows of no dates."""
        return self._loaded()

    @cached_property
    def dated_solver(self) -> DatedSolver:
        """A solver that knows on which date of the calendar day 0 of a run falls."""
        assert self.dates is not None
        return DatedSolver(self._loaded(), self.dates)

    def _loaded(self) -> Solver:
        solver = Solver(z3.SimpleSolver(ctx=self.context), _STEPS)
        # Many small questions are answered fastest so, of the settings that were tried.
        solver.set("arith.solver", 2)
        solver.add(every(self.constraints, self.context))
        return solver

    @cached_property
    def dates(self) -> Dates | None:
        """The limits that are counted in dates; ``None`` where there are none."""
        return Dates(proxy(self)) if self.elapsed else None  # as the ability of its terms

    @property
    def on_dates(self) -> bool:
        """Whether every model of :attr:`solver` is a run on real dates."""
        return self.dates is None or self.dates.settled() or self.dates.fit()

    def about_dates(self, asked: list[Expr]) -> list[Expr]:
        """Return what must be told of dates to answer a question, whatever has been asked before.

        Together with the constraints it gives the answer of :attr:`solver` without it; empty where
        dates do not matter.
        """
        if self.dates is None or not isinstance(self.solver, DatedSolver):
            return []
        solver = DatedSolver(self._loaded(), Dates(self))
        solver.check(asked)
        return [self.dates.covered, *solver.lemmas]

    @cached_property
    def sizes(self) -> tuple[Total, ...]:
        """What is least in a shortest run, one after the other.

        Its occurrences, how far its case is from an ordinary one, its slots, and the lengths of
        limits that depend on dates or are open.
        """
        zero = number(0, self.context)
        events = self.events.values()
        slots = [choice(event.occurs, event.at.stage, zero) for event in events]
        limits = list(self.deadlines.unknown.values())
        sums = (self.attributes.values(), slots, self.elapsed.values(), limits)
        totals = (Total(terms, self.context) for terms in sums if terms)
        return (Count((event.occurs for event in events), self.context), *totals)

    def _sources(self, event: str) -> None:
        """Whence an event may come, and that it comes from exactly one source."""
        term = self.events[event]
        for rule in self.regime.counts_as:
            if rule.event == event:
                self._counted(self.counting(rule), term, self.rules[rule.id])
        for duty in self.regime.timed:
            for default in duty.expiring:
                if default.event == event:
                    name = f"event:{event}/deemed by {duty.id}"
                    source = self._source(term.deemed, name, duty.id)
                    self._add(implies(source, self._deemed(duty, default, term)))
        for party, source in term.performed.items():
            self._performed(event, term, source, party)
        if event not in self.regime.governed:
            term.free = self._bool(f"event:{event}/free")
            self._free(event, term)
        deemed = self._or(term.deemed.values())
        sources = [*term.performed.values(), *term.deemed.values(), *term.counted.values()]
        sources += [term.free] if term.free is not None else []
        # What an expiry deems stands before everything else of its round.
        self._add(implies(term.occurs, equal(equal(term.at.rank, 0), deemed)))
        self._add(equal(term.occurs, self._or(sources)))
        self._add(*(not_(both(a, b)) for a, b in combinations(sources, 2)))

    def _counted(self, source: Expr, effect: EventTerms, rule: RuleTerms) -> None:
        """With its cause, and with nobody's act between the two."""
        after = less(rule.opened.rank, effect.at.rank)
        parts = [rule.active, effect.at.level(rule.opened), after]
        for other in self.events.values():
            if other is not effect:
                outside = either(
                    most(other.at.rank, rule.opened.rank), less(effect.at.rank, other.at.rank)
                )
                chained = self._or(other.counted.values())
                parts.append(either(not_(other.at.level(effect.at)), chained, outside))
        self._add(implies(source, both(*parts)))

    def _ordered(self) -> tuple[str, ...]:
        """Events of which it matters what came first, in their order.

        Those announced, forbidden, allowed for a time, or ending that; those that forbid what a
        duty needs; and what a clock heeds, or what counts as that: too early in the trigger's step.
        """
        found = {rule.announced for rule in self.regime.obligations}
        found |= {event for rule in self.regime.prohibitions for event in (rule.act, rule.until)}
        ending = (rule for rule in self.regime.powers if rule.until is not None)
        found |= {event for rule in ending for event in (rule.act, rule.until)}
        heeded = [event for rule in self.regime.timed for event in rule.clock.events]
        for event in heeded:  # grows while it is read: with the causes of what is counted
            causes = (one for rule in self.means.counting.get(event, ()) for one in rule.on.events)
            heeded += [one for one in causes if one not in heeded]
        found |= {*heeded}
        for duty in self.regime.obligations:
            if not self.ability.ready(duty):
                found |= self.means.banned(duty)
        return tuple(event for event in self.events if event in found)

    def one_by_one(self, events: Iterable[str]) -> Iterator[Expr]:
        """Return that no other step is one with these; only what an expiry deems is together."""
        for name in events:
            one = self.events[name]
            for other in self.events.values():
                if other is not one:
                    alike = equal(one.at.rank, other.at.rank)
                    apart = either(not_(alike), equal(one.at.rank, 0))
                    together = both(one.occurs, other.occurs, one.at.level(other.at))
                    yield implies(together, apart)

    def _before_or_behind(self, duty: Obligation) -> Expr:
        """That an act which another party may do is no one step with what sets the duty going.

        Before it makes the duty moot and behind it leaves the record as it was, so one step with
        it would be a third thing, which no run has. The bearer's own act keeps the duty either way.
        """
        act, rule = self.events[duty.act], self.rules[duty.id]
        others = (
            party
            for support in self.regime.supports
            if support.act == duty.act
            for party in bearers_of(support)
            if party not in duty.bearers
        )
        if duty.act in duty.on.events or next(others, None) is None:
            return truth(True, self.context)
        together = both(rule.active, act.occurs, act.at.same(rule.opened))
        return implies(together, equal(act.at.rank, 0))

    def _deemed(self, duty: Timed, default: Default, effect: EventTerms) -> Expr:
        rule = self.rules[duty.id]
        if rule.due is None:
            return truth(False, self.context)
        return both(self.expires(duty, default), effect.at.at_expiry(rule.due))

    def expires(self, duty: Timed, default: Default) -> Expr:
        """Whether the deadline passes on a pending duty or lapse, and the default applies."""
        rule = self.rules[duty.id]
        if rule.due is None:
            return truth(False, self.context)
        parts = [rule.active, not_(rule.ended)]
        if rule.never is not None:
            parts.append(not_(rule.never))
        return both(*parts, *(not_(self.guard(one)) for one in default.unless))

    def _performed(self, event: str, term: EventTerms, source: Expr, party: str) -> None:
        """After a trigger and what it presupposes, and in no later round than it could be."""
        supports = [
            (self.rules[duty.id], self._lasts(duty, term))
            for duty in self.regime.supports
            if duty.act == event and party in bearers_of(duty)
        ]
        founded = self._or(
            both(rule.active, rule.opened.before(term.at), *lasts) for rule, lasts in supports
        )
        earlier = self._or(
            both(rule.active, rule.opened.earlier_round(term.at), *lasts)
            for rule, lasts in supports
        )
        presupposed = self._presupposed(event, term)
        needed = either(self._round_presupposed(event, term), not_(earlier))
        prompt = implies(least(term.at.round, 1), needed)
        self._add(implies(source, both(founded, presupposed, prompt)))

    def _lasts(self, support: Obligation | Power, act: EventTerms) -> list[Expr]:
        """That what allows an act is not over when it comes."""
        if not isinstance(support, Power) or support.until is None:
            return []
        ending, opened = self.events[support.until], self.rules[support.id].opened
        over = either(ending.at.before(act.at), ending.at.stands_before(opened))
        return [not_(both(ending.occurs, over))]

    def _free(self, event: str, term: EventTerms) -> None:
        constraint = self._presupposed(event, term)
        if self.regime.vocabulary.events[event].by != WORLD:
            needed = self._round_presupposed(event, term)
            constraint = both(constraint, implies(least(term.at.round, 1), needed))
        self._add(implies(term.free, constraint))

    def _presupposed(self, event: str, term: EventTerms) -> Expr:
        kind = self.regime.vocabulary.events[event]
        before = (self.events[one] for one in kind.presupposes)
        parts = [both(one.occurs, one.at.before(term.at)) for one in before]
        return self._and([self.guard(kind.when), *parts] if kind.when else parts)

    def _round_presupposed(self, event: str, term: EventTerms) -> Expr:
        others = self.regime.vocabulary.events[event].presupposes
        return self._or(self.events[one].at.level(term.at) for one in others)

    def _forcing(self, rule: Rule) -> None:
        term = self.rules[rule.id]
        if isinstance(rule, CountsAs):
            self._add(implies(both(self.forces[rule.id], term.active), self._effect(rule)))
        if self.can_be_breached(rule):
            obeyed = implies(term.active, term.obeyed)
            self._add(implies(self.obeys[rule.id], obeyed))
        if is_timed(rule) and term.due is not None:
            for default in rule.expiring:
                effect = self._default_works(rule, default)
                self._add(implies(self.forces[rule.id], effect))

    def can_be_breached(self, rule: Rule) -> bool:
        """Whether a rule binds somebody: a duty whose deadline never expires is never breached."""
        if isinstance(rule, Obligation):
            return self.rules[rule.id].due is not None or rule.announced is not None
        return binds(rule)

    def _effect(self, rule: CountsAs) -> Expr:
        """That what is counted stands, or comes in the step of its cause: by this rule or another.

        One that is set going later in that round counts it too late.
        """
        opened = self.rules[rule.id].opened
        effect = self.events[rule.event]
        counted = [
            both(source, effect.at.level(opened), self.rules[by].opened.not_after(opened))
            for by, source in effect.counted.items()
        ]
        return both(effect.occurs, either(effect.at.stands_before(opened), *counted))

    def _default_works(self, duty: Timed, default: Default) -> Expr:
        effect = self.events[default.event]
        due = self.rules[duty.id].due
        assert due is not None
        deemed = both(self._or(effect.deemed.values()), effect.at.at_expiry(due))
        already = effect.at.by(due)
        works = both(effect.occurs, either(already, deemed))
        found = implies(self.expires(duty, default), works)
        return both(found, self._comes(duty, default)) if default.event == act_of(duty) else found

    def _comes(self, duty: Timed, default: Default) -> Expr:
        """That an act which is also the default on its expiry comes, by its own day.

        It follows from the rest in either case, performed or deemed. Without it a chain of such
        duties takes the solver a case distinction each, and time that grows with their square.
        """
        rule, act = self.rules[duty.id], self.events[act_of(duty)]
        assert rule.due is not None
        applies = both(rule.active, *(not_(self.guard(one)) for one in default.unless))
        comes = both(act.occurs, most(act.at.day, rule.due.day))
        excused = [one for one in (rule.excused, rule.never) if one is not None]
        return implies(applies, either(comes, *excused))

    def _single_credit(self) -> None:
        """Of several duties that expire together with one default, the first deems it."""
        for name, event in self.events.items():
            credited = list(event.deemed)
            for place, later in enumerate(credited):
                for first in credited[:place]:
                    duty = self.regime.by_id[first]
                    assert is_timed(duty)
                    due = self.rules[first].due
                    if due is not None:
                        default = next(one for one in duty.expiring if one.event == name)
                        clash = both(self.expires(duty, default), event.at.at_expiry(due))
                        self._add(implies(event.deemed[later], not_(clash)))
