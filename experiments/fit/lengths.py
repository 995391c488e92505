"""Lengths of which some were still running when the log ended, and how likely they are.

Lengths are intervals: of a whole number of minutes the half minute on both sides, of a date without
time of day the whole day, of what is still open all that is longer. The likelihood of intervals is
that of scipy's ``CensoredData`` (Meeker & Escobar 1998, chapter 7), for the shapes of
:class:`model.simulation.effort.Effort`, which scipy does not have.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import fft
from scipy.special import ndtr, ndtri

from experiments.fit.clock import Real
from model.simulation.effort import Effort

_NONE, _ANY = -1.0, 1e-9
"""Below no time at all, and the shortest time."""
_LONGEST, _STEP = 15_000, 5
"""Sums are worked out up to so many units, in such steps."""
_EDGES = np.arange(0, _LONGEST + _STEP, _STEP, dtype=np.float64)
_EDGES[0] = _NONE
_PADDED = fft.next_fast_len(2 * len(_EDGES), real=True)
_BEGINNINGS = 12
"""Times of day at which something may have begun."""


@dataclass(frozen=True)
class Lengths:
    """Lengths between ``low`` and ``high``; ``high`` is infinite of what was still running.

    ``weight`` is how many times each was seen.
    """

    low: Real
    high: Real
    weight: Real

    @property
    def ended(self) -> float:
        """How many have ended."""
        return float(self.weight[np.isfinite(self.high)].sum())

    @property
    def total(self) -> float:
        """How many there are."""
        return float(self.weight.sum())


def lengths(low: Real, high: Real, weight: Real | None = None) -> Lengths:
    """Return lengths of which equal ones are put together."""
    pairs = np.stack([low, high], axis=1)
    known, place = np.unique(pairs, axis=0, return_inverse=True)
    counts = np.bincount(place.ravel(), weight, len(known))
    return Lengths(known[:, 0], known[:, 1], counts.astype(np.float64))


def whole_units(ended: Real, running: Real, least: int = 0, weight: Real | None = None) -> Lengths:
    """Return lengths that were rounded to whole units, and those still running after so many.

    Parameters
    ----------
    least
        Units that anything takes which takes any time at all, as in
        :func:`model.simulation.draws.whole`.
    weight
        How much each of those that ended counts; 1 unless given.

    >>> found = whole_units(np.array([2.0, 2.0, 7.0]), np.array([4.0]))
    >>> found.low.tolist(), found.high.tolist(), found.weight.tolist()
    ([1.5, 4.5, 6.5], [2.5, inf, 7.5], [2.0, 1.0, 1.0])
    """
    below = np.where(ended <= least, _ANY, ended - 0.5)
    above = np.where(ended < least, _ANY, ended + 0.5)
    low = np.concatenate([np.where(ended <= 0, _NONE, below), running + 0.5])
    high = np.concatenate([above, np.full(len(running), np.inf)])
    if weight is not None:
        weight = np.concatenate([weight, np.ones(len(running))])
    return lengths(low, high, weight)


def at_most(ended: Real, running: Real, most: float) -> tuple[Real, Real]:
    """Return lengths that ended and that were still running, of the longest only that they are so.

    A simulation cuts lengths at ``most``; of what took longer, cut or not, all that shapes without
    a cut can be held to is that it took that long.

    >>> ended, running = at_most(np.array([3.0, 12.0]), np.array([5.0, 20.0]), 10)
    >>> ended.tolist(), running.tolist()
    ([3.0], [5.0, 10.0, 10.0])
    """
    longer = ended > most
    still = [np.minimum(running, most), np.full(int(longer.sum()), float(most))]
    return ended[~longer], np.concatenate(still)


def survival(effort: Effort, at: Real) -> Real:
    """Return the share of lengths that are longer, at any number from 0 on."""
    found = np.ones(len(at))
    above = at > 0
    logs = np.log(np.where(above, at, 1.0))
    rest = ndtr(-(logs - effort.mu) / max(effort.sigma, 1e-9))
    if effort.tail is not None:
        edge = effort.mu + effort.sigma * float(ndtri(effort.tail.beyond))
        power = (1 - effort.tail.beyond) * np.exp(-effort.tail.index * np.maximum(logs - edge, 0))
        rest = np.where(logs > edge, power, rest)
    found[above] = (rest * (1 - effort.same_day))[above]
    return np.where(np.isinf(at), 0.0, found)


@dataclass(frozen=True)
class Beside:
    """What lies in a length beside what is fitted.

    Attributes
    ----------
    work
        What is added to it.
    share, shift
        With which probability so many units more are added; an infinite number is for ever.
    blur
        Up to so many units are added, any number being as likely: the time of day at which
        something began of which only the date is known.
    """

    work: Effort | None = None
    share: float = 0.0
    shift: float = math.inf
    blur: float = 0.0

    def survival(self, effort: Effort, at: Real) -> Real:
        """Return the share of the sums that are longer."""
        if self.blur:
            begun = (np.arange(_BEGINNINGS) + 0.5) / _BEGINNINGS * self.blur
            return np.asarray(np.mean([survival(effort, at - one) for one in begun], axis=0))
        if not self.share:
            return self._summed(effort, at)
        if not math.isfinite(self.shift):
            never = np.where(np.isinf(at), 0.0, 1.0)
            return np.asarray((1 - self.share) * self._summed(effort, at) + self.share * never)
        soon, later = np.split(self._summed(effort, np.concatenate([at, at - self.shift])), 2)
        later = np.where(at > self.shift, later, np.where(np.isinf(at), 0.0, 1.0))
        return np.asarray((1 - self.share) * soon + self.share * later)

    def _summed(self, effort: Effort, at: Real) -> Real:
        if self.work is None:
            return survival(effort, at)
        own = fft.rfft(-np.diff(survival(effort, _EDGES)), _PADDED)
        total = fft.irfft(own * self._spectrum, _PADDED)[: len(_EDGES) - 1]
        # Each lies in the middle of its step.
        above = 1 - np.concatenate([[0.0], np.cumsum(total)])
        found = np.interp(at, np.arange(len(above)) * _STEP + _STEP, above, left=1.0)
        return np.where(np.isinf(at), 0.0, np.clip(found, 0.0, 1.0))

    @cached_property
    def _spectrum(self) -> NDArray[np.complex128]:
        """What is added, transformed once: it stays the same while an effort is looked for."""
        assert self.work is not None
        mass = -np.diff(survival(self.work, _EDGES))
        return np.asarray(fft.rfft(mass, _PADDED), dtype=np.complex128)
