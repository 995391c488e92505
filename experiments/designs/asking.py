"""What a design asks of all its regimes besides what their own files ask."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from experiments.designs.form import DesignForm
from model.language import Complaint
from model.property import Property, together
from model.regime import Regime
from model.vocabulary import Vocabulary
from protocols import library
from protocols.asked import named
from protocols.document import DataPath, Document
from protocols.mistakes import Mistake
from protocols.question import question


@dataclass(frozen=True)
class Questions:
    """The questions of a design, and what is wrong with them.

    Attributes
    ----------
    words
        Those of all its regimes together, in which questions are asked.
    """

    properties: tuple[Property, ...] = ()
    words: Vocabulary | None = None
    mistakes: list[Mistake] = field(default_factory=list)

    def put_to(self, regime: Regime) -> Regime:
        """Return a regime that is asked them besides its own questions, and knows their words."""
        if not self.properties or self.words is None:
            return regime
        every = tuple(together([*regime.properties, *self.properties]).values())
        if self._known_to(regime):
            return replace(regime, properties=every)
        return replace(regime, properties=every, vocabulary=self.words.joined(regime.vocabulary))

    def _known_to(self, regime: Regime) -> bool:
        """Whether a regime has a word for every event and fact that is asked about."""
        events = {one for prop in self.properties for one in (prop.trigger, prop.response)}
        facts = {name for prop in self.properties for name in prop.when}
        words = regime.vocabulary
        return events <= words.events.keys() and facts <= words.attributes.keys()


NOTHING_MORE = Questions()


def questions_of(design: Document, form: DesignForm, regimes: Sequence[Regime]) -> Questions:
    """Return what a design asks: in one line each, and in a file of properties.

    Raises
    ------
    Mistakes
        Those of the file of properties.
    """
    words, found, mistakes = library.vocabulary_of_all(regimes), list[Property](), list[Mistake]()
    if form.properties is not None:
        path = Path(design.file).parent / form.properties
        file = path if os.path.exists(path) else Path(form.properties)
        try:
            found += library.properties_in(file, regimes).values()
        except Complaint as complaint:
            mistakes.append(_mistake(design, ("properties",), complaint))
    for name, text in form.ask.items():
        try:
            found.append(named(question(text, words), words, name))
        except Complaint as complaint:
            mistakes.append(_mistake(design, ("ask", name), complaint))
    try:
        library.questions(regimes, found)
    except Complaint as complaint:
        mistakes.append(_mistake(design, ("ask" if form.ask else "baseline",), complaint))
    return Questions(tuple(found), words, mistakes)


def _mistake(design: Document, path: DataPath, complaint: Complaint) -> Mistake:
    return design.mistake(path, "not-asked", why=complaint.say())
