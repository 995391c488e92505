"""The figures of the simulated year as a table, regimes side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from experiments.compare.ask import Comparison
from experiments.compare.breaches import duties
from experiments.compare.claims import claims_of
from experiments.compare.standing import average
from experiments.measures.metrics import ANSWERS, Metrics
from experiments.measures.spans import Spans, quantile
from experiments.show.blocks import Cell, Group, Table
from model.language import say

_NONE = "—"
_Known = list[Spans | None]
"""Spans by regime; ``None`` of one that does not regulate them."""

_Rows = Iterator[tuple[Cell, ...] | Group]

_CLAIMS = {
    "performed": "report.figures.performed",
    "deemed": "report.figures.deemed",
    "counted": "report.figures.counted",
}
_LETTERS = {
    "performed": "report.figures.letters-performed",
    "deemed": "report.figures.letters-deemed",
    "consented": "report.figures.letters-consented",
    "open": "report.figures.letters-open",
    "unregulated": "report.figures.letters-unregulated",
}


def figures(comparison: Comparison) -> Table:
    """Return the figures of the year by group."""
    question = comparison.question
    caption = say(
        "report.figures.caption",
        scenario=question.scenario.label,
        year=question.year,
        seed=question.seed,
    )
    names = (result.regime.name for result in comparison.results)
    rows = (
        *_unsupervised(comparison),
        *_attention(comparison),
        *_counts(comparison),
        *_duties(comparison),
        *_utilisation(comparison),
    )
    return Table(caption, (say("report.figures.figure"), *names), rows, figures=True)


def _unsupervised(comparison: Comparison) -> _Rows:
    spans = [_known(result.metrics, "time-without-supervisor") for result in comparison.results]
    if not any(spans):
        return
    yield Group(say("report.figures.group-unsupervised"))
    yield _of_spans("report.figures.begun", spans, lambda times: f"{times.begun:,}")
    yield _of_spans("report.figures.censored", spans, lambda times: f"{times.censored:,}")
    yield _of_spans("report.figures.mean", spans, _mean)
    yield from _quantiles(spans)


def _attention(comparison: Comparison) -> _Rows:
    spans = [_known(result.metrics, "time-to-attention") for result in comparison.results]
    if not any(spans):
        return
    yield Group(say("report.figures.group-attention"))
    yield _of_spans("report.figures.begun", spans, lambda times: f"{times.begun:,}")
    yield _of_spans("report.figures.unattended", spans, lambda times: f"{times.censored:,}")
    yield from _quantiles(spans)


def _known(metrics: Metrics, span: str) -> Spans | None:
    """Return the spans of a kind; ``None`` where the text does not regulate them."""
    of = {"time-without-supervisor": metrics.unsupervised, "time-to-attention": metrics.attention}
    return of[span] if span in metrics.regulated else None


def _of_spans(key: str, spans: _Known, figure: Callable[[Spans], str]) -> tuple[Cell, ...]:
    def cell(times: Spans | None) -> Cell:
        if times is None:
            return say("report.figures.unregulated")
        return figure(times) if times.begun else _NONE

    return (say(key), *map(cell, spans))


def _mean(times: Spans) -> str:
    return ("≥ " if times.censored else "") + _number(average(times))


def _quantiles(spans: _Known) -> _Rows:
    def calendar(level: float) -> Callable[[Spans], str]:
        return lambda times: _number(quantile(times.calendar, times.censored, level))

    def working(level: float) -> Callable[[Spans], str]:
        return lambda times: _number(quantile(times.working, times.censored, level))

    yield _of_spans("report.figures.median", spans, calendar(0.5))
    yield _of_spans("report.figures.p90", spans, calendar(0.9))
    yield _of_spans("report.figures.max", spans, calendar(1.0))
    yield _of_spans("report.figures.median-working", spans, working(0.5))
    yield _of_spans("report.figures.p90-working", spans, working(0.9))


def _number(value: float) -> str:
    return "∞" if np.isinf(value) else f"{value:.2f}"


def _counts(comparison: Comparison) -> _Rows:
    results = comparison.results
    known = {about for result in results for about in result.metrics.regulated}
    if "claim-latency" in known:
        yield from _claims(comparison)
    if ANSWERS in known:
        yield from _letters(comparison)


def _claims(comparison: Comparison) -> _Rows:
    results = comparison.results
    yield Group(say("report.figures.group-claims"))
    for way, key in _CLAIMS.items():
        claims = [claims_of(result.metrics).ways[way] for result in results]
        yield (say(key), *_counted(comparison, "claim-latency", claims))


def _letters(comparison: Comparison) -> _Rows:
    results = comparison.results
    yield Group(say("report.figures.group-letters"))
    for way, key in _LETTERS.items():
        letters = [result.metrics.letters.get(way, 0) for result in results]
        always = way == "unregulated"
        yield (say(key), *_counted(comparison, "" if always else ANSWERS, letters))


def _counted(comparison: Comparison, about: str, counts: Sequence[int]) -> Iterator[Cell]:
    """Yield a count for each regime that regulates what it is about; about nothing do all."""
    for result, count in zip(comparison.results, counts, strict=True):
        known = not about or about in result.metrics.regulated
        yield f"{count:,}" if known else say("report.figures.unregulated")


def _duties(comparison: Comparison) -> _Rows:
    reading = comparison.question.reading
    yield Group(say("report.figures.group-duties"))
    owed = [duties(result, reading) for result in comparison.results]
    due = [sum(row.due for row in rows) for rows in owed]
    broken = [sum(row.total for row in rows) for rows in owed]
    yield (say("report.figures.due"), *(f"{count:,}" for count in due))
    shares = (
        f"{some:,} ({some / all_:.1%})" if all_ else _NONE
        for some, all_ in zip(broken, due, strict=True)
    )
    yield (say("report.figures.breached"), *shares)


def _utilisation(comparison: Comparison) -> _Rows:
    yield Group(say("report.figures.group-utilisation"))
    for department in comparison.question.scenario.departments:
        shares = [result.utilisation.get(department.id) for result in comparison.results]
        if not any(shares):
            continue
        cells = (_NONE if share is None else f"{share:.0%}" for share in shares)
        yield (department.label, *cells)
