"""Histories after which something can no longer be: exists a run so far, for all that may follow.

The two quantifiers are taken apart by counterexample-guided refinement (Solar-Lezama, "Program
synthesis by sketching", 2008; for quantified arithmetic Reynolds et al., CAV 2015). A solver
proposes a history; another looks for a way to go on that reaches the goal. If there is none, the
history is what was looked for. If there is one, it is made into a **plan**: the same steps, as many
days after the history ends, and what expires when it is due. Histories from which that plan works
are excluded, and the search goes on. When no history is left there is none, whatever follows.

Complete for one thread; says nothing about queues.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any

import z3

from model.rule import broken_by
from verify.audit.part import Part
from verify.encoding import Encoding
from verify.formula import (
    Expr,
    both,
    choice,
    either,
    equal,
    every,
    implies,
    less,
    most,
    not_,
    number,
    truth,
)
from verify.moment import Moment
from verify.solver import Undecided, satisfiable, solver_of
from verify.terms import EventTerms

_ROUNDS = 60
"""Refinements after which a search counts as undecided; it ends in a few, or hardly ever."""

_FOR_EVER = 1_000_000
"""Days after a history at which a clock of a plan runs out that never does."""

_FIELDS = ("day", "off", "round", "rank")

Goal = Callable[[Encoding], list[Expr]]


@dataclass(frozen=True)
class History:
    """A history and the model of the run that it begins."""

    model: Any
    past: tuple[str, ...]


class Histories:
    """Histories of one part that end with the moment of one of its events, step by step.

    Attributes
    ----------
    before
        The run of which the history is the beginning.
    cut
        Where the history ends; what happens at that moment belongs to it.
    """

    def __init__(self, part: Part, last: Moment) -> None:
        self.part = part
        self.before = part.stepwise("before/")
        self.after = part.stepwise("after/")
        self.cut = last

    def past(self, event: str) -> Expr:
        """Whether an event belongs to the history."""
        term = self.before.events[event]
        return both(term.occurs, term.at.not_after(self.cut))

    def unbroken(self, rules: Iterable[str]) -> Expr:
        """Whether none of the rules has been breached by the end of the history."""
        return every((not_(self._broken(rule)) for rule in rules), self.part.context)

    def _true(self) -> Expr:
        return truth(True, self.part.context)

    def _broken(self, rule: str) -> Expr:
        term, known = self.before.rules[rule], self.part.regime.by_id[rule]
        if term.due is not None:
            zero = number(0, self.part.context)
            passed = Moment(term.due.day, zero, term.due.round + 1, zero).not_after(self.cut)
        elif (ending := broken_by(known)) is not None:
            passed = self.past(ending)
        else:
            return truth(False, self.part.context)
        return both(term.active, not_(term.kept), passed)

    def find(self, wanted: list[Expr], goal: Goal) -> History | None:
        """Return a history as wanted from which no continuation reaches the goal, if there is one.

        Raises
        ------
        Undecided
            When the solver gives up, or the refinement does not end.
        """
        outer = _solver(self.part, self.before, wanted)
        plain = self._plain()
        for _ in range(_ROUNDS):
            # A history in office hours with nothing behind it is the easier one to read.
            model = _model(outer, plain) or _model(outer, self.part.one_reading) or _model(outer)
            if model is None:
                return None
            inner = self._continuing(model, goal)
            # A plan that does everything at once works from more histories than any other.
            after = _model(inner, self._at_once(model)) or _model(inner)
            if after is None:
                past = [name for name in self.before.events if _true(model, self.past(name))]
                return History(model, tuple(past))
            plan = _Plan(self, model, after)
            if plan.circular:  # Two clocks wait for one another: what they are is not defined.
                raise Undecided("clocks")
            outer.add(*plan.defined(), not_(plan.works(goal)))
        raise Undecided("refinement")

    def _plain(self) -> list[Expr]:
        """That all happens in office hours, and nothing after the history."""
        return [
            implies(
                term.occurs, both(equal(term.at.off, 0), equal(term.at.round, 0), self.past(name))
            )
            for name, term in self.before.events.items()
        ] + self.part.one_reading

    def _at_once(self, model: Any) -> list[Expr]:
        """That whatever is done after the history is done in the slot in which it ends."""
        day, off = model.eval(self.cut.day, True), model.eval(self.cut.off, True)
        return [
            either(
                not_(term.occurs),
                less(term.at.day, day),
                both(equal(term.at.day, day), most(term.at.off, off)),
                *term.deemed.values(),
                *term.counted.values(),
            )
            for term in self.after.events.values()
        ]

    def blocked(self, model: Any, goal: Goal) -> bool:
        """Whether no continuation of the history of a model reaches a goal."""
        return _model(self._continuing(model, goal)) is None

    def _continuing(self, model: Any, goal: Goal) -> Any:
        return _solver(self.part, self.after, [*goal(self.after), *self._same(model)])

    def _same(self, model: Any) -> list[Expr]:
        """That a continuation begins with the history of a model, and adds to it afterwards."""
        cut = Moment(*(model.eval(getattr(self.cut, name), True) for name in _FIELDS))
        parts = [
            self.after.attributes[name] == model.eval(term, True)
            for name, term in self.before.attributes.items()
        ]
        parts += [limit == model.eval(limit, True) for limit in self.part.limits.values()]
        for name, old in self.before.events.items():
            new = self.after.events[name]
            if _true(model, self.past(name)):
                parts.append(new.occurs)
                for key in _FIELDS:
                    parts.append(getattr(new.at, key) == model.eval(getattr(old.at, key), True))
                for mine, its in zip(sources(new), sources(old), strict=True):
                    parts.append(mine == model.eval(its, True))
            else:
                parts.append(implies(new.occurs, cut.before(new.at)))
        for rule, length in self.before.elapsed.items():
            if _true(model, self.before.rules[rule].opened.not_after(self.cut)):
                parts.append(self.after.elapsed[rule] == model.eval(length, True))
        return parts


class _Plan:
    """One way to go on, as a function of the history it starts from."""

    def __init__(self, histories: Histories, before: Any, after: Any) -> None:
        self.h, self.model = histories, after
        self.end = [_number(before, getattr(histories.cut, name)) for name in _FIELDS]
        self.before = before
        self.map: list[tuple[Expr, Expr]] = []
        self.told: set[str] = set()
        self.rounds: dict[str, Expr] = {}
        self._cases()
        self._clocks()
        names = [name for name in histories.after.events if self._follows(name)]
        for name in histories.after.events:
            if name not in names:
                self._event(name, None)
        order = {name: self._at(histories.after.events[name]) for name in names}
        for name in sorted(names, key=lambda one: order[one]):
            self._event(name, self._when(name))
        for rule in histories.part.regime.rules:
            self._opened(rule.id)

    def works(self, goal: Goal) -> Expr:
        """Whether the plan reaches the goal, said of the history alone."""
        after = self.h.after
        whole = both(*after.constraints, *after.forces.values(), *goal(after))
        forced = [(one, self.h._true()) for one in after.forces.values()]
        free = [(one, truth(False, self.h.part.context)) for one in after.obeys.values()]
        return z3.substitute(whole, *self.map, *forced, *free)

    def _cases(self) -> None:
        for name, term in self.h.after.attributes.items():
            self.map.append((term, self.h.before.attributes[name]))
        for rule, term in self.h.after.elapsed.items():
            self.map.append((term, self.h.before.elapsed[rule]))

    def _clocks(self) -> None:
        """Let the variables of clocks be the plan's own: what happens in it decides them."""
        for rule, term in self.h.after.rules.items():
            if term.clock is not None:
                for known in (*term.clock.effective.values(), term.clock.day):
                    self.map.append((known, z3.FreshConst(known.sort(), str(known))))
                assert term.due is not None
                self.rounds[rule] = z3.FreshConst(term.due.round.sort(), f"{rule}/round")

    def defined(self) -> Iterator[Expr]:
        """Yield what the plan makes of clocks; true of every history for some such variables."""
        for_ever = self.h.cut.day + _FOR_EVER
        for rule, term in self.h.after.rules.items():
            if term.clock is not None:
                assert term.due is not None
                yield equal(self.rounds[rule], self._told(term.due.round))
                yield from (self._told(one) for one in term.clock.defined(for_ever))

    @property
    def circular(self) -> bool:
        """Whether a clock depends in the plan on when it itself runs out."""
        if not self.rounds:
            return False
        waits = {
            rule.id: {self._behind(event) for event in (*rule.on.events, *rule.clock.events)}
            for rule in self.h.part.regime.timed
        }
        return _has_cycle({rule: found - {None} for rule, found in waits.items()})

    def _behind(self, event: str) -> str | None:
        """The rule by whose limit the plan lets an event come, itself or what counts as it."""
        seen: set[str] = set()
        while event not in seen:
            seen.add(event)
            term = self.h.after.events[event]
            for rule, source in term.deemed.items():
                if _true(self.model, source):
                    return rule
            counting = (rule for rule, one in term.counted.items() if _true(self.model, one))
            cause = next((self._cause(rule) for rule in counting), None)
            if cause is None:
                return None
            event = cause
        return None

    def _follows(self, name: str) -> bool:
        term = self.h.after.events[name]
        return _true(self.model, term.occurs) and not _true(self.before, self.h.past(name))

    def _at(self, term: EventTerms) -> tuple[int, ...]:
        return tuple(_number(self.model, getattr(term.at, name)) for name in _FIELDS)

    def _when(self, name: str) -> list[Expr]:
        """The moment of a step: where its cause stands, or so long after the history."""
        term = self.h.after.events[name]
        at = self._at(term)
        for rule, source in term.deemed.items():
            if _true(self.model, source):
                self._opened(rule)
                due = self.h.after.rules[rule].due
                assert due is not None
                zero = self._int(0)
                turn = self.rounds.get(rule)
                turn = self._told(due.round) if turn is None else turn
                return [self._told(due.day), zero, turn + 1, zero]
        for rule, source in term.counted.items():
            if _true(self.model, source):
                cause = self._cause(rule)
                assert cause is not None
                ahead = at[3] - self._at(self.h.after.events[cause])[3]
                moment = self.h.after.events[cause].at
                told = [self._told(getattr(moment, key)) for key in _FIELDS]
                return [*told[:3], told[3] + ahead]
        level = at[:3] == tuple(self.end[:3])
        cut = self.h.cut
        day = cut.day + (at[0] - self.end[0])
        if level:
            return [day, cut.off, cut.round, cut.rank + (at[3] - self.end[3])]
        return [day, *(self._int(value) for value in at[1:])]

    def _cause(self, rule: str) -> str | None:
        """The event whose moment sets a rule going in the plan; ``None`` where none does."""
        opened = self.h.after.rules[rule].opened
        wanted = [_number(self.model, getattr(opened, key)) for key in _FIELDS]
        triggers = self.h.part.regime.by_id[rule].on.events
        occurring = (
            event for event in triggers if _true(self.model, self.h.after.events[event].occurs)
        )
        at = self.h.after.events
        return next((event for event in occurring if list(self._at(at[event])) == wanted), None)

    def _opened(self, rule: str) -> None:
        """Let a rule with several triggers be set going by the one that decided."""
        on = self.h.part.regime.by_id[rule].on
        if len(on.events) < 2 or rule in self.told:
            return
        self.told.add(rule)
        term, old = self.h.after.rules[rule], self.h.before.rules[rule]
        cause = self._cause(rule) or on.events[0]
        happened = [self.h.past(event) for event in on.events]
        past = both(*happened) if on.quantifier == "all" else either(*happened)
        for key in _FIELDS:
            moment = self._told(getattr(self.h.after.events[cause].at, key))
            self.map.append(
                (getattr(term.opened, key), choice(past, getattr(old.opened, key), moment))
            )

    def _event(self, name: str, when: list[Expr] | None) -> None:
        old, new, past = self.h.before.events[name], self.h.after.events[name], self.h.past(name)
        follows = truth(when is not None, self.h.part.context)
        self.map.append((new.occurs, either(past, follows)))
        moment = when or [self._int(0), self._int(0), self._int(0), self._int(1)]
        for key, later in zip(_FIELDS, moment, strict=True):
            self.map.append((getattr(new.at, key), choice(past, getattr(old.at, key), later)))
        for mine, its in zip(sources(new), sources(old), strict=True):
            chosen = truth(when is not None and _true(self.model, mine), self.h.part.context)
            self.map.append((mine, choice(past, its, chosen)))

    def _told(self, term: Expr) -> Expr:
        return z3.substitute(term, *self.map)

    def _int(self, value: int) -> Expr:
        return number(value, self.h.part.context)


def _has_cycle(waits: Mapping[str, Collection[str | None]]) -> bool:
    try:
        TopologicalSorter(waits).prepare()
    except CycleError:
        return True
    return False


def sources(term: EventTerms) -> list[Expr]:
    """Return everything that an event may come from, in a fixed order."""
    free = [] if term.free is None else [term.free]
    return [
        *term.performed.values(),
        *term.deemed.values(),
        *term.counted.values(),
        *free,
    ]


def _solver(part: Part, encoding: Encoding, claims: list[Expr]) -> Any:
    return solver_of(part.context, encoding.constraints, encoding.forces.values(), claims)


def _model(solver: Any, assumed: Iterable[Expr] = ()) -> Any:
    """Return a model of a solver and what is assumed besides; ``None`` when there is none."""
    return solver.model() if satisfiable(solver, assumed) else None


def _true(model: Any, term: Expr) -> bool:
    return bool(z3.is_true(model.eval(term, model_completion=True)))


def _in_hours(at: Moment) -> Expr:
    return both(equal(at.off, 0), equal(at.round, 0))


def _number(model: Any, term: Expr) -> int:
    return int(model.eval(term, model_completion=True).as_long())
