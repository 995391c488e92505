"""When a department looks at the platform, and when it would have but for a slack day."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from datetime import date

from model.calendar import Calendar
from model.instant import MINUTES, date_of, day_of
from model.simulation.downtime import Downtime
from model.simulation.draws import Draws
from model.simulation.scenario import Department

LONGEST = 800
"""Calendar days from the July before the year for which looks have luck."""


class Looks:
    """The looks of one department, in order, and those that it skips.

    Parameters
    ----------
    at
        Instants at which it looks.
    skipped
        Instants at which it would, with the luck of each: a number in [0, 1) that lies below the
        probability of skipping.
    skips
        That probability.
    """

    def __init__(
        self, at: list[int], skipped: Sequence[tuple[int, float]] = (), skips: float = 0.0
    ) -> None:
        self.at = at
        self.skipped = skipped
        self.skips = skips

    def next(self, at: int) -> int | None:
        """Return the first look from an instant on; ``None`` where there is none any more."""
        place = bisect_left(self.at, at)
        return self.at[place] if place < len(self.at) else None

    def sharpen(self, begin: int, end: int, factor: float) -> None:
        """Skip fewer looks after ``begin`` and up to ``end``.

        >>> looks = Looks([10], [(20, 0.05), (30, 0.25), (40, 0.25)], skips=0.3)
        >>> looks.sharpen(12, 35, 0.5)  # skips with 0.15 for a while
        >>> looks.at
        [10, 30]
        """
        place = bisect_right(self.skipped, (begin, 1.0))
        for at, luck in self.skipped[place:]:
            if at > end:
                return
            if luck >= self.skips * factor and self.next(at) != at:
                insort(self.at, at)


def looks_of(
    department: Department,
    presence: Sequence[Calendar],
    year: int,
    draws: Draws,
    down: Downtime | None = None,
    slack: float = 1.0,
) -> Looks:
    """Return the looks of a department from the July before a year on.

    None takes place on a day on which no officer is there or while the platform is down.

    Parameters
    ----------
    slack
        A factor on the probability that a look is skipped.
    """
    begin, skips = day_of(date(year - 1, 7, 1)), min(1.0, department.skips * slack)
    per_day, down = len(department.looks), down or Downtime()
    # Positions are fixed to dates, so that another year end does not shift the luck.
    luck = draws.uniforms(LONGEST * per_day, "department", department.id, "looks").tolist()
    taken: list[int] = []
    skipped: list[tuple[int, float]] = []
    for day in _open_days(presence, begin):
        for place, minute in enumerate(sorted(department.looks)):
            at, own = day * MINUTES + minute, luck[(day - begin) * per_day + place]
            if down.spans and down.end(at) is not None:
                continue
            if own >= skips:
                taken.append(at)
            else:
                skipped.append((at, own))
    return Looks(taken, skipped, skips)


def _open_days(presence: Sequence[Calendar], begin: int) -> list[int]:
    """The days on which an officer is there."""
    open_: set[int] = set()
    for calendar in {id(one): one for one in presence}.values():
        last = min(date_of(begin + LONGEST - 1), calendar.last)
        open_.update(calendar.days(date_of(begin), last))
    return sorted(open_)
