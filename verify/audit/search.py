"""Histories after which something can no longer be: exists a run so far, for all that may follow.

The two quantifiers are taken apart by counterexample-guided refinement (Solar-Lezama, "Program
synthesis by sketching", 2008; for quantified arithmetic Reynolds et al., CAV 2015). A solver
proposes a history; another looks for a way to go on that reaches the goal. If there is none, the
history is what was looked for. If there is one, it is made into a **plan**: what to do after many
histories, the same steps or what is owed in their place. Histories from which that plan works are
excluded, and the search goes on. When no history is left there is none, whatever follows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from verify.audit.goal import Goal
from verify.audit.histories import Histories, History, model_of, solver_for
from verify.audit.plan import Plan
from verify.formula import Expr, boolean, equal, holds_in, implies, no_more_than, not_, value_in
from verify.patience import CutOff, Undecided
from verify.search import least_model
from verify.solver import STEPS

_ROUNDS = 60
"""Refinements after which a search counts as undecided; it ends in a few, or hardly ever."""


class Search:
    """A search for histories of one kind; a plan that was found serves for less of its goal, too.

    Parameters
    ----------
    wanted
        What all histories that are looked for satisfy.
    """

    def __init__(self, histories: Histories, wanted: list[Expr]) -> None:
        self.h = histories
        self.outer = solver_for(histories.part, histories.before, wanted)
        self._literals = 0
        # A history in office hours with nothing behind it is the easier one to read.
        one = histories.part.one_reading
        self.wishes = [self.assumed(*histories.plain(), *one), self.assumed(*one)]

    def assumed(self, *claims: Expr) -> Expr:
        """A literal that makes claims hold, so that a proof tells whether it needs them."""
        self._literals += 1
        literal = boolean(f"assumed:{self._literals}", self.h.part.context)
        self.outer.add(*(implies(literal, claim) for claim in claims))
        return literal

    def find(self, goal: Goal, *assumed: Expr) -> History | None:
        """Return a history from which no continuation reaches the goal, if there is one.

        Parameters
        ----------
        goal
            What earlier searches had as theirs, or less of it.
        assumed
            Literals that hold of the history.

        Raises
        ------
        Undecided
            When the solver gives up, or the refinement does not end.
        """
        wishes, began = [*self.wishes], self.outer.steps
        for _ in range(_ROUNDS):
            # One history is one question, however many the solver is asked for it.
            if self.outer.steps - began > STEPS:
                raise Undecided("steps")
            model = self._easiest(wishes, assumed)
            if model is None:
                return None
            after = self._soonest(model, goal)
            if after is None:
                past = (name for name in self.h.before.events if holds_in(model, self.h.past(name)))
                return History(model, tuple(past))
            plan = self._plan(model, after, goal)
            if plan.circular:  # Two clocks wait for one another: what they are is not defined.
                raise Undecided("clocks")
            self.outer.add(*plan.defined, not_(plan.works(goal)))
        raise Undecided("refinement")

    def _soonest(self, model: Any, goal: Goal) -> Any:
        """Return the handiest way to go on and reach the goal, each step as soon as it can be.

        What is done as soon as can be is done in time from the most histories.
        """
        solver = self.h.continuing(model, goal)
        for wish in self.h.handy(model, goal):
            if (after := model_of(solver, wish)) is not None:
                return least_model(solver, wish, [self.h.delay(model)], after) or after
        return None

    def _plan(self, model: Any, after: Any, goal: Goal) -> Plan:
        """The most general plan that is sure to work from the history of a model."""
        given = self.h.given(model, goal)
        plan = Plan(self.h, model, after, given)
        fails = [*plan.defined, not_(plan.works(goal))]
        if not plan.circular and not self.h.can_be(model, fails):
            return plan
        return Plan(self.h, model, after, given, general=False)

    def another(self, goal: Goal, *assumed: Expr) -> History | None:
        """Return what :meth:`find` does where one history is known; ``None`` where it gives up."""
        try:
            return self.find(goal, *assumed)
        except CutOff:
            raise
        except Undecided:
            return None

    def aside(self, goal: Goal, *assumed: Expr) -> History | None:
        """Return what :meth:`another` does for less of the goal, whose plans are then forgotten."""
        with self.apart():
            return self.another(goal, *assumed)

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Forget what is found out within, such as the plans of less of the goal."""
        self.outer.push()
        try:
            yield
        finally:
            self.outer.pop()

    def shortest(self, goal: Goal, found: History, *given: Expr) -> tuple[History, list[Expr]]:
        """Return the shortest history from which no continuation reaches the goal, one being known.

        Fewest events, of those such as stand late among the words, in the most ordinary case.
        The literals that are returned with it, those ``given`` first, say what has come in it, and
        in which case. So that does not depend on which history the solver comes upon.
        """
        pasts = {name: self.h.past(name) for name in self.h.before.events}
        told: list[Expr] = [*given]

        def tried(claim: Expr) -> bool:
            nonlocal found
            literal = self.assumed(claim)
            if (other := self.another(goal, *told, literal)) is not None:
                found = other
                told.append(literal)
            return other is not None

        while len(found.past) > 1 and tried(no_more_than(len(found.past) - 1, [*pasts.values()])):
            pass
        told.append(self.assumed(no_more_than(len(found.past), [*pasts.values()])))
        for name, past in pasts.items():
            if name not in found.past:
                told.append(self.assumed(not_(past)))
            elif not tried(not_(past)):
                told.append(self.assumed(past))
        for term in self.h.before.attributes.values():
            value = value_in(found.model, term)
            if not any(tried(equal(term, other)) for other in range(value)):
                told.append(self.assumed(equal(term, value)))
        return found, told

    def _easiest(self, wishes: list[Expr], assumed: Sequence[Expr]) -> Any:
        """Return a model with the first of some wishes that can be had, if any; ``None`` for none.

        A wish that cannot be had is struck off: what is asked of a search only grows. Where it was
        not needed to see that there is no model, there is none without it.
        """
        while wishes:
            if (model := model_of(self.outer, [*assumed, wishes[0]])) is not None:
                return model
            if all(one.get_id() != wishes[0].get_id() for one in self.outer.unsat_core()):
                return None
            del wishes[0]
        return model_of(self.outer, assumed)
