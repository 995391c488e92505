"""Lists and guards, laid down one behind the other in one array while a world is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from model.simulation.compiled.codes import EMPTY
from model.vocabulary import Attribute, Guard

_NEVER_MET = (0, 0)
"""The first attribute, and none of its values."""


class Lists:
    """Collects lists, each once, and says where they begin."""

    def __init__(self, attributes: Mapping[str, Attribute]) -> None:
        self.attributes = list(attributes.values())
        self._column = {one.id: place for place, one in enumerate(self.attributes)}
        self._members: list[int] = [0]
        self._known: dict[tuple[int, ...], int] = {(): EMPTY}

    def of(self, members: Iterable[int]) -> int:
        """Return the place of a list."""
        whole = tuple(members)
        if whole not in self._known:
            self._known[whole] = len(self._members)
            self._members += [len(whole), *whole]
        return self._known[whole]

    def guard(self, guard: Guard) -> int:
        """Return the place of a guard; one that names what no case has is met by no value."""
        pairs: list[int] = []
        for name, allowed in guard.items():
            if name not in self._column:
                return self.of(_NEVER_MET)
            values = self.attributes[self._column[name]].values
            bits = sum(1 << place for place, value in enumerate(values) if value in allowed)
            pairs += [self._column[name], bits]
        return self.of(pairs)

    def members(self, place: int) -> list[int]:
        """Return the members of a list."""
        return self._members[place + 1 : place + 1 + self._members[place]]

    def array(self) -> Any:
        """Return all lists."""
        return np.array(self._members, dtype=np.int64)
