"""A record judged in parts comes to what it comes to as a whole, however its rows are parted."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from experiments.command import run
from protocols import library
from protocols.log import parts
from protocols.log.mapping import parse_mapping
from protocols.log.parts import PartTable, is_large, parts_of
from protocols.log.tables import LINE, open_table
from tests.ledgers import CLAIMS, WIDE

ROWS = [
    # Two departments of one matter, one spelling of its number with blanks around it.
    "A,监管一,2026-03-02 10:00,2026-03-03 10:00",
    "B,监管一,2026-03-02 10:00,2026-03-06 10:00",
    " A ,监管二,2026-03-02 10:00,",
    "C,监管二,2026-03-02 10:00,2026-02-30",
    ",监管二,2026-03-02 10:00,",
    "D,,2026-03-05 15:00,",
    "A,监管一,2026-03-04 10:00,",
    "E,监管一,,",
    "F,监管一,2026-03-06 09:00,2026-03-09 17:00",
]
LEDGER = "编号,部门,推送,认领\n" + "".join(f"{row}\n" for row in ROWS)
MAPPING = WIDE + "thread: 部门\n"


@pytest.fixture
def asked(tmp_path: Path) -> list[str]:
    (tmp_path / "map.yaml").write_text(MAPPING, "utf-8")
    (tmp_path / "ledger.csv").write_text(LEDGER, "utf-8")
    pl.read_csv(LEDGER.encode(), infer_schema=False).write_parquet(tmp_path / "ledger.parquet")
    return ["--regime", str(CLAIMS), "--map", str(tmp_path / "map.yaml"), "--json"]


def judged(words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str], str]:
    status = run(words, "en")
    told = capsys.readouterr()
    return status, sorted(json.dumps(one) for one in json.loads(told.out)), told.err


def in_parts(patch: pytest.MonkeyPatch, file: Path, count: int) -> None:
    """Have a file count as large, in so many parts."""
    size = file.stat().st_size // count + 1
    patch.setattr(parts, "LARGE", 0)
    patch.setattr(parts, "_BYTES", {"delimited": size, "parquet": size})


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("more", [[], ["--as-of", "2026-03-04"]])
def test_in_parts_as_in_whole(
    kind: str,
    more: list[str],
    asked: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / f"ledger.{kind}"
    words = ["log", str(file), *asked, *more]
    whole = judged(words, capsys)
    assert whole[0] == (3 if more else 1)  # B is late; as of its last day C alone is in doubt
    assert whole[2].count("row-") == 3  # no date, no number, nothing entered: in the order of lines
    for count in (1, 3, 11):
        with monkeypatch.context() as patch:
            in_parts(patch, file, count)
            assert judged(words, capsys) == whole


def test_each_matter_is_in_one_part_and_each_row_has_its_line(tmp_path: Path) -> None:
    file = tmp_path / "ledger.csv"
    file.write_text(LEDGER, "utf-8")
    words = ["编号", "部门"]
    meaning = parse_mapping(MAPPING, library.find(str(CLAIMS)).vocabulary, "map.yaml")
    with parts_of(file, meaning, 4) as tables:
        frames = [table.frame(words) for table in tables]
        assert all(isinstance(table, PartTable) for table in tables)
    lines = pl.concat(frames).sort(LINE)
    assert lines.equals(open_table(file, "编号").frame(words))
    where = [
        number
        for number, frame in enumerate(frames)
        if frame.filter(pl.col("编号").str.strip_chars() == "A").height
    ]
    assert len(where) == 1


def test_rows_of_unequal_length_are_read_as_a_whole(
    asked: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "torn.csv"
    file.write_text(LEDGER + "G,监管一,2026-03-02 10:00,2026-03-03 10:00,one,more\n", "utf-8")
    words = ["log", str(file), *asked]
    whole = judged(words, capsys)
    assert "row-torn" in whole[2]
    in_parts(monkeypatch, file, 3)
    assert judged(words, capsys) == whole


def test_what_lies_on_no_calendar_is_refused_in_parts_too(
    asked: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "empty.csv"
    file.write_text("编号,部门,推送,认领\n", "utf-8")
    words = ["log", str(file), *asked]
    assert run(words, "en") == 2
    whole = capsys.readouterr().err
    in_parts(monkeypatch, file, 2)
    assert run(words, "en") == 2
    assert capsys.readouterr().err == whole


def test_only_long_files_that_can_be_read_as_they_go_are_in_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.csv", "a.csv.gz", "a.xes", "a.parquet"):
        (tmp_path / name).write_bytes(b"12345")
    assert not is_large(tmp_path / "a.csv")
    monkeypatch.setattr(parts, "LARGE", 4)
    large = [
        name for name in ("a.csv", "a.csv.gz", "a.xes", "a.parquet") if is_large(tmp_path / name)
    ]
    assert large == ["a.csv", "a.parquet"]
