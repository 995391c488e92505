"""The matters of a year: what arrives when, about whom. The same for every regime."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.stats import nbinom, poisson

from model.calendar import Calendar
from model.instant import MINUTES, day_of
from model.language import Complaint
from model.simulation.draws import THREADS, Draws
from model.simulation.scenario import MatterKind, Scenario

_PER_DAY = 4096  # positions a day in the stream of arrival times


@dataclass(frozen=True, slots=True)
class Matter:
    """One case before any rule has touched it.

    Attributes
    ----------
    number
        Its place among the matters of its kind, from 0, by day and order of the day.
    threads
        Indices of the supervising departments concerned, among ``scenario.supervising``.
    counted
        Whether it arrived in the year itself and not in the warm-up.
    """

    kind: MatterKind
    number: int
    at: int
    attributes: Mapping[str, str]
    threads: tuple[int, ...]
    counted: bool

    @property
    def case(self) -> str:
        """Its name in logs.

        >>> Matter(MatterKind("letter", (), 1.0), 7, 0, {}, (0,), True).case
        'letter-000007'
        """
        return f"{self.kind.id}-{self.number:06d}"

    def position(self, thread: int) -> int:
        """Its position, with one of its threads, in every stream of draws."""
        return self.number * THREADS + thread


def matters(scenario: Scenario, calendar: Calendar, year: int, draws: Draws) -> list[Matter]:
    """Return the matters of a year and its warm-up, by instant, kind and number."""
    first = date(year, 1, 1) - timedelta(days=scenario.warm_up)
    days = np.array(
        [
            day
            for index in range(
                calendar.index_from(first), calendar.index_from(date(year + 1, 1, 1))
            )
            for day in (calendar.day(index),)
        ]
    )
    begin = day_of(date(year, 1, 1)) * MINUTES
    found = [
        matter
        for kind in scenario.matters
        for matter in _of_kind(kind, scenario, calendar, days, begin, draws)
    ]
    order = {kind.id: place for place, kind in enumerate(scenario.matters)}
    found.sort(key=lambda one: (one.at, order[one.kind.id], one.number))
    return found


def _of_kind(
    kind: MatterKind,
    scenario: Scenario,
    calendar: Calendar,
    days: NDArray[np.int64],
    begin: int,
    draws: Draws,
) -> list[Matter]:
    counts = _counts(kind, draws.uniforms(len(days), kind.id, "arrivals"))
    if counts.max(initial=0) > _PER_DAY:
        raise Complaint("scenario.too-many", kind=kind.id, most=_PER_DAY)
    moments = draws.uniforms(len(days) * _PER_DAY, kind.id, "instant").reshape(len(days), _PER_DAY)
    total = int(counts.sum())
    about = _departments(kind, scenario, total, draws)
    facts = {
        name: (draws.uniforms(total, kind.id, "attribute", name) < share).tolist()
        for name, share in kind.attributes.items()
    }
    found: list[Matter] = []
    for day, count, row in zip(days.tolist(), counts.tolist(), moments, strict=True):
        opening = calendar.working_minutes_until(day * MINUTES)
        for share in sorted(row[:count].tolist()):
            worked = opening + int(share * calendar.hours.minutes)
            at = calendar.after_work(day * MINUTES, worked - opening + 1) - 1
            number = len(found)
            attributes = {name: str(values[number]).lower() for name, values in facts.items()}
            found.append(Matter(kind, number, at, attributes, about[number], at >= begin))
    return found


def _counts(kind: MatterKind, uniforms: NDArray[np.float64]) -> NDArray[np.int64]:
    if kind.per_day == 0:
        return np.zeros(len(uniforms), dtype=np.int64)
    if kind.dispersion <= 1:
        return np.asarray(poisson.ppf(uniforms, kind.per_day)).astype(np.int64)
    size = kind.per_day / (kind.dispersion - 1)
    return np.asarray(nbinom.ppf(uniforms, size, 1 / kind.dispersion)).astype(np.int64)


def _departments(
    kind: MatterKind, scenario: Scenario, total: int, draws: Draws
) -> list[tuple[int, ...]]:
    shares = np.array([one.share for one in scenario.supervising], dtype=np.float64)
    steps = np.cumsum(shares / shares.sum())
    first = np.searchsorted(steps, draws.uniforms(total, kind.id, "department"), side="right")
    first = np.minimum(first, len(shares) - 1)
    if len(shares) < 2:
        return [(int(one),) for one in first]
    both = draws.uniforms(total, kind.id, "second") < kind.second_department
    other = draws.uniforms(total, kind.id, "second-department") * (len(shares) - 1)
    second = (first + 1 + other.astype(np.int64)) % len(shares)
    return [
        (a, b) if two else (a,)
        for a, b, two in zip(first.tolist(), second.tolist(), both.tolist(), strict=True)
    ]
