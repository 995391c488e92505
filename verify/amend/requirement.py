"""What an amendment has to achieve."""

from __future__ import annotations

from dataclasses import dataclass

from model.property import Property
from verify import arguments
from verify.verdict import Assume


@dataclass(frozen=True)
class Requirement:
    """A property that must hold within a number of working days under an assumption.

    ``within`` is at least 0; ``None`` asks for any finite bound. ``assume`` may be given by name.
    """

    property: Property
    within: int | None
    assume: Assume

    def __post_init__(self) -> None:
        arguments.instance(self.property, Property, "property", arguments.PROPERTY_HINT)
        object.__setattr__(self, "within", arguments.limit(self.within))
        object.__setattr__(self, "assume", arguments.assumption(self.assume))
