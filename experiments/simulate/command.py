"""``shenguan simulate``."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from experiments import scenarios
from experiments.command import options, questions
from experiments.command.chosen import chosen_calendar, chosen_regime
from experiments.command.values import DateType
from experiments.show.files import folder
from experiments.show.terminal import print_sheet, progress
from experiments.simulate.ask import simulation
from experiments.simulate.data import simulation_data
from experiments.simulate.page import sheet, write
from model.deadline import Reading
from model.language import Lang, say
from model.simulation.compiled.jit import INSTALLED
from model.simulation.compiled.ready import is_ready
from model.simulation.engine import Engine


def parameters() -> list[click.Parameter]:
    """Return what the command takes."""
    return [
        options.regime_name(),
        options.reading_of(),
        questions.file(),
        questions.typing(),
        *options.year_options(scenarios.SCENARIOS),
        options.replications(1),
        holiday(),
        options.engine(),
        options.reading("5"),
        options.calendar(),
        options.out(
            "events-*.csv", "events-*.parquet", "metrics.csv", "mechanisms.csv", charts=["backlog"]
        ),
        options.unfold(),
        options.as_json(),
    ]


def holiday() -> click.Option:
    """``--holiday``: which holiday is told of."""
    return options.option("--holiday", help=say("option.holiday"), type=DateType())


def run(
    lang: Lang,
    regime: str,
    year: int,
    seed: int,
    scenario: str,
    reading: Reading,
    calendar: Path | None,
    file: Path | None,
    typed: tuple[str, ...],
    out: Path | None,
    as_json: bool,
    engine: Engine | None = None,
    replications: int = 1,
    holiday: date | None = None,
    unfold: bool = False,
    otherwise: tuple[str, ...] = (),
) -> None:
    """Simulate, print, and write the results where a folder is given."""
    found = chosen_regime(regime, otherwise)
    asked, assumed = questions.carrying(found, file, typed), scenarios.find(scenario)
    days = chosen_calendar(calendar)
    if out is not None:
        folder(out)
    if engine is Engine.COMPILED and INSTALLED and not is_ready():
        click.echo(say("cli.compiling").in_(lang), err=True)
    with progress(say("command.simulate").in_(lang), 100) as advance:
        answer = simulation(
            asked,
            assumed,
            year=year,
            seed=seed,
            reading=reading,
            calendar=days,
            progress=advance,
            engine=engine,
            replications=replications,
            holiday=holiday,
        )
    if out is not None:
        write(answer, out, lang)
    if as_json:
        click.echo(json.dumps(simulation_data(answer), ensure_ascii=False, indent=1))
        return
    print_sheet(sheet(answer), lang, unfold)
    if out is not None:
        click.echo(say("simulate.written", folder=out).in_(lang))
