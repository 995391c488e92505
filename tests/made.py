"""Years made by hand: threads in which events are told to have occurred at given instants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache

from model.clock import CalendarClock
from model.deadline import Reading, Within
from model.regime import Regime
from model.rule import Rule
from model.simulation.platform import Thread
from model.simulation.year import Year
from model.trace import Mode, Occurrence
from model.transition import Law, advance, expire, next_expiry
from protocols import library
from tests.county import CALENDAR, OVERLOOKED, county, department, kind, lived
from tests.small import duty, regime

FIRST = CALENDAR.index_from(date(2025, 1, 1))
DAYS = len(CALENDAR.working_dates(2025))
BUREAU, REGULATOR = "approval-bureau", "regulator"
OFFICES = (department(BUREAU), department(REGULATOR))
Told = tuple[str, int] | tuple[str, int, str]


def at(day: int, hour: float) -> int:
    """An hour of a working day of 2025: 0 is Thursday 2 January, 2 Monday 6 January."""
    return CALENDAR.day(FIRST + day) * 1440 + int(60 * hour)


END = at(20, 9)
CLOSE = 17


def rules(*of: Rule) -> Regime:
    """Rules over the shared words."""
    return replace(regime(*of), vocabulary=library.shared_vocabulary())


def thread(
    law: Law,
    number: int,
    *told: Told,
    facts: Mapping[str, str] | None = None,
    end: int = END,
) -> Thread:
    """A thread in which one event after the other occurred; an act if a party is given."""
    state = law.start(facts)
    for event, when, *party in told:
        mode = Mode.PERFORMED if party else Mode.EXOGENOUS
        while (due := next_expiry(state)) is not None and due < (when, int(not party)):
            state = expire(law, state, due).state
        one = Occurrence(event, when, mode, party[0] if party else "world")
        state = advance(law, state, (one,)).state
    while (due := next_expiry(state)) is not None and due[0] <= end:
        state = expire(law, state, due).state
    return Thread(f"kind-{number}", 0, 0, facts or {}, state, True)


def a_year(
    of: Regime, *told: tuple[Told, ...], facts: Mapping[str, str] | None = None, **more: object
) -> Year:
    """A year of given threads, in which nobody did anything else; watched until 27 January."""
    law = Law(of, Reading(2), CalendarClock(CALENDAR))
    threads = tuple(thread(law, k, *one, facts=facts) for k, one in enumerate(told))
    scenario = county(departments=OFFICES)
    made = Year(law, scenario, CALENDAR, 2025, 1, threads, (), {}, END)
    return replace(made, **more)  # type: ignore[arg-type]


def small_year(of: Regime, *told: tuple[Told, ...]) -> Year:
    scenario = county(departments=(department("p"), department("q"), department("regulator")))
    return a_year(of, *told, scenario=scenario)


@cache
def busy_year() -> Year:
    """A simulated year in which much is late, overlooked and deemed."""
    of = regime(
        duty("a", "b", Within(1), default="b", jointly=("q",)),
        duty("b", "c", Within(1), bearer="q"),
        duty("a", "d", Within(2), bearer="q", excused_by=("c",)),
    )
    slow = {"c": replace(OVERLOOKED, missed=0.3), "d": replace(OVERLOOKED, missed=0.5)}
    return lived(of, county(kind("a", per_day=3.0), tasks=slow))
