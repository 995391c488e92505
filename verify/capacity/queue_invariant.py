"""The same question as an inductive invariant, so that nobody needs to trust the closed form.

The office as a transition system over integers of any size, one step a working day. Fix any day
D. Serving the earliest deadline first (Liu and Layland 1973), what is due by the close of D goes
before all else, so its backlog evolves by itself:

    left      working days until D, at first any number
    work      units of work that are due by D and undone, at first 0
    tokens_i  what the envelope of stream i still allows, at first 0 to all, as a token bucket that
              gains each day, pays for each arrival and holds no more than the burst
    step      left' = left - 1;  tokens_i' = min(full_i, tokens_i + gain_i - grain_i * arrivals_i)
              work' = max(0, work - capacity)
                      + sum of effort_i * arrivals_i over the streams with window_i <= left'
    unsafe    left = 0 and work > 0: a deadline passes undone.

The invariant says that what is undone, with all that the tokens allow to come and be due by D, is
at most what the days that are left serve; the tokens are counted as fractions of matters or, where
that claims too much, as whole matters. Three plain queries without quantifiers show that the
initial states have it, that every step keeps it, and that no unsafe state has it (Floyd 1967);
each must be unsatisfiable. The proof is about days without end and backlogs without limit; what
it takes as given is this system and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import lcm
from typing import Any, NamedTuple

import z3

from verify.capacity.demand import Flow
from verify.formula import Expr
from verify.solver import solver_of
from verify.verdict import Answer


class DeskState(NamedTuple):
    """The office on one day."""

    tokens: tuple[Expr, ...]
    work: Expr
    left: Expr


class QueueSystem:
    """The transition system of one office, and its invariant.

    Parameters
    ----------
    capacity
        Units of work that the office serves in a day.
    whole
        Whether the invariant counts whole matters: harder for the solver, and just as strong as
        the closed form.
    """

    def __init__(self, flows: Sequence[Flow], capacity: int, whole: bool = True) -> None:
        self.flows, self.capacity, self.whole = tuple(flows), capacity, whole
        self.context = z3.Context()
        self.before, self.after = self.state(""), self.state("_next")
        self.arrivals = tuple(self._int(f"arrivals_{place}") for place in range(len(self.flows)))

    def _int(self, name: str) -> Expr:
        return z3.Int(name, self.context)

    def state(self, mark: str) -> DeskState:
        """Return a state of fresh unknowns."""
        tokens = tuple(self._int(f"tokens_{place}{mark}") for place in range(len(self.flows)))
        return DeskState(tokens, self._int(f"work{mark}"), self._int(f"left{mark}"))

    def initial(self, state: DeskState) -> Expr:
        """An empty desk, any day, any past of the arrivals."""
        return z3.And(state.work == 0, state.left >= 0, *self._bucket(state))

    def _bucket(self, state: DeskState) -> list[Expr]:
        pairs = zip(self.flows, state.tokens, strict=True)
        return [z3.And(tokens >= 0, tokens <= flow.tokens) for flow, tokens in pairs]

    def step(self, before: DeskState, arrivals: Sequence[Expr], after: DeskState) -> Expr:
        """One working day, with any arrivals that the envelopes allow."""
        constraints = [before.left >= 1, after.left == before.left - 1]
        come = []
        for place, flow in enumerate(self.flows):
            rest = before.tokens[place] + flow.gain - flow.grain * arrivals[place]
            kept = z3.If(rest <= flow.tokens, rest, flow.tokens)
            constraints += [arrivals[place] >= 0, rest >= 0, after.tokens[place] == kept]
            work = flow.effort * arrivals[place]
            come.append(z3.If(after.left >= flow.window, work, 0))
        undone = z3.If(before.work >= self.capacity, before.work - self.capacity, 0)
        return z3.And(*constraints, after.work == undone + z3.Sum(come))

    def unsafe(self, state: DeskState) -> Expr:
        """A deadline passes undone."""
        return z3.And(state.left == 0, state.work > 0)

    def invariant(self, state: DeskState) -> Expr:
        """What is undone or can still come to be due is at most what the days left serve."""
        parts = 1 if self.whole else lcm(*(flow.grain for flow in self.flows))
        coming = []
        for flow, tokens in zip(self.flows, state.tokens, strict=True):
            cost = tokens + flow.gain * (state.left - flow.window)
            matters = cost / flow.grain if self.whole else cost * (parts // flow.grain)
            coming.append(z3.If(state.left > flow.window, flow.effort * matters, 0))
        signs = z3.And(state.work >= 0, state.left >= 0)
        served = parts * self.capacity * state.left
        return z3.And(signs, *self._bucket(state), parts * state.work + z3.Sum(coming) <= served)

    def queries(self) -> dict[str, Expr]:
        """Return initiation, consecution and safety; a proof makes each unsatisfiable."""
        kept = z3.Not(self.invariant(self.after))
        moved = self.step(self.before, self.arrivals, self.after)
        return {
            "initiation": z3.And(self.initial(self.before), z3.Not(self.invariant(self.before))),
            "consecution": z3.And(self.invariant(self.before), moved, kept),
            "safety": z3.And(self.invariant(self.before), self.unsafe(self.before)),
        }

    def _solver(self, query: Expr) -> Any:
        return solver_of(self.context, [query])

    def scripts(self) -> dict[str, str]:
        """Return the three queries as SMT-LIB 2, for any solver to find unsatisfiable."""
        return {name: self._solver(query).to_smt2() for name, query in self.queries().items()}

    def proved(self) -> Answer:
        """Return ``proved`` where the invariant is inductive and safe.

        ``refuted`` says only that the invariant is not, ``unknown`` that the solver gave up.
        """
        answers = [self._solver(query).check() for query in self.queries().values()]
        if any(answer == z3.sat for answer in answers):
            return Answer.REFUTED
        return Answer.PROVED if all(answer == z3.unsat for answer in answers) else Answer.UNKNOWN


def certified(flows: Sequence[Flow], capacity: int) -> tuple[Answer, QueueSystem]:
    """Prove that no deadline is missed; return the answer and the system with its invariant."""
    system = QueueSystem(flows, capacity, whole=False)
    answer = system.proved()
    if answer is not Answer.PROVED:
        system = QueueSystem(flows, capacity)
        answer = system.proved()
    return answer, system
