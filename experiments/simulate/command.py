"""``shenguan simulate``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import polars as pl

from experiments import scenarios
from experiments.command.options import chosen_calendar
from experiments.compare.ask import RegimeResult, summary
from experiments.measures.eventlog import write_log
from experiments.measures.metrics import LETTERS, Spans, quantile
from experiments.show.files import folder, write_csv
from experiments.show.terminal import print_table, progress
from model.deadline import Reading
from model.language import LANGS, Lang, Text, plain, say
from model.ledger import article_label
from model.simulation.year import Year, simulate
from protocols import library


def run(
    lang: Lang,
    regime: str,
    year: int,
    seed: int,
    scenario: str,
    reading: Reading,
    calendar: Path | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Simulate, print, and write the results where a folder is given."""
    found, assumed, days = library.find(regime), scenarios.find(scenario), chosen_calendar(calendar)
    if out is not None:
        folder(out)
    with progress(say("command.simulate").in_(lang), 100) as advance:
        simulated = simulate(found, assumed, days, year, seed, reading, advance)
    result = summary(simulated)
    if out is not None:
        write_log(result.log, out, f"events-{found.id}")
        write_csv(out / "metrics.csv", result.table)
        write_csv(out / "mechanisms.csv", result.metrics.mechanisms)
        _draw(simulated, out)
    if as_json:
        click.echo(json.dumps(_data(simulated, result), ensure_ascii=False, indent=1))
        return
    _print(simulated, result, lang)
    if out is not None:
        click.echo(say("simulate.written", folder=out).in_(lang))


def _draw(year: Year, out: Path) -> None:
    """Write the backlog of the year as a chart, in every format and both languages."""
    from experiments.experiment.backlog import backlog_of  # charts take long to load
    from experiments.show.drawing import drawing, write_charts

    drawn = {("backlog", lang): drawing(backlog_of(year), printed=True) for lang in LANGS}
    write_charts(drawn, out)


def _data(year: Year, result: RegimeResult) -> dict[str, object]:
    return {
        "regime": result.regime.id,
        "year": year.year,
        "seed": year.seed,
        "scenario": year.scenario.id,
        "reading": str(year.law.reading),
        "threads": len(year.threads),
        "sha256": result.regime.digest,
        "metrics": result.table.drop("regime").to_dicts(),
        "mechanisms": result.metrics.mechanisms.drop("regime").to_dicts(),
    }


def _print(year: Year, result: RegimeResult, lang: Lang) -> None:
    found = result.metrics
    title = say(
        "simulate.title",
        regime=result.regime.name,
        year=year.year,
        scenario=year.scenario.label,
        seed=year.seed,
    ).in_(lang)
    share = found.auto_claimed_share
    claims = " / ".join(
        str(found.claims.get(mode, 0)) for mode in ("performed", "deemed", "counted")
    )
    letters = " / ".join(str(found.letters.get(one, 0)) for one in LETTERS)
    rows = [
        (say("simulate.claims").in_(lang), claims),
        (
            say("simulate.auto").in_(lang),
            say("simulate.nothing").in_(lang) if share is None else f"{share:.1%}",
        ),
        (say("simulate.latency").in_(lang), _span(found.claim, working=True).in_(lang)),
        (
            say("simulate.unsupervised-working").in_(lang),
            _span(found.unsupervised, working=True).in_(lang),
        ),
        (
            say("simulate.unsupervised-calendar").in_(lang),
            _span(found.unsupervised, working=False).in_(lang),
        ),
        (say("simulate.censored").in_(lang), str(found.unsupervised.censored)),
        (say("simulate.letters").in_(lang), letters),
    ]
    for article, count in result.breaches.items():
        if not count:
            continue
        cited = article_label(article).in_(lang)
        rows.append((say("simulate.breaches", article=cited).in_(lang), str(count)))
    print_table(title, [say("simulate.metric").in_(lang), say("simulate.value").in_(lang)], rows)
    _print_mechanisms(found.mechanisms, lang)
    click.echo(say("simulate.assumed").in_(lang) + " " + year.scenario.note.in_(lang))


def _span(spans: Spans, working: bool) -> Text:
    if not spans.begun:
        return say("simulate.nothing")
    ended = spans.working if working else spans.calendar
    return " / ".join(f"{quantile(ended, spans.censored, level):.2f}" for level in (0.5, 0.9, 1.0))


def _print_mechanisms(found: pl.DataFrame, lang: Lang) -> None:
    """Print what became of each property that was triggered at all."""
    labels = library.properties()
    rows = [
        (
            labels[one["property"]].label.in_(lang),
            str(one["triggered"]),
            str(one["answered"]),
            str(one["open"]),
            _delays(one).in_(lang),
        )
        for one in found.to_dicts()
        if one["triggered"]
    ]
    columns = ("property", "triggered", "answered", "open", "delay")
    heads = [say(f"mechanisms.{column}").in_(lang) for column in columns]
    print_table(say("mechanisms.title").in_(lang), heads, rows)


def _delays(one: dict[str, Any]) -> Text:
    if not one["regulated"] and not one["answered"]:
        return say("mechanisms.unregulated")
    values = (one[column] for column in ("median", "p90", "max"))
    return plain(" / ").join(say("mechanisms.never") if v is None else f"{v:.1f}" for v in values)
