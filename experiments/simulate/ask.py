"""What one year of offices, officers and queues comes to under one regime."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from experiments import measures
from experiments.answers.regimes.holidays import check_holiday
from experiments.answers.regimes.lived import Lived, lived_by
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
    lived
        What all years leave for answers, this one being the first; ``None`` of a year made by hand.
    holiday
        A day off of the holiday that is told of; the one with most days off where ``None``.
    """

    year: Year
    metrics: Metrics
    breaches: dict[str, int]
    figures: pl.DataFrame
    log: pl.DataFrame
    queues: pl.DataFrame
    duties: tuple[DutyFigures, ...] = ()
    lived: Lived | None = None
    holiday: date | None = None

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
    replications: int = 1,
    holiday: date | None = None,
) -> Simulation:
    """Simulate one year and work out its figures; and more of them, to tell what is luck.

    Parameters
    ----------
    reading
        The value of open limits; five working days unless given.
    progress
        Called with the share of matters that have arrived, about a hundred times.
    engine
        What runs it; the compiled one where it can be unless given.
    replications
        How many years are simulated, each with the next seed; all but the first only for answers.
    holiday
        A day off of the holiday that is told of; the one with most days off unless given.

    Raises
    ------
    Complaint
        As :func:`~model.simulation.year.simulate`; and where the date given is a day off of no
        holiday of the year that can be told of.
    """
    days, value = calendar or chinese_calendar(), reading or Reading(5)
    days = presuming(days, last_needed(scenario, year))
    if holiday is not None:
        check_holiday(days, year, holiday)
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
        lived_by(_years(passed, replications, engine)),
        holiday,
    )


def _years(first: Year, count: int, engine: Engine | str | None) -> Iterator[Year]:
    """The year and others like it, each with the next seed."""
    yield first
    law, scenario = first.law, first.scenario
    for seed in range(first.seed + 1, first.seed + count):
        yield simulate(
            law.regime, scenario, first.calendar, first.year, seed, law.reading, engine=engine
        )
