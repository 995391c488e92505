"""What a guarantee means for a matter that begins on a date, where limits are counted in dates.

The prover's runs are put on the calendar (:mod:`verify.dates`), and the trigger on one date or
between two. The longest of a stretch of dates is found by branch and bound (A. H. Land, A. G.
Doig, 1960): no matter that begins in a stretch takes more working days than the longest from
there, so none more calendar days than so many working days take from a day of it; the stretch
that promises most is halved first, if any matter in it takes enough working days to beat the best
that is known.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import z3

from model.calendar import Calendar, CoverageError
from model.holiday import WorstCase, between, first_not, untold_from, worst_case
from model.instant import MINUTES, date_of, day_of
from model.lengths import instants_of
from model.property import Property
from verify.formula import Expr, both, either, equal, implies, least, most, plus, value_in
from verify.patience import Undecided
from verify.prover import Prover, Provers
from verify.search import greatest, greatest_up_to, least_number
from verify.slicing import bearing_on
from verify.verdict import Obeyed, Verdict, rules_obeyed


@dataclass(frozen=True, slots=True)
class Span:
    """The longest that a guarantee takes from one date.

    Attributes
    ----------
    start, end
        The date on which the matter begins, and the last on which the guarantee is kept.
    days
        The same in working days.
    in_hours
        Whether it takes so long from before the close of business, too.
    """

    start: date
    end: date
    days: int
    in_hours: bool

    @property
    def calendar_days(self) -> int:
        """From the date of the start, not counted, to that of the end."""
        return (self.end - self.start).days


class Datings:
    """One guarantee on the dates of the prover's calendar.

    Parameters
    ----------
    days
        Its bound in working days.

    Notes
    -----
    Every method raises :class:`~verify.solver.Undecided` where the solver gives up.
    """

    def __init__(self, prover: Prover, prop: Property, obeyed: Obeyed, days: int) -> None:
        self.prover, self.prop, self.days = prover, prop, days
        self.calendar: Calendar = prover.calendar
        self.literals = prover.literals(obeyed)
        dates = prover.encoding.dates
        assert dates is not None
        self.dates = dates
        self.trigger = prover.encoding.events[prop.trigger].at
        self.day = plus(dates.base, self.trigger.day)
        self.counted = self._counted_as()
        self._seen: int | None = None

    def _counted_as(self) -> frozenset[str]:
        """The trigger and all that comes with it, at the same instant."""
        found = {self.prop.trigger}
        while True:
            rules = self.prover.regime.counts_as
            more = {rule.event for rule in rules if {*rule.on.events} & found} - found
            if not more:
                return frozenset(found)
            found |= more

    def span(self, start: date, most: int | None = None) -> Span | None:
        """Return the longest from a date; ``None`` where the matter cannot begin on it.

        Parameters
        ----------
        most
            Working days that no matter from there takes more than, where some are known.

        Raises
        ------
        CoverageError
            Where the calendar is too short to tell.
        """
        longest = None
        for slot in self._slots(start):
            where = self._pinned(slot, day_of(start))
            days = self._longest(where, most, strictly=True)
            if days is None or (longest is not None and days <= longest.days):
                continue
            end = date_of(self.calendar.day(slot // 2 + days)) if days else start
            longest = Span(start, end, days, slot % 2 == 0)
        return longest

    def _slots(self, start: date) -> tuple[int, ...]:
        """The slots of a date, that before the close first."""
        slot = self.calendar.slot(day_of(start) * MINUTES)
        return (slot,) if slot % 2 else (slot, slot + 1)

    def _pinned(self, slot: int, day: int) -> Expr:
        """That the trigger comes on a day in a slot, and how long limits then last."""
        here = both(equal(self.day, slot // 2), equal(self.trigger.off, slot % 2))
        if slot % 2 == 0:
            return here
        return both(here, *self._lasting(slot, day))

    def _lasting(self, slot: int, day: int) -> Iterator[Expr]:
        """How long limits last that begin in the time off of the trigger: with it or after it."""
        encoding = self.prover.encoding
        for rule, table in self.dates.tables.items():
            if slot >= len(table.by_slot):
                continue
            triggers = {*self.prover.regime.by_id[rule].on.events}
            at_once = triggers <= self.counted
            lengths = {
                length
                for known, length in table.by_slot[slot]
                if known == day or (known > day and not at_once)
            }
            opened = encoding.rules[rule].opened
            level = both(equal(opened.day, self.trigger.day), equal(opened.off, 1))
            begun = both(self.dates.active(rule), level, self.trigger.not_after(opened))
            fitting = either(*(equal(encoding.elapsed[rule], one) for one in sorted(lengths)))
            yield implies(begun, fitting)

    def _longest(self, where: Expr, most: int | None, strictly: bool = False) -> int | None:
        """Return the greatest delay of a trigger that is where it is asked about.

        ``None`` where it cannot be there. It is no greater than ``most``, where that is given. With
        ``strictly`` it must be told by the calendar.
        """
        solver = self.prover.encoding.dated_solver
        self._seen = None

        def later(days: int) -> Expr:
            return both(where, self.prover.violated(self.prop, days))

        def answer(days: int) -> Any:
            found = solver.check([*self.literals, later(days)])
            if found == z3.sat:
                self._seen = value_in(solver.model(), self.day)
            return found

        guess = max(self.days - 1, 0)
        found = greatest(answer, guess) if most is None else greatest_up_to(answer, most)
        if found is None:
            raise Undecided("no answer about a date")
        if strictly and solver.check_beyond([*self.literals, later(found)]) != z3.unsat:
            raise self._too_short()
        if found:
            return found
        reachable = solver.check([*self.literals, both(where, self.prover.triggered(self.prop))])
        if reachable == z3.unknown:
            raise Undecided("no answer about a date")
        return None if reachable == z3.unsat else found

    def _too_short(self) -> CoverageError:
        first, last = self.calendar.first, self.calendar.last
        return CoverageError(
            "calendar.outside", date=date_of(day_of(last) + 1), first=first, last=last
        )

    def worst(self, first: date, last: date) -> Span | None:
        """Return the longest in calendar days from any date of a stretch that can be told.

        Ties go to the earliest start. ``None`` where the matter cannot begin in the stretch.
        """
        low = max(self.calendar.slot(day_of(first) * MINUTES) // 2, 0)
        high = max(self.calendar.slot(day_of(last) * MINUTES) // 2, 0)
        most = self._longest(self._between(low, high), None)
        if most is None:
            return None
        seen, best = self._seen, None
        if seen is not None:
            best = self._of_day(seen, first, last, most)
        waiting = [(-self._most(low, high, most), low, high)]
        while waiting and (best is None or _beats(self._promise(waiting[0]), best)):
            _, low, high = heapq.heappop(waiting)
            if not self._takes(low, high, self._needed(low, high, most, best)):
                continue
            if low == high:
                best = _better(best, self._of_day(low, first, last, most))
                continue
            middle = (low + high) // 2
            for part in ((low, middle), (middle + 1, high)):
                heapq.heappush(waiting, (-self._most(*part, most), *part))
        return best

    def untold_from(self, first: date, last: date) -> date | None:
        """Return the first date of a stretch from which the calendar does not tell the longest."""

        def told(start: date) -> bool:
            # A date on which no matter begins, as a day off may be, tells what the one before does.
            back = (start - timedelta(days=k) for k in range((start - first).days + 1))
            try:
                any(self.span(one) is not None for one in back)
            except CoverageError:
                return False
            return True

        return first_not(told, first, last)

    def _between(self, low: int, high: int) -> Expr:
        """That the trigger comes on one of a stretch of working days, or in the time off after."""
        return both(least(self.day, low), most(self.day, high))

    def _promise(self, stretch: tuple[int, int, int]) -> tuple[int, int]:
        """The most calendar days that a stretch may take, and its first day."""
        less, low, _ = stretch
        return -less, self.calendar.day(low)

    def _needed(self, low: int, high: int, longest: int, best: Span | None) -> int:
        """The least number of working days by which a matter of a stretch can beat the best."""
        if best is None:
            return 0
        first, found = self.calendar.day(low), best

        def beats(days: int) -> bool:
            return _beats((self._most(low, high, days), first), found)

        return least_number(beats, -1, longest)

    def _takes(self, low: int, high: int, days: int) -> bool:
        """Whether some matter that begins in a stretch takes so many working days, or more."""
        late = self.prover.violated(self.prop, days - 1)
        asked = late if days else self.prover.triggered(self.prop)
        solver = self.prover.encoding.dated_solver
        answer = solver.check([*self.literals, both(self._between(low, high), asked)])
        if answer == z3.unknown:
            raise Undecided("no answer about a date")
        return bool(answer == z3.sat)

    def _most(self, low: int, high: int, days: int) -> int:
        """The most calendar days that so many working days take from one of a stretch."""
        final = self.calendar.working_days - 1
        day = self.calendar.day
        return max(day(min(start + days, final)) - day(start) for start in range(low, high + 1))

    def _of_day(self, index: int, first: date, last: date, most: int) -> Span | None:
        """The longest from a working day or the days off after it, as far as it can be told."""
        best: Span | None = None
        for day, _ in instants_of(self.calendar, 2 * index + 1):
            if first <= date_of(day) <= last:
                try:
                    best = _better(best, self.span(date_of(day), most))
                except CoverageError:
                    return best
        return best


def _beats(promised: tuple[int, int], best: Span) -> bool:
    """Whether so many calendar days from a day are more than the best, or as many and sooner."""
    taken, first = promised
    return (taken, -first) > (best.calendar_days, -day_of(best.start))


def _better(one: Span | None, other: Span | None) -> Span | None:
    if one is None or other is None:
        return one or other
    return max(one, other, key=lambda span: (span.calendar_days, -day_of(span.start)))


def worst_of(
    verdict: Verdict, calendar: Calendar, first: date, last: date
) -> tuple[WorstCase, date | None] | None:
    """Return the longest that a bound takes in calendar days, of matters that begin in a stretch.

    With it the first date of the stretch from which the calendar does not tell. Where limits
    counted in dates bear on the bound, it is found on these dates themselves; else any dates that
    so many working days take. ``None`` where there is no bound, or none on real dates.

    Raises
    ------
    CoverageError
        Where the calendar is too short for any date of the stretch.
    Undecided
        Where the solver gives up.
    """
    prop, days = verdict.property, verdict.days
    if days is None or prop.ahead:
        return None
    if not _dated(verdict):
        untold = untold_from(calendar, days, first, last)
        return worst_case(calendar, days, first, last), untold
    provers = Provers(calendar, frozenset(prop.when))
    prover = provers.of(provers.part(verdict.regime, *prop.about), verdict.reading)
    if not prover.encoding.on_dates:
        return None
    obeyed = rules_obeyed(prover.regime, verdict.assume, verdict.exempt)
    datings = Datings(prover, prop, obeyed, days)
    found = datings.worst(first, last)
    if found is None:
        return None
    return between(calendar, found.start, found.end), datings.untold_from(first, last)


def _dated(verdict: Verdict) -> bool:
    """Whether limits counted in dates bear on when trigger and response come."""
    about = bearing_on(verdict.regime, [verdict.property.trigger, verdict.property.response])
    terms = verdict.regime.terms(verdict.reading)
    rules = {rule.id for rule in about.rules} | {*verdict.rules}
    return any((term := terms.get(rule)) is not None and term.needs_calendar for rule in rules)
