"""An office that keeps its deadlines, by a solver that is told no invariant: an oracle."""

from __future__ import annotations

import z3

from verify.capacity.queue_invariant import QueueSystem
from verify.verdict import Answer


def spacer_says(system: QueueSystem, milliseconds: int = 20_000) -> Answer:
    """Let Spacer look for an invariant of its own (Komuravelli, Gurfinkel and Chaki 2014).

    ``refuted`` means that an unsafe state can be reached. It often ends on small numbers and need
    not end on others.
    """
    engine = z3.Fixedpoint(ctx=system.context)
    engine.set("engine", "spacer")
    engine.set("timeout", milliseconds)
    sorts = [z3.IntSort(system.context)] * (len(system.flows) + 2)
    reached = z3.Function("reached", *sorts, z3.BoolSort(system.context))
    broken = z3.Function("broken", z3.BoolSort(system.context))
    engine.register_relation(reached, broken)
    first, then = system.before, system.after
    flat = [(*state.tokens, state.work, state.left) for state in (first, then)]
    engine.declare_var(*flat[0], *flat[1], *system.arrivals)
    engine.rule(reached(*flat[0]), system.initial(first))
    moved = system.step(first, system.arrivals, then)
    engine.rule(reached(*flat[1]), [reached(*flat[0]), moved])
    engine.rule(broken(), [reached(*flat[0]), system.unsafe(first)])
    answer = engine.query(broken())
    assert answer != z3.unknown
    return Answer.REFUTED if answer == z3.sat else Answer.PROVED
