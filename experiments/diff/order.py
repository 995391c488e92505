"""The order of regimes by their guarantees.

A regime **dominates** another on a set of concerns when each of its guaranteed bounds is at most
the other's and one is smaller. No bound is the largest of all. A concern that a regime does not
regulate is not comparable with any bound and equal only to itself, so that dominance stays
transitive and no regime looks better for its silence. What the solver left unknown decides
nothing: regimes that it could order or keep apart are of unknown order.

The order is that of products (Davey and Priestley, Introduction to Lattices and Order, 2002); it is
drawn as the transitive reduction of its classes of equals (Aho, Garey and Ullman, The transitive
reduction of a directed graph, 1972).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from experiments.diff.shift import worth
from model.deadline import Reading
from model.property import Property
from model.regime import Regime
from verify.verdict import Answer, Assume, Verdict

if TYPE_CHECKING:
    from verify.audit.finding import Finding


class Relation(StrEnum):
    """How one regime stands to another on all concerns."""

    DOMINATES = "dominates"
    DOMINATED = "dominated"
    EQUAL = "equal"
    INCOMPARABLE = "incomparable"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Order:
    """Regimes ordered by dominance on some concerns, under one assumption and reading.

    Attributes
    ----------
    concerns
        The properties that count.
    verdicts
        By regime and property, with identifiers; one for each regime and concern.
    left_out
        Properties that were asked about and do not count, since some regime does not regulate them.
    apart
        The verdicts that say nothing of some runs, each with how its rules come to be at odds.
    """

    regimes: tuple[Regime, ...]
    concerns: tuple[Property, ...]
    assume: Assume
    reading: Reading
    verdicts: Mapping[tuple[str, str], Verdict]
    left_out: tuple[Property, ...] = ()
    apart: tuple[tuple[Verdict, tuple[Finding, ...]], ...] = ()

    def odds(self, verdict: Verdict) -> tuple[Finding, ...]:
        """Return how the rules of a proof come to be at odds; empty where they do not."""
        return next((found for one, found in self.apart if one is verdict), ())

    def relation(self, one: str, other: str) -> Relation:
        """How a regime stands to another, by their identifiers."""
        better = worse = unknown = apart = False
        for prop in self.concerns:
            mine, its = self.verdicts[one, prop.id], self.verdicts[other, prop.id]
            if Answer.UNKNOWN in (mine.answer, its.answer):
                unknown = True
                continue
            a, b = worth(mine), worth(its)
            if a is None or b is None:
                apart |= a is not b
            else:
                better, worse = better or a < b, worse or b < a
        if apart or (better and worse):
            return Relation.INCOMPARABLE
        if unknown:
            return Relation.UNKNOWN
        if better or worse:
            return Relation.DOMINATES if better else Relation.DOMINATED
        return Relation.EQUAL

    def smaller(self, one: str, other: str) -> tuple[Property, ...]:
        """The concerns on which a regime guarantees a smaller bound than another."""
        smaller = []
        for prop in self.concerns:
            mine, its = self.verdicts[one, prop.id], self.verdicts[other, prop.id]
            if Answer.UNKNOWN not in (mine.answer, its.answer):
                a, b = worth(mine), worth(its)
                if a is not None and b is not None and a < b:
                    smaller.append(prop)
        return tuple(smaller)

    @cached_property
    def classes(self) -> tuple[tuple[str, ...], ...]:
        """The regimes, equal ones together, in the order in which they were given."""
        classes: list[list[str]] = []
        for regime in self.regimes:
            for known in classes:
                if self.relation(known[0], regime.id) is Relation.EQUAL:
                    known.append(regime.id)
                    break
            else:
                classes.append([regime.id])
        return tuple(map(tuple, classes))

    @cached_property
    def hasse(self) -> tuple[tuple[int, int], ...]:
        """The pairs of classes of which the first dominates the second with none in between.

        By their places in :attr:`classes`.
        """
        places = range(len(self.classes))
        above = {(a, b) for a in places for b in places if self._dominates(a, b)}
        return tuple(
            sorted(
                (a, b)
                for a, b in above
                if not any((a, c) in above and (c, b) in above for c in places)
            )
        )

    def _dominates(self, one: int, other: int) -> bool:
        relation = self.relation(self.classes[one][0], self.classes[other][0])
        return relation is Relation.DOMINATES

    def dominators(self, regime: str) -> tuple[str, ...]:
        """The regimes that dominate a regime; none of a regime that is Pareto-optimal."""
        ids = (other.id for other in self.regimes)
        return tuple(one for one in ids if self.relation(one, regime) is Relation.DOMINATES)

    @property
    def undecided(self) -> tuple[tuple[str, str], ...]:
        """The pairs of regimes whose order is unknown."""
        ids = [regime.id for regime in self.regimes]
        return tuple(
            (a, b)
            for place, a in enumerate(ids)
            for b in ids[place + 1 :]
            if self.relation(a, b) is Relation.UNKNOWN
        )


def ordered(
    regimes: Sequence[Regime],
    verdicts: Iterable[Verdict],
    assume: Assume,
    reading: Reading,
    chosen: bool = False,
    apart: Sequence[tuple[Verdict, tuple[Finding, ...]]] = (),
) -> Order:
    """Return the order of regimes from verdicts on the same properties.

    Parameters
    ----------
    chosen
        Whether the properties were chosen one by one, so that all of them count. Otherwise those
        count that every regime regulates, whatever is assumed.
    apart
        Of which runs which of them say nothing.
    """
    read = [verdict for verdict in verdicts if verdict.reading == reading]
    silent = {verdict.property.id for verdict in read if verdict.answer is Answer.VACUOUS}
    asked = list({verdict.property.id: verdict.property for verdict in read}.values())
    table = {
        (verdict.regime.id, verdict.property.id): verdict
        for verdict in read
        if verdict.assume is assume
    }
    concerns = tuple(prop for prop in asked if chosen or prop.id not in silent)
    left_out = tuple(prop for prop in asked if prop not in concerns)
    mine = tuple(one for one in apart if any(one[0] is each for each in table.values()))
    return Order(tuple(regimes), concerns, assume, reading, table, left_out, mine)


def orders_of(
    regimes: Sequence[Regime],
    verdicts: Sequence[Verdict],
    reading: Reading,
    chosen: bool = False,
    left_out: Sequence[tuple[Verdict, tuple[Finding, ...]]] = (),
) -> tuple[Order, ...]:
    """Return the order under each assumption."""
    return tuple(ordered(regimes, verdicts, assume, reading, chosen, left_out) for assume in Assume)
