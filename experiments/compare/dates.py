"""Guaranteed bounds in calendar days at worst, shortest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from experiments.compare.ask import Comparison
from experiments.show.marks import Mark, delay, mark_of
from model.calendar import CoverageError
from model.holiday import holiday_in
from model.language import Text, say
from model.property import Property
from verify.verdict import Assume


@dataclass(frozen=True, slots=True)
class Span:
    """What a bound comes to in calendar days at worst, and which guarantees have that bound.

    The days name the holiday that makes them many.
    """

    bound: str
    days: str
    start: str
    end: str
    guarantees: tuple[str, ...]


def calendar_rows(comparison: Comparison) -> list[Span]:
    """Return each proved bound, everyone obeying, in calendar days of the year; shortest first.

    Bounds that rest on open limits are taken at the chosen reading and marked with θ. What must
    come ahead of an event stands apart: its days are days late.
    """
    found: dict[tuple[bool, int], dict[Property, list[Text]]] = {}
    for prop in comparison.question.properties:
        for result in comparison.results:
            verdict = result.verdict(prop.id, Assume.EVERYONE, comparison.question.reading)
            mark = mark_of(verdict)
            if mark in (Mark.PROVED, Mark.ASSUMED) and verdict.bound is not None:
                theta = " θ" if mark is Mark.ASSUMED else ""
                key = (prop.ahead > 0, verdict.bound)
                named = found.setdefault(key, {}).setdefault(prop, [])
                named.append(result.regime.name + theta)
    return [_span(comparison, bound, found[ahead, bound]) for ahead, bound in sorted(found)]


def _span(comparison: Comparison, bound: int, guarantees: Mapping[Property, list[str]]) -> Span:
    joint = say("chart.and")
    named = tuple(
        say("report.guarantee", property=prop.label, regimes=joint.join(regimes))
        for prop, regimes in guarantees.items()
    )
    words = delay(next(iter(guarantees)), bound)
    if bound == 0:
        return Span(words, "0", "—", "—", named)
    try:
        worst = comparison.question.calendar.worst(bound, [comparison.question.year])
    except CoverageError:
        return Span(words, say("report.calendar.uncovered"), "—", "—", named)
    days = str(worst.calendar_days)
    if holiday := holiday_in(comparison.question.calendar, worst.start, worst.end):
        days = say("report.named", name=days, detail=holiday)
    return Span(words, days, str(worst.start), str(worst.end), named)
