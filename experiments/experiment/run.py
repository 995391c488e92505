"""``shenguan experiment run``."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
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
from experiments.answers.sequential import Enough
from experiments.command import GOOD, UNKNOWN
from experiments.designs.point import Task
from experiments.experiment.show import tell_failures, write_page
from experiments.running.frames import forget_frames, write_frames
from experiments.running.lock import alone
from experiments.running.loop import Watch
from experiments.running.loop import run as run_loop
from experiments.running.pools import Cluster, Pool, Processes
from experiments.running.store import LOG, Store
from model.language import Complaint, Lang, say


def run(
    lang: Lang,
    design: str,
    out: Path | None,
    workers: int | None,
    cluster: str | None,
    resume: bool,
    no_page: bool = False,
) -> int:
    """Do what is still to be done, write the tables and the page, and return the exit status."""
    if cluster and workers:
        raise Complaint("experiment.workers-and-cluster")
    found = designs.find(design)
    place = out or Path("out") / found.id
    with alone(place):
        store = Store(place, found, resume)
        if store.damaged:
            click.echo(say("experiment.damaged").in_(lang), err=True)
        _tell_beginning(store, lang)
        forget_frames(place)
        try:
            _run(store, partial(_pool, workers, cluster), lang)
        except KeyboardInterrupt:
            click.echo(
                say("experiment.interrupted", done=len(store), folder=place).in_(lang), err=True
            )
            raise
        store.settle()
        write_frames(store)
    click.echo(say("experiment.finished", done=len(store), folder=place).in_(lang))
    tell_failures(store.failures, lang)
    if len(store) and not no_page:
        click.echo(say("experiment.page-writing").in_(lang), err=True)
        click.echo(write_page(place, lang))
    return UNKNOWN if store.failures else GOOD


def _pool(workers: int | None, cluster: str | None) -> Pool:
    return Cluster(cluster) if cluster else Processes(workers or os.cpu_count() or 1)


def _tell_beginning(store: Store, lang: Lang) -> None:
    design = store.design
    rest = sum(1 for _ in store.tasks())
    values = {"points": len(design.main), "replications": design.replications}
    line = say("experiment.begun", design=design.id, done=len(store), rest=rest, **values).in_(lang)
    click.echo(line, err=True)
    if (given := design.assumptions) is not None:
        sampled = sum(one.row is not None for one in design.points)
        alone = len(design.points) - len(design.main) - sampled
        for key, points, each in (
            ("begun", alone, given.replications),
            ("begun-sampled", sampled, given.sample_replications),
        ):
            if points:
                told = say(f"hinges.{key}", points=points, replications=each).in_(lang)
                click.echo(told, err=True)


def _run(store: Store, pool: Callable[[], Pool], lang: Lang) -> None:
    enough = Enough(store.design)
    if next(store.tasks(), None) is None and enough(store) is None:
        return
    with _bar() as bar:

        def note(line: str) -> None:
            """Append to the log; where that fails, as on a full disk, results matter more."""
            with suppress(OSError), (store.path / LOG).open("a", encoding="utf-8") as log:
                log.write(f"{datetime.now().isoformat(timespec='seconds')} {line.rstrip()}\n")

        def done(task: Task) -> None:
            note(f"{task.point.key} replication {task.replication} seed {task.seed}")
            bar.done()

        def planned(rest: int) -> None:
            note(f"{rest} to do")
            if bar.planned(rest) and rest:
                click.echo(say("experiment.further", rest=rest).in_(lang), err=True)

        workers = pool()
        note(f"begun on {socket.gethostname()}, {type(workers).__name__}")
        run_loop(store, workers, Watch(done, note, planned), further=enough)
        note("ended")


class _Bar:
    """How far a run is."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.task: TaskID | None = None
        self.total = 0

    def planned(self, rest: int) -> bool:
        """Lengthen it by what is to be done; whether there was something before."""
        before = self.task is not None
        self.total += rest
        if self.task is None:
            self.task = self.progress.add_task("", total=self.total)
        else:
            self.progress.update(self.task, total=self.total)
        return before

    def done(self) -> None:
        """Say that one more is done."""
        if self.task is not None:
            self.progress.advance(self.task)


@contextmanager
def _bar() -> Iterator[_Bar]:
    """Show how far a run is and what time is left, if standard error is a terminal."""
    columns = (
        TextColumn(say("experiment.progress")),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn(say("experiment.left")),
        TimeRemainingColumn(),
    )
    shown = sys.stderr.isatty()
    with Progress(*columns, console=Console(stderr=True), disable=not shown) as progress:
        yield _Bar(progress)
