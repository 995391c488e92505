"""Many comparisons at once: all of them right together with the stated level.

Of twenty comparisons at 95 %, one goes wrong on average. Simultaneous intervals are as much wider
as it takes for *all* of them to cover together in 95 % of experiments (familywise error).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from experiments.statistics.interval import (
    LEVEL,
    Interval,
    Values,
    check_level,
    constant,
)
from experiments.statistics.paired import PairedDifference, paired_mean
from experiments.statistics.student import exceeding

Correction = Literal["bonferroni", "sidak"]


def each_level(level: float, comparisons: int, correction: Correction = "bonferroni") -> float:
    """Level for each of several comparisons so that all hold together with ``level``.

    Bonferroni's needs no assumption. Šidák's is slightly narrower and supposes independent
    comparisons or two-sided ones of jointly normal estimates (Šidák, JASA 62, 1967).

    >>> round(each_level(0.95, 10), 4), round(each_level(0.95, 10, "sidak"), 4)
    (0.995, 0.9949)
    """
    if comparisons < 1:
        raise ValueError("there must be a comparison")
    if correction == "sidak":
        return float(check_level(level) ** (1 / comparisons))
    return 1 - (1 - check_level(level)) / comparisons


def holm(p_values: ArrayLike) -> Values:
    """Holm's adjusted p-values: those at most ``1 - level`` are differences, all at once.

    Whatever the dependence between the comparisons; never less powerful than Bonferroni. (Control
    of the false discovery rate, as of :func:`scipy.stats.false_discovery_control`, is a weaker
    promise.) Source: Holm, Scandinavian Journal of Statistics 6, 1979.

    Returns
    -------
    array
        In the order given.

    >>> holm([0.01, 0.04, 0.03, 0.005]).round(3).tolist()
    [0.03, 0.06, 0.06, 0.02]
    """
    given = np.asarray(p_values, dtype=np.float64).ravel()
    if not ((given >= 0) & (given <= 1)).all():
        raise ValueError("a p-value lies between 0 and 1")
    order = np.argsort(given, kind="stable")
    stepped = np.maximum.accumulate(given[order] * np.arange(len(given), 0, -1))
    adjusted = np.empty_like(given)
    adjusted[order] = np.minimum(stepped, 1.0)
    return adjusted


@dataclass(frozen=True, slots=True)
class Comparison:
    """One design against the baseline, among several.

    Attributes
    ----------
    name
        The design.
    against
        Design minus baseline; its difference is a simultaneous interval.
    p_value
        Adjusted for all comparisons; ``None`` where there is no interval.
    differs
        Whether a difference is shown, at the stated level for all comparisons together. By Holm's
        step-down, which may show one whose Bonferroni interval still holds 0.
    """

    name: str
    against: PairedDifference
    p_value: float | None
    differs: bool


def paired_with_baseline(
    baseline: ArrayLike,
    designs: Mapping[str, ArrayLike],
    level: float = LEVEL,
    *,
    correction: Correction = "bonferroni",
    bounds: tuple[float, float] | None = None,
) -> list[Comparison]:
    """Compare every design with the baseline by pairs: simultaneous intervals and Holm's decisions.

    For common random numbers. Supposes about normal differences. Where all pairs differ by the
    same amount, the p-value is that of a sign test.

    >>> luck = np.random.default_rng(1).normal(size=40)
    >>> noise = np.random.default_rng(2).normal(size=(2, 40)) / 4
    >>> found = paired_with_baseline(luck, {"a": luck + noise[0] + 1, "b": luck + noise[1]})
    >>> [(one.name, one.differs) for one in found]
    [('a', True), ('b', False)]
    """
    if not designs:
        return []
    each = each_level(level, len(designs), correction)
    found = {name: paired_mean(one, baseline, each, bounds) for name, one in designs.items()}
    known = [name for name, one in found.items() if isinstance(one.difference, Interval)]
    raw = [_p_value(np.asarray(designs[name]), np.asarray(baseline)) for name in known]
    adjusted = dict(zip(known, holm(raw).tolist(), strict=True))
    return [
        Comparison(name, one, adjusted.get(name), adjusted.get(name, 1.0) <= 1 - level)
        for name, one in found.items()
    ]


def _p_value(first: Values, second: Values) -> float:
    """Two-sided, of no difference between pairs."""
    differences = np.ravel(first - second).astype(np.float64)
    size = float(max(np.abs(first).max(), np.abs(second).max()))
    if constant(differences, size):
        same = abs(float(differences[0])) <= 16 * np.finfo(np.float64).eps * size
        return 1.0 if same else 2.0 ** (1 - len(differences))
    error = float(differences.std(ddof=1)) / math.sqrt(len(differences))
    return 2 * exceeding(abs(float(differences.mean())) / error, len(differences) - 1)
