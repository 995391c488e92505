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
from experiments.show.blocks import Block, Chart, Fold, Marked, Section, Sheet, Table, Text
from experiments.show.drawing import Drawing, drawing
from experiments.show.marks import SIGNS, Mark
from model.deadline import Counting
from model.language import LANGS, Label, Lang, say
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
    subtitle = Label("、".join(names["zh"]), ", ".join(names["en"]))
    title = Label(say("report.bounds.title", "zh"), say("report.bounds.title", "en"))
    sections = {lang: sections_of(found, lang) for lang in LANGS}
    return Sheet(title, subtitle, sections, drawn)


def drawings(found: Bounds) -> dict[tuple[str, Lang], Drawing]:
    """Return a chart for each property whose bound depends on an unknown.

    Where many properties were asked about, only where two unknowns trade against each other.
    """
    return {
        (name, lang): drawing(frontier(guarantees, found.question, lang))
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


def sections_of(found: Bounds, lang: Lang) -> list[Section]:
    """Return the sections of the page: the expressions, the dates, the charts."""
    charts = [_chart(name, group, lang) for name, group in _plotted(found).items()]
    named: list[tuple[str, str, Sequence[Block]]] = [
        ("bounds", "report.bounds.section", _expressions(found, lang)),
        ("bounds-dates", "report.bounds.dates", _dates(found, lang)),
        ("bounds-charts", "report.bounds.charts", charts),
    ]
    return [Section(key, say(title, lang), tuple(blocks)) for key, title, blocks in named if blocks]


def section(found: Bounds, lang: Lang) -> Section:
    """Return all in one section without charts, for the report of a comparison."""
    blocks = [*_expressions(found, lang), *_dates(found, lang)]
    return Section("bounds", say("report.bounds.section", lang), tuple(blocks))


def _expressions(found: Bounds, lang: Lang) -> list[Block]:
    question = found.question
    lead = "lead-deadlines" if question.deadlines else "lead"
    blocks: list[Block] = [Text(say(f"report.bounds.{lead}", lang), "lead")]
    for assume in question.assumptions:
        blocks += _tables(found, assume, lang)
    notes = [say("bounds.legend", lang), say("bounds.scope", lang)]
    columns = [say(f"verify.{key}", lang) for key in ("property", "regime", "assume")]
    columns += [say("bounds.bound", lang), say("verify.articles", lang)]
    told = [one for one in found.found if one.bound.answer is Answer.PROVED]
    rows = tuple(_detail(one, lang) for one in told)
    caption = say("report.bounds.details", lang)
    blocks += [Text(note, "note") for note in notes]
    return [*blocks, Fold(caption, (Table(caption, tuple(columns), rows),))]


def _tables(found: Bounds, assume: Assume, lang: Lang) -> list[Block]:
    """Return a table of bounds by regime and, where days were asked for, one of regions."""
    within = found.question.within
    rows = _rows(found, assume)
    columns = (
        say("report.bounds.property", lang),
        *(one.name.in_(lang) for one in found.question.regimes),
    )
    if not rows:
        return []
    caption = say(f"report.bounds.{assume}", lang)
    cells = tuple(_line(row, [_cell(one, lang) for one in row], lang) for row in rows)
    blocks: list[Block] = [Table(caption, columns, cells)]
    if within is not None:
        words = {"n": within, "assume": say(f"assume.{assume}", lang)}
        caption = say("report.bounds.within", lang, **words)
        held = tuple(_line(row, [_held(one, lang) for one in row], lang) for row in rows)
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


def _line(
    row: Sequence[Guarantee], cells: Sequence[Marked], lang: Lang
) -> tuple[str | Marked, ...]:
    return (row[0].bound.property.label.in_(lang), *cells)


def _cell(one: Guarantee, lang: Lang) -> Marked:
    bound = one.bound
    mark = _MARKS.get(bound.answer, Mark.ASSUMED if bound.parameters else Mark.PROVED)
    words = bound_words(bound, lang)
    if bound.answer is Answer.VACUOUS:
        key = "vacuous" if one.unregulated else "unreachable"
        words = say(f"chart.mark.{key}", lang)
    elif bound.answer is Answer.REFUTED:
        words = say("report.bounds.no-bound", lang)
    return Marked(str(mark), _sign(mark), words)


def _sign(mark: Mark) -> str:
    """Return the sign of a mark: an expression is proved, whatever the values."""
    return SIGNS[Mark.PROVED if mark is Mark.ASSUMED else mark]


def _held(one: Guarantee, lang: Lang) -> Marked:
    held = one.held()
    marks = {"all": Mark.PROVED, "some": Mark.ASSUMED, "none": Mark.REFUTED}
    mark = marks.get(held, Mark.UNKNOWN if held else Mark.VACUOUS)
    words = "" if mark is Mark.VACUOUS else holds_words(one, lang)
    return Marked(str(mark), _sign(mark), words)


def _detail(one: Guarantee, lang: Lang) -> tuple[str, ...]:
    bound = one.bound
    return (
        bound.property.label.in_(lang),
        bound.regime.name.in_(lang),
        assumed_words(bound, lang),
        bound_words(bound, lang),
        say("chart.and", lang).join(article_label(article, lang) for article in bound.articles),
    )


def _dates(found: Bounds, lang: Lang) -> list[Block]:
    """Return a table of the bounds on real dates, guarantees with the same ones in one row."""
    calendar = found.question.calendar
    groups: dict[tuple[str, ...], dict[str, list[str]]] = {}
    for one in sorted(found.found, key=lambda one: one.at_values or 0):
        if any(way.worst is not None and way.days for way in one.dates):
            named = groups.setdefault(_on_dates(one, found, lang), {})
            named.setdefault(one.bound.property.label.in_(lang), []).append(_whose(one, lang))
    if not groups:
        return []
    joint = say("chart.and", lang)
    rows = tuple(
        (
            say("chart.semicolon", lang).join(
                say("report.bounds.of", lang, property=label, regimes=joint.join(regimes))
                for label, regimes in named.items()
            ),
            *cells,
        )
        for cells, named in groups.items()
    )
    columns = [say("bounds.dates.guarantee", lang)]
    columns += [say(f"report.bounds.{counting}", lang) for counting in Counting]
    caption = say("bounds.dates.title", lang, first=calendar.first, last=calendar.last)
    return [Table(caption, tuple(columns), rows), Text(say("bounds.dates.note", lang), "note")]


def _whose(one: Guarantee, lang: Lang) -> str:
    regime = one.bound.regime.name.in_(lang)
    if one.bound.assume is Assume.EVERYONE:
        return regime
    return say("report.bounds.whose", lang, regime=regime, assume=assumed_words(one.bound, lang))


def _on_dates(one: Guarantee, found: Bounds, lang: Lang) -> tuple[str, ...]:
    """Return what a bound comes to under each way of counting."""
    ways = {way.counting: way for way in one.dates}
    return tuple(_way(one, ways.get(counting), found, lang) for counting in Counting)


def _way(one: Guarantee, way: OnDates | None, found: Bounds, lang: Lang) -> str:
    if way is None or way.worst is None:
        return "—"
    own = way.counting is one.bound.regime.counting
    return say(
        "report.bounds.own" if own else "report.bounds.other",
        lang,
        n=days_words(one, way, found.question.reading, lang),
        days=way.worst.calendar_days,
        start=start_words(way, lang),
        end=way.worst.end,
        holiday=holiday_words(way, found.question.calendar, lang),
    )


def _chart(name: str, group: Sequence[Guarantee], lang: Lang) -> Chart:
    label = group[0].bound.property.label.in_(lang)
    return Chart(name, label, say("report.bounds.chart", lang))
