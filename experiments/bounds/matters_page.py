"""Which kind of matter takes longest, laid out as a table for each guarantee."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from experiments.bounds.ask import Bounds
from experiments.bounds.matters import worst_first
from experiments.bounds.words import bound_words, claim_of_bound, obeying_words
from experiments.show.blocks import Block, Cell, Fold, Paragraph, Section, Table
from experiments.show.left_out import left_out_blocks, marked
from experiments.show.marks import delay
from experiments.show.rules import guard_words
from model.language import Text, plain, say
from model.regime import Regime
from verify.bounds import ParametricBound
from verify.bounds.by_case import BoundsByCase, Values
from verify.verdict import Answer

_FEW = 4  # tables that are open from the beginning


def by_case_section(answer: Bounds) -> Section:
    """Return what takes longest, for each guarantee whose bound is not the same for all matters."""
    asked = [found for found in answer.by_case if not found.unregulated]
    differing = [found for found in asked if found.attributes]
    blocks: list[Block] = [Paragraph(say("bounds.by-case.note"))] if asked else []
    for found in differing:
        shown = (
            Paragraph(_longest(found, answer)),
            _table(found, answer),
            *_left_out(found, answer),
        )
        blocks.append(Fold(_of(found), shown, open=len(differing) <= _FEW))
    alike = [found for found in asked if not found.attributes]
    if alike:
        named = say("chart.semicolon").join(map(_of, alike))
        blocks.append(Paragraph(say("bounds.by-case.same", guarantees=named), "note"))
    return Section("bounds-by-case", say("bounds.by-case.section"), tuple(blocks))


def _left_out(found: BoundsByCase, answer: Bounds) -> list[Block]:
    """Say of which runs the bounds of kinds of matter say nothing."""
    rows = found.rows.values()
    return left_out_blocks(claim_of_bound(bound, answer.apart(bound), False) for bound in rows)


def _of(found: BoundsByCase) -> Text:
    return say(
        "bounds.by-case.of",
        property=found.property.label,
        regime=found.regime.name,
        assume=obeying_words(next(iter(found.rows.values()))),
    )


def _longest(found: BoundsByCase, answer: Bounds) -> Text:
    """Say of which matters it takes longest, and how long."""
    rows = worst_first(found, answer.question.reading)
    _, first, most = rows[0]
    kinds = [
        guard_words(found.regime, guard(found, values))
        for values, bound, days in rows
        if (bound.answer, days) == (first.answer, most)
    ]
    cases = say("bounds.or").join(kinds)
    if first.answer is Answer.REFUTED:
        return say("bounds.by-case.no-bound", cases=cases)
    return say("bounds.by-case.longest", cases=cases, bound=_figure(first, most))


def guard(found: BoundsByCase, values: Values) -> dict[str, frozenset[str]]:
    """Return a kind of matter as conditions on its attributes."""
    pairs = zip(found.attributes, values, strict=True)
    return {name: frozenset({value}) for name, value in pairs}


def _table(found: BoundsByCase, answer: Bounds) -> Table:
    reading = answer.question.reading
    known = found.regime.vocabulary.attributes
    columns = (
        *(known[name].label for name in found.attributes),
        say("bounds.bound"),
        say("bounds.by-case.figure", reading=reading),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            *_kind(found.regime, found.attributes, values),
            _bound(bound, answer),
            _figure(bound, days),
        )
        for values, bound, days in worst_first(found, reading)
    ]
    return Table(_of(found), columns, tuple(rows), heads=len(found.attributes))


def _bound(bound: ParametricBound, answer: Bounds) -> Text:
    return marked(bound_words(bound), answer.apart(bound))


def _kind(regime: Regime, attributes: Iterable[str], values: Values) -> Iterator[Text]:
    for name, value in zip(attributes, values, strict=True):
        yield regime.vocabulary.attributes[name].named(value)


def _figure(bound: ParametricBound, days: int | None) -> Text:
    if bound.answer is Answer.REFUTED:
        return say("report.bounds.no-bound")
    if days is None:
        return plain("—")
    return delay(bound.property, days) if bound.property.ahead else plain(str(days))
