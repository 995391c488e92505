"""In whose hands an event is: who may bring it about, and whom a limit serves."""

from __future__ import annotations

from collections.abc import Iterable

from model.regime import Regime
from model.rule import Obligation, bearers_of, derived_by
from model.vocabulary import WORLD


def makers(regime: Regime, event: str) -> frozenset[str]:
    """Return the parties that may bring an event about; the world is one of them."""
    supports = (one for one in regime.supports if one.act == event)
    found = frozenset(party for one in supports for party in bearers_of(one))
    governed = event in regime.governed
    return found if governed else frozenset({regime.vocabulary.events[event].by})


def comes_of_itself(regime: Regime, event: str) -> bool:
    """Whether a rule deems an event or counts something as it."""
    return any(event in derived_by(rule) for rule in regime.rules)


def in_hands_of(regime: Regime, event: str, parties: Iterable[str]) -> bool:
    """Whether some parties alone may bring an event about, so that it comes when they please."""
    mine = makers(regime, event)
    if not mine or WORLD in mine or comes_of_itself(regime, event):
        return False
    return all(regime.vocabulary.meet([one], tuple(parties)) for one in mine)


def may_bring(regime: Regime, event: str, parties: Iterable[str]) -> bool:
    """Whether one of some parties may bring an event about, or what counts as it."""
    every = {event, *(e for one in regime.counts_as if one.event == event for e in one.on.events)}
    mine = {party for one in every for party in makers(regime, one)} - {WORLD}
    return regime.vocabulary.meet(sorted(mine), tuple(parties))


def waiting_for(regime: Regime, rule: Obligation) -> frozenset[str]:
    """Return who waits for the act of a duty: to whom it is owed, and who calls for it."""
    words = regime.vocabulary.events
    called = {party for event in rule.on.events for party in makers(regime, event)}
    called |= {words[event].by for event in rule.on.events}
    owed = {rule.towards} if rule.towards is not None else set()
    return frozenset((called | owed) - {WORLD, *rule.bearers})
