"""How many officers it takes as the deadline of one duty, or its burst, grows."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from verify.capacity import with_burst, with_window
from verify.capacity.demand import Office, least_officers

_POINTS = 25  # steps for which there is room on an axis


@dataclass(frozen=True, slots=True)
class Step:
    """The most officers that it takes from one place of an axis up to the next."""

    start: float
    end: float
    officers: int | None


@dataclass(frozen=True, slots=True)
class Frontier:
    """The fewest officers by deadline in working days and by burst in matters, all else as it is.

    Where there are too many figures for an axis, a step stands for several and shows their worst.
    """

    deadlines: tuple[Step, ...]
    bursts: tuple[Step, ...]


def frontier(office: Office, place: int, shortest: int | None, largest: int | None) -> Frontier:
    """Return the frontier of the duty at a place, wide enough for its margins."""
    return Frontier(_deadlines(office, place, shortest or 0), _bursts(office, place, largest or 0))


def _deadlines(office: Office, place: int, shortest: int) -> tuple[Step, ...]:
    opening = office.by_opening
    last = max(6, 2 * (office.streams[place].window - opening), shortest + 2)
    stride = max(1, ceil(last / _POINTS))
    return tuple(
        Step(
            days - 0.5,
            days - 0.5 + stride,
            least_officers(with_window(office, place, days + opening)),
        )
        for days in range(0 if opening else 1, last + 1, stride)
    )


def _bursts(office: Office, place: int, largest: int) -> tuple[Step, ...]:
    """Return one step for each burst at which the number can change, or for so many of them."""
    envelope = office.streams[place].envelope
    last = max(ceil(2 * envelope.burst), largest + 2, 6)
    grain = envelope.rate.denominator
    least = int(envelope.least_burst * grain)
    stride = max(1, ceil((last * grain - least) / (2 * _POINTS)))
    return tuple(
        Step(
            part / grain,
            (part + stride) / grain,
            least_officers(with_burst(office, place, Fraction(part + stride - 1, grain))),
        )
        for part in range(least, last * grain + 1, stride)
    )
