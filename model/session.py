"""A session: one matter on real dates, taken step by step through the one transition relation.

What anybody does or the world brings is a step; so is waiting, by which limits run out and what
they deem occurs. A session never changes: each step returns the next one, and :func:`back` the one
before. Every session, watched until :attr:`Session.end`, is a run that
:mod:`model.conformance` admits. It is about one thread of one case: queues, and departments with
many matters, are the simulator's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from model.ability import disobeyed, limit, owed_until
from model.calendar import Calendar, chinese_calendar
from model.clock import CalendarClock
from model.conformance import Judgement, judge
from model.deadline import STRICT, Reading
from model.deeds import Deed, line
from model.duty import Duty
from model.instant import time_of
from model.language import Complaint, plain
from model.near import offered
from model.options import Move, movers, options
from model.regime import Regime
from model.rule import Obligation
from model.trace import Mode, Moment, Occurrence, Run
from model.transition import Law, State
from model.vocabulary import WORLD
from model.waiting import Awaited, Waiting


class Expired(NamedTuple):
    """A limit that ran out, and what whoever bears it was waiting for then, that others bring."""

    duty: Duty
    awaited: Awaited


class Step(NamedTuple):
    """What was done at one step, with all that came of it, in order.

    Attributes
    ----------
    passed
        The duties that became able only after they were due, and have not been kept by the close
        of that day either.
    """

    deed: Deed
    occurred: tuple[Occurrence, ...]
    expired: tuple[Expired, ...] = ()
    passed: tuple[Duty, ...] = ()


@dataclass(frozen=True, eq=False, repr=False)
class Session:
    """One matter as it stands.

    Attributes
    ----------
    law
        The regime under one reading, on the calendar.
    now
        The moment that has been reached; what is done next is not before it.
    silent
        The parties that never act; their limits run out.
    before
        The session one step earlier; ``None`` at the start.
    """

    law: Law
    calendar: Calendar
    state: State
    now: Moment
    silent: frozenset[str] = frozenset()
    steps: tuple[Step, ...] = ()
    before: Session | None = None

    def __repr__(self) -> str:
        return f"<Session {self.law.regime.id}, {len(self.steps)} steps>"

    @property
    def text(self) -> str:
        """The steps on one line; :func:`model.deeds.parsed` and :func:`played` repeat them."""
        return line(step.deed for step in self.steps)

    @property
    def occurred(self) -> tuple[Occurrence, ...]:
        """All that has come about, in order."""
        return tuple(one for step in self.steps for one in step.occurred)

    @property
    def expired(self) -> dict[str, Expired]:
        """The limits that have run out, by rule."""
        return {one.duty.rule.id: one for step in self.steps for one in step.expired}

    @property
    def end(self) -> int:
        """The last instant of which everything has been seen."""
        at = self.now[0]
        limits = (self.owed_until(duty) for duty in self.state.duties.values())
        return at - 1 if any(one is not None and one[0] <= at for one in limits) else at

    @property
    def run(self) -> Run:
        """What has come about, as a run watched until :attr:`end`."""
        return Run(self.occurred, self.state.attributes, self.end)

    @property
    def judgements(self) -> tuple[Judgement, ...]:
        """What has become of every duty and prohibition by now, in the order of the rules."""
        return judge(self.law, self.state, self.end)

    @property
    def disobeyed(self) -> frozenset[str]:
        """The rules that those who could have kept them have not kept before now."""
        duties = self.state.duties.items()
        return frozenset(rule for rule, duty in duties if self._disobeyed(duty))

    def _disobeyed(self, duty: Duty) -> bool:
        if isinstance(duty.rule, Obligation) and duty.rule.announced is None:
            last = limit(self.law, duty)
            if last is None or last >= self.now:
                return False
        return disobeyed(self.law, self.state, duty)

    def owed_until(self, duty: Duty) -> Moment | None:
        """Return the last moment at which a duty can still be obeyed, as things stand.

        See :func:`model.ability.owed_until`; of a lapse, when it runs out.
        """
        return owed_until(self.law, self.state, duty, self.now)

    @property
    def next_limit(self) -> Moment | None:
        """When the next limit runs out, if any does, or a duty is owed no longer that was late."""
        limits = (self.owed_until(duty) for duty in self.state.duties.values())
        return min((one for one in limits if one is not None), default=None)

    @property
    def presumed(self) -> tuple[int, ...]:
        """The presumed years (:mod:`model.presumed`) that it has reached, or in which it is due."""
        first = self.occurred[0].at if self.occurred else self.now[0]
        dues = [duty.due[0] for duty in self.state.duties.values() if duty.due is not None]
        years = range(time_of(first).year, time_of(max([self.now[0], *dues])).year + 1)
        return tuple(year for year in self.calendar.presumed if year in years)


def start(
    regime: Regime | Law,
    at: int,
    attributes: Mapping[str, str] | None = None,
    reading: Reading = STRICT,
    calendar: Calendar | None = None,
) -> Session:
    """Return a matter in which nothing has happened by an instant.

    Parameters
    ----------
    regime
        The regime; or a law of it by the calendar, where one is at hand: then the reading is its.
    attributes
        What the case is like; each that is not given has its first value.
    calendar
        The Chinese one unless given; of a law by a calendar, that one.

    Raises
    ------
    Complaint
        Where a fact or a value is none of the regime's; where the calendar does not know the date.
    """
    if calendar is None and isinstance(regime, Law) and isinstance(regime.clock, CalendarClock):
        calendar = regime.clock.calendar
    calendar = calendar or chinese_calendar()
    calendar.slot(at)
    law = regime if isinstance(regime, Law) else Law(regime, reading, CalendarClock(calendar))
    known = law.regime.vocabulary.attributes
    for name, value in (attributes or {}).items():
        if name not in known:
            near = offered(name, {one: plain(one) for one in known})
            raise Complaint("session.no-fact", fact=name, known=near)
        if value not in known[name].values:
            values = offered(value, {one: plain(one) for one in known[name].values})
            raise Complaint("session.no-value", fact=name, value=value, known=values)
    return Session(law, calendar, law.start(attributes), (at, 0))


def possible(session: Session) -> tuple[Move, ...]:
    """Return who may do which event now: what is due soonest first, then what rules allow.

    What is free to a party comes behind, then what the world may bring.
    """
    found = options(session.law, session.state, session.silent, session.now)
    return tuple(sorted(found, key=_urgency))


def _urgency(move: Move) -> tuple[bool, bool, bool, bool, Moment]:
    due = move.due
    return (
        move.mode is Mode.EXOGENOUS,
        not move.demanded,
        not move.allowed and not move.demanded,
        due is None,
        due or (0, 0),
    )


def soonest(session: Session, move: Move) -> Moment:
    """Return the first moment, from now on, at which people do what is possible: in office hours.

    At the very close of business it is that instant, before its limits run out; behind these, what
    they alone have made possible, and what the world brings.
    """
    at, turn = session.now
    calendar = session.calendar
    if turn == 0:
        return session.now if calendar.is_closing(at) else (calendar.next_office_instant(at), 0)
    if move.mode is Mode.EXOGENOUS or move.earliest == session.now:
        return session.now
    return (calendar.next_office_instant(at + 1), 0)


def parties(law: Law) -> tuple[str, ...]:
    """Return the parties that may act under a regime, in the order of its words."""
    acting = {party for event in law.regime.relevant for party in movers(law, event)} - {WORLD}
    return tuple(party for party in law.regime.vocabulary.parties if party in acting)


def awaited(law: Law, state: State, duty: Duty) -> Awaited:
    """Return what the bearer of a duty waits for that others bring about, as things stand."""
    if not isinstance(duty.rule, Obligation):
        return {}
    return Waiting(law.means, state.occurred, state.attributes).of(duty.rule)
