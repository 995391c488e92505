"""Every unit of every text is in its ledger, and what is counted of it is what is in the file."""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from experiments.command import run
from experiments.coverage.ask import KINDS, coverage
from experiments.coverage.data import coverage_data, deadlines_table
from experiments.coverage.page import sections
from experiments.show.blocks import Paragraph, Table
from model.language import LANGS, Lang, Text, say
from model.ledger import NoBehaviour, article_label
from model.regime import Regime
from model.wording import Written
from protocols import library
from protocols.document import Document, open_document, parse_document
from protocols.mistakes import Mistake, Mistakes
from protocols.reader import regime_of

WORDS = ("indefinite", "immediately", "external", "wording")
PERIODS = ("daily", "monthly", "quarterly", "yearly")

SAMPLE = """\
regime: mine
name: {zh: 例, en: Example}
document:
  title: {zh: 例, en: Example Measures}
  level: county
  issued: 2024-01-02
  in-force: not-stated
rules:
  - id: push
    article: "2(1)"
    on: approval.decided
    bearer: approval-bureau
    act: approval-info.pushed
    deadline: 1 working day
  - id: claim
    article: "2(2)"
    on: approval-info.pushed
    bearer: regulator
    act: approval-info.claimed
    deadline: {indefinite: 及时}
  - id: inspect
    article: "附则 1"
    on: approval-info.claimed
    bearer: regulator
    may: approval-detail.requested
sanctions:
  - id: fine
    article: "3"
    of: [push]
    consequence: correction
precedence:
  - {article: "3", first: [push], over: [claim]}
ledger:
  articles: 4
  sections: ["附则"]
  silent:
    - articles: ["1", "4"]
      kind: purpose
      reason: {zh: 说明目的, en: Says what it is for.}
    - articles: "2(3)"
      kind: reference
      reason: {zh: 指引他处, en: Points elsewhere.}
"""
NO_LEDGER = SAMPLE[: SAMPLE.index("ledger:")]


def read(text: str) -> Regime:
    return regime_of(parse_document(text.encode(), "mine.yaml"), library.shared_vocabulary())


def shipped(name: str) -> dict[str, Any]:
    data: dict[str, Any] = open_document(library.path_of(name)).data
    return data


def mistakes(data: Mapping[str, Any]) -> list[Mistake]:
    """The mistakes of a file with such data, none where it reads."""
    plain = json.loads(json.dumps(data))
    try:
        regime_of(Document("mine.yaml", plain, {}, {}, (), b""), library.shared_vocabulary())
    except Mistakes as found:
        return found.mistakes
    return []


def unaccounted(data: Mapping[str, Any]) -> set[str]:
    """The units that a file's mistakes name as not accounted for."""
    found = [one for one in mistakes(data) if one.code == "unaccounted"]
    return {unit for one in found for unit in str(one.values["articles"]).split(", ")}


def units(data: Mapping[str, Any]) -> list[str]:
    ledger = data["ledger"]
    return [*map(str, range(1, ledger.get("articles", 0) + 1)), *ledger.get("sections", [])]


def unit_of(data: Mapping[str, Any], article: str) -> str:
    """The unit of a citation, found by its leading number or as the longest heading it begins."""
    number = re.match(r"\d+", article)
    if number and article not in data["ledger"].get("sections", []):
        return number.group()
    fitting = [one for one in data["ledger"].get("sections", []) if article.startswith(one)]
    return str(max(fitting, key=len))


def listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def without_rule(data: Mapping[str, Any], rule: str) -> dict[str, Any]:
    """A file without one rule, wherever it is named."""
    left = json.loads(json.dumps(data))
    left["rules"] = [one for one in left["rules"] if one["id"] != rule]
    for sanction in left.get("sanctions", []):
        sanction["of"] = [one for one in listed(sanction["of"]) if one != rule] or ["all"]
    left["precedence"] = []
    return dict(left)


@pytest.mark.parametrize("name", library.REGIMES)
def test_every_shipped_regime_has_a_ledger_of_its_whole_text(name: str) -> None:
    found = coverage(library.find(name))
    assert found.regime.ledger is not None
    assert [unit.name for unit in found.units] == units(shipped(name))
    assert all(unit.encoded or unit.silent for unit in found.units)


@pytest.mark.parametrize("name", library.REGIMES)
def test_a_silent_unit_without_its_reason_is_a_mistake(name: str) -> None:
    data = shipped(name)
    assert mistakes(data) == []
    only = [one.name for one in coverage(library.find(name)).units if not one.encoded]
    assert only
    for unit in only:
        left = json.loads(json.dumps(data))
        for entry in left["ledger"]["silent"]:
            kept = [one for one in listed(entry["articles"]) if unit_of(data, one) != unit]
            entry["articles"] = kept
        left["ledger"]["silent"] = [one for one in left["ledger"]["silent"] if one["articles"]]
        assert unaccounted(left) == {unit}


@pytest.mark.parametrize("name", library.REGIMES)
def test_a_unit_without_its_only_rule_is_a_mistake(name: str) -> None:
    data = shipped(name)
    alone = {
        unit.name: unit.rules[0]
        for unit in coverage(library.find(name)).units
        if len(unit.rules) == 1 and not (unit.sanctions or unit.precedence or unit.silent)
    }
    assert alone
    for unit, rule in alone.items():
        assert unit in unaccounted(without_rule(data, rule))


def test_a_unit_with_another_rule_or_a_reason_left_is_none() -> None:
    data = parse_document(SAMPLE.encode(), "mine.yaml").data
    assert unaccounted(without_rule(data, "claim")) == set()
    assert unaccounted(without_rule(data, "inspect")) == {"附则"}
    data["ledger"]["silent"] = data["ledger"]["silent"][1:]
    assert unaccounted(data) == {"1", "4"}


RANGES = SAMPLE.replace("  articles: 4", '  articles: "1-21"').replace(
    '["1", "4"]', '["1", "4-20", "21"]'
)
PART = SAMPLE.replace("  articles: 4", '  articles: 40\n  partial: ["1-4", 附则]')


def test_articles_may_be_named_as_ranges() -> None:
    spelled = ", ".join(f'"{number}"' for number in range(4, 21))
    assert '"4-20"' in RANGES
    ledger = read(RANGES).ledger
    assert ledger is not None
    assert ledger == read(RANGES.replace('"4-20"', spelled).replace('"1-21"', "21")).ledger
    assert (ledger.articles, ledger.outside) == (21, ())
    assert ledger.silent[0].articles == ("1", *map(str, range(4, 22)))


@pytest.mark.parametrize(
    ("right", "wrong", "code", "place"),
    [
        ('"4-20"', '"20-4"', "article-order", (37, 23)),
        ('"4-20"', '"0-20"', "article-order", (37, 23)),
        ('"4-20"', '"4-4"', "article-order", (37, 23)),
        ('"4-20"', '"4-x"', "article-range", (37, 23)),
        ('"4-20"', "4至20", "article-range", (37, 23)),
        ('"4-20"', '"4-22"', "no-such-article", (37, 23)),
        ('"4-20"', '"4-999999999"', "no-such-article", (37, 23)),
        ('"4-20", "21"', '"4-20", "20-21"', "article-overlap", (37, 31)),
        ('"4-20", "21"', '"4-21", "9"', "article-overlap", (37, 31)),
        ('"4-20"', '"5-20"', "unaccounted", (34, 3)),
        ('articles: "1-21"', 'articles: "21-1"', "article-order", (34, 13)),
        ('articles: "1-21"', 'articles: "1-x"', "article-range", (34, 13)),
        ('articles: "1-21"', 'articles: "5-21"', "article-start", (34, 13)),
        ('articles: "1-21"', 'articles: "1-2001"', "out-of-range", (34, 13)),
        ('"1-21"', '"1-21"\n  partial: ["1-9", "9-21"]', "article-overlap", (35, 20)),
        ('"1-21"', '"1-21"\n  partial: ["1-21", 附则, "2(1)"]', "no-such-article", (35, 25)),
        ('"1-21"', '"1-21"\n  partial: ["1-20", 附则]', "outside-part", (38, 31)),
        ('"1-21"', '"1-21"\n  partial: []', "too-few", (35, 12)),
        ('"1-21"', '"1-21"\n  partial: 5.2', "not-text", (35, 12)),
    ],
)
def test_an_absurd_range_is_a_located_mistake(
    right: str, wrong: str, code: str, place: tuple[int, int]
) -> None:
    assert right in RANGES
    with pytest.raises(Mistakes) as found:
        read(RANGES.replace(right, wrong))
    (mistake,) = found.value.mistakes
    assert (mistake.code, (mistake.line, mistake.column)) == (code, place)


def test_a_hyphen_in_a_heading_makes_no_range() -> None:
    text = SAMPLE.replace('["附则"]', '["附则", "2-1"]').replace('["1", "4"]', '["1", "4", "2-1"]')
    ledger = read(text).ledger
    assert ledger is not None
    assert ledger.silent[0].articles == ("1", "4", "2-1")


@pytest.mark.parametrize("partial", ['["1-4", 附则]', "true"])
def test_of_a_law_encoded_in_part_the_rest_is_left_aside(partial: str) -> None:
    found = coverage(read(PART.replace('["1-4", 附则]', partial)))
    assert found.outside == tuple(map(str, range(5, 41)))
    whole = coverage(read(SAMPLE))
    assert (found.encoded, found.rest, len(found.units)) == (whole.encoded, whole.rest, 41)
    assert coverage_data(found)["outside"] == list(found.outside)
    assert (whole.outside, whole.rest) == ((), 2)
    (shown,) = sections([found])
    lead, *_ = shown.blocks
    assert isinstance(lead, Paragraph)
    assert "36" in lead.text.zh
    assert "36" in lead.text.en
    assert "5 articles" in lead.text.en
    rows = [row for block in shown.blocks if isinstance(block, Table) for row in block.rows]
    assert (say("coverage.left-aside"), "36") in rows


def test_the_part_that_is_encoded_must_be_accounted_for_all_the_same() -> None:
    data = parse_document(PART.encode(), "mine.yaml").data
    assert unaccounted(data) == set()
    data["ledger"]["partial"] = ["1-6", "附则"]
    assert unaccounted(data) == {"5", "6"}


def written_of(rule: Mapping[str, Any]) -> tuple[str, str]:
    """What is written of the time of a duty, and the word, from the words of the file alone."""
    deadline = rule["deadline"]
    if isinstance(deadline, dict):
        word = next((deadline[one] for one in WORDS if one in deadline), "")
        if "external" in deadline:
            return "elsewhere", word
        if word:
            return "word", word
        return ("figure" if "at-least" in deadline else "none"), ""
    if deadline == "none":
        return "none", ""
    if deadline in PERIODS:
        return "period", ""
    return "figure-without-start" if rule.get("start") == "unstated" else "figure", ""


@pytest.mark.parametrize("name", library.REGIMES)
def test_counts_are_those_of_an_independent_recount(name: str) -> None:
    data, counted = shipped(name), coverage_data(coverage(library.find(name)))
    duties = [one for one in data["rules"] if "deadline" in one]
    written = [written_of(one) for one in duties]
    assert counted["deadlines"] == {
        str(kind): sum(one == kind for one, _ in written) for kind in Written
    }
    assert counted["words"] == Counter(word for kind, word in written if kind == "word")
    assert counted["references"] == Counter(word for kind, word in written if kind == "elsewhere")
    keys = {"duty": "act", "counts-as": "counts-as", "power": "may", "prohibition": "must-not"}
    keys |= {"lapse": "lapse"}
    assert set(keys) == set(KINDS)
    assert counted["rules"] == {
        kind: sum(key in one for one in data["rules"]) for kind, key in keys.items()
    }
    assert sum(counted["rules"].values()) == len(data["rules"])
    assert counted["sanctions"] == len(data.get("sanctions", []))
    silent = {
        (unit_of(data, article), one["kind"])
        for one in data["ledger"]["silent"]
        for article in listed(one["articles"])
    }
    kinds = Counter(kind for _, kind in silent)
    assert counted["silent"] == {str(kind): kinds[kind] for kind in NoBehaviour}


@pytest.mark.parametrize("name", library.REGIMES)
def test_every_rule_and_sanction_stands_under_its_own_unit_once(name: str) -> None:
    data, found = shipped(name), coverage(library.find(name))
    for section, of in (("rules", "rules"), ("sanctions", "sanctions")):
        expected = [(unit_of(data, one["article"]), one["id"]) for one in data.get(section, [])]
        shown = [(unit.name, one) for unit in found.units for one in getattr(unit, of)]
        assert sorted(shown) == sorted(expected)
    clauses = [unit_of(data, one["article"]) for one in data.get("precedence", [])]
    assert sorted(clauses) == sorted(unit.name for unit in found.units for _ in unit.precedence)


def test_the_json_has_the_promised_shape(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(SAMPLE, encoding="utf-8")
    assert run(["coverage", str(path), "--json"], "en") == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["regime"], found["source"], found["ledger"]) == ("mine", "mine.yaml", True)
    assert re.fullmatch(r"[0-9a-f]{64}", found["sha256"])
    assert [one["unit"] for one in found["units"]] == ["1", "2", "3", "4", "附则"]
    assert found["units"][1] == {
        "unit": "2",
        "label": {"zh": "第2条", "en": "art. 2"},
        "rules": ["push", "claim"],
        "sanctions": [],
        "precedence": [],
        "silent": [
            {
                "articles": ["2(3)"],
                "kind": "reference",
                "reason": {"zh": "指引他处", "en": "Points elsewhere."},
            }
        ],
    }
    clause = {"article": "3", "first": ["push"], "over": ["claim"]}
    assert (found["units"][2]["sanctions"], found["units"][2]["precedence"]) == (["fine"], [clause])
    assert found["deadlines"]["figure"] == found["deadlines"]["word"] == 1
    assert (found["words"], found["references"]) == ({"及时": 1}, {})
    assert sum(found["deadlines"].values()) == 2
    kinds = {"duty": 2, "counts-as": 0, "power": 1, "prohibition": 0, "lapse": 0}
    assert found["rules"] == kinds
    assert {kind for kind, number in found["silent"].items() if number} == {"purpose", "reference"}


def columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)


@pytest.mark.parametrize("lang", LANGS)
def test_the_table_shows_every_unit_within_132_columns(
    lang: Lang, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["coverage", "--unfold"], lang) == 0
    out = capsys.readouterr().out
    assert max(columns(line) for line in out.splitlines()) <= 132
    squeezed = re.sub(r"\s", "", out)
    for name in library.REGIMES:
        for unit in coverage(library.find(name)).units:
            assert re.sub(r"\s", "", article_label(unit.name).in_(lang)) in squeezed


@pytest.mark.undrawn
@pytest.mark.parametrize("lang", LANGS)
def test_of_several_texts_the_counts_are_shown_and_the_ledgers_folded(
    lang: Lang, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ("jinan", "xuecheng")
    assert run(["coverage", *names, "--out", str(tmp_path)], lang) == 0
    out = capsys.readouterr().out
    for name in names:
        assert f"▸ {library.find(name).name.in_(lang)} — " in out
    page = (tmp_path / "index.html").read_text("utf-8")
    for name in names:
        for unit in coverage(library.find(name)).units:
            assert all(html.escape(article_label(unit.name).in_(one)) in page for one in LANGS)
    assert (tmp_path / f"deadlines-{lang}.png").exists()
    table = (tmp_path / "deadlines.csv").read_text("utf-8-sig").splitlines()
    assert len(table) == 1 + sum(len(library.find(name).obligations) for name in names)
    written = json.loads((tmp_path / "coverage.json").read_text("utf-8"))
    assert written == [coverage_data(coverage(library.find(name))) for name in names]


def test_each_text_has_its_counts_in_a_column() -> None:
    found = [coverage(library.find(name)) for name in library.REGIMES]
    (shown,) = sections(found)
    (table,) = (block for block in shown.blocks if isinstance(block, Table))
    rows = {row[0]: row[1:] for row in table.rows if isinstance(row, tuple)}
    for key, counts in {
        "coverage.units": [len(one.units) for one in found],
        "coverage.sanctions": [len(one.regime.sanctions) for one in found],
        "coverage.kind.duty": [one.rules["duty"] for one in found],
        "coverage.written-as.none": [one.deadlines[Written.NONE] for one in found],
        "coverage.silence.purpose": [one.silent[NoBehaviour.PURPOSE] for one in found],
    }.items():
        assert rows[say(key)] == tuple(map(str, counts))
    promptly = [one.words(Written.WORD).get("及时", 0) for one in found]
    assert sum(promptly) > 20
    assert rows[say("coverage.word", word="及时")] == tuple(map(str, promptly))


CASES = {
    "2 working days": ("figure", ""),
    "2 working days, start: unstated": ("figure-without-start", ""),
    "1 month": ("figure", ""),
    "quarterly": ("period", ""),
    "{indefinite: 尽快}": ("word", "尽快"),
    "{immediately: 实时}, start: unstated": ("word", "实时"),
    "immediately": ("word", ""),
    "{external: 法定期限}": ("elsewhere", "法定期限"),
    "{before: training.held}": ("none", ""),
    "{before: training.held, wording: 提前}": ("word", "提前"),
    "{before: training.held, at-least: 1 working day, wording: 提前}": ("figure", ""),
    "none": ("none", ""),
}


@pytest.mark.parametrize("deadline", CASES)
def test_what_is_written_is_counted_and_not_what_a_reading_makes_of_it(deadline: str) -> None:
    deadline_written, _, start = deadline.partition(", start: ")
    reading = "{zh: 读作自决定起算, en: Read so.}"
    text = SAMPLE.replace(
        "deadline: 1 working day",
        f"deadline: {deadline_written}\n    start: {start or 'stated'}\n    reading: {reading}",
    )
    (rule, _) = read(text).obligations
    assert (str(rule.wording.written), rule.wording.word) == CASES[deadline]


def test_every_deadline_is_a_row_of_the_table() -> None:
    rows = list(deadlines_table([coverage(library.find("jinan"))]).iter_rows(named=True))
    duties = [one for one in shipped("jinan")["rules"] if "deadline" in one]
    assert [(row["rule"], row["written"], row["word"]) for row in rows] == [
        (one["id"], *written_of(one)) for one in duties
    ]
    push = next(row for row in rows if row["rule"] == "approval-push")
    assert (push["article"], push["word"]) == ("10.2", "实时")
    assert Text(push["written.zh"], push["written.en"]) == say("coverage.written-as.word")


def test_a_file_without_a_ledger_is_told_what_to_add_and_counted_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(NO_LEDGER, encoding="utf-8")
    for lang in LANGS:
        assert run(["coverage", str(path)], lang) == 0
        out = capsys.readouterr().out
        assert all(
            word in out for word in ("mine.yaml", "ledger", "articles", "sections", "silent")
        )
        assert "—" in out
    assert run(["coverage", str(path), "--json"], "en") == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["ledger"], found["units"]) == (False, [])
    assert found["rules"]["duty"] == 2
    assert sum(found["deadlines"].values()) == 2


def test_bad_input_gives_a_message_and_no_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["coverage", "guanxain"], "en") == 2
    assert "guanxian" in capsys.readouterr().err
    path = tmp_path / "mine.yaml"
    path.write_text(SAMPLE.replace("articles: 4", "articles: 5"), encoding="utf-8")
    assert run(["coverage", str(path)], "zh") == 2
    told = capsys.readouterr()
    assert "unaccounted" in told.err
    assert "Traceback" not in told.out + told.err
