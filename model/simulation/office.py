"""One office: officers who take up the matters on their desk, work, and act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from heapq import heapify, heappop, heappush
from typing import NamedTuple, Protocol

from model.calendar import Calendar, CoverageError
from model.duty import Duty
from model.members import made
from model.simulation.agenda import Happening, Phase
from model.simulation.conduct import Order
from model.simulation.looks import Looks
from model.simulation.luck import Luck
from model.simulation.platform import Platform, Thread
from model.simulation.scenario import Department, LegalAct, Scenario
from model.trace import Moment

_NO_DATE = 2**40  # behind every instant


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
    act
        The act that is due.
    party
        The bearer as whom the office acts.
    luck
        The streams that its luck is in, at the position of its thread.
    minutes
        The office minutes that an officer spends on it.
    possible
        Whether the act is known to be possible; what has come about does not go again.
    held
        Whether it waits until the act is possible and allowed.
    freed
        Whether it has been taken off the desk again.
    done
        Whether the office itself has performed the act.
    """

    thread: Thread
    duty: Duty
    act: str
    party: str
    office: Office
    luck: Luck
    minutes: int
    officer: int = -1
    taken_up: int = -1
    possible: bool = False
    held: bool = False
    freed: bool = False
    done: bool = False

    @property
    def due(self) -> Moment | None:
        """When its duty is due, as things stand; the clock of a limit may stop or begin anew."""
        if self.duty.running is None:
            return self.duty.due
        return self.thread.state.duties.get(self.duty.rule.id, self.duty).due


class Doing(Protocol):
    """Whoever decides what an office does with what is on its desk."""

    def perform(self, item: Item) -> None:
        """Perform the act of an item, now that an officer has done the work."""

    def leaves(self, item: Item) -> bool:
        """Whether an item that would come onto the desk is left undone."""

    def gives_up(self, item: Item) -> bool:
        """Whether an item that would be taken up is dropped instead."""


_Entry = tuple[int, str, int, int, int, Item]


class Office:
    """The desk of one department: free officers, and matters waiting, by the order of its conduct.

    Ties go by case, thread and the order of the rules, and to the officer of the lowest number.

    Parameters
    ----------
    presence
        The calendar of each officer.
    """

    def __init__(
        self,
        platform: Platform,
        scenario: Scenario,
        department: Department,
        presence: Sequence[Calendar],
        looks: Looks,
        doing: Doing,
    ) -> None:
        self.platform = platform
        self.env = platform.env
        self.presence = presence
        self.department = department
        self._acts_on_take_up = scenario.legal_act is LegalAct.TAKE_UP
        self.looks = looks
        self.doing = doing
        self.free = list(range(department.officers))
        self.waiting: list[_Entry] = []
        self.busy: list[tuple[int, int, int, int]] = []  # officer, from, to, minutes if known
        self.attention: list[Attention] = []
        conduct = scenario.conduct
        self._by_due = conduct.order.first is Order.EARLIEST_DUE
        self._leans, self._gives_up = conduct.leaning is not None, conduct.giving_up is not None
        self._alike = presence[0] if len({id(one) for one in presence}) == 1 else None
        self.warned: list[tuple[int, float]] = []  # until when, and the factor
        self._woken = -1
        self._entered = 0
        self._coming: dict[int, list[_Entry]] = {}

    def warn(self, until: int, factor: float) -> None:
        """Let less be overlooked up to an instant; of several warnings the strictest holds."""
        self.warned.append((until, factor))

    def slack(self, now: int) -> float:
        """Return the factor on what is overlooked now, at most 1."""
        self.warned = [warning for warning in self.warned if warning[0] >= now]
        return min((factor for _, factor in self.warned), default=1.0)

    def put(self, item: Item, ready: int, now: int) -> None:
        """Put a matter on the desk at an instant from now on."""
        self._entered += 1
        thread, rule = item.thread, self.platform.law.order[item.duty.rule.id]
        rank = self._rank(item, ready) if self._by_due else ready
        entry = (rank, thread.case, thread.department, rule, self._entered, item)
        if ready <= now:
            self._come(now, [entry])
        elif self._leans or ready not in self._coming:
            self._coming[ready] = coming = [entry]
            self.env.plan(ready, Phase.EXOGENOUS, lambda look: self._come(look.at, coming))
        else:
            self._coming[ready].append(entry)

    def _rank(self, item: Item, ready: int) -> int:
        """Where a matter that is ready at an instant stands by its limit, as that stands."""
        due = item.due
        return ready + (_NO_DATE if due is None else due[0]) * _NO_DATE

    def _next(self) -> Item:
        """Take the first matter off the desk; limits may have moved since they were put there."""
        if any(entry[-1].duty.running for entry in self.waiting):
            self.waiting = [
                (self._rank(entry[-1], entry[0] % _NO_DATE), *entry[1:]) for entry in self.waiting
            ]
            heapify(self.waiting)
        return heappop(self.waiting)[-1]

    def _come(self, now: int, coming: Sequence[_Entry]) -> None:
        """Let what is seen in one look come onto the desk.

        Together, since their order there does not depend on it; but whoever leans on defaults
        weighs each against what else has happened by then.
        """
        self._coming.pop(now, None)
        for entry in coming:
            if not self._leans or entry[-1].freed or not self.doing.leaves(entry[-1]):
                heappush(self.waiting, entry)
        if self.waiting and self.free:
            self._wake(now)

    def _wake(self, now: int) -> None:
        """Let free officers, of whom there are some, take up work once one of them is there.

        Where none is free, the next one to be will see to it.
        """
        at: int | None = self._woken
        if self._alike is None:
            at = self._next_presence(now)
        elif self._woken < 0:
            at = self._alike.next_office_instant(now)
        if at is not None and at != self._woken:
            self._woken = at
            self.env.plan(at, Phase.TAKE_UP, self._take_up)

    def _next_presence(self, now: int) -> int | None:
        """The first instant from now on at which a free officer is there."""
        calendars = {id(one): one for one in (self.presence[officer] for officer in self.free)}
        found = (_next(calendar, now) for calendar in calendars.values())
        return min((at for at in found if at is not None), default=None)

    def _take_up(self, happening: Happening) -> None:
        self._woken = -1
        now = happening.at
        while self.waiting and self.free:
            officer = heappop(self.free) if self._alike is not None else self._first_there(now)
            if officer is None:
                break
            item = self._next() if self._by_due else heappop(self.waiting)[-1]
            if item.freed or (self._gives_up and self.doing.gives_up(item)):
                heappush(self.free, officer)
            else:
                self._start(item, officer, now)
        if self.waiting and self.free and self._alike is None:
            self._wake(now)

    def worked(self, start: int, end: int) -> int:
        """Return the minutes that officers spent on duties between two instants.

        What is not finished when it is asked for is not in it.
        """
        total = 0
        for officer, taken_up, left, minutes in self.busy:
            if minutes >= 0 and start <= taken_up and left <= end:
                total += minutes
            elif taken_up < end and left > start:
                passed = self.presence[officer].working_minutes_until
                total += passed(min(left, end)) - passed(max(taken_up, start))
        return total

    def _first_there(self, now: int) -> int | None:
        """Take the free officer of the lowest number who is there, where some are free."""
        there = [one for one in self.free if _next(self.presence[one], now) == now]
        if not there:
            return None
        officer = min(there)
        self.free.remove(officer)
        heapify(self.free)
        return officer

    def _start(self, item: Item, officer: int, now: int) -> None:
        item.officer, item.taken_up = officer, now
        try:
            after = self.presence[officer].after_work
            done = after(now, item.minutes) if item.minutes else now
            self.env.plan(done, Phase.ACT, partial(self._finish, item))
        except CoverageError:
            pass  # beyond all dates, so it is not done while anybody watches
        if self._acts_on_take_up:
            self.doing.perform(item)

    def _finish(self, item: Item, happening: Happening) -> None:
        if not item.freed:
            self._release(item, happening.at, item.minutes)
            self.doing.perform(item)

    def drop(self, item: Item, now: int) -> None:
        """Take a matter off the desk, or out of the hands of the officer who has it."""
        item.freed = True
        if item.officer >= 0:
            self._release(item, now)

    def _release(self, item: Item, now: int, minutes: int = -1) -> None:
        thread = item.thread
        self.busy.append((item.officer, item.taken_up, now, minutes))
        heappush(self.free, item.officer)
        item.officer = -1
        if thread.counted:
            name = self.department.id
            seen = (thread.case, thread.department, item.act, name, item.taken_up, now)
            self.attention.append(made(Attention, seen))
        if self.waiting:
            self._wake(now)


def _next(calendar: Calendar, now: int) -> int | None:
    """The next instant at which an officer is there; ``None`` where no date says so."""
    try:
        return calendar.next_office_instant(now)
    except CoverageError:
        return None
