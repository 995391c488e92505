"""Bounded response: is the response guaranteed, how soon, and on which articles does that rest?

For a property "after e, f comes within N working days" the solver is asked for an admissible run
of one thread that obeys what is assumed, contains e, and lacks f or has it later. If there is
none the property is proved, for every run and every number of cases (:mod:`verify.encoding` says
why). The least N is found by optimisation and then certified by two plain queries: no run is
later, some run is as late.

Nothing is claimed about queues and people: that everyone obeys is an assumption here, not a
forecast.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import z3

from model.calendar import Calendar, chinese_calendar
from model.deadline import Counting, Reading, Term
from model.property import Property
from model.regime import Regime
from verify.counterexample import confirmed, shortest_run
from verify.encoding import Encoding
from verify.moment import Expr
from verify.slicing import bearing_on, breaches_behind, slice_of
from verify.terms import OpenTerm
from verify.trace import term_ranges
from verify.verdict import Answer, Assume, Verdict

_MILLISECONDS = 60_000
_ANY_VALUE = Reading(1)
_NOBODY = frozenset[str]()

Obeyed = frozenset[str]
"""The rules that are taken to be obeyed, by identifier."""


def verify(
    regime: Regime,
    properties: Iterable[Property],
    readings: Sequence[Reading] = (Reading(None),),
    assumptions: Sequence[Assume] = (Assume.EVERYONE, Assume.NOBODY),
    within: int | None = None,
    calendar: Calendar | None = None,
) -> list[Verdict]:
    """Check properties of a regime under each reading and each assumption.

    Parameters
    ----------
    within
        Working days, at least 0, that must hold; ``None`` asks whether any finite bound holds.
    calendar
        The dates over which terms in calendar days or months may fall, and on which
        counterexamples are replayed; the Chinese calendar unless given.

    Returns
    -------
    list of Verdict
        In the order reading, property, assumption, readings outermost.

    Notes
    -----
    Safe to call from several threads: each call has a solver context of its own.
    """
    calendar = calendar or chinese_calendar()
    context = z3.Context()
    provers: dict[tuple[tuple[str, ...], Reading], _Prover] = {}

    def prover(part: Regime, reading: Reading) -> _Prover:
        key = (tuple(rule.id for rule in part.rules), reading)
        if key not in provers:
            provers[key] = _Prover(part, reading, calendar, context)
        return provers[key]

    verdicts = []
    parts = [(prop, slice_of(regime, prop.trigger)) for prop in properties]
    for reading in readings:
        for prop, part in parts:
            for assume in assumptions:
                found = _vacuous(regime, prop, assume, reading, within)
                if found is None:
                    found = prover(part, reading).verdict(prop, assume, within)
                    found = _with_parameters(found, partial(prover, part, _ANY_VALUE))
                verdicts.append(replace(found, regime=regime))
    return verdicts


def _vacuous(
    regime: Regime, prop: Property, assume: Assume, reading: Reading, within: int | None
) -> Verdict | None:
    if prop.trigger not in regime.mentioned:
        reason = "reason.trigger-unmentioned"
    elif prop.response not in regime.mentioned and prop.trigger not in regime.governed:
        reason = "reason.response-unmentioned"
    else:
        return None
    return Verdict(regime, prop, assume, reading, Answer.VACUOUS, within, reason=reason)


def _with_parameters(found: Verdict, probe: Callable[[], _Prover]) -> Verdict:
    """Name the open limits that stand between a refuted property and some finite bound."""
    open_limits = any(rule.open for rule in found.regime.obligations)
    if found.answer is not Answer.REFUTED or found.bound is not None or not open_limits:
        return found
    everyone = found.assume is Assume.EVERYONE
    binding = (rule.id for rule in found.regime.binding) if everyone else ()
    obeyed = frozenset(binding) - frozenset(found.exempt)
    return replace(found, parameters=probe().parameters(found.property, obeyed))


class _Prover:
    """One regime under one reading, loaded into a solver once for all questions."""

    def __init__(
        self,
        regime: Regime,
        reading: Reading,
        calendar: Calendar,
        context: z3.Context,
    ) -> None:
        self.regime, self.reading, self.calendar, self.context = regime, reading, calendar, context
        terms: dict[str, Term | OpenTerm | None] = {
            rule.id: reading.term(rule.deadline, regime.counting) for rule in regime.obligations
        }
        # An open limit is an unknown with an assumption of its own, so that a proof shows whether
        # it needs the value: a limit can matter by fixing when something happens, obeyed or not.
        self.limits: dict[str, Expr] = {}
        if reading.open_days is not None:
            first = regime.counting is Counting.INCLUDE_FIRST_DAY
            for rule in regime.obligations:
                if rule.open:
                    self.limits[rule.id] = limit = z3.Int(f"limit:{rule.id}", context)
                    terms[rule.id] = OpenTerm(limit, first)
        self.encoding = Encoding(regime, terms, term_ranges(terms.values(), calendar), context)
        self.given = {name: z3.Bool(f"given:{name}", context) for name in self.limits}
        for name, limit in self.limits.items():
            value = z3.Implies(self.given[name], limit == reading.open_days)
            self.encoding.constraints += [limit >= 1, value]
        self.solver = z3.Solver(ctx=context)
        self.solver.set("timeout", _MILLISECONDS)
        self.solver.add(self.encoding.constraints)

    def verdict(self, prop: Property, assume: Assume, within: int | None) -> Verdict:
        """Answer one question."""
        blank = Verdict(self.regime, prop, assume, self.reading, Answer.UNKNOWN, within)
        everyone = assume is Assume.EVERYONE
        obeyed = frozenset(rule.id for rule in self.regime.binding) if everyone else _NOBODY
        triggered = self._triggered(prop)
        reachable = self.check([*self.literals(obeyed), triggered])
        if reachable == z3.unsat and everyone:
            # Where the trigger is the breach of a duty, that duty is not taken to be obeyed.
            exempt = self._exempt(prop, obeyed)
            obeyed -= frozenset(exempt)
            reachable = self.check([*self.literals(obeyed), triggered])
            blank = replace(blank, exempt=exempt)
        if reachable == z3.unsat:
            return replace(blank, answer=Answer.VACUOUS, reason="reason.trigger-unreachable")
        bound = self.bound(prop, obeyed) if reachable == z3.sat else None
        if bound is None:
            return replace(blank, reason="reason.solver")
        limit = bound if within is None else within
        if bound != _NEVER:
            blank = self._bounded(blank, prop, obeyed, bound)
        if bound == _NEVER or bound > limit:
            return self._refuted(blank, prop, obeyed)
        rules, _ = self.support(prop, obeyed, limit)
        articles = self.regime.articles_of(rules)
        return replace(blank, answer=Answer.PROVED, rules=rules, articles=articles)

    def _exempt(self, prop: Property, obeyed: Obeyed) -> tuple[str, ...]:
        """A minimal set of duties whose breach the trigger is, or follows on."""
        triggered = self._triggered(prop)
        exempt = breaches_behind(self.regime, [prop.trigger])
        for rule in exempt:
            rest = tuple(one for one in exempt if one != rule)
            if self.check([*self.literals(obeyed - frozenset(rest)), triggered]) == z3.sat:
                exempt = rest
        return exempt

    def _bounded(self, blank: Verdict, prop: Property, obeyed: Obeyed, bound: int) -> Verdict:
        """The bound, with the open limits it rests on and whether it is the least on real dates."""
        needed, parameters = self.support(prop, obeyed, bound)
        constant = self._constant(prop, obeyed, bound, parameters)
        part = bearing_on(self.regime, [prop.trigger, prop.response])
        bearing = {rule.id for rule in part.rules} | {*needed}
        return replace(
            blank,
            bound=bound,
            exact=not bearing & self.encoding.elapsed.keys(),
            parameters=parameters,
            constant=constant,
        )

    def _refuted(self, blank: Verdict, prop: Property, obeyed: Obeyed) -> Verdict:
        limit = blank.within if blank.bound is not None else None
        run = shortest_run(self.encoding, [*self.literals(obeyed), self.violated(prop, limit)])
        shown = run and confirmed(
            self.regime, self.reading, prop, run, obeyed, limit, self.calendar
        )
        if not shown:
            return replace(blank, reason="reason.replay" if run else "reason.solver")
        articles = tuple(dict.fromkeys(step.article for step in shown.steps if step.article))
        return replace(blank, answer=Answer.REFUTED, articles=articles, counterexample=shown)

    def parameters(self, prop: Property, obeyed: Obeyed) -> tuple[str, ...]:
        """The open limits that a guarantee of any finite bound needs; none where it lacks."""
        if self.check([*self.literals(obeyed), self.violated(prop, None)]) != z3.unsat:
            return ()
        rules, _ = self.support(prop, obeyed, None)
        return tuple(rule.id for rule in self.regime.obligations if rule.open and rule.id in rules)

    def literals(self, obeyed: Obeyed) -> list[Expr]:
        """The assumption literals under which a question is put: values, obedience, effects."""
        return [*self.given.values(), *self._rule_literals(obeyed)]

    def _rule_literals(self, obeyed: Obeyed) -> list[Expr]:
        obeys = [one for rule, one in self.encoding.obeys.items() if rule in obeyed]
        return obeys + list(self.encoding.forces.values())

    def check(self, assumptions: list[Expr]) -> Any:
        return self.solver.check(assumptions)

    def violated(self, prop: Property, within: Expr | int | None) -> Expr:
        """Whether the trigger occurs and the response lacks, or is later than within."""
        triggered, response = self._triggered(prop), self._response(prop)
        if response is None:
            return triggered
        missing = z3.Not(response)
        if within is None:
            return z3.And(triggered, missing)
        return z3.And(triggered, z3.Or(missing, self._delay(prop) > within))

    def _triggered(self, prop: Property) -> Expr:
        occurs = self.encoding.events[prop.trigger].occurs
        return z3.And(occurs, self.encoding.guard(prop.when)) if prop.when else occurs

    def _response(self, prop: Property) -> Expr | None:
        """Whether the response comes; ``None`` where the regime does not know the event."""
        term = self.encoding.events.get(prop.response)
        if term is None:
            return None
        if not prop.performed:
            return term.occurs
        free = [] if self.regime.is_exogenous(prop.response) else [term.free]
        own = [*term.performed.values(), *(one for one in free if one is not None)]
        return z3.Or([*own, z3.BoolVal(False, self.context)])

    def _delay(self, prop: Property) -> Expr:
        start = self.encoding.events[prop.trigger].at
        end = self.encoding.events[prop.response].at
        none = z3.IntVal(0, self.context)
        slot = 2 * (start.day - prop.ahead) if prop.ahead else start.slot
        return z3.If(end.slot <= slot, none, end.day + end.off - start.day + prop.ahead)

    def bound(self, prop: Property, obeyed: Obeyed) -> int | None:
        """Return the least bound, ``_NEVER`` where there is none, ``None`` where Z3 gives up."""
        literals = self.literals(obeyed)
        missing = self.check([*literals, self.violated(prop, None)])
        if missing != z3.unsat:
            return _NEVER if missing == z3.sat else None
        candidate = self._latest(prop, literals)
        if candidate is None:
            return None
        if self.check([*literals, self.violated(prop, candidate)]) != z3.unsat:
            return None
        earlier = [*literals, self.violated(prop, candidate - 1)]
        return candidate if candidate == 0 or self.check(earlier) == z3.sat else None

    def _latest(self, prop: Property, literals: list[Expr]) -> int | None:
        optimiser = z3.Optimize(ctx=self.context)
        optimiser.set("timeout", _MILLISECONDS)
        optimiser.add(self.encoding.constraints)
        optimiser.add(*literals, self._triggered(prop))
        goal = optimiser.maximize(self._delay(prop))
        if optimiser.check() != z3.sat:
            return None
        value = optimiser.upper(goal)
        return int(value.as_long()) if z3.is_int_value(value) else None

    def support(
        self, prop: Property, obeyed: Obeyed, limit: int | None
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The rules and the values of open limits that a proof needs.

        Minimal by deletion from an unsat core, values first; one such set of possibly several.
        """
        literals, violation = self.literals(obeyed), self.violated(prop, limit)
        core = literals
        if self.check([*literals, violation]) == z3.unsat:
            found = {str(one) for one in self.solver.unsat_core()}
            core = [one for one in literals if str(one) in found]
        for one in list(core):
            rest = [other for other in core if other is not one]
            if self.check([*rest, violation]) == z3.unsat:
                core = rest
        needed = {str(one) for one in core}
        rules = tuple(
            rule.id
            for rule in self.regime.rules
            if needed & {f"obeys:{rule.id}", f"forces:{rule.id}"}
        )
        return rules, tuple(name for name, one in self.given.items() if str(one) in needed)

    def _constant(
        self, prop: Property, obeyed: Obeyed, bound: int, parameters: tuple[str, ...]
    ) -> int | None:
        """Prove the bound as a constant plus the sum of its open limits, for all values of all."""
        if not parameters or self.reading.open_days is None:
            return None
        constant = bound - len(parameters) * self.reading.open_days
        total = constant + z3.Sum([self.limits[name] for name in parameters])
        later = self.check([*self._rule_literals(obeyed), self.violated(prop, total)])
        return constant if constant >= 0 and later == z3.unsat else None


_NEVER = 1 << 62
"""The bound of a response that need not come."""
