"""Two regimes held against each other, or several put in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from experiments.diff.order import Order, orders_of
from experiments.diff.shift import Held, Shift
from model.calendar import Calendar, chinese_calendar
from model.deadline import STRICT, Reading
from model.difference import Difference, difference
from model.property import Property
from model.regime import Regime
from verify.diff import Implication, Strictness, strictness
from verify.guarantees import verify
from verify.left_out import left_out_of
from verify.verdict import Verdict

if TYPE_CHECKING:
    from verify.audit.finding import Finding


@dataclass(frozen=True)
class Pairing:
    """Everything that a comparison of two regimes found.

    Attributes
    ----------
    guarantees
        Every property under each reading and assumption.
    forth, back
        Whether the old regime is at least as strict as the new one, and the new one as the old.
    orders
        How they stand on all concerns together, for each assumption, under the chosen reading.
    left_out
        The verdicts that say nothing of some runs, each with how its rules come to be at odds.
    """

    difference: Difference
    reading: Reading
    guarantees: tuple[Held, ...]
    forth: Strictness
    back: Strictness
    orders: tuple[Order, ...]
    left_out: tuple[tuple[Verdict, tuple[Finding, ...]], ...] = ()

    def apart(self, verdict: Verdict) -> tuple[Finding, ...]:
        """Return how the rules of a proof come to be at odds; empty where they do not."""
        return next((found for one, found in self.left_out if one is verdict), ())

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The readings of the guarantees, the chosen one first."""
        return tuple(dict.fromkeys(held.new.reading for held in self.guarantees))

    def held(self, reading: Reading) -> tuple[Held, ...]:
        """The guarantees under one reading."""
        return tuple(held for held in self.guarantees if held.new.reading == reading)

    @property
    def unknown(self) -> bool:
        """Whether any question was left without an answer."""
        lacking = any(held.shift is Shift.UNKNOWN for held in self.guarantees)
        return lacking or any(side.of(Implication.UNKNOWN) for side in (self.forth, self.back))


def pairing(
    old: Regime,
    new: Regime,
    properties: Sequence[Property],
    reading: Reading = STRICT,
    calendar: Calendar | None = None,
    chosen: bool = False,
    progress: Callable[[], object] = lambda: None,
) -> Pairing:
    """Hold two regimes against each other, under the reading given and under the strict one.

    Parameters
    ----------
    chosen
        Whether the properties were named one by one, so that all count for dominance.
    progress
        Called after each of four steps.
    """
    calendar = calendar or chinese_calendar()
    readings = tuple(dict.fromkeys((reading, STRICT)))
    verdicts = []
    for regime in (old, new):
        verdicts.append(verify(regime, properties, readings, calendar=calendar))
        progress()
    forth = strictness(old, new, reading, calendar)
    progress()
    back = strictness(new, old, reading, calendar)
    progress()
    apart = left_out_of([*verdicts[0], *verdicts[1]], calendar)
    return Pairing(
        difference(old, new),
        reading,
        tuple(Held(before, after) for before, after in zip(*verdicts, strict=True)),
        forth,
        back,
        orders_of((old, new), [*verdicts[0], *verdicts[1]], reading, chosen, apart),
        apart,
    )


def ordering(
    regimes: Sequence[Regime],
    properties: Sequence[Property],
    reading: Reading = STRICT,
    calendar: Calendar | None = None,
    chosen: bool = False,
    progress: Callable[[], object] = lambda: None,
) -> tuple[Order, ...]:
    """Return the order of several regimes under each assumption; ``progress`` counts regimes."""
    verdicts: list[Verdict] = []
    for regime in regimes:
        verdicts += verify(regime, properties, [reading], calendar=calendar)
        progress()
    apart = left_out_of(verdicts, calendar or chinese_calendar())
    return orders_of(regimes, verdicts, reading, chosen, apart)
