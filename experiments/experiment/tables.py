"""The tables of an experiment: estimates, paired differences, proved bounds; as files for Excel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from experiments.answers.amounts import cell, cell_notes
from experiments.answers.answer import Answer
from experiments.answers.contrasts import Contrast
from experiments.answers.guarantees import Found, Seen
from experiments.answers.places import against_words
from experiments.hinges.page import HINGES, hinges_frame
from experiments.measures.kinds import Measure
from experiments.show.blocks import Block, Fold, Paragraph, Table
from experiments.show.files import write_csv
from experiments.statistics.interval import Interval, Undetermined, record
from experiments.statistics.words import (
    difference_words,
    paired_words,
    undetermined_words,
)
from model.language import LANGS, Text, say
from protocols import library

ESTIMATES, DIFFERENCES = "estimates.csv", "differences.csv"
_ABREAST = 4
"""Measures side by side, so that a table fits on a sheet of paper."""


def write_tables(found: Answer, out: Path) -> None:
    """Write the tables for Excel."""
    write_csv(out / ESTIMATES, estimates_frame(found))
    write_csv(out / DIFFERENCES, differences_frame(found))
    if found.hinges:
        write_csv(out / HINGES, hinges_frame(found))


def estimates_tables(found: Answer) -> Iterator[Block]:
    """Yield each measure at each point with its interval, few measures to a table."""
    heads = [_axis(found, axis) for axis in found.axes] or [say("answers.page.point")]
    places = [
        [_value(found, axis, row) for axis in found.axes] or [say("answers.page.all")]
        for row in found.rows
    ]
    for start in range(0, len(found.measures), _ABREAST):
        part = found.measures[start : start + _ABREAST]
        rows = tuple(
            (*place, *(cell(found.estimates[one.name, k]) for one in part))
            for k, place in enumerate(places)
        )
        columns = (*heads, *(one.titled() for one in part))
        yield Table(say("answers.page.estimates"), columns, rows)
    for note in cell_notes(found.estimates.values()):
        yield Paragraph(note, "note")


def _axis(found: Answer, axis: str) -> Text:
    if axis in ("regime", "scenario"):
        return say(f"experiment.{axis}")
    return Text(**found.head["levels"][axis])


def _value(found: Answer, axis: str, row: Mapping[str, Any]) -> Text:
    if axis in ("regime", "scenario"):
        return found.label(axis, row[axis])
    return str(row[axis])


def differences_tables(found: Answer) -> Fold:
    """Return all paired differences, a table for each measure."""
    tables: list[Block] = [Paragraph(say("answers.page.paired"), "note")]
    columns = tuple(
        say(f"answers.page.{key}") for key in ("contrast", "difference", "p", "pairing")
    )
    for one in found.measures:
        own = [c for c in found.contrasts if c.measure == one.name]
        rows = tuple(tuple(_contrast(found, c)) for c in own)
        tables.append(Table(one.titled(), columns, rows))
    return Fold(say("answers.page.differences", count=len(found.contrasts)), tuple(tables))


def _contrast(found: Answer, one: Contrast) -> Iterator[Text]:
    yield against_words(found, one.axis, one.point, one.against)
    yield difference_words(one.found.difference)
    yield "" if one.p_value is None else f"{one.p_value:.2g}"
    if isinstance(one.found.correlation, Undetermined):
        yield undetermined_words(one.found.correlation)
    else:
        yield paired_words(one.found)


def guarantees_table(found: Answer) -> Table:
    """Return proved bounds beside the latest that was simulated."""
    keys = ("point", "property", "nobody", "everyone", "worst", "still")
    rows = []
    for one in found.guarantees or ():
        if one.point >= len(found.rows):
            continue  # something is assumed otherwise there; checked, but not shown one by one
        bounds = (one.nobody, one.everyone)
        figures = ["—" if bound is None else str(bound) for bound in bounds]
        label = library.properties()[one.property].label
        where = found.settings(one.point) or say("answers.page.all")
        rows.append((where, label, *figures, *_happened(one.found)))
    columns = tuple(say(f"answers.page.{key}") for key in keys)
    return Table(say("answers.page.guarantees"), columns, tuple(rows))


def _happened(found: Found) -> tuple[Text, Text]:
    """The longest of what ended, and how late what was open was, or why there is none."""
    if found.seen in (Seen.NO_CASES, Seen.NO_RESULTS):
        return (say(f"answers.page.{found.seen}"), "—")
    told = found.seen is Seen.WHOLE
    none = [say(f"answers.page.{key}") for key in ("none-ended", "none-open", "not-told")]
    ended = f"{found.worst:g}" if found.worst is not None else none[0 if told else 2]
    still = f"{found.open:g}" if found.open is not None else none[1 if told else 2]
    return (ended, still)


def estimates_frame(found: Answer) -> pl.DataFrame:
    """Return each measure at each point with its interval, a row each."""
    measures = {one.name: one for one in found.measures}
    rows = []
    for (name, number), one in found.estimates.items():
        row = {key: found.rows[number][key] for key in ("point", "regime", "scenario")}
        for axis in ("regime", "scenario"):
            row |= {f"{axis}.{lang}": found.label(axis, row[axis]) for lang in LANGS}
        row |= {level: str(found.rows[number][level]) for level in found.head["levels"]}
        rows.append({**row, **_named(measures[name]), **record(one)})
    return pl.DataFrame(rows, infer_schema_length=None)


def differences_frame(found: Answer) -> pl.DataFrame:
    """Return each paired difference with its interval and what pairing achieved, a row each."""
    measures = {one.name: one for one in found.measures}
    rows = []
    for one in found.contrasts:
        correlation, factor = one.found.correlation, one.found.factor
        row = {**_named(measures[one.measure], differences=True), "axis": one.axis}
        row |= {"point": one.point, "against": one.against}
        for lang in LANGS:
            row[f"comparison.{lang}"] = against_words(found, one.axis, one.point, one.against)
        row |= record(one.found.difference)
        row["together"] = one.level
        row["p_value"], row["differs"] = one.p_value, one.differs
        row["correlation"] = correlation.estimate if isinstance(correlation, Interval) else None
        row["variance_factor"] = factor.estimate if isinstance(factor, Interval) else None
        rows.append(row)
    return pl.DataFrame(rows, infer_schema_length=None)


def _named(one: Measure, *, differences: bool = False) -> dict[str, Any]:
    """The measure's identifier with its label and unit in both languages."""
    units = {
        f"unit.{lang}": one.unit_words() if differences else one.level_unit() for lang in LANGS
    }
    return {"measure": one.name, **{f"measure.{lang}": one.label() for lang in LANGS}, **units}
