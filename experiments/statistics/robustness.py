"""In what share of the sampled assumptions a conclusion holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from experiments.statistics.comparisons import holm, paired_with_baseline
from experiments.statistics.interval import LEVEL, Estimate, Reason, Undetermined, Values
from experiments.statistics.intervals import proportion

LEAST = 5
"""Replications that a point needs: by fewer its luck, which may be that of all points, decides."""


@dataclass(frozen=True, slots=True)
class Robustness:
    """In what share of the sampled assumptions a conclusion holds.

    Attributes
    ----------
    holds
        Share of the points at which the difference is shown to have the sign claimed, each judged
        by itself.
    reversed_
        Share at which it is shown to have the other sign, corrected for the number of points.
    open_
        Share at which neither is shown: more replications, or no difference.
    flips
        Indices of the points at which it is reversed, to be looked into.
    """

    holds: Estimate
    reversed_: Estimate
    open_: Estimate
    flips: tuple[int, ...]


def robustness(
    differences: Sequence[ArrayLike] | Values, *, negative: bool = True, level: float = LEVEL
) -> Robustness:
    """How often the sign of a conclusion holds over the sampled assumptions.

    At each point the paired differences are judged by Student's test; that the conclusion is
    reversed anywhere is decided by Holm's method over all points. The shares have Wilson's interval
    (or an exact bound), which takes the points as drawn independently: right for random sampling,
    as a rule on the safe side for Sobol or Latin hypercube points. Where all points have the same
    seeds they are shares of what these seeds show; other seeds may show it elsewhere.

    Parameters
    ----------
    differences
        For each sampled point the differences of its replications. Nothing is shown by fewer than
        :data:`LEAST`, and nothing is said where no point has as many.
    negative
        Whether the conclusion claims a difference below 0.

    >>> points = np.random.default_rng(1).normal(-1, 0.2, size=(50, 10))
    >>> points[:3] += 2
    >>> found = robustness(points)
    >>> round(found.holds.estimate, 2), found.flips
    (0.94, (0, 1, 2))
    >>> robustness(points[:, :1]).holds.reason
    <Reason.TOO_FEW: 'too-few'>
    """
    rows = [np.asarray(difference, dtype=np.float64).ravel() for difference in differences]
    most = max((len(row) for row in rows), default=0)
    if most < LEAST:
        nothing = Undetermined(Reason.TOO_FEW, most, LEAST)
        return Robustness(nothing, nothing, nothing, ())
    alone = np.array([_p_value(row) for row in rows])
    signs = np.array([np.sign(row.mean()) if len(row) else 0.0 for row in rows])
    wanted, n = (-1 if negative else 1), len(rows)
    holds = int(((signs == wanted) & (alone <= 1 - level)).sum())
    flips = np.flatnonzero(holm(np.where(signs == -wanted, alone, 1.0)) <= 1 - level)
    return Robustness(
        proportion(holds, n, level),
        proportion(len(flips), n, level),
        proportion(n - holds - len(flips), n, level),
        tuple(flips.tolist()),
    )


def _p_value(differences: Values) -> float:
    """Of no difference, two-sided; 1 where that cannot be told."""
    if len(differences) < LEAST:
        return 1.0
    (found,) = paired_with_baseline(np.zeros(len(differences)), {"": differences})
    return 1.0 if found.p_value is None else found.p_value
