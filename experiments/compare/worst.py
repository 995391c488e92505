"""What guaranteed bounds come to on dates of the year that is compared."""

from __future__ import annotations

from datetime import date

from model.calendar import Calendar, CoverageError
from model.holiday import untold_from, worst_case
from verify.bounds.on_dates import worst_of
from verify.patience import Undecided
from verify.verdict import Verdict

Taken = tuple[int | None, date | None, date | None, date | None]
"""A bound on real dates: calendar days, start, end; and from when the calendar does not tell it."""

UNTOLD: Taken = (None, None, None, None)


def taken(verdict: Verdict, calendar: Calendar, year: int) -> Taken:
    """Return what a bound comes to on dates of a year, where that can be told."""
    days = verdict.days
    if not days:
        return UNTOLD
    dates = (date(year, 1, 1), date(year, 12, 31))
    if verdict.property.ahead:
        return _in_days(calendar, days, dates)
    try:
        found = worst_of(verdict, calendar, *dates)
    except (CoverageError, Undecided):
        return UNTOLD
    if found is None:
        return UNTOLD
    worst, untold = found
    return worst.calendar_days, worst.start, worst.end, untold


def _in_days(calendar: Calendar, days: int, dates: tuple[date, date]) -> Taken:
    try:
        worst = worst_case(calendar, days, *dates)
    except CoverageError:
        return UNTOLD
    return worst.calendar_days, worst.start, worst.end, untold_from(calendar, days, *dates)
