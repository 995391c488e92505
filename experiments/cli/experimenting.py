"""``shenguan experiment run`` and ``shenguan experiment show``."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from experiments import designs
from experiments.cli import GOOD, REFUTED, UNKNOWN
from experiments.cli.output import print_table
from experiments.designs.point import Task
from experiments.replication import known, nearest_measure
from experiments.running.frames import forget_frames, points, write_frames
from experiments.running.loop import Watch
from experiments.running.loop import run as run_loop
from experiments.running.pools import Cluster, Pool, Processes
from experiments.running.store import LOG, Store, failures, read_header
from model.language import Complaint, Label, Lang, say


def run(
    lang: Lang,
    design: str,
    out: Path | None,
    workers: int | None,
    cluster: str | None,
    resume: bool,
) -> int:
    """Do what is still to be done, write the tables, and return the exit status."""
    found = designs.find(design)
    place = out or Path("out") / found.id
    store = Store(place, found, resume)
    _tell_beginning(store, lang)
    forget_frames(place)
    if next(store.tasks(), None) is not None:
        pool = Cluster(cluster) if cluster else Processes(workers or os.cpu_count() or 1)
        try:
            _run(store, pool, lang)
        except KeyboardInterrupt:
            click.echo(say("experiment.interrupted", lang, done=len(store), folder=place), err=True)
            raise
    store.settle()
    write_frames(store)
    click.echo(say("experiment.finished", lang, done=len(store), folder=place))
    _tell_failures(store.failures, lang)
    return UNKNOWN if store.failures else GOOD


def _tell_beginning(store: Store, lang: Lang) -> None:
    design = store.design
    rest = sum(1 for _ in store.tasks())
    values = {"points": len(design.points), "replications": design.replications}
    line = say("experiment.begun", lang, design=design.id, done=len(store), rest=rest, **values)
    click.echo(line, err=True)


def _run(store: Store, pool: Pool, lang: Lang) -> None:
    rest = sum(1 for _ in store.tasks())
    with _bar(rest, lang) as advance:

        def note(line: str) -> None:
            """Append to the log; where that fails, as on a full disk, results matter more."""
            with suppress(OSError), (store.path / LOG).open("a", encoding="utf-8") as log:
                log.write(f"{datetime.now().isoformat(timespec='seconds')} {line.rstrip()}\n")

        def done(task: Task) -> None:
            note(f"{task.point.key} replication {task.replication} seed {task.seed}")
            advance()

        note(f"begun on {socket.gethostname()}, {rest} to do, {type(pool).__name__}")
        run_loop(store, pool, Watch(done, note))
        note("ended")


@contextmanager
def _bar(steps: int, lang: Lang) -> Iterator[Callable[[], None]]:
    """Show how far a run is and what time is left, if standard error is a terminal."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn(say("experiment.progress", lang)),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn(say("experiment.left", lang)),
        TimeRemainingColumn(),
    )
    shown = sys.stderr.isatty()
    with Progress(*columns, console=Console(stderr=True), disable=not shown) as bar:
        task = bar.add_task("", total=steps)
        yield lambda: bar.advance(task)


def _tell_failures(found: list[dict[str, Any]], lang: Lang) -> None:
    """Say what could not be done: with its point and seed, one line for each reason."""
    if not found:
        return
    click.echo(say("experiment.failed-count", lang, count=len(found)), err=True)

    def same(one: dict[str, Any]) -> tuple[str, str]:
        return one["key"], one["why"]["en"]

    for _, group in groupby(sorted(found, key=same), same):
        members = list(group)
        first = members[0]
        seeds = ", ".join(str(one["seed"]) for one in members[:3])
        if len(members) > 3:
            seeds += " " + say("experiment.more-seeds", lang, count=len(members))
        levels = "".join(f", {name} {value}" for name, value in first["levels"].items())
        about = {"regime": first["regime"], "scenario": first["scenario"], "levels": levels}
        line = say("experiment.failed", lang, seeds=seeds, why=first["why"][lang], **about)
        click.echo("  " + line, err=True)


def show(lang: Lang, directory: Path, names: tuple[str, ...], out: Path | None) -> int:
    """Print the measures of interest at every point with their intervals, then what they answer."""
    import numpy as np

    from experiments.answers.estimates import Values, estimate
    from experiments.answers.kinds import USUAL, measure
    from experiments.running.frames import array
    from experiments.statistics.words import interval_words

    head = read_header(directory)
    for name in names:
        if not known(name):
            raise Complaint(
                "experiment.no-measure", name=name, near=nearest_measure(name) or USUAL[0]
            )
    asked = [measure(name) for name in names or head["measures"] or USUAL]
    values = Values(directory)
    rows = [
        [
            *_point(head, row, lang),
            *(interval_words(estimate(values, one, row["point"]), lang) for one in asked),
        ]
        for row in points(directory).iter_rows(named=True)
    ]
    columns = [say(f"experiment.{key}", lang) for key in ("regime", "scenario")]
    columns += [_label(label, lang) for label in head["levels"].values()]
    columns += [one.titled(lang) for one in asked]
    print_table(_label(head["question"], lang), columns, rows)
    click.echo(say("experiment.legend", lang))
    done = int((~np.isnan(array(directory, "threads"))).sum(axis=0).min())
    if done < head["replications"] and not failures(directory):
        click.echo(say("experiment.partly", lang, wanted=head["replications"], done=done))
    _tell_precision(directory, head["precision"], lang)
    _tell_failures(list(failures(directory)), lang)
    broken = not _tell_answer(directory, names, out, lang)
    return REFUTED if broken else UNKNOWN if failures(directory) else GOOD


def _tell_precision(directory: Path, wanted: dict[str, Any] | None, lang: Lang) -> None:
    """Say at every point whether the half-width that the design wants is reached, or what it takes.

    Raising ``replications`` and resuming goes on from here.
    """
    if wanted is None:
        return
    import numpy as np

    from experiments.answers.kinds import measure
    from experiments.running.frames import array
    from experiments.statistics.outcome_words import decision_words
    from experiments.statistics.stopping import StoppingRule

    half, most = wanted["half_width"], wanted["most"]
    rule = StoppingRule(half, level=wanted["confidence"], minimum=min(20, most), most=most)
    title = measure(wanted["measure"]).label(lang)
    click.echo(say("experiment.precision", lang, measure=title, half=half))
    for row in points(directory).iter_rows(named=True):
        values = array(directory, wanted["measure"])[:, row["point"]]
        told = decision_words(rule.judge(values[~np.isnan(values)]), lang)
        click.echo(f"  {', '.join(_point(read_header(directory), row, lang))}: {told}")


def _tell_answer(directory: Path, names: tuple[str, ...], out: Path | None, lang: Lang) -> bool:
    """Say the answer, write its page if wanted, and return whether every proved bound was kept."""
    from experiments.answers.answer import answer  # verification and charts take long to load
    from experiments.answers.guarantees import broken
    from experiments.answers.words import answer_lines, best_line, guarantee_lines

    found = answer(directory, names=names)
    kept = not any(True for _ in broken(found.guarantees or ()))
    for line in (*answer_lines(found, lang), best_line(found, lang)):
        if line:
            click.echo(line)
    for line in guarantee_lines(found, lang):
        click.echo(line, err=not kept)
    if out is not None:
        from experiments.report.experiment import write_experiment

        click.echo(write_experiment(found, out, lang))
    return kept


def _point(head: dict[str, Any], row: dict[str, Any], lang: Lang) -> list[str]:
    named = [
        _label(head["regimes"][row["regime"]], lang),
        _label(head["scenarios"][row["scenario"]], lang),
    ]
    return [*named, *(str(row[level]) for level in head["levels"])]


def _label(label: dict[str, str], lang: Lang) -> str:
    return Label(**label).in_(lang)
