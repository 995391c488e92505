"""Limits counted in dates on a calendar without days off: how many working days each lasts.

A thread can be moved to such a calendar although a limit is counted in dates, where it is known for
each entry that sets it going how many working days it lasts from there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from model.calendar import Calendar, CoverageError
from model.clock import WatchedClock
from model.deadline import Term
from model.instant import MINUTES
from model.record.entries import Whole
from model.rule import CountsAs, derived_by
from model.transition import Law

BEYOND = 4095
"""Stands for a limit that ends behind the calendar, or lasts longer than sixteen years."""


class MeasuredClock(WatchedClock):
    """The clock of a calendar on which every day is worked, with the lengths of limits in dates.

    Parameters
    ----------
    lengths
        By instant and rule the working days that a limit set going there lasts.
    """

    lengths: Mapping[int, Mapping[str, int]]

    def __init__(self, calendar: Calendar, lengths: Mapping[int, Mapping[str, int]]) -> None:
        super().__init__(calendar)
        object.__setattr__(self, "lengths", lengths)

    def due(self, start: int, rule: str, term: Term) -> int:
        """Return the close of business at which the term expires, or the last one."""
        if not term.needs_calendar:
            return WatchedClock.due(self, start, rule, term)
        length = self.lengths[start][rule]
        if length == BEYOND:
            return self._last
        return self.calendar.closing(self.calendar.index_at(start) + length)


@dataclass(frozen=True)
class Measured:
    """The limits in dates of a law.

    Attributes
    ----------
    rules
        By rule its term.
    sources
        The events at whose entry such a limit may begin.
    """

    rules: Mapping[str, Term]
    sources: frozenset[str]


def measured(law: Law) -> Measured | None:
    """Return the limits in dates of a law; ``None`` where lengths from entries do not tell them.

    That is so where the text changes, where a clock may stop, and where such a limit begins with
    what another limit brings about.
    """
    terms = {rule: term for rule, term in law.terms.items() if term and term.needs_calendar}
    regime = law.regime
    if law.periods or any(rule.clock for rule in regime.timed if rule.id in terms):
        return None
    triggers = {event for rule in regime.timed if rule.id in terms for event in rule.on.events}
    counting = [rule for rule in regime.rules if isinstance(rule, CountsAs)]
    while True:
        more = {event for rule in counting if rule.event in triggers for event in rule.on.events}
        if more <= triggers:
            break
        triggers |= more
    if any(triggers & derived_by(rule) for rule in regime.timed):
        return None
    return Measured(terms, frozenset(triggers))


def lengths(calendar: Calendar, term: Term, day: Whole) -> tuple[Whole, Whole]:
    """Return the working days that a term lasts from each of some days, by number.

    Begun by the close of business of the day, and after it; both are counted from the working day
    of that date, on a day off from the one before it.
    """
    behind = min(calendar.hours.close + 1, MINUTES - 1)
    known, place = np.unique(day, return_inverse=True)
    both = [
        (_length(calendar, one * MINUTES, term), _length(calendar, one * MINUTES + behind, term))
        for one in known.tolist()
    ]
    found = np.array(both, dtype=np.int64).reshape(-1, 2)[place]
    return found[:, 0], found[:, 1]


def _length(calendar: Calendar, start: int, term: Term) -> int:
    try:
        length = calendar.index_at(calendar.due(start, term)) - calendar.index_at(start)
    except (CoverageError, ValueError, OverflowError):  # behind the calendar, or behind all dates
        return BEYOND
    return min(length, BEYOND)
