"""When many experiments stop, all at once: the oracle of judging one after the other."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from experiments.statistics.stopping import StoppingRule


def stopping_times(rule: StoppingRule, values: ArrayLike) -> NDArray[np.int64]:
    """First look at which the mean's interval is narrow enough; 0 where it never is.

    For many experiments at once, as studies of coverage need; the same as
    :meth:`StoppingRule.judge` with :func:`mean` where the values vary.

    Parameters
    ----------
    values
        Shape ``(..., replications)``.

    >>> rule = StoppingRule(half_width=0.8, minimum=4, increment=2)
    >>> stopping_times(rule, [[1, 2, 3, 2, 1, 2], [1, 9, 1, 9, 1, 9]]).tolist()
    [6, 0]
    """
    given = np.asarray(values, dtype=np.float64)
    n = np.array(rule.looks(0, given.shape[-1]), dtype=np.int64)
    shifted = given - given[..., :1]
    sums = np.cumsum(shifted, axis=-1)[..., n - 1]
    squares = np.cumsum(shifted**2, axis=-1)[..., n - 1]
    variance = np.maximum(squares - sums**2 / n, 0) / (n - 1)
    half = stats.t.isf((1 - rule.level) / 2, n - 1) * np.sqrt(variance / n)
    wanted = np.full_like(half, rule.half_width)
    if rule.relative:
        wanted *= np.abs(given[..., :1] + sums / n) / (1 + rule.half_width)
    stops = half <= wanted
    return np.where(stops.any(axis=-1), n[np.argmax(stops, axis=-1)], 0)
