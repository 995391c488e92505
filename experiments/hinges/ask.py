"""How much each conclusion hangs on what is merely assumed: readings of the texts, and conduct.

A conclusion is worked out again where an assumption is another, from the same seeds, so that what
the assumption does to it is a paired difference. Nothing is said of what was not tried.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.answers.contrasts import open_shares
from experiments.answers.estimates import Columns, Values, compared, estimate, figures, pair
from experiments.designs.assumption import Shown, assumptions_of
from experiments.hinges.hinge import Conclusion, Hinge, Swing, Tried, Verdict
from experiments.measures.kinds import Kind
from experiments.statistics.comparisons import each_level, holm
from experiments.statistics.interval import LEVEL, Estimate, Interval, Method
from experiments.statistics.intervals import quantile
from experiments.statistics.paired import paired_mean
from experiments.statistics.robustness import LEAST, Robustness, robustness
from experiments.statistics.sensitivity import Share, plan, shares


def hinges(
    values: Values,
    head: Mapping[str, Any],
    conclusions: Sequence[Conclusion],
    level: float = LEVEL,
) -> tuple[Hinge, ...]:
    """Return what each conclusion hangs on; nothing where a design has no assumptions."""
    if "assumptions" not in head:
        return ()
    made = _Hinging(values, head, level)
    return tuple(made.hinge(one) for one in conclusions)


class _Seeds(Values):
    """The measures of a run in some of its replications."""

    def __init__(self, values: Values, chosen: slice | NDArray[np.intp]) -> None:
        super().__init__(values.path)
        self.values = values
        self.chosen = chosen

    def of(self, name: str) -> Columns:
        return self.values.of(name)[self.chosen]


class _Hinging:
    def __init__(self, values: Values, head: Mapping[str, Any], level: float) -> None:
        self.level = level
        self.assumptions = assumptions_of(head["assumptions"])
        self.places = [_place(row) for row in head["points"]]
        self.numbers = {
            (self.places[number], _other(row)): number for number, row in enumerate(head["points"])
        }
        mains = [number for (_, other), number in self.numbers.items() if other is None]
        made = np.flatnonzero(values.there()[:, mains].any(axis=1))
        done = int(made[-1]) + 1 if len(made) else 0
        # of the same replications all that is compared, whatever more there is of single points
        self.values = _Seeds(values, slice(min(done, self.assumptions.replications)))
        self.rows = _Seeds(values, slice(min(done, self.assumptions.sample_replications)))

    def hinge(self, of: Conclusion) -> Hinge:
        """Return what one conclusion hangs on."""
        cases = [
            (name, value, at)
            for name, one in self.assumptions.named.items()
            for value in one.values
            if (at := self._at(of, (name, str(value)))) is not None
        ]
        each = each_level(self.level, len(cases) + 1)
        usual, p_value = self._usual(of, each)
        tried, enough = self._judged(of, [self._tried(of, *case, each) for case in cases], p_value)
        by_name: dict[str, list[Tried]] = {}
        for one in tried:
            by_name.setdefault(one.name, []).append(one)
        named = self.assumptions.named
        swings = [Swing(name, named[name], tuple(own)) for name, own in by_name.items()]
        swings.sort(key=lambda one: -1.0 if one.size is None else one.size, reverse=True)
        found, sampled = self._sampled(of)
        return Hinge(of, usual, enough, self.level, self.assumptions, tuple(swings), found, sampled)

    def _at(self, of: Conclusion, other: _Other) -> _At | None:
        """Where a conclusion is worked out again; ``None`` where nothing is another there.

        A point at which an assumption is that already has none of its own, and is a main one.
        """
        mains = _mains(of)
        found = tuple(self.numbers.get((self.places[one], other), one) for one in mains)
        return None if found == mains else found

    def _usual(self, of: Conclusion, each: float) -> tuple[Estimate, float | None]:
        """The conclusion as usual; of a difference with the p-value of none."""
        if of.contrast is None:
            return estimate(self.values, of.measure, of.point, each), None
        found, p_value = compared(self.values, of.measure, of.point, of.contrast.against, each)
        return found.difference, p_value

    def _tried(self, of: Conclusion, name: str, value: Shown, at: _At, each: float) -> Tried:
        if of.contrast is None:
            there = estimate(self.values, of.measure, at[0], each)
            found, p_value = compared(self.values, of.measure, at[0], of.point, each)
            change = found.difference
        else:
            point, against = at
            found, p_value = compared(self.values, of.measure, point, against, each)
            there, change = found.difference, self._change(of, at, each)
        verdict = Verdict.UNDETERMINED
        if self._incomparable(of, at, self.values):
            verdict, p_value = Verdict.INCOMPARABLE, None
        return Tried(
            name, value, there, change, p_value if isinstance(there, Interval) else None, verdict
        )

    def _change(self, of: Conclusion, at: _At, each: float) -> Estimate:
        """How far a difference is another one there, over the seeds that all points have."""
        mains = _mains(of)
        lacking = np.isnan(figures(self.values, of.measure, (*at, *mains)))
        values = _Seeds(self.values, np.flatnonzero(~lacking.any(axis=1)))
        here, usual = _differences(values, of, at), _differences(values, of, mains)
        if len(here) != len(usual):  # at one of them the figure falls on what had not ended
            here = usual = here[:0]
        if of.measure.kind is Kind.EXTREME and len(here):
            return quantile(here - usual, 0.5, each)
        return paired_mean(here, usual, each).difference

    def _incomparable(self, of: Conclusion, at: _At, values: Values) -> bool:
        """Whether what had not ended is left out unlike, or a figure falls on it."""
        pairs = [at] if of.contrast is not None else [(at[0], of.point)]
        if any(open_shares(values, of.measure, *one) is not None for one in pairs):
            return True
        return bool(np.isinf(figures(values, of.measure, (*at, *_mains(of)))).any())

    def _judged(
        self, of: Conclusion, tried: Sequence[Tried], usual: float | None
    ) -> tuple[list[Tried], bool]:
        """Decide on all that is tried and the conclusion as usual at once.

        Where these seeds do not show the conclusion as usual, that they do not show it elsewhere
        says nothing of what is assumed there; nor does it where fewer of them are there.
        """
        whole = self.assumptions.replications
        known = [k for k, one in enumerate(tried) if one.p_value is not None]
        raw = [tried[k].p_value or 0.0 for k in known]
        adjusted = holm([*raw, 1.0 if usual is None else usual]).tolist()
        enough = not of.sign or adjusted[-1] <= 1 - self.level
        found = [*tried]
        for k, p_value in zip(known, adjusted[:-1], strict=True):
            verdict = _verdict(of, found[k].there, p_value <= 1 - self.level)
            fewer = found[k].there.n < min(whole, self._made(of))
            if (fewer or not enough) and verdict in (Verdict.LOST, Verdict.GONE):
                verdict = Verdict.UNDETERMINED
            found[k] = replace(found[k], p_value=p_value, verdict=verdict)
        return found, enough

    def _made(self, of: Conclusion) -> int:
        """How many seeds the conclusion as usual has."""
        mains = [of.point] if of.contrast is None else [of.point, of.contrast.against]
        return int(self.values.there()[:, mains].all(axis=1).sum())

    def _sampled(self, of: Conclusion) -> tuple[dict[str, Share], Robustness | None]:
        given = self.assumptions
        if not given.ranges:
            return {}, None
        made = plan(given.ranges, given.sample, seed=given.seed)
        rows = [self._row(of, number) for number in range(len(made.points))]
        found = {one.name: one for one in shares(made, self._outputs(of, rows), self.level)}
        if not self._shows(of):
            return found, None
        independent = [
            np.empty(0) if at is None else _differences(self.rows, of, at)
            for at in rows[: 2 * given.sample]
        ]
        return found, robustness(independent, negative=of.sign < 0, level=self.level)

    def _row(self, of: Conclusion, row: int) -> _At | None:
        """Where a row of the sample is; ``None`` where the conclusion says nothing there."""
        at = self._at(of, row)
        return None if at is None or self._incomparable(of, at, self.rows) else at

    def _outputs(self, of: Conclusion, rows: Sequence[_At | None]) -> Columns:
        """The conclusion at each row, over the seeds in which it exists at every one."""
        made = []
        for at in rows:
            if at is None:
                return np.full(len(rows), np.nan)
            columns = figures(self.rows, of.measure, at)
            made.append(columns[:, 0] - columns[:, 1] if len(at) == 2 else columns[:, 0])
        whole = np.column_stack(made)
        whole = whole[~np.isnan(whole).any(axis=1)]
        found: Columns = whole.mean(axis=0) if len(whole) else np.full(len(rows), np.nan)
        return found

    def _shows(self, of: Conclusion) -> bool:
        """Whether the seeds of the sample are enough to show the conclusion as usual."""
        enough = self.assumptions.sample_replications >= LEAST
        if of.contrast is None or not (of.sign and enough) or of.measure.kind is Kind.EXTREME:
            return False
        found, p_value = compared(self.rows, of.measure, of.point, of.contrast.against, self.level)
        shown = p_value is not None and p_value <= 1 - self.level
        return _verdict(of, found.difference, shown) is Verdict.HOLDS


_Place = tuple[str, str, tuple[tuple[str, str], ...]]
_Other = tuple[str, str] | int | None
_At = tuple[int, ...]


def _place(row: Mapping[str, Any]) -> _Place:
    """The cell of the design that a point is at, whatever is assumed there."""
    levels = tuple((name, str(value)) for name, value in row["levels"].items())
    return row["regime"], row["scenario"], levels


def _other(row: Mapping[str, Any]) -> _Other:
    """What is assumed otherwise at a point: an assumption's value, or a row of the sample."""
    if row.get("row") is not None:
        return int(row["row"])
    return next(((name, str(value)) for name, value in row.get("assumed", {}).items()), None)


def _differences(values: Values, of: Conclusion, at: _At) -> Columns:
    one, other = pair(values, of.measure, *at)
    return one - other


def _mains(of: Conclusion) -> _At:
    return (of.point,) if of.contrast is None else (of.point, of.contrast.against)


def _verdict(of: Conclusion, there: Estimate, shown: bool) -> Verdict:
    if of.contrast is None:
        return Verdict.MOVES if shown else Verdict.STAYS
    if not isinstance(there, Interval):
        return Verdict.UNDETERMINED
    if of.sign and there.method is Method.CONSTANT and there.estimate == 0:
        return Verdict.GONE
    sign = int(np.sign(there.estimate)) if shown else 0
    if not of.sign:
        return Verdict.SHOWS if sign else Verdict.OPEN
    if not sign:
        return Verdict.LOST
    return Verdict.HOLDS if sign == of.sign else Verdict.TURNS
