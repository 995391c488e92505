"""What a simulation assumes about offices, matters, work and conduct; nothing of it is law."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from model.language import Text
from model.simulation.conduct import USUAL, Conduct
from model.simulation.effort import Effort as Effort
from model.simulation.outage import NONE, Outages
from model.simulation.pattern import EVEN, Pattern
from model.simulation.period import Period
from model.vocabulary import Guard, Party

SUPERVISING = "regulator"
"""The party whose departments matters are about, one thread for each."""


class LegalAct(StrEnum):
    """Which human action is the legal act and stops the clock; a reading, and a strong one."""

    COMPLETION = "completion"  # the officer has finished the matter
    TAKE_UP = "take-up"  # the officer has opened it


Hours = tuple[tuple[int, int], ...]
"""Spans of a day in minutes after midnight, start inclusive, end exclusive; none for the usual."""


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
        Probability that the duty is overlooked, or that a prohibition of the act is.
    at_once
        Whether the duty is known the moment it arises, without a look at the platform.
    """

    work: Effort
    wait: Effort | None
    missed: float
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class Shift:
    """Officers of a department who are there at hours of their own."""

    officers: int
    hours: Hours


@dataclass(frozen=True, slots=True)
class Absence:
    """A time in which so many officers fewer are there; overlapping ones do not add up."""

    period: Period
    officers: int


@dataclass(frozen=True, slots=True)
class Department:
    """An office with officers and a habit of looking at the platform.

    Attributes
    ----------
    party
        The role in which it acts; a part of it that has no department of its own acts through it.
    looks
        Minutes of the day at which it looks at what has come in.
    skips
        Probability that a look does not take place.
    share
        Relative frequency with which a matter concerns it, among supervising departments; at 0 it
        acts only where a rule names its party.
    within
        The institutions that its party is a part of, the nearest first.
    hours
        When its officers are there, within the office hours of the calendar; always if empty.
    shifts
        Officers with other hours, the first ones of the department.
    leave
        Working days of leave that each officer takes in a calendar year, whole weeks by chance.
    absences
        Times with fewer officers; the last ones of the department are away.
    assumed
        Whether no scenario file has it: :mod:`model.simulation.fitting` gave it to a party.
    silent
        Whether it never acts: it does nothing that it owes or may do. What a matter begins with
        comes all the same.
    """

    id: str
    label: Text
    party: str
    officers: int
    looks: tuple[int, ...]
    skips: float = 0.0
    share: float = 1.0
    within: tuple[str, ...] = ()
    hours: Hours = ()
    shifts: tuple[Shift, ...] = ()
    leave: int = 0
    absences: tuple[Absence, ...] = ()
    assumed: bool = False
    silent: bool = False

    @property
    def supervises(self) -> bool:
        """Whether matters can be about it."""
        return SUPERVISING in (self.party, *self.within)


class Every(StrEnum):
    """The period of a matter that comes round, at the opening of its first working day."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def months(self) -> int:
        """Months from one to the next."""
        return {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}[self]


@dataclass(frozen=True, slots=True)
class Later:
    """An event that the world or a party brings about after a matter has begun.

    It comes only where it is possible when its time has come and no duty of the thread demands it;
    what a rule allows is done by the bearer of that power.

    Attributes
    ----------
    after
        The events of which the first sets its time.
    days
        Working days from that event; rounded, so that it may be the same day.
    probability
        That it comes at all.
    when
        The cases in which it comes; all where it is empty.
    assumed
        Whether no scenario file has it.
    """

    event: str
    after: tuple[str, ...]
    days: Effort
    probability: float = 1.0
    when: Guard = field(default_factory=dict, hash=False)
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class MatterKind:
    """A kind of matter, how it arrives and what comes later in it.

    Attributes
    ----------
    starts
        The events that begin it, all at the instant of arrival, in this order; one that a case
        does not admit, or a regime has no word for, is left out.
    per_day
        Mean arrivals in a working day.
    dispersion
        Variance of the daily count over its mean, at least 1; 1 is Poisson, above it negative
        binomial.
    second_department
        Probability that two supervising departments are concerned instead of one.
    attributes
        For each attribute of the case the share of each of its values, which add up to 1. An
        attribute that is not named, or a value that a regime does not know, is its first value.
    every
        The period that it comes once in, instead of so many a day.
    everywhere
        Whether it concerns every supervising department that matters are about.
    pattern
        How arrivals of so many a day are spread over time.
    assumed
        Whether no scenario file has it.
    """

    id: str
    starts: tuple[str, ...]
    per_day: float = 0.0
    dispersion: float = 1.0
    second_department: float = 0.0
    attributes: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    later: tuple[Later, ...] = ()
    every: Every | None = None
    everywhere: bool = False
    pattern: Pattern = EVEN
    assumed: bool = False


@dataclass(frozen=True, repr=False)
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
    conduct
        What people do beside what looks, skips, overlooked duties and recall say.
    words
        The events that its file can speak of. One of them that it does not bring about it leaves
        out on purpose; of any other it could know nothing.
    left_out
        The kinds of matters of the file that a text cannot meet, since they begin with an act that
        it demands or allows of somebody.
    """

    id: str
    label: Text
    note: Text
    departments: tuple[Department, ...]
    matters: tuple[MatterKind, ...]
    tasks: Mapping[str, Task]
    usual: Task
    recall: int | None
    legal_act: LegalAct
    expiry_frees: bool
    warm_up: int
    drain: int
    conduct: Conduct = USUAL
    outages: Outages = NONE
    words: frozenset[str] = frozenset()
    left_out: tuple[MatterKind, ...] = ()

    def __repr__(self) -> str:
        offices, kinds = len(self.departments), len(self.matters)
        return f"<Scenario {self.id} {self.label.zh}, {offices} departments, {kinds} kinds>"

    def task(self, act: str) -> Task:
        """What an act demands; the usual where nothing is said about it."""
        return self.tasks.get(act, self.usual)

    @property
    def yearly(self) -> float:
        """About how many matters come in a year of 250 working days; bursts are not counted."""
        return 250 * sum(kind.per_day for kind in self.matters)

    @property
    def supervising(self) -> tuple[Department, ...]:
        """The departments that supervise, in the order of the file."""
        return tuple(one for one in self.departments if one.supervises)


def institutions(party: str, parties: Mapping[str, Party]) -> Iterator[str]:
    """Yield a party, the institution that it is a part of, and so on outwards."""
    seen: set[str] = set()
    name: str | None = party
    while name is not None and name not in seen:
        seen.add(name)
        yield name
        name = parties[name].within if name in parties else None
