"""Trust sets: on whose obedience, and so on which text, does a guarantee depend?

The guarantee is "after e, f comes (within N working days)". Its **universe** is the set of rules
whose obedience can matter: those that can be breached, in the part of the regime that is connected
with the property. Rules whose breach is the trigger itself are left out. Defaults, counts-as and
the clock always work.

**Statement.** A set of rules *suffices* when every admissible run of one thread that obeys them
satisfies the property, which is proved by the solver for all runs, for ever, and any number of
matters (:mod:`verify.encoding` says why). A **trust set** is a set that suffices and of which no
rule can be spared: a minimal unsatisfiable subset of the obedience literals of the negated
guarantee. A **correction set** is a minimal set of rules whose breach alone can break the
guarantee, while all other rules of the universe are obeyed. All sets of both kinds are enumerated
(:mod:`verify.trust.marco`); each trust set has a rule in common with each correction set.

Nothing is said about whether anybody will obey, nor about workload; and an obeyed duty of several
bearers is one that some of them fulfils, whichever.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import z3

from model.calendar import Calendar
from model.deadline import STRICT
from model.property import Property
from model.regime import Regime
from model.rule import derived_by
from model.unknowns import open_lengths
from verify import arguments
from verify.asking import not_of_one_thread
from verify.consequence import is_about_coming
from verify.counterexample import confirmed, shortest_run
from verify.deadlines import ANY_VALUE
from verify.deletion import minimised
from verify.formula import Expr, identities, identity
from verify.guarantees import unregulated
from verify.patience import Undecided
from verify.prover import NEVER, Prover, Provers, provers_for
from verify.slicing import bearing_on
from verify.solver import heed
from verify.support import Support
from verify.trust.dependence import Break, Dependence, Rules, TrustSet
from verify.trust.marco import Subset, minimal_sets
from verify.trust.parties import ObedienceNeeded, groups_that_secure, parties_of, standing
from verify.verdict import Assume, Counterexample, Reason

MOST = 1000
"""How many sets are looked for before the enumeration counts as unknown."""


def dependences(
    regime: Regime,
    properties: Property | Iterable[Property],
    reading: arguments.AnyReading = STRICT,
    within: int | None = None,
    calendar: Calendar | None = None,
    provers: Provers | None = None,
    most: int = MOST,
) -> list[Dependence]:
    """Return for each property on whom and what its guarantee depends.

    Parameters
    ----------
    within
        Working days, at least 0, that must hold; ``None`` asks whether any finite bound holds.
    calendar
        The dates over which terms in calendar days or months may fall; the Chinese calendar
        unless given. Not asked where ``provers`` are.
    provers
        Provers to ask, where other questions are put to the same regimes in the same thread.
    most
        How many sets of both kinds are looked for; where there are more, the standing is unknown.
    """
    regime = arguments.regime(regime)
    properties = arguments.properties(properties, regime)
    reading, within = arguments.reading(reading), arguments.limit(within)
    most = arguments.whole_number(most, "most", 1)
    provers = provers_for(provers, calendar)
    found = []
    for prop in properties:
        blank = Dependence(regime, prop, reading, prop.limit(within))
        try:
            found.append(_dependence(provers, blank, most))
        except Undecided as undecided:
            found.append(replace(blank, reason=undecided.reason))
    return found


def breaks(found: Dependence | Iterable[Dependence], provers: Provers) -> Iterator[Break]:
    """Yield each correction set of some guarantees with its run; the costly part, so made late."""
    dependences = arguments.several(found, Dependence, "found")
    provers = arguments.instance(provers, Provers, "provers")
    for dependence in dependences:
        for correction in dependence.corrections:
            try:
                run = _witness(dependence, correction, provers)
            except Undecided:
                run = None
            yield Break(dependence, correction, run)


def _witness(dependence: Dependence, correction: Rules, provers: Provers) -> Counterexample | None:
    """A shortest run in which, apart from exempt duties, just these rules are breached."""
    prop, within = dependence.property, dependence.within
    prover = provers.of(provers.part(dependence.regime, *prop.about), dependence.reading)
    obeyed = frozenset(_universe(prover, dependence.exempt)) - frozenset(correction.rules)
    question = [*prover.literals(obeyed), prover.violated(prop, within)]
    run = shortest_run(prover.encoding, prover.law, question)
    if run is None:
        return None
    return confirmed(prover.law, prop, run, obeyed, within, provers.calendar)


def _named(regime: Regime, rules: Sequence[str]) -> Rules:
    """Return rules with their articles and parties."""
    return Rules(tuple(rules), regime.articles_of(rules), parties_of(regime, rules))


def _universe(prover: Prover, exempt: Sequence[str]) -> tuple[str, ...]:
    """The rules whose obedience can matter, in the order of the file."""
    return tuple(
        rule.id
        for rule in prover.regime.rules
        if rule.id not in exempt and prover.encoding.can_be_breached(rule)
    )


def _dependence(provers: Provers, blank: Dependence, most: int) -> Dependence:
    regime, prop, reading, within = blank.regime, blank.property, blank.reading, blank.within
    if reason := unregulated(regime, prop):
        return replace(blank, standing=ObedienceNeeded.VACUOUS, reason=reason)
    if reason := not_of_one_thread(regime, prop):
        return replace(blank, reason=reason)
    heed()
    part = provers.part(regime, *prop.about)
    prover = provers.of(part, reading)
    _, exempt, reachable = prover.supposed(prop, Assume.EVERYONE)
    blank = replace(blank, exempt=exempt)
    if reachable == z3.unsat:
        return replace(blank, standing=ObedienceNeeded.VACUOUS, reason=Reason.TRIGGER_UNREACHABLE)
    if reachable != z3.sat:
        return replace(blank, reason=Reason.SOLVER)
    question = _GuaranteeQuestion(prover, prop, within, _universe(prover, exempt))
    try:
        dependence = _answered(blank, question, most, provers.context)
    except Undecided as undecided:
        return replace(blank, reason=undecided.reason)
    strict = dependence.standing is ObedienceNeeded.NOTHING and reading == STRICT
    if strict and open_lengths(part):
        return replace(
            dependence, open_limits=_open_limits(provers.of(part, ANY_VALUE), prop, exempt)
        )
    return dependence


def _open_limits(prover: Prover, prop: Property, exempt: Sequence[str]) -> tuple[str, ...]:
    """The open limits of which any values would give a finite bound while everyone obeys."""
    return prover.parameters(prop, prover.binding - frozenset(exempt))


def _answered(
    blank: Dependence, question: _GuaranteeQuestion, most: int, context: Any
) -> Dependence:
    universe, part = question.universe, question.prover.regime
    sets = minimal_sets(universe, question.suffices, most, context)
    if not sets.complete:
        return replace(blank, reason=Reason.TOO_MANY_TRUST_SETS)
    found = [question.trust_set(one) for one in _ordered(universe, sets.sufficient)]
    whole = blank.regime  # which knows of what limits are parts, as a part of it does not
    trust_sets = [replace(one, articles=whole.articles_behind(one.rules)) for one in found]
    groups = groups_that_secure(part, (one.rules for one in trust_sets))
    return replace(
        blank,
        standing=standing(groups, question.involved),
        trust_sets=tuple(trust_sets),
        corrections=tuple(_named(part, one) for one in _ordered(universe, sets.corrections)),
        secured_by=groups,
    )


def _ordered(universe: Sequence[str], sets: Iterable[Subset]) -> list[tuple[str, ...]]:
    """Put rules in the order of the file, and sets of them with the smallest first."""
    place = {rule: number for number, rule in enumerate(universe)}
    chosen = (tuple(sorted(rules, key=place.__getitem__)) for rules in sets)
    return sorted(chosen, key=lambda rules: (len(rules), [place[rule] for rule in rules]))


class _GuaranteeQuestion:
    """Whether the obedience of some rules of the universe suffices for one guarantee."""

    def __init__(
        self, prover: Prover, prop: Property, within: int | None, universe: tuple[str, ...]
    ) -> None:
        self.prover, self.prop, self.within, self.universe = prover, prop, within, universe
        encoding = prover.encoding
        self.violation = prover.violated(prop, within)
        self.given = list(prover.given.values())
        self.forces = list(encoding.forces.values())
        self.rules = {identity(encoding.obeys[rule]): rule for rule in universe}
        # That the trigger can come while the whole universe obeys has been asked before.
        self.plain = is_about_coming(prop)

    def suffices(self, obeyed: Subset) -> Subset | None:
        """Return the rules that a proof needed; ``None`` where a run violates the guarantee."""
        if self.plain and not self._reached(obeyed, self.prover.encoding.forces.keys()):
            return None
        literals = [self.prover.encoding.obeys[rule] for rule in self.universe if rule in obeyed]
        if not self._proved([*self.given, *literals, *self.forces, self.violation]):
            return None
        core = identities(self.prover.solver.unsat_core())
        return frozenset(self.rules[number] for number in core if number in self.rules)

    def _reached(self, obeyed: Collection[str], working: Collection[str]) -> bool:
        return self.prover.consequences.reach(self.prop, obeyed, working)

    def _proved(self, literals: list[Expr]) -> bool:
        answer = self.prover.check(literals)
        if answer == z3.unknown:
            raise Undecided
        return bool(answer == z3.unsat)

    def trust_set(self, rules: tuple[str, ...]) -> TrustSet:
        """Return a trust set with what it secures and what it rests on besides."""
        prover, prop, obeyed = self.prover, self.prop, frozenset(rules)
        days = prover.bound(prop, obeyed)
        if days is None or days == NEVER:
            raise Undecided
        mechanism = self._mechanism(rules)
        limits = prover.support(prop, obeyed, days).limits if prover.given else ()
        proof = Support((*rules, *mechanism), limits)
        guaranteed = prover.bound_of(prop, obeyed, days, proof)
        plain = _named(prover.regime, rules)
        return TrustSet(plain.rules, plain.articles, plain.parties, guaranteed, mechanism)

    def _mechanism(self, rules: tuple[str, ...]) -> tuple[str, ...]:
        """The rules whose default or effect is needed, by deletion from the first rule on."""
        encoding, regime = self.prover.encoding, self.prover.regime
        working = [rule.id for rule in regime.rules if derived_by(rule)]
        fixed = [*self.given, *(encoding.obeys[one] for one in rules), self.violation]

        def proved(_: str, rest: list[str]) -> bool:
            if self.plain and not self._reached(rules, rest):
                return False
            return self._proved([*fixed, *(encoding.forces[rule] for rule in rest)])

        return tuple(minimised(working, proved))

    @cached_property
    def _bearing(self) -> Regime:
        return bearing_on(self.prover.regime, [self.prop.trigger, self.prop.response])

    @property
    def involved(self) -> frozenset[str]:
        """The bearers of the rules that can bear on when trigger and response come."""
        bearing = (rule.id for rule in self._bearing.rules)
        return frozenset(parties_of(self.prover.regime, {*self.universe} & {*bearing}))
