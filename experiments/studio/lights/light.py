"""The lights beside a text: its main guarantees, how soon they are met, and what they hinge on."""

from __future__ import annotations

from dataclasses import dataclass, field

from model.deadline import Reading
from model.property import Property
from model.regime import Regime
from protocols import library
from verify.guarantees import unregulated
from verify.readings import ReadingHinge
from verify.verdict import Assume, Verdict

MAIN = 10
"""The questions whose lights come first."""

SOON = 0.28
"""Seconds after which a page is answered with the lights that are there; it asks for the rest."""


@dataclass(frozen=True)
class Light:
    """The answer to one question under one assumption, and what it hinges on.

    ``hinges`` is ``None`` where there was no time to find out.
    """

    verdict: Verdict
    hinges: tuple[ReadingHinge, ...] | None = ()


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
    """

    regime: Regime
    reading: Reading
    questions: tuple[Property, ...]
    found: dict[tuple[str, Assume], Light] = field(default_factory=dict)
    done: bool = False
    tried: Tried = Tried(0, 0.0)

    def of(self, prop: str, assume: Assume) -> Light | None:
        """Return the light of a question; ``None`` where it is not there yet, or not asked."""
        return self.found.get((prop, assume))

    @property
    def main(self) -> tuple[Property, ...]:
        """The main questions."""
        return self.questions[:MAIN]


def questions_of(regime: Regime) -> tuple[Property, ...]:
    """Return the questions whose lights stand beside a text: see :attr:`Lights.questions`."""
    asked = library.questions([regime]).values()
    (known,) = library.knowing([regime], asked)
    return tuple(one for one in asked if unregulated(known, known.question(one)) is None)
