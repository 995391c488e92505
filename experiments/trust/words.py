"""Trust sets and smallest sets of breaches in words, and as plain data for other programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from experiments.show.data import expression, looked_at, parameter
from experiments.show.marks import SIGNS, Mark
from experiments.show.rules import theta
from experiments.show.runs import bound_words, case_words
from model.language import NOTHING, Text, say, written
from model.ledger import article_label
from model.regime import Regime
from model.rule import Prohibition, bearers_of
from verify.trust.dependence import Break, Dependence, Rules, TrustSet
from verify.trust.parties import Standing, indispensable
from verify.verdict import Answer, Assume, Counterexample, Verdict

KINDS = ("itself", "one", "several", "everybody", "open", "nothing", "vacuous", "unknown")
"""How a dependence is shown: its standing, but what fails for an open limit only is ``open``."""

MARKS = {
    "itself": Mark.PROVED,
    "one": Mark.ASSUMED,
    "several": Mark.ASSUMED,
    "everybody": Mark.ASSUMED,
    "open": Mark.OPEN,
    "nothing": Mark.REFUTED,
    "vacuous": Mark.VACUOUS,
    "unknown": Mark.UNKNOWN,
}
"""The colour of each kind in a table."""


def kind_of(found: Dependence) -> str:
    """Return how a dependence is shown: one of ``KINDS``."""
    open_limit = found.standing is Standing.NOTHING and found.parameters
    return "open" if open_limit else str(found.standing)


def sign_of(found: Dependence) -> str:
    """Return the least number of honest parties; a sign where no number secures it."""
    if found.secured_by:
        return str(len(found.secured_by[0]))
    return SIGNS[MARKS[kind_of(found)]]


def standing_words(found: Dependence) -> Text:
    """Say how much obedience a guarantee asks for."""
    if found.reason == "reason.trigger-unreachable":
        return say("chart.mark.unreachable")
    count = len(found.secured_by[0]) if found.secured_by else 0
    return say(f"trust.standing.{kind_of(found)}", count=count)


def group_words(found: Dependence, most: int = 3) -> Text:
    """Name the smallest groups that secure a guarantee, the alternatives with 'or'."""
    fewest = [one for one in found.secured_by if one and len(one) == len(found.secured_by[0])]
    named = [say("trust.together").join(_parties(found.regime, one)) for one in fewest]
    words = say("trust.either").join(named[:most])
    return words + (say("chart.trust.more-groups", count=len(named)) if named[most:] else NOTHING)


def _parties(regime: Regime, parties: Iterable[str]) -> list[Text]:
    return [regime.vocabulary.parties[one].label for one in parties]


def rules_words(regime: Regime, rules: Iterable[str], full: bool = False) -> Text:
    """Name rules by their articles and parties; in full, by what they are about as well."""
    return say("trust.together").join(_rule(regime, rule, full) for rule in rules)


def _rule(regime: Regime, rule_id: str, full: bool) -> Text:
    """Name a rule, briefly by article and party unless others would have the same name."""
    rule = next(one for one in regime.binding if one.id == rule_id)
    article, bearers = rule.article, bearers_of(rule)
    others = [one for one in regime.binding if one.id != rule_id]
    rivals = [one.act for one in others if (one.article, bearers_of(one)) == (article, bearers)]
    key = "rule"
    if full or (rivals and rule.act not in rivals):
        key = "ban" if isinstance(rule, Prohibition) else "act"
    words = say(
        f"trust.party-{key}",
        article=article_label(article),
        parties=say("trust.either").join(_parties(regime, bearers)),
        act=regime.vocabulary.events[rule.act].label,
    )
    return written("{} [{}]", words, rule.id) if rule.act in rivals else words


def trust_words(found: Dependence, one: TrustSet, full: bool = False) -> Text:
    """Say whose obedience it is; of what stands by itself, that it is nobody's."""
    return rules_words(found.regime, one.rules, full) or say("trust.nobody")


def mechanism_words(found: Dependence, one: TrustSet) -> Text:
    """Cite what a guarantee rests on besides obedience."""
    articles = found.regime.articles_of(one.mechanism)
    return say("chart.and").join(article_label(article) for article in articles)


def breach_words(found: Dependence) -> list[Text]:
    """Say what breaks a guarantee: each smallest set of breaches, if the trust set is no answer."""
    if found.parameters:
        names = (theta(found.regime, rule) for rule in found.parameters)
        return [say("trust.open", parameters=say("chart.and").join(names))]
    if found.trust_sets and not found.corrections:
        return [say("trust.unbreakable")]
    if len(found.trust_sets) == 1:
        one_rule = len(found.trust_sets[0].rules) == 1
        return [say("trust.its-breach" if one_rule else "trust.any-breach")]
    named = (rules_words(found.regime, one.rules) for one in found.corrections)
    return [words or say("trust.no-breach") for words in named]


def case_of(one: Break) -> Text:
    """Say what kind of case a run is about; empty where that makes no difference."""
    facts = case_words(_broken(one.dependence, one.run))
    return say("verify.case", facts=facts) if facts else NOTHING


def _broken(found: Dependence, run: Counterexample | None) -> Verdict:
    """A run that breaks a guarantee, as the verdict that it refutes."""
    about = (found.regime, found.property, Assume.EVERYONE, found.reading, Answer.REFUTED)
    return Verdict(*about, found.within, counterexample=run)


def limit_words(found: Dependence, one: TrustSet) -> Text:
    """Say the bound that a trust set secures, never as a bare number with an open limit in it."""
    return bound_words(_verdict(found, one))


def _verdict(found: Dependence, one: TrustSet) -> Verdict:
    """What a trust set secures, as the verdict on a regime in which just it is obeyed."""
    return Verdict(
        found.regime,
        found.property,
        Assume.EVERYONE,
        found.reading,
        Answer.PROVED,
        found.within,
        one.bound,
        one.parameters,
        one.exact,
        one.constant,
        one.rules,
        one.articles,
    )


def trust_data(found: Dependence, one: TrustSet) -> dict[str, Any]:
    """Return one trust set as JSON data.

    ``rules`` in the order of the file; ``parties`` are all their bearers; ``mechanism`` is what it
    rests on besides obedience. ``bound`` is in working days.
    """
    return {
        "regime": found.regime.id,
        "property": found.property.id,
        "reading": str(found.reading),
        "within": found.within,
        "rules": list(one.rules),
        "articles": list(one.articles),
        "parties": list(one.parties),
        "bound": one.bound,
        "bound_is_least": one.exact,
        "bound_expression": expression(_verdict(found, one)),
        "parameters": [parameter(rule) for rule in one.parameters],
        "mechanism": {
            "rules": list(one.mechanism),
            "articles": list(found.regime.articles_of(one.mechanism)),
        },
        **_source(found.regime),
    }


def dependence_data(found: Dependence, broken: Iterable[Break] = ()) -> dict[str, Any]:
    """Return all that is known of one guarantee as JSON data, with its runs where some were made.

    ``secured_by`` are the minimal groups of parties whose obedience is enough; ``fewest_breaches``
    is ``None`` where nothing breaks it.
    """
    made = {one.correction.rules: one.run for one in broken if one.dependence is found}
    regime = found.regime
    return {
        "regime": regime.id,
        "property": found.property.id,
        "reading": str(found.reading),
        "within": found.within,
        "standing": str(found.standing),
        "reason": found.reason.partition(".")[2] or None,
        "trust_sets": [trust_data(found, one) for one in found.trust_sets],
        "corrections": [_correction(found, one, made.get(one.rules)) for one in found.corrections],
        "fewest_breaches": len(found.corrections[0].rules) if found.corrections else None,
        "secured_by": [list(group) for group in found.secured_by],
        "indispensable": list(indispensable(found.secured_by)),
        "exempt": list(found.exempt),
        "parameters": [parameter(rule) for rule in found.parameters],
        **_source(regime),
    }


def _source(regime: Regime) -> dict[str, str]:
    return {"counting": str(regime.counting), "source": regime.source, "sha256": regime.digest}


def _correction(found: Dependence, one: Rules, run: Counterexample | None) -> dict[str, Any]:
    steps = run.steps if run else ()
    return {
        "rules": list(one.rules),
        "articles": list(one.articles),
        "parties": list(one.parties),
        "run": [
            {
                "event": step.event,
                "mode": step.mode,
                "working_day": step.working_day,
                "after_close": step.after_close,
                "party": step.party,
                "article": step.article or None,
                "rule": step.rule or None,
            }
            for step in steps
        ]
        or None,
        "case": looked_at(_broken(found, run)),
    }
