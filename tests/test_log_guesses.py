"""What the columns of a ledger are taken for where nobody says it, and what is told of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from experiments.command import run
from protocols import library
from protocols.log.suggest import Proposal, proposed
from protocols.log.tables import open_table

HEAD = "办件编号,事项名称,申请人,许可决定时间,推送时间,认领时间,认领部门,经办人"


def proposal(tmp_path: Path, text: str) -> Proposal:
    file = tmp_path / "ledger.csv"
    file.write_text(text, "utf-8")
    return proposed(open_table(file))


def guessed(tmp_path: Path, text: str) -> dict[str, str | None]:
    found = proposal(tmp_path, text).events
    return {one.name: one.event.id if one.event else None for one in found}


@pytest.mark.parametrize("entry", ["", "无", "--", "待认领"])
def test_a_column_that_nobody_has_filled_in_is_still_what_its_name_says(
    entry: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "".join(f"A{n},k,a,2026-02-03 10:00,2026-02-03 11:00,{entry},局,张\n" for n in range(30))
    file = tmp_path / "ledger.csv"
    file.write_text(f"{HEAD}\n{rows}", "utf-8")
    # Claims were due long before 1 March: with nobody claiming, nothing passes as kept.
    status = run(["log", str(file), "--regime", "xuecheng", "--as-of", "2026-03-01"], "zh")
    told = capsys.readouterr().out
    assert status == (3 if entry == "待认领" else 1)
    assert "“认领时间”多数不是日期：照列名仍认作“认领审批信息”" in told
    assert ("全部按期。另有不能判断 30 项" if entry == "待认领" else "逾期未办 30 项") in told
    run(["log", str(file), "--suggest"], "zh")
    told = capsys.readouterr().out
    assert "认领时间: approval-info.claimed  # 认领审批信息; 多数不是日期" in told


def test_a_column_of_words_is_no_date_by_an_event_in_its_name(tmp_path: Path) -> None:
    found = proposal(
        tmp_path, "编号,推送时间,认领,认领部门\n1,2026-02-03,是,局\n2,2026-02-03,否,局\n"
    )
    assert found.undated == ()
    assert [one.name for one in found.events] == ["推送时间"]


NAMED = {
    "作出许可决定时间": "approval.decided",
    "推送监管时间": "approval-info.pushed",
    "监管部门认领时间": "approval-info.claimed",
    "申请时间": None,
}


@pytest.mark.parametrize("name", NAMED)
def test_a_name_is_taken_for_its_event_or_for_none(name: str, tmp_path: Path) -> None:
    file = tmp_path / "ledger.csv"
    file.write_text(f"编号,{name}\nA,2026-02-03 10:00\nB,2026-02-04 10:00\n", "utf-8")
    (found,) = proposed(open_table(file), library.find("xuecheng")).events
    assert (found.event.id if found.event else None) == NAMED[name]


@pytest.mark.parametrize("name", ["办理部门", "责任单位", "部门名称", "org:group", "部门"])
def test_departments_are_known_by_what_platforms_call_them(name: str, tmp_path: Path) -> None:
    assert proposal(tmp_path, f"编号,推送时间,{name}\nA,2026-02-03,局\n").thread == name
