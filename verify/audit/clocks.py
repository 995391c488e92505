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
from model.rule import CountsAs, Obligation, Timed, bearers_of, effects_of, is_timed
from model.tolling import Tolling
from model.vocabulary import WORLD
from verify.audit.basis import names_a_basis
from verify.audit.finding import Finding, FindingKind, Severity
from verify.audit.part import Part
from verify.audit.reference import sources_of
from verify.audit.reporter import Reporter, joined
from verify.audit.waiting import no_limit, together, waiting_for
from verify.deletion import minimised
from verify.formula import Expr, both, either, equal, every, not_, some
from verify.moment import Due


def written(regime: Regime, report: Reporter) -> Iterator[Finding]:
    """Return what the wording of the deadlines alone shows."""
    for rule in regime.timed:
        match rule.deadline:
            case Indefinite(wording):
                kind, variant = FindingKind.INDEFINITE_DEADLINE, _vague(wording)
                yield report(kind, rule, variant=variant, wording=wording)
            case External(wording):
                variant = "basis" if names_a_basis(wording) else "sentence"
                yield report(FindingKind.EXTERNAL_LIMIT, rule, variant=variant, wording=wording)
            case NoLimit() if isinstance(rule, Obligation) and (
                waiting := list(waiting_for(regime, rule))
            ):
                yield no_limit(regime, rule, waiting, report)
        if rule.completeness is Completeness.START_UNSTATED and not _receives(regime, rule):
            yield _without_start(rule, report)
    yield from _routes(regime, report)
    sources = sources_of(regime)
    again = {*sources, *regime.again}
    counted = [rule for rule in regime.timed if rule.id not in again and _counts_days(rule)]
    if counted and not regime.counting_stated:
        kind, named = FindingKind.COUNTING_UNDEFINED, report.cites(counted)
        yield report(kind, *counted, duties=named)


def _vague(wording: str) -> str:
    """Whether a vague word leaves open how often or how soon."""
    return "period" if "定期" in wording else "sentence"


def _receives(regime: Regime, rule: Timed) -> bool:
    """Whether a duty is to receive at once what another sends: that cannot run from elsewhere."""
    if not isinstance(rule, Obligation):
        return False
    words = regime.vocabulary.events
    senders = {words[event].by for event in rule.on.events} - {WORLD}
    sent = set(words[rule.act].presupposes) == {*rule.on.events} and bool(senders)
    return isinstance(rule.deadline, Immediately) and sent and not senders & {*rule.bearers}


def _without_start(rule: Timed, report: Reporter) -> Finding:
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
            trigger = joined([report.label(event) for event in _missing(part, rule, case)])
            facts = report.facts(case)
            kind, read = FindingKind.CLOCK_NEVER_STARTS, rule.reading is not None
            weight, variant = (Severity.MEDIUM, "as-read") if read else (None, "sentence")
            values: dict[str, Any] = {"case": facts, "trigger": trigger}
            yield report(kind, rule, severity=weight, variant=variant, **values)
        elif debtor_starts(part, rule):
            trigger = joined([report.label(event) for event in rule.on.events])
            bearer = report.parties(rule.bearers)
            # Where the step before is itself to be done 及时, the word is what is to be mended.
            told = [one for one in part.regime.obligations if one.act in rule.on.events]
            vague = told and all(isinstance(one.deadline, Indefinite) for one in told)
            kind, weight = FindingKind.DEBTOR_STARTS_CLOCK, Severity.LOW if vague else None
            yield report(kind, rule, severity=weight, trigger=trigger, bearer=bearer)
    for one, other in combinations(part.regime.obligations, 2):
        settled = part.regime.ordered(one.id, other.id)
        if one.act == other.act and not settled and two_clocks(part, one, other):
            witness = part.witness(*_both_run(part, one, other))
            # Two limits that the text leaves open may turn out to be one.
            variant = "worded" if one.open and other.open else "sentence"
            yield report(FindingKind.TWO_CLOCKS, one, other, witness=witness, variant=variant)


def _counts_days(rule: Timed) -> bool:
    """Whether days are counted such that the law in general does not say how.

    Of a limit that runs forward the day of the event never counts; of notice ahead no law says so.
    """
    return isinstance(rule.deadline, Before) and rule.deadline.count > 0


def _routes(regime: Regime, report: Reporter) -> Iterator[Finding]:
    """Pairs of duties that bring the same information to the same party by two clocks.

    One that only passes on what the other has brought is no second route. Nor is one for a special
    case of it: on the same channel, and without a limit of its own.
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
            together = bool({*one.through} & {*other.through})
            if together and (
                isinstance(one.deadline, NoLimit) or isinstance(other.deadline, NoLimit)
            ):
                continue
            kind, variant = FindingKind.TWO_CLOCKS, "pushes" if together else "routes"
            yield report(kind, one, other, variant=variant, content=content)


def _same_way(regime: Regime, one: Obligation, other: Obligation) -> bool:
    """Whether two duties can meet in one case, from one party to another or to nobody named."""
    to = {one.towards, other.towards} - {None}
    shared = regime.vocabulary.meet(one.bearers, other.bearers)
    return shared and len(to) < 2 and together(one.when, other.when)


def _clock(rule: Obligation) -> tuple[object, frozenset[str], Tolling]:
    limit = Immediately if isinstance(rule.deadline, Immediately) else rule.deadline
    return limit, frozenset(rule.on.events), rule.clock


_SINGLY = 3
"""Cases that are looked at one by one, before each run is asked in which cases it can be had."""


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
    same = [duty for duty in part.regime.obligations if duty.act == rule.act]
    started = some((part.active(duty.id) for duty in same), part.context)
    facts = {fact for duty in same for fact in (*_facts(part.regime, duty.on.events), *duty.when)}
    asked, terms = sorted(facts), part.encoding.attributes
    apart: list[Expr] = []

    def found(*fixed: Expr) -> dict[str, int] | None:
        while (case := part.case([*covered, *apart, *fixed], terms)) is not None:
            whole = {name: equal(terms[name], value) for name, value in case.items()}
            these = [whole[name] for name in asked]
            starting = None
            if len(apart) >= _SINGLY:
                starting = part.cases_of_a_run(started, whole.values())
            if starting is None and part.possible(started, *these):
                starting = every(these, part.context)
            if starting is None:
                return {name: case[name] for name in asked}
            apart.append(not_(starting))
        return None

    if (case := found()) is None:
        return None
    told: list[Expr] = []
    for name in asked:  # The first such case, so that it does not depend on the solver's choice.
        sooner = (found(*told, equal(terms[name], value)) for value in range(case[name]))
        case = next((one for one in sooner if one is not None), case)
        told.append(equal(terms[name], case[name]))
    return _decisive(part, case, [*covered, started])


def _decisive(part: Part, case: Mapping[str, int], claims: list[Expr]) -> dict[str, str]:
    """The facts of a case on which it rests that no run satisfies the claims."""

    def impossible(_: str, names: list[str]) -> bool:
        fixed = [equal(part.encoding.attributes[name], case[name]) for name in names]
        return not part.possible(*claims, *fixed)

    values = part.regime.vocabulary.attributes
    names = minimised(case, impossible)
    return {name: values[name].values[case[name]] for name in names}


def _missing(part: Part, rule: Obligation, case: Mapping[str, str]) -> list[str]:
    """The triggers of a rule that cannot come in a case; all where each of them alone can."""
    guard = part.encoding.guard({name: frozenset({value}) for name, value in case.items()})
    missing = [event for event in rule.on.events if not part.possible(part.occurs(event), guard)]
    return missing or [*rule.on.events]


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
                if is_timed(rule):
                    waiting += (*rule.excused_by, *rule.clock.events)
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
        if all(one.act != event for one in regime.supports):
            return False  # nobody owes it or is let do it, so that nobody waits for it either
    unset = [one.id for one in regime.timed if one.open]
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
