"""Proved bounds held against what was simulated.

A bound proved while nobody obeys rests on defaults and the clock alone, so that no simulated case
may pass it, whatever people do. One that does is a mistake in the proof or in the simulation. That
holds of what was still open when watching ended, too, once more days have passed than the bound
has. What cannot be looked at is said not to be.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from experiments.designs.point import Design, Point
from experiments.measures import declared
from experiments.measures.measure import Measure
from experiments.measures.spans import BOUNDED
from experiments.running.results import Results
from model.calendar import Calendar, CoverageError
from model.deadline import Reading
from model.instant import MINUTES
from model.language import Text
from model.property import Property
from model.regime import Regime
from protocols import library
from verify import arguments
from verify.bounds.on_dates import worst_of
from verify.guarantees import answered
from verify.left_out import LeftOut
from verify.patience import Undecided
from verify.prover import Provers, asked_about
from verify.verdict import Answer, Assume, Verdict

if TYPE_CHECKING:
    from verify.audit.finding import Finding


class Seen(StrEnum):
    """How much of what happened at a point could be held against a bound."""

    WHOLE = "whole"
    """Every case of every replication that there is."""

    PART = "part"
    """Older results, which do not tell how late open cases were: of replications without any."""

    OPEN = "open"
    """Nothing: older results, with open cases in every replication."""

    NO_CASES = "no-cases"
    """Nothing: it was triggered in no replication."""

    NO_RESULTS = "no-results"
    """Nothing: there are no replications, or none that tells of it."""


class Passed(StrEnum):
    """How a bound was passed."""

    REACHED = "reached"
    """A case ended after more working days."""

    OVERDUE = "overdue"
    """A case was still open after more working days."""

    STILL_OPEN = "still-open"
    """A case was still open after more calendar days than the bound can take."""


@dataclass(frozen=True, slots=True)
class Happened:
    """What happened with a property at a point.

    Attributes
    ----------
    worst
        Longest in any replication of the cases that ended, in working days, the day of the trigger
        not counted.
    open
        The same of those that were open when watching ended: the delay that they were sure to have.
    """

    seen: Seen = Seen.NO_RESULTS
    worst: float | None = None
    open: float | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A property of a point: what is proved, and the worst that was simulated.

    Attributes
    ----------
    everyone, nobody
        Bounds in working days, the day of the trigger not counted, while everyone obeys and while
        nobody does; ``None`` where none is proved.
    happened
        What happened.
    breach
        How a bound proved while nobody obeys was passed, and the days that it took; ``None`` where
        it was not.
    asked
        What the property asks of the regime; as the catalogue calls it, unless said.
    left_out
        How the rules that the bound while everyone obeys rests on come to be at odds in runs of
        which it says nothing (:class:`verify.left_out.LeftOut`).
    """

    point: int
    property: str
    everyone: int | None
    nobody: int | None
    happened: Happened
    breach: tuple[Passed, float] | None
    asked: Text | None = None
    left_out: tuple[Finding, ...] = ()

    @builtins.property  # a field of this class is called property
    def label(self) -> Text:
        """What was asked of the regime of the point."""
        return self.asked or library.properties()[self.property].label

    def looked(self) -> bool:
        """Whether there was a bound that relies on nobody, and something to hold against it."""
        return self.nobody is not None and self.happened.seen in (Seen.WHOLE, Seen.PART)


def properties_of(measures: Sequence[Measure], regimes: Iterable[Regime] = ()) -> list[Property]:
    """Return the properties to look at: the two on claims, and those that measures are about.

    Of all that are known, shipped and of the regimes, those that have a bound.
    """
    named = ("approval-push-claimed", "decision-reaches-supervision")
    about = (measure.property_id for measure in measures)
    known = {name: one for name, one in library.questions(regimes).items() if one.timed}
    return [known[name] for name in dict.fromkeys((*named, *about)) if name in known]


def checks(results: Results, design: Design, measures: Sequence[Measure]) -> list[Check]:
    """Hold every point of a run against what is proved of its regime under its reading."""
    regimes = {id(point.regime): point.regime for point in design.points}
    asked = properties_of(measures, regimes.values())
    knowing = dict(zip(regimes, library.knowing([*regimes.values()], asked), strict=True))

    calendar = design.points[0].calendar
    asking = LeftOut(calendar)

    @cache
    def proved(regime: int, reading: Reading) -> Mapping[tuple[str, Assume], Verdict]:
        verdicts = held_against(knowing[regime], asked, reading, calendar)
        return {(verdict.property.id, verdict.assume): verdict for verdict in verdicts}

    made = []
    for prop in asked:
        happened_at, stored = happenings(results, prop.id), _StoredSpans(results, prop.id)
        for number, point in enumerate(design.points):
            verdicts = proved(id(point.regime), point.reading)
            everyone, nobody = (_bound(verdicts[prop.id, who]) for who in Assume)
            alone = verdicts[prop.id, Assume.NOBODY]
            happened, breach = happened_at.get(number, Happened()), None
            if nobody is not None:
                breach = passed(nobody, happened) or stored.breach(number, point, alone)
            asks = point.regime.question(prop).label
            whole = verdicts[prop.id, Assume.EVERYONE]
            apart = () if everyone is None else asking.of_verdict(whole)
            made.append(Check(number, prop.id, everyone, nobody, happened, breach, asks, apart))
    return made


def held_against(
    regime: Regime, properties: Iterable[Property], reading: Reading, calendar: Calendar
) -> list[Verdict]:
    """Return verdicts of which the bounds are looked at; a run that refutes may be a long one."""
    provers = Provers(calendar, asked_about(properties := [*properties]))
    return [
        answered(regime, prop, who, reading, provers)
        for prop in arguments.properties(properties, regime)
        for who in Assume
    ]


def _bound(verdict: Verdict) -> int | None:
    return verdict.days if verdict.answer is Answer.PROVED else None


_FIGURES = {
    "property.{}.triggered": "triggered",
    "property.{}.max": "max",
    "property.{}.longest": "longest",
    "property.{}.open-longest": "still",
}
"""The measures of a property that tell how late it was, by the columns that they become here."""


def happenings(results: Results, prop: str) -> dict[int, Happened]:
    """Return what happened with a property at each point that has replications.

    Older results have no ``longest`` and ``open-longest``, and of a replication with an open case
    they tell neither.
    """
    columns = {declared()[name].id_of(prop): column for name, column in _FIGURES.items()}
    rows = results.measures(list(columns)).with_columns(
        pl.col("measure").replace(columns), pl.col("value").fill_null(float("nan"))
    )
    wide = rows.pivot("measure", index=["point", "replication"], values="value")
    lacking = [name for name in columns.values() if name not in wide.columns]
    # null: not told; NaN: told that there is none
    wide = wide.with_columns(pl.lit(None, pl.Float64).alias(name) for name in lacking)
    newer = pl.col("longest").is_not_null() & pl.col("still").is_not_null()
    none, whole = pl.col("triggered") == 0, pl.col("max").is_not_nan()
    ended = pl.max_horizontal(pl.col("longest", "max").fill_nan(None))
    by_point = wide.group_by("point", maintain_order=True).agg(
        ended.max().alias("worst"),
        pl.col("still").fill_nan(None).max(),
        none.fill_null(value=False).all().alias("none"),
        (newer | none | whole).fill_null(value=False).all().alias("whole"),
    )
    return {row.pop("point"): _happened(**row) for row in by_point.iter_rows(named=True)}


def _happened(worst: float | None, still: float | None, *, none: bool, whole: bool) -> Happened:
    if none:
        return Happened(Seen.NO_CASES)
    if whole:
        return Happened(Seen.WHOLE, worst, still)
    return Happened(Seen.OPEN if worst is None else Seen.PART, worst, still)


def passed(bound: int, happened: Happened) -> tuple[Passed, float] | None:
    """Return how a bound was passed, by the longest of what ended or by what is still open.

    >>> passed(2, Happened(Seen.WHOLE, 2.0, 2.0))
    >>> passed(2, Happened(Seen.WHOLE, 3.0))
    (<Passed.REACHED: 'reached'>, 3.0)
    >>> passed(2, Happened(Seen.WHOLE, None, 3.0))
    (<Passed.OVERDUE: 'overdue'>, 3.0)
    """
    for how, days in ((Passed.REACHED, happened.worst), (Passed.OVERDUE, happened.open)):
        if days is not None and days > bound:
            return how, days
    return None


class _StoredSpans:
    """The single spans of a property, where they are kept: all that older results tell of.

    They are in office minutes, of which a bound of N working days allows N + 1 days, since the day
    of the trigger may count almost whole; what had not ended is in minutes of the clock.
    """

    def __init__(self, results: Results, prop: str) -> None:
        spans = [span for span, bounded_by in BOUNDED.items() if bounded_by == prop]
        self.frame = results.samples(spans[0]) if spans else None

    def breach(self, number: int, point: Point, proved: Verdict) -> tuple[Passed, float] | None:
        """Return how a bound was passed, if it was."""
        bound = proved.days
        if self.frame is None or bound is None:
            return None
        rows = self.frame.filter(pl.col("point") == number)
        ended, still = (_longest(rows, name) for name in ("working", "open"))
        day = point.calendar.hours.minutes
        if ended is not None and ended > (bound + 1) * day:
            return Passed.REACHED, round(ended / day, 2)
        return self._open(still, point, proved)

    def _open(
        self, still: int | None, point: Point, proved: Verdict
    ) -> tuple[Passed, float] | None:
        if still is None:
            return None
        calendar, allowed = point.calendar, 0
        first = max(date(point.year - 1, 1, 1), calendar.first)  # matters of before and after
        last = min(date(point.year + 1, 12, 31), calendar.last)
        with suppress(CoverageError, Undecided):
            if (found := worst_of(proved, calendar, first, last)) is not None:
                allowed = found[0].calendar_days + 1
        past = allowed and still > allowed * MINUTES
        return (Passed.STILL_OPEN, round(still / MINUTES, 1)) if past else None


def _longest(rows: pl.DataFrame, name: str) -> int | None:
    longest = rows.select(pl.col(name).list.max().max()).item() if len(rows) else None
    return None if longest is None else int(longest)


def broken(made: Sequence[Check]) -> Iterator[Check]:
    """Yield those whose bound was passed."""
    return (check for check in made if check.breach is not None)
