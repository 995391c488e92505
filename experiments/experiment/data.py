"""The estimates and differences of an experiment as tables for Excel."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from experiments.answers.answer import Answer
from experiments.answers.places import against_words
from experiments.experiment.ask import Answered
from experiments.hinges.data import HINGES, hinges_frame
from experiments.measures.measure import Measure
from experiments.show.files import folder, write_csv
from experiments.statistics.interval import Interval, record
from model.language import LANGS, Text

ESTIMATES, DIFFERENCES = "estimates.csv", "differences.csv"


def write_tables(answered: Answered, out: Path) -> None:
    """Write the tables into a folder, which is made where it is not there."""
    folder(out)
    write_csv(out / ESTIMATES, estimates_frame(answered.answer))
    write_csv(out / DIFFERENCES, differences_frame(answered.answer))
    if answered.hinges:
        write_csv(out / HINGES, hinges_frame(answered.hinges))


def estimates_frame(answer: Answer) -> pl.DataFrame:
    """Return each measure at each point with its interval, a row each."""
    measures = {measure.id: measure for measure in answer.measures}
    rows = []
    for (name, point), estimate in answer.estimates.items():
        where = answer.rows[point]
        row = {key: where[key] for key in ("point", "regime", "scenario")}
        for axis in ("regime", "scenario"):
            row |= _both(axis, answer.label(axis, where[axis]))
        row |= {level: str(where[level]) for level in answer.header.levels}
        measure = measures[name]
        rows.append({**row, **_named(measure, measure.level_unit), **record(estimate)})
    return pl.DataFrame(rows, infer_schema_length=None)


def differences_frame(answer: Answer) -> pl.DataFrame:
    """Return each paired difference with its interval and what pairing achieved, a row each."""
    measures = {measure.id: measure for measure in answer.measures}
    rows = []
    for contrast in answer.contrasts:
        axis, point, against = contrast.axis, contrast.point, contrast.against
        paired, measure = contrast.paired, measures[contrast.measure]
        row = {
            **_named(measure, measure.difference_unit),
            "axis": axis,
            "point": point,
            "against": against,
            **_both("comparison", against_words(answer, axis, point, against)),
            **record(paired.difference),
            "together": contrast.level,
            "p_value": contrast.p_value,
            "differs": contrast.differs,
        }
        for name in ("correlation", "factor"):
            figure = getattr(paired, name)
            column = "variance_factor" if name == "factor" else name
            row[column] = figure.estimate if isinstance(figure, Interval) else None
        rows.append(row)
    return pl.DataFrame(rows, infer_schema_length=None)


def _named(measure: Measure, unit: Text) -> Mapping[str, Any]:
    """The measure's identifier with its label and unit in both languages."""
    return {"measure": measure.id, **_both("measure", measure.label), **_both("unit", unit)}


def _both(column: str, words: Text) -> dict[str, str]:
    return {f"{column}.{lang}": words.in_(lang) for lang in LANGS}
