"""Proved bounds held against what was simulated.

A bound proved while nobody obeys rests on defaults and the clock alone, so that no simulated case
may pass it, whatever people do. One that does is a mistake in the proof or in the simulation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

from experiments.designs.point import Design, Point
from experiments.running.frames import array, samples
from model.calendar import CoverageError
from model.deadline import Reading
from model.instant import MINUTES
from model.property import Property
from protocols import library
from verify.guarantees import verify
from verify.verdict import Answer, Assume, Verdict

ABOUT = {
    "claim-latency": "approval-push-claimed",
    "time-without-supervisor": "decision-reaches-supervision",
    "letters": "letter-answered",
}
"""The property that speaks of what measures begin with."""


@dataclass(frozen=True, slots=True)
class Check:
    """A property of a point: what is proved, and the worst that was simulated.

    Attributes
    ----------
    everyone, nobody
        Bounds in working days, the day of the trigger not counted, while everyone obeys and while
        nobody does; ``None`` where none is proved.
    worst
        Longest in any replication, in the same unit, of those in which all ended.
    breach
        How a bound proved while nobody obeys was passed: ``reached`` so many working days, or
        ``still-open`` after so many calendar days; ``None`` where it was not.
    """

    point: int
    property: str
    everyone: int | None
    nobody: int | None
    worst: float | None
    breach: tuple[str, float] | None


def properties_of(measures: Sequence[str]) -> list[Property]:
    """Return the properties to look at: those that measures are about, and the two on claims."""
    named = ["approval-push-claimed", "decision-reaches-supervision"]
    for name in measures:
        head, *rest = name.split(".")
        about = rest[0] if head == "property" else ABOUT.get(head)
        if about and about not in named:
            named.append(about)
    known = library.properties()
    return [known[name] for name in named if name in known]


def checks(path: Path, design: Design, measures: Sequence[str]) -> list[Check]:
    """Hold every point of a run against what is proved of its regime under its reading."""
    asked = properties_of(measures)

    @cache
    def proved(regime: int, reading: Reading) -> Mapping[tuple[str, Assume], Verdict]:
        found = verify(regimes[regime], asked, [reading], calendar=design.points[0].calendar)
        return {(one.property.id, one.assume): one for one in found}

    regimes = {id(point.regime): point.regime for point in design.points}
    found = []
    for prop in asked:
        worst = array(path, f"property.{prop.id}.max")
        watched = _Watched(path, prop.id)
        for number, point in enumerate(design.points):
            verdicts = proved(id(point.regime), point.reading)
            everyone, nobody = (_bound(verdicts[prop.id, who]) for who in Assume)
            column = worst[:, number]
            longest = None if np.isnan(column).all() else float(np.nanmax(column))
            breach = None
            if nobody is not None:
                breach = passed(nobody, longest) or watched.breach(number, point, nobody)
            found.append(Check(number, prop.id, everyone, nobody, longest, breach))
    return found


def _bound(verdict: Verdict) -> int | None:
    return verdict.bound if verdict.answer is Answer.PROVED else None


def passed(bound: int, worst: float | None) -> tuple[str, float] | None:
    """Return how a bound was passed by the longest of those that ended.

    >>> passed(2, 2.0), passed(2, 3.0), passed(2, None)
    (None, ('reached', 3.0), None)
    """
    return ("reached", worst) if worst is not None and worst > bound else None


class _Watched:
    """The single spans of a property, where they are kept.

    They are in office minutes, of which a bound of N working days allows N + 1 days, since the day
    of the trigger may count almost whole; what had not ended is in minutes of the clock.
    """

    def __init__(self, path: Path, prop: str) -> None:
        spans = [span for span, about in ABOUT.items() if about == prop and span != "letters"]
        self.frame = samples(path, spans[0]) if spans else None

    def breach(self, number: int, point: Point, bound: int) -> tuple[str, float] | None:
        """Return how a bound was passed, if it was."""
        if self.frame is None:
            return None
        rows = self.frame.filter(pl.col("point") == number)
        ended, still = (_longest(rows, name) for name in ("working", "open"))
        day = point.calendar.hours.minutes
        if ended is not None and ended > (bound + 1) * day:
            return ("reached", round(ended / day, 2))
        return self._open(still, point, bound)

    def _open(self, still: int | None, point: Point, bound: int) -> tuple[str, float] | None:
        if still is None:
            return None
        allowed = 0
        for year in (point.year - 1, point.year, point.year + 1):  # matters of before and after
            with suppress(CoverageError):
                allowed = max(allowed, point.calendar.worst(bound, [year]).calendar_days + 1)
        past = allowed and still > allowed * MINUTES
        return ("still-open", round(still / MINUTES, 1)) if past else None


def _longest(rows: pl.DataFrame, name: str) -> int | None:
    found = rows.select(pl.col(name).list.max().max()).item() if len(rows) else None
    return None if found is None else int(found)


def broken(found: Sequence[Check]) -> Iterator[Check]:
    """Yield those whose bound was passed."""
    return (one for one in found if one.breach is not None)
