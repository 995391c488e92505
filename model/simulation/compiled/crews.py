"""Offices as arrays: who is there when, when they look at the platform, and who acts as whom."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.calendar import Calendar
from model.instant import MINUTES, day_of
from model.simulation.compiled.calendars import CalendarArrays, calendar_arrays
from model.simulation.compiled.codes import NONE
from model.simulation.compiled.streams import Stream, drawn
from model.simulation.compiled.world import OFFICE, OFFICER
from model.simulation.downtime import Downtime
from model.simulation.draws import Draws
from model.simulation.looks import LONGEST
from model.simulation.presence import Watched, presence
from model.simulation.scenario import SUPERVISING, Scenario, institutions
from model.vocabulary import Party


class Looks(NamedTuple):
    """The looks of all offices, one office behind the other, and the luck of each."""

    at: NDArray[np.int64]
    luck: NDArray[np.float64]
    taken: NDArray[np.uint8]
    places: Places


class Places(NamedTuple):
    """The looks of all offices, as far as luck does not decide about them.

    Attributes
    ----------
    number
        The number of the luck of each, of all that are drawn.
    skips
        The probability that each is skipped.
    first, counts
        By office, the first of its looks and how many they are.
    from_day
        By office and day of the calendars, its first look of that day or a later one.
    """

    at: NDArray[np.int64]
    number: NDArray[np.int64]
    skips: NDArray[np.float64]
    first: NDArray[np.int64]
    counts: NDArray[np.int64]
    from_day: NDArray[np.int64]


class Crews:
    """The offices of a scenario, as far as luck does not decide about them.

    Attributes
    ----------
    calendars
        The calendars of all officers, where no leave is drawn; else ``None``.
    """

    def __init__(self, scenario: Scenario, calendar: Calendar, year: int, watched: Watched) -> None:
        self.scenario = scenario
        self.calendar = calendar
        self.year = year
        self.watched = watched
        self.rows = np.zeros(len(scenario.departments), OFFICE).view(np.recarray)
        officer = 0
        for row, department in zip(self.rows, scenario.departments, strict=True):
            row.officers = row.free = department.officers
            row.first_officer = row.lowest_free = officer
            row.root = row.woken = NONE
            row.silent = department.silent
            row.skips = min(1.0, department.skips * scenario.conduct.attention.skips)
            officer += department.officers
        self.officers = officer
        self.drawn = any(one.leave for one in scenario.departments)
        self._fixed = None if self.drawn else self._presence(Draws(0))
        self._places = None if self._fixed is None else self._looks(*self._fixed)

    def presence(self, draws: Draws) -> tuple[CalendarArrays, Any, Any]:
        """Return the calendars, the officers with theirs, and the offices."""
        arrays, officers, rows = self._fixed or self._presence(draws)
        return arrays, officers.copy(), rows.copy()

    def _presence(self, draws: Draws) -> tuple[CalendarArrays, Any, Any]:
        of = [presence(one, self.calendar, self.watched, draws) for one in self._departments]
        known = {id(self.calendar): 0}
        calendars = [self.calendar]
        officers = np.zeros(max(1, self.officers), OFFICER).view(np.recarray)
        rows, place = self.rows.copy(), 0
        for row, those in zip(rows, of, strict=True):
            for one in those:
                if id(one) not in known:
                    known[id(one)] = len(calendars)
                    calendars.append(one)
                officers[place].free, officers[place].calendar = 1, known[id(one)]
                place += 1
            alike = len({id(one) for one in those}) == 1
            row.alike = known[id(those[0])] if alike else NONE
        begin = min(self.watched.begin, date(self.year - 1, 7, 1))
        origin = max(day_of(begin) - _MARGIN, day_of(self.calendar.first))
        return calendar_arrays(calendars, origin), officers, rows

    @property
    def _departments(self) -> Any:
        return self.scenario.departments

    def looks(
        self, draws: Draws, down: Downtime, calendars: CalendarArrays, rows: Any, officers: Any
    ) -> Looks:
        """Return the looks of all offices; none while the platform is down or nobody is there."""
        places = self._places or self._looks(calendars, officers, rows)
        streams: list[Stream] = [("department", one.id, "looks") for one in self._departments]
        numbers, _ = drawn(draws, streams, [LONGEST * len(one.looks) for one in self._departments])
        chances = numbers[places.number]
        taken = chances >= places.skips
        if down.spans:
            spans = np.array(down.spans, dtype=np.int64)
            before = np.searchsorted(spans[:, 0], places.at, side="right") - 1
            out = (before >= 0) & (places.at < spans[before, 1])
            taken[out], chances[out] = False, -1.0
        rows.first_look, rows.looks = places.first, places.counts
        return Looks(places.at, chances, taken.astype(np.uint8), places)

    def _looks(self, calendars: CalendarArrays, officers: Any, rows: Any) -> Places:
        begin, drawn_before = day_of(date(self.year - 1, 7, 1)), 0
        at, number = [], []
        for row, department in zip(rows, self._departments, strict=True):
            those = officers[row.first_officer : row.first_officer + department.officers]
            days = _open_days(calendars, those.calendar, begin)
            minutes = np.sort(np.array(department.looks, dtype=np.int64))
            at.append(((days * MINUTES)[:, None] + minutes).ravel())
            turns = (days - begin)[:, None] * len(minutes) + np.arange(len(minutes))
            number.append(drawn_before + turns.ravel())
            drawn_before += LONGEST * len(minutes)
        counts = np.array([len(one) for one in at])
        first = np.cumsum(counts) - counts
        midnights = (calendars.origin + np.arange(calendars.working.shape[1] + 1)) * MINUTES
        from_day = np.stack([np.searchsorted(own, midnights) for own in at]) + first[:, None]
        skips = np.repeat(rows.skips, counts)
        return Places(np.concatenate(at), np.concatenate(number), skips, first, counts, from_day)


_MARGIN = 40  # days before the first of the simulation of which a clock may still want to know


def _open_days(calendars: CalendarArrays, of: Any, begin: int) -> NDArray[np.int64]:
    """The days on which an officer is there."""
    those = calendars.working[np.unique(of)].any(axis=0)
    days = np.flatnonzero(those) + calendars.origin
    return np.asarray(days[(days >= begin) & (days < begin + LONGEST)], dtype=np.int64)


def offices_of(
    scenario: Scenario, parties: tuple[str, ...], words: dict[str, Party]
) -> NDArray[np.int64]:
    """Return, by party and supervising department of a thread, the office that acts."""
    acting: dict[str, int] = {}
    supervising = []
    for place, department in enumerate(scenario.departments):
        acting.setdefault(department.party, place)
        if department.supervises:
            supervising.append((place, department.party))
    found = np.full((len(parties), max(1, len(supervising))), NONE, dtype=np.int64)
    for row, party in enumerate(parties):
        for column, (own, role) in enumerate(supervising):
            for name in institutions(party, words):
                if name in (SUPERVISING, role):
                    found[row, column] = own
                    break
                if name in acting:
                    found[row, column] = acting[name]
                    break
    return found


def worked(calendars: CalendarArrays, calendar: int, at: int) -> int:
    """Office minutes of a calendar that have passed at an instant."""
    day, minute = divmod(at, MINUTES)
    row, offset = calendars.rows[calendar], day - calendars.origin
    passed = int(calendars.rank[calendar, offset] * row.minutes)
    open_ = calendars.working[calendar, offset]
    return passed + int(calendars.elapsed[row.hours, minute]) if open_ else passed
