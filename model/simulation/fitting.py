"""What a scenario lacks for a text: departments of its parties, and matters that set it going.

A scenario knows the offices and the matters of a county. A text of another field has parties of
its own, and rules that begin with events which no matter of the scenario brings about. Both are
given to it here by rule, marked as ``assumed`` so that every result can say so: a department like
the busiest supervising one, a matter a working day for each such event, and what comes later in a
matter. What the scenario brings about by itself, and what it could bring about and does not, is
left exactly as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from model.regime import Regime
from model.rule import Obligation, Power, Prohibition, Rule, act_of, effects_of, events_of
from model.simulation.effort import Effort
from model.simulation.scenario import (
    SUPERVISING,
    Department,
    Later,
    MatterKind,
    Scenario,
    institutions,
)

PER_DAY = 1.0
"""Matters of an assumed kind in a working day: the same whatever else a text lays down, so that
two versions of a text meet the same matters."""
DAYS = Effort(3, 10)
"""Working days after which an assumed later event comes."""
STEP, CHANCE = 0.5, 0.1
"""How often an assumed later event comes: one that a rule or an act waits for, and one that only
ends or uses something (an excuse, a power)."""


def supplied(scenario: Scenario, regimes: Iterable[Regime]) -> Scenario:
    """Return a scenario with what it lacks for any of some texts; itself where it lacks nothing."""
    for regime in regimes:
        scenario = _with_departments(scenario, regime)
        scenario = _with_matters(scenario, regime)
    return scenario


def without_governed(scenario: Scenario, regime: Regime) -> Scenario:
    """Return a scenario without the kinds of matters that begin with what a text governs.

    Where the text itself says who brings the beginning about, it cannot come of itself as well.
    """
    out = tuple(kind for kind in scenario.matters if kind.starts[0] in regime.governed)
    if not out:
        return scenario
    kept = tuple(kind for kind in scenario.matters if kind not in out)
    return replace(scenario, matters=kept, left_out=(*scenario.left_out, *out))


def busiest(scenario: Scenario) -> Department:
    """Return the department that matters are about most often: the pattern of assumed ones."""
    return max(scenario.supervising, key=lambda one: one.share)


def most_frequent(scenario: Scenario) -> MatterKind | None:
    """Return the kind of matter that comes most often: the pattern of assumed ones."""
    kinds = [kind for kind in scenario.matters if kind.per_day and not kind.assumed]
    return max(kinds, key=lambda kind: kind.per_day, default=None)


def _with_departments(scenario: Scenario, regime: Regime) -> Scenario:
    parties = regime.vocabulary.parties
    acting = {one.party for one in scenario.departments} | {SUPERVISING, "queried-party"}
    new: dict[str, Department] = {}
    for rule in regime.obligations:
        for bearer in rule.bearers:
            above = [*institutions(bearer, parties)]
            if not acting.intersection(above):
                new[above[-1]] = _department(above[-1], scenario, regime)
                acting.add(above[-1])
    if not new:
        return scenario
    return replace(scenario, departments=(*scenario.departments, *new.values()))


def _department(party: str, scenario: Scenario, regime: Regime) -> Department:
    """A department like the busiest supervising one, for a party that has none."""
    taken = {one.id for one in scenario.departments}
    name = party if party not in taken else f"{party}-assumed"
    label, pattern = regime.vocabulary.parties[party].label, busiest(scenario)
    like = replace(pattern, id=name, label=label, party=party, share=0.0, within=())
    return replace(like, assumed=True, silent=False)


def _with_matters(scenario: Scenario, regime: Regime) -> Scenario:
    """The scenario with matters and later events for what rules of a text wait for."""
    text = _Text(regime)
    own = without_governed(scenario, regime).matters
    lacking = text.wanted - text.reached_by(own) - scenario.words
    if not lacking and not any(kind.assumed and text.knows(kind) for kind in own):
        return scenario
    kinds = {kind.id: text.distinguished(kind) for kind in own}
    for event in text.beginnings(lacking):
        kind = text.kind(event, scenario)
        kinds.setdefault(kind.id, kind)
    for _ in text.wanted:  # what one event makes possible may be what another comes after
        before = dict(kinds)
        kinds = {name: text.continued(kind, lacking) for name, kind in kinds.items()}
        if kinds == before:
            break
    changed = {name: kind for name, kind in kinds.items() if kind not in own}
    kept = tuple(changed.pop(kind.id, kind) for kind in scenario.matters)
    if not changed and kept == scenario.matters:
        return scenario
    return replace(scenario, matters=(*kept, *changed.values()))


class _Text:
    """What the rules of a text wait for, and what comes of itself once something has come."""

    def __init__(self, regime: Regime) -> None:
        self.regime = regime
        self.words = regime.vocabulary.events
        self._secured = regime.governed - {power.act for power in regime.powers}
        self._acting = [one for one in regime.rules if not isinstance(one, Power | Prohibition)]
        needed = regime.foundations(*self._triggers(), *map(act_of, self._acting))
        self.wanted = needed - regime.governed
        named = {event for rule in regime.rules for event in events_of(rule)}
        self._ending = named - regime.governed - self.wanted

    def _triggers(self) -> Iterator[str]:
        for rule in self.regime.rules:
            yield from rule.on.events

    def reached_by(self, kinds: Iterable[MatterKind]) -> frozenset[str]:
        """Return every event that some kind of matter can bring about."""
        return frozenset(event for kind in kinds for event in self.reached(kind))

    def reached(self, kind: MatterKind) -> frozenset[str]:
        """Return every event that may come in a kind of matter, by the world or by rules."""
        come = {event for event in kind.starts if event in self.words}
        while True:
            new = {one.event for one in kind.later if self._possible(one) and come & {*one.after}}
            new |= {
                event
                for rule in self._acting
                if _set_going(rule, come)
                for event in effects_of(rule)
            }
            if new <= come:
                return frozenset(come)
            come |= new

    def _possible(self, later: Later) -> bool:
        return later.event in self.words and later.event not in self._secured

    def beginnings(self, lacking: frozenset[str]) -> list[str]:
        """Return the events lacking with which matters begin: those that presuppose nothing.

        Of several that a rule asks for together the first begins the matter.
        """
        together = {event for rule in self.regime.rules for event in self._with_first(rule)}
        return [
            event
            for event in self.words
            if event in lacking and not self.words[event].presupposes and event not in together
        ]

    def _with_first(self, rule: Rule) -> tuple[str, ...]:
        return rule.on.events[1:] if rule.on.quantifier == "all" else ()

    def kind(self, event: str, scenario: Scenario) -> MatterKind:
        """Return a kind of matter that begins with an event, as often in every case there is."""
        pattern = most_frequent(scenario)
        assumed = MatterKind(
            f"own.{event}", (event,), PER_DAY, attributes=self._attributes(), assumed=True
        )
        if pattern is None:
            return assumed
        return replace(assumed, dispersion=pattern.dispersion, pattern=pattern.pattern)

    def _attributes(self) -> Mapping[str, Mapping[str, float]]:
        """Every fact on which a rule depends, each of its values equally often.

        And those without which an event of the text cannot come, or a question of its own is not
        about the matter, where the usual value is not such a one.
        """
        guards = [rule.when for rule in self.regime.rules]
        defaults = [one for rule in self.regime.obligations for one in rule.expiring]
        guards += [guard for one in defaults for guard in one.unless]
        known = self.regime.vocabulary.attributes
        names = [name for guard in guards for name in guard]
        asked = [self.words[event].when for event in self.regime.relevant]
        asked += [one.when for one in self.regime.properties]
        names += [
            name
            for guard in asked
            for name, values in guard.items()
            if known[name].values[0] not in values
        ]
        return {
            name: dict.fromkeys(known[name].values, 1 / len(known[name].values)) for name in names
        }

    def knows(self, kind: MatterKind) -> bool:
        """Whether a kind of matter begins with something that the text has a word for."""
        return kind.starts[0] in self.words

    def distinguished(self, kind: MatterKind) -> MatterKind:
        """Return a kind of matter; an assumed one with every fact on which a rule depends."""
        if not kind.assumed or not self.knows(kind):
            return kind
        return replace(kind, attributes={**self._attributes(), **kind.attributes})

    def continued(self, kind: MatterKind, lacking: frozenset[str]) -> MatterKind:
        """Return a kind of matter with the later events that are possible in it."""
        reached, known = self.reached(kind), {one.event for one in kind.later}
        new = [
            later
            for later in self._later(kind, lacking)
            if later.event not in known
            and later.event not in reached
            and reached.intersection(later.after)
        ]
        once = {later.event: later for later in reversed(new)}
        return replace(kind, later=(*kind.later, *once.values())) if once else kind

    def _later(self, kind: MatterKind, lacking: frozenset[str]) -> Iterator[Later]:
        """Yield what may come later: steps in any matter; in assumed ones chances as well."""
        for event in self.words:
            if event in lacking and (after := self._before(event)) is not None:
                yield Later(event, after, DAYS, STEP, assumed=True)
        if not kind.assumed:
            return
        for power in self.regime.powers:
            yield Later(power.act, _after(power), DAYS, CHANCE, assumed=True)
        for duty in self.regime.obligations:
            if duty.announced is not None and duty.announced not in self.regime.governed:
                yield self._announced(duty, duty.announced)
        for rule in self.regime.rules:
            for event in sorted(events_of(rule) & self._ending):
                after = self._before(event) or _after(rule)
                yield Later(event, after, DAYS, CHANCE, assumed=True)

    def _announced(self, rule: Obligation, event: str) -> Later:
        """The event that a notice precedes: it comes, and leaves time for the notice."""
        least = getattr(rule.deadline, "count", 0)
        return Later(event, _after(rule), Effort(least + 3, least + 10), 1.0, assumed=True)

    def _before(self, event: str) -> tuple[str, ...] | None:
        """What an event comes after: the last thing it presupposes, or what is asked with it."""
        if presupposed := self.words[event].presupposes:
            order = [*self.words]
            return (max(presupposed, key=order.index),)
        for rule in self.regime.rules:
            if event in self._with_first(rule):
                return (rule.on.events[0],)
        return None


def _set_going(rule: Rule, come: set[str]) -> bool:
    """Whether the trigger of a rule may have come."""
    test = all if rule.on.quantifier == "all" else any
    return test(event in come for event in rule.on.events)


def _after(rule: Rule) -> tuple[str, ...]:
    """The events after which something that depends on a rule may come."""
    return rule.on.events[-1:] if rule.on.quantifier == "all" else rule.on.events
