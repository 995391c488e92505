"""Tables for Excel and copies without names: no stranger's formula, no file of anybody's lost."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from experiments.command import run
from experiments.show.files import csv_text
from model.language import Complaint
from protocols.log.pseudonyms import key_at
from tests.ledgers import CLAIMS

FORMULAS = [
    "=cmd|'/C calc'!A0",
    "+1+1",
    "@SUM(A1)",
    "-2+3",
    "=HYPERLINK(1)",
    "\t=1+1",
    "\r=1",
    " =1",
]
PLAIN = ["甲局", "-2.5", "+12%", "-", "A-1", "'=1", ""]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_a_table_is_a_formula(text: str) -> None:
    (head, row) = pl.read_csv(
        csv_text(pl.DataFrame({"a": [text], text: ["x"]})).encode(), has_header=False
    ).rows()
    assert row[0] == f"'{text}"
    assert head[1] == f"'{text}"


@pytest.mark.parametrize("text", PLAIN)
def test_words_and_numbers_stand_in_a_table_as_they_are(text: str) -> None:
    frame = pl.DataFrame({"a": [text], "n": [-3]})
    assert csv_text(frame) == frame.write_csv()


def test_a_ledger_of_formulas_gives_tables_without(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_text("编号,推送,认领\n=1+1,2026-03-02 10:00,\n@x,2026-03-02 10:00,\n", "utf-8")
    run(["log", str(ledger), "--regime", str(CLAIMS), "--out", str(tmp_path / "out")], "zh")
    for file in ("judgements.csv", "worklist.csv"):
        text = (tmp_path / "out" / file).read_text("utf-8-sig")
        assert not [cell for cell in text.replace("\n", ",").split(",") if cell[:1] in ("=", "@")]
        assert file == "worklist.csv" or "'=1+1" in text


def test_each_column_of_the_tables_of_a_ledger_is_explained_in_words(tmp_path: Path) -> None:
    ledger, out = tmp_path / "ledger.csv", tmp_path / "out"
    ledger.write_text("编号,推送时间,认领\nA,2026-03-02 10:00,\nB,x,\n", "utf-8")
    run(["log", str(ledger), "--regime", str(CLAIMS), "--out", str(out)], "zh")
    told = pl.read_csv(out / "columns.csv")
    assert {"judgements.csv", "worklist.csv", "unusable.csv"} == set(told["file"])
    assert told.filter(pl.col("zh").str.contains("[a-z]"))["column"].to_list() == []


PEOPLE = "编号,推送,认领\nA-001,2026-03-02 10:00,2026-03-03 10:00\n"


def copied(tmp_path: Path, copy: Path, *more: str) -> int:
    ledger, mapping = tmp_path / "ledger.csv", tmp_path / "map.yaml"
    ledger.write_text(PEOPLE, "utf-8")
    mapping.write_text(
        "case: 编号\ncolumns: {推送: approval-info.pushed, 认领: approval-info.claimed}\n", "utf-8"
    )
    words = ["log", str(ledger), "--regime", str(CLAIMS), "--map", str(mapping)]
    return run([*words, "--anonymise", str(copy), *more], "en")


def test_a_copy_is_not_written_over_a_strangers_file_and_may_be_over_an_earlier_copy(
    tmp_path: Path,
) -> None:
    precious, copy = tmp_path / "precious.csv", tmp_path / "copy.csv"
    precious.write_text("mine", "utf-8")
    assert copied(tmp_path, precious) == 2
    assert precious.read_text("utf-8") == "mine"
    assert not (tmp_path / "precious.csv.key").exists()
    assert copied(tmp_path, copy) == copied(tmp_path, copy) == 0


@pytest.mark.parametrize("key", [b"\n", b"\x89PNG\r\n\x1a\n" + bytes(64), b"abc", b"g" * 64])
def test_what_is_no_key_is_refused(key: bytes, tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_bytes(key)
    with pytest.raises(Complaint, match="is no key"):
        key_at(path, True)
    path.write_bytes(b"0af3" * 8 + b"\n")
    assert key_at(path, True) == b"0af3" * 8
