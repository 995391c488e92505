"""The part of a regime that a property is about.

Two events are connected when a rule names both or one presupposes the other. What is not
connected with a property's trigger cannot bear on it: any run of the part extends to a run of the
whole in which the rest does not happen, and any run of the whole restricts to one of the part. So
a question about the regime is answered in its slice, whatever else the regime regulates.
"""

from __future__ import annotations

from dataclasses import replace

from model.regime import CountsAs, Obligation, Regime, Rule


def events_of(rule: Rule) -> set[str]:
    """Return every event that a rule names."""
    if isinstance(rule, CountsAs):
        return {*rule.on.events, rule.event}
    deemed = {rule.on_expiry.event} if rule.on_expiry else set()
    return {*rule.on.events, rule.act, *deemed}


def effects_of(rule: Rule) -> set[str]:
    """Return the events that a rule demands, deems or counts."""
    if isinstance(rule, Obligation):
        return {rule.act, rule.on_expiry.event} if rule.on_expiry else {rule.act}
    return {rule.event}


def slice_of(regime: Regime, event: str) -> Regime:
    """Return the regime with only the rules connected with an event, in their order."""
    links = [events_of(rule) for rule in regime.rules]
    words = regime.vocabulary.events
    links += [{one, *words[one].presupposes} for one in regime.relevant]
    found = {event}
    while more := {one for link in links if link & found for one in link} - found:
        found |= more
    return replace(regime, rules=tuple(rule for rule in regime.rules if events_of(rule) & found))
