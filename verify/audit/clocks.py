"""What is wrong with the clocks of a text: open, without a start, never started, two for one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any

from model.deadline import (
    Before,
    Completeness,
    External,
    Immediately,
    Indefinite,
    NoLimit,
    Within,
)
from model.regime import Regime
from model.rule import CountsAs, Obligation, bearers_of, effects_of
from model.vocabulary import WORLD, Guard
from verify.audit.basis import names_a_basis
from verify.audit.finding import Finding, FindingKind, Severity
from verify.audit.part import Part
from verify.audit.reference import sources_of
from verify.audit.reporter import Reporter, joined
from verify.deletion import minimised
from verify.formula import Expr, both, either, equal, every, not_, some
from verify.moment import Due


def written(regime: Regime, report: Reporter) -> Iterator[Finding]:
    """Return what the wording of the deadlines alone shows."""
    for rule in regime.obligations:
        match rule.deadline:
            case Indefinite(wording):
                yield report(FindingKind.INDEFINITE_DEADLINE, rule, wording=wording)
            case External(wording):
                variant = "basis" if names_a_basis(wording) else "sentence"
                yield report(FindingKind.EXTERNAL_LIMIT, rule, variant=variant, wording=wording)
            case NoLimit() if waiting := list(_waiting(regime, rule)):
                others = joined([report.cite(one) for one in waiting])
                parties = report.parties(sorted({who for one in waiting for who in one.bearers}))
                yield report(FindingKind.NO_LIMIT, rule, *waiting, waiting=others, parties=parties)
        if rule.completeness is Completeness.START_UNSTATED:
            yield _without_start(rule, report)
    yield from _routes(regime, report)
    sources = sources_of(regime)
    again = {*sources, *regime.again}
    duties = [rule for rule in regime.obligations if rule.id not in again]
    counted = [rule for rule in duties if _counts_days(rule)]
    if counted and not regime.counting_stated:
        number = len({(rule.article, rule.act) for rule in counted})
        yield report(FindingKind.COUNTING_UNDEFINED, *counted, count=number)


def _without_start(rule: Obligation, report: Reporter) -> Finding:
    """A limit whose start is ours: it says which one we read, and no number where none stands."""
    trigger = joined([report.label(event) for event in rule.on.events])
    kind = FindingKind.NUMBER_WITHOUT_START
    if isinstance(rule.deadline, Within):
        return report(kind, rule, trigger=trigger)
    written = rule.wording.word
    variant = "word" if written else "at-once"
    return report(kind, rule, variant=variant, trigger=trigger, wording=written)


def findings(part: Part, report: Reporter) -> Iterator[Finding]:
    """Return what runs show about the clocks of one part."""
    for rule in part.regime.obligations:
        if isinstance(rule.deadline, Before | NoLimit):
            continue
        if (case := never_starts(part, rule)) is not None:
            trigger = joined([report.label(event) for event in rule.on.events])
            facts = report.facts(case)
            kind, read = FindingKind.CLOCK_NEVER_STARTS, rule.reading is not None
            weight, variant = (Severity.MEDIUM, "as-read") if read else (None, "sentence")
            values: dict[str, Any] = {"case": facts, "trigger": trigger}
            yield report(kind, rule, severity=weight, variant=variant, **values)
        elif debtor_starts(part, rule):
            trigger = joined([report.label(event) for event in rule.on.events])
            bearer = report.parties(rule.bearers)
            yield report(FindingKind.DEBTOR_STARTS_CLOCK, rule, trigger=trigger, bearer=bearer)
    for one, other in combinations(part.regime.obligations, 2):
        settled = part.regime.ordered(one.id, other.id)
        if one.act == other.act and not settled and two_clocks(part, one, other):
            witness = part.witness(*_both_run(part, one, other))
            # Two limits that the text leaves open may turn out to be one.
            variant = "worded" if one.open and other.open else "sentence"
            yield report(FindingKind.TWO_CLOCKS, one, other, witness=witness, variant=variant)


def _counts_days(rule: Obligation) -> bool:
    counted = (Completeness.COMPLETE, Completeness.START_UNSTATED)
    limit = rule.deadline
    return (rule.completeness in counted and hasattr(limit, "count")) or (
        isinstance(limit, Before) and limit.count > 0
    )


def _waiting(regime: Regime, rule: Obligation) -> Iterator[Obligation]:
    """Duties of others that can be done only after the act: they wait for it."""
    for other in regime.obligations:
        apart = set(other.bearers) & set(rule.bearers)
        after = rule.act in other.on.events and not _free_to_go_first(regime, other, rule.act)
        if after and not apart and _together(rule.when, other.when):
            yield other


def _free_to_go_first(regime: Regime, duty: Obligation, event: str) -> bool:
    """Whether another rule lets the bearers of a duty do its act before an event has come."""
    return any(
        one.act == duty.act
        and _together(one.when, duty.when)
        and event not in regime.foundations(*one.on.events)
        and set(bearers_of(one)) & set(duty.bearers)
        for one in regime.supports
    )


def _together(guard: Guard, other: Guard) -> bool:
    """Whether one case can be in both guards."""
    return all(guard[name] & other[name] for name in guard.keys() & other.keys())


def _routes(regime: Regime, report: Reporter) -> Iterator[Finding]:
    """Pairs of duties that bring the same information to the same party by two clocks.

    One that only passes on what the other has brought is no second route.
    """
    words = regime.vocabulary
    telling = [one for one in regime.obligations if one.content and one.announced is None]
    for one, other in combinations(telling, 2):
        shared = [name for name in one.content if name in other.content]
        relayed = one.act in other.on.events or other.act in one.on.events
        if not shared or one.act == other.act or relayed or regime.ordered(one.id, other.id):
            continue
        limited = not (isinstance(one.deadline, NoLimit) and isinstance(other.deadline, NoLimit))
        if limited and _same_way(regime, one, other) and _clock(one) != _clock(other):
            content = joined([words.contents[name] for name in shared])
            kind, variant = FindingKind.TWO_CLOCKS, "routes"
            yield report(kind, one, other, variant=variant, content=content)


def _same_way(regime: Regime, one: Obligation, other: Obligation) -> bool:
    """Whether two duties can meet in one case, from one party to another or to nobody named."""
    to = {one.towards, other.towards} - {None}
    shared = regime.vocabulary.meet(one.bearers, other.bearers)
    return shared and len(to) < 2 and _together(one.when, other.when)


def _clock(rule: Obligation) -> tuple[object, frozenset[str]]:
    limit = rule.deadline
    return (Immediately if isinstance(limit, Immediately) else limit), frozenset(rule.on.events)


def never_starts(part: Part, rule: Obligation) -> dict[str, str] | None:
    """Return the facts of a case that a duty covers and in which no clock for it can start.

    The duty covers a case if all that its act presupposes can happen there; its clock, and that of
    any other duty to do the same, cannot start if no admissible run reaches the triggers. ``None``
    where there is no such case. Only facts are given on which it depends whether the clock starts.
    """
    words = part.regime.vocabulary
    kind = words.events[rule.act]
    if not kind.presupposes:
        return None
    covered = [part.encoding.guard(rule.when), part.encoding.guard(kind.when)]
    covered += [part.occurs(event) for event in kind.presupposes]
    started = some(
        (part.active(duty.id) for duty in part.regime.obligations if duty.act == rule.act),
        part.context,
    )
    asked = sorted({*_facts(part.regime, rule.on.events), *rule.when})
    apart: list[Expr] = []
    while (case := part.case([*covered, *apart], asked)) is not None:
        fixed = [equal(part.encoding.attributes[name], value) for name, value in case.items()]
        if not part.possible(started, *fixed):
            return _decisive(part, case, [*covered, started])
        apart.append(not_(every(fixed, part.context)))
    return None


def _decisive(part: Part, case: Mapping[str, int], claims: list[Expr]) -> dict[str, str]:
    """The facts of a case on which it rests that no run satisfies the claims."""

    def impossible(_: str, names: list[str]) -> bool:
        fixed = [equal(part.encoding.attributes[name], case[name]) for name in names]
        return not part.possible(*claims, *fixed)

    values = part.regime.vocabulary.attributes
    names = minimised(case, impossible)
    return {name: values[name].values[case[name]] for name in names}


def _facts(regime: Regime, events: Iterable[str]) -> set[str]:
    """The facts of a case on which it may depend whether events come about."""
    asked: set[str] = set()
    waiting, seen = list(events), set[str]()
    while waiting:
        event = waiting.pop()
        if event in seen:
            continue
        seen.add(event)
        kind = regime.vocabulary.events[event]
        asked |= kind.when.keys()
        waiting += kind.presupposes
        for rule in regime.rules:
            if event in effects_of(rule):
                asked |= rule.when.keys()
                waiting += rule.on.events
                if isinstance(rule, Obligation):
                    waiting += rule.excused_by
                    for default in rule.expiring:
                        asked |= {name for guard in default.unless for name in guard}
    return asked


def debtor_starts(part: Part, rule: Obligation) -> bool:
    """Whether the clock starts with an act of the debtor that nothing forces him to do in time.

    Every trigger is his own act, and all rules can be obeyed while what calls for it has happened
    and the trigger never comes. Limits that are open count as none.
    """
    regime, words = part.regime, part.regime.vocabulary.events
    for event in rule.on.events:
        makers = {party for one in regime.supports if one.act == event for party in bearers_of(one)}
        makers = makers or {words[event].by}
        counted = any(isinstance(one, CountsAs) and one.event == event for one in regime.rules)
        if counted or makers == {WORLD} or not makers <= set(rule.bearers):
            return False
        others = [
            earlier for earlier in words[event].presupposes if words[earlier].by not in rule.bearers
        ]
        if not others and event not in regime.governed:
            return False  # it begins the matter: before it nobody waits
    unset = [obligation.id for obligation in regime.obligations if obligation.open]
    firm = [one for one in part.binding() if one not in unset]
    clocks = [obligation.id for obligation in regime.obligations if obligation.act == rule.act]
    idle = [part.encoding.guard(rule.when), *(not_(part.active(clock)) for clock in clocks)]
    asked = [
        part.occurs(earlier) for event in rule.on.events for earlier in words[event].presupposes
    ]
    for event in rule.on.events:
        if calling := [part.active(one.id) for one in regime.supports if one.act == event]:
            asked.append(some(calling, part.context))
    return part.possible(*idle, *asked, *part.obeyed(firm), without=unset)


def two_clocks(part: Part, one: Obligation, other: Obligation) -> bool:
    """Whether two duties of one party to do the same can run at once and end at different times.

    What a party owes and what a part of it owes are owed by one.
    """
    if not part.regime.vocabulary.meet(one.bearers, other.bearers):
        return False
    if isinstance(one.deadline, Before | NoLimit) or isinstance(other.deadline, Before | NoLimit):
        return False
    return part.possible(*_both_run(part, one, other))


def _both_run(part: Part, one: Obligation, other: Obligation) -> list[Expr]:
    """Both are pending at some time, and end at different ones."""
    first, second = part.encoding.rules[one.id], part.encoding.rules[other.id]
    act = part.encoding.events[one.act]
    claims = [first.active, second.active]
    for term in (first, second):
        claims.append(either(not_(act.occurs), term.opened.before(act.at)))
        if term.excused is not None:
            claims.append(not_(term.excused))
    if first.due is not None and second.due is not None:
        claims += [first.opened.by(second.due), second.opened.by(first.due)]
        claims.append(not_(_same(first.due, second.due)))
    return claims


def _same(one: Due, other: Due) -> Expr:
    return both(equal(one.day, other.day), equal(one.round, other.round))
