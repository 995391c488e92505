"""The runs that violate a property, each looked for and replayed once.

The counterexample that is shown is the first of the shortest ones (:mod:`verify.first`). So where
the first of all runs obeys some rules it is the first as well of those that obey them, and there is
nothing to look for: often obedience changes nothing, since nobody owes the response, or only after
what the run leaves out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import z3

from model.calendar import Calendar
from model.clock import SlotClock
from model.property import Property
from model.trace import Run
from model.transition import Law
from verify.answers import KnownAnswer, KnownAnswers
from verify.counterexample import confirmed, first_run, obeys, run_of, shortest_model
from verify.formula import Expr, identity
from verify.verdict import NOBODY, Counterexample, Obeyed
from verify.violation import violated


class _Confirmed(NamedTuple):
    """What was replayed, with what it was asked of, so that nothing else has its identity."""

    property: Property
    run: Run
    obeyed: Obeyed
    shown: Counterexample


class Refutations:
    """The runs by which a part of a regime under a reading refutes properties."""

    def __init__(
        self, answers: KnownAnswers, given: Iterable[Expr], law: Law, calendar: Calendar
    ) -> None:
        self.answers, self.encoding, self.given = answers, answers.encoding, (*given,)
        self.law, self.calendar = law, calendar
        self._shortest: dict[tuple[int, Obeyed], Run] = {}
        self._confirmed: dict[tuple[int, int, int | None], _Confirmed] = {}

    def shortest(self, prop: Property, obeyed: Obeyed, within: int | None) -> Run | None:
        """Return a shortest run that violates a property; ``None`` when the solver finds none."""
        violation = violated(self.encoding, prop, within)
        known = self._answer(violation, obeyed)
        if known.found != z3.sat:
            return None
        key = identity(violation), obeyed  # the formula is kept with its answer
        if (run := self._shortest.get(key)) is not None:
            return run
        # What comes in time only by obedience is late in runs that disobey: those are another's.
        run = self.shortest(prop, NOBODY, within) if obeyed and within is None else None
        if run is None or not obeys(self.law.under(SlotClock(run.elapsed)), run, obeyed):
            run = self._among(violation, obeyed, known.model)
        if run is not None:
            self._shortest[key] = run
        return run

    def _answer(self, violation: Expr, obeyed: Obeyed) -> KnownAnswer:
        return self.answers.to(violation, obeyed, self._literals(obeyed), keep=True)

    def _literals(self, obeyed: Obeyed) -> list[Expr]:
        return [*self.given, *self.encoding.literals(obeyed)]

    def _among(self, violation: Expr, obeyed: Obeyed, known: Any) -> Run | None:
        """The first of the shortest runs that obey, from a model of one that does."""
        question = [*self._literals(obeyed), violation]
        if (model := shortest_model(self.encoding, question, known)) is None:
            return None
        # It is a good start for whoever obeys less.
        self.answers.improve(violation, obeyed, model)
        return first_run(self.encoding, self.law, question, model)

    def any(self, prop: Property, obeyed: Obeyed, within: int | None) -> Run | None:
        """Return any run that violates a property; ``None`` when the solver finds none."""
        known = self._answer(violated(self.encoding, prop, within), obeyed)
        if known.found == z3.sat and known.model is None:  # its answer was known without one
            return self.shortest(prop, obeyed, within)
        return None if known.model is None else run_of(self.encoding, known.model)

    def confirmed(
        self, prop: Property, run: Run, obeyed: Obeyed, within: int | None
    ) -> Counterexample | None:
        """Return a run that is replayed; see :func:`verify.counterexample.confirmed`.

        One that was seen to obey rules need not be replayed for whoever obeys fewer.
        """
        key = id(run), id(prop), within
        known = self._confirmed.get(key)
        if known is not None and obeyed <= known.obeyed:
            return known.shown
        shown = confirmed(self.law, prop, run, obeyed, within, self.calendar)
        if shown is not None:
            self._confirmed[key] = _Confirmed(prop, run, obeyed, shown)
        return shown
