"""What is wrong with the text as a document."""

from __future__ import annotations

from collections.abc import Iterator

from model.regime import Regime
from model.rule import Obligation, Rule, bearers_of, effects_of
from verify.audit.finding import Finding, FindingKind, Severity
from verify.audit.reporter import Reporter, joined
from verify.slicing import causes_of


def written(regime: Regime, report: Reporter) -> Iterator[Finding]:
    """Return what the text defines or measures badly, refers to in vain, or has no date for."""
    yield from _grades(regime, report)
    yield from _idle_parties(regime, report)
    if regime.document.in_force is None:
        ledger = regime.ledger
        clauses = [one for one in ledger.silent if one.kind == "commencement"] if ledger else []
        articles = [article for clause in clauses for article in clause.articles]
        # A clause that was never filled in leaves the text never in force; one without a clause is
        # held by practice to be in force when issued, so that little hinges on it.
        weight, variant = (Severity.HIGH, "blank") if articles else (Severity.LOW, "sentence")
        kind = FindingKind.NOT_IN_FORCE
        yield report(kind, articles=articles, severity=weight, variant=variant)
    if regime.ledger is None:
        return
    for article, reference in _references(regime):
        if not regime.ledger.has(reference):
            inside = reference[:1].isdigit()
            known = report.article(reference) if inside else reference
            yield report(
                FindingKind.DANGLING_REFERENCE,
                articles=[article],
                severity=None if inside else Severity.LOW,
                variant="sentence" if inside else "elsewhere",
                clause=report.article(article),
                reference=known,
            )


def _grades(regime: Regime, report: Reporter) -> Iterator[Finding]:
    """Words of degree on which rules or sanctions turn and that nothing measures."""
    facts = regime.vocabulary.attributes
    turning: dict[str, tuple[list[Rule], list[str]]] = {}
    for rule in regime.rules:
        for name in dict.fromkeys(_facts(rule)):
            wording = facts[name].grade
            if wording is not None and _of_its_own(regime, rule, name):
                turning.setdefault(wording, ([], []))[0].append(rule)
    for sanction in regime.sanctions:
        if sanction.grade is not None:
            turning.setdefault(sanction.grade, ([], []))[1].append(sanction.article)
    for wording, (rules, articles) in turning.items():
        cited = joined([report.article(one) for one in (*(r.article for r in rules), *articles)])
        kind = FindingKind.UNDEFINED_GRADE
        yield report(kind, *rules, articles=articles, wording=wording, clauses=cited)


def _of_its_own(regime: Regime, rule: Rule, name: str) -> bool:
    """Whether a clause itself turns on a fact, and does not only take up one that does.

    A rule for what is left, where the fact does not hold, takes it over from the rule that is for
    where it does; so does a rule that follows on that one, at whatever distance.
    """
    others = [one for one in regime.rules if one is not rule and name in one.when]
    if name not in rule.when or not others:
        return True
    if any("true" in one.when[name] for one in others) and "true" not in rule.when[name]:
        return False
    before = causes_of(regime, rule.on.events)
    return not any(effects_of(one) & before for one in others if "true" in one.when[name])


def _facts(rule: Rule) -> Iterator[str]:
    yield from rule.when
    if isinstance(rule, Obligation):
        for default in rule.expiring:
            for guard in default.unless:
                yield from guard


def _idle_parties(regime: Regime, report: Reporter) -> Iterator[Finding]:
    """Parties that a clause defines and of which no rule and no sanction makes any use."""
    words = regime.vocabulary
    acting: set[str] = set()
    for rule in regime.rules:
        towards = getattr(rule, "towards", None)
        acting |= {*bearers_of(rule), *({towards} if towards else ())}
    acting |= {one.by for one in regime.sanctions if one.by is not None}
    for clause in regime.ledger.silent if regime.ledger else ():
        for party in clause.defines:
            if not words.meet([party], acting):
                yield report(
                    FindingKind.IDLE_PARTY,
                    articles=clause.articles,
                    clause=joined([report.article(one) for one in clause.articles]),
                    party=words.parties[party].label,
                )


def _references(regime: Regime) -> Iterator[tuple[str, str]]:
    for clause in (*regime.rules, *regime.sanctions):
        for reference in clause.refers_to:
            yield clause.article, reference
    for silent in regime.ledger.silent if regime.ledger else ():
        for reference in silent.refers_to:
            yield silent.articles[0], reference
