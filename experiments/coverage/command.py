"""``shenguan coverage``."""

from __future__ import annotations

from pathlib import Path

import click

from experiments.command import options
from experiments.command.chosen import chosen_regimes
from experiments.coverage.ask import coverage
from experiments.coverage.data import coverage_data
from experiments.coverage.page import sheet, write
from experiments.show.files import json_text
from experiments.show.terminal import print_sheet
from model.language import Lang, say


def parameters() -> list[click.Parameter]:
    """Return what the command takes."""
    return [
        options.regime_names(),
        options.reading_of(),
        options.out("coverage.json", "deadlines.csv", charts=["deadlines"]),
        options.unfold(),
        options.as_json(),
    ]


def run(
    lang: Lang,
    regimes: tuple[str, ...],
    out: Path | None = None,
    as_json: bool = False,
    unfold: bool = False,
    otherwise: tuple[str, ...] = (),
) -> None:
    """Account for each text, unit by unit, then count."""
    coverages = [coverage(regime) for regime in chosen_regimes(regimes, otherwise)]
    if as_json:
        click.echo(json_text([coverage_data(each) for each in coverages], lang))
    else:
        print_sheet(sheet(coverages), lang, unfold)
    if out is not None:
        file = write(coverages, out, lang)
        click.echo(say("coverage.written", file=file).in_(lang), err=as_json)
