"""The backlog over a year that begins with yesterday's queue, its table, and its chart."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from matplotlib.figure import Figure

from experiments.answers.answer import Answer, answer
from experiments.answers.peaks import chosen
from experiments.experiment.ask import queues_of
from experiments.experiment.queues import queues as queues_chart
from experiments.experiment.settling import unsettled
from experiments.measures import values
from experiments.measures.backlog import Weeks, backlog, counted, queues, weekly_maxima, weeks
from experiments.measures.facts import Facts
from experiments.running.frames import forget_frames, write_frames
from experiments.running.line import sealed
from experiments.running.loop import run
from experiments.running.replication import Replication, replicate
from experiments.running.results import Results
from experiments.running.store import LINES, Store
from experiments.show.calendar_axis import make_up_days
from experiments.show.canvas import png
from model.conformance import Outcome, conformance
from model.deadline import NoLimit, Within
from model.holiday import days_off
from model.language import LANGS, NOTHING, Lang, Text, speaking
from model.rule import Obligation
from model.simulation.year import Year, simulate
from model.trace import Run
from tests.county import CALENDAR, OVERLOOKED, after, county, kind, lived
from tests.designed import Inline, design
from tests.draws import when_wide
from tests.said import said
from tests.small import duty, regime

WARM = 60  # calendar days
STEADY = regime(duty("a", "b", Within(30)))
WAITING = {"b": after(8 * 420)}  # eight days before anybody can start


@pytest.fixture(scope="module")
def steady() -> Year:
    """Two arrive each day, each waits for eight days: about sixteen wait at any time."""
    return lived(STEADY, county(kind("a", per_day=2.0), tasks=WAITING, warm_up=WARM))


@pytest.fixture(scope="module")
def busy() -> Year:
    """A year after a warm-up, in which much is late, overlooked, excused and deemed."""
    of = regime(
        duty("a", "b", Within(1), default="b", jointly=("q",)),
        duty("b", "c", Within(1), bearer="q"),
        duty("a", "d", NoLimit(), bearer="q", excused_by=("c",)),
    )
    slow = {"c": replace(OVERLOOKED, missed=0.3), "d": replace(OVERLOOKED, missed=0.5)}
    return lived(of, county(kind("a", per_day=2.0), tasks=slow, warm_up=WARM))


def waiting(of: Year, department: str = "p") -> list[int]:
    return backlog(of).filter(department=department)["waiting"].to_list()


def test_a_steady_queue_is_there_on_the_first_day(steady: Year) -> None:
    found = waiting(steady)
    level = sum(found) / len(found)
    assert level == pytest.approx(16, abs=3)
    assert abs(found[0] - level) < 8
    assert abs(queues(counted(steady))["p"]["growth"]) < 12


def test_without_the_matters_of_the_warm_up_a_year_begins_empty(steady: Year) -> None:
    found = waiting(replace(steady, before=()))
    assert found[0] < 5
    assert found[15:] == waiting(steady)[15:], "by then all that was there before has been done"


def test_without_a_warm_up_there_is_no_yesterday() -> None:
    of = lived(STEADY, county(kind("a", per_day=2.0), tasks=WAITING))
    assert not of.before
    assert waiting(of)[0] < 5


def owed_at(of: Year, close: int) -> Counter[str]:
    """Acts owed at an instant by each department, by judging what had happened until then."""
    found = set()
    for thread in (*of.before, *of.threads):
        past = tuple(one for one in thread.history if one.at <= close)
        if not past:
            continue
        occurred = {one.event for one in past}
        run = Run(past, thread.attributes, close, thread.case)
        for one in conformance(of.law, run).judgements:
            rule, open_ = one.rule, one.outcome in (Outcome.PENDING, Outcome.NEVER)
            if isinstance(rule, Obligation) and open_ and rule.act not in occurred:
                found |= {(thread.case, rule.act, bearer) for bearer in rule.bearers}
    return Counter(bearer for _, _, bearer in found)


def test_what_waits_is_what_a_judge_finds_owed_on_that_day_warm_up_and_year(busy: Year) -> None:
    frame = backlog(busy, warm_up=True)
    dates = frame.filter(department="q")["date"].to_list()
    first = dates.index(CALENDAR.working_dates(2025)[0])
    seen = 0
    for place in (3, first - 1, first, first + 1, first + 20, len(dates) - 1):
        close = CALENDAR.closing(CALENDAR.index_from(dates[place]))
        slow = owed_at(busy, close)
        for name in ("p", "q"):
            assert frame.filter(department=name)["waiting"][place] == slow[name]
            seen += slow[name]
    assert seen > 50


def test_the_year_is_the_end_of_the_series_with_its_warm_up(busy: Year) -> None:
    whole, year = backlog(busy, warm_up=True), backlog(busy)
    assert whole.filter(pl.col("date") >= date(2025, 1, 1)).equals(year)
    assert whole["date"].min() == date(2024, 11, 4)  # the first working day of the warm-up
    q = whole.filter(department="q")
    growth = q["waiting"][-1] - q.filter(pl.col("date") < date(2025, 1, 1))["waiting"][-1]
    assert queues(counted(busy))["q"]["growth"] == growth


def test_only_the_backlog_knows_of_matters_of_the_warm_up(tmp_path: Path) -> None:
    """Latencies, shares, breaches and all the rest are about matters of the year."""
    edits = (("{at: [warm-up], to: 0}", "{at: [warm-up], to: 60}"), ("per-day: 0.4", "per-day: 2"))
    point = design(tmp_path, *edits).points[0]
    of = simulate(point.regime, point.scenario, CALENDAR, 2025, 1, point.reading)
    assert len(of.before) > 50
    one, other = (values(Facts(year)) for year in (of, replace(of, before=())))
    differing = {name.split(".")[0] for name in one if one[name] != other[name]}
    assert differing == {"backlog"}
    assert not {thread.case for thread in of.before} & {thread.case for thread in of.threads}


def test_weeks_are_the_longest_queues_from_monday_to_sunday(busy: Year) -> None:
    found = weeks(counted(busy))
    assert {monday.weekday() for monday in found.mondays} == {0}
    assert date(2025, 9, 29) in found.mondays  # two days before National Day
    assert date(2025, 2, 3) in found.mondays  # and three after Spring Festival
    by_week = weekly_maxima(backlog(busy, warm_up=True)).filter(department="q")
    assert list(found.waiting["q"]) == by_week["waiting"].to_list()
    daily = backlog(busy).filter(department="q")
    in_march = (pl.col("date") >= date(2025, 3, 3)) & (pl.col("date") < date(2025, 3, 10))
    place = found.mondays.index(date(2025, 3, 3))
    assert found.waiting["q"][place] == daily.filter(in_march)["waiting"].max()


# The table


def test_the_series_of_a_run_are_those_of_its_lines(tmp_path: Path) -> None:
    of = design(tmp_path, ("replications: 4", "replications: 1"), ("values: [1, 3]", "values: [1]"))
    store = Store(tmp_path / "out", of)
    run(store, Inline())
    store.settle()
    under_way = Results(store.path).series
    write_frames(store)
    found = Results(store.path).series
    assert found.equals(under_way)
    line = json.loads((store.path / LINES).read_bytes().splitlines()[0])
    own = found.filter(point=0, department="bureau")
    assert own["waiting"].to_list() == line["series"]["waiting"]["bureau"]
    assert [day.isoformat() for day in own["week"]] == line["series"]["weeks"]
    again = replicate(of.points[0], line["seed"])
    assert json.loads(json.dumps(again.data()["series"])) == line["series"]
    assert len(json.dumps(line["series"])) < 5000
    forget_frames(store.path)
    assert not (store.path / "series").exists()


# The chart

FIRST = date(2024, 12, 30)
MONDAYS = tuple(FIRST + timedelta(weeks=k) for k in range(53))


def told(folder: Path, queue: Callable[[str, date, int], int], *edits: tuple[str, str]) -> Answer:
    """An answer from made-up queues of market regulation; other departments have none."""
    of = design(folder, *edits)
    store = Store(folder / "made-up", of)
    with store:
        for task in of.tasks():
            own = tuple(queue(task.point.regime.id, week, task.replication) for week in MONDAYS)
            none = tuple(0 for _ in MONDAYS)
            waiting = {"bureau": none, "market": own, "housing": none}
            figures: dict[str, float | None] = {"threads": 1.0, "auto-claimed-share": 0.0}
            found = Replication(task.point.key, task.seed, figures, {}, {}, Weeks(MONDAYS, waiting))
            store.append(task, found)
    store.settle()
    return answer(store.path, of)


def backlog_chart(found: Answer, lang: Lang) -> Figure:
    shown = queues_of(found)
    assert shown is not None
    with speaking(lang):
        return queues_chart(found, shown, NOTHING)


def lines_of(found: Answer, points: Sequence[int]) -> list[Text]:
    return unsettled(found, points, found.results.series)


def month(week: date) -> int:
    return (week + timedelta(days=3)).month


def texts(figure: Figure) -> str:
    panels = [text.get_text() for axes in figure.axes for text in axes.texts]
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    legend = [text.get_text() for one in figure.legends for text in one.get_texts()]
    said = [*(text.get_text() for text in figure.texts), *titles, *panels, *legend]
    return " ".join(" ".join(said).split())


def test_holidays_are_the_days_off_of_the_calendar_with_their_names() -> None:
    found = {one.name.en: (one.first, one.last) for one in days_off(CALENDAR, 2025)}
    assert found["Spring Festival"] == (date(2025, 1, 28), date(2025, 2, 4))
    assert found["National Day"] == (date(2025, 10, 1), date(2025, 10, 8))
    assert found["Tomb-sweeping Day"] == (date(2025, 4, 4), date(2025, 4, 6))
    assert len(found) == 6, "a weekend is no holiday"
    assert make_up_days(CALENDAR, 2025) == [
        date(2025, 1, 26), date(2025, 2, 8), date(2025, 4, 27),
        date(2025, 9, 28), date(2025, 10, 11),
    ]  # fmt: skip


def test_a_local_day_off_is_a_holiday_without_a_name_and_a_day_worked_is_none() -> None:
    local = CALENDAR.changed(days_off=[date(2025, 3, 12)], working=[date(2025, 1, 1)])
    found = days_off(local, 2025)
    assert (date(2025, 3, 12), NOTHING) in [(one.first, one.name) for one in found]
    assert all(one.first != date(2025, 1, 1) for one in found)


def test_the_chart_names_departments_holidays_and_regimes(tmp_path: Path) -> None:
    found = told(tmp_path, lambda regime, week, _: 5 + (regime == "auto-claim"))
    words = {lang: texts(backlog_chart(found, lang)) for lang in LANGS}
    for wanted in ("market regulation", "Spring Festival", "National Day", "make-up working day"):
        assert wanted in words["en"]
    for wanted in ("市场监督管理局", "春节", "国庆节", "调休上班日", "10%–90%"):
        assert wanted in words["zh"]
    assert "housing" not in words["en"]
    assert "2 more departments are not drawn" in words["en"]
    assert png(backlog_chart(found, "zh")) == png(backlog_chart(found, "zh"))


def test_lines_are_medians_and_bands_from_a_tenth_to_nine_tenths(tmp_path: Path) -> None:
    edits = (("replications: 4", "replications: 11"), ("values: [1, 3]", "values: [1]"))
    found = told(tmp_path, lambda _, week, number: 10 * number, *edits)
    figure = backlog_chart(found, "en")
    (axes,) = figure.axes
    curves = [np.asarray(one.get_xydata()) for one in axes.lines]
    lines = [one for one in curves if len(one) == len(MONDAYS)]
    assert len(lines) == 2
    for line in lines:
        assert set(line[:, 1]) == {50.0}
        assert line[0, 0] == 1.5, "Thursday of the first week, the 2nd, at noon"
    band = np.asarray(axes.collections[0].get_paths()[0].vertices)
    assert {10.0, 90.0} <= set(band[:, 1].tolist())


def test_few_points_are_all_drawn_and_of_many_the_regimes_at_the_extremes(tmp_path: Path) -> None:
    (tmp_path / "few").mkdir()
    (tmp_path / "many").mkdir()
    few = told(tmp_path / "few", lambda *_: 3, ("replications: 4", "replications: 1"))
    assert chosen(few) == [0, 1, 2, 3]
    assert "Drawn are" not in texts(backlog_chart(few, "en"))
    edits = (("replications: 4", "replications: 1"), ("values: [1, 3]", "values: [1, 2, 3, 4, 5]"))
    many = told(tmp_path / "many", lambda *_: 3, *edits)
    drawn = [(many.rows[k]["regime"], many.rows[k]["window"]) for k in chosen(many)]
    assert drawn == [("xuecheng", 1), ("auto-claim", 1), ("xuecheng", 5), ("auto-claim", 5)]
    assert chosen(many, most=3) == chosen(many)[:3]
    assert "Drawn are 4 of 10 points" in texts(backlog_chart(many, "en"))


def test_a_queue_that_is_longer_later_is_said_without_a_reason_and_a_steady_one_is_not(
    tmp_path: Path,
) -> None:
    def queue(regime: str, week: date, number: int) -> int:
        if regime == "xuecheng":
            return 20 + (week.day + number) % 3
        return 10 * min(month(week), 4) + number

    for name, change in (("filling", 0), ("growing", 1)):
        folder = tmp_path / name
        folder.mkdir()
        found = told(
            folder, lambda *of, more=change: queue(*of) + (of[0] != "xuecheng") * more * of[1].month
        )
        english = said(lines_of(found, [0, 2]), "en")
        assert len(english) == 2
        assert english[0].startswith("In market regulation (auto-claim")
        assert ("more in October to December" in english[0]) == (name == "growing")
        assert "may have been too short" in english[1]
        assert "season" in english[1]
        assert "预热" in said(lines_of(found, [0, 2]), "zh")[1]
        assert not said(lines_of(found, [0]), "en")
        assert english[0][:40] in texts(backlog_chart(found, "en"))


BURSTS = (
    "{bursts: [{from: 06-01, to: 06-20, factor: 3}]}",
    "{months: {3: 2}}",
    "{after-closure: {at-least: 4, days: 3, factor: 2}}",
)


@pytest.mark.parametrize("pattern", ["{weekdays: {monday: 2}}", *BURSTS])
def test_where_arrivals_vary_over_the_year_nothing_is_said_of_the_warm_up(
    tmp_path: Path, pattern: str
) -> None:
    edit = ("per-day: 0.4", f"per-day: 0.4, arrivals: {pattern}")
    found = told(tmp_path, lambda _, week, number: 10 * min(month(week), 4) + number, edit)
    assert bool(said(lines_of(found, [0]), "en")) == (pattern not in BURSTS)


@when_wide
def test_of_many_queues_chance_alone_makes_hardly_one_longer(tmp_path: Path) -> None:
    """What one department alone would show is not shown of many lines."""
    values = ("values: [1, 3]", f"values: {[*range(1, 13)]}")

    def queue(regime: str, week: date, number: int) -> int:
        rise = (4, 13, 7, 15, 9, 12, 5, 16)[number]
        return 10 + rise * (month(week) > 1) if regime == "xuecheng" else 10

    found = told(tmp_path, queue, ("replications: 4", "replications: 8"), values)
    first = next(k for k, row in enumerate(found.rows) if row["regime"] == "xuecheng")
    assert said(lines_of(found, [first]), "en")
    assert not said(lines_of(found, range(len(found.rows))), "en")


def test_results_without_series_have_no_chart(tmp_path: Path) -> None:
    found = told(tmp_path, lambda *_: 1, ("replications: 4", "replications: 1"))
    assert queues_of(found) is not None
    path = found.path / LINES
    lines = [json.loads(line) for line in path.read_bytes().splitlines()]
    for one in lines:
        del one["series"], one["digest"]
    path.write_bytes(b"".join(map(sealed, lines)))
    assert queues_of(answer(found.path, found.design)) is None


def test_a_design_that_cannot_be_read_leaves_ids_and_says_so(tmp_path: Path) -> None:
    found = told(tmp_path, lambda *_: 4, ("replications: 4", "replications: 1"))
    unread = replace(found, design=None, unread=None)
    words = texts(backlog_chart(unread, "en"))
    assert "cannot be read any more" in words
    assert backlog_chart(unread, "en").axes[0].get_title(loc="left") == "market"
    assert "Spring Festival" in words
