"""Which designs may be best, from as many replications as there are; and Rinott's two stages."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats
from scipy.optimize import brentq

from experiments.statistics.interval import (
    LEVEL,
    Undetermined,
    Values,
    check_level,
    sample,
)


def could_be_best(
    values: Mapping[str, ArrayLike], level: float = LEVEL, *, smallest: bool = True
) -> tuple[str, ...] | Undetermined:
    """Return the designs of which none can be ruled out: the best is among them with ``level``.

    For a fixed number of replications with common random numbers or without, about normal: a
    design is ruled out when some other is better by more than a paired one-sided interval at the
    level that Bonferroni gives each of the ``designs - 1`` comparisons with the best. It needs no
    indifference zone. Several left means that they cannot be told apart. Source: Nelson, Swann,
    Goldsman & Song, Operations Research 49, 2001 (subset selection).

    Parameters
    ----------
    values
        Of each design, one value of each replication; as many for each, two at the least.

    Returns
    -------
    tuple of str or Undetermined
        Best sample mean first.

    >>> luck = np.random.default_rng(1).normal(size=30)
    >>> noise = np.random.default_rng(2).normal(size=(3, 30)) / 4
    >>> could_be_best({"a": luck + noise[0], "b": luck + noise[1] + 1, "c": luck + noise[2]})
    ('c', 'a')
    """
    arrays = []
    for one in values.values():
        found = sample(one, least=2)
        if isinstance(found, Undetermined):
            return found
        arrays.append(found if smallest else -found)
    if len({len(one) for one in arrays}) != 1:
        raise ValueError("screening needs as many replications of each design")
    table = np.stack(arrays)
    count, n = table.shape
    wrong = (1 - check_level(level)) / max(count - 1, 1)
    spread = (table[:, None, :] - table[None, :, :]).std(axis=2, ddof=1)
    margin = float(stats.t.isf(wrong, n - 1)) * spread / math.sqrt(n)
    means = table.mean(axis=1)
    kept = (means[:, None] <= means[None, :] + margin).all(axis=1)
    names = list(values)
    return tuple(names[i] for i in np.argsort(means, kind="stable") if kept[i])


@cache
def rinott_constant(designs: int, first_stage: int, level: float = LEVEL) -> float:
    """Rinott's ``h``: by how many standard errors the first stage must be multiplied.

    The root of ``E[P(Z <= h / sqrt(f/X + f/Y) | Y)^(designs-1)] = level`` with Z normal and X, Y
    independent chi-square of ``f = first_stage - 1`` degrees of freedom, by Gauss-Legendre
    quadrature over the logarithms of X and Y.

    >>> round(rinott_constant(2, 20, 0.95), 4), round(rinott_constant(2, 40, 0.90), 4)
    (2.4525, 1.8519)
    """
    if designs < 2 or first_stage < 3:
        raise ValueError("a selection needs two designs and a first stage of 3")
    freedom = first_stage - 1
    low, high = np.log(stats.chi2.ppf(1e-14, freedom)), np.log(stats.chi2.isf(1e-14, freedom))
    nodes, weights = np.polynomial.legendre.leggauss(120)
    x = np.exp(low + (nodes + 1) / 2 * (high - low))
    mass = stats.chi2.pdf(x, freedom) * x * weights * (high - low) / 2
    spread = np.sqrt(freedom / x[:, None] + freedom / x)

    def missed(h: float) -> float:
        inner = stats.norm.cdf(h / spread) @ mass
        return float(inner ** (designs - 1) @ mass) - check_level(level)

    return float(brentq(missed, 0.0, 1e4, xtol=1e-10))


def rinott_totals(
    first_stage: Mapping[str, ArrayLike], zone: float, level: float = LEVEL
) -> dict[str, int] | Undetermined:
    """How many replications each design needs in all, for independent designs (two stages).

    When each has so many, the one with the best mean is the best with probability ``level`` if it
    is better by at least ``zone``; for normal values, with variances unknown and unequal. Not for
    common random numbers: use :class:`~experiments.statistics.selection.KimNelson`. Source:
    Rinott, Communications in Statistics A7, 1978.

    >>> rinott_totals({"a": [1.0, 2.0, 3.0, 4.0], "b": [2.0, 2.1, 1.9, 2.2]}, zone=1.0)
    {'a': 21, 'b': 4}
    """
    if not zone > 0:
        raise ValueError("a zone is above 0")
    totals: dict[str, int] = {}
    sizes = {len(np.ravel(np.asarray(one))) for one in first_stage.values()}
    if len(sizes) != 1:
        raise ValueError("a first stage has as many replications of each design")
    for name, values in first_stage.items():
        found = sample(values, least=3)
        if isinstance(found, Undetermined):
            return found
        h = rinott_constant(len(first_stage), len(found), level)
        totals[name] = max(len(found), math.ceil(_square(found, h, zone)))
    return totals


def _square(values: Values, h: float, zone: float) -> float:
    return (h / zone) ** 2 * float(values.var(ddof=1))
