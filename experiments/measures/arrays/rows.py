"""A year of the compiled engine as columns: what occurred in which thread, and every duty."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from experiments.measures.arrays.columns import Flags as Flags
from experiments.measures.arrays.columns import Whole as Whole
from experiments.measures.arrays.columns import among, instant, stable_order
from experiments.measures.spans import Spans
from model.instant import MINUTES
from model.rule import Obligation
from model.simulation.compiled.codes import NONE, ROUNDS
from model.simulation.year import Year
from model.vocabulary import Guard

if TYPE_CHECKING:
    from model.simulation.compiled.recorded import Recorded


class Duties(NamedTuple):
    """All that has been set going, thread by thread and in the order in which it arose.

    Attributes
    ----------
    opened, due, settled, able
        Instants of the moments; ``NONE`` where there is none. ``opened_at`` and the like with
        their rounds are ``moments``.
    """

    thread: Whole
    rule: Whole
    opened: Whole
    due: Whole
    status: Whole
    due_moment: Whole
    able_moment: Whole
    settled: Whole


class Rows:
    """The columns of a year.

    Attributes
    ----------
    first
        The first thread of the year itself; those before it are of the warm-up.
    """

    def __init__(self, year: Year, recorded: Recorded) -> None:
        self.year = year
        self.recorded = recorded
        self.arrays = recorded.setting.arrays
        self.world = recorded.world
        self.threads = recorded.made.threads.rows
        self.count = len(self.threads)
        self.first = self.count - int(self.threads.counted.sum())
        self.moments = np.ascontiguousarray(recorded.history.moment)
        self.modes = np.ascontiguousarray(recorded.history.mode)
        self.causes = np.ascontiguousarray(recorded.history.rule)
        self.department = np.ascontiguousarray(self.threads.department)
        self.first_sibling = np.ascontiguousarray(self.threads.first_sibling)
        self.own = np.arange(self.count) >= self.first
        self._place_of: dict[str, Whole] = {}
        self._at: dict[str, Whole] = {}
        self._modes_at: dict[str, Whole] = {}
        self._slots_at: dict[str, Whole] = {}
        self._office_of: dict[str, Whole] = {}
        self._admitted: dict[tuple[tuple[str, frozenset[str]], ...], Flags] = {}

    @cached_property
    def duties(self) -> Duties:
        """Every duty, lapse, power and prohibition of every thread."""
        duties = self.recorded.duties
        order = stable_order(np.ascontiguousarray(duties.thread), self.count)

        def column(name: str) -> Whole:
            return np.asarray(duties[name], dtype=np.int64)[order]

        due, able, settled = column("due"), column("able"), column("settled")
        return Duties(
            column("thread"),
            column("rule"),
            column("opened") // ROUNDS,
            instant(due),
            column("status"),
            due,
            able,
            instant(settled),
        )

    def place(self, event: str | None) -> Whole:
        """Return the place of an event in the history, by thread; ``NONE`` where there is none."""
        key = event or ""
        if key not in self._place_of:
            number = self.arrays.event.get(key)
            known = np.zeros(self.count, np.int32) if number is None else self._places[number]
            self._place_of[key] = np.subtract(known, 1, dtype=np.int64)
        return self._place_of[key]

    @cached_property
    def _places(self) -> Whole:
        return np.ascontiguousarray(self.world.occurred.T)

    def at(self, event: str | None) -> Whole:
        """Return when an event has occurred, by thread; ``NONE`` where it has not."""
        key = event or ""
        if key not in self._at:
            self._at[key] = self.instants[self.place(event)]
        return self._at[key]

    @cached_property
    def instants(self) -> Whole:
        """The instant of each occurrence, and behind the last that of what has not occurred."""
        return np.append(self.moments // ROUNDS, NONE)

    @cached_property
    def _modes(self) -> Whole:
        return np.append(self.modes, NONE)

    def mode(self, event: str) -> Whole:
        """Return how an event came about, by thread; ``NONE`` where it has not."""
        if event not in self._modes_at:
            self._modes_at[event] = self._modes[self.place(event)]
        return self._modes_at[event]

    def slot_at(self, event: str) -> Whole:
        """Return the slot in which an event has occurred, by thread; ``NONE`` where it has not."""
        if event not in self._slots_at:
            self._slots_at[event] = self._slots[self.place(event)]
        return self._slots_at[event]

    @cached_property
    def _slots(self) -> Whole:
        return np.append(self.slot(self.instants[:-1]), NONE)

    @cached_property
    def close(self) -> Whole:
        """The slot in which watching ends."""
        return self.slot(np.array([self.year.end]))

    def admitted(self, guard: Guard) -> Flags:
        """Whether a guard admits the case of each thread."""
        key = tuple(guard.items())
        if key not in self._admitted:
            self._admitted[key] = self._admits(guard)
        return self._admitted[key]

    def _admits(self, guard: Guard) -> Flags:
        found = np.ones(self.count, dtype=np.bool_)
        names = [one.id for one in self.arrays.lists.attributes]
        for name, allowed in guard.items():
            if name not in names:
                return np.zeros(self.count, dtype=np.bool_)
            values = self.arrays.lists.attributes[names.index(name)].values
            codes = [place for place, value in enumerate(values) if value in allowed]
            found &= among(self.world.attributes[:, names.index(name)], codes, len(values))
        return found

    @cached_property
    def began(self) -> Whole:
        """When the first event of each thread has occurred; ``NONE`` where none has."""
        found = np.full(self.count, NONE)
        threads = np.asarray(self.recorded.history.thread)
        found[threads[::-1]] = self.instants[-2::-1]  # the last that is written is the first
        return found

    def dealt_with(self, acts: Iterable[str], *, first: bool = False) -> Whole:
        """Return when an officer has dealt with one of some acts, by thread; ``NONE`` if none has.

        Parameters
        ----------
        first
            Whether the first of several records counts, in their order, and not the last.
        """
        known = [self.arrays.event[one] for one in sorted(acts) if one in self.arrays.event]
        seen = self.recorded.attention
        those = seen[among(seen.act, known, len(self.arrays.events))]
        offices = np.argsort(np.argsort([one.id for one in self.year.scenario.departments]))
        names = np.zeros(len(self.arrays.events), dtype=np.int64)
        names[known] = np.arange(len(known))
        last = np.lexsort((those.finished, those.taken_up, offices[those.office], names[those.act]))
        found = np.full(self.count, NONE)
        order = last[::-1] if first else last
        found[those.thread[order]] = those.finished[order]
        return found

    def worked(self, at: Whole) -> Whole:
        """Return the office minutes that have passed at instants."""
        office = self._office_days
        day = at // MINUTES
        minute = at - day * MINUTES
        day -= office.origin
        return np.asarray(office.worked[day] + office.working[day] * office.elapsed[minute])

    def slot(self, at: Whole) -> Whole:
        """Return instants as slots, counted from the first day of the arrays."""
        office = self._office_days
        day = at // MINUTES
        closed = at - day * MINUTES > office.close
        day -= office.origin
        return np.asarray(office.slot[day] + office.working[day] * closed)

    @cached_property
    def _office_days(self) -> _OfficeDays:
        calendars = self.recorded.made.calendars
        office, working = calendars.rows[0], calendars.working[0]
        rank = calendars.rank[0][: len(working)]
        return _OfficeDays(
            calendars.origin,
            np.ascontiguousarray(working),
            rank * office.minutes,
            2 * rank - (working == 0),
            calendars.elapsed[office.hours],
            int(office.close),
        )

    def spans(self, start: Whole, end: Whole) -> Spans:
        """Return how long something took, of what has begun; not ended where it has no end."""
        over = end != NONE
        begun, ended = start[over], end[over]
        day = self.year.calendar.hours.minutes
        return Spans(
            (self.worked(ended) - self.worked(begun)) / day,
            (ended - begun) / MINUTES,
            (self.year.end - start[~over]) / MINUTES,
        )

    def office(self, party: str, threads: Whole) -> Whole:
        """Return the office that acts as a party in threads; ``NONE`` where none does."""
        if party not in self._office_of:
            self._office_of[party] = self._offices(party)
        return self._office_of[party][threads]

    def _offices(self, party: str) -> Whole:
        habits, those = self.world.habits[0], self.world.offices_of
        place = self.arrays.party.get(party, NONE)
        if place == NONE:
            return np.full(self.count, NONE)
        if place != habits.queried:
            return np.asarray(those[place, self.department], dtype=np.int64)
        asked = np.where(self.threads.to_regulator > 0, habits.regulator, habits.bureau)
        return np.asarray(those[asked, self.department], dtype=np.int64)

    def carriers(self, parties: tuple[str, ...], threads: Whole) -> Flags:
        """Whether each office acts as any of some parties, by thread and office."""
        found = np.zeros((len(threads), len(self.world.offices) + 1), dtype=np.bool_)
        for party in parties:
            found[np.arange(len(threads)), self.office(party, threads)] = True
        return found[:, :-1]

    @cached_property
    def institutions(self) -> tuple[str, ...]:
        """The parties that departments act as, in the order of the scenario."""
        return tuple(dict.fromkeys(one.party for one in self.year.scenario.departments))

    @cached_property
    def acts_for(self) -> Whole:
        """For each office the number of its institution, and behind the last that of none."""
        own = [self.institutions.index(one.party) for one in self.year.scenario.departments]
        return np.array([*own, len(self.institutions)], dtype=np.int64)

    def of(self, rule: int, *, before: bool = False) -> Whole:
        """Return the places of the duties of a rule, of threads of the year itself.

        Parameters
        ----------
        before
            Whether those of the threads of the warm-up stand before them.
        """
        order, begin = self._by_rule
        those = order[begin[rule] : begin[rule + 1]]
        # Duties stand thread by thread, those of the warm-up first.
        return those if before else those[np.searchsorted(those, self._first_duty) :]

    @cached_property
    def _first_duty(self) -> int:
        return int(np.searchsorted(self.duties.thread, self.first))

    @cached_property
    def _by_rule(self) -> tuple[Whole, Whole]:
        """The places of all duties rule by rule, and where those of each begin."""
        rules, of = len(self.year.law.regime.rules), self.duties.rule
        counts = np.bincount(of, minlength=rules)
        return stable_order(of, rules), np.append(0, np.cumsum(counts))

    def obligations(self) -> list[tuple[int, Obligation]]:
        """Return the obligations of the text with their numbers."""
        rules = self.year.law.regime.rules
        return [(n, rule) for n, rule in enumerate(rules) if isinstance(rule, Obligation)]


class _OfficeDays(NamedTuple):
    """Of each day of the arrays what of the office's time has passed at its beginning."""

    origin: int
    working: Whole
    worked: Whole
    slot: Whole
    elapsed: Whole
    close: int


def rows_of(year: Year) -> Rows | None:
    """Return the columns of a year; ``None`` where its threads are not those of a run on arrays."""
    recorded = year.recorded
    if recorded is None or not recorded.is_of(year.threads, year.attention, year.before):
        return None
    return Rows(year, recorded)
