"""What the law above supplies, in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from experiments.show.blocks import Paragraph
from experiments.show.deadlines import span_words, theta
from model.above import SUFFIX, Supplied, figure, supplied
from model.language import Text, say
from model.regime import Regime


def supply_of(regime: Regime, rule: str) -> Supplied | None:
    """Return what of the law above stands for the limit of a rule, if anything does."""
    return next((one for one in supplied(regime) if one.rule.id == rule), None)


def supply_words(regime: Regime, found: Supplied) -> Text:
    """Say which article of the law above supplies which limit."""
    limit = figure(found.source.deadline)
    assert limit is not None
    return say(
        "above.supply", law=found.cited.label, limit=span_words(regime, limit).each(str.strip)
    )


def supply_notes(
    named: Iterable[tuple[Regime, str]], beside: Collection[str] = ()
) -> list[Paragraph]:
    """Say of open limits, each a rule of a regime, what the law above would make of them.

    Nothing is said of a regime that stands with the law above it among those ``beside``, by id.
    """
    notes = {}
    for regime, rule in named:
        found = supply_of(regime, rule)
        if found is not None and regime.id + SUFFIX not in beside:
            words = {"theta": theta(regime, rule), "regime": regime.name}
            notes[regime.id, rule] = say("above.note", supply=supply_words(regime, found), **words)
    return [Paragraph(note, "note") for note in notes.values()]
