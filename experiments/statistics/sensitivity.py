"""How much a figure, and a conclusion, hinges on what was assumed.

Assumptions are sampled over their plausible ranges, the simulation is run at each sampled point
(elsewhere), and the outputs come back here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from experiments.statistics.interval import (
    LEVEL,
    Estimate,
    Interval,
    Method,
    Reason,
    Undetermined,
    Values,
    check_level,
    constant,
    sample,
)

RESAMPLES = 999


@dataclass(frozen=True)
class Plan:
    """At which points to run the simulation for variance-based sensitivity.

    Attributes
    ----------
    ranges
        Of each assumption the lowest and highest plausible value; taken as uniform between them.
    points
        Shape ``((assumptions + 2) * size, assumptions)``: a row for each run, a column for each
        assumption in the order of ``ranges``.
    size
        Base sample size, a power of 2.
    """

    ranges: Mapping[str, tuple[float, float]]
    points: Values
    size: int


def plan(ranges: Mapping[str, tuple[float, float]], size: int, *, seed: int = 0) -> Plan:
    """Sample assumptions in Saltelli's way, from a scrambled Sobol sequence.

    Two independent base samples A and B, then A with each column in turn taken from B. Source:
    Saltelli et al., Computer Physics Communications 181, 2010; :class:`scipy.stats.qmc.Sobol`.

    >>> found = plan({"diligence": (0.5, 1.0), "looks a day": (1, 8)}, size=8)
    >>> found.points.shape, bool(found.points[:, 0].min() >= 0.5)
    ((32, 2), True)
    """
    count = len(ranges)
    if count == 0 or size < 2 or size & (size - 1):
        raise ValueError("a plan needs an assumption and a size that is a power of 2")
    if any(not low < high for low, high in ranges.values()):
        raise ValueError("the low end of a range is below its high end")
    ends = np.array(list(ranges.values()), dtype=np.float64)
    from scipy.stats import qmc  # takes long to load

    drawn = qmc.Sobol(2 * count, rng=np.random.default_rng(seed)).random(size)
    first, second = drawn[:, :count], drawn[:, count:]
    mixed = np.repeat(first[None], count, axis=0)
    for k in range(count):
        mixed[k, :, k] = second[:, k]
    points = np.concatenate([first, second, *mixed])
    return Plan(dict(ranges), ends[:, 0] + points * (ends[:, 1] - ends[:, 0]), size)


@dataclass(frozen=True, slots=True)
class Share:
    """What part of a figure's variance one assumption accounts for.

    Attributes
    ----------
    name
        The assumption.
    first_order
        Share of the variance that would go if it alone were known.
    total
        Share that would be left if all others were known: with all interactions. An assumption
        with a total of about 0 may be set to any value of its range.
    """

    name: str
    first_order: Estimate
    total: Estimate


def shares(made: Plan, outputs: ArrayLike, level: float = LEVEL, *, seed: int = 0) -> list[Share]:
    """Sobol indices of each assumption with bootstrap intervals, largest total first.

    Supposes that assumptions vary independently and uniformly over their ranges. Run all points
    with the same random numbers: luck that differs between points looks like interactions and goes
    into every total. Estimates and ends are cut at 0 and 1, between which the indices lie.
    Sources: Sobol 1993; Saltelli et al. 2010; :func:`scipy.stats.sobol_indices`, whose own
    bootstrap has no seed.

    Parameters
    ----------
    outputs
        The figure at each row of ``made.points``, same order.

    >>> made = plan({"matters": (0.0, 1.0), "does not": (0.0, 1.0)}, size=256)
    >>> found = shares(made, made.points[:, 0] * 3)
    >>> [(one.name, round(one.total.estimate, 2)) for one in found]
    [('matters', 1.0), ('does not', 0.0)]
    """
    from scipy.stats import sobol_indices  # takes long to load

    names, n = list(made.ranges), made.size
    given = sample(outputs)
    if isinstance(given, np.ndarray) and len(given) != len(made.points):
        raise ValueError("an output is needed for each point of the plan")
    if isinstance(given, Undetermined):
        return [Share(name, given, given) for name in names]
    if constant(given[: 2 * n]):
        nothing = Undetermined(Reason.NO_VARIATION, n)
        return [Share(name, nothing, nothing) for name in names]
    first, second, mixed = given[:n], given[n : 2 * n], given[2 * n :].reshape(len(names), n)
    columns = mixed if len(names) > 1 else np.repeat(mixed, 2, axis=0)  # SciPy fails on one
    found = sobol_indices(
        func={"f_A": first[None], "f_B": second[None], "f_AB": columns[:, None, :]}, n=n
    )
    drawn = np.random.default_rng(seed).integers(n, size=(RESAMPLES, n))
    low, high = _bootstrapped(first, second, mixed, drawn, level)
    whole = [found.first_order.ravel(), found.total_order.ravel()]
    centre = np.clip(np.array(whole)[:, : len(names)], 0, 1)
    told = [
        Share(name, *(_index(centre[q, k], low[q, k], high[q, k], level, n) for q in (0, 1)))
        for k, name in enumerate(names)
    ]
    order = np.argsort(-centre[1], kind="stable")
    return [told[k] for k in order]


def _index(estimate: float, low: float, high: float, level: float, n: int) -> Interval:
    return Interval(float(estimate), float(low), float(high), level, Method.BOOTSTRAP, n)


def _bootstrapped(
    first: Values, second: Values, mixed: Values, drawn: NDArray[np.int64], level: float
) -> tuple[Values, Values]:
    """Ends of the first-order (row 0) and total indices (row 1), by the percentile method."""
    centre = float(np.concatenate([first, second]).mean())
    found = []
    for rows in np.array_split(drawn, max(1, drawn.size // 2_000_000)):
        one, other = first[rows] - centre, second[rows] - centre
        variance = np.concatenate([one, other], axis=1).var(axis=1)
        variance[variance == 0] = np.inf  # a resample in which nothing varies: no share
        each = []
        for column in mixed - centre:
            gap = column[rows] - one
            each.append([(other * gap).mean(axis=1), (gap**2).mean(axis=1) / 2])
        found.append(np.array(each).transpose(2, 1, 0) / variance[:, None, None])
    tail = (1 - check_level(level)) / 2
    ends = np.clip(np.quantile(np.concatenate(found), [tail, 1 - tail], axis=0), 0, 1)
    return ends[0], ends[1]
