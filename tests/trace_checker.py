"""A recorded run put to the solver: could it be, and which rules does it break?

The same question as :mod:`model.conformance`, answered from the statement of the semantics
instead of by stepping through it, so that the two can be held against each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import z3

from model.ability import could
from model.calendar import Calendar, chinese_calendar
from model.clock import SlotClock
from model.conformance import conformance, replayed
from model.deadline import STRICT, Reading
from model.duty import Duty
from model.regime import Regime
from model.rule import Obligation
from model.trace import Mode, Occurrence, Run
from model.transition import Law, State
from verify.encoding import Encoding
from verify.formula import Expr
from verify.terms import EventTerms


@cache
def _context() -> z3.Context:
    """That of all solvers here: one for each would take 17 MB that nothing has been in before."""
    return z3.Context()


@dataclass(frozen=True, slots=True)
class SolverJudgement:
    """What the solver says of a run; nothing is broken in one that is not admissible.

    ``breached`` is what the record shows as not kept, ``disobeyed`` what could have been kept,
    ``helpless`` the duties that fell due, with nothing that had ended them, before they were able.
    """

    admissible: bool
    disobeyed: frozenset[str] = frozenset()
    breached: frozenset[str] = frozenset()
    helpless: frozenset[str] = frozenset()


class TraceChecker:
    """One regime under one reading, ready to judge many runs in slots.

    A run is taken as complete: what it lacks never happens. Events that the regime does not
    mention are left out of account.
    """

    def __init__(self, regime: Regime, reading: Reading, calendar: Calendar) -> None:
        self.encoding = Encoding.of(regime, reading, calendar, _context())
        self.solver = z3.Solver(ctx=self.encoding.context)
        self.solver.add(self.encoding.constraints)

    def judge(self, run: Run) -> SolverJudgement:
        """Judge one run.

        Raises
        ------
        RuntimeError
            When the solver gives up; silence is no answer.
        """
        self.solver.push()
        try:
            self.solver.add(list(self._fixed(run)))
            works = list(self.encoding.forces.values())
            if not self._possible(works):
                return SolverJudgement(False)
            model = self.solver.model()
            breached = frozenset(self._breached(model))
            helpless = frozenset(self._helpless(model))
            obeys = self.encoding.obeys.items()
            broken = (rule for rule, kept in obeys if not self._possible([*works, kept]))
            return SolverJudgement(True, frozenset(broken), breached, helpless)
        finally:
            self.solver.pop()

    def _breached(self, model: Any) -> Iterator[str]:
        """The rules that are active in a model of the run and not kept in it, by their limit."""
        for rule in filter(self.encoding.can_be_breached, self.encoding.regime.binding):
            term = self.encoding.rules[rule.id]
            unkept = z3.And(term.active, z3.Not(term.kept))
            if z3.is_true(model.eval(unkept, model_completion=True)):
                yield rule.id

    def _helpless(self, model: Any) -> Iterator[str]:
        for rule in self.encoding.regime.obligations:
            claim = self.encoding.out_of_power(rule)
            if z3.is_true(model.eval(claim, model_completion=True)):
                yield rule.id

    def _possible(self, assumptions: list[Expr]) -> bool:
        answer = self.solver.check(assumptions)
        if answer == z3.unknown:
            raise RuntimeError(self.solver.reason_unknown())
        return bool(answer == z3.sat)

    def _fixed(self, run: Run) -> Iterator[Any]:
        yield from self._order(run)
        for name, event in self.encoding.events.items():
            occurrence = run.of(name)
            if occurrence is None:
                yield z3.Not(event.occurs)
            else:
                yield event.occurs
                yield event.at.slot == occurrence.at
                yield self._source(event, occurrence)
        for name, term in self.encoding.attributes.items():
            values = self.encoding.regime.vocabulary.attributes[name].values
            yield term == values.index(run.attributes.get(name, values[0]))
        for rule, length in run.elapsed.items():
            yield self.encoding.elapsed[rule] == length

    def _order(self, run: Run) -> Iterator[Any]:
        """What stands later in one slot came later; only effects of one moment come together."""
        known = [one for one in run.occurrences if one.event in self.encoding.events]
        effects = (Mode.DEEMED, Mode.COUNTED)
        for first, then in pairwise(known):
            if first.at == then.at:
                a, b = (self.encoding.events[one.event].at for one in (first, then))
                together = first.mode in effects and then.mode in effects
                yield a.not_after(b) if together else a.before(b)

    def _source(self, event: EventTerms, one: Occurrence) -> Expr:
        none = z3.BoolVal(False, self.encoding.context)
        if one.mode is Mode.DEEMED:
            return event.deemed.get(one.rule, none)
        if one.mode is Mode.COUNTED:
            return event.counted.get(one.rule, none)
        if event.free is not None:
            if one.mode is Mode.EXOGENOUS:
                return z3.And(event.free, event.at.round == one.round)
            return event.free
        return event.performed.get(one.party, none)


def both_judge(of: Regime, run: Run, reading: Reading = STRICT) -> SolverJudgement:
    """Judge an admissible run by stepping through it and by the solver, and see that both agree."""
    law = Law(of, reading, SlotClock())
    found, judged = TraceChecker(of, reading, chinese_calendar()).judge(run), conformance(law, run)
    assert judged.admissible
    assert found.admissible
    assert found.disobeyed == judged.disobeyed
    assert found.breached == judged.breached
    assert found.helpless == helpless(law, replayed(law, run)[0])
    return found


def helpless(law: Law, state: State) -> frozenset[str]:
    """The duties of a thread that fell due, with nothing that had ended them, before being able."""
    return frozenset(
        name
        for name, duty in state.duties.items()
        if duty.breached and not could(law, state, duty) and not _ended(law, state, duty)
    )


def _ended(law: Law, state: State, duty: Duty) -> bool:
    """Whether by its limit somebody had done the act, of whichever mode, or an excuse had come."""
    rule, occurred = duty.rule, state.occurred
    assert isinstance(rule, Obligation)
    if rule.announced is None:
        ends = (occurred[one] for one in (rule.act, *rule.excused_by) if one in occurred)
        return duty.due is not None and any(one.moment <= duty.due for one in ends)
    act, event = occurred.get(rule.act), occurred[rule.announced]
    if act is None or (act.mode is event.mode is Mode.DEEMED and act.moment == event.moment):
        return False
    order, days = list(occurred), law.ahead(rule)
    in_time = not days or act.at <= law.clock.latest_notice(event.at, days)
    return in_time and order.index(act.event) < order.index(event.event)
