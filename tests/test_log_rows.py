"""Rows that are lost, and headings that are there twice: nothing of it passes in silence."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from experiments.command import run
from model.language import Complaint
from protocols.log.sheets import _chosen
from protocols.log.suggest import Proposal, proposed
from protocols.log.suggested import written
from protocols.log.tables import headings, open_table
from tests.ledgers import CLAIMS, WIDE, judged

GOOD = "B,2026-03-02 10:00,2026-03-03 10:00"
TWICE = f"编号,推送,认领,推送\n{GOOD},2026-03-09 10:00\n"


def test_a_heading_that_is_there_twice_is_refused_where_it_is_read(tmp_path: Path) -> None:
    with pytest.raises(Complaint) as raised:
        judged(TWICE)
    assert "表头有两列都叫“推送”" in str(raised.value.say().zh)
    file = tmp_path / "ledger.csv"
    file.write_text(TWICE, "utf-8")
    with pytest.raises(Complaint, match="two columns with the heading '推送'"):
        proposed(open_table(file))
    unread = f"编号,备注,推送,认领,备注\nB,x,{GOOD[2:]},y\n"
    assert judged(unread).troubles.is_empty()


def test_headings_are_found_with_one_of_them_twice_and_below_a_merged_title() -> None:
    row = ["1", "2026", "2027", "x"]
    assert headings([["编号", "推送", "推送", "认领"], row], None) == 0
    assert headings([["台账"] * 4, ["编号", "推送", "推送", "认领"], row], None) == 1


LOST = {
    "no number": ",2026-03-02 10:00,2026-03-03 10:00",
    "a cell too many": "A,2026-03-02 10:00,2026-03-03 10:00,x",
}


@pytest.mark.parametrize("case", LOST)
def test_a_row_that_is_not_counted_keeps_the_record_from_passing(case: str, tmp_path: Path) -> None:
    file = tmp_path / "ledger.csv"
    mapping = tmp_path / "map.yaml"
    mapping.write_text(WIDE, "utf-8")
    asked = ["log", str(file), "--regime", str(CLAIMS), "--map", str(mapping)]
    file.write_text(f"编号,推送,认领\n{GOOD}\n", "utf-8")
    assert run(asked, "en") == 0
    file.write_text(f"编号,推送,认领\n{GOOD}\n{LOST[case]}\n{LOST[case]}\n", "utf-8")
    assert run(asked, "en") == 3


def test_a_quote_that_swallows_other_matters_is_told() -> None:
    rest = "C,2026-03-02 10:00,2026-03-03 10:00,y"
    text = f'编号,推送,认领,备注\n{GOOD},x\nA,2026-03-02 10:00,2026-03-03 10:00,"x\n{rest}\n'
    found = judged(text + rest.replace("C", "D").replace("y", 'y"') + "\n")
    assert found.troubles.select("line", "code").rows() == [(3, "row-quote")]


def test_a_remark_of_several_lines_is_one_cell() -> None:
    text = f'编号,推送,认领,备注\n{GOOD},"x, y\nz"\n{GOOD.replace("B", "C")},\n'
    found = judged(text)
    assert found.troubles.is_empty()
    assert found.rows["case"].to_list() == ["B", "C"]


def test_what_platforms_call_a_workbook_is_read_as_what_it_is(tmp_path: Path) -> None:
    text = f"编号,推送,认领\n{GOOD}\n".replace(",", "\t")
    for raw in (text.encode("gb18030"), text.encode("utf-16")):
        assert judged(raw, name="ledger.xls").rows["status"].to_list() == ["fulfilled"]
    with pytest.raises(Complaint) as raised:
        judged(b"<html><table><tr><td>1</td></tr></table></html>", name="ledger.xls")
    assert "其实是网页" in raised.value.say().zh


def test_a_sheet_is_not_asked_of_a_text_file() -> None:
    with pytest.raises(Complaint, match="has no sheet 'x'"):
        judged(f"编号,推送,认领\n{GOOD}\n", WIDE + "sheet: x\n")


def test_a_torn_row_at_the_top_has_no_headings(tmp_path: Path) -> None:
    """Wider than its table, it has the most cells; a title above, and notes, change nothing."""
    head, row = ["编号", "推送", "认领"], ["1", "2026-03-02", "2026-03-03"]
    torn = ["2", "2026-03-02", "2026-03-03", "王某", "见附件"]
    assert headings([head, row, torn, row], None) == 0
    assert headings([["台账"], head, torn, row], None) == 1
    assert headings([["台账"], ["2026 年"], ["甲县"], head, row], None) == 3
    # Headings may be wider than all rows, which lack their last cells.
    assert headings([["台账"], [*head, "备注"], row, row], None) == 1
    assert headings([], None) == 0
    file = tmp_path / "a.csv"
    file.write_text("\n".join(",".join(one) for one in (head, torn, row, row)), "utf-8")
    assert open_table(file).columns == tuple(head)


def test_a_proposal_is_of_the_sheet_with_headings_and_names_the_others(tmp_path: Path) -> None:
    notes = pl.DataFrame({"0": ["本表由平台导出"]})
    table = pl.DataFrame([["编号", "推送时间"], ["A", "2026-02-03"]], orient="row")
    chosen, _ = _chosen([("说明", notes), ("台账", table)], None)
    assert chosen == "台账"
    told = written(Proposal("编号", True, sheet="台账", sheets=("说明",))).zh
    assert "sheet: 台账  # 其他工作表：说明\n" in told
