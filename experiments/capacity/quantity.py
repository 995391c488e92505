"""A quantity on the command line: a whole number, a short decimal or a fraction."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import click

from model.language import say

MOST = 1_000_000
_FINEST = 1000
_FORM = re.compile(r"[0-9]{1,7}(\.[0-9]{1,3})?|[0-9]{1,7}/[0-9]{1,4}")


class Quantity(click.ParamType[Fraction]):
    """A number of matters from 0, or above 0, to :data:`MOST`; exact, never a float.

    >>> Quantity("en", positive=True).convert("2.5", None, None)
    Fraction(5, 2)
    """

    name = "X"

    def __init__(self, positive: bool) -> None:
        self.lang, self.positive = lang, positive

    def convert(self, value: Any, param: Any, ctx: Any) -> Fraction:
        """Parse the value."""
        if isinstance(value, Fraction):
            return value
        text = str(value)
        over_zero = re.search(r"/0+$", text) is not None
        if _FORM.fullmatch(text) and not over_zero:
            found = Fraction(text)
            if found.denominator <= _FINEST and found <= MOST and (found or not self.positive):
                return found
        least = say("capacity.above-zero" if self.positive else "capacity.from-zero", self.lang)
        problem = say("capacity.quantity", self.lang, value=text, least=least, most=MOST)
        return self.fail(problem, param, ctx)
