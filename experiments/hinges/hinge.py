"""A conclusion, and what becomes of it where something is assumed otherwise."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from experiments.answers.contrasts import Contrast
from experiments.designs.assumption import Assumption, Assumptions, Shown
from experiments.measures.measure import Measure
from experiments.statistics.interval import Estimate, Interval
from experiments.statistics.robustness import Robustness
from experiments.statistics.sensitivity import Share


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What is concluded of a measure.

    Attributes
    ----------
    point
        Number of a main point.
    contrast
        Its difference from another one; ``None`` where nothing is compared, and the conclusion is
        the estimate itself.
    """

    measure: Measure
    point: int
    contrast: Contrast | None = None

    @property
    def points(self) -> tuple[int, ...]:
        """The point, and the one it is compared with, if any."""
        return (self.point,) if self.contrast is None else (self.point, self.contrast.against)

    @property
    def sign(self) -> int:
        """The sign of the difference that is shown; 0 where none is."""
        if self.contrast is None or not self.contrast.differs:
            return 0
        difference = self.contrast.difference
        return int(np.sign(difference.estimate)) if isinstance(difference, Interval) else 0


class HingeVerdict(StrEnum):
    """What becomes of a conclusion where something is assumed otherwise."""

    HOLDS = "holds"
    TURNS = "turns"  # the difference is shown, with the other sign
    LOST = "lost"  # a difference is shown as usual, and none here, over the same seeds
    GONE = "gone"  # and there is none in any replication
    SHOWS = "shows"  # no difference was shown, and here one is
    OPEN = "open"  # no difference is shown, here or as usual
    MOVES = "moves"  # of an estimate: another figure is shown
    STAYS = "stays"  # of an estimate: no other figure is shown
    INCOMPARABLE = "incomparable"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Tried:
    """A conclusion where one assumption has another value.

    Attributes
    ----------
    there
        The difference, or the estimate, in the measure's unit.
    change
        The same minus what it is as usual, over the same seeds.
    p_value
        Holm's over all that is tried for the conclusion: of no difference there, of an estimate of
        no change; ``None`` where there is no interval.
    """

    name: str
    value: Shown
    there: Estimate
    change: Estimate
    p_value: float | None
    verdict: HingeVerdict


@dataclass(frozen=True, slots=True)
class Swing:
    """All that is tried of one assumption."""

    name: str
    assumption: Assumption
    tried: tuple[Tried, ...]

    @property
    def changes(self) -> tuple[Interval, ...]:
        """The changes of those that can be compared and are determined."""
        return tuple(
            tried.change
            for tried in self.tried
            if isinstance(tried.change, Interval) and tried.verdict is not HingeVerdict.INCOMPARABLE
        )

    @property
    def size(self) -> float | None:
        """Largest distance between any two of the changes and 0, by estimate.

        In the measure's unit; ``None`` where nothing can be compared. Values that cannot be are
        left out: the assumption may matter more.
        """
        ends = [0.0, *(change.estimate for change in self.changes)]
        return max(ends) - min(ends) if self.changes else None

    @property
    def low(self) -> float:
        """What that distance is at the least, by the intervals of the changes."""
        lows, highs = ([getattr(change, end) for change in self.changes] for end in ("low", "high"))
        return float(max([0.0, *lows]) - min([0.0, *highs]))

    @property
    def high(self) -> float:
        """What it is at the most; infinite where a value cannot be compared."""
        if len(self.changes) < len(self.tried):
            return math.inf
        lows, highs = ([getattr(change, end) for change in self.changes] for end in ("low", "high"))
        return float(max([0.0, *highs]) - min([0.0, *lows]))


@dataclass(frozen=True, slots=True)
class Hinge:
    """How much a conclusion hangs on each assumption.

    Attributes
    ----------
    usual
        The conclusion as usual, over the seeds of what is tried.
    enough
        Whether these seeds show the conclusion as usual, together with all that is tried; else they
        are too few to say that it is lost. True where no difference is concluded.
    level
        At which that interval and those of all that is tried hold together (Bonferroni).
    swings
        The largest first, by estimate.
    shares
        Of the variance over the sample of all ranges at once, by assumption; empty without one.
    sampled
        How often the conclusion holds in the sample; ``None`` without one, where no difference is
        concluded, or where the replications of a row are too few to show it as usual.
    """

    conclusion: Conclusion
    usual: Estimate
    enough: bool
    level: float
    assumptions: Assumptions
    swings: tuple[Swing, ...]
    shares: Mapping[str, Share]
    sampled: Robustness | None

    def tried(self) -> Iterator[Tried]:
        """Yield all that is tried."""
        return (tried for swing in self.swings for tried in swing.tried)
