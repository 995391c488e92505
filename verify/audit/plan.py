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

from verify.encoding import Encoding
from verify.formula import Expr, both, choice, either, equal, holds_in, number, truth, value_in
from verify.terms import EventTerms

if TYPE_CHECKING:
    from verify.audit.histories import Histories

_FOR_EVER = 1_000_000
"""Days after a history at which a clock of a plan runs out that never does."""

FIELDS = ("day", "off", "round", "rank")

Goal = Callable[[Encoding], list[Expr]]


class Plan:
    """One way to go on, as a function of the history it starts from."""

    def __init__(self, histories: Histories, before: Any, after: Any) -> None:
        self.h, self.model = histories, after
        self.end = [value_in(before, getattr(histories.cut, name)) for name in FIELDS]
        self.before = before
        self.map: list[tuple[Expr, Expr]] = []
        self.told: set[str] = set()
        self.rounds: dict[str, Expr] = {}
        self._cases()
        self._clocks()
        names = [name for name in histories.after.events if self._follows(name)]
        for name in histories.after.events:
            if name not in names:
                self._event(name, None)
        order = {name: self._at(histories.after.events[name]) for name in names}
        for name in sorted(names, key=lambda one: order[one]):
            self._event(name, self._when(name))
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

    def _at(self, term: EventTerms) -> tuple[int, ...]:
        return tuple(value_in(self.model, getattr(term.at, name)) for name in FIELDS)

    def _when(self, name: str) -> list[Expr]:
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
        level = at[:3] == tuple(self.end[:3])
        cut = self.h.cut
        day = cut.day + (at[0] - self.end[0])
        if level:
            return [day, cut.off, cut.round, cut.rank + (at[3] - self.end[3])]
        return [day, *(self._int(value) for value in at[1:])]

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

    def _event(self, name: str, when: list[Expr] | None) -> None:
        old, new, past = self.h.before.events[name], self.h.after.events[name], self.h.past(name)
        follows = truth(when is not None, self.h.part.context)
        self.map.append((new.occurs, either(past, follows)))
        moment = when or [self._int(0), self._int(0), self._int(0), self._int(1)]
        for key, later in zip(FIELDS, moment, strict=True):
            self.map.append((getattr(new.at, key), choice(past, getattr(old.at, key), later)))
        for mine, its in zip(sources(new), sources(old), strict=True):
            chosen = truth(when is not None and holds_in(self.model, mine), self.h.part.context)
            self.map.append((mine, choice(past, its, chosen)))

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
