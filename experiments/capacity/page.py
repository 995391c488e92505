"""Can the duty be met: a section of a page, and a page of its own."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from experiments.capacity.ask import Staffing
from experiments.capacity.chart import breaking_run, frontier
from experiments.capacity.data import staffing_data
from experiments.capacity.words import (
    answer_words,
    arithmetic,
    assumption_words,
    day_columns,
    day_row,
    late_words,
    margin_columns,
    margin_rows,
    people,
)
from experiments.show.blocks import (
    Block,
    Bullets,
    Chart,
    Fold,
    Paragraph,
    Section,
    Sheet,
    Table,
    write_sheet,
)
from experiments.show.drawing import Drawings, drawing, write_charts
from experiments.show.files import folder, write, write_csv, write_json
from model.language import LANGS, catalogue, plain, say

FRONTIER, RUN = "capacity-frontier", "capacity-run"
"""The names of the charts among the drawings of a page."""


def write_capacity(of: Staffing, out: Path) -> Path:
    """Write the page, its charts, the answers, the run and the proof's queries into a folder."""
    folder(out)
    drawn = capacity_charts(of)
    write_charts(drawn, out)
    write_json(out / "capacity.json", staffing_data(of))
    if of.shown is not None and of.shown.run is not None:
        write_csv(out / "run.csv", run_table(of))
    if of.enough is not None and of.enough.proof is not None:
        for name, script in of.enough.proof.scripts().items():
            write(out / f"{name}.smt2", script.encode())
    sections = {one: [capacity_section(of, one)] for one in LANGS}
    words = catalogue()
    sheet = Sheet(words["capacity.page"], words["capacity.subtitle"], sections, drawn)
    return write_sheet(sheet, out / "index.html", lang)


def capacity_charts(of: Staffing) -> Drawings:
    """Draw the frontier, and the run where there is one to show."""
    drawn = {}
    for lang in LANGS:
        drawn[FRONTIER, lang] = drawing(frontier(of))
        if of.shown is not None and of.shown.run is not None:
            drawn[RUN, lang] = drawing(breaking_run(of, of.shown))
    return drawn


def capacity_section(of: Staffing) -> Section:
    """Return the answer, the run, the margins, the assumptions and how it was proved."""
    first, *rest = answer_words(of)
    blocks: list[Block] = [Paragraph(first, "lead"), *(Paragraph(one) for one in rest)]
    blocks += _run_blocks(of)
    blocks.append(_chart(FRONTIER, "capacity-frontier"))
    if of.least is not None or of.asked is not None:
        officers = people(of.found.officers)
        caption = say("capacity.table", officers=officers)
        blocks.append(Table(caption, margin_columns(), tuple(margin_rows(of))))
    blocks.append(Bullets(tuple(assumption_words(of))))
    blocks.append(Paragraph(say("capacity.scope"), "note"))
    how = tuple(say(f"capacity.how-{one}") for one in ("formula", "invariant", "run"))
    blocks.append(Fold(say("capacity.how"), (Bullets(how),)))
    title = say("capacity.section", regime=of.regime.name)
    return Section("capacity", title, tuple(blocks))


def _run_blocks(of: Staffing) -> list[Block]:
    refuted = of.shown
    if refuted is None:
        return []
    told = plain(" ").join([arithmetic(of, refuted), *late_words(of, refuted)])
    blocks: list[Block] = [Paragraph(told)]
    if refuted.run is not None:
        officers = people(refuted.officers)
        title = say("capacity.run-title", officers=officers)
        rows = tuple(day_row(one) for one in refuted.run.days)
        blocks.append(_chart(RUN, "capacity-run", officers=officers))
        table = Table(title, day_columns(of), rows, figures=True)
        blocks.append(Fold(title, (table,)))
    return blocks


def _chart(name: str, key: str, **values: str) -> Chart:
    title = say(f"chart.{key}.title", **values)
    return Chart(name, title, say(f"chart.{key}.note"))


def run_table(of: Staffing) -> pl.DataFrame:
    """Return the run as a table: one row for each day and duty."""
    assert of.shown is not None
    assert of.shown.run is not None
    return pl.DataFrame(
        [
            {
                "day": row.number,
                "rule": rule.id,
                "arrived": row.arrived[place],
                "done": row.done[place],
                "waiting": row.waiting[place],
            }
            for row in of.shown.run.days
            for place, rule in enumerate(of.rules)
        ]
    )
