"""Means with their intervals: the one place where ``experiment show`` asks for statistics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from experiments.running.frames import array

USUAL = (
    "time-without-supervisor.mean-of-ended.working-days",
    "time-to-attention.mean-of-ended.working-days",
    "auto-claimed-share",
    "time-without-supervisor.censored",
)
"""What is shown where a design names no measures of interest."""


@dataclass(frozen=True)
class Mean:
    """A mean over independent replications.

    Attributes
    ----------
    number
        Replications in which the measure exists.
    half_width
        Of the interval by Student's t; NaN for fewer than two.
    """

    number: int
    mean: float
    half_width: float


def mean(values: NDArray[np.float64], confidence: float = 0.95) -> Mean:
    """Return the mean of one measure at one point, those that do not exist left out.

    >>> mean(np.array([1.0, 2.0, 3.0]))
    Mean(number=3, mean=2.0, half_width=2.48413...)
    """
    kept = values[~np.isnan(values)]
    number = len(kept)
    if number < 2:
        return Mean(number, float(kept[0]) if number else float("nan"), float("nan"))
    factor = float(stats.t.ppf((1 + confidence) / 2, number - 1))
    return Mean(number, float(kept.mean()), float(factor * kept.std(ddof=1) / np.sqrt(number)))


def means(path: Path, names: Sequence[str]) -> dict[str, list[Mean]]:
    """Return for each measure its means, by point."""
    found = {name: array(path, name) for name in names}
    return {name: [mean(column) for column in values.T] for name, values in found.items()}
