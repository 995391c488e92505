"""Findings put together: articles, readings and names in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar, assert_never

from model.deadline import (
    Before,
    Deadline,
    External,
    Fraction,
    Immediately,
    Indefinite,
    NoLimit,
    Recurring,
    Unit,
    Within,
)
from model.language import Text, catalogue, say
from model.ledger import article_label
from model.regime import Regime
from model.rule import Obligation, Prohibition, Rule, act_of
from model.vocabulary import Attribute
from verify.audit.finding import Finding, FindingKind, Severity, Witness, severity_of
from verify.audit.reference import sources_of

T = TypeVar("T")


class Reporter:
    """Makes findings about one regime."""

    def __init__(self, regime: Regime) -> None:
        self.regime = regime
        self._sources = sources_of(regime)
        self._done: dict[object, Any] = {}

    def once(self, work: Callable[[Regime], T]) -> T:
        """Return what some work on the whole regime comes to; it is done once for all parts."""
        if work not in self._done:
            self._done[work] = work(self.regime)
        result: T = self._done[work]
        return result

    def __call__(
        self,
        kind: FindingKind,
        *rules: Rule | str,
        articles: Iterable[str] = (),
        witness: Witness | None = None,
        severity: Severity | None = None,
        variant: str = "sentence",
        **values: object,
    ) -> Finding:
        """Return a finding about rules, the first of which it is mainly about.

        ``values`` fill in the catalogue's sentence, with ``rule``, ``event`` and ``others`` added.
        """
        if variant == "sentence" and len(rules) == 1 and f"finding.{kind}.alone" in catalogue():
            variant = "alone"
        known = [self.regime.by_id[one] if isinstance(one, str) else one for one in rules]
        cited = [*(article for one in known for article in clauses_of(one)), *articles]
        if known:
            values.setdefault("rule", self.cite(known[0]))
            values.setdefault("event", self.event(known[0]))
        values.setdefault("others", joined([self.cite(one) for one in known[1:]]))
        return Finding(
            regime=self.regime.id,
            kind=kind,
            articles=tuple(dict.fromkeys(cited)),
            rules=tuple(one.id for one in known),
            values=values,
            readings=tuple(one.id for one in known if one.reading is not None),
            witness=witness,
            severity=severity or severity_of(kind),
            variant=variant,
        )

    def cite(self, rule: Rule) -> Text:
        """Name a rule by its article and by what it is about, and where it is had from."""
        article, source = self.article(rule.article), self._sources.get(rule.id)
        if source is not None:
            article = say("cite.by-reference", clause=article, to=self.article(source.article))
        elif len(clauses := clauses_of(rule)) > 1:
            article = say("cite.limit", clause=article, limit=self.article(clauses[1]))
        return quoted(article, self.event(rule))

    def cites(self, rules: Iterable[Rule]) -> Text:
        """Name rules, each by its article and by what it is about."""
        return joined([self.cite(rule) for rule in rules])

    def article(self, article: str) -> Text:
        """Cite an article in both languages."""
        return article_label(article)

    def event(self, rule: Rule) -> Text:
        """Return what a rule demands, allows, forbids or counts."""
        label = self.label(act_of(rule))
        if isinstance(rule, Prohibition):
            return Text(f"不得{label.zh}", f"must not: {label.en}")
        return label

    def trigger(self, rule: Rule) -> Text:
        """Name what sets a rule going: one event, any of several, or all of them."""
        joint = "trigger.all" if rule.on.quantifier == "all" else "condition.either"
        return say(joint).join(quotation_of(self.label(event)) for event in rule.on.events)

    def case(self, rule: Rule) -> Text:
        """Say of which cases a rule is."""
        facts = self.regime.vocabulary.attributes
        said = (facts[name].said(asked) for name, asked in rule.when.items())
        return say("condition.and").join(said)

    def label(self, event: str) -> Text:
        """Return the name of an event."""
        return self.regime.vocabulary.events[event].label

    def facts(self, case: Mapping[str, str]) -> Text:
        """Say what a case is like."""
        words = self.regime.vocabulary.attributes
        return joined([fact(words[name], value) for name, value in case.items()])

    def parties(self, parties: Iterable[str]) -> Text:
        """Name parties."""
        known = self.regime.vocabulary.parties
        return joined([known[one].label for one in parties])


def clauses_of(rule: Rule) -> tuple[str, ...]:
    """Return the article of a rule, and the one that sets its limit where that is another."""
    limit = rule.limit_article if isinstance(rule, Obligation) else None
    return (rule.article,) if limit in (None, rule.article) else (rule.article, str(limit))


def quoted(article: Text, event: Text) -> Text:
    """Name an event together with its article.

    >>> quoted(Text("第3条", "art. 3"), Text("推送", "push")).en
    'art. 3 (push)'
    """
    return Text(f"{article.zh}“{event.zh}”", f"{article.en} ({event.en})")


def quotation(wording: str) -> Text:
    """Put a text's own words in quotation marks."""
    return Text(f"“{wording}”", f"'{wording}'")


def quotation_of(label: Text) -> Text:
    """Put the name of an event in quotation marks."""
    return Text(f"“{label.zh}”", f"'{label.en}'")


def fact(attribute: Attribute, value: str) -> Text:
    """Say one fact of a case.

    >>> fact(Attribute("parallel", Text("并联审批", "parallel approval")), "false").zh
    '并非“并联审批”'
    """
    return attribute.said([value])


_UNITS = {
    Unit.WORKING_DAYS: "limit.working-days",
    Unit.CALENDAR_DAYS: "limit.calendar-days",
    Unit.MONTHS: "limit.months",
}


def limit_words(deadline: Deadline) -> Text:
    """Say a limit as a text writes it, without what a reading adds.

    >>> limit_words(Within(2)).zh
    '2 个工作日'
    """
    match deadline:
        case Within(count, unit):
            return say(_UNITS[unit], n=count)
        case Immediately(wording) | Indefinite(wording) | External(wording):
            return say("limit.open", wording=wording) if wording else say("limit.at-once")
        case NoLimit():
            return say("limit.none")
        case Recurring() | Before() | Fraction():
            return say("limit.other")
        case _:
            assert_never(deadline)


def joined(labels: Iterable[Text]) -> Text:
    """Enumerate labels, each once.

    >>> joined([Text("甲", "a"), Text("乙", "b")]).zh
    '甲、乙'
    """
    every = list(dict.fromkeys(labels))
    zh, en = "、".join(one.zh for one in every), ", ".join(one.en for one in every)
    return Text(zh, en)
