"""Histories: runs so far, and how they may go on. They are searched by :mod:`verify.audit.search`.

Complete for one thread; says nothing about queues.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import z3

from model.bearing import broken_by
from verify.audit.goal import Goal
from verify.audit.part import Part
from verify.audit.way import FIELDS, acts, sources
from verify.encoding import Encoding
from verify.formula import (
    Expr,
    both,
    choice,
    either,
    equal,
    every,
    holds_in,
    implies,
    less,
    most,
    not_,
    number,
    some,
    substituted,
    truth,
)
from verify.moment import Moment
from verify.size import SmallTotal, Total
from verify.solver import Solver, satisfiable


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
    cases
        For each event that may be given the cases in which it is.
    """

    def __init__(self, part: Part, last: Moment, cases: Mapping[str, Expr] | None = None) -> None:
        self.cases = cases or {}
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

    def silent(self, rule: str) -> Expr:
        """Whether a rule is not set going by the end of the history."""
        term = self.before.rules[rule]
        return not_(both(term.active, term.opened.not_after(self.cut)))

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

    def plain(self) -> list[Expr]:
        """That all happens in office hours, and nothing after the history."""
        return [
            implies(
                term.occurs, both(equal(term.at.off, 0), equal(term.at.round, 0), self.past(name))
            )
            for name, term in self.before.events.items()
        ]

    def as_given(self, goal: Goal) -> Iterator[Expr]:
        """Yield that what is given comes after the history as in the run that this begins."""
        for name in goal.given:
            old, new = self.before.events[name], self.after.events[name]
            same = (equal(getattr(new.at, key), getattr(old.at, key)) for key in FIELDS[:3])
            given = both(equal(new.occurs, old.occurs), implies(old.occurs, both(*same)))
            yield implies(self.cases[name], given)

    def given(self, model: Any, goal: Goal) -> tuple[str, ...]:
        """What is given in the case of a model."""
        return tuple(name for name in goal.given if holds_in(model, self.cases[name]))

    def handy(self, model: Any, goal: Goal) -> list[list[Expr]]:
        """What is wished of a way to go on, so that it works from many histories, best first.

        That everything is done at once, and nothing that nobody owes; else that all is done in
        office hours. Nothing is wished of what is given.
        """
        given = self.given(model, goal)
        following = [
            name
            for name in self.after.events
            if name not in given and not holds_in(model, self.past(name))
        ]
        at_once = self._at_once(model, given)
        idle, in_hours = self._nothing_idle(following), self._in_hours(following)
        return [[*at_once, *idle], at_once, [*in_hours, *idle], idle, []]

    def _nothing_idle(self, names: Iterable[str]) -> list[Expr]:
        """That nothing follows which the world or whoever has a mere power may leave undone."""
        owed = {rule.act for rule in self.part.regime.obligations}
        return [
            not_(
                both(
                    term.occurs,
                    not_(some([*term.deemed.values(), *term.counted.values()], self.part.context)),
                )
            )
            for term in (self.after.events[name] for name in names if name not in owed)
        ]

    def _in_hours(self, names: Iterable[str]) -> list[Expr]:
        """That whatever is done after the history is done in office hours, in no later round."""
        return [
            either(
                not_(term.occurs),
                both(equal(term.at.off, 0), equal(term.at.round, 0)),
                *term.deemed.values(),
                *term.counted.values(),
            )
            for term in (self.after.events[name] for name in names)
        ]

    def _at_once(self, model: Any, given: Collection[str]) -> list[Expr]:
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
            for name, term in self.after.events.items()
            if name not in given
        ]

    def delay(self, model: Any) -> Total:
        """The days for which all that somebody does after a history waits, together."""
        end, none = model.eval(self.cut.day, True), number(0, self.part.context)
        return SmallTotal(
            (
                choice(some(acts(term), self.part.context), term.at.day - end, none)
                for name, term in self.after.events.items()
                if not holds_in(model, self.past(name))
            ),
            self.part.context,
        )

    def can_be(self, model: Any, claims: Iterable[Expr]) -> bool:
        """Whether claims may hold of the run of a model and its limits, for some other variables.

        False only where the solver knows that they do not.
        """
        whole = every(claims, self.part.context)
        told = (*self.before.variables, *self.part.limits.values())
        known = [(one, model.eval(one, True)) for one in told]
        whole = z3.simplify(substituted(whole, known))
        if z3.is_true(whole) or z3.is_false(whole):
            return bool(z3.is_true(whole))
        solver = Solver(z3.SimpleSolver(ctx=self.part.context))
        solver.add(whole)
        return bool(solver.check() != z3.unsat)

    def blocked(self, model: Any, goal: Goal) -> bool:
        """Whether no continuation of the history of a model reaches a goal."""
        return model_of(self.continuing(model, goal)) is None

    def continuing(self, model: Any, goal: Goal) -> Any:
        """A solver for the ways in which the history of a model may go on and reach a goal."""
        known = (
            [(one, model.eval(one, True)) for one in self.before.variables] if goal.given else []
        )
        given = [z3.substitute(one, *known) for one in self.as_given(goal)]
        claims = [*goal.claims(self.after), *self._same(model), *given]
        return solver_for(self.part, self.after, claims)

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
            if holds_in(model, self.past(name)):
                parts.append(new.occurs)
                for key in FIELDS:
                    parts.append(getattr(new.at, key) == model.eval(getattr(old.at, key), True))
                for mine, its in zip(sources(new), sources(old), strict=True):
                    parts.append(mine == model.eval(its, True))
            else:
                parts.append(implies(new.occurs, cut.before(new.at)))
        for rule, length in self.before.elapsed.items():
            if holds_in(model, self.before.rules[rule].opened.not_after(self.cut)):
                parts.append(self.after.elapsed[rule] == model.eval(length, True))
        return parts


def solver_for(part: Part, encoding: Encoding, claims: list[Expr]) -> Any:
    """Return a solver for runs that satisfy claims."""
    # Of the settings that were tried these answer such searches fastest.
    solver = Solver(z3.SimpleSolver(ctx=part.context))
    solver.set("arith.solver", 2)
    solver.add(*encoding.constraints, *encoding.forces.values(), *claims)
    return solver


def model_of(solver: Any, assumed: Iterable[Expr] = ()) -> Any:
    """Return a model of a solver and what is assumed besides; ``None`` when there is none."""
    return solver.model() if satisfiable(solver, assumed) else None
