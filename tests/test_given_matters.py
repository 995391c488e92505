"""Matters that are given come, and no others; the two engines meet the same."""

from __future__ import annotations

import pytest

from model.deadline import Reading
from model.simulation.compiled.ready import is_ready
from model.simulation.draws import Draws
from model.simulation.engine import Engine
from model.simulation.given import Given
from model.simulation.workload import matters
from model.simulation.year import simulate
from tests.county import CALENDAR
from tests.engines import as_given, same
from tests.given import NAMES, REGIME, SCENARIO, YEAR, drawn, odd_ones


def test_the_matters_of_a_seed_given_back_make_the_same_year() -> None:
    luck = simulate(REGIME, SCENARIO, CALENDAR, YEAR, 3, Reading(5), engine=Engine.SIMPY)
    again = simulate(
        REGIME, SCENARIO, CALENDAR, YEAR, 3, Reading(5), engine=Engine.SIMPY, given=drawn(3)
    )
    same(luck, again)


@pytest.mark.skipif(not is_ready(), reason="not compiled here: python -m tests.engines does that")
def test_both_engines_meet_the_same_matters() -> None:
    """Elsewhere test_engines.py holds them against each other as they are written."""
    as_given(every=2)


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
