"""What people and the world really do in one thread, and what each regime makes of it.

A **behaviour** is a case and the acts and events in it, in their order, each in a slot and by a
party; every event type at most once. What is deemed or counted is no part of it: each regime
derives that from the behaviour by its own mechanics, and ignores an act whose event already stands
there. So the same behaviour can be put to regimes that bring about different facts.

Which behaviours there are depends on the regimes compared only through what they say *can* be
done, never on what they demand or forbid. An act follows what it presupposes; where some regime of
the family deems or counts what is presupposed, it follows instead what that presupposes. An act may
be done by every party that the vocabulary or a regime of the family names for it. What a regime
does not regulate, it allows.

An act at a close of business is in time for every deadline that expires there: what comes after
the expiries of a close belongs to the slot behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from typing import NamedTuple

from model.conformance import Judgement, judge
from model.regime import Regime
from model.rule import bearers_of, derived_by
from model.trace import Mode, Occurrence, Run
from model.transition import Law, State, advance, expire, next_expiry
from model.vocabulary import WORLD, Attribute, EventType, Guard, Vocabulary


class Act(NamedTuple):
    """An event that a party, or the world, brings about at an instant of the clock in use."""

    event: str
    at: int
    party: str


@dataclass(frozen=True)
class Behaviour:
    """The acts of one thread in their order, in slots, and the facts of its case."""

    acts: tuple[Act, ...]
    attributes: Mapping[str, str]


@dataclass(frozen=True)
class Judged:
    """What one regime makes of a behaviour: the run with all that it derives, and its duties.

    ``ignored`` are the acts that find their event standing already.
    """

    run: Run
    judgements: tuple[Judgement, ...]
    ignored: tuple[Act, ...]

    @property
    def disobeyed(self) -> frozenset[str]:
        """The rules that the behaviour does not obey."""
        return frozenset(judgement.rule.id for judgement in self.judgements if judgement.disobeyed)


def judged(law: Law, behaviour: Behaviour) -> Judged:
    """Step through a behaviour, watched for ever; its instants are those of the law's clock."""
    state = law.start(behaviour.attributes)
    happened: list[Occurrence] = []
    ignored: list[Act] = []
    for act in behaviour.acts:
        while (due := next_expiry(state)) is not None and due < (act.at, 0):
            step = expire(law, state, due)
            state = step.state
            happened += step.occurred
        if act.event in state.occurred:
            ignored.append(act)
        step = advance(law, state, (occurrence(law, state, act),))
        state = step.state
        happened += step.occurred
    while (due := next_expiry(state)) is not None:
        step = expire(law, state, due)
        state = step.state
        happened += step.occurred
    run = Run(tuple(happened), state.attributes)
    return Judged(run, judge(law, state), tuple(ignored))


def occurrence(law: Law, state: State, act: Act) -> Occurrence:
    """Return an act as an occurrence, with the rule by which the party does it, if there is one."""
    if act.party == WORLD:
        return Occurrence(act.event, act.at, Mode.EXOGENOUS, WORLD)
    supports = (
        rule.id
        for rule in law.supporting.get(act.event, ())
        if act.party in bearers_of(rule) and rule.id in state.duties
    )
    return Occurrence(act.event, act.at, Mode.PERFORMED, act.party, next(supports, ""))


class Possible:
    """What can be done at all, as a family of regimes and their joined words have it.

    Attributes
    ----------
    vocabulary
        The words of all. Where regimes differ about an event, the widest: it presupposes what all
        of them say, in the cases that any of them admits.
    derived
        The events that some regime deems or counts.
    """

    def __init__(self, family: Iterable[Regime]) -> None:
        self.family = tuple(family)
        self.vocabulary = reduce(_joined, (regime.vocabulary for regime in self.family))
        rules = (rule for regime in self.family for rule in regime.rules)
        self.derived = frozenset(event for rule in rules for event in derived_by(rule))
        self._foundations: dict[str, tuple[str, ...]] = {}
        self._parties = {event: self._named(event) for event in self.vocabulary.events}

    def worded(self, regime: Regime) -> Regime:
        """Return a regime of the family with the words of all."""
        return replace(regime, vocabulary=self.vocabulary)

    def parties(self, event: str) -> tuple[str, ...]:
        """Return who may bring an event about; ``world`` alone for one of the world.

        Nobody for a fact that only some regime brings about, such as a missed deadline.
        """
        return self._parties[event]

    def foundations(self, event: str) -> tuple[str, ...]:
        """Return the acts and events that must come before an act."""
        if event not in self._foundations:
            self._foundations[event] = ()  # in case words presuppose each other
            foundations: dict[str, None] = {}
            for presupposed in self.vocabulary.events[event].presupposes:
                foundations |= dict.fromkeys(
                    self.foundations(presupposed) if presupposed in self.derived else (presupposed,)
                )
            self._foundations[event] = tuple(foundations)
        return self._foundations[event]

    def _named(self, event: str) -> tuple[str, ...]:
        parties = set()
        for regime in self.family:
            if event in regime.vocabulary.events:
                parties.add(regime.vocabulary.events[event].by)
            ruled = (*regime.supports, *regime.prohibitions)
            parties |= {party for rule in ruled if rule.act == event for party in bearers_of(rule)}
        parties.discard(WORLD)
        if not parties and event not in self.derived:
            return (WORLD,)
        return tuple(sorted(parties))


def _joined(first: Vocabulary, then: Vocabulary) -> Vocabulary:
    """The words of both, each event and attribute as wide as either has it."""
    both = then.joined(first)
    events = {
        name: _widest(kind, then.events[name]) if name in then.events else kind
        for name, kind in first.events.items()
    }
    attributes = {
        name: _wider(one, then.attributes[name]) if name in then.attributes else one
        for name, one in first.attributes.items()
    }
    return replace(
        both,
        events={**both.events, **events},
        attributes={**both.attributes, **attributes},
    )


def _widest(one: EventType, other: EventType) -> EventType:
    shared = tuple(event for event in one.presupposes if event in other.presupposes)
    when: Guard = {
        name: allowed | other.when[name] for name, allowed in one.when.items() if name in other.when
    }
    return replace(one, presupposes=shared, when=when)


def _wider(one: Attribute, other: Attribute) -> Attribute:
    more = tuple(value for value in other.values if value not in one.values)
    return replace(one, values=one.values + more, names={**other.names, **one.names})
