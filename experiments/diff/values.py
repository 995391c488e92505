"""What a rule has for each field in which two regimes can differ, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from experiments.show.deadlines import deadline_words
from experiments.show.rules import (
    bearer_words,
    channel_words,
    clock_words,
    conditions,
    deemed_too,
    guard_words,
    trigger_words,
)
from model.difference import Field
from model.language import NOTHING, Text, say, written
from model.regime import Regime
from model.rule import (
    CountsAs,
    Lapse,
    Obligation,
    Power,
    Prohibition,
    Rule,
    Timed,
    bearers_of,
)
from model.vocabulary import WORLD


def value(field: Field, regime: Regime, rule: Rule) -> Text:
    """Say what a rule has for a field."""
    words = regime.vocabulary
    match field:
        case Field.KIND:
            return _kind(rule)
        case Field.TRIGGER:
            return trigger_words(regime, rule.on)
        case Field.GUARD:
            return guard_words(regime, rule.when) or say("diff.every-case")
        case Field.BEARER:
            labels = (words.parties[name].label for name in bearers_of(rule))
            return say("diff.joined").join(labels) or say("diff.nothing")
        case Field.SANCTIONS:
            return _sanctions(regime, rule)
    return _of_kind(field, regime, rule)


def _kind(rule: Rule) -> Text:
    match rule:
        case Obligation():
            return say("diff.kind.duty")
        case Lapse():
            return say("diff.kind.lapse")
        case CountsAs():
            return say("diff.kind.counts-as")
        case Power():
            return say("diff.kind.power")
        case Prohibition():
            return say("diff.kind.ban")
        case _:
            assert_never(rule)


def _of_kind(field: Field, regime: Regime, rule: Rule) -> Text:
    """Say what a rule has for a field that not every kind has."""
    match rule:
        case Obligation():
            return _of_duty(field, regime, rule)
        case Lapse():
            return _of_lapse(field, regime, rule)
        case Power() if field is not Field.UNTIL:
            return _reach(field, regime, rule)
        case Power() | Prohibition():
            until = rule.until if field is Field.UNTIL else None
            return regime.vocabulary.events[until].label if until else say("diff.nothing")
        case CountsAs():
            return say("diff.nothing")
        case _:
            assert_never(rule)


def _of_duty(field: Field, regime: Regime, rule: Obligation) -> Text:
    words, default = regime.vocabulary, rule.on_expiry
    match field:
        case Field.DEADLINE:
            return deadline_words(regime, rule).each(str.strip)
        case Field.START:
            return stated(rule.start_stated)
        case Field.NAMED:
            return written("{}, {}", bearer_words(regime, rule), stated(rule.bearer_stated))
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
            return listed(words.events[name].label for name in rule.excused_by)
        case Field.CLOCK:
            return _clock(regime, rule)
        case Field.CONTENT:
            return listed(words.contents[name] for name in rule.content)
    return _reach(field, regime, rule)


def _of_lapse(field: Field, regime: Regime, rule: Lapse) -> Text:
    match field:
        case Field.DEADLINE:
            return deadline_words(regime, rule).each(str.strip)
        case Field.START:
            return stated(rule.start_stated)
        case Field.EXCUSES:
            return listed(regime.vocabulary.events[name].label for name in rule.unless)
        case Field.CLOCK:
            return _clock(regime, rule)
    return say("diff.nothing")


def _clock(regime: Regime, rule: Timed) -> Text:
    """What may happen to a clock, sentences made clauses of one."""
    lines = (line.each(lambda said: said.rstrip("。.")) for line in clock_words(regime, rule))
    return say("chart.semicolon").join(lines) or say("diff.nothing")


def _reach(field: Field, regime: Regime, rule: Obligation | Power) -> Text:
    words = regime.vocabulary
    if field is Field.TOWARDS and rule.towards:
        return words.parties[rule.towards].label
    if field is Field.CHANNELS:
        return channel_words(regime, rule) if rule.through else say("diff.nothing")
    return say("diff.nothing")


def _sanctions(regime: Regime, rule: Rule) -> Text:
    words = regime.vocabulary
    spoken: dict[Text, None] = {}
    for sanction in regime.sanctions_of(rule.id):
        what = words.consequences[sanction.consequence]
        if sanction.by is not None:
            what = say("diff.imposed", what=what, party=words.parties[sanction.by].label)
        late = say("diff.late") if sanction.ground == "late" else NOTHING
        also = conditions(sanction) + deemed_too(regime, sanction, rule)
        spoken[what + late + also] = None
    return say("diff.listed").join(spoken) or say("diff.nothing")


def stated(is_stated: bool) -> Text:
    """Say whether a text states something."""
    return say("diff.stated" if is_stated else "diff.unstated")


def party(regime: Regime, name: str) -> Text:
    """Name a party, or the world."""
    if name == WORLD:
        return say("diff.world")
    return regime.vocabulary.parties[name].label


def listed(labels: Iterable[Text]) -> Text:
    """Enumerate labels; that there are none where that is so."""
    return say("diff.listed").join(labels) or say("diff.nothing")
