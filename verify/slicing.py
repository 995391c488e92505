"""The part of a regime that a property is about.

Two events are connected when a rule names both or one presupposes the other. What is not
connected with a property's trigger cannot bear on it: any run of the part extends to a run of the
whole in which the rest does not happen, and any run of the whole restricts to one of the part. So
a question about the regime is answered in its slice, whatever else the regime regulates.
"""

from __future__ import annotations

from dataclasses import replace

from model.regime import Regime
from model.rule import events_of


def slice_of(regime: Regime, event: str) -> Regime:
    """Return the regime with only the rules connected with an event, in their order."""
    links: list[frozenset[str]] = [events_of(rule) for rule in regime.rules]
    words = regime.vocabulary.events
    links += [frozenset({one, *words[one].presupposes}) for one in regime.relevant]
    found = {event}
    while more := {one for link in links if link & found for one in link} - found:
        found |= more
    return replace(regime, rules=tuple(rule for rule in regime.rules if events_of(rule) & found))
