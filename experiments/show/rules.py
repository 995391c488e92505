"""Rules read back as sentences that a lawyer can hold against the text."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from model.deadline import (
    Before,
    Deadline,
    External,
    Immediately,
    Indefinite,
    NoLimit,
    Period,
    Recurring,
    Unit,
    Within,
)
from model.language import NOTHING, Text, plain, say, written
from model.ledger import article_label
from model.regime import Regime, Sanction
from model.rule import CountsAs, Obligation, Power, Prohibition, Rule, Trigger
from model.vocabulary import Guard, Vocabulary

_UNITS = {
    Unit.WORKING_DAYS: "deadline.working-days",
    Unit.CALENDAR_DAYS: "deadline.calendar-days",
    Unit.MONTHS: "deadline.months",
}
_PERIODS = {
    Period.DAILY: "deadline.daily",
    Period.MONTHLY: "deadline.monthly",
    Period.QUARTERLY: "deadline.quarterly",
    Period.YEARLY: "deadline.yearly",
}


def sentences(regime: Regime, rule: Rule) -> list[Text]:
    """Say one rule: who must do what by when, else what, with what sanction and reading."""
    match rule:
        case CountsAs():
            lines = [_constitutive(regime, rule)]
        case Power():
            lines = [_power(regime, rule)]
        case Prohibition():
            lines = [_prohibition(regime, rule), _breach(regime, rule)]
        case Obligation():
            lines = [
                _duty(regime, rule),
                *_content(regime, rule),
                *_excuse(regime, rule),
                _default(regime, rule),
                _breach(regime, rule),
            ]
        case _:
            assert_never(rule)
    lines += _precedence(regime, rule)
    if rule.reading is not None:
        lines.append(say("sentence.reading", reading=rule.reading))
    return lines


def plainly(regime: Regime, rule: Rule) -> Text:
    """Say what a rule lays down in the words of the text, without a parameter or a reading."""
    if not isinstance(rule, Obligation):
        return sentences(regime, rule)[0]
    limit: Text = NOTHING
    match rule.deadline:
        case Indefinite(wording):
            limit = say("plainly.indefinite", wording=wording)
        case External(wording):
            limit = say("plainly.external", wording=wording)
        case NoLimit():
            pass
        case _:
            limit = deadline_words(regime, rule)
    key = "plainly.duty" if limit else "plainly.unlimited"
    said = say(
        key,
        trigger=_when(regime, rule),
        bearer=bearer_words(regime, rule),
        deadline=limit,
        act=regime.vocabulary.events[rule.act].label,
    )
    if rule.on_expiry is None:
        return said
    return Text("", " ").join((said, _default(regime, replace(rule, overdue=None))))


def interpretation(rule: Rule) -> list[Text]:
    """Say why a rule was read as it is, and what one could read instead."""
    lines = []
    for reading in rule.readings:
        if reading.because is not None:
            lines.append(say("sentence.because", because=reading.because))
        for each in reading.alternatives:
            lines.append(say("sentence.alternative", id=each.id, words=each.words))
    return lines


def theta(regime: Regime, rule: str) -> Text:
    """Name the open limit of a rule by its article.

    Where several open limits stand in one article, the act is named as well; and the rule, where
    they are about one act.
    """
    duty = next(each for each in regime.obligations if each.id == rule)
    name = article_label(duty.article)
    rivals = [each for each in regime.obligations if each.open and each.article == duty.article]
    if len(rivals) > 1:
        act = regime.vocabulary.events[duty.act].label
        name += Text("：", ": ") + act
        if sum(rival.act == duty.act for rival in rivals) > 1:
            name += f" [{duty.id}]"
    return written("θ({})", name)


def deadline_words(regime: Regime, rule: Obligation) -> Text:
    """Say a deadline, and that its start is not stated where it is not."""
    named = theta(regime, rule.id)
    words = _deadline(regime.vocabulary, rule.deadline, named)
    return words if rule.start_stated else words + say("deadline.unstated")


def _deadline(words: Vocabulary, deadline: Deadline, parameter: Text) -> Text:
    match deadline:
        case Within(count, unit):
            return say(_UNITS[unit], n=count)
        case Immediately(wording):
            key = "deadline.immediately-as" if wording else "deadline.immediately"
            return say(key, wording=wording)
        case Indefinite(wording):
            return say("deadline.indefinite", wording=wording, theta=parameter)
        case External(wording):
            return say("deadline.external", wording=wording, theta=parameter)
        case Recurring(period):
            return say(_PERIODS[period])
        case Before(event, count, wording):
            key = "deadline.before" if count else "deadline.before-only"
            told = say(key, event=words.events[event].label, n=count)
            return told + say("deadline.before-as", wording=wording) if wording else told
        case NoLimit():
            return say("deadline.none")


def _constitutive(regime: Regime, rule: CountsAs) -> Text:
    effect = regime.vocabulary.events[rule.event].label
    return say("sentence.counts-as", trigger=_when(regime, rule), event=effect)


def _power(regime: Regime, rule: Power) -> Text:
    return say(
        "sentence.power",
        trigger=_when(regime, rule),
        bearer=regime.vocabulary.parties[rule.bearer].label,
        act=regime.vocabulary.events[rule.act].label,
        **_reach(regime, rule),
    )


def _prohibition(regime: Regime, rule: Prohibition) -> Text:
    events = regime.vocabulary.events
    until = NOTHING
    if rule.until is not None:
        until = say("sentence.until", event=events[rule.until].label)
    return say(
        "sentence.prohibition",
        trigger=_when(regime, rule),
        bearer=regime.vocabulary.parties[rule.bearer].label,
        act=events[rule.act].label,
        until=until,
    )


def _reach(regime: Regime, rule: Obligation | Power) -> dict[str, Text]:
    """Through which channels and towards whom."""
    words = regime.vocabulary
    through = towards = NOTHING
    if rule.through:
        through = say("sentence.through", channels=channel_words(regime, rule))
    if rule.towards:
        towards = say("sentence.towards", party=words.parties[rule.towards].label)
    return {"through": through, "towards": towards}


def channel_words(regime: Regime, rule: Obligation | Power) -> Text:
    """Name the channels of a rule: any one of them, or all."""
    labels = (regime.vocabulary.channels[name].label for name in rule.through)
    key = "sentence.either-channel" if rule.through_any else "sentence.every-channel"
    return say(key).join(labels)


def _content(regime: Regime, rule: Obligation) -> list[Text]:
    if not rule.content:
        return []
    named = say("chart.and").join(regime.vocabulary.contents[name] for name in rule.content)
    return [say("sentence.content", contents=named)]


def _excuse(regime: Regime, rule: Obligation) -> list[Text]:
    if not rule.excused_by:
        return []
    labels = (regime.vocabulary.events[name].label for name in rule.excused_by)
    return [say("sentence.excused", events=say("chart.and").join(labels))]


def bearer_words(regime: Regime, rule: Obligation) -> Text:
    """Say who must act, and that the text does not name him where it does not."""
    parties = (regime.vocabulary.parties[name].label for name in rule.bearers)
    key = "sentence.leading" if rule.bearer_leads else "sentence.jointly"
    words = say(key).join(parties)
    return words if rule.bearer_stated else words + say("sentence.unnamed")


def _precedence(regime: Regime, rule: Rule) -> list[Text]:
    """Before which other rules this one has to stand back."""
    lines = []
    for clause in regime.precedence:
        if rule.id in clause.over:
            first = (article_label(regime.by_id[name].article) for name in clause.first)
            named = say("chart.and").join(dict.fromkeys(first))
            article = article_label(clause.article)
            lines.append(say("sentence.precedence", first=named, article=article))
    return lines


def _duty(regime: Regime, rule: Obligation) -> Text:
    return say(
        "sentence.duty",
        trigger=_when(regime, rule),
        bearer=bearer_words(regime, rule),
        deadline=deadline_words(regime, rule),
        act=regime.vocabulary.events[rule.act].label,
        **_reach(regime, rule),
    )


def _default(regime: Regime, rule: Obligation) -> Text:
    words = regime.vocabulary.events
    overdue = NOTHING
    if rule.overdue is not None:
        overdue = say("sentence.overdue", event=words[rule.overdue].label)
    if rule.on_expiry is None:
        return say("sentence.no-default") + overdue
    unless = NOTHING
    if rule.on_expiry.unless:
        exceptions = (guard_words(regime, guard) for guard in rule.on_expiry.unless)
        unless = say("sentence.unless", guard=say("sentence.or").join(exceptions))
    label = words[rule.on_expiry.event].label
    return say("sentence.default", event=label, unless=unless) + overdue


def _breach(regime: Regime, rule: Obligation | Prohibition) -> Text:
    consequences = [
        say(
            "sentence.consequence" if sanction.by is None else "sentence.consequence-by",
            what=regime.vocabulary.consequences[sanction.consequence],
            article=article_label(sanction.article),
            by=regime.vocabulary.parties[sanction.by].label if sanction.by else NOTHING,
        )
        + conditions(sanction)
        for sanction in regime.sanctions_of(rule.id)
    ]
    if not consequences:
        return say("sentence.unsanctioned")
    return say("sentence.sanction", consequences=say("chart.semicolon").join(consequences))


def conditions(sanction: Sanction) -> Text:
    """Say what must have come of a breach for anyone to answer, and what frees him."""
    harm = say("sentence.harm", harm=sanction.harm) if sanction.harm else NOTHING
    return harm + (say("sentence.excuse", excuse=sanction.excuse) if sanction.excuse else NOTHING)


def _when(regime: Regime, rule: Rule) -> Text:
    words = trigger_words(regime, rule.on)
    if rule.when:
        words += say("sentence.when", guard=guard_words(regime, rule.when))
    return words


def trigger_words(regime: Regime, trigger: Trigger) -> Text:
    """Say what sets a rule going."""
    labels = [regime.vocabulary.events[event].label for event in trigger.events]
    if len(labels) == 1:
        return labels[0]
    key = "sentence.any" if trigger.quantifier == "any" else "sentence.all"
    return say(key, events=say("chart.and").join(labels))


def guard_words(regime: Regime, guard: Guard) -> Text:
    """Say the conditions on a case."""
    parts = []
    for name, values in guard.items():
        known = regime.vocabulary.attributes[name]
        spoken = plain("/").join(known.named(value) for value in sorted(values))
        parts.append(say("sentence.is", attribute=known.label, value=spoken))
    return say("chart.and").join(parts)
