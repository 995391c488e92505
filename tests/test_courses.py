"""What comes later in a matter, and officers under every kind of rule; held against the solver.

Every year here is checked thread by thread when it is made: each trace is admissible, and the live
state, conformance and the solver agree on what it breaks.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from experiments.measures import table
from experiments.measures.facts import Facts
from experiments.measures.metrics import breaches_by_article, metrics
from model.deadline import Before, Within
from model.regime import Regime
from model.rule import Power
from model.simulation.conduct import (
    Conduct,
    GivingUp,
    Leaning,
    Order,
    Ordering,
    Prompt,
    PuttingOff,
)
from model.simulation.outage import Breakdowns, Outages
from model.simulation.scenario import Effort, Later, LegalAct
from model.simulation.year import simulate
from model.trace import Mode
from model.vocabulary import EventType
from tests.county import (
    CALENDAR,
    HOUR,
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
from tests.draws import draws
from tests.small import NAME, duty, may, must_not, regime, regimes


def test_notice_given_in_time_keeps_the_duty_and_the_event_comes_when_it_comes() -> None:
    rules = regime(duty("a", "b", Before("e", 1)), events=words())
    of = lived(rules, county(kind("a", later("e", "a", 3))))
    assert outcomes(of, "a-b") == {"fulfilled"}
    assert happened(of, "e") == happened(of, "b") > 20


def test_notice_after_its_last_day_is_late_and_after_the_event_it_is_given_up() -> None:
    rules = regime(duty("a", "b", Before("e", 1)), events=words())
    tight = county(kind("a", later("e", "a", 3)), tasks={"b": after(2 * 420 - 60)})
    assert "late" in outcomes(lived(rules, tight), "a-b")
    hopeless = lived(rules, county(kind("a", later("e", "a", 2)), tasks={"b": after(10 * 420)}))
    assert outcomes(hopeless, "a-b") == {"never"}
    assert happened(hopeless, "b") == 0 < happened(hopeless, "e")


def test_an_extension_ends_the_first_duty_without_breach_and_sets_the_next_going() -> None:
    rules = regime(
        duty("a", "b", Within(3), excused_by=("x",)),
        may("a", "x"),
        duty("x", "b", Within(6)),
        events=words(x=EventType("x", NAME)),
    )
    asked = later("x", "a", 1, probability=0.5)
    of = lived(rules, county(kind("a", asked), tasks={"b": after(5 * 420)}))
    assert outcomes(of, "a-b") == {"excused", "late"}
    assert outcomes(of, "x-b") == {"fulfilled"}
    assert {one.state.occurred["b"].rule for one in of.threads} == {"a-b", "x-b"}


def test_what_an_excuse_ends_is_taken_off_the_desk() -> None:
    rules = regime(duty("a", "b", Within(3), excused_by=("c",)))
    slow = county(kind("a", later("c", "a", 1)), tasks={"b": after(4 * 420)})
    excused_at_once = county(kind("a", starts=("c", "a")))
    for scenario in (slow, excused_at_once):
        of = lived(rules, scenario)
        assert outcomes(of, "a-b") == {"excused"}
        assert happened(of, "b") == 0
        assert of.utilisation["p"] == 0


def test_a_missed_deadline_is_an_event_that_another_office_answers() -> None:
    rules = regime(
        duty("a", "b", Within(1), overdue="o"),
        duty("o", "c", bearer="q"),
        events=words(o=EventType("o", NAME)),
    )
    of = lived(rules, county(kind("a"), tasks={"b": OVERLOOKED}))
    assert outcomes(of, "a-b") == {"never"}
    assert outcomes(of, "o-c") == {"fulfilled"}
    for thread in of.threads:
        missed, bulletin = thread.state.occurred["o"], thread.state.occurred["c"]
        assert missed.mode is Mode.DEEMED
        assert CALENDAR.is_closing(missed.at)
        assert (bulletin.party, bulletin.at > missed.at) == ("q", True)


@pytest.mark.parametrize(("first", "second"), [("p", "q"), ("q", "p")])
def test_of_joint_bearers_the_first_to_act_does_it_and_the_other_drops_it(
    first: str, second: str
) -> None:
    rules = regime(duty("a", "b", bearer="p", jointly=("q",)))
    offices = (department(first, (960,)), department(second, (540,)), department("regulator"))
    of = lived(rules, county(kind("a"), departments=offices))
    parties = [one.state.occurred["b"].party for one in of.threads]
    assert set(parties) == {first, second}  # what arises late is seen by the second next day
    assert parties.count(first) > parties.count(second)
    assert len(of.attention) < 2 * len(of.threads)
    assert outcomes(of, "a-b") == {"fulfilled"}


def test_each_joint_bearer_overlooks_the_duty_by_a_luck_of_its_own() -> None:
    rules = regime(duty("a", "b", bearer="p", jointly=("q",)))
    often = county(kind("a", per_day=1.0), tasks={"b": replace(HOUR, missed=0.5)})
    of = simulate(rules, often, CALENDAR, 2025, 1)
    done = [one.state.occurred.get("b") for one in of.threads]
    assert {one.party if one else None for one in done} == {"p", "q", None}


def test_a_power_is_exercised_by_its_bearer_after_its_trigger_and_only_in_its_cases() -> None:
    rules = regime(may("b", "c", when={"flag": frozenset({"true"})}), duty("a", "b", Within(3)))
    flagged = {"flag": {"true": 0.5, "false": 0.5}}
    of = lived(rules, county(kind("a", later("c", "a", 2), attributes=flagged)))
    for thread in of.threads:
        if (done := thread.state.occurred.get("c")) is not None:
            assert (done.party, done.mode, done.rule) == ("q", Mode.PERFORMED, "b-may-c")
            assert done.at > thread.state.occurred["b"].at
        flag = thread.state.attributes["flag"] == "true"
        assert ("c" in thread.state.occurred) == flag
    early = lived(rules, county(kind("a", later("c", "a", 2)), tasks={"b": after(5 * 420)}))
    assert happened(early, "c") == 0 < happened(early, "b")


def test_what_no_rule_governs_comes_of_itself_and_what_a_duty_demands_does_not() -> None:
    kinds = kind("a", later("b", "a", 1), later("c", "a", 1))
    free = words(c=EventType("c", NAME, by="q"))
    of = lived(regime(duty("d", "a", id="x"), events=free), county(replace(kinds, starts=("e",))))
    assert happened(of, "b") == 0  # nothing it follows on has happened
    of = lived(regime(duty("d", "b"), events=free), county(kinds))
    assert happened(of, "b") == 0 < happened(of, "c")
    assert {one.state.occurred["c"].party for one in of.threads} == {"q"}
    allowed = regime(duty("a", "b"), may("a", "b"), events=free)
    of = lived(allowed, county(kinds, tasks={"b": OVERLOOKED}))
    assert happened(of, "b") == 0  # a power to do it leaves the duty to those who owe it


def test_of_several_causes_of_an_event_the_first_decides_whether_it_comes() -> None:
    never, always = later("c", "a", 1, probability=0.0), later("c", "b", 0)
    rules = regime(duty("a", "b"), events=words(c=EventType("c", NAME)))
    of, other = (
        simulate(rules, county(kind("a", *causes)), CALENDAR, 2025, 1, engine="simpy")
        for causes in ((never, always), (always,))
    )
    assert happened(of, "c") == 0 < happened(other, "c")
    assert happened(of, "b") == happened(other, "b") > 0


def test_an_officer_waits_for_what_the_act_presupposes() -> None:
    rules = regime(
        duty("a", "b", Within(2)), events=words(b=EventType("b", NAME, presupposes=("c",)))
    )
    of = lived(rules, county(kind("a", later("c", "a", 3, probability=0.7))))
    assert happened(of, "b") == happened(of, "c") < len(of.threads)
    assert outcomes(of, "a-b") == {"late", "never"}


@pytest.mark.parametrize("rules", [(), (may("a", "b", bearer="p"),)], ids=["free", "power"])
def test_an_officer_does_on_the_way_what_his_act_presupposes_of_his_own(
    rules: tuple[Power, ...],
) -> None:
    """Who owes the end owes the means; what is another's is waited for."""
    events = words(b=EventType("b", NAME, by="p"), c=EventType("c", NAME, presupposes=("b",)))
    of = lived(regime(duty("a", "c"), *rules, events=events), county(kind("a")))
    assert happened(of, "b") == happened(of, "c") == len(of.threads) > 0
    means = [one.state.occurred["b"] for one in of.threads]
    assert {(one.mode, one.party, one.rule) for one in means} == {
        (Mode.PERFORMED, "p", rules[0].id if rules else "")
    }
    others = words(b=EventType("b", NAME, by="q"), c=EventType("c", NAME, presupposes=("b",)))
    waiting = lived(regime(duty("a", "c"), events=others), county(kind("a")))
    assert happened(waiting, "b") == happened(waiting, "c") == 0


def test_a_circle_of_acts_that_presuppose_one_another_is_no_way() -> None:
    events = words(
        b=EventType("b", NAME, by="p", presupposes=("d",)),
        c=EventType("c", NAME, presupposes=("b",)),
        d=EventType("d", NAME, by="p", presupposes=("b",)),
    )
    of = lived(regime(duty("a", "c"), events=events), county(kind("a")))
    assert happened(of, "b") == happened(of, "c") == happened(of, "d") == 0


def test_what_is_done_on_the_way_may_forbid_the_act_itself() -> None:
    events = words(b=EventType("b", NAME, by="p"), c=EventType("c", NAME, presupposes=("b",)))
    of = lived(regime(duty("a", "c"), must_not("b", "c"), events=events), county(kind("a")))
    assert happened(of, "b") == len(of.threads) > happened(of, "c") == 0


def test_what_the_scenario_brings_about_is_left_to_its_time() -> None:
    events = words(b=EventType("b", NAME, by="p"), c=EventType("c", NAME, presupposes=("b",)))
    kinds = kind("a", later("b", "a", 3))
    of = lived(regime(duty("a", "c"), events=events), county(kinds))
    index = of.calendar.index_at
    for one in of.threads:
        assert index(one.state.occurred["b"].at) - index(one.state.occurred["a"].at) == 3


def test_what_is_known_at_once_waits_for_no_look_at_the_platform() -> None:
    rules = regime(duty("a", "b", Within(1)))
    known = {"b": replace(HOUR, at_once=True)}
    for tasks, waited in ((known, False), ({}, True)):
        of = lived(rules, county(kind("a"), tasks=tasks))
        seen = {one.case: one.taken_up for one in of.attention}
        arrived = {one.case: one.history[0].at for one in of.threads}
        idle = [seen[case] > arrived[case] for case in arrived]
        assert sum(idle) > 0.9 * len(idle) if waited else sum(idle) < 0.1 * len(idle)


def test_a_forbidden_act_is_held_back_until_it_is_allowed_unless_the_prohibition_is_missed() -> (
    None
):
    rules = regime(duty("a", "b", Within(9)), must_not("a", "b", until="c"))
    kinds = kind("a", later("c", "a", 4))
    careful = lived(rules, county(kinds))
    assert outcomes(careful, "a-must-not-b") == {"kept"}
    for thread in careful.threads:
        occurred = thread.state.occurred
        assert occurred["b"].at > occurred["c"].at
    heedless = lived(rules, county(kinds, tasks={"b": OVERLOOKED}, recall=1))
    assert outcomes(heedless, "a-must-not-b") == {"violated"}


def test_a_forbidden_event_that_the_scenario_names_violates_the_prohibition() -> None:
    rules = regime(must_not("a", "b"), events=words(b=EventType("b", NAME, by="p")))
    of = lived(rules, county(kind("a", later("b", "a", 5, probability=0.3))))
    assert outcomes(of, "a-must-not-b") == {"kept", "violated"}
    found = metrics(of)
    violated = found.outcomes["a-must-not-b", "violated"]
    assert breaches_by_article(of, found) == {"a-must-not-b": violated}
    figures = table(Facts(of)).filter(metric="duties", statistic="violated")["value"]
    assert figures.to_list() == [float(violated)]


@pytest.mark.parametrize("days", [0, 1, 2])
def test_a_later_event_comes_in_office_hours_so_many_working_days_after_its_cause(
    days: int,
) -> None:
    of = lived(regime(duty("d", "c")), county(kind("a", later("b", "a", days), per_day=2.0)))
    apart = set()
    for thread in of.threads:
        cause, event = thread.state.occurred["a"].at, thread.state.occurred["b"].at
        assert CALENDAR.next_office_instant(event) == event > cause
        apart.add(CALENDAR.index_at(event) - CALENDAR.index_at(cause))
    assert apart <= {days, max(days, 1)}
    assert days in apart


def test_a_later_event_follows_the_first_of_its_causes_once() -> None:
    both = Later("d", ("b", "c"), Effort(2, 2))
    scenario = county(kind("a", later("b", "a", 3), later("c", "a", 1), both))
    index = CALENDAR.index_at
    for thread in lived(
        regime(duty("e", "x"), events=words(x=EventType("x", NAME))), scenario
    ).threads:
        occurred = thread.state.occurred
        assert index(occurred["d"].at) - index(occurred["c"].at) == 2


def test_a_later_event_that_stands_twice_comes_with_the_odds_of_its_own_case() -> None:
    flagged = {"flag": {"true": 0.5, "false": 0.5}}
    each = [
        later("d", "a", days, when={"flag": frozenset({flag})}, probability=odds)
        for flag, days, odds in (("true", 1, 1.0), ("false", 3, 0.5))
    ]
    rules = regime(
        duty("e", "x"),
        may("e", "c", when={"flag": frozenset({"true"})}),
        events=words(x=EventType("x", NAME)),
    )
    index, came = CALENDAR.index_at, {"true": [0, 0], "false": [0, 0]}
    for thread in lived(rules, county(kind("a", *each, attributes=flagged))).threads:
        flag, occurred = thread.state.attributes["flag"], thread.state.occurred
        came[flag]["d" in occurred] += 1
        if "d" in occurred:
            days = 1 if flag == "true" else 3
            assert index(occurred["d"].at) - index(occurred["a"].at) == days
    assert came["true"][0] == 0 < came["true"][1]
    assert came["false"][0] > 0
    assert came["false"][1] > 0


def test_a_later_event_that_is_not_possible_when_its_time_has_come_does_not_come() -> None:
    both = Later("d", ("b", "c"), Effort(2, 2))
    kinds = kind("a", later("b", "a", 4), later("c", "a", 1), both)
    events = words(d=EventType("d", NAME, presupposes=("b",)))
    of = lived(regime(duty("e", "x"), events=events | {"x": EventType("x", NAME)}), county(kinds))
    assert happened(of, "b") == happened(of, "c") == len(of.threads)
    assert happened(of, "d") == 0  # b had not come two days after c, which set its time


def test_a_later_event_may_be_confined_to_some_cases() -> None:
    only = later("b", "a", 1, when={"flag": frozenset({"true"})})
    flagged = kind("a", only, attributes={"flag": {"true": 0.4, "false": 0.6}})
    of = lived(regime(duty("d", "c")), county(flagged))
    found = {(one.state.attributes["flag"], "b" in one.state.occurred) for one in of.threads}
    assert found == {("true", True), ("false", False)}


def test_an_event_that_a_case_does_not_admit_does_not_begin_it() -> None:
    guarded = EventType("b", NAME, presupposes=("a",), when={"flag": frozenset({"true"})})
    flagged = kind("a", starts=("a", "b"), attributes={"flag": {"true": 0.4, "false": 0.6}})
    of = lived(regime(duty("b", "c"), events=words(b=guarded)), county(flagged))
    found = {(one.state.attributes["flag"], "b" in one.state.occurred) for one in of.threads}
    assert found == {("true", True), ("false", False)}


MANY = Prompt("any", ("a", "b", "c", "d"), False, 0.0, 0.0, 20)
CONDUCTS = [
    Conduct(),
    Conduct(
        order=Ordering(Order.EARLIEST_DUE),
        putting_off=PuttingOff(((0, 0.9), (1, 0.4))),
        giving_up=GivingUp(0.5),
        leaning=Leaning(0.5, 0.2),
        prompts=(MANY, replace(MANY, everybody=True)),
    ),
]
OUTAGES = [Outages(), Outages(random=Breakdowns(40.0, 30.0), acts=("a", "b", "c", "d"))]


@given(regimes(), st.data())
@draws(40)
def test_every_trace_of_a_random_regime_is_admissible_and_breaks_what_the_solver_says(
    of: Regime, data: st.DataObject
) -> None:
    events = of.vocabulary.events
    begins = [
        name
        for name, one in events.items()
        if name not in of.governed and not one.presupposes and not one.when
    ]
    assume(begins)
    start = data.draw(st.sampled_from(begins))
    others = [name for name in events if name != start]
    more = [
        later(
            name,
            data.draw(st.sampled_from([start, *others[:place]])),
            data.draw(st.integers(0, 3)),
            probability=data.draw(st.sampled_from([0.6, 1.0])),
        )
        for place, name in enumerate(others)
    ]
    flagged = {"flag": {"true": 0.5, "false": 0.5}}
    slow = data.draw(st.sampled_from([HOUR, after(500), replace(after(900), missed=0.3)]))
    scenario = county(kind(start, *more, attributes=flagged, per_day=0.05), usual=slow, recall=4)
    at_close = data.draw(st.sampled_from([600, 960]))  # an hour's work from four ends at the close
    scenario = replace(
        scenario,
        departments=(
            department("p", (at_close,), leave=data.draw(st.sampled_from([0, 60]))),
            *scenario.departments[1:],
        ),
        legal_act=data.draw(st.sampled_from(list(LegalAct))),
        expiry_frees=data.draw(st.booleans()),
        conduct=data.draw(st.sampled_from(CONDUCTS)),
        outages=data.draw(st.sampled_from(OUTAGES)),
    )
    assert lived(of, scenario, data.draw(st.integers(0, 9))).threads
