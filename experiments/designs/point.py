"""What is simulated: points, each a regime, a scenario and levels, and replications of each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cached_property
from typing import Any, NamedTuple

from model.calendar import Calendar
from model.deadline import Reading
from model.language import Label
from model.regime import Regime
from model.simulation.scenario import Scenario

Shown = str | int | float | bool
"""The value of a level as tables show it."""

_TOLD = {"id", "name", "document", "ledger", "source", "digest"}
"""What a regime says of itself and does not do."""


@dataclass(frozen=True)
class Point:
    """One cell of a design: a county-year to be simulated again and again.

    Attributes
    ----------
    regime, scenario
        With all changes and levels made; ``regime.id`` and ``scenario.id`` are the names that the
        design gives them.
    levels
        The value of each level, in the order of the design.
    """

    regime: Regime
    scenario: Scenario
    calendar: Calendar
    year: int
    reading: Reading
    levels: Mapping[str, Shown] = field(default_factory=dict)

    @cached_property
    def key(self) -> str:
        """Sixteen hexadecimal digits of what decides its results, and of nothing else.

        Names and labels do not count: two points of one key have the same results.
        """
        rules = {
            one.name: _plain(getattr(self.regime, one.name))
            for one in fields(self.regime)
            if one.name not in _TOLD
        }
        scenario = {k: v for k, v in _plain(self.scenario).items() if k != "id"}
        days = (self.calendar.first, self.calendar.hours, _flags(self.calendar))
        whole = [rules, scenario, _plain(days), self.year, str(self.reading)]
        text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def _flags(calendar: Calendar) -> str:
    days = (calendar.day(index) for index in range(calendar.working_days))
    return hashlib.sha256(",".join(map(str, days)).encode()).hexdigest()


def _plain(value: Any) -> Any:
    """Return plain data in one fixed order, without labels."""
    if isinstance(value, Label):
        return None
    if is_dataclass(value) and not isinstance(value, type):
        named = {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
        return {"": type(value).__name__, **named}
    if isinstance(value, Mapping):
        return [[str(key), _plain(one)] for key, one in value.items()]
    if isinstance(value, frozenset | set):
        return sorted(map(str, value))
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True)
class Precision:
    """A wanted half-width of the interval of a measure, and the most replications to spend."""

    measure: str
    half_width: float
    confidence: float = 0.95
    most: int = 1000


class Task(NamedTuple):
    """One replication of a point; the same seed at all points, so that differences are paired."""

    point: Point
    replication: int
    seed: int


@dataclass(frozen=True)
class Design:
    """Regimes, scenarios and levels, crossed; and how often each point is simulated.

    Attributes
    ----------
    baseline
        Name of the regime that the others are compared with.
    regimes, scenarios, levels
        Names in the order of the file, with what they are called.
    points
        The baseline's first; then by scenario, then by levels, the last level fastest.
    measures
        Names of the measures of interest, as :mod:`experiments.replication` names them.
    text
        The bytes of the design file.
    """

    id: str
    question: Label
    baseline: str
    regimes: Mapping[str, Label]
    scenarios: Mapping[str, Label]
    levels: Mapping[str, Label]
    points: tuple[Point, ...]
    replications: int
    seed: int
    measures: tuple[str, ...] = ()
    precision: Precision | None = None
    text: bytes = b""

    @cached_property
    def distinct(self) -> Mapping[str, Point]:
        """The points by key, the first of each."""
        found: dict[str, Point] = {}
        for one in self.points:
            found.setdefault(one.key, one)
        return found

    @property
    def identity(self) -> str:
        """Sixteen hexadecimal digits of what is simulated; not of how often, nor of any words."""
        text = "\n".join([str(self.seed), *(one.key for one in self.points)])
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def tasks(self) -> Iterator[Task]:
        """Yield every replication of every distinct point, one round of all points after another.

        So that what is there after an interruption can be compared.
        """
        for number in range(self.replications):
            for point in self.distinct.values():
                yield Task(point, number, seed_of(self.seed, number))


def seed_of(seed: int, replication: int) -> int:
    """Return the seed of a replication, below 2**48: independent for each, the same at any point.

    ``shenguan simulate --seed`` takes it.

    >>> seed_of(1, 0), seed_of(1, 0) == seed_of(1, 1)
    (27311190229672, False)
    """
    digest = hashlib.sha256(f"{seed}/{replication}".encode()).digest()
    return int.from_bytes(digest[:6], "big")
