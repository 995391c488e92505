"""Can the duty be met: the answer, the run that breaks it, the margins, what is assumed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from experiments.capacity.ask import Capacity
from experiments.capacity.chart import frontier_chart, run_chart
from experiments.capacity.data import write_data
from experiments.capacity.figures import number
from experiments.capacity.words import (
    act_of,
    answer_words,
    arithmetic,
    assumption_words,
    deadline_days,
    late_words,
    people,
)
from experiments.show.blocks import (
    Block,
    Bullets,
    Cell,
    Chart,
    Fold,
    Paragraph,
    Section,
    Sheet,
    Table,
)
from experiments.show.files import folder
from experiments.show.page import write_page
from model.language import Lang, Text, plain, say
from model.ledger import article_label
from verify.capacity import Feasibility
from verify.capacity.breaking_run import BreakingRun

_DAYS = 12
"""Days of a run up to which they are listed without unfolding."""


def sheet(capacity: Capacity) -> Sheet:
    """Return all there is to show of one office."""
    title = say("capacity.section", regime=capacity.regime.name)
    sections = tuple(_sections(capacity))
    return Sheet(title, say("capacity.subtitle"), sections, (capacity.regime,))


def write(capacity: Capacity, out: Path, lang: Lang) -> Path:
    """Write the page with its charts, and the answers, the run and the queries; return the page."""
    write_data(capacity, folder(out))
    return write_page(sheet(capacity), out, lang)


def _sections(capacity: Capacity) -> Iterator[Section]:
    first, *rest = answer_words(capacity)
    answer = (Paragraph(first, "lead"), *(Paragraph(sentence) for sentence in rest))
    yield Section("answer", say("capacity.answer"), answer)
    refuted = capacity.refuted
    if refuted is not None:
        title = say("capacity.run-title", officers=people(refuted.officers))
        yield Section("run", title, tuple(_run(capacity, refuted)))
    yield Section("margins", say("capacity.margins"), tuple(_margins(capacity)))
    assumed = (
        Bullets(tuple(assumption_words(capacity))),
        Paragraph(say("capacity.scope"), "note"),
        Fold(say("capacity.how"), (_how(),)),
    )
    yield Section("assumed", say("capacity.assumed"), assumed)


def _run(capacity: Capacity, refuted: Feasibility) -> Iterator[Block]:
    sentences = [arithmetic(refuted), *late_words(capacity, refuted)]
    yield Paragraph(plain(" ").join(sentences))
    if refuted.run is not None:
        officers = people(refuted.officers)
        yield Chart(
            "capacity-run",
            say("chart.capacity-run.title", officers=officers),
            say("chart.capacity-run.note"),
            partial(run_chart, capacity, refuted),
        )
        days = tuple(_day_rows(refuted.run))
        table = Table(say("capacity.days"), _day_columns(capacity), days, figures=True)
        yield table if len(days) <= _DAYS else Fold(table.caption, (table,))


def _day_columns(capacity: Capacity) -> tuple[Cell, ...]:
    places = range(len(capacity.duties))
    came = [say("capacity.arrived-of", act=act_of(capacity, place)) for place in places]
    return (
        say("capacity.day"),
        *(came if len(came) > 1 else [say("capacity.arrived")]),
        say("capacity.done"),
        say("capacity.waiting"),
        say("capacity.late"),
    )


def _day_rows(run: BreakingRun) -> Iterator[tuple[str, ...]]:
    for day in run.days:
        figures = (*day.arrived, sum(day.done), sum(day.waiting))
        yield str(day.number), *map(str, figures), f"✗ {day.late}" if day.late else "0"


def _margins(capacity: Capacity) -> Iterator[Block]:
    yield Chart(
        "capacity-frontier",
        say("chart.capacity-frontier.title"),
        say("chart.capacity-frontier.note"),
        partial(frontier_chart, capacity),
    )
    if capacity.least is not None or capacity.asked is not None:
        yield Table(
            say("capacity.table", officers=people(capacity.verdict.officers)),
            (
                say("capacity.duty-column"),
                say("capacity.deadline-column"),
                say("capacity.shortest-column"),
                say("capacity.burst-now-column"),
                say("capacity.burst-column"),
            ),
            tuple(_margin_rows(capacity)),
        )


def _margin_rows(capacity: Capacity) -> Iterator[tuple[Text | str, ...]]:
    """Yield for each duty what the officers can meet, one figure at a time."""
    for place, duty in enumerate(capacity.duties):
        yield (
            say(
                "capacity.cited",
                act=act_of(capacity, place),
                article=article_label(duty.rule.article),
            ),
            deadline_days(capacity, duty.stream.window),
            deadline_days(capacity, duty.shortest),
            number(duty.stream.envelope.burst),
            say("capacity.no-burst") if duty.largest is None else str(duty.largest),
        )


def _how() -> Bullets:
    return Bullets(
        (say("capacity.how-formula"), say("capacity.how-invariant"), say("capacity.how-run"))
    )
