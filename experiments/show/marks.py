"""How a verdict is shown: a sign, a kind and few words, so that none looks like another."""

from __future__ import annotations

from enum import StrEnum

from experiments.show.deadlines import theta
from model.deadline import Reading
from model.language import NOTHING, Text, plain, say, written
from model.ledger import article_label
from model.property import Property
from model.regime import Regime
from verify.verdict import Answer, Bound, Reason, Verdict


class Mark(StrEnum):
    """The kind of a verdict as a reader must tell it apart; only ``proved`` is a plain pass."""

    PROVED = "proved"
    ASSUMED = "assumed"  # proved, but only with a value given to an open limit
    OPEN = "open"  # refuted because a limit is open; with any value for it, it would be proved
    REFUTED = "refuted"
    VACUOUS = "vacuous"
    UNKNOWN = "unknown"


SIGNS = {
    Mark.PROVED: "✓",
    Mark.ASSUMED: "✓θ",
    Mark.OPEN: "✗θ",
    Mark.REFUTED: "✗",
    Mark.VACUOUS: "—",
    Mark.UNKNOWN: "?",
}


_KINDS = {
    Mark.OPEN: "chart.mark.open",
    Mark.REFUTED: "chart.mark.refuted",
    Mark.VACUOUS: "chart.mark.vacuous",
    Mark.UNKNOWN: "chart.mark.unknown",
}


def mark_of(verdict: Verdict) -> Mark:
    """Return how a verdict is to be shown."""
    if verdict.answer is Answer.PROVED:
        rests_on_open = verdict.guaranteed is not None and verdict.guaranteed.parameters
        return Mark.ASSUMED if rests_on_open else Mark.PROVED
    if verdict.answer is Answer.REFUTED:
        return Mark.OPEN if verdict.open_limits else Mark.REFUTED
    return Mark.VACUOUS if verdict.answer is Answer.VACUOUS else Mark.UNKNOWN


def days(count: int) -> Text:
    """Say a bound in working days; 0 is the same working day.

    >>> days(0).en, days(1).en, days(2).zh
    ('same day', '1 working day', '2 个工作日')
    """
    if count == 0:
        return say("chart.same-day")
    return say("chart.one-day" if count == 1 else "chart.days", count=count)


def delay(prop: Property, count: int) -> Text:
    """Say a bound of a property.

    What must come ahead of its trigger has no delay where it is in time; else it is late by so
    many working days.

    >>> from model.language import Text
    >>> noticed = Property("noticed", Text("例", "example"), "held", "notified", ahead=1)
    >>> delay(noticed, 0).en, delay(noticed, 2).en
    ('in time', '2 working days late')
    """
    if not prop.timed:
        return say("chart.held")
    if not prop.ahead:
        return days(count)
    return say("chart.late", days=days(count)) if count else say("chart.in-time")


def within(verdict: Verdict) -> Text:
    """Say that the response comes within the bound, such as ``≤ 2 working days``."""
    if verdict.days and verdict.property.ahead:
        return say("chart.late-at-most", days=days(verdict.days))
    words = delay(verdict.property, verdict.days or 0)
    return written("≤ {}", words) if verdict.days else words


def sign(verdict: Verdict) -> str:
    """Return the sign of a verdict; starred where a duty is excepted and no bound has the star."""
    return SIGNS[mark_of(verdict)] + ("" if verdict.days is not None else _star(verdict))


def _star(verdict: Verdict) -> str:
    """A star where a duty is excepted from those that are obeyed."""
    return "*" if verdict.exempt else ""


def short(verdict: Verdict) -> Text:
    """Say a bound as briefly as can be; empty where there is none.

    Every open limit it rests on shows as θ: ``≤ 3+θ = 8`` adds up, ``≤ 8 (θ)`` is not known to.
    """
    mark, bound = mark_of(verdict), verdict.guaranteed
    if mark not in (Mark.PROVED, Mark.ASSUMED) or bound is None:
        return NOTHING
    if bound.days == 0:
        words = delay(verdict.property, 0) + _star(verdict)
        return words if mark is Mark.PROVED else written("{} (θ)", words)
    figure = plain(f"≤ {bound.days}")
    if verdict.property.ahead:
        figure = say("chart.late-at-most", days=bound.days)
    figure += _star(verdict)
    if mark is Mark.PROVED:
        return figure
    if bound.constant is None or verdict.property.ahead:
        return written("{} (θ)", figure)
    number = len(bound.parameters)
    known = [str(bound.constant)] if bound.constant else []
    terms = "+".join([*known, "θ" if number == 1 else f"{number}θ"])
    return plain(f"≤ {terms} = {bound.days}{_star(verdict)}")


def terms_of(verdict: Verdict) -> Text:
    """Say what the bound of a verdict adds up from; where there is none, the open limits."""
    bound = verdict.guaranteed or Bound(0, parameters=verdict.open_limits)
    return terms(verdict.regime, bound)


def terms(regime: Regime, bound: Bound) -> Text:
    """Say what a bound adds up from, such as ``3 + θ(art. 17 para. 1)``.

    Where it is not known to add up, only the open limits are named.
    """
    names = [theta(regime, rule) for rule in bound.parameters]
    if bound.constant is None:
        return say("chart.and").join(names)
    known = [str(bound.constant)] if bound.constant else []
    return plain(" + ").join([*known, *names])


def bound_text(verdict: Verdict) -> Text:
    """Say a proved bound; where it rests on open limits, what it adds up from as well."""
    words, bound = delay(verdict.property, verdict.days or 0), verdict.guaranteed
    if bound is None or not bound.parameters:
        return words
    added = terms(verdict.regime, bound)
    if bound.constant is None:
        return written("{} (θ = {}; {})", words, verdict.reading, added)
    return written("{} = {} (θ = {})", added, words, verdict.reading)


def headline(verdict: Verdict) -> Text:
    """Say a verdict in two or three words, without its sign."""
    mark = mark_of(verdict)
    if mark is Mark.PROVED:
        return within(verdict)
    if mark is Mark.ASSUMED:
        return assumed(verdict)
    if mark is Mark.VACUOUS and verdict.reason is Reason.TRIGGER_UNREACHABLE:
        return say("chart.mark.unreachable")
    return say(_KINDS[mark])


def assumed(verdict: Verdict) -> Text:
    """Say a bound that rests on open limits; never a bare number."""
    bound = within(verdict)
    return say("chart.assumed", terms=terms_of(verdict), bound=bound, theta=verdict.reading)


def articles(verdict: Verdict) -> Text:
    """Cite the articles behind a verdict; empty where there are none."""
    return say("chart.and").join(map(article_label, verdict.articles))


def reading_words(reading: Reading) -> Text:
    """Name a reading of open limits."""
    if reading.open_days is None:
        return say("chart.strict")
    return say("chart.reading", days=days(reading.open_days))
