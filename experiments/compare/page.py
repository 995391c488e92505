"""The report: one HTML page in both languages that needs nothing but itself."""

from __future__ import annotations

import platform
import re
from collections.abc import Mapping, Sequence
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any

from experiments.audit.page import found, heat
from experiments.compare.ask import Comparison
from experiments.compare.counterexamples import counterexamples
from experiments.compare.dates import calendar_rows
from experiments.compare.figures import figures
from experiments.compare.matrix_table import guarantees, overview
from experiments.compare.standing import groups, sentences, tally
from experiments.coverage.page import accounts, ledger_counts
from experiments.show import fonts
from experiments.show.blocks import Section, laid_out
from experiments.show.drawing import Drawings
from experiments.show.files import write
from experiments.show.inline import Inline, glyphs, inline
from experiments.show.marks import SIGNS, Mark, exempted, reading_words, unregulated
from experiments.show.page import FONTS, embedded, environment
from model.language import LANGS, Lang, Text, say, written
from model.ledger import article_label
from model.regime import Regime
from verify.audit.finding import Finding

_NONE: Mapping[Lang, Sequence[Section]] = dict.fromkeys(LANGS, ())
_DISTRIBUTIONS = ("shenguan", "z3-solver", "simpy")
_ELSEWHERE = {"deadlines": "coverage"}  # charts that stand in another section than the charts'


def write_report(
    comparison: Comparison,
    folder: Path,
    command: str,
    drawn: Drawings,
    findings: Sequence[Finding] = (),
    sections: Mapping[Lang, Sequence[Section]] = _NONE,
) -> Path:
    """Write ``index.html`` and return its path; a file is whole or not there.

    Parameters
    ----------
    lang
        The language that the page shows first; it holds both.
    command
        The command that made the comparison. Folders are left out of its paths, so that the
        page says nothing about the machine.
    drawn
        The charts of the comparison.
    findings
        What an audit found about its regimes; without any, the page has no section about it.
    sections
        What further analyses have to show, in each language; their charts are among ``drawn``.
    """
    text = page(comparison, command, drawn, findings, sections)
    return write(folder / "index.html", text.encode())


def page(
    comparison: Comparison,
    command: str,
    drawn: Drawings,
    findings: Sequence[Finding] = (),
    sections: Mapping[Lang, Sequence[Section]] = _NONE,
) -> Text:
    """Return the page as text; the same comparison gives the same text."""
    letters = glyphs(drawn)
    views = [
        {
            **_view(comparison, one, command, list(inline(drawn, one, letters)), findings),
            "depth": laid_out(sections[one], one, drawn, letters),
        }
        for one in sorted(LANGS, key=lambda one: one != lang)
    ]
    text = (
        environment()
        .get_template("compare/page.html.jinja")
        .render(views=views, glyphs=letters.sheet, family=fonts.PAGE_FAMILY, fonts=FONTS)
    )
    return embedded(text)


def _view(
    comparison: Comparison,
    command: str,
    charts: Sequence[Inline],
    findings: Sequence[Finding],
) -> dict[str, Any]:
    """Return all that the template shows in one language."""
    question = comparison.question
    shown, anchors = counterexamples(comparison)
    return {
        "lang": lang,
        "t": partial(_text),
        "names": [one.regime.name for one in comparison.results],
        "question": question,
        "sentences": sentences(comparison),
        "tally": tally(comparison),
        "groups": groups(comparison),
        "found": found(findings, comparison) if findings else [],
        "heat": heat(findings, comparison),
        "signs": [(mark, SIGNS[mark]) for mark in Mark],
        "tiers": overview(comparison, anchors),
        "unregulated": unregulated(comparison),
        "exempted": exempted(comparison),
        "guarantees": guarantees(comparison, anchors),
        "charts": [chart for chart in charts if chart.name not in _ELSEWHERE],
        "elsewhere": {_ELSEWHERE.get(chart.name, ""): chart for chart in charts},
        "counterexamples": shown,
        "figures": figures(comparison),
        "calendar": calendar_rows(comparison),
        "coverage": ledger_counts(comparison),
        "accounts": accounts(comparison),
        "facts": _facts(comparison, command),
        "sources": comparison.results,
        "readings": [(one.regime, _readings(one.regime)) for one in comparison.results],
    }


def _text(key: str, **values: object) -> Text:
    return say(key, **values)


def _facts(comparison: Comparison, command: str) -> list[tuple[Text, Text]]:
    """Return what it takes to make the comparison again."""
    question = comparison.question
    versions = [f"{name} {metadata.version(name)}" for name in _DISTRIBUTIONS]
    versions.append(f"Python {platform.python_version()}")
    facts = {
        "command": without_folders(command),
        "seed": str(question.seed),
        "year": str(question.year),
        "scenario": written("{} ({})", question.scenario.label, question.scenario.id),
        "reading": reading_words(question.reading),
        "versions": ", ".join(versions),
    }
    return [(say(f"report.reproduce.{key}"), value) for key, value in facts.items()]


def without_folders(command: str) -> str:
    """Return a command with the folders of absolute paths left out.

    >>> without_folders("shenguan compare jinan /home/me/our.yaml --out=/tmp/x")
    'shenguan compare jinan our.yaml --out=x'
    """
    return re.sub(r"(?<![\w.~])(?:~|[A-Za-z]:)?[/\\](?:[^\s'\"=]*[/\\])?", "", command)


def _readings(regime: Regime) -> list[tuple[Text, Text]]:
    return [
        (article_label(rule.article), rule.reading)
        for rule in (*regime.rules, *regime.sanctions)
        if rule.reading is not None
    ]
