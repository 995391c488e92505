"""How matters of a log came: weekdays, months, hours and bursts, of each kind or of all."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest

from experiments.fit.arrivals import Counts, counted, dispersion, hours
from experiments.fit.ask import fit
from experiments.fit.clock import OfficeClock
from experiments.fit.log import COLUMNS, Log
from experiments.fit.season import season
from experiments.fit.spread import Spreads, of_spreads, spreads
from model.calendar import chinese_calendar
from model.instant import MINUTES
from protocols import library
from tests.fitted import at

CALENDAR = chinese_calendar()
CLOCK = OfficeClock(CALENDAR)


def counts_of(per_day: list[int]) -> Counts:
    first = CALENDAR.index_from(date_of_monday())
    days = np.array([CALENDAR.day(first + k) for k in range(len(per_day))])
    return Counts(days, np.array(per_day), np.zeros(0, dtype=np.int64), 0)


def date_of_monday() -> date:
    return date(2025, 5, 12)


def test_monday_twice_as_often_has_weight_five_thirds() -> None:
    # Two weeks of 40 on Mondays and 20 on other days: mean 24, so 40 / 24 and 20 / 24.
    found = season(counts_of([40, 20, 20, 20, 20] * 2))
    values = [round(found.weekdays[day].value, 3) for day in range(5)]
    assert values == [1.667, 0.833, 0.833, 0.833, 0.833]
    assert found.months == {}  # one month says nothing of months
    assert found.bursts == ()


def test_a_week_with_five_times_as_many_is_a_burst() -> None:
    calm = [10, 9, 11, 10, 10]
    found = season(counts_of(calm * 3 + [50] * 5 + calm * 3))
    (burst,) = found.bursts
    assert 4.0 < burst.factor.value < 6.0
    assert burst.factor.low > 3.0


def test_equal_counts_are_not_over_dispersed_and_uneven_ones_are() -> None:
    even = dispersion(np.full(60, 4), np.full(60, 4.0))
    uneven = dispersion(np.array([0, 8] * 30), np.full(60, 4.0))
    assert even.value == 1.0
    # Variance 16 over mean 4, about 4 by moments.
    assert uneven.low > 1.5


def test_an_hour_with_all_arrivals_has_all_the_weight() -> None:
    times = np.array(
        [at(f"2025-03-0{day} 10:{minute:02d}") for day in (3, 4, 5) for minute in range(60)]
    )
    found = hours(counted(times, CLOCK, int(times.min()), int(times.max())), CLOCK)
    # One of seven office hours has all: weight 7.
    assert found[600].value == pytest.approx(7.0)
    assert found[540].value == 0.0


def test_arrivals_outside_office_hours_count_for_the_next_working_day() -> None:
    times = np.array([at("2025-03-07 10:00"), at("2025-03-08 23:00"), at("2025-03-10 09:00")])
    found = counted(times, CLOCK, int(times[0]), int(times[-1]))
    assert (found.counts.tolist(), found.outside) == ([1, 2], 1)


def test_a_month_with_hardly_any_has_a_small_weight_and_is_not_taken_for_even() -> None:
    # March to May 2025: 20 a day, in April one a day. 21 working days in March, 22 in April, 19 in
    # May (labour day): mean (21 * 20 + 22 * 1 + 19 * 20) / 62 = 13.3, so 0.075 in April.
    first = CALENDAR.index_from(date(2025, 3, 3))
    days = np.array([CALENDAR.day(first + k) for k in range(62)])
    months = np.array([one.month for one in Counts(days, days, days, 0).dates])
    found = season(Counts(days, np.where(months == 4, 1, 20), np.zeros(0, dtype=np.int64), 0))
    assert found.months[3].value < 0.1
    assert found.months[3].low > 0
    assert found.months[2].value == pytest.approx(20 / 13.3, rel=0.03)


def test_a_month_without_any_has_weight_none_with_an_upper_end() -> None:
    first = CALENDAR.index_from(date(2025, 3, 3))
    days = np.array([CALENDAR.day(first + k) for k in range(60)])
    months = np.array([one.month for one in Counts(days, days, days, 0).dates])
    found = season(Counts(days, np.where(months == 4, 0, 20), np.zeros(0, dtype=np.int64), 0))
    assert (found.months[3].value, found.months[3].low) == (0.0, 0.0)
    assert 0 < found.months[3].high < 0.05


def instants(weights: list[int], weeks: int = 30, minute: int = 0) -> np.ndarray:
    """So many arrivals on each day of the week, in weeks without holidays from May on."""
    begin = CALENDAR.index_from(date_of_monday())
    found = []
    for index in range(begin, begin + 5 * weeks):
        day = CALENDAR.day(index)
        count = weights[(day + 3) % 7] if (day + 3) % 7 < 5 else 0
        found += [day * MINUTES + 540 + minute + 7 * k for k in range(count)]
    return np.array(found, dtype=np.int64)


def spread_of(at_of: dict[str, np.ndarray]) -> Spreads:
    every = np.concatenate(list(at_of.values()))
    return spreads(at_of, CLOCK, (int(every.min()), int(every.max())), True)


def test_a_kind_with_enough_matters_has_weekdays_of_its_own() -> None:
    # One kind comes on Mondays four times as often, the other evenly: 8 / 3.2 = 2.5 and 2 / 3.2.
    found = spread_of({"uneven": instants([8, 2, 2, 2, 2]), "even": instants([6] * 5)})
    uneven, even = found.own["uneven"].season, found.own["even"].season
    assert uneven.weekdays[0].value == pytest.approx(2.5, abs=0.1)
    assert uneven.weekdays[2].value == pytest.approx(0.625, abs=0.05)
    assert even.weekdays[0].value == pytest.approx(1.0, abs=0.05)
    # Together it would be 14 / 9.2 for both.
    assert not found.rest
    assert found.together.season.weekdays[0].value == pytest.approx(14 / 9.2, abs=0.05)


def test_kinds_with_few_matters_are_taken_together_without_those_that_have_their_own() -> None:
    many = instants([8, 2, 2, 2, 2])
    few = {f"few-{k}": instants([1, 1, 1, 1, 1], 24, minute=k) for k in range(4)}
    found = spread_of({"many": many, **few})
    assert set(found.own) == {"many"}
    assert found.rest
    assert found.together.counts.counts.sum() == sum(map(len, few.values()))
    assert found.of("few-1").season.weekdays[0].value == pytest.approx(1.0, abs=0.05)
    told = {one.name: one for one in of_spreads(found, True)}
    assert "without such figures of their own" in told["arrivals.weekdays.monday"].how.en
    assert "this kind alone" in told["matters.many.arrivals.weekdays.monday"].how.en


def test_a_burst_of_one_kind_is_no_burst_of_another() -> None:
    calm, busy = instants([6] * 5), instants([6] * 5)
    week = CALENDAR.day(CALENDAR.index_from(date(2025, 7, 7)))
    more = np.repeat(np.arange(week, week + 5), 30) * MINUTES + 600
    found = spread_of({"calm": calm, "busy": np.sort(np.concatenate([busy, more]))})
    assert found.own["calm"].season.bursts == ()
    (burst,) = found.own["busy"].season.bursts
    assert (burst.first, burst.last) == (date(2025, 7, 7), date(2025, 7, 11))
    assert burst.factor.value == pytest.approx(6.0, rel=0.05)


def test_where_all_that_differs_is_one_kind_with_too_few_others_all_are_taken_together() -> None:
    found = spread_of({"many": instants([8, 2, 2, 2, 2]), "rare": instants([1, 0, 0, 0, 0], 8)})
    assert not found.rest
    assert len(found.together.counts.at) > 450


def test_a_file_says_which_kinds_come_like_all_and_how_one_comes_that_does_not() -> None:
    rows = []
    for case, when in enumerate(instants([8, 2, 2, 2, 2])):
        rows.append((f"A{case}", "market", "approval.decided", when, True, None, None, None))
    for case, when in enumerate(instants([1, 1, 0, 0, 0], 12)):
        rows.append((f"B{case}", "market", "complaint.received", when, True, None, None, None))
    events = pl.DataFrame(rows, schema=COLUMNS, orient="row").sort("time", maintain_order=True)
    log = Log("two kinds", events, int(events["time"].max()) + 1)  # type: ignore[arg-type]
    found = fit(log, library.find("xuecheng"))
    rare = found.find("matters.complaint.arrivals")
    assert not rare.estimated
    assert "24 matters" in rare.how.en
    pattern = {kind.id: kind.pattern for kind in found.scenario.matters}
    assert pattern["approval"].weekdays[0] == pytest.approx(2.5, abs=0.1)
    assert "matters.complaint.arrivals: with 24 matters" in found.text().en
