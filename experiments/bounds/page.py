"""Bounds for all values as sections of a page: expressions, regions, worst dates, frontiers."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.bounds.ask import Bounds, Guarantee, OnDates, plotted
from experiments.bounds.chart import frontier
from experiments.bounds.words import (
    assumed_words,
    bound_words,
    days_words,
    holds_words,
    holiday_words,
    start_words,
)
from experiments.show.blocks import Block, Chart, Fold, Marked, Paragraph, Section, Sheet, Table
from experiments.show.drawing import Drawing, drawing
from experiments.show.marks import SIGNS, Mark
from model.deadline import Counting
from model.language import LANGS, NOTHING, Lang, Text, plain, say
from model.ledger import article_label
from verify.verdict import Answer, Assume

_FEW = 6  # properties of which every chart is worth drawing
_MARKS = {
    Answer.REFUTED: Mark.REFUTED,
    Answer.VACUOUS: Mark.VACUOUS,
    Answer.UNKNOWN: Mark.UNKNOWN,
}


def sheet(found: Bounds) -> Sheet:
    """Return the page of ``shenguan bounds --out``, with its charts."""
    drawn = drawings(found)
    names = {lang: [one.name.in_(lang) for one in found.question.regimes] for lang in LANGS}
    subtitle = Text("、".join(names["zh"]), ", ".join(names["en"]))
    title = Text(say("report.bounds.title").in_("zh"), say("report.bounds.title").in_("en"))
    sections = {lang: sections_of(found) for lang in LANGS}
    return Sheet(title, subtitle, sections, drawn)


def drawings(found: Bounds) -> dict[tuple[str, Lang], Drawing]:
    """Return a chart for each property whose bound depends on an unknown.

    Where many properties were asked about, only where two unknowns trade against each other.
    """
    return {
        (name, lang): drawing(frontier(guarantees, found.question))
        for name, guarantees in _plotted(found).items()
        for lang in LANGS
    }


def _plotted(found: Bounds) -> dict[str, list[Guarantee]]:
    groups: dict[str, list[Guarantee]] = {}
    for one in found.found:
        groups.setdefault(f"frontier-{one.bound.property.id}", []).append(one)
    least = 1 if len(found.question.properties) <= _FEW else 2
    vary = found.question.vary
    return {
        name: group
        for name, group in groups.items()
        if any(len(plotted(one, vary)) >= least for one in group)
    }


def sections_of(found: Bounds) -> list[Section]:
    """Return the sections of the page: the expressions, the dates, the charts."""
    charts = [_chart(name, group) for name, group in _plotted(found).items()]
    named: list[tuple[Text, Text, Sequence[Block]]] = [
        ("bounds", "report.bounds.section", _expressions(found)),
        ("bounds-dates", "report.bounds.dates", _dates(found)),
        ("bounds-charts", "report.bounds.charts", charts),
    ]
    return [Section(key, say(title), tuple(blocks)) for key, title, blocks in named if blocks]


def section(found: Bounds) -> Section:
    """Return all in one section without charts, for the report of a comparison."""
    blocks = [*_expressions(found), *_dates(found)]
    return Section("bounds", say("report.bounds.section"), tuple(blocks))


def _expressions(found: Bounds) -> list[Block]:
    question = found.question
    lead = "lead-deadlines" if question.deadlines else "lead"
    blocks: list[Block] = [Paragraph(say(f"report.bounds.{lead}"), "lead")]
    for assume in question.assumptions:
        blocks += _tables(found, assume)
    notes = [say("bounds.legend"), say("bounds.scope")]
    columns = [say(f"verify.{key}") for key in ("property", "regime", "assume")]
    columns += [say("bounds.bound"), say("verify.articles")]
    told = [one for one in found.found if one.bound.answer is Answer.PROVED]
    rows = tuple(_detail(one) for one in told)
    caption = say("report.bounds.details")
    blocks += [Paragraph(note, "note") for note in notes]
    return [*blocks, Fold(caption, (Table(caption, tuple(columns), rows),))]


def _tables(found: Bounds, assume: Assume) -> list[Block]:
    """Return a table of bounds by regime and, where days were asked for, one of regions."""
    within = found.question.within
    rows = _rows(found, assume)
    columns = (
        say("report.bounds.property"),
        *(one.name for one in found.question.regimes),
    )
    if not rows:
        return []
    caption = say(f"report.bounds.{assume}")
    cells = tuple(_line(row, [_cell(one) for one in row]) for row in rows)
    blocks: list[Block] = [Table(caption, columns, cells)]
    if within is not None:
        words = {"n": within, "assume": say(f"assume.{assume}")}
        caption = say("report.bounds.within", **words)
        held = tuple(_line(row, [_held(one) for one in row]) for row in rows)
        blocks.append(Table(caption, columns, held))
    return blocks


def _rows(found: Bounds, assume: Assume) -> list[list[Guarantee]]:
    """Return the guarantees by property; where many are asked about and nobody is relied on, only
    those that have a bound somewhere.
    """
    few = len(found.question.properties) <= _FEW
    rows = []
    for prop in found.question.properties:
        row = [
            one for one in found.found if one.bound.property == prop and one.bound.assume is assume
        ]
        regulated = any(not one.unregulated for one in row)
        bounded = any(one.bound.answer is Answer.PROVED for one in row)
        if bounded or (regulated and (few or assume is Assume.EVERYONE)):
            rows.append(row)
    return rows


def _line(row: Sequence[Guarantee], cells: Sequence[Marked]) -> tuple[Text | Marked, ...]:
    return (row[0].bound.property.label, *cells)


def _cell(one: Guarantee) -> Marked:
    bound = one.bound
    mark = _MARKS.get(bound.answer, Mark.ASSUMED if bound.parameters else Mark.PROVED)
    words = bound_words(bound)
    if bound.answer is Answer.VACUOUS:
        key = "vacuous" if one.unregulated else "unreachable"
        words = say(f"chart.mark.{key}")
    elif bound.answer is Answer.REFUTED:
        words = say("report.bounds.no-bound")
    return Marked(str(mark), _sign(mark), words)


def _sign(mark: Mark) -> str:
    """Return the sign of a mark: an expression is proved, whatever the values."""
    return SIGNS[Mark.PROVED if mark is Mark.ASSUMED else mark]


def _held(one: Guarantee) -> Marked:
    held = one.held()
    marks = {"all": Mark.PROVED, "some": Mark.ASSUMED, "none": Mark.REFUTED}
    mark = marks.get(held, Mark.UNKNOWN if held else Mark.VACUOUS)
    words = NOTHING if mark is Mark.VACUOUS else holds_words(one)
    return Marked(str(mark), _sign(mark), words)


def _detail(one: Guarantee) -> tuple[Text, ...]:
    bound = one.bound
    return (
        bound.property.label,
        bound.regime.name,
        assumed_words(bound),
        bound_words(bound),
        say("chart.and").join(article_label(article) for article in bound.articles),
    )


def _dates(found: Bounds) -> list[Block]:
    """Return a table of the bounds on real dates, guarantees with the same ones in one row."""
    calendar = found.question.calendar
    groups: dict[tuple[Text, ...], dict[str, list[Text]]] = {}
    for one in sorted(found.found, key=lambda one: one.at_values or 0):
        if any(way.worst is not None and way.days for way in one.dates):
            named = groups.setdefault(_on_dates(one, found), {})
            named.setdefault(one.bound.property.label, []).append(_whose(one))
    if not groups:
        return []
    joint = say("chart.and")
    rows = tuple(
        (
            say("chart.semicolon").join(
                say("report.bounds.of", property=label, regimes=joint.join(regimes))
                for label, regimes in named.items()
            ),
            *cells,
        )
        for cells, named in groups.items()
    )
    columns = [say("bounds.dates.guarantee")]
    columns += [say(f"report.bounds.{counting}") for counting in Counting]
    caption = say("bounds.dates.title", first=calendar.first, last=calendar.last)
    return [Table(caption, tuple(columns), rows), Paragraph(say("bounds.dates.note"), "note")]


def _whose(one: Guarantee) -> Text:
    regime = one.bound.regime.name
    if one.bound.assume is Assume.EVERYONE:
        return regime
    return say("report.bounds.whose", regime=regime, assume=assumed_words(one.bound))


def _on_dates(one: Guarantee, found: Bounds) -> tuple[Text, ...]:
    """Return what a bound comes to under each way of counting."""
    ways = {way.counting: way for way in one.dates}
    return tuple(_way(one, ways.get(counting), found) for counting in Counting)


def _way(one: Guarantee, way: OnDates | None, found: Bounds) -> Text:
    if way is None or way.worst is None:
        return plain("—")
    own = way.counting is one.bound.regime.counting
    return say(
        "report.bounds.own" if own else "report.bounds.other",
        n=days_words(one, way, found.question.reading),
        days=way.worst.calendar_days,
        start=start_words(way),
        end=way.worst.end,
        holiday=holiday_words(way, found.question.calendar),
    )


def _chart(name: str, group: Sequence[Guarantee]) -> Chart:
    label = group[0].bound.property.label
    return Chart(name, label, say("report.bounds.chart"))
