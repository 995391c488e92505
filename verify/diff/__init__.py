"""Is one regime at least as strict as another, and if not, who obeys the one and breaks the other?

A is **at least as strict** as B when every behaviour that obeys all of A obeys all of B: nobody who
keeps A can be in breach of B. What is proved: for each binding rule of B, that no behaviour of one
thread, on any date and for ever, obeys every rule of A and disobeys that rule; or a shortest
behaviour that does. Behaviours are those of :mod:`verify.diff.behaviour`, one set for all regimes
of a family, so the relation is inclusion of sets and hence a preorder. It says nothing about how
well either is obeyed, nor about hierarchy clauses; what is deemed or counted, or lapses,
matters only through the duties that it sets going or ends. A lapse belongs to its own text: it
comes about on that side alone, nobody can be in breach of it on either, and so a text with another
lapse is stricter or laxer only by its duties. A limit that never expires under the reading is never
breached.

This is refinement by inclusion of behaviours (Abadi and Lamport, The existence of refinement
mappings, 1991), decided for the solver as one constraint system: two regimes over the same acts. A
rule that is broken when its trigger comes and nothing else happens is refused by stepping alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never

import z3

from model.calendar import Calendar, chinese_calendar
from model.deadline import Reading
from model.means import Means
from model.regime import Regime
from model.rule import (
    CountsAs,
    Lapse,
    Obligation,
    Power,
    Prohibition,
    Rule,
    derived_by,
    effects_of,
    events_of,
)
from verify import arguments
from verify.diff.behaviour import Possible
from verify.diff.sides import Pair
from verify.diff.witness import BreachWitness, Witnesses
from verify.patience import Undecided
from verify.solver import heed

Demand = Obligation | Prohibition


class Implication(StrEnum):
    """How a rule of the one regime stands to the whole of the other."""

    IMPLIED = "implied"
    NOT_IMPLIED = "not-implied"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class RuleStanding:
    """One binding rule, and whether whoever obeys the other regime obeys it.

    ``foreign`` are the events it names that the other regime does not mention at all.
    """

    rule: Demand
    standing: Implication
    foreign: tuple[str, ...]
    witness: BreachWitness | None = None


@dataclass(frozen=True)
class Strictness:
    """Whether ``regime`` is at least as strict as ``other``, rule by rule of the other.

    Attributes
    ----------
    rules
        The rules of the other that can be breached under the reading, in its order.
    unbinding
        Its rules that cannot, since their limit never expires.
    """

    regime: Regime
    other: Regime
    reading: Reading
    rules: tuple[RuleStanding, ...]
    unbinding: tuple[str, ...]

    @property
    def holds(self) -> bool | None:
        """Whether it is at least as strict; ``None`` where that is not known."""
        return _all(self.rules)

    @property
    def shared(self) -> bool | None:
        """The same, held only against rules all of whose events the regime itself mentions.

        Weaker than :attr:`holds`, and no preorder: what is shared depends on the pair.
        """
        return _all([rule for rule in self.rules if not rule.foreign])

    def of(self, standing: Implication | str) -> tuple[RuleStanding, ...]:
        """The rules that stand in one way, given as such or by its name."""
        wanted = arguments.named(standing, Implication, "standing")
        return tuple(rule for rule in self.rules if rule.standing is wanted)


def _all(rules: Sequence[RuleStanding]) -> bool | None:
    standings = {rule.standing for rule in rules}
    if Implication.NOT_IMPLIED in standings:
        return False
    return None if Implication.UNKNOWN in standings else True


def strictness(
    regime: Regime,
    other: Regime,
    reading: arguments.AnyReading,
    calendar: Calendar | None = None,
    family: Iterable[Regime] = (),
) -> Strictness:
    """Return whether a regime is at least as strict as another, with a witness for each refusal.

    Parameters
    ----------
    calendar
        The dates that terms in calendar days or months may fall on; the Chinese one unless given.
    family
        All regimes that are compared with each other, these two or more. What can be done at all
        is taken from them, and relations of one family are transitive.
    """
    regime, other = arguments.regime(regime), arguments.regime(other, "other")
    reading, calendar = arguments.reading(reading), arguments.calendar(calendar)
    family = _family(family, regime, other)
    possible = Possible(family)
    # With the words of all in both, an event means the same on either side.
    own, its = possible.worded(regime), possible.worded(other)
    witnesses = Witnesses(possible, own, its, reading, calendar or chinese_calendar())
    rules = []
    for rule in other.binding:
        if _binds(rule, reading, other):
            standing, witness = _standing(possible, own, its, rule, witnesses)
            foreign = tuple(sorted(events_of(rule) - regime.mentioned))
            rules.append(RuleStanding(rule, standing, foreign, witness))
    bound = {standing.rule.id for standing in rules}
    unbinding = tuple(rule.id for rule in other.binding if rule.id not in bound)
    return Strictness(regime, other, reading, tuple(rules), unbinding)


def _standing(
    possible: Possible, own: Regime, its: Regime, rule: Demand, witnesses: Witnesses
) -> tuple[Implication, BreachWitness | None]:
    try:
        heed()
        witness = witnesses.bare(rule)
        if witness is not None:
            return Implication.NOT_IMPLIED, witness
        return _answer(possible, own, its, rule, witnesses)
    except Undecided:
        return Implication.UNKNOWN, None


def _family(family: Iterable[Regime], regime: Regime, other: Regime) -> list[Regime]:
    """The regimes that say what can be done at all: those given, else the two compared."""
    known = arguments.several(family, Regime, "family") or [regime, other]
    for compared in (regime, other):
        if not any(member is compared or member == compared for member in known):
            raise ValueError(f"'family' takes all regimes compared; {compared.id!r} is missing")
    return known


def _binds(rule: Demand, reading: Reading, regime: Regime) -> bool:
    if isinstance(rule, Prohibition) or rule.announced is not None:
        return True
    return reading.term(rule.deadline, regime.counting) is not None


def _answer(
    possible: Possible, own: Regime, its: Regime, rule: Demand, witnesses: Witnesses
) -> tuple[Implication, BreachWitness | None]:
    """Ask the solver about one rule, in what bears on it."""
    events, begun, behind = bearing_on(possible, own, its, rule)
    pair = Pair(possible, events, begun, behind, witnesses.reading, witnesses.calendar)
    question = pair.disobeyed(rule.id)
    answer = pair.check(question)
    if answer == z3.unsat:
        return Implication.IMPLIED, None
    witness = witnesses.found(pair, question, rule) if answer == z3.sat else None
    return (Implication.NOT_IMPLIED if witness else Implication.UNKNOWN), witness


def bearing_on(
    possible: Possible, own: Regime, its: Regime, rule: Demand
) -> tuple[set[str], Regime, Regime]:
    """Return the acts and the rules of either regime that matter for one rule of the other.

    All else can be left out of a witness, and a witness it stays. In the regime obeyed, some
    duties, bans and effects then begin later or never. That breaches nothing new: what they
    demand, what ends them, what keeps a bearer from being able and what lifts that stays, and what
    an expiry brings about, since it may pass on a duty that nobody disobeys. In the other regime
    everything stays on which the rule depends, with when its bearer is able. So no witness is
    lost, and the shortest one is no longer.
    """
    about = events_of(rule)
    if isinstance(rule, Obligation):
        means = Means(its)
        about |= means.enabling(rule) | means.banned(rule)
    causes = _causes(its, about)
    needed, own_means = set(causes), Means(own)
    while True:
        more = {ground for event in needed for ground in possible.foundations(event)}
        for own_rule in own.rules:
            more |= _followed_by(own_means, own_rule, needed)
        if more <= needed:
            break
        needed |= more
    begun = tuple(
        own_rule
        for own_rule in own.rules
        if {*own_rule.on.events} & needed or effects_of(own_rule) & needed
    )
    behind = tuple(
        its_rule
        for its_rule in its.rules
        if its_rule.id == rule.id or effects_of(its_rule) & causes or _forbids(its_rule, about)
    )
    return needed, replace(own, rules=begun), replace(its, rules=behind)


def _forbids(rule: Rule, events: Collection[str]) -> bool:
    return isinstance(rule, Prohibition) and rule.act in events


def _followed_by(means: Means, rule: Rule, events: set[str]) -> set[str]:
    """The events that a rule of the regime obeyed asks for, brings about, ends with or needs."""
    if isinstance(rule, CountsAs) and rule.event in events:
        return {*rule.on.events}
    if isinstance(rule, Prohibition) and rule.act in events:
        return {*rule.on.events, *([rule.until] if rule.until is not None else [])}
    found = {*rule.on.events} if _may_deem(means, rule, events) else set[str]()
    begins = all if rule.on.quantifier == "all" else any
    if not begins(event in events for event in rule.on.events):
        return found
    match rule:
        case CountsAs():
            return {rule.event}
        case Lapse():
            return found | {rule.event, *rule.unless, *rule.clock.events}
        case Obligation() if rule.announced is None or rule.announced in events:
            return found | {
                rule.act,
                *rule.excused_by,
                *rule.clock.events,
                *derived_by(rule),
                *means.banned(rule),
            }
        case Obligation() | Power() | Prohibition():
            return found
        case _:
            assert_never(rule)


def _may_deem(means: Means, rule: Rule, events: set[str]) -> bool:
    """Whether a duty that is obeyed may yet expire and bring one of some events about.

    One that is able whenever it arises is obeyed only if its act has come or it is excused, and
    then its act is deemed no more.
    """
    if isinstance(rule, Lapse):
        return rule.event in events
    if not isinstance(rule, Obligation) or not derived_by(rule) & events:
        return False
    return derived_by(rule) & events != {rule.act} or not means.ready(rule, ends_at_once=True)


def _causes(regime: Regime, events: Iterable[str]) -> set[str]:
    """Events, and all on which it depends whether a rule brings them about."""
    causes: set[str] = set()
    waiting = list(events)
    while waiting:
        event = waiting.pop()
        if event not in causes:
            causes.add(event)
            deriving = (rule for rule in regime.rules if event in derived_by(rule))
            waiting += (cause for rule in deriving for cause in events_of(rule))
    return causes
