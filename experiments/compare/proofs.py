"""What is proved of one text in a comparison; of a text that comes with the program it is kept.

The same files of the program, and the same Z3, prove the same of it, so it is proved once and then
kept beside the compiled code, as :mod:`experiments.answers.known` says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from experiments.answers import known
from experiments.bounds import ask as bounding
from experiments.bounds.ask import Guarantee, bounds
from experiments.compare.worst import Taken, taken
from experiments.trust.left_out import LeftOutBySet, left_out_by_set
from model.above import law_above
from model.deadline import STRICT
from model.kept import is_noted, recalled
from model.regime import Regime
from verify.audit import audit
from verify.audit.finding import Finding
from verify.guarantees import verify
from verify.hinge import ReadingHinge
from verify.left_out import left_out_of
from verify.prover import Provers, asked_about
from verify.readings import hinges_of
from verify.trust import breaks
from verify.trust import dependences as dependences_of
from verify.trust.dependence import Break, Dependence
from verify.verdict import Answer, Assume, Verdict

if TYPE_CHECKING:
    from experiments.compare.ask import ComparisonQuestion

_ROOMS = ("model", "protocols", "verify", "experiments")
_LIBRARY = (".py", ".so", ".dylib", ".dll")


@dataclass(frozen=True)
class Proofs:
    """What is proved of one text; the figures as :class:`~experiments.compare.ask.RegimeResult`.

    Attributes
    ----------
    regime
        The text, the very object that all the others speak of.
    """

    regime: Regime
    verdicts: tuple[Verdict, ...]
    findings: tuple[Finding, ...]
    dependences: tuple[Dependence, ...]
    breaks: tuple[Break, ...]
    bounds: tuple[Guarantee, ...]
    hinges: tuple[ReadingHinge, ...]
    above: tuple[Verdict, ...]
    left_out: tuple[tuple[Verdict, tuple[Finding, ...]], ...]
    trust_left_out: tuple[LeftOutBySet, ...]
    taken: Mapping[str, Taken]


def prove(question: ComparisonQuestion, regime: Regime, state_now: bytes | None = None) -> Proofs:
    """Return what is proved of a text, and keep it for a state of the program, if one is given.

    What was not decided for want of time or memory is never kept. What the solver gives up by its
    own count of steps it gives up each time.
    """
    proofs = _proved(question, regime)
    known.keep_answer(_name(regime), state_now, proofs)
    return proofs


def known_proofs(regime: Regime, state_now: bytes | None) -> Proofs | None:
    """Return what is kept of a text for a state of the program; ``None`` where nothing is."""
    found = None if state_now is None else recalled(_name(regime), state_now)
    return found if isinstance(found, Proofs) else None


def are_known(question: ComparisonQuestion, state_now: bytes | None) -> bool:
    """Whether nothing seems to be left to prove of any text of a comparison."""
    if state_now is None:
        return False
    return all(is_noted(_name(regime), state_now) for regime in question.regimes)


def state_of(question: ComparisonQuestion) -> bytes | None:
    """Return a digest of all that the proofs of a comparison come from.

    ``None`` where some of it is not the program's, and so nothing is kept.
    """
    about = str(question.reading), question.above, question.year
    return known.state_of(question.regimes, question.properties, question.calendar, *about)


def _name(regime: Regime) -> str:
    return f"proofs-{regime.id}"


def _proved(question: ComparisonQuestion, regime: Regime) -> Proofs:
    readings = list(dict.fromkeys([STRICT, question.reading]))
    provers = Provers(question.calendar, asked_about(question.properties))
    verdicts = tuple(verify(regime, question.properties, readings, provers=provers))
    dependences = dependences_of(regime, question.properties, provers=provers)
    regulated = [verdict for verdict in verdicts if not verdict.unregulated]
    secured = [dependence for dependence in dependences if dependence.trust_sets]
    findings = audit(regime, calendar=question.calendar)
    above = tuple(_with_law(question, regime, provers))
    return Proofs(
        regime,
        verdicts,
        tuple(findings),
        tuple(dependences),
        tuple(breaks(secured, provers)),
        bounds(parametric(question, [regime])).guarantees,
        tuple(hinges_of(regulated, provers, question.properties)),
        above,
        left_out_of((*verdicts, *above), question.calendar),
        left_out_by_set(dependences, question.calendar),
        dict(on_dates(question, verdicts)),
    )


def _with_law(question: ComparisonQuestion, regime: Regime, provers: Provers) -> Sequence[Verdict]:
    """The strict verdicts with the law above, if they were asked for and there is one."""
    if not question.above or not regime.under:
        return ()
    return verify(law_above(regime), question.properties, [STRICT], provers=provers)


def on_dates(
    question: ComparisonQuestion, verdicts: Iterable[Verdict]
) -> Iterator[tuple[str, Taken]]:
    """Yield by property what a bound at the chosen reading comes to, if everyone obeys."""
    for verdict in verdicts:
        chosen = (verdict.assume, verdict.reading) == (Assume.EVERYONE, question.reading)
        if chosen and verdict.answer is Answer.PROVED:
            yield verdict.property.id, taken(verdict, question.calendar, question.year)


def parametric(question: ComparisonQuestion, regimes: Sequence[Regime]) -> bounding.Question:
    """Return the question after the bounds of regimes for all values of their open limits.

    On dates it is about the year that is compared.
    """
    return bounding.Question(
        tuple(regimes),
        tuple(prop for prop in question.properties if prop.timed),
        tuple(Assume),
        question.calendar,
        reading=question.reading,
        selected=False,
        year=question.year,
        hinging=False,  # a comparison tells once what its verdicts hinge on
    )
