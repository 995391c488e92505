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

from collections.abc import Callable, Iterable
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
