"""Clocks that stop, restart or are given longer while they run.

What happens to a clock happens before it has run out, the closing instant included; what comes
later changes nothing. So no event ever shortens a limit.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import NamedTuple

from model.clock import Clock
from model.deadline import AT_ONCE, External, Indefinite, Within
from model.trace import Moment, Occurrence
from model.value import dataclass


@dataclass(frozen=True, slots=True)
class Suspension:
    """Time that is not counted: the clock stops at one event and goes on at another.

    The day on which it stops is counted and the day on which it goes on is not, as the day of a
    trigger is not; it runs out at the earliest at the close of the first working day not yet closed
    when it goes on. A day is closed to what comes after the expiries of its closing instant: nobody
    could still act on it there. A clock that is never set going again never runs out; one that is
    stopped only after what would set it going again has come, is not stopped.
    """

    stops: str
    resumes: str


@dataclass(frozen=True, slots=True)
class Extension:
    """That an event lengthens a limit.

    ``by`` is so many working days more, or the words of a text that leaves the length open (to a
    date that the bearer names himself): then a reading must give it a value.
    """

    event: str
    by: Within | Indefinite | External


@dataclass(frozen=True)
class Tolling:
    """All that may happen to the clock of a limit; nothing does where it is empty.

    Attributes
    ----------
    suspensions
        Times that are not counted; where several overlap, their union is not.
    restarts
        Events at each of which the limit, as lengthened by then, begins anew. As with a clock that
        goes on, it runs out at the earliest at a close that is still to come.
    extensions
        Events that lengthen it, each of them once.
    """

    suspensions: tuple[Suspension, ...] = ()
    restarts: tuple[str, ...] = ()
    extensions: tuple[Extension, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.suspensions or self.restarts or self.extensions)

    @property
    def events(self) -> tuple[str, ...]:
        """Every event that the clock heeds, each once."""
        if not self:
            return ()
        paired = (event for one in self.suspensions for event in (one.stops, one.resumes))
        lengthening = (one.event for one in self.extensions)
        return tuple(dict.fromkeys((*paired, *self.restarts, *lengthening)))


RUNS_ON = Tolling()
"""The clock of most limits: nothing happens to it."""


class Running(NamedTuple):
    """Where the clock of one limit stands.

    Attributes
    ----------
    start
        From when the limit is counted: its trigger, or the last restart.
    granted
        Working days that extensions have added; ``None`` where one of them never ends.
    lost
        Working days since the start that are not counted.
    halted
        The suspensions in force, by their place in the rule.
    since
        The instant from which the clock has stood still, where it does.
    least
        The first moment at which it may run out since it last went on or began anew.
    """

    start: Moment
    granted: int | None = 0
    lost: int = 0
    halted: frozenset[int] = frozenset()
    since: int = 0
    least: Moment = (0, 0)


def begun(tolling: Tolling, moment: Moment, occurred: Container[str]) -> Running:
    """Return where a clock stands when its limit begins, after what has occurred by then.

    What has stopped it already keeps it from starting; what would have lengthened it is too early.
    """
    halted = frozenset(
        place
        for place, one in enumerate(tolling.suspensions)
        if one.stops in occurred and one.resumes not in occurred
    )
    return Running(moment, halted=halted, since=moment[0])


def heeded(
    tolling: Tolling,
    running: Running,
    one: Occurrence,
    occurred: Container[str],
    grants: Mapping[str, int | None],
    clock: Clock,
) -> Running:
    """Return where a clock that has not run out stands after an event that it heeds.

    ``grants`` are the working days that each extension adds, by event. ``occurred`` is all that
    has come by now, the event among it.
    """
    event, at = one.event, one.at
    if event in tolling.restarts:
        first = _first_close(one, clock)
        running = running._replace(start=one.moment, lost=0, since=at, least=first)
    if event in grants:
        running = running._replace(granted=_sum(running.granted, grants[event]))
    halted = set(running.halted)
    for place, pair in enumerate(tolling.suspensions):
        if pair.resumes == event:
            halted.discard(place)
        elif pair.stops == event and pair.resumes not in occurred:
            halted.add(place)
    if halted and not running.halted:
        running = running._replace(since=at)
    elif running.halted and not halted:
        lost = running.lost + clock.days(running.since, at)
        running = running._replace(lost=lost, least=_first_close(one, clock))
    return running._replace(halted=frozenset(halted))


def _first_close(one: Occurrence, clock: Clock) -> Moment:
    """Return the first close of business by which one can still act after an event."""
    first = clock.due(one.at, "", AT_ONCE)
    return (clock.later(first, 1) if one.round else first, 0)


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other
