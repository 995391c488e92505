"""Every draw belongs to what it is for, so that regimes meet the same matters, people and luck."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from experiments import scenarios
from experiments.measures.eventlog import event_log
from model.deadline import Reading
from model.simulation.scenario import Scenario
from model.simulation.year import Year, simulate
from protocols import library
from tests.county import CALENDAR
from tests.one_stream import one_stream

Done = dict[tuple[str, int, str], int]


def quiet() -> Scenario:
    """An ordinary county with a twentieth of its matters."""
    whole = scenarios.find("ordinary")
    fewer = tuple(replace(one, per_day=one.per_day / 20) for one in whole.matters)
    return replace(whole, matters=fewer, warm_up=0)


def lived(name: str, scenario: Scenario | None = None) -> Year:
    return simulate(library.find(name), scenario or quiet(), CALENDAR, 2025, 5, Reading(5))


@cache
def keyed(name: str) -> Year:
    return lived(name)


def minutes(of: Year) -> Done:
    """The office minutes of every act that an officer completed himself."""
    occurred = {(one.case, one.department): one.state.occurred for one in of.threads}
    worked = of.calendar.working_minutes_until
    found = {}
    for one in of.attention:
        act = occurred[one.case, one.thread].get(one.act)
        if act is not None and act.at == one.finished:
            key = (one.case, one.thread, one.act)
            found[key] = worked(one.finished) - worked(one.taken_up)
    return found


def alike(first: Done, second: Done) -> tuple[int, int]:
    """How many acts both have, and how many of them took the same time."""
    both = first.keys() & second.keys()
    return len(both), sum(first[key] == second[key] for key in both)


@pytest.mark.parametrize("other", ["guanxian", "nanchang"])
def test_the_same_act_in_the_same_matter_takes_as_long_under_another_regime(other: str) -> None:
    both, same = alike(*(minutes(keyed(name)) for name in ("xuecheng", other)))
    assert both > 150
    assert same == both


def test_with_fewer_officers_everything_waits_longer_and_takes_as_long() -> None:
    scenario = quiet()
    alone = tuple(replace(one, officers=1) for one in scenario.departments)
    years = [keyed("xuecheng"), lived("xuecheng", replace(scenario, departments=alone))]
    both, same = alike(*map(minutes, years))
    assert same == both > 150
    assert not event_log(years[0]).equals(event_log(years[1]))


def test_one_stream_of_numbers_loses_the_common_luck_and_repeats_itself_all_the_same() -> None:
    """The twin: what the benchmark compares keyed draws with does what its name says."""
    with one_stream():
        years = [lived(name) for name in ("xuecheng", "guanxian", "xuecheng")]
    both, same = alike(minutes(years[0]), minutes(years[1]))
    assert both > 150
    assert same < both / 4
    assert event_log(years[0]).equals(event_log(years[2]))
