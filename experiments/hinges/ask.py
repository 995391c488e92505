"""How much each conclusion hangs on what is merely assumed: readings of the texts, and conduct.

A conclusion is worked out again where an assumption is another, from the same seeds, so that what
the assumption does to it is a paired difference. Nothing is said of what was not tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from experiments.answers.contrasts import open_shares
from experiments.answers.estimates import Columns, Values, compared, estimate, figures, pair
from experiments.designs.assumption import Assumptions, Shown
from experiments.hinges.hinge import Conclusion, Hinge, HingeVerdict, Swing, Tried
from experiments.measures.measure import Kind
from experiments.running.header import Cell, Header
from experiments.statistics.comparisons import each_level, holm
from experiments.statistics.interval import LEVEL, Estimate, Interval, Method
from experiments.statistics.intervals import quantile
from experiments.statistics.paired import paired_mean
from experiments.statistics.robustness import LEAST, Robustness, robustness
from experiments.statistics.sensitivity import Share, plan, shares


def hinges(
    values: Values,
    header: Header,
    conclusions: Sequence[Conclusion],
    level: float = LEVEL,
) -> tuple[Hinge, ...]:
    """Return what each conclusion hangs on; nothing where a design has no assumptions."""
    if header.assumptions is None:
        return ()
    hinging = _Hinging(values, header.points, header.assumptions, level)
    return tuple(hinging.hinge(conclusion) for conclusion in conclusions)


class _Seeds(Values):
    """The measures of a run in some of its replications."""

    def __init__(self, values: Values, chosen: slice | NDArray[np.intp]) -> None:
        self.values = values
        self.chosen = chosen

    def of(self, name: str) -> Columns:
        return self.values.of(name)[self.chosen]


class _Hinging:
    def __init__(
        self, values: Values, cells: Sequence[Cell], assumptions: Assumptions, level: float
    ) -> None:
        self.level = level
        self.assumptions = assumptions
        self.places = [_place(cell) for cell in cells]
        self.numbers = {
            (self.places[number], _other(cell)): number for number, cell in enumerate(cells)
        }
        mains = [number for (_, other), number in self.numbers.items() if other is None]
        made = np.flatnonzero(values.there()[:, mains].any(axis=1))
        done = int(made[-1]) + 1 if len(made) else 0
        # of the same replications all that is compared, whatever more there is of single points
        self.values = _Seeds(values, slice(min(done, self.assumptions.replications)))
        self.rows = _Seeds(values, slice(min(done, self.assumptions.sample_replications)))

    def hinge(self, conclusion: Conclusion) -> Hinge:
        """Return what a conclusion hangs on."""
        named = self.assumptions.named
        cases = [
            (name, value, at)
            for name, assumption in named.items()
            for value in assumption.values
            if (at := self._at(conclusion, (name, str(value)))) is not None
        ]
        each = each_level(self.level, len(cases) + 1)
        usual, p_value = self._usual(conclusion, each)
        every = [self._tried(conclusion, *case, each) for case in cases]
        judged, enough = self._judged(conclusion, every, p_value)
        by_name: dict[str, list[Tried]] = {}
        for tried in judged:
            by_name.setdefault(tried.name, []).append(tried)
        swings = [Swing(name, named[name], tuple(own)) for name, own in by_name.items()]
        swings.sort(key=lambda swing: -1.0 if swing.size is None else swing.size, reverse=True)
        return Hinge(
            conclusion,
            usual,
            enough,
            self.level,
            self.assumptions,
            tuple(swings),
            *self._sampled(conclusion),
        )

    def _at(self, conclusion: Conclusion, other: _Other) -> _At | None:
        """Where a conclusion is worked out again; ``None`` where nothing is another there.

        A point at which an assumption is that already has none of its own, and is a main one.
        """
        mains = conclusion.points
        at = tuple(self.numbers.get((self.places[main], other), main) for main in mains)
        return None if at == mains else at

    def _usual(self, conclusion: Conclusion, each: float) -> tuple[Estimate, float | None]:
        """The conclusion as usual; of a difference with the p-value of none."""
        if conclusion.contrast is None:
            return estimate(self.values, conclusion.measure, conclusion.point, each), None
        paired, p_value = compared(
            self.values, conclusion.measure, conclusion.point, conclusion.contrast.against, each
        )
        return paired.difference, p_value

    def _tried(
        self, conclusion: Conclusion, name: str, value: Shown, at: _At, each: float
    ) -> Tried:
        measure = conclusion.measure
        if conclusion.contrast is None:
            there = estimate(self.values, measure, at[0], each)
            paired, p_value = compared(self.values, measure, at[0], conclusion.point, each)
            change = paired.difference
        else:
            paired, p_value = compared(self.values, measure, at[0], at[1], each)
            there, change = paired.difference, self._change(conclusion, at, each)
        verdict = HingeVerdict.UNDETERMINED
        if self._incomparable(conclusion, at, self.values):
            verdict, p_value = HingeVerdict.INCOMPARABLE, None
        shown = p_value if isinstance(there, Interval) else None
        return Tried(name, value, there, change, shown, verdict)

    def _change(self, conclusion: Conclusion, at: _At, each: float) -> Estimate:
        """How far a difference is another one there, over the seeds that all points have."""
        mains = conclusion.points
        lacking = np.isnan(figures(self.values, conclusion.measure, (*at, *mains)))
        values = _Seeds(self.values, np.flatnonzero(~lacking.any(axis=1)))
        here, usual = (_differences(values, conclusion, points) for points in (at, mains))
        if len(here) != len(usual):  # at one of them the figure falls on what had not ended
            here = usual = here[:0]
        if conclusion.measure.kind is Kind.LONGEST and len(here):
            return quantile(here - usual, 0.5, each)
        return paired_mean(here, usual, each).difference

    def _incomparable(self, conclusion: Conclusion, at: _At, values: Values) -> bool:
        """Whether what had not ended is left out unlike, or a figure falls on it."""
        pairs = [at] if conclusion.contrast is not None else [(at[0], conclusion.point)]
        if any(open_shares(values, conclusion.measure, *pair_) is not None for pair_ in pairs):
            return True
        every = figures(values, conclusion.measure, (*at, *conclusion.points))
        return bool(np.isinf(every).any())

    def _judged(
        self, conclusion: Conclusion, tried: Sequence[Tried], usual: float | None
    ) -> tuple[list[Tried], bool]:
        """Decide on all that is tried and the conclusion as usual at once.

        Where these seeds do not show the conclusion as usual, that they do not show it elsewhere
        says nothing of what is assumed there; nor does it where fewer of them are there.
        """
        whole = self.assumptions.replications
        known = [k for k, each in enumerate(tried) if each.p_value is not None]
        raw = [tried[k].p_value or 0.0 for k in known]
        adjusted = holm([*raw, 1.0 if usual is None else usual]).tolist()
        enough = not conclusion.sign or adjusted[-1] <= 1 - self.level
        judged = [*tried]
        for k, p_value in zip(known, adjusted[:-1], strict=True):
            verdict = _verdict(conclusion, judged[k].there, p_value <= 1 - self.level)
            fewer = judged[k].there.n < min(whole, self._made(conclusion))
            if (fewer or not enough) and verdict in (HingeVerdict.LOST, HingeVerdict.GONE):
                verdict = HingeVerdict.UNDETERMINED
            judged[k] = replace(judged[k], p_value=p_value, verdict=verdict)
        return judged, enough

    def _made(self, conclusion: Conclusion) -> int:
        """How many seeds the conclusion as usual has."""
        return int(self.values.there()[:, [*conclusion.points]].all(axis=1).sum())

    def _sampled(self, conclusion: Conclusion) -> tuple[dict[str, Share], Robustness | None]:
        given = self.assumptions
        if not given.ranges:
            return {}, None
        sobol = plan(given.ranges, given.sample, seed=given.seed)
        rows = [self._row(conclusion, number) for number in range(len(sobol.points))]
        parts = shares(sobol, self._outputs(conclusion, rows), self.level)
        by_name = {share.name: share for share in parts}
        if not self._shows(conclusion):
            return by_name, None
        independent = [
            np.empty(0) if at is None else _differences(self.rows, conclusion, at)
            for at in rows[: 2 * given.sample]
        ]
        return by_name, robustness(independent, negative=conclusion.sign < 0, level=self.level)

    def _row(self, conclusion: Conclusion, row: int) -> _At | None:
        """Where a row of the sample is; ``None`` where the conclusion says nothing there."""
        at = self._at(conclusion, row)
        return None if at is None or self._incomparable(conclusion, at, self.rows) else at

    def _outputs(self, conclusion: Conclusion, rows: Sequence[_At | None]) -> Columns:
        """The conclusion at each row, over the seeds in which it exists at every one."""
        made = []
        for at in rows:
            if at is None:
                return np.full(len(rows), np.nan)
            columns = figures(self.rows, conclusion.measure, at)
            made.append(columns[:, 0] - columns[:, 1] if len(at) == 2 else columns[:, 0])
        whole = np.column_stack(made)
        whole = whole[~np.isnan(whole).any(axis=1)]
        means: Columns = whole.mean(axis=0) if len(whole) else np.full(len(rows), np.nan)
        return means

    def _shows(self, conclusion: Conclusion) -> bool:
        """Whether the seeds of the sample are enough to show the conclusion as usual."""
        enough = self.assumptions.sample_replications >= LEAST
        extreme = conclusion.measure.kind is Kind.LONGEST
        if conclusion.contrast is None or not (conclusion.sign and enough) or extreme:
            return False
        paired, p_value = compared(
            self.rows, conclusion.measure, conclusion.point, conclusion.contrast.against, self.level
        )
        shown = p_value is not None and p_value <= 1 - self.level
        return _verdict(conclusion, paired.difference, shown) is HingeVerdict.HOLDS


_Place = tuple[str, str, tuple[tuple[str, str], ...]]
_Other = tuple[str, str] | int | None
_At = tuple[int, ...]


def _place(cell: Cell) -> _Place:
    """The place in the design that a point is at, whatever is assumed there."""
    levels = tuple((name, str(value)) for name, value in cell.levels.items())
    return cell.regime, cell.scenario, levels


def _other(cell: Cell) -> _Other:
    """What is assumed otherwise at a point: an assumption's value, or a row of the sample."""
    if cell.row is not None:
        return cell.row
    return next(((name, str(value)) for name, value in cell.assumed.items()), None)


def _differences(values: Values, conclusion: Conclusion, at: _At) -> Columns:
    there, against = pair(values, conclusion.measure, *at)
    return there - against


def _verdict(conclusion: Conclusion, there: Estimate, shown: bool) -> HingeVerdict:
    if conclusion.contrast is None:
        return HingeVerdict.MOVES if shown else HingeVerdict.STAYS
    if not isinstance(there, Interval):
        return HingeVerdict.UNDETERMINED
    if conclusion.sign and there.method is Method.CONSTANT and there.estimate == 0:
        return HingeVerdict.GONE
    sign = int(np.sign(there.estimate)) if shown else 0
    if not conclusion.sign:
        return HingeVerdict.SHOWS if sign else HingeVerdict.OPEN
    if not sign:
        return HingeVerdict.LOST
    return HingeVerdict.HOLDS if sign == conclusion.sign else HingeVerdict.TURNS
