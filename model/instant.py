"""Instants and days as whole numbers.

An **instant** is a whole number of minutes of local time since 1970-01-01 00:00, a **day** the
whole number of days since that date.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

MINUTES = 1440
"""Minutes in a day."""

_EPOCH = date(1970, 1, 1)


def instant_of(when: datetime) -> int:
    """Return the instant of a naive local time, seconds dropped."""
    return day_of(when.date()) * MINUTES + when.hour * 60 + when.minute


def time_of(instant: int) -> datetime:
    """Return the local time of an instant.

    >>> time_of(instant_of(datetime(2025, 1, 27, 9, 30))).isoformat()
    '2025-01-27T09:30:00'
    """
    return datetime(1970, 1, 1) + timedelta(minutes=instant)


def day_of(when: date) -> int:
    """Return the day number of a date."""
    return (when - _EPOCH).days


def date_of(day: int) -> date:
    """Return the date of a day number."""
    return _EPOCH + timedelta(days=day)
