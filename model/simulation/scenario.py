"""What a simulation assumes about offices, matters, work and conduct; nothing of it is law."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from model.language import Label


class LegalAct(StrEnum):
    """Which human action is the legal act and stops the clock; a reading, and a strong one."""

    COMPLETION = "completion"  # the officer has finished the matter
    TAKE_UP = "take-up"  # the officer has opened it


@dataclass(frozen=True, slots=True)
class Effort:
    """Office minutes that something takes: log-normal, given by median and 90 % quantile."""

    median: float
    ninety: float

    @property
    def mu(self) -> float:
        """Mean of the logarithm."""
        return math.log(self.median)

    @property
    def sigma(self) -> float:
        """Standard deviation of the logarithm."""
        return (math.log(self.ninety) - self.mu) / 1.2815515655446004


@dataclass(frozen=True, slots=True)
class Task:
    """What one act demands.

    Attributes
    ----------
    work
        Minutes of one officer.
    wait
        Office minutes that pass before an officer can start (facts to be checked elsewhere).
    missed
        Probability that the duty is overlooked.
    """

    work: Effort
    wait: Effort | None
    missed: float


@dataclass(frozen=True, slots=True)
class Department:
    """An office with officers and a habit of looking at the platform.

    Attributes
    ----------
    party
        The role in which it acts.
    looks
        Minutes of the day at which it looks at what has come in.
    skips
        Probability that a look does not take place.
    share
        Relative frequency with which a matter concerns it, among supervising departments.
    """

    id: str
    label: Label
    party: str
    officers: int
    looks: tuple[int, ...]
    skips: float = 0.0
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class MatterKind:
    """A kind of matter and how it arrives.

    Attributes
    ----------
    starts
        The events that begin it, all at the instant of arrival, in this order.
    per_day
        Mean arrivals in a working day.
    dispersion
        Variance of the daily count over its mean, at least 1; 1 is Poisson, above it negative
        binomial.
    second_department
        Probability that two supervising departments are concerned instead of one.
    attributes
        For each attribute of the case the probability that it is true.
    """

    id: str
    starts: tuple[str, ...]
    per_day: float
    dispersion: float = 1.0
    second_department: float = 0.0
    attributes: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Scenario:
    """All that a simulated year assumes.

    Attributes
    ----------
    recall
        Working days after which an overlooked duty comes to light; ``None`` for never.
    expiry_frees
        Whether an officer drops a matter once its act is deemed done; else he still finishes it.
    warm_up
        Calendar days before the year in which matters already arrive, uncounted, so that the
        year begins with yesterday's queue.
    drain
        Calendar days after the year for which what is still open is watched; then it is cut off.
    """

    id: str
    label: Label
    note: Label
    departments: tuple[Department, ...]
    matters: tuple[MatterKind, ...]
    tasks: Mapping[str, Task]
    usual: Task
    recall: int | None
    legal_act: LegalAct
    expiry_frees: bool
    warm_up: int
    drain: int

    def task(self, act: str) -> Task:
        """What an act demands; the usual where nothing is said about it."""
        return self.tasks.get(act, self.usual)

    @property
    def supervising(self) -> tuple[Department, ...]:
        """The departments that supervise, in the order of the file."""
        return tuple(one for one in self.departments if one.party != "approval-bureau")
