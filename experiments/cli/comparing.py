"""``shenguan compare``: the main job."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click
import polars as pl

from experiments import scenarios
from experiments.cli.options import chosen_calendar, chosen_properties, chosen_regimes
from experiments.cli.output import Cell, print_table, progress
from experiments.comparison import Comparison, Question, RegimeResult, compare
from experiments.eventlog import write_log
from experiments.files import folder, write_csv, write_json
from experiments.marks import SIGNS, Mark, mark_of
from experiments.verdict_json import verdict_data
from model.deadline import Reading
from model.language import Lang, say
from model.property import Property
from verify.verdict import Assume, Verdict

_STYLE = {Mark.PROVED: "green", Mark.ASSUMED: "cyan", Mark.OPEN: "yellow", Mark.REFUTED: "red"}


def run(
    lang: Lang,
    regimes: tuple[str, ...],
    out: Path,
    year: int,
    seed: int,
    scenario: str,
    reading: Reading,
    calendar: Path | None,
) -> None:
    """Compare, print the matrix, and write everything into a folder."""
    question = Question(
        chosen_regimes(regimes),
        tuple(chosen_properties(())),
        scenarios.find(scenario),
        chosen_calendar(calendar),
        year,
        seed,
        reading,
    )
    folder(out)
    with progress(say("compare.verifying", lang), len(question.regimes)) as advance:
        found = compare(question, advance)
    _print_matrix(found, lang)
    with progress(say("compare.drawing", lang), 2) as advance:
        report = write(found, out, lang)
        advance()
    click.echo(say("compare.report", lang, file=report))


def write(found: Comparison, out: Path, lang: Lang) -> Path:
    """Write verdicts, figures, logs, charts and the report; return the report's path."""
    from experiments.charts import write_charts
    from experiments.report import write_report

    verdicts = [verdict_data(one) for result in found.results for one in result.verdicts]
    write_json(out / "verdicts.json", verdicts)
    write_csv(out / "metrics.csv", pl.concat([result.table for result in found.results]))
    for result in found.results:
        write_log(result.log, out, f"events-{result.regime.id}")
    write_charts(found, out)
    return write_report(found, out, lang, _command())


def _command() -> str:
    return shlex.join(["shenguan", *sys.argv[1:]])


def _print_matrix(found: Comparison, lang: Lang) -> None:
    columns = ["", *(result.regime.name.in_(lang) for result in found.results)]
    for reading in dict.fromkeys(found.readings):
        title = say("compare.matrix", lang) + "\n" + _reading(reading, lang)
        rows: list[list[Cell]] = [
            [prop.label.in_(lang), *(_cell(result, prop, reading) for result in found.results)]
            for prop in found.question.properties
        ]
        print_table(title, columns, rows)
    click.echo(say("compare.legend", lang))


def _reading(reading: Reading, lang: Lang) -> str:
    if reading.open_days is None:
        return say("verify.reading-strict", lang)
    return say("verify.reading-value", lang, n=reading.open_days)


def _cell(result: RegimeResult, prop: Property, reading: Reading) -> Cell:
    left, right = (_sign(result.verdict(prop.id, assume, reading)) for assume in Assume)
    return [left, (" | ", ""), right]


def _sign(verdict: Verdict) -> tuple[str, str]:
    """A bound that rests on open limits is never a bare number."""
    mark = mark_of(verdict)
    shown = SIGNS[mark]
    if mark is Mark.PROVED:
        shown = f"≤ {verdict.bound}"
    elif mark is Mark.ASSUMED and verdict.constant is not None:
        terms = [str(verdict.constant)] if verdict.constant else []
        shown = f"≤ {'+'.join(terms + ['θ'] * len(verdict.parameters))}={verdict.bound}"
    elif mark is Mark.ASSUMED:
        shown = f"≤ {verdict.bound}(θ)"
    return shown, _STYLE.get(mark, "dim")
