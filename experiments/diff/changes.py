"""A difference of two regimes in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from experiments.diff.values import listed, party, stated, value
from experiments.show.rules import (
    guard_words,
    sentences,
)
from model.deadline import Counting
from model.difference import Change, ChangedRule, ChangedWord, Difference, Field
from model.language import NOTHING, Text, plain, say, written
from model.ledger import article_label
from model.limits import Direction
from model.regime import Regime
from model.rule import (
    Lapse,
    Rule,
    act_of,
    is_timed,
)
from model.vocabulary import Attribute, EventType

_FIELDS = {
    Field.KIND: "diff.field.kind",
    Field.TRIGGER: "diff.field.trigger",
    Field.GUARD: "diff.field.guard",
    Field.BEARER: "diff.field.bearer",
    Field.LEADING: "diff.field.leading",
    Field.NAMED: "diff.field.named",
    Field.DEADLINE: "diff.field.deadline",
    Field.START: "diff.field.start",
    Field.DEFAULT: "diff.field.default",
    Field.EXCEPTIONS: "diff.field.exceptions",
    Field.OVERDUE: "diff.field.overdue",
    Field.EXCUSES: "diff.field.excuses",
    Field.CLOCK: "diff.field.clock",
    Field.UNTIL: "diff.field.until",
    Field.TOWARDS: "diff.field.towards",
    Field.CHANNELS: "diff.field.channels",
    Field.CONTENT: "diff.field.content",
    Field.SANCTIONS: "diff.field.sanctions",
    Field.ARTICLE: "diff.field.article",
    Field.COUNTING: "diff.field.counting",
    Field.COUNTING_STATED: "diff.field.counting-stated",
    Field.BY: "diff.field.by",
    Field.PRESUPPOSES: "diff.field.presupposes",
    Field.VALUES: "diff.field.values",
}
_WAYS = {
    Direction.TIGHTER: "diff.way.tighter",
    Direction.LOOSER: "diff.way.looser",
    Direction.EQUAL: "diff.way.equal",
    Direction.INCOMPARABLE: "diff.way.incomparable",
    Direction.FILLED: "diff.way.filled",
    Direction.OPENED: "diff.way.opened",
}
_COUNTING = {
    Counting.EXCLUDE_FIRST_DAY: "diff.counting.exclude-first-day",
    Counting.INCLUDE_FIRST_DAY: "diff.counting.include-first-day",
}


def change_lines(difference: Difference) -> list[Text]:
    """Say everything that differs, a line each: changes first, then what is new and what is gone.

    Rules that only stand under another article are counted in one line.
    """
    return [
        *changed_lines(difference),
        *(added_line(difference, rule) for rule in difference.added),
        *(removed_line(difference, rule) for rule in difference.removed),
        *order_lines(difference),
    ]


def changed_lines(difference: Difference) -> Iterator[Text]:
    """Yield what differs of the whole text, of its words, and of rules that both have."""
    yield from whole_lines(difference)
    for rule in difference.changed:
        yield from rule_lines(difference, rule)
    yield from renumbered_lines(difference)


def whole_lines(difference: Difference) -> Iterator[Text]:
    """Yield what differs of the whole text and of its words."""
    yield from _general(difference)
    yield from _words(difference)


def renumbered_lines(difference: Difference) -> Iterator[Text]:
    """Yield how many rules only stand under another article."""
    fields = [[change.field for change in rule.changes] for rule in difference.changed]
    if moved := fields.count([Field.ARTICLE]):
        yield say("diff.renumbered", count=moved)


def added_line(difference: Difference, rule: Rule) -> Text:
    """Say a rule that only the new regime has."""
    return say("diff.added", **_standing(difference.new, rule))


def removed_line(difference: Difference, rule: Rule) -> Text:
    """Say a rule that only the old regime has."""
    return say("diff.removed", **_standing(difference.old, rule))


def _standing(regime: Regime, rule: Rule) -> dict[str, Text]:
    return {"article": article_label(rule.article), "sentence": sentences(regime, rule)[0]}


def order_lines(difference: Difference) -> Iterator[Text]:
    """Yield which rules newly prevail over which, and which no longer do."""
    for first, over in difference.orders_added:
        yield say("diff.order-added", **_pair(difference.new, first, over))
    for first, over in difference.orders_removed:
        yield say("diff.order-removed", **_pair(difference.old, first, over))


def _pair(regime: Regime, first: Rule, over: Rule) -> dict[str, Text]:
    return {"first": _named(regime, first), "over": _named(regime, over)}


def rule_lines(difference: Difference, rule: ChangedRule) -> Iterator[Text]:
    """Yield each field of a rule that differs, with the articles; of the article alone nothing."""
    article, act = articles(rule), _act(difference, rule)
    for field, old, new, direction in _fields(difference, rule):
        yield say(
            "diff.change",
            article=article,
            act=act,
            field=field,
            old=old,
            new=new,
            direction=direction,
        )


def rule_rows(difference: Difference) -> Iterator[tuple[Text, Text, Text, Text]]:
    """Yield article, act, and what differs as it was and as it is, for each rule that both have.

    Rules that only stand under another article have no row.
    """
    for rule in difference.changed:
        fields = list(_fields(difference, rule))
        if fields:
            was = (say("diff.was", field=field, value=old) for field, old, _, _ in fields)
            now = (
                say("diff.was", field=field, value=new) + direction
                for field, _, new, direction in fields
            )
            yield (
                articles(rule),
                _act(difference, rule),
                plain("\n").join(was),
                plain("\n").join(now),
            )


def articles(rule: ChangedRule) -> Text:
    """Name the article of a rule, or the two."""
    old, new = article_label(rule.old.article), article_label(rule.new.article)
    return old if old == new else say("diff.moved", old=old, new=new)


def _act(difference: Difference, rule: ChangedRule) -> Text:
    return difference.new.vocabulary.events[act_of(rule.new)].label


def _fields(difference: Difference, rule: ChangedRule) -> Iterator[tuple[Text, Text, Text, Text]]:
    """Yield field, old value, new value and direction; a start is said with its deadline."""
    fields = {change.field for change in rule.changes}
    old_rule, new_rule = rule.old, rule.new
    if Field.START not in fields:
        old_rule, new_rule = _started(old_rule), _started(new_rule)
    for change in rule.changes:
        said_with_deadline = change.field is Field.START and Field.DEADLINE in fields
        if change.field is not Field.ARTICLE and not said_with_deadline:
            yield (
                _field(change.field, new_rule),
                value(change.field, difference.old, old_rule),
                value(change.field, difference.new, new_rule),
                _direction(change),
            )


def _field(field: Field, rule: Rule) -> Text:
    """Name a field of a rule; what ends a lapse excuses nobody."""
    lapse = field is Field.EXCUSES and isinstance(rule, Lapse)
    return say("diff.field.unless" if lapse else _FIELDS[field])


def _started(rule: Rule) -> Rule:
    """The rule without a word on its start, where that is no difference."""
    return replace(rule, start_stated=True) if is_timed(rule) else rule


def _direction(change: Change) -> Text:
    if change.direction is None:
        return NOTHING
    return say("diff.direction", word=say(_WAYS[change.direction]))


def _named(regime: Regime, rule: Rule) -> Text:
    act = regime.vocabulary.events[act_of(rule)].label
    return written("{} {}", article_label(rule.article), act)


def _general(difference: Difference) -> Iterator[Text]:
    for change in difference.general:
        counting = change.field is Field.COUNTING
        old, new = (
            say(_COUNTING[way]) if counting else stated(way) for way in (change.old, change.new)
        )
        field, direction = say(_FIELDS[change.field]), _direction(change)
        yield say("diff.general", field=field, old=old, new=new, direction=direction)


def _words(difference: Difference) -> Iterator[Text]:
    for word in difference.words:
        known, was = _word(difference.new, word), _word(difference.old, word)
        for change in word.changes:
            yield say(
                "diff.word",
                word=known.label,
                field=say(_FIELDS[change.field]),
                old=_of_word(change.field, difference.old, was),
                new=_of_word(change.field, difference.new, known),
            )


def _word(regime: Regime, word: ChangedWord) -> EventType | Attribute:
    words = regime.vocabulary
    return words.events[word.word] if word.word in words.events else words.attributes[word.word]


def _of_word(field: Field, regime: Regime, known: EventType | Attribute) -> Text:
    if isinstance(known, Attribute):
        return listed(known.named(value) for value in known.values)
    if field is Field.BY:
        return party(regime, known.by)
    if field is Field.GUARD:
        return guard_words(regime, known.when) or say("diff.every-case")
    return listed(regime.vocabulary.events[name].label for name in known.presupposes)
