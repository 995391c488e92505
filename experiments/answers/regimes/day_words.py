"""A date of the year in words."""

from __future__ import annotations

from datetime import date

from model.language import Text, say


def day_words(day: date) -> Text:
    """Say a date without its year.

    >>> day_words(date(2025, 1, 28))
    Text(zh='1月28日', en='28 January')
    """
    name = say("festival.months").each(lambda names: names.split()[day.month - 1])
    return say("festival.date", day=day.day, name=name)
