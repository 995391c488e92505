"""The variables of a run as the solver sees it: events, whence they come, rules, deadlines."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import field, replace
from typing import Any
from weakref import proxy

import z3

from model.deadline import Before, Measure
from model.means import Means, ends_at_once
from model.regime import Regime
from model.rule import (
    CountsAs,
    Lapse,
    Obligation,
    Power,
    Prohibition,
    Rule,
    Timed,
    bearers_of,
)
from model.value import dataclass
from model.vocabulary import WORLD, Guard
from verify.ability import Ability, Claim
from verify.deadlines import Deadlines, OpenTerm
from verify.formula import (
    Expr,
    boolean,
    both,
    choice,
    either,
    equal,
    every,
    holds_in,
    implies,
    integer,
    least,
    less,
    most,
    not_,
    number,
    plus,
    some,
    truth,
)
from verify.moment import Due, Moment
from verify.solver import heed
from verify.tolling import Clock


def lasts(length: Expr, span: tuple[int, int]) -> Expr:
    """Whether a length is from the least to the greatest of a span."""
    return both(least(length, span[0]), most(length, span[1]))


@dataclass
class EventTerms:
    """One event type: whether it occurs, when, and from which sources it may come."""

    occurs: Expr
    at: Moment
    performed: dict[str, Expr] = field(default_factory=dict)
    free: Expr | None = None
    deemed: dict[str, Expr] = field(default_factory=dict)
    counted: dict[str, Expr] = field(default_factory=dict)


@dataclass(frozen=True)
class RuleTerms:
    """One rule: whether it is triggered and applies, when, and what became of its duty.

    ``kept`` says, of a duty or prohibition, that the record does not show it as breached, given
    that it is active; ``obeyed`` that nobody has disobeyed it: it was kept, or could not be;
    ``excused``, of a duty with a deadline of its own or a lapse, that an event has ended it by
    then; ``never``, where its clock may stand still, that it never runs out; ``clock`` is that
    clock.
    """

    active: Expr
    opened: Moment
    due: Due | None = None
    kept: Expr | None = None
    excused: Expr | None = None
    obeyed: Expr | None = None
    never: Expr | None = None
    clock: Clock | None = None

    @property
    def ended(self) -> Expr:
        """Whether nothing is left to expire of a duty or lapse that is active."""
        ended = self.excused if self.kept is None else self.kept
        assert ended is not None
        return ended


def _known(claim: Expr | None) -> tuple[Expr, ...]:
    return () if claim is None else (claim,)


class Terms:
    """The variables of one thread of a regime: events, rules, deadlines, before any constraint.

    Parameters
    ----------
    regime
        The regime.
    deadlines
        The terms of its duties.
    context
        The Z3 context all terms belong to; one for each thread of the program.
    run
        A name that keeps the variables of several runs in one context apart.
    facts
        The attributes of the case that will be asked about; all where it is ``None``.
    """

    def __init__(
        self,
        regime: Regime,
        deadlines: Deadlines,
        context: z3.Context,
        run: str = "",
        facts: Collection[str] | None = None,
    ) -> None:
        self.regime = regime
        self.deadlines = deadlines
        self.context = context
        self.run = run
        self.variables: list[Expr] = []
        self.constraints: list[Expr] = []
        self.elapsed: dict[str, Expr] = {}
        self.events = {event: self._event(event) for event in regime.relevant}
        self.attributes = self._attributes(facts)
        self.means = Means(regime)
        self.rules: dict[str, RuleTerms] = {}
        # What counts as what is needed first: clocks ask of which step an event is part.
        for rule in sorted(regime.rules, key=lambda one: not isinstance(one, CountsAs)):
            self.rules[rule.id] = self._rule(rule)
        self.rules = {rule.id: self.rules[rule.id] for rule in regime.rules}
        # It goes with these terms at once: were they left to Python's collector of garbage, when
        # it comes would decide which names Z3 gives to what is made later, and so what it finds.
        self.ability = Ability(proxy(self))
        for rule in regime.binding:
            term = self.rules[rule.id]
            self.rules[rule.id] = replace(term, obeyed=self._obeyed(rule, term))

    def _bool(self, name: str) -> Expr:
        self.variables.append(boolean(self.run + name, self.context))
        return self.variables[-1]

    def _int(self, name: str) -> Expr:
        self.variables.append(integer(self.run + name, self.context))
        return self.variables[-1]

    def flag(self, name: str) -> Expr:
        """A variable of its own that is true or false."""
        return self._bool(name)

    def whole_number(self, name: str) -> Expr:
        """A variable of its own that is a whole number."""
        return self._int(name)

    def require(self, *constraints: Expr) -> None:
        """Let constraints hold of every run."""
        self._add(*constraints)

    def any_of(self, claims: Iterable[Expr]) -> Expr:
        """At least one of any number of formulas."""
        return self._or(claims)

    def all_of(self, claims: Iterable[Expr]) -> Expr:
        """All of any number of formulas."""
        return self._and(claims)

    def value(self, value: int) -> Expr:
        """A whole number."""
        return number(value, self.context)

    def counting(self, rule: CountsAs) -> Expr:
        """Whether an event is what a rule counts its trigger as."""
        counted = self.events[rule.event].counted
        return self._source(counted, f"event:{rule.event}/counted by {rule.id}", rule.id)

    def counted_by(self, model: Any, event: str) -> str | None:
        """Return the rule that counts an event in a model of the solver, if one does."""
        sources = self.events[event].counted.items()
        return next((rule for rule, by in sources if holds_in(model, by)), None)

    def _or(self, parts: Iterable[Expr]) -> Expr:
        return some(parts, self.context)

    def _and(self, parts: Iterable[Expr]) -> Expr:
        return every(parts, self.context)

    def _add(self, *constraints: Expr) -> None:
        self.constraints.extend(constraints)

    def _event(self, event: str) -> EventTerms:
        at = self.moment(f"event:{event}")
        self._add(*(least(one, 0) for one in (at.day, at.off, at.round, at.rank)), most(at.off, 1))
        self._add(implies(equal(at.off, 1), equal(at.round, 0)))
        return EventTerms(self._bool(f"event:{event}/occurs"), at)

    def moment(self, name: str) -> Moment:
        """Return a moment that nothing is known about yet."""
        parts = (self._int(f"{name}/{part}") for part in ("day", "off", "round", "rank"))
        return Moment(*parts)

    def step(self, event: str, seen: frozenset[str] = frozenset()) -> Moment:
        """The time of the step in which an event comes; its rank is that of the step's cause."""
        at = self.events[event].at
        rank = at.rank
        if event in seen:
            return at
        for rule in self.means.counting.get(event, ()):
            begun = self.step_of(rule, self.rules[rule.id].opened, seen | {event})
            rank = choice(self.counting(rule), begun.rank, rank)
        return replace(at, rank=rank)

    def step_of(self, rule: Rule, opened: Moment, seen: frozenset[str] = frozenset()) -> Moment:
        """The time of the step in which a rule is set going."""
        if len(rule.on.events) == 1:
            return self.step(rule.on.events[0], seen)
        rank = opened.rank
        for event in rule.on.events:
            one = self.events[event]
            by = both(one.occurs, one.at.same(opened))
            rank = choice(by, self.step(event, seen).rank, rank)
        return replace(opened, rank=rank)

    def _attributes(self, facts: Collection[str] | None) -> dict[str, Expr]:
        found = {}
        for attribute in self.regime.vocabulary.attributes.values():
            if facts is not None and attribute.id not in facts:
                continue
            term = self._int(f"attribute:{attribute.id}")
            self._add(least(term, 0), less(term, len(attribute.values)))
            found[attribute.id] = term
        return found

    def guard(self, guard: Guard) -> Expr:
        """Whether a guard admits the case."""
        parts = []
        for name, allowed in guard.items():
            values = self.regime.vocabulary.attributes[name].values
            term = self.attributes[name]
            chosen = (equal(term, k) for k, one in enumerate(values) if one in allowed)
            parts.append(self._or(chosen))
        return self._and(parts)

    def _rule(self, rule: Rule) -> RuleTerms:
        heed()
        guard = self.guard(rule.when)
        triggers = [self.events[event] for event in rule.on.events]
        if len(triggers) == 1:
            active, opened = both(guard, triggers[0].occurs), triggers[0].at
        else:
            active, opened = self._joint_trigger(rule, triggers)
            active = both(guard, active)
        if isinstance(rule, Prohibition):
            return RuleTerms(active, opened, None, not_(self._violated(rule, opened)))
        if isinstance(rule, Power):
            self._source_of(rule.act, rule.bearer)
        if isinstance(rule, CountsAs | Power):
            return RuleTerms(active, opened)
        if isinstance(rule.deadline, Before):
            assert isinstance(rule, Obligation)
            kept = self._announced(rule, rule.deadline, opened)
            return RuleTerms(active, opened, None, kept)
        due, clock = self._limit(rule, opened)
        never = clock.never if clock is not None else None
        excused = self._excused(rule, due)
        if isinstance(rule, Lapse):
            return RuleTerms(active, opened, due, None, excused, never=never, clock=clock)
        kept = either(self._fulfilled(rule, opened, due), excused, *_known(never))
        return RuleTerms(active, opened, due, kept, excused, never=never, clock=clock)

    def _limit(self, rule: Timed, opened: Moment) -> tuple[Due | None, Clock | None]:
        """When a limit ends; and its clock, where something may happen to that."""
        due = self._due(rule, opened)
        if due is None or not rule.clock:
            return due, None
        grants, terms = self.deadlines.grants[rule.id], proxy(self)  # as their ability
        clock = Clock(terms, rule, opened, lambda start: terms._counted_due(rule, start), grants)
        return clock.due, clock

    def _counted_due(self, rule: Timed, start: Moment) -> Due:
        due = self._due(rule, start)
        assert due is not None
        return due

    def _joint_trigger(self, rule: Rule, triggers: list[EventTerms]) -> tuple[Expr, Moment]:
        """The first of several events that occur, or the last of all."""
        opened = self.moment(f"rule:{rule.id}/opened")
        last = rule.on.quantifier == "all"
        occur = [one.occurs for one in triggers]
        active = self._and(occur) if last else self._or(occur)
        bounds = [
            implies(one.occurs, one.at.not_after(opened) if last else opened.not_after(one.at))
            for one in triggers
        ]
        same = self._or(both(one.occurs, one.at.same(opened)) for one in triggers)
        self._add(implies(active, both(*bounds, same)))
        return active, opened

    def _due(self, rule: Timed, opened: Moment) -> Due | None:
        term = self.deadlines.terms[rule.id]
        zero = self.value(0)
        if term is None:
            return None
        if isinstance(term, OpenTerm):
            return self._open_due(term, opened)
        if term.measure is Measure.AFTER:
            return Due(plus(opened.day, term.count), zero)
        if term.measure is Measure.FROM:
            same = equal(opened.off, 0) if term.count == 0 else truth(False, self.context)
            day = plus(opened.day, opened.off, term.count)
            return Due(day, choice(same, opened.round, zero))
        length = self.elapsed[rule.id] = self._int(f"rule:{rule.id}/elapsed")
        known = self.deadlines.lengths[term]
        self._add(lasts(length, known.whole_range))
        self._add(*(implies(equal(opened.off, k), lasts(length, known.range(k))) for k in (0, 1)))
        same = both(equal(length, 0), equal(opened.off, 0))
        return Due(plus(opened.day, length), choice(same, opened.round, zero))

    def _open_due(self, term: OpenTerm, opened: Moment) -> Due:
        if not term.include_first_day:
            return Due(plus(opened.day, term.days), self.value(0))
        same = both(equal(opened.off, 0), equal(term.days, 1))
        day = plus(opened.day, opened.off, term.days, -1)
        return Due(day, choice(same, opened.round, self.value(0)))

    def _source_of(self, event: str, party: str) -> Expr:
        """Whether a party performs a governed event."""
        sources = self.events[event].performed
        return self._source(sources, f"event:{event}/performed by {party}", party)

    def _done(self, rule: Obligation) -> Expr:
        """Whether the act is the bearer's own, or counted as it."""
        act = self.events[rule.act]
        own = [self._source_of(rule.act, party) for party in rule.bearers]
        counted = self._or(
            self._source(act.counted, f"event:{rule.act}/counted by {other.id}", other.id)
            for other in self.regime.counts_as
            if other.event == rule.act
        )
        return either(*own, counted)

    def _fulfilled(self, rule: Obligation, opened: Moment, due: Due | None) -> Expr:
        act = self.events[rule.act]
        in_time = self._in_time(act.at, due)
        already = act.at.stands_before(opened)
        done = either(already, both(self._done(rule), in_time))
        return both(act.occurs, done, *self._by_day(act, due))

    def _by_day(self, act: EventTerms, due: Due | None) -> list[Expr]:
        """What follows of a fulfilled duty, said since it spares the solver a case distinction."""
        return [] if due is None else [most(act.at.day, due.day)]

    def _excused(self, rule: Timed, due: Due | None) -> Expr:
        ending = (self.events[event] for event in rule.excused_by)
        return self._or(both(one.occurs, self._in_time(one.at, due)) for one in ending)

    def _obeyed(self, rule: Obligation | Prohibition, term: RuleTerms) -> Expr:
        """Whether nobody disobeys a rule, given that it is active."""
        heed()
        if isinstance(rule, Prohibition):
            return term.kept
        if isinstance(rule.deadline, Before):
            return self._announced_if_possible(rule, rule.deadline, term)
        if term.due is None or (self._only_own(rule) and self.ability.ready(rule)):
            return term.kept
        return either(self.ability.obeyed(rule, term.due), *_known(term.never))

    def may_end_at_once(self, rule: Obligation) -> bool:
        """Whether a limit may end at the close of the very working day on which it starts."""
        term = self.deadlines.terms[rule.id]
        return term.include_first_day if isinstance(term, OpenTerm) else ends_at_once(term)

    def chosen(self, rule: Rule) -> Claim:
        """Whether a rule is one of the text; only where texts are amended it is a question."""
        return True

    def certain(self, rule: Rule) -> frozenset[str]:
        """Return events that have certainly come once a rule is set going."""
        return self.means.certain(rule)

    def is_own(self, party: str, event: str) -> Claim:
        """Whether an event is a party's own act that no rule governs."""
        return self.means.is_free(party, event)

    def _only_own(self, rule: Obligation) -> bool:
        """Whether a duty ends in time only where the record shows it as kept."""
        return self.means.only_own(rule)

    def _announced_if_possible(self, rule: Obligation, limit: Before, term: RuleTerms) -> Expr:
        """Whether an event has been given notice of by whomever, or his bearer is helpless."""
        return either(term.kept, self._given(rule, limit), self._helpless(rule, limit))

    def _given(self, rule: Obligation, limit: Before) -> Expr:
        """Whether somebody has given notice of an event in time."""
        act, event = self.events[rule.act], self.events[limit.event]
        given = both(act.occurs, act.at.before(event.at))
        if days := limit.count:
            latest = plus(event.at.day, event.at.day, -2 * days)
            given = both(given, most(act.at.slot, latest))
        return given

    def _helpless(self, rule: Obligation, limit: Before) -> Expr:
        """Whether the bearer neither held an event himself nor could have given notice of it."""
        own = self._or(self._by(limit.event, party) for party in rule.bearers)
        return not_(either(own, self.ability.announceable(rule, limit)))

    def out_of_power(self, rule: Obligation) -> Expr:
        """Whether a duty falls due, with nothing that has ended it, before it is able."""
        term = self.rules[rule.id]
        if isinstance(rule.deadline, Before):
            unkept = not_(either(term.kept, self._given(rule, rule.deadline)))
            return both(term.active, unkept, self._helpless(rule, rule.deadline))
        if term.due is None:
            return truth(False, self.context)
        ended, could = self.ability.ended(rule, term.due), self.ability.could(rule, term.due)
        stands = (not_(never) for never in _known(term.never))
        return both(term.active, not_(ended), not_(could), *stands)

    def _announced(self, rule: Obligation, limit: Before, opened: Moment) -> Expr:
        """Whether an event that comes has been given notice of in time, or need not be.

        What has come before the duty arose need not be announced any more.
        """
        act, event = self.events[rule.act], self.events[limit.event]
        known = either(act.at.stands_before(opened), self._done(rule))
        given = both(act.occurs, act.at.before(event.at), known)
        if days := limit.count:
            latest = plus(event.at.day, event.at.day, -2 * days)
            given = both(given, most(act.at.slot, latest))
        ending = (self.events[one] for one in rule.excused_by)
        excused = self._or(both(one.occurs, one.at.before(event.at)) for one in ending)
        return either(not_(event.occurs), given, excused, event.at.not_after(opened))

    def _violated(self, rule: Prohibition, opened: Moment) -> Expr:
        """Whether the bearer does what it must not, before it is allowed again."""
        act = self.events[rule.act]
        parts = [act.occurs, self._by(rule.act, rule.bearer), opened.before(act.at)]
        if rule.until is not None:
            lifted = self.events[rule.until]
            parts.append(not_(both(lifted.occurs, lifted.at.before(act.at))))
        return both(*parts)

    def _by(self, event: str, party: str) -> Expr:
        """Whether an event is the act of a party."""
        if event in self.regime.governed:
            able = any(
                rule.act == event and party in bearers_of(rule) for rule in self.regime.supports
            )
            return self._source_of(event, party) if able else truth(False, self.context)
        by = self.regime.vocabulary.events[event].by
        return truth(by == party and by != WORLD, self.context)

    def _in_time(self, at: Moment, due: Due | None) -> Expr:
        return truth(True, self.context) if due is None else at.by(due)

    def _source(self, sources: dict[str, Expr], name: str, key: str) -> Expr:
        if key not in sources:
            sources[key] = self._bool(name)
        return sources[key]
