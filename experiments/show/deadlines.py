"""The time that a duty leaves, in words: its figure, and what the text leaves open of it."""

from __future__ import annotations

from model.deadline import (
    Before,
    Deadline,
    External,
    Fraction,
    Immediately,
    Indefinite,
    NoLimit,
    Period,
    Recurring,
    Unit,
    Within,
)
from model.language import NOTHING, Text, say, written
from model.ledger import article_label
from model.regime import Regime
from model.rule import Timed, act_of
from model.vocabulary import Vocabulary

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


_NO_WORDS = Vocabulary({}, {}, {}, {}, {})


def theta(regime: Regime, rule: str) -> Text:
    """Name the open limit of a rule by its article.

    Where several open limits stand in one article, the act is named as well; and the rule, where
    they are about one act.
    """
    duty = next(each for each in regime.timed if each.id == rule)
    name = article_label(duty.article)
    rivals = [each for each in regime.timed if each.open and each.article == duty.article]
    if len(rivals) > 1:
        act = regime.vocabulary.events[act_of(duty)].label
        name += Text("：", ": ") + act
        if sum(act_of(rival) == act_of(duty) for rival in rivals) > 1:
            name += f" [{duty.id}]"
    return written("θ({})", name)


def deadline_words(regime: Regime, rule: Timed) -> Text:
    """Say a deadline, and that its start is not stated where it is not."""
    named = theta(regime, rule.id)
    words = _deadline(regime.vocabulary, rule.deadline, named)
    return words if rule.start_stated else words + say("deadline.unstated")


def duty_time(regime: Regime, rule: Timed) -> tuple[Text, list[Text]]:
    """Return when a duty is to be done, as part of its sentence, and what is left open of that."""
    time, notes = _time(regime, rule)
    if not rule.start_stated:
        notes.append(say("deadline.start-open"))
    return say("deadline.time", time=time) if time else NOTHING, notes


def _time(regime: Regime, rule: Timed) -> tuple[Text, list[Text]]:
    match rule.deadline:
        case Indefinite(wording):
            named = theta(regime, rule.id)
            note = say("deadline.figure-open", wording=wording, theta=named)
            return say("deadline.as-written", wording=wording), [note]
        case External(wording=wording):
            named = theta(regime, rule.id)
            note = say("deadline.set-elsewhere", wording=wording, theta=named)
            return say("deadline.elsewhere"), [note]
        case Before(event, count, wording) if wording:
            note = say("deadline.worded", wording=wording)
            return _deadline(regime.vocabulary, Before(event, count), NOTHING), [note]
        case NoLimit():
            return NOTHING, [say("deadline.limit-open")]
    return _deadline(regime.vocabulary, rule.deadline, NOTHING), []


def limit_text(limit: Deadline) -> Text:
    """Say a limit that has a figure."""
    return _deadline(_NO_WORDS, limit, NOTHING).each(str.strip)


def length_words(words: Vocabulary, length: Deadline) -> Text:
    """Say by how much a limit is lengthened."""
    return _deadline(words, length, say("deadline.unsaid")).each(str.strip)


def _deadline(words: Vocabulary, deadline: Deadline, parameter: Text) -> Text:
    match deadline:
        case Within(count, unit):
            return say(_UNITS[unit], n=count)
        case Immediately(wording):
            key = "deadline.immediately-as" if wording else "deadline.immediately"
            return say(key, wording=wording)
        case Indefinite(wording):
            return say("deadline.indefinite", wording=wording, theta=parameter)
        case External(wording=wording):
            return say("deadline.external", wording=wording, theta=parameter)
        case Recurring(period):
            return say(_PERIODS[period])
        case Before(event, count, wording):
            key = "deadline.before" if count else "deadline.before-only"
            told = say(key, event=words.events[event].label, n=count)
            return told + say("deadline.before-as", wording=wording) if wording else told
        case Fraction(of, numerator, denominator, up, whole):
            limit = _deadline(words, whole, parameter).each(str.strip)
            rounded = say("deadline.rounded-up" if up else "deadline.rounded-down")
            part = f"{numerator}/{denominator}"
            return say("deadline.fraction", rule=of, part=part, limit=limit, rounded=rounded)
        case NoLimit():
            return say("deadline.none")
