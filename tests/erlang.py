"""Departments that are queues of the textbooks: the engine, put where the answer is known.

One department claims what is pushed, sees it at once and overlooks nothing. Which queue this makes
is decided by the readings that a scenario has to take anyway: the human action that stops the
clock, and whether expiry frees the officer.

==============================  =========================================================
taken up, no deadline           Erlang C
completed, officer goes on      Erlang C; a claim by default has stayed beyond its deadline
taken up, deadline              customers leave who have waited so long (Barrer 1957)
completed, officer is freed     customers leave whose service has not ended (Barrer 1957)
taken up, withdrawn by chance   Erlang A
==============================  =========================================================

A working day here has one office minute, so that a deadline of 12 working days leaves 13 minutes:
the one of the push, which is not counted, and 12 more. What the world does after so many working
days comes after as many minutes. The first and the last case have the hours of a county.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import exp

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import quad

from experiments.measures.burden import burdens
from experiments.measures.metrics import metrics
from experiments.statistics.interval import Estimate
from experiments.statistics.intervals import ratio
from model.calendar import Calendar, OfficeHours, chinese_calendar
from model.deadline import NoLimit, Within
from model.regime import Regime
from model.simulation.effort import Effort
from model.simulation.scenario import (
    Department,
    Later,
    LegalAct,
    MatterKind,
    Scenario,
    Task,
)
from model.simulation.year import Year, simulate
from model.vocabulary import EventType
from tests.made import rules
from tests.minutes import Dropped, Fixed, Minutes, ending, one_server, whole_moments
from tests.queues import Queue, dropped_work, fixed_patience
from tests.small import NAME, duty

MINUTES = Calendar(date(2018, 1, 1), [True] * 3652, OfficeHours(((540, 541),)))
"""Every date is a working day, of one office minute."""
COUNTY = chinese_calendar()
DECIDED, PUSHED, CLAIMED = "approval.decided", "approval-info.pushed", "approval-info.claimed"
WITHDRAWN = "matter.withdrawn"
YEAR = 2025


@dataclass(frozen=True, slots=True)
class Exponential(Effort):
    """An exponential length with the mean ``median``, rounded up to whole units."""

    def lengths(self, uniforms: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the lengths of which numbers in [0, 1) are the ranks."""
        return np.maximum(np.ceil(-self.median * np.log1p(-uniforms)), 1.0)

    def ranks(self, lengths: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the ranks from which on it takes so long, of lengths above 0."""
        return -np.expm1(-(np.ceil(lengths) - 1) / self.median)


def exponential(mean: float) -> Exponential:
    return Exponential(mean, mean)


@dataclass(frozen=True)
class Desk:
    """A queue as a department has it.

    Attributes
    ----------
    arrival
        Mean matters in an office minute.
    work
        Office minutes of an officer.
    deadline
        Working days after which a claim counts as made; 0 for no deadline.
    patience
        Mean working days after which what nobody has claimed is withdrawn; 0 for never.
    """

    arrival: float
    work: Effort
    officers: int = 1
    deadline: int = 0
    patience: float = 0.0
    legal_act: LegalAct = LegalAct.TAKE_UP
    expiry_frees: bool = True
    calendar: Calendar = MINUTES
    warm_up: int = 365

    @property
    def regime(self) -> Regime:
        """The one duty: to claim what was pushed."""
        limit = Within(self.deadline) if self.deadline else NoLimit()
        default = CLAIMED if self.deadline else None
        excuses = (WITHDRAWN,) if self.patience else ()
        rule = duty(
            PUSHED, CLAIMED, limit, id="claim", bearer="regulator", default=default,
            excused_by=excuses,
        )  # fmt: skip
        of = rules(rule)
        events = {**of.vocabulary.events, WITHDRAWN: EventType(WITHDRAWN, NAME)}
        return replace(of, vocabulary=replace(of.vocabulary, events=events))

    @property
    def scenario(self) -> Scenario:
        """Poisson arrivals, and one department that is always there."""
        department = Department("desk", NAME, "regulator", self.officers, (540,))
        later = (Later(WITHDRAWN, (PUSHED,), exponential(self.patience)),) if self.patience else ()
        per_day = self.arrival * self.calendar.hours.minutes
        return Scenario(
            "desk",
            NAME,
            NAME,
            (department,),
            (MatterKind("matter", (DECIDED, PUSHED), per_day, later=later),),
            {},
            Task(self.work, None, 0.0, at_once=True),
            recall=None,
            legal_act=self.legal_act,
            expiry_frees=self.expiry_frees,
            warm_up=self.warm_up,
            drain=240,
        )

    def years(self, seeds: Iterable[int]) -> Figures:
        """Simulate as many years, each with a seed of its own."""
        regime, scenario = self.regime, self.scenario
        made = [simulate(regime, scenario, self.calendar, YEAR, seed) for seed in seeds]
        minutes = len(self.calendar.working_dates(YEAR)) * self.calendar.hours.minutes
        found = np.array([(*_figures(one), minutes * self.officers) for one in made]).T
        return Figures(*found)


@dataclass(frozen=True)
class Figures:
    """What came of each year; arrays of one value a replication.

    Attributes
    ----------
    waited
        Office minutes from the push until the claim, the withdrawal or the deadline, in all.
    left
        Matters that came to their default, or were withdrawn.
    worked
        Office minutes that officers spent on what arrived in the year.
    there
        Office minutes of all officers in the year.
    """

    customers: NDArray[np.float64]
    waited: NDArray[np.float64]
    left: NDArray[np.float64]
    worked: NDArray[np.float64]
    there: NDArray[np.float64]

    def estimates(self, level: float) -> dict[str, Estimate]:
        """Return mean wait, share of those who left, and load, from independent replications."""
        return {
            "wait": ratio(self.waited, self.customers, level),
            "left": ratio(self.left, self.customers, level, bounds=(0, 1)),
            "load": ratio(self.worked, self.there, level, bounds=(0, 1)),
        }


def _figures(of: Year) -> tuple[float, float, float, float]:
    found, day = metrics(of), of.calendar.hours.minutes
    withdrawn = [one.state.occurred for one in of.threads if CLAIMED not in one.state.occurred]
    waited = found.claim.working.sum() * day
    waited += sum(
        of.calendar.working_minutes_until(one[WITHDRAWN].at)
        - of.calendar.working_minutes_until(one[PUSHED].at)
        for one in withdrawn
    )
    left = found.claims.get("deemed", 0) + len(withdrawn)
    return len(of.threads), waited, left, burdens(of)["regulator"]["minutes"]


@dataclass(frozen=True)
class Case:
    """A desk, and what theory says of it: in whole minutes, and in a textbook's continuous time.

    ``wait`` is in minutes, of all; ``left`` the share that leaves or is claimed by default;
    ``load`` the share of their time that officers work.
    """

    desk: Desk
    exact: Mapping[str, float]
    textbook: Mapping[str, float]


def _one_officer() -> Case:
    desk = Desk(0.0045, Effort(120, 300), calendar=COUNTY, warm_up=90)
    work = desk.work  # log-normal, as scenario files have it
    moments = (exp(k * work.mu + (k * work.sigma) ** 2 / 2) for k in (1, 2))
    told = (one_server(desk.arrival, *of) for of in (whole_moments(work), moments))
    exact, textbook = ({"wait": wait, "load": load} for wait, load in told)
    return Case(desk, exact, textbook)


def _three_officers() -> Case:
    law = Minutes(0.009, 220, 3)
    desk = Desk(law.arrival, exponential(law.service), 3, calendar=COUNTY, warm_up=90)
    exact = {"wait": law.mean_wait, "load": law.load}
    return Case(desk, exact, {"wait": _continuous(law).mean_wait, "load": law.load})


def _going_on() -> Case:
    law, most = Minutes(0.18, 10, 3), 16
    desk = Desk(
        law.arrival,
        exponential(law.service),
        law.servers,
        most - 1,
        legal_act=LegalAct.COMPLETION,
        expiry_frees=False,
    )
    queue = _continuous(law)
    rate = queue.service
    began = quad(lambda t: queue.share_longer(most - t) * rate * exp(-rate * t), 0, most)
    return Case(
        desk,
        {"left": law.share_longer(most), "load": law.load},
        {"left": exp(-rate * most) + began[0], "load": law.load},
    )


def _waiting() -> Case:
    law = Fixed(0.33, 10, 3, most=13)
    left, wait = fixed_patience(_continuous(law), law.most)
    return Case(
        Desk(0.33, exponential(10), 3, law.most - 1),
        {"wait": law.mean_wait, "left": law.share_left, "load": law.load},
        {"wait": wait, "left": left, "load": law.arrival * (1 - left) / law.ends / law.servers},
    )


def _dropped() -> Case:
    law = Dropped(0.09, 10, most=16)
    desk = Desk(0.09, exponential(10), 1, law.most - 1, legal_act=LegalAct.COMPLETION)
    return Case(desk, {"left": law.share_left}, {"left": dropped_work(_continuous(law), law.most)})


def _withdrawing() -> Case:
    law = Minutes(0.33, 10, 3, patience=15)
    queue = replace(_continuous(law), impatience=ending(law.patience))
    return Case(
        Desk(0.33, exponential(10), 3, patience=law.patience),
        {"wait": law.mean_wait, "left": law.share_left, "load": law.load},
        {
            "wait": queue.mean_wait,
            "left": queue.share_left,
            "load": law.arrival * (1 - queue.share_left) / law.ends / law.servers,
        },
    )


def _continuous(law: Minutes) -> Queue:
    """The textbook's queue with the same arrivals and the same mean service."""
    return Queue(law.arrival, law.ends, law.servers)


CASES: Mapping[str, Callable[[], Case]] = {
    "M/G/1, log-normal (Pollaczek-Khinchine)": _one_officer,
    "M/M/3 (Erlang C)": _three_officers,
    "M/M/3, default, the officer goes on": _going_on,
    "M/M/3+D, until service begins (Barrer)": _waiting,
    "M/M/1+D, until service ends (Barrer)": _dropped,
    "M/M/3+M, withdrawn (Erlang A)": _withdrawing,
}
