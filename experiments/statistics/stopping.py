"""When to stop replicating: once the interval is as narrow as wanted, with the known remedies.

Stopping at the first moment at which the interval is narrow enough stops too often on samples that
are narrow by luck: the interval then covers less often than it says. The remedies here are a
minimum number of replications, looks at fixed increments only, and a minimum for samples that do
not vary at all (Chow & Robbins, Annals of Mathematical Statistics 36, 1965; Law, section 9.4.1;
Singham & Schruben, INFORMS Journal on Computing 24, 2012). What remains is measured in
``tests/statistics_benchmark.py``. :func:`stein_total` has no such loss for normal values.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from experiments.statistics.interval import (
    LEVEL,
    Estimate,
    Interval,
    Undetermined,
    Values,
    check_level,
)
from experiments.statistics.intervals import mean


class Why(StrEnum):
    """Why replicating stops or goes on; the catalogue has ``statistics.stopping.*``."""

    NARROW = "narrow"
    MOST = "most"
    MINIMUM = "minimum"
    WIDE = "wide"
    CONSTANT = "constant"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether to stop, and if not, how many more replications to make before the next look.

    Attributes
    ----------
    stop, why
        ``Why.NARROW``: as narrow as wanted. ``Why.MOST``: no more are allowed, and the interval is
        wider than wanted. The others go on.
    estimate
        As of the last look: of the first ``n`` values.
    n
        Values at the last look; values beyond it are not used, so that the answer is the same
        however many workers ran ahead.
    more
        Replications still to be made from what there is; an estimate, which the values to come may
        lengthen. 0 where it stops.
    """

    stop: bool
    why: Why
    estimate: Estimate
    n: int
    more: int


@dataclass(frozen=True, slots=True)
class StoppingRule:
    """Sequential stopping at a wanted half-width.

    Attributes
    ----------
    half_width
        Wanted, in the unit of the values; where ``relative``, as a share of the true mean.
    relative
        Then the interval must be narrower than ``half_width / (1 + half_width)`` times the
        estimate, so that the error is at most ``half_width`` of the *truth* (Law, section 9.4.1).
    minimum, increment, most
        Looks are taken at ``minimum``, ``minimum + increment``, ... and at ``most`` values.
    rare
        Equal values are believed only when another value can occur in no more than this share of
        replications; 59 replications at 5 % and a level of 95 %.

    >>> rule = StoppingRule(half_width=0.5, minimum=4, increment=2)
    >>> rule.judge([1.0, 2.0, 3.0]).more
    1
    >>> found = rule.judge([1.0, 2.0, 3.0, 2.0, 1.0])
    >>> found.stop, str(found.why), found.n, found.more
    (False, 'wide', 4, 23)
    """

    half_width: float
    relative: bool = False
    level: float = LEVEL
    minimum: int = 20
    increment: int = 10
    most: int = 10_000
    rare: float = 0.05

    def __post_init__(self) -> None:
        check_level(self.level)
        if not (self.half_width > 0 and 0 < self.rare < 1):
            raise ValueError("a half-width and the share of rare values are above 0")
        if not (2 <= self.minimum <= self.most and self.increment >= 1):
            raise ValueError("looks begin at 2 values or more and not beyond the most")

    def looks(self, after: int, upto: int) -> range:
        """The numbers of replications at which a look is taken, ``after`` excluded.

        >>> list(StoppingRule(1.0, minimum=20, increment=10).looks(20, 55))
        [30, 40, 50]
        """
        steps = max(0, (after - self.minimum) // self.increment + 1)
        first = self.minimum + steps * self.increment
        return range(first, min(upto, self.most) + 1, self.increment)

    def judge(
        self,
        values: ArrayLike,
        estimator: Callable[[Values, float], Estimate] = mean,
        since: int = 0,
    ) -> Decision:
        """Say whether to stop, given the values so far in the order of their replications.

        The first look at which the interval is narrow enough decides, even when there are values
        beyond it: the answer is the same however many workers ran ahead.

        Parameters
        ----------
        estimator
            What is estimated: a function of values and level, such as :func:`mean` or
            ``lambda values, level: quantile(values, 0.9, level)``.
        since
            The look up to which it has been judged already (``Decision.n``); 0 judges all.
        """
        given = np.asarray(values, dtype=np.float64).ravel()
        looks = [*self.looks(since, len(given))]
        if len(given) >= self.most and self.most not in looks:
            looks.append(self.most)
        if not looks:
            return self._between(given, estimator, since)
        for n in looks:
            found = estimator(given[:n], self.level)
            if self._narrow(found):
                return Decision(True, Why.NARROW, found, n, 0)
        if n == self.most:
            return Decision(True, Why.MOST, found, n, 0)
        return self._further(found, n, len(given))

    def _between(
        self, given: Values, estimator: Callable[[Values, float], Estimate], since: int
    ) -> Decision:
        found = estimator(given[:since], self.level)
        if since >= self.minimum:
            return self._further(found, since, len(given))
        return Decision(False, Why.MINIMUM, found, 0, self.minimum - len(given))

    def _wanted(self, found: Interval) -> float:
        if not self.relative:
            return self.half_width
        return self.half_width / (1 + self.half_width) * abs(found.estimate)

    def _narrow(self, found: Estimate) -> bool:
        if isinstance(found, Undetermined) or self._hardly_seen(found):
            return False
        return found.half_width <= self._wanted(found)

    def _hardly_seen(self, found: Interval) -> bool:
        return found.low == found.high and found.another > self.rare

    def _further(self, found: Estimate, n: int, given: int) -> Decision:
        why, needed = Why.UNDETERMINED, float(n)
        if isinstance(found, Undetermined):
            needed = found.least
        elif self._hardly_seen(found):
            why, needed = Why.CONSTANT, math.log1p(-self.level) / math.log1p(-self.rare)
        else:
            wanted = self._wanted(found)
            why, ratio = Why.WIDE, found.half_width / wanted if wanted > 0 else math.inf
            needed = n * ratio**2
        target = math.ceil(min(max(needed, n + 1, given + 1), self.most))
        steps = math.ceil((target - self.minimum) / self.increment)
        look = min(self.minimum + steps * self.increment, self.most)
        return Decision(False, why, found, n, look - given)
