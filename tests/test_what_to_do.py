"""Mistakes that new users make, each told with what to do, or understood where it is plain."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from experiments import scenarios
from model.language import LANGS
from model.ledger import article_label
from model.rule import Obligation
from protocols.document import open_document, parse_document
from protocols.mistakes import Mistake
from tests.test_any_text import FIELDS
from tests.test_reader import GOOD, mistakes, read

pytestmark = pytest.mark.undrawn

HOTLINE = (FIELDS / "hotline.yaml").read_text(encoding="utf-8")


def changed(old: str, new: str, text: str = HOTLINE) -> str:
    assert old in text
    return text.replace(old, new, 1)


def told(old: str, new: str, text: str = HOTLINE) -> list[Mistake]:
    return mistakes(changed(old, new, text))


@pytest.mark.parametrize(
    ("old", "new", "whole"),
    [
        ("en: request received}", "en: request, by phone, received}", "request, by phone"),
        ("{zh: 接到诉求,", "{zh: 接到诉求, 含来信,", "接到诉求, 含来信"),
    ],
)
def test_a_comma_within_braces_is_told_once_with_the_whole_text(
    old: str, new: str, whole: str
) -> None:
    (mistake,) = told(old, new)
    assert mistake.code == "comma"
    assert all(f'"{whole}"' in mistake.say().in_(lang) for lang in LANGS)


def test_a_key_without_a_value_is_no_comma_s_doing() -> None:
    codes = [one.code for one in told("en: request received}", "en: }")]
    assert "empty-value" in codes
    assert "comma" not in codes
    quoted = changed("en: request received}", "en: 'request, by phone'}")
    assert read(quoted).vocabulary.events["request.received"].label.en == "request, by phone"


@pytest.mark.parametrize(
    ("written", "code", "near"),
    [
        ("24 hours", "deadline-hours", "1 calendar day"),
        ("24小时", "deadline-hours", "1 calendar day"),
        ("36个小时", "deadline-hours", "2 calendar days"),
        ("2 hours", "deadline-hours", "immediately"),
        ("30分钟", "deadline-hours", "immediately"),
        ("半个工作日", "deadline-hours", "immediately"),
        ("half a day", "deadline-hours", "immediately"),
        ("5个工作日", "deadline-unit", "5 working days"),
        ("十五个自然日", "deadline-unit", "15 calendar days"),
        ("两周", "deadline-unit", "14 calendar days"),
        ("1 year", "deadline-unit", "12 months"),
        ("5 days", "deadline-unit", None),
        ("五日", "deadline-form", None),
    ],
)
def test_a_limit_that_cannot_be_said_is_told_with_the_nearest(
    written: str, code: str, near: str | None
) -> None:
    (mistake,) = told("deadline: 1 working day", f"deadline: {written}")
    assert (mistake.code, mistake.values.get("near")) == (code, near)
    if code == "deadline-hours":
        assert "reading" in mistake.say().zh
    if near is not None:
        rule = read(changed("deadline: 1 working day", f"deadline: {near}")).rules[0]
        assert isinstance(rule, Obligation)


@pytest.mark.parametrize("key", ["counts-as", "may", "act", "on-expiry"])
def test_several_events_where_one_is_wanted_are_told_with_how_to_write_them(key: str) -> None:
    lines = {
        "counts-as": "counts-as: [request.dispatched, request.handled]",
        "may": "bearer: caller, may: [request.dispatched, request.handled]",
        "act": "bearer: caller, act: [request.dispatched, request.handled], deadline: none",
        "on-expiry": "bearer: caller, act: request.handled, deadline: 1 month, "
        "on-expiry: [request.dispatched, request.handled]",
    }
    rule = f"rules:\n  - {{id: x, article: '2', on: request.received, {lines[key]}}}"
    (mistake,) = told("rules:", rule)
    assert mistake.code == "one-effect"
    assert "write 2 rules with one each (request.dispatched, request.handled)" in mistake.say().en
    assert (
        "jointly: [handling-unit]"
        in told("bearer: hotline-centre", "bearer: [hotline-centre, handling-unit]")[0].say().en
    )


@pytest.mark.parametrize(
    ("written", "article", "label"),
    [
        ("第3条", "3", "第3条"),
        ("第三条第二款", "3.2", "第3条第2款"),
        ("第十七条第（一）项", "17(1)", "第17条第(1)项"),
        ("第二十一条第3项", "21(3)", "第21条第(3)项"),
        ("３", "3", "第3条"),
        ("'22(1)'", "22(1)", "第22条第(1)项"),
        ("某办法第5条", "某办法第5条", "某办法第5条"),
    ],
)
def test_an_article_is_one_however_it_is_cited(written: str, article: str, label: str) -> None:
    rule = read(changed('article: "3"', f"article: {written}")).rules[0]
    assert (rule.article, article_label(rule.article).zh) == (article, label)


def test_ranges_of_a_ledger_may_have_full_width_figures() -> None:
    ledger = (
        "ledger:\n  articles: 8\n  silent:\n"
        "    - {articles: [第1条至第2条, '７－８'], kind: purpose, reason: {zh: 目的}}\nproperties:"
    )
    found = read(changed("properties:", ledger)).ledger
    assert found is not None
    assert found.silent[0].articles == ("1", "2", "7", "8")


def test_rules_and_values_go_by_what_they_are_called_where_that_is_plain() -> None:
    sanction = (
        "sanctions:\n  - {id: s, article: '7', of: [%s], consequence: correction}\nproperties:"
    )
    for called in ("dispatch", "第3条", "转派工单"):
        regime = read(changed("properties:", sanction % called))
        assert regime.sanctions[0].of == ("dispatch",)
    (mistake,) = told("properties:", sanction % "第5条")  # two rules are of it
    assert (mistake.code, mistake.values["all"]) == ("ambiguous-word", "handle-urgent, handle")
    (mistake,) = told("properties:", sanction % "派工")
    assert mistake.code == "unknown-word"
    regime = read(changed("urgent: true", "紧急诉求: 是"))
    assert regime.by_id["handle-urgent"].when == {"urgent": frozenset({"true"})}


def test_an_identifier_in_chinese_is_told_what_one_is() -> None:
    for old, new in (("id: dispatch", "id: 派单"), ("regime: hotline", "regime: 热线")):
        (mistake,) = told(old, new)
        assert mistake.code == "name-in-chinese"
    assert [one.code for one in told("id: dispatch", "id: Dispatch")] == ["not-a-name"]


def test_check_says_that_a_may_for_one_case_leaves_the_others_to_nobody(
    shenguan: Any, tmp_path: Path
) -> None:
    path = tmp_path / "may.yaml"
    power = "id: x, article: '2', on: request.received, bearer: caller, may: request.withdrawn"
    one = f"  - {{{power}%s}}\n"
    label = "label: {zh: 撤回诉求, en: request withdrawn}"
    word = f"    request.withdrawn: {{{label}, by: caller}}\nrules:\n"
    for guards, noted in (([", when: {urgent: true}"], True), ([""], False)):
        text = changed("rules:\n", word + "".join(one % guard for guard in guards))
        path.write_text(text, encoding="utf-8")
        status, out, _ = shenguan("check", path)
        assert (status, "nobody can do it in any other case" in out) == (0, noted)
    both = word + one % ", when: {urgent: true}"
    both += (one % ", when: {urgent: false}").replace("id: x", "id: y")
    path.write_text(changed("rules:\n", both), encoding="utf-8")
    assert "note" not in shenguan("check", path)[1]


def test_own_words_of_a_scenario_are_added_to_those_of_its_base(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(
        "scenario: ours\nextends: ordinary\nlabel: {zh: 本县}\nnote: {zh: 假设}\n"
        "own-words: [request.received]\n"
        "matters: {request: {starts: request.received, per-day: 3}}\n",
        encoding="utf-8",
    )
    found = scenarios.read(open_document(path))
    assert {"request.received", "superior-department"} <= {*found.words}
    assert any(one.starts == ("request.received",) for one in found.matters)


def test_an_unknown_kind_of_finding_is_offered_near_ones_only(shenguan: Any) -> None:
    status, _, err = shenguan("audit", FIELDS / "hotline.yaml", "--kind", "vacous-rule")
    assert status == 2
    assert "near it: vacuous-rule (vacuous rule)" in err
    assert len(err) < 300


def test_a_card_beyond_the_last_is_told_whose_it_would_be(shenguan: Any) -> None:
    _, _, err = shenguan("audit", FIELDS / "hotline.yaml", "--next", "99")
    assert "a city's hotline has 1 card(s)" in err


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("nowhere:boundary-coordination=no-duty", "no regime 'nowhere'"),
        ("boundary-coordinatoin=no-duty", "no rule 'boundary-coordinatoin'"),
        ("boundary-coordination=nothing", "'boundary-coordination' has no reading 'nothing'"),
        ("jinan:approval-push=x", "'approval-push' has no other reading"),
    ],
)
def test_what_of_a_reading_asked_for_there_is_not_is_said(
    shenguan: Any, asked: str, words: str
) -> None:
    status, _, err = shenguan("show", "jinan", "--reading-of", asked)
    assert (status, words in err) == (2, True), err


@pytest.mark.parametrize("command", [("simulate", "jinan"), ("compare",), ("verify", "jinan")])
def test_an_empty_folder_for_results_is_refused(shenguan: Any, command: tuple[str, ...]) -> None:
    status, _, err = shenguan(*command, "--out", "")
    assert status == 2
    assert "name of the folder is empty" in err


def test_a_file_without_any_of_this_is_read_as_before() -> None:
    assert not parse_document(GOOD.encode(), "mine.yaml").mistakes
    assert len(read(GOOD).rules) == 2
