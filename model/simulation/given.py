"""Matters that are given: those of a log, in the place of those that luck would bring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from model.instant import MINUTES, day_of
from model.simulation.draws import THREADS
from model.simulation.scenario import MatterKind, Scenario


@dataclass(frozen=True, slots=True)
class Given:
    """One matter that is known to have come.

    What it does not say is drawn as that of any other matter of its kind.

    Attributes
    ----------
    kind
        The kind of matter of the scenario that it is one of.
    at
        The instant at which it arrived; at any time of any day.
    departments
        The supervising departments concerned, by their names; drawn where there are none.
    attributes
        Facts of it, among those of its kind.
    """

    kind: str
    at: int
    departments: tuple[str, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict, hash=False)


class Givens:
    """The matters given of a year and its warm-up, in the order of their numbers.

    Matters of a kind are numbered by instant; those of one instant as they are given.

    Raises
    ------
    ValueError
        For a kind, a department, a fact or a value of one that the scenario does not have.
    """

    def __init__(self, given: Sequence[Given], scenario: Scenario, first: date, last: date) -> None:
        self._places = {one.id: place for place, one in enumerate(scenario.supervising)}
        begin, end = day_of(first) * MINUTES, day_of(last) * MINUTES
        kinds = {kind.id: kind for kind in scenario.matters}
        self._of: dict[str, list[Given]] = {name: [] for name in kinds}
        for one in sorted(given, key=lambda one: one.at):
            if one.kind not in kinds:
                raise ValueError(f"no kind of matter of the scenario is called '{one.kind}'")
            _check(one, kinds[one.kind], self._places)
            if begin <= one.at < end:
                self._of[one.kind].append(one)

    def of(self, kind: MatterKind) -> list[Given]:
        """Return the matters of a kind; the first has number 0."""
        return self._of[kind.id]

    def about(self, one: Given) -> tuple[int, ...]:
        """Return the places of its departments among those that supervise; none if drawn."""
        return tuple(self._places[name] for name in one.departments)

    def stride(self, kind: MatterKind) -> int:
        """Return how many positions each matter of a kind needs for its departments."""
        return max([THREADS, *(len(one.departments) for one in self.of(kind))])


def _check(one: Given, kind: MatterKind, departments: Mapping[str, int]) -> None:
    """Refuse what the scenario could not have drawn."""
    if unknown := [name for name in one.departments if name not in departments]:
        raise ValueError(f"no supervising department is called '{unknown[0]}'")
    for name, value in one.attributes.items():
        if value not in kind.attributes.get(name, ()):
            raise ValueError(f"matters of '{kind.id}' cannot have '{name}: {value}'")
