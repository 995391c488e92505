"""One office: officers who take up the matters on their desk, work, and act."""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from model.calendar import Calendar
from model.duty import Duty
from model.instant import MINUTES, day_of
from model.simulation.draws import Draws
from model.simulation.platform import Happening, Phase, Platform, Thread
from model.simulation.scenario import Department, LegalAct, Scenario


class Attention(NamedTuple):
    """That an officer turned to a duty: legal effect and actual attention differ."""

    case: str
    thread: int
    act: str
    department: str
    taken_up: int
    finished: int


@dataclass(slots=True, eq=False)
class Item:
    """A duty as one office has it before it.

    Attributes
    ----------
    party
        The bearer as whom the office acts.
    held
        Whether it waits until the act is possible and allowed.
    freed
        Whether it has been taken off the desk again.
    done
        Whether the office itself has performed the act.
    """

    thread: Thread
    duty: Duty
    party: str
    office: Office
    minutes: int
    officer: int = -1
    taken_up: int = -1
    held: bool = False
    freed: bool = False
    done: bool = False

    @property
    def act(self) -> str:
        """The act that is due."""
        return self.duty.rule.act


class Office:
    """The desk of one department: free officers, and matters waiting, oldest first.

    Ties go by case, thread and the order of the rules, and to the officer of the lowest number.

    Parameters
    ----------
    perform
        What is called when an officer performs the act of an item.
    """

    def __init__(
        self,
        platform: Platform,
        scenario: Scenario,
        department: Department,
        looks: list[int],
        perform: Callable[[Item], None],
    ) -> None:
        self.platform = platform
        self.env = platform.env
        self.calendar = platform.calendar
        self.department = department
        self.legal_act = scenario.legal_act
        self.looks = looks
        self.perform = perform
        self.free = list(range(department.officers))
        self.waiting: list[tuple[int, str, int, int, int, Item]] = []
        self.busy_minutes = 0
        self.attention: list[Attention] = []
        self._woken = -1
        self._entered = 0

    def next_look(self, at: int) -> int | None:
        """Return the next instant from ``at`` on at which the department looks at the platform."""
        place = bisect_left(self.looks, at)
        return self.looks[place] if place < len(self.looks) else None

    def put(self, item: Item, ready: int) -> None:
        """Put a matter on the desk at an instant from now on."""
        order = self.platform.law.order[item.duty.rule.id]
        self._entered += 1
        thread = item.thread
        entry = (ready, thread.case, thread.department, order, self._entered, item)
        if ready > self.env.now:
            Happening(self.env, ready, Phase.EXOGENOUS, lambda _: self._enter(entry))
        else:
            self._enter(entry)

    def _enter(self, entry: tuple[int, str, int, int, int, Item]) -> None:
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

    def _start(self, item: Item) -> None:
        item.officer = heapq.heappop(self.free)
        item.taken_up = now = int(self.env.now)
        done = self.calendar.after_work(now, item.minutes)
        Happening(self.env, done, Phase.ACT, lambda _: self._finish(item))
        if self.legal_act is LegalAct.TAKE_UP:
            self.perform(item)

    def _finish(self, item: Item) -> None:
        if not item.freed:
            self._release(item, item.minutes)
            self.perform(item)

    def drop(self, item: Item) -> None:
        """Take a matter off the desk, or out of the hands of the officer who has it."""
        item.freed = True
        if item.officer >= 0:
            worked = self.calendar.working_minutes_until
            self._release(item, worked(int(self.env.now)) - worked(item.taken_up))

    def _release(self, item: Item, minutes: int) -> None:
        now, thread = int(self.env.now), item.thread
        self.busy_minutes += minutes
        heapq.heappush(self.free, item.officer)
        item.officer = -1
        if thread.counted:
            name = self.department.id
            seen = Attention(thread.case, thread.department, item.act, name, item.taken_up, now)
            self.attention.append(seen)
        if self.waiting:
            self.wake()


def looks_of(department: Department, calendar: Calendar, year: int, draws: Draws) -> list[int]:
    """Return the instants at which a department looks at the platform, from the warm-up on."""
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
