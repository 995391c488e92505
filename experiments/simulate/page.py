"""The figures of a simulated year, laid out as blocks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from math import isfinite
from pathlib import Path
from typing import Any

from experiments.measures.mechanisms import is_regulated
from experiments.measures.metrics import ANSWERS, BREACHED, LETTERS
from experiments.measures.spans import Spans, quantile
from experiments.show.assumed import assumed
from experiments.show.blocks import Block, Cell, Chart, Paragraph, Section, Sheet, Table
from experiments.show.files import folder
from experiments.show.marks import reading_words
from experiments.show.page import write_page
from experiments.show.presumed import presumed_note
from experiments.simulate import duties
from experiments.simulate.answers import answers, first_of
from experiments.simulate.ask import Simulation
from experiments.simulate.chart import backlog_chart
from experiments.simulate.data import write_data
from model.language import Lang, Text, plain, say
from model.ledger import article_label
from model.rule import Prohibition
from protocols import library

_SILENT = {
    "claim-latency": "simulate.silent-claims",
    "time-without-supervisor": "simulate.silent-supervision",
    ANSWERS: "simulate.silent-letters",
}
"""What figures are about, and how it is called where a text says nothing of it."""

_CLAIMS = ("performed", "deemed", "counted")


def sheet(answer: Simulation) -> Sheet:
    """Return the figures of the year, the queues, and what became of each duty and property."""
    year = answer.year
    title = say("simulate.page", regime=answer.regime.name, year=year.year)
    about = {
        "scenario": year.scenario.label,
        "seed": year.seed,
        "reading": reading_words(year.law.reading),
    }
    draw = partial(backlog_chart, answer)
    described = say("backlog.one-year", scenario=year.scenario.label, seed=year.seed)
    chart = Chart("backlog", say("backlog.title"), described, draw, printed=True)
    own, mechanisms = duties.blocks(answer.regime, answer.duties), tuple(_mechanisms(answer))
    return Sheet(
        title,
        say("simulate.subtitle", **about) + first_of(answer),
        (
            Section("year", say("simulate.year"), tuple(_year(answer))),
            *answers(answer),
            *_measured(answer),
            Section("queues", say("simulate.queues"), _queues(answer, chart)),
            Section("duties", say("simulate.duties"), own, behind=True),
            Section("mechanisms", say("mechanisms.section"), mechanisms, behind=True),
        ),
        (answer.regime,),
    )


def _year(answer: Simulation) -> Iterator[Block]:
    yield _lead(answer)
    yield _assumed(answer)
    yield from presumed_note(answer.year.calendar.presumed)
    yield from assumed(answer.year.scenario, [answer.regime])


def _measured(answer: Simulation) -> Iterator[Section]:
    """Yield the section of the figures; nothing where there are none."""
    if blocks := tuple(_figured(answer)):
        yield Section("figures", say("simulate.figures"), blocks)


def _figured(answer: Simulation) -> Iterator[Block]:
    table = _figures(answer)
    if table.rows:
        yield table
    silent = [say(key) for about, key in _SILENT.items() if about not in answer.metrics.regulated]
    if silent:
        yield Paragraph(say("simulate.silent", about=say("simulate.and").join(silent)), "note")


def _queues(answer: Simulation, chart: Chart) -> tuple[Block, ...]:
    table = duties.departments(answer)
    return (chart,) if table is None else (table, chart)


def write(answer: Simulation, out: Path, lang: Lang) -> Path:
    """Write the page with its chart, the event log and the figures; return the page."""
    write_data(answer, folder(out))
    return write_page(sheet(answer), out, lang)


def _lead(answer: Simulation) -> Paragraph:
    """Say how long permits were without a supervisor, and how many duties were breached."""
    spans, breached = answer.metrics.unsupervised, sum(answer.breaches.values())
    words = say("simulate.lead-none")
    if "time-without-supervisor" not in answer.metrics.regulated:
        words = duties.lead(answer.regime, answer.duties)
    elif spans.begun:
        median = quantile(spans.working, spans.censored, 0.5)
        words = say("simulate.lead", count=spans.begun, days=_level(median), open=spans.censored)
    violated = duties.violations(answer.regime, answer.duties)
    words += say("simulate.lead-breaches", count=breached - violated)
    if helpless := sum(answer.helpless.values()):
        words += say("simulate.lead-helpless", count=helpless)
    if violated:
        words += say("simulate.lead-violated", count=violated)
    return Paragraph(words, "lead")


def _assumed(answer: Simulation) -> Paragraph:
    return Paragraph(say("simulate.assumed") + " " + answer.year.scenario.note, "note")


def _figures(answer: Simulation) -> Table:
    metrics = answer.metrics
    share, open_ = metrics.auto_claimed_share, str(metrics.unsupervised.censored)
    claims, supervision = "claim-latency", "time-without-supervisor"
    shown: list[tuple[Text, str, Cell]] = [
        (say("simulate.claims"), claims, _counts(metrics.claims, _CLAIMS)),
        (say("simulate.auto"), claims, _share(share)),
        (say("simulate.latency"), claims, _levels(metrics.claim, working=True)),
        (
            say("simulate.unsupervised-working"),
            supervision,
            _levels(metrics.unsupervised, working=True),
        ),
        (
            say("simulate.unsupervised-calendar"),
            supervision,
            _levels(metrics.unsupervised, working=False),
        ),
        (say("simulate.censored"), supervision, open_),
        (say("simulate.letters"), ANSWERS, _counts(metrics.letters, LETTERS)),
    ]
    rows: list[tuple[Cell, ...]] = [
        (label, figure) for label, about, figure in shown if about in metrics.regulated
    ]
    rows += [
        (_breached(answer, article), _breaches(answer, article))
        for article, count in answer.breaches.items()
        if count
    ]
    columns = (say("simulate.metric"), say("simulate.value"))
    return Table(say("simulate.figures"), columns, tuple(rows))


def _breached(answer: Simulation, article: str) -> Text:
    """Name the breaches of an article: of duties, or of what it only forbids."""
    broken = (rule for (rule, outcome), _ in answer.metrics.outcomes.items() if outcome in BREACHED)
    rules = [rule for rule in map(answer.regime.by_id.get, broken) if rule is not None]
    own = [rule for rule in rules if rule.article == article]
    forbidden = own and all(isinstance(rule, Prohibition) for rule in own)
    key = "simulate.violations" if forbidden else "simulate.breaches"
    return say(key, article=article_label(article))


def _breaches(answer: Simulation, article: str) -> Cell:
    """Say how often duties of an article were breached, and of these which nobody could keep."""
    count, helpless = answer.breaches[article], answer.helpless.get(article, 0)
    return say("simulate.of-which", count=count, helpless=helpless) if helpless else str(count)


def _counts(counts: dict[str, int], ways: tuple[str, ...]) -> str:
    return " / ".join(str(counts.get(way, 0)) for way in ways)


def _share(share: float | None) -> Cell:
    return say("simulate.nothing") if share is None else f"{share:.1%}"


def _levels(spans: Spans, working: bool) -> Cell:
    if not spans.begun:
        return say("simulate.nothing")
    ended = spans.working if working else spans.calendar
    levels = (quantile(ended, spans.censored, level) for level in (0.5, 0.9, 1.0))
    return plain(" / ").join(map(_level, levels))


def _level(days: float) -> Text:
    """Say a quantile, that it falls on what was still open where it does."""
    return plain(f"{days:.2f}") if isfinite(days) else say("mechanisms.never")


def _mechanisms(answer: Simulation) -> Iterator[Block]:
    """What became of each property that was triggered, and how many the text leaves unregulated."""
    labels = library.questions([answer.regime])
    triggered = [row for row in answer.metrics.mechanisms.to_dicts() if row["triggered"]]
    regulated = [row for row in triggered if _is_of_the_text(answer, row)]
    rows = tuple(
        (
            answer.regime.question(labels[row["property"]]).label,
            str(row["triggered"]),
            *_outcome(row),
        )
        for row in regulated
    )
    columns = (
        say("mechanisms.property"),
        say("mechanisms.triggered"),
        say("mechanisms.answered"),
        say("mechanisms.open"),
        say("mechanisms.delay"),
    )
    if rows:
        yield Table(say("mechanisms.title"), columns, rows, figures=True)
    if silent := len(triggered) - len(regulated):
        yield Paragraph(say("mechanisms.silent", count=silent), "note")


def _is_of_the_text(answer: Simulation, row: dict[str, Any]) -> bool:
    """Whether the text has anything on a property: what only the world brings about is not its."""
    asked = answer.regime.question(library.questions([answer.regime])[row["property"]])
    return bool(row["regulated"]) or (
        is_regulated(row) and asked.response in answer.regime.mentioned
    )


def _outcome(row: dict[str, Any]) -> tuple[Cell, ...]:
    """Say how many were answered, how many not, and how soon."""
    values = (row[column] for column in ("median", "p90", "max"))
    said = (say("mechanisms.never") if value is None else f"{value:.1f}" for value in values)
    return str(row["answered"]), str(row["open"]), plain(" / ").join(said)
