"""A plan: one way to go on after a history, said of the history alone.

Of a way to go on after one history it makes what works from many. What is owed is done, and what
lapses expires, wherever it is so after a history; what is done at once is done at once, or from the
next day on where that begins in hours; and what has to wait for its notice waits for that. Whether
it works is not taken on trust: :meth:`Plan.works` says what must be true of a history.

What a plan makes of clocks is said with variables of its own: when a limit has run out depends on
all that happens, so that it cannot be put in the place of a variable.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import TYPE_CHECKING, Any

import z3

from model.rule import Lapse, effects_of
from verify.audit.given import awaited, placed, with_effects, with_given
from verify.audit.goal import LONG, Goal
from verify.audit.way import FIELDS, NEVER, Way, in_order, sources
from verify.formula import (
    Expr,
    both,
    choice,
    either,
    equal,
    holds_in,
    less,
    not_,
    number,
    some,
    substituted,
    truth,
)
from verify.moment import Moment

if TYPE_CHECKING:
    from verify.audit.histories import Histories

_FOR_EVER = 2 * LONG
"""Days after a history at which a clock of a plan runs out that never does."""


class Plan:
    """One way to go on, as a function of the history it starts from.

    Attributes
    ----------
    circular
        Whether a clock depends in the plan on when it itself runs out.

    Parameters
    ----------
    before, after
        The model of a history, and that of a way to go on from it.
    given
        Events that come as in the run that the history begins; see :class:`Goal`.
    general
        Whether the plan does what is owed, and lets expire what may, also where the continuation
        has no such step, and waits for what a step waits for. Else its steps are just those of the
        continuation, each as many days after the history.
    """

    def __init__(
        self,
        histories: Histories,
        before: Any,
        after: Any,
        given: Collection[str] = (),
        general: bool = True,
    ) -> None:
        self.h, self.model, self.general = histories, after, general
        given = with_effects(histories, given)
        self.way = way = Way(histories, before, after, given)
        self.map: list[tuple[Expr, Expr]] = []
        self.told: set[str] = set()
        self.rounds: dict[str, Expr] = {}
        self._behind: dict[str, set[str]] = {}
        self._cases()
        self._clocks()
        owed = way.owed(way.steps) if general else []
        expiring = way.expiring({*way.steps, *owed}) if general else {}
        names = [one for one in way.steps if one not in expiring]
        for name in histories.after.events:
            if name in given:
                self.map += placed(way, name, len(owed))
                self._behind[name] = set()
            elif name not in {*names, *owed, *expiring}:
                self._event(name, None, {}, set())
        for place, name in enumerate(owed):
            by = self._demanded(name, ())
            self._event(name, self._start(place + 1), by, self._heeds(name, None))
        for place, name in enumerate(names):
            last = names[place - 1] if place else None
            by = self._sources(name, names[place:])
            self._event(name, self._when(name, last, len(owed)), by, self._heeds(name, last))
        for name, lapse in expiring.items():
            self._event(name, self._due(lapse.id), self._lapsing(lapse), {lapse.id})
        for rule in histories.part.regime.rules:
            self._opened(rule.id)
        self.circular = bool(self.rounds) and self._waits_for_itself()

    def works(self, goal: Goal) -> Expr:
        """Whether the plan reaches the goal, said of the history alone."""
        after = self.h.after
        claims = [*goal.claims(after), *self.h.as_given(goal)]
        whole = both(*after.constraints, *after.forces.values(), *claims)
        forced = [(one, truth(True, self.h.part.context)) for one in after.forces.values()]
        free = [(one, truth(False, self.h.part.context)) for one in after.obeys.values()]
        return z3.simplify(substituted(whole, [*self.map, *forced, *free]))

    def _cases(self) -> None:
        for name, term in self.h.after.attributes.items():
            self.map.append((term, self.h.before.attributes[name]))
        for rule, term in self.h.after.elapsed.items():
            self.map.append((term, self.h.before.elapsed[rule]))

    def _clocks(self) -> None:
        """Let the variables of clocks be the plan's own: what happens in it decides them."""
        for rule, term in self.h.after.rules.items():
            if term.clock is not None:
                for known in (*term.clock.effective.values(), term.clock.day):
                    self.map.append((known, z3.FreshConst(known.sort(), str(known))))
                assert term.due is not None
                self.rounds[rule] = z3.FreshConst(term.due.round.sort(), f"{rule}/round")

    @cached_property
    def defined(self) -> list[Expr]:
        """What the plan makes of clocks; true of every history for some such variables."""
        found = []
        for_ever = self.h.cut.day + _FOR_EVER
        for rule, term in self.h.after.rules.items():
            if term.clock is not None:
                assert term.due is not None
                found.append(equal(self.rounds[rule], self._told(term.due.round)))
                # Each term that is looked through costs more than its size.
                found.append(self._told(both(*term.clock.defined(for_ever))))
        return found

    def _waits_for_itself(self) -> bool:
        waits = {}
        for rule in self.h.part.regime.timed:
            heeded = {*rule.on.events, *rule.clock.events}
            if self.general and isinstance(rule, Lapse):
                heeded |= {*rule.unless}
            waits[rule.id] = {one for event in heeded for one in self._behind[event]}
        return in_order(waits) is None

    def _heeds(self, name: str, last: str | None) -> set[str]:
        """The rules on whose limits it depends whether or when a step is taken."""
        term, model = self.h.after.events[name], self.model
        for rule, one in term.deemed.items():
            if holds_in(model, one):
                return {rule}
        if self.general:
            heeded = {
                *([] if last is None else [last]),
                *(one for _, one in self.way.notices(name)),
            }
            for known in self.h.part.regime.rules:
                if name in effects_of(known):
                    heeded |= {*known.on.events}
        else:
            rules = self.h.part.regime.by_id
            counting = (rules[rule] for rule, one in term.counted.items() if holds_in(model, one))
            heeded = {event for rule in counting for event in rule.on.events}
        return {rule for event in heeded for rule in self._behind.get(event, ())}

    def _demanded(self, name: str, later: Collection[str]) -> dict[int, Expr]:
        """By whom an act is owed in the plan, by the place of the source; empty where by nobody."""
        term, context = self.h.after.events[name], self.h.part.context
        found: dict[int, Expr] = {}
        for place, party in enumerate(term.performed):
            duties = [one for one in self.way.asking(name, later) if party in one.bearers]
            if duties:
                active = [self._told(self.h.after.rules[duty.id].active) for duty in duties]
                others = [not_(one) for one in found.values()]
                found[place] = both(some(active, context), *others)
        return found

    def _sources(self, name: str, later: Collection[str]) -> dict[int, Expr]:
        """Whence a step of the continuation comes in the plan, by the place of the source."""
        term, model, rules = self.h.after.events[name], self.model, self.h.after.rules
        taken = [place for place, one in enumerate(sources(term)) if holds_in(model, one)]
        if self.general:
            demanded = self._demanded(name, later)
            asking = (rules[duty.id].active for duty in self.way.asking(name, later))
            if {*taken} & {*demanded} and any(holds_in(model, one) for one in asking):
                return demanded
            for rule, one in term.counted.items():
                if holds_in(model, one):
                    return {taken[0]: self._told(rules[rule].active)}
        return {place: truth(True, self.h.part.context) for place in taken}

    def _lapsing(self, lapse: Lapse) -> dict[int, Expr]:
        (default,) = lapse.expiring
        return {0: self._told(self.h.after.expires(lapse, default))}

    def _when(self, name: str, last: str | None, ahead: int) -> list[Expr]:
        """The moment of a step: where its cause stands, or so long after what it waits for.

        ``last`` is the step before it, ``ahead`` the number of acts before all steps.
        """
        at = self.way.at(name)
        term = self.h.after.events[name]
        for rule, source in term.deemed.items():
            if holds_in(self.model, source):
                return self._due(rule)
        for rule, source in term.counted.items():
            if holds_in(self.model, source):
                cause = self.way.cause(rule)
                assert cause is not None
                behind = at[3] - self.way.at(cause)[3]
                self._opened(rule)
                told = self._at(self.h.after.rules[rule].opened)
                return [*told[:3], told[3] + behind]
        cut, rank = self.h.cut, at[3] + ahead
        level = at[:3] == self.way.end[:3]
        if self.general and self.way.waits and at[1] == at[2] == self.way.end[2] == 0:
            return self._in_hours(name, last, rank - self.way.end[3] if level else rank)
        if level:
            return [cut.day, cut.off, cut.round, cut.rank + (rank - self.way.end[3])]
        day = cut.day + (at[0] - self.way.end[0])
        later = [day, *map(self._int, at[1:3]), cut.rank + rank]
        return with_given(self.way, name, self._told, later) if self.general else later

    def _due(self, rule: str) -> list[Expr]:
        """The moment at which a limit runs out in the plan."""
        self._opened(rule)
        due = self.h.after.rules[rule].due
        assert due is not None
        turn = self.rounds.get(rule)
        turn = self._told(due.round) if turn is None else turn
        return [self._told(due.day), self._int(0), turn + 1, self._int(0)]

    def _start(self, ahead: int) -> list[Expr]:
        """The moment at which the plan begins: at once, or where it waits, when it can in hours."""
        cut = self.h.cut
        if not self.way.waits:
            return [cut.day, cut.off, cut.round, cut.rank + ahead]
        none = self._int(0)
        return [self._begin(), none, none, cut.rank + ahead]

    def _begin(self) -> Expr:
        """The first day with office hours left after the history."""
        cut = self.h.cut
        at_once = both(equal(cut.off, 0), equal(cut.round, 0))
        return cut.day + choice(at_once, self._int(0), self._int(1))

    def _in_hours(self, name: str, last: str | None, rank: int) -> list[Expr]:
        """The moment of a step in hours: so long after the one before it, and after its notice."""
        after, day = self.h.after.events, self.way.at(name)[0]
        earliest = [self._begin(), *awaited(self.way, name, self._begin())]
        spare = day - (self.way.end[0] + self.way.end[1] if last is None else self.way.at(last)[0])
        for limit, notice in self.way.notices(name):
            # Notice that is given behind the close is given on the next day.
            given, off = self.way.at(notice)[:2]
            needed = min(day - given - off, limit.count)
            spare = 0 if needed == day - given - off else spare
            at = after[notice].at
            earliest.append(self._told(at.day) + self._told(at.off) + needed)
        before = self._begin() if last is None else self._told(after[last].at.day)
        when = before + spare
        for one in earliest:
            when = choice(less(when, one), one, when)
        none = self._int(0)
        return [when, none, none, self.h.cut.rank + rank]

    def _opened(self, rule: str) -> None:
        """Let a rule with several triggers be set going by the first or last that the plan knows.

        Where it does not know enough of them yet, by that which decided in the continuation.
        """
        on = self.h.part.regime.by_id[rule].on
        if len(on.events) < 2 or rule in self.told:
            return
        self.told.add(rule)
        last, known = on.quantifier == "all", [one for one in on.events if one in self._behind]
        if not known or (last and len(known) < len(on.events)):
            known = [self.way.cause(rule) or on.events[0]]
        terms = [self.h.after.events[one] for one in known]
        moments = [Moment(*self._at(one.at)) for one in terms]
        occur, when = self._told(terms[0].occurs), moments[0]
        for term, moment in zip(terms[1:], moments[1:], strict=True):
            occurs = self._told(term.occurs)
            decides = when.before(moment) if last else either(not_(occur), moment.before(when))
            pairs = [(getattr(moment, key), getattr(when, key)) for key in FIELDS]
            when = Moment(*(choice(both(occurs, decides), one, other) for one, other in pairs))
            occur = either(occur, occurs)
        opened = self.h.after.rules[rule].opened
        self.map += [(getattr(opened, key), getattr(when, key)) for key in FIELDS]

    def _at(self, moment: Moment) -> list[Expr]:
        return [self._told(getattr(moment, key)) for key in FIELDS]

    def _event(
        self, name: str, when: list[Expr] | None, by: dict[int, Expr], behind: set[str]
    ) -> None:
        old, new, past = self.h.before.events[name], self.h.after.events[name], self.h.past(name)
        context = self.h.part.context
        self._behind[name] = behind
        self.map.append((new.occurs, either(past, some(by.values(), context))))
        moment = when or [*map(self._int, NEVER)]
        for key, later in zip(FIELDS, moment, strict=True):
            self.map.append((getattr(new.at, key), choice(past, getattr(old.at, key), later)))
        none = truth(False, context)
        for place, (mine, its) in enumerate(zip(sources(new), sources(old), strict=True)):
            self.map.append((mine, choice(past, its, by.get(place, none))))

    def _told(self, term: Expr) -> Expr:
        return substituted(term, self.map)

    def _int(self, value: int) -> Expr:
        return number(value, self.h.part.context)
