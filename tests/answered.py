"""Stores of made-up replications, whose truth is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from experiments.answers.answer import Answer
from experiments.designs.point import Design
from experiments.measures.spans import SPANS
from experiments.running.frames import write_frames
from experiments.running.replication import Replication, Sample
from experiments.running.store import Store

MEAN = "time-without-supervisor.mean-of-ended.working-days"
ONE_WINDOW = ("    values: [1, 3]", "    values: [2]")
NOTHING = Sample((), (), ())
Figures = Callable[[str, int, int, np.random.Generator], dict[str, float | None]]


def made_up(
    folder: Path, of: Design, figures: Figures, samples: Mapping[str, Any] | None = None
) -> Path:
    """Write a store of made-up replications; luck is shared by all points of a seed."""
    store = Store(folder / "made-up", of)
    usual: dict[str, float | None] = {
        f"{span}.{one}": value
        for span in SPANS
        for one, value in (("begun", 100.0), ("censored", 0.0))
    }
    usual |= {"threads": 100.0, "claims.deemed": 0.0, "claims.performed": 100.0}
    spans = dict.fromkeys(SPANS, NOTHING)
    with store:
        for task in of.tasks():
            luck = np.random.default_rng(task.replication)
            regime, window = task.point.regime.id, int(task.point.levels["window"])
            own = figures(regime, window, task.replication, luck)
            found = Replication(
                task.point.key, task.seed, usual | own, {**spans, **(samples or {})}, {}
            )
            store.append(task, found)
    store.settle()
    write_frames(store)
    return store.path


def with_header(answer: Answer, **changes: Any) -> Answer:
    """Return an answer of results whose header says something else."""
    results = copy(answer.results)
    results.header = replace(results.header, **changes)
    return replace(answer, results=results)


def shorter(regime: str, window: int, number: int, luck: np.random.Generator) -> dict[str, Any]:
    """Auto-claim saves 2 days; both regimes share luck much larger than their own."""
    shared, own = luck.normal(10, 3), luck.normal(0, 0.2, 2)
    return {MEAN: shared + (own[0] - 2 if regime == "auto-claim" else own[1])}
