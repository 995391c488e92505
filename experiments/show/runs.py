"""Verdicts and the steps of counterexamples in words."""

from __future__ import annotations

from collections.abc import Mapping

from experiments.show.data import looked_at
from experiments.show.marks import delay, terms
from experiments.show.rules import guard_words, theta
from model.language import NOTHING, Text, plain, say, written
from model.ledger import article_label
from model.regime import Regime
from verify.verdict import Answer, Assume, Moment, Verdict

_ASSUMED = {Assume.EVERYONE: "assume.everyone", Assume.NOBODY: "assume.nobody"}


def assumption(assume: Assume) -> Text:
    """Say who is assumed to obey."""
    return say(_ASSUMED[assume])


def bound_words(verdict: Verdict) -> Text:
    """Say the guaranteed bound, never as a bare number where it rests on an open limit.

    ``3 + θ(art. 17) = 8`` where the bound is proved to add up like that for all values of θ.
    """
    regime = verdict.regime
    names = [theta(regime, rule) for rule in verdict.parameters]
    if verdict.answer is Answer.VACUOUS or verdict.answer is Answer.UNKNOWN:
        return say(verdict.reason)
    if verdict.bound is None:
        words = say("verify.unbounded")
        return (
            written("{}; {}", words, say("verify.open", parameters=plain(", ").join(names)))
            if names
            else words
        )
    if not verdict.exact:
        return say("verify.at-most", bound=verdict.bound)
    if verdict.constant is not None:
        return written("{} = {}", terms(verdict), verdict.bound)
    if names:
        return written(
            "{}; {}", verdict.bound, say("verify.open", parameters=plain(", ").join(names))
        )
    ahead = verdict.property.ahead > 0
    return delay(verdict.property, verdict.bound) if ahead else plain(str(verdict.bound))


def assumed(verdict: Verdict) -> Text:
    """Say what is assumed, and whose breach is not, since it is the very trigger."""
    words = assumption(verdict.assume)
    if not verdict.exempt:
        return words
    comma = Text("、", ", ")
    articles = (article_label(one) for one in verdict.regime.articles_of(verdict.exempt))
    return words + say("assume.except", articles=comma.join(articles))


def step_words(
    regime: Regime, step: Moment, heads: Mapping[int | None, Text] | None = None
) -> Text:
    """Say one step of a run: when, who, what, how, and under which article.

    ``heads`` says the working days otherwise than by their number.
    """
    if (named := (heads or {}).get(step.working_day)) is not None:
        when = named + (say("verify.after-close") if step.after_close else NOTHING)
    elif step.working_day is None:
        when = say("verify.step-never")
    else:
        after = say("verify.after-close") if step.after_close else NOTHING
        when = say("verify.step-day", day=step.working_day, after=after)
    event = regime.vocabulary.events[step.event].label
    party = regime.vocabulary.parties.get(step.party)
    who = written("{}{}", party.label, Text("：", ": ")) if party else NOTHING
    behind = article_label(step.article) if step.article else NOTHING
    if not behind and step.mode == "never":
        behind = say("verify.no-rule")
    how = say(f"mode.{step.mode}")
    cited = written("  ({})", behind) if behind else NOTHING
    return written("{}  {}{} — {}{}", when, who, event, how, cited)


def case_words(verdict: Verdict) -> Text:
    """Say what kind of case a counterexample is about, where some rule asks for it."""
    facts = looked_at(verdict) or {}
    return guard_words(verdict.regime, {name: frozenset({one}) for name, one in facts.items()})
