"""Which duties could be blocked at all, by the structure of the rules alone.

Most duties can be fulfilled at once by whoever bears them, whatever else happens; only the others
need a solver. What is left out here is left out of the search for conflicts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter

from model.deadline import Before, NoLimit
from model.regime import Regime
from model.rule import Obligation, Power, Rule, bearers_of, derived_by, events_of
from model.vocabulary import Guard
from verify.audit.part import Part
from verify.formula import not_
from verify.slicing import bearing_on, cone_of


def blockable(part: Part) -> Part | None:
    """Return the part with only the rules among which some duty could be blocked.

    ``None`` where the structure alone shows that there are none: nothing is forbidden that a duty
    needs, every duty that can be breached is secure, no two things must each come before the other,
    and what must be announced days ahead is demanded by no duty that expires. Then whoever keeps
    each duty at once, notices first, and waits with what has been announced, keeps all of them:
    that breaks no other rule and needs nobody else. By the same argument a rule on which nothing of
    that kind depends is left out.
    """
    regime = part.regime
    barring = [rule for rule in regime.prohibitions if _pressing(part, rule.act)]
    exposed = {event for rule in barring for event in events_of(rule)}
    for rule in regime.obligations:
        if part.binds(rule) and not secure(part, rule):
            exposed |= events_of(rule)
    brought = {rule.event for rule in regime.counts_as}
    brought |= {one.event for rule in regime.timed for one in rule.expiring}
    circular = _circular(regime)
    for rule in regime.obligations:
        limit = rule.deadline
        if isinstance(limit, Before):
            pressing = _pressing(part, limit.event)
            ahead = limit.count > 0 and pressing
            if ahead or circular or limit.event in brought:
                exposed |= events_of(rule) | pressing
    if not exposed:
        return None
    kept = _bearing(part, exposed, barring)
    while loose := next((rule for rule in kept if _loose(part, rule, kept)), None):
        kept.remove(loose)
    return _only(part, kept) if kept else None


def _loose(part: Part, rule: Rule, among: Iterable[Rule]) -> bool:
    """Whether a duty can be kept at once whatever else happens, and nothing hangs on its act.

    It neither blocks another rule nor is blocked: to keep it changes nothing for the others. Others
    may demand the same act, as long as the same is true of them: all of them are left out then.
    """
    if not isinstance(rule, Obligation) or not _free(part, rule):
        return False
    words, needed = part.regime.vocabulary.events, set[str]()
    for other in among:
        if isinstance(other, Obligation) and other.act == rule.act:
            if other is not rule and not (_free(part, other) and secure(part, other)):
                return False
            needed |= {*other.on.events, *other.excused_by, *other.clock.events}
            needed |= {event for event in (other.announced,) if event}
        else:
            needed |= events_of(other)
    before = {one for event in needed for one in words[event].presupposes}
    return rule.act not in needed | before and secure(part, rule)


def _free(part: Part, duty: Obligation) -> bool:
    """Whether nothing but its own triggers and act hang together with a duty that binds somebody.

    Notice of what no rule brings about by itself, and of no days, is given before that at once.
    """
    if isinstance(limit := duty.deadline, Before):
        brought = any(limit.event in derived_by(one) for one in part.regime.rules)
        if limit.count or brought:
            return False
    return (
        part.binds(duty)
        and not any(duty.id in {over, *first} for over, first in part.displaced.items())
        and all(effect.event == duty.act for effect in duty.expiring)
    )


def hindered(part: Part, rule: Obligation) -> Part:
    """Return the part with only the rules on which it can depend whether a duty can be kept.

    Nobody need obey anything in a history, nor after it: what only binds does not count.
    """
    return _only(part, cone_of(part.regime, events_of(rule)).rules)


def _bearing(part: Part, events: Iterable[str], barring: Iterable[Rule]) -> list[Rule]:
    """The rules that bear on when events come, those that forbid, and what prevails over any."""
    regime = part.regime
    kept = {one.id for one in (*bearing_on(regime, events).rules, *barring)}
    kept |= {first for over in kept for first in part.displaced.get(over, ())}
    return [one for one in regime.rules if one.id in kept]


def _only(part: Part, rules: Iterable[Rule]) -> Part:
    return Part(replace(part.regime, rules=tuple(rules)), part.calendar, part.days, part.context)


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
    """Whether the bearer can always fulfil a duty at once when it arises.

    Three conditions: all that the act presupposes has happened by then; the act is possible in
    every such case; and while the duty is pending nobody else can bring the act about, apart from
    what counts as the bearer's own act.
    """
    kind = part.regime.vocabulary.events[rule.act]
    if not set(kind.presupposes) <= _certain_by(part, rule):
        return False
    return _always(part, rule, kind.when) and not _rivalled(part, rule)


def _always(part: Part, rule: Rule, guard: Guard) -> bool:
    """Whether a guard admits every case in which a rule is set going."""
    return not guard or not part.possible(part.active(rule.id), not_(part.encoding.guard(guard)))


def _rivalled(part: Part, duty: Obligation) -> bool:
    """Whether another than a bearer of a duty can bring its act about in a run in which it arises.

    What counts as the bearer's own act is left out.
    """
    regime = part.regime
    rivals: list[Rule] = [
        one
        for one in regime.supports
        if one.act == duty.act and not set(bearers_of(one)) <= set(duty.bearers)
    ]
    rivals += [
        one
        for one in regime.timed
        if one.id != duty.id and any(effect.event == duty.act for effect in one.expiring)
    ]
    return any(part.possible(part.active(duty.id), part.active(one.id)) for one in rivals)


def lasting(part: Part, duty: Obligation) -> bool:
    """Whether a duty without a limit can be fulfilled at any time from when it arises.

    Nobody else can bring its act about, and from then on the act, and whatever it presupposes, has
    come or is somebody's to bring about: a duty or a lasting power of his has been set going for
    certain, or no rule governs it, and the case is such that it is possible.

    Then no history ends in a dead end of the duty. Take any in which it is pending, and the first
    slot after it in which nothing expires. There all that is still missing can be done, one thing
    after the other, what is presupposed first: each is set going and presupposes nothing that has
    not come by then; that it could have come sooner matters only in further rounds of a slot, and
    what is forbidden can happen. What expires or is counted meanwhile takes nothing of this away.
    It brings events about, but an event that has come is one less to bring about; only a power that
    ends can be lost, and is none of these. The act itself comes from nobody else, so that it is the
    bearer's when it comes; and as there is no limit, it is never too late for it.
    """
    return (
        isinstance(duty.deadline, NoLimit)
        and _at_hand(part, duty, duty.act, frozenset())
        and not _rivalled(part, duty)
    )


def _at_hand(part: Part, duty: Obligation, event: str, seen: frozenset[str]) -> bool:
    """Whether an event has come when a duty arises, or can be brought about at any time after."""
    come = _certain_by(part, duty)
    if event in come:
        return True
    regime, kind = part.regime, part.regime.vocabulary.events[event]
    if event in seen or not _always(part, duty, kind.when):
        return False
    granted = any(
        one.act == event
        and not (isinstance(one, Power) and one.until)
        and _set_going(one, come)
        and _always(part, duty, one.when)
        for one in regime.supports
    )
    mine = granted or event not in regime.governed
    return mine and all(_at_hand(part, duty, one, seen | {event}) for one in kind.presupposes)


def _set_going(rule: Rule, come: Collection[str]) -> bool:
    """Whether a rule is set going by what has come."""
    enough = all if rule.on.quantifier == "all" else any
    return enough(event in come for event in rule.on.events)


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
        if before and event in derived_by(rule):
            causes = (_certain(part, one, seen) for one in rule.on.events)
            before &= frozenset.intersection(*causes)
    return before | {event}
