"""The figures that a user assumes of arrivals and of an office; exact, and checked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from model.language import Complaint, say

FINEST = 1000
"""The largest denominator of a figure, and the largest common one of all rates.

The closed form looks at as many days as the rates have parts.
"""
MOST = 1_000_000
"""The largest figure."""

_T = TypeVar("_T")
_FORM = re.compile(r"[0-9]{1,7}(\.[0-9]{1,3})?|[0-9]{1,7}/0*[1-9][0-9]{0,3}")


def quantity(value: Fraction | float | str, positive: bool) -> Fraction:
    """Return a number of matters from 0, or above 0, to :data:`MOST`; exact, never a float.

    Raises
    ------
    Complaint
        For anything else, and for what is no short decimal or fraction.

    >>> quantity("2.5", positive=True), quantity(7, positive=False)
    (Fraction(5, 2), Fraction(7, 1))
    """
    text = str(value)
    if _FORM.fullmatch(text):
        number = Fraction(text)
        if number.denominator <= FINEST and number <= MOST and (number or not positive):
            return number
    least = say("capacity.above-zero" if positive else "capacity.from-zero")
    raise Complaint("capacity.quantity", value=text, least=least, most=MOST)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a user assumes: one value for all duties, or one for each in their order.

    Raises
    ------
    Complaint
        For figures that mean nothing.
    """

    rates: tuple[Fraction, ...]
    bursts: tuple[Fraction, ...]
    per_day: tuple[int, ...]

    def __post_init__(self) -> None:
        for rate in self.rates:
            quantity(rate, positive=True)
        for burst in self.bursts:
            quantity(burst, positive=False)
        for speed in self.per_day:
            whole(speed)

    def spread(self, duties: int) -> Iterator[tuple[Fraction, Fraction, int]]:
        """Return rate, burst and matters per officer and day of each of so many duties.

        Raises
        ------
        Complaint
            When one is missing, or there is neither one for all nor one for each.
        """
        return zip(
            _each("--rate", self.rates, duties),
            _each("--burst", self.bursts, duties),
            _each("--per-day", self.per_day, duties),
            strict=True,
        )


def whole(value: int) -> None:
    """Check a number of officers, or of what one does in a day.

    Raises
    ------
    Complaint
        When it is no whole number from 1 to :data:`MOST`.
    """
    if not isinstance(value, int) or not 1 <= value <= MOST:
        raise Complaint("capacity.whole", value=value, most=MOST)


_MISSING = {
    "--rate": "capacity.missing-rate",
    "--burst": "capacity.missing-burst",
    "--per-day": "capacity.missing-per-day",
}


def _each(option: str, values: tuple[_T, ...], duties: int) -> tuple[_T, ...]:
    if not values:
        raise Complaint(_MISSING[option])
    if len(values) == 1:
        return values * duties
    if len(values) != duties:
        raise Complaint("capacity.figures", option=option, count=len(values), rules=duties)
    return values


def number(value: Fraction) -> str:
    """Write a fraction as a person would: a decimal where that is short, else p/q.

    >>> number(Fraction(5, 2)), number(Fraction(5, 3)), number(Fraction(7))
    ('2.5', '5/3', '7')
    """
    if 1000 % value.denominator == 0:
        return f"{float(value):.3f}".rstrip("0").rstrip(".")
    return f"{value.numerator}/{value.denominator}"
