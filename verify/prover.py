"""One regime under one reading, loaded into a solver once for all questions about properties.

A question is put as assumption literals: whose obedience is taken, that defaults and effects work,
and which values open limits have. The same loaded constraints serve every property and every set
of obeyed rules, so what the solver learns from one question helps the next.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import z3

from model.calendar import Calendar
from model.deadline import Counting, Reading, Term
from model.property import Property
from model.regime import Regime
from verify.encoding import Encoding
from verify.moment import Expr
from verify.slicing import breaches_behind
from verify.terms import OpenTerm
from verify.trace import term_ranges
from verify.verdict import Assume

_MILLISECONDS = 60_000

Obeyed = frozenset[str]
"""The rules that are taken to be obeyed, by identifier."""

NOBODY: Obeyed = frozenset()

ANY_VALUE = Reading(1)
"""A reading for questions that leave the values of open limits free."""

NEVER = 1 << 62
"""The bound of a response that need not come."""


class Supposed(NamedTuple):
    """What an assumption comes to for one property.

    Attributes
    ----------
    obeyed
        The rules taken to be obeyed.
    exempt
        The duties that are not, although everyone obeys, since the trigger is nothing but their
        breach.
    reachable
        The solver's answer whether the trigger can then occur.
    """

    obeyed: Obeyed
    exempt: tuple[str, ...]
    reachable: Any


class Provers:
    """The provers that have been needed so far, in one solver context; one for each thread."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.context = z3.Context()
        self._known: dict[tuple[object, ...], Prover] = {}

    def of(self, part: Regime, reading: Reading) -> Prover:
        """Return the prover of a part of a regime under a reading."""
        # Two versions of one file share names, so rules count as the same only if they are one
        # object; the prover keeps them alive.
        key = (id(part.vocabulary), part.counting, reading, *(id(rule) for rule in part.rules))
        if key not in self._known:
            self._known[key] = Prover(part, reading, self.calendar, self.context)
        return self._known[key]


class Prover:
    """The admissible runs of a part of a regime under a reading, ready for questions.

    Attributes
    ----------
    limits, given
        For each open limit its unknown value, and the assumption literal that it has the value of
        the reading; so that a proof shows whether it needs the value.
    """

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
        # A limit can matter by fixing when something happens, whether obeyed or not.
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

    @property
    def binding(self) -> Obeyed:
        """The rules that everyone obeys when everyone obeys."""
        return frozenset(rule.id for rule in self.regime.binding)

    def supposed(self, prop: Property, assume: Assume) -> Supposed:
        """Whose obedience an assumption supposes for a property, and whether it can then arise."""
        if assume is Assume.NOBODY:
            return Supposed(NOBODY, (), self.check([*self.literals(NOBODY), self.triggered(prop)]))
        obeyed, exempt = self.binding, tuple[str, ...]()
        reachable = self.check([*self.literals(obeyed), self.triggered(prop)])
        if reachable == z3.unsat:
            exempt = self._exempt(prop)
            obeyed -= frozenset(exempt)
            reachable = self.check([*self.literals(obeyed), self.triggered(prop)])
        return Supposed(obeyed, exempt, reachable)

    def _exempt(self, prop: Property) -> tuple[str, ...]:
        """A minimal set of duties whose breach the trigger is, or follows on."""
        triggered = self.triggered(prop)
        exempt = breaches_behind(self.regime, [prop.trigger])
        for rule in exempt:
            rest = tuple(one for one in exempt if one != rule)
            if self.check([*self.literals(self.binding - frozenset(rest)), triggered]) == z3.sat:
                exempt = rest
        return exempt

    def parameters(self, prop: Property, obeyed: Obeyed) -> tuple[str, ...]:
        """The open limits that a guarantee of any finite bound needs; none where it lacks."""
        if self.check([*self.literals(obeyed), self.violated(prop, None)]) != z3.unsat:
            return ()
        rules, _ = self.support(prop, obeyed, None)
        return tuple(rule.id for rule in self.regime.obligations if rule.open and rule.id in rules)

    def literals(self, obeyed: Obeyed) -> list[Expr]:
        """The assumption literals under which a question is put: values, obedience, effects."""
        return [*self.given.values(), *self.rule_literals(obeyed)]

    def rule_literals(self, obeyed: Obeyed) -> list[Expr]:
        """The assumption literals of obedience and effects, the values of open limits left open."""
        obeys = [one for rule, one in self.encoding.obeys.items() if rule in obeyed]
        return obeys + list(self.encoding.forces.values())

    def check(self, assumptions: list[Expr]) -> Any:
        """Return the solver's answer under assumptions: ``sat``, ``unsat`` or ``unknown``."""
        return self.solver.check(assumptions)

    def violated(self, prop: Property, within: Expr | int | None) -> Expr:
        """Whether the trigger occurs and the response lacks, or is later than within."""
        triggered, response = self.triggered(prop), self._response(prop)
        if response is None:
            return triggered
        missing = z3.Not(response)
        if within is None:
            return z3.And(triggered, missing)
        return z3.And(triggered, z3.Or(missing, self.delay(prop) > within))

    def triggered(self, prop: Property) -> Expr:
        """Whether the trigger occurs, in a case that the property is about."""
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

    def delay(self, prop: Property) -> Expr:
        """The working days from trigger to response, given that both occur."""
        start = self.encoding.events[prop.trigger].at
        end = self.encoding.events[prop.response].at
        none = z3.IntVal(0, self.context)
        slot = 2 * (start.day - prop.ahead) if prop.ahead else start.slot
        return z3.If(end.slot <= slot, none, end.day + end.off - start.day + prop.ahead)

    def bound(self, prop: Property, obeyed: Obeyed) -> int | None:
        """Return the least bound, ``NEVER`` where there is none, ``None`` where Z3 gives up."""
        literals = self.literals(obeyed)
        missing = self.check([*literals, self.violated(prop, None)])
        if missing != z3.unsat:
            return NEVER if missing == z3.sat else None
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
        optimiser.add(*literals, self.triggered(prop))
        goal = optimiser.maximize(self.delay(prop))
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

    def constant(
        self, prop: Property, obeyed: Obeyed, bound: int, parameters: tuple[str, ...]
    ) -> int | None:
        """Prove the bound as a constant plus the sum of its open limits, for all values of all."""
        if not parameters or self.reading.open_days is None:
            return None
        constant = bound - len(parameters) * self.reading.open_days
        total = constant + z3.Sum([self.limits[name] for name in parameters])
        later = self.check([*self.rule_literals(obeyed), self.violated(prop, total)])
        return constant if constant >= 0 and later == z3.unsat else None
