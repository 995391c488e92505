"""Of several shortest runs the first, so that one question has one answer whoever asks it.

Runs of one size differ in what comes in them, in the case, in when it comes and by whom, and in how
long limits last that depend on dates or are open. Of these the first is taken, in this order and in
the order of the words: what stands late among the words comes rather than what stands early; what
stands early comes as early as it can; who stands first does it.

Of what comes in one moment, that stands first which stands first among the words of all that can
come next; what an act brings about stands right behind it, as the transition relation has it. That
order is found by replaying the run. Only where what is asked does not allow it the solver is asked
for the first order that it allows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby, pairwise
from typing import Any

import z3

from model.ability import performable
from model.trace import Mode, Moment, Occurrence, Run
from model.transition import Law, advance, expire, next_expiry
from verify.encoding import Encoding
from verify.formula import Expr, holds_in, less, not_
from verify.search import Vector, first_model, pinned
from verify.terms import EventTerms

_EFFECTS = (Mode.DEEMED, Mode.COUNTED)


def vectors_of(encoding: Encoding) -> list[Vector]:
    """What tells runs of one size apart, but for the order of one moment."""
    events = encoding.events.values()

    def what(_: Any) -> Iterator[Expr]:
        yield from (event.occurs for event in events)
        yield from encoding.attributes.values()

    def when(model: Any) -> Iterator[Expr]:
        come = [event for event in events if holds_in(model, event.occurs)]
        for event in come:
            yield from (event.at.stage, event.at.round)
        for event in come:
            yield from ways_of(event)
        yield from encoding.elapsed.values()
        yield from encoding.deadlines.unknown.values()

    return [what, when]


def ways_of(event: EventTerms) -> Iterator[Expr]:
    """That it is not this party, and not that, by which an event comes, where that is a question.

    By what rule it is deemed or counted follows from the rest.
    """
    ways = [*event.performed.values(), *([] if event.free is None else [event.free])]
    if len(ways) > 1 or event.deemed or event.counted:
        yield from map(not_, ways)


def first_of_shortest(encoding: Encoding, asked: list[Expr], model: Any) -> Any:
    """Return the first of the models that do what is asked, which says what their sizes are."""
    return first_model(encoding.solver, asked, model, vectors_of(encoding))


def in_first_order(
    encoding: Encoding,
    law: Law,
    asked: list[Expr],
    model: Any,
    run: Run,
    solver: Any = None,
    past: Collection[str] = (),
) -> Run:
    """Return the run of a model that does what is asked, each of its moments in the first order.

    The clock of the law is that of the run. Where another ``solver`` than that of the encoding is
    given, it is not known to allow the order of the run. What is ``past`` stands before the rest.
    """
    asking, names = solver or encoding.solver, [one.event for one in run.occurrences]
    levels = _levels(encoding, run, past, _EFFECTS)

    @cache
    def fixed() -> list[Expr]:
        """What is asked, by a run like this; put together once, where the solver is asked."""
        return [*asked, *pinned(model, vectors_of(encoding))]

    def allowed(found: Run | None) -> bool:
        if found is None:
            return False
        if solver is None and [one.event for one in found.occurrences] == names:
            return True
        return bool(asking.check([*fixed(), *_in_order(encoding, found.occurrences)]) == z3.sat)

    first = Replayed(law, run).of(levels)
    if first is not None and allowed(first):
        return first
    acts = [one for level in levels for one in _first_allowed(encoding, asking, fixed(), level)]
    again = Replayed(law, run).of([one] for one in acts)
    if again is not None and allowed(again):
        return again
    # What is asked is about the order of what an act brings about.
    levels = _levels(encoding, run, past)
    order = [one for level in levels for one in _first_allowed(encoding, asking, fixed(), level)]
    known = {one.event: one for one in (run if again is None else again).occurrences}
    return replace(run, occurrences=tuple(known[one.event] for one in order))


def _levels(
    encoding: Encoding, run: Run, past: Collection[str], without: Collection[Mode] = ()
) -> list[list[Occurrence]]:
    """What comes in each moment, in the order of the words; of the last what is past is apart."""
    places = {event: place for place, event in enumerate(encoding.events)}
    told = [one for one in run.occurrences if one.mode not in without]
    apart = groupby(told, lambda one: (one.moment, one.event not in past))
    return [sorted(level, key=lambda one: places[one.event]) for _, level in apart]


def _in_order(encoding: Encoding, order: Iterable[Occurrence]) -> Iterator[Expr]:
    """That what comes in one moment comes in an order; what an expiry deems comes together."""
    for one, then in pairwise(order):
        if one.moment == then.moment and not one.mode is then.mode is Mode.DEEMED:
            yield less(encoding.events[one.event].at.rank, encoding.events[then.event].at.rank)


def _first_allowed(
    encoding: Encoding, solver: Any, fixed: list[Expr], level: Sequence[Occurrence]
) -> Iterator[Occurrence]:
    """Yield what comes in one moment in the first order that is allowed; what is fixed grows.

    What an expiry deems comes together and before all else.
    """
    yield from (one for one in level if one.mode is Mode.DEEMED)
    left = [one for one in level if one.mode is not Mode.DEEMED]
    while len(left) > 1:
        for one in left:
            rank = encoding.events[one.event].at.rank
            others = (other for other in left if other is not one)
            claim = [less(rank, encoding.events[other.event].at.rank) for other in others]
            if solver.check([*fixed, *claim]) == z3.sat:
                fixed += claim
                yield one
                left.remove(one)
                break
        else:
            break
    yield from left


class Replayed:
    """A run made again by the transition relation, from its acts and what the world brings."""

    def __init__(self, law: Law, run: Run) -> None:
        self.law, self.run = law, run
        self.state = law.start(run.attributes)
        self.made: list[Occurrence] = []
        self.known = {one.event: one for one in run.occurrences}

    def of(self, levels: Iterable[Iterable[Occurrence]]) -> Run | None:
        """Return the run in which of each level that comes next which is the first that can.

        ``None`` where it is none with the same events at the same moments.
        """
        for level in levels:
            left = list(level)
            if not self._expired(left[0].moment):
                return None
            while left:
                one = next((one for one in left if self._came(one)), None)
                if one is None:
                    return None
                left.remove(one)
        if not self._expired(None) or len(self.made) != len(self.known):
            return None
        return replace(self.run, occurrences=tuple(self.made))

    def _expired(self, until: Moment | None) -> bool:
        """Let all expire that does so before a moment; whether the run says so, too."""
        while (due := next_expiry(self.state)) is not None and (until is None or due < until):
            step = expire(self.law, self.state, due)
            if not self._told(step.occurred):
                return False
            self.state = step.state
            self.made += step.occurred
        return True

    def _came(self, one: Occurrence) -> bool:
        """Let an act come where it can, at its moment, and brings about what the run says."""
        earliest = performable(self.law, self.state, one.event, one.party)
        if earliest is None:
            return False
        moment = max((one.at, 0), earliest)
        if moment > one.moment or (one.mode is Mode.PERFORMED and moment < one.moment):
            return False
        step = advance(self.law, self.state, (one,))
        if not self._told(step.occurred):
            return False
        self.state = step.state
        self.made += step.occurred
        return True

    def _told(self, occurred: Iterable[Occurrence]) -> bool:
        """Whether all that has come about comes in the run, at that moment and in that way."""
        return all(
            (known := self.known.get(one.event)) is not None
            and (known.moment, known.mode) == (one.moment, one.mode)
            for one in occurred
        )
