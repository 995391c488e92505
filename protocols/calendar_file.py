"""A calendar file of the user's own: years the library lacks, local days off, other hours."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from model.calendar import Calendar, CoverageError, OfficeHours
from protocols.document import Document, open_document
from protocols.fields import Date, fault
from protocols.mistakes import Mistake, Mistakes
from protocols.models import Model
from protocols.validation import validate


def _span(value: Any) -> tuple[int, int]:
    if isinstance(value, str):
        parts = [minute_of_day(part.strip()) for part in value.split("-")]
        if len(parts) == 2 and None not in parts and parts[0] < parts[1]:  # type: ignore[operator]
            return parts[0], parts[1]  # type: ignore[return-value]
    raise fault("not-hours", found=value)


def minute_of_day(text: str) -> int | None:
    """Return the minute of a time of day, ``None`` where it is none.

    >>> minute_of_day("09:30"), minute_of_day("25:00")
    (570, None)
    """
    hour, colon, minute = text.partition(":")
    if not (colon and hour.isdecimal() and minute.isdecimal() and len(minute) == 2):
        return None
    found = int(hour) * 60 + int(minute)
    return found if int(minute) < 60 and found < 24 * 60 else None


Span = Annotated[
    tuple[int, int],
    BeforeValidator(_span),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,2}:\d{2}\s*-\s*\d{1,2}:\d{2}$"}),
]


class CalendarForm(Model):
    """What differs from the State Council's calendar; or from Monday to Friday, elsewhere."""

    base: Literal["china", "weekdays"] = "china"
    years: list[Annotated[int, Field(ge=1990, le=2200)]] = []
    days_off: list[Date] = []
    working_days: list[Date] = []
    hours: Annotated[list[Span], Field(min_length=1)] | None = None


def read_calendar(path: Path, base: Calendar) -> Calendar:
    """Return a calendar changed as a file says.

    Years named are added whole, with Monday to Friday as working days but for the days listed. With
    ``base: weekdays`` no holiday of China's is known, nor any make-up day: every day off is listed.

    Raises
    ------
    Mistakes
        Every mistake in the file, each with its place.
    Complaint
        When the file cannot be read, or a year added leaves a gap.
    """
    document = open_document(path)
    form = validate(document, CalendarForm)
    mistakes = _contradictions(document, form)
    if mistakes:
        raise Mistakes(mistakes)
    hours = OfficeHours(tuple(form.hours)) if form.hours else None
    if form.base == "weekdays":
        base = weekdays(base.first, base.last)
    calendar = base.changed(form.years, hours=hours)
    for key, dates in (("days-off", form.days_off), ("working-days", form.working_days)):
        for place, when in enumerate(dates):
            try:
                calendar.is_working(when)
            except CoverageError as error:
                mistakes.append(document.mistake((key, place), "day-uncovered", **error.values))
    if mistakes:
        raise Mistakes(mistakes)
    return calendar.changed(days_off=form.days_off, working=form.working_days)


def weekdays(first: date, last: date) -> Calendar:
    """Return the calendar between two dates on which Monday to Friday are working days.

    >>> weekdays(date(2026, 2, 13), date(2026, 2, 16)).working_days
    2
    """
    dates = (first + timedelta(days=k) for k in range((last - first).days + 1))
    return Calendar(first, [one.weekday() < 5 for one in dates])


def _contradictions(document: Document, form: CalendarForm) -> list[Mistake]:
    mistakes = [
        document.mistake(("working-days", place), "day-twice", date=when)
        for place, when in enumerate(form.working_days)
        if when in form.days_off
    ]
    spans = form.hours or []
    mistakes += [
        document.mistake(("hours", place), "hours-overlap")
        for place, (before, after) in enumerate(pairwise(spans), 1)
        if after[0] < before[1]
    ]
    return mistakes
