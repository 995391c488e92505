"""The layout of a comparison: the answer and the verdicts, and then everything behind them."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from importlib import metadata
from pathlib import Path

from experiments.audit import page as audit
from experiments.bounds import page as bounds
from experiments.compare import above
from experiments.compare.ask import Comparison
from experiments.compare.bound_lines import bound_lines
from experiments.compare.breaches import breaches
from experiments.compare.claims import claims
from experiments.compare.counterexamples import counterexamples
from experiments.compare.data import write_data
from experiments.compare.dates import dates
from experiments.compare.figures import figures
from experiments.compare.first import answers
from experiments.compare.matrix import matrix
from experiments.compare.standing import groups, tally
from experiments.compare.unsupervised import unsupervised
from experiments.compare.verdicts import verdicts
from experiments.coverage import page as coverage
from experiments.diff import order_page as diff
from experiments.show.assumed import assumed
from experiments.show.blocks import (
    Block,
    Bullets,
    Cell,
    Chart,
    Code,
    Fold,
    Marked,
    Paragraph,
    Section,
    Sheet,
    Table,
)
from experiments.show.files import folder
from experiments.show.marks import reading_words
from experiments.show.page import write_page
from experiments.show.presumed import presumed_note
from experiments.simulate import duties
from experiments.trust import page as trust
from model.deadline import Counting
from model.language import NOTHING, Lang, say, written
from model.ledger import article_label
from model.regime import Document, Regime

_DISTRIBUTIONS = ("shenguan", "z3-solver", "simpy")
_COUNTING = {
    Counting.EXCLUDE_FIRST_DAY: "report.reproduce.exclude-first-day",
    Counting.INCLUDE_FIRST_DAY: "report.reproduce.include-first-day",
}
_ABOUT = {"unsupervised": "time-without-supervisor", "claims": "claim-latency"}
"""What a chart is about that a text may not regulate."""
_AT_ONCE = ("answer", "matrix", "above")  # the sections that a terminal shows without being asked


def sheet(comparison: Comparison, command: str) -> Sheet:
    """Return everything that a comparison has to show.

    Parameters
    ----------
    command
        The command that made it. Folders are left out of its paths, so that the sheet says
        nothing about the machine.
    """
    question = comparison.question
    names = say("chart.and").join(result.regime.name for result in comparison.results)
    subtitle = say(
        "report.subtitle", regimes=names, year=question.year, scenario=question.scenario.label
    )
    return Sheet(say("report.title"), subtitle, tuple(_sections(comparison, command)))


def write(comparison: Comparison, command: str, out: Path, lang: Lang) -> Path:
    """Write the report, and all that it is about as files; return the report."""
    write_data(comparison, folder(out), lang)
    return write_page(sheet(comparison, command), out, lang)


def in_short(whole: Sheet) -> Sheet:
    """Return a sheet with each section after the verdicts as one line that unfolds.

    >>> from model.language import plain
    >>> text = Paragraph(plain("n = 1"))
    >>> sections = (Section("answer", plain("A"), (text,)), Section("limits", plain("L"), (text,)))
    >>> answer, rest = in_short(Sheet(plain("T"), plain("S"), sections)).sections
    >>> rest.blocks[0].summary.en
    'L'
    """
    first = [section for section in whole.sections if section.id in _AT_ONCE]
    rest = tuple(
        Fold(section.title, section.blocks)
        for section in whole.sections
        if section.id not in _AT_ONCE
    )
    return replace(whole, sections=(*first, Section("more", say("report.section.more"), rest)))


def _sections(comparison: Comparison, command: str) -> Iterator[Section]:
    runs, anchors = counterexamples(comparison)
    yield Section("answer", say("report.section.answer"), tuple(_answer(comparison)))
    yield Section("matrix", say("report.section.matrix"), tuple(verdicts(comparison, anchors)))
    yield from above.section(comparison)
    if any(result.findings for result in comparison.results):
        yield from audit.sections(comparison.audits)
    yield Section("charts", say("report.section.charts"), _charts(comparison))
    yield Section("counterexamples", say("report.section.counterexamples"), tuple(runs))
    yield from _depth(comparison)
    yield Section("figures", say("report.section.figures"), tuple(_figures(comparison)))
    yield Section("calendar", say("report.section.calendar"), tuple(dates(comparison)))
    yield from coverage.sections(comparison.coverages)
    yield Section("reproduce", say("report.section.reproduce"), (*_reproduce(comparison, command),))
    yield Section("limits", say("report.section.limits"), (_limits(),))


def _answer(comparison: Comparison) -> Iterator[Block]:
    yield from answers(comparison)
    yield from presumed_note(comparison.question.watched.presumed)
    yield tally(comparison)
    yield from groups(comparison)


def _charts(comparison: Comparison) -> tuple[Chart, ...]:
    """The charts, without those about what none of the texts regulates."""
    known = {about for result in comparison.results for about in result.metrics.regulated}
    return tuple(
        chart
        for chart in _every_chart(comparison)
        if chart.name not in _ABOUT or _ABOUT[chart.name] in known
    )


def _every_chart(comparison: Comparison) -> tuple[Chart, ...]:
    return (
        Chart(
            "matrix",
            say("chart.matrix.title"),
            say("chart.matrix.note"),
            partial(matrix, comparison),
        ),
        Chart(
            "bounds",
            say("chart.bounds.title"),
            say("chart.bounds.note"),
            partial(bound_lines, comparison),
        ),
        Chart(
            "unsupervised",
            say("chart.unsupervised.title"),
            say("chart.unsupervised.note"),
            partial(unsupervised, comparison),
        ),
        Chart(
            "claims",
            say("chart.claims.title"),
            say("chart.claims.note"),
            partial(claims, comparison),
        ),
        Chart(
            "breaches",
            say("chart.breaches.title"),
            say("chart.breaches.note"),
            partial(breaches, comparison),
        ),
    )


def _depth(comparison: Comparison) -> Iterator[Section]:
    """Yield what further analyses say: trust sets, bounds for all values, and an order."""
    results = comparison.results
    dependences = [each for result in results for each in result.dependences]
    if dependences:
        yield trust.section(dependences, [each for result in results for each in result.breaks])
    if any(result.bounds for result in results):
        yield bounds.section(comparison.bounds)
    if len(results) > 1:
        yield from diff.sections(comparison.orders)


def _figures(comparison: Comparison) -> Iterator[Block]:
    note = comparison.question.scenario.note
    yield Paragraph(written("{} {}", note, say("report.figures.assumed")))
    yield from assumed(comparison.assumed, [result.regime for result in comparison.results])
    yield figures(comparison)
    yield Paragraph(say("report.figures.note"), "note")
    for result in comparison.results:
        if told := duties.blocks(result.regime, result.duties):
            yield Fold(say("report.figures.duties", regime=result.regime.name), told)


def _reproduce(comparison: Comparison, command: str) -> Iterator[Block]:
    """Yield what it takes to make the comparison again."""
    question = comparison.question
    versions = [f"{name} {metadata.version(name)}" for name in _DISTRIBUTIONS]
    facts: tuple[tuple[Cell, Cell], ...] = (
        (say("report.reproduce.seed"), str(question.seed)),
        (say("report.reproduce.replications"), str(question.replications)),
        (say("report.reproduce.year"), str(question.year)),
        (
            say("report.reproduce.scenario"),
            written("{} ({})", question.scenario.label, question.scenario.id),
        ),
        (say("report.reproduce.reading"), reading_words(question.reading)),
        (
            say("report.reproduce.versions"),
            ", ".join([*versions, f"Python {platform.python_version()}"]),
        ),
    )
    yield Code(without_folders(command))
    yield Table(
        say("report.reproduce.facts"),
        (say("report.reproduce.fact"), say("report.reproduce.value")),
        facts,
    )
    yield _sources(comparison)
    readings = tuple(block for result in comparison.results for block in _readings(result.regime))
    yield Fold(say("report.reproduce.readings"), readings)


def _sources(comparison: Comparison) -> Table:
    columns = (
        say("report.reproduce.regime"),
        say("report.reproduce.document"),
        say("report.reproduce.counting"),
        say("report.reproduce.file"),
        say("report.reproduce.digest"),
    )
    rows = tuple(
        (
            regime.name,
            _document(regime.document),
            say(_COUNTING[regime.counting]),
            regime.source,
            regime.digest,
        )
        for regime in (result.regime for result in comparison.results)
    )
    return Table(say("report.reproduce.caption"), columns, rows)


def _document(document: Document) -> Marked:
    title = document.title + (f" {document.number}" if document.number else "")
    return Marked("", title, small=document.note or NOTHING)


def _readings(regime: Regime) -> Iterator[Block]:
    """Yield how the articles of a regime were read where their text does not settle it."""
    lines = tuple(
        article_label(rule.article) + say("report.colon") + rule.reading
        for rule in (*regime.rules, *regime.sanctions)
        if rule.reading is not None
    )
    if lines:
        yield Paragraph(regime.name, "heading")
        yield Bullets(lines)


def _limits() -> Bullets:
    return Bullets(
        (
            say("report.limits.one-case"),
            say("report.limits.obedience"),
            say("report.limits.readings"),
            say("report.limits.scope"),
            say("report.limits.simulation"),
            say("report.limits.vacuous"),
        )
    )


def without_folders(command: str) -> str:
    """Return a command with the folders of absolute paths left out.

    >>> without_folders("shenguan compare jinan /home/me/our.yaml --out=/tmp/x")
    'shenguan compare jinan our.yaml --out=x'
    """
    return re.sub(r"(?<![\w.~])(?:~|[A-Za-z]:)?[/\\](?:[^\s'\"=]*[/\\])?", "", command)
