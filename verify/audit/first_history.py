"""Of several histories that show a finding the first, so that it does not hang on the solver.

They have the same events in the same case. The first is in office hours with nothing behind it, if
one is, and with one value of open limits; then as :mod:`verify.first` has it: what stands early
among the words comes as early as it can, and of what comes in one moment, that comes first which
stands first of all that can come next. How it goes on is the shortest way, of several the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import z3

from model.clock import SlotClock
from model.trace import Run
from model.transition import Law
from verify.audit.finding import Witness
from verify.audit.goal import Goal
from verify.audit.histories import History
from verify.audit.search import Search
from verify.counterexample import run_of
from verify.first import in_first_order, vectors_of, ways_of
from verify.formula import Expr, equal, holds_in
from verify.patience import CutOff, Undecided
from verify.search import first_model, least_model, pinned


def told(search: Search, goal: Goal, found: History, same: list[Expr]) -> Witness | None:
    """Return the first history from which no continuation reaches a goal, one being known.

    Parameters
    ----------
    same
        Literals that say what comes in it and in which case; see :meth:`Search.shortest`.

    Raises
    ------
    Undecided
        Where it does not come out the same when it is replayed.
    """
    part, before = search.h.part, search.h.before
    known = (found.model, before, len(found.past))
    with search.apart():
        try:
            law, run = _First(search, goal, found.past).run(same)
        except CutOff:
            raise
        except Undecided:
            return part.confirmed(*known)
    if law is None:
        return None
    if {one.event for one in run.occurrences[: len(found.past)]} != {*found.past}:
        return part.confirmed(*known)
    try:
        return part.witness_of(law, run, len(found.past))
    except Undecided:
        if not run.elapsed:
            raise
        return part.confirmed(*known)  # the first one may be on no real dates


class _First:
    """The search for the first history of some events."""

    def __init__(self, search: Search, goal: Goal, past: tuple[str, ...]) -> None:
        self.search, self.goal, self.past = search, goal, past
        self.encoding = search.h.before
        self._found: History | None = None

    def check(self, asked: list[Expr]) -> Any:
        """Return the solver's answer whether there is such a history of which some claims hold."""
        try:
            self._found = self.search.find(self.goal, self.search.assumed(*asked))
        except CutOff:
            raise
        except Undecided:
            return z3.unknown
        return z3.unsat if self._found is None else z3.sat

    def model(self) -> Any:
        """The model of the last answer."""
        assert self._found is not None
        return self._found.model

    def run(self, same: list[Expr]) -> tuple[Law | None, Run]:
        """Return the first history with how it goes on, and the law under its reading, if any."""
        asked = next((one for one in self._wished(same) if self.check(one) == z3.sat), None)
        if asked is None:
            raise Undecided("no history again")
        model = first_model(self, asked, self.model(), [self._when])
        asked += pinned(model, [self._when])
        outer, encoding = self.search.outer, self.encoding
        if (shortest := least_model(outer, asked, encoding.sizes, model)) is not None:
            sizes = [equal(size.sum, size.of(shortest)) for size in encoding.sizes]
            vectors = vectors_of(encoding)
            model = first_model(outer, [*asked, *sizes], shortest, vectors)
        run, law = run_of(encoding, model), self.search.h.part.law_of(model)
        if law is None:
            return None, run
        law = law.under(SlotClock(run.elapsed))
        return law, in_first_order(encoding, law, asked, model, run, self, self.past)

    def _wished(self, same: list[Expr]) -> Iterator[list[Expr]]:
        """What is asked of a history, the easiest to read first."""
        yield from ([*same, wish] for wish in self.search.wishes)
        yield [*same]

    def _when(self, model: Any) -> Iterator[Expr]:
        known = self.encoding.events
        events = [known[name] for name in self.past]
        given = (known[name] for name in self.goal.given if name not in self.past)
        events += [one for one in given if holds_in(model, one.occurs)]
        for event in events:
            yield from (event.at.stage, event.at.round)
        for event in events:
            yield from ways_of(event)
        yield from self.encoding.elapsed.values()
        yield from self.encoding.deadlines.unknown.values()
