"""Deletion-based minimisation: a minimal part of some elements that still does what all of them do.

Each element in turn is left out for good where the rest does without it (J. W. Chinneck and
E. W. Dravnieks, "Locating minimal infeasible constraint sets in linear programs", ORSA Journal on
Computing 3 (1991) 157-168; for unsatisfiable cores J. Marques-Silva, "Minimal unsatisfiability:
models, algorithms and applications", ISMVL 2010). One test for each element. What does the work
must do it with more elements as well; then no element that is left can be spared, and the result
is a minimal unsatisfiable subset (MUS) where the work is to be unsatisfiable.

It is one minimal part of possibly several. Which one depends on the order of the elements alone,
so that the same question is always answered with the same rules.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable
from typing import TypeVar

T = TypeVar("T")


def minimised(elements: Iterable[T], spared: Callable[[T, list[T]], bool]) -> list[T]:
    """Return a minimal part of elements, in their order, by deletion from the first one on.

    Parameters
    ----------
    spared
        Whether the rest, which is its second argument, does without the element. What it raises,
        such as ``Undecided``, goes through to the caller.

    Examples
    --------
    >>> minimised("abc", lambda _, rest: "b" in rest)
    ['b']
    """
    kept = list(elements)
    place = 0
    # By place and not by value: == between Z3's expressions makes a formula.
    while place < len(kept):
        rest = kept[:place] + kept[place + 1 :]
        if spared(kept[place], rest):
            kept = rest
        else:
            place += 1
    return kept


def minimised_by_proofs(
    elements: Iterable[T],
    core: Collection[Hashable],
    proof: Callable[[T, list[T]], Collection[Hashable] | None],
    key: Callable[[T], Hashable],
) -> list[T]:
    """Return what :func:`minimised` does, where a test tells what it needed.

    What the last proof did not need is left out without a test. So which part is found depends on
    the elements and their order alone, and not on the proofs that the solver comes upon.

    Parameters
    ----------
    core
        The keys of the elements that one proof from all of them needed.
    proof
        The keys of those that a proof from the rest, its second argument, needed; ``None`` where
        there is none.
    key
        By what elements are told apart.

    Examples
    --------
    >>> minimised_by_proofs("abc", "ab", lambda _, rest: {*rest} if "b" in rest else None, str)
    ['b']
    """
    needed = core

    def spared(element: T, rest: list[T]) -> bool:
        nonlocal needed
        if key(element) not in needed:
            return True
        found = proof(element, rest)
        needed = needed if found is None else found
        return found is not None

    return minimised(elements, spared)
