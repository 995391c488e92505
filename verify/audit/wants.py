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
from verify.audit.reach import answering
from verify.audit.reporter import Reporter, joined, quotation
from verify.audit.sanctions import pointing
from verify.deletion import minimised
from verify.formula import Expr, implies, not_


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

    Allowed is what can happen though nobody is overdue. Where giving the open limits any value
    would exclude it, the finding names a minimal set of them: nobody obeys a word such as 及时 who
    never acts, but without a number of days it is hard to say from when he is overdue.
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
    values["limits"] = report.cites(duties)
    values["wording"] = joined([quotation(rule.wording.word) for rule in duties])
    values["answering"], as_read = _answering(duties, report)
    elsewhere = any(isinstance(rule.deadline, External) for rule in duties)
    severity, variant = Severity.MEDIUM, "external" if elsewhere else "open"
    kind = FindingKind.INSUFFICIENT
    finding = report(kind, *needed, severity=severity, variant=variant, **values)
    yield replace(finding, as_read=as_read)


def _allowed(
    part: Part, concern: Concern, feared: list[Expr], values: dict[str, Any], report: Reporter
) -> Finding:
    """A concern that comes about though nobody is overdue, with what lets it: no limit, or no duty.

    Whoever never does what a duty without a limit asks is not late by any number of days, but that
    he obeys nobody can say: only what comes about though all duties are performed is allowed.
    """
    unlimited = _unlimited(part, concern, feared)
    about, variant, as_read = _about(part, concern), "sentence", False
    if unlimited:
        about, variant = [*unlimited], "unlimited"
        values["limits"] = report.cites(unlimited)
        values["answering"], as_read = _answering(unlimited, report)
    elif guarded := _outside(part, concern, feared):
        about, variant = [guarded], "outside"
        values["covered"] = report.case(guarded)
    return replace(
        report(
            FindingKind.INSUFFICIENT,
            *about,
            witness=part.witness(*feared, obeyed=part.binding()),
            severity=Severity.MEDIUM if unlimited else None,
            variant=variant,
            **values,
        ),
        as_read=as_read,
    )


def _unlimited(part: Part, concern: Concern, feared: list[Expr]) -> list[Obligation]:
    """The duties without a limit whose performance would exclude what comes about; a minimal set.

    Those that are to bring about the very thing that is missed are kept rather than others.
    """
    duties = [one for one in part.regime.obligations if isinstance(one.deadline, NoLimit)]
    duties.sort(key=lambda one: one.act == concern.never)
    claims = [*feared, *part.obeyed(part.binding())]

    def excludes(_: object, rest: list[Obligation]) -> bool:
        performed = [implies(part.active(one.id), part.occurs(one.act)) for one in rest]
        return not part.possible(*claims, *performed)

    return minimised(duties, excludes) if excludes(None, duties) else []


def _answering(duties: list[Obligation], report: Reporter) -> tuple[Text, bool]:
    """The sanctions that speak of duties, or that point to them and are read as narrower.

    And whether that is our reading.
    """
    regime = report.regime
    named = [one for rule in duties for one in answering(regime, rule)]
    if named:
        clauses = joined([report.article(one.article) for one in named])
        # Which breaches a clause speaks of is a reading where the file says so.
        read = any(one.reading for one in named)
        key = "answering.read" if read else "answering.named"
        return say(key, sanctions=clauses), False
    aside = [one for rule in duties for one in pointing(regime, rule) if one.ground == "late"]
    if aside:
        clauses = joined([report.article(one.article) for one in aside])
        return say("answering.aside", sanctions=clauses), True
    return Text("", ""), False


def _outside(part: Part, concern: Concern, feared: list[Expr]) -> Obligation | None:
    """The one duty that excludes a concern in the cases it covers, and only there."""
    duties = [one for one in part.regime.obligations if one.act == concern.never and one.when]
    if len(duties) != 1:
        return None
    (duty,) = duties
    obeyed = part.obeyed(part.binding())
    within = part.encoding.guard(duty.when)
    return None if part.possible(*feared, *obeyed, within) else duty


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
