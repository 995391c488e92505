"""In what share of the sampled assumptions a conclusion holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from experiments.statistics.interval import LEVEL, Estimate, Undetermined, Values
from experiments.statistics.intervals import mean, proportion


@dataclass(frozen=True, slots=True)
class Robustness:
    """In what share of the sampled assumptions a conclusion holds.

    Attributes
    ----------
    holds
        Share of the points at which the difference is shown to have the sign claimed.
    reversed_
        Share at which it is shown to have the other sign.
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

    At each point the paired differences are judged by Student's interval; the shares have Wilson's
    interval (or an exact bound), which takes the points as drawn independently: right for random
    sampling, as a rule on the safe side for Sobol or Latin hypercube points.

    Parameters
    ----------
    differences
        For each sampled point the differences of its replications; one column of point estimates,
        shape ``(points, 1)``, is judged by its sign alone.
    negative
        Whether the conclusion claims a difference below 0.

    >>> points = np.random.default_rng(1).normal(-1, 0.2, size=(50, 10))
    >>> points[:3] += 2
    >>> found = robustness(points)
    >>> round(found.holds.estimate, 2), found.flips
    (0.94, (0, 1, 2))
    """
    signs = [_sign(np.asarray(one, dtype=np.float64).ravel(), level) for one in differences]
    wanted, n = (-1 if negative else 1), len(signs)
    return Robustness(
        proportion(signs.count(wanted), n, level),
        proportion(signs.count(-wanted), n, level),
        proportion(signs.count(0), n, level),
        tuple(k for k, sign in enumerate(signs) if sign == -wanted),
    )


def _sign(differences: Values, level: float) -> int:
    """The sign that is shown; 0 for none."""
    if len(differences) == 1:
        return 0 if np.isnan(differences[0]) else int(np.sign(differences[0]))
    found = mean(differences, level)
    if isinstance(found, Undetermined):
        return 0
    return int(found.low > 0) - int(found.high < 0)
