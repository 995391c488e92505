"""Each measure at each point with its interval, by the method that fits its kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from experiments.measures.measure import Kind, LeftOut, Measure, Ratio
from experiments.statistics.comparisons import paired_with_baseline
from experiments.statistics.interval import LEVEL, Estimate, Interval, Reason, Undetermined
from experiments.statistics.intervals import mean, quantile, ratio
from experiments.statistics.paired import PairedDifference, paired_mean

Columns = NDArray[np.float64]
"""One measure, of shape ``(replications, points)``; NaN where it does not exist."""

UNLIKE = 0.0005
"""Difference of shares of open cases from which means of what ended are not compared.

It is half of the last place of a share in per cent with one decimal: below it two shares read the
same. As small a share of open cases is not worth telling of.
"""


class Tabled(Protocol):
    """What has measures as arrays: the results of an experiment, or years at hand."""

    def array(self, measure: str) -> Columns:
        """Return a measure, of shape ``(replications, points)``."""
        ...


class Values:
    """The measures of a run by replication and point, as many rows for each of them."""

    def __init__(self, results: Tabled) -> None:
        self.results = results
        self._read: dict[str, Columns] = {}

    def of(self, name: str) -> Columns:
        """Return a measure by replication and point."""
        if name not in self._read:
            array = self.results.array(name)
            lacking = 0 if name == "threads" else len(self.of("threads")) - len(array)
            self._read[name] = np.pad(array, ((0, lacking), (0, 0)), constant_values=np.nan)
        return self._read[name]

    def there(self) -> NDArray[np.bool_]:
        """Return which replications there are, of shape ``(replications, points)``."""
        return ~np.isnan(self.of("threads"))

    def share_open(self, left_out: LeftOut, point: int, others: Sequence[int] = ()) -> float | None:
        """Return the share of all cases of a point that had not ended when watching ended.

        Parameters
        ----------
        others
            Points with which it is compared: only replications that they have as well count.

        Returns
        -------
        float or None
            ``None`` where there were no cases.
        """
        common = self.there()[:, [point, *others]].all(axis=1)
        begun = np.nansum(self.of(left_out.begun)[common, point])
        still_open = np.nansum(self.of(left_out.open)[common, point])
        return float(still_open / begun) if begun else None


def figures(values: Values, measure: Measure, points: Sequence[int]) -> Columns:
    """Return a measure at some points in its unit, of shape ``(replications, points)``.

    NaN: there was no case of that kind in the replication. Infinity: the quantile or the longest
    falls on a case that was still open.
    """
    columns = values.of(measure.id)[:, [*points]] * measure.scale
    if not measure.begun:
        return columns
    begun = values.of(measure.begun)[:, [*points]]
    return np.where(np.isnan(columns) & (begun > 0), np.inf, columns)


def estimate(values: Values, measure: Measure, point: int, level: float = LEVEL) -> Estimate:
    """Return a measure at a point, in the measure's unit.

    Replications without a case of that kind are left out. A longest that had not ended counts as
    longest; a mean of quantiles does not exist where one of them falls on a case that was open.
    """
    if measure.ratio is not None:
        part, whole = _parts(values, measure.ratio, point)
        there = ~np.isnan(whole)
        if not regulated(values, measure, point):
            return Undetermined(Reason.NOT_REGULATED, int(values.there()[:, point].sum()))
        return ratio(100 * part[there], whole[there], level, bounds=(0.0, 100.0))
    column = figures(values, measure, [point])[values.there()[:, point], 0]
    known = column[~np.isnan(column)]
    if not len(known):
        why = Reason.NO_CASES if regulated(values, measure, point) else Reason.NOT_REGULATED
        return Undetermined(why, len(column))
    if measure.kind is Kind.LONGEST:
        return quantile(known, 0.5, level)
    if np.isinf(known).any():
        return Undetermined(Reason.OPEN, len(known))
    return mean(known, level)


def regulated(values: Values, measure: Measure, point: int) -> bool:
    """Whether the text of a point has anything on what a measure is of.

    A count of cases exists wherever it has, and is 0 where nothing happened.
    """
    there = values.there()[:, point]
    return not (
        measure.cases
        and there.any()
        and np.isnan(values.of(measure.id)[there, point]).all()
        and np.isnan(values.of(measure.cases)[there, point]).all()
    )


def _parts(values: Values, ratio: Ratio, point: int) -> tuple[Columns, Columns]:
    """The part and the whole of a share at a point."""
    whole: Columns = np.sum([values.of(name)[:, point] for name in ratio.whole], axis=0)
    return values.of(ratio.part)[:, point], whole


def needs(measure: Measure) -> tuple[str, ...]:
    """Return the measures that an estimate and a comparison of one read."""
    names = [measure.id, "threads"]
    if measure.ratio is not None:
        names += [measure.ratio.part, *measure.ratio.whole]
    if measure.begun:
        names.append(measure.begun)
    if measure.left_out is not None:
        names += [measure.left_out.begun, measure.left_out.open]
    if measure.cases:
        names.append(measure.cases)
    return tuple(dict.fromkeys(names))


def pair(values: Values, measure: Measure, point: int, against: int) -> tuple[Columns, Columns]:
    """Return a measure at two points in its unit, for the seeds in which it exists at both.

    Of a ratio, the jackknife's pseudo-values, whose mean is the share of all cases. Nothing where
    in some year the figure falls on an open case: that year has no difference, and the others
    would be the lucky ones.
    """
    if measure.ratio is not None:
        return _pseudo(values, measure.ratio, point, against)
    columns = figures(values, measure, [point, against])
    both = ~np.isnan(columns).any(axis=1)
    if np.isinf(columns[both]).any():
        return np.empty(0), np.empty(0)
    return columns[both, 0], columns[both, 1]


def _pseudo(values: Values, ratio: Ratio, point: int, against: int) -> tuple[Columns, Columns]:
    parts = [_parts(values, ratio, number) for number in (point, against)]
    both = ~np.isnan([whole for _, whole in parts]).any(axis=0)
    pseudo = []
    for part, whole in parts:
        upper, lower = 100 * part[both], whole[both]
        without = lower.sum() - lower
        if len(lower) < 2 or (without <= 0).any():
            return np.empty(0), np.empty(0)
        left_out = (upper.sum() - upper) / without
        pseudo.append(len(lower) * upper.sum() / lower.sum() - (len(lower) - 1) * left_out)
    return pseudo[0], pseudo[1]


def unrankable(values: Values, measure: Measure, points: Sequence[int]) -> Reason | None:
    """Return why points cannot be ranked by a measure; ``None`` where they can.

    ``OPEN``: in some year the figure falls on an open case, and has no place in a mean. ``UNLIKE``:
    means leave out open cases, and the share of open cases differs between points.
    """
    if np.isinf(figures(values, measure, points)).any():
        return Reason.OPEN
    if measure.left_out is None:
        return None
    shares = [values.share_open(measure.left_out, point, points) for point in points]
    known = [share for share in shares if share is not None]
    return Reason.UNLIKE if known and max(known) - min(known) > UNLIKE else None


def compared(
    values: Values, measure: Measure, point: int, against: int, level: float = LEVEL
) -> tuple[PairedDifference, float | None]:
    """Return a measure at a point minus that at another, and the p-value of no difference.

    Of a longest, the median of the years' differences, with a sign test; of others the difference
    of means. ``None`` where there is no interval.
    """
    if not all(regulated(values, measure, each) for each in (point, against)):
        nothing = Undetermined(Reason.NOT_REGULATED, len(values.there()))
        return PairedDifference(nothing, nothing, nothing), None
    here, there = pair(values, measure, point, against)
    if not len(here) and np.isinf(figures(values, measure, [point, against])).any():
        nothing = Undetermined(Reason.OPEN, len(values.there()))
        return PairedDifference(nothing, nothing, nothing), None
    paired = paired_mean(here, there, level)
    if measure.kind is not Kind.LONGEST:
        return paired, paired_with_baseline(there, {"": here}, level)[0].p_value
    if not isinstance(paired.difference, Interval):
        return paired, None
    from scipy.stats import binomtest  # takes long to load

    differences = here - there
    middle = quantile(differences, 0.5, level)
    signs = differences[differences != 0]
    p_value = binomtest(int((signs > 0).sum()), len(signs)).pvalue if len(signs) else 1.0
    known = isinstance(middle, Interval)
    return replace(paired, difference=middle), float(p_value) if known else None
