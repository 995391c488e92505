"""The tables of an experiment: estimates, paired differences, proved bounds."""

from __future__ import annotations

from collections.abc import Iterator

from experiments.answers.amounts import cell, cell_notes
from experiments.answers.answer import Answer
from experiments.answers.contrasts import Contrast
from experiments.answers.guarantees import Happened, Seen
from experiments.answers.places import against_words
from experiments.experiment.words import axis_words, point_words, value_words
from experiments.show.blocks import Block, Cell, Fold, Paragraph, Table
from experiments.show.left_out import Claim, marked
from experiments.statistics.interval import Undetermined
from experiments.statistics.words import (
    difference_words,
    paired_words,
    undetermined_words,
)
from model.language import Text, plain, say

_ABREAST = 4
"""Measures side by side, so that a table fits on a sheet of paper."""
_LEAST = 0.001
"""P-values below are told as smaller."""
_DIFFERENCES = (
    "answers.page.contrast",
    "answers.page.difference",
    "answers.page.p",
    "answers.page.pairing",
)
_GUARANTEES = (
    "answers.page.point",
    "answers.page.property",
    "answers.page.nobody",
    "answers.page.everyone",
    "answers.page.worst",
    "answers.page.still",
)


def estimates_tables(answer: Answer) -> Iterator[Block]:
    """Yield each measure at each point with its interval, few measures to a table."""
    heads = [axis_words(answer, axis) for axis in answer.axes] or [say("answers.page.point")]
    places = [
        [value_words(answer, axis, row[axis]) for axis in answer.axes] or [say("answers.page.all")]
        for row in answer.rows
    ]
    for start in range(0, len(answer.measures), _ABREAST):
        part = answer.measures[start : start + _ABREAST]
        rows = tuple(
            (*place, *(cell(answer.estimates[measure.id, k]) for measure in part))
            for k, place in enumerate(places)
        )
        columns = (*heads, *(measure.titled for measure in part))
        yield Table(say("answers.page.estimates"), columns, rows, figures=True, heads=len(heads))
    yield Paragraph(say("experiment.legend"), "note")
    for note in cell_notes(answer.estimates.values()):
        yield Paragraph(note, "note")


def meanings_table(answer: Answer) -> Table:
    """Return what each measure counts and what it says nothing about; once for those of a kind."""
    labels: dict[Text, list[Text]] = {}
    for measure in answer.measures:
        labels.setdefault(measure.meaning, []).append(measure.label)
    rows = tuple((plain("\n").join(named), meaning) for meaning, named in labels.items())
    columns = (say("answers.page.measure"), say("answers.page.meaning"))
    return Table(say("answers.page.meanings"), columns, rows)


def differences_tables(answer: Answer) -> Fold:
    """Return all paired differences, a table for each measure."""
    tables: list[Block] = [Paragraph(say("answers.page.paired"), "note")]
    columns = tuple(say(column) for column in _DIFFERENCES)
    for measure in answer.measures:
        own = [contrast for contrast in answer.contrasts if contrast.measure == measure.id]
        rows = tuple(_contrast(answer, contrast) for contrast in own)
        tables.append(Table(measure.titled, columns, rows))
    return Fold(say("answers.page.differences", count=len(answer.contrasts)), tuple(tables))


def _contrast(answer: Answer, contrast: Contrast) -> tuple[Cell, ...]:
    paired = contrast.paired
    if isinstance(paired.correlation, Undetermined):
        pairing = undetermined_words(paired.correlation)
    else:
        pairing = paired_words(paired)
    return (
        against_words(answer, contrast.axis, contrast.point, contrast.against),
        difference_words(paired.difference),
        _p_value(contrast.p_value),
        pairing,
    )


def _p_value(value: float | None) -> str:
    """Return a p-value; of a small one only that it is small, since its digits mean nothing.

    >>> _p_value(0.0423), _p_value(1e-29), _p_value(None)
    ('0.042', '<0.001', '')
    """
    if value is None:
        return ""
    return f"<{_LEAST}" if value < _LEAST else f"{value:.2g}"


def guarantees_table(answer: Answer) -> Table:
    """Return proved bounds beside the latest that was simulated."""
    rows: list[tuple[Cell, ...]] = []
    for check in answer.guarantees or ():
        if check.point >= len(answer.rows):
            continue  # something is assumed otherwise there; checked, but not shown one by one
        nobody, everyone = (
            plain("—" if bound is None else str(bound)) for bound in (check.nobody, check.everyone)
        )
        figures = (nobody, marked(everyone, check.left_out))
        where = point_words(answer, check.point)
        rows.append((where, check.label, *figures, *_happened(check.happened)))
    columns = tuple(say(column) for column in _GUARANTEES)
    return Table(say("answers.page.guarantees"), columns, tuple(rows))


def left_out(answer: Answer) -> Iterator[Claim]:
    """Yield of which runs the bounds shown say nothing, if everyone obeys."""
    for check in answer.guarantees or ():
        if check.point < len(answer.rows) and check.left_out:
            about = {"property": check.label, "assume": say("assume.everyone")}
            where, what = point_words(answer, check.point), say("left-out.of", **about)
            what = say("left-out.of-text", regime=where, what=what) if where else what
            yield Claim(what, check.left_out, bounding=True)


def _happened(happened: Happened) -> tuple[Text, Text]:
    """The longest of what ended, and how late what was open was, or why there is none."""
    if happened.seen is Seen.NO_CASES:
        return say("answers.page.no-cases"), plain("—")
    if happened.seen is Seen.NO_RESULTS:
        return say("answers.page.no-results"), plain("—")
    untold = None if happened.seen is Seen.WHOLE else say("answers.page.not-told")
    ended = untold or say("answers.page.none-ended")
    still = untold or say("answers.page.none-open")
    return (
        ended if happened.worst is None else plain(f"{happened.worst:g}"),
        still if happened.open is None else plain(f"{happened.open:g}"),
    )
