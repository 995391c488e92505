"""Verdicts, their assumptions and the steps of runs in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from experiments.show.blocks import Block, Bullets, Fold, Paragraph
from experiments.show.data import looked_at
from experiments.show.deadlines import theta
from experiments.show.marks import delay, terms
from experiments.show.rules import guard_words
from model.deadline import Reading
from model.language import NOTHING, Text, plain, say, written
from model.ledger import article_label
from model.property import Property
from model.regime import Regime
from verify.verdict import Answer, Assume, Bound, Reason, Step, Verdict

if TYPE_CHECKING:
    from verify.bounds import ParametricBound

ASSUMED = {Assume.EVERYONE: "assume.everyone", Assume.NOBODY: "assume.nobody"}
ANSWERS = {
    Answer.PROVED: "verdict.proved",
    Answer.REFUTED: "verdict.refuted",
    Answer.VACUOUS: "verdict.vacuous",
    Answer.UNKNOWN: "verdict.unknown",
}
MODES = {
    "performed": "mode.performed",
    "deemed": "mode.deemed",
    "counted": "mode.counted",
    "exogenous": "mode.exogenous",
    "lapsed": "mode.lapsed",
    "missed": "mode.missed",
    "overdue": "mode.overdue",
    "never": "mode.never",
}


def assumption(assume: Assume) -> Text:
    """Say who is assumed to obey."""
    return say(ASSUMED[assume])


def bound_words(verdict: Verdict) -> Text:
    """Say the guaranteed bound, never as a bare number where it rests on an open limit.

    ``3 + θ(art. 17) = 8`` where the bound is proved to add up like that for all values of θ.
    """
    if verdict.answer in (Answer.VACUOUS, Answer.UNKNOWN):
        return why(verdict.reason)
    if not verdict.property.timed:
        return say("verify.untimed")
    if verdict.guaranteed is not None:
        return secured_words(verdict.regime, verdict.property, verdict.guaranteed)
    return _with_open(verdict.regime, say("verify.unbounded"), verdict.open_limits)


def secured_words(regime: Regime, prop: Property, bound: Bound) -> Text:
    """Say a bound of a guarantee of a regime, as :func:`bound_words` does."""
    if not bound.exact:
        return say("verify.at-most", bound=bound.days)
    if bound.constant is not None:
        return written("{} = {}", terms(regime, bound), bound.days)
    if prop.ahead and not bound.parameters:
        return delay(prop, bound.days)
    return _with_open(regime, plain(str(bound.days)), bound.parameters)


def _with_open(regime: Regime, figure: Text, rules: Iterable[str]) -> Text:
    names = plain(", ").join(theta(regime, rule) for rule in rules)
    return written("{}; {}", figure, say("verify.open", parameters=names)) if names else figure


def why(reason: Reason | None) -> Text:
    """Say why there is no answer; nothing where there is one."""
    return NOTHING if reason is None else say(reason)


def assumed(about: Verdict | ParametricBound) -> Text:
    """Say what is assumed, and whose breach is not, since it is the very trigger."""
    words = assumption(about.assume)
    if not about.exempt:
        return words
    cited = map(article_label, about.regime.articles_of(about.exempt))
    return words + say("assume.except", articles=say("chart.and").join(cited))


def asked_with(reading: Reading, within: int | None) -> Text:
    """Say how open limits are read, and within how many working days an answer is required."""
    words = say("verify.reading-strict")
    if reading.open_days is not None:
        words = say("verify.reading-value", n=reading.open_days)
    return words if within is None else words + " " + say("verify.within", n=within)


def one_limit(limits: Iterable[int | None]) -> int | None:
    """Return the one limit of all; ``None`` where there are several, or none."""
    found = {*limits}
    return found.pop() if len(found) == 1 else None


def asked_words(prop: Property) -> Text:
    """Name a property with the limit that it sets itself."""
    if prop.within is None:
        return prop.label
    return prop.label + say("question.within", days=prop.within)


def unregulated(silent: Iterable[tuple[Regime, Property]]) -> list[Block]:
    """Name what regimes do not regulate, which is no guarantee; folded for several regimes."""
    labels: dict[Text, dict[str, Text]] = {}
    for regime, prop in silent:
        labels.setdefault(regime.name, {})[prop.id] = prop.label
    semicolon = say("chart.semicolon")
    lines = [
        say("verify.unregulated", regime=name, properties=semicolon.join(named.values()))
        for name, named in labels.items()
    ]
    if len(lines) < 2:
        return [Paragraph(line, "note") for line in lines]
    count = sum(map(len, labels.values()))
    return [Fold(say("verify.unregulated-count", count=count), (Bullets(tuple(lines)),))]


def step_words(regime: Regime, step: Step, heads: Mapping[int | None, Text] | None = None) -> Text:
    """Say one step of a run: when, who, what, how, and under which article.

    ``heads`` says the working days otherwise than by their number.
    """
    after = say("verify.after-close") if step.after_close else NOTHING
    if (head := (heads or {}).get(step.working_day)) is not None:
        when = head + after
    elif step.working_day is None:
        when = say("verify.step-never")
    else:
        key = "verify.step-day" if step.working_day else "verify.step-first"
        when = say(key, day=step.working_day, after=after)
        when += NOTHING if step.on is None else say("verify.step-date", date=step.on)
    event = regime.vocabulary.events[step.event].label
    party = regime.vocabulary.parties.get(step.party)
    who = party.label + Text("：", ": ") if party else NOTHING
    behind = article_label(step.article) if step.article else NOTHING
    if not behind and step.mode == "never":
        behind = say("verify.no-rule")
    cited = written("  ({})", behind) if behind else NOTHING
    how = say(MODES[step.mode]) + (NOTHING if step.could else say("verify.step-could-not"))
    how += NOTHING if step.matters else say("verify.step-beside")
    return written("{}  {}{} — {}{}", when, who, event, how, cited)


def case_words(verdict: Verdict) -> Text:
    """Say what kind of case a counterexample is about; empty where that makes no difference."""
    attributes = looked_at(verdict)
    if not attributes:
        return NOTHING
    guard = {name: frozenset({value}) for name, value in attributes.items()}
    return say("verify.case", facts=guard_words(verdict.regime, guard))
