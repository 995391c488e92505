"""What conclusions hang on, in the terminal."""

from __future__ import annotations

import click

from experiments.answers.answer import Answer
from experiments.designs.assumption import Group
from experiments.hinges.words import (
    columns,
    conclusion_line,
    hinge_lines,
    notes,
    shaken,
    title,
)
from experiments.hinges.words import rows as rows_of
from experiments.show.terminal import Cell, print_table
from model.language import Lang, say

_SHOWN = 2


def tell_hinges(found: Answer, lang: Lang) -> None:
    """Print what the first conclusions hang on: sentences, and one table for each."""
    for hinge in found.hinges[:_SHOWN]:
        click.echo()
        click.echo(conclusion_line(found, hinge.conclusion).in_(lang))
        for line in hinge_lines(hinge):
            click.echo("  " + line)
        heads = columns(hinge)
        shown: list[list[Cell]] = []
        group: Group | None = None
        before: list[str] = []
        for row in rows_of(hinge):
            if row.group is not group and row.group is not None:
                group = row.group
                words = say(f"hinges.group.{group}").in_(lang)
                shown.append([[(words, "bold")], *[""] * (len(heads) - 1)])
            again = bool(shown) and [*row.cells[:2]] == before
            shown.append(["", "", *row.cells[2:]] if again else [*row.cells])
            before = [*row.cells[:2]]
        print_table(title(hinge).in_(lang), heads, shown)
    if found.hinges:
        for line in notes(found.hinges[0], found.done):
            click.echo(line)
    for hinge in found.hinges[_SHOWN:]:
        if shaken(hinge):
            click.echo(conclusion_line(found, hinge.conclusion).in_(lang))
            for line in hinge_lines(hinge):
                click.echo("  " + line)
    if len(found.hinges) > _SHOWN:
        count = len(found.hinges) - _SHOWN
        click.echo(say("hinges.more", count=count, file="hinges.csv").in_(lang))
