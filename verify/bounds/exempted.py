"""The bound of a property by values, where a trigger is a breach for some of them and not for all.

For one choice of values the duties whose breach the trigger is are exempt
(:meth:`verify.prover.Prover.supposed`): none where it can come while all rules are obeyed, else
those that are left when each in turn is taken back as long as the trigger can still come. Whether
it can is itself a matter of the values, so what is exempt is one thing for some and another for
others: a notice that lapses after 2 days unless an act comes that is due within θ is a breach of
that duty for θ ≤ 2, and none from θ = 3 on. So the values are split as that deletion goes, and each
part has a bound of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import z3

from model.property import Property
from verify.bounds.closed_form import Piece
from verify.bounds.linear import EVERYWHERE, NOWHERE, Expression, Region
from verify.bounds.question import ParametricQuestion, Runs
from verify.bounds.region import UnknownSpace
from verify.formula import Expr
from verify.slicing import breaches_behind
from verify.verdict import NOBODY, Answer, Assume, Reason

if TYPE_CHECKING:
    from verify.bounds import ParametricBound


@dataclass(frozen=True, slots=True)
class Exemption:
    """Duties that are exempt, at least one, and the values for which just these are.

    For values outside it other ones are, or none, or the trigger cannot occur.
    """

    where: Region
    rules: tuple[str, ...]


Parts = dict[tuple[str, ...], Expr]
"""For duties that are exempt together, the values for which just these are."""


def bound_by_values(runs: Runs, blank: ParametricBound) -> ParametricBound:
    """Return the bound for all values, each under what is exempt for it.

    Raises
    ------
    Undecided
        Where the solver gives up.
    """
    prop, binding = blank.property, runs.prover.binding
    whole = ParametricQuestion(runs, prop, NOBODY if blank.assume is Assume.NOBODY else binding)
    # Where the response can lack, the trigger comes in that very run.
    if whole.unbounded == EVERYWHERE or whole.reachable == EVERYWHERE:
        return whole.bound(blank)
    kept = whole.all.formula(whole.reachable)
    parts: Parts = {} if whole.reachable == NOWHERE else {(): kept}
    if blank.assume is Assume.EVERYONE:
        parts |= _exempted(runs, prop, whole.all, z3.Not(kept))
    if not parts:
        blank = replace(blank, exemptions=exemptions_of(_every_breach(runs, blank)))
        return replace(blank, answer=Answer.VACUOUS, reason=Reason.TRIGGER_UNREACHABLE)
    if len(parts) > 1:
        return _Together(runs, prop, whole.all, parts).bound(blank)
    (exempt,) = parts
    alone = ParametricQuestion(runs, prop, whole.obeyed - {*exempt}) if exempt else whole
    return alone.bound(replace(blank, exemptions=exemptions_of(exempt)))


def exemptions_of(exempt: tuple[str, ...]) -> tuple[Exemption, ...]:
    """Return the exemption of duties that are exempt whatever the values are."""
    return (Exemption(EVERYWHERE, exempt),) if exempt else ()


def _every_breach(runs: Runs, blank: ParametricBound) -> tuple[str, ...]:
    """What is exempt where even so the trigger cannot come."""
    if blank.assume is Assume.NOBODY:
        return ()
    return breaches_behind(runs.prover.regime, [blank.property.trigger])


def _exempted(runs: Runs, prop: Property, space: UnknownSpace, left: Expr) -> Parts:
    """Split the values for which the trigger needs a breach by whose breach it is.

    Those for which it cannot come at all are left out.
    """

    def arises(exempt: Iterable[str], where: Expr) -> Expr:
        obeyed = runs.prover.binding - {*exempt}
        return space.formula(ParametricQuestion(runs, prop, obeyed, where).reachable)

    every = breaches_behind(runs.prover.regime, [prop.trigger])
    waiting = [(z3.And(left, arises(every, left)), every, 0)]
    found: dict[tuple[str, ...], list[Expr]] = {}
    while waiting:
        where, exempt, place = waiting.pop()
        where = z3.simplify(where)
        if not space.possible(where):
            continue
        if place == len(exempt):
            found.setdefault(exempt, []).append(where)
            continue
        rest = exempt[:place] + exempt[place + 1 :]
        without = arises(rest, where)
        waiting.append((z3.And(where, z3.Not(without)), exempt, place + 1))
        waiting.append((z3.And(where, without), rest, place))
    return {exempt: space.any(parts) for exempt, parts in found.items()}


class _Together:
    """The bounds of parts of the values, as one for all of them."""

    def __init__(self, runs: Runs, prop: Property, space: UnknownSpace, parts: Parts) -> None:
        self.runs, self.prop, self.space, self.parts = runs, prop, space, parts

    def bound(self, blank: ParametricBound) -> ParametricBound:
        found = [(where, self._of(exempt, where, blank)) for exempt, where in self.parts.items()]
        pieces = self._pieces([(where, one.pieces) for where, one in found])
        proved = [one for _, one in found if one.pieces]
        rules = [rule.id for rule in blank.regime.rules]

        def named(kept: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
            needed = {one for each in kept for one in each}
            return tuple(rule for rule in rules if rule in needed)

        needed = named(one.rules for one in proved)
        return replace(
            blank,
            answer=Answer.PROVED if pieces else Answer.REFUTED,
            pieces=pieces,
            unbounded=self._region([(where, one.unbounded) for where, one in found]),
            reachable=self._cover(self.parts.values()),
            in_hours=self._region([(where, one.in_hours) for where, one in found]),
            exact=all(one.exact for one in proved),
            dated=any(one.dated for one in proved),
            rules=needed,
            articles=blank.regime.articles_behind(needed),
            obeyed=named(one.obeyed for one in proved),
            mechanism=named(one.mechanism for one in proved),
            exemptions=tuple(
                Exemption(self._cover([where]), exempt)
                for exempt, where in self.parts.items()
                if exempt
            ),
        )

    def _of(self, exempt: tuple[str, ...], where: Expr, blank: ParametricBound) -> ParametricBound:
        obeyed = self.runs.prover.binding - {*exempt}
        return ParametricQuestion(self.runs, self.prop, obeyed, where).bound(blank)

    def _pieces(self, found: Sequence[tuple[Expr, Sequence[Piece]]]) -> tuple[Piece, ...]:
        """Every expression once, with the values of all the parts in which it is the bound."""
        by_bound: dict[Expression, list[Expr]] = {}
        for where, pieces in found:
            for piece in pieces:
                inside = z3.And(where, self.space.formula(piece.where))
                by_bound.setdefault(piece.bound, []).append(inside)
        if len(by_bound) == 1:
            return tuple(Piece(EVERYWHERE, bound) for bound in by_bound)
        return tuple(Piece(self._cover(inside), bound) for bound, inside in by_bound.items())

    def _region(self, found: Iterable[tuple[Expr, Region]]) -> Region:
        return self._cover(z3.And(where, self.space.formula(one)) for where, one in found)

    def _cover(self, parts: Iterable[Expr]) -> Region:
        formula = z3.simplify(self.space.any([*parts]))
        return self.space.cover(formula, self.space.atoms(formula))
