"""What a bearer of a duty could do, said of runs: the same as :mod:`model.ability`.

A party's ability changes only when something occurs, so it is asked at the times of those events
that may make a duty able. For each of them at which the bearer could act, the duty must be done by
the limit that follows from it; the earliest of them sets the limit, and the others ask no more.

Times are those of steps: what is counted as something else, and what one expiry deems, comes in
one step with its cause, and nobody can act between the two.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from model.deadline import Before
from model.rule import Obligation, Power, Rule
from verify.formula import Expr, both, choice, either, equal, least, less, most, not_, plus, truth
from verify.moment import Due, Moment

if TYPE_CHECKING:
    from verify.terms import Terms

Claim = Expr | bool
"""A formula, or what the structure of the rules alone decides."""

_NOTHING: frozenset[str] = frozenset()


def every(claims: Iterable[Claim]) -> Claim:
    """All of any number of claims."""
    open_still = []
    for claim in claims:
        if claim is False:
            return False
        if claim is not True:
            open_still.append(claim)
    return both(*open_still) if open_still else True


def some(claims: Iterable[Claim]) -> Claim:
    """At least one of any number of claims."""
    open_still = []
    for claim in claims:
        if claim is True:
            return True
        if claim is not False:
            open_still.append(claim)
    return either(*open_still) if open_still else False


def no(claim: Claim) -> Claim:
    """That a claim does not hold."""
    return not claim if isinstance(claim, bool) else not_(claim)


class Ability:
    """When the bearers of the duties of a regime are able to act."""

    def __init__(self, terms: Terms) -> None:
        self.terms, self.regime = terms, terms.regime
        self.means = terms.means

    def ready(self, rule: Obligation) -> bool:
        """Whether a duty is able from the moment at which it arises, whatever else happens."""
        return self.means.ready(rule, self.terms.may_end_at_once(rule))

    def obeyed(self, rule: Obligation, due: Due) -> Expr:
        """Whether a duty that is set going is not disobeyed."""
        in_time = self.ended(rule, due)
        if self.ready(rule):
            return in_time
        limits = []
        for event in self._enabling(rule):
            able = self._becomes_able(rule, event)
            late = self.ended(rule, self._at_once(rule, event))
            limits.append(some([no(self._occurs(event)), no(able), late]))
        return self._formula(some([in_time, every(limits)]))

    def could(self, rule: Obligation, due: Due) -> Expr:
        """Whether a duty that is set going is able by when it is due."""
        if self.ready(rule):
            return truth(True, self.terms.context)
        ways: list[Claim] = []
        for event in self._enabling(rule):
            at, late = self.terms.events[event].at, self._next_round_is_late(rule, event)
            by_then = some([less(at.day, due.day), every([no(late), at.by(due)])])
            able = self._becomes_able(rule, event)
            ways.append(every([self._occurs(event), able, by_then]))
        return self._formula(some(ways))

    def _formula(self, claim: Claim) -> Expr:
        return truth(claim, self.terms.context) if isinstance(claim, bool) else claim

    def ended(self, rule: Obligation, due: Due) -> Expr:
        """Whether by some time the act has come, whoever's it is, or what excuses it."""
        ending = (self.terms.events[one] for one in (rule.act, *rule.excused_by))
        # The second part follows from the third, and spares the solver a case distinction.
        return either(
            *(both(one.occurs, most(one.at.day, due.day), one.at.by(due)) for one in ending)
        )

    def announceable(self, rule: Obligation, limit: Before) -> Expr:
        """Whether notice of an event could have been given in time."""
        ways = []
        for event in self._enabling(rule):
            able, early = self._becomes_able(rule, event), self._early(rule, limit, event)
            ways.append(every([self._occurs(event), able, early]))
        return self._formula(some(ways))

    def _early(self, rule: Obligation, limit: Before, event: str) -> Claim:
        """Whether the time of an enabling event is so long ahead as notice is due."""
        at, announced = self.terms.step(event), self.terms.step(limit.event)
        late = self._next_round_is_late(rule, event)
        days = limit.count
        if days:
            coming = self.terms.events[limit.event].at
            latest = plus(coming.day, coming.day, -2 * days)
            slot = self.terms.events[event].at.slot
            return every([most(slot, latest), some([no(late), most(plus(slot, 1), latest)])])
        next_slot = most(plus(at.slot, 1), announced.slot)
        return every([at.before(announced), some([no(late), next_slot])])

    def _enabling(self, rule: Obligation) -> list[str]:
        """The events that may make a duty able, those first that are its triggers."""
        found = self.means.enabling(rule)
        others = [one for one in self.terms.events if one in found and one not in rule.on.events]
        return [*rule.on.events, *others]

    def _occurs(self, event: str) -> Expr:
        return self.terms.events[event].occurs

    def _come(self, event: str, by: str) -> Claim:
        """Whether an event has come by the step of another that occurs."""
        if event == by:
            return True
        return both(self._occurs(event), self.terms.step(event).not_after(self.terms.step(by)))

    def _has_arisen(self, rule: Rule, by: str) -> Claim:
        """Whether the trigger of a rule has come by the step of an event."""
        if rule.on.events == (by,):
            return True
        enough = every if rule.on.quantifier == "all" else some
        return enough(self._come(event, by) for event in rule.on.events)

    def _becomes_able(self, rule: Obligation, by: str) -> Claim:
        """Whether a duty has arisen and is able by the step of an event that occurs.

        Where it is able from the next slot on only, no ban may arise before that. What lifts one
        again is another such event, and all else that has come stays.
        """
        able = [self._has_arisen(rule, by), self._able(rule, by)]
        if self.means.banned(rule):
            late = self._next_round_is_late(rule, by)
            able.append(some([no(late), self._able(rule, by, whole_slot=True)]))
        return every(able)

    def _arises_in_slot(self, rule: Rule, by: str) -> Claim:
        """Whether the trigger of a rule has come by the end of the slot of an event."""
        slot, enough = self.terms.events[by].at, every if rule.on.quantifier == "all" else some
        return enough(
            event == by or both(self._occurs(event), self.terms.events[event].at.by_slot_of(slot))
            for event in rule.on.events
        )

    def _able(self, rule: Obligation, by: str, *, whole_slot: bool = False) -> Claim:
        """Whether some bearer of a duty that has arisen could act at the step of an event.

        With ``whole_slot`` bans count that arise by the end of its slot.
        """
        certain = self.terms.certain(rule)
        return some(
            self._can(party, rule.act, by, _NOTHING, certain, rule, whole_slot=whole_slot)
            for party in rule.bearers
        )

    def _can(
        self,
        party: str,
        event: str,
        by: str,
        asked: frozenset[str],
        certain: frozenset[str],
        owed: Obligation | None = None,
        *,
        whole_slot: bool = False,
    ) -> Claim:
        """Whether a party could bring an event about by the step of another, by own acts alone."""
        if event in asked:
            return False
        asked |= {event}

        def reached(one: str) -> Claim:
            if one in certain:
                return True
            own = self._can(party, one, by, asked, certain, whole_slot=whole_slot)
            return some([self._come(one, by), own])

        def at_hand(rule: Rule) -> Claim:
            if rule is owed:
                return True
            enough = every if rule.on.quantifier == "all" else some
            return every([self._applies(rule), enough(reached(one) for one in rule.on.events)])

        counted = some(at_hand(rule) for rule in self.means.counting.get(event, ()))
        supports = self.means.supports.get((party, event), ())
        mine = some([self.terms.is_own(party, event), *(at_hand(rule) for rule in supports)])
        if mine is False:
            return counted
        kind = self.regime.vocabulary.events[event]
        fits: Claim = self.terms.guard(kind.when) if kind.when else True
        lifted: list[Claim] = []
        for ban in self.means.bans.get((party, event), ()):
            later = False if ban.until is None else reached(ban.until)
            arisen = self._arises_in_slot if whole_slot else self._has_arisen
            lifted.append(some([no(every([self._applies(ban), arisen(ban, by)])), later]))
        before = (reached(one) for one in kind.presupposes)
        return some([counted, every([mine, fits, *before, *lifted])])

    def _in_force(self, ban: Rule, by: str) -> Claim:
        return every([self._applies(ban), self._has_arisen(ban, by)])

    def _applies(self, rule: Rule) -> Claim:
        """Whether a rule is one of the text, and admits the case."""
        guard: Claim = self.terms.guard(rule.when) if rule.when else True
        return every([self.terms.chosen(rule), guard])

    def _next_round_is_late(self, rule: Obligation, event: str) -> Claim:
        """Whether an event comes in a further round in which the act can no longer come.

        In such a round only that can be done which first becomes possible there.
        """
        at = self.terms.events[event].at
        prompt = some(self._there(party, rule.act, event, _NOTHING, rule) for party in rule.bearers)
        return every([least(at.round, 1), no(prompt)])

    def _there(
        self,
        party: str,
        event: str,
        by: str,
        asked: frozenset[str],
        owed: Obligation | None = None,
    ) -> Claim:
        """Whether a party could bring an event about in the round of another that occurs.

        By what has come there, by such acts of its own, or since it is allowed it only from then
        on.
        """
        if event in asked:
            return False
        asked |= {event}
        at = self.terms.events[by].at

        def own(one: str) -> Claim:
            return self._there(party, one, by, asked)

        def reached(one: str) -> Claim:
            return some([own(one), self._come(one, by)])

        def new(one: str) -> Claim:
            level = self.terms.events[one].at.level(at)
            here: Claim = True if one == by else both(self._occurs(one), level)
            return some([here, every([own(one), no(self._come(one, by))])])

        def at_hand(rule: Rule) -> Claim:
            if rule is owed:
                return True
            enough = every if rule.on.quantifier == "all" else some
            return every([self._applies(rule), enough(reached(one) for one in rule.on.events)])

        # What has come already has been counted.
        counted = some(
            every([some(own(one) for one in rule.on.events), at_hand(rule)])
            for rule in self.means.counting.get(event, ())
        )
        free = self.terms.is_own(party, event)
        supports = self.means.supports.get((party, event), ())
        mine = some([free, *(at_hand(rule) for rule in supports)])
        kind = self.regime.vocabulary.events[event]
        if mine is False or (free is True and not kind.presupposes):
            return counted
        fits: Claim = self.terms.guard(kind.when) if kind.when else True
        earlier = some(
            every([self._arose_earlier(support, at), no(self._over(support, by))])
            for support in self.means.allowing.get((party, event), ())
        )
        first = some([*(new(one) for one in kind.presupposes), no(some([free, earlier]))])
        forbidden = some(
            every(
                [
                    self._in_force(ban, by),
                    True if ban.until is None else no(reached(ban.until)),
                ]
            )
            for ban in self.means.bans.get((party, event), ())
        )
        before = (reached(one) for one in kind.presupposes)
        return some([counted, every([*before, first, no(forbidden), fits, mine])])

    def _arose_earlier(self, rule: Rule, at: Moment) -> Claim:
        """Whether a rule was set going in an earlier round than that of a time."""
        events = (self.terms.events[one] for one in rule.on.events)
        enough = every if rule.on.quantifier == "all" else some
        come = enough(both(one.occurs, one.at.earlier_round(at)) for one in events)
        return every([self._applies(rule), come])

    def _over(self, rule: Rule, by: str) -> Claim:
        """Whether a power has ended by the step of an event."""
        ending = rule.until if isinstance(rule, Power) else None
        return False if ending is None else self._come(ending, by)

    def _at_once(self, rule: Obligation, event: str) -> Due:
        """The close of the first working day not yet closed when an event makes a duty able."""
        at = self.terms.events[event].at
        late = self._next_round_is_late(rule, event)
        day, zero = plus(at.day, at.off), self.terms.value(0)
        same = choice(equal(at.off, 0), at.round, zero)
        if late is False:
            return Due(day, same)
        one = self.terms.value(1)
        return Due(plus(day, choice(late, one, zero)), choice(late, zero, same))
