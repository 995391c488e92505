"""Matters that are given come, and no others; the two engines meet the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from experiments import scenarios
from model.calendar import chinese_calendar
from model.deadline import Reading
from model.instant import instant_of
from model.simulation.draws import Draws
from model.simulation.engine import Engine
from model.simulation.fitting import without_governed
from model.simulation.given import Given
from model.simulation.scenario import Scenario
from model.simulation.workload import matters
from model.simulation.year import simulate
from protocols import library
from tests.engines import same

CALENDAR, YEAR = chinese_calendar(), 2025
REGIME = library.find("xuecheng")


def thinned(part: float) -> Scenario:
    found = without_governed(scenarios.find("ordinary"), REGIME)
    kinds = tuple(replace(kind, per_day=kind.per_day * part) for kind in found.matters)
    return replace(found, matters=kinds, warm_up=20, drain=20)


SCENARIO = thinned(0.1)
NAMES = [one.id for one in SCENARIO.supervising]


def drawn(seed: int) -> list[Given]:
    """The matters of a seed as a log would have them."""
    return [
        Given(one.kind.id, one.at, tuple(NAMES[k] for k in one.threads), dict(one.attributes))
        for one in matters(SCENARIO, CALENDAR, YEAR, Draws(seed))
    ]


def test_the_matters_of_a_seed_given_back_make_the_same_year() -> None:
    luck = simulate(REGIME, SCENARIO, CALENDAR, YEAR, 3, Reading(5), engine=Engine.SIMPY)
    again = simulate(
        REGIME, SCENARIO, CALENDAR, YEAR, 3, Reading(5), engine=Engine.SIMPY, given=drawn(3)
    )
    same(luck, again)


def test_both_engines_meet_the_same_matters() -> None:
    given = [*drawn(4)[::2], *odd_ones()]
    one, other = (
        simulate(REGIME, SCENARIO, CALENDAR, YEAR, 5, Reading(5), engine=engine, given=given)
        for engine in (Engine.SIMPY, Engine.COMPILED)
    )
    same(one, other)


def odd_ones() -> list[Given]:
    """At night, on a Sunday, for three departments, and without a word on anything."""
    night, sunday = (instant_of(datetime(2025, 3, day, 23, 41)) for day in (5, 9))
    return [
        Given("approval", night, ("market", "housing", "health")),
        Given("approval", sunday, ("market",), {"certificate-needed": "true"}),
        Given("letter", sunday),
    ]


def test_nothing_comes_but_what_is_given() -> None:
    found = matters(SCENARIO, CALENDAR, YEAR, Draws(1), odd_ones())
    assert [(one.case, len(one.threads)) for one in found if one.kind.id == "approval"] == [
        ("approval-000000", 3),
        ("approval-000001", 1),
    ]
    assert found[1].threads == (NAMES.index("market"),)
    assert found[1].attributes["certificate-needed"] == "true"
    assert [one.case for one in found[2:]] == ["letter-000000"]


@pytest.mark.parametrize(
    "wrong",
    [
        Given("no-such-kind", 0),
        Given("approval", 0, ("no-such-department",)),
        Given("approval", 0, (), {"no-such-fact": "true"}),
        Given("approval", 0, (), {"certificate-needed": "perhaps"}),
    ],
)
def test_what_the_scenario_could_not_have_drawn_is_refused(wrong: Given) -> None:
    with pytest.raises(ValueError, match=r"no-such|perhaps"):
        matters(SCENARIO, CALENDAR, YEAR, Draws(1), [wrong])
