"""A simulated year in which clocks stop and limits lapse: every trace is what the law says."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from experiments.measures import table
from experiments.measures.facts import Facts
from model.deadline import Counting, Fraction, Indefinite, Within
from model.duty import Status
from model.regime import Regime
from model.rule import Lapse, Rule
from model.simulation.conduct import Conduct, Order, Ordering
from model.simulation.scenario import Effort, Scenario, Task
from model.simulation.year import Year
from model.tolling import Extension, Suspension, Tolling
from model.vocabulary import EventType
from tests.county import (
    OVERLOOKED,
    after,
    county,
    department,
    happened,
    kind,
    later,
    lived,
    outcomes,
    words,
)
from tests.draws import draws, enough
from tests.small import NAME, duty, lapse, may, must_not, regime

MET: Counter[str] = Counter()
COMING = [later("b", "a", 1, probability=0.7), later("c", "a", 2, probability=0.6)]


def restless() -> Scenario:
    """Some matters in which all that may come later does now and then."""
    events = [*COMING, later("g", "c", 1, probability=0.6), later("b", "c", 1, probability=0.5)]
    offices = tuple(department(party, (600, 900)) for party in ("p", "q", "regulator"))
    tasks = {"d": replace(after(700), missed=0.3)}
    return county(
        replace(kind("a", *events), per_day=0.08),
        replace(kind("b", *events, later("a", "b", 1)), id="other", per_day=0.05),
        departments=offices,
        tasks=tasks,
        recall=4,
    )


CLOCKS = st.sampled_from(
    [
        Tolling(),
        Tolling(suspensions=(Suspension("b", "c"),)),
        Tolling(suspensions=(Suspension("b", "c"), Suspension("c", "g"))),
        Tolling(suspensions=(Suspension("b", "e"),), restarts=("c",)),
        Tolling(restarts=("b",)),
        Tolling(extensions=(Extension("b", Within(2)),)),
        Tolling(extensions=(Extension("c", Indefinite("适当")),), restarts=("b",)),
    ]
)


@st.composite
def moving(draw: st.DrawFn) -> Regime:
    """A decision whose clock b and c may move, what lapses beside it, and a warning ahead of it."""
    days = st.integers(1, 3)
    decide = duty(
        "a",
        "d",
        Within(draw(days)),
        id="decide",
        clock=draw(CLOCKS),
        default=draw(st.sampled_from([None, "d", "f"])),
        excused_by=draw(st.sampled_from([(), ("e",)])),
    )
    unless = draw(st.sampled_from([(), ("c",), ("d",), ("c", "g")]))
    over = lapse(
        draw(st.sampled_from("ab")),
        "e",
        Within(draw(days)),
        unless=unless,
        id="over",
        clock=draw(CLOCKS) if not {"c", "g"} & {*unless} else None,
    )
    if "e" in over.clock.events:
        over = replace(over, clock=Tolling())
    warned = lapse("a", "h", Fraction("decide", 1, 2), unless=("d",), id="warned")
    further: list[Rule] = [
        warned,
        must_not("a", "d", until="h", id="wait"),
        duty("h", "g", id="hurry"),
    ]
    several = [further[:0], further[:1], further[:2], [further[0], further[2]]]
    chosen = draw(st.sampled_from(several))
    kinds = words(**{name: EventType(name, NAME) for name in "fgh"})
    counting = draw(st.sampled_from(list(Counting)))
    return regime(decide, over, *chosen, events=kinds, counting=counting)


@given(moving())
@draws(42)
def test_every_trace_of_a_random_regime_is_admissible_and_breaks_what_is_said(of: Regime) -> None:
    """Live state, conformance in minutes and in slots, and the solver agree in each matter."""
    lapsed_or_moved(lived(of, restless()))


def lapsed_or_moved(of: Year) -> None:
    """Count what became of lapses and clocks, so that the test is known to have met them."""
    for thread in of.threads:
        for one in thread.state.duties.values():
            lapsed = isinstance(one.rule, Lapse) and one.status is Status.FULFILLED
            running = one.running
            MET["lapsed"] += lapsed
            MET["moved"] += running is not None and bool(running.lost or running.granted)


def test_the_random_regimes_held_lapses_that_came_and_limits_that_moved() -> None:
    assert MET["lapsed"] >= enough(30), MET
    assert MET["moved"] >= enough(30), MET


def deciding(clock: Tolling, **more: object) -> Regime:
    """The whole of a licence: a decision with its clock, what is asked and what lapses."""
    kinds = words(
        b=EventType("b", NAME, by="p"),
        d=EventType("d", NAME, by="q", presupposes=("c",)),
    )
    return regime(
        duty("a", "b", Within(3), id="decide", clock=clock, excused_by=("e",)),
        lapse("c", "e", Within(4), unless=("d",), id="withdrawn"),
        lapse("a", "f", Fraction("decide", 1, 2), unless=("b",), id="warned", clock=clock),
        duty("f", "g", Within(1), id="hurry", bearer="q"),
        may("c", "d", id="correct"),
        events=kinds | {name: EventType(name, NAME) for name in "fg"},
    )


STOPPED = Tolling(suspensions=(Suspension("c", "d"),))


def test_who_takes_first_what_is_due_first_heeds_a_clock_that_has_stopped_since() -> None:
    """All come before p at once. While he is at h, the clock of g may stop: then b is next."""
    clock = Tolling(suspensions=(Suspension("c", "d"),))
    rules = regime(
        duty("a", "h", Within(1), id="at-once"),
        duty("a", "b", Within(3), id="first"),
        duty("a", "g", Within(2), id="second", clock=clock),
        events=words(**{name: EventType(name, NAME, by="p") for name in "bgh"}),
    )
    early = Conduct(order=Ordering(Order.EARLIEST_DUE))
    tasks = {"h": Task(Effort(300, 300), None, 0.0)}
    scenario = county(kind("a", later("c", "a", 1)), tasks=tasks, conduct=early)
    of = lived(rules, replace(scenario, drain=20))
    stopped = 0
    for thread in of.threads:
        begun = {one.act: one.taken_up for one in of.attention if one.case == thread.case}
        if {*begun} == {"b", "g", "h"}:
            come = thread.state.occurred["c"].at if "c" in thread.state.occurred else of.end
            halted = come < min(begun["b"], begun["g"])
            assert (begun["b"] < begun["g"]) is halted
            stopped += halted and come > begun["h"]
    assert stopped


def test_a_term_of_years_may_end_behind_all_dates() -> None:
    """Publication ends after three years; the calendar knows fewer, and nobody watches so long."""
    over = lapse("b", "f", Within(700), id="over")
    of = lived(
        regime(duty("a", "b", Within(2)), over, events=words(f=EventType("f", NAME))),
        county(kind("a")),
    )
    assert happened(of, "b")
    assert not happened(of, "f")
    due = {thread.state.duties["over"].due for thread in of.threads}
    assert all(moment is not None and moment[0] > of.end for moment in due)


def test_an_officer_whose_clock_stands_still_is_not_late() -> None:
    """p takes three days and an hour of office time; two of these days are not counted."""
    slow = {"b": after(4 * 480 - 60)}
    for clock, breached in ((STOPPED, False), (Tolling(), True)):
        scenario = county(kind("a", later("c", "a", 1), later("d", "c", 2)), tasks=slow)
        of = lived(deciding(clock), scenario)
        assert happened(of, "d")
        assert ("late" in outcomes(of, "decide")) is breached


def test_a_lapse_takes_off_the_desk_what_it_ends() -> None:
    """c is never corrected: after four days the matter is withdrawn, and nobody decides it."""
    scenario = county(kind("a", later("c", "a", 0)), tasks={"b": after(10 * 480)})
    of = lived(deciding(STOPPED), scenario)
    assert happened(of, "e")
    assert not happened(of, "b")
    assert outcomes(of, "decide") <= {"excused", "pending"}
    assert not [one for one in of.attention if one.act == "b"]
    found = Facts(of)
    assert found.metrics.lapses["withdrawn", "came"] == happened(of, "e")
    rows = table(found).filter(pl.col("metric") == "lapses")
    assert not [key for key in found.metrics.outcomes if key[0] in {"withdrawn", "warned"}]
    assert {row["rule"] for row in rows.to_dicts()} == {"withdrawn", "warned"}


def test_a_warning_at_half_the_limit_comes_when_the_half_has_passed() -> None:
    scenario = county(kind("a"), tasks={"b": replace(OVERLOOKED, missed=1.0)})
    of = lived(deciding(STOPPED), scenario)
    index = of.calendar.index_at
    for thread in of.threads:
        occurred = thread.state.occurred
        if "f" in occurred:
            assert index(occurred["f"].at) - index(occurred["a"].at) == 2
    assert happened(of, "g")
