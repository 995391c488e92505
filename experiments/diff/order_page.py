"""How several regimes stand on all concerns: Hasse diagram, Pareto table, bounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from experiments.diff.chart import order_chart
from experiments.diff.order import Order
from experiments.diff.words import class_words, described, listed, order_title, standing_lines
from experiments.show.blocks import (
    Block,
    Bullets,
    Chart,
    Paragraph,
    Section,
    Sheet,
    Table,
)
from experiments.show.left_out import claim_of, left_out_blocks, marked
from experiments.show.marks import short
from experiments.show.runs import assumption
from model.language import Text, plain, say
from verify.verdict import Answer, Verdict


def orders_sheet(orders: Sequence[Order]) -> Sheet:
    """Return the order of several regimes under each assumption."""
    names = say("diff.listed").join(regime.name for regime in orders[0].regimes)
    return Sheet(say("diff.page"), names, tuple(sections(orders)))


def sections(orders: Sequence[Order]) -> list[Section]:
    """Return the order of several regimes under each assumption."""
    return [Section("dominance", say("diff.order-section"), tuple(_blocks(orders)))]


def _blocks(orders: Sequence[Order]) -> Iterator[Block]:
    for order in orders:
        yield Paragraph(order_title(order), "lead")
        yield Bullets(tuple(standing_lines(order)))
    yield Paragraph(say("diff.order-about"), "note")
    if orders[0].concerns:
        draw = partial(order_chart, orders)
        yield Chart("order", say("chart.order.title"), described(orders), draw)
        yield _pareto(orders)
        yield _bounds(orders)
        yield from left_out_blocks(
            claim_of(verdict, found, verdict.regime.name)
            for order in orders
            for verdict, found in order.apart
            if verdict.property in order.concerns
        )


def _pareto(orders: Sequence[Order]) -> Table:
    """Return who is dominated by whom and on which concerns."""
    columns = (
        say("diff.column-regime"),
        say("diff.column-assume"),
        say("diff.column-dominated"),
        say("diff.column-on"),
    )
    rows = []
    for order in orders:
        for regime in order.regimes:
            over = order.dominators(regime.id)
            sooner = [prop for other in over for prop in order.smaller(other, regime.id)]
            by = class_words(order, over) or say("diff.nobody")
            rows.append((regime.name, assumption(order.assume), by, listed(sooner)))
    return Table(say("diff.pareto"), columns, tuple(rows))


def _bounds(orders: Sequence[Order]) -> Table:
    """Return the bounds that the order goes by, concern by concern."""
    regimes = orders[0].regimes
    columns = (say("diff.column-property"), say("diff.column-assume"))
    rows = tuple(
        (
            prop.label,
            assumption(order.assume),
            *(_figure(order, order.verdicts[regime.id, prop.id]) for regime in regimes),
        )
        for prop in orders[0].concerns
        for order in orders
    )
    names = tuple(regime.name for regime in regimes)
    return Table(say("diff.bounds"), (*columns, *names), rows, heads=2)


def _figure(order: Order, verdict: Verdict) -> Text:
    if verdict.answer is Answer.UNKNOWN:
        return say("diff.shift.unknown")
    if verdict.answer is Answer.VACUOUS:
        return say("diff.unregulated")
    if verdict.days is None:
        return say("diff.unbounded")
    return marked(short(verdict) or plain(str(verdict.days)), order.odds(verdict))
