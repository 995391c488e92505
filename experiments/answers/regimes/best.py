"""Which regime does best in what, why, and what it pays for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.answers.estimates import (
    Values,
    estimate,
    figures,
    pair,
    regulated,
    unrankable,
)
from experiments.answers.regimes.concern import CONCERNS, WORK, Concern
from experiments.answers.regimes.lived import Lived, SideBySide
from experiments.answers.regimes.why import Why, demands_least, why
from experiments.statistics.interval import LEVEL, Estimate, Reason, Undetermined
from experiments.statistics.screening import could_be_best

_LEAST = 2  # years from which a difference can be told from luck


@dataclass(frozen=True)
class Ranked:
    """The regimes by one concern.

    Attributes
    ----------
    means
        For each regime the mean over its years, in the measure's unit; ``None`` where the text
        does not regulate it or nothing happened.
    levels
        The same with their intervals.
    best, worst
        Places of the regimes that could be the best or the worst: none of them can be ruled out.
        In a single year just the lowest and the highest. Empty where they cannot be ranked.
    undetermined
        Why they cannot be, or why it is not shown to be more than luck.
    """

    concern: Concern
    means: tuple[float | None, ...]
    levels: tuple[Estimate, ...]
    best: tuple[int, ...]
    worst: tuple[int, ...]
    undetermined: Undetermined | None = None

    @property
    def parts(self) -> bool:
        """Whether it tells regimes apart."""
        return bool(self.best) and not {*self.best} & {*self.worst}

    def sets_apart(self, alike: Sequence[int], place: int) -> bool:
        """Whether a regime is one of those alike, and these are no more than half of all."""
        ranked = sum(mean is not None for mean in self.means)
        return self.parts and place in alike and 2 * len(alike) <= ranked

    def shared(self, alike: Sequence[int], place: int) -> bool:
        """Whether a regime is one of those alike, and so are too many for it to be told."""
        return self.parts and place in alike and not self.sets_apart(alike, place)

    def nearest(self, place: int) -> int | None:
        """Return the regime that comes next after the best, or before the worst; ``None`` of all.

        Regimes that cannot be told from the one at ``place`` are passed over.
        """
        alike = {*self.best} if place in self.best else {*self.worst}
        others = [k for k, mean in enumerate(self.means) if mean is not None and k not in alike]
        ordered = sorted(others, key=lambda k: self.means[k] or 0.0, reverse=place in self.worst)
        return ordered[0] if ordered else None


@dataclass(frozen=True)
class Best:
    """Regimes held side by side by every concern that any of them regulates.

    Attributes
    ----------
    reasons
        For each regime and concern in which it is among the best or the worst, why.
    years
        How many years each lived through.
    level
        At which all comparisons by one concern hold together.
    """

    lived: tuple[Lived, ...]
    ranked: tuple[Ranked, ...]
    reasons: dict[tuple[int, str], Why]
    years: int
    level: float = LEVEL

    @property
    def shown(self) -> bool:
        """Whether there are years enough to tell a difference from luck."""
        return self.years >= _LEAST

    def wins(self, place: int) -> tuple[Ranked, ...]:
        """Return the concerns in which a regime is among the best, where that sets it apart.

        What more than half of the regimes share sets none of them apart.
        """
        return tuple(one for one in self.ranked if one.sets_apart(one.best, place))

    def pays(self, place: int) -> tuple[Ranked, ...]:
        """Return the concerns in which a regime is among the worst, where that sets it apart."""
        return tuple(one for one in self.ranked if one.sets_apart(one.worst, place))

    @property
    def order(self) -> tuple[int, ...]:
        """The regimes, those first that do best in the most and in what is told first."""
        return tuple(sorted(range(len(self.lived)), key=self._rank))

    def _rank(self, place: int) -> tuple[int, int, int]:
        leads = [k for k, one in enumerate(self.ranked) if one in self.wins(place)]
        alone = [k for k in leads if len(self.ranked[k].best) == 1]
        return min(alone, default=len(self.ranked)), -len(leads), len(self.pays(place))

    @property
    def throughout(self) -> tuple[int, ...]:
        """The regimes that are among the best in everything in which regimes part.

        Only such as regulate all that any of them does: who regulates nothing is best in nothing.
        To ask little of officers is no merit by itself, so that their time alone is not enough.
        """
        parting = [one for one in self.ranked if one.parts]
        told = any(one.concern is not WORK for one in parting)
        places = range(len(self.lived)) if told else ()
        return tuple(
            k
            for k in places
            if all(k in one.best for one in parting)
            and all(one.means[k] is not None for one in self.ranked)
        )


def best(lived: Sequence[Lived], level: float = LEVEL) -> Best:
    """Hold regimes side by side.

    A regime is called best only where none beside it can be the best at the level; several that
    cannot be told apart are all named. Of one year nothing is shown: :attr:`Best.shown`.
    """
    values = Values(SideBySide(lived))
    ranked = tuple(
        ranked_by(concern, values, len(lived), level)
        for concern in CONCERNS
        if any(regulated(values, concern.measure, k) for k in range(len(lived)))
    )
    told = tuple(one for one in ranked if any(mean is not None for mean in one.means))
    reasons = {
        (k, one.concern.id): reason
        for one in told
        for k in range(len(lived))
        if one.parts and k in (*one.best, *one.worst)
        if (reason := _reason(lived, k, one)) is not None
    }
    return Best(tuple(lived), told, reasons, len(values.there()), level)


def _reason(lived: Sequence[Lived], place: int, one: Ranked) -> Why | None:
    if one.concern is WORK and place in one.best:
        return demands_least(lived, place)
    return why(lived[place], one.concern, best=place in one.best)


def ranked_by(concern: Concern, values: Values, count: int, level: float) -> Ranked:
    """Rank regimes by one concern; only those that regulate it."""
    measure = concern.measure
    means = tuple(_mean(values, concern, k) for k in range(count))
    levels = tuple(estimate(values, measure, k, level) for k in range(count))
    places = [k for k, mean in enumerate(means) if mean is not None]
    if len(places) < _LEAST:
        return Ranked(concern, means, levels, (), ())
    if (reason := unrankable(values, measure, places)) is not None:
        nothing = Undetermined(reason, len(values.there()))
        return Ranked(concern, means, levels, (), (), nothing)
    columns = {str(k): column for k, column in _columns(values, concern, places).items()}
    if len(next(iter(columns.values()))) < _LEAST:
        low, high = (edge(means[k] or 0.0 for k in places) for edge in (min, max))
        lowest, highest = (tuple(k for k in places if means[k] == end) for end in (low, high))
        few = Undetermined(Reason.TOO_FEW, len(values.there()), _LEAST)
        return Ranked(concern, means, levels, lowest, highest, few)
    first, last = (could_be_best(columns, level, smallest=smallest) for smallest in (True, False))
    if isinstance(first, Undetermined) or isinstance(last, Undetermined):
        nothing = first if isinstance(first, Undetermined) else Undetermined(Reason.TOO_FEW, 0)
        return Ranked(concern, means, levels, (), (), nothing)
    return Ranked(concern, means, levels, tuple(map(int, first)), tuple(map(int, last)))


def _columns(
    values: Values, concern: Concern, places: Sequence[int]
) -> dict[int, np.ndarray[tuple[int], np.dtype[np.float64]]]:
    """The concern at each place, in years in which it exists at all of them.

    A share counts each year by its cases, as its estimate does.
    """
    columns = figures(values, concern.measure, places)
    if concern.measure.ratio is not None:
        first = places[0]
        pairs = {k: pair(values, concern.measure, k, first)[0] for k in places}
        if len({len(one) for one in pairs.values()}) == 1 and len(pairs[first]) >= _LEAST:
            return pairs
    whole = columns[~np.isnan(columns).any(axis=1)]
    return {k: whole[:, n] for n, k in enumerate(places)}


def _mean(values: Values, concern: Concern, place: int) -> float | None:
    """The estimate of a concern at a place, also of a single year."""
    ratio = concern.measure.ratio
    if ratio is not None and not np.isnan(values.of(ratio.part)[:, place]).all():
        part = np.nansum(values.of(ratio.part)[:, place])
        whole = sum(np.nansum(values.of(name)[:, place]) for name in ratio.whole)
        return float(100 * part / whole) if whole else None
    column = figures(values, concern.measure, [place])[:, 0]
    known = column[~np.isnan(column)]
    return float(known.mean()) if len(known) else None
