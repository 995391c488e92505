"""Can a duty be met? A deadline that no office can keep is not a guarantee.

Theorem. Let matters arrive so that in any k consecutive working days, k at least 1, there are at
most ``floor(burst + rate * k)`` in each stream, at the worst moment of the day; let an office of
m officers, of whom each does ``per_day`` matters of a stream in a working day, work on whenever
something waits, in the stated order. ``proved`` says that then no matter ever misses its deadline,
however many days pass. ``refuted`` shows the shortest run of days on which one does; if the order
is that of deadlines, no other order and no cleverness would have avoided it.

It says nothing about service times that vary, officers on leave or busy with other work, matters
that come by other channels, or whether the figures are true. Where streams take different efforts
it takes the officers as one pool: what is begun can be put down and be finished by a colleague.

Two arguments must agree before anything is called proved: the closed form of
:mod:`verify.capacity.demand`, and the inductive invariant of
:mod:`verify.capacity.queue_invariant` checked by Z3.
A run is shown only after :mod:`verify.capacity.breaking_run` has replayed it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

from model.calendar import Calendar, CoverageError
from model.deadline import Term
from model.instant import date_of
from verify import arguments
from verify.capacity.breaking_run import BreakingRun, Window, replay, worst_arrivals
from verify.capacity.demand import Envelope, Flow, Office, ServiceOrder, first_excess, keeps
from verify.capacity.queue_invariant import QueueSystem, certified
from verify.patience import Undecided
from verify.search import least_number
from verify.verdict import Answer, Reason

LONGEST_RUN = 2_000
"""Working days of the longest run that is replayed and listed day by day."""

_HORIZON = 520
"""Working days within which a run is looked for on real dates: about two years.

The search takes days times dates. Where the office has capacity to spare, a shorter horizon is
enough; where it has not and nothing is found, the answer is ``unknown``, never ``proved``.
"""


@dataclass(frozen=True, slots=True)
class Excess:
    """The numbers that refute: the work due, and the work possible, after so many days of service.

    In units of which one officer does ``office.day`` a day.
    """

    days: int
    due: int
    possible: int


@dataclass(frozen=True)
class Feasibility:
    """Whether an office with so many officers keeps its deadlines.

    Attributes
    ----------
    run
        The shortest run that breaks one; ``None`` also where it is longer than
        :data:`LONGEST_RUN`, in which case ``excess`` alone refutes.
    proof
        The transition system with its inductive invariant, where it is proved.
    reason
        Why, for ``unknown``.
    """

    office: Office
    officers: int
    answer: Answer
    run: BreakingRun | None = None
    excess: Excess | None = None
    proof: QueueSystem | None = None
    reason: Reason | None = None


def window(term: Term, calendar: Calendar, by_opening: bool) -> tuple[int, int]:
    """Return the least and greatest number of full working days that a term leaves for the work.

    A matter that comes on working day d, at its close or after it, is served from day d + 1 on. A
    term of n working days after its day gives it the days d + 1 to d + n; so does one of n days
    from the first day not yet closed, since the matter may come just before the close of d. With
    ``by_opening`` day d serves too. A term in dates lasts as long as it does on some date of the
    calendar; the least of these is sound for a proof.

    >>> from model.calendar import chinese_calendar
    >>> from model.deadline import Measure
    >>> days = chinese_calendar()
    >>> window(Term(Measure.AFTER, 2), days, False), window(Term(Measure.FROM, 0), days, True)
    ((2, 2), (1, 1))
    >>> window(Term(Measure.CALENDAR, 10), days, False)
    (1, 10)
    """
    term = arguments.instance(term, Term, "term")
    calendar = arguments.instance(calendar, Calendar, "calendar")
    by_opening = arguments.flag(by_opening, "by_opening")
    if not term.needs_calendar:
        return term.count + by_opening, term.count + by_opening
    least, most = calendar.elapsed_range(term)
    return least + by_opening, most + by_opening


def feasible(office: Office, officers: int, calendar: Calendar) -> Feasibility:
    """Prove for all time that the office keeps its deadlines, or show what breaks them."""
    office, officers = _asked(office, officers)
    calendar = arguments.instance(calendar, Calendar, "calendar")
    capacity = officers * office.day
    days = first_excess(office.flows, capacity)
    if days is None:
        try:
            answer, proof = certified(office.flows, capacity)
        except Undecided as undecided:
            return Feasibility(office, officers, Answer.UNKNOWN, reason=undecided.reason)
        if answer is Answer.PROVED:
            return Feasibility(office, officers, answer, proof=proof)
        return Feasibility(office, officers, Answer.UNKNOWN, reason=Reason.NO_CERTIFICATE)
    if office.dated:
        return _on_dates(office, officers, calendar)
    return _refuted(office, officers, days, _constant(office), sum_due(office.flows, days))


def _asked(office: Office, officers: int) -> tuple[Office, int]:
    """Check whose deadlines are asked about, and with how many officers."""
    officers = arguments.whole_number(officers, "officers", 1)
    return arguments.instance(office, Office, "office"), officers


def _place(office: Office, place: int) -> int:
    """Check which stream is meant, counted from 0."""
    number = arguments.whole_number(place, "place")
    last = len(office.streams) - 1
    if number > last:
        raise ValueError(f"'place' takes the place of a stream, from 0 to {last}; got {number}")
    return number


def sum_due(flows: Sequence[Flow], days: int) -> int:
    """Return the work of all streams that can be due within so many days of service."""
    return sum(flow.demand(days) for flow in flows)


def _constant(office: Office) -> Window:
    return lambda place, _: office.streams[place].window


def _refuted(
    office: Office, officers: int, days: int, windows: Window, due: int, start: int | None = None
) -> Feasibility:
    excess = Excess(days, due, officers * office.day * days)
    refuted = Feasibility(office, officers, Answer.REFUTED, excess=excess)
    if days > LONGEST_RUN:
        return refuted
    arrivals = worst_arrivals(office, days, windows)
    last = days - office.by_opening
    rows, late = replay(office, officers, arrivals, windows, last + 1)
    if late is None or late.due != last:
        return Feasibility(office, officers, Answer.UNKNOWN, reason=Reason.NO_REPLAY)
    when = None if start is None else date_of(start)
    run = BreakingRun(officers, rows, late, due, excess.possible, when)
    return replace(refuted, run=run)


def _on_dates(office: Office, officers: int, calendar: Calendar) -> Feasibility:
    """Look for the shortest run over all dates of the calendar, since some windows depend on it."""
    unknown = Feasibility(office, officers, Answer.UNKNOWN, reason=Reason.NO_DATE)
    if office.order is ServiceOrder.ARRIVAL and len(office.streams) > 1:
        return unknown
    tables = [_windows(stream.term, calendar, office.by_opening) for stream in office.streams]
    best: tuple[int, int] | None = None
    horizon = _horizon(office, officers)
    for first in range(min(map(len, tables))):
        most = horizon if best is None else best[0] - 1
        days = _first_on(
            office, officers, [table[first : first + most + 1] for table in tables], most
        )
        if days is not None:
            best = (days, first)
    if best is None:
        return unknown
    days, first = best
    windows: Window = lambda place, day: tables[place][first + day]  # noqa: E731
    counts = [len(arrivals) for arrivals in worst_arrivals(office, days, windows)]
    due = sum(
        flow.effort * stream.envelope.most(count)
        for flow, stream, count in zip(office.flows, office.streams, counts, strict=True)
    )
    return _refuted(office, officers, days, windows, due, calendar.day(first))


def _horizon(office: Office, officers: int) -> int:
    """Days of service after which nothing can break, or those that a search may take."""
    spare = officers * office.day - sum(map(_speed, office.flows))
    if spare <= 0:
        return _HORIZON
    ahead = sum(
        Fraction(flow.effort * flow.tokens, flow.grain) + _speed(flow) * (1 - flow.window)
        for flow in office.flows
    )
    return min(_HORIZON, max(ceil(ahead / spare), *(flow.window for flow in office.flows), 0))


def _windows(term: Term, calendar: Calendar, by_opening: bool) -> list[int]:
    """The window of a matter that comes at the close of each working day of the calendar."""
    windows = []
    for index in range(calendar.working_days):
        try:
            due = calendar.index_at(calendar.due(calendar.closing(index), term))
        except CoverageError:
            break
        windows.append(due - index + by_opening)
    return windows


def _first_on(office: Office, officers: int, tables: list[list[int]], most: int) -> int | None:
    """The fewest days of service by which more is due than they serve, begun on one date."""
    counts = [0] * len(tables)
    for days in range(min(most + 1, *map(len, tables)) if tables else 0):
        due = 0
        for place, table in enumerate(tables):
            while counts[place] < len(table) and counts[place] + table[counts[place]] <= days:
                counts[place] += 1
            most_of = office.streams[place].envelope.most(counts[place])
            due += office.flows[place].effort * most_of
        if due > officers * office.day * days:
            return days
    return None


def shortest_window(office: Office, place: int, officers: int) -> int | None:
    """Return the fewest full days within which a stream can be kept, the others as they are.

    ``None`` where no number will do. By the closed form, over windows of working days.
    """
    office, officers = _asked(office, officers)
    place = _place(office, place)
    capacity = officers * office.day
    rest = [flow for other, flow in enumerate(office.flows) if other != place]
    together = [*rest, office.flows[place]]
    if sum(_speed(flow) for flow in together) > capacity:
        return None
    if office.order is ServiceOrder.DEADLINE and rest and first_excess(rest, capacity) is not None:
        return None

    def good(days: int) -> bool:
        if office.order is ServiceOrder.ARRIVAL:
            return first_excess([replace(flow, window=days) for flow in together], capacity) is None
        return first_excess([*rest, replace(together[-1], window=days)], capacity) is None

    return least_number(good, 0, _enough(rest, together[-1], capacity))


def _speed(flow: Flow) -> Fraction:
    """Work a day, in the long run."""
    return Fraction(flow.effort * flow.gain, flow.grain)


def _enough(rest: Sequence[Flow], own: Flow, capacity: int) -> int:
    """A window from which on the line above all demand stays below the service."""
    spare = capacity - sum(_speed(flow) for flow in rest)
    at_once = sum(
        Fraction(flow.effort * flow.tokens, flow.grain) + _speed(flow) for flow in (*rest, own)
    )
    return max(1, *(flow.window for flow in (*rest, own)), ceil(at_once / spare))


def largest_burst(office: Office, place: int, officers: int) -> int | None:
    """Return the largest whole burst of a stream that can be met, the others as they are.

    ``None`` where not even the least burst that its rate needs can be.
    """
    office, officers = _asked(office, officers)
    stream = office.streams[_place(office, place)]

    def too_large(burst: int) -> bool:
        return not keeps(with_burst(office, place, Fraction(burst)), officers)

    least = ceil(stream.envelope.least_burst)
    if too_large(least):
        return None
    # The first day's matters alone must be served within the window.
    beyond = max(least, officers * stream.per_day * stream.window) + 1
    return least_number(too_large, least, beyond) - 1


def with_burst(office: Office, place: int, burst: Fraction) -> Office:
    """Return the office with another burst of one stream."""
    streams, place = list(office.streams), _place(office, place)
    envelope = Envelope(streams[place].envelope.rate, burst)
    streams[place] = replace(streams[place], envelope=envelope)
    return replace(office, streams=tuple(streams))


def with_window(office: Office, place: int, days: int) -> Office:
    """Return the office with another window of one stream, the same on all dates."""
    streams, place = list(office.streams), _place(office, place)
    days = arguments.working_days(days, "days")
    streams[place] = replace(streams[place], window=days, longest=days)
    return replace(office, streams=tuple(streams))
