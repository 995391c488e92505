"""Rules read back as sentences that a lawyer can hold against the text."""

from __future__ import annotations

from model.deadline import (
    Before,
    Deadline,
    External,
    Immediately,
    Indefinite,
    NoLimit,
    Recurring,
    Within,
)
from model.language import Lang, say
from model.ledger import article_label
from model.regime import Regime
from model.rule import CountsAs, Obligation, Power, Prohibition, Rule, Trigger
from model.vocabulary import Guard, Vocabulary


def sentences(regime: Regime, rule: Rule, lang: Lang) -> list[str]:
    """Say one rule: who must do what by when, else what, with what sanction and reading."""
    match rule:
        case CountsAs():
            lines = [_constitutive(regime, rule, lang)]
        case Power():
            lines = [_power(regime, rule, lang)]
        case Prohibition():
            lines = [_prohibition(regime, rule, lang), _breach(regime, rule, lang)]
        case Obligation():
            lines = [
                _duty(regime, rule, lang),
                *_content(regime, rule, lang),
                *_excuse(regime, rule, lang),
                _default(regime, rule, lang),
                _breach(regime, rule, lang),
            ]
    lines += _precedence(regime, rule, lang)
    if rule.reading is not None:
        lines.append(say("sentence.reading", lang, reading=rule.reading))
    return lines


def theta(regime: Regime, rule: str, lang: Lang) -> str:
    """Name the open limit of a rule by its article.

    Where several open limits stand in one article, the act is named as well; and the rule, where
    they are about one act.
    """
    duty = next(one for one in regime.obligations if one.id == rule)
    name = article_label(duty.article, lang)
    rivals = [one for one in regime.obligations if one.open and one.article == duty.article]
    if len(rivals) > 1:
        act = regime.vocabulary.events[duty.act].label
        name += ("：" if lang == "zh" else ": ") + act.in_(lang)
        if sum(one.act == duty.act for one in rivals) > 1:
            name += f" [{duty.id}]"
    return f"θ({name})"


def deadline_words(regime: Regime, rule: Obligation, lang: Lang) -> str:
    """Say a deadline, and that its start is not stated where it is not."""
    named = theta(regime, rule.id, lang)
    words = _deadline(regime.vocabulary, rule.deadline, named, lang)
    return words if rule.start_stated else words + say("deadline.unstated", lang)


def _deadline(words: Vocabulary, deadline: Deadline, parameter: str, lang: Lang) -> str:
    match deadline:
        case Within(count, unit):
            return say(f"deadline.{unit.replace(' ', '-')}", lang, n=count)
        case Immediately():
            return say("deadline.immediately", lang)
        case Indefinite(wording):
            return say("deadline.indefinite", lang, wording=wording, theta=parameter)
        case External(wording):
            return say("deadline.external", lang, wording=wording, theta=parameter)
        case Recurring(period):
            return say(f"deadline.{period}", lang)
        case Before(event, count):
            key = "before" if count else "before-only"
            return say(f"deadline.{key}", lang, event=words.events[event].label, n=count)
        case NoLimit():
            return say("deadline.none", lang)


def _constitutive(regime: Regime, rule: CountsAs, lang: Lang) -> str:
    effect = regime.vocabulary.events[rule.event].label
    return say("sentence.counts-as", lang, trigger=_when(regime, rule, lang), event=effect)


def _power(regime: Regime, rule: Power, lang: Lang) -> str:
    return say(
        "sentence.power",
        lang,
        trigger=_when(regime, rule, lang),
        bearer=regime.vocabulary.parties[rule.bearer].label,
        act=regime.vocabulary.events[rule.act].label,
        **_reach(regime, rule, lang),
    )


def _prohibition(regime: Regime, rule: Prohibition, lang: Lang) -> str:
    events = regime.vocabulary.events
    until = ""
    if rule.until is not None:
        until = say("sentence.until", lang, event=events[rule.until].label)
    return say(
        "sentence.prohibition",
        lang,
        trigger=_when(regime, rule, lang),
        bearer=regime.vocabulary.parties[rule.bearer].label,
        act=events[rule.act].label,
        until=until,
    )


def _reach(regime: Regime, rule: Obligation | Power, lang: Lang) -> dict[str, str]:
    """Through which channels and towards whom."""
    words = regime.vocabulary
    through = towards = ""
    if rule.through:
        channels = _comma(lang).join(words.channels[one].label.in_(lang) for one in rule.through)
        through = say("sentence.through", lang, channels=channels)
    if rule.towards:
        towards = say("sentence.towards", lang, party=words.parties[rule.towards].label)
    return {"through": through, "towards": towards}


def _content(regime: Regime, rule: Obligation, lang: Lang) -> list[str]:
    if not rule.content:
        return []
    named = _comma(lang).join(regime.vocabulary.contents[one].in_(lang) for one in rule.content)
    return [say("sentence.content", lang, contents=named)]


def _excuse(regime: Regime, rule: Obligation, lang: Lang) -> list[str]:
    if not rule.excused_by:
        return []
    labels = (regime.vocabulary.events[one].label.in_(lang) for one in rule.excused_by)
    return [say("sentence.excused", lang, events=_comma(lang).join(labels))]


def bearer_words(regime: Regime, rule: Obligation, lang: Lang) -> str:
    """Say who must act, and that the text does not name him where it does not."""
    parties = (regime.vocabulary.parties[one].label.in_(lang) for one in rule.bearers)
    key = "sentence.leading" if rule.bearer_leads else "sentence.jointly"
    words = say(key, lang).join(parties)
    return words if rule.bearer_stated else words + say("sentence.unnamed", lang)


def _precedence(regime: Regime, rule: Rule, lang: Lang) -> list[str]:
    """Before which other rules this one has to stand back."""
    lines = []
    for clause in regime.precedence:
        if rule.id in clause.over:
            first = (article_label(regime.by_id[one].article, lang) for one in clause.first)
            named = _comma(lang).join(dict.fromkeys(first))
            article = article_label(clause.article, lang)
            lines.append(say("sentence.precedence", lang, first=named, article=article))
    return lines


def _comma(lang: Lang) -> str:
    return "、" if lang == "zh" else ", "


def _duty(regime: Regime, rule: Obligation, lang: Lang) -> str:
    return say(
        "sentence.duty",
        lang,
        trigger=_when(regime, rule, lang),
        bearer=bearer_words(regime, rule, lang),
        deadline=deadline_words(regime, rule, lang),
        act=regime.vocabulary.events[rule.act].label,
        **_reach(regime, rule, lang),
    )


def _default(regime: Regime, rule: Obligation, lang: Lang) -> str:
    words = regime.vocabulary.events
    overdue = ""
    if rule.overdue is not None:
        overdue = say("sentence.overdue", lang, event=words[rule.overdue].label)
    if rule.on_expiry is None:
        return say("sentence.no-default", lang) + overdue
    unless = ""
    if rule.on_expiry.unless:
        exceptions = (guard_words(regime, guard, lang) for guard in rule.on_expiry.unless)
        unless = say("sentence.unless", lang, guard=say("sentence.or", lang).join(exceptions))
    label = words[rule.on_expiry.event].label
    return say("sentence.default", lang, event=label, unless=unless) + overdue


def _breach(regime: Regime, rule: Obligation | Prohibition, lang: Lang) -> str:
    found = [
        say(
            "sentence.consequence" if one.by is None else "sentence.consequence-by",
            lang,
            what=regime.vocabulary.consequences[one.consequence],
            article=article_label(one.article, lang),
            by=regime.vocabulary.parties[one.by].label if one.by else "",
        )
        for one in regime.sanctions_of(rule.id)
    ]
    if not found:
        return say("sentence.unsanctioned", lang)
    return say("sentence.sanction", lang, consequences=("；" if lang == "zh" else "; ").join(found))


def _when(regime: Regime, rule: Rule, lang: Lang) -> str:
    words = trigger_words(regime, rule.on, lang)
    if rule.when:
        words += say("sentence.when", lang, guard=guard_words(regime, rule.when, lang))
    return words


def trigger_words(regime: Regime, trigger: Trigger, lang: Lang) -> str:
    """Say what sets a rule going."""
    labels = [regime.vocabulary.events[event].label.in_(lang) for event in trigger.events]
    if len(labels) == 1:
        return labels[0]
    return say(
        f"sentence.{trigger.quantifier}", lang, events=("、" if lang == "zh" else ", ").join(labels)
    )


def guard_words(regime: Regime, guard: Guard, lang: Lang) -> str:
    """Say the conditions on a case."""
    parts = []
    for name, values in guard.items():
        known = regime.vocabulary.attributes[name]
        spoken = "/".join(known.named(value).in_(lang) for value in sorted(values))
        parts.append(say("sentence.is", lang, attribute=known.label, value=spoken))
    return ("、" if lang == "zh" else ", ").join(parts)
