"""The labels of what measures are about: departments, parties, rules, articles and properties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache

from experiments.measures.measure import About, Names
from model.language import Text, plain, say
from model.ledger import article_label
from model.regime import Regime
from model.rule import act_of, bearers_of
from model.simulation.scenario import Department
from protocols import library


def labels(regimes: Iterable[Regime] = (), departments: Iterable[Department] = ()) -> Names:
    """Return the labels of the subjects of some regimes and departments.

    Properties, and the parties of the shared vocabulary, always have theirs.
    """
    known = list(regimes)
    vocabularies = [library.shared_vocabulary(), *(regime.vocabulary for regime in known)]
    return {
        About.DEPARTMENT: {department.id: department.label for department in departments},
        About.PARTY: {
            name: party.label for words in vocabularies for name, party in words.parties.items()
        },
        About.RULE: _rules(known),
        About.PROPERTY: {prop.id: prop.label for prop in library.questions(known).values()},
    }


@cache
def _shared() -> Names:
    return labels()


def label_of(about: About | None, subject: str, names: Names | None = None) -> Text:
    """Return what a subject is called; its identifier where it has no label.

    >>> label_of(About.ARTICLE, "22(1)").en, label_of(About.DEPARTMENT, "market").en
    ('art. 22(1)', 'market')
    """
    if about is None:
        return plain(subject)
    if about is About.ARTICLE:
        return article_label(subject)
    known = (_shared() if names is None else names).get(about, {})
    return known.get(subject) or plain(subject)


def _rules(regimes: Iterable[Regime]) -> dict[str, Text]:
    """Name rules by article and act; by the act alone where regimes have it in other articles.

    Where that is no name of one rule only, its bearer stands behind; else its identifier.
    """
    articles: dict[str, set[str]] = {}
    acts: dict[str, Text] = {}
    bearers: dict[str, Text] = {}
    for regime in regimes:
        for rule in regime.rules:
            articles.setdefault(rule.id, set()).add(rule.article)
            acts.setdefault(rule.id, regime.vocabulary.events[act_of(rule)].label)
            parties = (regime.vocabulary.parties[one].label for one in bearers_of(rule))
            bearers.setdefault(rule.id, Text("、", ", ").join(parties))
    named = {rule: _rule(acts[rule], articles[rule]) for rule in acts}
    borne = {
        rule: label + Text("（", " (") + bearers[rule] + Text("）", ")")
        for rule, label in named.items()
    }
    often, unique = Counter(named.values()), Counter(borne.values())

    def name(rule: str, label: Text) -> Text:
        if often[label] == 1:
            return label
        return borne[rule] if unique[borne[rule]] == 1 else label + f" [{rule}]"

    return {rule: name(rule, label) for rule, label in named.items()}


def _rule(act: Text, articles: set[str]) -> Text:
    if len(articles) > 1:
        return act
    (article,) = articles
    return say("measure.rule", article=article_label(article), act=act)
