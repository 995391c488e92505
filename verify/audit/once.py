"""Findings told once: those that say the same, and those that a clause has by reference only.

Two rules of one clause, such as those of its two directions, often have one wording. What is wrong
with it is one finding about both. What a clause takes over from another is mended there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from model.regime import Regime
from model.rule import Rule
from verify.audit.finding import Finding, FindingKind, Severity
from verify.audit.reference import sources_of

_WEIGHT = list(Severity)
_AT_ODDS = {
    FindingKind.VACUOUS_CONFLICT,
    FindingKind.SITUATIONAL_CONFLICT,
    FindingKind.OBEYED_BY_CHANCE,
    FindingKind.REDUNDANT_RULE,
    FindingKind.TWO_CLOCKS,
    FindingKind.TWO_DEFAULTS,
    FindingKind.SEVERAL_BEARERS,
    FindingKind.OVERLAPPING_FORUMS,
}
"""The kinds that are about two rules together."""

_Same = tuple[FindingKind, str, str]


def told_once(regime: Regime, findings: Iterable[Finding]) -> list[Finding]:
    """Return findings in their order, each sentence once, and none of a clause against its source.

    A finding about a clause that points elsewhere joins that about the clause it points to, where
    there is one of the same kind.
    """
    sources = sources_of(regime)
    standing = [one for one in findings if not _with_its_source(one, sources)]
    said: dict[_Same, Finding] = {}
    for finding in standing:
        same = (finding.kind, finding.variant, finding.sentence().zh)
        known = said.get(same)
        said[same] = finding if known is None else _joined(known, finding)
    return _at_the_source(list(said.values()), sources)


def of_clauses(regime: Regime, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield findings but those of one clause again, in a later round or of another bearer."""
    clause = {rule: one.clause for one in regime.families for rule in (*one.rules, *one.counted)}
    told: set[tuple[object, ...]] = set()
    for finding in findings:
        about = tuple(clause.get(rule, rule) for rule in finding.rules)
        key = (finding.kind, finding.variant, about, finding.articles)
        if not any(rule in clause for rule in finding.rules) or key not in told:
            yield finding
        told.add(key)


def _with_its_source(finding: Finding, sources: Mapping[str, Rule]) -> bool:
    """Whether two rules are at odds, or one is needless, of which one is had from the other."""
    if finding.kind not in _AT_ODDS or len(finding.rules) != 2:
        return False
    one, other = finding.rules
    pairs = ((one, other), (other, one))
    return any(rule in sources and sources[rule].id == source for rule, source in pairs)


def _at_the_source(findings: list[Finding], sources: Mapping[str, Rule]) -> list[Finding]:
    """Put what is had by reference with the finding about the clause that it comes from."""
    rest: list[Finding] = []
    further: dict[int, list[Finding]] = {}
    for finding in findings:
        had = any(rule in sources for rule in finding.rules)  # else it is nobody else's
        among = findings if had else ()
        home = next((one for one in among if _is_source(one, finding, sources)), None)
        if home is None:
            rest.append(finding)
        else:
            further.setdefault(id(home), []).append(finding)
    return [_with_references(one, further.get(id(one), [])) for one in rest]


def _is_source(one: Finding, other: Finding, sources: Mapping[str, Rule]) -> bool:
    """Whether a finding says of the sources what another says of rules had by reference."""
    if (one.kind, one.variant) != (other.kind, other.variant) or one is other:
        return False
    if not other.rules or len(one.rules) < len(other.rules):
        return False
    heads = other.rules[: other.heads]
    return all(rule in sources for rule in heads) and {sources[rule].id for rule in heads} <= {
        *one.rules[: one.heads]
    }


def _with_references(finding: Finding, further: Iterable[Finding]) -> Finding:
    for other in further:
        clauses = (*finding.by_reference, other.articles[0])
        finding = replace(_joined(finding, other), by_reference=tuple(dict.fromkeys(clauses)))
    return finding


def _joined(one: Finding, other: Finding) -> Finding:
    """Return one finding about the rules of two; those that each is mainly about come first."""
    heads = tuple(dict.fromkeys((*one.rules[: one.heads], *other.rules[: other.heads])))
    return replace(
        one,
        rules=tuple(dict.fromkeys((*heads, *one.rules, *other.rules))),
        heads=len(heads),
        articles=tuple(dict.fromkeys((*one.articles, *other.articles))),
        readings=tuple(dict.fromkeys((*one.readings, *other.readings))),
        witness=one.witness or other.witness,
        severity=min(one.severity, other.severity, key=_WEIGHT.index),
    )
