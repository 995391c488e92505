"""A record judged in parts comes to what it comes to as a whole, however its rows are parted."""

from __future__ import annotations

import gc
import gzip
import json
from pathlib import Path

import polars as pl
import pytest

from experiments.command import run
from protocols import library
from protocols.log import parts, unpacked
from protocols.log.mapping import parse_mapping
from protocols.log.parts import PartTable, is_large, parts_of
from protocols.log.tables import LINE, open_table
from tests.draws import some
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
    patch.setattr(unpacked, "LARGE", 0)
    patch.setattr(parts, "_PACKED", 1)
    patch.setattr(parts, "_BYTES", {"delimited": size, "parquet": size, "xes": size})


def packed(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


KINDS = {
    "ledger.csv": LEDGER.encode(),
    "marked.csv": LEDGER.encode("utf-8-sig"),
    "excel.csv": LEDGER.encode("gb18030"),
    "unicode.csv": LEDGER.encode("utf-16"),
    "ledger.csv.gz": packed(LEDGER.encode()),
    "excel.csv.gz": packed(LEDGER.encode("gb18030")),
    # The first signs alone would be text in any encoding.
    "late.csv": ("x\n" + LEDGER).encode("gb18030"),
}


AS_OF = ["--as-of", "2026-03-04"]

WHEREVER = some([*KINDS, "ledger.parquet"], "ledger.csv", "excel.csv", "ledger.parquet")
"""The kinds that are parted in several ways: packed or marked, they come to one of these."""


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        *((kind, []) for kind in (*KINDS, "ledger.parquet")),
        ("ledger.csv", AS_OF),
        ("ledger.parquet", AS_OF),
    ],
)
def test_in_parts_as_in_whole(
    kind: str,
    more: list[str],
    asked: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / kind
    if kind in KINDS:
        file.write_bytes(KINDS[kind])
    words = ["log", str(file), *asked, *more]
    whole = judged(words, capsys)
    assert whole[0] == (3 if more else 1)  # B is late; as of its last day C alone is in doubt
    assert whole[2].count("row-") == 3  # no date, no number, nothing entered: in the order of lines
    for count in (1, 3, 11) if kind in WHEREVER else (5,):
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
    names = ("a.csv", "a.csv.gz", "a.xes", "a.parquet", "a.xlsx", "a.json")
    for name in names:
        (tmp_path / name).write_bytes(b"12345")
    assert not is_large(tmp_path / "a.csv")
    monkeypatch.setattr(unpacked, "LARGE", 4)
    large = [name for name in names if is_large(tmp_path / name)]
    assert large == ["a.csv", "a.csv.gz", "a.xes", "a.parquet"]


def xes(rows: str) -> str:
    """A log with a trace for each matter."""
    traces = []
    for row in rows.split():
        case, push, claim = row.split(",")
        events = "".join(
            f'<event><string key="concept:name" value="{name}"/>'
            f'<date key="time:timestamp" value="2026-03-{at}:00"/></event>'
            for name, at in (("push", push), ("claim", claim))
        )
        traces.append(f'<trace><string key="concept:name" value="{case}"/>{events}</trace>\n')
    return f'<log xmlns="http://www.xes-standard.org/">\n{"".join(traces)}</log>\n'


@pytest.mark.parametrize("ending", ["xes", "xes.gz"])
def test_a_long_event_log_is_judged_in_parts_as_in_whole(
    ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = xes("A,02T10:00,03T10:00 B,02T10:00,06T10:00 C,03T10:00,05T17:01 D,04T10:00,05T10:00")
    file = tmp_path / f"log.{ending}"
    file.write_bytes(packed(text.encode()) if ending.endswith("gz") else text.encode())
    (tmp_path / "map.yaml").write_text(
        "case: case:concept:name\ntime: time:timestamp\nevent: concept:name\n"
        "events: {push: approval-info.pushed, claim: approval-info.claimed}\n",
        "utf-8",
    )
    words = ["log", str(file), "--regime", str(CLAIMS), "--map", str(tmp_path / "map.yaml")]
    whole = judged([*words, "--json"], capsys)
    assert (whole[0], len(whole[1])) == (1, 4)
    monkeypatch.setattr("protocols.log.xes._TOGETHER", 2)
    for count in (1, 3):
        with monkeypatch.context() as patch:
            in_parts(patch, file, count)
            assert is_large(file)
            assert judged([*words, "--json"], capsys) == whole


def test_temporary_files_of_long_ones_are_removed(
    asked: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    room = tmp_path / "room"
    room.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(room))
    file = tmp_path / "excel.csv.gz"
    file.write_bytes(KINDS["excel.csv.gz"])
    in_parts(monkeypatch, file, 2)
    assert judged(["log", str(file), *asked], capsys)[0] == 1
    gc.collect()
    assert not [*room.iterdir()]


def test_rows_in_a_cell_and_departments_that_stand_beside_are_told_in_parts_as_in_whole(
    asked: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A quote that closes two rows further on holds them; a bureau decides and is owed nothing."""
    file = tmp_path / "quote.csv"
    rows = 'G,"监管一,2026-03-02 10:00,\nH,监管一,2026-03-02 10:00,\nI,监管一",2026-03-02 10:00,\n'
    file.write_text(LEDGER + rows, "utf-8")
    words = ["log", str(file), *asked]
    whole = judged(words, capsys)
    assert "row-quote" in whole[2]
    with monkeypatch.context() as patch:
        in_parts(patch, file, 3)
        assert judged(words, capsys) == whole

    file = tmp_path / "events.csv"
    mapping = "case: c\ntime: t\nevent: e\nthread: who\n"
    mapping += "events: {决定: approval.decided, 推送: approval-info.pushed}\n"
    (tmp_path / "map.yaml").write_text(mapping, "utf-8")
    told = [f"{n},决定,2026-03-02 10:00,局\n{n},推送,2026-03-02 11:00,监管{n}\n" for n in range(9)]
    file.write_text("c,e,t,who\n" + "".join(told), "utf-8")
    words = ["log", str(file), *asked]
    whole = judged(words, capsys)
    assert whole[2].count("stand only beside events") == 1
    in_parts(monkeypatch, file, 3)
    assert judged(words, capsys) == whole


def test_in_parts_too_no_year_1970_is_told_where_no_date_can_be_read(
    asked: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "none.csv"
    file.write_text("编号,部门,推送,认领\n" + "A,一,x,\nB,一,y,\n" * 3, "utf-8")
    for more in ([], ["--as-of", "2026-03-04"]):
        words = ["log", str(file), *asked, *more]
        assert run(words, "en") == 2
        whole = capsys.readouterr()
        assert "1970-" not in whole.err
        with monkeypatch.context() as patch:
            in_parts(patch, file, 3)
            assert run(words, "en") == 2
            assert capsys.readouterr() == whole
