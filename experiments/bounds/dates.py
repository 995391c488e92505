"""What a bound comes to on real dates: the worst of those asked about, or from one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from experiments.bounds.matters import at_values
from model.calendar import CoverageError
from model.deadline import Counting
from model.holiday import WorstCase, between, from_date, untold_from, worst_case
from verify.bounds import ParametricBound
from verify.bounds.on_dates import Datings
from verify.patience import Undecided
from verify.prover import NEVER, Provers

if TYPE_CHECKING:
    from experiments.bounds.ask import Question


@dataclass(frozen=True)
class OnDates:
    """What a bound comes to at the text's own values, under one way of counting days.

    Attributes
    ----------
    days
        The bound in working days; from one date, the working days it takes from there.
    in_hours
        Whether a trigger before the close of business can meet with it.
    worst
        On real dates; ``None`` where the calendar is too short, or for what must come ahead.
    uncovered
        Whether it is the calendar that is too short.
    untold
        Of the year asked about the first date from which the calendar does not tell it.
    """

    counting: Counting
    days: int
    in_hours: bool
    exact: bool
    worst: WorstCase | None
    uncovered: bool = False
    untold: date | None = None


def on_dates(
    question: Question, bound: ParametricBound, values: Mapping[str, int], provers: Provers
) -> OnDates | None:
    """Return what a bound comes to on real dates; ``None`` where it is no figure."""
    days = at_values(bound, values)
    if days is None:
        return None
    blank = OnDates(bound.regime.counting, days, bound.in_hours.at(values), bound.exact, None)
    if bound.property.ahead:
        return blank
    dates = question.dates_of(bound.regime)
    if not bound.dated:
        return _in_days(question, dates, blank)
    return _in_limits(question, bound, blank, provers)


def _in_days(question: Question, dates: tuple[date, date], blank: OnDates) -> OnDates:
    """What a bound that only working days make comes to."""
    calendar, days = question.calendar, blank.days
    try:
        if question.start is not None:
            return replace(blank, worst=from_date(calendar, days, question.start))
        untold = untold_from(calendar, days, *dates) if question.year is not None else None
        return replace(blank, worst=worst_case(calendar, days, *dates), untold=untold)
    except CoverageError:
        return replace(blank, uncovered=True)


def _in_limits(
    question: Question, bound: ParametricBound, blank: OnDates, provers: Provers
) -> OnDates:
    """What a bound that limits counted in dates make comes to: on dates they are themselves."""
    try:
        prover = provers.of(provers.part(bound.regime, *bound.property.about), question.reading)
        obeyed = prover.supposed(bound.property, bound.assume).obeyed
        days = prover.bound(bound.property, obeyed)
        if days is None or days == NEVER or not prover.encoding.on_dates:
            return blank
        blank = replace(blank, days=days, exact=True)
        datings = Datings(prover, bound.property, obeyed, days)
        start = question.start
        dates = question.dates_of(bound.regime)
        found = datings.worst(*dates) if start is None else datings.span(start)
        untold = None if question.year is None else datings.untold_from(*dates)
    except CoverageError:
        return replace(blank, uncovered=True)
    except Undecided:
        return blank
    if found is None:
        return blank
    worst = between(question.calendar, found.start, found.end)
    days = blank.days if start is None else found.days
    return replace(blank, days=days, in_hours=found.in_hours, worst=worst, untold=untold)
