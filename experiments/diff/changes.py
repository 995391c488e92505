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
from model.language import Label, Lang, say
from model.ledger import article_label
from model.matching import act_of, bearers
from model.regime import Regime
from model.rule import Obligation, Power, Prohibition, Rule
from model.vocabulary import WORLD, Attribute, EventType


def change_lines(found: Difference, lang: Lang) -> list[str]:
    """Say everything that differs, a line each: changes first, then what is new and what is gone.

    Rules that only stand under another article are counted in one line.
    """
    lines = [*_general(found, lang)]
    lines += [line for changed in found.changed for line in rule_lines(found, changed, lang)]
    if moved := len(renumbered(found)):
        lines.append(say("diff.renumbered", lang, count=moved))
    lines += [standing_line("diff.added", found.new, rule, lang) for rule in found.added]
    lines += [standing_line("diff.removed", found.old, rule, lang) for rule in found.removed]
    for key, regime, orders in (
        ("diff.order-added", found.new, found.orders_added),
        ("diff.order-removed", found.old, found.orders_removed),
    ):
        for first, over in orders:
            named = {"first": _named(regime, first, lang), "over": _named(regime, over, lang)}
            lines.append(say(key, lang, **named))
    return lines


def renumbered(found: Difference) -> list[ChangedRule]:
    """Return the rules of which nothing but the article differs."""
    return [one for one in found.changed if [c.field for c in one.changes] == [Field.ARTICLE]]


def standing_line(key: str, regime: Regime, rule: Rule, lang: Lang) -> str:
    """Say a rule that only one of two regimes has."""
    article = article_label(rule.article, lang)
    return say(key, lang, article=article, sentence=sentences(regime, rule, lang)[0])


def rule_lines(found: Difference, changed: ChangedRule, lang: Lang) -> Iterator[str]:
    """Say each field of a rule that differs, with the articles; of the article alone nothing."""
    old, new = article_label(changed.old.article, lang), article_label(changed.new.article, lang)
    article = old if old == new else say("diff.moved", lang, old=old, new=new)
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
                lang,
                article=article,
                act=act,
                field=say(f"diff.field.{one.field}", lang),
                old=_value(one.field, found.old, old_rule, lang),
                new=_value(one.field, found.new, new_rule, lang),
                direction=_direction(one, lang),
            )


def _started(rule: Rule) -> Rule:
    """The rule without a word on its start, where that is no difference."""
    return replace(rule, start_stated=True) if isinstance(rule, Obligation) else rule


def _direction(change: Change, lang: Lang) -> str:
    if change.direction is None:
        return ""
    return say("diff.direction", lang, word=say(f"diff.way.{change.direction}", lang))


def _named(regime: Regime, rule: Rule, lang: Lang) -> str:
    act = regime.vocabulary.events[act_of(rule)].label.in_(lang)
    return f"{article_label(rule.article, lang)} {act}"


def _general(found: Difference, lang: Lang) -> Iterator[str]:
    for one in found.general:
        counting = one.field is Field.COUNTING
        words = [
            say(f"diff.counting.{value}", lang) if counting else _stated(value, lang)
            for value in (one.old, one.new)
        ]
        field = say(f"diff.field.{one.field}", lang)
        direction = _direction(one, lang)
        yield say(
            "diff.general", lang, field=field, old=words[0], new=words[1], direction=direction
        )
    for word in found.words:
        for one in word.changes:
            known, was = _word(found.new, word), _word(found.old, word)
            yield say(
                "diff.word",
                lang,
                word=known.label,
                field=say(f"diff.field.{one.field}", lang),
                old=_of_word(one.field, found.old, was, lang),
                new=_of_word(one.field, found.new, known, lang),
            )


def _word(regime: Regime, word: ChangedWord) -> EventType | Attribute:
    words = regime.vocabulary
    return words.events[word.word] if word.word in words.events else words.attributes[word.word]


def _of_word(field: Field, regime: Regime, known: EventType | Attribute, lang: Lang) -> str:
    if isinstance(known, Attribute):
        return _list((known.named(value) for value in known.values), lang)
    if field is Field.BY:
        return _party(regime, known.by, lang)
    if field is Field.GUARD:
        return guard_words(regime, known.when, lang) or say("diff.every-case", lang)
    return _list((regime.vocabulary.events[one].label for one in known.presupposes), lang)


def _value(field: Field, regime: Regime, rule: Rule, lang: Lang) -> str:
    """Say what a rule has for a field."""
    words = regime.vocabulary
    match field:
        case Field.KIND:
            return say(f"diff.kind.{type(rule).__name__}", lang)
        case Field.TRIGGER:
            return trigger_words(regime, rule.on, lang)
        case Field.GUARD:
            return guard_words(regime, rule.when, lang) or say("diff.every-case", lang)
        case Field.BEARER:
            return _list((words.parties[one].label for one in bearers(rule)), lang, "diff.joined")
        case Field.SANCTIONS:
            return _sanctions(regime, rule, lang)
    if isinstance(rule, Obligation):
        return _of_duty(field, regime, rule, lang)
    if field is Field.UNTIL and isinstance(rule, Prohibition) and rule.until:
        return words.events[rule.until].label.in_(lang)
    if isinstance(rule, Power):
        return _reach(field, regime, rule, lang)
    return say("diff.nothing", lang)


def _of_duty(field: Field, regime: Regime, rule: Obligation, lang: Lang) -> str:
    words, default = regime.vocabulary, rule.on_expiry
    match field:
        case Field.DEADLINE:
            return deadline_words(regime, rule, lang).strip()
        case Field.START:
            return _stated(rule.start_stated, lang)
        case Field.NAMED:
            return f"{bearer_words(regime, rule, lang)}, {_stated(rule.bearer_stated, lang)}"
        case Field.LEADING:
            return say("diff.leads" if rule.bearer_leads else "diff.alike", lang)
        case Field.DEFAULT | Field.OVERDUE:
            event = rule.overdue if field is Field.OVERDUE else default and default.event
            return words.events[event].label.in_(lang) if event else say("diff.nothing", lang)
        case Field.EXCEPTIONS:
            unless = default.unless if default else ()
            spoken = (guard_words(regime, guard, lang) for guard in unless)
            return say("sentence.or", lang).join(spoken) or say("diff.nothing", lang)
        case Field.EXCUSES:
            return _list((words.events[one].label for one in rule.excused_by), lang)
        case Field.CONTENT:
            return _list((words.contents[one] for one in rule.content), lang)
    return _reach(field, regime, rule, lang)


def _reach(field: Field, regime: Regime, rule: Obligation | Power, lang: Lang) -> str:
    words = regime.vocabulary
    if field is Field.TOWARDS and rule.towards:
        return words.parties[rule.towards].label.in_(lang)
    if field is Field.CHANNELS:
        return _list((words.channels[one].label for one in rule.through), lang)
    return say("diff.nothing", lang)


def _sanctions(regime: Regime, rule: Rule, lang: Lang) -> str:
    words = regime.vocabulary
    spoken: dict[str, None] = {}
    for one in regime.sanctions_of(rule.id):
        what = words.consequences[one.consequence].in_(lang)
        if one.by is not None:
            what = say("diff.imposed", lang, what=what, party=words.parties[one.by].label)
        spoken[what + (say("diff.late", lang) if one.ground == "late" else "")] = None
    return say("diff.listed", lang).join(spoken) or say("diff.nothing", lang)


def _stated(stated: bool, lang: Lang) -> str:
    return say("diff.stated" if stated else "diff.unstated", lang)


def _party(regime: Regime, party: str, lang: Lang) -> str:
    if party == WORLD:
        return say("diff.world", lang)
    return regime.vocabulary.parties[party].label.in_(lang)


def _list(labels: Iterable[Label], lang: Lang, comma: str = "diff.listed") -> str:
    found = [one.in_(lang) for one in labels]
    return say(comma, lang).join(found) or say("diff.nothing", lang)
