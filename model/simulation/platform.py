"""The platform: it delivers, lets deadlines expire, deems, and records.

The order of one instant is the written one of :mod:`model.transition`; what is planned takes place
in it (:mod:`model.simulation.agenda`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from model.calendar import Calendar
from model.duty import Duty, Status
from model.members import made
from model.rule import Obligation, Power
from model.simulation.agenda import Agenda, Phase
from model.simulation.downtime import Downtime
from model.trace import Mode, Moment, Occurrence, Run
from model.transition import Law, State, advance, expire


class Thread:
    """One supervising department's side of one case, as the platform knows it.

    Attributes
    ----------
    kind
        The kind of its matter.
    several
        All threads of the case where there are others than itself.
    """

    __slots__ = (
        "attributes",
        "case",
        "counted",
        "department",
        "history",
        "kind",
        "position",
        "several",
        "state",
    )

    def __init__(
        self,
        case: str,
        department: int,
        position: int,
        attributes: Mapping[str, str],
        state: State,
        counted: bool,
    ) -> None:
        self.case = case
        self.kind = case.rsplit("-", 1)[0]
        self.several: Sequence[Thread] = ()
        self.department = department
        self.position = position
        self.attributes = attributes
        self.state = state
        self.counted = counted
        self.history: list[Occurrence] = []

    @property
    def siblings(self) -> Sequence[Thread]:
        """All threads of the case, itself among them; what is of the whole case occurs in all."""
        return self.several or (self,)

    @siblings.setter
    def siblings(self, threads: Sequence[Thread]) -> None:
        # A thread that is alone does not hold itself: so it goes with the year, at once.
        self.several = threads if len(threads) > 1 else ()

    def run(self, end: int | None, thread: str = "") -> Run:
        """Return what has happened in it, watched until ``end``."""
        return Run(tuple(self.history), self.attributes, end, self.case, thread)


class Listener(Protocol):
    """Whoever follows what happens."""

    def occurred(self, thread: Thread, occurrence: Occurrence) -> None:
        """Take note of an event."""


class Offices(Listener, Protocol):
    """Whoever bears the duties: departments with officers, or a script."""

    def duty_opened(self, thread: Thread, duty: Duty, cause: Occurrence) -> None:
        """Take note of a new duty."""


class Platform:
    """Executes the transition relation of many threads on one clock."""

    def __init__(
        self,
        env: Agenda,
        law: Law,
        calendar: Calendar,
        offices: Offices,
        down: Downtime | None = None,
    ) -> None:
        self.env = env
        self.down = down or Downtime()
        self.law = law
        self.calendar = calendar
        self.offices = offices
        self._followers: dict[str, list[Listener]] = {}
        words = law.regime.vocabulary.events.values()
        self._whole = frozenset(word.id for word in words if word.scope == "case")
        self._expiring: dict[Moment, list[Thread]] = {}

    def follow(self, listener: Listener, events: Iterable[str]) -> None:
        """Let somebody follow the events of some types, after the offices, who follow all."""
        for event in events:
            self._followers.setdefault(event, []).append(listener)

    def together(self, thread: Thread, event: str) -> Sequence[Thread]:
        """Return the threads in which an event occurs when it occurs in one of them."""
        return thread.several if thread.several and event in self._whole else (thread,)

    def first(self, thread: Thread, event: str) -> Thread:
        """Return the first of the threads in which an event occurs :meth:`together`."""
        return thread.several[0] if thread.several and event in self._whole else thread

    def back_up(self, act: str, rule: Obligation | Power | None) -> int | None:
        """Return the office instant from which an act that needs the platform can be done.

        ``None`` where it can be done now. The law does not know outages: every deadline runs on.
        """
        end = self.down.end(self.env.now)
        if end is None or not self.down.needs_platform(act, rule):
            return None
        return self.calendar.next_office_instant(end)

    def perform(self, thread: Thread, event: str, party: str, rule: str) -> None:
        """Let a party perform an act now, wherever the event has not already occurred."""
        now: int = self.env.now
        closing = self.calendar.is_closing(now)  # nothing expires at any other instant
        for one in self.together(thread, event):
            if event not in one.state.occurred:
                turn = self._round(one, event, now) if closing else 0
                act = made(Occurrence, (event, now, Mode.PERFORMED, party, rule, turn))
                self._settle(one, advance(self.law, one.state, (act,)))

    def exogenous(self, thread: Thread, events: Iterable[str]) -> None:
        """Let events that no rule governs occur now, each after the one before."""
        now: int = self.env.now
        words, closing = self.law.regime.vocabulary.events, self.calendar.is_closing(now)
        for event in events:
            if self.law.regime.is_exogenous(event):
                turn = int(closing)
                one = Occurrence(event, now, Mode.EXOGENOUS, words[event].by, "", turn)
            else:
                turn = self._round(thread, event, now) if closing else 0
                one = Occurrence(event, now, Mode.PERFORMED, words[event].by, "", turn)
            self._settle(thread, advance(self.law, thread.state, (one,)))

    def _round(self, thread: Thread, event: str, now: int) -> int:
        """The round of a close of business in which an act takes place."""
        occurred = thread.state.occurred
        rounds = [
            occurred[other].round
            for other in self.law.regime.vocabulary.events[event].presupposes
            if other in occurred and occurred[other].at == now
        ]
        supports = [
            duty.opened[1] if duty.opened[0] == now else 0
            for rule in self.law.supporting.get(event, ())
            if (duty := thread.state.duties.get(rule.id)) is not None
        ]
        return max(max(rounds, default=0), min(supports, default=0))

    def _settle(self, thread: Thread, step: Any) -> None:
        before = thread.state.duties
        thread.state, occurred, opened = step
        thread.history.extend(occurred)
        for rule in self.law.moving:
            self._moved(thread, before.get(rule), thread.state.duties.get(rule))
        for duty in opened:
            if duty.running is None and duty.due is not None and duty.status is Status.PENDING:
                self._watch(thread, duty.due)
            self.offices.duty_opened(thread, duty, occurred[0])
        for one in occurred:
            self.offices.occurred(thread, one)
            for listener in self._followers.get(one.event, ()):
                listener.occurred(thread, one)

    def _moved(self, thread: Thread, before: Duty | None, after: Duty | None) -> None:
        """Watch a limit at the moment to which a step has moved its end."""
        if after is None or after.due is None or after.status is not Status.PENDING:
            return
        if before is None or before.due != after.due:
            self._watch(thread, after.due)

    def _watch(self, thread: Thread, due: Moment) -> None:
        if due in self._expiring:
            self._expiring[due].append(thread)
            return
        self._expiring[due] = [thread]
        self.env.plan(due[0], Phase.EXPIRY, lambda _: self._expire(due))

    def _expire(self, due: Moment) -> None:
        open_ = [thread for thread in self._expiring.pop(due) if _runs_out(thread, due)]
        for thread in sorted(open_, key=lambda one: (one.case, one.department)):
            if _runs_out(thread, due):  # not settled by what another thread has brought about
                self._settle(thread, expire(self.law, thread.state, due))


def _runs_out(thread: Thread, due: Moment) -> bool:
    """Whether a limit of a thread ends at a moment."""
    for duty in thread.state.duties.values():
        if duty.status is Status.PENDING and duty.due == due:
            return True
    return False
