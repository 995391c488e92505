"""Readings and what hinges on them, as plain data and as a table."""

from __future__ import annotations

from typing import Any

import polars as pl

from experiments.readings.ask import Readings, RegimeReadings, Tried
from experiments.show.data import both, otherwise_data
from experiments.show.left_out import left_out_cell, left_out_data
from model.interpretation import reading_with
from protocols.asked import written
from verify.hinge import ReadingHinge
from verify.verdict import Verdict

COLUMNS = {
    "regime": pl.String,
    "rule": pl.String,
    "article": pl.String,
    "alternative": pl.String,
    "words_zh": pl.String,
    "words_en": pl.String,
    "property": pl.String,
    "assume": pl.String,
    "verdict": pl.String,
    "bound": pl.Int64,
    "verdict_otherwise": pl.String,
    "bound_otherwise": pl.Int64,
    "flips": pl.Boolean,
}
"""The columns of the table: those of the answer are empty where nothing hinges on a reading."""

LEFT_OUT = {"says_nothing_of": pl.String, "says_nothing_of_otherwise": pl.String}
"""The columns that are there besides where some answer says nothing of some runs."""


def readings_data(answer: Readings) -> list[dict[str, Any]]:
    """Return each alternative of each regime with what hinges on it as JSON data."""
    return [_of_regime(answer, each) for each in answer.regimes]


def _of_regime(answer: Readings, of: RegimeReadings) -> dict[str, Any]:
    regime = of.regime
    return {
        "regime": regime.id,
        "source": regime.source,
        "sha256": regime.digest,
        "read_otherwise": otherwise_data(regime),
        "reading": str(answer.reading),
        "within": answer.within,
        "questions": [written(prop) for prop in answer.properties],
        "alternatives": [_tried(tried, of) for tried in of.tried],
        "without_alternative": [rule.id for rule in of.bare],
    }


def _tried(tried: Tried, of: RegimeReadings) -> dict[str, Any]:
    taken = reading_with(tried.rule.readings, tried.alternative.id)
    return {
        "rule": tried.rule.id,
        "article": tried.rule.article,
        "alternative": tried.alternative.id,
        "taken": both(taken.words),
        "because": None if taken.because is None else both(taken.because),
        "instead": both(tried.alternative.words),
        "hinges": [_hinge(hinge, of) for hinge in tried.hinges],
    }


def _hinge(hinge: ReadingHinge, of: RegimeReadings) -> dict[str, Any]:
    return {
        "property": hinge.before.property.id,
        "question": written(hinge.before.property),
        "assume": str(hinge.before.assume),
        "flips": hinge.flips,
        "as_read": _verdict(hinge.before, of),
        "otherwise": _verdict(hinge.after, of),
    }


def _verdict(verdict: Verdict, of: RegimeReadings) -> dict[str, Any]:
    apart = left_out_data(of.apart(verdict))
    return {"verdict": str(verdict.answer), "bound_working_days": verdict.days, **apart}


def table(answer: Readings) -> pl.DataFrame:
    """Return a row for each answer that hinges on a reading, and one for each other alternative."""
    rows = [row for of in answer.regimes for tried in of.tried for row in _rows(of, tried)]
    whole = pl.DataFrame(rows, schema={**COLUMNS, **LEFT_OUT}, orient="row")
    return whole if any(of.left_out for of in answer.regimes) else whole.drop(*LEFT_OUT)


def _rows(of: RegimeReadings, tried: Tried) -> list[tuple[Any, ...]]:
    rule, instead = tried.rule, tried.alternative
    head = (of.regime.id, rule.id, rule.article, instead.id, instead.words.zh, instead.words.en)
    return [
        (
            *head,
            hinge.before.property.id,
            str(hinge.before.assume),
            str(hinge.before.answer),
            hinge.before.days,
            str(hinge.after.answer),
            hinge.after.days,
            hinge.flips,
            left_out_cell(of.apart(hinge.before)),
            left_out_cell(of.apart(hinge.after)),
        )
        for hinge in tried.hinges
    ] or [(*head, *(None,) * 9)]
