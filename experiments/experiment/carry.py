"""Carrying out a design: what is still to be done is simulated, and tables are made of all."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from experiments.answers.sequential import Enough
from experiments.designs.point import Design, Task
from experiments.running.frames import forget_frames, write_frames
from experiments.running.lock import alone
from experiments.running.loop import Watch, run
from experiments.running.ours import LINES, LOG, passable, spare
from experiments.running.pools import Pool
from experiments.running.prepared import prepare
from experiments.running.replication import replicate
from experiments.running.store import Store
from model.simulation.engine import Engine


@contextmanager
def opened(design: Design, place: Path, resume: bool = False) -> Iterator[Store]:
    """Yield the results of a design in a folder that no other run writes to.

    At the end, unless it is interrupted, the tables are made of all there is.

    Raises
    ------
    Complaint
        As :class:`~experiments.running.store.Store`, and where another run is at work.
    """
    passable(place)
    if not (place / LINES).exists():
        spare(place, design)  # before the log is begun, which may be somebody's own
    with alone(place):
        store = Store(place, design, resume)
        forget_frames(place)
        yield store
        store.settle()
        write_frames(store)


def carry_out(
    store: Store,
    pool: Callable[[], Pool],
    done: Callable[[], None] = lambda: None,
    planned: Callable[[int], None] = lambda _: None,
    compiling: Callable[[], None] = lambda: None,
    engine: Engine | None = None,
) -> None:
    """Do what is still to be done; a log in the folder says what was done when.

    Parameters
    ----------
    pool
        Makes those who do the work, if there is any.
    done
        Called after each replication.
    planned
        Called with the number of replications to do, at first and whenever more are wanted.
    compiling
        Called before the engine is compiled, once for this machine.
    engine
        What runs the years; the compiled one where it can be unless given.

    Raises
    ------
    Complaint
        As :func:`~experiments.running.loop.run`, and where the engine is not installed or cannot
        run every point.
    """
    enough = Enough(store.design)
    if next(store.tasks(), None) is None and enough(store) is None:
        return

    def note(line: str) -> None:
        """Append to the log; where that fails, as on a full disk, results matter more."""
        with suppress(OSError), (store.path / LOG).open("a", encoding="utf-8") as log:
            log.write(f"{datetime.now().isoformat(timespec='seconds')} {line.rstrip()}\n")

    def noted(task: Task) -> None:
        note(f"{task.point.key} replication {task.replication} seed {task.seed}")
        done()

    def begun(rest: int) -> None:
        note(f"{rest} to do")
        planned(rest)

    matters = sum(task.point.scenario.yearly for task in store.tasks())
    engine = prepare(store.design, engine, matters, compiling)
    workers = pool()
    note(f"begun on {socket.gethostname()}, {type(workers).__name__}")
    asked: dict[str, Any] = {} if engine is None else {"engine": engine}
    if not store.design.single_spans:
        asked["single_spans"] = False
    work = partial(replicate, **asked) if asked else replicate
    run(store, workers, Watch(noted, note, begun), work, further=enough)
    note("ended")
