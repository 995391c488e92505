"""``shenguan experiment show``; and the page that a run leaves in its folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from experiments.command import options, values
from experiments.command.options import GOOD, REFUTED, UNKNOWN
from experiments.designs.point import Design
from experiments.running.store import LINES
from experiments.show.ours import written_names
from experiments.show.terminal import print_sheet
from model.language import Lang, Text, say
from model.visible import on_one_line

REPORT = "report"
"""The folder of the page within that of the results."""

NAMES = written_names(
    *("estimates.csv", "differences.csv", "hinges.csv"),
    charts=["course-*", "forest-*", "ecdf-*", "heat-*", "backlog", "tornado-*"],
)
"""The names of the files that belong to it."""


def parameters() -> list[click.Parameter]:
    """Return what the command takes."""
    folder = values.FolderType()
    measure = say("option.measure")
    return [
        click.Argument(["directory"], metavar="FOLDER", type=folder),
        options.option("--measure", "names", help=measure, multiple=True, metavar="MEASURE"),
        options.option("--out", help=say("option.experiment-page"), type=values.OutType(NAMES)),
        options.option("--files", help=say("option.experiment-files"), is_flag=True),
        options.unfold(),
    ]


def run(
    lang: Lang,
    directory: Path,
    names: tuple[str, ...],
    out: Path | None,
    unfold: bool = False,
    files: bool = False,
) -> int:
    """Print what the results answer, write the page where it is wanted, return the exit status."""
    from experiments.answers.lines import guarantee_lines  # verification takes long to load
    from experiments.experiment.ask import ask
    from experiments.experiment.page import sheet, write

    answered = ask(directory, names, cases=unfold or out is not None)
    if answered.broken:
        click.echo("\n".join(line.in_(lang) for line in guarantee_lines(answered.answer)), err=True)
    print_sheet(sheet(answered), lang, unfold)
    if out is not None:
        click.echo(on_one_line(str(write(answered, out, lang, files=files))))
    for line in _page_wanted(directory) if out is None else ():
        click.echo(line.in_(lang))
    return REFUTED if answered.broken else UNKNOWN if answered.failures else GOOD


def write_page(
    folder: Path, lang: Lang, *, files: bool = False, design: Design | None = None
) -> Path:
    """Write the page of a run into its folder and return it; it takes seconds.

    Parameters
    ----------
    design
        What was run; read from the folder unless given.
    files
        Whether every chart is written as files of its own too.
    """
    from experiments.experiment.ask import ask
    from experiments.experiment.page import write

    return write(ask(folder, design=design, cases=True), folder / REPORT, lang, files=files)


def _page_wanted(folder: Path) -> Iterator[Text]:
    """Say if the page in the folder of a run is missing or older than the results."""
    page, lines = folder / REPORT / "index.html", folder / LINES
    if not page.exists():
        yield say("experiment.page-missing", folder=folder, report=page.parent)
    elif lines.exists() and page.stat().st_mtime < lines.stat().st_mtime:
        yield say("experiment.page-old", folder=folder, report=page.parent)
