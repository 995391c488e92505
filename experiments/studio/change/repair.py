"""What is worked out beside a changed text: the smallest amendments that repair a guarantee."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from experiments.amend.ask import Proposals
from experiments.amend.words import answer_words, cost_words, edit_words
from experiments.studio.tasks import Progress
from model import amendment
from model.calendar import Calendar
from model.deadline import Reading
from model.language import Text, say
from model.regime import Regime
from protocols import library
from protocols.editing import edits_of
from protocols.edits import applied, edit, opened, regime_after
from verify.amend import amend
from verify.amend.requirement import Requirement
from verify.amend.space import EditKind
from verify.verdict import Assume

LONGEST = 30
"""The longest limit that is proposed, in working days."""


@dataclass(frozen=True)
class Repair:
    """One of the smallest amendments: what it says, what it costs whom, and its edits as lines."""

    words: tuple[Text, ...]
    costs: tuple[Text, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Repairs:
    """What a search for amendments came to, in words, and those that it found."""

    answer: Text
    repairs: tuple[Repair, ...]


def repairs(
    progress: Progress,
    source: str,
    lines: Sequence[str],
    prop: str,
    assume: str,
    reading: Reading,
    calendar: Calendar,
) -> Repairs:
    """Return the smallest amendments of an edited text after which a guarantee holds.

    Parameters
    ----------
    source
        The text, as the library takes it.
    lines
        The edits that were made.
    prop, assume
        The guarantee: a question by its identifier, and who obeys.
    """
    made = tuple(map(edit, lines))
    regime = regime_after(source, made)
    asked = regime.question(library.questions([regime])[prop])
    need = Requirement(asked, asked.limit(None), Assume(assume))
    search = amend(regime, [need], tuple(EditKind), LONGEST, reading, calendar)
    data = applied(opened(library.resolved(source)), made).data
    found = tuple(
        Repair(
            tuple(edit_words(regime, one) for one in each.edits),
            tuple(_costs(regime, each.edits)),
            tuple(one.text for one in edits_of(data, regime, each.edits)),
        )
        for each in search.amendments
    )
    if found:
        return Repairs(say("studio.change.repaired", count=len(found)), found)
    return Repairs(answer_words(Proposals(regime, reading, search, ())), ())


def _costs(regime: Regime, edits: Iterable[amendment.Edit]) -> Iterator[Text]:
    """Whom amendments cost what; of what is only deemed done, that nobody need have done it."""
    edits = tuple(edits)
    yield from (cost_words(regime, one) for one in edits)
    if any(isinstance(one, amendment.NewDefault) for one in edits):
        yield say("studio.change.only-deemed")
