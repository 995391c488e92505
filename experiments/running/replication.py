"""One replication: a county-year simulated once, and what is kept of it.

What is kept is plain numbers, so that it travels between machines and does not grow with the
year's matters more than it must.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.designs.point import Point
from experiments.measures import values
from experiments.measures.backlog import Weeks, weeks
from experiments.measures.facts import Facts
from experiments.measures.metrics import Metrics
from experiments.measures.spans import SPANS, Spans
from experiments.running.versions import versions
from model.instant import MINUTES
from model.simulation.collector import collector_paused
from model.simulation.engine import Engine
from model.simulation.year import Year, simulate


@dataclass(frozen=True)
class Sample:
    """Every single span of one kind, each list in ascending order, in minutes.

    Attributes
    ----------
    working
        Office minutes, of the threads in which it ended.
    calendar
        Minutes of the clock, of the same threads.
    open
        Minutes of the clock for which the others had been watched when watching ended.
    """

    working: Sequence[int]
    calendar: Sequence[int]
    open: Sequence[int]


@dataclass(frozen=True)
class Replication:
    """What is kept of one county-year.

    Attributes
    ----------
    key
        The point's.
    measures
        By name; ``None`` where the figure does not exist, as the mean of nothing.
    versions
        What computed it.
    series
        The longest queue of each department in each week, those of the warm-up before the year's.
    """

    key: str
    seed: int
    measures: dict[str, float | None]
    samples: dict[str, Sample]
    versions: dict[str, str]
    series: Weeks = field(default_factory=Weeks)

    def data(self) -> dict[str, Any]:
        """Return it as plain data."""
        samples = {
            name: {part: getattr(one, part) for part in ("working", "calendar", "open")}
            for name, one in self.samples.items()
        }
        return {
            "key": self.key,
            "seed": self.seed,
            "measures": self.measures,
            "samples": samples,
            "series": {
                "weeks": [monday.isoformat() for monday in self.series.mondays],
                "waiting": self.series.waiting,
            },
        }


@collector_paused()
def replicate(
    point: Point, seed: int, engine: Engine | None = None, single_spans: bool = True
) -> Replication:
    """Simulate a point once and measure it.

    The same point and seed give the same numbers on any machine with the same versions.

    Parameters
    ----------
    engine
        What runs the year; the compiled one where it can be unless given. The numbers are the same.
    single_spans
        Whether every single span is kept, too.
    """
    year = simulate(
        point.regime,
        point.scenario,
        point.calendar,
        point.year,
        seed,
        point.reading,
        engine=engine,
    )
    facts = Facts(year)
    figures = values(facts)
    single = samples(year, facts.metrics) if single_spans else {}
    return Replication(point.key, seed, figures, single, dict(versions()), weeks(facts.counted))


def samples(year: Year, metrics: Metrics) -> dict[str, Sample]:
    """Return every single span of the kinds that are kept."""
    kinds = zip(SPANS, (metrics.claim, metrics.unsupervised, metrics.attention), strict=True)
    return {name: _sample(spans, year) for name, spans in kinds}


def _sample(spans: Spans, year: Year) -> Sample:
    day = year.calendar.hours.minutes
    ended, still = spans.calendar_in_order, np.sort(spans.open_calendar)
    lengths = ((spans.working_in_order, day), (ended, MINUTES), (still, MINUTES))
    return Sample(*(_minutes(days, unit) for days, unit in lengths))


def _minutes(days: NDArray[np.float64], unit: int) -> Sequence[int]:
    """Whole minutes, as a plain array: it travels as its bytes."""
    return array("i", np.rint(days * unit).astype(np.intc).tobytes())
