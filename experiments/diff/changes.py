"""A difference of two regimes in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from experiments.show.rules import (
    bearer_words,
    deadline_words,
    guard_words,
    sentences,
    trigger_words,
)
from model.difference import Change, ChangedRule, ChangedWord, Difference, Field
from model.language import NOTHING, Text, say, written
from model.ledger import article_label
from model.matching import act_of, bearers
from model.regime import Regime
from model.rule import Obligation, Power, Prohibition, Rule
from model.vocabulary import WORLD, Attribute, EventType


def change_lines(found: Difference) -> list[Text]:
    """Say everything that differs, a line each: changes first, then what is new and what is gone.

    Rules that only stand under another article are counted in one line.
    """
    lines = [*_general(found)]
    lines += [line for changed in found.changed for line in rule_lines(found, changed)]
    if moved := len(renumbered(found)):
        lines.append(say("diff.renumbered", count=moved))
    lines += [standing_line("diff.added", found.new, rule) for rule in found.added]
    lines += [standing_line("diff.removed", found.old, rule) for rule in found.removed]
    for key, regime, orders in (
        ("diff.order-added", found.new, found.orders_added),
        ("diff.order-removed", found.old, found.orders_removed),
    ):
        for first, over in orders:
            named = {"first": _named(regime, first), "over": _named(regime, over)}
            lines.append(say(key, **named))
    return lines


def renumbered(found: Difference) -> list[ChangedRule]:
    """Return the rules of which nothing but the article differs."""
    return [one for one in found.changed if [c.field for c in one.changes] == [Field.ARTICLE]]


def standing_line(key: str, regime: Regime, rule: Rule) -> Text:
    """Say a rule that only one of two regimes has."""
    article = article_label(rule.article)
    return say(key, article=article, sentence=sentences(regime, rule)[0])


def rule_lines(found: Difference, changed: ChangedRule) -> Iterator[Text]:
    """Say each field of a rule that differs, with the articles; of the article alone nothing."""
    old, new = article_label(changed.old.article), article_label(changed.new.article)
    article = old if old == new else say("diff.moved", old=old, new=new)
    act = found.new.vocabulary.events[act_of(changed.new)].label
    fields = {one.field for one in changed.changes}
    old_rule, new_rule = changed.old, changed.new
    if Field.START not in fields:
        old_rule, new_rule = _started(old_rule), _started(new_rule)
    for one in changed.changes:
        told_with_deadline = one.field is Field.START and Field.DEADLINE in fields
        if one.field is not Field.ARTICLE and not told_with_deadline:
            yield say(
                "diff.change",
                article=article,
                act=act,
                field=say(f"diff.field.{one.field}"),
                old=_value(one.field, found.old, old_rule),
                new=_value(one.field, found.new, new_rule),
                direction=_direction(one),
            )


def _started(rule: Rule) -> Rule:
    """The rule without a word on its start, where that is no difference."""
    return replace(rule, start_stated=True) if isinstance(rule, Obligation) else rule


def _direction(change: Change) -> Text:
    if change.direction is None:
        return NOTHING
    return say("diff.direction", word=say(f"diff.way.{change.direction}"))


def _named(regime: Regime, rule: Rule) -> Text:
    act = regime.vocabulary.events[act_of(rule)].label
    return written("{} {}", article_label(rule.article), act)


def _general(found: Difference) -> Iterator[Text]:
    for one in found.general:
        counting = one.field is Field.COUNTING
        words = [
            say(f"diff.counting.{value}") if counting else _stated(value)
            for value in (one.old, one.new)
        ]
        field = say(written("diff.field.{}", one.field))
        direction = _direction(one)
        yield say("diff.general", field=field, old=words[0], new=words[1], direction=direction)
    for word in found.words:
        for one in word.changes:
            known, was = _word(found.new, word), _word(found.old, word)
            yield say(
                "diff.word",
                word=known.label,
                field=say(written("diff.field.{}", one.field)),
                old=_of_word(one.field, found.old, was),
                new=_of_word(one.field, found.new, known),
            )


def _word(regime: Regime, word: ChangedWord) -> EventType | Attribute:
    words = regime.vocabulary
    return words.events[word.word] if word.word in words.events else words.attributes[word.word]


def _of_word(field: Field, regime: Regime, known: EventType | Attribute) -> Text:
    if isinstance(known, Attribute):
        return _list(known.named(value) for value in known.values)
    if field is Field.BY:
        return _party(regime, known.by)
    if field is Field.GUARD:
        return guard_words(regime, known.when) or say("diff.every-case")
    return _list(regime.vocabulary.events[one].label for one in known.presupposes)


def _value(field: Field, regime: Regime, rule: Rule) -> Text:
    """Say what a rule has for a field."""
    words = regime.vocabulary
    match field:
        case Field.KIND:
            return say(f"diff.kind.{type(rule).__name__}")
        case Field.TRIGGER:
            return trigger_words(regime, rule.on)
        case Field.GUARD:
            return guard_words(regime, rule.when) or say("diff.every-case")
        case Field.BEARER:
            return _list((words.parties[one].label for one in bearers(rule)), "diff.joined")
        case Field.SANCTIONS:
            return _sanctions(regime, rule)
    if isinstance(rule, Obligation):
        return _of_duty(field, regime, rule)
    if field is Field.UNTIL and isinstance(rule, Prohibition) and rule.until:
        return words.events[rule.until].label
    if isinstance(rule, Power):
        return _reach(field, regime, rule)
    return say("diff.nothing")


def _of_duty(field: Field, regime: Regime, rule: Obligation) -> Text:
    words, default = regime.vocabulary, rule.on_expiry
    match field:
        case Field.DEADLINE:
            return deadline_words(regime, rule).strip()
        case Field.START:
            return _stated(rule.start_stated)
        case Field.NAMED:
            return written("{}, {}", bearer_words(regime, rule), _stated(rule.bearer_stated))
        case Field.LEADING:
            return say("diff.leads" if rule.bearer_leads else "diff.alike")
        case Field.DEFAULT | Field.OVERDUE:
            event = rule.overdue if field is Field.OVERDUE else default and default.event
            return words.events[event].label if event else say("diff.nothing")
        case Field.EXCEPTIONS:
            unless = default.unless if default else ()
            spoken = (guard_words(regime, guard) for guard in unless)
            return say("sentence.or").join(spoken) or say("diff.nothing")
        case Field.EXCUSES:
            return _list(words.events[one].label for one in rule.excused_by)
        case Field.CONTENT:
            return _list(words.contents[one] for one in rule.content)
    return _reach(field, regime, rule)


def _reach(field: Field, regime: Regime, rule: Obligation | Power) -> Text:
    words = regime.vocabulary
    if field is Field.TOWARDS and rule.towards:
        return words.parties[rule.towards].label
    if field is Field.CHANNELS:
        return _list(words.channels[one].label for one in rule.through)
    return say("diff.nothing")


def _sanctions(regime: Regime, rule: Rule) -> Text:
    words = regime.vocabulary
    spoken: dict[str, None] = {}
    for one in regime.sanctions_of(rule.id):
        what = words.consequences[one.consequence]
        if one.by is not None:
            what = say("diff.imposed", what=what, party=words.parties[one.by].label)
        spoken[what + (say("diff.late") if one.ground == "late" else NOTHING)] = None
    return say("diff.listed").join(spoken) or say("diff.nothing")


def _stated(stated: bool) -> Text:
    return say("diff.stated" if stated else "diff.unstated")


def _party(regime: Regime, party: str) -> Text:
    if party == WORLD:
        return say("diff.world")
    return regime.vocabulary.parties[party].label


def _list(labels: Iterable[Text], comma: str = "diff.listed") -> Text:
    found = [one for one in labels]
    return say(comma).join(found) or say("diff.nothing")
