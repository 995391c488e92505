"""Who is there when: each officer has a calendar of his own, with his hours and without his leave.

What an officer has begun rests while he is away; nobody takes it over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from model.calendar import Calendar, OfficeHours
from model.instant import date_of
from model.language import Complaint
from model.simulation.draws import Draws
from model.simulation.scenario import Department, Hours


@dataclass(frozen=True, slots=True)
class Watched:
    """The time that is simulated: from the first day of the warm-up to the last that is watched."""

    begin: date
    end: date


def presence(
    department: Department, calendar: Calendar, watched: Watched, draws: Draws
) -> list[Calendar]:
    """Return the calendar of each officer; the office's own for all where nothing is said.

    Raises
    ------
    Complaint
        When hours have no minute in common with the calendar's.
    """
    away = _away(department, calendar, watched, draws)
    made: dict[tuple[Hours, frozenset[date]], Calendar] = {((), frozenset()): calendar}
    found = []
    for officer, hours in enumerate(_hours(department)):
        off = frozenset(away[officer])
        if (hours, off) not in made:
            own = _common(hours, calendar, department) if hours else None
            made[hours, off] = calendar.changed(days_off=off, hours=own)
        found.append(made[hours, off])
    return found


def _hours(department: Department) -> Iterator[Hours]:
    """The hours of each officer: shifts first, the others the department's."""
    for shift in department.shifts:
        yield from [shift.hours] * shift.officers
    shifted = sum(one.officers for one in department.shifts)
    yield from [department.hours] * (department.officers - shifted)


def _common(hours: Hours, calendar: Calendar, department: Department) -> OfficeHours:
    spans = [
        (max(start, opens), min(end, closes))
        for start, end in hours
        for opens, closes in calendar.hours.spans
        if max(start, opens) < min(end, closes)
    ]
    if not spans:
        raise Complaint("scenario.no-hours", department=department.label, id=department.id)
    return OfficeHours(tuple(sorted(spans)))


def _away(
    department: Department, calendar: Calendar, watched: Watched, draws: Draws
) -> list[set[date]]:
    """The working days on which each officer is on leave."""
    found: list[set[date]] = [set() for _ in range(department.officers)]
    for absence in department.absences:
        for first, last in absence.period.spans(calendar, watched.begin, watched.end):
            days = {date_of(day) for day in range(first, last + 1)}
            for officer in range(department.officers - absence.officers, department.officers):
                found[officer] |= {day for day in days if calendar.is_working(day)}
    if department.leave:
        for year in range(watched.begin.year, watched.end.year + 1):
            dates = calendar.working_dates(year)
            for officer in range(department.officers):
                found[officer] |= _leave(department, officer, year, dates, draws)
    return found


def _leave(
    department: Department, officer: int, year: int, dates: list[date], draws: Draws
) -> set[date]:
    """Whole weeks in the order of their luck, until the days of the year are used up."""
    luck = draws.uniforms(54, "department", department.id, "leave", str(officer), str(year))
    week = {day: (day.timetuple().tm_yday + date(year, 1, 1).weekday() - 1) // 7 for day in dates}
    return set(sorted(dates, key=lambda day: (luck[week[day]], day))[: department.leave])
