"""``shenguan list``: the shipped regimes."""

from __future__ import annotations

import click

from experiments.show.blocks import Cell, Section, Table
from experiments.show.terminal import print_sheet
from model.language import NOTHING, Lang, Text, plain, say
from model.regime import Regime
from protocols import library


def parameters() -> list[click.Parameter]:
    """Return what the command takes: nothing."""
    return []


def run(lang: Lang) -> None:
    """Print a table of the shipped regimes, and one of the laws that stand above them."""
    print_sheet(section([library.find(name) for name in library.REGIMES]), lang)
    laws = [library.find(name) for name in library.LAWS]
    print_sheet(section(laws, say("list.laws")), lang)


def section(regimes: list[Regime], title: Text | None = None) -> Section:
    """Return a table of regimes and their documents."""
    columns = (
        NOTHING,
        say("list.document"),
        say("list.level"),
        say("list.issued"),
        say("list.in-force"),
        say("list.rules"),
    )
    table = Table(title or say("list.title"), columns, tuple(_row(regime) for regime in regimes))
    return Section("regimes", NOTHING, (table,))


def _row(regime: Regime) -> tuple[Cell, ...]:
    document = regime.document

    in_force = plain(str(document.in_force)) if document.in_force else say("list.not-stated")
    return (
        Text(f"{regime.name.zh} {regime.id}", regime.id),
        document.title + (f"  {document.number}" if document.number else ""),
        document.level,
        str(document.issued),
        in_force,
        str(len(regime.written)),
    )
