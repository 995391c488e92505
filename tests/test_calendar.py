"""Working days, due dates and slots."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import chinese_calendar as chinese_calendar_of
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.calendar import Calendar, CoverageError, OfficeHours, chinese_calendar
from model.clock import SlotClock, delay, within
from model.deadline import Counting, Immediately, Measure, Reading, Term, Unit, Within
from model.instant import instant_of, time_of
from model.language import Complaint
from protocols.calendar_file import read_calendar
from protocols.mistakes import Mistakes
from tests.draws import draws

CALENDAR = chinese_calendar()
FIRST, LAST = CALENDAR.closing(10), CALENDAR.closing(CALENDAR.working_days - 60)
INSTANTS = st.integers(FIRST, LAST)
TERMS = st.one_of(
    st.builds(Term, st.just(Measure.AFTER), st.integers(1, 30)),
    st.builds(Term, st.just(Measure.FROM), st.integers(0, 30)),
)


def at(text: str) -> int:
    return instant_of(datetime.fromisoformat(text))


def due(text: str, term: Term) -> str:
    return time_of(CALENDAR.due(at(text), term)).isoformat(sep=" ", timespec="minutes")


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2020-01-24", False),  # Spring Festival 2020 ...
        ("2020-01-31", False),  # ... and its extension, decided while it ran
        ("2020-02-03", True),
        ("2024-02-04", True),  # make-up Sundays of 2024
        ("2024-04-28", True),
        ("2023-10-07", True),  # make-up Saturdays of October 2023
        ("2023-10-06", False),
        ("2025-01-26", True),
        ("2025-10-08", False),
        ("2025-10-11", True),
    ],
)
def test_calendar_knows_extended_holidays_and_make_up_days(day: str, working: bool) -> None:
    assert CALENDAR.is_working(date.fromisoformat(day)) is working


def test_every_date_is_as_the_state_council_has_it() -> None:
    """A day off outweighs a day that makes up for one, and what is neither is of its week."""
    day = timedelta(days=1)
    when, working = date(2004, 1, 1), 0
    while when <= CALENDAR.last:
        made_up = when in chinese_calendar_of.workdays or when.weekday() < 5
        open_ = made_up and when not in chinese_calendar_of.holidays
        assert CALENDAR.is_working(when) is open_
        assert CALENDAR.index_from(when) == working
        working += open_
        when += day
    assert working == CALENDAR.working_days
    assert CALENDAR.last == max(chinese_calendar_of.holidays).replace(month=12, day=31)


@pytest.mark.parametrize(
    ("start", "term", "expected"),
    [
        ("2025-03-03 10:00", Term(Measure.AFTER, 1), "2025-03-04 17:00"),
        ("2025-03-03 23:00", Term(Measure.AFTER, 1), "2025-03-04 17:00"),
        ("2025-03-08 10:00", Term(Measure.AFTER, 1), "2025-03-10 17:00"),  # from a Saturday
        ("2025-03-03 10:00", Term(Measure.FROM), "2025-03-03 17:00"),
        ("2025-03-03 17:00", Term(Measure.FROM), "2025-03-03 17:00"),  # the very close
        ("2025-03-03 17:01", Term(Measure.FROM), "2025-03-04 17:00"),
        ("2020-01-23 09:00", Term(Measure.AFTER, 2), "2020-02-04 17:00"),
        ("2024-02-02 09:00", Term(Measure.AFTER, 1), "2024-02-04 17:00"),  # a working Sunday
        ("2025-03-01 09:00", Term(Measure.CALENDAR, 15), "2025-03-17 17:00"),  # ends on Sunday
        ("2025-01-31 09:00", Term(Measure.MONTHS, 1), "2025-02-28 17:00"),
        ("2025-03-28 09:00", Term(Measure.END_OF_MONTH), "2025-03-31 17:00"),
        ("2025-03-31 17:01", Term(Measure.END_OF_MONTH), "2025-04-30 17:00"),
        ("2025-03-28 09:00", Term(Measure.END_OF_QUARTER), "2025-03-31 17:00"),
    ],
)
def test_due_dates(start: str, term: Term, expected: str) -> None:
    assert due(start, term) == expected


def test_counting_the_first_day_ends_one_working_day_earlier() -> None:
    reading = Reading(None)
    start = "2025-03-03 10:00"
    for unit in (Unit.WORKING_DAYS, Unit.CALENDAR_DAYS):
        deadline = Within(3, unit)
        later = reading.term(deadline, Counting.EXCLUDE_FIRST_DAY)
        earlier = reading.term(deadline, Counting.INCLUDE_FIRST_DAY)
        assert later is not None
        assert earlier is not None
        assert due(start, later) == "2025-03-06 17:00"
        assert due(start, earlier) == "2025-03-05 17:00"


def test_the_first_day_counted_is_never_one_that_has_closed() -> None:
    term = Reading(None).term(Within(1), Counting.INCLUDE_FIRST_DAY)
    assert term == Reading(None).term(Immediately(), Counting.INCLUDE_FIRST_DAY)
    assert term is not None
    assert due("2025-03-03 17:01", term) == "2025-03-04 17:00"


@given(INSTANTS, TERMS)
@draws(300)
def test_slots_abstract_due_dates_exactly(instant: int, term: Term) -> None:
    by_date = CALENDAR.slot(CALENDAR.due(instant, term))
    assert by_date == SlotClock().due(CALENDAR.slot(instant), "any", term)


@given(INSTANTS, INSTANTS)
@draws(300)
def test_slots_keep_the_order_of_instants(a: int, b: int) -> None:
    a, b = sorted((a, b))
    assert CALENDAR.slot(a) <= CALENDAR.slot(b)


@given(INSTANTS, st.integers(1, 1200))
@draws(300)
def test_work_of_so_many_minutes_takes_so_many_office_minutes(start: int, minutes: int) -> None:
    end = CALENDAR.after_work(start, minutes)
    passed = CALENDAR.working_minutes_until
    assert passed(end) - passed(start) == minutes
    assert CALENDAR.slot(end) % 2 == 0


@given(INSTANTS, st.integers(1, 40))
@draws(200)
def test_a_term_in_calendar_days_stays_in_its_range_of_working_days(at: int, days: int) -> None:
    term = Term(Measure.CALENDAR, days)
    least, greatest = CALENDAR.elapsed_range(term)
    elapsed = CALENDAR.index_at(CALENDAR.due(at, term)) - CALENDAR.index_at(at)
    assert least <= elapsed <= greatest


@given(st.integers(0, 30), st.integers(0, 60))
def test_delay_is_the_least_number_of_days_within(start: int, length: int) -> None:
    end = start + length
    found = delay(start, end)
    assert within(start, end, found)
    assert found == 0 or not within(start, end, found - 1)


def test_a_guarantee_of_two_working_days_can_take_ten_calendar_days() -> None:
    worst = CALENDAR.worst(2, [2025])
    assert (worst.calendar_days, worst.end) == (10, date(2025, 2, 5))


@pytest.mark.parametrize("text", ["2003-12-31 10:00", "2027-01-01 10:00"])
def test_a_date_outside_the_calendar_is_an_error_that_says_what_to_do(text: str) -> None:
    with pytest.raises(CoverageError) as raised:
        CALENDAR.slot(at(text))
    assert "--calendar" in raised.value.say().in_("en")
    assert text[:10] in raised.value.say().in_("zh")


def test_a_deadline_that_runs_out_of_the_calendar_is_an_error() -> None:
    with pytest.raises(CoverageError):
        CALENDAR.due(at("2026-12-31 10:00"), Term(Measure.AFTER, 1))


def write(folder: Path, text: str) -> Path:
    path = folder / "calendar.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_calendar_file_adds_a_year_local_days_off_and_other_hours(tmp_path: Path) -> None:
    text = "years: [2027]\ndays-off: [2027-01-01]\nworking-days: [2027-01-02]\n"
    text += 'hours: ["08:30-12:00", "13:30-17:30"]\n'
    calendar = read_calendar(write(tmp_path, text), CALENDAR)
    assert not calendar.is_working(date(2027, 1, 1))
    assert calendar.is_working(date(2027, 1, 2))
    assert calendar.hours == OfficeHours(((510, 720), (810, 1050)))
    expected = instant_of(datetime(2027, 1, 2, 17, 30))
    assert calendar.due(at("2026-12-31 10:00"), Term(Measure.AFTER, 1)) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("days-off: [2027-01-01]\n", "day-uncovered"),
        ("days-off: [2026-01-05]\nworking-days: [2026-01-05]\n", "day-twice"),
        ('hours: ["12:00-09:00"]\n', "not-hours"),
        ('hours: ["09:00-12:00", "11:00-17:00"]\n', "hours-overlap"),
        ("dayz-off: []\n", "unknown-key"),
        ("days-off: [2026-02-30]\n", "not-a-date"),
    ],
)
def test_mistakes_of_a_calendar_file_are_located(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(Mistakes) as raised:
        read_calendar(write(tmp_path, text), CALENDAR)
    assert [one.code for one in raised.value.mistakes] == [code]


def test_a_year_that_leaves_a_gap_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Complaint, match="gap"):
        read_calendar(write(tmp_path, "years: [2029]\n"), CALENDAR)


def test_a_calendar_is_its_flags() -> None:
    calendar = Calendar(date(2025, 1, 6), [True, False, True, True])
    assert [calendar.is_working(date(2025, 1, day)) for day in (6, 7, 8)] == [True, False, True]
    assert calendar.slot(at("2025-01-07 12:00")) == 1
