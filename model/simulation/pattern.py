"""When matters arrive: by weekday, month and hour, after holidays, and in bursts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from model.calendar import Calendar
from model.instant import date_of
from model.language import Complaint
from model.simulation.period import Period


@dataclass(frozen=True, slots=True)
class AfterClosure:
    """More, or fewer, arrivals once an office opens again.

    Attributes
    ----------
    at_least
        Calendar days in a row without work that make a closure; a weekend has two.
    days
        Working days after it to which the factor applies.
    """

    at_least: int
    days: int
    factor: float


@dataclass(frozen=True, slots=True)
class Burst:
    """A factor on the arrivals of the working days of a period."""

    period: Period
    factor: float


@dataclass(frozen=True, slots=True)
class Pattern:
    """How the arrivals of a kind of matter are spread over time.

    Weights are relative: they move arrivals and leave their mean over the working days of the year
    as it is. Factors add arrivals, or take them away.

    Attributes
    ----------
    weekdays
        Seven weights from Monday to Sunday; a make-up Saturday has the weight of a Saturday.
    months
        Twelve weights from January to December.
    hours
        Minutes of the day with the weight of a minute of office time from then on until the next.
    """

    weekdays: tuple[float, ...] = (1.0,) * 7
    months: tuple[float, ...] = (1.0,) * 12
    hours: tuple[tuple[int, float], ...] = ()
    after_closure: AfterClosure | None = None
    bursts: tuple[Burst, ...] = ()


EVEN = Pattern()
"""The same on every working day, and in every minute of it."""


def factors(
    pattern: Pattern, calendar: Calendar, days: list[int], begin: date, year: int
) -> NDArray[np.float64]:
    """Return for working days, given by number, how many times the mean arrives.

    Parameters
    ----------
    begin, year
        The first day of the warm-up, and the year over whose working days weights have mean 1.
    """
    whole = [_weight(pattern, day) for day in calendar.working_dates(year)]
    mean = sum(whole) / len(whole)
    if not mean:
        raise Complaint("scenario.never-arrives", year=year)
    found = np.array([_weight(pattern, date_of(day)) for day in days]) / mean
    if pattern.after_closure is not None:
        after = pattern.after_closure
        near = [_just_opened(calendar, date_of(day), after) for day in days]
        found[near] *= after.factor
    for burst in pattern.bursts:
        for first, last in burst.period.spans(calendar, begin, date(year, 12, 31)):
            found[[first <= day <= last for day in days]] *= burst.factor
    return found


def _weight(pattern: Pattern, day: date) -> float:
    return pattern.weekdays[day.weekday()] * pattern.months[day.month - 1]


def _just_opened(calendar: Calendar, day: date, after: AfterClosure) -> bool:
    """Whether a working day is among the first after days off in a row."""
    index = calendar.index_from(day)
    return any(
        calendar.day(one) - calendar.day(one - 1) > after.at_least
        for one in range(index, index - after.days, -1)
    )


def minute_ranks(pattern: Pattern, calendar: Calendar) -> NDArray[np.float64] | None:
    """Return for every office minute of a day the share of arrivals up to its end.

    ``None`` where all minutes are alike.

    >>> from model.calendar import chinese_calendar
    >>> ranks = minute_ranks(Pattern(hours=((540, 3.0), (720, 1.0))), chinese_calendar())
    >>> float(ranks[179].round(3)), len(ranks)  # three hours in the morning, four after noon
    (0.692, 420)
    """
    if not pattern.hours:
        return None
    minutes = [minute for start, end in calendar.hours.spans for minute in range(start, end)]
    starts = [start for start, _ in pattern.hours]
    places = np.maximum(np.searchsorted(starts, minutes, side="right") - 1, 0)
    weights = np.array([weight for _, weight in pattern.hours])[places]
    if not weights.sum():
        raise Complaint("scenario.never-arrives-in-hours")
    ranks: NDArray[np.float64] = np.cumsum(weights) / weights.sum()
    return ranks
