"""By which acts a party may bring an event about, as far as the rules alone decide it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from model.deadline import NoLimit, Term
from model.regime import Regime
from model.rule import CountsAs, Obligation, Power, Prohibition, Rule, bearers_of
from model.vocabulary import WORLD, Guard


def ends_at_once(term: Term | None) -> bool:
    """Whether a term may end at the close of the very working day on which it starts."""
    return term is not None and (term.count == 0 or term.needs_calendar)


class Means:
    """By which rules and words a party of a regime could bring an event about.

    The same for the transition relation and for the solver.

    Attributes
    ----------
    allowing
        By party and act the duties and powers by which the party may perform it.
    supports
        Those of them that last. A power that ends is no means: nobody owes to another duty what he
        may do only for a time.
    """

    def __init__(self, regime: Regime) -> None:
        self.regime = regime
        self.allowing: dict[tuple[str, str], list[Obligation | Power]] = {}
        self.supports: dict[tuple[str, str], list[Obligation | Power]] = {}
        self.counting: dict[str, list[CountsAs]] = {}
        self.bans: dict[tuple[str, str], list[Prohibition]] = {}
        for rule in regime.supports:
            for party in bearers_of(rule):
                self.allowing.setdefault((party, rule.act), []).append(rule)
                if isinstance(rule, Obligation) or not rule.until:
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
        what lifts a ban on any of that; also what ends leave for it, without which it is new in a
        further round.
        """
        found = self._leading_to(rule)
        ending = {
            leave.until
            for party in rule.bearers
            for event in found | {rule.act}
            for leave in self.allowing.get((party, event), ())
            if isinstance(leave, Power) and leave.until is not None
        }
        return found | ending - {rule.act}

    def _leading_to(self, rule: Obligation) -> frozenset[str]:
        """Return the triggers of a duty, and what may have to come before its act can."""
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
            for event in self._leading_to(rule) - come - {rule.act}
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
        events = self._leading_to(rule) | {rule.act}
        return frozenset(
            event
            for ban in self.regime.prohibitions
            if ban.bearer in rule.bearers and ban.act in events
            for event in ban.on.events
        )

    def opposed(self, rules: Iterable[Rule]) -> frozenset[str]:
        """Return those of some rules of which one may be in the way of another's being obeyed.

        Nothing but :meth:`at_odds` keeps who has obeyed so far from going on (see
        ``docs/semantics.md``).
        """
        return frozenset(one.id for pair in self.at_odds(rules) for one in pair)

    def at_odds(
        self, rules: Iterable[Rule]
    ) -> Iterator[tuple[Obligation, Obligation | Prohibition]]:
        """Yield of some rules each duty with what may come in its way.

        A ban on its act or on what may have to come before that, or a duty to announce anything of
        that; not of what has certainly come once the duty arises. Nothing comes in the way of a
        duty without any limit: it is never too late for it.
        """
        known = [one for one in rules if isinstance(one, Obligation | Prohibition)]
        for duty in known:
            if isinstance(duty, Obligation) and not isinstance(duty.deadline, NoLimit):
                ways = {duty.act, *self.enabling(duty)} - self.certain(duty)
                yield from (
                    (duty, one) for one in known if one is not duty and _barred(one) in ways
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
        return any(prompt or self.allowing[(one, rule.act)] == [rule] for one in unbanned)

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
        rivals = (one for one in self.regime.timed if one.id != rule.id)
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
        each = [self.behind(event) for event in rule.on.events]
        if rule.on.quantifier == "all":
            return frozenset[str]().union(*each)
        return frozenset.intersection(*each)

    def behind(self, event: str) -> frozenset[str]:
        """Return an event with all that must have come first; nothing must before a deemed one."""
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
        deemed = {one.event for rule in self.regime.timed for one in rule.expiring}
        return deemed | {*self.counting}


def _barred(rule: Obligation | Prohibition) -> str | None:
    """The event that a rule forbids, or that must not come without notice."""
    if isinstance(rule, Prohibition):
        return rule.act
    return rule.announced


def _implied(guard: Guard, wanted: Guard) -> bool:
    """Whether every case that one guard admits is admitted by another."""
    return all(name in guard and guard[name] <= values for name, values in wanted.items())
