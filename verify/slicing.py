"""The part of a regime that a property is about.

Two events are connected when a rule names both or one presupposes the other. What is not
connected with a property's trigger cannot bear on it: any run of the part extends to a run of the
whole in which the rest does not happen, and any run of the whole restricts to one of the part. So
a question about the regime is answered in its slice, whatever else the regime regulates.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from model.bearing import broken_by, hangs_on
from model.means import Means
from model.regime import Regime
from model.rule import Rule, effects_of, events_of


def slice_of(regime: Regime, *events: str) -> Regime:
    """Return the regime with only the rules connected with some events, in their order."""
    links = _links(regime, *events)
    connected = {*events}
    while more := {one for link in links if link & connected for one in link} - connected:
        connected |= more
    rules = tuple(rule for rule in regime.rules if events_of(rule) & connected)
    unnamed = {*events} & regime.vocabulary.events.keys() - regime.mentioned
    return replace(regime, rules=rules, asked=tuple(sorted(unnamed)))


def _links(regime: Regime, *events: str) -> list[frozenset[str]]:
    """Return sets of events of which each is connected with all others of its set."""
    links: list[frozenset[str]] = [events_of(rule) for rule in regime.rules]
    words = regime.vocabulary.events
    about = (*regime.relevant, *(event for event in events if event in words))
    links += [frozenset({one, *words[one].presupposes}) for one in about]
    for clause in regime.precedence:
        ordered = [regime.by_id[one] for one in (*clause.first, *clause.over)]
        links.append(frozenset(event for rule in ordered for event in rule.on.events))
    return links


def facts_of(regime: Regime) -> frozenset[str]:
    """Return the attributes of a case that the rules and the words they use ask about."""
    guards = [rule.when for rule in regime.rules]
    guards += [
        g for rule in regime.obligations for default in rule.expiring for g in default.unless
    ]
    guards += [regime.vocabulary.events[event].when for event in regime.relevant]
    return frozenset(name for guard in guards for name in guard)


def parts_of(regime: Regime) -> tuple[Regime, ...]:
    """Return the regime taken apart into the parts of which none bears on another.

    Each rule belongs to exactly one part; the parts stand in the order of their first rules.
    """
    linked: dict[str, frozenset[str]] = {}
    for link in _links(regime):
        joined = link.union(*(linked[event] for event in link if event in linked))
        linked |= dict.fromkeys(joined, joined)
    parts: dict[int, list[Rule]] = {}
    for rule in regime.rules:
        parts.setdefault(id(linked[rule.on.events[0]]), []).append(rule)
    return tuple(replace(regime, rules=tuple(rules), asked=()) for rules in parts.values())


def cone_of(regime: Regime, events: Iterable[str]) -> Regime:
    """Return the regime with only the rules on which it can depend whether and when events come.

    Rules that only follow on them are left out.
    """
    causes = causes_of(regime, events)
    return replace(regime, rules=tuple(rule for rule in regime.rules if effects_of(rule) & causes))


def causes_of(regime: Regime, events: Iterable[str]) -> set[str]:
    """Return the events on which it can depend whether and when others come, those included.

    Backwards: what brings them about, and what that follows on, presupposes or hangs on.
    """
    words = regime.vocabulary.events
    by_effect: dict[str, list[Rule]] = {}
    for rule in regime.rules:
        for effect in effects_of(rule):
            by_effect.setdefault(effect, []).append(rule)
    causes: set[str] = set()
    waiting = list(events)
    while waiting:
        event = waiting.pop()
        if event in causes or event not in words:
            continue
        causes.add(event)
        waiting += words[event].presupposes
        for rule in by_effect.get(event, ()):
            waiting += (*rule.on.events, *hangs_on(rule))
    return causes


def bearing_on(regime: Regime, events: Iterable[str]) -> Regime:
    """Return the rules that can bear on when events come if everybody obeys.

    Those on which they depend, what forbids or must precede anything of that, and the duties to
    which anything of that is a means: who owes the end owes the means, and so brings them about by
    the limit of the end. And rules that may be in the way of one another, where they hang on
    anything of that: obedience to both may leave no other run than those in which it comes so.
    """
    about, means = set(events), Means(regime)
    owed = [(rule, means.owed(rule)) for rule in regime.obligations]
    odds = [
        (pair, causes_of(regime, {event for rule in pair for event in events_of(rule)}))
        for pair in means.at_odds(regime.binding)
    ]
    while True:
        cone = cone_of(regime, about)
        causes = causes_of(regime, about)
        named = causes | {event for rule in cone.rules for event in events_of(rule)}
        bearing = [rule for rule in regime.binding if broken_by(rule) in named]
        bearing += [rule for rule, ends in owed if ends & causes]
        bearing += [rule for pair, behind in odds if behind & named for rule in pair]
        more = {event for rule in bearing for event in events_of(rule)}
        if more <= about:
            kept = {rule.id for rule in cone.rules}
            kept |= {rule.id for rule in regime.binding if events_of(rule) <= about}
            return replace(regime, rules=tuple(one for one in regime.rules if one.id in kept))
        about |= more


def breaches_behind(regime: Regime, events: Iterable[str]) -> tuple[str, ...]:
    """Return the rules whose breach itself may bring the events about.

    Duties whose expiry has an effect on which the events can depend, or whose act would have kept
    such an effect of a lapse away; and bans of what they can depend on.
    """
    causes = causes_of(regime, events)
    kept_away = {one for rule in regime.lapses if rule.event in causes for one in rule.unless}
    saving = causes_of(regime, kept_away)
    missed = [
        rule.id
        for rule in regime.obligations
        if (rule.expiring and effects_of(rule) & causes) or rule.act in saving
    ]
    return (*missed, *(rule.id for rule in regime.prohibitions if rule.act in causes))
