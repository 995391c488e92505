"""The instants at which the platform is down, as the platform asks after them.

Apart from :mod:`model.simulation.outage`, which draws them by chance: whoever replays a run has
none, and does not wait for numpy and SciPy.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from model.rule import Obligation, Power

CHANNEL = "platform"
"""The channel of acts that need the platform."""

ACTS = (
    "approval-info.pushed",
    "approval-info.claimed",
    "approval-info.received",
    "supervision-info.pushed",
    "supervision-info.claimed",
    "supervision-info.received",
    "supervision-decision.pushed",
    "commitment-info.pushed",
)
"""Acts that need the platform even where a text does not say so."""


class Downtime:
    """The instants at which the platform is down.

    Parameters
    ----------
    spans
        Beginnings, inclusive, and ends, exclusive; they may overlap.
    """

    def __init__(self, spans: Iterable[tuple[int, int]] = (), acts: Iterable[str] = ACTS) -> None:
        self.spans: list[tuple[int, int]] = []
        for start, end in sorted(spans):
            if self.spans and start <= self.spans[-1][1]:
                start, last = self.spans.pop()
                end = max(end, last)
            self.spans.append((start, end))
        self._starts = [start for start, _ in self.spans]
        self._acts = frozenset(acts)

    def end(self, at: int) -> int | None:
        """Return when the outage that holds an instant ends; ``None`` where there is none.

        >>> down = Downtime([(10, 20), (15, 30)])
        >>> [down.end(at) for at in (9, 10, 29, 30)]
        [None, 30, 30, None]
        """
        place = bisect_right(self._starts, at) - 1
        if place < 0 or at >= self.spans[place][1]:
            return None
        return self.spans[place][1]

    def needs_platform(self, act: str, rule: Obligation | Power | None) -> bool:
        """Whether an act cannot be done without the platform.

        Where a rule lets another channel do, that one is used.
        """
        if act in self._acts or rule is None:
            return act in self._acts
        return CHANNEL in rule.through and (not rule.through_any or len(rule.through) == 1)
