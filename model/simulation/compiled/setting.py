"""All of a simulated year that luck does not decide, as arrays, and the world of one seed."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.calendar import Calendar
from model.instant import MINUTES, day_of
from model.simulation.compiled.calendars import CalendarArrays, tables_of
from model.simulation.compiled.codes import NONE
from model.simulation.compiled.crews import Crews, offices_of
from model.simulation.compiled.law import BUREAU, QUERIED, LawArrays
from model.simulation.compiled.luck import Lucks
from model.simulation.compiled.matters import Workload
from model.simulation.compiled.threads import Threads, threads_of
from model.simulation.compiled.world import (
    ATTENTION,
    BUCKET,
    DESK,
    DUTY,
    ENTRY,
    HABITS,
    ITEM,
    LINK,
    OCCURRENCE,
    PROMPT,
    TALLY,
    World,
)
from model.simulation.conduct import Order
from model.simulation.draws import Draws
from model.simulation.outage import downtime
from model.simulation.presence import Watched
from model.simulation.scenario import SUPERVISING, LegalAct, Scenario
from model.transition import Law


class Made(NamedTuple):
    """A world before anything has happened in it, and what its threads are."""

    world: World
    threads: Threads
    calendars: CalendarArrays


class Setting:
    """A law, a scenario and a year on a calendar, as arrays."""

    def __init__(
        self, law: Law, scenario: Scenario, calendar: Calendar, year: int, watched: Watched
    ) -> None:
        self.law = law
        self.scenario = scenario
        self.calendar = calendar
        self.year = year
        self.watched = watched
        self.arrays = LawArrays(law, scenario)
        words = law.regime.vocabulary
        self.kinds = [
            kind for kind in scenario.matters if any(event in words.events for event in kind.starts)
        ]
        self.workload = Workload(scenario, calendar, year)
        self.lucks = Lucks(self.arrays, scenario, self.kinds)
        self.crews = Crews(scenario, calendar, year, watched)
        self.offices_of = offices_of(scenario, self.arrays.parties, dict(words.parties))
        self.starts = [
            self.arrays.events_at(event for event in kind.starts if event in words.events)
            for kind in self.kinds
        ]
        self.by_act = [
            kind.starts[0] in words.events and not law.regime.is_exogenous(kind.starts[0])
            for kind in self.kinds
        ]
        self.habits, self.prompts = self._habits(), self._prompts()
        willing = scenario.conduct.putting_off
        pairs = willing.willingness if willing else ((0, 1.0),)
        self.willing = np.array([days for days, _ in pairs], dtype=np.int64)
        self.willingness = np.array([chance for _, chance in pairs], dtype=np.float64)
        self.lists = self.arrays.lists.array()
        self._tables: tuple[int, NDArray[np.int64]] | None = None

    def _habits(self) -> Any:
        conduct, scenario = self.scenario.conduct, self.scenario
        habits = np.zeros(1, HABITS).view(np.recarray)
        row = habits[0]
        row.by_due = conduct.order.first is Order.EARLIEST_DUE
        row.clocks_move = bool(self.arrays.rules.running.any())
        row.acts_on_take_up = scenario.legal_act is LegalAct.TAKE_UP
        row.expiry_frees = scenario.expiry_frees
        row.recall = NONE if scenario.recall is None else scenario.recall
        row.queried, row.regulator = self.arrays.party[QUERIED], self.arrays.party[SUPERVISING]
        row.bureau = self.arrays.party[BUREAU]
        row.putting_off = conduct.putting_off is not None
        row.leaning, row.giving_up = conduct.leaning is not None, conduct.giving_up is not None
        if conduct.leaning is not None:
            row.leaning_from = conduct.leaning.probability
            row.leaning_per_waiting = conduct.leaning.per_waiting
            row.leaning_most = conduct.leaning.most
        if conduct.giving_up is not None:
            row.giving_up_chance = conduct.giving_up.probability
        return habits

    def _prompts(self) -> Any:
        prompts = self.scenario.conduct.prompts
        found = np.zeros(len(prompts), PROMPT).view(np.recarray)
        for row, prompt in zip(found, prompts, strict=True):
            row.everybody, row.days = prompt.everybody, prompt.days
            row.skips, row.overlooked = prompt.skips, prompt.overlooked
        return found

    def tables(self, origin: int) -> NDArray[np.int64]:
        """Return the tables of limits counted in dates, by day from a first one on."""
        if self._tables is None or self._tables[0] != origin:
            self._tables = (origin, tables_of(self.arrays.terms, self.calendar, origin))
        return self._tables[1]

    def world(self, seed: int, room: int) -> Made:
        """Return the world of a seed, with room for so many events and duties in each thread."""
        draws, watched = Draws(seed), self.watched
        batches = self.workload.batches(draws)
        threads = threads_of(self, batches)
        luck = self.lucks.drawn(draws, {kind.id: batches[kind.id] for kind in self.kinds})
        down = downtime(self.scenario.outages, self.calendar, watched.begin, watched.end, draws)
        calendars, officers, offices = self.crews.presence(draws)
        looks = self.crews.looks(draws, down, calendars, offices, officers)
        end = (day_of(watched.end) + 1) * MINUTES
        count, arrays = len(threads.rows), self.arrays
        events, rules = len(arrays.events), max(1, len(arrays.rules))
        size = count * room + 64
        first, after = (day_of(date(one, 1, 1)) * MINUTES for one in (self.year, self.year + 1))
        tally = np.zeros(1, TALLY).view(np.recarray)
        tally[0].end, tally[0].origin, tally[0].free_entry = end, calendars.origin, NONE
        world = World(
            lists=self.lists,
            rules=arrays.rules,
            events=arrays.event_rows,
            tables=self.tables(calendars.origin),
            supports=arrays.supports,
            bans=arrays.bans,
            moving=arrays.moving,
            attributes=threads.attributes,
            threads=threads.rows,
            arrivals=threads.arrivals,
            occurred=np.zeros((count, events), dtype=np.int32),
            duty=np.zeros((count, rules), dtype=np.int32),
            desk=np.zeros((count, events), dtype=np.int32),
            begun=np.zeros((count, events), dtype=np.uint8),
            history=_empty(size, OCCURRENCE),
            duties=_empty(size, DUTY),
            items=_empty(size, ITEM),
            desks=_empty(size, DESK),
            entries=_empty(size, ENTRY),
            offices=offices,
            officers=officers,
            attention=_empty(size, ATTENTION),
            offices_of=self.offices_of,
            luck_of=self.lucks.of,
            lucks=luck.lucks,
            whole_numbers=luck.whole,
            real_numbers=luck.real,
            following=self.lucks.following,
            laters=luck.laters,
            calendars=calendars.rows,
            working=calendars.working,
            rank=calendars.rank,
            days=calendars.days,
            elapsed=calendars.elapsed,
            clock=calendars.clock,
            looks=looks.at,
            look_lucks=looks.luck,
            look_taken=looks.taken,
            down=np.array(down.spans, dtype=np.int64).reshape(-1, 2),
            habits=self.habits,
            willing=self.willing,
            willingness=self.willingness,
            prompts=self.prompts,
            warned=np.full((len(offices), max(1, len(self.prompts))), NONE),
            buckets=_empty(size, BUCKET),
            links=_empty(size, LINK),
            bucket_of_day=np.full(calendars.days.shape[1] + 1, NONE),
            keys=np.empty(2 * size, dtype=np.int64),
            plans=np.empty(2 * size, dtype=np.int64),
            way=np.zeros(events + 1, dtype=np.int64),
            doing=np.zeros(events + 1, dtype=np.int64),
            marks=np.zeros(events, dtype=np.uint8),
            asked=np.zeros(events, dtype=np.uint8),
            going=np.zeros(rules, dtype=np.int64),
            meeting=np.empty(size, dtype=np.int64),
            owing=np.zeros(1024, dtype=np.int64),
            owing_parties=np.zeros(1024, dtype=np.int64),
            worked=np.array([first, after], dtype=np.int64),
            reached=np.zeros(len(offices), dtype=np.uint8),
            tally=tally,
        )
        return Made(world, threads, calendars)


def _empty(size: int, record: Any) -> Any:
    return np.empty(size, record).view(np.recarray)
