"""``shenguan capacity``: can an office keep its duties, and how many officers does it take?"""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import click

from experiments.capacity.ask import Figures, Staffing, staffing
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
from experiments.command import GOOD, REFUTED, UNKNOWN
from experiments.command.options import chosen_calendar
from experiments.show.terminal import console, print_table
from model.deadline import Reading
from model.language import Lang, say
from protocols import library
from verify.capacity import Feasibility
from verify.capacity.demand import Order
from verify.verdict import Answer

_ROWS = 12
"""Days of a run that the terminal shows at the most."""


def run(
    lang: Lang,
    regime: str,
    rates: tuple[Fraction, ...],
    bursts: tuple[Fraction, ...],
    per_day: tuple[int, ...],
    officers: int | None,
    rules: tuple[str, ...],
    party: str | None,
    order: str,
    by_opening: bool,
    reading: Reading,
    calendar: Path | None,
    out: Path | None,
    as_json: bool,
) -> int:
    """Prove or refute, print, write what is asked for, and return the exit status."""
    found = staffing(
        library.find(regime),
        party,
        rules,
        Figures(rates, bursts, per_day),
        officers,
        reading,
        chosen_calendar(calendar),
        Order(order),
        by_opening,
    )
    if as_json:
        click.echo(json.dumps(staffing_data(found), ensure_ascii=False, indent=1))
    else:
        _print(found, lang)
    if out is not None:
        from experiments.capacity.page import write_capacity

        file = write_capacity(found, out)
        click.echo(say("capacity.written", file=file).in_(lang), err=as_json)
    return status(found)


def status(found: Staffing) -> int:
    """Return the exit status: that of the verdict on what was asked, or on the fewest officers."""
    return {Answer.PROVED: GOOD, Answer.REFUTED: REFUTED}.get(found.found.answer, UNKNOWN)


def _print(found: Staffing, lang: Lang) -> None:
    out = console()
    first, *rest = answer_words(found).in_(lang)
    out.print(first, style="bold", markup=False)
    for line in rest:
        out.print(line, markup=False)
    if found.shown is not None:
        _print_run(found, found.shown, lang)
    out.print()
    if found.least is not None or found.asked is not None:
        title = say("capacity.table", officers=people(found.found.officers).in_(lang)).in_(lang)
        print_table(title, margin_columns(), margin_rows(found))
    for line in [*assumption_words(found), say("capacity.scope").in_(lang)]:
        out.print(line, markup=False)


def _print_run(found: Staffing, refuted: Feasibility, lang: Lang) -> None:
    out = console()
    if refuted.run is not None:
        rows = [day_row(one) for one in refuted.run.days]
        if len(rows) > _ROWS:
            columns = len(rows[0])
            rows = [*rows[: _ROWS // 2], ("…",) * columns, *rows[-_ROWS // 2 :]]
        title = say("capacity.run-title", officers=people(refuted.officers).in_(lang)).in_(lang)
        out.print()
        print_table(title, day_columns(found), rows)
    for line in [*late_words(found, refuted), arithmetic(found, refuted).in_(lang)]:
        out.print(line, markup=False)
