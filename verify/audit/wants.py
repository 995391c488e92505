"""What rules should exclude and do not, and what they should leave possible and do not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from model.deadline import External, NoLimit
from model.language import Text, say
from model.rule import Obligation, Rule, effects_of
from model.vocabulary import Concern, Purpose
from verify.audit.finding import Finding, FindingKind, Severity
from verify.audit.part import Part
from verify.audit.reporter import Reporter, joined, quotation
from verify.audit.sanctions import pointing
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
            asked = replace(concern, never=never, label=_asked(concern, never, report))
            yield from insufficiency(part, asked, report)
    for purpose in words.purposes.values():
        reach = known(purpose.reach, *purpose.instead) or purpose.reach
        if reach in part.regime.mentioned:
            yield from restriction(part, replace(purpose, reach=reach), report)


def _asked(concern: Concern, never: str, report: Reporter) -> Text:
    """The concern in words, with what was asked about where the text has something else instead."""
    if never == concern.never:
        return concern.label
    return concern.label + say("property.asked", event=report.label(never))


def insufficiency(part: Part, concern: Concern, report: Reporter) -> Iterator[Finding]:
    """Say whether a concern is allowed: outright, for want of a limit, or by an open limit only.

    Allowed is what can happen though every rule is obeyed. Where giving the open limits any value
    would exclude it, the finding names a minimal set of them: nobody obeys a word such as 及时 who
    never acts, but without a number of days no breach can be established.
    """
    feared = _feared(part, concern)
    unset = [rule.id for rule in part.regime.timed if rule.open]
    firm = [one for one in part.binding() if one not in unset]
    if not part.possible(*feared, *part.obeyed(firm), without=unset):
        return
    values: dict[str, Any] = {"concern": concern.label, "about": concern.id}
    if part.possible(*feared, *part.obeyed(part.binding())):
        yield _allowed(part, concern, feared, values, report)
        return

    def excludes(_: str, kept: list[str]) -> bool:
        rest = [one for one in unset if one not in kept]
        duties = [one for one in kept if one in part.encoding.obeys]
        return not part.possible(*feared, *part.obeyed([*firm, *duties]), without=rest)

    needed = minimised(unset, excludes)
    duties = [rule for rule in part.regime.obligations if rule.id in needed]
    values["limits"] = joined([report.cite(rule) for rule in duties])
    values["wording"] = joined([quotation(rule.wording.word) for rule in duties])
    elsewhere = any(isinstance(rule.deadline, External) for rule in duties)
    severity, variant = Severity.MEDIUM, "external" if elsewhere else "open"
    yield report(FindingKind.INSUFFICIENT, *needed, severity=severity, variant=variant, **values)


def _allowed(
    part: Part, concern: Concern, feared: list[Expr], values: dict[str, Any], report: Reporter
) -> Finding:
    """A concern that comes about though all obey, with what lets it: no limit, or no duty."""
    about = _about(part, concern)
    unlimited = [rule for rule in about if _unlimited(rule, concern.never)]
    variant = "sentence"
    if unlimited:
        variant, clauses, read = _punished(part, unlimited[0], report)
        values |= {"sanctions": clauses, "as_read": read}
    elif guarded := _outside(part, concern, feared):
        about, variant = [guarded], "outside"
        values["covered"] = covered(part, guarded)
    as_read = bool(values.pop("as_read", False))
    return replace(
        report(
            FindingKind.INSUFFICIENT,
            *(unlimited or about),
            witness=part.witness(*feared, obeyed=part.binding()),
            severity=Severity.MEDIUM if unlimited else None,
            variant=variant,
            **values,
        ),
        as_read=as_read,
    )


def _punished(part: Part, rule: Rule, report: Reporter) -> tuple[str, Text, bool]:
    """Whether delay is punished though no limit is set, or by a clause that we read as narrower."""
    late = [one for one in report.regime.sanctions_of(rule.id) if one.ground == "late"]
    if late:
        return "punished", joined([report.article(one.article) for one in late]), False
    aside = [one for one in pointing(report.regime, rule) if one.ground == "late"]
    if aside:
        return "aside", joined([report.article(one.article) for one in aside]), True
    return "unlimited", Text("", ""), False


def _outside(part: Part, concern: Concern, feared: list[Expr]) -> Obligation | None:
    """The one duty that excludes a concern in the cases it covers, and only there."""
    duties = [one for one in part.regime.obligations if one.act == concern.never and one.when]
    if len(duties) != 1:
        return None
    (duty,) = duties
    obeyed = part.obeyed(part.binding())
    within = part.encoding.guard(duty.when)
    return None if part.possible(*feared, *obeyed, within) else duty


def covered(part: Part, duty: Obligation) -> Text:
    """Say of which cases a duty is."""
    facts = part.regime.vocabulary.attributes
    return say("condition.and").join(facts[name].said(asked) for name, asked in duty.when.items())


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
        about=purpose.id,
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
