"""Verdicts and the steps of counterexamples in words."""

from __future__ import annotations

from collections.abc import Mapping

from experiments.show.data import looked_at
from experiments.show.marks import delay, terms
from experiments.show.rules import guard_words, theta
from model.language import Lang, say
from model.ledger import article_label
from model.regime import Regime
from verify.verdict import Answer, Moment, Verdict


def bound_words(verdict: Verdict, lang: Lang) -> str:
    """Say the guaranteed bound, never as a bare number where it rests on an open limit.

    ``3 + θ(art. 17) = 8`` where the bound is proved to add up like that for all values of θ.
    """
    regime = verdict.regime
    names = [theta(regime, rule, lang) for rule in verdict.parameters]
    if verdict.answer is Answer.VACUOUS or verdict.answer is Answer.UNKNOWN:
        return say(verdict.reason, lang)
    if verdict.bound is None:
        words = say("verify.unbounded", lang)
        return (
            f"{words}; {say('verify.open', lang, parameters=', '.join(names))}" if names else words
        )
    if not verdict.exact:
        return say("verify.at-most", lang, bound=verdict.bound)
    if verdict.constant is not None:
        return f"{terms(verdict, lang)} = {verdict.bound}"
    if names:
        return f"{verdict.bound}; {say('verify.open', lang, parameters=', '.join(names))}"
    ahead = verdict.property.ahead > 0
    return delay(verdict.property, verdict.bound, lang) if ahead else str(verdict.bound)


def assumed(verdict: Verdict, lang: Lang) -> str:
    """Say what is assumed, and whose breach is not, since it is the very trigger."""
    words = say(f"assume.{verdict.assume}", lang)
    if not verdict.exempt:
        return words
    comma = "、" if lang == "zh" else ", "
    articles = (article_label(one, lang) for one in verdict.regime.articles_of(verdict.exempt))
    return words + say("assume.except", lang, articles=comma.join(articles))


def step_words(
    regime: Regime, step: Moment, lang: Lang, heads: Mapping[int | None, str] | None = None
) -> str:
    """Say one step of a run: when, who, what, how, and under which article.

    ``heads`` says the working days otherwise than by their number.
    """
    if (named := (heads or {}).get(step.working_day)) is not None:
        when = named + (say("verify.after-close", lang) if step.after_close else "")
    elif step.working_day is None:
        when = say("verify.step-never", lang)
    else:
        after = say("verify.after-close", lang) if step.after_close else ""
        when = say("verify.step-day", lang, day=step.working_day, after=after)
    event = regime.vocabulary.events[step.event].label.in_(lang)
    party = regime.vocabulary.parties.get(step.party)
    who = f"{party.label.in_(lang)}{'：' if lang == 'zh' else ': '}" if party else ""
    behind = article_label(step.article, lang) if step.article else ""
    if not behind and step.mode == "never":
        behind = say("verify.no-rule", lang)
    how = say(f"mode.{step.mode}", lang)
    cited = f"  ({behind})" if behind else ""
    return f"{when}  {who}{event} — {how}{cited}"


def case_words(verdict: Verdict, lang: Lang) -> str:
    """Say what kind of case a counterexample is about, where some rule asks for it."""
    facts = looked_at(verdict) or {}
    return guard_words(
        verdict.regime, {name: frozenset({one}) for name, one in facts.items()}, lang
    )
