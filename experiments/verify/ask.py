"""Which guarantees hold in regimes, how soon, and on which articles do they rest?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from model.calendar import Calendar, chinese_calendar
from model.deadline import STRICT, Reading
from model.property import Property
from model.regime import Regime
from model.rule import Obligation
from model.value import dataclass
from protocols import library
from protocols.suggestions import duty_questions, unasked_duties
from verify.hinge import ReadingHinge
from verify.left_out import left_out_of
from verify.verdict import Assume, Verdict

if TYPE_CHECKING:
    from verify.audit.finding import Finding
    from verify.export.evidence import Evidence
    from verify.prover import Provers

FEW = 4
"""Counterexamples that are shown whole."""


@dataclass(frozen=True)
class Verification:
    """The verdicts on regimes, in the order regime, property, assumption.

    Attributes
    ----------
    provers
        Those that were asked; ``None`` where the answer was known before.
    selected
        Whether properties were named; else all were asked about.
    hinges
        The readings that the verdicts in the table hinge on, in their order.
    left_out
        The proofs that say nothing of some runs, each with how its rules come to be at odds there.
    unasked
        Where each duty was asked about: those that only several events together set going, which
        have no question of their own, with their regimes.
    """

    verdicts: tuple[Verdict, ...]
    provers: Provers | None
    selected: bool = True
    hinges: tuple[ReadingHinge, ...] = ()
    unasked: tuple[tuple[Regime, Obligation], ...] = ()
    left_out: tuple[tuple[Verdict, tuple[Finding, ...]], ...] = ()

    @cached_property
    def evidence(self) -> Evidence:
        """Writes the queries behind the verdicts."""
        from verify.export.evidence import Evidence  # here: who reads a table asks for no query

        return Evidence(provers=self.provers)

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
        Whether it is asked of each duty whether it is guaranteed, and else only what was chosen.
    """
    from verify.guarantees import verify  # here: who is told what is known needs no Z3
    from verify.prover import Provers, asked_about
    from verify.readings import hinges_of

    asked = list(properties) or list(library.questions(regimes).values())
    regimes = library.knowing(regimes, asked)
    chosen = bool(properties) if selected is None else selected
    days = calendar or chinese_calendar()

    def of(regime: Regime) -> list[Property]:
        duties = duty_questions(regime, reading, days) if of_duties else ()
        return [*duties, *(asked if chosen or not of_duties else ())]

    every = [of(regime) for regime in regimes]
    provers = Provers(days, asked_about(prop for own in every for prop in own))
    verdicts: list[Verdict] = []
    hinges: list[ReadingHinge] = []
    for regime, own in zip(regimes, every, strict=True):
        found = verify(regime, own, [reading], assumptions, within, provers=provers)
        shown = (each for each in found if chosen or of_duties or not each.unregulated)
        hinges += hinges_of(shown, provers, own)
        verdicts += found
        progress()
    unasked = [(one, duty) for one in regimes if of_duties for duty in unasked_duties(one)]
    apart = left_out_of(verdicts, days)
    return Verification(
        tuple(verdicts), provers, chosen or of_duties, tuple(hinges), tuple(unasked), apart
    )
