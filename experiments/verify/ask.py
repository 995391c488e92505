"""Which guarantees hold in regimes, how soon, and on which articles do they rest?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from model.calendar import Calendar, chinese_calendar
from model.deadline import STRICT, Reading
from model.property import Property
from model.regime import Regime
from protocols import library
from protocols.suggestions import duty_questions
from verify.export.evidence import Evidence
from verify.guarantees import verify
from verify.prover import Provers, asked_about
from verify.verdict import Assume, Verdict

FEW = 4
"""Counterexamples that are shown whole."""


@dataclass(frozen=True)
class Verification:
    """The verdicts on regimes, in the order regime, property, assumption.

    Attributes
    ----------
    evidence
        Writes the queries behind the verdicts.
    selected
        Whether properties were named; else all were asked about.
    """

    verdicts: tuple[Verdict, ...]
    evidence: Evidence
    selected: bool = True

    @property
    def shown(self) -> tuple[Verdict, ...]:
        """The verdicts that stand in a table: unasked, none on what is not regulated."""
        return tuple(each for each in self.verdicts if self.selected or not each.unregulated)

    @property
    def refuted(self) -> tuple[Verdict, ...]:
        """The verdicts with a counterexample."""
        return tuple(each for each in self.verdicts if each.counterexample is not None)

    @property
    def whole(self) -> bool:
        """Whether so little was asked about that every counterexample is shown at once."""
        one_regime = len({each.regime.id for each in self.verdicts}) == 1
        one_property = len({each.property.id for each in self.verdicts}) == 1
        return len(self.refuted) <= FEW or (self.selected and (one_regime or one_property))


def verification(
    regimes: Sequence[Regime],
    properties: Sequence[Property] = (),
    *,
    within: int | None = None,
    assumptions: Sequence[Assume] = tuple(Assume),
    reading: Reading = STRICT,
    calendar: Calendar | None = None,
    progress: Callable[[], object] = lambda: None,
    selected: bool | None = None,
    of_duties: bool = False,
) -> Verification:
    """Return the verdicts on the guarantees of regimes.

    Parameters
    ----------
    properties
        Everything that is known unless some are named: shipped, and of the regimes.
    within
        Working days that must hold; any finite bound unless given.
    progress
        Called after each regime.
    selected
        Whether the properties were chosen one by one; so they were, if any are given, unless said.
    of_duties
        Whether it is asked of each duty instead, whether it is guaranteed.
    """
    asked = list(properties) or list(library.questions(regimes).values())
    days = calendar or chinese_calendar()
    duties = {regime.id: list(duty_questions(regime, reading, days)) for regime in regimes}
    every = [prop for own in duties.values() for prop in own]
    provers = Provers(days, asked_about(every if of_duties else asked))
    verdicts: list[Verdict] = []
    for regime in regimes:
        asked = duties[regime.id] if of_duties else asked
        verdicts += verify(regime, asked, [reading], assumptions, within, provers=provers)
        progress()
    return Verification(
        tuple(verdicts),
        Evidence(provers=provers),
        bool(properties) if selected is None else selected,
    )
