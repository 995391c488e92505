"""What the conclusions of an experiment hang on: a section of its page, and a table for Excel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from experiments.answers.answer import Answer
from experiments.designs.assumption import Group
from experiments.hinges.hinge import Hinge, Swing, Tried
from experiments.hinges.words import (
    columns,
    conclusion_line,
    hinge_lines,
    notes,
    rows,
    shaken,
    title,
)
from experiments.show.blocks import Block, Bullets, Chart, Fold, Paragraph, Table
from experiments.statistics.interval import record
from model.language import Text, say, written

HINGES = "hinges.csv"
SHOWN = 2
"""Conclusions that are shown at once; the others open on demand."""


def hinge_blocks(found: Answer) -> Iterator[Block]:
    """Yield the section of the page: each conclusion, what becomes of it, its table and chart."""
    for hinge in found.hinges[:SHOWN]:
        yield from _blocks(found, hinge)
    rest = [block for one in found.hinges[SHOWN:] for block in _blocks(found, one, False)]
    for hinge in found.hinges[SHOWN:]:
        if shaken(hinge):  # what does not hold is never behind a fold
            yield Paragraph(conclusion_line(found, hinge.conclusion))
            yield Bullets(tuple(hinge_lines(hinge)))
    if rest:
        count = len(found.hinges) - SHOWN
        yield Fold(say("hinges.others", count=count), tuple(rest))
    if found.hinges:
        for line in notes(found.hinges[0], found.done):
            yield Paragraph(line, "note")
        yield _sources(found.hinges[0])


def _blocks(found: Answer, hinge: Hinge, drawn: bool = True) -> Iterator[Block]:
    yield Paragraph(conclusion_line(found, hinge.conclusion))
    yield Bullets(tuple(hinge_lines(hinge)))
    yield table(hinge)
    if drawn and tornados(found).get(name := chart_name(hinge)) is not None:
        words = say("hinges.chart.title", measure=hinge.conclusion.measure.label())
        yield Chart(name, words, words)


def table(found: Hinge) -> Table:
    """Return the one table: readings, then conduct, each group under its name."""
    heads = columns(found)
    shown: list[tuple[Text, ...]] = []
    group: Group | None = None
    for row in rows(found):
        if row.group is not group and row.group is not None:
            group = row.group
            shown.append((say(written("hinges.group.{}", group)), *[""] * (len(heads) - 1)))
        shown.append(row.cells)
    return Table(title(found), heads, tuple(shown))


def chart_name(found: Hinge) -> str:
    """Return the name of a conclusion's chart."""
    of = found.conclusion
    against = "" if of.contrast is None else f"-{of.contrast.against}"
    return f"tornado-{of.measure.name}-{of.point}{against}"


def tornados(found: Answer) -> dict[str, Hinge]:
    """Return the conclusions that have a chart, by its name."""
    from experiments.hinges.chart import drawn_of  # charts take long to load

    return {chart_name(one): one for one in found.hinges[:SHOWN] if drawn_of(one)}


def _sources(found: Hinge) -> Fold:
    """Where each assumption comes from."""
    named = found.assumptions.named.values()
    heads = tuple(say(f"hinges.column.{key}") for key in ("assumption", "usual", "source"))
    cells = tuple((one.label, one.usual, one.source) for one in named)
    words = say("hinges.sources")
    return Fold(words, (Table(words, heads, cells),))


def hinges_frame(found: Answer) -> pl.DataFrame:
    """Return all that is tried of each conclusion with its interval, a row each."""
    made = [
        _record(hinge, swing, one)
        for hinge in found.hinges
        for swing in hinge.swings
        for one in swing.tried
    ]
    return pl.DataFrame(made, infer_schema_length=None)


def _record(hinge: Hinge, swing: Swing, one: Tried) -> dict[str, Any]:
    of, known = hinge.conclusion, swing.assumption
    called = known.called(one.value)
    change, share = record(one.change), hinge.shares.get(one.name)
    row: dict[str, Any] = {
        "measure": of.measure.name,
        "axis": of.contrast.axis if of.contrast else None,
        "point": of.point,
        "against": of.contrast.against if of.contrast else None,
        "group": str(known.group),
        "assumption": one.name,
        "zh": known.label.zh,
        "en": known.label.en,
        "usual_zh": known.usual.zh,
        "usual_en": known.usual.en,
        "value_zh": called.zh,
        "value_en": called.en,
        **{f"as_usual_{key}": record(hinge.usual)[key] for key in ("estimate", "low", "high")},
        **record(one.there),
        **{f"change_{key}": change[key] for key in ("estimate", "low", "high", "reason")},
        "together": hinge.level,
        "p_value": one.p_value,
        "verdict": str(one.verdict),
        "swing": swing.size,
    }
    for kind in ("first_order", "total"):
        index = record(getattr(share, kind)) if share else {}
        row |= {f"{kind}_{key}": index.get(key) for key in ("estimate", "low", "high")}
    return row
