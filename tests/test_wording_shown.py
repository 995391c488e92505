"""How rules, conditions and tables are worded: as a text would have them, in both languages."""

from __future__ import annotations

import csv
import re
from itertools import chain
from pathlib import Path

import polars as pl
import pytest

from experiments.measures.eventlog import SCHEMA
from experiments.readings.data import COLUMNS as READINGS
from experiments.show.columns import COLUMNS, heading
from experiments.show.files import write_csv
from experiments.show.rules import sentences
from experiments.trust.data import table
from model.deadline import NoLimit
from model.regime import Regime
from model.rule import Obligation
from protocols import library
from protocols.asked import understood
from protocols.document import parse_document
from protocols.mistakes import Mistakes
from protocols.question import question
from protocols.reader import regime_of

FILE = """\
regime: mine
name: {zh: 例, en: example}
document:
  title: {zh: 例, en: example}
  level: county
  issued: 2024-01-02
  in-force: not-stated
vocabulary:
  attributes:
    late:
      label: {zh: 逾期有理由, en: delay is justified}
      phrases:
        'true': {zh: 有正当理由, en: there is good reason}
    kind:
      label: {zh: 种类, en: kind}
      values:
        plain: {zh: 一般, en: plain}
        grave: {zh: 重大, en: grave}
rules:
  - id: push
    article: "1"
    on: {any: [approval.decided, commitment.made]}
    when: {kind: grave}
    bearer: approval-bureau
    act: approval-info.pushed
    towards: regulator
    deadline: 1 working day
    start: unstated
    reading: {zh: 甲。, en: A.}
  - id: claim
    article: "2"
    on: approval-info.pushed
    when: {late: 'false'}
    bearer: regulator
    act: approval-info.claimed
    deadline: {indefinite: 及时}
    on-expiry: {event: approval-info.claimed, unless: {late: 'true'}}
"""


def read(text: str) -> Regime:
    return regime_of(parse_document(text.encode(), "mine.yaml"), library.shared_vocabulary())


@pytest.fixture(scope="module")
def mine() -> Regime:
    return read(FILE)


def said(regime: Regime, rule: str) -> list[str]:
    return [line.zh for line in sentences(regime, regime.by_id[rule])]


def test_what_a_rule_leaves_open_stands_behind_it(mine: Regime) -> None:
    assert said(mine, "push")[0] == (
        "“作出审批决定”“申请人作出书面承诺”之一发生后，种类为重大的，"
        "行政审批部门应当在 1 个工作日内推送审批信息（相对方为监管部门；起算点条文未写明）。"
    )
    english = sentences(mine, mine.by_id["push"])[0].en
    assert english.startswith("the first of approval decided, applicant makes the commitment")
    assert "must, within 1 working day(s), bring about" in english
    assert english.endswith("(towards: supervising department; start not stated in the text).")


def test_an_attribute_says_its_values_in_phrases_of_its_own(mine: Regime) -> None:
    claim = said(mine, "claim")
    assert "，并非“逾期有理由”的，监管部门应当及时认领审批信息（“及时”没有确定期限" in claim[0]
    assert claim[1] == "逾期未履行的，视为“认领审批信息”，但有正当理由的除外。"
    both = {"late": frozenset({"true"}), "kind": frozenset({"plain", "grave"})}
    assert mine.vocabulary.condition(both).zh == "有正当理由，且种类为一般或者重大"
    asked = question("approval.decided -> approval-info.pushed when late", mine.vocabulary)
    assert understood(asked, mine.vocabulary).zh.endswith("（有正当理由）")


def test_a_phrase_for_a_value_that_an_attribute_cannot_have_is_a_mistake() -> None:
    with pytest.raises(Mistakes) as caught:
        read(FILE.replace("        'true': {zh", "        'maybe': {zh"))
    (mistake,) = caught.value.mistakes
    assert (mistake.code, mistake.values["word"], mistake.line) == ("unknown-word", "maybe", 13)


@pytest.mark.parametrize("name", library.REGIMES)
def test_every_value_of_the_shipped_attributes_has_a_phrase(name: str) -> None:
    attributes = library.find(name).vocabulary.attributes.values()
    pairs = [(each, value) for each in attributes for value in each.values]
    assert len(pairs) > 30
    assert not [(each.id, value) for each, value in pairs if value not in each.phrases]


AWKWARD = re.compile(
    r"为是|为否|任一发生|全部发生|没有默认后果|视为“视为|即为视为|\bstrict\b|\binf\b"
)


@pytest.mark.parametrize("name", library.REGIMES)
def test_no_rule_is_said_in_the_language_of_programs(name: str) -> None:
    regime = library.find(name)
    lines = [line.zh for rule in regime.rules for line in sentences(regime, rule)]
    assert len(lines) > 60
    assert not [line for line in lines if AWKWARD.search(line)]
    doubled = re.compile(r"(..部门|申请人)(?:应当|可以)(?:[^，。（]*日内)?\1")
    assert not [line for line in lines if doubled.search(line)]


@pytest.mark.parametrize("name", library.REGIMES)
def test_that_nothing_is_deemed_is_said_only_where_another_waits(name: str) -> None:
    regime = library.find(name)
    told = {
        rule.id
        for rule in regime.rules
        if any("没有规定视为" in line.zh for line in sentences(regime, rule))
    }
    answers = {key for key, event in regime.vocabulary.events.items() if event.answers}
    assert told == {
        rule.id
        for rule in regime.obligations
        if rule.act in answers and rule.on_expiry is None and limited(rule)
    }


def limited(rule: Obligation) -> bool:
    return not isinstance(rule.deadline, NoLimit)


def test_the_columns_of_tables_are_told_beside_them(tmp_path: Path) -> None:
    write_csv(tmp_path / "b.csv", pl.DataFrame({"regime": [1], "tier": [2]}))
    write_csv(tmp_path / "a.csv", pl.DataFrame({"unit.zh": [3]}))
    write_csv(tmp_path / "b.csv", pl.DataFrame({"regime": [1], "change_low": [2]}))
    told = list(csv.reader((tmp_path / COLUMNS).read_text("utf-8-sig").splitlines()))
    assert told == [
        ["file", "column", "zh", "en"],
        ["a.csv", "unit.zh", "单位（中文）", "unit (Chinese)"],
        ["b.csv", "regime", "规则", "regime"],
        ["b.csv", "change_low", "变动：区间下端", "change: low end"],
    ]
    assert (tmp_path / "b.csv").read_text("utf-8-sig") == "regime,change_low\n1,2\n"


@pytest.mark.parametrize("text", ["", "name,what\n1,2\n"])
def test_a_file_of_columns_that_is_the_user_s_is_left_alone(tmp_path: Path, text: str) -> None:
    (tmp_path / COLUMNS).write_text(text, "utf-8")
    write_csv(tmp_path / "b.csv", pl.DataFrame({"regime": [1]}))
    assert (tmp_path / COLUMNS).read_text("utf-8") == text


def test_every_column_of_shipped_tables_has_a_name_in_words() -> None:
    columns = [*chain(SCHEMA, READINGS, table([]).columns)]
    assert len(columns) > 20
    assert not [name for name in columns if heading(name).zh == name]
