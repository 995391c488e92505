"""What stands on one sheet of A4: a question, its answer with the price, and what that rests on.

All of it is worked out of two texts, their lights, and years where these were simulated. It is laid
out once (``paper.html.jinja``), and once more as DOCX (:mod:`experiments.studio.sheet.docx`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from experiments.show.left_out import claim_of, left_out_lines, marked
from experiments.show.marks import Mark, mark_of
from experiments.studio.lights.light import Lights
from experiments.studio.sheet.answer import guaranteed, shown_of
from experiments.studio.sheet.basis import readings_of, taken_for_granted
from experiments.studio.sheet.clauses import Clause, clauses_of, question
from experiments.studio.sheet.fit import PAGE, height
from experiments.studio.sheet.plainly import plain_sign, plain_words
from experiments.studio.year.before_after import price, price_notes
from experiments.studio.year.years import Years
from model.difference import Difference, difference
from model.language import NOTHING, Text, say
from model.property import Property
from verify.verdict import Assume

LIGHTS = 5
"""Guarantees that are shown, those first that changed."""


FULL = 60
"""How tall a chart is at most, in millimetres, where there is room."""


@dataclass(frozen=True, slots=True)
class Room:
    """How much of each part is shown: clauses, readings, guarantees of one kind in a sentence.

    The chart is drawn no taller than so many millimetres; with 0 there is none.
    """

    clauses: int
    readings: int
    named: int
    chart: int = FULL


ROOMS = (
    Room(6, 6, 3),
    Room(6, 6, 3, 45),
    Room(6, 6, 3, 36),
    Room(6, 4, 3, 36),
    Room(6, 2, 3, 36),
    Room(4, 2, 2, 45),
    Room(3, 2, 2, 45),
    Room(2, 2, 1, 45),
    Room(2, 2, 1, 0),
)
"""From the most to the least; the first is taken with which all stands on one page."""


@dataclass(frozen=True, slots=True)
class Lit:
    """A light as a cell: its mark, its sign and its words; of none at all the sign is a dash."""

    mark: str
    sign: str
    words: Text


@dataclass(frozen=True, slots=True)
class Row:
    """A guarantee: before and after if everyone obeys, and before and after by the text alone."""

    label: Text
    cells: tuple[Lit, ...]


@dataclass(frozen=True)
class Paper:
    """One sheet.

    Attributes
    ----------
    answer
        What becomes of guarantees, and what it costs.
    left_out
        How many clauses that differ are not shown.
    heads
        What stands above the cells of the rows.
    granted, readings
        What the verdicts shown take for granted, and the readings that they hinge on.
    difference
        Of the text as it was and as it is.
    chart
        How tall a chart may be, in millimetres; 0 where there is no room for one.
    notes
        Small print on the answer.
    """

    title: Text
    question: Text
    answer: tuple[Text, ...]
    clauses: tuple[Clause, ...]
    left_out: int
    heads: tuple[Text, ...]
    rows: tuple[Row, ...]
    granted: tuple[Text, ...]
    readings: tuple[Text, ...]
    difference: Difference
    before: Lights
    after: Lights
    years: Years | None
    chart: int = FULL
    notes: tuple[Text, ...] = ()

    @property
    def edited(self) -> bool:
        """Whether the text was changed."""
        return self.before.regime is not self.after.regime

    @property
    def shown(self) -> tuple[Property, ...]:
        """The guarantees that are shown, in their order."""
        return shown_of(self.before, self.after, LIGHTS)


def paper(before: Lights, after: Lights, years: Years | None = None) -> Paper:
    """Return what stands on the sheet about a text before and after.

    Parameters
    ----------
    before, after
        The lights of both, whole; the same twice where nothing was changed.
    years
        Years that were simulated of it; ``None`` where none were.
    """
    *most, last = ROOMS
    for room in most:  # the first has room enough for most sheets
        if height(one := _paper(before, after, years, room)) <= PAGE:
            return one
    return _paper(before, after, years, last)


def _paper(before: Lights, after: Lights, years: Years | None, room: Room) -> Paper:
    changes = difference(before.regime, after.regime)
    clauses = tuple(clauses_of(changes))
    edited = before.regime is not after.regime
    shown = shown_of(before, after, LIGHTS)
    texts = (before, after) if edited else (after,)
    heads = ("studio.year.before", "studio.year.after") if edited else ("studio.sheet.now",)
    return Paper(
        say("studio.sheet.of" if edited else "studio.sheet.of-now", text=before.regime.name),
        question(changes, edited, _supposed(years)),
        (*guaranteed(before, after, room.named), *price(years)),
        clauses[: room.clauses],
        len(clauses[room.clauses :]),
        tuple(say(key) for key in heads),
        tuple(
            Row(
                prop.label,
                tuple(_lit(one, prop, assume) for assume in Assume for one in texts),
            )
            for prop in shown
        ),
        tuple(taken_for_granted(after, shown)),
        tuple(readings_of(after, shown, room.readings, before.regime)),
        changes,
        before,
        after,
        years,
        room.chart,
        (*_left_out(before, after, shown), *price_notes(years)),
    )


def _supposed(years: Years | None) -> Text:
    """Name the scenario as it is supposed, where that is what years differ in."""
    if years is None or len(years.lived) == 1:
        return NOTHING
    (_, usual), (_, supposed) = years.question.sides
    return NOTHING if usual == supposed else supposed.label


def _left_out(before: Lights, after: Lights, shown: Iterable[Property]) -> list[Text]:
    """Say of which runs the guarantees shown say nothing, before and after."""
    texts: list[tuple[Lights, Text | None]] = [(after, None)]
    if before.regime is not after.regime:
        heads = say("studio.year.before"), say("studio.year.after")
        texts = [*zip((before, after), heads, strict=True)]
    return left_out_lines(
        claim_of(light.verdict, lights.apart(prop.id, assume), head)
        for prop in shown
        for assume in Assume
        for lights, head in texts
        if (light := lights.of(prop.id, assume)) is not None
    )


def _lit(lights: Lights, prop: Property, assume: Assume) -> Lit:
    if (light := lights.of(prop.id, assume)) is None:
        return Lit(Mark.VACUOUS, "—", say("studio.sheet.not-asked"))
    words = marked(plain_words(light.verdict), lights.apart(prop.id, assume))
    return Lit(mark_of(light.verdict), plain_sign(light.verdict), words)
