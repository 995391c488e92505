"""What measures are about by its label: departments, rules, parties and mechanisms of a design."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from experiments.designs.point import Design
from model.language import Text, say
from model.ledger import article_label
from model.matching import act_of
from model.regime import Regime
from protocols import library

Subjects = Mapping[str, Mapping[str, Text]]
"""Labels by the head of a measure and the identifier that follows it."""

NONE: Subjects = {}


def subjects(design: Design | None) -> Subjects:
    """Return the labels of all that measures of a design can be about.

    Of a design that cannot be read any more there are none but those that all regimes share.
    """
    points = design.points if design else ()
    regimes = {id(one.regime): one.regime for one in points}.values()
    departments = {one.id: one.label for point in points for one in point.scenario.departments}
    vocabularies = [library.shared_vocabulary(), *(one.vocabulary for one in regimes)]
    parties = {name: one.label for words in vocabularies for name, one in words.parties.items()}
    return {
        **dict.fromkeys(("utilisation", "backlog"), departments),
        **dict.fromkeys(("breaches-by-party", "burden", "waits"), parties),
        "duties": _rules([*regimes]),
        "property": {one.id: one.label for one in library.properties().values()},
    }


def _rules(regimes: list[Regime]) -> dict[str, Text]:
    """Name rules by article and act; by the act alone where regimes have it in other articles.

    Where that is no name of one rule only, its identifier stands behind.
    """
    articles: dict[str, set[str]] = {}
    acts: dict[str, Text] = {}
    for regime in regimes:
        for rule in regime.rules:
            articles.setdefault(rule.id, set()).add(rule.article)
            acts.setdefault(rule.id, regime.vocabulary.events[act_of(rule)].label)
    named = {rule: _rule(acts[rule], articles[rule]) for rule in acts}
    often = Counter(named.values())
    return {
        rule: label if often[label] == 1 else label + f" [{rule}]" for rule, label in named.items()
    }


def _rule(act: Text, articles: set[str]) -> Text:
    if len(articles) > 1:
        return act
    (article,) = articles
    return say("answers.rule", article=article_label(article), act=act)
