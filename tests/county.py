"""Small counties to simulate, and what every simulated thread is held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from model.calendar import chinese_calendar
from model.clock import SlotClock
from model.conformance import Outcome, conformance, judge
from model.deadline import Reading
from model.duty import Duty, Status
from model.regime import Regime
from model.rule import effects_of
from model.simulation.platform import Thread
from model.simulation.scenario import (
    Department,
    Effort,
    Later,
    LegalAct,
    MatterKind,
    Scenario,
    Task,
)
from model.simulation.year import Year, simulate
from model.trace import Run
from model.vocabulary import EventType
from tests.small import EVENTS, NAME
from tests.trace_checker import TraceChecker

CALENDAR = chinese_calendar()
HOUR = Task(Effort(60, 60), None, 0.0)
OVERLOOKED = replace(HOUR, missed=1.0)


def after(minutes: float) -> Task:
    """An hour's work that can start only so many office minutes after it was noticed."""
    return replace(HOUR, wait=Effort(minutes, minutes))


def later(event: str, cause: str, days: float, **more: Any) -> Later:
    """An event exactly so many working days after another; 0 for the same day."""
    length = days or 0.01
    return Later(event, (cause,), Effort(length, length), **more)


def department(party: str, looks: tuple[int, ...] = (600,), **more: Any) -> Department:
    return Department(party, NAME, party, 1, looks, **more)


def county(*kinds: MatterKind, tasks: Mapping[str, Task] | None = None, **changes: Any) -> Scenario:
    """The parties p and q with an office each, and a department that matters are about."""
    whole = Scenario(
        "county",
        NAME,
        NAME,
        (department("p"), department("q"), department("regulator")),
        kinds,
        tasks or {},
        HOUR,
        recall=None,
        legal_act=LegalAct.COMPLETION,
        expiry_frees=True,
        warm_up=0,
        drain=60,
    )
    return replace(whole, **changes)


def kind(start: str, *more: Later, **changes: Any) -> MatterKind:
    """A matter now and then that begins with one event."""
    return replace(MatterKind("kind", (start,), 0.15, later=more), **changes)


def lived(
    regime: Regime, scenario: Scenario, seed: int = 1, reading: Reading | None = None
) -> Year:
    """A year of a small regime, in which every thread has been held against the other judges."""
    of = simulate(regime, scenario, CALENDAR, 2025, seed, reading or Reading(2))
    for thread in of.threads:
        breaches(of, thread)
    return of


def outcomes(of: Year, rule: str) -> set[str]:
    """What became of the duties of a rule."""
    judged = (one for thread in of.threads for one in judge(of.law, thread.state))
    return {str(one.outcome) for one in judged if one.rule.id == rule}


def words(**changes: EventType) -> dict[str, EventType]:
    """The events a to d and e, of which some are not what they usually are."""
    return {name: EventType(name, NAME) for name in (*EVENTS, "e")} | changes


def happened(of: Year, event: str) -> int:
    """In how many threads an event has come."""
    return sum(event in thread.state.occurred for thread in of.threads)


def breaches(of: Year, thread: Thread, solver: bool = True) -> frozenset[str]:
    """The rules a thread breaks, on which live state, conformance and solver must agree.

    In minutes and in slots; the solver, for whom a run is complete, is asked only where nothing is
    left open that could still be broken.
    """
    run = thread.run(of.end)
    judged = conformance(of.law, run)
    assert judged.admissible, judged.deviations
    assert {rule for rule, duty in thread.state.duties.items() if duty.breached} == judged.breached
    slots = abstract(of, thread)
    again = conformance(of.law.under(SlotClock(slots.elapsed)), slots)
    assert again.admissible, again.deviations
    assert again.breached == judged.breached
    if solver and settled(of, thread):
        found = _checker(_touched(of.law.regime, slots), of.law.reading).judge(slots)
        assert (found.admissible, found.disobeyed) == (True, judged.disobeyed), run
    return judged.breached


def settled(of: Year, thread: Thread) -> bool:
    """Whether nothing is left open that could still be broken."""
    judged = judge(of.law, thread.state)
    duties = thread.state.duties.values()
    if any(one.rule in of.law.regime.lapses and one.due and _pending(one) for one in duties):
        return False
    return all(one.outcome is not Outcome.PENDING or one.due is None for one in judged)


def _pending(duty: Duty) -> bool:
    return duty.status is Status.PENDING


def abstract(of: Year, thread: Thread) -> Run:
    """A thread in slots, with the length that its terms counted in dates had."""
    elapsed = {}
    for rule, duty in thread.state.duties.items():
        term = of.law.terms.get(rule)
        if term is not None and term.needs_calendar:
            start = duty.opened[0]
            index = of.calendar.index_at
            elapsed[rule] = index(of.calendar.due(start, term)) - index(start)
    return replace(thread.run(of.end).in_slots(of.calendar), elapsed=elapsed)


@lru_cache(200)
def _checker(part: _Part, reading: Reading) -> TraceChecker:
    return TraceChecker(part.regime, reading, CALENDAR)


class _Part:
    """A regime with the rules that a run can touch: it has their triggers or their effects.

    All others are idle in the run, and which of its events are governed stays the same.
    """

    def __init__(self, regime: Regime, events: frozenset[str]) -> None:
        rules = [rule for rule in regime.rules if events & {*rule.on.events, *effects_of(rule)}]
        self.regime = replace(regime, rules=tuple(rules))
        self.whole = regime  # kept, so that no other regime takes over its identity
        self.key = (id(regime), tuple(rule.id for rule in rules))

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Part) and self.key == other.key


def _touched(regime: Regime, run: Run) -> _Part:
    return _Part(regime, frozenset(one.event for one in run.occurrences))
