"""A clause of a text, and what could stand in its places: values as edits, each with its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from model.copies import family_of
from model.language import Text
from model.regime import Regime
from model.rule import Rule
from protocols.edits import TAKEN, Edit
from protocols.flow import same


@dataclass(frozen=True)
class Choice:
    """A value that could stand in a place of a clause, and whether it does.

    ``edit`` puts it there.
    """

    words: Text
    edit: Edit
    now: bool = False


@dataclass(frozen=True)
class Offer:
    """What could stand in one place: a key of the clause, what it is about, and the choices."""

    key: str
    label: Text
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Clause:
    """A rule of a text, and what its file says of it.

    Attributes
    ----------
    name
        By what edits name it.
    data
        Its data in the file, with edits; empty where the file has it nowhere, or twice.
    first
        Its data before all edits; empty where there were none.
    """

    regime: Regime
    rule: Rule
    name: str
    data: Mapping[str, Any]
    first: Mapping[str, Any]

    @cached_property
    def copied(self) -> bool:
        """Whether it stands for several rules: one of each bearer, or of each round."""
        return family_of(self.regime.families, self.rule.id) is not None

    def put(self, key: str, value: Any) -> Edit:
        """Return the edit that puts a value at a key; none at all where it takes nothing away."""
        return Edit(("rules", self.name, key), value)

    @cached_property
    def written(self) -> tuple[dict[str, Any], ...]:
        """What one could read in its place, each as the keys that would be otherwise."""
        reading = self.first.get("reading")
        each = reading if isinstance(reading, list) else [reading]
        named = (one.get("alternatives", {}) for one in each if isinstance(one, dict))
        rules = (other["rule"] for one in named for other in one.values())
        return tuple(rule for rule in rules if isinstance(rule, dict))


def is_as_first(edit: Edit, first: Mapping[str, Any]) -> bool:
    """Whether an edit of a key of a rule leaves it as it was at first."""
    key = edit.path[-1]
    if edit.value is TAKEN:
        return key not in first
    return key in first and same(first[key], edit.value)
