"""The usual way to seed a simulation: one stream of numbers, taken in the order of asking.

Two designs with the same seed then share their luck only until one of them asks for a number that
the other does not ask for. It stands here to be compared with the keyed draws that are used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from model.simulation.course import Course
from model.simulation.draws import Draws
from model.simulation.effort import Effort
from model.simulation.luck import Luck, Lucks
from model.simulation.scenario import Later


class OneStream(Draws):
    """Draws that forget what they are for. What is drawn ahead, the arrivals, stays common."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.generator = np.random.default_rng(seed)

    def uniforms(self, count: int, *stream: str, start: int = 0) -> NDArray[np.float64]:
        return self.generator.random(count)


class Asked(dict[int, Any]):
    """A stream of which each number is drawn when it is first asked for."""

    def __init__(self, draw: Callable[[], Any]) -> None:
        super().__init__()
        self.draw = draw

    def __missing__(self, place: int) -> Any:
        self[place] = self.draw()
        return self[place]


def _lucks(self: Lucks, kind: str, act: str, bearer: str) -> Luck:
    task, draws, conduct = self.scenario.task(act), self.draws, self.scenario.conduct
    overlooked = task.missed * conduct.attention.overlooked

    def one() -> float:
        return float(draws.uniforms(1)[0])

    def minutes(effort: Effort) -> Any:
        return Asked(lambda: int(draws.minutes(1, effort)[0]))

    numbers: list[Any] = [Asked(one) for _ in range(5)]
    wait = None if task.wait is None else minutes(task.wait)
    return Luck(minutes(task.work), wait, task.at_once, overlooked, *numbers)


def _course(self: Course, kind: str, later: Later) -> Any:
    key, draws = (kind, id(later)), self.draws
    if key not in self._luck:
        comes = Asked(lambda: bool(draws.uniforms(1)[0] < later.probability))
        days = Asked(lambda: int(draws.days(1, later.days)[0]))
        shares = Asked(lambda: float(draws.uniforms(1)[0]))
        self._luck[key] = (comes, days, shares)  # type: ignore[assignment]
    return self._luck[key]


@contextmanager
def one_stream() -> Iterator[None]:
    """Let every year simulated meanwhile take all its draws from one stream."""
    with (
        patch("model.simulation.year.Draws", OneStream),
        patch(
            "model.simulation.compiled.support.is_ready", lambda: False
        ),  # the compiled engine draws its own
        patch.object(Lucks, "_draw", _lucks),
        patch.object(Course, "_luck_of", _course),
    ):
        yield
