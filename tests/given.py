"""Matters that a year is given: those that luck would have brought, and some that are odd."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from experiments import scenarios
from model.deadline import Reading
from model.instant import instant_of
from model.simulation.draws import Draws
from model.simulation.fitting import without_governed
from model.simulation.given import Given
from model.simulation.scenario import Scenario
from model.simulation.workload import matters
from protocols import library
from tests.county import CALENDAR

YEAR = 2025
REGIME = library.find("xuecheng")


def thinned(part: float) -> Scenario:
    """Return the ordinary county with a part of its matters."""
    found = without_governed(scenarios.find("ordinary"), REGIME)
    kinds = tuple(replace(kind, per_day=kind.per_day * part) for kind in found.matters)
    return replace(found, matters=kinds, warm_up=20, drain=20)


SCENARIO = thinned(0.1)
NAMES = [one.id for one in SCENARIO.supervising]
ASKED = REGIME, SCENARIO, 5, Reading(5)
"""A year in which only what is given comes, as :func:`tests.engines.agree` has it."""


def drawn(seed: int) -> list[Given]:
    """Return the matters of a seed as a log would have them."""
    return [
        Given(one.kind.id, one.at, tuple(NAMES[k] for k in one.threads), dict(one.attributes))
        for one in matters(SCENARIO, CALENDAR, YEAR, Draws(seed))
    ]


def odd_ones() -> list[Given]:
    """At night, on a Sunday, for three departments, and without a word on anything."""
    night, sunday = (instant_of(datetime(2025, 3, day, 23, 41)) for day in (5, 9))
    return [
        Given("approval", night, ("market", "housing", "health")),
        Given("approval", sunday, ("market",), {"certificate-needed": "true"}),
        Given("letter", sunday),
    ]
