"""Which rules of two regimes are versions of one: matched by what they regulate, not by name.

Two versions of one file keep most identifiers, so rules of one identifier, kind and act belong
together. The others are matched by an optimal assignment (Kuhn 1955, Munkres 1957) on their
:func:`similarity`; two less similar than :data:`ALIKE` are not the same rule. Without the same act
that is never reached.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import numpy as np

from model.regime import Regime
from model.rule import Rule, act_of, bearers_of

ALIKE = 62
"""The least similarity, of 100, of two rules that are taken for versions of one."""


def matched(old: Regime, new: Regime) -> list[tuple[Rule, Rule]]:
    """Return the rules that are versions of one, in the order of the old regime."""
    found: list[tuple[Rule, Rule]] = []
    for rule in old.rules:
        other = new.by_id.get(rule.id)
        if other is not None and (type(rule), act_of(rule)) == (type(other), act_of(other)):
            found.append((rule, other))
    named = {rule.id for rule, _ in found}
    left = [rule for rule in old.rules if rule.id not in named]
    right = [rule for rule in new.rules if rule.id not in named]
    # Several assignments may be best; the same one is taken whichever regime comes first.
    if _written(left) <= _written(right):
        found += _assigned(left, right)
    else:
        found += [(one, other) for other, one in _assigned(right, left)]
    place = {rule.id: number for number, rule in enumerate(old.rules)}
    return sorted(found, key=lambda pair: place[pair[0].id])


def _written(rules: Sequence[Rule]) -> str:
    """Everything of some rules that their similarity to others depends on, so that it sorts."""
    return repr(
        [
            (
                (rule.id, type(rule).__name__, act_of(rule)),
                (sorted(rule.on.events), sorted(bearers_of(rule))),
                sorted((name, sorted(values)) for name, values in rule.when.items()),
                getattr(rule, "deadline", None),
            )
            for rule in rules
        ]
    )


def _assigned(left: Sequence[Rule], right: Sequence[Rule]) -> Iterator[tuple[Rule, Rule]]:
    if not left or not right:
        return
    from scipy.optimize import linear_sum_assignment  # takes long to load

    worth = np.array([[similarity(one, other) for other in right] for one in left])
    # What is no match is worth nothing, so that it cannot take a match from others.
    found = linear_sum_assignment(np.where(worth >= ALIKE, worth, 0), maximize=True)
    for row, column in zip(*(places.tolist() for places in found), strict=True):
        if worth[row, column] >= ALIKE:
            yield left[row], right[column]


def similarity(one: Rule, other: Rule) -> float:
    """Return how far two rules regulate the same, from 0 to 100.

    The act counts 40, the trigger 24 and the bearers 10 by the share of common ones, the kind 12,
    the guard 8, the deadline 4, the identifier 2.
    """
    deadline = getattr(one, "deadline", None) == getattr(other, "deadline", None)
    return (
        40 * (act_of(one) == act_of(other))
        + 24 * _share(one.on.events, other.on.events)
        + 12 * (type(one) is type(other))
        + 10 * _share(bearers_of(one), bearers_of(other))
        + 8 * (dict(one.when) == dict(other.when))
        + 4 * deadline
        + 2 * (one.id == other.id)
    )


def _share(one: Collection[str], other: Collection[str]) -> float:
    every = {*one, *other}
    return len({*one} & {*other}) / len(every) if every else 1.0
