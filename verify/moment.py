"""The times of a run as the solver sees them, and how they compare.

A time is a slot, split into working day and whether it is after the day's close, and a round in
it, as in :mod:`model.transition`. A rank orders what happens in one round, so that nothing can be
its own cause; what an expiry deems has rank 0 and so stands before everything else of its round.
"""

from __future__ import annotations

from collections.abc import Callable

from model.value import dataclass
from verify.formula import Expr, both, either, equal, less, most, plus


@dataclass(frozen=True)
class Due:
    """The last moment in time: the close of a working day, in a round."""

    day: Expr
    round: Expr


@dataclass(frozen=True)
class Moment:
    """The time of an event: working day, whether after its close, round, and rank."""

    day: Expr
    off: Expr
    round: Expr
    rank: Expr

    @property
    def slot(self) -> Expr:
        """Slot number."""
        return plus(self.day, self.day, self.off)

    @property
    def stage(self) -> Expr:
        """Slot number and rounds in it."""
        return plus(self.slot, self.round)

    def level(self, other: Moment) -> Expr:
        """Whether two moments are in the same round of the same slot."""
        return both(*self._alike(other), equal(self.round, other.round))

    def same(self, other: Moment) -> Expr:
        """Whether two moments are one, rank included."""
        return both(self.level(other), equal(self.rank, other.rank))

    def earlier_round(self, other: Moment) -> Expr:
        """Whether a moment lies in an earlier slot or round."""
        return either(*self._ahead(other, *self._alike(other)))

    def by_slot_of(self, other: Moment) -> Expr:
        """Whether a moment lies in the slot of another, in whichever round, or before it."""
        same_day = equal(self.day, other.day)
        return either(less(self.day, other.day), both(same_day, most(self.off, other.off)))

    def before(self, other: Moment) -> Expr:
        """Whether a moment is strictly before another, rank included."""
        return self._in_order(other, less)

    def not_after(self, other: Moment) -> Expr:
        """Whether a moment is before another or at the same rank."""
        return self._in_order(other, most)

    def _in_order(self, other: Moment, ranked: Callable[[Expr, Expr], Expr]) -> Expr:
        """Whether a moment lies in an earlier round, or in the same with such a rank."""
        same_day, same_off = self._alike(other)
        level = both(same_day, same_off, equal(self.round, other.round))
        in_round = both(level, ranked(self.rank, other.rank))
        return either(*self._ahead(other, same_day, same_off), in_round)

    def _alike(self, other: Moment) -> tuple[Expr, Expr]:
        """Whether two moments are on one day, and both before its close or both after it."""
        return equal(self.day, other.day), equal(self.off, other.off)

    def _ahead(self, other: Moment, same_day: Expr, same_off: Expr) -> tuple[Expr, ...]:
        """The ways for a moment to lie in an earlier slot or round."""
        return (
            less(self.day, other.day),
            both(same_day, less(self.off, other.off)),
            both(same_day, same_off, less(self.round, other.round)),
        )

    def stands_before(self, other: Moment) -> Expr:
        """Whether an event has occurred when another takes effect; deemed ones stand together."""
        together = both(self.level(other), equal(self.rank, 0), equal(other.rank, 0))
        return either(self.before(other), together)

    def by(self, due: Due) -> Expr:
        """Whether a moment is in time."""
        on_the_day = both(equal(self.day, due.day), equal(self.off, 0), most(self.round, due.round))
        return either(less(self.day, due.day), on_the_day)

    def at_expiry(self, due: Due) -> Expr:
        """Whether a moment is the one at which what is due expires."""
        expires = equal(self.round, plus(due.round, 1))
        return both(equal(self.day, due.day), equal(self.off, 0), expires)
