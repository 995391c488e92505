"""What answers hinge on, as commands, pages and data tell it; and what is read otherwise."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

import shenguan as sg
from experiments.compare.ask import Comparison, ComparisonQuestion, RegimeResult
from experiments.compare.data import verdicts_data
from experiments.compare.verdicts import in_full, verdicts
from experiments.designs.reader import read_design
from experiments.show.blocks import Section, Sheet
from experiments.show.notebook import text
from model.calendar import chinese_calendar
from model.deadline import STRICT, Within
from model.language import Complaint
from model.rule import Obligation
from protocols import library
from protocols.mistakes import Mistakes
from tests.small import NAME
from tests.test_readings_in_files import FILE
from verify.guarantees import verify
from verify.prover import Provers
from verify.readings import hinges_of

pytestmark = pytest.mark.undrawn

CLAIMED = "approval-push-claimed"
ASKED = ("--property", CLAIMED)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("readings") / "mine.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same without a word on what one could read instead."""
    path = tmp_path_factory.mktemp("bare") / "bare.yaml"
    head, rest = FILE.split("      because", 1)
    claim = rest[rest.index("  - id: claim") : rest.index("        alternatives")]
    path.write_text(head + claim, encoding="utf-8")
    return path


def test_the_table_tells_what_flips_and_what_moves(shenguan: Any, file: Path) -> None:
    status, out, _ = shenguan("readings", file, *ASKED, lang="zh")
    assert status == 0
    assert "另写有 3 种读法，其中 1 种会改变结论" in out
    assert "结论改变 1 处，上限变动 1 处" in out
    assert "第2条改读：己" in out
    assert "请加 --reading-of claim=duty" in out
    rows = [line.split() for line in out.splitlines() if line.lstrip().startswith("审批推送")]
    assert rows == [
        ["审批推送得到认领", "各方守规", "✓", "成立（当日）", "✓", "成立（≤", "2）"],
        ["审批推送得到认领", "自动执行", "✓", "成立（当日）", "✗", "不成立"],
    ]
    assert "▸ 所问的没有一项取决于这些读法（2 种）" in out


def test_everything_is_there_as_data_too(shenguan: Any, file: Path, tmp_path: Path) -> None:
    _, out, _ = shenguan("readings", file, *ASKED, "--json", "--out", tmp_path)
    (told,) = json.loads(out)
    assert [each["alternative"] for each in told["alternatives"]] == [
        "open-ended",
        "nothing",
        "duty",
    ]
    assert [len(each["hinges"]) for each in told["alternatives"]] == [0, 0, 2]
    moved, flipped = told["alternatives"][2]["hinges"]
    assert (moved["flips"], flipped["flips"]) == (False, True)
    assert moved["otherwise"] == {"verdict": "proved", "bound_working_days": 2}
    assert told["alternatives"][0]["because"] == {"zh": "乙。", "en": "B."}
    assert json.loads((tmp_path / "readings.json").read_text("utf-8")) == [told]
    rows = list(csv.DictReader((tmp_path / "readings.csv").read_text("utf-8-sig").splitlines()))
    assert [(row["alternative"], row["verdict_otherwise"]) for row in rows] == [
        ("open-ended", ""),
        ("nothing", ""),
        ("duty", "proved"),
        ("duty", "refuted"),
    ]
    assert "claim=duty" in (tmp_path / "index.html").read_text("utf-8")


def test_without_an_alternative_there_is_nothing_to_ask(shenguan: Any, bare: Path) -> None:
    status, out, err = shenguan("readings", bare, lang="en")
    assert status == 4
    assert "no alternative reading" in out
    assert "nothing to ask" in err
    _, told, _ = shenguan("readings", bare, "--json")
    assert json.loads(told)[0]["without_alternative"] == ["push", "claim"]


def test_where_all_is_read_otherwise_the_file_is_not_said_to_have_no_alternative(
    shenguan: Any, file: Path
) -> None:
    taken = ("--reading-of", "claim=duty", "--reading-of", "push=open-ended")
    status, out, err = shenguan("readings", file, *taken, lang="en")
    assert (status, "no alternative reading" in out) == (4, False)
    assert "Leave --reading-of out" in err


@pytest.mark.parametrize("command", ["verify", "bounds", "trust"])
def test_no_verdict_stands_without_what_it_hinges_on(
    command: str, shenguan: Any, file: Path, bare: Path, tmp_path: Path
) -> None:
    for lang, cell, words in (
        ("zh", "第2条（改读：己）", "己。"),
        ("en", "art. 2 (read: F)", "F."),
    ):
        _, out, _ = shenguan(command, file, *ASKED, lang=lang)
        assert cell in out.replace("\n", "")
        assert words in out
        assert "--reading-of claim=duty" in out
        _, out, _ = shenguan(command, bare, *ASKED, lang=lang)
        assert "--reading-of" not in out
    _, out, _ = shenguan(command, file, *ASKED, "--json", "--out", tmp_path)
    hinges = json.loads(out)[0]["hinges_on"]
    assert {(each["rule"], each["alternative"]) for each in hinges} == {("claim", "duty")}
    assert "己。" in (tmp_path / "index.html").read_text("utf-8")


def test_a_report_tells_them_too(file: Path) -> None:
    """In the table at a glance, in full, in words below, and in the data."""
    regime = sg.load(file)
    claimed = library.properties()[CLAIMED]
    provers = Provers(chinese_calendar())
    found = tuple(verify(regime, claimed, provers=provers))
    unused: Any = None
    hinges = tuple(hinges_of(found, provers))
    result = RegimeResult(regime, found, unused, {}, unused, unused, {}, hinges=hinges)
    question = ComparisonQuestion(
        (regime,), (claimed,), unused, chinese_calendar(), 2025, 1, STRICT
    )
    comparison = Comparison(question, (result,))
    shown = text(
        Sheet(
            NAME, NAME, (Section("v", NAME, (*verdicts(comparison, {}), *in_full(comparison, {}))),)
        ),
        "zh",
    )
    assert "--reading-of claim=duty" in shown
    assert shown.count("第2条（改读：己）：不成立") == 1
    assert shown.count("第2条（改读：己）：成立（≤ 2）") == 1
    data = verdicts_data(comparison)
    assert [[each["verdict"] for each in row["hinges_on"]] for row in data] == [
        ["proved"],
        ["refuted"],
    ]


def test_a_finding_that_rests_on_a_reading_names_the_others(shenguan: Any, file: Path) -> None:
    _, out, _ = shenguan("audit", file, "--all", lang="en")
    assert "It could be read otherwise" in out
    assert "push=open-ended" in out
    _, out, _ = shenguan("audit", file, "--json")
    assert any("push=nothing" in each["alternatives"] for each in json.loads(out))


@pytest.mark.parametrize(
    "words",
    [
        ["show"],
        ["coverage"],
        ["verify", *ASKED],
        ["trust", *ASKED],
        ["bounds", *ASKED],
        ["audit"],
        ["readings", *ASKED],
        ["capacity", "--rate", "1", "--burst", "2", "--per-day", "4", "--officers", "1"],
        ["amend", "--require", f"{CLAIMED} within 5"],
        ["export", *ASKED, "--query", "verdict", "--assume", "nobody"],
    ],
)
def test_every_command_reads_a_rule_otherwise_and_says_so(
    words: list[str], shenguan: Any, file: Path
) -> None:
    command, *rest = words
    status, out, err = shenguan(command, file, *rest, "--reading-of", "claim=duty", lang="en")
    assert status in (0, 1, 3, 4), err
    assert "art. 2 read: F" in (out + err).replace("\n", " ") or command == "export"
    status, _, err = shenguan(command, file, *rest, "--reading-of", "claim=dutie", lang="en")
    assert status == 2
    assert "rule 'claim' has no reading 'dutie'; known: duty." in err


def test_data_says_what_was_read_otherwise(shenguan: Any, file: Path) -> None:
    for command in ("verify", "trust", "bounds", "readings"):
        _, out, _ = shenguan(command, file, *ASKED, "--reading-of", "claim=duty", "--json")
        assert json.loads(out)[0]["read_otherwise"] == {"claim": "duty"}
    _, out, _ = shenguan("verify", file, *ASKED, "--json")
    assert json.loads(out)[0]["read_otherwise"] == {}


def test_what_is_there_is_listed(shenguan: Any, file: Path) -> None:
    _, out, _ = shenguan("show", file, "--readings", lang="zh")
    assert "理由：乙。" in out
    assert "也可以这样读（duty）：己。" in out
    _, out, _ = shenguan("show", file, lang="zh")
    assert "我们的理解：甲。" in out
    assert "己。" not in out


def test_the_face_reads_otherwise(file: Path) -> None:
    read = sg.load(file, readings={"claim": "duty"})
    duty = read.by_id["claim"]
    assert isinstance(duty, Obligation)
    assert duty.deadline == Within(2)
    assert read == sg.load(file).read_otherwise({"claim": "duty"})
    assert read != sg.load(file)
    assert read.text == FILE
    assert [rule.id for rule in sg.load(file, readings={"push": "nothing"}).rules] == ["claim"]
    with pytest.raises(Complaint, match="no reading 'claim=no'"):
        sg.load(file, readings={"claim": "no"})
    for wrong in ("claim=duty", [("claim", "duty")], {"claim": 1}, 3):
        with pytest.raises(TypeError, match="takes a mapping of rules to alternatives"):
            sg.load(file, readings=wrong)  # type: ignore[arg-type]
    frame = sg.readings(file, properties=CLAIMED).frame()
    assert frame["bound_otherwise"].to_list() == [None, None, 2, None]


DESIGN = """\
design: tiny
question: {zh: 小例, en: A tiny example}
baseline: FILE
reforms:
  at-once: {regime: FILE, readings: {READING}}
replications: 2
year: 2025
"""


def test_a_design_reads_a_text_otherwise(file: Path, tmp_path: Path) -> None:
    def design(reading: str) -> Any:
        text = DESIGN.replace("FILE", str(file)).replace("READING", reading)
        (tmp_path / "design.yaml").write_text(text, encoding="utf-8")
        return read_design(tmp_path / "design.yaml")

    as_read, at_once = (point.regime for point in design("claim: duty").points)
    assert isinstance(at_once.by_id["claim"], Obligation)
    assert at_once.rules[1] == sg.load(file, readings={"claim": "duty"}).rules[1]
    assert [(each.rule, each.alternative) for each in at_once.otherwise] == [("claim", "duty")]
    assert as_read.otherwise == ()
    assert at_once.digest != as_read.digest
    gone = design("push: nothing").points[-1].regime
    assert [rule.id for rule in gone.rules] == ["claim"]
    for wrong in ("claim: no", "no: duty"):
        with pytest.raises(Mistakes, match=r"design\.yaml:5:\d+: no-reading: .*Known: push"):
            design(wrong)
