"""How many things happen in a time of which the mean is given: quantiles of two distributions.

``scipy.stats`` has both, but takes half a second to be imported, in every process that simulates.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, nbdtrik, pdtr, pdtrik

Numbers = float | list[float] | NDArray[np.float64]


def poisson(shares: Numbers, mean: Numbers) -> NDArray[np.float64]:
    """Return quantiles of the Poisson distribution.

    >>> poisson([0.1, 0.5, 0.999], 2.0).tolist()
    [0.0, 2.0, 8.0]
    """
    shares, mean = np.broadcast_arrays(shares, mean)
    found = np.zeros(shares.shape)
    some = shares > pdtr(0, mean)  # of what is rare there is mostly none
    shares, mean = shares[some], mean[some]
    most = np.ceil(pdtrik(shares, mean))
    lower = np.maximum(most - 1, 0)
    found[some] = _least(pdtr(lower, mean) >= shares, lower, most)
    return found


def negative_binomial(shares: Numbers, size: Numbers, part: float) -> NDArray[np.float64]:
    """Return quantiles of the number of failures before ``size`` successes of chance ``part``.

    >>> negative_binomial([0.1, 0.5, 0.999], 1.5, 0.5).tolist()
    [0.0, 1.0, 11.0]
    """
    shares, size = np.broadcast_arrays(shares, size)
    found = np.zeros(shares.shape)
    some = shares > betainc(size, 1, part)
    shares, size = shares[some], size[some]
    most = np.ceil(nbdtrik(shares, size, part))
    lower = np.maximum(most - 1, 0)
    found[some] = _least(betainc(size, lower + 1, part) >= shares, lower, most)
    return found


def _least(enough: Any, lower: Any, found: Any) -> NDArray[np.float64]:
    """The inverses are of real numbers, and may lie a hair above a whole one."""
    return np.asarray(np.where(enough, lower, np.maximum(found, 0)), dtype=np.float64)
