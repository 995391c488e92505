"""The matters of a year: what arrives when, about whom. The same for every regime."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.calendar import Calendar
from model.instant import MINUTES, day_of
from model.language import Complaint
from model.simulation.counts import negative_binomial, poisson
from model.simulation.draws import THREADS, Draws
from model.simulation.given import Given, Givens
from model.simulation.pattern import EVEN, factors, minute_ranks
from model.simulation.scenario import Every, MatterKind, Scenario

PER_DAY = 4096
"""Positions a day in the stream of arrival times, and so the most that may arrive."""


class Matter(NamedTuple):
    """One case before any rule has touched it.

    Attributes
    ----------
    number
        Its place among the matters of its kind, from 0, by day and order of the day.
    threads
        Indices of the supervising departments concerned, among ``scenario.supervising``.
    counted
        Whether it arrived in the year itself and not in the warm-up.
    stride
        Positions that each matter of its kind has in every stream of draws, one for each thread.
    """

    kind: MatterKind
    number: int
    at: int
    attributes: Mapping[str, str]
    threads: tuple[int, ...]
    counted: bool
    stride: int = THREADS

    @property
    def case(self) -> str:
        """Its name in logs.

        >>> Matter(MatterKind("letter", (), 1.0), 7, 0, {}, (0,), True).case
        'letter-000007'
        """
        return f"{self.kind.id}-{str(self.number).zfill(6)}"

    def position(self, thread: int) -> int:
        """Its position, with one of its threads, in every stream of draws."""
        return self.number * self.stride + thread


def matters(
    scenario: Scenario,
    calendar: Calendar,
    year: int,
    draws: Draws,
    given: Sequence[Given] | None = None,
) -> list[Matter]:
    """Return the matters of a year and its warm-up, by instant, kind and number.

    Where matters are given, they are those, and no others come.
    """
    first = date(year, 1, 1) - timedelta(days=scenario.warm_up)
    last = date(year + 1, 1, 1)
    begin = day_of(date(year, 1, 1)) * MINUTES
    known = None if given is None else Givens(given, scenario, first, last)
    found: list[Matter] = []
    for kind in scenario.matters:
        if known is not None:
            instants = [one.at for one in known.of(kind)]
        elif kind.every is None:
            instants = _arrivals(kind, calendar, first, year, draws)
        else:
            instants = openings(kind.every, calendar, first, last)
        drawn = _of_kind(kind, scenario, instants, begin, draws)
        found += drawn if known is None else _as_given(drawn, kind, known)
    order = {kind.id: place for place, kind in enumerate(scenario.matters)}
    found.sort(key=lambda one: (one.at, order[one.kind.id], one.number))
    return found


def _of_kind(
    kind: MatterKind, scenario: Scenario, instants: Sequence[int], begin: int, draws: Draws
) -> list[Matter]:
    total = len(instants)
    about = _departments(kind, scenario, total, draws)
    values = [
        _values(shares, draws.uniforms(total, kind.id, "attribute", name))
        for name, shares in kind.attributes.items()
    ]
    rows = [*zip(*values, strict=True)] if values else [()] * total
    # Matters that are alike share their facts.
    facts = {row: dict(zip(kind.attributes, row, strict=True)) for row in {*rows}}
    stride = max(THREADS, *map(len, about)) if kind.everywhere and about else THREADS
    return [
        Matter(
            kind,
            number,
            at,
            facts[rows[number]],
            about[number],
            at >= begin,
            stride,
        )
        for number, at in enumerate(instants)
    ]


def _as_given(drawn: list[Matter], kind: MatterKind, known: Givens) -> list[Matter]:
    """Matters of which some things are given in the place of what was drawn."""
    stride = max([known.stride(kind), *(one.stride for one in drawn)])
    return [
        one._replace(
            attributes={**one.attributes, **given.attributes},
            threads=known.about(given) or one.threads,
            stride=stride,
        )
        for one, given in zip(drawn, known.of(kind), strict=True)
    ]


def _values(shares: Mapping[str, float], uniforms: NDArray[np.float64]) -> list[str]:
    """The value of an attribute in each case, in the shares given."""
    names = list(shares)
    steps = np.cumsum(np.array([shares[name] for name in names]))
    places = np.searchsorted(steps, uniforms, side="right")
    return [names[place] for place in np.minimum(places, len(names) - 1)]


def working_days(calendar: Calendar, first: date, last: date) -> list[int]:
    """Return the working days from one date to another, that one excluded, by number."""
    return calendar.days(first, last - timedelta(days=1))


def openings(every: Every, calendar: Calendar, first: date, last: date) -> list[int]:
    """Return the opening of the first working day of every period that begins in the time."""
    months = ((year, month) for year in range(first.year, last.year) for month in range(1, 13))
    starts = (date(year, month, 1) for year, month in months if (month - 1) % every.months == 0)
    return [calendar.opening(calendar.index_from(start)) for start in starts if start >= first]


def _arrivals(
    kind: MatterKind, calendar: Calendar, first: date, year: int, draws: Draws
) -> list[int]:
    """The instants at which matters of a kind arrive, in order."""
    days = working_days(calendar, first, date(year + 1, 1, 1))
    rates: float | NDArray[np.float64] = kind.per_day
    if kind.pattern != EVEN:
        rates = kind.per_day * factors(kind.pattern, calendar, days, first, year)
    counts = _counts(kind, rates, draws.uniforms(len(days), kind.id, "arrivals"))
    if counts.max(initial=0) > PER_DAY:
        raise Complaint("scenario.too-many", kind=kind.id, most=PER_DAY)
    ranks = minute_ranks(kind.pattern, calendar)
    instants: list[int] = []
    for row, (day, count) in enumerate(zip(days, counts.tolist(), strict=True)):
        if count:
            shares = draws.uniforms(count, kind.id, "instant", start=row * PER_DAY)
            if ranks is not None:
                shares = (np.searchsorted(ranks, shares, side="right") + 0.5) / len(ranks)
            instants += [office_instant(calendar, day, share) for share in sorted(shares.tolist())]
    return instants


def office_instant(calendar: Calendar, day: int, share: float) -> int:
    """Return the instant at which a share, below 1, of the office time of a working day is over."""
    return day * MINUTES + calendar.office_minute(int(share * calendar.minutes))


def _counts(
    kind: MatterKind, rates: float | NDArray[np.float64], uniforms: NDArray[np.float64]
) -> NDArray[np.int64]:
    """How many arrive on each day, of which the mean is given."""
    never = np.zeros(len(uniforms)) >= rates
    some = np.where(never, 1.0, rates) if np.any(never) else rates
    if kind.dispersion <= 1:
        counts = poisson(uniforms, some)
    else:
        size = some / (kind.dispersion - 1)
        counts = negative_binomial(uniforms, size, 1 / kind.dispersion)
    return np.where(never, 0, counts).astype(np.int64)


def _departments(
    kind: MatterKind, scenario: Scenario, total: int, draws: Draws
) -> list[tuple[int, ...]]:
    possible = [place for place, one in enumerate(scenario.supervising) if one.share > 0]
    if kind.everywhere:
        return [tuple(possible)] * total
    shares = np.array([scenario.supervising[place].share for place in possible], dtype=np.float64)
    steps = np.cumsum(shares / shares.sum())
    first = np.searchsorted(steps, draws.uniforms(total, kind.id, "department"), side="right")
    first = np.minimum(first, len(shares) - 1)
    if len(shares) < 2:
        return [(possible[int(one)],) for one in first]
    both = draws.uniforms(total, kind.id, "second") < kind.second_department
    other = draws.uniforms(total, kind.id, "second-department") * (len(shares) - 1)
    second = (first + 1 + other.astype(np.int64)) % len(shares)
    return [
        (possible[a], possible[b]) if two else (possible[a],)
        for a, b, two in zip(first.tolist(), second.tolist(), both.tolist(), strict=True)
    ]
