"""The simulator as a witness: it performs a given run of slots on real dates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

import simpy

from model.ability import performable
from model.calendar import Calendar
from model.clock import CalendarClock
from model.deadline import Reading
from model.duty import Duty
from model.language import Complaint
from model.regime import Regime
from model.simulation.platform import Happening, Phase, Platform, Thread
from model.trace import Mode, Occurrence, Run
from model.transition import Law

_MARGIN = 30  # working days left free at both ends of the calendar


def replay(regime: Regime, reading: Reading, run: Run, calendar: Calendar) -> Run | None:
    """Make the simulator perform the acts of a run, and return what it recorded, in minutes.

    Only what parties and the world do is scripted; what is deemed and counted, the platform must
    bring about by itself. ``None`` when there is no stretch of the calendar on which the recorded
    trace, abstracted to slots, is the run.
    """
    calendar = _long_enough(regime, reading, run, calendar)
    # Where no term depends on the date, one stretch of the calendar is like any other.
    for base in _bases(run, calendar):
        try:
            recorded = _perform(regime, reading, run, calendar, base)
        except Complaint:
            return None
        if _in_slots(recorded, calendar, base) == _signature(run.occurrences, 0):
            return recorded
    return None


def _long_enough(regime: Regime, reading: Reading, run: Run, calendar: Calendar) -> Calendar:
    """The calendar, or a plain one of weekdays where a run outlasts it and no date matters."""
    terms = [reading.term(rule.deadline, regime.counting) for rule in regime.obligations]
    if run.elapsed or any(term is not None and term.needs_calendar for term in terms):
        return calendar
    last = max((one.at for one in run.occurrences), default=0) // 2
    needed = 3 * _MARGIN + last + max((term.count for term in terms if term is not None), default=0)
    if needed < calendar.working_days:
        return calendar
    week = (True, True, True, True, True, False, False)
    return Calendar(date(2001, 1, 1), week * (needed // 5 + 2), calendar.hours)


def _bases(run: Run, calendar: Calendar) -> Iterator[int]:
    last = (
        calendar.working_days - _MARGIN - max((one.at for one in run.occurrences), default=0) // 2
    )
    if last < _MARGIN:
        return
    yield from (range(_MARGIN, last) if run.elapsed else range(_MARGIN, _MARGIN + 1))


def _signature(occurrences: tuple[Occurrence, ...], shift: int) -> list[tuple[str, int, Mode]]:
    return sorted((one.event, one.at - shift, one.mode) for one in occurrences)


def _in_slots(recorded: Run, calendar: Calendar, base: int) -> list[tuple[str, int, Mode]]:
    return _signature(recorded.in_slots(calendar).occurrences, 2 * base)


class _Script:
    """Bears the duties by doing exactly what the run says."""

    def __init__(self, law: Law, calendar: Calendar, run: Run, base: int) -> None:
        self.law = law
        self.env = simpy.Environment()
        self.platform = Platform(self.env, law, calendar, self)
        self.thread = Thread("replay", 0, 0, run.attributes, law.start(run.attributes), True)
        self.waiting: list[tuple[int, Occurrence]] = []
        for place, one in enumerate(run.occurrences):
            if one.mode in (Mode.DEEMED, Mode.COUNTED):
                continue
            at = _instant(one, calendar, base, place)
            if one.mode is Mode.PERFORMED and one.round:
                self.waiting.append((at, one))
            else:
                phase = Phase.ACT if one.mode is Mode.PERFORMED else Phase.EXOGENOUS
                Happening(self.env, at, phase, partial(self._do, one))

    def _do(self, one: Occurrence, _: object) -> None:
        if one.mode is Mode.EXOGENOUS or not one.rule:
            self.platform.exogenous(self.thread, (one.event,))
        else:
            self.platform.perform(self.thread, one.event, one.party, one.rule)

    def duty_opened(self, thread: Thread, duty: Duty, cause: Occurrence) -> None:
        """Do nothing of its own accord."""

    def occurred(self, thread: Thread, occurrence: Occurrence) -> None:
        """Perform what the run places behind an expiry of the same instant, once it can be."""
        for item in list(self.waiting):
            at, one = item
            if at == self.env.now and performable(self.law, thread.state, one.event, one.party):
                self.waiting.remove(item)
                Happening(self.env, at, Phase.ACT, partial(self._do, one))


def _instant(one: Occurrence, calendar: Calendar, base: int, place: int) -> int:
    day, off = divmod(one.at, 2)
    if off:
        return calendar.closing(base + day) + 1 + place
    if one.round:
        return calendar.closing(base + day)
    return calendar.opening(base + day) + place


def _perform(regime: Regime, reading: Reading, run: Run, calendar: Calendar, base: int) -> Run:
    law = Law(regime, reading, CalendarClock(calendar))
    script = _Script(law, calendar, run, base)
    script.env.run()
    return script.thread.run(None)
