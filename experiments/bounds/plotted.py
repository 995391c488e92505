"""The unknowns of a bound that a chart shows, and what the others are taken to be there."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.bounds.ask import Guarantee
from model.unknowns import stated_values
from verify.verdict import Answer


def plotted(guarantee: Guarantee, vary: Sequence[str]) -> tuple[str, ...]:
    """Return the unknowns that a chart of a guarantee shows, at most two: those that matter most.

    Those named come first; then by how much the bound grows as one of them does alone.
    """
    bound = guarantee.bound
    if bound.answer is not Answer.PROVED:
        return ()
    base = fixed_values(guarantee)

    def growth(name: str) -> int:
        high = bound.at({**base, name: base[name] + 10})
        low = bound.at(base)
        return 10**6 if high is None or low is None else abs(high - low)

    ranked = sorted(bound.parameters, key=lambda name: (name not in vary, -growth(name)))
    return tuple(name for name in bound.asked if name in ranked[:2])


def fixed_values(guarantee: Guarantee) -> dict[str, int]:
    """Return the values of what a chart does not vary: the stated one, 1 for an open limit."""
    opened = stated_values(guarantee.bound.regime, 1)
    return {name: opened[name] for name in guarantee.bound.asked}
