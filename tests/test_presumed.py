"""Years that the State Council has not announced: what is taken for them, and that it is said."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import chinese_calendar as source
import pytest
from chinese_calendar.constants import Holiday

from experiments.designs.reader import read_design
from model.calendar import chinese_calendar
from model.holiday import from_date
from model.presumed import LAST, off, presuming, statutory
from protocols.calendar_file import read_calendar
from tests.test_command_line import quiet

CALENDAR = chinese_calendar()
KNOWN = range(2018, CALENDAR.last.year + 1)
SINCE_2025 = {date(2018, 5, 2), date(2024, 2, 9)}
"""Statutory days that only the decision of 2024 added and that were worked before it."""


@pytest.mark.parametrize("year", KNOWN)
def test_every_statutory_day_of_a_known_year_was_announced_as_that_holiday(year: int) -> None:
    for day, holiday in statutory(year).items():
        if day not in SINCE_2025:
            assert Holiday(source.holidays[day]).chinese == holiday.value.zh, day


@pytest.mark.parametrize("year", [one for one in KNOWN if one >= 2025])
def test_as_many_days_are_worked_in_a_known_year_as_would_have_been_presumed(year: int) -> None:
    """Make-up working days move days off and take none away."""
    days = [date(year, 1, 1) + timedelta(days=k) for k in range(365)]
    presumed = [day for day in days if day.weekday() < 5 and day not in off(year)]
    assert len(presumed) == len(CALENDAR.working_dates(year)) == 365 - 104 - 13


def test_2027_on_paper() -> None:
    """New Year's Eve by the moon is Friday 5 February; two of the four days are on a weekend, so
    Tuesday 9 and Wednesday 10 are off as well."""
    calendar = presuming(CALENDAR, 2027)
    assert calendar.presumed == (2027,)
    february = [date(2027, 2, day) for day in range(4, 13)]
    assert [calendar.is_working(day) for day in february] == [True] + [False] * 6 + [True] * 2
    assert not calendar.is_working(date(2027, 5, 4))  # 1 and 2 May are a weekend
    assert not calendar.is_working(date(2027, 10, 5))  # 2 and 3 October too
    assert calendar.is_working(date(2027, 10, 6))


def test_what_is_announced_stays_as_it_is_and_no_year_beyond_the_table_is_made_up() -> None:
    longer = presuming(CALENDAR, 2028)
    first, last = CALENDAR.first, CALENDAR.last
    days = [first + timedelta(days=k) for k in range((last - first).days + 1)]
    assert [longer.is_working(day) for day in days] == [CALENDAR.is_working(day) for day in days]
    assert presuming(CALENDAR, last.year) is CALENDAR
    assert presuming(CALENDAR, LAST + 1) is CALENDAR


def test_a_presumed_holiday_has_its_name() -> None:
    found = from_date(presuming(CALENDAR, 2027), 2, date(2027, 2, 4))
    assert (found.calendar_days, found.holiday and found.holiday.en) == (8, "Spring Festival")


def test_a_year_of_the_user_s_file_is_not_presumed(tmp_path: Path) -> None:
    path = tmp_path / "calendar.yaml"
    path.write_text("years: [2027]\ndays-off: [2027-02-08]\n", encoding="utf-8")
    longer = presuming(read_calendar(path, CALENDAR), 2028)
    assert longer.presumed == (2028,)
    assert longer.is_working(date(2027, 2, 9))


@pytest.mark.parametrize("year", [2026, 2027])
def test_this_year_and_the_next_can_be_simulated_and_say_what_is_presumed(
    shenguan: Any, tmp_path: Path, year: int
) -> None:
    words = ("simulate", "jinan", "--scenario", quiet(tmp_path), "--year", year, "--json")
    status, out, err = shenguan(*words)
    assert (status, err) == (0, "")
    assert json.loads(out)["presumed_years"] == [*range(2027, year + 2)]


def test_a_date_of_a_presumed_year_can_be_asked_about_and_is_marked(shenguan: Any) -> None:
    words = ("bounds", "guanxian", "--property", "approval-push-claimed", "--from", "2027-02-04")
    status, out, _ = shenguan(*words, lang="zh")
    assert status == 0
    assert "2027、2028 年的放假和调休安排尚未公布" in out
    _, out, _ = shenguan(*words[:-1], "2025-02-04", lang="zh")
    assert "尚未公布" not in out


def test_a_design_of_the_next_year_reads_and_carries_what_is_presumed(tmp_path: Path) -> None:
    path = tmp_path / "next.yaml"
    text = "design: next\nquestion: {zh: 问, en: q}\nbaseline: jinan\nscenarios: [ordinary]\n"
    path.write_text(f"{text}replications: 1\nseed: 1\nyear: 2027\n", encoding="utf-8")
    assert [one.calendar.presumed for one in read_design(path).points] == [(2027, 2028)]
    path.write_text(f"{text}replications: 1\nseed: 1\nyear: 2025\n", encoding="utf-8")
    assert [one.calendar for one in read_design(path).points] == [CALENDAR]
