"""How much each conclusion hangs on what is merely assumed: readings of the texts, and conduct.

A conclusion is worked out again where an assumption is another, from the same seeds, so that what
the assumption does to it is a paired difference. Nothing is said of what was not tried.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from experiments.answers.contrasts import open_shares
from experiments.answers.estimates import Columns, Values, estimate, pair
from experiments.answers.hinge import Conclusion, Hinge, Swing, Tried, Verdict
from experiments.designs.assumption import Shown, assumptions_of
from experiments.statistics.comparisons import each_level, holm, paired_with_baseline
from experiments.statistics.interval import LEVEL, Estimate, Interval
from experiments.statistics.paired import paired_mean
from experiments.statistics.robustness import Robustness, robustness
from experiments.statistics.sensitivity import Share, plan, shares, tornado


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


class _Hinging:
    def __init__(self, values: Values, head: Mapping[str, Any], level: float) -> None:
        self.values = values
        self.level = level
        self.assumptions = assumptions_of(head["assumptions"])
        self.places = [_place(row) for row in head["points"]]
        self.numbers = {
            (self.places[number], _other(row)): number for number, row in enumerate(head["points"])
        }

    def hinge(self, of: Conclusion) -> Hinge:
        cases = [
            (name, value, at)
            for name, one in self.assumptions.named.items()
            for value in one.values
            if (at := self._at(of, (name, str(value)))) is not None
        ]
        each = each_level(self.level, len(cases) + 1)
        tried = self._judged(of, [self._tried(of, *case, each) for case in cases])
        by_name: dict[str, list[tuple[Tried, _At]]] = {name: [] for name in self.assumptions.named}
        for one, case in zip(tried, cases, strict=True):
            by_name[one.name].append((one, case[2]))
        swings = [self._swing(of, name, own, each) for name, own in by_name.items() if own]
        swings.sort(key=lambda one: -1.0 if one.size is None else one.size, reverse=True)
        found, sampled = self._sampled(of)
        usual = self._usual(of, each)
        return Hinge(of, usual, self.level, self.assumptions, tuple(swings), found, sampled)

    def _at(self, of: Conclusion, other: _Other) -> _At | None:
        """Where a conclusion is worked out again; ``None`` where nothing is another there.

        A point at which an assumption is that already has none of its own, and is a main one.
        """
        mains = (of.point,) if of.contrast is None else (of.point, of.contrast.against)
        found = tuple(self.numbers.get((self.places[one], other), one) for one in mains)
        return None if found == mains else found

    def _figures(self, of: Conclusion, at: _At) -> Columns:
        """Of each seed the difference, or the figure itself; NaN where it does not exist."""
        columns = self.values.of(of.measure.name)[:, list(at)] * of.measure.scale
        return columns[:, 0] - columns[:, 1] if len(at) == 2 else columns[:, 0]

    def _usual(self, of: Conclusion, each: float) -> Estimate:
        if of.contrast is None:
            return estimate(self.values, of.measure, of.point, each)
        one, other = pair(self.values, of.measure, of.point, of.contrast.against)
        count = self.assumptions.replications
        return paired_mean(one[:count], other[:count], each).difference

    def _tried(self, of: Conclusion, name: str, value: Shown, at: _At, each: float) -> Tried:
        mains = (of.point,) if of.contrast is None else (of.point, of.contrast.against)
        here, usual = _together(self._figures(of, at), self._figures(of, mains))
        change = paired_mean(here, usual, each).difference
        if of.contrast is None:
            there = estimate(self.values, of.measure, at[0], each)
            judged = paired_with_baseline(usual, {"": here}, self.level)[0]
        else:
            one, other = pair(self.values, of.measure, *at)
            there = paired_mean(one, other, each).difference
            judged = paired_with_baseline(other, {"": one}, self.level)[0]
        p_value = judged.p_value if isinstance(there, Interval) else None
        verdict = Verdict.UNDETERMINED
        if self._incomparable(of, at):
            verdict, p_value = Verdict.INCOMPARABLE, None
        return Tried(name, value, there, change, p_value, verdict)

    def _incomparable(self, of: Conclusion, at: _At) -> bool:
        """Whether the means of what ended leave out unlike shares, so that they say nothing."""
        pairs = [at] if of.contrast is not None else [(at[0], of.point)]
        return any(open_shares(self.values, of.measure, *one) is not None for one in pairs)

    def _judged(self, of: Conclusion, tried: Sequence[Tried]) -> list[Tried]:
        """Decide on all that is tried at once."""
        known = [k for k, one in enumerate(tried) if one.p_value is not None]
        adjusted = holm([tried[k].p_value or 0.0 for k in known]).tolist()
        found = [*tried]
        for k, p_value in zip(known, adjusted, strict=True):
            shown = p_value <= 1 - self.level
            verdict = _verdict(of, found[k].there, shown)
            found[k] = replace(found[k], p_value=p_value, verdict=verdict)
        return found

    def _swing(
        self, of: Conclusion, name: str, own: Sequence[tuple[Tried, _At]], each: float
    ) -> Swing:
        """How far a conclusion is moved by an assumption, over the seeds that all have."""
        mains = (of.point,) if of.contrast is None else (of.point, of.contrast.against)
        comparable = [at for one, at in own if one.verdict is not Verdict.INCOMPARABLE]
        tried = tuple(one for one, _ in own)
        usual, *others = _together(*(self._figures(of, at) for at in (mains, *comparable)))
        size = None
        if len(usual) and others:
            ranked = sorted([usual, *others], key=lambda one: float(one.mean()))
            (bar,) = tornado(usual, {name: (ranked[0], ranked[-1])}, each)
            size = bar.swing if isinstance(bar.low, Interval) else None
        return Swing(name, self.assumptions.named[name], tried, size)

    def _sampled(self, of: Conclusion) -> tuple[dict[str, Share], Robustness | None]:
        given = self.assumptions
        if not given.ranges:
            return {}, None
        made = plan(given.ranges, given.sample, seed=given.seed)
        rows = [self._row(of, number) for number in range(len(made.points))]
        outputs = [float(one.mean()) if len(one) else np.nan for one in rows]
        found = {one.name: one for one in shares(made, outputs, self.level)}
        if not of.sign:
            return found, None
        independent = rows[: 2 * given.sample]
        return found, robustness(independent, negative=of.sign < 0, level=self.level)

    def _row(self, of: Conclusion, row: int) -> Columns:
        """Of each seed the difference at a row of the sample; none where it says nothing."""
        at = self._at(of, row)
        if at is None or self._incomparable(of, at):
            return np.array([])
        (found,) = _together(self._figures(of, at))
        return found


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


def _together(*figures: Columns) -> list[Columns]:
    """The figures of the seeds for which all have one."""
    stacked = np.column_stack(figures)
    whole: Columns = stacked[~np.isnan(stacked).any(axis=1)]
    return [*whole.T]


def _verdict(of: Conclusion, there: Estimate, shown: bool) -> Verdict:
    if of.contrast is None:
        return Verdict.MOVES if shown else Verdict.STAYS
    assert isinstance(there, Interval)
    if of.sign and there.low == there.high == 0:
        return Verdict.GONE
    sign = int(np.sign(there.estimate)) if shown else 0
    if not of.sign:
        return Verdict.SHOWS if sign else Verdict.OPEN
    if not sign:
        return Verdict.LOST
    return Verdict.HOLDS if sign == of.sign else Verdict.TURNS
