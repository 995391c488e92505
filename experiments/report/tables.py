"""The verdicts of a comparison as the rows of tables, in words of one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from experiments.comparison import Comparison, RegimeResult
from experiments.marks import (
    SIGNS,
    Mark,
    articles,
    bound_text,
    closed,
    days,
    mark_of,
    readings,
    terms,
)
from model.calendar import CoverageError
from model.deadline import Reading
from model.language import Lang, say
from model.property import Property
from verify.verdict import Assume, Verdict

Where = tuple[str, str, Assume, Reading]
"""Regime, property, assumption and reading of a verdict."""


def where(verdict: Verdict) -> Where:
    """Return what a verdict is about."""
    return (verdict.regime.id, verdict.property.id, verdict.assume, verdict.reading)


@dataclass(frozen=True, slots=True)
class Cell:
    """One verdict in words; ``anchor`` leads to its counterexample and is empty without one."""

    mark: Mark
    sign: str
    words: str
    articles: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Row:
    """One assumption and reading; ``property`` heads the first of its rows, else is empty."""

    property: str
    span: int
    label: str
    cells: tuple[Cell, ...]


def verdict_rows(comparison: Comparison, lang: Lang, anchors: Mapping[Where, str]) -> list[Row]:
    """Return the verdict matrix: for each guarantee a row for each assumption and reading."""
    rows = []
    views = [(assume, reading) for assume in Assume for reading in readings(comparison)]
    for prop in comparison.question.properties:
        for place, (assume, reading) in enumerate(views):
            verdicts = [one.verdict(prop.id, assume, reading) for one in comparison.results]
            cells = tuple(
                _cell(result, verdict, comparison.question.reading, lang, anchors)
                for result, verdict in zip(comparison.results, verdicts, strict=True)
            )
            head = "" if place else prop.label.in_(lang)
            rows.append(Row(head, len(views), view_words(assume, reading, lang), cells))
    return rows


def view_words(assume: Assume, reading: Reading, lang: Lang) -> str:
    """Name an assumption with a reading."""
    if reading.open_days is None:
        read = say("report.matrix.strict", lang)
    else:
        read = say("report.matrix.reading", lang, days=days(reading.open_days, lang))
    return say("report.matrix.row", lang, assume=say(f"assume.{assume}", lang), reading=read)


def _cell(
    result: RegimeResult,
    verdict: Verdict,
    reading: Reading,
    lang: Lang,
    anchors: Mapping[Where, str],
) -> Cell:
    mark, cited = mark_of(verdict), articles(verdict, lang)
    if cited:
        key = "articles" if mark in (Mark.PROVED, Mark.ASSUMED) else "behind"
        cited = say(f"report.matrix.{key}", lang, articles=cited)
    words = _words(result, verdict, reading, lang)
    return Cell(mark, SIGNS[mark], words, cited, anchors.get(where(verdict), ""))


def _words(result: RegimeResult, verdict: Verdict, reading: Reading, lang: Lang) -> str:
    match mark_of(verdict):
        case Mark.PROVED | Mark.ASSUMED as mark:
            return say(f"report.matrix.{mark}", lang, bound=bound_text(verdict, lang))
        case Mark.OPEN:
            known = closed(result, verdict, reading)
            key = "open-known" if known and known.constant is not None else "open"
            return say(f"report.matrix.{key}", lang, terms=terms(known or verdict, lang))
        case Mark.VACUOUS if verdict.reason == "reason.trigger-unreachable":
            return say("report.matrix.unreachable", lang)
        case mark:
            return say(f"report.matrix.{mark}", lang)


@dataclass(frozen=True, slots=True)
class Span:
    """What a bound comes to in calendar days at worst, and which guarantees have that bound."""

    bound: str
    days: str
    start: str
    end: str
    guarantees: tuple[str, ...]


def calendar_rows(comparison: Comparison, lang: Lang) -> list[Span]:
    """Return each proved bound, everyone obeying, in calendar days of the year; shortest first.

    Bounds that rest on open limits are taken at the chosen reading and marked with θ.
    """
    found: dict[int, dict[Property, list[str]]] = {}
    for prop in comparison.question.properties:
        for result in comparison.results:
            verdict = result.verdict(prop.id, Assume.EVERYONE, comparison.question.reading)
            mark = mark_of(verdict)
            if mark in (Mark.PROVED, Mark.ASSUMED) and verdict.bound is not None:
                theta = " θ" if mark is Mark.ASSUMED else ""
                named = found.setdefault(verdict.bound, {}).setdefault(prop, [])
                named.append(result.regime.name.in_(lang) + theta)
    return [_span(comparison, bound, found[bound], lang) for bound in sorted(found)]


def _span(
    comparison: Comparison, bound: int, guarantees: Mapping[Property, list[str]], lang: Lang
) -> Span:
    joint = say("chart.and", lang)
    named = tuple(
        say("report.guarantee", lang, property=prop.label, regimes=joint.join(regimes))
        for prop, regimes in guarantees.items()
    )
    if bound == 0:
        return Span(days(0, lang), "0", "—", "—", named)
    try:
        worst = comparison.question.calendar.worst(bound, [comparison.question.year])
    except CoverageError:
        return Span(days(bound, lang), say("report.calendar.uncovered", lang), "—", "—", named)
    dates = (str(worst.start), str(worst.end))
    return Span(days(bound, lang), str(worst.calendar_days), *dates, named)
