"""The points of a design with what scenarios lack for their texts, and calendars for their year.

All points of one scenario are given the same, whatever their regime, so that they meet the same
matters and differences stay paired.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from experiments.designs.point import Point
from model.presumed import presuming
from model.regime import Regime
from model.simulation.fitting import supplied, without_governed
from model.simulation.scenario import Scenario
from model.simulation.year import last_needed


def fitted(points: Iterable[Point]) -> list[Point]:
    """Return points that can be simulated to the end; most stay as they are."""
    given = list(points)
    regimes: dict[int, dict[int, Regime]] = {}
    for point in given:
        regimes.setdefault(id(point.scenario), {})[id(point.regime)] = point.regime
    wholes: dict[int, Scenario] = {}
    made: dict[tuple[int, int], Scenario] = {}
    for point in given:
        key = (id(point.scenario), id(point.regime))
        if key in made:
            continue
        if key[0] not in wholes:
            wholes[key[0]] = supplied(point.scenario, regimes[key[0]].values())
        made[key] = without_governed(wholes[key[0]], point.regime)
    return [_with(point, made[id(point.scenario), id(point.regime)]) for point in given]


def _with(point: Point, scenario: Scenario) -> Point:
    calendar = presuming(point.calendar, last_needed(scenario, point.year))
    if scenario is point.scenario and calendar is point.calendar:
        return point
    return replace(point, scenario=scenario, calendar=calendar)
