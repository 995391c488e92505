"""Rules that cannot all be kept, rules that never speak, and rules that say nothing new.

Names after the literature on normative requirements (Feng et al., "Analyzing and debugging
normative requirements via satisfiability checking", ICSE 2024): vacuous conflict, situational
conflict, redundancy; dead ends as in timed DCR graphs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from itertools import combinations

import z3

from model.deadline import Before, notice
from model.regime import Regime
from model.rule import CountsAs, Obligation, Prohibition, Rule, bearers_of, events_of
from verify.audit.finding import Finding, Kind, Witness, name_of
from verify.audit.histories import Found, Histories, sources
from verify.audit.part import Part, Undecided, minimal
from verify.audit.reporter import Reporter
from verify.encoding import Encoding
from verify.moment import Expr
from verify.slicing import bearing_on, breaches_behind


def findings(part: Part, report: Reporter) -> Iterator[Finding]:
    """Return what these analyses find in one part of a regime."""
    speaking, free = [], []
    for rule in part.regime.rules:
        if not part.possible(part.active(rule.id)):
            yield report(Kind.VACUOUS_RULE, rule)
        else:
            speaking.append(rule)
    for rule in speaking:
        conflict = vacuous_conflict(part, rule)
        if conflict is None:
            free.append(rule)
        elif not _separately_owed(part, conflict):
            others = [one for one in conflict if one != rule.id]
            witness = part.witness(part.active(rule.id))
            yield report(Kind.VACUOUS_CONFLICT, rule, *others, witness=witness)
    if (exposed := blockable(part)) is not None:
        within = {one.id for one in exposed.regime.rules}
        yield from _situational(exposed, [one for one in free if one.id in within], report)
        yield from _dead_ends(exposed, [one for one in speaking if one.id in within], report)
    for rule in free:
        if (rests := redundancy(part, rule)) is not None:
            yield report(Kind.REDUNDANT_RULE, rule, *rests)


def _separately_owed(part: Part, rules: Iterable[str]) -> bool:
    """Whether different parties owe one act: a matter of several bearers, not of a conflict."""
    known = [part.regime.by_id[one] for one in rules]
    duties = [one for one in known if isinstance(one, Obligation)]
    return any(
        one.act == other.act and not set(one.bearers) & set(other.bearers)
        for one, other in combinations(duties, 2)
    )


def vacuous_conflict(part: Part, rule: Rule) -> tuple[str, ...] | None:
    """Return a minimal set of rules of which one is broken whenever the rule is triggered.

    ``None`` where all can be kept; by deletion, one such set of possibly several. A rule that
    follows on a breach presupposes it: what must have been broken for its trigger to come at all is
    not asked of anybody.
    """
    active = part.active(rule.id)
    if part.possible(active, *part.obeyed(part.binding())):
        return None
    behind = breaches_behind(part.regime, rule.on.events)
    asked = [one for one in part.binding() if one not in behind]
    if part.possible(active, *part.obeyed(asked)):
        return None
    return minimal(asked, lambda kept: not part.possible(active, *part.obeyed(kept)))


def redundancy(part: Part, rule: Rule) -> tuple[str, ...] | None:
    """Return a minimal set of other rules from whose obedience that of this one follows.

    ``None`` where it does not follow. What the rule itself brings about when broken stays in place:
    only the demand is asked about, of duties and prohibitions. A rule that follows on a breach does
    not follow from that breach being forbidden.
    """
    if not isinstance(rule, Obligation | Prohibition) or not part.binds(rule):
        return None
    term = part.encoding.rules[rule.id]
    broken = z3.And(term.active, z3.Not(term.kept))
    behind = {rule.id, *breaches_behind(part.regime, rule.on.events)}
    others = [one for one in part.binding() if one not in behind]
    if part.possible(broken, *part.obeyed(others)):
        return None
    return minimal(others, lambda kept: not part.possible(broken, *part.obeyed(kept)))


def _situational(part: Part, rules: list[Rule], report: Reporter) -> Iterator[Finding]:
    for rule in rules:
        if not part.binds(rule):
            continue
        try:
            found = situational_conflict(part, rule, [one.id for one in rules])
        except Undecided:
            yield report(Kind.UNDECIDED, rule, what=name_of(Kind.SITUATIONAL_CONFLICT))
            continue
        if found is not None:
            others = [one for one in found[0] if one != rule.id]
            yield report(Kind.SITUATIONAL_CONFLICT, rule, *others, witness=found[1])


def situational_conflict(
    part: Part, rule: Rule, speaking: list[str]
) -> tuple[tuple[str, ...], Witness | None] | None:
    """Return a minimal set of rules that can block a rule from the moment it is triggered on.

    There is a history without any breach, ending with the trigger, from which all other rules can
    still be kept but not together with this one, whatever follows. ``None`` where there is none.
    Rules outside ``speaking`` do not apply in the history.
    """
    binding = part.binding()
    before, rest = part.stepwise("before/"), part.stepwise("rest/")
    histories = Histories(part, before.rules[rule.id].opened)
    quiet = [one.id for one in part.regime.rules if one.id not in speaking]
    wanted = [
        before.rules[rule.id].active,
        histories.unbroken(binding),
        *(z3.Not(before.rules[one].active) for one in quiet),
        *_goes_on(histories, rest, [one for one in binding if one != rule.id]),
    ]
    found = histories.find(wanted, lambda run: [part.demanded(one, run) for one in binding])
    if found is None:
        return None
    core = minimal(binding, lambda kept: _stuck(part, histories, found, kept))
    return core, _told(part, histories, found)


def _goes_on(histories: Histories, rest: Encoding, rules: list[str]) -> list[Expr]:
    """That the history can go on so that the rules are kept."""
    part, before = histories.part, histories.before
    claims = [*rest.constraints, *rest.forces.values()]
    claims += [part.demanded(one, rest) for one in rules]
    claims += [term == before.attributes[name] for name, term in rest.attributes.items()]
    for rule, length in before.elapsed.items():
        begun = before.rules[rule].opened.not_after(histories.cut)
        claims.append(z3.Implies(begun, rest.elapsed[rule] == length))
    for name, old in before.events.items():
        new = rest.events[name]
        pairs = zip(sources(new), sources(old), strict=True)
        same = z3.And(new.occurs, new.at.same(old.at), *(a == b for a, b in pairs))
        later = z3.Implies(new.occurs, histories.cut.before(new.at))
        claims.append(z3.If(histories.past(name), same, later))
    return claims


def _stuck(part: Part, histories: Histories, found: Found, kept: list[str]) -> bool:
    return histories.blocked(found.model, lambda run: [part.demanded(one, run) for one in kept])


def _told(part: Part, histories: Histories, found: Found) -> Witness | None:
    return part.confirmed(found.model, histories.before, len(found.past))


def _dead_ends(part: Part, rules: list[Rule], report: Reporter) -> Iterator[Finding]:
    for rule in rules:
        notice = isinstance(rule, Obligation) and rule.announced is not None
        if not isinstance(rule, Obligation) or notice or secure(part, rule):
            continue
        try:
            found = dead_end(part, rule)
        except Undecided:
            yield report(Kind.UNDECIDED, rule, what=name_of(Kind.DEAD_END))
            continue
        rivals = [one.id for one in part.regime.obligations if one.act == rule.act]
        if found is not None and not _separately_owed(part, rivals):
            yield report(Kind.DEAD_END, rule, witness=found)


def dead_end(part: Part, rule: Obligation) -> Witness | None:
    """Return a run that leads to where a pending duty can no longer be fulfilled, nor is excused.

    ``None`` where there is none. The history ends with some event, while the duty is neither
    fulfilled nor overdue. What has been deemed done by then needs nobody to do it any more.
    """
    before = part.stepwise("before/")
    last = before.moment(f"last before {rule.id}")
    histories = Histories(part, last)
    term = before.rules[rule.id]
    happened = [z3.And(one.occurs, one.at.same(last)) for one in before.events.values()]
    open_still = [term.active, term.opened.not_after(last), z3.Or(happened)]
    wanted = [*open_still, histories.unbroken([rule.id])]
    found = histories.find(wanted, lambda run: [_done(run, rule)])
    return None if found is None else _told(part, histories, found)


def _done(run: Encoding, rule: Obligation) -> Expr:
    """Whether a duty is kept, or its act deemed done before the duty is overdue."""
    term, act = run.rules[rule.id], run.events[rule.act]
    deemed = z3.And(act.occurs, z3.Or([*act.deemed.values(), z3.BoolVal(False, run.context)]))
    if term.due is not None:
        deemed = z3.And(deemed, act.at.by(term.due))
    return z3.And(term.active, z3.Or(term.kept, deemed))


def blockable(part: Part) -> Part | None:
    """Return the part with only the rules among which some duty could be blocked.

    ``None`` where the structure alone shows that there are none: nothing is forbidden, every duty
    is secure, no two things must each come before the other, and what must be announced days ahead
    is demanded by no duty that expires. Then whoever keeps each duty at once, notices first, and
    waits with what has been announced, keeps all of them: that breaks no other rule and needs
    nobody else. By the same argument a rule on which nothing of that kind depends is left out.
    """
    regime = part.regime
    exposed = {event for rule in regime.prohibitions for event in events_of(rule)}
    for rule in regime.obligations:
        if not secure(part, rule):
            exposed |= events_of(rule)
    brought = {rule.event for rule in regime.counts_as}
    brought |= {one.event for rule in regime.obligations for one in rule.expiring}
    circular = _circular(regime)
    for rule in regime.obligations:
        limit = rule.deadline
        if isinstance(limit, Before):
            pressing = _pressing(part, limit.event)
            ahead = notice(limit, regime.counting) > 0 and pressing
            if ahead or circular or limit.event in brought:
                exposed |= events_of(rule) | pressing
    if not exposed:
        return None
    kept = {one.id for one in bearing_on(regime, exposed).rules}
    kept |= {one.id for one in regime.prohibitions}
    kept |= {first for over in kept for first in part.displaced.get(over, ())}
    rules = tuple(one for one in regime.rules if one.id in kept)
    return Part(replace(regime, rules=rules), part.calendar, part.days)


def _pressing(part: Part, event: str) -> set[str]:
    """The acts demanded by duties that expire and that bring an event about or presuppose it.

    Not of duties that arise only once it has come.
    """
    words = part.regime.vocabulary.events
    found = set()
    for duty in part.regime.obligations:
        waiting, seen = [duty.act], set[str]()
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                waiting += words[one].presupposes
                waiting += [
                    counts.event for counts in part.regime.counts_as if one in counts.on.events
                ]
        already = event in _certain_by(part, duty)
        if event in seen and part.binds(duty) and not already:
            found.add(duty.act)
    return found


def _circular(regime: Regime) -> bool:
    """Whether some things must each come before the other."""
    before: dict[str, set[str]] = {}
    for rule in regime.obligations:
        if rule.announced is not None:
            before.setdefault(rule.act, set()).add(rule.announced)
    try:
        TopologicalSorter(before).prepare()
    except CycleError:
        return True
    return False


def secure(part: Part, rule: Obligation) -> bool:
    """Whether the bearer can fulfil a duty at once when it arises, and nobody can take it away.

    All that the act presupposes has happened by then, the act is possible in every such case, and
    while the duty may be pending the act comes about in no other way than by the bearer himself or
    by what counts as it.
    """
    regime = part.regime
    kind = regime.vocabulary.events[rule.act]
    if not set(kind.presupposes) <= _certain_by(part, rule):
        return False
    if kind.when and part.possible(part.active(rule.id), z3.Not(part.encoding.guard(kind.when))):
        return False
    rivals = [
        one
        for one in regime.supports
        if one.id != rule.id
        and (
            (one.act == rule.act and not set(bearers_of(one)) <= set(rule.bearers))
            or (isinstance(one, Obligation) and any(d.event == rule.act for d in one.expiring))
        )
    ]
    return not any(part.possible(part.active(rule.id), part.active(one.id)) for one in rivals)


def _certain_by(part: Part, rule: Rule) -> frozenset[str]:
    """Events that have certainly happened once a rule is triggered."""
    each = [_certain(part, event, frozenset()) for event in rule.on.events]
    if rule.on.quantifier == "all":
        return frozenset[str]().union(*each)
    return frozenset.intersection(*each)


def _certain(part: Part, event: str, seen: frozenset[str]) -> frozenset[str]:
    """Events that have certainly happened once an event has."""
    if event in seen:
        return frozenset()
    seen = seen | {event}
    kind = part.regime.vocabulary.events[event]
    before = frozenset[str]().union(*(_certain(part, one, seen) for one in kind.presupposes))
    for rule in part.regime.rules:
        # What is deemed or counted need not have what its performance would presuppose.
        expiring = rule.expiring if isinstance(rule, Obligation) else ()
        counted = isinstance(rule, CountsAs) and rule.event == event
        if before and (counted or any(one.event == event for one in expiring)):
            causes = (_certain(part, one, seen) for one in rule.on.events)
            before &= frozenset.intersection(*causes)
    return before | {event}
