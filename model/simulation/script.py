"""The simulator as a witness: it performs a given run of slots on real dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from itertools import chain, groupby
from typing import NamedTuple

from model.ability import performable
from model.calendar import Calendar
from model.clock import CalendarClock, SlotClock
from model.conformance import Judgement, conformance
from model.deadline import Reading
from model.duty import Duty
from model.instant import MINUTES
from model.language import Complaint
from model.lengths import Lengths, instants_of, lengths
from model.regime import Regime
from model.simulation.agenda import Phase, Programme
from model.simulation.platform import Platform, Thread
from model.trace import Mode, Occurrence, Run
from model.transition import Law

_EFFECTS = (Mode.DEEMED, Mode.COUNTED)
_MARGIN = 30  # working days left free at both ends of the calendar


class Replayed(NamedTuple):
    """What the simulator recorded of a run, in minutes of a calendar.

    ``start`` is the working day of the calendar on which day 0 of the run falls.
    """

    run: Run
    calendar: Calendar
    start: int


def replay(regime: Regime, reading: Reading, run: Run, calendar: Calendar) -> Run | None:
    """Return what the simulator recorded of a run; see :func:`replayed`."""
    found = replayed(Law(regime, reading, SlotClock()), run, calendar)
    return None if found is None else found.run


def replayed(law: Law, run: Run, calendar: Calendar, first: int = _MARGIN) -> Replayed | None:
    """Make the simulator perform the acts of a run, and return what it recorded, in minutes.

    It begins on the working day ``first`` of the calendar where it can, else on another one.

    Only what parties and the world do is scripted; what is deemed and counted, the platform must
    bring about by itself. ``None`` when there is no stretch of the calendar on which the recorded
    trace, abstracted to slots, is the run, and each limit counted in dates lasts as long as in it.
    The clock of the law is not used.
    """
    calendar = _long_enough(law.regime, law.reading, run, calendar)
    dated = _dated(law, run, calendar)
    # Where no term depends on the date, one stretch of the calendar is like any other.
    for base in _bases(run, calendar, first):
        days = _days(run, dated, calendar, base)
        if days is None:
            continue
        try:
            recorded = _perform(law.under(CalendarClock(calendar)), run, calendar, base, days)
        except Complaint:
            if run.elapsed:  # the calendar ends before some other limit does
                continue
            return None
        if _in_slots(recorded, calendar, base) == _signature(run.occurrences, 0):
            return Replayed(recorded, calendar, base)
    return None


class _Begun(NamedTuple):
    """A limit counted in dates that an occurrence of the run, given by its place, sets going."""

    place: int
    table: Lengths
    length: int


def _dated(law: Law, run: Run, calendar: Calendar) -> list[_Begun]:
    """Return the limits counted in dates that are set going in a run."""
    if not run.elapsed:
        return []
    judged = conformance(law.under(SlotClock(run.elapsed)), run)
    found = []
    for duty in judged.judgements:
        term = law.terms.get(duty.rule.id)
        if term is not None and term.needs_calendar and duty.rule.id in run.elapsed:
            table = lengths(calendar, term)
            found.append(_Begun(_cause(run, duty), table, run.elapsed[duty.rule.id]))
    return found


def _cause(run: Run, duty: Judgement) -> int:
    """The place of the occurrence that sets a duty going."""
    wanted = duty.rule.on.events
    places = [
        place
        for place, one in enumerate(run.occurrences)
        if one.event in wanted and one.at == duty.opened
    ]
    return places[-1] if duty.rule.on.quantifier == "all" else places[0]


def _days(run: Run, dated: list[_Begun], calendar: Calendar, base: int) -> dict[int, int] | None:
    """Return the day of each occurrence in time off, by its place; ``None`` where none will do.

    Each as early as it can be, so that limits which it sets going last as long as in the run.
    """
    for begun in dated:
        slot = 2 * base + run.occurrences[begun.place].at
        known = begun.table.by_slot
        if slot >= len(known) or begun.length not in begun.table.of(slot):
            return None
    days: dict[int, int] = {}
    for place, one in enumerate(run.occurrences):
        if not one.at % 2:
            continue
        slot = 2 * base + one.at
        before = run.occurrences[place - 1] if place else None
        earliest = days[place - 1] if before is not None and before.at == one.at else 0
        fitting = [day for day, _ in instants_of(calendar, slot) if day >= earliest]
        for begun in dated:
            if begun.place == place:
                lasting = {day for day, n in begun.table.by_slot[slot] if n == begun.length}
                fitting = [day for day in fitting if day in lasting]
        if not fitting:
            return None
        days[place] = fitting[0]
    return days


def _long_enough(regime: Regime, reading: Reading, run: Run, calendar: Calendar) -> Calendar:
    """The calendar, or a plain one of weekdays where a run outlasts it and no date matters."""
    terms = regime.terms(reading).values()
    if run.elapsed or any(term is not None and term.needs_calendar for term in terms):
        return calendar
    last = max((one.at for one in run.occurrences), default=0) // 2
    longest = max((term.count for term in terms if term is not None), default=0)
    # What has stood still or been added comes on top of the longest limit.
    grants = [reading.grants(rule.clock.extensions).values() for rule in regime.timed if rule.clock]
    longest += max((sum(days or 0 for days in more) + last for more in grants), default=0)
    needed = 3 * _MARGIN + last + longest
    if needed < calendar.working_days:
        return calendar
    week = (True, True, True, True, True, False, False)
    return Calendar(date(2001, 1, 1), week * (needed // 5 + 2), calendar.hours)


def _bases(run: Run, calendar: Calendar, first: int) -> Iterator[int]:
    needed = max((one.at for one in run.occurrences), default=0) // 2
    if run.elapsed:
        days = range(calendar.working_days - needed - 1)
        begin = 0 if first == _MARGIN else first
        yield from chain(days[begin:], days[:begin])
    elif calendar.working_days - needed > 2 * _MARGIN:
        yield from dict.fromkeys((first, _MARGIN))


def _signature(occurrences: tuple[Occurrence, ...], shift: int) -> list[tuple[str, int, Mode]]:
    return sorted((one.event, one.at - shift, one.mode) for one in occurrences)


def _round_of(place: int, one: Occurrence) -> tuple[int, ...]:
    """What the steps of one further round of an instant have in common; others stand alone."""
    return (one.at, one.round) if one.round else (one.at, 0, place)


def _in_slots(recorded: Run, calendar: Calendar, base: int) -> list[tuple[str, int, Mode]]:
    return _signature(recorded.in_slots(calendar).occurrences, 2 * base)


class _Script:
    """Bears the duties by doing exactly what the run says."""

    def __init__(
        self, law: Law, calendar: Calendar, run: Run, base: int, days: Mapping[int, int]
    ) -> None:
        self.law = law
        self.env = Programme()
        self.platform = Platform(self.env, law, calendar, self)
        self.thread = Thread("replay", 0, 0, run.attributes, law.start(run.attributes), True)
        self.waiting: list[tuple[int, Occurrence]] = []
        told = [(k, one) for k, one in enumerate(run.occurrences) if one.mode not in _EFFECTS]
        for _, together in groupby(told, lambda pair: _round_of(*pair)):
            steps = [(_instant(one, calendar, base, k, days), one) for k, one in together]
            waits = [one.mode is Mode.PERFORMED and one.round > 0 for _, one in steps]
            first = waits.index(False) if False in waits else len(steps)
            self.waiting += steps[:first]
            for at, one in steps[first : first + 1]:
                phase = Phase.ACT if one.mode is Mode.PERFORMED else Phase.EXOGENOUS
                rest = [one for _, one in steps[first:]]
                self.env.plan(at, phase, partial(self._all, rest))

    def _all(self, steps: Iterable[Occurrence], _: object) -> None:
        """One after the other: what one of them lets expire at its instant expires behind them."""
        for one in steps:
            self._do(one)

    def _do(self, one: Occurrence) -> None:
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
                self.env.plan(at, Phase.ACT, partial(self._all, [one]))


def _instant(
    one: Occurrence, calendar: Calendar, base: int, place: int, days: Mapping[int, int]
) -> int:
    day, off = divmod(one.at, 2)
    if off:
        return max(days[place] * MINUTES, calendar.closing(base + day) + 1) + place
    if one.round:
        return calendar.closing(base + day)
    return calendar.opening(base + day) + place


def _perform(law: Law, run: Run, calendar: Calendar, base: int, days: Mapping[int, int]) -> Run:
    script = _Script(law, calendar, run, base, days)
    script.env.run()
    return script.thread.run(None)
