"""Where work waits: which department, in which weeks, for which duty, and how busy it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from experiments.measures.daybook import Daybook
from experiments.statistics.interval import LEVEL, Estimate, Undetermined
from experiments.statistics.intervals import mean
from experiments.statistics.screening import could_be_best
from experiments.statistics.student import exceeded_by
from model.regime import Regime
from model.rule import Obligation

HIGH = 1.25
"""By what factor the queue of a week must exceed the mean of the year to stand out."""
BUSY = 0.85
"""Share of office time on duties from which a department has hardly any to spare."""


@dataclass(frozen=True)
class Waiting:
    """What waits in one department, mean of the years.

    Attributes
    ----------
    mean
        Acts owed at the close of a working day, with its interval.
    most, week
        The longest queue of the first year, and the Monday of its week.
    load
        Share of its officers' office time spent on duties.
    act, articles, share
        The act of which most waits, the articles that demand it, and its part of all item-days.
    overdue
        The part of all item-days that was past the limit.
    weeks
        The Mondays of weeks in which more waits than luck makes it, see :func:`standing_out`.
    """

    department: str
    mean: Estimate
    level: float
    most: int
    week: date
    load: float
    act: str
    articles: tuple[str, ...]
    share: float
    overdue: float
    weeks: tuple[date, ...]


@dataclass(frozen=True)
class Bottleneck:
    """Where most waits under one regime.

    Attributes
    ----------
    places
        The departments in which most may wait: none of them can be ruled out. Of one year the one.
    busiest, load
        The department that spends most of its office time on duties, and the share that it does.
    late
        The departments in which most may be overdue, and how many acts are on average at the close
        of a working day; empty where nothing is overdue at any close. Only there work is stuck.
    years
        How many years it is told of.
    """

    regime: Regime
    places: tuple[Waiting, ...]
    late: tuple[tuple[str, float], ...]
    busiest: str
    load: float
    years: int


def bottleneck(regime: Regime, books: Sequence[Daybook], level: float = LEVEL) -> Bottleneck | None:
    """Return where most waits; ``None`` where nothing ever waits at a close of business."""
    names = [name for name in books[0].desks if any(b.desks[name].waiting.any() for b in books)]
    if not names:
        return None
    means = {name: np.array([book.desks[name].waiting.mean() for book in books]) for name in names}
    found = _most(means, level)
    days = len(books[0].dates)
    overdue = {name: np.array([b.desks[name].overdue / days for b in books]) for name in names}
    overdue = {name: one for name, one in overdue.items() if one.any()}
    late = tuple((name, float(overdue[name].mean())) for name in _most(overdue, level))
    spent = loads(books)
    busiest = max(spent, key=lambda name: spent[name])
    places = tuple(_waiting(regime, books, name, level) for name in found)
    return Bottleneck(regime, places, late, busiest, spent[busiest], len(books))


def _most(means: Mapping[str, NDArray[np.float64]], level: float) -> Sequence[str]:
    """The departments that may have most: none can be ruled out. Of one year the one that has."""
    if len(means) < 2:
        return tuple(means)
    years = len(next(iter(means.values())))
    found = could_be_best(means, level, smallest=False) if years > 1 else None
    if found is None or isinstance(found, Undetermined):
        return (max(means, key=lambda name: means[name].mean()),)
    return found


def _waiting(regime: Regime, books: Sequence[Daybook], name: str, level: float) -> Waiting:
    desks = [book.desks[name] for book in books]
    means = [float(desk.waiting.mean()) for desk in desks]
    held: Counter[str] = Counter()
    for desk in desks:
        held.update(desk.held)
    (act, days), total = held.most_common(1)[0], held.total()
    dates, top = books[0].dates, int(np.argmax(desks[0].waiting))
    return Waiting(
        name,
        mean(means, level),
        float(np.mean(means)),
        int(desks[0].waiting[top]),
        _monday(dates[top]),
        float(np.mean([desk.load for desk in desks])),
        act,
        articles_of(regime, act),
        days / total,
        sum(desk.overdue for desk in desks) / total,
        standing_out(dates, [desk.waiting for desk in desks], level),
    )


def articles_of(regime: Regime, act: str) -> tuple[str, ...]:
    """Return the articles that demand an act."""
    rules = (rule for rule in regime.rules if isinstance(rule, Obligation) and rule.act == act)
    return tuple(dict.fromkeys(rule.article for rule in rules))


def standing_out(
    dates: Sequence[date], waiting: Sequence[NDArray[np.int64]], level: float = LEVEL
) -> tuple[date, ...]:
    """Return the Mondays of weeks in which the queue is long by more than luck.

    That is on average more than :data:`HIGH` times its mean over the year, and more than it by a
    one-sided Student interval, at a level that holds for all weeks together (Bonferroni). None of a
    single year.

    >>> days = [date(2025, 1, 6) + timedelta(days=k) for k in range(14)]
    >>> years = [np.array([9 + k] * 7 + [1] * 7) for k in range(5)]
    >>> [str(day) for day in standing_out(days, years)]
    ['2025-01-06']
    >>> standing_out(days, years[:1]), standing_out(days, [years[0], years[0][::-1]])
    ((), ())
    """
    if len(waiting) < 2:
        return ()
    mondays = np.array([_monday(day).toordinal() for day in dates])
    weeks = list(dict.fromkeys(mondays.tolist()))
    factor = exceeded_by((1 - level) / len(weeks), len(waiting) - 1) / len(waiting) ** 0.5
    found = []
    for week in weeks:
        ratios = np.array([queue[mondays == week].mean() / queue.mean() for queue in waiting])
        surely = ratios.mean() - factor * ratios.std(ddof=1) > 1
        if surely and ratios.mean() > HIGH:
            found.append(date.fromordinal(week))
    return tuple(found)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def loads(books: Sequence[Daybook]) -> Mapping[str, float]:
    """Return the share of office time that each department spent on duties, mean of the years."""
    return {
        name: float(np.mean([book.desks[name].load for book in books])) for name in books[0].desks
    }
