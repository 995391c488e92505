"""A fit laid out: how well it fits and where not, then every figure, then what no log can tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.fit.ask import Fit
from experiments.fit.came import kept
from experiments.fit.check import Check, Checked
from experiments.fit.data import parameters_frame
from experiments.fit.figures import Parameter
from experiments.fit.parts import Part
from experiments.fit.words import (
    act_words,
    held_words,
    interval_words,
    lead,
    name_words,
    part_words,
    parts_words,
    value_words,
)
from experiments.fit.written import number
from experiments.show.blocks import (
    Block,
    Bullets,
    Cell,
    Chart,
    Fold,
    Marked,
    Paragraph,
    Section,
    Sheet,
    Table,
)
from experiments.show.files import folder, write_csv
from experiments.show.page import write_page
from experiments.show.presumed import presumed_note
from model.instant import date_of, time_of
from model.language import Lang, Text, plain, say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_PARTS = {
    "arrivals": "fit.part.arrivals",
    "departments": "fit.part.departments",
    "matters": "fit.part.matters",
    "tasks": "fit.part.tasks",
    "recall": "fit.part.recall",
}


@dataclass(frozen=True)
class Fitted:
    """A fit, and how it was held against its log where that was asked."""

    fit: Fit
    check: Check | None = None


def sheet(answer: Fitted) -> Sheet:
    """Return all there is to show."""
    of = answer.fit
    first = date_of(int(of.came.counts.days[0])) if len(of.came.counts.days) else ""
    about = {"first": first, "last": time_of(of.log.ends).date(), "base": of.base}
    return Sheet(
        say("fit.title", log=of.log.name),
        say("fit.subtitle", regime=of.regime.name, **about),
        tuple(_sections(answer)),
        (of.regime,),
    )


def write(answer: Fitted, out: Path, lang: Lang) -> Path:
    """Write the page with its charts, and the figures as CSV; return the page."""
    write_csv(folder(out) / "parameters.csv", parameters_frame(answer.fit))
    return write_page(sheet(answer), out, lang)


def _sections(answer: Fitted) -> Iterator[Section]:
    of, check = answer.fit, answer.check
    head = say("fit.section.answer" if check is not None else "fit.section.estimated")
    yield Section("answer", head, tuple(_answer(answer)))
    if check is not None:
        if check.whole.steps:
            yield Section("steps", say("fit.section.steps"), tuple(_steps(of, check)))
        if check.whole.months or check.whole.weekdays:
            yield Section("parts", say("fit.section.parts"), tuple(_parts(of, check)))
    yield Section("figures", say("fit.section.figures"), tuple(_figures(of)))
    yield Section("kept", say("fit.section.kept"), tuple(_kept(of)))


def _answer(answer: Fitted) -> Iterator[Block]:
    of, check = answer.fit, answer.check
    yield Paragraph(lead(of, check), "lead")
    if check is not None:
        if parts := tuple(parts_words(of, check.whole)):
            yield Bullets(parts)
        yield Paragraph(held_words(of, check))
        about = {"n": len(of.matters.matters), "estimated": len(of.estimated)}
        yield Paragraph(say("fit.lead", kept=len(of.kept), **about))
    yield from presumed_note(of.calendar.presumed)
    if notes := tuple(_notes(of)):
        yield Fold(say("fit.notes", count=len(notes)), (Bullets(notes),))


def _notes(of: Fit) -> Iterator[Text]:
    """What of the log was not used, or was used otherwise than it stands."""
    yield from of.log.told
    if of.came.outside:
        yield say("fit.outside", count=of.came.outside)
    if of.matters.unnamed:
        yield say("fit.unnamed")
    if not of.timed:
        yield say("fit.untimed")
    for event, count in of.matters.beginnings.items():
        yield say("fit.no-kind", count=count, event=act_words(of, event))


def _steps(of: Fit, check: Check) -> Iterator[Block]:
    yield Paragraph(say("fit.distance"), "note")
    yield Chart(
        "fit-delays",
        say("chart.fit-delays.title"),
        say("chart.fit-delays.note"),
        partial(_delays_chart, of, check),
    )
    yield _table(of, check.whole, say("fit.table.whole"))
    if check.held_out is not None and check.held_out.steps:
        yield _table(of, check.held_out, say("fit.table.held", since=check.since))


def _delays_chart(of: Fit, check: Check) -> Figure:
    from experiments.fit.chart import delays_chart  # and matplotlib

    return delays_chart(of, check)


def _table(of: Fit, found: Checked, caption: Text) -> Table:
    columns = (
        say("fit.column.act"),
        say("fit.column.n"),
        say("fit.column.distance"),
        say("fit.column.chance"),
        say("fit.column.at"),
        say("fit.column.seen"),
        say("fit.column.expected"),
    )
    rows: list[tuple[Cell, ...]] = []
    for one in found.steps:
        apart = one.apart
        span = apart.distance
        rows.append(
            (
                act_words(of, one.act),
                str(one.n),
                _marked(apart.fits, f"{span.value:.2f} ({span.low:.2f}–{span.high:.2f})"),
                f"{apart.chance:.2f}",
                number(apart.at),
                f"{apart.seen:.0%}",
                f"{apart.expected:.0%}",
            )
        )
    return Table(caption, columns, tuple(rows), figures=True)


def _marked(good: bool, words: str) -> Cell:
    return Marked("proved" if good else "refuted", plain(words))


def _parts(of: Fit, check: Check) -> Iterator[Block]:
    yield Chart(
        "fit-parts",
        say("chart.fit-parts.title"),
        say("chart.fit-parts.note"),
        partial(_parts_chart, of, check),
    )
    found = check.whole
    for parts, caption in (
        (found.months, say("fit.table.months")),
        (found.weekdays, say("fit.table.weekdays")),
    ):
        if parts:
            yield _part_table(parts, caption)


def _parts_chart(of: Fit, check: Check) -> Figure:
    from experiments.fit.chart import parts_chart  # and matplotlib

    return parts_chart(of, check)


def _part_table(parts: tuple[Part, ...], caption: Text) -> Table:
    columns = (
        say("fit.column.part"),
        say("fit.column.n"),
        say("fit.column.log"),
        say("fit.column.simulated"),
    )
    rows = tuple(
        (
            part_words(one),
            str(one.n),
            _marked(one.fits, f"{one.seen.value:.1%} ({one.seen.low:.1%}–{one.seen.high:.1%})"),
            f"{one.expected:.1%} ({one.least:.1%}–{one.most:.1%})",
        )
        for one in parts
    )
    return Table(caption, columns, rows, figures=True)


def _figures(of: Fit) -> Iterator[Block]:
    """Every estimated figure, by the part of the file in which it stands."""
    for part, key in _PARTS.items():
        own = [one for one in of.estimated if one.path[0] == part]
        if own:
            yield Fold(say(key), (_figure_table(of, own, say(key)),), gist=plain(str(len(own))))


def _figure_table(of: Fit, own: list[Parameter], caption: Text) -> Table:
    columns = (
        say("fit.column.figure"),
        say("fit.column.value"),
        say("fit.column.interval"),
        say("fit.column.n"),
        say("fit.column.how"),
    )
    rows = tuple(
        (name_words(of, one), value_words(one), interval_words(one), str(one.n), one.how)
        for one in own
    )
    return Table(caption, columns, rows)


def _kept(of: Fit) -> Iterator[Block]:
    """What stays an assumption, and why the log cannot tell it."""
    yield Paragraph(say("fit.kept-lead", base=of.base))
    yield Bullets(tuple(say("fit.kept-one", name=name, why=why) for name, why in kept()))
    if of.kept:
        own = tuple(say("fit.kept-one", name=name_words(of, one), why=one.how) for one in of.kept)
        yield Fold(say("fit.kept-more", count=len(own)), (Bullets(own),))
