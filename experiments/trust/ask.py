"""On whose obedience do the guarantees of regimes depend, and what breaks them?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from experiments.trust.left_out import LeftOutBySet, left_out_by_set
from model.calendar import Calendar, chinese_calendar
from model.deadline import STRICT, Reading
from model.property import Property
from model.regime import Regime
from protocols import library
from verify.hinge import ReadingHinge
from verify.prover import Provers
from verify.readings import hinges, questions_about
from verify.trust import breaks, dependences
from verify.trust.dependence import Break, Dependence, TrustSet

if TYPE_CHECKING:
    from verify.audit.finding import Finding

FEW = 4
"""Guarantees of which everything is shown at once."""


@dataclass(frozen=True)
class Trust:
    """What guarantees depend on, in the order regime, property.

    Attributes
    ----------
    breaks
        The smallest sets of breaches that break them, each with a run; empty unless asked for.
    selected
        Whether properties were named; else all were asked about.
    hinges
        The readings on which it hinges whether the guarantees hold, and how soon.
    left_out
        The trust sets with which a guarantee says nothing of some runs.
    """

    dependences: tuple[Dependence, ...]
    breaks: tuple[Break, ...] = ()
    selected: bool = True
    hinges: tuple[ReadingHinge, ...] = ()
    left_out: tuple[LeftOutBySet, ...] = ()

    def apart(self, guarantee: Dependence, trust_set: TrustSet) -> tuple[Finding, ...]:
        """Return how the rules of a trust set come to be at odds; empty where they do not."""
        found = (one for one in self.left_out if one.trust_set is trust_set)
        return next((one.findings for one in found if one.guarantee is guarantee), ())

    @property
    def regulated(self) -> tuple[Dependence, ...]:
        """The guarantees that their regimes regulate."""
        return tuple(each for each in self.dependences if not each.unregulated)

    @property
    def whole(self) -> bool:
        """Whether so little was asked about that all is shown at once."""
        one_regime = len({each.regime.id for each in self.dependences}) == 1
        one_property = len({each.property.id for each in self.dependences}) == 1
        return len(self.regulated) <= FEW or (self.selected and (one_regime or one_property))


def trust(
    regimes: Sequence[Regime],
    properties: Sequence[Property] = (),
    *,
    within: int | None = None,
    reading: Reading = STRICT,
    calendar: Calendar | None = None,
    runs: bool = True,
    progress: Callable[[], object] = lambda: None,
    selected: bool | None = None,
) -> Trust:
    """Return what the guarantees of regimes depend on.

    Parameters
    ----------
    properties
        Everything that is known unless some are named: shipped, and of the regimes.
    within
        Working days that must hold; any finite bound unless given.
    runs
        Whether the smallest sets of breaches get a run each, which takes most of the time.
    progress
        Called after each regime.
    selected
        Whether the properties were chosen one by one; so they were, if any are given, unless said.
    """
    asked = list(properties) or list(library.questions(regimes).values())
    regimes = library.knowing(regimes, asked)
    calendar = calendar or chinese_calendar()
    answers: list[Dependence] = []
    hinging: list[ReadingHinge] = []
    for regime in regimes:
        provers = Provers(calendar)  # of each text its own, since all together need much memory
        found = dependences(regime, asked, reading, within, provers=provers)
        regulated = {each.property.id for each in found if not each.unregulated}
        about = [prop for prop in asked if prop.id in regulated]
        hinging += hinges(regime, questions_about(about, reading, within), provers)
        answers += found
        progress()
        del provers
    made: list[Break] = []
    for regime in regimes if runs else ():
        own = [each for each in answers if each.regime is regime]
        made += breaks(own, Provers(calendar))
    chosen = bool(properties) if selected is None else selected
    apart = left_out_by_set(answers, calendar)
    return Trust(tuple(answers), tuple(made), chosen, tuple(hinging), apart)
