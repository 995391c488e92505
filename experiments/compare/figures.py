"""The figures of the simulated year as a table, regimes side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from experiments.compare.ask import Comparison, RegimeResult
from experiments.compare.breaches import duties
from experiments.compare.claims import claims_of
from experiments.compare.standing import average
from experiments.measures.metrics import LETTERS, Spans, quantile
from model.language import say

_NONE = "—"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of all regimes; without cells it is the heading of those below it."""

    label: str
    cells: tuple[str, ...] = ()


def figures(comparison: Comparison) -> list[Row]:
    """Return the rows of the table of figures."""
    return [
        *_spans(comparison, "unsupervised", lambda one: one.metrics.unsupervised),
        *_spans(comparison, "attention", lambda one: one.metrics.attention),
        *_counts(comparison),
        *_duties(comparison),
        *_utilisation(comparison),
    ]


def _spans(comparison: Comparison, name: str, of: Callable[[RegimeResult], Spans]) -> Iterator[Row]:
    def row(key: str, told: Callable[[Spans], str]) -> Row:
        cells = (told(of(one)) if of(one).begun else _NONE for one in comparison.results)
        return Row(say(f"report.figures.{key}"), tuple(cells))

    def at(level: float, working: bool = False) -> Callable[[Spans], str]:
        def told(spans: Spans) -> str:
            ended = spans.working if working else spans.calendar
            return _number(quantile(ended, spans.censored, level))

        return told

    yield Row(say(f"report.figures.group-{name}"))
    yield row("begun", lambda spans: f"{spans.begun:,}")
    censored = "censored" if name == "unsupervised" else "unattended"
    yield row(censored, lambda spans: f"{spans.censored:,}")
    if name == "unsupervised":
        yield row("mean", lambda spans: ("≥ " if spans.censored else "") + _number(average(spans)))
    yield row("median", at(0.5))
    yield row("p90", at(0.9))
    yield row("max", at(1.0))
    yield row("median-working", at(0.5, working=True))
    yield row("p90-working", at(0.9, working=True))


def _number(value: float) -> str:
    return "∞" if np.isinf(value) else f"{value:.2f}"


def _counts(comparison: Comparison) -> Iterator[Row]:
    results = comparison.results
    yield Row(say("report.figures.group-claims"))
    for way in ("performed", "deemed", "counted"):
        label = say(f"report.figures.{way}")
        yield _row(label, [claims_of(one.metrics).ways[way] for one in results])
    yield Row(say("report.figures.group-letters"))
    for way in LETTERS:
        label = say(f"report.figures.letters-{way}")
        yield _row(label, [one.metrics.letters.get(way, 0) for one in results])


def _row(label: str, counts: list[int]) -> Row:
    return Row(label, tuple(f"{count:,}" for count in counts))


def _duties(comparison: Comparison) -> Iterator[Row]:
    reading = comparison.question.reading
    yield Row(say("report.figures.group-duties"))
    due = [sum(row.due for row in duties(one, reading)) for one in comparison.results]
    broken = [sum(row.total for row in duties(one, reading)) for one in comparison.results]
    yield Row(say("report.figures.due"), tuple(f"{number:,}" for number in due))
    shares = (
        f"{some:,} ({some / all_:.1%})" if all_ else _NONE
        for some, all_ in zip(broken, due, strict=True)
    )
    yield Row(say("report.figures.breached"), tuple(shares))


def _utilisation(comparison: Comparison) -> Iterator[Row]:
    yield Row(say("report.figures.group-utilisation"))
    for department in comparison.question.scenario.departments:
        shares = (one.utilisation.get(department.id) for one in comparison.results)
        cells = tuple(_NONE if share is None else f"{share:.0%}" for share in shares)
        yield Row(department.label, cells)
