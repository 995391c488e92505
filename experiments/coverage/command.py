"""``shenguan coverage``."""

from __future__ import annotations

import json

import click

from experiments.command.options import chosen_regimes
from experiments.coverage.ask import (
    Coverage,
    Unit,
    counts,
    coverage,
    coverage_data,
    precedence_words,
    silence,
)
from experiments.show.terminal import Cell, print_table
from model.language import NOTHING, Lang, Text, plain, say
from model.ledger import article_label
from model.regime import Regime


def run(lang: Lang, regimes: tuple[str, ...], as_json: bool) -> None:
    """Account for each text, unit by unit, then count."""
    found = [coverage(regime) for regime in chosen_regimes(regimes)]
    if as_json:
        data = [coverage_data(one) for one in found]
        click.echo(json.dumps(data, ensure_ascii=False, indent=1))
        return
    for one in found:
        _print_ledger(one, lang)
    _print_counts(found, lang)


def _print_ledger(found: Coverage, lang: Lang) -> None:
    regime = found.regime
    if regime.ledger is None:
        words = say("coverage.no-ledger", regime=regime.name, file=regime.source).in_(lang)
        click.echo(words + "\n")
        return
    title = say(
        "coverage.title",
        regime=regime.name,
        units=len(found.units),
        encoded=found.encoded,
        rest=len(found.units) - found.encoded,
    ).in_(lang)
    keys = ("unit", "here-rules", "here-sanctions", "here-silent")
    columns = [say(f"coverage.{key}").in_(lang) for key in keys]
    print_table(title, columns, [_row(regime, unit) for unit in found.units])


def _row(regime: Regime, unit: Unit) -> list[Cell]:
    prevails = [precedence_words(regime, one) for one in unit.precedence]
    reasons = [say("coverage.because", head=head, reason=reason) for head, reason in silence(unit)]
    return [
        article_label(unit.name),
        _counted(unit.rules),
        plain("\n").join(filter(None, (_counted(unit.sanctions), *prevails))),
        plain("\n").join(reasons),
    ]


def _counted(ids: tuple[str, ...]) -> Text:
    if not ids:
        return NOTHING
    named = say("coverage.and").join(ids)
    return say("coverage.counted", count=len(ids), ids=named)


def _print_counts(found: list[Coverage], lang: Lang) -> None:
    columns = ["", *(one.regime.name.in_(lang) for one in found)]
    rows: list[list[Cell]] = [
        [f"  {row.label}", *row.cells]
        if row.cells
        else [[(row.label, "bold")], *([""] * len(found))]
        for row in counts(found)
    ]
    print_table(say("coverage.counts").in_(lang), columns, rows)
