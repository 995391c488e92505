"""What of a regime a record can show: the rules whose trigger, act and ends it would tell of.

A ledger has columns for some events only. Of an event that it has no column for, nothing is known:
a duty to do it is not missing, and what presupposes it has not come too early. So the regime is
narrowed to what the record shows, and what was left out is told once for each rule.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from model.members import plain
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
from model.vocabulary import EventType, Guard, Vocabulary


@plain
class Blind(StrEnum):
    """What about a rule a record does not show."""

    TRIGGER = "trigger"  # nothing that would set it going: it is not judged
    ACT = "act"  # not what it demands or forbids: it is not judged
    END = "end"  # not all that ends it without breach: a lapse is not judged, a duty is
    FACT = "fact"  # not whether the matter is of its kind: taken as the usual one


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
    """

    regime: Regime
    unseen: tuple[Unseen, ...]
    free: frozenset[str]
    shown: frozenset[str]


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
    unseen = [
        each for rule in regime.rules for each in _unseen(rule, rule.id in kept, come, told, facts)
    ]
    free = {
        rule.act
        for rule in regime.rules
        if supports(rule) and (rule.id not in kept or set(rule.on.events) - come)
    }
    narrowed = replace(
        regime,
        rules=tuple(_with_trigger(rule, come) for rule in rules),
        vocabulary=_words(regime.vocabulary, come, facts),
        periods={
            name: replace(period, successor=None)
            if period.successor and period.successor not in kept
            else period
            for name, period in regime.periods.items()
        },
        under=(),
    )
    return Sight(narrowed, tuple(unseen), frozenset(free), frozenset(shown))


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
    facts: Collection[str],
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
        if unknown := tuple(name for name in rule.when if name not in facts):
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


def _words(words: Vocabulary, come: Collection[str], facts: Collection[str]) -> Vocabulary:
    """The words of which none presupposes what is not told of."""
    events = {name: _word(one, words.events, come, facts) for name, one in words.events.items()}
    return replace(words, events=events)


def _word(
    one: EventType,
    words: Mapping[str, EventType],
    come: Collection[str],
    facts: Collection[str],
) -> EventType:
    guard: Guard = {name: values for name, values in one.when.items() if name in facts}
    return replace(one, presupposes=tuple(_behind(one.id, words, come)), when=guard)


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
