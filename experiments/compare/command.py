"""``shenguan compare``: the main job."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click

from experiments import scenarios
from experiments.command import options, questions
from experiments.command.chosen import chosen_calendar, chosen_regimes
from experiments.command.options import GOOD
from experiments.compare.ask import Comparison, ComparisonQuestion, compare
from experiments.compare.data import write_data
from experiments.compare.years import made_ready
from experiments.show.files import folder
from experiments.show.terminal import print_sheet, progress
from model.deadline import Reading
from model.language import Lang, say
from model.simulation.engine import Engine
from verify.patience import patience

CHARTS = (
    *("matrix", "bounds", "unsupervised", "claims", "breaches"),
    *("deadlines", "frontier-*", "order", "trust"),
)
"""The names of the charts in the report; those of other questions are as there."""

REPLICATIONS = 3
"""Years under each regime unless more are asked for: enough to tell large differences from luck."""


def parameters() -> list[click.Parameter]:
    """Return the parameters of the command."""
    return [
        options.regime_names(),
        options.reading_of(),
        options.above(),
        options.out(
            "details.html",
            "verdicts.json",
            "findings.json",
            "metrics.csv",
            "mechanisms.csv",
            "events-*.csv",
            "events-*.parquet",
            charts=CHARTS,
            default=Path("out"),
            show_default=True,
        ),
        options.files(),
        *questions.parameters(),
        *options.year_options(scenarios.SCENARIOS),
        options.engine(),
        options.replications(REPLICATIONS),
        options.reading("5"),
        options.calendar(),
        options.timeout(),
        options.anew(),
        options.unfold(),
    ]


def run(
    lang: Lang,
    *,
    regimes: tuple[str, ...],
    out: Path,
    year: int,
    seed: int,
    scenario: str,
    reading: Reading,
    calendar: Path | None,
    names: tuple[str, ...] = (),
    file: Path | None = None,
    typed: tuple[str, ...] = (),
    unfold: bool = False,
    otherwise: tuple[str, ...] = (),
    above: bool = False,
    files: bool = False,
    engine: str | None = None,
    replications: int = 1,
) -> int:
    """Compare, print the answer and the verdicts, and write the report into a folder.

    ``files`` writes what the report is about as files as well.
    """
    chosen = chosen_regimes(regimes, otherwise)
    asked = questions.asked(chosen, names, file, typed)
    question = ComparisonQuestion(
        asked.regimes,
        asked.properties,
        scenarios.find(scenario),
        chosen_calendar(calendar),
        year,
        seed,
        reading,
        above,
        Engine(engine) if engine else None,
        replications,
    )
    folder(out)
    question = made_ready(question, lambda: click.echo(say("cli.compiling").in_(lang), err=True))
    with progress(say("compare.verifying").in_(lang), len(question.regimes)) as advance:
        comparison = compare(question, advance)
    from experiments.compare.page import in_short, sheet  # after the work: it loads the charts
    from experiments.show.page import write_page

    verdicts = (verdict for result in comparison.results for verdict in result.verdicts)
    silent = asked.of_none((each.regime, each.unregulated) for each in verdicts)
    whole = sheet(comparison, shlex.join(["shenguan", *sys.argv[1:]]))
    shown = whole if unfold else in_short(whole)
    print_sheet(
        questions.framed(shown, asked, silent, "verify", regimes),
        lang,
        unfold,
        hint=patience().stopped,
    )
    _print_what_is_lacking(question, comparison, lang)
    if patience().stopped:  # whoever stops a command does not wait for its drawings
        click.echo(say("compare.not-written").in_(lang), err=True)
        return questions.status(GOOD, silent)
    if files:
        write_data(comparison, out, lang)
    with progress(say("compare.drawing").in_(lang), 1):
        framed = questions.framed(whole, asked, silent, "verify", regimes)
        report = write_page(framed, out, lang, charts=files)
    click.echo(say("compare.report", file=report).in_(lang))
    return questions.status(GOOD, silent)


def _print_what_is_lacking(question: ComparisonQuestion, found: Comparison, lang: Lang) -> None:
    there = {result.regime.id for result in found.results}
    lacking = [regime.name for regime in question.regimes if regime.id not in there]
    if lacking:
        names = say("chart.and").join(lacking)
        click.echo(say("compare.lacking", regimes=names).in_(lang), err=True)
