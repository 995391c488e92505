"""Bounds for all values, laid out as blocks: expressions, regions, worst dates, frontiers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from experiments.bounds.ask import Bounds, Guarantee, Question
from experiments.bounds.chart import frontier
from experiments.bounds.data import bounds_data, taken_by
from experiments.bounds.dates import OnDates
from experiments.bounds.matters_page import by_case_section
from experiments.bounds.plotted import plotted
from experiments.bounds.words import (
    bound_words,
    claim_of_bound,
    days_words,
    holds_words,
    holiday_words,
    obeying_words,
    start_words,
)
from experiments.show.blocks import (
    Block,
    Cell,
    Chart,
    Fold,
    Marked,
    Paragraph,
    Section,
    Sheet,
    Table,
)
from experiments.show.files import folder, write_json
from experiments.show.granted import Granting, granted_blocks
from experiments.show.left_out import Claim, left_out_blocks, marked
from experiments.show.marks import SIGNS, Mark
from experiments.show.page import write_page
from experiments.show.presumed import presumed_note
from experiments.show.readings import hinge_blocks, hinge_cell, of_property
from experiments.show.runs import ASSUMED
from model.deadline import Counting
from model.language import NOTHING, Lang, Text, plain, say
from model.ledger import article_label
from model.version import in_force_since
from verify.verdict import Answer, Assume

_BUT = Text("", " ")
_FEW = 6  # properties of which every chart is worth drawing
_WHOLE = 12  # guarantees that are listed one by one
_MARKS = {
    Answer.REFUTED: Mark.REFUTED,
    Answer.VACUOUS: Mark.VACUOUS,
    Answer.UNKNOWN: Mark.UNKNOWN,
}
_HELD = {
    "all": Mark.PROVED,
    "some": Mark.ASSUMED,
    "none": Mark.REFUTED,
    "unknown": Mark.UNKNOWN,
    "": Mark.VACUOUS,
}
_CAPTIONS = {Assume.EVERYONE: "report.bounds.everyone", Assume.NOBODY: "report.bounds.nobody"}
_COUNTING = {
    Counting.EXCLUDE_FIRST_DAY: "report.bounds.exclude-first-day",
    Counting.INCLUDE_FIRST_DAY: "report.bounds.include-first-day",
}


def sheet(answer: Bounds) -> Sheet:
    """Return the expressions, what they come to on real dates, and the charts."""
    names = say("chart.and").join(regime.name for regime in answer.question.regimes)
    charts = tuple(_chart(name, group, answer) for name, group in _plotted(answer).items())
    sections = (
        Section("bounds", say("report.bounds.section"), tuple(_expressions(answer))),
        by_case_section(answer),
        Section("bounds-dates", say("report.bounds.dates"), tuple(_dates(answer))),
        Section("bounds-charts", say("report.bounds.charts"), charts),
    )
    shown = tuple(section for section in sections if section.blocks)
    return Sheet(say("report.bounds.title"), names, shown, tuple(answer.question.regimes))


def write(answer: Bounds, out: Path, lang: Lang, whole: Sheet | None = None) -> Path:
    """Write the page with its charts, and the bounds as JSON; return the page.

    ``whole`` is the sheet with what a command says around it; the answer's alone unless given.
    """
    write_json(folder(out) / "bounds.json", bounds_data(answer))
    return write_page(whole or sheet(answer), out, lang)


def section(answer: Bounds) -> Section:
    """Return all in one section without charts, for the report of a comparison."""
    blocks = (*_expressions(answer), *_dates(answer))
    return Section("bounds", say("report.bounds.section"), blocks)


def _plotted(answer: Bounds) -> dict[str, list[Guarantee]]:
    """Return the guarantees that are drawn, by the name of their chart.

    Where many properties were asked about, only those in which two unknowns trade against each
    other.
    """
    groups: dict[str, list[Guarantee]] = {}
    for guarantee in answer.guarantees:
        groups.setdefault(f"frontier-{guarantee.bound.property.id}", []).append(guarantee)
    least = 1 if len(answer.question.properties) <= _FEW else 2
    vary = answer.question.vary
    return {
        name: group
        for name, group in groups.items()
        if any(len(plotted(each, vary)) >= least for each in group)
    }


def _chart(name: str, group: Sequence[Guarantee], answer: Bounds) -> Chart:
    draw = partial(frontier, group, answer.question)
    return Chart(name, group[0].bound.property.label, say("report.bounds.chart"), draw)


def _expressions(answer: Bounds) -> list[Block]:
    question = answer.question
    shown = [each for each in answer.guarantees if question.selected or not each.unregulated]
    key = "report.bounds.lead-deadlines" if question.deadlines else "report.bounds.lead"
    blocks: list[Block] = [Paragraph(line, "lead") for line in _lead(answer)]
    blocks.append(Paragraph(say(key)))
    if len(shown) <= _WHOLE:
        blocks += [_details(answer, shown)] if shown else []
    else:
        blocks += [table for assume in question.assumptions for table in _tables(answer, assume)]
        proved = [each for each in shown if each.bound.answer is Answer.PROVED]
        blocks.append(Fold(say("report.bounds.details"), (_details(answer, proved),)))
    return [
        *blocks,
        *hinge_blocks(answer.hinges, len(question.regimes) > 1),
        *left_out_blocks(claims := [one for each in shown for one in _left_out(each, answer)]),
        *granted_blocks([one for each in shown if (one := _granted(each)) is not None]),
        Paragraph(say("bounds.legend"), "note"),
        Paragraph(
            say("bounds.scope") + (_BUT + say("left-out.but") if claims else NOTHING), "note"
        ),
    ]


def _left_out(guarantee: Guarantee, answer: Bounds) -> Iterator[Claim]:
    """Yield of which runs a bound says nothing, as the text counts days and the other way."""
    several = len(answer.question.regimes) > 1
    ways = (guarantee.bound, guarantee.left_out), (guarantee.other, guarantee.other_left_out)
    for bound, found in ways:
        if bound is not None and found:
            yield claim_of_bound(bound, found, several)


def _granted(guarantee: Guarantee) -> Granting | None:
    """Return what a bound takes for granted, whatever values open limits have."""
    bound = guarantee.bound
    if bound.answer is not Answer.PROVED:
        return None
    question = bound.property.label + say("granted.assumed", assume=obeying_words(bound))
    return question, bound.regime, taken_by(bound)


def _lead(answer: Bounds) -> Iterator[Text]:
    """Say the bound of one or two guarantees, else for each assumption how many have one."""
    if len(answer.guarantees) <= 2:
        for guarantee in answer.guarantees:
            bound = guarantee.bound
            about = {"regime": bound.regime.name, "property": bound.property.label}
            days = marked(bound_words(bound), guarantee.left_out)
            yield say("bounds.lead-one", assume=obeying_words(bound), bound=days, **about)
        return
    for assume in answer.question.assumptions:
        own = [each for each in answer.guarantees if each.bound.assume is assume]
        regulated = [each for each in own if not each.unregulated]
        bounded = [each for each in own if each.bound.answer is Answer.PROVED]
        words = say(
            "bounds.lead",
            assume=say(ASSUMED[assume]),
            count=len(regulated),
            bounded=len(bounded),
            open=sum(bool(each.bound.parameters) for each in bounded),
        )
        if answer.question.within is not None:
            held = Counter(each.held() for each in regulated)
            counts = {key: held[key] for key in ("all", "some", "none")}
            words += say("bounds.lead-within", n=answer.question.within, **counts)
        yield words


def _details(answer: Bounds, guarantees: Sequence[Guarantee]) -> Table:
    """Return a row for each guarantee, with its articles."""
    within = answer.question.within
    columns = [
        say("verify.regime"),
        say("verify.property"),
        say("verify.assume"),
        say("bounds.bound"),
        *([] if within is None else [say("bounds.holds", n=within)]),
        say("verify.articles"),
    ]
    rows = tuple(_detail(each, answer) for each in guarantees)
    return Table(say("report.bounds.details"), tuple(columns), rows, heads=2)


def _detail(guarantee: Guarantee, answer: Bounds) -> tuple[Cell, ...]:
    bound, within = guarantee.bound, answer.question.within
    return (
        bound.regime.name,
        bound.property.label,
        obeying_words(bound),
        Marked(
            _mark(guarantee),
            marked(bound_words(bound), guarantee.left_out),
            _sign(_mark(guarantee)),
            _otherwise(guarantee, answer),
        ),
        *([] if within is None else [_held(guarantee, answer)]),
        say("chart.and").join(map(article_label, bound.articles)),
    )


def _otherwise(guarantee: Guarantee, answer: Bounds) -> Text:
    """Say what a bound would be under the readings that it hinges on."""
    bound = guarantee.bound
    return hinge_cell(of_property(answer.hinges, bound.regime, bound.property, bound.assume))


def _tables(answer: Bounds, assume: Assume) -> list[Block]:
    """Return a table of bounds by regime and, where days were asked for, one of regions."""
    within = answer.question.within
    rows = _rows(answer, assume)
    if not rows:
        return []
    columns = (say("report.bounds.property"), *(each.name for each in answer.question.regimes))
    tables: list[Block] = [Table(say(_CAPTIONS[assume]), columns, _lines(rows, _cell, answer))]
    if within is not None:
        caption = say("report.bounds.within", n=within, assume=say(ASSUMED[assume]))
        tables.append(Table(caption, columns, _lines(rows, _held, answer)))
    return tables


def _rows(answer: Bounds, assume: Assume) -> list[list[Guarantee]]:
    """Return the guarantees by property.

    Where many are asked about and nobody is relied on, only those that have a bound somewhere.
    """
    few = len(answer.question.properties) <= _FEW
    rows: dict[str, list[Guarantee]] = {}
    for guarantee in answer.guarantees:
        if guarantee.bound.assume is assume:
            rows.setdefault(guarantee.bound.property.id, []).append(guarantee)

    def told(row: list[Guarantee]) -> bool:
        bounded = any(each.bound.answer is Answer.PROVED for each in row)
        regulated = any(not each.unregulated for each in row)
        return bounded or (regulated and (few or assume is Assume.EVERYONE))

    return [row for row in rows.values() if told(row)]


def _lines(
    rows: Sequence[Sequence[Guarantee]],
    cell: Callable[[Guarantee, Bounds], Cell],
    answer: Bounds,
) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (row[0].bound.property.label, *(cell(each, answer) for each in row)) for row in rows
    )


def _mark(guarantee: Guarantee) -> Mark:
    known = Mark.ASSUMED if guarantee.bound.parameters else Mark.PROVED
    return _MARKS.get(guarantee.bound.answer, known)


def _sign(mark: Mark) -> str:
    """Return the sign of a mark: an expression is proved, whatever the values."""
    return SIGNS[Mark.PROVED if mark is Mark.ASSUMED else mark]


def _cell(guarantee: Guarantee, answer: Bounds) -> Marked:
    mark, words = _mark(guarantee), marked(bound_words(guarantee.bound), guarantee.left_out)
    if mark is Mark.VACUOUS:
        silent = guarantee.unregulated
        words = say("chart.mark.vacuous" if silent else "chart.mark.unreachable")
    elif mark is Mark.REFUTED:
        words = say("report.bounds.no-bound")
    return Marked(mark, words, _sign(mark), _otherwise(guarantee, answer))


def _held(guarantee: Guarantee, answer: Bounds) -> Marked:
    mark, words = _HELD[guarantee.held()], holds_words(guarantee)
    return Marked(mark, marked(words, guarantee.left_out) if words else words, _sign(mark))


def _dates(answer: Bounds) -> list[Block]:
    """Return a table of the bounds on real dates, guarantees with the same ones in one row."""
    if not answer.question.both_ways:
        return [Paragraph(say("bounds.more-dates"), "note")]
    groups: dict[tuple[Text, ...], dict[Text, list[Text]]] = {}
    for guarantee in sorted(answer.guarantees, key=lambda each: each.at_values or 0):
        if any(_told(way, answer) for way in guarantee.dates):
            named = groups.setdefault(_on_dates(guarantee, answer), {})
            named.setdefault(guarantee.bound.property.label, []).append(_whose(guarantee))
    if not groups:
        return []
    rows = tuple((_guarantees(named), *cells) for cells, named in groups.items())
    columns = (say("bounds.dates.guarantee"), *(say(_COUNTING[way]) for way in Counting))
    caption = _caption(answer.question)
    presumed = presumed_note(answer.question.calendar.presumed)
    note = Paragraph(say("bounds.dates.note"), "note")
    return [Table(caption, columns, rows), note, *_since(answer.question), *presumed]


def _since(question: Question) -> Iterator[Paragraph]:
    """Say of texts since when they are in force, where dates asked about lie before that."""
    first, last = question.dates
    for regime in question.regimes:
        since = in_force_since(regime)
        if first < since:
            stated = regime.document.in_force is not None
            standing = say("bounds.dates.in-force" if stated else "bounds.dates.issued", day=since)
            key = "bounds.dates.since" if since <= last else "bounds.dates.before"
            yield Paragraph(say(key, regime=regime.name, standing=standing), "note")


def _told(way: OnDates, answer: Bounds) -> bool:
    """Whether a row says something: of one date also that there is no answer."""
    return bool(way.days) and (way.worst is not None or way.uncovered)


def _caption(question: Question) -> Text:
    if question.start is not None:
        return say("bounds.dates.title-from", start=question.start)
    if question.year is not None:
        return say("bounds.dates.title-year", year=question.year)
    calendar = question.calendar
    return say("bounds.dates.title", first=calendar.first, last=calendar.last)


def _guarantees(named: dict[Text, list[Text]]) -> Text:
    return say("chart.semicolon").join(
        say("report.bounds.of", property=label, regimes=say("chart.and").join(regimes))
        for label, regimes in named.items()
    )


def _whose(guarantee: Guarantee) -> Text:
    regime = guarantee.bound.regime.name
    if guarantee.bound.assume is Assume.EVERYONE:
        return regime
    return say("report.bounds.whose", regime=regime, assume=obeying_words(guarantee.bound))


def _on_dates(guarantee: Guarantee, answer: Bounds) -> tuple[Text, ...]:
    """Return what a bound comes to under each way of counting."""
    ways = {way.counting: way for way in guarantee.dates}
    return tuple(_way(guarantee, ways.get(counting), answer) for counting in Counting)


def _way(guarantee: Guarantee, way: OnDates | None, answer: Bounds) -> Text:
    if way is None:
        return plain("—")
    own = way.counting is guarantee.bound.regime.counting
    if answer.question.start is not None:
        return _from(guarantee, way, answer, own)
    calendar = answer.question.calendar
    if way.worst is None:
        untold = say("bounds.dates.untold", last=calendar.last)
        return untold if way.uncovered else plain("—")
    cut = NOTHING
    if way.untold is not None:
        cut = say("bounds.dates.cut", date=way.untold, last=calendar.last)
    words = say(
        "report.bounds.own" if own else "report.bounds.other",
        n=days_words(guarantee, way, answer.question.reading),
        days=way.worst.calendar_days,
        start=start_words(way),
        end=way.worst.end,
        holiday=holiday_words(way, calendar),
    )
    return marked(words + cut, guarantee.left_out if own else guarantee.other_left_out)


def _from(guarantee: Guarantee, way: OnDates, answer: Bounds, own: bool) -> Text:
    """Return what a bound comes to from the date asked about."""
    if way.worst is None and not way.uncovered:
        return plain("—")
    if way.worst is None:
        return say("bounds.dates.untold", last=answer.question.calendar.last)
    words = say(
        "report.bounds.from-own" if own else "report.bounds.from-other",
        n=days_words(guarantee, way, answer.question.reading),
        days=way.worst.calendar_days,
        end=way.worst.end,
    )
    return marked(words, guarantee.left_out if own else guarantee.other_left_out)
