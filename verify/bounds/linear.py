"""Linear inequalities over the unknowns of a text, as a person reads them.

A sum such as ``3 + θ``, an inequality such as ``θ ≤ 2``, a region such as ``θ ≤ 2 or d ≤ 1``, and
an expression such as ``max(d + θ, 2)``: plain data that knows no solver. All unknowns are whole
numbers, so that ``2·θ < 7`` is ``θ ≤ 3``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import gcd

Values = Mapping[str, int]
"""A whole number for each unknown."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A whole constant plus unknowns with whole coefficients other than 0, ordered by name.

    >>> Sum.of({"push": 1, "claim": 1}, -1).at({"push": 2, "claim": 3})
    4
    """

    constant: int
    terms: tuple[tuple[str, int], ...] = ()

    @staticmethod
    def of(terms: Mapping[str, int], constant: int = 0) -> Sum:
        """Return the sum of a constant and of unknowns times their coefficients."""
        return Sum(constant, tuple(sorted((name, by) for name, by in terms.items() if by)))

    def __add__(self, other: Sum) -> Sum:
        terms = dict(self.terms)
        for name, by in other.terms:
            terms[name] = terms.get(name, 0) + by
        return Sum.of(terms, self.constant + other.constant)

    def __mul__(self, factor: int) -> Sum:
        return Sum.of({name: by * factor for name, by in self.terms}, self.constant * factor)

    def __sub__(self, other: Sum) -> Sum:
        return self + other * -1

    def at(self, values: Values) -> int:
        """Return the number it is for values of the unknowns."""
        return self.constant + sum(by * values[name] for name, by in self.terms)

    @property
    def names(self) -> frozenset[str]:
        """The unknowns that occur."""
        return frozenset(name for name, _ in self.terms)

    def without(self, name: str) -> tuple[int, Sum]:
        """Return the coefficient of an unknown, and what is left without it."""
        terms = dict(self.terms)
        return terms.pop(name, 0), Sum.of(terms, self.constant)


@dataclass(frozen=True, slots=True)
class Extremum:
    """The greatest (``max``) or the least (``min``) of several expressions."""

    most: bool
    parts: tuple[Expression, ...]

    def at(self, values: Values) -> int:
        """Return the number it is for values of the unknowns."""
        values_of_parts = [part.at(values) for part in self.parts]
        return max(values_of_parts) if self.most else min(values_of_parts)

    @property
    def names(self) -> frozenset[str]:
        """The unknowns that occur."""
        return frozenset(name for part in self.parts for name in part.names)


Expression = Sum | Extremum


@dataclass(frozen=True, slots=True)
class Inequality:
    """A sum that is at most 0, in lowest terms.

    >>> Inequality.of(Sum.of({"claim": 2}, -7))  # 2·claim <= 7
    Inequality(sum=Sum(constant=-3, terms=(('claim', 1),)))
    """

    sum: Sum

    @staticmethod
    def of(total: Sum) -> Inequality:
        """Return that a sum is at most 0, divided by what its coefficients have in common."""
        common = gcd(*(by for _, by in total.terms)) if total.terms else 1
        terms = tuple((name, by // common) for name, by in total.terms)
        return Inequality(Sum(-(-total.constant // common), terms))

    def __invert__(self) -> Inequality:
        return Inequality.of(Sum(1) - self.sum)

    def at(self, values: Values) -> bool:
        """Whether it holds for values of the unknowns."""
        return self.sum.at(values) <= 0


Cube = tuple[Inequality, ...]
"""Inequalities that all hold."""


@dataclass(frozen=True, slots=True)
class Region:
    """The values for which all inequalities of at least one of several lists hold.

    No list at all is no value; an empty list is every value.

    >>> small = Region(((Inequality.of(Sum.of({"claim": 1}, -2)),),))
    >>> [claim for claim in range(1, 5) if small.at({"claim": claim})]
    [1, 2]
    >>> NOWHERE.at({}), EVERYWHERE.at({})
    (False, True)
    """

    cubes: tuple[Cube, ...]

    def at(self, values: Values) -> bool:
        """Whether values of the unknowns lie in it."""
        return any(all(one.at(values) for one in cube) for cube in self.cubes)

    def __bool__(self) -> bool:
        return bool(self.cubes)

    @property
    def names(self) -> frozenset[str]:
        """The unknowns that occur."""
        return frozenset(name for cube in self.cubes for one in cube for name in one.sum.names)

    @property
    def inequalities(self) -> Iterator[Inequality]:
        """Every inequality that occurs."""
        return (one for cube in self.cubes for one in cube)


NOWHERE, EVERYWHERE = Region(()), Region(((),))


def at_most(expression: Expression, limit: int) -> Region:
    """Return the values for which an expression is at most a number; not tidied.

    >>> d = Sum.of({"d": 1})
    >>> len(at_most(Extremum(True, (d, Sum(2))), 3).cubes), at_most(Extremum(True, (d, Sum(4))), 3)
    (1, Region(cubes=()))
    """
    if isinstance(expression, Sum):
        over = Inequality.of(expression - Sum(limit))
        if over.sum.terms:
            return Region(((over,),))
        return EVERYWHERE if over.sum.constant <= 0 else NOWHERE
    parts = [at_most(part, limit) for part in expression.parts]
    if expression.most:
        return meet(*parts)
    return Region(tuple(cube for part in parts for cube in part.cubes))


def meet(*regions: Region) -> Region:
    """Return the values that lie in all of several regions; not tidied."""
    cubes: list[Cube] = [()]
    for region in regions:
        cubes = [joined(cube, other) for cube in cubes for other in region.cubes]
    return Region(tuple(dict.fromkeys(cubes)))


def joined(one: Iterable[Inequality], other: Iterable[Inequality]) -> Cube:
    """Return the inequalities of both lists, each once."""
    return tuple(dict.fromkeys([*one, *other]))
