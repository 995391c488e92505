"""What is wrong with the text as a document."""

from __future__ import annotations

from collections.abc import Iterator

from model.regime import Regime
from verify.audit.finding import Finding, FindingKind, Severity
from verify.audit.reporter import Reporter


def written(regime: Regime, report: Reporter) -> Iterator[Finding]:
    """Return a missing commencement, and references to what is not there."""
    if regime.document.in_force is None:
        ledger = regime.ledger
        clauses = [one for one in ledger.silent if one.kind == "commencement"] if ledger else []
        articles = [article for clause in clauses for article in clause.articles]
        # A clause that was never filled in leaves the text never in force; one without a clause is
        # held by practice to be in force when issued.
        weight, variant = (Severity.HIGH, "blank") if articles else (None, "sentence")
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


def _references(regime: Regime) -> Iterator[tuple[str, str]]:
    for clause in (*regime.rules, *regime.sanctions):
        for reference in clause.refers_to:
            yield clause.article, reference
    for silent in regime.ledger.silent if regime.ledger else ():
        for reference in silent.refers_to:
            yield silent.articles[0], reference
