"""Looks of lines that can be told apart with any colour vision and in black and white."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from experiments.show.canvas import BLACK, BLUE, GREEN, GREY, ORANGE, PURPLE, SKY, VERMILION


@dataclass(frozen=True, slots=True)
class Look:
    """A colour, and a dash and a marker that say again what it says."""

    colour: str
    dash: str
    marker: str

    def line(self) -> dict[str, Any]:
        """Return the look as settings of a line."""
        return {"color": self.colour, "ls": self.dash, "marker": self.marker}


LOOKS = (
    Look(BLUE, "-", "o"),
    Look(VERMILION, "--", "s"),
    Look(GREEN, "-.", "^"),
    Look(ORANGE, ":", "D"),
    Look(PURPLE, "-", "v"),
    Look(SKY, "--", "P"),
    Look(BLACK, "-.", "X"),
    Look(GREY, ":", "*"),
)
