"""How much work can fall due, and how much an office can have done by then: the closed form.

Time is whole working days. A stream of matters is bounded by an envelope (Cruz 1991): in any k
consecutive working days, k at least 1, at most ``floor(burst + rate * k)`` of them arrive, and
each is due at the close of the last of its ``window`` full days of service. The office serves
``capacity`` units of work in a day and rests only where nothing waits.

Serving the earliest deadline first, it keeps every deadline for all time if and only if for every
t the work that can arrive on consecutive days and be due within t days of service is at most what
t days serve:

    for all t >= 0:  sum over streams of effort * floor(burst + rate * (t - window + 1))
                     <= capacity * t,     a stream counting from t = window on.

The left side is the demand bound of Baruah, Rosier and Howell (1990), "Algorithms and complexity
concerning the preemptive scheduling of periodic, real-time tasks on one processor"; for one stream
the condition is that the horizontal distance between arrival and service curve is at most the
window (Le Boudec and Thiran 2001, "Network Calculus", theorem 1.4.2). It is decided without a
horizon: over as many days as the rates have grains the excess of demand over service changes by
the same amount each time, so one such stretch after each window settles all t.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from math import ceil, lcm

from model.deadline import Term
from verify import arguments
from verify.search import least_number


class ServiceOrder(StrEnum):
    """Which matter an office takes up next: the most urgent one, or the oldest."""

    DEADLINE = "deadline"
    ARRIVAL = "arrival"


@dataclass(frozen=True, slots=True)
class Envelope:
    """At most ``floor(burst + rate * k)`` matters in any k consecutive working days, k >= 1.

    The burst must be at least :attr:`least_burst`; below it whole matters could never arrive at
    the rate, so that the envelope would promise less than it says.

    >>> week = Envelope(Fraction(5, 2), Fraction(9, 2))
    >>> [week.most(days) for days in (0, 1, 2, 3)], week.least_burst
    ([0, 7, 9, 12], Fraction(1, 2))
    """

    rate: Fraction
    burst: Fraction

    def __post_init__(self) -> None:
        object.__setattr__(self, "rate", arguments.fraction(self.rate, "rate", zero=False))
        object.__setattr__(self, "burst", arguments.fraction(self.burst, "burst"))

    def most(self, days: int) -> int:
        """Return how many matters can arrive in so many consecutive working days."""
        return int(self.burst + self.rate * days) if days > 0 else 0

    @property
    def least_burst(self) -> Fraction:
        """The least burst with which the rate can be reached by whole matters."""
        return 1 - Fraction(1, self.rate.denominator)


@dataclass(frozen=True, slots=True)
class Stream:
    """The matters of one duty.

    Attributes
    ----------
    per_day
        How many of them one officer does in a working day, at least 1.
    window
        Full days of service, at least 0, that a matter has at the least.
    longest
        Those that it has at the most; more than ``window`` where the term counts dates.
    term
        The term itself.
    """

    rule: str
    envelope: Envelope
    per_day: int
    window: int
    longest: int
    term: Term

    def __post_init__(self) -> None:
        envelope = arguments.instance(self.envelope, Envelope, "envelope")
        if envelope.burst < envelope.least_burst:
            least = f"an Envelope with a burst from {envelope.least_burst} on"
            raise ValueError(f"'envelope' takes {least} at this rate; got {envelope.burst}")
        arguments.whole_number(self.per_day, "per_day", 1)
        window = arguments.working_days(self.window, "window")
        arguments.working_days(self.longest, "longest", window)


@dataclass(frozen=True, slots=True)
class Flow:
    """A stream in whole numbers: tokens and gain in parts of 1/grain of a matter, effort in units.

    An arrival costs ``grain`` tokens; ``gain`` tokens come each day, at most ``tokens`` are kept.
    """

    effort: int
    tokens: int
    gain: int
    grain: int
    window: int

    def demand(self, days: int) -> int:
        """Return the most work that arrives and is due within so many days of service."""
        if days < self.window:
            return 0
        return self.effort * ((self.tokens + self.gain * (days - self.window + 1)) // self.grain)


@dataclass(frozen=True)
class Office:
    """Streams that share one pool of officers.

    Attributes
    ----------
    by_opening
        Whether all matters of a working day are there when the office opens, so that the day
        itself serves them; else they may come after its work is done.
    """

    streams: tuple[Stream, ...]
    order: ServiceOrder = ServiceOrder.DEADLINE
    by_opening: bool = False

    def __post_init__(self) -> None:
        streams = tuple(arguments.several(self.streams, Stream, "streams", least=1))
        object.__setattr__(self, "streams", streams)
        order = arguments.named(self.order, ServiceOrder, "order")
        object.__setattr__(self, "order", order)
        arguments.flag(self.by_opening, "by_opening")

    @cached_property
    def day(self) -> int:
        """Units of work that one officer does in a working day."""
        return lcm(*(stream.per_day for stream in self.streams))

    @cached_property
    def flows(self) -> tuple[Flow, ...]:
        """The streams in whole numbers.

        Oldest first, all that arrived before a matter is served before it, whatever its own
        deadline; so every stream is kept exactly if all are kept within the shortest window.
        """
        shortest = min(stream.window for stream in self.streams)
        return tuple(
            _flow(
                stream, self.day, shortest if self.order is ServiceOrder.ARRIVAL else stream.window
            )
            for stream in self.streams
        )

    @property
    def dated(self) -> bool:
        """Whether some window depends on the date."""
        return any(stream.longest > stream.window for stream in self.streams)


def _flow(stream: Stream, day: int, window: int) -> Flow:
    rate, grain = stream.envelope.rate, stream.envelope.rate.denominator
    tokens = int(stream.envelope.burst * grain)
    return Flow(day // stream.per_day, tokens, rate.numerator, grain, window)


def first_excess(flows: Sequence[Flow], capacity: int) -> int | None:
    """Return the fewest days of service by which more can be due than they serve.

    ``None`` where there are none, for all time. ``capacity`` is in units of work a day.

    >>> burst = Flow(effort=1, tokens=9, gain=5, grain=2, window=1)
    >>> [first_excess([burst], capacity) for capacity in (6, 7)]
    [1, None]
    """
    grain = lcm(*(flow.grain for flow in flows))
    starts = sorted({flow.window for flow in flows})
    for start, end in zip(starts, [*(after - 1 for after in starts[1:]), None], strict=True):
        counted = [flow for flow in flows if flow.window <= start]
        gained = sum(flow.effort * flow.gain * (grain // flow.grain) for flow in counted)
        drift = gained - capacity * grain
        stop = start + grain if end is None else min(start + grain, end + 1)
        excesses = []
        for days in range(start, stop):
            excess = sum(flow.demand(days) for flow in counted) - capacity * days
            if (times := _times(excess, drift)) is not None:
                excesses.append(days + times * grain)
        if excesses and (end is None or min(excesses) <= end):
            return min(excesses)
    return None


def _times(excess: int, drift: int) -> int | None:
    """How often the drift must be added before the excess is above 0; ``None`` for never."""
    if excess > 0:
        return 0
    return -excess // drift + 1 if drift > 0 else None


def keeps(office: Office, officers: int) -> bool:
    """Whether so many officers keep every deadline for all time, by the closed form.

    Windows that depend on the date are taken at their least, so that ``False`` then only says
    that this argument does not show it.
    """
    office = arguments.instance(office, Office, "office")
    officers = arguments.whole_number(officers, "officers", 1)
    return first_excess(office.flows, officers * office.day) is None


def least_officers(office: Office) -> int | None:
    """Return the fewest officers with whom :func:`keeps` holds; ``None`` where no number will do.

    That is where a matter can be due before any full day of service.
    """
    office = arguments.instance(office, Office, "office")
    if any(stream.window == 0 for stream in office.streams):
        return None
    work = [Fraction(flow.effort * (flow.tokens + flow.gain), flow.grain) for flow in office.flows]
    enough = max(1, ceil(sum(work) / office.day))
    return least_number(lambda officers: keeps(office, officers), 0, enough)
