"""``shenguan experiment run``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from experiments import designs
from experiments.command import options, values
from experiments.command.options import GOOD, UNKNOWN
from experiments.experiment.carry import carry_out, opened
from experiments.experiment.show import NAMES, REPORT, write_page
from experiments.experiment.words import failure_lines
from experiments.running.pools import Cluster, Pool, Processes
from experiments.running.store import Store
from experiments.show.ours import spare_folder
from experiments.show.presumed import presumed_words
from model.language import Complaint, Lang, Text, say
from model.simulation.engine import Engine
from model.visible import on_one_line


def parameters() -> list[click.Parameter]:
    """Return what the command takes."""
    folder, processes = values.FolderType(), click.IntRange(1, 1024)
    return [
        click.Argument(["design"], metavar="DESIGN"),
        options.option("--out", help=say("option.experiment-out"), type=folder),
        options.option("--workers", help=say("option.workers"), type=processes, metavar="NUMBER"),
        options.option("--cluster", help=say("option.cluster"), metavar="ADDRESS"),
        options.engine(),
        options.option("--resume", help=say("option.resume"), is_flag=True),
        options.option("--no-page", help=say("option.no-page"), is_flag=True),
        options.option("--files", help=say("option.experiment-files"), is_flag=True),
    ]


def run(
    lang: Lang,
    design: str,
    out: Path | None,
    workers: int | None,
    cluster: str | None,
    resume: bool,
    no_page: bool = False,
    engine: str | None = None,
    files: bool = False,
) -> int:
    """Do what is still to be done, write the tables and the page, and return the exit status."""
    if cluster and workers:
        raise Complaint("experiment.workers-and-cluster")
    asked = designs.find(design)
    place = out or Path("out") / asked.id
    if not no_page:
        spare_folder(place / REPORT, NAMES)
    with opened(asked, place, resume) as store:
        for line in _beginning(store):
            click.echo(line.in_(lang), err=True)
        try:
            with _bar(lang) as bar:
                pool = partial(_pool, workers, cluster)
                asked_for = Engine(engine) if engine else None
                carry_out(store, pool, bar.done, bar.planned, bar.compiling, asked_for)
        except KeyboardInterrupt:
            words = say("experiment.interrupted", done=len(store), folder=place)
            click.echo(words.in_(lang), err=True)
            raise
    click.echo(say("experiment.finished", done=len(store), folder=place).in_(lang))
    if store.failures:
        words = say("experiment.failed-count", count=len(store.failures))
        for line in (words, *("  " + each for each in failure_lines(store.failures))):
            click.echo(line.in_(lang), err=True)
    if len(store) and not no_page:
        click.echo(say("experiment.page-writing").in_(lang), err=True)
        click.echo(on_one_line(str(write_page(place, lang, files=files, design=asked))))
    return UNKNOWN if store.failures else GOOD


def _pool(workers: int | None, cluster: str | None) -> Pool:
    return Cluster(cluster) if cluster else Processes(workers or os.cpu_count() or 1)


def _beginning(store: Store) -> Iterator[Text]:
    """Say how much there is to do."""
    yield from store.aside
    if store.damaged:
        yield say("experiment.damaged", lines=", ".join(map(str, store.damaged)))
    design = store.design
    yield say(
        "experiment.begun",
        design=design.id,
        points=len(design.main),
        replications=design.replications,
        done=len(store),
        rest=sum(1 for _ in store.tasks()),
    )
    if warned := presumed_words(year for one in design.main for year in one.calendar.presumed):
        yield warned
    if (given := design.assumptions) is not None:
        sampled = sum(point.row is not None for point in design.points)
        if alone := len(design.points) - len(design.main) - sampled:
            yield say("hinges.begun", points=alone, replications=given.replications)
        if sampled:
            replications = given.sample_replications
            yield say("hinges.begun-sampled", points=sampled, replications=replications)


class _Bar:
    """How far a run is."""

    def __init__(self, progress: Progress, lang: Lang) -> None:
        self.progress = progress
        self.lang = lang
        self.task: TaskID | None = None
        self.total = 0

    def planned(self, rest: int) -> None:
        """Lengthen it by what is to be done; say so where more follows than was known."""
        self.total += rest
        if self.task is None:
            self.task = self.progress.add_task("", total=self.total)
            return
        self.progress.update(self.task, total=self.total)
        if rest:
            click.echo(say("experiment.further", rest=rest).in_(self.lang), err=True)

    def compiling(self) -> None:
        """Say why it takes a while until it begins."""
        click.echo(say("cli.compiling").in_(self.lang), err=True)

    def done(self) -> None:
        """Say that one more is done."""
        if self.task is not None:
            self.progress.advance(self.task)


@contextmanager
def _bar(lang: Lang) -> Iterator[_Bar]:
    """Show how far a run is and what time is left, if standard error is a terminal."""
    columns = (
        TextColumn(say("experiment.progress").in_(lang)),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn(say("experiment.left").in_(lang)),
        TimeRemainingColumn(),
    )
    shown = sys.stderr.isatty()
    with Progress(*columns, console=Console(stderr=True), disable=not shown) as progress:
        yield _Bar(progress, lang)
