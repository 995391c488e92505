"""A file of one's own may be in Chinese only; what is shipped is in both languages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from experiments.command import run
from model.language import LANGS, Lang, Text
from model.regime import Regime
from protocols import library
from protocols.document import open_document, parse_document
from protocols.reader import regime_of

pytestmark = pytest.mark.undrawn

ROOT = Path(__file__).parent.parent
SHIPPED = sorted(
    [
        *(ROOT / "protocols").glob("*.yaml"),
        *(ROOT / "experiments" / "scenarios").glob("*.yaml"),
        *(ROOT / "experiments" / "designs" / "standard").glob("*.yaml"),
        *(ROOT / "docs" / "example").glob("*.yaml"),
    ]
)

OWN = """\
regime: mine
name: {zh: 例县}
document:
  title: {zh: 例县办法}
  level: county
  issued: 2024-01-02
  in-force: not-stated
  note: {zh: 未写施行日期}
vocabulary:
  parties:
    archive: {zh: 档案机构, within: approval-bureau}
  events:
    file.kept: {label: {zh: 归档}, by: archive, presupposes: approval.decided}
  attributes:
    urgency: {label: {zh: 缓急}, values: {usual: {zh: 一般}, urgent: {zh: 紧急}}}
  consequences:
    scolding: {zh: 批评教育}
  contents:
    file-number: {zh: 档号}
rules:
  - id: push
    article: "2"
    on: approval.decided
    bearer: approval-bureau
    act: approval-info.pushed
    content: file-number
    towards: regulator
    deadline: 1 working day
    start: unstated
    reading:
      zh: 读作自决定起算
      because: {zh: 此外别无起点}
      alternatives:
        archived: {zh: 自归档起算, rule: {on: file.kept}}
  - id: claim
    article: "3"
    on: approval-info.pushed
    when: {缓急: urgent}
    bearer: regulator
    act: approval-info.claimed
    deadline: {indefinite: 及时}
    on-expiry: approval-info.claimed
  - id: keeping
    article: "4"
    on: 作出审批决定
    bearer: 档案机构
    act: 归档
    deadline: 2 working days
sanctions:
  - {id: late, article: "5", of: [push], consequence: 批评教育, harm: {zh: 造成后果}}
ledger:
  articles: 6
  silent:
    - {articles: ["1", "6"], kind: purpose, reason: {zh: 说明目的}}
properties:
  kept: {label: {zh: 决定必归档}, trigger: approval.decided, response: 归档}
"""


def without_english(data: Any) -> Any:
    """Data in which no text has an English twin."""
    if isinstance(data, dict):
        return {
            key: without_english(each)
            for key, each in data.items()
            if not (key == "en" and "zh" in data)
        }
    return [without_english(each) for each in data] if isinstance(data, list) else data


def texts(data: Any) -> Iterator[dict[str, Any]]:
    """Every text of a file, each with the languages that it has."""
    if isinstance(data, dict) and isinstance(data.get("zh"), str):
        yield data
    for each in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from texts(each)


def read(data: Any) -> Regime:
    text = json.dumps(data, ensure_ascii=False).encode()
    return regime_of(parse_document(text, "mine.yaml"), library.shared_vocabulary())


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_what_is_shipped_is_in_both_languages(path: Path) -> None:
    found = list(texts(open_document(path).data))
    assert not [one for one in found if not str(one.get("en", "")).strip()]


def test_the_test_of_what_is_shipped_sees_a_text_without_english() -> None:
    data = open_document(library.path_of("guanxian")).data
    assert all("en" in one for one in texts(data))
    assert len(list(texts(without_english(data)))) == len(list(texts(data))) > 100
    assert not any("en" in one for one in texts(without_english(data)))


def test_the_chinese_stands_in_both_languages() -> None:
    data = open_document(library.path_of("guanxian")).data
    known, own = library.find("guanxian"), read(without_english(data))
    assert own.name == Text(known.name.zh, known.name.zh)
    assert own.document.title.en == known.document.title.zh
    assert [rule.id for rule in own.rules] == [rule.id for rule in known.rules]
    for rule, twin in zip(own.rules, known.rules, strict=True):
        assert [one.words.en for one in rule.readings] == [one.words.zh for one in twin.readings]
    assert [one.on for one in own.rules] == [one.on for one in known.rules]


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("own") / "mine.yaml"
    path.write_text(OWN, encoding="utf-8")
    return path


COMMANDS = (
    ["check", "{}"],
    ["show", "{}"],
    ["coverage", "{}"],
    ["readings", "{}"],
    ["verify", "{}"],
    ["verify", "{}", "--reading-of", "push=archived"],
    ["audit", "{}"],
    ["bounds", "{}", "--property", "kept"],
    ["trust", "{}", "--property", "决定必归档"],
    ["diff", "{}", "{}"],
    ["export", "{}", "--property", "kept", "--out", "{}.out"],
)


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words))
def test_every_command_takes_a_file_in_chinese_only(
    words: list[str], mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for lang in LANGS:
        status = run([word.format(mine) for word in words], lang)
        out, err = capsys.readouterr()
        assert status in (0, 1), err
        assert "Traceback" not in out + err
        assert "例县" in out or "mine" in out


@pytest.mark.parametrize("lang", LANGS)
def test_a_text_without_chinese_is_told_where_it_stands(
    lang: Lang, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(OWN.replace("name: {zh: 例县}", "name: {en: Mine}"), encoding="utf-8")
    assert run(["check", str(path)], lang) != 0
    told = capsys.readouterr()
    assert ":2:7: missing-key" in told.out + told.err
