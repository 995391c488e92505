"""What others wait for and has no limit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from model.regime import Regime
from model.rule import Obligation, bearers_of
from model.vocabulary import Guard
from verify.audit.finding import Finding, FindingKind, Severity
from verify.audit.reach import outside
from verify.audit.reporter import Reporter


def waiting_for(regime: Regime, rule: Obligation) -> Iterator[Obligation]:
    """Yield duties of others that can be done only after the act: they wait for it."""
    for other in regime.obligations:
        apart = set(other.bearers) & set(rule.bearers)
        after = rule.act in other.on.events and not _free_to_go_first(regime, other, rule.act)
        if after and not apart and together(rule.when, other.when):
            yield other


def _free_to_go_first(regime: Regime, duty: Obligation, event: str) -> bool:
    """Whether another rule lets the bearers of a duty do its act before an event has come."""
    return any(
        one.act == duty.act
        and together(one.when, duty.when)
        and event not in regime.foundations(*one.on.events)
        and set(bearers_of(one)) & set(duty.bearers)
        for one in regime.supports
    )


def together(guard: Guard, other: Guard) -> bool:
    """Whether one case can be in both guards."""
    return all(guard[name] & other[name] for name in guard.keys() & other.keys())


def no_limit(
    regime: Regime, rule: Obligation, waiting: list[Obligation], report: Reporter
) -> Finding:
    """What others wait for and has no limit, nor a bearer where none is named either."""
    values: dict[str, Any] = {
        "waiting": report.cites(waiting),
        "parties": report.parties(sorted({who for one in waiting for who in one.bearers})),
        "bearer": report.parties(rule.bearers),
    }
    variant = "sentence" if rule.bearer_stated else "nobody"
    weight = Severity.LOW if outside(regime, rule) else None
    kind = FindingKind.NO_LIMIT
    return report(kind, rule, *waiting, severity=weight, variant=variant, **values)
