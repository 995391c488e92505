"""``shenguan experiment show``: the answer first, then its figures; and the page of a run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from experiments.command import GOOD, REFUTED, UNKNOWN
from experiments.running.header import read_header
from experiments.running.replication import known, nearest_measure
from experiments.running.store import LINES, failures
from experiments.show.lines import wrapped
from experiments.show.terminal import console, print_table
from model.language import Complaint, Lang, Text, say

if TYPE_CHECKING:
    from experiments.answers.answer import Answer

REPORT = "report"
"""The folder of the page within that of the results."""
_HEADING, _NAME, _BORDER = 20, 32, 3
"""Characters to a line of a heading and of a name; what a column takes beside its cells."""


def show(lang: Lang, directory: Path, names: tuple[str, ...], out: Path | None) -> int:
    """Print what the results answer, then the measures of interest at every point."""
    from experiments.answers.answer import answer  # verification and charts take long to load
    from experiments.answers.guarantees import broken
    from experiments.hinges.terminal import tell_hinges
    from experiments.measures.kinds import USUAL

    read_header(directory)
    for name in names:
        if not known(name):
            raise Complaint(
                "experiment.no-measure", name=name, near=nearest_measure(name) or USUAL[0]
            )
    found = answer(directory, names=names)
    kept = not any(True for _ in broken(found.guarantees or ()))
    _tell_answer(found, lang, kept)
    _tell_figures(found, lang)
    tell_hinges(found, lang)
    tell_failures(list(failures(directory)), lang)
    _tell_page(found, out, lang)
    return REFUTED if not kept else UNKNOWN if failures(directory) else GOOD


def write_page(folder: Path, lang: Lang) -> Path:
    """Write the page of a run into its folder and return it; it takes seconds."""
    from experiments.answers.answer import answer
    from experiments.experiment.page import write_experiment

    return write_experiment(answer(folder), folder / REPORT)


def _tell_answer(found: Answer, lang: Lang, kept: bool) -> None:
    from experiments.answers.lines import answer_lines, best_line, guarantee_lines
    from experiments.answers.peaks import peak_lines
    from experiments.answers.places import often
    from experiments.answers.wanted import precision_lines, selection_line

    click.echo(Text(**found.head["question"]).in_(lang))
    click.echo()
    guaranteed = guarantee_lines(found)
    if not kept:
        click.echo("\n".join([*guaranteed, ""]), err=True)
    ranked = selection_line(found).in_(lang) or best_line(found).in_(lang)
    held = guaranteed if kept else ()
    for line in (*answer_lines(found), ranked, *held, *peak_lines(found)):
        if line:
            click.echo(_item(line))
    wanted = found.head["replications"]
    if found.done < wanted and not failures(found.path):
        click.echo(say("experiment.partly", wanted=wanted, done=often(found).in_(lang)).in_(lang))
    for line in precision_lines(found):
        click.echo(line)


def _item(line: str) -> str:
    return f"- {line}"


def _tell_figures(found: Answer, lang: Lang) -> None:
    """Print the figures at every point, in as many tables as the width of the terminal asks for."""
    from experiments.answers.amounts import cell, cell_notes

    heads = [_wrapped(_axis(found, axis).in_(lang), _HEADING) for axis in found.axes]
    places = [
        [_wrapped(_value(found, axis, row).in_(lang), _NAME) for axis in found.axes]
        for row in found.rows
    ]
    columns = [
        [
            _wrapped(one.titled().in_(lang), _HEADING),
            *(cell(found.estimates[one.name, k]).in_(lang) for k in range(len(places))),
        ]
        for one in found.measures
    ]
    room = console().width - sum(_width([head, *cells]) for head, cells in _columns(heads, places))
    click.echo()
    for part in _parts(columns, room):
        rows = [[*place, *(one[k + 1] for one in part)] for k, place in enumerate(places)]
        title = say("answers.page.estimates").in_(lang)
        print_table(title, [*heads, *(one[0] for one in part)], rows)
    click.echo(say("experiment.legend").in_(lang))
    for line in cell_notes(found.estimates.values()):
        click.echo(line)


def _columns(
    heads: Sequence[str], rows: Sequence[Sequence[str]]
) -> Iterator[tuple[str, list[str]]]:
    for k, head in enumerate(heads):
        yield head, [row[k] for row in rows]


def _width(column: Sequence[str]) -> int:
    """The room that a column needs so that nothing in it is broken."""
    from rich.cells import cell_len

    return max(cell_len(line) for text in column for line in text.split("\n")) + _BORDER


def _wrapped(text: str, room: int) -> str:
    """Break a text into lines of so many characters, of which a Chinese one counts for two."""
    return wrapped(text, room / 2)


def _parts(columns: Sequence[list[str]], room: int) -> Iterator[list[list[str]]]:
    """Split columns so that each part fits into the room, one at the least in each."""
    part: list[list[str]] = []
    for one in columns:
        if part and sum(map(_width, [*part, one])) > room:
            yield part
            part = []
        part.append(one)
    yield part


def _axis(found: Answer, axis: str) -> Text:
    if axis in ("regime", "scenario"):
        return say(f"experiment.{axis}")
    return Text(**found.head["levels"][axis])


def _value(found: Answer, axis: str, row: Any) -> Text:
    in_level = axis not in ("regime", "scenario")
    return str(row[axis]) if in_level else found.label(axis, row[axis])


def _tell_page(found: Answer, out: Path | None, lang: Lang) -> None:
    """Write the page where it is wanted; else say if the one in the folder is missing or old."""
    if out is not None:
        from experiments.experiment.page import write_experiment

        click.echo(write_experiment(found, out))
        return
    page, lines = found.path / REPORT / "index.html", found.path / LINES
    if not page.exists():
        click.echo(say("experiment.page-missing", folder=found.path, report=page.parent).in_(lang))
    elif lines.exists() and page.stat().st_mtime < lines.stat().st_mtime:
        click.echo(say("experiment.page-old", folder=found.path, report=page.parent).in_(lang))


def tell_failures(found: list[dict[str, Any]], lang: Lang) -> None:
    """Say what could not be done: with its point and seed, one line for each reason."""
    if not found:
        return
    click.echo(say("experiment.failed-count", count=len(found)).in_(lang), err=True)

    def same(one: dict[str, Any]) -> tuple[str, str]:
        return one["key"], one["why"]["en"]

    for _, group in groupby(sorted(found, key=same), same):
        members = list(group)
        first = members[0]
        seeds = ", ".join(str(one["seed"]) for one in members[:3])
        if len(members) > 3:
            seeds += " " + say("experiment.more-seeds", count=len(members)).in_(lang)
        levels = "".join(f", {name} {value}" for name, value in first["levels"].items())
        about = {"regime": first["regime"], "scenario": first["scenario"], "levels": levels}
        line = say("experiment.failed", seeds=seeds, why=first["why"][lang], **about).in_(lang)
        click.echo("  " + line, err=True)
