"""What rules should exclude and do not, and what they should leave possible and do not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from model.deadline import NoLimit
from model.rule import Obligation, Rule, effects_of
from model.vocabulary import Concern, Purpose
from verify.audit.finding import Finding, FindingKind, Severity
from verify.audit.part import Part
from verify.audit.reporter import Reporter, joined
from verify.deletion import minimised
from verify.formula import Expr, not_


def findings(part: Part, report: Reporter) -> Iterator[Finding]:
    """Return stated concerns that the rules allow, and stated purposes that they rule out.

    Only of what the rules speak about: where they do not name the event that a concern begins
    with, or that a purpose wants, they do not regulate the matter at all.
    """
    words = part.regime.vocabulary
    known = part.regime.first_governed
    for concern in words.concerns.values():
        if concern.trigger in part.regime.mentioned:
            never = known(concern.never, *concern.instead) or concern.never
            yield from insufficiency(part, replace(concern, never=never), report)
    for purpose in words.purposes.values():
        reach = known(purpose.reach, *purpose.instead) or purpose.reach
        if reach in part.regime.mentioned:
            yield from restriction(part, replace(purpose, reach=reach), report)


def insufficiency(part: Part, concern: Concern, report: Reporter) -> Iterator[Finding]:
    """Say whether a concern is allowed: outright, for want of a limit, or by an open limit only.

    Allowed is what can happen though every rule is obeyed. Where giving the open limits any value
    would exclude it, the finding names a minimal set of them.
    """
    feared = _feared(part, concern)
    unset = [rule.id for rule in part.regime.obligations if rule.open]
    firm = [one for one in part.binding() if one not in unset]
    if not part.possible(*feared, *part.obeyed(firm), without=unset):
        return
    values: dict[str, Any] = {"concern": concern.label, "trigger": report.label(concern.trigger)}
    if part.possible(*feared, *part.obeyed(part.binding())):
        about = _about(part, concern)
        unlimited = [rule for rule in about if _unlimited(rule, concern.never)]
        witness = part.witness(*feared, obeyed=part.binding())
        yield report(
            FindingKind.INSUFFICIENT,
            *(unlimited or about),
            witness=witness,
            severity=Severity.MEDIUM if unlimited else None,
            variant="unlimited" if unlimited else "sentence",
            **values,
        )
        return

    def excludes(_: str, kept: list[str]) -> bool:
        rest = [one for one in unset if one not in kept]
        return not part.possible(*feared, *part.obeyed([*firm, *kept]), without=rest)

    needed = minimised(unset, excludes)
    limits = joined([report.cite(part.regime.by_id[one]) for one in needed])
    values["limits"] = limits
    severity = Severity.MEDIUM
    yield report(FindingKind.INSUFFICIENT, *needed, severity=severity, variant="open", **values)


def restriction(part: Part, purpose: Purpose, report: Reporter) -> Iterator[Finding]:
    """Say whether a purpose can be reached by nobody who obeys, with the rules in the way.

    Where it is out of reach even for those who break rules, no rule is in the way: what leads
    there is missing.
    """
    wanted = [part.occurs(purpose.reach), part.encoding.guard(purpose.when)]

    def excludes(_: str, kept: list[str]) -> bool:
        return not part.possible(*wanted, *part.obeyed(kept))

    binding = part.binding()
    if part.possible(*wanted, *part.obeyed(binding)):
        return
    core = minimised(binding, excludes)
    leading = [rule.id for rule in part.regime.rules if purpose.reach in effects_of(rule)]
    yield report(
        FindingKind.OVER_RESTRICTIVE,
        *(core or leading),
        variant="sentence" if core else "unreachable",
        purpose=purpose.label,
        reach=report.label(purpose.reach),
    )


def _feared(part: Part, concern: Concern) -> list[Expr]:
    encoding = part.encoding
    never = encoding.events.get(concern.never)
    claims = [part.occurs(concern.trigger), encoding.guard(concern.when)]
    return claims if never is None else [*claims, not_(never.occurs)]


def _about(part: Part, concern: Concern) -> list[Rule]:
    """The rules that bring about what is missed; else those that follow on the trigger."""
    rules = part.regime.rules
    leading = [rule for rule in rules if concern.never in effects_of(rule)]
    following = [rule for rule in rules if concern.trigger in rule.on.events]
    naming = [rule for rule in rules if concern.trigger in effects_of(rule)]
    return leading or following or naming


def _unlimited(rule: Rule, never: str) -> bool:
    return isinstance(rule, Obligation) and isinstance(rule.deadline, NoLimit) and rule.act == never
