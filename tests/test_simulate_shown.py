"""A simulated year as the terminal and the page show it, and as a notebook asks for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import polars as pl
import pytest

from experiments import scenarios
from experiments.measures.facts import Facts
from experiments.show.blocks import (
    Block,
    Bullets,
    Chart,
    Fold,
    Paragraph,
    Sheet,
    Table,
    charts_of,
    walk,
)
from experiments.show.drawing import drawn
from experiments.show.filling import SECOND
from experiments.show.page import files, html
from experiments.simulate.ask import Simulation, simulation
from experiments.simulate.data import simulation_data
from experiments.simulate.page import sheet
from model.deadline import Within
from model.language import LANGS, Lang, Text
from protocols import library
from tests.made import Told, a_year, at, rules, small_year
from tests.once import remembered
from tests.small import duty, must_not, regime

WORDS = ("simulate", "jinan", "--scenario", "understaffed", "--year", 2024, "--seed", 3)


@pytest.fixture(autouse=True, scope="module")
def _a_year_has_few_matters_and_is_simulated_once() -> Iterator[None]:
    shipped = scenarios.find("understaffed")
    few = tuple(replace(kind, per_day=kind.per_day / 8) for kind in shipped.matters)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scenarios, "_shipped", lambda _: replace(shipped, matters=few))
        patch.setattr("experiments.simulate.ask.simulate", remembered)
        yield


@cache
def jinan() -> Simulation:
    return simulation(library.find("jinan"), scenarios.find("understaffed"), year=2024, seed=3)


def test_the_answer_says_how_long_permits_wait_and_comes_first() -> None:
    lead = sheet(jinan()).sections[0].blocks[0]
    assert isinstance(lead, Paragraph)
    assert lead.kind == "lead"
    breaches = sum(jinan().breaches.values())
    assert f"{jinan().metrics.unsupervised.begun} permit(s)" in lead.text.en
    assert f"{breaches} duties were breached" in lead.text.en
    assert f"违反义务 {breaches} 次" in lead.text.zh


@pytest.mark.undrawn
def test_what_was_triggered_and_is_regulated_has_a_row_and_nothing_else() -> None:
    tables = {
        section.id: [one for one in walk(section.blocks) if isinstance(one, Table)]
        for section in sheet(jinan()).sections
    }
    triggered = jinan().metrics.mechanisms.filter(pl.col("triggered") > 0)
    regulated = triggered.filter(pl.col("regulated"))
    assert len(tables["mechanisms"][0].rows) == len(regulated) < len(triggered)
    left = f"Another {len(triggered) - len(regulated)} properties"
    assert left in files(sheet(jinan()), "en")[SECOND]


def test_of_what_a_text_does_not_regulate_no_figure_is_shown_and_that_is_said() -> None:
    """The same permit and letter, of which one text says nothing and the other something."""
    told: tuple[Told, ...] = (
        ("approval.decided", at(0, 9)),
        ("approval-info.pushed", at(0, 10)),
        ("letter.received", at(0, 10)),
    )
    claim = duty("approval-info.pushed", "approval-info.claimed", bearer="queried-party")
    reply = duty("letter.received", "letter.answered", bearer="queried-party", id="reply")
    silent, known = (Facts(a_year(rules(*of), told)) for of in ((), (claim, reply)))
    for facts, count in ((silent, 0), (known, 7 + 2)):  # seven figures, and two duties breached
        shown = sheet(replace(simulated(facts), duties=()))
        year = [block for one in shown.sections[:2] for block in one.blocks]
        rows = [row for block in year if isinstance(block, Table) for row in block.rows]
        assert len(rows) == count
        said = [block.text.zh for block in year if isinstance(block, Paragraph)]
        assert any("没有规定，因而不列数字" in one for one in said) is (facts is silent)
        lead = year[0]
        assert isinstance(lead, Paragraph)
        assert "inf" not in lead.text.en


def test_each_duty_that_arose_is_told_once_and_a_prohibition_is_no_duty() -> None:
    """Of five matters: done in time, excused, not yet due, forbidden done and never done, late."""
    within = duty("a", "b", Within(2), id="do", excused_by=("c",))
    of = regime(within, must_not("a", "d", id="refrain"))
    facts = Facts(
        small_year(
            of,
            (("a", at(0, 9)), ("b", at(1, 9), "p")),
            (("a", at(0, 9)), ("c", at(1, 9))),
            (("a", at(19, 9)),),
            (("a", at(0, 9)), ("d", at(1, 9), "p")),
            (("a", at(0, 9)), ("b", at(3, 9), "p")),
        )
    )
    year = sheet(simulated(facts))
    duties, bans = (one for one in walk(blocks_of(year, "duties")) if isinstance(one, Table))
    (row,), (ban,) = duties.rows, bans.rows
    assert isinstance(row, tuple)
    assert isinstance(ban, tuple)
    assert [str(cell) for cell in row[2:-1]] == ["5", "1", "0", "1", "1", "1", "1"]
    assert [head.zh for head in duties.columns[2:-1] if isinstance(head, Text)] == [
        *("产生", "按期", "视为", "逾期", "未履行", "免除", "尚未到期")
    ]
    assert [str(cell) for cell in ban[2:]] == ["5", "4", "1"]
    lead = year.sections[0].blocks[0]
    assert isinstance(lead, Paragraph)
    assert "5 duties arose" in lead.text.en
    assert "1 were excused on the way, 1 were not yet due when watching ended" in lead.text.en
    assert "违反义务 2 次。作出所禁止的行为 1 次。" in lead.text.zh
    told = {one["rule"]: one["kind"] for one in simulation_data(simulated(facts))["duties"]}
    assert told == {"do": "duty", "refrain": "prohibition"}


def blocks_of(shown: Sheet, section: str) -> tuple[Block, ...]:
    return next(one.blocks for one in shown.sections if one.id == section)


def simulated(facts: Facts) -> Simulation:
    """A year made by hand as an answer, without its figures and its queues."""
    figures, log = pl.DataFrame(schema={"regime": pl.String}), pl.DataFrame()
    queues = pl.DataFrame(schema={"department": pl.String, "waiting": pl.Int64})
    year = facts.year
    return Simulation(year, facts.metrics, facts.articles, figures, log, queues, facts.duties)


def test_nothing_is_simulated_while_the_page_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = jinan()

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("the answer holds all that is shown")

    monkeypatch.setattr("experiments.simulate.ask.simulate", refused)
    monkeypatch.setattr("experiments.simulate.ask.backlog", refused)
    page = html(sheet(answer), "en")
    assert "Jinan: 2024 simulated" in page
    assert "济南：模拟 2024 年" in page


def test_the_queues_are_one_chart_in_both_languages() -> None:
    charts = charts_of(sheet(jinan()).sections)
    (chart,) = charts.values()
    assert isinstance(chart, Chart)
    assert chart.printed
    svg = {lang: drawn(chart, lang, ("svg",))["svg"] for lang in LANGS}
    assert svg["zh"] != svg["en"]


@pytest.mark.parametrize("lang", LANGS)
def test_the_terminal_shows_the_sheet(shenguan: Any, lang: Lang) -> None:
    status, out, err = shenguan(*WORDS, lang=lang)
    assert (status, err) == (0, "")
    lead = sheet(jinan()).sections[0].blocks[0]
    assert isinstance(lead, Paragraph)
    assert lead.text.in_(lang) in out
    assert out.splitlines()[0] == sheet(jinan()).title.in_(lang)


def test_json_has_the_same_figures(shenguan: Any) -> None:
    _, out, _ = shenguan(*WORDS, "--json")
    assert json.loads(out) == json.loads(json.dumps(simulation_data(jinan())))


@pytest.mark.undrawn
def test_breaches_that_nobody_could_have_avoided_are_told_apart() -> None:
    rule = next(rule for rule in jinan().regime.obligations if jinan().breaches.get(rule.article))
    metrics = replace(jinan().metrics, helpless={rule.id: 2})
    answer, none = replace(jinan(), metrics=metrics), replace(jinan().metrics, helpless={})
    assert answer.helpless == {rule.article: 2}
    page = html(sheet(answer), "en")
    assert "Of these, 2 could not have been kept at the time." in page
    assert f"{jinan().breaches[rule.article]}，其中 2 次当时无从履行" in page
    assert "无从履行" not in html(sheet(replace(jinan(), metrics=none)), "zh")


def test_it_says_where_work_waits_what_a_holiday_does_and_who_pays() -> None:
    blocks = blocks_of(sheet(jinan()), "answers")
    told = " ".join(
        item.en
        for block in blocks
        if isinstance(block, Bullets)
        for item in block.items
        if isinstance(item, Text)
    )
    assert "Jinan: most waits at " in told
    assert "acts waited at the last close before the days off" in told
    notes = " ".join(b.text.en for b in blocks if isinstance(b, Paragraph))
    assert "One simulated year: which department has most may be luck." in notes
    fold = blocks[-1]
    assert isinstance(fold, Fold)
    hours = next(block for block in fold.blocks if isinstance(block, Table))
    lived = jinan().lived
    assert lived is not None
    spent = sum(one.minutes for d in lived.books[0].desks.values() for one in d.handled.values())
    assert hours.rows[-1][1] == f"{spent / 60:,.0f}"  # type: ignore[index]


def test_a_year_made_by_hand_has_no_answers() -> None:
    made = replace(jinan(), lived=None)
    assert "answers" not in [section.id for section in sheet(made).sections]


def test_of_several_years_it_says_which_figures_are_of_which() -> None:
    assert "一次" not in sheet(jinan()).subtitle.zh
    lived = jinan().lived
    assert lived is not None
    two = replace(jinan(), lived=replace(lived, years=lived.years * 2, books=lived.books * 2))
    told = sheet(two).subtitle
    assert "一节是 2 次模拟（种子 3 至 4）的平均；其余各节和各文件只是第一次（种子 3）" in told.zh
    assert "are of the first alone (seed 3)" in told.en


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("day", ["2023-10-01", "2024-10-14", "2024-01-01"])
def test_a_date_of_no_holiday_that_can_be_told_of_is_refused_with_those_that_can(
    shenguan: Any, day: str, lang: Lang
) -> None:
    """Of another year, an ordinary day, and New Year, before which the year has no working day."""
    status, out, err = shenguan(*WORDS, "--holiday", day, lang=lang)
    assert (status, out, len(err.splitlines())) == (2, "", 1)
    known = ("2024-02-10", "2024-04-04", "2024-05-01", "2024-06-08", "2024-09-15", "2024-10-01")
    assert [one for one in known if one in err] == list(known)
    named = Text("国庆节，10月1日至10月7日", "National Day, 1 October to 7 October")
    assert named.in_(lang) in err


@pytest.mark.parametrize("day", ["2024-10-01", "2024-10-07"])
def test_any_day_off_of_a_holiday_names_it(shenguan: Any, day: str) -> None:
    status, out, err = shenguan(*WORDS, "--holiday", day)
    assert (status, err) == (0, "")
    assert "National Day" in out
    assert "Spring Festival" not in out


@pytest.mark.parametrize("wrong", ["1 October", "2024-02-30", ""])
def test_what_is_no_date_is_told_in_the_language_of_the_call(shenguan: Any, wrong: str) -> None:
    told = {lang: shenguan(*WORDS, "--holiday", wrong, lang=lang) for lang in LANGS}
    assert {(status, out) for status, out, _ in told.values()} == {(2, "")}
    assert "is no date: write year, month and day" in told["en"][2]
    assert "不是日期：按“年-月-日”写" in told["zh"][2]
    assert "does not match" not in told["zh"][2]


def test_help_names_a_date_in_the_language_of_the_call(shenguan: Any) -> None:
    shown = {lang: shenguan("simulate", "--help", lang=lang)[1] for lang in LANGS}
    assert "--holiday DATE" in shown["en"]
    assert "--holiday 日期" in shown["zh"]
    assert "%Y" not in shown["en"] + shown["zh"]
