"""Rules read back as sentences that a lawyer can hold against the text."""

from __future__ import annotations

from model.deadline import (
    Deadline,
    External,
    Immediately,
    Indefinite,
    NoLimit,
    Recurring,
    Within,
)
from model.language import Lang, say
from model.regime import (
    CountsAs,
    Guard,
    Obligation,
    Regime,
    Rule,
    Trigger,
    article_label,
)


def sentences(regime: Regime, rule: Rule, lang: Lang) -> list[str]:
    """Say one rule: who must do what by when, else what, with what sanction and reading."""
    if isinstance(rule, CountsAs):
        effect = regime.vocabulary.events[rule.event].label.in_(lang)
        lines = [say("sentence.counts-as", lang, trigger=_when(regime, rule, lang), event=effect)]
    else:
        lines = [
            _duty(regime, rule, lang),
            _default(regime, rule, lang),
            _breach(regime, rule, lang),
        ]
    if rule.reading is not None:
        lines.append(say("sentence.reading", lang, reading=rule.reading))
    return lines


def theta(regime: Regime, rule: str, lang: Lang) -> str:
    """Name the open limit of a rule by its article.

    Where several open limits stand in one article, the act is named as well.
    """
    duty = next(one for one in regime.obligations if one.id == rule)
    name = article_label(duty.article, lang)
    if sum(one.open and one.article == duty.article for one in regime.obligations) > 1:
        act = regime.vocabulary.events[duty.act].label
        name += ("：" if lang == "zh" else ": ") + act.in_(lang)
    return f"θ({name})"


def deadline_words(regime: Regime, rule: Obligation, lang: Lang) -> str:
    """Say a deadline, and that its start is not stated where it is not."""
    words = _deadline(rule.deadline, theta(regime, rule.id, lang), lang)
    return words if rule.start_stated else words + say("deadline.unstated", lang)


def _deadline(deadline: Deadline, parameter: str, lang: Lang) -> str:
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
        case NoLimit():
            return say("deadline.none", lang)


def _duty(regime: Regime, rule: Obligation, lang: Lang) -> str:
    words = regime.vocabulary
    comma = "、" if lang == "zh" else ", "
    through = towards = ""
    if rule.through:
        channels = comma.join(words.channels[one].label.in_(lang) for one in rule.through)
        through = say("sentence.through", lang, channels=channels)
    if rule.towards:
        towards = say("sentence.towards", lang, party=words.parties[rule.towards].label)
    return say(
        "sentence.duty",
        lang,
        trigger=_when(regime, rule, lang),
        bearer=words.parties[rule.bearer].label,
        deadline=deadline_words(regime, rule, lang),
        through=through,
        act=words.events[rule.act].label,
        towards=towards,
    )


def _default(regime: Regime, rule: Obligation, lang: Lang) -> str:
    if rule.on_expiry is None:
        return say("sentence.no-default", lang)
    unless = ""
    if rule.on_expiry.unless:
        unless = say(
            "sentence.unless", lang, guard=guard_words(regime, rule.on_expiry.unless, lang)
        )
    label = regime.vocabulary.events[rule.on_expiry.event].label
    return say("sentence.default", lang, event=label, unless=unless)


def _breach(regime: Regime, rule: Obligation, lang: Lang) -> str:
    found = [
        say(
            "sentence.consequence",
            lang,
            what=regime.vocabulary.consequences[one.consequence],
            article=article_label(one.article, lang),
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
        spoken = "/".join(_value(value, lang) for value in sorted(values))
        label = regime.vocabulary.attributes[name].label
        parts.append(say("sentence.is", lang, attribute=label, value=spoken))
    return ("、" if lang == "zh" else ", ").join(parts)


def _value(value: str, lang: Lang) -> str:
    return {"true": say("sentence.yes", lang), "false": say("sentence.no", lang)}.get(value, value)
