"""The holidays of a year that a date may name."""

from __future__ import annotations

from datetime import date

from experiments.answers.regimes.day_words import day_words
from experiments.answers.regimes.festival import told_of
from model.calendar import Calendar
from model.holiday import DaysOff, days_off
from model.language import NOTHING, Complaint, Text, say


def check_holiday(calendar: Calendar, year: int, day: date) -> None:
    """Refuse a date that is a day off of no holiday of a year that can be told of.

    Raises
    ------
    Complaint
        Which names the holidays that can be: the first day off of each, which may be typed.

    Examples
    --------
    >>> from model.calendar import chinese_calendar
    >>> check_holiday(chinese_calendar(), 2025, date(2025, 10, 3))
    """
    known = told_of(calendar, year)
    if any(one.first <= day <= one.last for one in known):
        return
    reason = _reason(calendar, year, day)
    if not known:
        raise Complaint("festival.none-known", day=day, year=year, reason=reason)
    named = NOTHING
    for one in known:
        named = say("festival.and", before=named, one=_named(one)) if named.zh else _named(one)
    raise Complaint("festival.not-one", day=day, year=year, reason=reason, known=named)


def _reason(calendar: Calendar, year: int, day: date) -> Text:
    if day.year != year:
        return say("festival.other-year", year=year)
    for one in days_off(calendar, year):
        if one.first <= day <= one.last:
            return say("festival.at-the-edge")
    return say("festival.ordinary")


def _named(one: DaysOff) -> Text:
    values = {"from": one.first, "first": day_words(one.first), "last": day_words(one.last)}
    return say("festival.known", name=one.name or say("festival.unnamed"), **values)
