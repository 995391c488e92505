"""Times of several zones are never compared by what their clocks showed."""

from __future__ import annotations

import gzip
from pathlib import Path

import polars as pl
import pytest

from experiments.command import run
from protocols.log.dates import read_dates
from protocols.mistakes import Mistakes
from tests.ledgers import CLAIMS, WIDE, data, judged
from tests.test_log_parts import in_parts
from tests.test_log_reading import XES, XES_MAP, parquet

HEAD = "编号,推送,认领\n"
SHANGHAI = "timezone: Asia/Shanghai\n"
ZONES = {
    # The claim of 09:00 in China came before the push of 02:00 in Greenwich, which is 10:00 there.
    "in one row": ("1,2026-03-02T02:00Z,2026-03-02T09:00+08:00\n", [(2, "+00:00"), (2, "+08:00")]),
    "in other rows": (
        "1,2026-03-02 10:00:00+0800,\n2,2026-03-02,2026-03-03\n3,,2026-03-03 10:00Z\n",
        [(2, "+08:00"), (4, "+00:00")],
    ),
    "of some no zone": ("1,2026-03-02T10:00+08:00,2026年3月3日 10:00\n", [(2, "+08:00"), (2, "")]),
    "three": (
        "1,2026-03-02T10:00Z,2026-03-02T10:00-05:00\n2,2026-03-02T10:00,\n",
        [(2, "+00:00"), (2, "-05:00"), (3, "")],
    ),
}
ONE = {
    "one zone, and dates alone": "1,2026-03-02T10:00:00Z,2026-03-03\n2,,2026/3/3 00:00\n",
    "one zone written in several ways": "1,2026-03-02T10:00Z,2026-03-03T10:00+0000\n",
    "none": "1,2026-03-02 10:00,2026-03-03\n",
}


@pytest.mark.parametrize("rows", ZONES)
def test_several_zones_are_refused_and_the_first_line_of_each_is_told(rows: str) -> None:
    text, expected = ZONES[rows]
    with pytest.raises(Mistakes) as raised:
        judged(HEAD + text)
    found = [(one.line, one.values["value"]) for one in raised.value.mistakes]
    assert found == expected
    for words in (raised.value.say().zh, raised.value.say().en):
        assert "timezone: Asia/Shanghai" in words
    assert judged(HEAD + text, WIDE + SHANGHAI).troubles.is_empty()


@pytest.mark.parametrize("rows", ONE)
def test_one_zone_throughout_is_taken_as_it_is_written(rows: str) -> None:
    found = judged(HEAD + ONE[rows])
    assert found.record.zoned is (rows != "none")
    assert found.rows["opened"].drop_nulls()[0].hour == 10


def test_times_of_events_that_are_not_named_are_not_compared() -> None:
    mapping = "case: 编号\ntime: 时间\nevent: 环节\nevents: {推送: approval-info.pushed}\n"
    rows = "编号,时间,环节\n1,2026-03-02T10:00Z,推送\n1,2026-03-02T10:00+08:00,{}\n"
    assert judged(rows.format("打印"), mapping).record.zoned
    with pytest.raises(Mistakes):
        judged(rows.format("推送"), mapping)


def test_zones_of_columns_with_a_type_of_their_own_and_of_xes_are_held_together() -> None:
    frame = pl.DataFrame({"编号": ["1"], "认领": ["2026-03-03T10:00+08:00"]})
    pushed = pl.Series("推送", ["2026-03-02 02:00"]).str.to_datetime(time_zone="UTC")
    with pytest.raises(Mistakes):
        data(parquet(frame.with_columns(pushed)), name="a.parquet")
    with pytest.raises(Mistakes):
        data(XES.replace("09:00:00.000+08:00", "01:00:00.000Z"), XES_MAP, name="a.xes")


@pytest.mark.parametrize("more", [["--json"], []])
@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("count", [0, 3])
def test_several_zones_end_with_2_before_anything_is_printed_in_whole_and_in_parts(
    count: int,
    packed: bool,
    more: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each matter has one zone, so that no part has several."""
    zones = ["Z"] * 20 + ["+08:00"] * 20
    rows = "".join(f"{k},2026-03-02T10:00{z},2026-03-03T10:00{z}\n" for k, z in enumerate(zones))
    file = tmp_path / ("a.csv.gz" if packed else "a.csv")
    file.write_bytes(gzip.compress((HEAD + rows).encode()) if packed else (HEAD + rows).encode())
    (tmp_path / "map.yaml").write_text(WIDE, "utf-8")
    if count:
        in_parts(monkeypatch, file, count)
    words = ["--regime", str(CLAIMS), "--map", str(tmp_path / "map.yaml"), *more]
    assert run(["log", str(file), *words], "en") == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert f"{file}:2:" in told.err
    assert f"{file}:22:" in told.err


@pytest.mark.parametrize("written", ["2026-03-02T02:00:00Z", "2026-3-2 下午12:00+10:00"])
@pytest.mark.parametrize("before", ["2026-03-01 10:00", "2026-03-01", "2026-03-01T02:00Z"])
def test_a_zone_behind_the_first_rows_is_moved_like_one_in_them(before: str, written: str) -> None:
    """The first 2,000 tell how a column is written; not whether a later time has a zone."""
    several = [f"{before[:8]}{1 + k % 28:02}{before[10:]}" for k in range(2500)]
    for rows in ([*several, written], [written, *several], [before] * 2500 + [written]):
        at, timed, unread = read_dates(pl.Series(rows), (), "Asia/Shanghai")
        found = at[rows.index(written)]
        assert (found.isoformat(), unread) == ("2026-03-02T10:00:00", {})
        assert timed[rows.index(written)]
        other = at[rows.index(before)]
        assert other.hour == {"2026-03-01": 0}.get(before, 10)


FORMS = {
    "%Y-%m-%dT%H:%M%z": "2026-03-02T10:00+08:00",
    "%d-%m-%Y %H:%M:%S %z": "02-03-2026 10:00:00 +0800",
    "%Y%m%d%H%M%z": "202603021000-0530",
}


@pytest.mark.parametrize("form", FORMS)
def test_a_form_with_a_zone_is_taken_as_written_too_unless_it_is_to_be_moved(form: str) -> None:
    at, _, unread = read_dates(pl.Series([FORMS[form]]), (form,))
    assert (at[0].isoformat(), unread) == ("2026-03-02T10:00:00", {})
    moved = read_dates(pl.Series([FORMS[form]]), (form,), "UTC")[0][0]
    assert moved.hour == (15 if "-0530" in FORMS[form] else 2)
    found = judged(HEAD + f"1,{FORMS[form]},\n", WIDE + f"time-format: '{form}'\n")
    assert found.record.zoned


def test_a_date_that_ends_like_a_zone_tells_none() -> None:
    found = judged(HEAD + "1,02-03-2026,03-03-2026\n", WIDE + "time-format: '%d-%m-%Y'\n")
    assert not found.record.zoned
    assert found.rows["opened"][0].day == 2
