"""Which design is best, at a stated error, with as few replications as that takes.

The **indifference zone** is the smallest difference that matters to whoever asks. The guarantee:
where the best design is better than every other by at least the zone, it is chosen with at least
the stated probability. Where several are closer to the best, one of them may be chosen, and
``close`` names those that the data hold within the zone of it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from experiments.statistics.interval import (
    LEVEL,
    Undetermined,
    Values,
    check_level,
    sample,
)


class Standing(StrEnum):
    """What a selection has come to."""

    SELECTED = "selected"
    SEVERAL = "several"
    BEGINNING = "beginning"
    GOING_ON = "going-on"


@dataclass(frozen=True, slots=True)
class Selection:
    """The designs still in the running and what is to be done next.

    Attributes
    ----------
    standing
        ``SELECTED``: one is left. ``SEVERAL``: no more replications are allowed (or all that are
        left are equal to the last digit), and those left cannot be told apart. ``BEGINNING``: the
        first stage is not over, so that nothing can be dropped yet. ``GOING_ON``: more
        replications of those left are needed.
    left
        Names of the designs left, best sample mean first.
    dropped
        Names of the others with the replication at which each was dropped.
    close
        Of the dropped, those whose sample mean is within the zone of the best one's, over the
        replications that both have: that they are worse is not shown to matter.
    level, zone
        As asked.
    replications
        How many were used of each design that is left.
    more
        For ``BEGINNING``: so many more replications of each end the first stage. For ``GOING_ON``:
        after so many of each design left at the most it is over, unless the variances are updated;
        whether one is selected by then is open.
    """

    standing: Standing
    left: tuple[str, ...]
    dropped: Mapping[str, int]
    close: tuple[str, ...]
    level: float
    zone: float
    replications: int
    more: int

    @property
    def best(self) -> str | None:
        """The design selected, if one is."""
        return self.left[0] if self.standing is Standing.SELECTED else None


@dataclass(frozen=True, slots=True)
class KimNelson:
    """Kim and Nelson's fully sequential procedure, KN, or with updated variances, KN++.

    All designs get ``first_stage`` replications. Then, replication by replication, a design is
    dropped as soon as some other is better by more than a margin that shrinks to nothing. KN's
    guarantee is proved for normal values, with common random numbers or without (Bonferroni over
    the pairs); common random numbers shorten it. KN++ estimates the variances anew at every
    replication: shorter, with a guarantee that holds in the limit of a small zone.

    Sources: Kim & Nelson, ACM TOMACS 11, 2001 (KN with c = 1); Kim & Nelson, Operations Research
    54, 2006 (KN++).

    Attributes
    ----------
    zone
        Indifference zone, in the unit of the values.
    level
        Probability of a correct selection; above ``1 / designs``.
    smallest
        Whether a small value is better, as with a delay.
    first_stage
        Replications before anything is dropped; 10 to 20 are usual.
    most
        Replications of a design at which the procedure gives up with those left.
    update
        KN++ instead of KN.

    >>> luck = np.random.default_rng(3).normal(size=200)
    >>> noise = np.random.default_rng(4).normal(size=(3, 200))
    >>> values = {"a": luck + noise[0], "b": luck + noise[1] + 2, "c": luck + noise[2] + 1.5}
    >>> found = KimNelson(zone=1.0).judge(values)
    >>> found.best, sorted(found.dropped), found.replications < 40
    ('a', ['b', 'c'], True)
    """

    zone: float
    level: float = LEVEL
    smallest: bool = True
    first_stage: int = 20
    most: int = 10_000
    update: bool = False

    def __post_init__(self) -> None:
        check_level(self.level)
        if not self.zone > 0 or not 3 <= self.first_stage <= self.most:
            raise ValueError("a zone is above 0, and a first stage has 3 replications or more")

    def judge(self, values: Mapping[str, ArrayLike]) -> Selection | Undetermined:
        """Replay the procedure on the values so far and say where it stands.

        Parameters
        ----------
        values
            Of each design, in the order of their replications, which are the same replications
            for all designs. Designs dropped earlier may have fewer; what was made in advance is
            not used.

        Returns
        -------
        Selection or Undetermined
            ``Reason.NOT_FINITE`` where a value is not finite.
        """
        names, arrays = list(values), []
        for one in values.values():
            found = sample(one)
            if isinstance(found, Undetermined) and found.n:
                return found
            arrays.append(_good(found, self.smallest))
        if len(names) < 2 or self.level <= 1 / len(names):
            raise ValueError("a selection needs two designs and a level above that of a guess")
        made = np.array([len(one) for one in arrays])
        if made.min() < self.first_stage:
            more = int(self.first_stage - made.min())
            left = tuple(names)
            return Selection(
                Standing.BEGINNING, left, {}, (), self.level, self.zone, int(made.min()), more
            )
        margins = _Margins(self, arrays)
        left_at, alive, used = margins.replay(np.minimum(made, self.most))
        return self._told(names, margins, left_at, alive, used)

    def _told(
        self, names: list[str], margins: _Margins, left_at: dict[int, int], alive: set[int], n: int
    ) -> Selection:
        order = sorted(alive, key=lambda i: (-margins.mean_at(i, n), i))
        decided = n > margins.ends(alive)
        standing, more = Standing.GOING_ON, 0
        if len(order) == 1:
            standing = Standing.SELECTED
        elif n >= self.most or decided:
            standing = Standing.SEVERAL
        else:
            more = max(min(margins.ends(alive) + 1, self.most) - n, 1)
        best = order[0]
        close = [
            i
            for i, at in left_at.items()
            if margins.mean_at(best, at) - margins.mean_at(i, at) < self.zone
        ]
        return Selection(
            standing,
            tuple(names[i] for i in order),
            {names[i]: at for i, at in left_at.items()},
            tuple(names[i] for i in close),
            self.level,
            self.zone,
            n,
            more,
        )


class _Margins:
    """Running means of the designs and how far apart two must be for one to be dropped."""

    def __init__(self, asked: KimNelson, arrays: Sequence[Values]) -> None:
        self.asked = asked
        self.count, longest = len(arrays), min(max(map(len, arrays)), asked.most)
        self.values = np.full((self.count, longest), np.nan)
        for i, one in enumerate(arrays):
            self.values[i, : len(one)] = one[:longest]
        self.n = np.arange(1, longest + 1)
        self.sums = np.cumsum(self.values, axis=1)
        self.variance = np.zeros((self.count, self.count))

    def mean_at(self, design: int, n: int) -> float:
        """Mean of a design's first values."""
        return float(self.sums[design, n - 1] / n)

    def scale(self, n: NDArray[np.int64] | int) -> Values:
        """KN's ``h²``, from a variance of ``n`` values."""
        wrong = (1 - self.asked.level) / (self.count - 1)
        freedom = np.asarray(n, dtype=np.float64) - 1
        return np.asarray(freedom * ((2 * wrong) ** (-2 / freedom) - 1))

    def ends(self, alive: set[int]) -> int:
        """The replication up to which those alive have a margin above 0, as far as is known."""
        most = max((self.variance[i, j] for i in alive for j in alive), default=0.0)
        return math.floor(most)

    def replay(self, made: NDArray[np.int64]) -> tuple[dict[int, int], set[int], int]:
        """Drop designs in the order of replications; when each left, who is left, and how far."""
        hits = self._hits()
        alive, left_at = set(range(self.count)), dict[int, int]()
        for r in sorted({int(r) for r in hits[hits > 0].ravel()}):
            if r > min(int(made[i]) for i in alive):
                break
            # all are compared with all that were alive before this replication
            out = {i for i in alive if any(0 < hits[i, j] <= r for j in alive)}
            alive -= out
            left_at |= dict.fromkeys(sorted(out), r)
            if len(alive) == 1:
                return left_at, alive, r
        return left_at, alive, min(int(made[i]) for i in alive)

    def _hits(self) -> NDArray[np.int64]:
        """For each design and rival the first replication at which the rival would drop it."""
        first, zone = self.asked.first_stage, self.asked.zone
        n = self.n[first - 1 :]
        hits = np.zeros((self.count, self.count), dtype=np.int64)
        for i in range(self.count):
            for j in range(self.count):
                if i == j:
                    continue
                ahead = (self.sums[j] - self.sums[i])[first - 1 :] / n
                until = self._until(self.values[j] - self.values[i])
                margin = np.maximum(0.0, zone / (2 * n) * (until - n))
                drops = ahead > margin
                hits[i, j] = int(n[np.argmax(drops)]) if drops.any() else 0
                known = until[~np.isnan(until)]
                self.variance[i, j] = known[-1]
        return hits

    def _until(self, differences: Values) -> Values:
        """``h² S² / zone²``: the replication at which the margin is 0."""
        first, zone = self.asked.first_stage, self.asked.zone
        if not self.asked.update:
            square = float(differences[:first].var(ddof=1))
            return np.full(len(self.n) - first + 1, float(self.scale(first)) * square / zone**2)
        shifted = differences - differences[:first].mean()
        sums, squares = np.cumsum(shifted), np.cumsum(shifted**2)
        variance = np.maximum(squares - sums**2 / self.n, 0)[first - 1 :] / (
            self.n[first - 1 :] - 1
        )
        return self.scale(self.n[first - 1 :]) * variance / zone**2


def _good(found: Values | Undetermined, smallest: bool) -> Values:
    """The values so that more is better."""
    if isinstance(found, Undetermined):
        return np.empty(0)
    return -found if smallest else found
