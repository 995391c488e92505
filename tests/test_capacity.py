"""Whether the office of a regime keeps its duties: rules and figures in, the engine as judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from experiments import scenarios
from experiments.capacity.ask import Capacity, capacity
from experiments.capacity.figures import Figures
from model.deadline import Reading, Within
from model.duty import Status
from model.language import Complaint
from model.simulation import year
from model.simulation.scenario import Department, Effort, MatterKind, Scenario, Task
from model.simulation.workload import Matter
from protocols import library
from tests.small import NAME, duty, regime
from tests.test_feasibility import CALENDAR, decided, office, stream
from verify.capacity import (
    shortest_window,
    with_window,
)
from verify.capacity.breaking_run import greatest
from verify.capacity.demand import Office, ServiceOrder, least_officers
from verify.verdict import Answer

# The engine of the simulation: departments, officers and real dates.


def driven(
    of: Office, officers: int, arrivals: Sequence[Sequence[int]], monkeypatch: pytest.MonkeyPatch
) -> list[int | None]:
    """Push matters to one department at the close of each day; on which day each is done late."""
    per_day = of.streams[0].per_day
    rules = [
        duty(on, act, Within(one.window), id=act)
        for (on, act), one in zip((("a", "b"), ("c", "d")), of.streams, strict=False)
    ]
    shipped = scenarios.find("ordinary")
    minutes = CALENDAR.hours.minutes
    assert minutes % per_day == 0
    effort = Effort(float(minutes // per_day), float(minutes // per_day))
    task = Task(effort, None, 0.0, at_once=True)
    kinds = [MatterKind(f"kind{place}", (on,)) for place, on in enumerate("ac")]
    desk = Department("desk", NAME, "p", officers, (540,), within=("regulator",))
    scenario: Scenario = replace(
        shipped,
        departments=(desk,),
        matters=tuple(kinds[: len(arrivals)]),
        tasks={},
        usual=task,
        warm_up=0,
    )
    first = CALENDAR.index_from(date(2025, 2, 10))
    found = [
        Matter(kinds[place], number, CALENDAR.closing(first + day), {}, (0,), True)
        for place, days in enumerate(arrivals)
        for number, day in enumerate(
            day for day, matters in enumerate(days) for _ in range(matters)
        )
    ]
    found.sort(key=lambda one: one.at)
    monkeypatch.setattr(year, "matters", lambda *_: found)
    monkeypatch.setattr(
        "model.simulation.compiled.support.is_ready", lambda: False
    )  # it draws its own
    law = regime(*rules)
    simulated = year.simulate(law, scenario, CALENDAR, 2025, 1, Reading(None))
    late: list[int | None] = []
    for thread in simulated.threads:
        (state,) = thread.state.duties.values()
        assert state.status in (Status.FULFILLED, Status.LATE)
        assert state.due is not None
        in_time = state.status is Status.FULFILLED
        late.append(None if in_time else CALENDAR.index_at(state.due[0]) - first)
    return late


def worst(of: Office, days: int) -> list[list[int]]:
    """The greatest arrivals of each stream for some days."""
    return [greatest(one.envelope, days) for one in of.streams]


ENGINE = [
    office(stream("5/2", "9/2", 1, per_day=3)),
    office(stream("5/3", 30, 2, per_day=4)),
    office(stream(7, 5, 2, per_day=3)),
    office(stream(4, 0, 1, per_day=2)),
    office(stream(2, 3, 2, 4, "r0"), stream("1/2", 6, 2, 4, "r1"), order=ServiceOrder.ARRIVAL),
]


@pytest.mark.parametrize("of", ENGINE)
def test_the_simulated_office_keeps_what_is_proved_and_breaks_what_is_refuted(
    of: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    least = least_officers(of)
    assert least is not None
    assert decided(of, least).answer is Answer.PROVED
    assert not any(driven(of, least, worst(of, 60), monkeypatch))
    if least > 1:
        found = decided(of, least - 1)
        assert found.run is not None
        arrivals = [
            [row.arrived[place] for row in found.run.days] for place in range(len(of.streams))
        ]
        late = [day for day in driven(of, least - 1, arrivals, monkeypatch) if day is not None]
        assert len(late) >= 1
        assert min(late) == found.run.late.due
        assert late.count(found.run.late.due) == found.run.days[-1].late


@pytest.mark.parametrize("of", ENGINE[:4])
def test_the_simulated_delay_reaches_the_shortest_deadline_and_never_passes_it(
    of: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    officers = least_officers(of)
    assert officers is not None
    days = shortest_window(of, 0, officers)
    assert days is not None
    kept = with_window(of, 0, days)
    assert not any(driven(kept, officers, worst(of, 60), monkeypatch))
    if days > 1:
        assert any(driven(with_window(of, 0, days - 1), officers, worst(of, 60), monkeypatch))


# From rules and figures to an office.


def asked(
    name: str = "xuecheng", rules: Sequence[str] = (), officers: int | None = None, **more: Any
) -> Capacity:
    reading = Reading(more.pop("reading", None))
    figures = Figures((Fraction(5, 2),), (Fraction(9, 2),), (3,))
    more |= {"rules": rules, "officers": officers, "reading": reading, "calendar": CALENDAR}
    return capacity(library.find(name), figures, **more)


@pytest.mark.parametrize(
    ("name", "party", "days"),
    [
        ("xuecheng", "regulator", 1),
        ("guanxian", "industry-regulator", 2),
        ("tancheng", "regulator", 1),
    ],
)
def test_the_claim_duty_of_each_regime_is_asked_about(name: str, party: str, days: int) -> None:
    found = asked(name)
    acts = [duty.rule.act for duty in found.duties]
    assert (found.party, {*acts}) == (party, {"approval-info.claimed"})
    assert found.office.streams[0].window == days
    assert found.least is not None
    assert found.enough is not None
    assert found.enough.answer is Answer.PROVED


def test_a_daily_collection_is_due_in_that_of_the_next_day() -> None:
    found = asked("nanchang", ["approval-collection"])
    assert (found.party, found.office.streams[0].window) == ("liaison-officer", 1)


@pytest.mark.parametrize(
    ("deadline", "full_days"),
    [("exclude-first-day", 2), ("include-first-day", 1)],
)
def test_the_counting_of_days_decides_how_many_full_days_there_are(
    deadline: str, full_days: int, tmp_path: Path
) -> None:
    text = library.path_of("guanxian").read_text(encoding="utf-8")
    assert "counting:" not in text
    path = tmp_path / "mine.yaml"
    path.write_text(text.replace("\nrules:", f"\ncounting: {deadline}\nrules:", 1), "utf-8")
    assert asked(str(path)).office.streams[0].window == full_days
    assert asked(str(path), by_opening=True).office.streams[0].window == full_days + 1


def test_an_open_limit_needs_a_reading() -> None:
    assert asked("jinan", ["policy-notice-to-bureau"], reading=3).office.streams[0].window == 3
    with pytest.raises(Complaint, match="--reading"):
        asked("jinan", ["policy-notice-to-bureau"])


@pytest.mark.parametrize(
    ("rates", "bursts", "per_day"),
    [
        ((Fraction(0),), (Fraction(5),), (3,)),
        ((Fraction(1, 1001),), (Fraction(5),), (3,)),
        ((Fraction(10_000_000),), (Fraction(5),), (3,)),
        ((Fraction(1),), (Fraction(-1),), (3,)),
        ((Fraction(1),), (Fraction(5),), (0,)),
    ],
)
def test_absurd_figures_are_refused_wherever_they_come_from(
    rates: tuple[Fraction, ...], bursts: tuple[Fraction, ...], per_day: tuple[int, ...]
) -> None:
    with pytest.raises(Complaint):
        Figures(rates, bursts, per_day)


@pytest.mark.parametrize("officers", [0, -1])
def test_there_is_at_least_one_officer(officers: int) -> None:
    with pytest.raises(Complaint):
        asked(officers=officers)


def test_the_frontier_passes_through_what_was_found() -> None:
    found = asked()
    (duty,) = found.duties
    assert found.least == 3
    days = {step.end - 0.5: step.officers for step in duty.frontier.deadlines}
    assert days[duty.stream.window] == found.least
    at = float(duty.stream.envelope.burst)
    (step,) = (one for one in duty.frontier.bursts if one.start <= at < one.end)
    assert step.officers == found.least
    needed = [step.officers for step in duty.frontier.bursts]
    assert needed == sorted(needed, key=lambda one: one or 0)
