"""What keyed draws save: the variance of differences made in one way over that made in another."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from experiments.statistics.interval import (
    LEVEL,
    Estimate,
    Reason,
    Undetermined,
    constant,
    sample,
)
from experiments.statistics.paired import _around, _logs, _spread


def variance_reduction(
    reference: ArrayLike, differences: ArrayLike, level: float = LEVEL
) -> Estimate:
    """Variance of some differences over that of others, from runs made both ways.

    Such as differences with independent seeds, or with one shared stream (the reference), over
    those with keyed draws. By the jackknife of the log variance, which does not suppose normal
    values (Miller, Annals of Mathematical Statistics 39, 1968).

    >>> round(variance_reduction([4, -4, 2, -2, 3, -3], [1, -1, 1, -1, 0, 0]).estimate, 1)
    14.5
    """
    many, few = sample(reference, least=3), sample(differences, least=3)
    if isinstance(many, Undetermined):
        return many
    if isinstance(few, Undetermined):
        return few
    if constant(many) or constant(few):
        return Undetermined(Reason.NO_VARIATION, len(few))
    above, below = _logs(many), _logs(few)
    if not (np.isfinite(above).all() and np.isfinite(below).all()):
        return Undetermined(Reason.TOO_FEW, len(few), len(few) + 1)
    error = math.hypot(_spread(above), _spread(below))
    freedom = min(len(many), len(few)) - 1
    return _around(above[0] - below[0], error, freedom, level, len(few))
