"""The estimators of a fit on logs so small that they can be worked out on paper."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest

from experiments.fit.clock import OfficeClock
from experiments.fit.delayed import delayed, never_done
from experiments.fit.distance import Delays, apart, done_within
from experiments.fit.figures import rate, share
from experiments.fit.lengths import Beside, at_most, survival, whole_units
from experiments.fit.queue import Desk, all_busy, crew, waited_at_most, works
from experiments.fit.shapes import fitted
from model.calendar import chinese_calendar
from model.instant import MINUTES, day_of
from model.simulation.draws import LONGEST, whole
from model.simulation.effort import Effort, Tail
from tests.fitted import at

CALENDAR = chinese_calendar()
CLOCK = OfficeClock(CALENDAR)
NONE = np.zeros(0)


def test_office_time_stands_still_over_lunch_at_night_and_over_a_weekend() -> None:
    # Friday 2025-03-07 16:50 to Monday 2025-03-10 09:20: ten minutes and twenty.
    friday, monday = at("2025-03-07 16:50"), at("2025-03-10 09:20")
    noon, one = at("2025-03-07 11:55"), at("2025-03-07 13:05")
    passed = CLOCK.worked(np.array([friday, monday, noon, one]))
    assert passed[1] - passed[0] == 30
    assert passed[3] - passed[2] == 10
    assert CLOCK.day(np.array([at("2025-03-08 10:00")])) == CLOCK.day(np.array([monday]))


def test_office_time_is_that_of_the_calendar() -> None:
    instants = [at("2025-01-27 16:59"), at("2025-01-29 12:00"), at("2025-02-05 09:01")]
    assert CLOCK.worked(np.array(instants)).tolist() == [
        CALENDAR.working_minutes_until(one) for one in instants
    ]


def test_a_rate_has_garwoods_interval_and_dispersion_widens_it() -> None:
    # Garwood for 3 events: 0.6187 to 8.7673 (tables of Pearson & Hartley), over 2 days.
    found = rate(3, 2)
    assert (found.value, round(found.low, 3), round(found.high, 3)) == (1.5, 0.309, 4.384)
    assert rate(0, 10).high == pytest.approx(-math.log(0.025) / 10)
    assert rate(30, 10, 4.0).low < rate(30, 10).low


def test_none_of_three_is_no_proof_of_none() -> None:
    # 1 - 0.05 ** (1 / 3) = 0.632
    assert (share(0, 3).low, round(share(0, 3).high, 3)) == (0.0, 0.632)


def date_of_monday() -> date:
    return date(2025, 5, 12)


def test_the_queue_of_one_officer_says_how_long_each_piece_took() -> None:
    # Three come at once at 0 and are done at 10, 25 and 45: 10, 15 and 20 minutes of work.
    desk = Desk(
        np.zeros(3, dtype=np.int64), np.array([10, 25, 45]), np.zeros(3, dtype=np.int64), ["a"]
    )
    assert works(desk, 1)[0].tolist() == [10.0, 15.0, 20.0]
    # Two officers: the third is taken up when the first is free, at 10.
    took, idle = works(desk, 2)
    assert took.tolist() == [10.0, 25.0, 35.0]
    assert idle.tolist() == [2, 1, 0]


def test_the_number_of_officers_is_that_under_which_work_varies_least() -> None:
    generator = np.random.default_rng(2)
    ready, done = [], []
    for batch in range(40):
        free = [batch * 1000.0] * 2
        for _ in range(8):
            begun = min(free)
            end = begun + round(float(np.exp(generator.normal(3, 0.3))))
            free[free.index(begun)] = end
            ready.append(batch * 1000)
            done.append(int(end))
    desk = Desk(np.array(ready), np.array(done), np.zeros(len(ready), dtype=np.int64), ["a"])
    found = crew(desk)
    assert found is not None
    assert (found.officers, found.span.low, found.span.high) == (2, 2.0, 2.0)


@pytest.mark.parametrize("officers", [1, 2, 3])
def test_nothing_waited_longer_for_an_officer_than_all_of_them_were_busy(officers: int) -> None:
    generator = np.random.default_rng(officers)
    ready = np.sort(generator.integers(0, 6000 // officers, 120))
    free, begun, done = [0] * officers, [], []
    for one in ready.tolist():
        officer = free.index(min(free))
        begun.append(max(one, free[officer]))
        free[officer] = begun[-1] + int(generator.integers(1, 60))
        done.append(free[officer])
    desk = Desk(ready, np.array(done), np.zeros(120, dtype=np.int64), ["a"])
    most = waited_at_most(all_busy(desk, officers), np.array(begun, dtype=np.float64))
    waited = np.array(begun) - ready
    assert (most >= waited).all()
    assert waited.max() > 30
    assert (most == 0).sum() > 10  # begun as soon as it was there, and somebody was free


def test_where_nobody_ever_waits_the_number_of_officers_is_not_told() -> None:
    ready = np.arange(0, 40_000, 1000)
    desk = Desk(ready, ready + 12, np.zeros(len(ready), dtype=np.int64), ["a"])
    assert crew(desk) is None


def test_where_the_usual_number_of_officers_is_too_few_the_least_that_is_enough_is_told() -> None:
    # Four come at once and four a minute later, and each is done an hour after it came: all eight
    # were at work at the same time. With four officers the others would have taken a minute.
    ready = np.concatenate([k * 1000 + np.repeat(np.arange(2), 4) for k in range(10)])
    desk = Desk(ready, ready + 60, np.zeros(len(ready), dtype=np.int64), ["a"])
    found = crew(desk, usual=4)
    assert found is not None
    assert (found.officers, found.span.low, found.span.high) == (8, 8.0, math.inf)
    assert crew(desk, usual=8) is None


@pytest.mark.parametrize(
    "effort", [Effort(20, 60), Effort(300, 900, 0.3), Effort(40, 90, tail=Tail(0.9, 1.5))]
)
def test_survival_is_what_the_engines_draw(effort: Effort) -> None:
    points = np.array([10.5, 60.5, 400.5, 2000.5])
    assert np.allclose(1 - survival(effort, points), effort.ranks(points), atol=1e-6)


def test_a_length_still_running_pulls_the_median_up() -> None:
    ended = np.array([8.0, 10.0, 12.0, 9.0, 11.0, 10.0, 13.0, 9.0, 10.0, 11.0])
    alone = fitted(whole_units(ended, NONE, 1))
    more = fitted(whole_units(ended, np.full(10, 12.0), 1))
    assert alone is not None
    assert more is not None
    assert alone.median.value < more.median.value
    assert alone.median.holds(10.2)


def test_what_may_always_come_is_not_said_to_stay_away_now_and_then() -> None:
    # 40 of 42 have come, and the other two have been awaited for less than some of them took.
    ended = np.array([float(1 + k % 20) for k in range(40)])
    all_come = fitted(whole_units(ended, np.array([6.0, 12.0])), cure=True)
    some_never = fitted(whole_units(ended, np.full(20, 400.0)), cure=True)
    assert all_come is not None
    assert some_never is not None
    assert all_come.comes is not None
    assert some_never.comes is not None
    assert all_come.comes.high == 1.0
    assert some_never.comes.holds(40 / 60)
    assert some_never.comes.high < 0.8


def test_few_lengths_are_no_estimate() -> None:
    assert fitted(whole_units(np.array([3.0, 4.0, 5.0]), NONE, 1)) is None


def test_a_share_that_takes_no_time_and_a_heavy_tail_are_found_again() -> None:
    truth = Effort(420, 1200, 0.3, Tail(0.9, 1.2))
    drawn = whole(truth, np.random.default_rng(3).random(1500), 1).astype(float)
    found = fitted(whole_units(drawn, NONE, 1), zero=True, heavy=True)
    assert found is not None
    assert found.same_day is not None
    assert found.index is not None
    assert found.same_day.holds(0.3)
    assert found.median.holds(420)
    assert found.index.holds(1.2)


def test_a_wait_is_told_from_the_work_behind_it() -> None:
    wait, work = Effort(420, 3360), Effort(45, 150)
    held = 0
    for seed in range(6):
        drawn = np.random.default_rng(seed).random((2, 150))
        sums = whole(wait, drawn[0], 1) + whole(work, drawn[1], 1)
        found = fitted(whole_units(sums.astype(float), NONE, 1), beside=Beside(work))
        assert found is not None
        held += found.median.holds(420) and found.ninety.holds(3360)
    assert held >= 4  # fewer of six intervals at 90 % and more: 2 in 100


def test_the_longest_waits_are_not_taken_for_as_long_as_a_simulation_cuts_them() -> None:
    # Every eighteenth wait is longer than 10,000 minutes (1.6 standard deviations of logarithms
    # above the median) and is cut there: as it stands, the 90 % quantile seems too short.
    wait, work = Effort(1920, 7200), Effort(120, 420)
    for seed in range(3):
        drawn = np.random.default_rng(seed).random((2, 3000))
        sums = (whole(wait, drawn[0], 1) + whole(work, drawn[1], 1)).astype(float)
        assert 0.04 < (sums > LONGEST).mean() < 0.08
        found = fitted(whole_units(*at_most(sums, NONE, LONGEST), 1), beside=Beside(work))
        as_it_stands = fitted(whole_units(sums, NONE, 1), beside=Beside(work))
        assert found is not None
        assert as_it_stands is not None
        assert found.ninety.holds(7200)
        assert as_it_stands.ninety.high < 7200


def test_what_was_watched_for_long_and_not_done_is_never_done() -> None:
    ended = np.full(40, 100.0)
    running = np.array([50.0, 420.0 * 11, 420.0 * 60])
    assert never_done(ended, running, 420).tolist() == [False, True, True]
    found = delayed(np.arange(1.0, 41.0), running, 420)
    assert found is not None
    assert (found.never, found.watched) == (2, 42)


def test_three_delays_on_paper_by_kaplan_and_meier() -> None:
    # 1 of 3 done at 1; the second lost at 2; the third done at 3, alone at risk.
    three = Delays(np.array([1.0, 2.0, 3.0]), np.array([True, False, True]), np.arange(3))
    assert done_within(three, np.array([1.0, 2.0, 3.0])).round(6).tolist() == [
        0.333333,
        0.333333,
        1.0,
    ]


def test_a_distance_is_the_largest_gap_and_nothing_for_the_same() -> None:
    early = Delays(np.full(100, 1.0), np.ones(100, dtype=bool), np.arange(100))
    late = Delays(np.repeat([1.0, 3.0], 50), np.ones(100, dtype=bool), np.arange(100))
    same, other = apart(early, [early, early]), apart(early, [late, late])
    assert same.fits
    assert same.distance.value == pytest.approx(0.0, abs=1e-12)
    assert other.distance.value == pytest.approx(0.5)
    assert (other.at, round(other.seen, 6), round(other.expected, 6)) == (1.0, 1.0, 0.5)
    assert not other.fits


def test_days_are_counted_from_the_epoch() -> None:
    assert day_of(date_of_monday()) * MINUTES == at("2025-05-12 00:00")
