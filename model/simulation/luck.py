"""What happens to happen with each act of each matter, whoever asks and whenever."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from model.rule import Obligation
from model.simulation.draws import Draws
from model.simulation.effort import Effort
from model.simulation.scenario import Scenario


class Luck(NamedTuple):
    """The streams of draws of one act in one kind of matter, by position.

    Attributes
    ----------
    at_once
        Whether its duty is known the moment it arises.
    overlooked
        The probability that the duty is overlooked where nobody has been warned.
    missed, heedless, leans, gives_up, waits_again
        Numbers in [0, 1) that lie below the probability of what they are named after where it
        happens: overlooking a duty, overlooking a prohibition of the act, leaving it to its
        default, giving it up once overdue, and putting it off again and again.
    """

    work: Sequence[int]
    wait: Sequence[int] | None
    at_once: bool
    overlooked: float
    missed: Sequence[float]
    heedless: Sequence[float]
    leans: Sequence[float]
    gives_up: Sequence[float]
    waits_again: Sequence[float]


class Lucks:
    """Draws the luck of an act when it is first asked for.

    Parameters
    ----------
    positions
        For each kind of matter, how many positions its streams of draws have.
    """

    def __init__(self, scenario: Scenario, draws: Draws, positions: Mapping[str, int]) -> None:
        self.scenario = scenario
        self.draws = draws
        self.positions = positions
        self._drawn: dict[tuple[str, str, str], Luck] = {}

    def of(self, kind: str, rule: object, act: str, party: str) -> Luck:
        """Return the luck of an act in a kind of matter; joint bearers have each their own."""
        bearer = party if isinstance(rule, Obligation) and party in rule.jointly else ""
        key = (kind, act, bearer)
        found = self._drawn.get(key)
        if found is None:
            found = self._drawn[key] = self._draw(kind, act, bearer)
        return found

    def _draw(self, kind: str, act: str, bearer: str) -> Luck:
        task, count = self.scenario.task(act), self.positions[kind]
        conduct = self.scenario.conduct
        own = (bearer,) if bearer else ()

        def minutes(purpose: str, effort: Effort) -> Sequence[int]:
            return array("q", self.draws.minutes(count, effort, kind, act, purpose, *own).tobytes())

        def numbers(purpose: str, asked: object = True) -> Sequence[float]:
            drawn = 0 if asked is None else count
            return array("d", self.draws.uniforms(drawn, kind, act, purpose, *own).tobytes())

        return Luck(
            minutes("work", task.work),
            None if task.wait is None else minutes("wait", task.wait),
            task.at_once,
            task.missed * conduct.attention.overlooked,
            numbers("missed"),
            numbers("heedless"),
            numbers("leaning", conduct.leaning),
            numbers("giving-up", conduct.giving_up),
            numbers("putting-off", conduct.putting_off),
        )
