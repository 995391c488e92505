"""What an amendment has to achieve."""

from __future__ import annotations

from dataclasses import dataclass

from model.property import Property
from verify.verdict import Assume


@dataclass(frozen=True)
class Requirement:
    """A property that must hold within a number of working days under an assumption.

    ``within`` is at least 0; ``None`` asks for any finite bound.
    """

    property: Property
    within: int | None
    assume: Assume
