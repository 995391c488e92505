"""The plain finding of an experiment: what a choice changes, what it does not, and at what price.

By the concerns of :mod:`experiments.answers.regimes.concern`, whatever measures a design names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.answers.answer import Answer
from experiments.answers.contrasts import open_shares, pairs
from experiments.answers.estimates import Values, compared, figures, regulated
from experiments.answers.regimes.concern import CONCERNS, Concern
from experiments.statistics.comparisons import each_level
from experiments.statistics.interval import LEVEL, Interval

MOST = 4
"""Settings of all else at which what a level changes is told; of more it is not."""


@dataclass(frozen=True)
class Change:
    """What becomes of a concern at one point, against the point it is held against.

    Attributes
    ----------
    was, now
        The concern's figures there and here, in its unit.
    same
        Whether no year differs at all.
    shown
        Whether a difference is shown, for all of the family together.
    """

    concern: Concern
    point: int
    against: int
    was: float
    now: float
    same: bool
    shown: bool

    @property
    def better(self) -> bool:
        """Whether it is less, which is better."""
        return self.now < self.was


@dataclass(frozen=True)
class Along:
    """What a level does at one setting of all else.

    Attributes
    ----------
    points
        In the order of the design; the first is what the others are held against.
    unmoved, unshown
        Concerns in which no year differs from the first value, and those in which no difference is
        shown.
    moved
        Of each other concern the change that is largest.
    """

    axis: str
    points: tuple[int, ...]
    unmoved: tuple[Concern, ...]
    unshown: tuple[Concern, ...]
    moved: tuple[Change, ...]


@dataclass(frozen=True)
class Against:
    """What a regime does against the first, at all settings of the rest.

    Attributes
    ----------
    better, worse
        Of each concern the largest change that is shown that way. A concern may be in both.
    places
        How many settings there are.
    """

    value: object
    better: tuple[Change, ...]
    worse: tuple[Change, ...]
    places: int


@dataclass(frozen=True)
class Finding:
    """What the choices of an experiment do."""

    along: tuple[Along, ...]
    against: tuple[Against, ...]


def finding(answer: Answer, level: float = LEVEL) -> Finding:
    """Return what each choice changes in the concerns that the texts regulate.

    Every statement about one concern along one axis holds together with the others at the level
    (Bonferroni). What is not shown is not said to be absent, but where no year differs it is.
    """
    concerns = [one for one in CONCERNS if _known(answer, one)]
    along: list[Along] = []
    against: list[Against] = []
    for axis in answer.choices:
        family = [ends for of, *ends in pairs(answer.rows, answer.axes) if of == axis]
        if not family:
            continue
        each = each_level(level, len(family))
        changes = [
            change
            for concern in concerns
            for point, base in family
            if (change := _change(answer.values, concern, point, base, each)) is not None
        ]
        if axis == "regime":
            against += _against(answer, changes)
        else:
            along += _along(answer, axis, changes)
    return Finding(tuple(along), tuple(against))


def _known(answer: Answer, concern: Concern) -> bool:
    """Whether the results have a concern at some point."""
    values, count = answer.values, len(answer.rows)
    return bool(
        any(regulated(values, concern.measure, k) for k in range(count))
        and not np.isnan(values.of(concern.measure_id)[:, :count]).all()
    )


def _change(values: Values, concern: Concern, point: int, base: int, level: float) -> Change | None:
    """What becomes of a concern; ``None`` where it cannot be compared."""
    measure = concern.measure
    if open_shares(values, measure, point, base) is not None:
        return None
    columns = figures(values, measure, [point, base])
    both = columns[~np.isnan(columns).any(axis=1)]
    if not len(both) or np.isinf(both).any():
        return None
    paired, p_value = compared(values, measure, point, base, level)
    same = bool((both[:, 0] == both[:, 1]).all())
    shown = (
        not same
        and p_value is not None
        and p_value <= 1 - level
        and isinstance(paired.difference, Interval)
    )
    now, was = (float(column.mean()) for column in both.T)
    return Change(concern, point, base, was, now, same, shown)


def _along(answer: Answer, axis: str, changes: Sequence[Change]) -> Iterator[Along]:
    """What a level does, run by run; nothing where there are too many runs to be told."""
    runs: dict[int, list[Change]] = {}
    for change in changes:
        runs.setdefault(change.against, []).append(change)
    for base, own in runs.items() if len(runs) <= MOST else ():
        by = {one.concern: [c for c in own if c.concern is one.concern] for one in own}
        moved = [concern for concern, those in by.items() if any(one.shown for one in those)]
        unmoved = [concern for concern, those in by.items() if all(one.same for one in those)]
        rest = [concern for concern in by if concern not in moved and concern not in unmoved]
        points = tuple(dict.fromkeys([base, *(one.point for one in own)]))
        largest = tuple(_largest([one for one in by[concern] if one.shown]) for concern in moved)
        yield Along(axis, points, tuple(unmoved), tuple(rest), largest)


def _against(answer: Answer, changes: Sequence[Change]) -> Iterator[Against]:
    for value in dict.fromkeys(answer.rows[one.point]["regime"] for one in changes):
        own = [one for one in changes if answer.rows[one.point]["regime"] == value]
        shown = [one for one in own if one.shown]
        better, worse = (
            tuple(
                _largest([c for c in shown if c.concern is concern and c.better is way])
                for concern in CONCERNS
                if any(c.concern is concern and c.better is way for c in shown)
            )
            for way in (True, False)
        )
        yield Against(value, better, worse, len({one.point for one in own}))


def _largest(changes: Sequence[Change]) -> Change:
    return max(changes, key=lambda one: abs(one.now - one.was))
