"""Due dates over real holidays, worked out by hand from the State Council's notices.

In 2020 the Spring Festival was extended to 2 February while it ran, so that the working Saturday
planned for 1 February was off.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from model.calendar import chinese_calendar
from model.clock import CalendarClock, SlotClock
from model.deadline import (
    STRICT,
    Before,
    Counting,
    Deadline,
    Period,
    Recurring,
    Term,
    Unit,
    Within,
)
from model.instant import instant_of
from model.transition import Law
from tests.small import duty, regime

CALENDAR = chinese_calendar()
DAYS, MONTHS = Unit.CALENDAR_DAYS, Unit.MONTHS
MONTHLY, QUARTERLY, YEARLY = (
    Recurring(period) for period in (Period.MONTHLY, Period.QUARTERLY, Period.YEARLY)
)
UNUSUAL = [
    # span, weekend days that are worked, other days that are off
    ("2020-01-02", "2020-02-29", "01-19", "01-24 01-27 01-28 01-29 01-30 01-31"),
    ("2023-09-01", "2023-10-31", "10-07 10-08", "09-29 10-02 10-03 10-04 10-05 10-06"),
    (
        "2024-01-01",
        "2024-12-31",
        "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
        "01-01 02-12 02-13 02-14 02-15 02-16 04-04 04-05 05-01 05-02 05-03 06-10 09-16 09-17"
        " 10-01 10-02 10-03 10-04 10-07",
    ),
    (
        "2025-01-01",
        "2025-12-31",
        "01-26 02-08 04-27 09-28 10-11",
        "01-01 01-28 01-29 01-30 01-31 02-03 02-04 04-04 05-01 05-02 05-05 06-02 10-01 10-02"
        " 10-03 10-06 10-07 10-08",
    ),
]
BOTH_WAYS = [
    # trigger, working days, due with the day of the trigger excluded, and included
    ("2020-01-17 10:00", 1, "2020-01-19", "2020-01-17"),  # 19 January is a make-up Sunday
    ("2020-01-17 17:01", 2, "2020-01-20", "2020-01-20"),  # Friday has closed: 19, 20 both ways
    ("2020-01-18 09:00", 1, "2020-01-19", "2020-01-19"),  # from a Saturday
    ("2020-01-22 09:00", 3, "2020-02-04", "2020-02-03"),  # 24 January to 2 February off
    ("2020-01-23 16:59", 1, "2020-02-03", "2020-01-23"),
    ("2020-01-23 17:00", 2, "2020-02-04", "2020-02-03"),  # at the very close it still counts
    ("2020-01-23 17:01", 2, "2020-02-04", "2020-02-04"),
    ("2020-01-31 10:00", 1, "2020-02-03", "2020-02-03"),  # a Friday in the extension
    ("2020-02-01 10:00", 2, "2020-02-04", "2020-02-04"),  # planned as a working Saturday
    ("2023-09-28 10:00", 2, "2023-10-08", "2023-10-07"),  # 29 September to 6 October off
    ("2023-10-06 10:00", 3, "2023-10-09", "2023-10-09"),  # Saturday 7, Sunday 8, Monday 9
    ("2023-10-08 17:01", 1, "2023-10-09", "2023-10-09"),
    ("2024-02-02 10:00", 2, "2024-02-05", "2024-02-04"),  # Sunday 4 February works
    ("2024-02-09 10:00", 1, "2024-02-18", "2024-02-09"),  # 10 to 17 off, Sunday 18 works
    ("2024-02-16 10:00", 2, "2024-02-19", "2024-02-19"),
    ("2024-04-03 17:01", 2, "2024-04-08", "2024-04-08"),  # 4 to 6 April off, Sunday 7 works
    ("2024-04-26 10:00", 3, "2024-04-30", "2024-04-29"),  # Sunday 28 April works
    ("2024-04-30 10:00", 5, "2024-05-10", "2024-05-09"),  # 1 to 5 May off
    ("2024-05-10 10:00", 1, "2024-05-11", "2024-05-10"),  # Saturday 11 May works
    ("2024-09-13 10:00", 2, "2024-09-18", "2024-09-14"),  # Saturday 14 works, 15 to 17 off
    ("2024-09-27 10:00", 3, "2024-10-08", "2024-09-30"),  # Sunday 29 works, 1 to 7 October off
    ("2024-10-11 10:00", 1, "2024-10-12", "2024-10-11"),  # Saturday 12 October works
    ("2025-01-24 10:00", 2, "2025-01-27", "2025-01-26"),  # Sunday 26 January works
    ("2025-01-27 10:00", 2, "2025-02-06", "2025-02-05"),  # 28 January to 4 February off
    ("2025-02-07 10:00", 1, "2025-02-08", "2025-02-07"),  # Saturday 8 February works
    ("2025-04-25 10:00", 2, "2025-04-28", "2025-04-27"),  # Sunday 27 April works
    ("2025-04-30 10:00", 1, "2025-05-06", "2025-04-30"),  # 1 to 5 May off
    ("2025-09-26 10:00", 2, "2025-09-29", "2025-09-28"),  # Sunday 28 September works
    ("2025-09-30 17:01", 2, "2025-10-10", "2025-10-10"),  # 1 to 8 October off
    ("2025-10-10 10:00", 1, "2025-10-11", "2025-10-10"),  # Saturday 11 October works
]
DATED = [
    # trigger, deadline, due with the day of the trigger excluded, and included
    ("2020-01-18 10:00", Within(15, DAYS), "2020-02-03", "2020-02-03"),  # 2 and 1 February are off
    ("2023-09-22 10:00", Within(15, DAYS), "2023-10-07", "2023-10-07"),  # 7 works, 6 does not
    ("2023-09-23 10:00", Within(15, DAYS), "2023-10-08", "2023-10-07"),  # both work
    ("2024-02-03 10:00", Within(15, DAYS), "2024-02-18", "2024-02-18"),  # 18 works, 17 does not
    ("2025-09-28 10:00", Within(10, DAYS), "2025-10-09", "2025-10-09"),  # 8 and 7 October are off
    ("2019-12-24 10:00", Within(1, MONTHS), "2020-02-03", "2020-02-03"),  # 24 January
    ("2023-09-07 10:00", Within(1, MONTHS), "2023-10-07", "2023-10-07"),  # a Saturday that works
    ("2024-03-28 10:00", Within(1, MONTHS), "2024-04-28", "2024-04-28"),  # a Sunday that works
    ("2023-12-31 10:00", Within(2, MONTHS), "2024-02-29", "2024-02-29"),  # no 31 February
    ("2024-12-31 10:00", Within(1, MONTHS), "2025-02-05", "2025-02-05"),  # 31 January
    ("2020-01-10 10:00", MONTHLY, "2020-02-03", "2020-02-03"),  # Friday 31 January, extension
    ("2024-03-15 10:00", MONTHLY, "2024-04-01", "2024-04-01"),  # Sunday 31 March
    ("2024-04-01 10:00", MONTHLY, "2024-04-30", "2024-04-30"),
    ("2024-04-30 17:01", MONTHLY, "2024-05-31", "2024-05-31"),  # April has closed
    ("2023-09-20 10:00", QUARTERLY, "2023-10-07", "2023-10-07"),  # Saturday 30 September
    ("2024-06-14 10:00", QUARTERLY, "2024-07-01", "2024-07-01"),  # Sunday 30 June
    ("2023-05-10 10:00", YEARLY, "2024-01-02", "2024-01-02"),  # Sunday, then New Year
]
NOTICES = [
    # event, working days of notice, last day for it
    ("2020-02-03 10:00", 1, "2020-01-23"),  # across the extended holiday
    ("2020-02-03 10:00", 5, "2020-01-19"),  # 23, 22, 21, 20, Sunday 19
    ("2023-10-09 09:00", 2, "2023-10-07"),  # Sunday 8, Saturday 7
    ("2023-10-09 09:00", 3, "2023-09-28"),
    ("2024-02-18 09:00", 1, "2024-02-09"),  # a survey on the Sunday that works
    ("2024-02-19 09:00", 1, "2024-02-18"),
    ("2025-02-05 09:00", 2, "2025-01-26"),  # 27, Sunday 26
    ("2025-02-05 20:00", 1, "2025-01-27"),  # in the evening: still an event of that day
    ("2025-01-30 10:00", 1, "2025-01-26"),  # in the holiday: of the day that closed last, 27
]


def at(text: str) -> int:
    return instant_of(datetime.fromisoformat(text))


def terms(deadline: Deadline) -> list[Term]:
    found = [STRICT.term(deadline, counting) for counting in Counting]
    assert list(Counting) == [Counting.EXCLUDE_FIRST_DAY, Counting.INCLUDE_FIRST_DAY]
    return [one for one in found if one is not None]


@pytest.mark.parametrize(("first", "last", "worked", "off"), UNUSUAL)
def test_working_days_are_monday_to_friday_but_for_those_of_the_notices(
    first: str, last: str, worked: str, off: str
) -> None:
    start = date.fromisoformat(first)
    span = (date.fromisoformat(last) - start).days + 1
    days = [start + timedelta(days=number) for number in range(span)]
    unusual = {day for day in days if CALENDAR.is_working(day) != (day.weekday() < 5)}
    assert {f"{day:%m-%d}" for day in unusual if CALENDAR.is_working(day)} == {*worked.split()}
    assert {f"{day:%m-%d}" for day in unusual if not CALENDAR.is_working(day)} == {*off.split()}


@pytest.mark.parametrize(("start", "count", "excluded", "included"), BOTH_WAYS)
def test_working_days_count_make_up_days_and_skip_holidays_both_ways(
    start: str, count: int, excluded: str, included: str
) -> None:
    for term, day in zip(terms(Within(count)), (excluded, included), strict=True):
        assert CALENDAR.due(at(start), term) == at(f"{day} 17:00")
        slot = SlotClock().due(CALENDAR.slot(at(start)), "any", term)
        assert slot == CALENDAR.slot(at(f"{day} 17:00"))


@pytest.mark.parametrize(("start", "deadline", "excluded", "included"), DATED)
def test_what_ends_on_a_day_off_moves_to_the_next_working_day(
    start: str, deadline: Deadline, excluded: str, included: str
) -> None:
    for term, day in zip(terms(deadline), (excluded, included), strict=True):
        assert CALENDAR.due(at(start), term) == at(f"{day} 17:00")
        elapsed = CALENDAR.index_at(at(f"{day} 17:00")) - CALENDAR.index_at(at(start))
        least, greatest = CALENDAR.elapsed_range(term)
        assert least <= elapsed <= greatest
        slot = SlotClock({"any": elapsed}).due(CALENDAR.slot(at(start)), "any", term)
        assert slot == CALENDAR.slot(at(f"{day} 17:00"))


@pytest.mark.parametrize(("event", "days", "last"), NOTICES)
def test_notice_is_counted_back_over_holidays_and_make_up_days(
    event: str, days: int, last: str
) -> None:
    found = CalendarClock(CALENDAR).latest_notice(at(event), days)
    assert found == at(f"{last} 17:00")
    assert SlotClock().latest_notice(CALENDAR.slot(at(event)), days) == CALENDAR.slot(found)


@pytest.mark.parametrize("counting", list(Counting))
def test_the_day_of_the_event_is_not_counted_in_a_notice_of_it(counting: Counting) -> None:
    """Two working days before Wednesday 5 February are 27 and, a Sunday that works, 26 January."""
    ahead = duty("a", "b", Before("survey.held", 2), id="ahead")
    law = Law(regime(ahead, counting=counting), STRICT, CalendarClock(CALENDAR))
    last = law.clock.latest_notice(at("2025-02-05 09:00"), law.ahead(ahead))
    assert last == at("2025-01-26 17:00")


def test_the_extension_of_2020_moved_what_was_due_in_it() -> None:
    planned = [date(2020, 1, 31), date(2020, 2, 1)]
    before = CALENDAR.changed(working=planned)
    (term, _) = terms(Within(1))
    assert before.due(at("2020-01-23 10:00"), term) == at("2020-01-31 17:00")
    assert CALENDAR.due(at("2020-01-23 10:00"), term) == at("2020-02-03 17:00")
