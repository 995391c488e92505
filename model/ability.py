"""What a party can do: at once, and by way of other acts of its own.

*Ought implies can*: a duty is **able** from the first moment at which its bearer could do the act.
Who owes the end owes the means, so what the act presupposes counts as done where the bearer may do
it himself, and what may not be done before his own act may be done by him all the same. What is
another's, or the world's, keeps a duty from being able until it has come. ``docs/semantics.md``
says what is owed then, and why.

:class:`~model.transition.Law` and :mod:`verify.ability` use the same reading of the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from model.deadline import Measure, Term
from model.duty import Duty, Status
from model.regime import Regime
from model.rule import CountsAs, Obligation, Power, Prohibition, Rule, bearers_of
from model.trace import Mode, Moment, Occurrence
from model.vocabulary import WORLD, Guard, holds

if TYPE_CHECKING:
    from model.transition import Law, State

_AT_ONCE = Term(Measure.FROM, 0)


def ends_at_once(term: Term | None) -> bool:
    """Whether a term may end at the close of the very working day on which it starts."""
    return term is not None and (term.count == 0 or term.needs_calendar)


class Means:
    """By which rules and words a party of a regime could bring an event about.

    The same for the transition relation and for the solver.
    """

    def __init__(self, regime: Regime) -> None:
        self.regime = regime
        self.supports: dict[tuple[str, str], list[Obligation | Power]] = {}
        self.counting: dict[str, list[CountsAs]] = {}
        self.bans: dict[tuple[str, str], list[Prohibition]] = {}
        for rule in regime.supports:
            for party in bearers_of(rule):
                self.supports.setdefault((party, rule.act), []).append(rule)
        for counts in regime.counts_as:
            self.counting.setdefault(counts.event, []).append(counts)
        for ban in regime.prohibitions:
            self.bans.setdefault((ban.bearer, ban.act), []).append(ban)

    def is_free(self, party: str, event: str) -> bool:
        """Whether an event that no rule governs is the party's own act."""
        by = self.regime.vocabulary.events[event].by
        return event not in self.regime.governed and by == party and by != WORLD

    def enabling(self, rule: Obligation) -> frozenset[str]:
        """Return the events of which any may be the one that makes a duty able.

        Its triggers, what its act and the means to it presuppose, what sets those means going and
        what lifts a ban on any of that.
        """
        found = {*rule.on.events}
        for party in rule.bearers:
            waiting, seen = [rule.act], set[str]()
            while waiting:
                event = waiting.pop()
                if event not in seen:
                    seen.add(event)
                    waiting += self._needed(party, event)
            found |= seen - {rule.act}
        return frozenset(found)

    def owed(self, rule: Obligation) -> frozenset[str]:
        """Return the events that bearers of a duty may have to bring about so as to do its act."""
        come = self.certain(rule)
        return frozenset(
            event
            for event in self.enabling(rule) - come - {rule.act}
            if any(self._has_way(party, event) for party in rule.bearers)
        )

    def _has_way(self, party: str, event: str) -> bool:
        """Whether a party may ever bring an event about, itself or by what counts as it."""
        mine = (party, event) in self.supports or self.is_free(party, event)
        return mine or event in self.counting

    def _needed(self, party: str, event: str) -> Iterator[str]:
        """Yield the events that may have to come before a party can bring an event about."""
        for counts in self.counting.get(event, ()):
            yield from counts.on.events
        supports = self.supports.get((party, event), ())
        if not supports and not self.is_free(party, event):
            return
        yield from self.regime.vocabulary.events[event].presupposes
        for rule in supports:
            yield from rule.on.events
        for ban in self.bans.get((party, event), ()):
            if ban.until is not None:
                yield ban.until

    def banned(self, rule: Obligation) -> frozenset[str]:
        """Return the triggers of the bans that may keep a bearer of a duty from being able."""
        events = self.enabling(rule) | {rule.act}
        return frozenset(
            event
            for ban in self.regime.prohibitions
            if ban.bearer in rule.bearers and ban.act in events
            for event in ban.on.events
        )

    def ready(self, rule: Obligation, ends_at_once: bool) -> bool:
        """Whether a duty is able from the moment at which it arises, whatever else happens.

        Some bearer is never forbidden to act, and what the act presupposes has come by then, or is
        his own to bring about. Where the limit may end with the very round in which the duty
        arises, it must have come, and he must be able to act in that round.
        """
        return rule.announced is None and self.able_at_once(rule, ends_at_once)

    def able_at_once(self, rule: Obligation, in_that_round: bool) -> bool:
        """Whether some bearer could do the act when a duty arises, in that very round or later."""
        kind = self.regime.vocabulary.events[rule.act]
        before = self.certain(rule)
        if not _implied(rule.when, kind.when):
            return False
        unbanned = [one for one in rule.bearers if (one, rule.act) not in self.bans]
        if not in_that_round:
            return any(
                all(self._surely(one, event, before, rule.when) for event in kind.presupposes)
                for one in unbanned
            )
        if not before.issuperset(kind.presupposes):
            return False
        prompt = len(rule.on.events) == 1 and rule.on.events[0] in kind.presupposes
        return any(prompt or self.supports[(one, rule.act)] == [rule] for one in unbanned)

    def _surely(self, party: str, event: str, before: frozenset[str], cases: Guard) -> bool:
        """Whether an event has come, or a party may bring it about whatever else happens."""
        if event in before:
            return True
        kind = self.regime.vocabulary.events[event]
        granted = any(
            len(one.on.events) == 1 and one.on.events[0] in before and _implied(cases, one.when)
            for one in self.supports.get((party, event), ())
        )
        mine = self.is_free(party, event) or granted
        if not mine or (party, event) in self.bans or not _implied(cases, kind.when):
            return False
        # An event presupposes itself in no text; a circle of events ends with none being certain.
        return event not in self._circular and all(
            self._surely(party, one, before, cases) for one in kind.presupposes
        )

    @cached_property
    def _circular(self) -> set[str]:
        """Events that presuppose themselves through others."""
        words, found = self.regime.vocabulary.events, set[str]()
        for event in words:
            waiting, seen = [*words[event].presupposes], set[str]()
            while waiting:
                one = waiting.pop()
                if one not in seen:
                    seen.add(one)
                    waiting += words[one].presupposes
            if event in seen:
                found.add(event)
        return found

    def only_own(self, rule: Obligation) -> bool:
        """Whether nobody but the bearers of a duty, and its own default, can bring its act about.

        Then it ends in time only where the record shows it as kept.
        """
        others = (one for one in self.regime.supports if one.act == rule.act)
        rivals = (one for one in self.regime.obligations if one.id != rule.id)
        return all({*bearers_of(one)} <= {*rule.bearers} for one in others) and not any(
            default.event == rule.act for one in rivals for default in one.expiring
        )

    def performed_only(self, event: str) -> bool:
        """Whether no rule deems an event or counts anything as it."""
        return event not in self._brought

    def holds_event(self, rule: Obligation) -> bool:
        """Whether an event that a duty announces can only be its bearers' own act."""
        event = rule.announced
        if event is None or event in self._brought:
            return False
        if event not in self.regime.governed:
            return any(self.is_free(one, event) for one in rule.bearers)
        supports = (one for one in self.regime.supports if one.act == event)
        return all({*bearers_of(one)} <= {*rule.bearers} for one in supports)

    def certain(self, rule: Rule) -> frozenset[str]:
        """Return events that have certainly come once a rule is set going."""
        each = [self._behind(event) for event in rule.on.events]
        if rule.on.quantifier == "all":
            return frozenset[str]().union(*each)
        return frozenset.intersection(*each)

    def _behind(self, event: str) -> frozenset[str]:
        """An event with all that must have come before it; nothing must before a deemed one."""
        found, waiting = set[str](), [event]
        while waiting:
            known = waiting.pop()
            if known not in found:
                found.add(known)
                if known not in self._brought:
                    waiting += self.regime.vocabulary.events[known].presupposes
        return frozenset(found)

    @cached_property
    def _brought(self) -> set[str]:
        deemed = {one.event for rule in self.regime.obligations for one in rule.expiring}
        return deemed | {*self.counting}


def _implied(guard: Guard, wanted: Guard) -> bool:
    """Whether every case that one guard admits is admitted by another."""
    return all(name in guard and guard[name] <= values for name, values in wanted.items())


def performable(law: Law, state: State, event: str, party: str) -> Moment | None:
    """Return the earliest moment from which the party may perform the event; ``None`` if never.

    An act that rules govern may be performed only by a bearer of one that demands or allows it,
    after that rule's trigger; any other event is free, after what it presupposes and in the cases
    in which it can happen at all.
    """
    if event in state.occurred:
        return None
    earliest = _presupposed(law, state, event)
    if earliest is None or event not in law.regime.governed:
        return earliest
    duties = state.duties
    supports = [
        duty.opened
        for rule in law.supporting.get(event, ())
        if (duty := duties.get(rule.id)) is not None and party in bearers_of(rule)
    ]
    return max(earliest, min(supports)) if supports else None


def _presupposed(law: Law, state: State, event: str) -> Moment | None:
    earliest: Moment = (0, 0)
    kind = law.regime.vocabulary.events[event]
    if kind.when and not holds(kind.when, state.attributes):
        return None
    for other in kind.presupposes:
        if (found := state.occurred.get(other)) is None:
            return None
        earliest = max(earliest, found.moment)
    return earliest


def can(
    law: Law, state: State, party: str, event: str, asked: frozenset[str] = frozenset()
) -> bool:
    """Whether a party could bring about an event that has not come, by its own acts alone.

    ``asked`` are events that this is already asked about: nothing is a means to itself.
    """
    if event in asked:
        return False
    asked |= {event}
    if any(_at_hand(law, state, party, rule, asked) for rule in law.means.counting.get(event, ())):
        return True
    kind = law.regime.vocabulary.events[event]
    if kind.when and not holds(kind.when, state.attributes):
        return False
    supports = law.means.supports.get((party, event), ())
    if not law.means.is_free(party, event) and not any(
        _at_hand(law, state, party, rule, asked) for rule in supports
    ):
        return False
    before = (*kind.presupposes, *_lifting(law, state, party, event))
    return all(one is not None and _by_then(law, state, party, one, asked) for one in before)


def _by_then(law: Law, state: State, party: str, event: str, asked: frozenset[str]) -> bool:
    return event in state.occurred or can(law, state, party, event, asked)


def _at_hand(law: Law, state: State, party: str, rule: Rule, asked: frozenset[str]) -> bool:
    """Whether a rule is set going, or the party could set it going."""
    if rule.when and not holds(rule.when, state.attributes):
        return False
    enough = all if rule.on.quantifier == "all" else any
    return enough(_by_then(law, state, party, one, asked) for one in rule.on.events)


def _lifting(law: Law, state: State, party: str, event: str) -> Iterable[str | None]:
    """Yield what must come first for each ban on a party's act; ``None`` where nothing lifts it."""
    for ban in law.means.bans.get((party, event), ()):
        if ban.id in state.duties and (ban.until is None or ban.until not in state.occurred):
            yield ban.until


def able_from(law: Law, state: State, duty: Duty, moment: Moment) -> Moment | None:
    """Return from when on a duty can be met by own acts, as things stand; ``None`` if not at all.

    That is the moment itself. In a further round of an instant only what first becomes possible
    there can still be done; where the act is not of that kind, it is the next instant.
    """
    rule = duty.rule
    assert isinstance(rule, Obligation)
    parties = [one for one in rule.bearers if can(law, state, one, rule.act)]
    if not parties:
        return None
    prompt = any(
        performable(law, state, rule.act, one) == moment
        and not any(True for _ in _lifting(law, state, one, rule.act))
        for one in parties
    )
    return moment if moment[1] == 0 or prompt else (moment[0] + 1, 0)


def limit(law: Law, duty: Duty) -> Moment | None:
    """Return the last moment at which a duty can be obeyed; ``None`` where nobody can disobey it.

    That is when it is due if it is able by then; else the close of business of the first working
    day not yet closed when it becomes able. A notice is judged when the event comes.
    """
    if duty.due is None or duty.able is None:
        return None
    if duty.able <= duty.due:
        return duty.due
    at = law.clock.due(duty.able[0], duty.rule.id, _AT_ONCE)
    return (at, duty.able[1] if at == duty.able[0] else 0)


def disobeyed(law: Law, state: State, duty: Duty, end: int | None = None) -> bool:
    """Whether a duty is breached by somebody who could have kept it, or a prohibition is.

    By its :func:`limit` its act has not occurred, whoever's it is and in whatever mode, nor has
    what excuses it. ``end`` is until when the thread was watched, ``None`` for ever.
    """
    rule = duty.rule
    if not duty.breached or not isinstance(rule, Obligation):
        return duty.status is Status.VIOLATED
    if rule.announced is not None:
        return _unannounced(law, state, duty)
    last = limit(law, duty)
    if last is None or (end is not None and last[0] > end):
        return False
    ends = (rule.act, *rule.excused_by)
    return not any(one in state.occurred and state.occurred[one].moment <= last for one in ends)


def could(law: Law, state: State, duty: Duty) -> bool:
    """Whether a duty was able when it was due; of what was not breached it is not asked."""
    rule = duty.rule
    if not duty.breached or not isinstance(rule, Obligation):
        return True
    if rule.announced is not None:
        return _in_hand(law, state, duty, state.occurred[rule.announced])
    return duty.able is not None and duty.due is not None and duty.able <= duty.due


def _unannounced(law: Law, state: State, duty: Duty) -> bool:
    """Whether an event came without notice in time, by whomever, that could have been given."""
    rule = duty.rule
    assert isinstance(rule, Obligation)
    assert rule.announced is not None
    event, act = state.occurred[rule.announced], state.occurred.get(rule.act)
    if act is not None and _precedes(state, act, event) and _early(law, rule, act.at, event):
        return False
    return _in_hand(law, state, duty, event)


def _in_hand(law: Law, state: State, duty: Duty, event: Occurrence) -> bool:
    """Whether notice of an event could have been given in time, or the event been put off."""
    rule, able = duty.rule, duty.able
    assert isinstance(rule, Obligation)
    if event.mode is Mode.PERFORMED and event.party in rule.bearers:
        return True
    return able is not None and able <= event.moment and _early(law, rule, able[0], event)


def _early(law: Law, rule: Obligation, at: int, event: Occurrence) -> bool:
    """Whether an instant is so long before an event as notice of it is due."""
    ahead = law.ahead(rule)
    return not ahead or at <= law.clock.latest_notice(event.at, ahead)


def _precedes(state: State, one: Occurrence, other: Occurrence) -> bool:
    """Whether one occurrence came before another; what one expiry deems comes together."""
    together = one.mode is other.mode is Mode.DEEMED and one.moment == other.moment
    order = list(state.occurred)
    return not together and order.index(one.event) < order.index(other.event)
