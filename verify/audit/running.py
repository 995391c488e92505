"""What is wrong with what may happen to a clock: stopped for ever, moved by the debtor, in vain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from model.copies import family_of
from model.deadline import Fraction, Unit, Within, is_open
from model.language import say
from model.regime import Regime
from model.rule import Obligation, Timed, is_timed
from model.tolling import Extension
from model.vocabulary import WORLD
from verify.audit.finding import Finding, FindingKind, Severity
from verify.audit.hands import comes_of_itself, in_hands_of, makers, waiting_for
from verify.audit.part import Part
from verify.audit.reporter import Reporter
from verify.formula import Expr, not_
from verify.tolling import Clock


def written(regime: Regime, report: Reporter) -> Iterator[Finding]:
    """Return what the wording of clocks and of parts of limits alone shows."""
    for rule in regime.timed:
        if rule.id in regime.again:
            continue
        for extension in rule.clock.extensions:
            if is_open(extension.by):
                yield _open_extension(regime, rule, extension, report)
        if isinstance(rule.deadline, Fraction):
            yield from _part_of_limit(regime, rule, rule.deadline, report)


def findings(part: Part, report: Reporter) -> Iterator[Finding]:
    """Return what runs show about the clocks of one part."""
    for rule in part.regime.timed:
        clock = part.encoding.rules[rule.id].clock
        if clock is None or not part.possible(part.active(rule.id)):
            continue
        yield from _standing(part, rule, clock, report)
        yield from _moved(part, rule, clock, report)
        yield from _idle(part, rule, clock, report)


def _open_extension(regime: Regime, rule: Timed, extension: Extension, report: Reporter) -> Finding:
    """A limit that an event lengthens by a time that the text leaves open."""
    own = isinstance(rule, Obligation) and in_hands_of(regime, extension.event, rule.bearers)
    return report(
        FindingKind.OPEN_EXTENSION,
        rule,
        variant="debtor" if own else "sentence",
        extended=report.label(extension.event),
        wording=getattr(extension.by, "wording", ""),
        bearer=report.parties(rule.bearers) if isinstance(rule, Obligation) else "",
    )


def _part_of_limit(
    regime: Regime, rule: Timed, limit: Fraction, report: Reporter
) -> Iterator[Finding]:
    """A part of a limit that half days, or what happens to the other clock, leave open."""
    whole = regime.by_id.get(limit.of)
    if whole is None or not isinstance(limit.whole, Within):
        return
    days, rest = divmod(limit.whole.count * limit.numerator, limit.denominator)
    values: dict[str, Any] = {"whole": report.cite(whole)}
    if rest and days:
        between = [one for one in _beside(regime, rule) if days <= _days(one) <= days + 1]
        yield report(
            FindingKind.PART_OF_A_LIMIT,
            rule,
            *between,
            severity=Severity.MEDIUM if between else None,
            variant="order" if between else "sentence",
            less=days,
            more=days + 1,
            **values,
        )
    if is_timed(whole) and whole.clock and whole.clock != rule.clock:
        yield report(FindingKind.PART_OF_A_LIMIT, rule, whole, variant="moving", **values)


def _beside(regime: Regime, rule: Timed) -> Iterator[Timed]:
    """Other rules that are set going together with one, with limits in working days."""
    for other in regime.timed:
        if other.id != rule.id and {*other.on.events} & {*rule.on.events} and _days(other):
            yield other


def _days(rule: Timed) -> int:
    limit = rule.deadline
    return limit.count if isinstance(limit, Within) and limit.unit is Unit.WORKING_DAYS else 0


def _standing(part: Part, rule: Timed, clock: Clock, report: Reporter) -> Iterator[Finding]:
    """A suspension that need never end although everybody obeys; limits that are open end none."""
    regime, term = part.regime, part.encoding.rules[rule.id]
    unset = [one.id for one in regime.timed if one.open]
    firm = [one for one in part.binding() if one not in unset]
    for suspension, stop in zip(rule.clock.suspensions, clock.stops, strict=True):
        claims = [term.active, stop.begins, not_(part.occurs(suspension.resumes))]
        if term.excused is not None:
            claims.append(not_(term.excused))
        if isinstance(rule, Obligation):
            claims.append(not_(part.occurs(rule.act)))
        if not part.possible(*claims, *part.obeyed(firm), without=unset):
            continue
        vague = [one for one in regime.timed if one.open and suspension.resumes in _brought(one)]
        variant = _ended_by(regime, rule, suspension.resumes, bool(vague))
        parties = sorted(makers(regime, suspension.resumes) - {WORLD})
        yield report(
            FindingKind.ENDLESS_SUSPENSION,
            rule,
            *vague,
            witness=_shown(part, claims),
            severity=Severity.LOW if variant == "creditor" else None,
            variant=variant,
            stopped=report.label(suspension.stops),
            resumed=report.label(suspension.resumes),
            parties=report.parties(parties),
        )


def _shown(part: Part, claims: list[Expr]) -> Any:
    """A run in which a clock stands still for ever, if there is one with all open limits kept."""
    obeyed = part.binding()
    possible = part.possible(*claims, *part.obeyed(obeyed))
    return part.witness(*claims, obeyed=obeyed) if possible else None


def _brought(rule: Timed) -> set[str]:
    act = {rule.act} if isinstance(rule, Obligation) else set()
    return act | {one.event for one in rule.expiring}


def _ended_by(regime: Regime, rule: Timed, event: str, vague: bool) -> str:
    """Tell apart in whose hands it is that a clock goes on."""
    if vague:
        return "unlimited"
    if isinstance(rule, Obligation):
        if in_hands_of(regime, event, rule.bearers):
            return "debtor"
        if in_hands_of(regime, event, waiting_for(regime, rule)):
            return "creditor"
    others = makers(regime, event) - {WORLD}
    return "other" if others and not comes_of_itself(regime, event) else "sentence"


def _moved(part: Part, rule: Timed, clock: Clock, report: Reporter) -> Iterator[Finding]:
    """What the debtor himself may do to his clock, and what may begin it anew again and again."""
    regime, heard = part.regime, clock.effective
    if not isinstance(rule, Obligation) or rule.id in regime.again:
        return
    own = {event for event in heard if in_hands_of(regime, event, rule.bearers)}
    waiting = waiting_for(regime, rule)
    bearer = report.parties(rule.bearers)
    for event in rule.clock.restarts:
        if _counted(regime, rule):
            continue  # It comes in a bounded number of rounds.
        if part.possible(heard[event]) and not in_hands_of(regime, event, waiting):
            debtor = event in own
            yield report(
                FindingKind.DEBTOR_MOVES_CLOCK if debtor else FindingKind.RESTART_WITHOUT_END,
                rule,
                variant="restarts" if debtor else "sentence",
                moved=report.label(event),
                bearer=bearer,
            )
    for extension in rule.clock.extensions:
        firm = isinstance(extension.by, Within)
        if firm and extension.event in own and part.possible(heard[extension.event]):
            yield report(
                FindingKind.DEBTOR_MOVES_CLOCK,
                rule,
                severity=Severity.LOW,
                moved=report.label(extension.event),
                bearer=bearer,
                days=getattr(extension.by, "count", 0),
            )


def _counted(regime: Regime, rule: Timed) -> bool:
    """Whether a rule holds in each of a number of rounds that the text sets."""
    family = family_of(regime.families, rule.id)
    return family is not None and family.rounds > 1


def _idle(part: Part, rule: Timed, clock: Clock, report: Reporter) -> Iterator[Finding]:
    """What a clause lets stop, restart or lengthen a clock, and what can never do so."""
    heard = clock.effective
    asked: list[tuple[str, str, Expr]] = [
        ("stops", one.stops, stop.begins)
        for one, stop in zip(rule.clock.suspensions, clock.stops, strict=True)
    ]
    asked += [("restarts", event, heard[event]) for event in rule.clock.restarts]
    asked += [("extends", one.event, heard[one.event]) for one in rule.clock.extensions]
    for role, event, effective in asked:
        yield from idle(part, rule, role, event, effective, report)


def idle(
    part: Part, rule: Timed, role: str, event: str, effective: Expr, report: Reporter
) -> Iterator[Finding]:
    """Say that an event can never have the effect that a clause gives it, where it cannot."""
    if part.possible(part.active(rule.id), effective):
        return
    comes = part.possible(part.active(rule.id), part.occurs(event))
    yield report(
        FindingKind.IDLE_EVENT,
        rule,
        variant="sentence" if comes else "never",
        clause=report.article(rule.article),
        heard=report.label(event),
        effect=say(_ROLES[role]),
    )


_ROLES = {
    "stops": "clock-role.stops",
    "restarts": "clock-role.restarts",
    "extends": "clock-role.extends",
    "unless": "clock-role.unless",
}
