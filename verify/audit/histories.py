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

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import z3

from model.bearing import broken_by
from verify.audit.part import Part
from verify.audit.plan import FIELDS, Goal, Plan, sources, true
from verify.encoding import Encoding
from verify.formula import (
    Expr,
    both,
    either,
    equal,
    every,
    implies,
    less,
    most,
    not_,
    number,
    some,
    truth,
)
from verify.moment import Moment
from verify.solver import MILLISECONDS, Solver, Undecided, satisfiable

_ROUNDS = 60
"""Refinements after which a search counts as undecided; it ends in a few, or hardly ever."""


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
        self.after = part.run("after/")
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
        # A history in office hours with nothing behind it is the easier one to read.
        easier, began = [self._plain(), self.part.one_reading], time.monotonic()
        for _ in range(_ROUNDS):
            # One history is one question, however many the solver is asked for it.
            if time.monotonic() - began > MILLISECONDS / 1000:
                raise Undecided("time")
            model = _easiest(outer, easier)
            if model is None:
                return None
            inner = self._continuing(model, goal)
            after = _first(inner, self._handy(model))
            if after is None:
                past = [name for name in self.before.events if true(model, self.past(name))]
                return History(model, tuple(past))
            plan = Plan(self, model, after)
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

    def _handy(self, model: Any) -> list[list[Expr]]:
        """What is wished of a way to go on, so that it works from many histories, best first.

        That everything is done at once, and nothing that nobody owes; else that all is done in
        office hours.
        """
        at_once, idle = self._at_once(model), self._nothing_idle(model)
        return [[*at_once, *idle], at_once, [*self._in_hours(model), *idle], idle, []]

    def _nothing_idle(self, model: Any) -> list[Expr]:
        """That nothing follows which the world or whoever has a mere power may leave undone."""
        owed = {rule.act for rule in self.part.regime.obligations}
        return [
            not_(
                both(
                    term.occurs,
                    not_(some([*term.deemed.values(), *term.counted.values()], self.part.context)),
                )
            )
            for name, term in self.after.events.items()
            if name not in owed and not true(model, self.past(name))
        ]

    def _in_hours(self, model: Any) -> list[Expr]:
        """That whatever is done after the history is done in office hours, in no later round."""
        return [
            either(
                not_(term.occurs),
                both(equal(term.at.off, 0), equal(term.at.round, 0)),
                *term.deemed.values(),
                *term.counted.values(),
            )
            for name, term in self.after.events.items()
            if not true(model, self.past(name))
        ]

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
        cut = Moment(*(model.eval(getattr(self.cut, name), True) for name in FIELDS))
        parts = [
            self.after.attributes[name] == model.eval(term, True)
            for name, term in self.before.attributes.items()
        ]
        parts += [limit == model.eval(limit, True) for limit in self.part.limits.values()]
        for name, old in self.before.events.items():
            new = self.after.events[name]
            if true(model, self.past(name)):
                parts.append(new.occurs)
                for key in FIELDS:
                    parts.append(getattr(new.at, key) == model.eval(getattr(old.at, key), True))
                for mine, its in zip(sources(new), sources(old), strict=True):
                    parts.append(mine == model.eval(its, True))
            else:
                parts.append(implies(new.occurs, cut.before(new.at)))
        for rule, length in self.before.elapsed.items():
            if true(model, self.before.rules[rule].opened.not_after(self.cut)):
                parts.append(self.after.elapsed[rule] == model.eval(length, True))
        return parts


def _solver(part: Part, encoding: Encoding, claims: list[Expr]) -> Any:
    # Of the settings that were tried these answer such searches fastest.
    solver = Solver(z3.SimpleSolver(ctx=part.context))
    solver.set("arith.solver", 2)
    solver.add(*encoding.constraints, *encoding.forces.values(), *claims)
    return solver


def _model(solver: Any, assumed: Iterable[Expr] = ()) -> Any:
    """Return a model of a solver and what is assumed besides; ``None`` when there is none."""
    return solver.model() if satisfiable(solver, assumed) else None


def _first(solver: Any, wishes: list[list[Expr]]) -> Any:
    """Return a model with the first of some wishes that can be had; ``None`` where none can."""
    return next((model for wish in wishes if (model := _model(solver, wish)) is not None), None)


def _easiest(solver: Any, easier: list[list[Expr]]) -> Any:
    """Return a model with the first of some wishes that can be had, if any; ``None`` for none.

    A wish that cannot be had is struck off: what is asked of a search only grows.
    """
    while easier:
        if (model := _model(solver, easier[0])) is not None:
            return model
        del easier[0]
    return _model(solver)
