"""All of a simulated year that luck does not decide, as arrays, and the world of one seed."""

from __future__ import annotations

from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.simulation.asked import Asked
from model.simulation.compiled.calendars import CalendarArrays, tables_of
from model.simulation.compiled.codes import NONE
from model.simulation.compiled.crews import Crews, offices_of
from model.simulation.compiled.law import BUREAU, QUERIED, LawArrays
from model.simulation.compiled.luck import Lucks
from model.simulation.compiled.matters import Workload
from model.simulation.compiled.memory import Memory
from model.simulation.compiled.plan import PLACES, WORDS
from model.simulation.compiled.streams import keys_of, seed_key
from model.simulation.compiled.threads import CaseRanks, Threads, threads_of
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
    PLAN,
    PROMPT,
    RUNNING,
    TALLY,
    World,
)
from model.simulation.conduct import Order
from model.simulation.draws import Draws
from model.simulation.outage import downtime
from model.simulation.scenario import SUPERVISING, LegalAct

_SPARE = 64  # so that a year of few matters has room for one with many events


class Made(NamedTuple):
    """A world before anything has happened in it, and what its threads are."""

    world: World
    threads: Threads
    calendars: CalendarArrays


class Setting:
    """A law, a scenario and a year on a calendar, as arrays."""

    def __init__(self, of: Asked) -> None:
        law, scenario, calendar, year = of.law, of.scenario, of.calendar, of.year
        self.of = of
        self.law = law
        self.scenario = scenario
        self.calendar = calendar
        self.arrays = LawArrays(law, scenario)
        words = law.regime.vocabulary
        self.kinds = [
            kind for kind in scenario.matters if any(event in words.events for event in kind.starts)
        ]
        self.workload = Workload(scenario, calendar, year, of.given)
        self.lucks = Lucks(self.arrays, scenario, self.kinds)
        self.crews = Crews(scenario, calendar, year, of.watched)
        self.offices_of = offices_of(scenario, self.arrays.parties, dict(words.parties))
        self.starts = [
            self.arrays.events_at(event for event in kind.starts if event in words.events)
            for kind in self.kinds
        ]
        self.by_act = [
            kind.starts[0] in words.events and not law.regime.is_exogenous(kind.starts[0])
            for kind in self.kinds
        ]
        self.ranks = CaseRanks(self.kinds)
        self.habits, self.prompts = self._habits(), self._prompts()
        willing = scenario.conduct.putting_off
        pairs = willing.willingness if willing else ((0, 1.0),)
        self.willing = np.array([days for days, _ in pairs], dtype=np.int64)
        self.willingness = np.array([chance for _, chance in pairs], dtype=np.float64)
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
        draws = Draws(seed)
        threads = threads_of(self, self.workload.batches(draws))
        watched = self.of.watched
        down = downtime(self.scenario.outages, self.calendar, watched.begin, watched.end, draws)
        calendars, officers, offices = self.crews.presence(draws)
        looks = self.crews.looks(draws, down, calendars, offices, officers)
        world = World(
            **self.standing,
            **_of_calendars(calendars),
            **self._empty(len(threads.rows), len(offices), calendars, room),
            tables=self.tables(calendars.origin),
            attributes=threads.attributes,
            threads=threads.rows,
            arrivals=threads.arrivals,
            offices=offices,
            officers=officers,
            seed=np.array([seed_key(draws)]),
            streams=keys_of(draws, self.lucks.streams or [("",)]),
            looks=looks.at,
            look_from=looks.places.from_day,
            look_lucks=looks.luck,
            look_taken=looks.taken,
            down=np.array(down.spans, dtype=np.int64).reshape(-1, 2),
            tally=self._tally(calendars),
        )
        for name in _NOTHING:
            getattr(world, name)[...] = NONE
        for name in _ZERO:
            getattr(world, name)[...] = 0
        return Made(world, threads, calendars)

    @cached_property
    def standing(self) -> dict[str, Any]:
        """The arrays that are the same for all seeds; a run only reads them."""
        arrays, lucks = self.arrays, self.lucks
        return {
            "lists": arrays.lists.array(),
            "rules": arrays.rules,
            "events": arrays.event_rows,
            "supports": arrays.supports,
            "bans": arrays.bans,
            "moving": arrays.moving,
            "offices_of": self.offices_of,
            "luck_of": lucks.of,
            "lucks": lucks.lucks,
            "following": lucks.following,
            "laters": lucks.laters,
            "ladder_of": lucks.ladder_of,
            "ladders": lucks.ladders,
            "steps": lucks.steps,
            "guides": lucks.guides,
            "habits": self.habits,
            "willing": self.willing,
            "willingness": self.willingness,
            "prompts": self.prompts,
            "worked": np.array(self.of.span, dtype=np.int64),
        }

    def _empty(
        self, threads: int, offices: int, calendars: CalendarArrays, room: int
    ) -> dict[str, Any]:
        """The arrays that a run fills."""
        events, rules = len(self.arrays.events), max(1, len(self.arrays.rules))
        days, size = calendars.working.shape[1] + 1, threads * room + _SPARE
        whole, flag = np.dtype(np.int64), np.dtype(np.uint8)
        return MEMORY.arrays(
            {
                "occurred": ((threads, events), np.dtype(np.int32)),
                "duty": ((threads, rules), np.dtype(np.int32)),
                "begun": ((threads, self.lucks.columns), flag),
                "history": ((size,), OCCURRENCE),
                "duties": ((size,), DUTY),
                "running": ((size,), RUNNING),
                "items": ((size,), ITEM),
                "desks": ((size,), DESK),
                "entries": ((size,), ENTRY),
                "attention": ((size,), ATTENTION),
                "buckets": ((size,), BUCKET),
                "links": ((size,), LINK),
                "bucket_of_day": ((days,), whole),
                "plans": ((2 * size,), PLAN),
                "days_ahead": ((days,), whole),
                "first_planned": ((PLACES,), whole),
                "last_planned": ((PLACES,), whole),
                "planned": ((WORDS,), np.dtype(np.uint64)),
                "way": ((events + 1,), whole),
                "doing": ((events + 1,), whole),
                "marks": ((events,), flag),
                "asked": ((events,), flag),
                "going": ((rules,), whole),
                "meeting": ((size,), whole),
                "owing": ((1024,), whole),
                "owing_parties": ((1024,), whole),
                "reached": ((offices,), flag),
                "warned": ((offices, max(1, len(self.prompts))), whole),
            }
        )

    def _tally(self, calendars: CalendarArrays) -> Any:
        tally = np.zeros(1, TALLY).view(np.recarray)
        row = tally[0]
        row.end, row.origin = self.of.end, calendars.origin
        row.free_entry = row.free_plan = row.today = NONE
        row.word = WORDS
        return tally


MEMORY = Memory()

_NOTHING = ("bucket_of_day", "days_ahead", "first_planned", "warned")
_ZERO = ("planned", "marks", "asked")
"""What of the arrays that a run fills it needs empty; of its threads it sees to that itself."""


def _of_calendars(of: CalendarArrays) -> dict[str, Any]:
    return {
        "calendars": of.rows,
        "working": of.working,
        "rank": of.rank,
        "days": of.days,
        "elapsed": of.elapsed,
        "clock": of.clock,
    }
