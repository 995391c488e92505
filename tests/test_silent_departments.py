"""A department that never acts: its limits run out, and nothing that it owes or may do is done."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from experiments import scenarios
from model.deadline import Reading, Within
from model.regime import Regime
from model.simulation.compiled.ready import is_ready
from model.simulation.fitting import supplied
from model.simulation.scenario import Department, Scenario
from model.simulation.year import Year, simulate
from model.trace import Mode
from model.vocabulary import EventType
from protocols.mistakes import Mistakes
from tests.county import (
    CALENDAR,
    breaches,
    county,
    department,
    happened,
    kind,
    later,
    outcomes,
    words,
)
from tests.engines import same
from tests.small import NAME, duty, may, regime


def lived(of: Regime, scenario: Scenario) -> Year:
    """A year by the readable engine, held against the other judges; the compiled one is alike."""
    asked = (of, scenario, CALENDAR, 2025, 1, Reading(2), None)
    year = simulate(*asked, "simpy")
    for thread in year.threads:
        breaches(year, thread)
    if is_ready():
        same(year, simulate(*asked, "compiled"))
    return year


def silent(scenario: Scenario, *parties: str) -> Scenario:
    departments = (replace(one, silent=one.party in parties) for one in scenario.departments)
    return replace(scenario, departments=tuple(departments))


def performed(of: Year, party: str) -> int:
    """How many acts a party has done beside those that begin a matter."""
    return sum(
        one.mode is Mode.PERFORMED and one.party == party
        for thread in of.threads
        for one in thread.history[1:]
    )


def test_what_a_silent_department_owes_is_never_done_and_what_it_deems_comes() -> None:
    of = regime(duty("a", "b", Within(2), default="b"), duty("a", "c", Within(2), bearer="q"))
    busy = county(kind("a"))
    acting, idle = lived(of, busy), lived(of, silent(busy, "p"))
    assert outcomes(acting, "a-b") == {"fulfilled"}
    assert outcomes(idle, "a-b") == {"deemed"}
    assert outcomes(idle, "a-c") == {"fulfilled"}  # the others act as before
    assert performed(idle, "p") == 0


def test_neither_what_it_did_itself_nor_what_is_known_at_once_wakes_it() -> None:
    """A look that never takes place would not keep it from either."""
    at_once = replace(county(kind("a")).usual, at_once=True)
    of = regime(duty("a", "b", Within(1)))
    assert outcomes(lived(of, county(kind("a"), tasks={"b": at_once})), "a-b") == {"fulfilled"}
    idle = silent(county(kind("a"), tasks={"b": at_once}, recall=3), "p")
    assert outcomes(lived(of, idle), "a-b") == {"never"}


def test_a_joint_duty_is_left_to_the_bearer_who_acts() -> None:
    of = regime(duty("a", "b", Within(2), jointly=("q",)))
    one = lived(of, silent(county(kind("a")), "p"))
    assert outcomes(one, "a-b") == {"fulfilled"}
    assert (performed(one, "p"), performed(one, "q")) == (0, len(one.threads))
    assert outcomes(lived(of, silent(county(kind("a")), "p", "q")), "a-b") == {"never"}


def test_it_uses_no_power_and_does_nothing_free_but_begins_its_matters() -> None:
    events = words(a=EventType("a", NAME, by="p"), d=EventType("d", NAME, by="p"))
    of = regime(may("a", "b", bearer="p"), duty("a", "c", bearer="q"), events=events)
    coming = county(kind("a", later("b", "a", 1), later("d", "a", 1)))
    acting, idle = lived(of, coming), lived(of, silent(coming, "p"))
    assert happened(acting, "b") == happened(acting, "d") == len(acting.threads) > 0
    assert happened(idle, "b") == happened(idle, "d") == 0
    assert len(idle.threads) == len(acting.threads)


def test_one_silent_supervisor_of_two_leaves_the_matters_of_the_other_alone() -> None:
    of = regime(duty("a", "b", Within(2), bearer="regulator"))
    two: tuple[Department, ...] = (department("p"), department("q"), department("regulator"))
    two += (replace(department("regulator"), id="housing", silent=True),)
    year = lived(of, county(kind("a", per_day=0.5), departments=two))
    by_place = {0: set[str](), 1: set[str]()}
    for thread in year.threads:
        by_place[thread.department].add(str(thread.state.duties["a-b"].status))
    assert by_place == {0: {"fulfilled"}, 1: {"overdue"}}


def test_a_department_that_is_assumed_is_not_silent_like_the_busiest() -> None:
    of = regime(duty("a", "b", bearer="p"))
    only = silent(county(kind("a"), departments=(department("regulator"),)), "regulator")
    added = supplied(only, [of]).departments[-1]
    assert (added.party, added.assumed, added.silent) == ("p", True, False)


FILE = """\
scenario: idle
extends: ordinary
label: {{zh: 住建部门不作为, en: a silent housing bureau}}
note: {{zh: 假设, en: assumed}}
departments:
  housing: {{silent: {value}}}
"""


def test_a_scenario_file_says_which_department_is_silent(tmp_path: Path) -> None:
    path = tmp_path / "idle.yaml"
    path.write_text(FILE.format(value="true"), encoding="utf-8")
    of = scenarios.find(str(path))
    assert [one.id for one in of.departments if one.silent] == ["housing"]
    usual = scenarios.find("ordinary").departments
    assert [replace(one, silent=False) for one in of.departments] == list(usual)
    path.write_text(FILE.format(value="always"), encoding="utf-8")
    with pytest.raises(Mistakes) as raised:
        scenarios.find(str(path))
    assert (raised.value.mistakes[0].line, raised.value.mistakes[0].column) == (6, 21)
