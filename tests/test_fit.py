"""A scenario is found again in its own simulated log; what a log cannot tell is told."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import shenguan as sg
from experiments import scenarios
from experiments.fit.ask import Fit, fit
from experiments.fit.check import check
from experiments.fit.log import COLUMNS, Log
from experiments.fit.page import Fitted, sheet
from experiments.fit.reading import read_log
from experiments.show.blocks import walk
from model.calendar import Calendar, OfficeHours, chinese_calendar
from model.language import Complaint, Lang
from protocols import library
from protocols.calendar_file import weekdays
from protocols.document import parse_document
from tests.draws import when_wide
from tests.fitted import at, intervals, log_of, truth_of, year_of
from tests.ledgers import HERE

REGIME, BASE = library.find("xuecheng"), scenarios.find("ordinary")
pytestmark = pytest.mark.undrawn
RECEIPT = Path(__file__).resolve().parents[2] / "shared" / "logs" / "receipt.csv.gz"
MAP = """
case: 办件编号
thread: 监管部门
columns:
  决定时间: approval.decided
  推送时间: approval-info.pushed
  认领时间: approval-info.claimed
"""
HEAD = "办件编号,监管部门,决定时间,推送时间,认领时间\n"


@cache
def of_seed(seed: int) -> Fit:
    return fit(log_of(year_of(REGIME, BASE, seed)), REGIME)


@cache
def of_spring() -> Fit:
    """A fit to the matters of the first three months, watched until May."""
    log, end = of_seed(11).log, at("2025-05-01 00:00")
    began = log.events.group_by("case").agg(pl.col("time").min().alias("began"))
    early = began.filter(pl.col("began") < at("2025-04-01 00:00")).select("case")
    events = log.events.join(early, on="case", how="semi", maintain_order="left")
    return fit(Log("spring", events.filter(pl.col("time") < end), end, log.attributes), REGIME)


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    (tmp_path / "map.yaml").write_text(MAP, encoding="utf-8")
    return tmp_path


def fitted(folder: Path, rows: str) -> Fit:
    file = folder / "ledger.csv"
    file.write_text(HEAD + rows, encoding="utf-8")
    return fit(read_log(file, REGIME, folder / "map.yaml"), REGIME)


def test_a_fit_finds_the_scenario_of_its_own_log_within_its_intervals() -> None:
    found = list(intervals(of_seed(11), truth_of("ordinary")))
    assert len(found) > 200
    # Of so many independent intervals at 95 % at least 91 % hold the truth but once in a thousand.
    assert sum(one.holds for one in found) >= 0.91 * len(found)
    # Times of looks are in their ranges whatever the luck of a year.
    assert all(one.holds for one in found if one.kind == "looks")


def test_the_numbers_that_matter_most_are_near() -> None:
    of = of_seed(11)
    assert of.find("departments.market.looks").value == ["09:30", "14:30"]
    assert of.find("departments.market.officers").value == 2
    assert of.find("recall").value == 20
    claims = of.find("tasks.approval-info.claimed.missed")
    assert claims.span is not None
    assert 0.015 < claims.value < 0.045


def test_a_wait_reaches_down_to_when_no_officer_was_free_any_more() -> None:
    # Letters rest for 420 minutes, then wait behind the matters of the last look. The likelihood of
    # what shows, some 460 until work began, reaches down to 388; that part of it was the officers'.
    found = of_seed(11).find("tasks.letter.answered.wait.median").span
    assert found is not None
    assert found.low < 0.8 * found.value
    assert found.holds(420)


def test_the_written_scenario_is_read_and_says_of_each_figure_how_it_was_found() -> None:
    of = of_seed(11)
    words: dict[Lang, str] = {"en": "95 %:", "zh": "95 % 区间"}
    for lang, word in words.items():
        text = of.text().in_(lang)
        again = scenarios.read(parse_document(text.encode(), "fitted.yaml"))
        market = next(one for one in again.departments if one.id == "market")
        assert market.looks == (570, 870)
        lines = text.splitlines()
        own = next(k for k, line in enumerate(lines) if line.strip().startswith("officers: 2"))
        assert word in lines[own - 1]


def test_what_no_log_can_tell_is_told() -> None:
    text = of_seed(11).text().en
    assert "which act is the legal one" in text
    assert "assumption" in text
    kept = {one.name for one in of_seed(11).kept}
    assert "tasks.letter.answered.missed" in kept  # a long wait looks the same


@when_wide
def test_a_fitted_scenario_fits_its_own_log() -> None:
    of = of_spring()
    found = check(of, seeds=3, held_out=0)
    assert found.held_out is None
    steps = {one.act: one for one in found.whole.steps}
    assert steps["exchange.overseen"].apart.distance.value < 0.06
    assert len(found.whole.failing) <= 3
    shown = [block for part in sheet(Fitted(of, found)).sections for block in part.blocks]
    assert any(type(block).__name__ == "Chart" for block in walk(shown))


def test_a_scenario_that_is_another_one_does_not_fit() -> None:
    of = of_spring()
    lazy = tuple(
        replace(one, skips=0.9) if one.id == "market" else one for one in of.scenario.departments
    )
    found = check(replace(of, scenario=replace(of.scenario, departments=lazy)), 2, held_out=0)
    steps = {one.act: one for one in found.whole.steps}
    assert not steps["approval-info.claimed"].apart.fits


def test_one_matter_is_no_traceback_and_next_to_nothing_is_estimated(ledger: Path) -> None:
    of = fitted(ledger, "A1,市场监督管理局,2025-03-03 09:10,2025-03-03 09:30,2025-03-04 10:00\n")
    assert {one.path[-1] for one in of.estimated} == {"per-day", "second-department"}
    assert not check(of, seeds=2).whole.steps


def test_what_is_not_checked_is_headed_as_an_estimate_and_own_words_stand_once(
    ledger: Path,
) -> None:
    found = fitted(ledger, "A1,某局,2025-03-03 09:10,2025-03-03 09:30,\n" * 2)
    assert sheet(Fitted(found)).sections[0].title.zh == "结论"
    text = found.text(Path("new.yaml")).en
    own = [line for line in text.splitlines() if line.startswith("own-words")]
    words = own[0].partition("[")[2].strip("]").split(", ") if own else []
    assert len(words) == len(set(words))


def test_a_ledger_without_claims_says_nothing_of_claims(ledger: Path) -> None:
    days = [f"2025-03-{3 + k % 5:02d}" for k in range(60)]
    rows = "".join(
        f"A{k},市场监督管理局,{day} 09:{k % 60:02d},{day} 11:00,\n" for k, day in enumerate(days)
    )
    names = [one.name for one in fitted(ledger, rows).parameters]
    assert not any("claimed" in name for name in names)


def test_a_ledger_without_times_of_day_tells_no_looks_and_no_hours(ledger: Path) -> None:
    rows = "".join(
        f"A{k},市场监督管理局,2025-0{1 + k % 6}-1{k % 5} 00:00,2025-0{1 + k % 6}-1{k % 5},"
        f"2025-0{1 + k % 6}-{15 + k % 5}\n"
        for k in range(90)
    )
    of = fitted(ledger, rows)
    assert not of.timed
    assert not of.find("arrivals.hours").estimated
    assert not any(one.path[-1] == "looks" and one.estimated for one in of.parameters)
    assert "no times of day" in of.find("arrivals.hours").how.en


def test_a_department_that_nobody_knows_gets_one_of_its_own(ledger: Path) -> None:
    rows = "".join(
        f"A{k},气象局,2025-03-{3 + k % 5:02d} 09:{k % 60:02d},2025-03-{3 + k % 5:02d} 11:00,"
        f"2025-03-{4 + k % 5:02d} 10:{k % 60:02d}\n"
        for k in range(60)
    )
    of = fitted(ledger, rows)
    new = next(one for one in of.scenario.departments if one.id == "department-1")
    assert (new.label.zh, new.party) == ("气象局", "regulator")
    assert of.find("departments.department-1.share").value == 100.0


def test_a_ledger_of_acts_alone_is_refused_with_what_to_do() -> None:
    rows = [("A", "x", "approval-info.pushed", at("2025-03-03 10:00"), True, None, None, None)]
    log = Log("acts", pl.DataFrame(rows, schema=COLUMNS, orient="row"), at("2025-03-04 00:00"))
    with pytest.raises(Complaint, match="brings it about"):
        fit(log, REGIME)


def test_events_of_no_rule_file_are_refused() -> None:
    rows = [("A", "", "no-such-event", at("2025-03-03 10:00"), True, None, None, None)]
    log = Log("other", pl.DataFrame(rows, schema=COLUMNS, orient="row"), at("2025-03-04 00:00"))
    with pytest.raises(Complaint, match="nothing can be estimated"):
        fit(log, REGIME)


def test_the_people_of_a_log_are_its_officers() -> None:
    days = [f"2025-03-{day:02d}" for day in (3, 4, 5, 6, 7)]
    rows: list[tuple[object, ...]] = []
    for k in range(60):
        case, day = f"A{k}", days[k % 5]
        told = (True, None, None, None)
        rows.append((case, "market", "approval.decided", at(f"{day} 09:{k % 60:02d}"), *told))
        who = (True, None, f"officer-{k % 3}", None)
        rows.append((case, "market", "approval-info.pushed", at(f"{day} 11:{k % 60:02d}"), *who))
    events = pl.DataFrame(rows, schema=COLUMNS, orient="row").sort("time", maintain_order=True)
    found = fit(Log("people", events, at("2025-03-10 00:00")), REGIME).find(
        "departments.bureau.officers"
    )
    assert (found.value, found.how.en[:6]) == (3, "people")


@cache
def dutch() -> Calendar:
    base = chinese_calendar()
    return weekdays(base.first, base.last).changed(hours=OfficeHours(((480, 1080),)))


@pytest.mark.skipif(not RECEIPT.is_file(), reason="the log is not there")
def test_the_real_intake_is_over_dispersed_and_fits_as_a_whole_but_not_over_time(
    tmp_path: Path,
) -> None:
    mapping = tmp_path / "map.yaml"
    mapping.write_text(
        "case: case\ntime: timestamp\nevent: activity\nperson: resource\n"
        "timezone: Europe/Amsterdam\nevents:\n"
        "  Confirmation of receipt: intake.registered\n"
        "  T02 Check confirmation of receipt: intake.checked\n"
        "  T05 Print and send confirmation of receipt: intake.confirmed\n",
        encoding="utf-8",
    )
    regime = library.find(str(HERE / "intake.yaml"))
    of = fit(read_log(RECEIPT, regime, mapping), regime, calendar=dutch())
    rate = of.find("matters.own.intake.registered.per-day")
    uneven = of.find("matters.own.intake.registered.dispersion")
    # 1,434 matters in 341 weekdays are 4.2 a day; 90 % 9 and 99 % 16 are far from Poisson.
    assert rate.n == 1434
    assert rate.span is not None
    assert rate.span.low < 4.2 < rate.span.high
    assert uneven.value > 2.5
    # 48 people in all; about a third of them in any month.
    assert 10 <= of.find("departments.municipality.officers").value <= 25
    found = check(of, seeds=3)
    assert max(one.apart.distance.value for one in found.whole.steps) < 0.1
    assert found.held_out is not None
    assert found.held_out.failing  # the pace of the last months was another one


def test_the_command_writes_a_scenario_and_does_not_write_over_another_file(
    ledger: Path, shenguan: Any
) -> None:
    file, target = ledger / "ledger.csv", ledger / "new.yaml"
    file.write_text(HEAD + "A1,x,2025-03-03 09:10,2025-03-03 09:30,\n", encoding="utf-8")
    words = ["fit", str(file), "--regime", "xuecheng", "--map", str(ledger / "map.yaml")]
    assert shenguan(*words, "--scenario", target)[0] == 0
    assert scenarios.find(str(target)).id == "new"
    target.write_text("mine", encoding="utf-8")
    assert shenguan(*words, "--scenario", target)[0] == 2
    assert target.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("missing", [["--regime"], ["--scenario", "x.txt"]])
def test_what_is_not_said_is_asked_for(ledger: Path, shenguan: Any, missing: list[str]) -> None:
    file = ledger / "ledger.csv"
    file.write_text(HEAD + "A1,x,2025-03-03 09:10,,\n", encoding="utf-8")
    more = [] if missing == ["--regime"] else ["--regime", "xuecheng", *missing]
    status, _, told = shenguan("fit", file, "--map", ledger / "map.yaml", *more)
    assert status == 2
    assert missing[0] in told or "x.txt" in told


def test_from_python_it_is_the_same_as_from_the_command_line(ledger: Path, shenguan: Any) -> None:
    file, mapping = ledger / "ledger.csv", ledger / "map.yaml"
    rows = "".join(f"A{k},x,2025-03-03 09:{k:02d},2025-03-03 10:{k:02d},\n" for k in range(40))
    file.write_text(HEAD + rows, encoding="utf-8")
    answer = sg.fit(file, "xuecheng", map=mapping, scenario=ledger / "face.yaml", check=True)
    _, out, _ = shenguan("fit", file, "--regime", "xuecheng", "--map", mapping, "--check", "--json")
    assert answer.data() == json.loads(out)
    assert "parameter" in answer.frame().columns
    assert answer.frame("acts")["act"].to_list() == ["approval-info.pushed"]
    assert scenarios.find(str(ledger / "face.yaml")).id == "face"
    page = answer.write(ledger / "page")
    assert "像不像" in page.read_text(encoding="utf-8")
