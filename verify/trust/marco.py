"""All minimal sets that suffice for something monotone, and all minimal losses that undo it.

Algorithm MARCO: M. H. Liffiton, A. Previti, A. Malik, J. Marques-Silva, "Fast, flexible MUS
enumeration", Constraints 21 (2016) 223-250. A map, which is a formula over one Boolean for each
element, holds the subsets of which nothing is known yet. As long as there is one, a largest such
subset is tested. If it suffices it is shrunk to a minimal sufficient set, and all its supersets
leave the map; if not, nothing larger that is unknown is left, so that it is a maximal insufficient
set, its complement is a minimal correction set, and all its subsets leave the map.

That a set is minimal is certified by deletion: without any one of its elements it does not
suffice. The two families are each other's minimal hitting sets (R. Reiter, "A theory of diagnosis
from first principles", Artificial Intelligence 32 (1987) 57-95), which the tests check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import z3

from verify.deletion import minimised
from verify.formula import Expr, boolean, holds_in, not_, some
from verify.solver import Solver, satisfiable

Subset = frozenset[str]

Test = Callable[[Subset], Subset | None]
"""Whether a set suffices: a part of it that does already, or ``None``; monotone.

May raise :class:`Undecided`.
"""


@dataclass(frozen=True, slots=True)
class MinimalSets:
    """What an enumeration found.

    Attributes
    ----------
    sufficient
        The minimal sets that suffice (the minimal unsatisfiable subsets).
    corrections
        The minimal sets without which the rest does not suffice (the minimal correction sets).
    complete
        Whether these are all; else a limit on their number was reached.
    """

    sufficient: tuple[Subset, ...]
    corrections: tuple[Subset, ...]
    complete: bool = True


def minimal_sets(
    elements: Sequence[str], suffices: Test, most: int = 1000, context: Any = None
) -> MinimalSets:
    """Enumerate the minimal sufficient sets and the minimal correction sets.

    Parameters
    ----------
    elements
        The elements, each once; their order decides in which order sets are found, not which.
    suffices
        The test. Whatever holds of a set must hold of its supersets.
    most
        How many sets of both kinds are looked for.

    Raises
    ------
    Undecided
        When the test does.

    Examples
    --------
    >>> enough = [frozenset("a"), frozenset("bc")]
    >>> found = minimal_sets("abcd", lambda few: next((one for one in enough if one <= few), None))
    >>> sorted(sorted(one) for one in found.sufficient)
    [['a'], ['b', 'c']]
    >>> sorted(sorted(one) for one in found.corrections)
    [['a', 'b'], ['a', 'c']]
    """
    unknown = _Map(tuple(elements), context or z3.Context())
    corrections: list[Subset] = []
    while (seed := unknown.largest()) is not None:
        if len(unknown.sufficient) + len(corrections) >= most:
            return MinimalSets(tuple(unknown.sufficient), tuple(corrections), complete=False)
        core = suffices(seed)
        if core is None:
            corrections.append(unknown.without_subsets_of(seed))
        else:
            order = [element for element in elements if element in core]
            unknown.without_supersets_of(_shrunk(order, suffices, corrections))
    return MinimalSets(tuple(unknown.sufficient), tuple(corrections))


def _shrunk(order: list[str], suffices: Test, corrections: Iterable[Subset]) -> Subset:
    """Return a minimal sufficient part of a sufficient set, by deletion of one after another.

    What misses a known correction set needs no test: it does not suffice. What a test shows not to
    be needed, beside the element that it is about, needs none either.
    """
    core, known = frozenset(order), list(corrections)

    def spared(element: str, _: list[str]) -> bool:
        nonlocal core
        rest = core - {element}
        if rest == core:
            return True
        smaller = None if any(not rest & lost for lost in known) else suffices(rest)
        core = core if smaller is None else smaller
        return smaller is not None

    return frozenset(minimised(order, spared))


class _Map:
    """The subsets of which nothing is known yet."""

    def __init__(self, elements: tuple[str, ...], context: Any) -> None:
        self.elements, self.context = elements, context
        self.sufficient: list[Subset] = []
        self._untold, self._over = True, False

    @cached_property
    def _in(self) -> dict[str, Expr]:
        """By element that a subset has it."""
        return {one: boolean(f"map:{one}", self.context) for one in self.elements}

    @cached_property
    def _solver(self) -> Solver:
        """The formula, once something is known: a clause for each set that was found."""
        return Solver(z3.SimpleSolver(ctx=self.context))

    def largest(self) -> Subset | None:
        """Return a subset of which nothing is known and to which nothing unknown can be added.

        Adding elements keeps it from being part of an insufficient set, so that only the known
        sufficient sets stop it from growing. Most maps are asked twice, before anything is known
        and when a set without elements has told everything; that takes no solver.
        """
        if self._untold:
            return frozenset(self.elements)
        if self._over or not satisfiable(self._solver):
            return None
        model = self._solver.model()
        seed = {element for element, term in self._in.items() if holds_in(model, term)}
        for element in self.elements:
            if element not in seed and not any(few <= seed | {element} for few in self.sufficient):
                seed.add(element)
        return frozenset(seed)

    def without_supersets_of(self, few: Subset) -> None:
        """Take note of a minimal sufficient set."""
        self.sufficient.append(few)
        self._add(few, not_)

    def without_subsets_of(self, seed: Subset) -> Subset:
        """Take note of a maximal insufficient set; return its complement."""
        lost = frozenset(self.elements) - seed
        self._add(lost, lambda has: has)
        return lost

    def _add(self, subset: Subset, claim: Callable[[Expr], Expr]) -> None:
        """Let something be said of an element of a set; of none where there is none."""
        self._untold = False
        if not subset:
            self._over = True
        else:
            parts = (claim(has) for element, has in self._in.items() if element in subset)
            self._solver.add(some(parts, self.context))
