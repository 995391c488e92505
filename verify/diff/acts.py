"""All possible behaviours, stated for the solver: which acts, when, by whom, in which case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import z3

from model.vocabulary import Guard
from verify.diff.behaviour import Act, Behaviour, Possible
from verify.formula import (
    Expr,
    boolean,
    both,
    differs,
    either,
    equal,
    every,
    holds_in,
    implies,
    integer,
    least,
    less,
    most,
    not_,
    number,
    some,
    value_in,
)
from verify.moment import Moment


@dataclass(frozen=True)
class ActTerms:
    """One act of a behaviour: whether it is done, when, and by whom."""

    occurs: Expr
    at: Moment
    by: Mapping[str, Expr]


class Acts:
    """The behaviours that are possible, with acts among some events and facts of some attributes.

    Attributes
    ----------
    of
        The acts by event; events that nobody can bring about are left out.
    """

    def __init__(
        self,
        possible: Possible,
        events: Iterable[str],
        facts: Iterable[str],
        context: z3.Context,
    ) -> None:
        self.possible, self.context = possible, context
        self.attributes = {name: integer(f"attribute:{name}", context) for name in facts}
        self.of = {event: self._act(event) for event in events if possible.parties(event)}
        self.constraints: list[Expr] = []
        for name, term in self.attributes.items():
            values = possible.vocabulary.attributes[name].values
            self.constraints += [least(term, 0), less(term, len(values))]
        for event, act in self.of.items():
            self.constraints += self._done(event, act)
        self.constraints += self._one_by_one()

    def _act(self, event: str) -> ActTerms:
        name, context = f"act:{event}", self.context
        day, off, rank = (integer(f"{name}/{part}", context) for part in ("day", "off", "rank"))
        at = Moment(day, off, number(0, context), rank)
        parties = self.possible.parties(event)
        by = {party: boolean(f"{name}/by {party}", context) for party in parties}
        return ActTerms(boolean(f"{name}/occurs", context), at, by)

    def _done(self, event: str, act: ActTerms) -> Iterator[Expr]:
        """By one party, after what it presupposes, in a case in which it can be."""
        at = act.at
        yield both(least(at.day, 0), least(at.off, 0), most(at.off, 1), least(at.rank, 1))
        parties = list(act.by.values())
        yield equal(act.occurs, either(*parties))
        yield from (not_(both(one, other)) for one, other in combinations(parties, 2))
        for name in self.possible.foundations(event):
            ground = self.of.get(name)
            if ground is None:
                yield not_(act.occurs)
            else:
                yield implies(act.occurs, both(ground.occurs, ground.at.before(at)))
        when = self.possible.vocabulary.events[event].when
        if when:
            yield implies(act.occurs, self.guard(when))

    def guard(self, guard: Guard) -> Expr:
        """Whether a guard admits the case."""
        parts = []
        for name, allowed in guard.items():
            values = self.possible.vocabulary.attributes[name].values
            known = [k for k, one in enumerate(values) if one in allowed]
            parts.append(some((equal(self.attributes[name], k) for k in known), self.context))
        return every(parts, self.context)

    def _one_by_one(self) -> Iterator[Expr]:
        for one, other in combinations(self.of.values(), 2):
            together = both(one.occurs, other.occurs, one.at.level(other.at))
            yield implies(together, differs(one.at.rank, other.at.rank))

    def read(self, model: Any) -> Behaviour:
        """Return the behaviour that a model of the solver describes."""
        found = []
        for event, act in self.of.items():
            if holds_in(model, act.occurs):
                by = next(one for one, does in act.by.items() if holds_in(model, does))
                slot, rank = (value_in(model, one) for one in (act.at.slot, act.at.rank))
                found.append(((slot, rank), Act(event, slot, by)))
        facts = {
            name: self.possible.vocabulary.attributes[name].values[value_in(model, term)]
            for name, term in self.attributes.items()
        }
        return Behaviour(tuple(act for _, act in sorted(found)), facts)
