"""The warning that stands on every result for which a year had to be presumed."""

from __future__ import annotations

from collections.abc import Iterable

from experiments.show.blocks import Paragraph
from model.language import Text, say


def presumed_words(years: Iterable[int]) -> Text:
    """Say of which years the days off are not announced, and what was taken; nothing of none."""
    named = sorted(set(years))
    if not named:
        return Text("", "")
    return say("presumed.note", years=say("presumed.and").join(map(str, named)))


def presumed_note(years: Iterable[int]) -> tuple[Paragraph, ...]:
    """Return the warning as a block; none where every day is known."""
    words = presumed_words(years)
    return (Paragraph(words),) if words else ()
