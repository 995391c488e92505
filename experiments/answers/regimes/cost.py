"""What a text costs whom: officers' hours, and what they deal with, send and answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.measures.daybook import Daybook
from experiments.statistics.comparisons import each_level
from experiments.statistics.interval import LEVEL, Estimate, Interval
from experiments.statistics.intervals import mean
from experiments.statistics.paired import paired_mean
from model.regime import Regime
from model.rule import Obligation

LETTER, ASKED = "letter", "letter.received"
"""The channel of letters, and the event that a reply answers."""


@dataclass(frozen=True)
class Work:
    """What one department did in each year under one regime.

    Attributes
    ----------
    hours
        Of its officers, on duties of the year's matters.
    handled
        How often they dealt with an act.
    letters, notices
        Of these, letters written or answered; and whatever else is sent to somebody: pushes,
        notices, reports.
    """

    hours: tuple[float, ...]
    handled: tuple[int, ...]
    letters: tuple[int, ...]
    notices: tuple[int, ...]


@dataclass(frozen=True)
class Cost:
    """The work of each department under one regime, and of all together."""

    regime: Regime
    works: Mapping[str, Work]
    whole: Work

    def hours(self, level: float = LEVEL) -> Estimate:
        """Return the hours of all departments, mean of the years."""
        return mean(self.whole.hours, level)


def cost(regime: Regime, books: Sequence[Daybook]) -> Cost:
    """Return what a text costs each department that did anything in any year."""
    letters, notices = _sorts(regime)
    names = [name for name in books[0].desks if any(book.desks[name].handled for book in books)]
    works = {name: _work(books, [name], letters, notices) for name in names}
    return Cost(regime, works, _work(books, names, letters, notices))


def _sorts(regime: Regime) -> tuple[frozenset[str], frozenset[str]]:
    """The acts that are letters, and the others that are sent to somebody."""
    duties = [rule for rule in regime.rules if isinstance(rule, Obligation)]
    words = regime.vocabulary.events
    letters = {rule.act for rule in duties if LETTER in rule.through}
    letters |= {act for act in words if words[act].answers == ASKED}
    sent = {rule.act for rule in duties if rule.towards}
    return frozenset(letters), frozenset(sent - letters)


def _work(
    books: Sequence[Daybook],
    names: Sequence[str],
    letters: frozenset[str],
    notices: frozenset[str],
) -> Work:
    hours, handled, written, sent = [], [], [], []
    for book in books:
        acts = [pair for name in names for pair in book.desks[name].handled.items()]
        hours.append(sum(done.minutes for _, done in acts) / 60)
        handled.append(sum(done.count for _, done in acts))
        written.append(sum(done.count for act, done in acts if act in letters))
        sent.append(sum(done.count for act, done in acts if act in notices))
    return Work(tuple(hours), tuple(handled), tuple(written), tuple(sent))


@dataclass(frozen=True)
class Dearer:
    """The regime that takes most of officers' time against the one that takes least.

    Attributes
    ----------
    least, most
        Their places.
    difference
        In hours a year, paired by year.
    department, part
        The department that bears most of the difference, and its hours of it.
    """

    least: int
    most: int
    difference: Interval
    department: str
    part: float


def dearest(costs: Sequence[Cost], level: float = LEVEL) -> Dearer | None:
    """Return which regime takes most of officers' time, where that is more than luck.

    The two are picked from all, so that the level is that of all pairs together.
    ``None`` of one year, of one regime, and where the difference is not shown.
    """
    totals = [float(np.mean(one.whole.hours)) for one in costs]
    least, most = int(np.argmin(totals)), int(np.argmax(totals))
    each = each_level(level, max(len(costs) * (len(costs) - 1) // 2, 1))
    found = paired_mean(costs[most].whole.hours, costs[least].whole.hours, each).difference
    if least == most or not isinstance(found, Interval) or found.low <= 0:
        return None
    names = dict.fromkeys([*costs[most].works, *costs[least].works])
    parts = {name: hours_of(costs[most], name) - hours_of(costs[least], name) for name in names}
    department = max(parts, key=lambda name: parts[name])
    return Dearer(least, most, found, department, parts[department])


def hours_of(one: Cost, department: str) -> float:
    """Return the hours a year of a department, 0 where it does nothing."""
    work = one.works.get(department)
    return float(np.mean(work.hours)) if work is not None else 0.0
