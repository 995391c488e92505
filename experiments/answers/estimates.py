"""Each measure at each point with its interval, by the method that fits its kind."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from experiments.answers.kinds import Kind, Measure
from experiments.running.frames import array
from experiments.statistics.interval import LEVEL, Estimate, Reason, Undetermined
from experiments.statistics.intervals import mean, quantile, ratio

Columns = NDArray[np.float64]
"""One measure, of shape ``(replications, points)``; NaN where it does not exist."""


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

    def share_open(self, span: str, point: int) -> float:
        """Return the share of all threads of a point in which a span had not ended."""
        begun = np.nansum(self.of(f"{span}.begun")[:, point])
        return float(np.nansum(self.of(f"{span}.censored")[:, point]) / begun) if begun else 0.0


def estimate(values: Values, asked: Measure, point: int, level: float = LEVEL) -> Estimate:
    """Return a measure at a point, in the measure's unit.

    Of replications in which the figure does not exist it says nothing; a quantile that falls on
    what had not ended counts as longest.
    """
    column = values.of(asked.name)[values.there()[:, point], point]
    if asked.kind is Kind.SHARE:
        return _share(values, point, level)
    if asked.kind is Kind.EXTREME:
        missing = np.isnan(column)
        return quantile(np.where(missing, np.inf, column), 0.5, level)
    there = column[~np.isnan(column)]
    if not len(there):
        return Undetermined(Reason.NO_CASES, len(column))
    return mean(there * asked.scale, level)


def _share(values: Values, point: int, level: float) -> Estimate:
    deemed = values.of("claims.deemed")[:, point]
    made = deemed + values.of("claims.performed")[:, point]
    there = ~np.isnan(made)
    return ratio(100 * deemed[there], made[there], level, bounds=(0.0, 100.0))


def names_of(asked: Measure) -> tuple[str, ...]:
    """Return the figures from which a measure is estimated."""
    shares = ("claims.deemed", "claims.performed") if asked.kind is Kind.SHARE else ()
    return (asked.name, *shares, "threads")


def pair(values: Values, asked: Measure, point: int, against: int) -> tuple[Columns, Columns]:
    """Return a measure at two points in its unit, for the seeds in which it exists at both."""
    columns = values.of(asked.name)[:, [point, against]] * asked.scale
    both = ~np.isnan(columns).any(axis=1)
    return columns[both, 0], columns[both, 1]
