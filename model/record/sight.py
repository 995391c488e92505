"""What of a regime a record can show: the rules whose trigger, act and ends it would tell of.

A ledger has columns for some events only. Of an event that it has no column for, nothing is known:
a duty to do it is not missing, and what presupposes it has not come too early. So the regime is
narrowed to what the record shows, and what was left out is told once for each rule. Of a fact that
it has no column for, the usual value is taken, unless an entry shows another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain

import numpy as np

from model.means import Means
from model.members import plain
from model.record.entries import Entries
from model.regime import Regime
from model.rule import (
    CountsAs,
    Lapse,
    Obligation,
    Power,
    Prohibition,
    Rule,
    Trigger,
    derived_by,
    supports,
)
from model.vocabulary import EventType, Vocabulary


@plain
class Blind(StrEnum):
    """What about a rule a record does not show."""

    TRIGGER = "trigger"  # nothing that would set it going: it is not judged
    ACT = "act"  # not what it demands or forbids: it is not judged
    END = "end"  # not all that ends it without breach: a lapse is not judged, a duty is
    FACT = "fact"  # not whether it binds, or can be kept, in such a matter: the usual is taken


@dataclass(frozen=True, slots=True)
class Unseen:
    """A rule of which a record does not show everything, and what of it: events, or facts."""

    rule: Rule
    blind: Blind
    names: tuple[str, ...]

    @property
    def judged(self) -> bool:
        """Whether the rule is judged all the same."""
        return self.blind is Blind.FACT or (
            self.blind is Blind.END and not isinstance(self.rule, Lapse)
        )


@dataclass(frozen=True)
class Sight:
    """A regime as far as a record shows it.

    Attributes
    ----------
    regime
        Its rules that can be judged, in the order of the file.
    unseen
        What the record does not show, in the order of the file.
    free
        Acts that further rules allow whose trigger is not shown: they may be done before any of
        the triggers that are.
    shown
        The events that the record tells of.
    facts
        The facts of matters that it tells of.
    """

    regime: Regime
    unseen: tuple[Unseen, ...]
    free: frozenset[str]
    shown: frozenset[str]
    facts: frozenset[str] = frozenset()


def sight(regime: Regime, shown: Collection[str], facts: Collection[str] = ()) -> Sight:
    """Return what of a regime can be judged where a record tells of some events and facts.

    Parameters
    ----------
    regime
        All versions as one where it has several (:func:`model.version.across`).
    """
    rules, come = _judged(regime.rules, frozenset(shown))
    kept = {rule.id for rule in rules}
    told = come & (set(shown) | _counted(rules))
    free = {
        rule.act
        for rule in regime.rules
        if supports(rule) and (rule.id not in kept or set(rule.on.events) - come)
    }
    narrowed = replace(
        regime,
        rules=tuple(_with_trigger(rule, come) for rule in rules),
        vocabulary=_words(regime.vocabulary, come),
        periods={
            name: replace(period, successor=None)
            if period.successor and period.successor not in kept
            else period
            for name, period in regime.periods.items()
        },
        under=(),
    )
    hanging = _hanging(narrowed, facts)
    unseen = [
        each
        for rule in regime.rules
        for each in _unseen(rule, rule.id in kept, come, told, hanging.get(rule.id, ()))
    ]
    return Sight(narrowed, tuple(unseen), frozenset(free), frozenset(shown), frozenset(facts))


def _judged(rules: Iterable[Rule], shown: frozenset[str]) -> tuple[list[Rule], frozenset[str]]:
    """The rules that can be judged, and the events that may come: shown, or brought about."""
    kept: list[Rule] = []
    while True:
        come = shown.union(*(derived_by(rule) for rule in kept))
        found = [rule for rule in rules if _fits(rule, come, shown | _counted(kept))]
        if found == kept:
            return kept, come
        kept = found


def _counted(rules: Iterable[Rule]) -> frozenset[str]:
    return frozenset(rule.event for rule in rules if isinstance(rule, CountsAs))


def _fits(rule: Rule, come: frozenset[str], told: frozenset[str]) -> bool:
    return not (_no_trigger(rule, come) or _no_act(rule, told) or _no_end(rule, told))


def _no_trigger(rule: Rule, come: Collection[str]) -> bool:
    known = [event in come for event in rule.on.events]
    return not (all(known) if rule.on.quantifier == "all" else any(known))


def _no_act(rule: Rule, told: Collection[str]) -> bool:
    if isinstance(rule, Obligation):
        return rule.act not in told or (rule.announced is not None and rule.announced not in told)
    return isinstance(rule, Power | Prohibition) and rule.act not in told


def _no_end(rule: Rule, told: Collection[str]) -> bool:
    return isinstance(rule, Lapse) and not set(rule.unless) <= set(told)


def _unseen(
    rule: Rule,
    kept: bool,
    come: Collection[str],
    told: Collection[str],
    unknown: tuple[str, ...],
) -> Iterator[Unseen]:
    """What a record does not show of a rule that binds, or that the clock carries out."""
    if isinstance(rule, Power | CountsAs):
        return
    if _no_trigger(rule, come):
        names = tuple(event for event in rule.on.events if event not in come)
        yield Unseen(rule, Blind.TRIGGER, names)
    elif not kept and not isinstance(rule, Lapse):
        acts = (rule.act, rule.announced if isinstance(rule, Obligation) else None)
        names = tuple(one for one in acts if one is not None and one not in told)
        yield Unseen(rule, Blind.ACT, names)
    else:
        ends = dict.fromkeys(_ends(rule))
        if missing := tuple(one for one in ends if one not in told and one not in come):
            yield Unseen(rule, Blind.END, missing)
        if unknown:
            yield Unseen(rule, Blind.FACT, unknown)


def _ends(rule: Rule) -> Iterator[str]:
    """What ends a rule without breach, or stops or lengthens its limit."""
    if isinstance(rule, Obligation | Lapse):
        yield from rule.excused_by
        yield from rule.clock.events
    if isinstance(rule, Prohibition) and rule.until is not None:
        yield rule.until


def _with_trigger(rule: Rule, come: Collection[str]) -> Rule:
    """A rule that waits only for what may come."""
    if rule.on.quantifier == "all" or set(rule.on.events) <= set(come):
        return rule
    events = tuple(event for event in rule.on.events if event in come)
    return replace(rule, on=Trigger(events, rule.on.quantifier))


def _hanging(regime: Regime, facts: Collection[str]) -> dict[str, tuple[str, ...]]:
    """By rule the facts not told on which it hangs whether it binds, and whether it can be kept."""
    means, words = Means(regime), regime.vocabulary.events
    found = {}
    for rule in regime.rules:
        guards = [rule.when]
        if isinstance(rule, Obligation | Lapse):
            guards += chain.from_iterable(default.unless for default in rule.expiring)
        if isinstance(rule, Obligation):
            ways = (rule.act, *sorted(means.owed(rule)))
            guards += [words[event].when for event in ways]
        names = dict.fromkeys(name for guard in guards for name in guard if name not in facts)
        if names:
            found[rule.id] = tuple(names)
    return found


def with_facts_shown(entries: Entries, sight: Sight) -> Entries:
    """Return entries of matters with the facts that no column tells and an entry shows.

    An event that happens only in some matters shows that its matter is one of them, to all of its
    departments. A fact gets the first of its values that all entries of the matter admit; where
    that is the usual one in every matter, or none is, it stays untold.
    """
    words, attributes = sight.regime.vocabulary.events, sight.regime.vocabulary.attributes
    guards = [words[name].when if name in words else {} for name in entries.names]
    names = dict.fromkeys(name for guard in guards for name in guard if name not in sight.facts)
    facts, kinds = entries.facts, entries.kinds
    case, shows = entries.case[entries.thread], ~entries.effect
    for name in names:
        values = attributes[name].values
        barred = np.zeros((len(values), int(entries.case.max(initial=-1)) + 1), dtype=np.bool_)
        for code, guard in enumerate(guards):
            out = [place for place, one in enumerate(values) if one not in guard.get(name, values)]
            showing = case[shows & (entries.event == code)] if out else []
            for place in out:
                barred[place, showing] = True
        shown = np.argmin(barred, axis=0)[entries.case]
        if shown.any():
            facts = facts * len(values) + shown
            kinds = tuple({**kind, name: value} for kind in kinds for value in values)
    return replace(entries, facts=facts, kinds=kinds)


def _words(words: Vocabulary, come: Collection[str]) -> Vocabulary:
    """The words of which none presupposes what is not told of."""
    events = {
        name: replace(one, presupposes=tuple(_behind(name, words.events, come)))
        for name, one in words.events.items()
    }
    return replace(words, events=events)


def _behind(event: str, words: Mapping[str, EventType], come: Collection[str]) -> list[str]:
    """The nearest events that one presupposes of those that may come."""
    found: dict[str, None] = {}
    waiting, asked = list(words[event].presupposes), {event}
    while waiting:
        other = waiting.pop(0)
        if other in asked:
            continue
        asked.add(other)
        if other in come:
            found[other] = None
        else:
            waiting += words[other].presupposes
    return list(found)
