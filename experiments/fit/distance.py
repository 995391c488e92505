"""How far two distributions of delays are apart, some delays being still running.

The distance is Kolmogorov's between the curves of Kaplan & Meier (JASA 53, 1958): the largest
difference between the shares that were done within some time, as far as both were watched.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from experiments.fit.clock import Flags, Real, Whole
from experiments.fit.figures import LEVEL, Span

_RESAMPLES = 200
_POINTS = 400
_TINY = 0.005
"""A distance that nobody would call one."""


@dataclass(frozen=True)
class Delays:
    """Delays, whether each has ended, and the matter that it is of, by number."""

    took: Real
    ended: Flags
    matter: Whole

    def __len__(self) -> int:
        return len(self.took)


def done_within(of: Delays, grid: Real, weight: Real | None = None) -> Real:
    """Return the share done within each time of a grid, by Kaplan and Meier.

    >>> three = Delays(np.array([1.0, 2.0, 3.0]), np.array([True, False, True]), np.arange(3))
    >>> done_within(three, np.array([0.5, 1.0, 2.5, 3.0])).round(3).tolist()
    [0.0, 0.333, 0.333, 1.0]
    """
    if not len(of):
        return np.zeros(len(grid))
    weight = np.ones(len(of)) if weight is None else weight
    order = np.lexsort((~of.ended, of.took))
    took, ended, own = of.took[order], of.ended[order], weight[order]
    at_risk = own[::-1].cumsum()[::-1]
    lost = np.where(ended, own, 0.0) / np.maximum(at_risk, 1e-12)
    # At one time the ended come first, so that none of them is at less risk than it was.
    left = np.exp(np.cumsum(np.log1p(-np.minimum(lost, 1 - 1e-12))))
    place = np.searchsorted(took, grid, side="right") - 1
    return np.asarray(np.where(place >= 0, 1 - left[np.maximum(place, 0)], 0.0))


@dataclass(frozen=True)
class Apart:
    """How far apart delays are.

    Attributes
    ----------
    at
        The delay at which they are farthest apart.
    seen, expected
        The shares done within it.
    chance
        The distance that a further simulation of the same has from the others, the largest of all.
    """

    distance: Span
    at: float
    seen: float
    expected: float
    chance: float

    @property
    def fits(self) -> bool:
        """Whether the delays are no farther away than another simulation may be."""
        return self.distance.low <= max(self.chance, _TINY)


def apart(seen: Delays, simulated: list[Delays], least: float = 0.0, seed: int = 1) -> Apart:
    """Return how far what was seen is from simulations of it.

    The interval is Efron's percentile interval, the matters being drawn again; the bias of a
    largest difference, which grows by drawing, is taken off.

    Parameters
    ----------
    least
        The delay from which on the curves are compared.
    """
    grid = _grid([seen, *simulated], least)
    expected = done_within(_joined(simulated), grid)
    curve = done_within(seen, grid)
    gap = np.abs(curve - expected)
    place = int(gap.argmax())
    span = _bootstrapped(seen, grid, expected, float(gap[place]), seed)
    return Apart(
        span,
        float(grid[place]),
        float(curve[place]),
        float(expected[place]),
        _chance(simulated, grid),
    )


def _grid(every: list[Delays], least: float) -> Real:
    """Times at which curves are compared, as far as all were watched."""
    took = np.unique(np.concatenate([one.took for one in every] or [np.zeros(1)]))
    took = took[took >= least]
    last = min((float(one.took.max()) for one in every if len(one)), default=0.0)
    inside = took[took <= last]
    if len(inside) <= _POINTS:
        return inside if len(inside) else np.zeros(1)
    return np.unique(np.quantile(inside, np.linspace(0, 1, _POINTS)))


def _joined(every: list[Delays]) -> Delays:
    return Delays(
        np.concatenate([one.took for one in every]),
        np.concatenate([one.ended for one in every]),
        np.concatenate([one.matter for one in every]),
    )


def _bootstrapped(seen: Delays, grid: Real, expected: Real, found: float, seed: int) -> Span:
    generator = np.random.default_rng(seed)
    _, matter = np.unique(seen.matter, return_inverse=True)
    count = int(matter.max()) + 1 if len(matter) else 1
    values = np.empty(_RESAMPLES)
    for k in range(_RESAMPLES):
        drawn = np.bincount(generator.integers(0, count, count), minlength=count)
        weight = drawn[matter].astype(np.float64)
        values[k] = np.abs(done_within(seen, grid, weight) - expected).max()
    low, high = np.quantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    shift = float(np.median(values)) - found
    return Span(found, max(0.0, float(low) - shift), min(1.0, max(found, float(high) - shift)))


def _chance(simulated: list[Delays], grid: Real) -> float:
    """The largest distance of one simulation from the others."""
    if len(simulated) < 2:
        return 0.0
    found = 0.0
    for place, one in enumerate(simulated):
        others = done_within(_joined([*simulated[:place], *simulated[place + 1 :]]), grid)
        found = max(found, float(np.abs(done_within(one, grid) - others).max()))
    return found
