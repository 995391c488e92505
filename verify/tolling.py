"""When the clock of a limit runs out that events may stop, restart or lengthen.

States for the solver what :mod:`model.tolling` does. An event has an effect if it comes while the
clock has not run out, which depends on what came before it; so for each event that the clock heeds
there is a variable that says whether it has one. What is not counted is the union of the times at
which the clock stood still, by inclusion and exclusion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from model.rule import Timed
from model.value import dataclass
from verify.formula import (
    Expr,
    both,
    choice,
    difference,
    either,
    equal,
    implies,
    least,
    less,
    not_,
    plus,
)
from verify.moment import Due, Moment

if TYPE_CHECKING:
    from verify.terms import EventTerms, Terms


@dataclass(frozen=True)
class Stop:
    """One suspension: whether it is in force at some time, from when, and until when."""

    begins: Expr
    stops: EventTerms
    resumes: EventTerms


class Clock:
    """The clock of one limit.

    Attributes
    ----------
    due
        When it has run out. Where it never does, that is behind every event.
    never
        Whether it stands still for ever, or has been lengthened without end.
    effective
        For each event that it heeds, whether it comes after the trigger and while it runs.
    stops
        Its suspensions, in the order of the rule.
    day
        The variable that says on which day it has run out.
    """

    def __init__(
        self,
        terms: Terms,
        rule: Timed,
        opened: Moment,
        runs_out: Callable[[Moment], Due],
        grants: Mapping[str, Expr | int | None],
    ) -> None:
        self.terms, self.rule, self.opened = terms, rule, opened
        self.runs_out = runs_out
        self.grants = grants
        self.effective = {
            event: terms.flag(f"rule:{rule.id}/heeds {event}") for event in rule.clock.events
        }
        self.stops = [
            Stop(
                self._begins(one.stops, one.resumes),
                terms.events[one.stops],
                terms.events[one.resumes],
            )
            for one in rule.clock.suspensions
        ]
        for event, effective in self.effective.items():
            terms.require(equal(effective, self._has_effect(event)))
        self.never = self._never()
        self.day = terms.whole_number(f"rule:{rule.id}/due")
        self.due = self._due()

    def _event(self, event: str) -> EventTerms:
        return self.terms.events[event]

    def _has_effect(self, event: str) -> Expr:
        """Whether an event comes after the trigger's step and before the clock has run out.

        What that step holds comes at the rank of its cause, which is not behind the trigger's.
        """
        one = self._event(event)
        in_time = either(self._halted_at(one.at), one.at.by(self._runs_out(one.at)))
        return both(one.occurs, self.opened.before(self.terms.step(event)), in_time)

    def _begins(self, stops: str, resumes: str) -> Expr:
        """Whether a suspension is in force at some time: from the trigger on, or later."""
        stop, resume = self._event(stops), self._event(resumes)
        # The trigger's own step may be what stops the clock, or what sets it going again.
        over = both(resume.occurs, self.terms.step(resumes).not_after(self.opened))
        from_start = both(stop.occurs, self.terms.step(stops).not_after(self.opened), not_(over))
        too_late = both(resume.occurs, resume.at.not_after(stop.at))
        return either(from_start, both(self.effective[stops], not_(too_late)))

    def _halted_at(self, at: Moment) -> Expr:
        """Whether the clock stands still just before a time."""
        return self._or(
            both(one.begins, one.stops.at.before(at), not_(_come(one.resumes, at)))
            for one in self.stops
        )

    def _never(self) -> Expr:
        endless = (self.effective[event] for event, days in self.grants.items() if days is None)
        stands = (both(one.begins, not_(one.resumes.occurs)) for one in self.stops)
        return self._or([*endless, *stands])

    def _due(self) -> Due:
        """The end of the limit; a day behind every event where there is none."""
        found, day = self._runs_out(None), self.day
        behind = [implies(one.occurs, less(one.at.day, day)) for one in self.terms.events.values()]
        never_ends = self.terms.all_of(behind)
        self.terms.require(implies(self.never, never_ends))
        self.terms.require(implies(not_(self.never), equal(day, found.day)))
        return Due(day, choice(self.never, self.terms.value(0), found.round))

    def defined(self, for_ever: Expr) -> Iterator[Expr]:
        """Yield what its variables are, each in one way; where it never ends, a day for ever."""
        for event, effective in self.effective.items():
            yield equal(effective, self._has_effect(event))
        yield equal(self.day, choice(self.never, for_ever, self._runs_out(None).day))

    def _runs_out(self, before: Moment | None) -> Due:
        """When the clock runs out by what has come before some time, or at all."""
        start = self._start(before)
        base = self.runs_out(start)
        more = [self._lost(start, before), *self._granted(before)]
        longer = plus(*more) if len(more) > 1 else more[0]
        day, zero = plus(base.day, longer), self.terms.value(0)
        turn = choice(equal(longer, 0), base.round, zero)
        for counts, event in self._goes_on(before):
            first = self._first_close(event.at)
            later = both(counts, less(day, first))
            day, turn = choice(later, first, day), choice(later, zero, turn)
        return Due(day, turn)

    def _goes_on(self, before: Moment | None) -> Iterator[tuple[Expr, EventTerms]]:
        """Yield the events at which the clock may go on or begin anew, and whether it does."""
        for one in self.stops:
            counts = both(one.begins, one.resumes.occurs)
            if before is not None:
                counts = both(counts, one.resumes.at.before(before))
            yield counts, one.resumes
        for event in self.rule.clock.restarts:
            yield self._counts(event, before), self._event(event)

    def _first_close(self, at: Moment) -> Expr:
        """The first day at whose close one can still act; expiries have closed their own day."""
        late = choice(least(at.round, 1), self.terms.value(1), self.terms.value(0))
        return plus(at.day, at.off, late)

    def _counts(self, event: str, before: Moment | None) -> Expr:
        """Whether an event has an effect, and comes before some time."""
        if before is None:
            return self.effective[event]
        return both(self.effective[event], self._event(event).at.before(before))

    def _granted(self, before: Moment | None) -> Iterable[Expr]:
        zero = self.terms.value(0)
        for event, days in self.grants.items():
            if days is not None:
                more = self.terms.value(days) if isinstance(days, int) else days
                yield choice(self._counts(event, before), more, zero)

    def _start(self, before: Moment | None) -> Moment:
        """The trigger, or the last restart that counts."""
        start = self.opened
        for event in self.rule.clock.restarts:
            at = self._event(event).at
            later = both(self._counts(event, before), start.before(at))
            start = Moment(
                choice(later, at.day, start.day),
                choice(later, at.off, start.off),
                choice(later, at.round, start.round),
                choice(later, at.rank, start.rank),
            )
        return start

    def _lost(self, start: Moment, before: Moment | None) -> Expr:
        """The working days from the start on that are not counted."""
        spans = []
        for one in self.stops:
            counts = one.begins
            if before is not None:
                counts = both(counts, one.stops.at.before(before))
            # A start is never before the trigger, so it bounds what stood still at the trigger.
            spans.append((counts, _later(one.stops.at.day, start.day), one.resumes.at.day))
        total = self.terms.value(0)
        for size in range(1, len(spans) + 1):
            for chosen in combinations(spans, size):
                length = self._common(chosen)
                total = plus(total, length) if size % 2 else difference(total, length)
        return total

    def _common(self, spans: Sequence[tuple[Expr, Expr, Expr]]) -> Expr:
        """How many days some spans have in common; 0 where not all of them count."""
        counts = self.terms.all_of(one for one, _, _ in spans)
        first, last = spans[0][1], spans[0][2]
        for _, begins, ends in spans[1:]:
            first = _later(first, begins)
            last = choice(less(ends, last), ends, last)
        zero = self.terms.value(0)
        return choice(both(counts, less(first, last)), difference(last, first), zero)

    def _or(self, claims: Iterable[Expr]) -> Expr:
        return self.terms.any_of(claims)


def _come(event: EventTerms, at: Moment) -> Expr:
    return both(event.occurs, event.at.before(at))


def _later(one: Expr, other: Expr) -> Expr:
    return choice(less(one, other), other, one)
