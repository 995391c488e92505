"""Dates as an official says them: the weekday, whether it is made up for, what lies in between."""

from __future__ import annotations

from datetime import date, timedelta

from model.calendar import Calendar, CoverageError
from model.holiday import holiday_in
from model.instant import time_of
from model.language import NOTHING, Text, say

_WEEKDAYS = (
    "studio.play.monday",
    "studio.play.tuesday",
    "studio.play.wednesday",
    "studio.play.thursday",
    "studio.play.friday",
    "studio.play.saturday",
    "studio.play.sunday",
)

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def date_words(calendar: Calendar, day: date) -> Text:
    """Say a date with its weekday, and whether it is a make-up day, or off for a holiday.

    One of a year of which nobody has announced the days off is told to be presumed.
    """
    kind = _kind(calendar, day)
    if day.year in calendar.presumed:
        kind += say("studio.play.presumed")
    return say("studio.play.date", year=day.year, kind=kind, **_named(day))


def short_words(day: date) -> Text:
    """Say a date with its weekday and no more, as where there is little room."""
    return say("studio.play.short", **_named(day))


def _named(day: date) -> dict[str, object]:
    """The day of the month, the month and the weekday, as each language has them."""
    month = Text(str(day.month), _MONTHS[day.month - 1])
    return {"day": day.day, "month": month, "weekday": say(_WEEKDAYS[day.weekday()])}


def _kind(calendar: Calendar, day: date) -> Text:
    try:
        working = calendar.is_working(day)
    except CoverageError:
        return NOTHING
    if working:
        return say("studio.play.make-up") if day.weekday() >= 5 else NOTHING
    holiday = holiday_in(calendar, day, day)
    if holiday is not None:
        return say("studio.play.holiday", name=holiday)
    return say("studio.play.day-off") if day.weekday() < 5 else NOTHING


def moment_words(calendar: Calendar, at: int) -> Text:
    """Say an instant: its date as :func:`date_words` does, and the time."""
    when = time_of(at)
    return date_words(calendar, when.date()) + when.strftime(" %H:%M")


def left_words(calendar: Calendar, now: int, due: int) -> Text:
    """Say how many working days are left until a limit ends, and what lies in between."""
    days = calendar.index_at(due) - calendar.index_at(now)
    words = say("studio.play.left", days=days) if days else say("studio.play.left-today")
    between = [*_between(calendar, time_of(now).date(), time_of(due).date())]
    if not between:
        return words
    return words + say("studio.play.between", what=say("studio.play.and").join(between))


def _between(calendar: Calendar, now: date, due: date) -> list[Text]:
    """The make-up days and the holiday between two dates."""
    dates = [now + timedelta(days=k) for k in range(1, (due - now).days)]
    made_up = [day for day in dates if day.weekday() >= 5 and calendar.is_working(day)]
    found = [say("studio.play.made-up", day=day.day, month=_named(day)["month"]) for day in made_up]
    holiday = holiday_in(calendar, dates[0], dates[-1]) if dates else None
    if holiday is not None:
        count = sum(not calendar.is_working(day) for day in dates)
        found.append(say("studio.play.off-for", name=holiday, days=count))
    return found
