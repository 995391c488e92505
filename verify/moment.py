"""The times of a run as the solver sees them, and how they compare.

A time is a slot, split into working day and whether it is after the day's close, and a round in
it, as in :mod:`model.transition`. A rank orders what happens in one round, so that nothing can be
its own cause; what an expiry deems has rank 0 and so stands before everything else of its round.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import z3

Expr = Any
"""A Z3 expression; the solver's own types are not annotated."""


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
        return 2 * self.day + self.off

    def level(self, other: Moment) -> Expr:
        """Whether two moments are in the same round of the same slot."""
        return z3.And(self.day == other.day, self.off == other.off, self.round == other.round)

    def same(self, other: Moment) -> Expr:
        """Whether two moments are one, rank included."""
        return z3.And(self.level(other), self.rank == other.rank)

    def earlier_round(self, other: Moment) -> Expr:
        """Whether a moment lies in an earlier slot or round."""
        same_slot = z3.And(self.day == other.day, self.off == other.off)
        return z3.Or(
            self.day < other.day,
            z3.And(self.day == other.day, self.off < other.off),
            z3.And(same_slot, self.round < other.round),
        )

    def before(self, other: Moment) -> Expr:
        """Whether a moment is strictly before another, rank included."""
        in_round = z3.And(self.level(other), self.rank < other.rank)
        return z3.Or(self.earlier_round(other), in_round)

    def not_after(self, other: Moment) -> Expr:
        """Whether a moment is before another or at the same rank."""
        in_round = z3.And(self.level(other), self.rank <= other.rank)
        return z3.Or(self.earlier_round(other), in_round)

    def stands_before(self, other: Moment) -> Expr:
        """Whether an event has occurred when another takes effect; deemed ones stand together."""
        together = z3.And(self.level(other), self.rank == 0, other.rank == 0)
        return z3.Or(self.before(other), together)

    def by(self, due: Due) -> Expr:
        """Whether a moment is in time."""
        on_the_day = z3.And(self.day == due.day, self.off == 0, self.round <= due.round)
        return z3.Or(self.day < due.day, on_the_day)

    def at_expiry(self, due: Due) -> Expr:
        """Whether a moment is the one at which what is due expires."""
        return z3.And(self.day == due.day, self.off == 0, self.round == due.round + 1)
