"""The studio's year: before and after on the same matters, week by week, while it is wanted."""

from __future__ import annotations

import pickle
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from experiments import scenarios
from experiments.answers.regimes.bottleneck import Bottleneck, Waiting
from experiments.answers.regimes.lived import Lived
from experiments.designs.reader import read_design
from experiments.running.replication import replicate
from experiments.show.blocks import Fold, Paragraph
from experiments.statistics.interval import Reason, Undetermined
from experiments.studio import page
from experiments.studio.address import Address
from experiments.studio.ask import Studio
from experiments.studio.experiment.design import design_of
from experiments.studio.page import Screen
from experiments.studio.times import Times
from experiments.studio.year import screen as year
from experiments.studio.year import stuck, under_way, week, weeks
from experiments.studio.year.before_after import answer, price, sections, shifts
from experiments.studio.year.stuck import place_words
from experiments.studio.year.supposed import Supposed
from experiments.studio.year.under_way import UnderWay
from experiments.studio.year.years import Here, Waited, Years, YearsQuestion, matters_of, years
from model.calendar import chinese_calendar
from model.deadline import Reading
from model.language import Complaint, Text, say
from protocols import library
from protocols.mistakes import Mistakes

TINY = """\
scenario: tiny
extends: ordinary
label: {zh: 小县, en: a small county}
note: {zh: 事少的县。, en: A county with few matters.}
matters:
  approval: {per-day: 0.6}
  supervision: {per-day: 0.2}
  letter: {per-day: 0.1}
  result: {per-day: 0.05}
  revocation: {per-day: 0.02}
  commitment: {per-day: 0.02}
  survey: {per-day: 0.02}
  parallel: {per-day: 0.02}
  violation: {per-day: 0.02}
  complaint: {per-day: 0.02}
warm-up: 0
drain: 20
"""
"""Few matters, so that a year takes a few hundredths of a second."""

WIDER = ("edit", "approval-claim.deadline=3 working days")


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Studio]:
    """A studio with a small county, whose years are worked out here."""
    (tmp_path / "tiny.yaml").write_text(TINY, encoding="utf-8")
    monkeypatch.setattr(under_way, "hands", Here)
    monkeypatch.setattr(under_way, "worth_compiling", lambda _: False)
    made = Studio(tmp_path)
    yield made
    made.close()


def address(*pairs: tuple[str, str]) -> Address:
    return Address.of([("scenario", "tiny.yaml"), ("years", "2"), *pairs])


def whole(studio: Studio, *pairs: tuple[str, str]) -> Years:
    """The years of an address, all of them."""
    found = year.asked(address(*pairs), studio).wanted(60)
    assert found is not None
    assert found.whole
    return found


def shown(studio: Studio, *pairs: tuple[str, str]) -> str:
    """The screen of an address as a page, once its years are there."""
    whole(studio, *[pair for pair in pairs if pair[0] not in ("at", "week", "line", "page")])
    screen = year.screen(address(*pairs), studio)
    assert screen.again is None
    return page.html(screen, "year", address(*pairs), {}, Times())


# --- What is supposed of offices.


def test_officers_fewer_leave_one_and_touch_only_the_office_that_is_named() -> None:
    """In the ordinary county the approval bureau has four officers, transport one."""
    ordinary = scenarios.find("ordinary")
    data = {"departments": {"bureau": {"officers": 4}, "transport": {"officers": 1}}, "matters": {}}
    each = [(one["at"][1], one["to"]) for one in Supposed(officers=-2).changes(data)]
    assert each == [("bureau", 2), ("transport", 1)]
    only = [one["to"] for one in Supposed(officers=-2, office="bureau").changes(data)]
    assert only == [2]
    counts = {one.id: one.officers for one in ordinary.departments}
    fewer = Supposed(officers=-2, office="bureau").put_to("ordinary", ordinary)
    assert {one.id: one.officers for one in fewer.departments} == {**counts, "bureau": 2}


def test_half_as_many_matters_again_arrive_in_every_kind_that_comes_by_the_day() -> None:
    ordinary = scenarios.find("ordinary")
    more = Supposed(share=150).put_to("ordinary", ordinary)
    before = {kind.id: kind.per_day for kind in ordinary.matters}
    assert {kind.id: kind.per_day for kind in more.matters} == pytest.approx(
        {name: 1.5 * per_day for name, per_day in before.items()}
    )
    assert "150" in more.label.zh


def test_nothing_supposed_is_the_very_scenario() -> None:
    ordinary = scenarios.find("ordinary")
    assert Supposed.of(Address(), ordinary) == Supposed()
    assert Supposed().put_to("ordinary", ordinary) is ordinary


@pytest.mark.parametrize(
    ("name", "value", "key"),
    [
        ("officers", "two", "studio.no-number"),
        ("officers", "-21", "studio.no-number"),
        ("matters", "0", "studio.no-number"),
        ("office", "nowhere", "studio.no-office"),
        ("silent", "<script>", "studio.no-office"),
        ("years", "21", "studio.no-number"),
        ("seed", "1.5", "studio.no-number"),
        ("at", "after.2025-13-40.bureau", "studio.year.no-week"),
        ("at", "later.2025-02-10.bureau", "studio.year.no-week"),
        ("at", "before.2025-02-10.nowhere", "studio.year.no-week"),
    ],
)
def test_what_makes_no_sense_is_told_of(studio: Studio, name: str, value: str, key: str) -> None:
    pairs = [("years", "1")] if name == "at" else []
    if pairs:
        whole(studio, *pairs)
    with pytest.raises(Complaint) as told:
        year.screen(address(*pairs, (name, value)), studio)
    assert told.value.key == key


# --- The sides.


def test_an_edit_is_held_against_the_text_on_the_same_offices_and_matters(studio: Studio) -> None:
    """What is supposed holds on both sides, and the matters that come are the same."""
    found = whole(studio, WIDER, ("officers", "-1"))
    (_, left), (_, right) = found.question.sides
    assert left == right
    assert {one.id: one.officers for one in left.departments}["bureau"] == 3
    threads = [[figures["threads"] for figures in one.years] for one in found.lived]
    assert threads[0] == threads[1]
    assert threads[0][0] != threads[0][1]  # years differ by luck


def test_without_an_edit_it_is_what_is_supposed_that_differs(studio: Studio) -> None:
    found = whole(studio, ("matters", "200"))
    (_, left), (_, right) = found.question.sides
    assert [2 * one.per_day for one in left.matters] == [one.per_day for one in right.matters]
    assert found.lived[1].mean("threads") > found.lived[0].mean("threads")  # type: ignore[operator]


def test_a_text_as_it_stands_has_one_side_and_no_difference(studio: Studio) -> None:
    found = whole(studio)
    assert len(found.lived) == 1
    assert list(shifts(found)) == []
    assert [one.id for one in sections(found)] == ["answers", "assumed"]


def test_a_longer_limit_breaches_no_more_duties_on_the_same_matters(studio: Studio) -> None:
    """Officers do not see the limit, so the same claims are late less often under a longer one."""
    found = whole(studio, WIDER)
    before, after = (one.mean("duties-due.breached") for one in found.lived)
    assert before is not None
    assert after is not None
    assert after <= before


def test_an_edit_that_says_the_same_makes_no_difference_in_any_year(studio: Studio) -> None:
    found = whole(studio, ("edit", "approval-claim.deadline=1 working day"))
    assert found.lived[0].years == found.lived[1].years
    assert not [one for one in shifts(found) if one.shown]
    assert say("studio.year.lead-none", done=2).zh in answer(found).zh


def test_mistaken_edits_are_told_and_nothing_is_simulated(studio: Studio) -> None:
    with pytest.raises(Mistakes):
        year.screen(address(("edit", "approval-claim.deadline=soon")), studio)


# --- The same as what is taken away.


@pytest.mark.parametrize(
    "pairs", [(WIDER, ("officers", "-1"), ("years", "1")), (("matters", "150"), ("years", "1"))]
)
def test_the_design_simulates_what_the_screen_has(
    studio: Studio, tmp_path: Path, pairs: tuple[tuple[str, str], ...]
) -> None:
    """Each point of the design, with the seed of the screen's first year, has its figures."""
    pairs = (*pairs, ("years", "1"))
    found = whole(studio, *pairs)
    folder = tmp_path / "taken"
    folder.mkdir()
    design = read_design(design_of(address(*pairs), studio).put(folder))
    assert len(design.points) == len(found.lived) == 2
    for point, lived in zip(design.points, found.lived, strict=True):
        done = replicate(point, found.question.seed)
        assert {name: done.measures[name] for name in lived.years[0] if name in done.measures} == {
            name: value for name, value in lived.years[0].items() if name in done.measures
        }


# --- Years as they come.


@pytest.fixture
def uncompiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody compiles anything while it is looked how years come."""
    monkeypatch.setattr(under_way, "worth_compiling", lambda _: False)


def question(replications: int = 3, **changes: Any) -> YearsQuestion:
    regime = library.find("xuecheng")
    tiny = scenarios.find("ordinary")
    kinds = tuple(replace(kind, per_day=kind.per_day / 40) for kind in tiny.matters[:2])
    tiny = replace(tiny, matters=kinds, warm_up=0, drain=20)
    about = {"year": 2025, "reading": Reading(5), "replications": replications, **changes}
    return YearsQuestion.of(((regime, tiny),), chinese_calendar(), **about)


def test_years_grow_one_by_one_with_the_seeds_in_order() -> None:
    found = list(years(question()))
    assert [one.done for one in found] == [1, 2, 3]
    assert [one.whole for one in found] == [False, False, True]
    second = list(years(question(1, seed=2)))[-1]
    assert found[-1].lived[0].years[1] == second.lived[0].years[0]


def test_years_that_are_there_are_not_worked_out_again() -> None:
    asked, handed = question(), []

    class Counting(Here):
        def submit(self, work: Callable[..., Any], *arguments: Any) -> Future[Any]:
            handed.append(arguments[2])
            return super().submit(work, *arguments)

    first = next(years(asked))
    rest = list(years(asked, Counting(), there=first))
    assert handed == [1, 2]
    assert rest[-1].lived[0].years == list(years(asked))[-1].lived[0].years


@pytest.mark.usefixtures("uncompiled")
def test_what_nobody_asks_for_any_more_stops_and_goes_on_when_asked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(under_way, "_FORGOTTEN", -1.0)
    going = UnderWay(question(), Here)
    assert going.wanted(60) is None  # forgotten before the first year
    assert going.progress == (0, 3)
    monkeypatch.setattr(under_way, "_FORGOTTEN", 60.0)
    found = going.wanted(60)
    assert found is not None
    assert found.whole
    assert going.done
    assert going.progress == (3, 3)


@pytest.mark.usefixtures("uncompiled")
def test_a_worker_that_was_killed_loses_no_year() -> None:
    class Dying(Here):
        left = 1

        def submit(self, work: Callable[..., Any], *arguments: Any) -> Future[Any]:
            if arguments[-1] == 2 and Dying.left:
                Dying.left -= 1
                broken: Future[Any] = Future()
                broken.set_exception(BrokenExecutor())
                return broken
            return super().submit(work, *arguments)

    going = UnderWay(question(), Dying)
    found = going.wanted(60)
    assert found is not None
    assert found.whole
    assert going.failed is None


def test_what_cannot_be_simulated_is_told_of() -> None:
    asked = replace(question(), year=1900)
    going = UnderWay(asked, Here)
    assert going.wanted(60) is None
    assert going.done
    assert going.failed is not None
    assert "1900" in going.failed.zh


def test_two_windows_with_different_years_both_get_theirs(studio: Studio) -> None:
    first, second = (year.asked(address(("seed", seed)), studio) for seed in ("1", "2"))
    both = [one.wanted(60) for one in (first, second)]
    assert all(one is not None and one.whole for one in both)
    assert year.asked(address(("seed", "1")), studio) is first


# --- The weeks.


def years_of(*rows: tuple[str, date, int, int]) -> Years:
    """Years by hand, with so much waiting and overdue in departments of the ordinary county."""
    asked = question()
    frame = pl.DataFrame(rows, schema=["department", "week", "waiting", "overdue"], orient="row")
    return Years(asked, (Lived(asked.sides[0][0], ()),), (frame,))


def test_a_year_has_its_weeks_and_each_holiday_stands_over_those_that_it_takes_from() -> None:
    """2025 begins on a Wednesday; Spring Festival is off from 28 January to 4 February."""
    grid = weeks.weeks_of(years_of(("bureau", date(2025, 1, 6), 1, 0)), ())
    assert len(grid.columns) == 53
    assert grid.columns[0].monday == date(2024, 12, 30)
    assert grid.columns[-1].monday == date(2025, 12, 29)
    spring = [one.monday for one in grid.columns if "春节" in one.holiday.zh]
    assert spring == [date(2025, 1, 27), date(2025, 2, 3)]
    months = weeks.months(grid.columns, 2025)
    assert sum(count for _, count in months) == 53
    assert [count for _, count in months[:2]] == [5, 4]  # Thursdays of January, of February


def test_a_square_is_shaded_by_what_is_overdue_and_says_both() -> None:
    """With 8 overdue at most the shades are 1-2, 3-4, 5-6 and 7-8."""
    late = {0: 0, 1: 1, 2: 1, 3: 2, 6: 3, 7: 4, 8: 4}
    first = date(2025, 3, 3)
    rows = [
        ("bureau", first + timedelta(weeks=place), 20, overdue)
        for place, overdue in enumerate(late)
    ]
    grid = weeks.weeks_of(years_of(*rows), ())
    assert grid.steps == [(1, 2), (3, 4), (5, 6), (7, 8)]
    squares = [one for one in grid.lines[0].squares if one.waiting is not None]
    assert {one.overdue: one.shade for one in squares} == late
    assert "20" in squares[-1].words.en
    assert "8" in squares[-1].words.en
    empty = next(one for one in grid.lines[0].squares if one.waiting is None)
    assert empty.words.en == "nobody works"


def test_the_departments_with_most_overdue_are_shown_first_of_all() -> None:
    ids = [one.id for one in scenarios.find("ordinary").departments][:10]
    rows = [(name, date(2025, 3, 3), 30 - place, place) for place, name in enumerate(ids)]
    grid = weeks.weeks_of(years_of(*rows), ())
    assert len(grid.lines) == weeks.FEW
    assert grid.left_out == 2
    labels = [one.label for one in scenarios.find("ordinary").departments]
    assert grid.lines[0].department == labels[2]  # in file order, without the first two
    assert len(weeks.weeks_of(years_of(*rows), (), every=True).lines) == 10


def test_the_matters_of_a_week_were_owed_in_it_oldest_first_and_are_no_fewer_than_waited(
    studio: Studio,
) -> None:
    found = whole(studio)
    asked = pickle.dumps(found.question)
    worst = found.weeks[0].sort("waiting").row(-1, named=True)
    owed = matters_of(asked, 0, worst["department"], worst["week"])
    assert len(owed) >= worst["waiting"] > 0
    assert [one.since for one in owed] == sorted(one.since for one in owed)
    last = worst["week"] + timedelta(days=6)
    assert all(one.since <= last for one in owed)
    assert all(one.until is None or one.until >= worst["week"] for one in owed)
    assert all(one.run.occurrences for one in owed)


# --- What is shown.


def test_a_click_on_a_week_leads_to_its_matters_and_from_there_to_each_step_by_step(
    studio: Studio,
) -> None:
    found = whole(studio)
    worst = found.weeks[0].sort("waiting").row(-1, named=True)
    at = f"before.{worst['week']}.{worst['department']}"
    assert f'name="at" value="{at}"' in shown(studio)
    text = shown(studio, ("at", at))
    assert 'id="week-zh"' in text
    assert 'href="/play?' in text
    assert "moves=" in text
    line = shown(studio, ("line", f"before.{worst['department']}"), ("week", str(worst["week"])))
    assert 'id="week-zh"' in line


def test_a_week_begins_with_what_was_late_in_it_and_the_rest_is_folded(studio: Studio) -> None:
    found = whole(studio)
    worst = found.weeks[0].sort("waiting").row(-1, named=True)
    at = f"before.{worst['week']}.{worst['department']}"
    screen = year.screen(address(("at", at)), studio)
    section = screen.sections[0]
    assert section.id == "week"
    first, *_ = section.blocks
    assert isinstance(first, Paragraph)
    assert f"最多欠 {worst['waiting']} 件（其中 {worst['overdue']} 件已逾期）" in first.text.zh
    owed = matters_of(pickle.dumps(found.question), 0, worst["department"], worst["week"])
    last = worst["week"] + timedelta(days=6)
    late = [one for one in owed if week.late_in(one, worst["week"])]
    assert len(late) >= worst["overdue"]
    assert all(one.due is not None and one.due <= last for one in late)
    assert len(late) < len(owed)
    assert any(isinstance(one, Fold) for one in section.blocks)


def test_a_matter_done_on_its_last_day_was_never_late() -> None:
    monday, day = date(2025, 3, 3), date(2025, 3, 5)
    run: Any = None
    kept = Waited("x", "x-1", "y", monday, day, day, run)
    assert not week.late_in(kept, monday)
    assert week.late_in(replace_until(kept, date(2025, 3, 6)), monday)
    assert week.late_in(replace_until(kept, None), monday)
    assert not week.late_in(replace_until(kept, None), date(2025, 2, 24))  # due the week after
    assert not week.late_in(kept._replace(due=None, until=None), monday)


def replace_until(one: Waited, until: date | None) -> Waited:
    return one._replace(until=until)


def test_that_a_worker_was_killed_is_told_while_it_is_made_good(studio: Studio) -> None:
    class Twice(Here):
        left = 1

        def submit(self, work: Callable[..., Any], *arguments: Any) -> Future[Any]:
            if Twice.left:
                Twice.left -= 1
                broken: Future[Any] = Future()
                broken.set_exception(BrokenExecutor())
                return broken
            return Future()

    going = UnderWay(question(), Twice)
    going.wanted(0.05)
    for _ in range(100):
        if going.broken:
            break
        time.sleep(0.02)
    assert going.broken
    screen = year.screen(address(), studio)
    values = {**screen.values, "task": going, "more_to_come": True, "weeks": None}
    text = page.html(replace(screen, values=values), "year", address(), {}, Times())
    assert "计算进程中断，正在重来" in text
    going._asked = -1e9


def test_the_table_of_weeks_is_a_group_within_a_form_of_no_other_role(studio: Studio) -> None:
    text = shown(studio)
    assert not re.search(r"<form[^>]*role=", text)
    assert "min-width: 5rem" in page.css()  # on a phone the names of offices do not stand upright
    assert re.search(r'<div class="wide" tabindex="0" role="region" aria-label=', text)


def test_both_languages_say_where_work_is_stuck_and_what_it_assumes(studio: Studio) -> None:
    for lang, words in (("zh", "事少的县"), ("en", "A county with few matters")):
        text = shown(studio, WIDER, ("lang", lang))
        assert words in text
        assert "2025" in text


WHERE = {"bureau": Text("审批局", "bureau"), "market": Text("市场局", "market")}


def place(department: str, level: float, overdue: float) -> Waiting:
    day = date(2025, 1, 6)
    one = Undetermined(Reason.TOO_FEW, 1)
    return Waiting(department, one, level, 9, day, 0.5, "x", (), 1.0, overdue, ())


def test_where_most_is_overdue_and_where_most_waits_are_told_apart() -> None:
    regime = library.find("xuecheng")
    apart = Bottleneck(regime, (place("market", 9.5, 0.1),), (("bureau", 4.4),), "bureau", 0.5, 1)
    assert place_words(apart, WHERE).zh == (
        "平均每天下班时，审批局有 4.4 件已经逾期，是各部门中最多的；"
        "积压（多数未逾期）最多的是市场局，9.5 件。"
    )
    same = replace(apart, places=(place("bureau", 6.0, 0.7),))
    assert place_words(same, WHERE).zh.endswith("积压也是它最多，6.0 件。")
    assert "没有一件逾期" in place_words(replace(apart, late=()), WHERE).zh
    tied = replace(apart, late=(("bureau", 4.4), ("market", 4.3)))
    assert "分不出高下" in place_words(tied, WHERE).zh
    assert "没有一个部门积压" in place_words(None, WHERE).zh


def test_the_worst_week_is_named_with_its_office() -> None:
    rows = (("bureau", date(2025, 2, 3), 5, 3), ("market", date(2025, 5, 5), 9, 0))
    found = stuck._worst(years_of(*rows).weeks[0], WHERE)
    assert found.zh == "第一次模拟中最重的是2月3日起的一周，审批局最多 3 件逾期。"
    assert not stuck._worst(years_of(rows[1]).weeks[0], WHERE)


def test_asked_about_spring_festival_the_year_begins_with_it(studio: Studio) -> None:
    """The same years, under the scenario of that question and under another."""
    found = whole(studio)
    usual = year._lead(address(), found)
    first = year._lead(replace(address(), scenario="spring-festival"), found)
    assert first.zh.startswith("春节后第一天下班时积压 ")
    assert "（平常 " in first.zh
    assert first.zh.endswith(usual.zh)
    assert "春节" not in usual.zh


def test_what_a_scenario_says_is_shown_as_text(studio: Studio) -> None:
    evil = TINY.replace("小县", "'<script>x</script>'").replace("a small county", "'<b>y</b>'")
    (studio.folder / "evil.yaml").write_text(evil, encoding="utf-8")
    asked = Address.of([("scenario", "evil.yaml"), ("years", "1")])
    assert year.asked(asked, studio).wanted(60) is not None
    for lang in ("zh", "en"):
        text = page.html(
            year.screen(asked.changed(lang=lang), studio),
            "year",
            asked.changed(lang=lang),
            {},
            Times(),
        )
        assert "<script>x" not in text
        assert "<b>y" not in text


def test_a_page_comes_at_once_and_asks_again_while_years_are_under_way(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Slow(Here):
        def submit(self, work: Callable[..., Any], *arguments: Any) -> Future[Any]:
            return Future()

    monkeypatch.setattr(under_way, "hands", Slow)
    monkeypatch.setattr(year, "_PATIENCE", 0.05)
    began = time.monotonic()
    screen = year.screen(address(), studio)
    assert time.monotonic() - began < 2
    assert isinstance(screen, Screen)
    assert screen.again is not None
    assert "<progress" in page.html(screen, "year", address(), {}, Times())
    assert year.known(address(), studio) is None


def test_a_page_without_years_that_end_while_it_is_made_asks_again(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_soon(self: under_way.UnderWay, seconds: float) -> None:
        assert wanted(self, 60) is not None
        assert self.done

    wanted = under_way.UnderWay.wanted
    monkeypatch.setattr(under_way, "hands", Here)
    monkeypatch.setattr(under_way.UnderWay, "wanted", too_soon)
    screen = year.screen(address(), studio)
    assert screen.again is not None
    assert "<progress" in page.html(screen, "year", address(), {}, Times())


def test_the_price_says_what_is_not_known() -> None:
    assert price(None) == (say("studio.year.price-unknown"),)
