"""Years of which the State Council has not yet said which days are off, as the law alone has them.

The State Council announces a year's days off and make-up days late in the year before. Until the
installed library knows a year, what is certain of it is taken: weekends, and the holidays of the
decision on statutory holidays (全国年节及纪念日放假办法, as amended in 2024, art. 2), each that
falls on a weekend made up for on the next day that would be worked (art. 6 owes it on some working
day). Which weekend days will be worked instead, nobody can know yet; so a calendar with such a year
says so (:attr:`model.calendar.Calendar.presumed`), and whatever is shown of it must, too.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import Enum
from functools import cache

from model.calendar import Calendar
from model.language import Text

LAST = 2040
"""The last year of which the holidays by the moon are known here."""

_MOON = {
    2018: ((2, 16), (6, 18), (9, 24)),
    2019: ((2, 5), (6, 7), (9, 13)),
    2020: ((1, 25), (6, 25), (10, 1)),
    2021: ((2, 12), (6, 14), (9, 21)),
    2022: ((2, 1), (6, 3), (9, 10)),
    2023: ((1, 22), (6, 22), (9, 29)),
    2024: ((2, 10), (6, 10), (9, 17)),
    2025: ((1, 29), (5, 31), (10, 6)),
    2026: ((2, 17), (6, 19), (9, 25)),
    2027: ((2, 6), (6, 9), (9, 15)),
    2028: ((1, 26), (5, 28), (10, 3)),
    2029: ((2, 13), (6, 16), (9, 22)),
    2030: ((2, 3), (6, 5), (9, 12)),
    2031: ((1, 23), (6, 24), (10, 1)),
    2032: ((2, 11), (6, 12), (9, 19)),
    2033: ((1, 31), (6, 1), (9, 8)),
    2034: ((2, 19), (6, 20), (9, 27)),
    2035: ((2, 8), (6, 10), (9, 16)),
    2036: ((1, 28), (5, 30), (10, 4)),
    2037: ((2, 15), (6, 18), (9, 24)),
    2038: ((2, 4), (6, 7), (9, 13)),
    2039: ((1, 24), (5, 27), (10, 2)),
    2040: ((2, 12), (6, 14), (9, 20)),
}
"""Month and day of Spring Festival (1 of the first month), Dragon Boat (5 of the fifth) and
Mid-Autumn (15 of the eighth); the years before the first presumed one are there to be checked
against what was announced."""


class Statutory(Enum):
    """A holiday on which all citizens are off."""

    NEW_YEAR = Text("元旦", "New Year's Day")
    SPRING_FESTIVAL = Text("春节", "Spring Festival")
    QINGMING = Text("清明", "Tomb-sweeping Day")
    LABOUR_DAY = Text("劳动节", "Labour Day")
    DRAGON_BOAT = Text("端午", "Dragon Boat Festival")
    MID_AUTUMN = Text("中秋", "Mid-autumn Festival")
    NATIONAL_DAY = Text("国庆节", "National Day")


def statutory(year: int) -> dict[date, Statutory]:
    """Return the days of a year on which all citizens are off by law, each with its holiday.

    >>> [str(day) for day, of in statutory(2027).items() if of is Statutory.SPRING_FESTIVAL]
    ['2027-02-05', '2027-02-06', '2027-02-07', '2027-02-08']
    """
    spring, boat, autumn = (date(year, *one) for one in _MOON[year])
    days = {date(year, 1, 1): Statutory.NEW_YEAR}
    days |= {spring + timedelta(days=k): Statutory.SPRING_FESTIVAL for k in (-1, 0, 1, 2)}
    days[date(year, 4, _qingming(year))] = Statutory.QINGMING
    days |= {date(year, 5, day): Statutory.LABOUR_DAY for day in (1, 2)}
    days |= {boat: Statutory.DRAGON_BOAT, autumn: Statutory.MID_AUTUMN}
    days |= {date(year, 10, day): Statutory.NATIONAL_DAY for day in (1, 2, 3)}
    return days


def _qingming(year: int) -> int:
    """The day of April on which the sun reaches 15 degrees, in this century."""
    return int(year % 100 * 0.2422 + 4.81) - year % 100 // 4


def off(year: int) -> dict[date, Statutory]:
    """Return the days off of a year but for its weekends: holidays, and days made up for.

    >>> [str(day) for day in sorted(off(2027))[1:7]]
    ['2027-02-05', '2027-02-06', '2027-02-07', '2027-02-08', '2027-02-09', '2027-02-10']
    """
    days = statutory(year)
    for day, holiday in sorted(days.items()):
        if day.weekday() >= 5:
            later = day
            while later.weekday() >= 5 or later in days:
                later += timedelta(days=1)
            days[later] = holiday
    return days


@cache
def presuming(calendar: Calendar, last: int) -> Calendar:
    """Return a calendar that lasts to the end of a year at least, presumed where it did not.

    Itself where it does, or where that year lies beyond :data:`LAST`.
    """
    known = calendar.last.year
    if not known < last <= LAST:
        return calendar
    years = range(known + 1, last + 1)
    days_off = [day for year in years for day in off(year)]
    longer = calendar.changed(years, days_off)
    longer.presumed = (*calendar.presumed, *years)
    return longer


def holiday_on(day: date) -> Text | None:
    """Return the holiday for which a day of a presumed year is off; ``None`` for a weekend."""
    if day.year not in _MOON:
        return None
    found = off(day.year).get(day)
    return found.value if found is not None else None
