"""All verdicts of a comparison in one table: whole for a terminal, a view at a time for a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from experiments.compare.ask import Comparison, RegimeResult
from experiments.compare.scope import Where, anchor, headed, readings, regulates, where
from experiments.show.blocks import Cell, Group, Marked, Switch, Table, Varied, Views
from experiments.show.left_out import marked
from experiments.show.marks import Mark, headline, mark_of, short, sign
from experiments.show.readings import hinge_cell, of_verdict
from experiments.show.runs import assumption
from model.deadline import STRICT, Reading
from model.language import NOTHING, Text, plain, say, written
from model.property import Property
from verify.verdict import Assume, Verdict

HINGING = "‡"
"""Stands beside an answer that hinges on how a clause is read."""

_BREAK = Text("\n", "\n")


def glance(comparison: Comparison, anchors: Mapping[Where, str]) -> Table:
    """Return a row for each guarantee that some regime regulates, those that more do first."""
    caption = say("report.matrix.caption")
    if comparison.question.reading != STRICT:
        caption += say("report.matrix.second", theta=comparison.question.reading)
    rows: list[tuple[Cell, ...] | Group] = []
    for heading, props in headed(comparison):
        rows += [Group(heading)] if heading else []
        rows += [_row(comparison, prop, anchors) for prop in props]
    names = (Marked("", result.regime.name, span=2) for result in comparison.results)
    columns: tuple[Cell, ...] = (say("report.matrix.property"), *names)
    return Table(caption, columns, tuple(rows), figures=True, views=views(comparison, anchors))


def _row(comparison: Comparison, prop: Property, anchors: Mapping[Where, str]) -> tuple[Cell, ...]:
    cells = [
        cell
        for result in comparison.results
        for cell in _glances(comparison, result, prop, anchors)
    ]
    return (Marked("", prop.label, link=anchor(prop)), *cells)


def _glances(
    comparison: Comparison, result: RegimeResult, prop: Property, anchors: Mapping[Where, str]
) -> Iterator[Marked]:
    """Yield a cell for either assumption, or one for both where the regime is silent."""
    if not regulates(result, prop):
        verdict = result.verdict(prop.id, Assume.EVERYONE, STRICT)
        yield Marked(Mark.VACUOUS, headline(verdict), span=2)
        return
    for assume in Assume:
        verdict = result.verdict(prop.id, assume, STRICT)
        mark = mark_of(verdict)
        words = headline(verdict) if mark is Mark.VACUOUS else short(verdict)
        words = marked(words, result.apart(verdict))
        chosen = result.verdict(prop.id, assume, comparison.question.reading)
        known = then(verdict, chosen)
        known = marked(known, result.apart(chosen)) if known else known
        otherwise = hinge_cell(of_verdict(result.hinges, verdict))
        small = _BREAK.join(filter(None, (known, otherwise)))
        link = anchors.get(where(verdict), "")
        yield Marked(mark, words, sign=sign(verdict), small=small, link=link)


def then(verdict: Verdict, other: Verdict) -> Text:
    """Say the bound once open limits have a value, where that changes the answer."""
    words = short(other)
    if words == short(verdict):
        return NOTHING
    return written("{} {}", sign(other), words) if mark_of(other) is not Mark.ASSUMED else words


def views(comparison: Comparison, anchors: Mapping[Where, str]) -> Views:
    """Return the table for a page: who obeys, and how open limits are read, are switches."""
    switches = [Switch(say("report.matrix.who"), tuple(map(assumption, Assume)))]
    if len(readings(comparison)) > 1:
        options = tuple(map(_read_briefly, readings(comparison)))
        switches.append(Switch(say("report.matrix.open-limits"), options))
    rows: list[tuple[Marked, tuple[Varied, ...]] | Group] = []
    for heading, props in headed(comparison):
        rows += [Group(heading)] if heading else []
        rows += [_views_of(comparison, prop, anchors) for prop in props]
    names = (result.regime.name for result in comparison.results)
    return Views(
        say("report.matrix.views"),
        tuple(switches),
        (say("report.matrix.property"), *names),
        tuple(rows),
        say("report.matrix.pick"),
    )


def _read_briefly(reading: Reading) -> Text:
    if reading.open_days is None:
        return say("report.matrix.left-open")
    return say("report.matrix.taken-as", theta=reading)


def _views_of(
    comparison: Comparison, prop: Property, anchors: Mapping[Where, str]
) -> tuple[Marked, tuple[Varied, ...]]:
    cells = (_varied(comparison, result, prop, anchors) for result in comparison.results)
    return Marked("", prop.label, link=anchor(prop)), tuple(cells)


def _varied(
    comparison: Comparison, result: RegimeResult, prop: Property, anchors: Mapping[Where, str]
) -> Varied:
    """Return the cell of a regime in every view; one where the views are alike."""
    if not regulates(result, prop):
        verdict = result.verdict(prop.id, Assume.EVERYONE, STRICT)
        return (Marked(Mark.VACUOUS, headline(verdict)),)
    every = tuple(
        _view(result, result.verdict(prop.id, assume, reading), anchors)
        for assume in Assume
        for reading in readings(comparison)
    )
    return every[:1] if len(set(every)) == 1 else every


def _view(result: RegimeResult, verdict: Verdict, anchors: Mapping[Where, str]) -> Marked:
    mark = mark_of(verdict)
    words = headline(verdict) if mark is Mark.VACUOUS else short(verdict)
    words = marked(words, result.apart(verdict))
    if of_verdict(result.hinges, verdict):
        words = written("{}\u00a0{}", words, plain(HINGING)) if words else plain(HINGING)
    return Marked(mark, words, sign=sign(verdict), link=anchors.get(where(verdict), ""))
