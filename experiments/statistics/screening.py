"""Which designs may be best, from as many replications as there are; and Rinott's two stages."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from experiments.statistics.interval import (
    LEVEL,
    Undetermined,
    check_level,
    sample,
)
from experiments.statistics.student import exceeded_by


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
    if len({len(array) for array in arrays}) != 1:
        raise ValueError("screening needs as many replications of each design")
    table = np.stack(arrays)
    count, n = table.shape
    wrong = (1 - check_level(level)) / max(count - 1, 1)
    spread = (table[:, None, :] - table[None, :, :]).std(axis=2, ddof=1)
    margin = exceeded_by(wrong, n - 1) * spread / math.sqrt(n)
    means = table.mean(axis=1)
    kept = (means[:, None] <= means[None, :] + margin).all(axis=1)
    names = list(values)
    return tuple(names[i] for i in np.argsort(means, kind="stable") if kept[i])
