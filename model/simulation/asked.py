"""What is asked of a simulated year before luck comes in: checked, and kept for all its seeds."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from threading import Lock
from typing import Any

from model.calendar import Calendar
from model.clock import WatchedClock
from model.deadline import Reading
from model.instant import MINUTES, day_of
from model.language import Complaint
from model.regime import Regime
from model.simulation.department import lacking
from model.simulation.given import Given
from model.simulation.presence import Watched
from model.simulation.scenario import Scenario
from model.transition import Law
from model.version import across


@dataclass(frozen=True, eq=False)
class Asked:
    """A year of a law under a scenario, of any seed.

    Attributes
    ----------
    law
        That of the text with all its versions, under one reading.
    watched
        The time from the first day of the warm-up to the last on which anything is recorded.
    kept
        What an engine has worked out of it.
    given
        The matters that come, where they are known; else luck brings them.
    """

    law: Law
    scenario: Scenario
    calendar: Calendar
    year: int
    watched: Watched
    kept: dict[str, Any] = field(default_factory=dict, repr=False)
    given: Sequence[Given] | None = field(default=None, repr=False)

    @property
    def end(self) -> int:
        """The instant at which watching ends."""
        return (day_of(self.watched.end) + 1) * MINUTES

    @property
    def span(self) -> tuple[int, int]:
        """The instants at which the year itself begins and ends."""
        first, after = (day_of(date(one, 1, 1)) * MINUTES for one in (self.year, self.year + 1))
        return first, after


_KEPT = 8
_known: OrderedDict[tuple[Any, ...], tuple[Any, Asked]] = OrderedDict()
_knowing = Lock()


def asked(
    regime: Regime,
    scenario: Scenario,
    calendar: Calendar,
    year: int,
    reading: Reading,
    given: Sequence[Given] | None = None,
) -> Asked:
    """Return what is asked; the same value as before of the very same objects.

    Raises
    ------
    Complaint
        As :func:`check`.
    """
    key = (id(regime), id(scenario), id(calendar), year, reading, id(given))
    with _knowing:
        if key in _known:
            _known.move_to_end(key)
            return _known[key][1]
    found = replace(_asked(across(regime), scenario, calendar, year, reading), given=given)
    with _knowing:
        # What it was made of is kept with it: else others might come to have the same identity.
        _known[key] = ((regime, scenario, calendar, given), found)
        if len(_known) > _KEPT:
            _known.popitem(last=False)
    return found


def _asked(
    regime: Regime, scenario: Scenario, calendar: Calendar, year: int, reading: Reading
) -> Asked:
    check(regime, scenario, calendar, year)
    law = Law(regime, reading, WatchedClock(calendar))
    watched = Watched(date(year, 1, 1) - timedelta(days=scenario.warm_up), _last(scenario, year))
    return Asked(law, scenario, calendar, year, watched)


def last_needed(scenario: Scenario, year: int) -> int:
    """Return the last year of which a simulated year must know the working days."""
    return (_last(scenario, year) + timedelta(days=_AFTER)).year


_BEFORE, _AFTER = 184, 60  # calendar days around the watched time in which clocks may run


def _last(scenario: Scenario, year: int) -> date:
    """The last day that is watched."""
    return date(year, 12, 31) + timedelta(days=scenario.drain)


def check(regime: Regime, scenario: Scenario, calendar: Calendar, year: int) -> None:
    """Refuse what could not be simulated to the end.

    Raises
    ------
    Complaint
        When the calendar does not cover the year with half a year before and the aftermath, the
        scenario begins matters with an act that the regime's rules demand or allow, or has no
        department for one who bears a duty.
    """
    after = _last(scenario, year) + timedelta(days=_AFTER)
    needed = (date(year, 1, 1) - timedelta(days=_BEFORE), after)
    if needed[0] < calendar.first or needed[1] > calendar.last:
        years = [
            one
            for one in range(calendar.first.year, calendar.last.year + 1)
            if date(one, 1, 1) - timedelta(days=_BEFORE) >= calendar.first
            and date(one, 12, 31) + timedelta(days=scenario.drain + _AFTER) <= calendar.last
        ]
        span = f"{years[0]}–{years[-1]}" if years else "—"
        raise Complaint(
            "scenario.year",
            year=year,
            start=needed[0],
            end=needed[1],
            years=span,
            next=", ".join(
                str(one)
                for one in range(needed[0].year, needed[1].year + 1)
                if not calendar.first.year <= one <= calendar.last.year
            ),
        )
    _check_words(regime, scenario)


def _check_words(regime: Regime, scenario: Scenario) -> None:
    """Refuse a scenario that the regime's rules and words do not fit."""
    for kind in scenario.matters:
        for event in kind.starts:
            if event in regime.governed:
                label = regime.vocabulary.events[event].label
                raise Complaint("scenario.governed", kind=kind.id, event=label, id=event)
    if (found := lacking(regime, scenario)) is not None:
        party, rule = found
        named = regime.vocabulary.parties[party].label
        raise Complaint("scenario.no-department", party=named, id=party, rule=rule)
