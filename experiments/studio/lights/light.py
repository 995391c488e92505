"""The lights beside a text: its main guarantees, how soon they are met, and what they hinge on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from model.calendar import Calendar
from model.deadline import Reading
from model.property import Property
from model.regime import Regime
from protocols import library
from verify.guarantees import unregulated, verify
from verify.hinge import ReadingHinge
from verify.patience import waiting
from verify.verdict import Answer, Assume, Verdict

if TYPE_CHECKING:
    from verify.audit.finding import Finding

MAIN = 10
"""The questions whose lights come first."""

SOON = 0.28
"""Seconds after which a page is answered with the lights that are there; it asks for the rest."""

_OPENING = 3.0  # seconds for a shortest run, which mostly takes less than a tenth of one


@dataclass(frozen=True)
class Light:
    """The answer to one question under one assumption, and what it hinges on.

    ``hinges`` is ``None`` where there was no time to find out. ``replayed`` says of a refutation
    that its run was found in the text before an edit and replayed in this one: a run that shows it,
    but not always a shortest one.
    """

    verdict: Verdict
    hinges: tuple[ReadingHinge, ...] | None = ()
    replayed: bool = False


@dataclass(frozen=True)
class Tried:
    """What was tried: how many questions the solver was asked, and for how many seconds."""

    asked: int
    seconds: float


@dataclass
class Lights:
    """The lights of one text under one reading, as far as they are there.

    Attributes
    ----------
    questions
        What is asked, in order: the shipped questions that the text regulates, in the order of
        their catalogue, then the text's own. The first :data:`MAIN` are the main ones.
    found
        The light of each question and assumption that is there.
    done
        Whether all are there.
    tried
        What was tried when it is done.
    calendar
        The calendar on which runs are replayed; the Chinese one where it is ``None``.
    left_out
        Of which runs proofs say nothing (:class:`verify.left_out.LeftOut`), of each light of which
        something is found.
    weighed
        Whether that is known of all; it is worked out once all lights are there.
    runs
        The refutations whose run was looked for when it was opened; the same for all who ask.
    """

    regime: Regime
    reading: Reading
    questions: tuple[Property, ...]
    found: dict[tuple[str, Assume], Light] = field(default_factory=dict)
    done: bool = False
    tried: Tried = Tried(0, 0.0)
    calendar: Calendar | None = None
    runs: dict[tuple[str, Assume], Verdict] = field(default_factory=dict)
    left_out: dict[tuple[str, Assume], tuple[Finding, ...]] = field(default_factory=dict)
    weighed: bool = False

    @property
    def whole(self) -> bool:
        """Whether all are there, and it is known of which runs they say nothing."""
        return self.done and self.weighed

    def apart(self, prop: str, assume: Assume) -> tuple[Finding, ...]:
        """Return how the rules of a proof come to be at odds, as far as it is known."""
        return self.left_out.get((prop, assume), ())

    def of(self, prop: str, assume: Assume) -> Light | None:
        """Return the light of a question; ``None`` where it is not there yet, or not asked."""
        return self.found.get((prop, assume))

    def opened(self, prop: str, assume: Assume) -> Verdict | None:
        """Return the answer to a question with the run that is shown to whoever opens it.

        That of a light whose run was only replayed is looked for now, as a shortest one; where
        there is no time for that, it is the replayed one.
        """
        if (light := self.of(prop, assume)) is None:
            return None
        if not light.replayed:
            return light.verdict
        key = prop, assume
        if key not in self.runs:
            anew = _anew(light.verdict, self.calendar)
            self.runs[key] = anew if anew.answer is Answer.REFUTED else light.verdict
        return self.runs[key]

    @property
    def main(self) -> tuple[Property, ...]:
        """The main questions."""
        return self.questions[:MAIN]


def _anew(verdict: Verdict, calendar: Calendar | None) -> Verdict:
    asked, reading, assume = verdict.property, verdict.reading, verdict.assume
    (known,) = library.knowing([verdict.regime], [asked])
    with waiting(_OPENING):
        (anew,) = verify(known, asked, reading, assume, verdict.within, calendar)
    return anew


def questions_of(regime: Regime) -> tuple[Property, ...]:
    """Return the questions whose lights stand beside a text: see :attr:`Lights.questions`."""
    asked = library.questions([regime]).values()
    (known,) = library.knowing([regime], asked)
    return tuple(one for one in asked if unregulated(known, known.question(one)) is None)
