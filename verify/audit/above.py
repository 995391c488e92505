"""Where a text goes against the law above it, as far as the wording of both shows it."""

from __future__ import annotations

from collections.abc import Iterator

from model.above import Ground, counterparts, supplied
from model.ledger import Cited
from model.regime import Regime
from model.rule import Obligation, Power, Prohibition, Rule, act_of, bearers_of, derived_by
from model.vocabulary import Guard
from verify.audit.finding import Finding, FindingKind, Severity
from verify.audit.reporter import Reporter, joined, limit_words

_AGAINST = FindingKind.AGAINST_LAW_ABOVE


def written(regime: Regime, report: Reporter) -> Iterator[Finding]:
    """Return what the rules of a text and of the laws above it show."""
    yield from _longer(regime, report)
    for law in regime.under:
        yield from _parties_and_defaults(regime, law, report)
        yield from _forbidden(regime, law, report)


def _longer(regime: Regime, report: Reporter) -> Iterator[Finding]:
    """Limits that are longer than those of the law on the same act of the same party."""
    for one in supplied(regime):
        if one.ground is Ground.LONGER:
            yield report(
                _AGAINST,
                one.rule,
                variant="longer",
                law=one.cited.label,
                own=limit_words(one.rule.deadline),
                limit=limit_words(one.source.deadline),
            )


def _parties_and_defaults(regime: Regime, law: Regime, report: Reporter) -> Iterator[Finding]:
    """Acts that the law puts on somebody else, or on whose silence another thing follows."""
    words = regime.vocabulary.joined(law.vocabulary)
    for rule, other in counterparts(regime, law):
        cited = Cited.of(law.name, other.article).label
        if not isinstance(rule, Obligation) or not isinstance(other, Obligation):
            continue
        if not words.meet(rule.bearers, other.bearers):
            yield report(
                _AGAINST,
                rule,
                variant="bearer",
                severity=Severity.MEDIUM,
                law=cited,
                own=report.parties(rule.bearers),
                theirs=joined(law.vocabulary.parties[one].label for one in other.bearers),
            )
        elif rule.on_expiry and other.on_expiry and rule.on_expiry.event != other.on_expiry.event:
            yield report(
                _AGAINST,
                rule,
                variant="default",
                law=cited,
                own=report.label(rule.on_expiry.event),
                theirs=words.events[other.on_expiry.event].label,
            )


def _forbidden(regime: Regime, law: Regime, report: Reporter) -> Iterator[Finding]:
    """What the one demands, allows or deems and the other forbids, in the same case."""
    words = regime.vocabulary.joined(law.vocabulary)
    for rule in regime.rules:
        for other in law.rules:
            if not {*rule.on.events} & {*other.on.events} or not _meet(rule.when, other.when):
                continue
            cited = Cited.of(law.name, other.article).label
            if isinstance(other, Prohibition):
                if other.act in derived_by(rule):
                    own = words.events[other.act].label
                    yield report(_AGAINST, rule, variant="excluded", own=own, law=cited)
                elif _acts(rule, other) and words.meet(bearers_of(rule), bearers_of(other)):
                    yield report(_AGAINST, rule, variant="forbidden", law=cited)
            elif isinstance(rule, Prohibition) and isinstance(other, Obligation):
                same = rule.act == other.act and rule.until is None
                if same and words.meet(bearers_of(rule), bearers_of(other)):
                    yield report(_AGAINST, rule, variant="demanded", law=cited)


def _acts(rule: Rule, ban: Prohibition) -> bool:
    """Whether somebody must or may do by a rule what is forbidden for good."""
    return isinstance(rule, Obligation | Power) and act_of(rule) == ban.act and ban.until is None


def _meet(one: Guard, other: Guard) -> bool:
    """Whether some case falls under both of two guards."""
    return all(one[name] & other[name] for name in one.keys() & other.keys())
