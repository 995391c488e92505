"""What one year of offices, officers and queues comes to under one regime."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from experiments import measures
from experiments.measures.backlog import backlog, weekly_maxima
from experiments.measures.duties import DutyFigures
from experiments.measures.eventlog import event_log
from experiments.measures.facts import Facts
from experiments.measures.metrics import Metrics
from model.calendar import Calendar, chinese_calendar
from model.deadline import Reading
from model.presumed import presuming
from model.regime import Regime
from model.simulation.engine import Engine
from model.simulation.fitting import supplied, without_governed
from model.simulation.scenario import Scenario
from model.simulation.year import Year, last_needed, simulate
from model.version import across


@dataclass(frozen=True)
class Simulation:
    """A simulated year and all that is told of it.

    Attributes
    ----------
    breaches
        Breached duties by article.
    figures
        The figures of the year, one in a row.
    queues
        The longest queue of each department in each week.
    duties
        What became of each duty and prohibition of the text, in its order.
    """

    year: Year
    metrics: Metrics
    breaches: dict[str, int]
    figures: pl.DataFrame
    log: pl.DataFrame
    queues: pl.DataFrame
    duties: tuple[DutyFigures, ...] = ()

    @property
    def helpless(self) -> dict[str, int]:
        """Of the breaches, by article how many nobody could have kept when they were due."""
        counts = Counter[str]()
        for rule, count in self.metrics.helpless.items():
            counts[self.regime.by_id[rule].article] += count
        return dict(+counts)

    @property
    def regime(self) -> Regime:
        """The regime under which the year passed."""
        return self.year.law.regime


def simulation(
    regime: Regime,
    scenario: Scenario,
    *,
    year: int = 2025,
    seed: int = 1,
    reading: Reading | None = None,
    calendar: Calendar | None = None,
    progress: Callable[[float], None] | None = None,
    engine: Engine | str | None = None,
) -> Simulation:
    """Simulate one year and work out its figures.

    Parameters
    ----------
    reading
        The value of open limits; five working days unless given.
    progress
        Called with the share of matters that have arrived, about a hundred times.
    engine
        What runs it; the compiled one where it can be unless given.

    Raises
    ------
    Complaint
        As :func:`~model.simulation.year.simulate`.
    """
    days, value = calendar or chinese_calendar(), reading or Reading(5)
    days = presuming(days, last_needed(scenario, year))
    regime = across(regime)
    fitted = without_governed(supplied(scenario, [regime]), regime)
    passed = simulate(regime, fitted, days, year, seed, value, progress, engine)
    facts = Facts(passed)
    return Simulation(
        passed,
        facts.metrics,
        facts.articles,
        measures.table(facts),
        event_log(passed),
        weekly_maxima(backlog(passed)),
        facts.duties,
    )
