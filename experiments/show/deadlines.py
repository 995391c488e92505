"""The time that a duty leaves, in words: its figure, and what the text leaves open of it."""

from __future__ import annotations

from experiments.show.slots import slot
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
from model.rule import Timed, act_of, bearers_of
from model.unknowns import OpenLength, open_lengths

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


def theta(regime: Regime, length: str) -> Text:
    """Name a length that is left open by the article of its rule, and what lengthens the limit.

    Where several open limits stand in one article, the act is named as well; and the bearer, or
    else the rule, where they are about one act, or one event lengthens them.
    """
    lengths = open_lengths(regime)
    known = lengths.get(length) or OpenLength(next(one for one in regime.timed if one.id == length))
    name = article_label(known.rule.article)
    rivals = [each for each in lengths.values() if _rivals(each, known)]
    if known.event or len(rivals) > 1:
        name += Text("：", ": ") + regime.vocabulary.events[_about(known)].label
        alike = [bearers_of(each.rule) for each in rivals if _about(each) == _about(known)]
        if len(alike) > 1 and alike.count(bearers_of(known.rule)) == 1:
            parties = regime.vocabulary.parties
            named = (parties[one].label for one in bearers_of(known.rule))
            name += Text("（", " (") + Text("、", ", ").join(named) + Text("）", ")")
        elif len(alike) > 1:
            name += f" [{known.rule.id}]"
    return written("θ({})", name)


def _rivals(one: OpenLength, other: OpenLength) -> bool:
    """Whether two open lengths of one article are of one kind: limits, or what is added to one."""
    return one.rule.article == other.rule.article and bool(one.event) == bool(other.event)


def _about(length: OpenLength) -> str:
    return length.event or act_of(length.rule)


def deadline_words(regime: Regime, rule: Timed) -> Text:
    """Say a deadline, and that its start is not stated where it is not."""
    named = theta(regime, rule.id)
    words = _deadline(regime, rule.deadline, named)
    return words if rule.start_stated else words + say("deadline.unstated")


def duty_time(regime: Regime, rule: Timed) -> tuple[Text, list[Text]]:
    """Return when a duty is to be done, as part of its sentence, and what is left open of that."""
    time, notes = _time(regime, rule)
    if not rule.start_stated:
        notes.append(say("deadline.start-open"))
    return say("deadline.time", time=slot("deadline", time)) if time else NOTHING, notes


def limit_words(regime: Regime, limit: Deadline) -> Text:
    """Say a limit as it could stand in the sentence of a duty, without what is left open of it."""
    match limit:
        case Indefinite(wording):
            return say("deadline.as-written", wording=wording)
        case External(wording=wording):
            return say("plainly.external", wording=wording)
        case NoLimit():
            return say("deadline.limit-open")
    return _deadline(regime, limit, NOTHING)


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
            return _deadline(regime, Before(event, count), NOTHING), [note]
        case NoLimit():
            return NOTHING, [slot("deadline", say("deadline.limit-open"))]
    return _deadline(regime, rule.deadline, NOTHING), []


_SPANS = {
    Unit.WORKING_DAYS: "span.working-days",
    Unit.CALENDAR_DAYS: "span.calendar-days",
    Unit.MONTHS: "span.months",
}


def span_words(regime: Regime, length: Deadline) -> Text:
    """Say how much time a limit is, or is lengthened by, as a noun."""
    match length:
        case Within(count, unit):
            return say(_SPANS[unit], n=count)
        case Fraction():
            return _part_words(regime, length)
        case Immediately():
            return say("span.at-once")
        case Indefinite(wording) | External(wording=wording):
            return say("span.open", wording=wording)
        case Recurring():
            return say("span.period")
        case Before() | NoLimit():
            return say("span.none")


def _part_words(regime: Regime, limit: Fraction) -> Text:
    """Say a part of another limit, what it comes to, and how it is rounded where it is."""
    other = regime.by_id.get(limit.of)
    named = article_label(other.article) if other is not None else Text(limit.of, limit.of)
    whole, days, rounded = limit.whole, say("span.none"), NOTHING
    if isinstance(whole, Within):
        days = span_words(regime, Within(limit.part(whole.count)))
        if whole.count * limit.numerator % limit.denominator:
            rounded = say("deadline.rounded-up" if limit.up else "deadline.rounded-down")
    return say(
        "span.part",
        of=named,
        whole=span_words(regime, whole).each(str.strip),
        part=f"{limit.numerator}/{limit.denominator}",
        days=days.each(str.strip),
        rounded=rounded,
    )


def _deadline(regime: Regime, deadline: Deadline, parameter: Text) -> Text:
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
            told = say(key, event=regime.vocabulary.events[event].label, n=count)
            return told + say("deadline.before-as", wording=wording) if wording else told
        case Fraction():
            return say("deadline.fraction", span=span_words(regime, deadline))
        case NoLimit():
            return say("deadline.none")
