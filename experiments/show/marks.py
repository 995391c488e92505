"""How a verdict is shown: a sign, a kind and few words, so that none looks like another."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from experiments.show.rules import guard_words, theta
from model.deadline import STRICT, Reading
from model.language import NOTHING, Text, plain, say, written
from model.ledger import article_label
from model.property import Property
from model.regime import Regime
from verify.verdict import Answer, Assume, Verdict

if TYPE_CHECKING:
    from experiments.compare.ask import Comparison, RegimeResult


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
        return Mark.ASSUMED if verdict.parameters else Mark.PROVED
    if verdict.answer is Answer.REFUTED:
        open_limit = verdict.parameters and verdict.bound is None
        return Mark.OPEN if open_limit else Mark.REFUTED
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
    if not prop.ahead:
        return days(count)
    return say("chart.late", days=days(count)) if count else say("chart.in-time")


def within(verdict: Verdict) -> Text:
    """Say that the response comes within the bound, such as ``≤ 2 working days``."""
    if verdict.bound and verdict.property.ahead:
        return say("chart.late-at-most", days=days(verdict.bound))
    words = delay(verdict.property, verdict.bound or 0)
    return written("≤ {}", words) if verdict.bound else words


def sign(verdict: Verdict) -> str:
    """Return the sign of a verdict; starred where a duty is excepted and no bound has the star."""
    return SIGNS[mark_of(verdict)] + ("" if verdict.bound is not None else _star(verdict))


def _star(verdict: Verdict) -> str:
    """A star where a duty is excepted from those that are obeyed."""
    return "*" if verdict.exempt else ""


def short(verdict: Verdict) -> Text:
    """Say a bound as briefly as can be; empty where there is none.

    Every open limit it rests on shows as θ: ``≤ 3+θ = 8`` adds up, ``≤ 8 (θ)`` is not known to.
    """
    mark, bound = mark_of(verdict), verdict.bound
    if mark not in (Mark.PROVED, Mark.ASSUMED) or bound is None:
        return NOTHING
    if bound == 0:
        words = delay(verdict.property, 0) + _star(verdict)
        return words if mark is Mark.PROVED else written("{} (θ)", words)
    figure = plain(f"≤ {bound}")
    if verdict.property.ahead:
        figure = say("chart.late-at-most", days=bound)
    figure += _star(verdict)
    if mark is Mark.PROVED:
        return figure
    if verdict.constant is None or verdict.property.ahead:
        return written("{} (θ)", figure)
    number = len(verdict.parameters)
    known = [str(verdict.constant)] if verdict.constant else []
    terms = "+".join([*known, "θ" if number == 1 else f"{number}θ"])
    return plain(f"≤ {terms} = {bound}{_star(verdict)}")


def terms(verdict: Verdict) -> Text:
    """Say what a bound adds up from, such as ``3 + θ(art. 17 para. 1)``.

    Where it is not known to add up, only the open limits are named.
    """
    names = [theta(verdict.regime, rule) for rule in verdict.parameters]
    if verdict.constant is None:
        return say("chart.and").join(names)
    known = [str(verdict.constant)] if verdict.constant else []
    return plain(" + ").join([*known, *names])


def bound_text(verdict: Verdict) -> Text:
    """Say a proved bound; where it rests on open limits, what it adds up from as well."""
    words = delay(verdict.property, verdict.bound or 0)
    if not verdict.parameters:
        return words
    if verdict.constant is None:
        return written("{} (θ = {}; {})", words, verdict.reading, terms(verdict))
    return written("{} = {} (θ = {})", terms(verdict), words, verdict.reading)


def headline(verdict: Verdict) -> Text:
    """Say a verdict in two or three words, without its sign."""
    mark = mark_of(verdict)
    if mark is Mark.PROVED:
        return within(verdict)
    if mark is Mark.ASSUMED:
        return assumed(verdict)
    if mark is Mark.VACUOUS and verdict.reason == "reason.trigger-unreachable":
        return say("chart.mark.unreachable")
    return say(_KINDS[mark])


def assumed(verdict: Verdict) -> Text:
    """Say a bound that rests on open limits; never a bare number."""
    bound = within(verdict)
    return say("chart.assumed", terms=terms(verdict), bound=bound, theta=verdict.reading)


def closed(result: RegimeResult, verdict: Verdict, reading: Reading) -> Verdict | None:
    """Return the proof of the same question once open limits have a value; ``None`` without one."""
    other = result.verdict(verdict.property.id, verdict.assume, reading)
    return other if mark_of(other) is Mark.ASSUMED else None


def articles(verdict: Verdict) -> Text:
    """Cite the articles behind a verdict; empty where there are none."""
    return say("chart.and").join(map(article_label, verdict.articles))


def reading_words(reading: Reading) -> Text:
    """Name a reading of open limits."""
    if reading.open_days is None:
        return say("chart.strict")
    return say("chart.reading", days=days(reading.open_days))


def readings(comparison: Comparison) -> tuple[Reading, ...]:
    """Return the readings of a comparison, each once, the strict one first."""
    return tuple(dict.fromkeys(comparison.readings))


def asked(regime: Regime, prop: Property) -> Text:
    """Say what a property asks: after what, what must come, in which cases only, how far ahead."""
    events = regime.vocabulary.events
    trigger, response = events[prop.trigger].label, events[prop.response].label
    key = "report.asked.ahead" if prop.ahead else "report.asked.after"
    words = say(key, trigger=trigger, response=response, days=days(prop.ahead))
    if prop.when:
        words += say("report.asked.when", guard=guard_words(regime, prop.when))
    if prop.performed:
        words += say("report.asked.performed")
    return words


def regulates(result: RegimeResult, prop: Property) -> bool:
    """Whether a regime's rules are about what a property asks; else its answer is vacuous."""
    verdict = result.verdict(prop.id, Assume.EVERYONE, STRICT)
    return not verdict.reason.endswith("-unmentioned")


def tiers(comparison: Comparison) -> dict[str, list[Property]]:
    """Return the properties by how many of the regimes regulate them: all, some, one, none.

    The order of the catalogue is kept within; ``one`` is only set apart from three regimes on.
    """
    found: dict[str, list[Property]] = {"all": [], "some": [], "one": [], "none": []}
    for prop in comparison.question.properties:
        number = sum(regulates(result, prop) for result in comparison.results)
        if number in (0, len(comparison.results)):
            found["all" if number else "none"].append(prop)
        else:
            found["one" if number == 1 < len(comparison.results) - 1 else "some"].append(prop)
    return found


def regulated(comparison: Comparison) -> list[Property]:
    """Return the properties that at least one regime regulates, as :func:`tiers` orders them."""
    found = tiers(comparison)
    return [prop for tier in ("all", "some", "one") for prop in found[tier]]


def unregulated(comparison: Comparison) -> Text:
    """Name in a sentence what none of the regimes regulates; empty where there is nothing."""
    none = [prop.label for prop in tiers(comparison)["none"]]
    if not none:
        return NOTHING
    named = say("chart.semicolon").join(none)
    return say("report.unregulated", count=len(none), properties=named)


def exempted(comparison: Comparison) -> Text:
    """Say what a star beside a sign means; empty where there is none."""
    starred = any(one.exempt for result in comparison.results for one in result.verdicts)
    return say("report.exempt") if starred else NOTHING
