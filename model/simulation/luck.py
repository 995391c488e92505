"""What happens to happen with each act of each matter, whoever asks and whenever."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from model.rule import Obligation
from model.simulation.draws import Draws
from model.simulation.scenario import Scenario


class Luck(NamedTuple):
    """The streams of draws of one act in one kind of matter, by position.

    Attributes
    ----------
    overlooked
        The probability that the duty is overlooked where nobody has been warned.
    missed, leans, gives_up, waits_again
        Numbers in [0, 1) that lie below the probability of what they are named after where it
        happens: overlooking a duty, leaving it to its default, giving it up once overdue, and
        putting it off again and again.
    heedless
        Whether a prohibition of the act is overlooked.
    """

    work: list[int]
    wait: list[int] | None
    overlooked: float
    missed: list[float]
    heedless: list[bool]
    leans: list[float]
    gives_up: list[float]
    waits_again: list[float]


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
        if key not in self._drawn:
            self._drawn[key] = self._draw(kind, act, bearer)
        return self._drawn[key]

    def _draw(self, kind: str, act: str, bearer: str) -> Luck:
        task, count = self.scenario.task(act), self.positions[kind]
        conduct = self.scenario.conduct
        own = (bearer,) if bearer else ()
        work = self.draws.minutes(count, task.work, kind, act, "work", *own).tolist()
        wait = None
        if task.wait is not None:
            wait = self.draws.minutes(count, task.wait, kind, act, "wait", *own).tolist()

        def numbers(purpose: str, asked: object = True) -> list[float]:
            if asked is None:
                return []
            found: list[float] = self.draws.uniforms(count, kind, act, purpose, *own).tolist()
            return found

        overlooked = task.missed * conduct.attention.overlooked
        return Luck(
            work,
            wait,
            overlooked,
            numbers("missed"),
            [number < overlooked for number in numbers("heedless")],
            numbers("leaning", conduct.leaning),
            numbers("giving-up", conduct.giving_up),
            numbers("putting-off", conduct.putting_off),
        )
