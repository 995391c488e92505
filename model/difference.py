"""What changed between two regimes, rule by rule and field by field.

Rules are matched by what they regulate (:mod:`model.matching`), not by what they are called. Left
out are comments of the encoding: readings, references, and the labels of words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, assert_never

from model.deadline import Counting
from model.deemed import late_though_deemed
from model.limits import Direction, clock_direction, direction
from model.matching import matched
from model.regime import Regime
from model.rule import CountsAs, Lapse, Obligation, Power, Prohibition, Rule, bearers_of
from model.vocabulary import Guard


class Field(StrEnum):
    """What of a rule, of a word or of a whole regime can differ."""

    KIND = "kind"
    TRIGGER = "trigger"
    GUARD = "guard"
    BEARER = "bearer"
    LEADING = "leading"
    NAMED = "named"
    DEADLINE = "deadline"
    START = "start"
    DEFAULT = "default"
    EXCEPTIONS = "exceptions"
    OVERDUE = "overdue"
    EXCUSES = "excuses"
    CLOCK = "clock"
    UNTIL = "until"
    TOWARDS = "towards"
    CHANNELS = "channels"
    CONTENT = "content"
    SANCTIONS = "sanctions"
    ARTICLE = "article"
    COUNTING = "counting"
    COUNTING_STATED = "counting-stated"
    BY = "by"
    PRESUPPOSES = "presupposes"
    VALUES = "values"


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs; ``direction`` is that of a deadline or of a way of counting."""

    field: Field
    old: Any
    new: Any
    direction: Direction | None = None

    def mirrored(self) -> Change:
        """Return the change read backwards."""
        back = None if self.direction is None else self.direction.mirrored
        return Change(self.field, self.new, self.old, back)


@dataclass(frozen=True, slots=True)
class ChangedRule:
    """A rule in two versions, with every field that differs."""

    old: Rule
    new: Rule
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class ChangedWord:
    """An event or attribute that both regimes use, of which they say different things."""

    word: str
    changes: tuple[Change, ...]


Order = tuple[Rule, Rule]
"""A rule that prevails, and the one that gives way."""


@dataclass(frozen=True)
class Difference:
    """What one regime says otherwise than another.

    Attributes
    ----------
    kept
        How many rules both have without any difference.
    general
        Differences of the regime as a whole.
    orders_added, orders_removed
        What hierarchy clauses newly put first, or no longer.
    """

    old: Regime
    new: Regime
    added: tuple[Rule, ...]
    removed: tuple[Rule, ...]
    changed: tuple[ChangedRule, ...]
    kept: int
    general: tuple[Change, ...]
    words: tuple[ChangedWord, ...]
    orders_added: tuple[Order, ...]
    orders_removed: tuple[Order, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing differs."""
        parts = (self.added, self.removed, self.changed, self.general, self.words)
        return not any((*parts, self.orders_added, self.orders_removed))


def difference(old: Regime, new: Regime) -> Difference:
    """Return what the new regime says otherwise than the old one; rules in the order of each.

    Backwards it is the mirror: what is added one way is removed the other, and every change has
    its two sides exchanged.
    """
    pairs = matched(old, new)
    partner = {one.id: other for one, other in pairs}
    taken = {other.id for _, other in pairs}
    changed = [
        ChangedRule(one, other, found)
        for one, other in pairs
        if (found := tuple(_changes(old, one, new, other)))
    ]
    added, removed = _orders(old, new, partner)
    return Difference(
        old,
        new,
        tuple(rule for rule in new.rules if rule.id not in taken),
        tuple(rule for rule in old.rules if rule.id not in partner),
        tuple(changed),
        len(pairs) - len(changed),
        tuple(_general(old, new)),
        tuple(_words(old, new)),
        added,
        removed,
    )


def _changes(old: Regime, one: Rule, new: Regime, other: Rule) -> Iterator[Change]:
    before, after = _aspects(old, one), _aspects(new, other)
    for field in Field:
        plain = _PLAIN.get(field)
        left, right = before.get(field, plain), after.get(field, plain)
        if (left or None) != (right or None):
            way = None
            if field is Field.DEADLINE and left is not None and right is not None:
                way = direction(left, old.counting, right, new.counting)
            elif field is Field.CLOCK and left is not None and right is not None:
                way = clock_direction(left, right)
            yield Change(field, left, right, way)


_PLAIN = {Field.START: True, Field.NAMED: True}
"""What goes without saying of a rule that is no duty."""


def _aspects(regime: Regime, rule: Rule) -> dict[Field, Any]:
    """Everything of a rule that can differ, in a form that compares; the act aside."""
    found: dict[Field, Any] = {
        Field.KIND: type(rule).__name__,
        Field.TRIGGER: _trigger(rule),
        Field.GUARD: _guard(rule.when),
        Field.BEARER: bearers_of(rule),
        Field.SANCTIONS: _sanctions(regime, rule),
        Field.ARTICLE: rule.article,
    }
    match rule:
        case Obligation():
            return found | _reach(rule) | _duty(rule)
        case Power():
            return found | _reach(rule) | {Field.UNTIL: rule.until}
        case Prohibition():
            return found | {Field.UNTIL: rule.until}
        case Lapse():
            return found | _lapse(rule)
        case CountsAs():
            return found
        case _:
            assert_never(rule)


def _reach(rule: Obligation | Power) -> dict[Field, Any]:
    return {Field.TOWARDS: rule.towards, Field.CHANNELS: _channels(rule)}


def _channels(rule: Obligation | Power) -> tuple[str, tuple[str, ...]]:
    alone = len(rule.through) < 2
    return ("all" if alone or not rule.through_any else "any", tuple(sorted(rule.through)))


def _duty(rule: Obligation) -> dict[Field, Any]:
    default = rule.on_expiry
    return {
        Field.DEADLINE: rule.deadline,
        Field.START: rule.start_stated,
        Field.NAMED: rule.bearer_stated,
        Field.LEADING: rule.bearer_leads,
        Field.DEFAULT: default.event if default else None,
        Field.EXCEPTIONS: tuple(sorted(map(_guard, default.unless))) if default else (),
        Field.OVERDUE: rule.overdue,
        Field.EXCUSES: tuple(sorted(rule.excused_by)),
        Field.CLOCK: rule.clock,
        Field.CONTENT: tuple(sorted(rule.content)),
    }


def _lapse(rule: Lapse) -> dict[Field, Any]:
    return {
        Field.DEADLINE: rule.deadline,
        Field.START: rule.start_stated,
        Field.EXCUSES: tuple(sorted(rule.unless)),
        Field.CLOCK: rule.clock,
    }


def _trigger(rule: Rule) -> tuple[str, tuple[str, ...]]:
    alone = len(rule.on.events) == 1
    return ("any" if alone else rule.on.quantifier, tuple(sorted(rule.on.events)))


def _guard(guard: Guard) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(sorted((name, tuple(sorted(values))) for name, values in guard.items()))


def _sanctions(regime: Regime, rule: Rule) -> tuple[tuple[str, ...], ...]:
    """What a breach leads to: consequence, ground, who imposes it, and on what conditions."""
    found = {
        (
            one.consequence,
            str(one.ground),
            one.by or "",
            *(each.zh if each else "" for each in (one.harm, one.excuse)),
            *(["deemed-too"] if late_though_deemed(regime, one, rule) else []),
        )
        for one in regime.sanctions_of(rule.id)
    }
    return tuple(sorted(found))


def _general(old: Regime, new: Regime) -> Iterator[Change]:
    if old.counting is not new.counting:
        sooner = new.counting is Counting.INCLUDE_FIRST_DAY
        way = Direction.TIGHTER if sooner else Direction.LOOSER
        yield Change(Field.COUNTING, old.counting, new.counting, way)
    if old.counting_stated != new.counting_stated:
        yield Change(Field.COUNTING_STATED, old.counting_stated, new.counting_stated)


def _words(old: Regime, new: Regime) -> Iterator[ChangedWord]:
    """Words that both use; who may bring an event about, after what and in which cases."""
    for word in sorted({*old.relevant} & {*new.relevant}):
        one, other = old.vocabulary.events[word], new.vocabulary.events[word]
        pairs = {
            Field.BY: (one.by, other.by),
            Field.PRESUPPOSES: (tuple(sorted(one.presupposes)), tuple(sorted(other.presupposes))),
            Field.GUARD: (_guard(one.when), _guard(other.when)),
        }
        if found := _differing(pairs):
            yield ChangedWord(word, found)
    for word in sorted({*old.vocabulary.attributes} & {*new.vocabulary.attributes}):
        values = old.vocabulary.attributes[word].values, new.vocabulary.attributes[word].values
        if found := _differing({Field.VALUES: values}):
            yield ChangedWord(word, found)


def _differing(pairs: Mapping[Field, tuple[Any, Any]]) -> tuple[Change, ...]:
    return tuple(Change(field, *pair) for field, pair in pairs.items() if pair[0] != pair[1])


def _orders(
    old: Regime, new: Regime, partner: Mapping[str, Rule]
) -> tuple[tuple[Order, ...], tuple[Order, ...]]:
    """What hierarchy clauses say of the new rules and not of their old versions, and back."""
    version = {rule: other.id for rule, other in partner.items()}
    before = {(version.get(a, a), version.get(b, b)): (a, b) for a, b in _prevailing(old)}
    after = {*_prevailing(new)}
    added = sorted(after - before.keys())
    removed = sorted(before[pair] for pair in before.keys() - after)
    return (
        tuple((new.by_id[a], new.by_id[b]) for a, b in added),
        tuple((old.by_id[a], old.by_id[b]) for a, b in removed),
    )


def _prevailing(regime: Regime) -> Iterable[tuple[str, str]]:
    return ((a, b) for clause in regime.precedence for a in clause.first for b in clause.over)
