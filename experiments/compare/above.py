"""The strict verdicts beside those of each text read together with the law above it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from experiments.compare.ask import Comparison, RegimeResult
from experiments.show.blocks import Block, Cell, Group, Marked, Paragraph, Section, Table
from experiments.show.left_out import Claim, claim_of, left_out_blocks, marked
from experiments.show.marks import mark_of
from experiments.show.runs import ASSUMED, asked_words, bound_words
from model.deadline import STRICT
from model.language import say
from verify.verdict import Verdict


def section(comparison: Comparison) -> Iterator[Section]:
    """Yield the section where it was asked for: the verdicts that the law above changes."""
    asked = [result for result in comparison.results if result.above]
    if asked:
        yield Section("above", say("compare.above"), tuple(_blocks(asked)))


def _blocks(results: Iterable[RegimeResult]) -> Iterator[Block]:
    rows: list[tuple[Cell, ...] | Group] = []
    for result in results:
        changed = list(_changed(result))
        rows += [Group(result.regime.name)] if changed else []
        rows += [_row(result, alone, above) for alone, above in changed]
    if rows:
        heads = ("verify.property", "verify.assume", "compare.alone", "compare.with-law")
        yield Table(say("compare.above-table"), tuple(map(say, heads)), tuple(rows))
    yield from left_out_blocks(_left_out(results))
    same = [result.regime.name for result in results if not any(True for _ in _changed(result))]
    if same:
        yield Paragraph(say("compare.above-same", regimes=say("chart.and").join(same)))
    yield Paragraph(say("compare.above-note"), "note")


def _changed(result: RegimeResult) -> Iterator[tuple[Verdict, Verdict]]:
    """Yield the strict verdicts with those with the law above, where the two differ."""
    for above in result.above:
        alone = result.verdict(above.property.id, above.assume, STRICT)
        if (alone.answer, alone.days) != (above.answer, above.days):
            yield alone, above


def _left_out(results: Iterable[RegimeResult]) -> Iterator[Claim]:
    """Yield of which runs the verdicts with the law above say nothing."""
    for result in results:
        for above in result.above:
            if found := result.apart(above):
                yield claim_of(above, found, above.regime.name)


def _row(result: RegimeResult, alone: Verdict, above: Verdict) -> tuple[Cell, ...]:
    question, assumed = asked_words(alone.property), say(ASSUMED[alone.assume])
    words = ((one, marked(bound_words(one), result.apart(one))) for one in (alone, above))
    return question, assumed, *(Marked(mark_of(one), said) for one, said in words)
