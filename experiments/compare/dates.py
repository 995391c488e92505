"""Guaranteed bounds in calendar days at worst, shortest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from experiments.compare.ask import Comparison
from experiments.compare.scope import left_out
from experiments.compare.worst import Taken
from experiments.show.blocks import Block, Cell, Paragraph, Table
from experiments.show.left_out import marked
from experiments.show.marks import Mark, delay, mark_of
from model.deadline import STRICT
from model.holiday import holiday_in
from model.language import Text, plain, say
from model.property import Property
from verify.verdict import Assume


def dates(comparison: Comparison) -> Iterator[Block]:
    """Yield each proved bound, everyone obeying, in calendar days of the year; shortest first.

    Bounds that rest on open limits are taken at the chosen reading and marked with θ. What must
    come ahead of an event stands apart: its days are days late.
    """
    grouped = _bounds(comparison)
    if not grouped:
        yield Paragraph(say("report.calendar.none"))
        return
    rows = tuple(
        _row(comparison, key[1], key[2], grouped[key]) for key in sorted(grouped, key=_order)
    )
    columns = (
        say("report.calendar.bound"),
        say("report.calendar.days"),
        say("report.calendar.start"),
        say("report.calendar.end"),
        say("report.calendar.which"),
    )
    question = comparison.question
    yield Table(say("report.calendar.caption", year=question.year), columns, rows)
    if question.reading != STRICT:
        yield Paragraph(say("report.calendar.reading", theta=question.reading), "note")
    if note := left_out(comparison):
        yield Paragraph(note, "note")


_Bounds = dict[tuple[bool, int, Taken], dict[Property, list[Text]]]


def _bounds(comparison: Comparison) -> _Bounds:
    """Return for each bound, those of what must come ahead apart, who guarantees what by it."""
    grouped: _Bounds = {}
    for prop in comparison.question.properties:
        for result in comparison.results:
            verdict = result.verdict(prop.id, Assume.EVERYONE, comparison.question.reading)
            mark = mark_of(verdict)
            if mark in (Mark.PROVED, Mark.ASSUMED) and verdict.days is not None:
                key = (prop.ahead > 0, verdict.days, comparison.taken(result, prop.id))
                theta = " θ" if mark is Mark.ASSUMED else ""
                props = grouped.setdefault(key, {})
                name = marked(result.regime.name + theta, result.apart(verdict))
                props.setdefault(prop, []).append(name)
    return grouped


def _order(key: tuple[bool, int, Taken]) -> tuple[bool, int, int, date]:
    ahead, bound, (days, start, _, _) = key
    return ahead, bound, days or 0, start or date.min


def _row(
    comparison: Comparison, bound: int, taken: Taken, props: Mapping[Property, list[Text]]
) -> tuple[Cell, ...]:
    """Return a bound, its worst days, which name the holiday that makes them many, and whose."""
    joint, words = say("chart.and"), delay(next(iter(props)), bound)
    named = plain("\n").join(
        say("report.guarantee", property=prop.label, regimes=joint.join(regimes))
        for prop, regimes in props.items()
    )
    if bound == 0:
        return (words, "0", "—", "—", named)
    count, start, end, untold = taken
    calendar = comparison.question.calendar
    if count is None or start is None or end is None:
        return (words, say("report.calendar.uncovered"), "—", "—", named)
    days = plain(str(count))
    if holiday := holiday_in(calendar, start, end):
        days = say("report.named", name=days, detail=holiday)
    if untold is not None:
        days += say("bounds.dates.cut", date=untold, last=calendar.last)
    return (words, days, str(start), str(end), named)
