"""One regime under one reading, loaded into a solver once for all questions about properties.

A question is put as assumption literals: whose obedience is taken, that defaults and effects work,
and which values open limits have. The same loaded constraints serve every property and every set
of obeyed rules, so what the solver learns from one question helps the next.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Any

import z3
from z3 import z3core

from model.calendar import Calendar, chinese_calendar
from model.clock import SlotClock
from model.deadline import STRICT, Reading
from model.property import Property
from model.regime import Regime
from model.transition import Law
from model.unknowns import alike_under, rule_of
from verify import arguments
from verify.answers import KnownAnswer, KnownAnswers, KnownVerdicts
from verify.consequence import Consequences, is_about_coming
from verify.deadlines import ANY_VALUE, open_limits
from verify.deletion import minimised, minimised_by_proofs
from verify.encoding import Encoding
from verify.estimate import estimated, longest
from verify.formula import Expr, boolean, equal, identities, identity, implies, number, plus
from verify.refutations import Refutations
from verify.search import greatest
from verify.slicing import bearing_on, breaches_behind, facts_of, slice_of
from verify.support import Support, Supposed
from verify.verdict import NOBODY, Assume, Bound, Obeyed
from verify.violation import triggered, violated

NEVER = 1 << 62
"""The bound of a response that need not come.

Larger than every sum of deadlines, and still a whole number of 64 bits, as the solver takes them.
"""


def asked_about(properties: Iterable[Property]) -> frozenset[str]:
    """Return the attributes of a case that properties ask about."""
    return frozenset(name for prop in properties for name in prop.when)


class Provers:
    """The provers that have been needed so far, in one solver context; one for each thread.

    ``facts`` are the attributes of a case that properties ask about, besides those that rules do;
    all where it is ``None``.
    """

    def __init__(self, calendar: Calendar, facts: Collection[str] | None = None) -> None:
        self.calendar = calendar
        self.facts = facts
        self.context = z3.Context()
        # Among several threads, garbage of this one may be collected in any other.
        z3core.Z3_enable_concurrent_dec_ref(self.context.ref())
        self._known: dict[tuple[object, ...], Prover] = {}
        self._parts: dict[int, tuple[Regime, dict[str, Regime]]] = {}

    def part(self, regime: Regime, *events: str) -> Regime:
        """Return the part of a regime that is connected with some events."""
        parts = self._parts.setdefault(id(regime), (regime, {}))[1]
        for event in events:
            if event not in parts:
                part = slice_of(regime, event)
                parts |= dict.fromkeys([event] if part.asked else [event, *part.relevant], part)
        if any(parts[event] is not parts[events[0]] for event in events):
            # Parts that do not bear on one another, asked about together.
            return parts.setdefault(" ".join(events), slice_of(regime, *events))
        return parts[events[0]]

    def of(self, part: Regime, reading: Reading) -> Prover:
        """Return the prover of a part under a reading: of one that leaves nothing open, for all."""
        if alike_under(part, reading, STRICT):
            reading = STRICT
        # Two versions of one file share names, so rules count as the same only if they are one
        # object; the prover keeps them alive.
        rules = tuple(id(rule) for rule in part.rules)
        key = (id(part.vocabulary), part.counting, reading, part.asked, rules)
        if key not in self._known:
            facts = None if self.facts is None else facts_of(part) | {*self.facts}
            self._known[key] = Prover(part, reading, self.calendar, self.context, facts)
        return self._known[key]


def provers_for(
    provers: Provers | None, calendar: Calendar | None, facts: Collection[str] | None = None
) -> Provers:
    """Return the provers that a caller gave, else new ones over his calendar or the Chinese one."""
    calendar = arguments.calendar(calendar)
    if provers is not None:
        return arguments.instance(provers, Provers, "provers")
    return Provers(calendar or chinese_calendar(), facts)


class Prover:
    """The admissible runs of a part of a regime under a reading, ready for questions.

    Attributes
    ----------
    limits, given
        For each open length its unknown value, and the assumption literal that it has the value of
        the reading; so that a proof shows whether it needs the value.
    verdicts
        Those that were found.
    """

    def __init__(
        self,
        regime: Regime,
        reading: Reading,
        calendar: Calendar,
        context: z3.Context,
        facts: Collection[str] | None = None,
    ) -> None:
        self.regime, self.reading, self.calendar, self.context = regime, reading, calendar, context
        self._supports: dict[tuple[int, ...], Support] = {}
        self.verdicts = KnownVerdicts()
        # A limit can matter by fixing when something happens, whether obeyed or not.
        valued = reading.open_days is not None
        self.limits = open_limits(regime, context) if valued else {}
        self.encoding = Encoding.of(regime, reading, calendar, context, self.limits, facts=facts)
        self.given = {name: boolean(f"given:{name}", context) for name in self.limits}
        for name, limit in self.limits.items():
            value = implies(self.given[name], equal(limit, reading.open_days))
            self.encoding.constraints.append(value)
        self.solver = self.encoding.solver
        self._answers = KnownAnswers(self.encoding)
        self.consequences = Consequences(regime)

    @cached_property
    def law(self) -> Law:
        """The transition relation, by which runs are replayed, each on a clock of its own."""
        return Law(self.regime, self.reading, SlotClock())

    @cached_property
    def refutations(self) -> Refutations:
        """The runs that violate properties."""
        return Refutations(self._answers, self.given.values(), self.law, self.calendar)

    @cached_property
    def law_of_any_value(self) -> Law:
        """The same where open lengths are one working day."""
        return Law(self.regime, ANY_VALUE, SlotClock())

    @property
    def binding(self) -> Obeyed:
        """The rules that everyone obeys when everyone obeys."""
        return frozenset(rule.id for rule in self.regime.binding)

    def supposed(self, prop: Property, assume: Assume) -> Supposed:
        """Return which rules an assumption takes to be obeyed for a property.

        Where the trigger can only occur through a breach, as a missed deadline does, the duties
        whose breach it is are exempt. Else every property about what follows on a breach would be
        vacuous.
        """
        if assume is Assume.NOBODY:
            return Supposed(NOBODY, (), self._reachable(prop, NOBODY))
        obeyed, exempt = self.binding, tuple[str, ...]()
        reachable = self._reachable(prop, obeyed)
        if reachable == z3.unsat:
            exempt = self._exempt(prop)
            obeyed -= frozenset(exempt)
            reachable = self._reachable(prop, obeyed)
        return Supposed(obeyed, exempt, reachable)

    def _reachable(self, prop: Property, obeyed: Obeyed) -> Any:
        """The solver's answer whether the trigger can occur.

        Where the response can be missing, the trigger occurs in that very run. That question is
        asked first, since its answer is needed anyway.
        """
        if self.lacking(prop, obeyed) == z3.sat:
            return z3.sat
        return self.answer(obeyed, self.triggered(prop))

    def _exempt(self, prop: Property) -> tuple[str, ...]:
        """A minimal set of duties one of which must be breached for the trigger to occur."""
        triggered = self.triggered(prop)

        def arises(_: str, exempt: list[str]) -> bool:
            obeyed = self.binding - frozenset(exempt)
            return bool(self.check([*self.literals(obeyed), triggered]) == z3.sat)

        return tuple(minimised(breaches_behind(self.regime, [prop.trigger]), arises))

    def parameters(self, prop: Property, obeyed: Obeyed) -> tuple[str, ...]:
        """The open limits that a guarantee of any finite bound needs; none where it lacks."""
        if self.lacking(prop, obeyed) != z3.unsat:
            return ()
        rules = self.support(prop, obeyed, None).rules
        return tuple(name for name in self.limits if rule_of(name) in rules)

    def literals(self, obeyed: Obeyed) -> list[Expr]:
        """The assumption literals under which a question is put: values, obedience, effects."""
        return [*self.given.values(), *self.encoding.literals(obeyed)]

    def check(self, assumptions: list[Expr]) -> Any:
        """Return the solver's answer under assumptions: ``sat``, ``unsat`` or ``unknown``."""
        return self.solver.check(assumptions)

    def answer(self, obeyed: Obeyed, formula: Expr) -> Any:
        """Return the solver's answer whether a formula can hold while these rules are obeyed."""
        return self._answer(obeyed, formula).found

    def _answer(self, obeyed: Obeyed, formula: Expr, keep: bool = False) -> KnownAnswer:
        return self._answers.to(formula, obeyed, self.literals(obeyed), keep)

    def lacking(self, prop: Property, obeyed: Obeyed) -> Any:
        """Return the solver's answer whether the response can lack while these rules are obeyed."""
        return self._answer(obeyed, self.violated(prop, None), keep=True).found

    def violated(self, prop: Property, within: Expr | int | None) -> Expr:
        """Whether the trigger occurs and the response lacks, or is later than within."""
        return violated(self.encoding, prop, within)

    def triggered(self, prop: Property) -> Expr:
        """Whether the trigger occurs, in a case that the property is about."""
        return triggered(self.encoding, prop)

    def bound(self, prop: Property, obeyed: Obeyed, guess: int | None = None) -> int | None:
        """Return the least bound, ``NEVER`` where there is none, ``None`` where Z3 gives up.

        The search begins at a guess: the one given, else one from the deadlines on the way.
        """
        missing = self.lacking(prop, obeyed)
        if missing != z3.unsat:
            return NEVER if missing == z3.sat else None
        if self._reachable(prop, obeyed) != z3.sat:
            return None
        if guess is None:
            days = longest(self.encoding, self.reading.open_days or 1)
            guess = estimated(self.regime, days, prop.trigger, prop.response)
        return greatest(lambda limit: self.answer(obeyed, self.violated(prop, limit)), guess)

    def bound_of(self, prop: Property, obeyed: Obeyed, days: int, proof: Support) -> Bound:
        """Return a guaranteed bound of so many days, with the open limits that its proof needs.

        It is exact unless terms counted in dates bear on it that do not fit on the calendar: those
        of rules which the proof needs, or which bear on when trigger and response come.
        """
        part = bearing_on(self.regime, [prop.trigger, prop.response])
        bearing = {rule.id for rule in part.rules} | {*proof.rules}
        exact = self.encoding.on_dates or not bearing & self.encoding.elapsed.keys()
        constant = self.constant(prop, obeyed, days, proof.limits)
        return Bound(days, exact, proof.limits, constant)

    def support(self, prop: Property, obeyed: Obeyed, limit: int | None) -> Support:
        """Return the rules and the values of open limits that a proof needs.

        Minimal by deletion; one such set of possibly several, the same whichever proofs the solver
        comes upon.
        """
        violation = self.violated(prop, limit)
        # Values first, so that a bound is said without a parameter where it can be.
        literals = [*reversed(self.given.values()), *self.encoding.to_delete(obeyed)]
        known = self._answer(obeyed, violation)
        core = known.core if known.found == z3.unsat else literals
        key = (identity(violation), *(identity(literal) for literal in literals))
        if key not in self._supports:
            # What is out of reach lacks in some run where the trigger can come at all.
            plain = is_about_coming(prop) and self.answer(obeyed, self.triggered(prop)) == z3.sat
            self._supports[key] = self._minimal(literals, core, prop, violation, plain)
        return self._supports[key]

    def _minimal(
        self, literals: list[Expr], core: list[Expr], prop: Property, violation: Expr, plain: bool
    ) -> Support:
        missing, encoding = self.violated(prop, None), self.encoding
        kinds = (encoding.obeys, encoding.forces)
        obeys, forces = ({identity(one): rule for rule, one in kind.items()} for kind in kinds)

        def proof(_: Expr, rest: list[Expr]) -> set[int] | None:
            taken = [identity(literal) for literal in rest] if plain else []
            obeyed, working = ({of[one] for one in taken if one in of} for of in (obeys, forces))
            if plain and not self.consequences.reach(prop, obeyed, working):
                return None
            # Where the response may lack, it may be late: easier to see in a long chain.
            if self.check([*rest, missing]) == z3.sat or self.check([*rest, violation]) != z3.unsat:
                return None
            return identities(self.solver.unsat_core())

        kept = minimised_by_proofs(literals, {*map(identity, core)}, proof, identity)
        needed = {*map(identity, kept)}

        def named(literals: Mapping[str, Expr]) -> set[str]:
            return {name for name, literal in literals.items() if identity(literal) in needed}

        def in_order(rules: set[str]) -> tuple[str, ...]:
            return tuple(rule.id for rule in self.regime.rules if rule.id in rules)

        obeyed, mechanism, given = map(named, (encoding.obeys, encoding.forces, self.given))
        limits = tuple(name for name in self.given if name in given)
        return Support(in_order(obeyed | mechanism), limits, in_order(obeyed), in_order(mechanism))

    def constant(
        self, prop: Property, obeyed: Obeyed, bound: int, parameters: tuple[str, ...]
    ) -> int | None:
        """Prove the bound as a constant plus the sum of its open limits, for all values of all."""
        if not parameters or self.reading.open_days is None:
            return None
        constant = bound - len(parameters) * self.reading.open_days
        limits = plus(*(self.limits[name] for name in parameters))
        total = plus(number(constant, self.context), limits)
        later = self.check([*self.encoding.literals(obeyed), self.violated(prop, total)])
        return constant if constant >= 0 and later == z3.unsat else None
