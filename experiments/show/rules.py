"""Rules read back as sentences that a lawyer can hold against the text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import assert_never

from experiments.show.deadlines import duty_time, span_words
from experiments.show.slots import slot
from model.deadline import External, NoLimit
from model.deemed import late_though_deemed
from model.language import NOTHING, Text, say
from model.ledger import article_label
from model.regime import Regime, Sanction
from model.rule import CountsAs, Lapse, Obligation, Power, Prohibition, Rule, Timed, Trigger
from model.vocabulary import Guard


def sentences(regime: Regime, rule: Rule) -> list[Text]:
    """Say one rule: who must do what by when, else what, with what sanction and reading."""
    return [*provisions(regime, rule), *read_as(rule)]


def provisions(regime: Regime, rule: Rule) -> list[Text]:
    """Say what a rule lays down, without how it was read; its sentence first."""
    match rule:
        case CountsAs():
            lines = [_constitutive(regime, rule)]
        case Lapse():
            lines = [_lapse(regime, rule), *clock_words(regime, rule)]
        case Power():
            lines = [_power(regime, rule)]
        case Prohibition():
            lines = [_prohibition(regime, rule), _breach(regime, rule)]
        case Obligation():
            lines = [
                _duty(regime, rule),
                *_content(regime, rule),
                *clock_words(regime, rule),
                *_excuse(regime, rule),
                *_default(regime, rule),
                _breach(regime, rule),
            ]
        case _:
            assert_never(rule)
    return [*lines, *_precedence(regime, rule)]


def read_as(rule: Rule) -> list[Text]:
    """Say how a rule was read."""
    return [] if rule.reading is None else [say("sentence.reading", reading=rule.reading)]


def plainly(regime: Regime, rule: Rule) -> Text:
    """Say what a rule lays down in the words of the text, without a parameter or a reading."""
    if not isinstance(rule, Obligation):
        return sentences(regime, rule)[0]
    limit, _ = duty_time(regime, rule)
    if isinstance(rule.deadline, External):
        words = say("plainly.external", wording=rule.deadline.wording)
        limit = say("deadline.time", time=words)
    said = say(
        "plainly.duty" if limit else "plainly.unlimited",
        **_when(regime, rule),
        bearer=bearer_words(regime, rule),
        deadline=limit,
        act=_act(regime, rule),
        notes=NOTHING if rule.start_stated else _notes([say("deadline.start-open")]),
    )
    if rule.on_expiry is None:
        return said
    return Text("", " ").join((said, *_default(regime, replace(rule, overdue=None))))


def interpretation(rule: Rule) -> list[Text]:
    """Say why a rule was read as it is, and what one could read instead."""
    lines = []
    for reading in rule.readings:
        if reading.because is not None:
            lines.append(say("sentence.because", because=reading.because))
        for each in reading.alternatives:
            lines.append(say("sentence.alternative", id=each.id, words=each.words))
    return lines


def _constitutive(regime: Regime, rule: CountsAs) -> Text:
    effect = regime.vocabulary.events[rule.event].label
    return say("sentence.counts-as", **_when(regime, rule), event=effect)


def _lapse(regime: Regime, rule: Lapse) -> Text:
    """Say what comes when time runs out, and what keeps it from coming."""
    words = regime.vocabulary.events
    open_points = [] if rule.start_stated else [say("deadline.start-open")]
    ending = say("condition.either").join(words[name].label for name in rule.unless)
    return say(
        "sentence.lapse" if rule.unless else "sentence.timer",
        **_when(regime, rule),
        span=slot("deadline", span_words(regime, rule.deadline)),
        unless=slot("unless", ending),
        event=words[rule.event].label,
        notes=_notes(open_points),
    )


def clock_words(regime: Regime, rule: Timed) -> list[Text]:
    """Say what stops, restarts and lengthens a limit."""
    words = regime.vocabulary
    labels = {name: word.label for name, word in words.events.items()}
    lines = [
        say("sentence.suspended", stops=labels[one.stops], resumes=labels[one.resumes])
        for one in rule.clock.suspensions
    ]
    lines += [say("sentence.restarted", event=labels[event]) for event in rule.clock.restarts]
    lines += [
        say("sentence.extended", event=labels[one.event], by=span_words(regime, one.by))
        for one in rule.clock.extensions
    ]
    return lines


def _until(regime: Regime, rule: Power | Prohibition) -> Text:
    if rule.until is None:
        return NOTHING
    return say("sentence.until", event=slot("until", regime.vocabulary.events[rule.until].label))


def _power(regime: Regime, rule: Power) -> Text:
    return say(
        "sentence.power",
        until=_until(regime, rule),
        **_when(regime, rule),
        bearer=slot("bearer", regime.vocabulary.parties[rule.bearer].label),
        act=_act(regime, rule),
        through=_through(regime, rule),
        notes=_notes([_addressee(regime, rule)]),
    )


def _prohibition(regime: Regime, rule: Prohibition) -> Text:
    events = regime.vocabulary.events
    return say(
        "sentence.prohibition",
        **_when(regime, rule),
        bearer=slot("bearer", regime.vocabulary.parties[rule.bearer].label),
        act=events[rule.act].label,
        until=_until(regime, rule),
    )


def _through(regime: Regime, rule: Obligation | Power) -> Text:
    if not rule.through:
        return NOTHING
    return say("sentence.through", channels=channel_words(regime, rule))


def _act(regime: Regime, rule: Obligation | Power) -> Text:
    """The act without the name of its bearer, where its label begins with that.

    审批部门参加联席会议 is 参加联席会议 where 行政审批部门 is the bearer.
    """
    act, bearer = (
        regime.vocabulary.events[rule.act].label,
        regime.vocabulary.parties[rule.bearer].label.zh,
    )
    endings = (bearer[start:] for start in range(len(bearer) - 2))
    name = next((ending for ending in endings if act.zh.startswith(ending)), "")
    return Text(act.zh.removeprefix(name), act.en)


def _addressee(regime: Regime, rule: Obligation | Power) -> Text:
    if rule.towards is None:
        return NOTHING
    return say("sentence.addressee", party=regime.vocabulary.parties[rule.towards].label)


def _notes(notes: Iterable[Text]) -> Text:
    """What is said in brackets behind a sentence."""
    known = say("chart.semicolon").join(note for note in notes if note)
    return say("sentence.notes", notes=known) if known else NOTHING


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
    return [say("sentence.excused", events=say("condition.either").join(labels))]


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
    deadline, open_points = duty_time(regime, rule)
    return say(
        "sentence.duty",
        **_when(regime, rule),
        bearer=slot("bearer", bearer_words(regime, rule)),
        deadline=deadline,
        act=_act(regime, rule),
        through=_through(regime, rule),
        notes=_notes([_addressee(regime, rule), *open_points]),
    )


def _default(regime: Regime, rule: Obligation) -> list[Text]:
    """Say what the missed deadline brings; that it brings nothing only where somebody waits."""
    words, lines = regime.vocabulary.events, []
    if rule.on_expiry is not None:
        unless = NOTHING
        if rule.on_expiry.unless:
            exceptions = (guard_words(regime, guard) for guard in rule.on_expiry.unless)
            unless = say("sentence.unless", guard=say("sentence.or").join(exceptions))
        effect = slot("on-expiry", words[rule.on_expiry.event].label)
        lines.append(say("sentence.default", event=effect, unless=unless))
    elif words[rule.act].answers is not None and not isinstance(rule.deadline, NoLimit):
        lines.append(slot("silence", say("sentence.no-default")))
    if rule.overdue is not None:
        lines.append(say("sentence.overdue", event=words[rule.overdue].label))
    return lines


def _breach(regime: Regime, rule: Obligation | Prohibition) -> Text:
    consequences = [
        say(
            "sentence.consequence" if sanction.by is None else "sentence.consequence-by",
            what=regime.vocabulary.consequences[sanction.consequence],
            article=article_label(sanction.article),
            by=regime.vocabulary.parties[sanction.by].label if sanction.by else NOTHING,
        )
        + (say("sentence.late") if sanction.ground == "late" else NOTHING)
        + conditions(sanction)
        + deemed_too(regime, sanction, rule)
        for sanction in regime.sanctions_of(rule.id)
    ]
    if not consequences:
        return slot("breach", say("sentence.unsanctioned"))
    words = say("sentence.sanction", consequences=say("chart.semicolon").join(consequences))
    return slot("breach", words)


def conditions(sanction: Sanction) -> Text:
    """Say what must have come of a breach for anyone to answer, and what frees him."""
    harm = say("sentence.harm", harm=sanction.harm) if sanction.harm else NOTHING
    return harm + (say("sentence.excuse", excuse=sanction.excuse) if sanction.excuse else NOTHING)


def deemed_too(regime: Regime, sanction: Sanction, rule: Rule) -> Text:
    """Say that what is deemed done is late all the same, where the text says so of a duty."""
    return say("sentence.deemed-too") if late_though_deemed(regime, sanction, rule) else NOTHING


def _when(regime: Regime, rule: Rule) -> dict[str, Text]:
    """What sets a rule going, and in which cases."""
    cases = NOTHING
    if rule.when:
        cases = say("sentence.when", guard=guard_words(regime, rule.when))
    return {"trigger": slot("on", trigger_words(regime, rule.on)), "cases": cases}


def trigger_words(regime: Regime, trigger: Trigger) -> Text:
    """Say what sets a rule going."""
    labels = [regime.vocabulary.events[event].label for event in trigger.events]
    if len(labels) == 1:
        return labels[0]
    key = "sentence.any" if trigger.quantifier == "any" else "sentence.all"
    quoted = (say("sentence.event", event=label) for label in labels)
    return say(key, events=Text("", ", ").join(quoted))


def guard_words(regime: Regime, guard: Guard) -> Text:
    """Say the conditions on a case."""
    return regime.vocabulary.condition(guard)
