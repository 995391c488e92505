"""Student's t by the functions of which :mod:`scipy.stats` makes it, to the last digit the same.

That takes a third of a second to be imported, in every process of a comparison.
"""

from __future__ import annotations

from scipy.special import stdtr, stdtrit


def exceeded_by(share: float, freedom: float) -> float:
    """Return the value that a share, between 0 and 1, of the distribution exceeds.

    >>> round(exceeded_by(0.05, 9), 2)
    1.83
    """
    return -float(stdtrit(freedom, share))


def exceeding(value: float, freedom: float) -> float:
    """Return the share of the distribution that exceeds a value.

    >>> round(exceeding(1.83, 9), 2), exceeding(0.0, 9)
    (0.05, 0.5)
    """
    return float(stdtr(freedom, -value))
