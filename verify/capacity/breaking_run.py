"""The shortest run of days on which an office misses a deadline, and its day-by-day replay.

Each stream sends all that its envelope allows from the first day on, as long as it is due in the
run. By the argument of :mod:`verify.capacity.demand` no shorter run misses anything: before a
missed deadline lies a stretch of days, begun with an empty desk, on which more fell due than they
serve. The replay knows nothing of that argument: it only moves matters from day to day.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from verify.capacity.demand import Envelope, Office, ServiceOrder

Window = Callable[[int, int], int]
"""The window of what arrives in a stream, by its place, on a day of a run."""


@dataclass(frozen=True, slots=True)
class Day:
    """One working day of a run: for each stream what arrived, was done, and waits at close.

    ``late`` counts the matters whose deadline passes undone at its close. Where matters are there
    by opening, what arrived can be done on the same day; else only on later ones.
    """

    number: int
    arrived: tuple[int, ...]
    done: tuple[int, ...]
    waiting: tuple[int, ...]
    late: int


@dataclass(frozen=True, slots=True)
class MissedDeadline:
    """The first matter that misses its deadline; days count from 0."""

    stream: int
    arrived: int
    due: int


@dataclass(frozen=True, slots=True)
class BreakingRun:
    """A run of days that breaks a deadline, replayed.

    Attributes
    ----------
    start
        The date of its day 0, where windows depend on the date.
    due, possible
        Work that is due by the close of the last day, and the most that can have been done by
        then, in units of which one officer does ``office.day`` a day.
    """

    officers: int
    days: tuple[Day, ...]
    late: MissedDeadline
    due: int
    possible: int
    start: date | None = None


@dataclass(slots=True)
class _Batch:
    arrived: int
    due: int
    units: int


def greatest(envelope: Envelope, days: int) -> list[int]:
    """Return the arrivals of each day that reach the envelope over every first k days.

    >>> from fractions import Fraction
    >>> greatest(Envelope(Fraction(5, 2), Fraction(9, 2)), 4)
    [7, 2, 3, 2]
    """
    total = [envelope.most(day) for day in range(days + 1)]
    return [after - before for before, after in pairwise(total)]


def worst_arrivals(office: Office, days: int, window: Window) -> list[list[int]]:
    """Return, for each stream, the arrivals of which most is due within so many days of service.

    Oldest first, the last matter of the shortest window is the one to delay: the stream's days
    are turned round, which its envelope allows, so that one arrives on the last of them.
    """
    places = range(len(office.streams))
    if office.order is ServiceOrder.ARRIVAL and len(office.streams) > 1:
        least = min(stream.window for stream in office.streams)
        tagged = max(place for place in places if office.streams[place].window == least)
        arrivals = [greatest(stream.envelope, days - least + 1) for stream in office.streams]
        arrivals[tagged].reverse()
        return arrivals
    return [
        greatest(office.streams[place].envelope, _counted(place, days, window)) for place in places
    ]


def _counted(place: int, days: int, window: Window) -> int:
    count = 0
    while count <= days and count + window(place, count) <= days:
        count += 1
    return count


def replay(
    office: Office, officers: int, arrivals: Sequence[Sequence[int]], window: Window, length: int
) -> tuple[tuple[Day, ...], MissedDeadline | None]:
    """Go through the days of a run until a deadline passes, at most so many days."""
    desks: list[deque[_Batch]] = [deque() for _ in office.streams]
    efforts = [office.day // stream.per_day for stream in office.streams]
    rows: list[Day] = []
    for day in range(length):
        came = tuple(arrival[day] if day < len(arrival) else 0 for arrival in arrivals)
        if office.by_opening:
            _arrive(office, desks, efforts, came, day, window)
        done = _serve(office, desks, efforts, officers * office.day)
        if not office.by_opening:
            _arrive(office, desks, efforts, came, day, window)
        overdue = [
            (batch.due, place, batch)
            for place, desk in enumerate(desks)
            for batch in desk
            if batch.due <= day
        ]
        late = sum(-(-batch.units // efforts[place]) for _, place, batch in overdue)
        waiting = tuple(_matters(desk, effort) for desk, effort in zip(desks, efforts, strict=True))
        rows.append(Day(day, came, done, waiting, late))
        if overdue:
            due, place, batch = min(overdue, key=lambda one: (one[0], one[2].arrived, one[1]))
            return tuple(rows), MissedDeadline(place, batch.arrived, due)
    return tuple(rows), None


def _arrive(
    office: Office,
    desks: list[deque[_Batch]],
    efforts: list[int],
    came: tuple[int, ...],
    day: int,
    window: Window,
) -> None:
    for place, count in enumerate(came):
        if count:
            due = day + window(place, day) - office.by_opening
            desks[place].append(_Batch(day, due, count * efforts[place]))


def _serve(
    office: Office, desks: list[deque[_Batch]], efforts: list[int], capacity: int
) -> tuple[int, ...]:
    """Do a day's work on the most urgent or the oldest matters; return how many were finished."""
    before = [_matters(desk, effort) for desk, effort in zip(desks, efforts, strict=True)]

    def rank(place: int) -> tuple[int, int, int]:
        first = desks[place][0]
        if office.order is ServiceOrder.DEADLINE:
            return first.due, first.arrived, place
        return first.arrived, -office.streams[place].window, place

    while capacity and any(desks):
        place = min((place for place, desk in enumerate(desks) if desk), key=rank)
        first = desks[place][0]
        worked = min(capacity, first.units)
        capacity -= worked
        first.units -= worked
        if not first.units:
            desks[place].popleft()
    after = [_matters(desk, effort) for desk, effort in zip(desks, efforts, strict=True)]
    return tuple(one - two for one, two in zip(before, after, strict=True))


def _matters(desk: deque[_Batch], effort: int) -> int:
    return sum(-(-batch.units // effort) for batch in desk)
