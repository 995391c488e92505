"""``shenguan compare``: the main job."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click

from experiments import scenarios
from experiments.command import options
from experiments.command.options import chosen_calendar, chosen_properties, chosen_regimes
from experiments.compare.ask import ComparisonQuestion, compare
from experiments.compare.data import write_data
from experiments.show.files import folder
from experiments.show.terminal import print_sheet, progress
from model.deadline import Reading
from model.language import Lang, say


def parameters() -> list[click.Parameter]:
    """Return the parameters of the command."""
    return [
        options.regime_names(),
        options.option(
            "--out",
            help=say("option.out"),
            type=click.Path(path_type=Path),
            default=Path("out"),
            show_default=True,
        ),
        *options.year_options(scenarios.SCENARIOS),
        options.reading("5"),
        options.calendar(),
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
    unfold: bool = False,
) -> None:
    """Compare, print the answer and the verdicts, and write everything into a folder."""
    question = ComparisonQuestion(
        chosen_regimes(regimes),
        tuple(chosen_properties(())),
        scenarios.find(scenario),
        chosen_calendar(calendar),
        year,
        seed,
        reading,
    )
    folder(out)
    with progress(say("compare.verifying").in_(lang), len(question.regimes)) as advance:
        comparison = compare(question, advance)
    from experiments.compare.page import in_short, sheet  # after the work: it loads the charts
    from experiments.show.page import write_page

    write_data(comparison, out, lang)
    whole = sheet(comparison, shlex.join(["shenguan", *sys.argv[1:]]))
    print_sheet(whole if unfold else in_short(whole), lang, unfold)
    with progress(say("compare.drawing").in_(lang), 1):
        report = write_page(whole, out, lang)
    click.echo(say("compare.report", file=report).in_(lang))
