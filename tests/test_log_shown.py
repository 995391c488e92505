"""What ``shenguan log`` prints and writes: exit statuses, page, worklist, calendar file, copies."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest

import shenguan as sg
from experiments.command import run
from experiments.log.expiring import escaped, folded, worklist
from experiments.log.page import at_close, sheet
from experiments.log.recorded import compared
from experiments.log.rows import COLUMNS
from experiments.log.shares import by_article, by_office
from experiments.show.blocks import Swimlane, walk
from model.calendar import chinese_calendar
from model.language import Lang
from protocols.log.pseudonyms import pseudonym
from tests.ledgers import CLAIMS, WIDE, data, judged

pytestmark = pytest.mark.undrawn

EXAMPLE = Path(__file__).parent.parent / "docs" / "example"
LEDGER, MAP = EXAMPLE / "ledger.csv", EXAMPLE / "ledger-map.yaml"
RULES = EXAMPLE / "yunchuan.yaml"
ASKED = ["log", str(LEDGER), "--regime", str(RULES), "--map", str(MAP)]


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A mapping beside which ledgers are written."""
    path = tmp_path / "map.yaml"
    path.write_text(WIDE, "utf-8")
    return path


def asked(ledger: Path, rows: str, *more: str) -> int:
    file = ledger.with_name("ledger.csv")
    file.write_text("编号,推送,认领\n" + rows, "utf-8")
    words = ["log", str(file), "--regime", str(CLAIMS), "--map", str(ledger), *more]
    return run(words, "en")


STATUSES = {
    "1,2026-03-02 10:00,2026-03-03 10:00\n": 0,
    "1,2026-03-02 10:00,2026-03-06 10:00\n": 1,
    "1,2026-03-02 10:00,\n2,2026-03-09 10:00,2026-03-09 11:00\n": 1,
    "1,2026-03-02 10:00,2026-02-30\n": 3,
    "1,2026-03-02 10:00,2026-02-30\n2,2026-03-02 10:00,2026-03-06 10:00\n": 1,
    "1,2026-03-02 10:00,\n": 0,  # pending
}


@pytest.mark.parametrize("rows", STATUSES)
def test_the_exit_status_says_whether_something_was_late_or_could_not_be_judged(
    rows: str, ledger: Path
) -> None:
    assert asked(ledger, rows, "--json") == STATUSES[rows]


def test_a_record_of_which_nothing_can_be_judged_has_not_passed(
    ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger.write_text("case: 编号\ncolumns: {认领: approval-info.claimed}\n", "utf-8")
    assert asked(ledger, "1,2026-03-02,2026-03-03\n", "--json") == 3
    printed = capsys.readouterr()
    assert json.loads(printed.out) == []
    assert "No duty could be judged" in printed.err
    assert asked(ledger, "1,2026-03-02,2026-03-03\n") == 3
    assert "No duty could be judged" in capsys.readouterr().out


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_beside_the_json_stands_which_entries_came_again(
    lang: Lang, ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    again = {
        "en": "Entries of an event that the matter already has: 2 (line(s) 3)",
        "zh": "同一环节重复记载的有 2 项（第 3 行）",
    }
    first = "1,2026-03-02 10:00,2026-03-03 10:00\n"
    words = ["log", str(ledger.with_name("ledger.csv")), "--regime", str(CLAIMS)]
    words += ["--map", str(ledger), "--json"]
    asked(ledger, first + "1,2026-03-03 10:00,2026-03-04 10:00\n", "--json")
    capsys.readouterr()
    run(words, lang)
    assert again[lang] in capsys.readouterr().err.splitlines()
    asked(ledger, first, "--json")
    assert "Entries of an event" not in capsys.readouterr().err


def test_bad_input_is_status_2_and_no_traceback(
    ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger.write_text("case: 编号\ncolumns: {推送: approval-info.pushd}\n", "utf-8")
    assert asked(ledger, "1,2026-03-02,\n") == 2
    told = capsys.readouterr().err
    assert "Did you mean 'approval-info.pushed'?" in told
    assert "Traceback" not in told
    assert run(["log", str(ledger.with_name("none.csv")), "--regime", "xuecheng"], "en") == 2
    assert run(["log", str(ledger)], "en") == 2


def test_the_json_has_exactly_the_keys_that_others_build_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run([*ASKED, "--json"], "en")
    printed = capsys.readouterr()
    rows = json.loads(printed.out)
    assert all(tuple(row) == COLUMNS for row in rows)
    stands = {(row["case"], row["rule"]): row["status"] for row in rows}
    assert stands["YC-2603", "approval-claim"] == "deemed"
    assert stands["YC-2604", "approval-push"] == "late"
    assert stands["YC-2607", "approval-claim"] == "not-judgeable"
    assert {row["thread"] for row in rows if row["case"] == "YC-2604"} == {"卫生健康局"}
    assert "ledger.csv:8:1: row-impossible" in printed.err
    deemed = next(row for row in rows if row["status"] == "deemed")
    assert (deemed["due"], deemed["settled"]) == ("2026-02-25T17:00", "2026-02-25T17:00")
    assert deemed["working_days_late"] == 1  # the department's own claim, a day later


def test_a_page_a_worklist_and_the_judgements_are_written(tmp_path: Path) -> None:
    assert run([*ASKED, "--as-of", "2026-03-06", "--out", str(tmp_path)], "zh") == 1
    names = {path.name for path in tmp_path.iterdir()}
    assert {"index.html", "judgements.csv", "worklist.csv", "worklist.ics", "unusable.csv"} <= names
    raw = (tmp_path / "judgements.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))
    assert len(rows) == 16
    (due,) = csv.DictReader((tmp_path / "worklist.csv").read_text("utf-8-sig").splitlines())
    assert (due["case"], due["due"], due["office.zh"]) == (
        "YC-2608",
        "2026-03-09 17:00",
        "住房城乡建设局",
    )
    page = (tmp_path / "index.html").read_text("utf-8")
    assert "不能判断" in page
    assert "YC-2604" in page


def test_the_calendar_file_is_of_short_lines_and_has_an_entry_for_each_due_day(
    tmp_path: Path,
) -> None:
    run([*ASKED, "--as-of", "2026-03-06", "--out", str(tmp_path)], "zh")
    raw = (tmp_path / "worklist.ics").read_bytes()
    lines = raw.decode().split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert all(len(line.encode()) <= 75 for line in lines)
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 1
    assert "DTEND:20260309T170000" in lines
    assert "SUMMARY:YC-2608：认领审批信息到期" in lines


def test_a_long_line_is_broken_between_signs_and_put_together_again() -> None:
    line = "SUMMARY:" + escaped("某区审批部门，认领; " * 20)
    parts = folded(line).split("\r\n")
    assert len(parts) > 3
    assert "".join([parts[0], *(part[1:] for part in parts[1:])]) == line


def test_the_worst_matters_are_drawn_the_latest_first() -> None:
    rows = "1,2026-03-02 10:00,2026-03-06 10:00\n2,2026-03-02 10:00,2026-03-16 10:00\n"
    found = judged("编号,推送,认领\n" + rows)
    lanes = [
        block
        for section in sheet(found).sections
        for block in walk(section.blocks)
        if isinstance(block, Swimlane)
    ]
    assert [lane.case.en.split(":")[0] for lane in lanes] == ["2", "1"]
    assert [step.mode for step in lanes[0].story.steps] == ["performed", "overdue", "performed"]


def test_a_department_answers_for_its_own_duties_only() -> None:
    found = sg.log(LEDGER, RULES, map=MAP, as_of="2026-03-06").value
    offices = {one.label.zh: (one.fulfilled, one.decided) for one in by_office(found)}
    assert offices == {"市场监管局": (2, 3), "卫生健康局": (1, 1), "行政审批部门": (7, 8)}
    assert {one.name: one.late for one in by_article(found)} == {
        "approval-push": 1,
        "approval-claim": 0,
    }


def test_recorded_due_dates_are_explained_by_how_they_were_counted() -> None:
    mapping = WIDE + "due-recorded: {应认领: approval-info.claimed}\nlog-ends: 2026-12-31\n"
    rows = [
        ("2026-03-02", "2026-03-04"),  # Monday: Wednesday, as the rule has it
        ("2026-03-06", "2026-03-08"),  # Friday: calendar days
        ("2026-02-13", "2026-02-17"),  # Friday before the festival: only weekends left out
        ("2026-03-03", "2026-03-04"),  # Tuesday: the first day counted
        ("2026-03-10", "2026-05-10"),  # nothing explains it
    ]
    lines = [f"{n},{one} 10:00,,{due}" for n, (one, due) in enumerate(rows)]
    (found,) = compared(judged("编号,推送,认领,应认领\n" + "\n".join(lines), mapping))
    assert (found.count, found.right) == (5, 1)
    patterns = {one.key: (one.count, one.earlier, one.later) for one in found.patterns}
    assert patterns == {
        "calendar-days": (1, 1, 0),
        "no-holidays": (1, 1, 0),
        "first-day": (1, 1, 0),
        "unknown": (1, 0, 1),
    }


def test_the_same_matters_under_another_regime(capsys: pytest.CaptureFixture[str]) -> None:
    answer = sg.log(LEDGER, RULES, map=MAP, as_of="2026-03-06", under="xuecheng").value
    assert answer.under is not None
    # Claims are due a day sooner there: YC-2602 is on the first day behind the festival.
    ours = dict(answer.rows.filter(rule="approval-claim").select("case", "status").rows())
    theirs = answer.under.rows.filter(rule="approval-claim")
    other = dict(theirs.select("case", "status").rows())
    assert (ours["YC-2602"], other["YC-2602"]) == ("fulfilled", "late")
    run([*ASKED, "--under", "xuecheng"], "en")
    assert "The same matters under another regime" in capsys.readouterr().out


def test_a_mapping_is_proposed_from_the_names_of_columns(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run([*ASKED[:4], "--suggest"], "zh") == 0
    proposed = capsys.readouterr().out
    path = tmp_path / "map.yaml"
    path.write_text(proposed, "utf-8")
    for words in (["--map", str(path)], ["--map", str(MAP)], []):
        run([*ASKED[:4], *words, "--json"], "en")
    outputs = capsys.readouterr().out.split("]\n")
    assert outputs[0] == outputs[1] == outputs[2]


def test_a_proposal_for_one_row_an_event_names_the_events(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "log.csv"
    rows = "办件编号,环节,办理时间,经办人\n1,推送,2026-03-02 10:00,张三\n1,认领,2026-03-03,李四\n"
    file.write_bytes(rows.encode("gb18030"))
    assert run(["log", str(file), "--suggest"], "zh") == 0
    proposed = capsys.readouterr().out
    assert "推送: approval-info.pushed" in proposed
    assert "认领: approval-info.claimed" in proposed
    assert "event: 环节" in proposed
    assert "张三" not in proposed


def test_what_is_guessed_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    run([*ASKED[:4], "--json"], "en")
    assert "No mapping was given" in capsys.readouterr().err
    run(ASKED[:4], "en")
    assert "No mapping was given" in capsys.readouterr().out


PEOPLE = """编号,申请人,经办人,推送,认领
A-001,张三,王五,2026-03-02 10:00,2026-03-03 10:00
A-002,李四,王五,2026-03-02 10:00,
A-001,张三,王五,2026-03-02 10:00,2026-03-03 10:00
"""


def test_a_copy_without_names_is_judged_alike_and_tells_nobody_who_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, mapping, copy = (tmp_path / name for name in ("in.csv", "map.yaml", "out.csv"))
    file.write_text(PEOPLE, "utf-8")
    mapping.write_text(WIDE + "pseudonyms: [申请人]\n", "utf-8")
    words = ["log", str(file), "--regime", str(CLAIMS), "--map", str(mapping)]
    assert run([*words, "--anonymise", str(copy)], "zh") == 0
    text = copy.read_text("utf-8-sig")
    assert not [name for name in ("张三", "李四", "王五", "A-001") if name in text]
    key = copy.with_name("out.csv.key")
    assert key.stat().st_mode & 0o077 == 0
    rows = list(csv.DictReader(text.splitlines()))
    assert list(rows[0]) == ["编号", "推送", "认领", "申请人"]
    assert rows[0]["编号"] == rows[2]["编号"] == pseudonym("A-001", key.read_bytes())
    again = tmp_path / "again.csv"
    assert run([*words, "--anonymise", str(again), "--key", str(key)], "zh") == 0
    assert again.read_bytes() == copy.read_bytes()
    assert run([*words, "--anonymise", str(file)], "zh") == 2
    assert run([*words, "--anonymise", str(again), "--key", str(tmp_path / "no.key")], "zh") == 2
    capsys.readouterr()
    run([*words, "--json"], "en")
    before = [row["status"] for row in json.loads(capsys.readouterr().out)]
    run([words[0], str(copy), *words[2:], "--json"], "en")
    assert [row["status"] for row in json.loads(capsys.readouterr().out)] == before


def test_no_name_that_is_not_mapped_is_in_any_output(tmp_path: Path) -> None:
    file, mapping, out = tmp_path / "in.csv", tmp_path / "map.yaml", tmp_path / "out"
    file.write_text(PEOPLE, "utf-8")
    mapping.write_text(WIDE, "utf-8")
    words = ["log", str(file), "--regime", str(CLAIMS), "--map", str(mapping)]
    run([*words, "--out", str(out)], "zh")
    for path in out.iterdir():
        text = path.read_bytes().decode("utf-8", "ignore")
        assert not [name for name in ("张三", "李四", "王五") if name in text]


def test_the_face_gives_the_frames_and_the_same_json(
    capsys: pytest.CaptureFixture[str],
) -> None:
    sg.speak("en")
    answer = sg.log(LEDGER, RULES, map=MAP)
    run([*ASKED, "--json"], "en")
    assert answer.data() == json.loads(capsys.readouterr().out)
    assert answer.frames == ("judgements", "worklist", "unusable")
    assert len(answer.frame()) == 16
    assert answer.frame("unusable")["line"].to_list() == [8]
    sg.speak(None)


def test_what_expires_is_told_for_working_days_and_not_for_dates() -> None:
    # Friday 13 February: the next two working days are Saturday 14 and Tuesday 24.
    rows = "编号,推送,认领\n1,2026-02-12 10:00,\n2,2026-02-13 10:00,\n3,2026-02-14 10:00,\n"
    found = judged(rows, WIDE + "log-ends: '2026-02-14 12:00'\n", as_of=date(2026, 2, 13))
    for days, cases in ((0, []), (1, ["1"]), (2, ["1", "2"])):
        assert worklist(found, days)["case"].to_list() == cases
    assert chinese_calendar().is_working(date(2026, 2, 14))


def test_an_act_at_the_minute_of_its_default_is_asked_about() -> None:
    rows = (
        "编号,推送,认领\n1,2026-03-02 10:00,2026-03-04 17:00\n2,2026-03-02 10:00,2026-03-04 16:59\n"
    )
    found = judged(rows, of=RULES)
    assert [words.en.split(" ")[0] for words in at_close(found)] == ["1"]
    assert not list(at_close(judged(rows)))  # these rules have no default


def test_what_was_not_kept_says_what_the_record_could_not_show() -> None:
    (late,) = data("编号,推送,认领\n1,2026-03-02 10:00,2026-03-06 10:00\n", of=RULES)
    assert late["status"] == "deemed"
    assert "does not tell of 'approval push turned away'" in late["why"]


def test_times_that_tell_their_zone_are_taken_as_written_and_that_is_said() -> None:
    rows = "编号,推送,认领\n1,2026-03-02T10:00:00+08:00,2026-03-03T10:00:00+08:00\n"
    found = judged(rows)
    assert found.record.zoned
    assert not judged(rows, WIDE + "timezone: Asia/Shanghai\n").record.zoned
    assert found.rows["opened"][0].hour == 10


ENDING = {
    # Of Monday and Wednesday; the claim of Monday's push is due on Wednesday at 17:00.
    "2,2026-03-04,\n": ("pending", "as of 2026-03-04: its entries count"),
    "2,2026-03-05,\n": ("missing", "as of 2026-03-05: its entries count"),
    "2,2026-03-04 16:00,\n": ("pending", "up to 2026-03-04 16:00"),
    "2,2026-03-04 17:00,\n": ("missing", "up to 2026-03-04 17:00"),
}


@pytest.mark.parametrize("last", ENDING)
def test_a_record_whose_last_entry_has_no_time_is_judged_as_of_its_day(
    last: str, ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whether all of that day is in the record, it does not say: what is due on it is pending."""
    status, told = ENDING[last]
    rows = f"1,2026-03-02 10:00,\n{last}3,2026-03-02 10:00,{last[2:12]}\n"
    found = judged("编号,推送,认领\n" + rows, WIDE)
    stands = dict(found.rows.select("case", "status").rows())
    assert stands["1"] == status
    assert stands["2"] == "pending"
    asked(ledger, rows)
    assert told in capsys.readouterr().out


@pytest.mark.parametrize("zone", ["Z", "+08:00", ""])
def test_times_of_a_zone_are_said_to_be_taken_as_written_beside_json_too(
    zone: str, ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = f"1,2026-03-02T10:00{zone},2026-03-03T10:00{zone}\n"
    for more in (["--json"], []):
        assert asked(ledger, rows, *more) == 0
        told = capsys.readouterr()
        assert ("taken as written" in (told.err if more else told.out)) is bool(zone)


@pytest.mark.parametrize(
    ("last", "more", "hinted"),
    [
        ("2026-09-05 10:00", "", True),
        ("2026-04-05 10:00", "", False),
        ("2026-09-05 10:00", "log-ends: 2026-09-30\n", False),
    ],
)
def test_a_date_months_after_all_others_is_pointed_at_where_it_ends_the_record(
    last: str, more: str, hinted: bool, ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Seven rows of early March; the last claim is mistyped, so what is not claimed is missing."""
    ledger.write_text(WIDE + more, "utf-8")
    rows = "".join(f"{n},2026-03-02 10:00,2026-03-03 10:00\n" for n in range(6))
    rows += f"A,2026-03-03 10:00,\nB,2026-03-02 10:00,{last}\n"
    for words in ((), ("--json",)):
        assert asked(ledger, rows, *words) == 1
        told = "".join(capsys.readouterr())
        assert ("months later than all others" in " ".join(told.split())) is hinted
        assert ("line 9, 6 months" in " ".join(told.split())) is hinted
