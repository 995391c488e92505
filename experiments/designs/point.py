"""What is simulated: points, each a regime, a scenario and levels, and replications of each."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from experiments.designs.assumption import Assumptions
from experiments.designs.assumption import Shown as Shown
from experiments.designs.keys import key_of
from model.calendar import Calendar
from model.deadline import Reading
from model.language import Text
from model.regime import Regime
from model.simulation.scenario import Scenario


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
    assumed
        What is assumed otherwise than usual; empty at the main points of a design.
    row
        Row of the sample over all ranges that the point belongs to; ``None`` for none.
    """

    regime: Regime
    scenario: Scenario
    calendar: Calendar
    year: int
    reading: Reading
    levels: Mapping[str, Shown] = field(default_factory=dict)
    assumed: Mapping[str, Shown] = field(default_factory=dict)
    row: int | None = None

    @cached_property
    def key(self) -> str:
        """Sixteen hexadecimal digits of what decides its results, and of nothing else.

        Names and labels do not count: two points of one key have the same results.
        """
        return key_of(self.regime, self.scenario, self.calendar, self.year, self.reading)

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel as bytes that are made once, however often the point is handed out."""
        return _unpacked, (_packed(_Identity(self)),)


_KEPT = 32
"""Points whose bytes are kept, and points that are kept where they arrive."""


class _Identity:
    """A point as what it is and not as what it says: to compare two texts takes longer."""

    def __init__(self, point: Point) -> None:
        self.point = point

    def __hash__(self) -> int:
        return id(self.point)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Identity) and self.point is other.point


@lru_cache(_KEPT)
def _packed(one: _Identity) -> bytes:
    fields = {name: value for name, value in vars(one.point).items() if name in _FIELDS}
    return pickle.dumps((fields, one.point.key), pickle.HIGHEST_PROTOCOL)


@lru_cache(_KEPT)
def _unpacked(data: bytes) -> Point:
    """Return the very point that these bytes made before, with what is known of it by now."""
    fields, key = pickle.loads(data)
    point = Point(**fields)
    vars(point)["key"] = key  # digested already by whoever hands it out
    return point


_FIELDS = frozenset(Point.__dataclass_fields__)


class Of(StrEnum):
    """What is to be known with a wanted precision."""

    EACH_POINT = "each-point"
    DIFFERENCES = "differences"


@dataclass(frozen=True)
class Precision:
    """A wanted half-width of the intervals of a measure, and the most replications to spend.

    Attributes
    ----------
    of
        The measure at each point, or its paired differences from the first value of each thing
        that is varied.
    """

    measure: str
    half_width: float
    confidence: float = 0.95
    most: int = 1000
    of: Of = Of.EACH_POINT


@dataclass(frozen=True)
class Best:
    """The wish to know which choice is best, at a stated error.

    Attributes
    ----------
    smallest
        Whether a small value of the measure is good.
    zone
        The smallest difference that matters, in the unit of the measure's values.
    confidence
        Probability of a correct selection where the best is better than the others by the zone.
    most
        Replications of a point at the most.
    """

    measure: str
    smallest: bool
    zone: float
    confidence: float = 0.95
    most: int = 1000


class Task(NamedTuple):
    """One replication of a point; the same seed at all points, so that differences are paired."""

    point: Point
    replication: int
    seed: int


@dataclass(frozen=True, repr=False)
class Design:
    """Regimes, scenarios and levels, crossed; and how often each point is simulated.

    Attributes
    ----------
    baseline
        Name of the regime that the others are compared with.
    regimes, scenarios, levels
        Names in the order of the file, with what they are called.
    points
        The main ones, the baseline's first, then by scenario, then by levels, the last level
        fastest; after them those at which something is assumed otherwise.
    measures
        Names of the measures of interest, the identifiers of :mod:`experiments.measures`.
    text
        The bytes of the design file.
    files
        The bytes of the files beside it that it names, by name.
    single_spans
        Whether every single span is kept besides the measures, which takes room for each matter.
    """

    id: str
    question: Text
    baseline: str
    regimes: Mapping[str, Text]
    scenarios: Mapping[str, Text]
    levels: Mapping[str, Text]
    points: tuple[Point, ...]
    replications: int
    seed: int
    measures: tuple[str, ...] = ()
    precision: Precision | None = None
    best: Best | None = None
    text: bytes = b""
    assumptions: Assumptions | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    single_spans: bool = True

    def __repr__(self) -> str:
        return f"<Design {self.id}, {len(self.points)} points, {self.replications} replications>"

    @cached_property
    def main(self) -> tuple[Point, ...]:
        """The points at which everything is assumed as usual; they come first."""
        return tuple(one for one in self.points if not one.assumed)

    def replications_of(self, point: Point) -> int:
        """Return how often a point is simulated in any case; no more where it is not a main one."""
        if not point.assumed or self.assumptions is None:
            return self.replications
        given = self.assumptions
        return given.replications if point.row is None else given.sample_replications

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

    @cached_property
    def start(self) -> Mapping[str, int]:
        """How often each distinct point is simulated in any case, by key."""
        found: dict[str, int] = {}
        for one in self.points:
            found[one.key] = max(found.get(one.key, 0), self.replications_of(one))
        return found

    def tasks(self, goals: Mapping[str, int] | None = None) -> Iterator[Task]:
        """Yield every replication of every distinct point, one round of points after another.

        The main points come first, so that what is there after an interruption can be compared.

        Parameters
        ----------
        goals
            How often each distinct point is simulated; :attr:`start` unless given.
        """
        wanted = self.start if goals is None else goals
        main = {one.key for one in self.main}
        for keys in (main, self.distinct.keys() - main):
            points = {key: point for key, point in self.distinct.items() if key in keys}
            for number in range(max((wanted[key] for key in points), default=0)):
                for key, point in points.items():
                    if number < wanted[key]:
                        yield Task(point, number, seed_of(self.seed, number))


def seed_of(seed: int, replication: int) -> int:
    """Return the seed of a replication, below 2**48: independent for each, the same at any point.

    ``shenguan simulate --seed`` takes it.

    >>> seed_of(1, 0), seed_of(1, 0) == seed_of(1, 1)
    (27311190229672, False)
    """
    digest = hashlib.sha256(f"{seed}/{replication}".encode()).digest()
    return int.from_bytes(digest[:6], "big")
