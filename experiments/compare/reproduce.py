"""What it takes to make a comparison again: the command, the versions, the texts and readings."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator
from importlib import metadata

from experiments.compare.ask import Comparison
from experiments.show.blocks import Block, Bullets, Cell, Code, Fold, Marked, Paragraph, Table
from experiments.show.marks import reading_words
from model.deadline import Counting
from model.language import NOTHING, say, written
from model.ledger import article_label
from model.regime import Document, Regime

_DISTRIBUTIONS = ("shenguan", "z3-solver", "simpy")
_COUNTING = {
    Counting.EXCLUDE_FIRST_DAY: "report.reproduce.exclude-first-day",
    Counting.INCLUDE_FIRST_DAY: "report.reproduce.include-first-day",
}


def reproduce(comparison: Comparison, command: str) -> Iterator[Block]:
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


def without_folders(command: str) -> str:
    """Return a command with the folders of absolute paths left out.

    >>> without_folders("shenguan compare jinan /home/me/our.yaml --out=/tmp/x")
    'shenguan compare jinan our.yaml --out=x'
    """
    return re.sub(r"(?<![\w.~])(?:~|[A-Za-z]:)?[/\\](?:[^\s'\"=]*[/\\])?", "", command)
