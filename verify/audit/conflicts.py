"""Rules that cannot all be kept, rules that never speak, and rules that say nothing new.

Names after the literature on normative requirements (Feng et al., "Analyzing and debugging
normative requirements via satisfiability checking", ICSE 2024): vacuous conflict, situational
conflict, redundancy; dead ends as in timed DCR graphs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from model.means import Means
from model.rule import Obligation, Rule
from verify.audit.chance import Chances, left_to_chance
from verify.audit.exposure import blockable, hindered, lasting, secure
from verify.audit.finding import Finding, FindingKind, Witness, name_of
from verify.audit.first_history import told
from verify.audit.goal import Goal
from verify.audit.histories import Histories
from verify.audit.own_act import own
from verify.audit.part import Part
from verify.audit.reporter import Reporter
from verify.audit.search import Search
from verify.deletion import minimised
from verify.encoding import Encoding
from verify.formula import Expr, both, either, not_, some
from verify.patience import Undecided
from verify.slicing import breaches_behind
from verify.solver import heed


def findings(part: Part, report: Reporter) -> Iterator[Finding]:
    """Return what these analyses find in one part of a regime."""
    speaking, free = [], []
    for rule in part.regime.rules:
        if not part.possible(part.active(rule.id)):
            yield report(FindingKind.VACUOUS_RULE, rule)
        else:
            speaking.append(rule)
    for rule in speaking:
        conflict = vacuous_conflict(part, rule)
        if conflict is None:
            free.append(rule)
        elif not _separately_owed(part, conflict):
            others = [one for one in conflict if one != rule.id]
            witness = part.witness(part.active(rule.id))
            yield report(FindingKind.VACUOUS_CONFLICT, rule, *others, witness=witness)
    if (exposed := blockable(part)) is not None:
        within = {one.id for one in exposed.regime.rules}
        yield from _situational(exposed, [one for one in free if one.id in within], report)
    yield from _dead_ends(part, speaking, report)
    for rule in free:
        if exposed is None and own(part, rule):
            continue
        rests = redundancy(part, rule)
        if rests is not None and _said_twice(part, rule, rests) and not _needed(part, rule, rests):
            yield report(FindingKind.REDUNDANT_RULE, rule, *rests)


def _said_twice(part: Part, rule: Rule, by: Iterable[str]) -> bool:
    """Whether one of some duties asks the same act of one who bears the rule.

    Else the demand follows only since another needs it, and without the rule nobody would owe it.
    """
    if not isinstance(rule, Obligation):
        return True
    duties = (part.regime.by_id[name] for name in by)
    others = [duty for duty in duties if isinstance(duty, Obligation)]
    return not others or any(
        duty.act == rule.act and set(duty.bearers) & set(rule.bearers) for duty in others
    )


def _needed(part: Part, rule: Rule, by: Iterable[str]) -> bool:
    """Whether one of some duties waits for the act of a rule, which then cannot be deleted.

    The demand follows from the other's; but without the rule its act would be nobody's to do.
    """
    means = Means(part.regime)
    duties = (part.regime.by_id[name] for name in by)
    return isinstance(rule, Obligation) and any(
        isinstance(duty, Obligation) and rule.act in means.enabling(duty) for duty in duties
    )


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
    if part.possible(active, *part.kept(part.binding())):
        return None
    behind = breaches_behind(part.regime, rule.on.events)
    asked = [one for one in part.binding() if one not in behind]
    if part.possible(active, *part.kept(asked)):
        return None
    return tuple(minimised(asked, lambda _, kept: not part.possible(active, *part.kept(kept))))


def redundancy(part: Part, rule: Rule) -> tuple[str, ...] | None:
    """Return a minimal set of other rules from whose obedience that of this one follows.

    ``None`` where it does not follow. What the rule itself brings about when broken stays in place:
    only the demand is asked about, of duties and prohibitions. A rule that follows on a breach does
    not follow from that breach being forbidden.
    """
    if not part.binds(rule):
        return None
    term = part.encoding.rules[rule.id]
    broken = both(term.active, not_(term.obeyed))
    if not part.possible(broken):
        return None
    behind = {rule.id, *breaches_behind(part.regime, rule.on.events)}
    others = [one for one in part.binding() if one not in behind]
    if part.possible(broken, *part.obeyed(others)):
        return None
    return tuple(minimised(others, lambda _, kept: not part.possible(broken, *part.obeyed(kept))))


def _situational(part: Part, rules: list[Rule], report: Reporter) -> Iterator[Finding]:
    names = [one.id for one in rules]
    search: Search | None = None
    chances, told_already = Chances(part, names), list[frozenset[str]]()
    for rule in rules:
        if not part.binds(rule):
            continue
        try:
            search = search or histories_of(part, names)
            found = situational_conflict(part, rule, names, search)
        except Undecided:
            yield report(
                FindingKind.UNDECIDED, rule, what=name_of(FindingKind.SITUATIONAL_CONFLICT)
            )
            continue
        if found is None:
            yield from _by_chance(chances, rule, told_already, report)
        elif not _separately_owed(part, found[0]):
            others = [one for one in found[0] if one != rule.id]
            yield report(FindingKind.SITUATIONAL_CONFLICT, rule, *others, witness=found[1])


def _by_chance(
    chances: Chances, rule: Rule, told: list[frozenset[str]], report: Reporter
) -> Iterator[Finding]:
    try:
        found = chances.of(rule)
    except Undecided:
        yield report(FindingKind.UNDECIDED, rule, what=name_of(FindingKind.OBEYED_BY_CHANCE))
        return
    if found is None or _separately_owed(chances.part, found.rules):
        return
    # Of rules that are at odds without others no second finding names those others.
    if not any(known <= {*found.rules} for known in told):
        told.append(frozenset(found.rules))
        yield left_to_chance(found, rule, report)


def situational_conflict(
    part: Part, rule: Rule, speaking: list[str], search: Search | None = None
) -> tuple[tuple[str, ...], Witness | None] | None:
    """Return a minimal set of rules that can block a rule, with a history in which they do.

    Several rules may be asked about with one ``search`` of :func:`histories_of`.

    In the history nothing has been breached, and the rule has just been triggered. From there the
    other rules can still be kept, but not together with this one. ``None`` where there is no such
    history. Rules outside ``speaking`` do not apply in it.

    The history is a shortest one, and the set minimal, by deletion, over all histories of the same
    events in the same case. So it is the same set whichever histories the solver comes upon.
    """
    binding = part.binding()
    before = part.stepwise("before/")
    search = search or histories_of(part, speaking)
    cut, opened = search.h.cut, before.rules[rule.id].opened
    # The run that begins with the history is the one in which the others are kept: where it matters
    # in a run what came first, one thing comes after the other, so that step by step will do.
    literal = search.assumed(
        before.rules[rule.id].active,
        cut.same(opened),
        *(part.demanded(one, before) for one in binding if one != rule.id),
    )
    found = search.find(_kept(part, binding), literal)
    if found is None:
        return None
    found, same = search.shortest(_kept(part, binding), found, literal)

    def spared(one: str, rest: list[str]) -> bool:
        nonlocal found
        assert found is not None
        if one == rule.id:  # All histories can go on so that the others are kept.
            return False
        if search.h.blocked(found.model, _kept(part, rest)):
            return True
        other = search.aside(_kept(part, rest), *same)
        found = other or found
        return other is not None

    core = minimised(binding, spared)
    return tuple(core), told(search, _kept(part, core), found, same)


def histories_of(part: Part, speaking: list[str]) -> Search:
    """A search for histories in which nothing has been breached, for the conflicts of all rules.

    A way to go on so that all rules are kept does so whichever rule has just been triggered: so a
    plan that was made for one rule serves for the others, and what each of them asks hangs on a
    literal of its own. Rules outside ``speaking`` do not apply.
    """
    histories = Histories(part, part.stepwise("before/").moment("cut"))
    silent = (histories.silent(one.id) for one in part.regime.rules if one.id not in speaking)
    return Search(histories, [histories.unbroken(part.binding()), *silent])


def _kept(part: Part, rules: list[str]) -> Goal:
    return Goal(lambda run: [part.demanded(one, run) for one in rules])


def _dead_ends(part: Part, rules: list[Rule], report: Reporter) -> Iterator[Finding]:
    for rule in rules:
        heed()
        notice = isinstance(rule, Obligation) and rule.announced is not None
        if not isinstance(rule, Obligation) or notice:
            continue
        if secure(part, rule) or lasting(part, rule):
            continue
        try:
            found = dead_end(hindered(part, rule), rule)
        except Undecided:
            yield report(FindingKind.UNDECIDED, rule, what=name_of(FindingKind.DEAD_END))
            continue
        rivals = [one.id for one in part.regime.obligations if one.act == rule.act]
        if found is not None and not _separately_owed(part, rivals):
            yield report(FindingKind.DEAD_END, rule, witness=found)


def dead_end(part: Part, rule: Obligation) -> Witness | None:
    """Return a run that leads to where a pending duty can no longer be fulfilled, nor is excused.

    ``None`` where there is none. The history ends with some event, while the duty is neither
    fulfilled nor overdue. What has been deemed done by then needs nobody to do it any more.
    """
    before = part.stepwise("before/")
    last = before.moment(f"last before {rule.id}")
    histories = Histories(part, last)
    term = before.rules[rule.id]
    happened = [both(one.occurs, one.at.same(last)) for one in before.events.values()]
    open_still = [term.active, term.opened.not_after(last), some(happened, part.context)]
    wanted = [*open_still, histories.unbroken([rule.id])]
    search = Search(histories, wanted)

    goal = Goal(lambda run: [_done(run, rule)])
    found = search.find(goal)
    return None if found is None else told(search, goal, *search.shortest(goal, found))


def _done(run: Encoding, rule: Obligation) -> Expr:
    """Whether a duty is kept, or its act deemed done before the duty is overdue."""
    term, act = run.rules[rule.id], run.events[rule.act]
    deemed = both(act.occurs, some(act.deemed.values(), run.context))
    if term.due is not None:
        deemed = both(deemed, act.at.by(term.due))
    return both(term.active, either(term.kept, deemed))
