"""Which verdicts flip and which bounds move when a clause is read otherwise?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from model.calendar import Calendar, chinese_calendar
from model.deadline import STRICT, Reading
from model.interpretation import Alternative
from model.property import Property
from model.regime import Regime
from model.rule import Rule
from protocols import library
from verify import arguments
from verify.guarantees import unregulated
from verify.hinge import ReadingHinge
from verify.left_out import left_out_of
from verify.prover import Provers, asked_about
from verify.readings import Question, Rereadings, questions_about
from verify.verdict import Assume, Verdict

if TYPE_CHECKING:
    from verify.audit.finding import Finding


@dataclass(frozen=True)
class Tried:
    """One alternative to a reading, and the answers that would be others under it."""

    rule: Rule
    alternative: Alternative
    hinges: tuple[ReadingHinge, ...]


@dataclass(frozen=True)
class RegimeReadings:
    """Every alternative of one regime, in the order of its file.

    Attributes
    ----------
    regulated
        The questions of those asked that the regime regulates, as it is read.
    bare
        The rules of which a reading is told, and nothing that one could read instead.
    left_out
        The answers, as the text is read and otherwise, that say nothing of some runs.
    """

    regime: Regime
    tried: tuple[Tried, ...]
    regulated: int
    bare: tuple[Rule, ...]
    left_out: tuple[tuple[Verdict, tuple[Finding, ...]], ...] = ()

    def apart(self, verdict: Verdict) -> tuple[Finding, ...]:
        """Return how the rules of a proof come to be at odds; empty where they do not."""
        return next((found for one, found in self.left_out if one is verdict), ())

    @property
    def hinges(self) -> tuple[ReadingHinge, ...]:
        """What would be otherwise under some alternative."""
        return tuple(hinge for tried in self.tried for hinge in tried.hinges)

    @property
    def deciding(self) -> tuple[Tried, ...]:
        """The alternatives under which some answer would be another."""
        return tuple(tried for tried in self.tried if tried.hinges)


@dataclass(frozen=True)
class Readings:
    """The answer about several regimes, and what was asked."""

    regimes: tuple[RegimeReadings, ...]
    properties: tuple[Property, ...]
    assumptions: tuple[Assume, ...]
    reading: Reading
    within: int | None

    @property
    def tried(self) -> int:
        """How many alternatives there are in all."""
        return sum(len(each.tried) for each in self.regimes)


def readings(
    regimes: Sequence[Regime],
    properties: Sequence[Property] = (),
    *,
    within: int | None = None,
    assumptions: Sequence[Assume] = tuple(Assume),
    reading: Reading = STRICT,
    calendar: Calendar | None = None,
    progress: Callable[[], object] = lambda: None,
) -> Readings:
    """Return what answers about regimes hinge on.

    Parameters
    ----------
    properties
        Everything that is known unless some are named: shipped, and of the regimes.
    within
        Working days that must hold; any finite bound unless given.
    progress
        Called after each regime.
    """
    asked = tuple(properties) or tuple(library.questions(regimes).values())
    regimes = library.knowing(regimes, asked)
    provers = Provers(calendar or chinese_calendar(), asked_about(asked))
    answered = []
    for regime in regimes:
        questions = questions_about(asked, reading, within, assumptions)
        answered.append(_of(regime, questions, provers))
        progress()
    return Readings(tuple(answered), asked, tuple(assumptions), reading, within)


def _of(regime: Regime, questions: Sequence[Question], provers: Provers) -> RegimeReadings:
    rereadings = Rereadings(regime, provers)
    found = [hinge for question in questions for hinge in rereadings.hinges(question)]
    tried = tuple(
        Tried(
            other.rule,
            other.alternative,
            tuple(hinge for hinge in found if hinge.alternative is other.alternative),
        )
        for other in rereadings.others
    )
    named = {question.property.id: question.property for question in questions}
    asked = arguments.properties(list(named.values()), regime)
    regulated = sum(unregulated(regime, prop) is None for prop in asked)
    bare = tuple(
        rule
        for rule in regime.rules
        if rule.readings and not any(each.alternatives for each in rule.readings)
    )
    shown = {id(one): one for hinge in found for one in (hinge.before, hinge.after)}
    apart = left_out_of(shown.values(), provers.calendar)
    return RegimeReadings(regime, tried, regulated, bare, apart)
