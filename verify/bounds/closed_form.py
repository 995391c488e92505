"""A bound read from what is known of late runs: an expression if there is one, else its cases.

The runs projected away leave a formula R(θ, D): for the values θ some run is D days late. Its
affine upper bounds on D are the candidates. A continuous piecewise linear function is a maximum of
minima of its affine pieces (J. M. Tarela, M. V. Martínez, "Region configurations for realizability
of lattice piecewise-linear models", Mathematical and Computer Modelling 30, 1999), so the bound is
sought as such a maximum, simplest first: a minimum belongs to it if R says that it is attained for
all values, and they are enough if R says that nothing is later for any. Where no such expression is
found the cases are told apart by regions. That R and what is returned agree is a plain
unsatisfiability answer about the unknowns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import z3

from verify.bounds.linear import EVERYWHERE, Expression, Extremum, Inequality, Region, Sum
from verify.bounds.region import UnknownSpace
from verify.deletion import minimised
from verify.formula import Expr
from verify.patience import Undecided

# At most 8 + 28 + 56 = 92 minima are tried. Beyond that the cases are told apart, so that this
# limits the form in which a bound is written, not whether it is found.
_MOST = 8  # candidates that are tried together
_LARGEST = 3  # candidates in one minimum
_DELAY = "D"


@dataclass(frozen=True, slots=True)
class Piece:
    """An expression, and the values for which it is the bound."""

    where: Region
    bound: Expression


class LateRuns:
    """The values and days for which some run is so many days late: what the bound is read from.

    Parameters
    ----------
    space
        The values for which there is a bound.
    delay
        The solver's variable of the days, at least 1.
    cases
        Together they hold of values and days just if some run is as many days late, or more.

    Raises
    ------
    Undecided
        By every method, where the solver gives up.
    """

    def __init__(self, space: UnknownSpace, delay: Expr, cases: Sequence[Expr]) -> None:
        self.space, self.delay = space, delay
        self.formula = space.any(cases)
        inequalities = list(
            UnknownSpace({**space.unknowns, _DELAY: delay}, [], space.context).atoms(self.formula)
        )
        self.names = {name for inequality in inequalities for name in inequality.sum.names}
        useful = self._useful(_above(inequalities))
        self.broad = [candidate for candidate in useful if self._broad(candidate)]
        narrow = (candidate for candidate in useful if candidate not in self.broad)
        self.candidates = [*self.broad, *narrow]

    def closed_form(self) -> tuple[Piece, ...]:
        """Return the bound as one expression; nothing where none is found."""
        for candidates in (self.broad, self.candidates):
            bound = self._lattice_of(candidates[:_MOST])
            if bound is not None:
                return (Piece(EVERYWHERE, bound),)
        return ()

    def _lattice_of(self, candidates: Sequence[Sum]) -> Expression | None:
        """Return the bound as a maximum of minima of candidates, few in each; ``None`` if not."""
        parts: list[frozenset[Sum]] = []
        for size in range(1, min(_LARGEST, len(candidates)) + 1):
            for chosen in combinations(candidates, size):
                new = frozenset(chosen)
                if any(part <= new for part in parts):
                    continue
                if self.space.always(self._reaches(_lattice([new]))):
                    parts.append(new)
            if parts and self.space.always(self._suffices(_lattice(parts))):
                return _lattice(self._needed(parts))
        return None

    def told_apart(self) -> tuple[Piece, ...]:
        """Return the bound case by case.

        Raises
        ------
        Undecided
            Where the cases do not add up.
        """
        pieces: list[Piece] = []
        for candidate in self.candidates:
            known = self.space.any([self.space.formula(piece.where) for piece in pieces])
            rest = self.space.restricted(z3.simplify(z3.Not(known)))
            formula = self._is(candidate)
            if rest.possible(formula):
                atoms = [*self.space.atoms(z3.And(formula, *self.space.domain))]
                pieces.append(Piece(self.space.cover(formula, atoms), candidate))
        covered = self.space.any([self.space.formula(piece.where) for piece in pieces])
        if not self.space.always(covered):
            raise Undecided("the cases of a bound do not add up")
        return tuple(pieces)

    def _useful(self, candidates: Iterable[Sum]) -> list[Sum]:
        """Those that are the bound for some values; the most unknowns first."""
        distinct = dict.fromkeys(candidates)
        useful = [total for total in distinct if self.space.possible(self._is(total))]
        return sorted(useful, key=lambda total: (-len(total.terms), total.terms, -total.constant))

    def _broad(self, candidate: Sum) -> bool:
        """Whether it is the bound for some values and for each of their neighbours as well."""
        formula = self._is(candidate)
        near = [
            z3.substitute(formula, (unknown, unknown + 1))
            for name, unknown in self.space.unknowns.items()
            if name in self.names
        ]
        return not near or self.space.possible(formula, *near)

    def _reaches(self, expression: Expression) -> Expr:
        """Whether the bound is at least an expression."""
        days = self.space.term(expression)
        return z3.Or(days <= 0, z3.substitute(self.formula, (self.delay, days)))

    def _suffices(self, expression: Expression) -> Expr:
        """Whether the bound is at most an expression."""
        days = self.space.term(expression)
        later = z3.substitute(self.formula, (self.delay, days + 1))
        return z3.And(days >= 0, z3.Not(later))

    def _is(self, expression: Expression) -> Expr:
        return z3.And(self._reaches(expression), self._suffices(expression))

    def _needed(self, parts: list[frozenset[Sum]]) -> list[frozenset[Sum]]:
        """Leave out what is never above the rest; what was found last, which is largest, first."""

        def below(part: frozenset[Sum], rest: list[frozenset[Sum]]) -> bool:
            if not rest:
                return False
            whole, own = (self.space.term(_lattice(of)) for of in (rest[::-1], [part]))
            return self.space.always(whole >= own)

        return minimised(reversed(parts), below)[::-1]


def _above(inequalities: Iterable[Inequality]) -> Iterator[Sum]:
    """Yield what the days are at most somewhere, and 0."""
    for inequality in inequalities:
        for total in (inequality.sum, (~inequality).sum):
            by, rest = total.without(_DELAY)
            if by == 1:
                yield rest * -1
    yield Sum(0)


def _lattice(parts: Sequence[frozenset[Sum]]) -> Expression:
    """Return the greatest of the least of each part."""
    least: list[Expression] = []
    for part in parts:
        ordered: list[Expression] = [*sorted(part, key=_order)]
        least.append(_chosen(False, ordered))
    return _chosen(True, least)


def _order(total: Sum) -> tuple[int, tuple[tuple[str, int], ...], int]:
    return (-len(total.terms), total.terms, total.constant)


def _chosen(most: bool, parts: Sequence[Expression]) -> Expression:
    return parts[0] if len(parts) == 1 else Extremum(most, tuple(parts))
