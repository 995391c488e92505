"""One parameter of a scenario: what was estimated of it, how, or why a log cannot tell it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from scipy import stats

from model.language import NOTHING, Text

LEVEL = 0.95
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """An estimate between the ends of its 95 % interval."""

    value: float
    low: float
    high: float

    def holds(self, truth: float) -> bool:
        """Whether a value lies in the interval, ends included."""
        return self.low <= truth <= self.high

    def times(self, factor: float) -> Span:
        """Return the same in another unit."""
        return Span(self.value * factor, self.low * factor, self.high * factor)


@dataclass(frozen=True)
class Parameter:
    """A parameter of a scenario file.

    Attributes
    ----------
    path
        Where it stands in the file.
    value
        What the file says; ``None`` where the file says nothing, so that the base scenario holds.
    span
        The estimate with its interval; ``None`` where it is an assumption.
    how
        The method of an estimate; of an assumption, why the log cannot tell it.
    n
        How many observations it rests on.
    """

    path: Path
    value: Any
    span: Span | None
    how: Text = NOTHING
    n: int = 0

    @property
    def estimated(self) -> bool:
        """Whether the log tells it."""
        return self.span is not None

    @property
    def name(self) -> str:
        """Its path as it is typed.

        >>> Parameter(("matters", "letter", "per-day"), 1, None).name
        'matters.letter.per-day'
        """
        return ".".join(str(step) for step in self.path)


def rate(count: float, exposure: float, dispersion: float = 1.0) -> Span:
    """Return events per unit of exposure, with Garwood's interval for a Poisson count.

    With over-dispersion the interval is that of so many times fewer events. Source: Garwood,
    Biometrika 28, 1936.

    >>> found = rate(10, 5)
    >>> round(found.value, 2), round(found.low, 2), round(found.high, 2)
    (2.0, 0.96, 3.68)
    """
    tail, own = (1 - LEVEL) / 2, count / dispersion
    low = float(stats.chi2.ppf(tail, 2 * own)) / 2 if own else 0.0
    high = float(stats.chi2.isf(tail, 2 * own + 2)) / 2
    return Span(count / exposure, low * dispersion / exposure, high * dispersion / exposure)


def share(successes: float, n: float, level: float = LEVEL) -> Span:
    """Return a share with Wilson's interval; none or all of ``n`` give an exact bound.

    Counts may be expected ones, and so no whole numbers.

    Parameters
    ----------
    level
        How often such intervals hold the truth.

    >>> found = share(8, 10)
    >>> round(found.low, 2), round(found.high, 2)
    (0.49, 0.94)
    """
    if n <= 0:
        return Span(0.0, 0.0, 1.0)
    part = min(1.0, max(0.0, successes / n))
    if successes <= 0 or successes >= n:
        bound = 1 - (1 - level) ** (1 / n)
        return Span(0.0, 0.0, bound) if successes <= 0 else Span(1.0, 1 - bound, 1.0)
    z = float(stats.norm.isf((1 - level) / 2))
    middle = (part + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(part * (1 - part) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return Span(part, min(part, middle - half), max(part, middle + half))


def rounded(value: float, digits: int = 3) -> float:
    """Return a number with so many digits that count.

    >>> rounded(0.012345), rounded(1234.5)
    (0.0123, 1230.0)
    """
    if not value or not math.isfinite(value):
        return value
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


def estimated(parameters: Sequence[Parameter]) -> Iterator[Parameter]:
    """Yield the parameters that a log tells."""
    return (one for one in parameters if one.estimated)
