"""``shenguan compare``: the main job."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click
import polars as pl

from experiments import scenarios
from experiments.audit.words import finding_data
from experiments.command.options import chosen_calendar, chosen_properties, chosen_regimes
from experiments.compare.ask import Comparison, Question, RegimeResult, compare
from experiments.measures.eventlog import write_log
from experiments.show.data import verdict_data
from experiments.show.files import folder, write_csv, write_json
from experiments.show.marks import (
    Mark,
    exempted,
    headline,
    mark_of,
    readings,
    regulated,
    regulates,
    short,
    sign,
    unregulated,
)
from experiments.show.terminal import Cell, print_table, progress
from model.deadline import STRICT, Reading
from model.language import LANGS, Lang, Text, say
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
    with progress(say("compare.verifying").in_(lang), len(question.regimes)) as advance:
        found = compare(question, advance)
    print_matrix(found, lang)
    report = write(found, out, lang)
    click.echo(say("compare.report", file=report).in_(lang))


def write(found: Comparison, out: Path, lang: Lang) -> Path:
    """Write verdicts, figures, logs, charts and the report; return the report's path."""
    from experiments.compare.charts import CHARTS, drawings
    from experiments.compare.page import write_report
    from experiments.compare.sections import depth
    from experiments.show.drawing import write_charts

    verdicts = [verdict_data(one) for result in found.results for one in result.verdicts]
    write_json(out / "verdicts.json", verdicts)
    write_csv(out / "metrics.csv", pl.concat([result.table for result in found.results]))
    write_json(
        out / "findings.json",
        [finding_data(result.regime, one) for result in found.results for one in result.findings],
    )
    write_csv(
        out / "mechanisms.csv", pl.concat([result.metrics.mechanisms for result in found.results])
    )
    for result in found.results:
        write_log(result.log, out, f"events-{result.regime.id}")
    with progress(say("compare.drawing").in_(lang), len(CHARTS) * len(LANGS)) as advance:
        drawn = drawings(found, advance)
    sections, more = depth(found)
    drawn = {**drawn, **more}
    write_charts(drawn, out)
    findings = [one for result in found.results for one in result.findings]
    return write_report(found, out, _command(), drawn, findings, sections)


def _command() -> str:
    return shlex.join(["shenguan", *sys.argv[1:]])


def print_matrix(found: Comparison, lang: Lang) -> None:
    """Print the verdicts of the strict reading, and those of the chosen one that differ."""
    columns = ["", *(result.regime.name.in_(lang) for result in found.results)]
    title = say("compare.matrix").in_(lang)
    for reading in readings(found):
        rows = [
            prop for prop in regulated(found) if reading == STRICT or _differs(found, prop, reading)
        ]
        if rows:
            cells = [[_cell(result, prop, reading) for result in found.results] for prop in rows]
            labels: list[Cell] = [prop.label.in_(lang) for prop in rows]
            table = [[label, *line] for label, line in zip(labels, cells, strict=True)]
            changed = "" if reading == STRICT else " " + say("compare.changed").in_(lang)
            print_table(f"{title}\n{_reading(reading).in_(lang)}{changed}", columns, table)
        elif reading != STRICT:
            click.echo(_reading(reading).in_(lang) + " " + say("compare.same").in_(lang) + "\n")
    if left_out := unregulated(found).in_(lang):
        click.echo(left_out)
    if starred := exempted(found).in_(lang):
        click.echo(starred)
    click.echo(say("compare.legend").in_(lang))


def _differs(found: Comparison, prop: Property, reading: Reading) -> bool:
    """Whether a reading changes what is shown of a guarantee."""
    return any(
        said(_sign(result.verdict(prop.id, assume, reading)), "en")
        != said(_sign(result.verdict(prop.id, assume, STRICT)), "en")
        for result in found.results
        for assume in Assume
    )


def _reading(reading: Reading) -> Text:
    if reading.open_days is None:
        return say("verify.reading-strict")
    return say("verify.reading-value", n=reading.open_days)


def _cell(result: RegimeResult, prop: Property, reading: Reading) -> Cell:
    if not regulates(result, prop):
        return [_sign(result.verdict(prop.id, Assume.EVERYONE, reading))]
    left, right = (_sign(result.verdict(prop.id, assume, reading)) for assume in Assume)
    return [left, (" | ", ""), right]


def _sign(verdict: Verdict) -> tuple[Text, Text]:
    """A bound that rests on open limits is never a bare number."""
    mark = mark_of(verdict)
    shown = short(verdict) or sign(verdict)
    if verdict.reason == "reason.trigger-unreachable":
        shown = headline(verdict)
    return shown, _STYLE.get(mark, "dim")
