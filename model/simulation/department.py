"""Departments: officers who look at the platform, queue their matters, work, and miss some."""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from model.calendar import Calendar
from model.instant import MINUTES, day_of
from model.simulation.draws import THREADS, Draws
from model.simulation.platform import Happening, Phase, Platform, Thread
from model.simulation.scenario import Department, LegalAct, Scenario, Task
from model.trace import Mode, Occurrence
from model.transition import Duty


class Attention(NamedTuple):
    """That an officer turned to a duty: legal effect and actual attention differ."""

    case: str
    thread: int
    act: str
    department: str
    taken_up: int
    finished: int


@dataclass(slots=True)
class _Item:
    """A duty on somebody's desk; ``freed`` once its expiry has taken it off again."""

    thread: Thread
    duty: Duty
    minutes: int
    officer: int = -1
    taken_up: int = -1
    freed: bool = False


class Office:
    """The desk of one department: free officers, and matters waiting, oldest first.

    Ties go by case, thread and the order of the rules, and to the officer of the lowest number.
    """

    def __init__(
        self, platform: Platform, scenario: Scenario, department: Department, looks: list[int]
    ) -> None:
        self.platform = platform
        self.env = platform.env
        self.calendar = platform.calendar
        self.department = department
        self.legal_act = scenario.legal_act
        self.looks = looks
        self.free = list(range(department.officers))
        self.waiting: list[tuple[int, str, int, int, _Item]] = []
        self.busy_minutes = 0
        self.attention: list[Attention] = []
        self._woken = -1

    def next_look(self, at: int) -> int | None:
        """Return the next instant from ``at`` on at which the department looks at the platform."""
        place = bisect_left(self.looks, at)
        return self.looks[place] if place < len(self.looks) else None

    def put(self, item: _Item, ready: int) -> None:
        """Put a matter on the desk at an instant from now on."""
        order = self.platform.law.order[item.duty.rule.id]
        entry = (ready, item.thread.case, item.thread.department, order, item)
        if ready > self.env.now:
            Happening(self.env, ready, Phase.EXOGENOUS, lambda _: self._enter(entry))
        else:
            self._enter(entry)

    def _enter(self, entry: tuple[int, str, int, int, _Item]) -> None:
        heapq.heappush(self.waiting, entry)
        self.wake()

    def wake(self) -> None:
        """Let free officers take up work at the first office instant, once.

        Where none is free, the next one to be will see to it.
        """
        if not self.free:
            return
        at = self.calendar.next_office_instant(int(self.env.now))
        if at != self._woken:
            self._woken = at
            Happening(self.env, at, Phase.TAKE_UP, self._take_up)

    def _take_up(self, _: object) -> None:
        self._woken = -1
        while self.free and self.waiting:
            item = heapq.heappop(self.waiting)[-1]
            if not item.freed:
                self._start(item)

    def _start(self, item: _Item) -> None:
        item.officer = heapq.heappop(self.free)
        item.taken_up = now = int(self.env.now)
        done = self.calendar.after_work(now, item.minutes)
        Happening(self.env, done, Phase.ACT, lambda _: self._finish(item))
        if self.legal_act is LegalAct.TAKE_UP:
            self._perform(item)

    def _finish(self, item: _Item) -> None:
        if not item.freed:
            self._release(item, item.minutes)
            self._perform(item)

    def drop(self, item: _Item) -> None:
        """Take a matter off the desk, or out of the hands of the officer who has it."""
        item.freed = True
        if item.officer >= 0:
            worked = self.calendar.working_minutes_until
            self._release(item, worked(int(self.env.now)) - worked(item.taken_up))

    def _release(self, item: _Item, minutes: int) -> None:
        now, thread = int(self.env.now), item.thread
        self.busy_minutes += minutes
        heapq.heappush(self.free, item.officer)
        if thread.counted:
            act, name = item.duty.rule.act, self.department.id
            seen = Attention(thread.case, thread.department, act, name, item.taken_up, now)
            self.attention.append(seen)
        if self.waiting:
            self.wake()

    def _perform(self, item: _Item) -> None:
        rule = item.duty.rule
        self.platform.perform(item.thread, rule.act, rule.bearer, rule.id)


class Departments:
    """All offices of a scenario, as bearers of the duties of a regime."""

    def __init__(self, scenario: Scenario, draws: Draws, counts: Mapping[str, int]) -> None:
        self.scenario = scenario
        self.draws = draws
        self.counts = counts
        self.offices: list[Office] = []
        self._bureau: list[Office] = []
        self._supervising: list[Office] = []
        self._luck: dict[tuple[str, str], tuple[list[int], list[int] | None, list[bool]]] = {}
        self._open: dict[tuple[int, str], tuple[Office, _Item]] = {}

    def open(self, platform: Platform, year: int) -> None:
        """Set up the offices on a platform."""
        self.platform = platform
        for department in self.scenario.departments:
            looks = _looks(department, platform.calendar, year, self.draws)
            office = Office(platform, self.scenario, department, looks)
            self.offices.append(office)
            bureau = department.party == "approval-bureau"
            (self._bureau if bureau else self._supervising).append(office)

    def office_of(self, party: str, thread: Thread) -> Office:
        """Return the office that acts as a party in a thread."""
        if party == "queried-party":
            letter = thread.attributes.get("letter-to-regulator", "false")
            party = "regulator" if letter == "true" else "approval-bureau"
        if party == "approval-bureau":
            return self._bureau[0]
        return self._supervising[thread.department]

    def duty_opened(self, thread: Thread, duty: Duty, cause: Occurrence) -> None:
        """Bring a new duty onto the desk of its bearer, unless it is overlooked."""
        rule = duty.rule
        if rule.act in thread.state.occurred:
            return
        office = self.office_of(rule.bearer, thread)
        work, wait, missed = self._luck_of(thread, rule.act)
        now = int(self.platform.env.now)
        noticed = self._noticed(office, thread, cause, now)
        if missed[thread.position]:
            noticed = self._recalled(noticed)
        if noticed is None:
            return
        if wait is not None:
            noticed = self.platform.calendar.after_work(noticed, wait[thread.position])
        item = _Item(thread, duty, work[thread.position])
        self._open[(id(thread), rule.act)] = (office, item)
        office.put(item, noticed)

    def occurred(self, thread: Thread, occurrence: Occurrence) -> None:
        """Take a matter off the desk when its act has been deemed and nobody need do it."""
        found = self._open.pop((id(thread), occurrence.event), None)
        if found is None or occurrence.mode is not Mode.DEEMED or not self.scenario.expiry_frees:
            return
        office, item = found
        office.drop(item)

    def _noticed(self, office: Office, thread: Thread, cause: Occurrence, now: int) -> int | None:
        """A department knows at once what it did itself; the rest it sees when it looks."""
        own = cause.mode is Mode.PERFORMED and self.office_of(cause.party, thread) is office
        return now if own else office.next_look(now)

    def _recalled(self, noticed: int | None) -> int | None:
        if noticed is None or self.scenario.recall is None:
            return None
        calendar = self.platform.calendar
        index = calendar.index_at(noticed) + self.scenario.recall
        return calendar.opening(index) if index < calendar.working_days else None

    def _luck_of(self, thread: Thread, act: str) -> tuple[list[int], list[int] | None, list[bool]]:
        kind = thread.case.rsplit("-", 1)[0]
        key = (kind, act)
        if key not in self._luck:
            self._luck[key] = self._draw(kind, act, self.scenario.task(act))
        return self._luck[key]

    def _draw(
        self, kind: str, act: str, task: Task
    ) -> tuple[list[int], list[int] | None, list[bool]]:
        count = self.counts[kind] * THREADS
        work = self.draws.minutes(count, task.work, kind, act, "work").tolist()
        wait = None
        if task.wait is not None:
            wait = self.draws.minutes(count, task.wait, kind, act, "wait").tolist()
        missed = (self.draws.uniforms(count, kind, act, "missed") < task.missed).tolist()
        return work, wait, missed


def _looks(department: Department, calendar: Calendar, year: int, draws: Draws) -> list[int]:
    """The instants at which a department looks at the platform, from the warm-up on."""
    first = calendar.index_from(date(year - 1, 7, 1))
    begin = day_of(date(year - 1, 7, 1))
    last = calendar.working_days
    found: list[int] = []
    per_day = len(department.looks)
    # Positions are fixed to dates, so that another year end does not shift the luck.
    days = [day for index in range(first, last) if (day := calendar.day(index)) < begin + 800]
    luck = draws.uniforms(800 * per_day, "department", department.id, "looks")
    for day in days:
        for place, minute in enumerate(sorted(department.looks)):
            if luck[(day - begin) * per_day + place] >= department.skips:
                found.append(day * MINUTES + minute)
    return found
