"""A comparison of two regimes, and an order of several, as a section and as a page of its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from experiments.compare.ask import Comparison
from experiments.diff.ask import Pairing
from experiments.diff.changes import change_lines
from experiments.diff.chart import order
from experiments.diff.order import Order, ordered
from experiments.diff.words import (
    bounds_table,
    case_words,
    dominance_lines,
    heading,
    order_lines,
    order_title,
    pareto_table,
    refusals,
    shifted,
    strictness_line,
    summary,
    witness_heading,
)
from experiments.show.blocks import (
    Block,
    Bullets,
    Chart,
    Fold,
    Paragraph,
    Section,
    Sheet,
    Swimlane,
    Table,
    write_sheet,
)
from experiments.show.drawing import Drawings, drawing, write_charts
from experiments.show.files import folder, write
from experiments.show.timeline import Story
from model.difference import Difference
from model.language import LANGS, Text, catalogue, plain, say, written
from model.ledger import article_label
from model.matching import act_of
from verify.diff import RuleStanding, Strictness
from verify.verdict import Assume

_OPEN = 2  # witnesses shown without unfolding
_LINES = 25
_PAGE = catalogue()["diff.page"]
CHART = "order"
"""The name of the Hasse diagram among the drawings of a page."""


def pairing_section(found: Pairing) -> Section:
    """Return what a comparison of two found: changes first, then guarantees, then strictness."""
    blocks: list[Block] = [*_changes(found.difference)]
    for reading in found.readings:
        title, columns, rows, notes = shifted(found, reading)
        if rows:
            blocks.append(Table(title, tuple(columns), tuple(map(tuple, rows))))
        else:
            blocks.append(Paragraph(title))
        blocks += [Paragraph(note, "note") for note in notes]
    if found.forth.holds and found.back.holds:
        blocks.append(Paragraph(say("diff.equally")))
    for side in (found.forth, found.back):
        blocks += _strictness(side)
    blocks.append(Bullets(tuple(dominance_lines(found))))
    blocks.append(Paragraph(say("diff.scope"), "note"))
    return Section("difference", heading(found.difference), tuple(blocks))


def _changes(found: Difference) -> list[Block]:
    lines = change_lines(found)
    if not lines:
        return [Paragraph(say("diff.none"), "lead")]
    blocks: list[Block] = [Paragraph(summary(found), "lead"), Bullets(tuple(lines[:_LINES]))]
    if rest := lines[_LINES:]:
        more = say("diff.more-changes", count=len(rest))
        blocks.append(Fold(more, (Bullets(tuple(rest)),)))
    return blocks


def _strictness(side: Strictness) -> list[Block]:
    blocks: list[Block] = [Paragraph(strictness_line(side))]
    shown = [one for one in refusals(side) if not one.foreign]
    witnesses = [_witness(side, one) for one in shown]
    blocks += witnesses[:_OPEN]
    if rest := witnesses[_OPEN:]:
        blocks.append(Fold(say("diff.witnesses", count=len(rest)), tuple(rest)))
    foreign = [one for one in refusals(side) if one.foreign]
    if foreign:
        table = _foreign(side, foreign)
        runs = (_witness(side, one) for one in foreign)
        blocks.append(Fold(written("{} ({})", table.caption, len(foreign)), (table, *runs)))
    return blocks


def _witness(side: Strictness, one: RuleStanding) -> Swimlane:
    assert one.witness is not None
    facts, title = case_words(one), witness_heading(side, one)
    case = written("{} {}", title, say("diff.witness-case", facts=facts)) if facts else title
    occurring = frozenset(event.event for event in one.witness.run.occurrences)
    story = Story(one.witness.regime, one.witness.steps, occurring, {}, title)
    return Swimlane(story, case)


def _foreign(side: Strictness, rules: Sequence[RuleStanding]) -> Table:
    words = side.other.vocabulary.events
    rows = []
    for one in rules:
        missing = say("diff.listed").join(words[e].label for e in one.foreign)
        act = words[act_of(one.rule)].label
        rows.append((article_label(one.rule.article), act, missing))
    caption = say("diff.of-regime", a=side.regime.name, b=side.other.name)
    columns = tuple(say(f"diff.column-{key}") for key in ("article", "act", "foreign"))
    return Table(caption, columns, tuple(rows))


def orders_section(orders: Sequence[Order]) -> Section:
    """Return how several regimes stand on all concerns: Hasse diagram, Pareto table, bounds.

    The chart is the one that :func:`order_drawings` makes.
    """
    blocks: list[Block] = [Paragraph(say("diff.order-about"), "lead")]
    if orders[0].concerns:
        title, described = say("chart.order.title"), _described(orders)
        blocks.append(Chart(CHART, title, described))
    for one in orders:
        blocks += [Paragraph(order_title(one)), Bullets(tuple(order_lines(one)))]
    if orders[0].concerns:
        for caption, columns, rows in (pareto_table(orders), bounds_table(orders)):
            blocks.append(Table(caption, tuple(columns), tuple(map(tuple, rows))))
    return Section("dominance", say("diff.order-section"), tuple(blocks))


def orders_of(comparison: Comparison) -> list[Order]:
    """Return the orders of the regimes of a comparison, under its own reading."""
    regimes = [result.regime for result in comparison.results]
    verdicts = [one for result in comparison.results for one in result.verdicts]
    reading = comparison.question.reading
    return [ordered(regimes, verdicts, assume, reading) for assume in Assume]


def _described(orders: Sequence[Order]) -> Text:
    """The drawing in words."""
    told = [
        written("{}: {}", order_title(one), plain(" ").join(order_lines(one))) for one in orders
    ]
    return plain(" ").join(told)


def order_drawings(orders: Sequence[Order]) -> Drawings:
    """Return the Hasse diagrams of some orders in both languages; none without a concern."""
    if not orders[0].concerns:
        return {}
    return {(CHART, lang): drawing(order(orders)) for lang in LANGS}


def write_pairing(found: Pairing, out: Path, data: str) -> Path:
    """Write the page of a comparison of two, and the same as data; return the page."""
    sections = {one: [pairing_section(found, one)] for one in LANGS}
    title = Text(heading(found.difference).in_("zh"), heading(found.difference).in_("en"))
    return _write(out, Sheet(_PAGE, title, sections, {}), data)


def write_orders(orders: Sequence[Order], out: Path, data: str) -> Path:
    """Write the page of an order, its charts, and the same as data; return the page."""
    sections = {one: [orders_section(orders, one)] for one in LANGS}
    names = {
        one: say("diff.listed", one).join(regime.name.in_(one) for regime in orders[0].regimes)
        for one in LANGS
    }
    subtitle = Text(names["zh"], names["en"])
    return _write(out, Sheet(_PAGE, subtitle, sections, order_drawings(orders)), data)


def _write(out: Path, sheet: Sheet, data: str) -> Path:
    folder(out)
    write_charts(sheet.drawn, out)
    write(out / "diff.json", f"{data}\n".encode())
    return write_sheet(sheet, out / "index.html", lang)
