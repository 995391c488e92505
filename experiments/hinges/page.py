"""What the conclusions of an experiment hang on, as a part of its sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from experiments.answers.amounts import cell
from experiments.answers.answer import Answer
from experiments.hinges.chart import GROUPS, drawn_of, footer_words, note_words, tornado
from experiments.hinges.hinge import Hinge, HingeVerdict, Swing, Tried
from experiments.hinges.words import (
    conclusion_line,
    hinge_lines,
    notes,
    shaken,
    size_words,
    total_words,
    unit_words,
    verdict_words,
)
from experiments.show.blocks import Block, Bullets, Cell, Chart, Fold, Group, Paragraph, Table
from model.language import NOTHING, Text, plain, say

SHOWN = 2
"""Conclusions that are shown at once; the others open on demand."""
_COLUMNS = (
    "hinges.column.assumption",
    "hinges.column.usual",
    "hinges.column.value",
    "hinges.column.there",
    "hinges.column.swing",
    "hinges.column.verdict",
    "hinges.column.total",
)
"""The last is of a sample only."""
_SOURCES = ("hinges.column.assumption", "hinges.column.usual", "hinges.column.source")


def hinge_blocks(answer: Answer, hinges: Sequence[Hinge]) -> Iterator[Block]:
    """Yield each conclusion, what becomes of it, its table and its chart."""
    if not hinges:
        return
    for hinge in hinges[:SHOWN]:
        yield from _lines(answer, hinge)
        yield table(hinge)
        yield from _chart(answer, hinge)
    rest = hinges[SHOWN:]
    for hinge in filter(shaken, rest):  # what does not hold is never behind a fold
        yield from _lines(answer, hinge)
    if rest:
        folded = [block for one in rest for block in (*_lines(answer, one), table(one))]
        yield Fold(say("hinges.others", count=len(rest)), tuple(folded))
    for line in notes(hinges[0], answer.done):
        yield Paragraph(line, "note")
    yield _sources(hinges[0])


def _lines(answer: Answer, hinge: Hinge) -> Iterator[Block]:
    yield Paragraph(conclusion_line(answer, hinge.conclusion), "heading")
    yield Bullets(tuple(hinge_lines(hinge)))


def table(hinge: Hinge) -> Table:
    """Return the one table: the conclusion as usual, then readings, then conduct.

    What is said once of an assumption stands in its first row only.
    """
    columns = _COLUMNS if hinge.shares else _COLUMNS[:-1]
    usual = [say("hinges.as-usual"), *[NOTHING] * (len(columns) - 1)]
    usual[3] = cell(hinge.usual)
    rows: list[tuple[Cell, ...] | Group] = [tuple(usual)]
    for about, words in GROUPS.items():
        swings = [swing for swing in hinge.swings if swing.assumption.group is about]
        if swings:
            rows.append(Group(say(words)))
        for swing in swings:
            for place, tried in enumerate(swing.tried):
                cells = (*_once(hinge, swing, place == 0), *_cells(swing, tried))
                rows.append(tuple(cells[k] for k in (0, 1, 4, 5, 2, 6, 3))[: len(columns)])
    title = say("hinges.title", measure=hinge.conclusion.measure.label, unit=unit_words(hinge))
    return Table(title, tuple(say(column) for column in columns), tuple(rows))


def _once(hinge: Hinge, swing: Swing, first: bool) -> tuple[Text, ...]:
    """The assumption, what is usual, its swing, and its share; nothing in later rows."""
    if not first:
        return (NOTHING,) * 4
    label, usual = swing.assumption.label, swing.assumption.usual
    return label, usual, size_words(hinge, swing), total_words(hinge, swing.name)


def _cells(swing: Swing, tried: Tried) -> tuple[Text, ...]:
    """The value instead, the conclusion there, and what becomes of it."""
    incomparable = tried.verdict is HingeVerdict.INCOMPARABLE
    there = plain("—") if incomparable else cell(tried.there)
    return swing.assumption.called(tried.value), there, verdict_words(tried.verdict)


def _chart(answer: Answer, hinge: Hinge) -> Iterator[Chart]:
    if drawn_of(hinge):
        title = say("hinges.chart.title", measure=hinge.conclusion.measure.label)
        note, footer = note_words(answer, hinge), footer_words(answer, hinge)
        draw = partial(tornado, hinge, note, footer)
        yield Chart(chart_name(hinge), title, note, draw, printed=True)


def chart_name(hinge: Hinge) -> str:
    """Return the name of a conclusion's chart."""
    conclusion = hinge.conclusion
    against = "" if conclusion.contrast is None else f"-{conclusion.contrast.against}"
    return f"tornado-{conclusion.measure.id}-{conclusion.point}{against}"


def _sources(hinge: Hinge) -> Fold:
    """Where each assumption comes from."""
    title = say("hinges.sources")
    rows = tuple((one.label, one.usual, one.source) for one in hinge.assumptions.named.values())
    return Fold(title, (Table(title, tuple(say(column) for column in _SOURCES), rows),))
