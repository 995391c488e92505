"""What a guarantee depends on in words: its standing, its trust sets, what breaks it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from experiments.show.deadlines import theta
from experiments.show.marks import SIGNS, Mark
from experiments.show.runs import secured_words
from model.language import NOTHING, Text, say, written
from model.ledger import article_label
from model.regime import Regime
from model.rule import Prohibition, bearers_of
from verify.granted import Granted
from verify.trust.dependence import Dependence, TrustSet
from verify.trust.parties import ObedienceNeeded
from verify.verdict import Answer, Assume, Counterexample, Reason, Verdict


class Kind(StrEnum):
    """How a dependence is shown: its standing, but what fails for an open limit is ``open``."""

    ITSELF = "itself"
    ONE = "one"
    SEVERAL = "several"
    EVERYBODY = "everybody"
    OPEN = "open"
    NOTHING = "nothing"
    VACUOUS = "vacuous"
    UNKNOWN = "unknown"


MARKS = {
    Kind.ITSELF: Mark.PROVED,
    Kind.ONE: Mark.ASSUMED,
    Kind.SEVERAL: Mark.ASSUMED,
    Kind.EVERYBODY: Mark.ASSUMED,
    Kind.OPEN: Mark.OPEN,
    Kind.NOTHING: Mark.REFUTED,
    Kind.VACUOUS: Mark.VACUOUS,
    Kind.UNKNOWN: Mark.UNKNOWN,
}
"""The colour of each kind in a table."""

KINDS = {
    Kind.ITSELF: "trust.row.itself",
    Kind.ONE: "trust.row.one",
    Kind.SEVERAL: "trust.row.several",
    Kind.EVERYBODY: "trust.row.everybody",
    Kind.OPEN: "trust.row.open",
    Kind.NOTHING: "trust.row.nothing",
    Kind.VACUOUS: "trust.row.vacuous",
    Kind.UNKNOWN: "trust.row.unknown",
}
"""What each kind is called where guarantees of that kind are counted."""

_STANDING = {
    Kind.ITSELF: "trust.standing.itself",
    Kind.ONE: "trust.standing.one",
    Kind.SEVERAL: "trust.standing.several",
    Kind.EVERYBODY: "trust.standing.everybody",
    Kind.OPEN: "trust.standing.open",
    Kind.NOTHING: "trust.standing.nothing",
    Kind.VACUOUS: "trust.standing.vacuous",
    Kind.UNKNOWN: "trust.standing.unknown",
}


def kind_of(guarantee: Dependence) -> Kind:
    """Return how a dependence is shown."""
    open_limit = guarantee.standing is ObedienceNeeded.NOTHING and guarantee.open_limits
    return Kind.OPEN if open_limit else Kind(guarantee.standing)


def sign_of(guarantee: Dependence) -> str:
    """Return the least number of honest parties; a sign where no number secures it."""
    if guarantee.secured_by:
        return str(len(guarantee.secured_by[0]))
    return SIGNS[MARKS[kind_of(guarantee)]]


def standing_words(guarantee: Dependence) -> Text:
    """Say how much obedience a guarantee asks for."""
    if guarantee.reason is Reason.TRIGGER_UNREACHABLE:
        return say("chart.mark.unreachable")
    count = len(guarantee.secured_by[0]) if guarantee.secured_by else 0
    return say(_STANDING[kind_of(guarantee)], count=count)


def group_words(guarantee: Dependence, most: int = 3) -> Text:
    """Name the smallest groups that secure a guarantee, the alternatives with 'or'."""
    groups = [group for group in guarantee.secured_by if group]
    fewest = [group for group in groups if len(group) == len(guarantee.secured_by[0])]
    named = [say("trust.together").join(_parties(guarantee.regime, group)) for group in fewest]
    words = say("trust.either").join(named[:most])
    return words + (say("chart.trust.more-groups", count=len(named)) if named[most:] else NOTHING)


def _parties(regime: Regime, parties: Iterable[str]) -> list[Text]:
    return [regime.vocabulary.parties[party].label for party in parties]


def rules_words(regime: Regime, rules: Iterable[str], full: bool = False) -> Text:
    """Name rules by their articles and parties; in full, by what they are about as well."""
    return say("trust.together").join(_rule(regime, rule, full) for rule in rules)


def _rule(regime: Regime, rule_id: str, full: bool) -> Text:
    """Name a rule, briefly by article and party unless others would have the same name."""
    rule = next(each for each in regime.binding if each.id == rule_id)
    article, bearers = rule.article, bearers_of(rule)
    others = [each for each in regime.binding if each.id != rule_id]
    rivals = [each.act for each in others if (each.article, bearers_of(each)) == (article, bearers)]
    key = "trust.party-rule"
    if full or (rivals and rule.act not in rivals):
        key = "trust.party-ban" if isinstance(rule, Prohibition) else "trust.party-act"
    words = say(
        key,
        article=article_label(article),
        parties=say("trust.either").join(_parties(regime, bearers)),
        act=regime.vocabulary.events[rule.act].label,
    )
    return written("{} [{}]", words, rule.id) if rule.act in rivals else words


def breach_words(guarantee: Dependence) -> list[Text]:
    """Say what breaks a guarantee: each smallest set of breaches, if the trust set is no answer."""
    if guarantee.open_limits:
        names = (theta(guarantee.regime, rule) for rule in guarantee.open_limits)
        return [say("trust.open", parameters=say("chart.and").join(names))]
    if guarantee.trust_sets and not guarantee.corrections:
        return [say("trust.unbreakable")]
    if len(guarantee.trust_sets) == 1:
        one_rule = len(guarantee.trust_sets[0].rules) == 1
        return [say("trust.its-breach" if one_rule else "trust.any-breach")]
    named = (rules_words(guarantee.regime, each.rules) for each in guarantee.corrections)
    return [words or say("trust.no-breach") for words in named]


def limit_words(guarantee: Dependence, trust_set: TrustSet) -> Text:
    """Say the bound that a trust set secures, never as a bare number with an open limit in it."""
    return secured_words(guarantee.regime, guarantee.property, trust_set.guaranteed)


def broken_verdict(guarantee: Dependence, run: Counterexample | None) -> Verdict:
    """Return the verdict that a run refutes."""
    about = (guarantee.regime, guarantee.property, Assume.EVERYONE, guarantee.reading)
    return Verdict(*about, Answer.REFUTED, guarantee.within, counterexample=run)


def taken_by(guarantee: Dependence, trust_set: TrustSet) -> Granted:
    """Return what a guarantee takes for granted where just one trust set is obeyed."""
    limits, mechanism = trust_set.guaranteed.parameters, trust_set.mechanism
    about, reading = (guarantee.regime, guarantee.property), guarantee.reading
    return Granted.of(*about, trust_set.rules, mechanism, limits, reading)
