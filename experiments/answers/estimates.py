"""Each measure at each point with its interval, by the method that fits its kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from experiments.measures.kinds import Kind, Measure
from experiments.running.frames import array
from experiments.statistics.comparisons import paired_with_baseline
from experiments.statistics.interval import LEVEL, Estimate, Interval, Reason, Undetermined
from experiments.statistics.intervals import mean, quantile, ratio
from experiments.statistics.paired import PairedDifference, paired_mean

Columns = NDArray[np.float64]
"""One measure, of shape ``(replications, points)``; NaN where it does not exist."""

UNLIKE = 0.0005
"""Difference of shares of what had not ended from which means of what ended are not compared."""


class Values:
    """The measures of a run, each read once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read: dict[str, Columns] = {}

    def of(self, name: str) -> Columns:
        """Return a measure by replication and point."""
        if name not in self._read:
            found = array(self.path, name)
            lacking = 0 if name == "threads" else len(self.of("threads")) - len(found)
            self._read[name] = np.pad(found, ((0, lacking), (0, 0)), constant_values=np.nan)
        return self._read[name]

    def there(self) -> NDArray[np.bool_]:
        """Return which replications there are, of shape ``(replications, points)``."""
        return ~np.isnan(self.of("threads"))

    def share_open(self, span: str, point: int, others: Sequence[int] = ()) -> float | None:
        """Return the share of all threads of a point in which a span had not ended.

        Parameters
        ----------
        others
            Points with which it is compared: only replications that they have as well count.

        Returns
        -------
        float or None
            ``None`` where it began in none.
        """
        common = self.there()[:, [point, *others]].all(axis=1)
        begun = np.nansum(self.of(f"{span}.begun")[common, point])
        ended_not = np.nansum(self.of(f"{span}.censored")[common, point])
        return float(ended_not / begun) if begun else None


def figures(values: Values, asked: Measure, points: Sequence[int]) -> Columns:
    """Return a measure at some points in its unit, of shape ``(replications, points)``.

    NaN where there is nothing that it could be of, infinite where it falls on what had not ended.
    """
    columns = values.of(asked.name)[:, [*points]] * asked.scale
    if asked.begun is None:
        return columns
    begun = values.of(asked.begun)[:, [*points]]
    return np.where(np.isnan(columns) & (begun > 0), np.inf, columns)


def estimate(values: Values, asked: Measure, point: int, level: float = LEVEL) -> Estimate:
    """Return a measure at a point, in the measure's unit.

    Of replications in which there is nothing that it could be of it says nothing. A longest that
    had not ended counts as longest; a mean of quantiles does not exist where one of them falls on
    what had not ended.
    """
    if asked.kind is Kind.SHARE:
        return _share(values, point, level)
    column = figures(values, asked, [point])[values.there()[:, point], 0]
    there = column[~np.isnan(column)]
    if not len(there):
        return Undetermined(Reason.NO_CASES, len(column))
    if asked.kind is Kind.EXTREME:
        return quantile(there, 0.5, level)
    if np.isinf(there).any():
        return Undetermined(Reason.OPEN, len(there))
    return mean(there, level)


def _share(values: Values, point: int, level: float) -> Estimate:
    deemed, made = _claims(values, point)
    there = ~np.isnan(made)
    return ratio(100 * deemed[there], made[there], level, bounds=(0.0, 100.0))


def _claims(values: Values, point: int) -> tuple[Columns, Columns]:
    """Claims made by default, and all claims that somebody had to make."""
    deemed = values.of("claims.deemed")[:, point]
    return deemed, deemed + values.of("claims.performed")[:, point]


def names_of(asked: Measure) -> tuple[str, ...]:
    """Return the figures from which a measure is estimated, and by which it is compared."""
    names = [asked.name, "threads"]
    if asked.kind is Kind.SHARE:
        names += ["claims.deemed", "claims.performed"]
    if asked.begun is not None:
        names.append(asked.begun)
    if asked.span is not None:
        names += [f"{asked.span}.begun", f"{asked.span}.censored"]
    return tuple(names)


def pair(values: Values, asked: Measure, point: int, against: int) -> tuple[Columns, Columns]:
    """Return a measure at two points in its unit, for the seeds in which it exists at both.

    Of a share, the jackknife's pseudo-values, whose mean is the share of all cases. Nothing where
    in some year the figure falls on what had not ended: that year has no difference, and the
    others would be the lucky ones.
    """
    if asked.kind is Kind.SHARE:
        return _pseudo(values, point, against)
    columns = figures(values, asked, [point, against])
    both = ~np.isnan(columns).any(axis=1)
    if np.isinf(columns[both]).any():
        return np.empty(0), np.empty(0)
    return columns[both, 0], columns[both, 1]


def _pseudo(values: Values, point: int, against: int) -> tuple[Columns, Columns]:
    claims = [_claims(values, one) for one in (point, against)]
    both = ~np.isnan([made for _, made in claims]).any(axis=0)
    found = []
    for deemed, made in claims:
        upper, lower = 100 * deemed[both], made[both]
        without = lower.sum() - lower
        if len(lower) < 2 or (without <= 0).any():
            return np.empty(0), np.empty(0)
        left_out = (upper.sum() - upper) / without
        found.append(len(lower) * upper.sum() / lower.sum() - (len(lower) - 1) * left_out)
    return found[0], found[1]


def unrankable(values: Values, asked: Measure, points: Sequence[int]) -> Reason | None:
    """Return why points cannot be ranked by a measure; ``None`` where they can.

    A year in which the figure falls on what had not ended has no place in a mean; and means of
    what ended say nothing where unlike shares had not.
    """
    if np.isinf(figures(values, asked, points)).any():
        return Reason.OPEN
    if asked.span is None:
        return None
    shares = [values.share_open(asked.span, one, points) for one in points]
    known = [one for one in shares if one is not None]
    return Reason.UNLIKE if known and max(known) - min(known) > UNLIKE else None


def compared(
    values: Values, asked: Measure, point: int, against: int, level: float = LEVEL
) -> tuple[PairedDifference, float | None]:
    """Return a measure at a point minus that at another, and the p-value of no difference.

    Of a longest, the median of the years' differences, with a sign test; of others the difference
    of means. ``None`` where there is no interval.
    """
    one, other = pair(values, asked, point, against)
    if not len(one) and np.isinf(figures(values, asked, [point, against])).any():
        nothing = Undetermined(Reason.OPEN, len(values.there()))
        return PairedDifference(nothing, nothing, nothing), None
    found = paired_mean(one, other, level)
    if asked.kind is not Kind.EXTREME:
        told = paired_with_baseline(other, {"": one}, level)[0]
        return found, told.p_value
    if not isinstance(found.difference, Interval):
        return found, None
    differences = one - other
    middle = quantile(differences, 0.5, level)
    signs = differences[differences != 0]
    p_value = binomtest(int((signs > 0).sum()), len(signs)).pvalue if len(signs) else 1.0
    known = isinstance(middle, Interval)
    return replace(found, difference=middle), float(p_value) if known else None
