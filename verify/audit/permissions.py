"""What is wrong with permissions that end: over before they can be used, or without an end."""

from __future__ import annotations

from collections.abc import Iterator

from model.regime import Regime
from model.rule import Power, events_of
from verify.audit.finding import Finding, FindingKind, Severity
from verify.audit.hands import may_bring
from verify.audit.part import Part
from verify.audit.reporter import Reporter, joined
from verify.formula import Expr, both, not_, some


def written(regime: Regime, report: Reporter) -> Iterator[Finding]:
    """Return the permissions whose end is no event of the text."""
    for rule in regime.powers:
        if rule.id in regime.again or rule.until is None:
            continue
        if _foreign(regime, rule.until):
            yield _cut_short(rule, "foreign", report, severity=Severity.LOW)


def findings(part: Part, report: Reporter) -> Iterator[Finding]:
    """Return the permissions of one part that are over before they can be used."""
    for rule in part.regime.powers:
        if rule.until is None or not part.possible(part.active(rule.id)):
            continue
        if not part.possible(part.active(rule.id), _used(part, rule, rule.until)):
            yield _cut_short(rule, "never", report, severity=Severity.HIGH)
            continue
        claims = _over_too_soon(part, rule, rule.until)
        if claims and part.possible(*claims, *part.obeyed(part.binding())):
            needed = joined([report.label(one) for one in _needed(part, rule)])
            witness = part.witness(*claims, obeyed=part.binding())
            yield _cut_short(rule, "sentence", report, witness=witness, needed=needed)


def _cut_short(rule: Power, variant: str, report: Reporter, **values: object) -> Finding:
    until = report.label(str(rule.until))
    kind = FindingKind.POWER_CUT_SHORT
    return report(kind, rule, variant=variant, until=until, **values)  # type: ignore[arg-type]


def _foreign(regime: Regime, event: str) -> bool:
    """Whether the rules know an event only as the end of permissions, and the world brings it."""
    if not regime.is_exogenous(event):
        return False
    others = (one for one in regime.rules if not (isinstance(one, Power) and one.until == event))
    return not any(event in events_of(one) for one in others)


def _used(part: Part, rule: Power, until: str) -> Expr:
    """Whether a permission is made use of before it is over."""
    act, end = part.encoding.events[rule.act], part.encoding.events[until]
    over = both(end.occurs, end.at.before(act.at))
    after = part.encoding.rules[rule.id].opened.before(act.at)
    return both(act.occurs, act.performed[rule.bearer], after, not_(over))


def _needed(part: Part, rule: Power) -> list[str]:
    """What must come before the act and is not the bearer's own to bring about."""
    kind = part.regime.vocabulary.events[rule.act]
    return [one for one in kind.presupposes if not may_bring(part.regime, one, [rule.bearer])]


def _over_too_soon(part: Part, rule: Power, until: str) -> list[Expr]:
    """That what the act presupposes comes, but only once the permission is over."""
    end, events = part.encoding.events[until], part.encoding.events
    late = [both(events[one].occurs, end.at.before(events[one].at)) for one in _needed(part, rule)]
    if not late:
        return []
    begun = part.encoding.rules[rule.id].opened.before(end.at)
    return [part.active(rule.id), end.occurs, begun, some(late, part.context)]
