"""Queues whose answers are known in closed form: M/M/c (Erlang C), M/M/c+M (Erlang A), M/M/c+D.

A run begins in the stationary state, so what the theory says about the long run holds exactly for
a window of any length, and no warm-up blurs what is to be measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import exp, factorial

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import quad
from scipy.linalg import expm
from scipy.optimize import brentq

Values = NDArray[np.float64]
MOST = 400
"""Customers beyond which the stationary distribution is cut; nothing is left there."""


@dataclass(frozen=True)
class Windows:
    """What happened to those who arrived in the window, for each replication."""

    customers: Values
    waited: Values
    left: Values


@dataclass(frozen=True)
class Queue:
    """Poisson arrivals, exponential service, so many servers, exponential patience (0: endless)."""

    arrival: float
    service: float = 1.0
    servers: int = 1
    impatience: float = 0.0

    @cached_property
    def stationary(self) -> Values:
        """Probability of each number in the system."""
        number = np.arange(1.0, MOST)
        leaving = np.minimum(number, self.servers) * self.service
        leaving += np.maximum(number - self.servers, 0) * self.impatience
        weights = np.concatenate([[0.0], np.cumsum(np.log(self.arrival / leaving))])
        found = np.exp(weights - weights.max())
        return np.asarray(found / found.sum())

    @property
    def waiting(self) -> float:
        """Mean number who wait."""
        return float(self.stationary @ np.maximum(np.arange(MOST) - self.servers, 0))

    @property
    def mean_wait(self) -> float:
        """Mean wait of all, those included who leave (Little)."""
        return self.waiting / self.arrival

    @property
    def share_left(self) -> float:
        """Share of customers who leave without service."""
        return self.impatience * self.waiting / self.arrival

    def share_longer(self, wait: float) -> float:
        """Share of customers for whom a server is free only after a wait, had they all patience."""
        start = self.stationary[self.servers :]
        if not self.impatience:  # Erlang C
            rate = self.servers * self.service - self.arrival
            return float(start.sum() * np.exp(-rate * wait))
        size = int((start > 1e-14).sum())
        ahead = np.arange(size)
        rates = self.servers * self.service + ahead * self.impatience
        change = np.diag(-rates) + np.diag(rates[1:], -1)
        still = expm(change * wait).sum(axis=1)
        return float(start[:size] @ still)

    def wait_quantile(self, p: float) -> float:
        """Quantile of that wait."""
        return float(brentq(lambda t: self.share_longer(t) - (1 - p), 0, 200, xtol=1e-10))

    def begin(self, replications: int, rng: np.random.Generator) -> Values:
        """Work of each server in a stationary system; shape ``(replications, servers)``."""
        number = np.searchsorted(np.cumsum(self.stationary), rng.random(replications))
        number = np.minimum(number, MOST - 1)
        work = rng.exponential(1 / self.service, (replications, self.servers))
        work *= np.arange(self.servers) < number[:, None]
        for place in range(max(int(number.max()) - self.servers, 0)):
            here = number - self.servers > place
            self.admit(work, here, rng.standard_exponential((2, replications)))
        return work

    def admit(self, work: Values, here: NDArray[np.bool_], drawn: Values) -> Values:
        """Put the next customer of each replication in the queue; how long each waits."""
        first = work.argmin(axis=1)
        rows = np.arange(len(work))
        offered = work[rows, first]
        patience = drawn[1] / self.impatience if self.impatience else np.inf
        served = here & (offered <= patience)
        work[rows, first] += np.where(served, drawn[0] / self.service, 0.0)
        return np.asarray(np.minimum(offered, patience))

    def windows(self, replications: int, length: float, seed: int) -> Windows:
        """Simulate a window; the same seed gives two queues the same luck."""
        start, going = (np.random.default_rng(one) for one in np.random.SeedSequence(seed).spawn(2))
        work, clock = self.begin(replications, start), np.zeros(replications)
        customers, waited, left = np.zeros((3, replications))
        while True:
            drawn = going.standard_exponential((3, replications))
            gap = drawn[2] / self.arrival
            clock += gap
            here = clock <= length
            if not here.any():
                return Windows(customers, waited, left)
            np.maximum(work - gap[:, None], 0.0, out=work)
            before = work.min(axis=1)
            wait = self.admit(work, here, drawn[:2])
            customers += here
            waited += np.where(here, wait, 0.0)
            left += here & (wait < before)


def fixed_patience(queue: Queue, most: float) -> tuple[float, float]:
    """Share who leave, and mean wait of all, where each leaves after a wait of ``most``.

    Source: Zeltyn & Mandelbaum, "Call centers with impatient customers: many-server asymptotics of
    the M/M/n+G queue", Queueing Systems 51 (2005), section 4; first Barrer, Operations Research 5
    (1957).
    """
    rate, load = queue.servers * queue.service, queue.arrival / queue.service
    gain = queue.arrival - rate
    tail = exp(gain * most) / rate
    whole = quad(lambda x: exp(gain * x), 0, most)[0] + tail
    waited = quad(lambda x: x * exp(gain * x), 0, most)[0] + most * tail
    weights = [load**j / factorial(j) for j in range(queue.servers)]
    scale = sum(weights) / weights[-1] + queue.arrival * whole
    return (1 + gain * whole) / scale, queue.arrival * waited / scale


def dropped_work(queue: Queue, most: float) -> float:
    """Share whose service by one server is not over ``most`` after arrival, and is then dropped.

    The work before the server is that of M/M/1, cut at ``most``, since each customer brings no more
    than still fits before his deadline. Source: Barrer, Operations Research 5 (1957).
    """
    gain = queue.arrival - queue.service
    empty = 1 / (1 + queue.arrival * quad(lambda x: exp(gain * x), 0, most)[0])
    return empty * exp(gain * most)
