"""The verdicts of a comparison as tables: all at a glance, and each guarantee in full."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from experiments.compare.ask import Comparison, RegimeResult
from experiments.show.marks import (
    Mark,
    articles,
    asked,
    bound_text,
    closed,
    days,
    headline,
    mark_of,
    readings,
    regulates,
    short,
    sign,
    terms,
    tiers,
)
from experiments.show.runs import assumed
from model.deadline import STRICT, Reading
from model.language import NOTHING, Text, say, written
from model.property import Property
from verify.verdict import Assume, Verdict

Where = tuple[str, str, Assume, Reading]
"""Regime, property, assumption and reading of a verdict."""


def where(verdict: Verdict) -> Where:
    """Return what a verdict is about."""
    return (verdict.regime.id, verdict.property.id, verdict.assume, verdict.reading)


@dataclass(frozen=True, slots=True)
class Glance:
    """A verdict in a sign and a figure.

    Attributes
    ----------
    spoken
        The verdict in words, for those who do not see the sign.
    assumed
        The bound once open limits have a value, where that changes the answer.
    anchor
        Where its counterexample is; empty without one.
    """

    mark: Mark
    sign: str
    words: str
    spoken: str
    assumed: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Line:
    """One guarantee at a glance: for each regime both assumptions, or one word if it is silent."""

    anchor: str
    property: str
    cells: tuple[tuple[Glance, ...], ...]


@dataclass(frozen=True, slots=True)
class Tier:
    """The guarantees that are regulated by as many of the regimes; a heading only among several."""

    heading: str
    lines: tuple[Line, ...]


def overview(comparison: Comparison, anchors: Mapping[Where, str]) -> list[Tier]:
    """Return the guarantees that some regime regulates, those that more do first."""
    groups = [(tier, props) for tier, props in tiers(comparison).items() if tier != "none"]
    several = sum(bool(props) for _, props in groups) > 1
    return [
        Tier(
            say(f"report.tier.{tier}", count=len(props)) if several else NOTHING,
            tuple(_line(comparison, prop, anchors) for prop in props),
        )
        for tier, props in groups
        if props
    ]


def anchor_of(prop: Property) -> Text:
    """Return where a guarantee stands in full."""
    return f"guarantee-{lang}-{prop.id}"


def _line(comparison: Comparison, prop: Property, anchors: Mapping[Where, str]) -> Line:
    cells = tuple(
        tuple(_glances(comparison, result, prop, anchors)) for result in comparison.results
    )
    return Line(anchor_of(prop), prop.label, cells)


def _glances(
    comparison: Comparison,
    result: RegimeResult,
    prop: Property,
    anchors: Mapping[Where, str],
) -> Iterator[Glance]:
    chosen = comparison.question.reading
    for assume in Assume if regulates(result, prop) else [Assume.EVERYONE]:
        verdict = result.verdict(prop.id, assume, STRICT)
        other = result.verdict(prop.id, assume, chosen)
        mark, spoken = mark_of(verdict), headline(verdict)
        words = spoken if mark is Mark.VACUOUS else short(verdict)
        then = short(other) if short(other) != short(verdict) else NOTHING
        if then and mark_of(other) is not Mark.ASSUMED:
            then = written("{} {}", sign(other), then)
        anchor = anchors.get(where(verdict), "")
        yield Glance(mark, sign(verdict), words, NOTHING if words else spoken, then, anchor)


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
    """One assumption and reading of a guarantee, a cell for each regime that regulates it."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Guarantee:
    """One guarantee in full: what it asks, and all its verdicts in words."""

    anchor: str
    property: str
    asked: str
    names: tuple[str, ...]
    rows: tuple[Row, ...]


def guarantees(comparison: Comparison, anchors: Mapping[Where, str]) -> list[Guarantee]:
    """Return every guarantee that some regime regulates, in the order of :func:`overview`."""
    groups = [props for tier, props in tiers(comparison).items() if tier != "none"]
    return [_guarantee(comparison, prop, anchors) for props in groups for prop in props]


def _guarantee(comparison: Comparison, prop: Property, anchors: Mapping[Where, str]) -> Guarantee:
    chosen, results = comparison.question.reading, comparison.results
    speaking = [one for one in results if regulates(one, prop)]
    rows = []
    for assume in Assume:
        for reading in readings(comparison):
            cells = [
                _cell(one, one.verdict(prop.id, assume, reading), chosen, anchors)
                for one in speaking
            ]
            rows.append(Row(view_words(assume, reading), tuple(cells)))
    return Guarantee(
        anchor_of(prop),
        prop.label,
        asked(results[0].regime, prop),
        tuple(one.regime.name for one in speaking),
        tuple(rows),
    )


def view_words(assume: Assume, reading: Reading) -> Text:
    """Name an assumption with a reading."""
    if reading.open_days is None:
        read = say("report.matrix.strict")
    else:
        read = say("report.matrix.reading", days=days(reading.open_days))
    return say("report.matrix.row", assume=say(f"assume.{assume}"), reading=read)


def _cell(
    result: RegimeResult,
    verdict: Verdict,
    reading: Reading,
    anchors: Mapping[Where, str],
) -> Cell:
    mark, cited = mark_of(verdict), articles(verdict)
    if cited:
        key = "articles" if mark in (Mark.PROVED, Mark.ASSUMED) else "behind"
        cited = say(f"report.matrix.{key}", articles=cited)
    except_ = assumed(verdict) if verdict.exempt else NOTHING
    told = say("chart.semicolon").join(filter(None, (cited, except_)))
    words = _words(result, verdict, reading)
    return Cell(mark, sign(verdict), words, told, anchors.get(where(verdict), ""))


def _words(result: RegimeResult, verdict: Verdict, reading: Reading) -> Text:
    match mark_of(verdict):
        case Mark.PROVED | Mark.ASSUMED as mark:
            return say(f"report.matrix.{mark}", bound=bound_text(verdict))
        case Mark.OPEN:
            known = closed(result, verdict, reading)
            key = "open-known" if known and known.constant is not None else "open"
            return say(f"report.matrix.{key}", terms=terms(known or verdict))
        case Mark.VACUOUS if verdict.reason == "reason.trigger-unreachable":
            return say("report.matrix.unreachable")
        case mark:
            return say(f"report.matrix.{mark}")
