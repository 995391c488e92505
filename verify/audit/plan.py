"""A plan: one way to go on after a history, said of the history alone.

The same steps as in some continuation, as many days after the history ends, and what expires when
it is due. What a plan makes of clocks is said with variables of its own: when a limit has run out
depends on all that happens, so that it cannot be put in the place of a variable.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any

import z3

from model.deadline import Before
from verify.encoding import Encoding
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
    truth,
    value_in,
)
from verify.terms import EventTerms

if TYPE_CHECKING:
    from verify.audit.histories import Histories

_FOR_EVER = 1_000_000
"""Days after a history at which a clock of a plan runs out that never does."""

FIELDS = ("day", "off", "round", "rank")

Goal = Callable[[Encoding], list[Expr]]


class Plan:
    """One way to go on, as a function of the history it starts from.

    Parameters
    ----------
    before, after
        The model of a history, and that of a way to go on from it.
    follows_duties
        Whether what is owed is done where it is owed, also what is not in this continuation. Else
        the steps are just those of the continuation.
    """

    def __init__(
        self, histories: Histories, before: Any, after: Any, follows_duties: bool = True
    ) -> None:
        self.h, self.model = histories, after
        self.end = [value_in(before, getattr(histories.cut, name)) for name in FIELDS]
        self.before = before
        self.map: list[tuple[Expr, Expr]] = []
        self.told: set[str] = set()
        self.rounds: dict[str, Expr] = {}
        self._cases()
        self._clocks()
        names = [name for name in histories.after.events if self._follows(name)]
        order = {name: self._at(histories.after.events[name]) for name in names}
        names.sort(key=lambda one: order[one])
        self.waits = any(self._chosen(name) and order[name][:3] != (*self.end[:3],) for name in names)
        owed = self._owed(names) if follows_duties else []
        self.ahead = len(owed)
        self.follows_duties = follows_duties
        for name in histories.after.events:
            if name not in names and name not in owed:
                self._event(name, None, {})
        for place, name in enumerate(owed):
            self._event(name, self._start(place + 1), self._demanded(name, ()))
        for place, name in enumerate(names):
            when = self._when(name, names[place - 1] if place else None)
            self._event(name, when, self._sources(name, names[place:]))
        for rule in histories.part.regime.rules:
            self._opened(rule.id)

    def works(self, goal: Goal) -> Expr:
        """Whether the plan reaches the goal, said of the history alone."""
        after = self.h.after
        whole = both(*after.constraints, *after.forces.values(), *goal(after))
        forced = [(one, truth(True, self.h.part.context)) for one in after.forces.values()]
        free = [(one, truth(False, self.h.part.context)) for one in after.obeys.values()]
        return z3.simplify(z3.substitute(whole, *self.map, *forced, *free))

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

    def defined(self) -> Iterator[Expr]:
        """Yield what the plan makes of clocks; true of every history for some such variables."""
        for_ever = self.h.cut.day + _FOR_EVER
        for rule, term in self.h.after.rules.items():
            if term.clock is not None:
                assert term.due is not None
                yield equal(self.rounds[rule], self._told(term.due.round))
                yield from (self._told(one) for one in term.clock.defined(for_ever))

    @property
    def circular(self) -> bool:
        """Whether a clock depends in the plan on when it itself runs out."""
        if not self.rounds:
            return False
        waits = {
            rule.id: {self._behind(event) for event in (*rule.on.events, *rule.clock.events)}
            for rule in self.h.part.regime.timed
        }
        return _has_cycle({rule: found - {None} for rule, found in waits.items()})

    def _behind(self, event: str) -> str | None:
        """The rule by whose limit the plan lets an event come, itself or what counts as it."""
        seen: set[str] = set()
        while event not in seen:
            seen.add(event)
            term = self.h.after.events[event]
            for rule, source in term.deemed.items():
                if holds_in(self.model, source):
                    return rule
            counting = (rule for rule, one in term.counted.items() if holds_in(self.model, one))
            cause = next((self._cause(rule) for rule in counting), None)
            if cause is None:
                return None
            event = cause
        return None

    def _follows(self, name: str) -> bool:
        term = self.h.after.events[name]
        return holds_in(self.model, term.occurs) and not holds_in(self.before, self.h.past(name))

    def _chosen(self, name: str) -> bool:
        """Whether somebody, or the world, brings an event about in the plan."""
        return any(holds_in(self.model, one) for one in acts(self.h.after.events[name]))

    def _owed(self, names: Collection[str]) -> list[str]:
        """Acts that are no step of the continuation, but may be owed after another history.

        By what has happened in it; each behind those that it presupposes.
        """
        regime, after = self.h.part.regime, self.h.after
        found: dict[str, set[str]] = {}
        for duty in regime.obligations:
            idle = not holds_in(self.model, after.rules[duty.id].active)
            if duty.act not in names and not {*duty.on.events} & {*names}:
                found.setdefault(duty.act, set())
                if not idle and not holds_in(self.before, self.h.past(duty.act)):
                    found[duty.act].add(duty.act)  # excused: it need not be done at all
        needs = {
            act: {*regime.vocabulary.events[act].presupposes} & {*found} | own
            for act, own in found.items()
        }
        while stuck := {act for act, before in needs.items() if act in before}:
            needs = {act: before for act, before in needs.items() if act not in stuck}
        for duty in regime.obligations:
            if duty.act in needs and {*duty.on.events} & {*needs}:
                needs[duty.act] |= {*duty.on.events} & {*needs}
        try:
            return [*TopologicalSorter(needs).static_order()]
        except CycleError:
            return []

    def _demanded(self, name: str, later: Collection[str]) -> dict[int, Expr]:
        """By whom an act is owed in the plan, by the place of the source; empty where by nobody."""
        term, context = self.h.after.events[name], self.h.part.context
        found: dict[int, Expr] = {}
        for place, party in enumerate(term.performed):
            duties = [
                self._told(self.h.after.rules[duty.id].active)
                for duty in self.h.part.regime.obligations
                if duty.act == name and party in duty.bearers and not {*duty.on.events} & {*later}
            ]
            if duties:
                others = [not_(one) for one in found.values()]
                found[place] = both(some(duties, context), *others)
        return found

    def _sources(self, name: str, later: Collection[str]) -> dict[int, Expr]:
        """Whence a step of the continuation comes in the plan, by the place of the source."""
        term, model = self.h.after.events[name], self.model
        places = [place for place, one in enumerate(sources(term)) if holds_in(model, one)]
        if self.follows_duties:
            demanded = self._demanded(name, later)
            if any(place in demanded and self._applies(name, later) for place in places):
                return demanded
            for rule, one in term.counted.items():
                if holds_in(model, one):
                    return {places[0]: self._told(self.h.after.rules[rule].active)}
        return {place: truth(True, self.h.part.context) for place in places}

    def _applies(self, name: str, later: Collection[str]) -> bool:
        """Whether a step of the continuation is owed in it by what comes before it."""
        return any(
            duty.act == name
            and not {*duty.on.events} & {*later}
            and holds_in(self.model, self.h.after.rules[duty.id].active)
            for duty in self.h.part.regime.obligations
        )

    def _start(self, ahead: int) -> list[Expr]:
        """The moment at which the plan begins: at once, or where it waits, when it can in hours."""
        cut = self.h.cut
        if not self.waits:
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
        after, regime = self.h.after.events, self.h.part.regime
        day = self._at(after[name])[0]
        spare = day - (self.end[0] + self.end[1] if last is None else self._at(after[last])[0])
        earliest = [self._begin()]
        for duty in regime.obligations:
            if duty.announced == name and holds_in(self.model, after[duty.act].occurs):
                gap = day - self._at(after[duty.act])[0]
                assert isinstance(duty.deadline, Before)
                needed = min(gap, duty.deadline.count)
                spare = 0 if needed == gap else spare
                earliest.append(self._told(after[duty.act].at.day) + needed)
        before = self._begin() if last is None else self._told(after[last].at.day)
        latest = before + spare
        for one in earliest:
            latest = choice(less(latest, one), one, latest)
        none = self._int(0)
        return [latest, none, none, self.h.cut.rank + rank]

    def _at(self, term: EventTerms) -> tuple[int, ...]:
        return tuple(value_in(self.model, getattr(term.at, name)) for name in FIELDS)

    def _when(self, name: str, last: str | None) -> list[Expr]:
        """The moment of a step: where its cause stands, or so long after the history."""
        term = self.h.after.events[name]
        at = self._at(term)
        for rule, source in term.deemed.items():
            if holds_in(self.model, source):
                self._opened(rule)
                due = self.h.after.rules[rule].due
                assert due is not None
                zero = self._int(0)
                turn = self.rounds.get(rule)
                turn = self._told(due.round) if turn is None else turn
                return [self._told(due.day), zero, turn + 1, zero]
        for rule, source in term.counted.items():
            if holds_in(self.model, source):
                cause = self._cause(rule)
                assert cause is not None
                ahead = at[3] - self._at(self.h.after.events[cause])[3]
                moment = self.h.after.events[cause].at
                told = [self._told(getattr(moment, key)) for key in FIELDS]
                return [*told[:3], told[3] + ahead]
        cut = self.h.cut
        rank = at[3] + self.ahead
        level = at[:3] == tuple(self.end[:3])
        if self.waits and self.follows_duties and at[1] == at[2] == self.end[2] == 0:
            return self._in_hours(name, last, rank - self.end[3] if level else rank)
        if level:
            return [cut.day, cut.off, cut.round, cut.rank + (rank - self.end[3])]
        return [cut.day + (at[0] - self.end[0]), *(self._int(value) for value in (*at[1:3], rank))]

    def _cause(self, rule: str) -> str | None:
        """The event whose moment sets a rule going in the plan; ``None`` where none does."""
        opened = self.h.after.rules[rule].opened
        wanted = [value_in(self.model, getattr(opened, key)) for key in FIELDS]
        triggers = self.h.part.regime.by_id[rule].on.events
        occurring = (
            event for event in triggers if holds_in(self.model, self.h.after.events[event].occurs)
        )
        at = self.h.after.events
        return next((event for event in occurring if list(self._at(at[event])) == wanted), None)

    def _opened(self, rule: str) -> None:
        """Let a rule with several triggers be set going by the one that decided."""
        on = self.h.part.regime.by_id[rule].on
        if len(on.events) < 2 or rule in self.told:
            return
        self.told.add(rule)
        term, old = self.h.after.rules[rule], self.h.before.rules[rule]
        cause = self._cause(rule) or on.events[0]
        happened = [self.h.past(event) for event in on.events]
        past = both(*happened) if on.quantifier == "all" else either(*happened)
        for key in FIELDS:
            moment = self._told(getattr(self.h.after.events[cause].at, key))
            self.map.append(
                (getattr(term.opened, key), choice(past, getattr(old.opened, key), moment))
            )

    def _event(self, name: str, when: list[Expr] | None, by: dict[int, Expr]) -> None:
        old, new, past = self.h.before.events[name], self.h.after.events[name], self.h.past(name)
        context = self.h.part.context
        self.map.append((new.occurs, either(past, some(by.values(), context))))
        moment = when or [self._int(0), self._int(0), self._int(0), self._int(1)]
        for key, later in zip(FIELDS, moment, strict=True):
            self.map.append((getattr(new.at, key), choice(past, getattr(old.at, key), later)))
        none = truth(False, context)
        for place, (mine, its) in enumerate(zip(sources(new), sources(old), strict=True)):
            self.map.append((mine, choice(past, its, by.get(place, none))))

    def _told(self, term: Expr) -> Expr:
        return z3.substitute(term, *self.map)

    def _int(self, value: int) -> Expr:
        return number(value, self.h.part.context)


def _has_cycle(waits: Mapping[str, Collection[str | None]]) -> bool:
    try:
        TopologicalSorter(waits).prepare()
    except CycleError:
        return True
    return False


def sources(term: EventTerms) -> list[Expr]:
    """Return everything that an event may come from, in a fixed order."""
    free = [] if term.free is None else [term.free]
    return [
        *term.performed.values(),
        *term.deemed.values(),
        *term.counted.values(),
        *free,
    ]


def acts(term: EventTerms) -> list[Expr]:
    """Return what an event may come from where somebody brings it about, or the world."""
    return [*term.performed.values(), *([] if term.free is None else [term.free])]
