"""Members of enumerations and named tuples that cost no more than their plain kin."""

from __future__ import annotations

from enum import Enum
from typing import TypeVar

_Some = TypeVar("_Some", bound=Enum)

made = tuple.__new__
"""Makes a named tuple of all its fields in their order; a call of its class takes twice as long."""


def plain(kind: type[_Some]) -> type[_Some]:
    """Keep the members of an enumeration as plain attributes of its class, as Python 3.12 does.

    Python 3.11 calls a function at each look, which takes ten times as long; a step of a run looks
    a dozen times.
    """
    for name, member in kind.__members__.items():
        type.__setattr__(kind, name, member)
    return kind
