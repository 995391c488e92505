"""The queues of the textbooks in whole minutes, as an office has them: exact to the last digit.

Minutes are whole, so that arrivals come in batches and a service that is exponential in the
textbook is geometric here. A minute goes as the semantics orders it: who has been served leaves,
then deadlines expire and what is withdrawn goes, then a Poisson number of customers arrives, then
free servers take up the oldest. The textbooks' own values are in :mod:`tests.queues`; the shorter a
minute is beside a service, the nearer they come.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import exp

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import expm
from scipy.stats import binom, norm, poisson

from model.simulation.effort import Effort

Values = NDArray[np.float64]
_MOST = 160  # customers beyond which nothing is left of a distribution
_BATCH = 16  # the same for the arrivals of one minute


def ending(mean: float) -> float:
    """Probability that an exponential time, rounded up to whole minutes, ends in each of them."""
    return 1 - exp(-1 / mean) if mean else 0.0


def at_rest(chain: Values) -> Values:
    """The stationary distribution of a Markov chain."""
    system = chain.T - np.eye(len(chain))
    system[-1] = 1.0
    found = np.linalg.solve(system, np.r_[np.zeros(len(chain) - 1), 1.0])
    return np.asarray(found, dtype=np.float64)


@dataclass(frozen=True)
class Minutes:
    """Arrivals in a minute, mean service, servers; mean patience of those who wait (0: endless)."""

    arrival: float
    service: float
    servers: int = 1
    patience: float = 0.0

    @property
    def ends(self) -> float:
        """Probability that a service ends in a minute."""
        return ending(self.service)

    @cached_property
    def before(self) -> Values:
        """Stationary distribution of the number in the system just before arrivals."""
        arrivals = poisson.pmf(np.arange(_MOST), self.arrival)
        coming = np.array([np.r_[np.zeros(k), arrivals[: _MOST - k]] for k in range(_MOST)])
        coming[:, -1] += 1 - coming.sum(axis=1)
        return at_rest(coming @ np.array([self._left(number) for number in range(_MOST)]))

    def _left(self, number: int) -> Values:
        """How many of those in the system are left a minute later."""
        busy = min(number, self.servers)
        done = binom.pmf(np.arange(busy + 1), busy, self.ends)
        gone = binom.pmf(np.arange(number - busy + 1), number - busy, ending(self.patience))
        found: Values = np.zeros(_MOST)
        found[: number + 1] = np.convolve(done, gone)[::-1]
        return found

    @cached_property
    def mean_wait(self) -> float:
        """Mean wait of all, those included who leave (Little)."""
        after = np.convolve(self.before, poisson.pmf(np.arange(_MOST), self.arrival))
        waiting = np.maximum(np.arange(len(after)) - self.servers, 0)
        return float(after @ waiting) / self.arrival

    @property
    def share_left(self) -> float:
        """Share who leave without service."""
        return ending(self.patience) * self.mean_wait

    @property
    def load(self) -> float:
        """Share of their time that servers work."""
        return self.arrival * (1 - self.share_left) / self.ends / self.servers

    def share_longer(self, most: int) -> float:
        """Share whose service, all having endless patience, has not ended after so many minutes."""
        earlier = poisson.sf(np.arange(_MOST), self.arrival) / self.arrival  # of the same minute
        ahead = np.convolve(self.before, earlier)[:_MOST]
        places = np.arange(self.servers, _MOST)
        steps = binom.pmf(places[:, None] - places[None, :], self.servers, self.ends)
        begun = [float(ahead[: self.servers].sum())]
        ahead = ahead[self.servers :]
        for _ in range(1, most):
            following = ahead @ steps
            begun.append(float(ahead.sum() - following.sum()))
            ahead = following
        still = (1 - self.ends) ** np.arange(most, 0, -1)
        return float(np.array(begun) @ still + ahead.sum())


@dataclass(frozen=True)
class Fixed(Minutes):
    """All leave when their service has not begun ``most`` minutes after they came.

    The state is how many servers are busy while nobody waits; else how long the oldest has waited
    and how many of his minute wait, for of later minutes nothing is known but the law of arrivals.
    In continuous time: Barrer (1957); Zeltyn & Mandelbaum (2005).
    """

    most: int = 1

    @cached_property
    def waiting(self) -> tuple[tuple[int, int], ...]:
        """The states in which somebody waits: age of the oldest, number of his minute."""
        return tuple((age, number) for age in range(self.most) for number in range(1, _BATCH))

    def _queue(self, age: int, number: int) -> Values:
        """The state of a queue whose oldest minute has such an age and number."""
        state = np.zeros(self.servers + 1 + len(self.waiting))
        state[self.servers + 1 + self.waiting.index((age, number))] = 1.0
        return state

    @cached_property
    def _taken(self) -> list[list[Values]]:
        """For each age of the oldest minute, and free servers, the states after the take-up.

        Nothing is known of that minute and later ones; the first list is that of no minute at all.
        """
        arrivals = poisson.pmf(np.arange(_BATCH), self.arrival)
        states = np.eye(self.servers + 1 + len(self.waiting))
        found = [[states[self.servers - free] for free in range(self.servers + 1)]]
        for age in range(self.most):
            row = []
            for free in range(self.servers + 1):
                enough = [arrivals[k] * found[-1][free - k] for k in range(free + 1)]
                beyond = [arrivals[k] * self._queue(age, k - free) for k in range(free + 1, _BATCH)]
                row.append(np.sum(enough + beyond, axis=0))
            found.append(row)
        return found

    def _step(self, age: int, number: int, free: int) -> Values:
        """The states a minute later, from a queue and so many free servers."""
        if age + 1 >= self.most:
            return self._taken[age + 1][free]
        if number > free:
            return self._queue(age + 1, number - free)
        return self._taken[age + 1][free - number]

    @cached_property
    def _rest(self) -> Values:
        rows = []
        for busy in range(self.servers + 1):
            done = binom.pmf(np.arange(busy + 1), busy, self.ends)
            rows.append(done @ np.array(self._taken[1][self.servers - busy :]))
        all_done = binom.pmf(np.arange(self.servers + 1), self.servers, self.ends)
        for age, number in self.waiting:
            steps = [self._step(age, number, free) for free in range(self.servers + 1)]
            rows.append(all_done @ np.array(steps))
        chain = np.array(rows)
        return at_rest(chain / chain.sum(axis=1, keepdims=True))

    @property
    def share_left(self) -> float:
        """Share whose deadline passes before their service begins."""
        states = zip(self.waiting, self._rest[self.servers + 1 :], strict=True)
        lost = sum(chance * number for (age, number), chance in states if age + 1 == self.most)
        return float(lost) / self.arrival

    @cached_property
    def mean_wait(self) -> float:
        """Mean wait of all, those included who leave (Little)."""
        states = zip(self.waiting, self._rest[self.servers + 1 :], strict=True)
        wait = sum(chance * (number + age * self.arrival) for (age, number), chance in states)
        return float(wait) / self.arrival


@dataclass(frozen=True)
class Dropped(Minutes):
    """One server, whose work is dropped where it has not ended ``most`` minutes after arrival."""

    most: int = 1

    @property
    def share_left(self) -> float:
        """Share whose service does not end in time.

        A customer puts so much work before the server as lies before his deadline, so that the work
        before him is all that the next one meets.
        """
        still = (1 - self.ends) ** np.arange(self.most + 1)[::-1]  # from each amount of work
        one = np.zeros((self.most + 1, self.most + 1))
        for work in range(self.most + 1):
            lengths = np.arange(1, self.most - work + 1)
            one[work, work + 1 :] = self.ends * (1 - self.ends) ** (lengths - 1)
            one[work, self.most] += still[work]
        came = expm(self.arrival * (one - np.eye(len(one))))
        worked = np.eye(len(one), k=-1)
        worked[0, 0] = 1.0
        before = at_rest(came @ worked)
        batch = poisson.sf(np.arange(_BATCH), self.arrival)
        late = 0.0
        for chance in batch:  # that so many come in a minute and one more
            late += float(chance * before @ still)
            before = before @ one
        return late / self.arrival


def one_server(arrival: float, mean: float, square: float) -> tuple[float, float]:
    """Mean wait for one server, and its load, from two moments of the service.

    Pollaczek and Khinchine's formula also holds exactly in whole minutes with Poisson batches.
    """
    load = arrival * mean
    return arrival * square / (2 * (1 - load)), load


def whole_moments(effort: Effort) -> tuple[float, float]:
    """Mean and mean square of log-normal minutes, rounded and 1 at the least."""
    minutes = np.arange(1, 10_001)
    ranks = (np.log(minutes[:-1] + 0.5) - effort.mu) / effort.sigma
    chances = np.diff(np.r_[0.0, norm.cdf(ranks), 1.0])
    return float(chances @ minutes), float(chances @ minutes**2)
