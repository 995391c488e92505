"""Looks on logs so small that they can be worked out on paper: when, how often, what is missed."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest

from experiments.fit.attention import attention, noticed, recall
from experiments.fit.clock import OfficeClock
from experiments.fit.looks import LookTimes, look_ranges, look_times
from experiments.fit.sight import contradicted, seen, slots
from model.calendar import chinese_calendar
from model.instant import MINUTES
from tests.fitted import at

CALENDAR = chinese_calendar()
CLOCK = OfficeClock(CALENDAR)


def date_of_monday() -> date:
    return date(2025, 5, 12)


def test_three_matters_seen_at_the_look_after_they_came() -> None:
    looks = LookTimes((600,), ((600, 600),), 3)  # 10:00
    opened = np.array([at("2025-03-03 09:30"), at("2025-03-03 11:00"), at("2025-03-04 09:00")])
    done = np.array([at("2025-03-03 10:05"), at("2025-03-05 10:05"), at("2025-03-05 10:12")])
    sight = seen(opened, done, np.ones(3, dtype=bool), CLOCK)
    first, last = slots(sight, looks.times)
    assert (last - first).tolist() == [0, 1, 1]  # nobody looked on the 4th
    found = noticed(sight, looks)
    assert (len(found.took_place), len(found.skipped)) == (2, 1)
    assert attention(found, np.zeros(3, dtype=np.int64), ["act"]).skips.value == pytest.approx(
        1 / 3
    )


def test_what_is_left_after_a_look_that_took_place_was_overlooked() -> None:
    looks = LookTimes((600,), ((600, 600),), 3)
    opened = np.array([at("2025-03-03 09:30"), at("2025-03-03 09:40")])
    until = np.array([at("2025-03-03 10:05"), at("2025-03-20 10:00")])
    sight = seen(opened, until, np.array([True, False]), CLOCK)
    found = noticed(sight, looks)
    assert found.overlooked.tolist() == [False, True]
    missed = attention(found, np.zeros(2, dtype=np.int64), ["act"]).missed["act"]
    assert missed == (1.0, 2.0)


def test_a_look_in_a_backlog_is_no_evidence_of_skipping() -> None:
    # Looks at 9 and 15. Two were seen at 9:00; the officer was at the second until the next day. So
    # whether he looked at 15:00 does not show: what came at 14:10 would have waited all the same.
    looks = LookTimes((540, 900), ((540, 540), (900, 900)), 4)
    opened = [at(f"2025-03-03 {one}") for one in ("08:55", "08:58", "14:10", "16:00")]
    done = [at("2025-03-03 09:20"), *(at(f"2025-03-04 09:{one}") for one in (30, 40, 50))]
    found = noticed(seen(np.array(opened), np.array(done), np.ones(4, dtype=bool), CLOCK), looks)
    assert len(found.skipped) == 1
    assert not found.skipped - found.busy
    # Had the second been done by noon, nobody would have looked at 15:00.
    done[1] = at("2025-03-03 11:30")
    found = noticed(seen(np.array(opened), np.array(done), np.ones(4, dtype=bool), CLOCK), looks)
    assert len(found.skipped - found.busy) == 1


def test_what_waited_for_days_was_not_overlooked_where_that_takes_weeks_to_come_to_light() -> None:
    # One look a day at 10; all is done the same day but one after 3 and one after 20 days.
    looks = LookTimes((600,), ((600, 600),), 30)
    first = CALENDAR.index_from(date_of_monday())
    opened = np.array([CALENDAR.day(first + k) * MINUTES + 560 for k in range(30)])
    done = opened + 60
    done[2] = CALENDAR.day(first + 5) * MINUTES + 700
    done[4] = CALENDAR.day(first + 24) * MINUTES + 541
    sight = seen(opened, done, np.ones(30, dtype=bool), CLOCK)
    assert np.flatnonzero(noticed(sight, looks).overlooked).tolist() == [2, 4]
    assert np.flatnonzero(noticed(sight, looks, 20).overlooked).tolist() == [4]


def test_many_looks_in_a_row_are_not_skipped_but_one_duty_overlooked() -> None:
    # A department with little to do: nothing came between the one that was done three weeks late
    # and the next, so that no look is known to have taken place meanwhile.
    looks = LookTimes((600,), ((600, 600),), 3)
    opened = np.array([at("2025-03-03 09:30"), at("2025-03-10 09:30"), at("2025-04-21 09:30")])
    done = np.array([at("2025-03-03 10:20"), at("2025-04-08 09:20"), at("2025-04-21 10:20")])
    found = noticed(seen(opened, done, np.ones(3, dtype=bool), CLOCK), looks)
    assert found.overlooked.tolist() == [False, True, False]
    assert found.days.tolist() == [20]  # 10 March to 8 April, without Tomb-sweeping Day
    assert not found.skipped


def test_what_met_no_look_may_be_either() -> None:
    looks = LookTimes((600,), ((600, 600),), 3)
    opened = np.array([at("2025-03-03 09:30"), at("2025-03-05 09:40")])
    until = np.array([at("2025-03-03 10:05"), at("2025-03-05 16:00")])
    sight = seen(opened, until, np.array([True, False]), CLOCK)
    assert noticed(sight, looks).doubtful.tolist() == [False, True]


def test_overlooked_duties_come_to_light_where_most_do() -> None:
    found = recall(np.array([20, 20, 20, 19, 3]))
    assert found is not None
    assert found[0] == 20
    assert recall(np.array([20, 20])) is None
    assert recall(np.array([1, 5, 9, 13, 17])) is None


def test_looks_are_found_to_the_minute_and_none_where_there_are_none() -> None:
    generator = np.random.default_rng(1)
    first = CALENDAR.index_from(date_of_monday())
    opened, done, free = [], [], []
    for index in range(first, first + 60):
        for _ in range(3):
            minute = int(generator.integers(540, 720))
            came = CALENDAR.day(index) * MINUTES + minute
            look = CALENDAR.day(index + (minute > 600)) * MINUTES + 600
            opened.append(came)
            done.append(look + 1 + round(float(np.exp(generator.normal(2.5, 0.6)))))
            free.append(came + 1 + int(generator.integers(0, 60)))
    sure = np.ones(len(opened), dtype=bool)
    found = look_times(seen(np.array(opened), np.array(done), sure, CLOCK), CLOCK)
    assert found is not None
    assert found.times == (600,)
    assert look_times(seen(np.array(opened), np.array(free), sure, CLOCK), CLOCK) is None


def queued(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """A year of a department that looks at ten, whose one officer takes one after the other."""
    generator = np.random.default_rng(seed)
    first = CALENDAR.index_from(date_of_monday()) - 70
    opened, done = [], []
    for index in range(first, first + 200):
        before, today = (CALENDAR.day(k) * MINUTES for k in (index - 1, index))
        came = [before + int(minute) for minute in generator.integers(601, 1020, 5)]
        came += [today + int(minute) for minute in generator.integers(540, 601, 2)]
        free = today + 600
        for one in sorted(came):
            free += max(1, round(float(np.exp(generator.normal(math.log(2), 0.85)))))
            opened.append(one)
            done.append(free)
    return np.array(opened), np.array(done)


@pytest.mark.parametrize("seed", range(4))
def test_a_look_that_no_act_contradicts_is_in_the_range_though_another_is_likelier(
    seed: int,
) -> None:
    # A queue and whole minutes are no log-normal lengths: a minute less is often "likelier" by 20
    # and more (seeds 2 and 3). What came at ten and was done by eleven says that it is not so.
    opened, done = queued(seed)
    sight = seen(opened, done, np.ones(len(opened), dtype=bool), CLOCK)
    assert [contradicted(sight, [one]) > 0 for one in (599, 600, 601)] == [True, False, True]
    found = look_times(sight, CLOCK)
    assert found is not None
    ((low, high),) = found.ranges
    assert found.times == (600,)
    assert low <= 600 <= high <= 601
    assert low >= 590


def test_looks_that_acts_leave_open_are_open() -> None:
    # All came at 9:00 and was done at 11:00: any look from 9:00 until 10:59 explains it.
    days = [CALENDAR.day(CALENDAR.index_from(date_of_monday()) + k) * MINUTES for k in range(60)]
    opened = np.array([day + 540 for day in days])
    sight = seen(opened, opened + 120, np.ones(60, dtype=bool), CLOCK)
    ((low, high),) = look_ranges(sight, [600], CLOCK)
    assert (low, high) == (540, 659)
    assert [contradicted(sight, [one]) for one in (539, 540, 659, 660)] == [60, 0, 0, 60]
