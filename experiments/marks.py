"""How a verdict is shown: a sign, a kind and few words, so that none looks like another."""

from __future__ import annotations

from enum import StrEnum

from experiments.comparison import Comparison, RegimeResult
from experiments.sentences import theta
from model.deadline import Reading
from model.language import Lang, say
from model.ledger import article_label
from verify.verdict import Answer, Verdict


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


def mark_of(verdict: Verdict) -> Mark:
    """Return how a verdict is to be shown."""
    if verdict.answer is Answer.PROVED:
        return Mark.ASSUMED if verdict.parameters else Mark.PROVED
    if verdict.answer is Answer.REFUTED:
        open_limit = verdict.parameters and verdict.bound is None
        return Mark.OPEN if open_limit else Mark.REFUTED
    return Mark.VACUOUS if verdict.answer is Answer.VACUOUS else Mark.UNKNOWN


def days(count: int, lang: Lang) -> str:
    """Say a bound in working days; 0 is the same working day.

    >>> days(0, "en"), days(1, "en"), days(2, "zh")
    ('same day', '1 working day', '2 个工作日')
    """
    if count == 0:
        return say("chart.same-day", lang)
    return say("chart.one-day" if count == 1 else "chart.days", lang, count=count)


def within(count: int, lang: Lang) -> str:
    """Say that something comes within a bound.

    >>> within(0, "en"), within(2, "en")
    ('same day', '≤ 2 working days')
    """
    return days(count, lang) if count == 0 else f"≤ {days(count, lang)}"


def terms(verdict: Verdict, lang: Lang) -> str:
    """Say what a bound adds up from, such as ``3 + θ(art. 17 para. 1)``.

    Where it is not known to add up, only the open limits are named.
    """
    names = [theta(verdict.regime, rule, lang) for rule in verdict.parameters]
    if verdict.constant is None:
        return say("chart.and", lang).join(names)
    return " + ".join(([str(verdict.constant)] if verdict.constant else []) + names)


def bound_text(verdict: Verdict, lang: Lang) -> str:
    """Say a proved bound; where it rests on open limits, what it adds up from as well."""
    words = days(verdict.bound or 0, lang)
    if not verdict.parameters:
        return words
    if verdict.constant is None:
        return f"{words} (θ = {verdict.reading}; {terms(verdict, lang)})"
    return f"{terms(verdict, lang)} = {words} (θ = {verdict.reading})"


def headline(verdict: Verdict, lang: Lang) -> str:
    """Say a verdict in two or three words, without its sign."""
    mark = mark_of(verdict)
    if mark is Mark.PROVED and verdict.bound is not None:
        return within(verdict.bound, lang)
    if mark is Mark.ASSUMED and verdict.bound is not None:
        return assumed(verdict, lang)
    if mark is Mark.VACUOUS and verdict.reason == "reason.trigger-unreachable":
        return say("chart.mark.unreachable", lang)
    return say(f"chart.mark.{mark}", lang)


def assumed(verdict: Verdict, lang: Lang) -> str:
    """Say a bound that rests on open limits; never a bare number."""
    bound = within(verdict.bound or 0, lang)
    return say(
        "chart.assumed", lang, terms=terms(verdict, lang), bound=bound, theta=verdict.reading
    )


def closed(result: RegimeResult, verdict: Verdict, reading: Reading) -> Verdict | None:
    """Return the proof of the same question once open limits have a value; ``None`` without one."""
    other = result.verdict(verdict.property.id, verdict.assume, reading)
    return other if mark_of(other) is Mark.ASSUMED else None


def articles(verdict: Verdict, lang: Lang) -> str:
    """Cite the articles behind a verdict; empty where there are none."""
    return say("chart.and", lang).join(article_label(one, lang) for one in verdict.articles)


def reading_words(reading: Reading, lang: Lang) -> str:
    """Name a reading of open limits."""
    if reading.open_days is None:
        return say("chart.strict", lang)
    return say("chart.reading", lang, days=days(reading.open_days, lang))


def readings(comparison: Comparison) -> tuple[Reading, ...]:
    """Return the readings of a comparison, each once, the strict one first."""
    return tuple(dict.fromkeys(comparison.readings))
