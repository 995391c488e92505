"""``shenguan diff``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from experiments.command import GOOD, UNKNOWN
from experiments.command.options import chosen_calendar, chosen_properties, chosen_regimes
from experiments.diff.ask import Pairing, orders_data, pairing, pairing_data
from experiments.diff.changes import change_lines
from experiments.diff.order import Order, ordered
from experiments.diff.words import (
    bounds_table,
    dominance_lines,
    heading,
    order_lines,
    order_title,
    pareto_table,
    reading_words,
    refusals,
    shifted,
    strictness_line,
    summary,
    witness_heading,
    witness_lines,
)
from experiments.show.terminal import console, print_table, progress
from model.calendar import Calendar
from model.deadline import Reading
from model.language import Complaint, Lang, say
from model.property import Property
from model.regime import Regime
from verify.diff import Strictness
from verify.guarantees import verify
from verify.verdict import Assume

_MANY = 12
_SHOWN = 2


def run(
    lang: Lang,
    regimes: tuple[str, ...],
    names: tuple[str, ...],
    reading: Reading,
    calendar: Path | None,
    out: Path | None,
    as_json: bool,
) -> int:
    """Compare two regimes, or order several; print, and return the exit status."""
    chosen, properties = _chosen(regimes), chosen_properties(names)
    days = chosen_calendar(calendar)
    if len(chosen) == 2:
        return _two(lang, chosen, properties, bool(names), reading, days, out, as_json)
    return _many(lang, chosen, properties, bool(names), reading, days, out, as_json)


def _chosen(names: tuple[str, ...]) -> tuple[Regime, ...]:
    """The regimes; one named twice is held against itself."""
    chosen = chosen_regimes(names)
    if len(names) < 2:
        raise Complaint("diff.few", count=len(names))
    return chosen if len(chosen) > 1 else (chosen[0], chosen[0])


def _two(
    lang: Lang,
    chosen: tuple[Regime, ...],
    properties: list[Property],
    named: bool,
    reading: Reading,
    days: Calendar,
    out: Path | None,
    as_json: bool,
) -> int:
    old, new = chosen
    with progress(say("diff.progress").in_(lang), 4) as advance:
        found = pairing(old, new, properties, reading, days, named, advance)
    data = pairing_data(found)
    if as_json:
        click.echo(_text(data))
    else:
        _print(found, lang)
    if out is not None:
        from experiments.diff.page import write_pairing

        _written(write_pairing(found, out, _text(data)), lang, as_json)
    return UNKNOWN if found.unknown else GOOD


def _many(
    lang: Lang,
    chosen: tuple[Regime, ...],
    properties: list[Property],
    named: bool,
    reading: Reading,
    days: Calendar,
    out: Path | None,
    as_json: bool,
) -> int:
    verdicts = []
    with progress(say("diff.progress").in_(lang), len(chosen)) as advance:
        for regime in chosen:
            verdicts += verify(regime, properties, [reading], calendar=days)
            advance()
    orders = [ordered(chosen, verdicts, assume, reading, named) for assume in Assume]
    data = orders_data(orders)
    if as_json:
        click.echo(_text(data))
    else:
        _print_orders(orders, lang)
    if out is not None:
        from experiments.diff.page import write_orders

        _written(write_orders(orders, out, _text(data)), lang, as_json)
    return UNKNOWN if any(one.undecided for one in orders) else GOOD


def _text(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1)


def _written(file: Path, lang: Lang, as_json: bool) -> None:
    click.echo(say("diff.written", file=file).in_(lang), err=as_json)


def _print(found: Pairing, lang: Lang) -> None:
    _print_changes(found, lang)
    _print_guarantees(found, lang)
    _title(say("diff.strictness").in_(lang))
    if found.forth.holds and found.back.holds:
        click.echo("  " + say("diff.equally").in_(lang))
    for side in (found.forth, found.back):
        _print_strictness(side, lang)
    click.echo()
    _title(say("diff.dominance").in_(lang))
    for line in dominance_lines(found):
        click.echo(f"  {line}")
    click.echo("\n" + say("diff.scope").in_(lang))


def _print_changes(found: Pairing, lang: Lang) -> None:
    changes = found.difference
    _title(heading(changes).in_(lang))
    lines = change_lines(changes)
    if not lines:
        click.echo(say("diff.none").in_(lang) + "\n")
        return
    click.echo(summary(changes).in_(lang))
    one_sided = len(changes.added) + len(changes.removed)
    if one_sided > _MANY:
        orders = len(changes.orders_added) + len(changes.orders_removed)
        ends = len(lines) - orders
        lines = lines[: ends - one_sided] + lines[ends:]
        counts = {"removed": len(changes.removed), "added": len(changes.added)}
        lines.append(
            say("diff.many", old=changes.old.name, new=changes.new.name, **counts).in_(lang)
        )
    for line in lines:
        click.echo(f"  {line}")
    click.echo()


def _print_guarantees(found: Pairing, lang: Lang) -> None:
    """Print what becomes of the guarantees; of a second reading only what it alone has."""
    before: object = None
    for reading in found.readings:
        title, columns, rows, notes = shifted(found, reading)
        if (rows, notes) == before:
            words = reading_words(reading).in_(lang)
            click.echo(say("diff.same-shifts", reading=words).in_(lang) + "\n")
            continue
        before = rows, notes
        if rows:
            print_table(title, columns, rows)
        else:
            click.echo(title)
        click.echo("".join(f"{note}\n" for note in notes))


def _print_strictness(side: Strictness, lang: Lang) -> None:
    click.echo("  " + strictness_line(side).in_(lang))
    refused = refusals(side)
    for one in refused[:_SHOWN]:
        click.echo("    " + witness_heading(side, one).in_(lang))
        for line in witness_lines(one):
            click.echo("      " + line)
    if len(refused) > _SHOWN:
        click.echo("    " + say("diff.witness-more", count=len(refused) - _SHOWN).in_(lang))


def _title(text: str) -> None:
    console().print(text, style="bold", markup=False)


def _print_orders(orders: list[Order], lang: Lang) -> None:
    for order in orders:
        _title(order_title(order).in_(lang))
        for line in order_lines(order):
            click.echo(f"  {line}")
        click.echo()
    if orders[0].concerns:
        print_table(*pareto_table(orders))
        print_table(*bounds_table(orders))
    click.echo(say("diff.order-about").in_(lang))
