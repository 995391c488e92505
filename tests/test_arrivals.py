"""When matters arrive, who is there, how long work takes, and when the platform is down."""

from __future__ import annotations

import pickle
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from scipy import stats
from scipy.stats import chisquare

from experiments import scenarios
from model.calendar import Calendar, OfficeHours
from model.deadline import Within
from model.instant import MINUTES, date_of, day_of, time_of
from model.language import Complaint
from model.simulation.compiled.matters import Workload
from model.simulation.counts import negative_binomial, poisson
from model.simulation.draws import Draws
from model.simulation.effort import Effort, Tail
from model.simulation.outage import Breakdown, Breakdowns, Outages, downtime
from model.simulation.pattern import AfterClosure, Burst, Pattern, factors
from model.simulation.period import Holiday, Period
from model.simulation.presence import Watched, presence
from model.simulation.scenario import Absence, MatterKind, Shift
from model.simulation.workload import Matter, matters
from model.simulation.year import Year, office_minutes, simulate
from tests.county import CALENDAR, HOUR, county, department, kind, later, lived
from tests.small import duty, may, regime


@pytest.mark.parametrize("mean", [0.002, 0.4, 3.0, 47.5, 900.0])
@pytest.mark.parametrize("dispersion", [1.01, 1.5, 9.0])
def test_quantiles_of_counts_are_those_of_scipy(mean: float, dispersion: float) -> None:
    shares = np.concatenate([np.random.default_rng(1).random(2_000), [1e-12, 1 - 1e-9]])
    assert np.array_equal(poisson(shares, mean), stats.poisson.ppf(shares, mean))
    size, part = mean / (dispersion - 1), 1 / dispersion
    wanted = stats.nbinom.ppf(shares, size, part)
    assert np.array_equal(negative_binomial(shares, size, part), wanted)


WATCHED = Watched(date(2024, 11, 17), date(2026, 3, 31))
FESTIVAL = Period(around=Holiday.SPRING_FESTIVAL, before=5, after=3)


def arrivals(pattern: Pattern, seed: int, **changes: object) -> list[Matter]:
    of: MatterKind = replace(MatterKind("kind", ("a",), 10.0, pattern=pattern), **changes)  # type: ignore[arg-type]
    return matters(county(of), CALENDAR, 2025, Draws(seed))


def fit(found: Counter[int], shares: dict[int, float]) -> float:
    """How likely counts are so far from shares by chance alone."""
    total = sum(found.values())
    expected = [total * shares[one] / sum(shares.values()) for one in shares]
    return float(chisquare([found[one] for one in shares], expected).pvalue)


WEEK = (2.0, 1.0, 1.0, 1.0, 0.5, 3.0, 1.0)


@pytest.mark.parametrize("seed", range(4))
def test_arrivals_follow_the_weights_of_weekdays_and_make_up_saturdays_theirs(seed: int) -> None:
    days = Counter(day.weekday() for day in CALENDAR.working_dates(2025))
    assert days[5] > 0  # the State Council moved work to some Saturdays
    shares = {weekday: days[weekday] * WEEK[weekday] for weekday in days}

    def by_weekday(pattern: Pattern) -> Counter[int]:
        return Counter(time_of(one.at).weekday() for one in arrivals(pattern, seed))

    assert fit(by_weekday(Pattern(weekdays=WEEK)), shares) > 0.01
    assert fit(by_weekday(Pattern()), shares) < 1e-6


@pytest.mark.parametrize("seed", range(3))
def test_arrivals_follow_the_weights_of_months_and_of_hours(seed: int) -> None:
    months = tuple(3.0 if month in (5, 6) else 1.0 for month in range(1, 13))
    days = Counter(day.month for day in CALENDAR.working_dates(2025))
    shares = {month: days[month] * months[month - 1] for month in days}
    found = arrivals(Pattern(months=months), seed)
    assert fit(Counter(time_of(one.at).month for one in found), shares) > 0.01
    clock = Pattern(hours=((540, 4.0), (600, 1.0), (840, 2.0)))
    found = arrivals(clock, seed)
    hours = {9: 4.0, 10: 1.0, 11: 1.0, 13: 1.0, 14: 2.0, 15: 2.0, 16: 2.0}
    assert fit(Counter(time_of(one.at).hour for one in found), hours) > 0.01
    assert fit(Counter(time_of(one.at).hour for one in arrivals(Pattern(), seed)), hours) < 1e-6


def test_weights_move_arrivals_and_leave_the_mean_of_the_year_as_it_is() -> None:
    days = [day_of(day) for day in CALENDAR.working_dates(2025)]
    months = tuple(float(month) for month in range(1, 13))
    for pattern in (Pattern(), Pattern(weekdays=WEEK), Pattern(weekdays=WEEK, months=months)):
        found = factors(pattern, CALENDAR, days, WATCHED.begin, 2025)
        assert found.mean() == pytest.approx(1.0)
    assert found.std() > 0.3


def test_more_arrives_on_the_first_working_days_after_days_off_that_are_long_enough() -> None:
    days = [day_of(day) for day in CALENDAR.working_dates(2025)]

    def raised(at_least: int, first: int) -> set[date]:
        pattern = Pattern(after_closure=AfterClosure(at_least, first, 3.0))
        found = factors(pattern, CALENDAR, days, WATCHED.begin, 2025)
        assert set(found) == {1.0, 3.0}
        return {date_of(day) for day, factor in zip(days, found, strict=True) if factor == 3.0}

    assert raised(8, 2) == {
        date(2025, 2, 5),
        date(2025, 2, 6),
        date(2025, 10, 9),
        date(2025, 10, 10),
    }
    assert date(2025, 5, 6) in raised(5, 1) - raised(6, 1)  # 1 to 5 May
    assert date(2025, 3, 3) in raised(2, 1)  # a weekend


def test_a_burst_multiplies_the_arrivals_of_its_days_and_of_no_others() -> None:
    june = Period((6, 1), (6, 30))
    quiet, loud = (
        Counter(time_of(one.at).month for one in arrivals(Pattern(bursts=bursts), 1))
        for bursts in ((), (Burst(june, 4.0),))
    )
    assert {month for month in quiet if quiet[month] != loud[month]} == {6}
    assert 3.5 < loud[6] / quiet[6] < 4.5
    nothing = Counter(
        time_of(one.at).month for one in arrivals(Pattern(bursts=(Burst(june, 0.0),)), 1)
    )
    assert nothing[6] == 0 < nothing[5] == quiet[5]


def test_over_dispersion_holds_under_a_pattern_too() -> None:
    found = arrivals(Pattern(weekdays=(1.0,) * 7, months=(1.0,) * 12), 3, dispersion=4.0)
    assert found == arrivals(Pattern(), 3, dispersion=4.0)
    half = Pattern(bursts=(Burst(Period(date(2024, 1, 1), date(2026, 1, 1)), 0.5),))
    counts = Counter(one.at // MINUTES for one in arrivals(half, 3, dispersion=4.0))
    daily = np.array([counts[day_of(day)] for day in CALENDAR.working_dates(2025)])
    assert 4 < daily.mean() < 6
    assert 3 < daily.var() / daily.mean() < 5


def test_weights_that_leave_no_working_day_and_no_office_hour_are_refused() -> None:
    with pytest.raises(Complaint, match="could arrive"):
        arrivals(Pattern(weekdays=(0.0,) * 5 + (0.0, 0.0)), 1)
    with pytest.raises(Complaint, match="office hours"):
        arrivals(Pattern(hours=((0, 0.0), (1080, 1.0))), 1)


def spans(period: Period) -> list[tuple[str, str]]:
    found = period.spans(CALENDAR, WATCHED.begin, WATCHED.end)
    return [(str(date_of(first)), str(date_of(last))) for first, last in found]


def test_a_period_is_found_by_date_by_day_of_the_year_and_by_holiday() -> None:
    dated = Period(date(2025, 1, 20), date(2025, 2, 10))
    assert spans(dated) == [("2025-01-20", "2025-02-10")]
    assert spans(Period((2, 20), (3, 1))) == [
        ("2025-02-20", "2025-03-01"),
        ("2026-02-20", "2026-03-01"),
    ]
    assert ("2024-12-20", "2025-01-10") in spans(Period((12, 20), (1, 10)))
    assert spans(FESTIVAL)[0] == ("2025-01-22", "2025-02-07")  # off from 28 January to 4 February
    assert spans(Period(around=Holiday.NATIONAL_DAY)) == [("2025-10-01", "2025-10-08")]


def test_a_period_that_would_change_nothing_is_refused() -> None:
    with pytest.raises(Complaint, match="2019-01-20"):
        spans(Period(date(2019, 1, 20), date(2019, 2, 10)))
    weekdays = Calendar(date(2020, 1, 1), [day % 7 < 5 for day in range(3000)])
    with pytest.raises(Complaint, match="spring-festival"):
        FESTIVAL.spans(weekdays, WATCHED.begin, WATCHED.end)


@pytest.mark.parametrize("days", [0, 1, 10, 37])
def test_leave_takes_exactly_its_days_from_each_officer_in_every_year(days: int) -> None:
    office = replace(department("p"), officers=3, leave=days)
    found = presence(office, CALENDAR, WATCHED, Draws(1))
    for year in (2025, 2026):
        whole = len(CALENDAR.working_dates(year))
        assert [len(one.working_dates(year)) for one in found] == [whole - days] * 3
    start, end = (day_of(date(year, 1, 1)) * MINUTES for year in (2025, 2026))
    full = office_minutes([CALENDAR] * 3, start, end)
    assert full - office_minutes(found, start, end) == 3 * days * CALENDAR.hours.minutes
    again = presence(replace(office, officers=2), CALENDAR, WATCHED, Draws(1))
    for one, other in zip(again, found, strict=False):  # another officer shifts nobody's leave
        assert one.working_dates(2025) == other.working_dates(2025)


def test_two_officers_fewer_over_spring_festival_are_two_officers_fewer_then() -> None:
    office = replace(department("p"), officers=3, absences=(Absence(FESTIVAL, 2),))
    found = presence(office, CALENDAR, WATCHED, Draws(1))
    away = [set(CALENDAR.working_dates(2025)) - set(one.working_dates(2025)) for one in found]
    assert (len(away[0]), away[1], len(away[1])) == (0, away[2], 8)
    assert {min(away[1]), max(away[1])} == {date(2025, 1, 22), date(2025, 2, 7)}


def test_hours_are_those_common_with_the_calendar_s_and_must_have_some() -> None:
    office = replace(department("p"), hours=((480, 600), (1000, 1080)))
    (own,) = presence(office, CALENDAR, WATCHED, Draws(1))
    assert own.hours == OfficeHours(((540, 600), (1000, 1020)))
    with pytest.raises(Complaint, match="hours"):
        presence(replace(office, hours=((1080, 1200),)), CALENDAR, WATCHED, Draws(1))


def test_officers_of_a_shift_work_in_its_hours_and_the_others_in_the_usual_ones() -> None:
    rules = regime(duty("a", "b", Within(9)))
    morning = Shift(1, ((540, 600),))

    def hours(officers: int) -> set[int]:
        office = replace(department("p"), officers=officers, shifts=(morning,))
        crowd = (office, department("q"), department("regulator"))
        of = lived(rules, county(kind("a", per_day=0.4), departments=crowd))
        return {time_of(one.taken_up).hour for one in of.attention}

    assert hours(1) == {9}
    assert 10 in hours(2)
    whole_year = Absence(Period((1, 1), (12, 31)), 1)
    office = replace(department("p"), officers=2, shifts=(morning,), absences=(whole_year,))
    crowd = (office, department("q"), department("regulator"))
    of = lived(rules, county(kind("a", per_day=0.4), departments=crowd))
    assert {time_of(one.taken_up).hour for one in of.attention} == {9}


def test_what_one_shift_leaves_the_next_takes_up_as_soon_as_it_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shifts = (Shift(1, ((540, 720),)), Shift(1, ((780, 1020),)))
    office = replace(department("p"), officers=2, shifts=shifts)
    day = day_of(date(2025, 3, 4)) * MINUTES
    both = [Matter(kind("a"), number, day + 550, {}, (0,), True) for number in range(2)]
    monkeypatch.setattr("model.simulation.year.matters", lambda *_: both)
    monkeypatch.setattr(
        "model.simulation.compiled.support.is_ready", lambda: False
    )  # it draws its own
    whole = county(kind("a"), departments=(office, *county().departments[1:]))
    long = replace(HOUR, work=Effort(400, 400))
    of = lived(regime(duty("a", "b", Within(9))), replace(whole, usual=long))
    assert [one.taken_up - day for one in of.attention] == [600, 780]


def test_nobody_works_or_looks_while_all_are_away_and_what_was_begun_rests() -> None:
    rules = regime(duty("a", "b", Within(9)))
    gone = Period(date(2025, 3, 3), date(2025, 5, 30))
    empty = replace(department("p"), absences=(Absence(gone, 1),))
    long = {"b": replace(HOUR, work=Effort(800, 800))}
    plain = county(kind("a", per_day=0.45), tasks=long)
    of = lived(rules, replace(plain, departments=(empty, *plain.departments[1:])))
    first, last = (day_of(day) * MINUTES for day in (date(2025, 3, 3), date(2025, 5, 31)))
    assert not [one for one in of.attention if first <= one.taken_up < last]
    assert not [one for one in of.attention if first <= one.finished < last]
    (resting,) = [one for one in of.attention if one.taken_up < first and one.finished > last]
    (own,) = presence(empty, CALENDAR, WATCHED, Draws(1))
    assert own.after_work(resting.taken_up, 800) == resting.finished
    assert of.utilisation["p"] > lived(rules, plain).utilisation["p"]


def test_a_large_mass_the_same_day_and_a_heavy_tail_are_what_they_say() -> None:
    shape = Effort(100, 400, same_day=0.6, tail=Tail(0.95, 1.5))
    found = Draws(1).minutes(40_000, shape, "kind", "act", "wait")
    assert (found == 0).mean() == pytest.approx(0.6, abs=0.01)
    rest = found[found > 0]
    assert np.quantile(rest, [0.5, 0.9]) == pytest.approx([100, 400], rel=0.05)
    edge = np.quantile(rest, 0.95)
    beyond = [(rest > edge * times).mean() for times in (2, 8)]
    assert beyond == pytest.approx([0.05 * 2**-1.5, 0.05 * 8**-1.5], rel=0.25)
    plain = Draws(1).minutes(40_000, Effort(100, 400), "kind", "act", "wait")
    assert (plain > edge * 8).mean() < beyond[1] / 2
    assert plain.min() >= 1


def test_a_wait_of_no_time_is_none_and_one_beyond_all_dates_never_ends() -> None:
    rules = regime(duty("a", "b", Within(1)))
    at_once = {"b": replace(HOUR, wait=Effort(420, 420, same_day=0.999999), at_once=True)}
    of = lived(rules, county(kind("a"), tasks=at_once))
    arrived = {one.case: one.history[0].at for one in of.threads}
    assert all(one.taken_up == arrived[one.case] for one in of.attention)
    days = range(day_of(date(2024, 1, 1)), day_of(date(2026, 6, 1)))
    flags = [CALENDAR.is_working(date_of(day)) for day in days]
    short = Calendar(date(2024, 1, 1), flags)
    endless = {"b": replace(HOUR, wait=Effort(1e6, 1e6, tail=Tail(0.95, 1.0)), at_once=True)}
    of = simulate(rules, county(kind("a"), tasks=endless), short, 2025, 1)
    assert len(of.attention) < len(of.threads)
    for one in of.attention:
        start = next(thread.history[0].at for thread in of.threads if thread.case == one.case)
        assert short.after_work(start, 100_000) <= one.taken_up
    slow = {"b": replace(HOUR, work=Effort(1e6, 1e6, tail=Tail(0.95, 1.0)), at_once=True)}
    of = simulate(rules, county(kind("a"), tasks=slow), short, 2025, 1)
    assert len(of.attention) <= 1


DOWN = Outages((Breakdown(Period(date(2025, 3, 3), date(2025, 5, 30)), 600, 660),), acts=("b",))


def with_outage(outages: Outages, *rules: object, **changes: Any) -> Year:
    of = regime(*(rules or (duty("a", "b", Within(2), default="b"),)))  # type: ignore[arg-type]
    return lived(of, county(kind("a", per_day=0.4), outages=outages, **changes))


def test_an_outage_delays_what_needs_the_platform_and_never_a_deadline() -> None:
    up, down = with_outage(Outages()), with_outage(DOWN)
    first, last = (
        day_of(date(2025, 3, 3)) * MINUTES + 600,
        day_of(date(2025, 5, 30)) * MINUTES + 660,
    )

    def dues(of: Year) -> list[object]:
        return [one.state.duties["a-b"].due for one in of.threads]

    assert dues(up) == dues(down)
    for one in down.threads:
        done = one.state.occurred["b"]
        assert done.mode == "deemed" or not first <= done.at < last
    modes = [Counter(str(one.state.occurred["b"].mode) for one in of.threads) for of in (up, down)]
    assert modes[1]["deemed"] > modes[0]["deemed"]
    pairs = zip(up.threads, down.threads, strict=True)
    assert all(two.state.occurred["b"].at >= one.state.occurred["b"].at for one, two in pairs)


def test_what_waited_for_the_platform_is_done_in_office_time_once_it_is_up() -> None:
    night = Outages(
        (
            Breakdown(
                Period(date(2025, 3, 3), date(2025, 5, 29)),
            ),
        ),
        acts=("b",),
    )
    known = {"b": replace(HOUR, at_once=True)}
    of = with_outage(night, duty("a", "b", Within(9)), tasks=known)
    done = [one.state.occurred["b"].at for one in of.threads]
    opening = CALENDAR.opening(CALENDAR.index_from(date(2025, 5, 30)))
    assert done.count(opening) > 10
    first, last = (day_of(date(2025, 3, 3)) * MINUTES, opening)
    assert not [at for at in done if first <= at < last]


def test_nothing_is_seen_during_an_outage_and_what_needs_no_platform_is_done_in_it() -> None:
    by_letter = replace(DOWN, acts=("c",))
    known = {"b": replace(HOUR, at_once=True)}
    first, last = (day_of(date(2025, 3, 4)) * MINUTES, day_of(date(2025, 5, 30)) * MINUTES)

    def done(of: Year) -> int:
        return sum(first < one.taken_up < last for one in of.attention)

    assert done(with_outage(by_letter)) == 0  # nobody has looked
    assert done(with_outage(by_letter, tasks=known)) > 5  # known without a look
    assert done(with_outage(by_letter)) < done(with_outage(Outages()))


def test_a_rule_that_names_the_platform_alone_makes_its_act_wait_and_so_does_a_power_s() -> None:
    known = {"b": replace(HOUR, at_once=True)}
    none = replace(DOWN, acts=("d",))
    first, last = (day_of(date(2025, 3, 4)) * MINUTES, day_of(date(2025, 5, 30)) * MINUTES)

    def during(through: tuple[str, ...], either: bool = False) -> int:
        rule = replace(duty("a", "b", Within(2)), through=through, through_any=either)
        of = with_outage(none, rule, tasks=known)
        return sum(first < one.state.occurred["b"].at < last for one in of.threads)

    assert during(("platform",)) == 0 < during(("letter", "platform"), either=True)
    assert during(("letter", "platform")) == 0, "each of them is needed"
    rules = (duty("a", "b", Within(2)), replace(may("a", "c"), through=("platform",)))
    asked = county(kind("a", later("c", "a", 1), per_day=0.4), outages=none)
    of = lived(regime(*rules), asked)
    at = [one.state.occurred["c"].at for one in of.threads if "c" in one.state.occurred]
    assert at
    assert not [one for one in at if first < one < last]


def test_outages_by_chance_come_as_often_and_last_as_long_as_they_say() -> None:
    rare = Outages(random=Breakdowns(6.0, 4.0))
    found = [downtime(rare, CALENDAR, WATCHED.begin, WATCHED.end, Draws(k)) for k in range(200)]
    begins, ends = (day_of(date(year, 1, 1)) * MINUTES for year in (2025, 2026))
    spans = [one for of in found for one in of.spans if begins <= one[0] < ends]
    assert len(spans) / 200 == pytest.approx(6, rel=0.1)
    assert np.mean([end - start for start, end in spans]) / 60 == pytest.approx(4, rel=0.1)
    assert all(CALENDAR.next_office_instant(start) == start for start, _ in spans)
    again = downtime(rare, CALENDAR, date(2025, 1, 1), WATCHED.end, Draws(0))
    assert [one for one in again.spans if one[0] < ends] == [
        one for one in found[0].spans if begins <= one[0] < ends
    ]


def test_matters_that_are_kept_for_the_next_text_are_those_of_their_own_scenario_and_seed() -> None:
    """They are drawn once for years of one seed, whatever differs in how the scenario was read."""
    usual = scenarios.find("ordinary")
    busier = replace(usual, matters=(replace(usual.matters[0], per_day=9.5), *usual.matters[1:]))
    alone = replace(usual, departments=tuple(one for one in usual.departments if one.share != 1))
    early = CALENDAR.changed(hours=OfficeHours(((480, 720), (780, 960))))
    weekends = CALENDAR.changed(working=[date(2025, 3, 8), date(2025, 3, 9)])
    others = [
        *((other, CALENDAR, 2025) for other in (busier, replace(usual, warm_up=30), alone)),
        *((usual, early, 2025), (usual, weekends, 2025), (usual, CALENDAR, 2024)),
    ]
    asked = [one for other in others for one in ((usual, CALENDAR, 2025), other)]
    for seed in (1, 2, 1):
        for scenario, calendar, year in asked:
            kept = Workload(scenario, calendar, year).batches(Draws(seed))
            drawn = Workload(scenario, calendar, year)._drawn(Draws(seed))
            again = Workload(pickle.loads(pickle.dumps(scenario)), calendar, year)
            assert again.batches(Draws(seed)) is kept
            assert kept.keys() == drawn.keys()
            for name, batch in drawn.items():
                same = kept[name]
                pairs = [(batch.at, same.at), (batch.about, same.about)]
                pairs += [(batch.values[one], same.values[one]) for one in batch.values]
                assert all(np.array_equal(one, other) for one, other in pairs)
                assert not any(other.flags.writeable for _, other in pairs)
