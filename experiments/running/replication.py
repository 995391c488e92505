"""One replication: a county-year simulated once, and what is kept of it.

What is kept is plain numbers, so that it travels between machines and does not grow with the
year's matters more than it must.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from experiments.designs.point import Point
from experiments.measures.backlog import Counted, Weeks, counted, queues, weeks
from experiments.measures.burden import burdens, waits
from experiments.measures.commitments import NAMES, commitments
from experiments.measures.metrics import (
    LETTERS,
    PERMIT_DAYS,
    Metrics,
    breaches_by_article,
    breaches_by_party,
    letter_totals,
    metrics,
    permit_days,
    table,
)
from experiments.measures.spans import Spans
from experiments.running.versions import versions
from model.instant import MINUTES
from model.simulation.year import Year, collector_paused, simulate
from model.trace import Mode
from protocols.mistakes import nearest

SPANS = ("claim-latency", "time-without-supervisor", "time-to-attention")
"""The spans of which every single one is kept: from the push to the claim, from the decision to
the claim in whatever mode, and from the decision to an officer's own attention."""

_STATISTICS = ("mean-of-ended", "median", "p90", "p99", "max")
_MECHANISMS = {
    **{one: one for one in ("triggered", "answered", "by_rule", "open")},
    **{one: one for one in ("median", "p90", "max", "longest")},
    "open_longest": "open-longest",
}
"""Figures of properties by their columns."""

MEASURES = (
    *(f"{span}.{one}.{unit}" for span in SPANS for unit in ("working-days", "calendar-days")
      for one in _STATISTICS),
    *(f"{span}.total.calendar-days" for span in SPANS),
    *(f"{span}.{one}" for span in SPANS for one in ("begun", "censored")),
    *(f"claims.{mode}" for mode in (Mode.PERFORMED, Mode.DEEMED, Mode.COUNTED)),
    "auto-claimed-share",
    *(f"letters.{one}" for one in (*LETTERS, "received", "stuck", "stuck-share")),
    *(f"permit-days.{one}" for one in PERMIT_DAYS),
    *(f"permit-days.unattended.{one}" for one in PERMIT_DAYS),
    *(f"broken-commitments.{one}" for one in NAMES),
    "threads",
)  # fmt: skip
"""Measures that every regime and scenario has."""

FAMILIES = (
    "utilisation.", "duties.", "breaches.", "property.",
    "breaches-by-party.", "backlog.", "burden.", "waits.",
)  # fmt: skip
"""Beginnings of measures that are about one department, rule and outcome, article, property or
party."""


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

    working: tuple[int, ...]
    calendar: tuple[int, ...]
    open: tuple[int, ...]


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
            name: {"working": one.working, "calendar": one.calendar, "open": one.open}
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
def replicate(point: Point, seed: int) -> Replication:
    """Simulate a point once and measure it.

    The same point and seed give the same numbers on any machine with the same versions.
    """
    year = simulate(point.regime, point.scenario, point.calendar, point.year, seed, point.reading)
    found = metrics(year)
    backlog = counted(year)
    named, single = measures(year, found, backlog), samples(year, found)
    return Replication(point.key, seed, named, single, dict(versions()), weeks(backlog))


def measures(year: Year, found: Metrics, backlog: Counted | None = None) -> dict[str, float | None]:
    """Return every figure of a year under its name; the one place where measures are added."""
    waiting = queues(backlog or counted(year))
    named: dict[str, float | None] = {"threads": float(len(year.threads))}
    for row in table(year, found).iter_rows(named=True):
        named[_name(row)] = row["value"]
    for article, count in breaches_by_article(year, found).items():
        named[f"breaches.{article}"] = float(count)
    for party, count in breaches_by_party(year, found).items():
        named[f"breaches-by-party.{party}"] = float(count)
    named.update(_of_properties(found.mechanisms))
    for name, value in letter_totals(found).items():
        named[f"letters.{name}"] = value
    for name, value in permit_days(found).items():
        named[f"permit-days.{name}"] = value
    for name, value in commitments(year).items():
        named[f"broken-commitments.{name}"] = value
    for family, figures in (
        ("backlog", waiting),
        ("burden", burdens(year)),
        ("waits", waits(year)),
    ):
        for subject, row in figures.items():
            named.update({f"{family}.{subject}.{name}": value for name, value in row.items()})
    return named


def _name(row: dict[str, Any]) -> str:
    metric, statistic, unit = row["metric"], row["statistic"], row["unit"].replace(" ", "-")
    if metric in SPANS:
        counted = statistic in ("begun", "censored")
        return f"{metric}.{statistic}" if counted else f"{metric}.{statistic}.{unit}"
    if metric == "auto-claimed-share":
        return str(metric)
    if metric == "utilisation":
        return f"{metric}.{row['rule']}"
    return f"{metric}.{row['rule']}.{statistic}" if row["rule"] else f"{metric}.{statistic}"


def _of_properties(found: pl.DataFrame) -> Iterator[tuple[str, float | None]]:
    for row in found.iter_rows(named=True):
        for column, figure in _MECHANISMS.items():
            value = row[column]
            yield f"property.{row['property']}.{figure}", None if value is None else float(value)


def samples(year: Year, found: Metrics) -> dict[str, Sample]:
    """Return every single span of the kinds that are kept."""
    kinds = zip(SPANS, (found.claim, found.unsupervised, found.attention), strict=True)
    return {name: _sample(spans, year) for name, spans in kinds}


def _sample(spans: Spans, year: Year) -> Sample:
    day = year.calendar.hours.minutes
    lengths = ((spans.working, day), (spans.calendar, MINUTES), (spans.open_calendar, MINUTES))
    return Sample(*(_minutes(values, unit) for values, unit in lengths))


def _minutes(values: NDArray[np.float64], unit: int) -> tuple[int, ...]:
    return tuple(np.sort(np.rint(values * unit).astype(np.int64)).tolist())


def known(measure: str) -> bool:
    """Whether a measure of this name may be asked for."""
    return measure in MEASURES or measure.startswith(FAMILIES)


def nearest_measure(measure: str) -> str | None:
    """Return the known measure that is most like a wrong name."""
    return nearest(measure, MEASURES)
