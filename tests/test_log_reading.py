"""Records of every kind of file and encoding, and all that can be wrong with their rows."""

from __future__ import annotations

import gzip
import io
import json
import random
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from model.language import Complaint
from protocols import library
from protocols.log import dates
from protocols.log.dates import read_dates, told
from protocols.log.mapping import parse_mapping
from protocols.mistakes import Mistakes
from tests.ledgers import CLAIMS, LONG, WIDE, data, judged, one
from tests.ledgers.workbook import workbook

ROWS = "编号,推送,认领\nA-001,2026-03-02 10:00,2026-03-04 17:00\nA-002,2026/3/2 10:00,2026.3.6\n"
STANDS = [("A-001", "fulfilled", "2026-03-04T17:00"), ("A-002", "late", "2026-03-06")]


def found(*args: Any, **more: Any) -> list[tuple[str, str, str]]:
    return [(one["case"], one["status"], one["settled"]) for one in data(*args, **more)]


ENCODED = {
    "utf-8": ROWS.encode(),
    "utf-8 with a mark": ROWS.encode("utf-8-sig"),
    "gb18030": ROWS.encode("gb18030"),
    "unicode text of Excel": ROWS.replace(",", "\t").encode("utf-16"),
    "semicolons": ROWS.replace(",", ";").encode(),
    "carriage returns": ROWS.replace("\n", "\r\n").encode(),
    "a title above": ("某区推送台账,,\n" + ROWS).encode("gb18030"),
    "zipped": gzip.compress(ROWS.encode("gb18030")),
}


@pytest.mark.parametrize("case", ENCODED)
def test_a_text_file_is_read_in_any_encoding_that_excel_writes(case: str) -> None:
    name = "ledger.csv.gz" if case == "zipped" else "ledger.csv"
    assert found(ENCODED[case], name=name) == STANDS


def test_the_line_of_a_row_is_that_of_the_sheet_also_below_a_title() -> None:
    text = "某区推送台账,,\n" + ROWS.replace("2026.3.6", "soon")
    assert judged(text).troubles["line"].to_list() == [4]


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(Complaint, match="neither UTF-8 nor GB18030"):
        judged(bytes(range(256)) * 4)


EXCEL: list[list[object]] = [
    ["编号", "推送", "认领"],
    ["A-001", 46083.0 + 10 / 24, 46085.0 + 17 / 24],
    ["A-002", "2026-03-02 10:00", "2026年3月6日"],
]


@pytest.mark.parametrize("title", [False, True])
def test_a_workbook_is_read_with_its_days_as_excel_counts_them(title: bool) -> None:
    head: list[list[object]] = [["某区推送台账"]] if title else []
    rows = [*head, *EXCEL]
    assert found(workbook(rows, dated=[1, 2]), name="ledger.xlsx") == STANDS


def test_a_workbook_of_old_excel_is_read_like_a_new_one() -> None:
    """BIFF, as xlwt 1.3 wrote the rows of EXCEL, the days of A-001 as dates with a time."""
    old = (Path(__file__).parent / "ledgers" / "biff.xls").read_bytes()
    assert old.startswith(b"\xd0\xcf\x11\xe0")
    assert found(old, name="ledger.xls") == STANDS


def test_days_of_excel_that_stand_as_numbers_are_days() -> None:
    assert found(workbook(EXCEL), name="ledger.xlsx") == STANDS


def test_a_sheet_that_is_not_there_and_a_file_that_is_no_workbook_are_told() -> None:
    with pytest.raises(Complaint, match="no sheet 'x'"):
        judged(workbook(EXCEL), WIDE + "sheet: x\n", name="ledger.xlsx")
    with pytest.raises(Complaint, match="no whole workbook"):
        judged(b"PK\x03\x04 nothing", name="ledger.xlsx")


def parquet(frame: pl.DataFrame) -> bytes:
    held = io.BytesIO()
    frame.write_parquet(held)
    return held.getvalue()


def test_parquet_is_read_with_times_of_its_own_type() -> None:
    frame = pl.read_csv(ROWS.encode(), infer_schema=False)
    assert found(parquet(frame), name="ledger.parquet") == STANDS
    pushed = pl.Series(["2026-03-02 02:00"] * 2).str.to_datetime(time_zone="UTC")
    typed = frame.with_columns(pushed.alias("推送"))
    mapping = WIDE + "timezone: Asia/Shanghai\n"
    assert data(parquet(typed), mapping, name="a.parquet")[0]["opened"] == "2026-03-02T10:00"


XES = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE log [<!ENTITY big "x"><!ENTITY outside SYSTEM "file:///etc/hostname">]>
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
<trace><string key="concept:name" value="A-001"/>
<event><string key="concept:name" value="push"/><string key="org:resource" value="张三"/>
<date key="time:timestamp" value="2026-03-02T10:00:00.000+08:00"/></event>
<event><string key="concept:name" value="claim"/>
<date key="time:timestamp" value="2026-03-06T09:00:00.000+08:00"/></event>
</trace></log>
"""
XES_MAP = """
case: case:concept:name
time: time:timestamp
event: concept:name
events: {push: approval-info.pushed, claim: approval-info.claimed}
"""


def test_xes_is_read_with_times_as_they_are_written() -> None:
    for text, name in ((XES.encode(), "a.xes"), (gzip.compress(XES.encode()), "a.xes.gz")):
        stands = one(text, XES_MAP, name=name)
        assert (stands["status"], stands["opened"]) == ("late", "2026-03-02T10:00")
    moved = one(XES, XES_MAP + "timezone: Europe/London\n", name="a.xes")
    assert moved["opened"] == "2026-03-02T02:00"


def test_an_entity_in_xes_is_never_looked_up() -> None:
    text = XES.replace('value="A-001"', 'value="&outside;"')
    try:
        cases = [each["case"] for each in data(text, XES_MAP, name="a.xes")]
    except Complaint:
        return
    hostname = Path("/etc/hostname").read_text("utf-8").strip()
    assert not any(hostname in case for case in cases)


def test_torn_xes_is_told_with_its_line() -> None:
    with pytest.raises(Complaint, match="no whole XES from line"):
        judged(XES[:-40], XES_MAP, name="a.xes")


OCEL: dict[str, Any] = {
    "objectTypes": [{"name": "matter", "attributes": []}, {"name": "office", "attributes": []}],
    "eventTypes": [{"name": "push", "attributes": []}, {"name": "claim", "attributes": []}],
    "objects": [
        {"id": "A-001", "type": "matter"},
        {"id": "market", "type": "office"},
        {"id": "health", "type": "office"},
    ],
    "events": [
        {
            "id": "e1",
            "type": "push",
            "time": "2026-03-02T10:00:00Z",
            "relationships": [
                {"objectId": "A-001", "qualifier": "of"},
                {"objectId": "market", "qualifier": "to"},
                {"objectId": "health", "qualifier": "to"},
            ],
        },
        {
            "id": "e2",
            "type": "claim",
            "time": "2026-03-03T10:00:00Z",
            "relationships": [
                {"objectId": "A-001", "qualifier": "of"},
                {"objectId": "market", "qualifier": "by"},
            ],
        },
    ],
}
OCEL_MAP = """
case: matter
time: ocel:timestamp
event: ocel:activity
thread: office
events: {push: approval-info.pushed, claim: approval-info.claimed}
log-ends: 2026-03-31
"""


def ocel_in_sqlite(path: Path) -> bytes:
    base = sqlite3.connect(path)
    base.executescript(
        "CREATE TABLE event(ocel_id, ocel_type); CREATE TABLE object(ocel_id, ocel_type);"
        "CREATE TABLE event_object(ocel_event_id, ocel_object_id, ocel_qualifier);"
        "CREATE TABLE event_map_type(ocel_type, ocel_type_map);"
        "CREATE TABLE event_Push(ocel_id, ocel_time); CREATE TABLE event_Claim(ocel_id, ocel_time);"
        "INSERT INTO event_map_type VALUES('push','Push'),('claim','Claim');"
    )
    for each in OCEL["objects"]:
        base.execute("INSERT INTO object VALUES(?,?)", (each["id"], each["type"]))
    for event in OCEL["events"]:
        base.execute("INSERT INTO event VALUES(?,?)", (event["id"], event["type"]))
        table = {"push": "event_Push", "claim": "event_Claim"}[str(event["type"])]
        base.execute(f"INSERT INTO {table} VALUES(?,?)", (event["id"], event["time"]))
        for about in event["relationships"]:
            row = (event["id"], about["objectId"], about["qualifier"])
            base.execute("INSERT INTO event_object VALUES(?,?,?)", row)
    base.commit()
    base.close()
    return path.read_bytes()


@pytest.mark.parametrize("kind", ["json", "sqlite"])
def test_an_object_centric_log_has_a_thread_for_each_object_of_a_type(
    kind: str, tmp_path: Path
) -> None:
    raw = json.dumps(OCEL).encode() if kind == "json" else ocel_in_sqlite(tmp_path / "log.sqlite")
    rows = data(raw, OCEL_MAP, name=f"log.{kind}")
    stands = {(each["thread"], each["status"]) for each in rows}
    assert stands == {("market", "fulfilled"), ("health", "missing")}


def test_a_file_of_no_known_kind_and_an_empty_one_are_told(tmp_path: Path) -> None:
    with pytest.raises(Complaint, match="of no kind that can be read"):
        judged("x", name="ledger.pdf")
    with pytest.raises(Complaint, match="holds no table"):
        judged("", name="ledger.csv")
    with pytest.raises(Complaint, match=r"no OCEL 2\.0"):
        judged("{}", name="ledger.json")


SPOILT = {
    "a date that is none": ("A-001,2026-02-30 10:00,2026-03-04", "row-impossible"),
    "a time that is none": ("A-001,2026-03-02 25:00,2026-03-04", "row-impossible"),
    "words for a date": ("A-001,上周三,2026-03-04", "row-no-date"),
    "day and month either way": ("A-001,03/02/2026,2026-03-04", "row-ambiguous"),
    "no number of the matter": (",2026-03-02 10:00,2026-03-04", "row-no-case"),
    "no dates": ("合计,,", "row-no-dates"),
    "a cell too many": ("A-001,2026-03-02 10:00,2026-03-04,x", "row-torn"),
    "a year before the calendar": ("A-001,1926-03-02,2026-03-04", "row-outside"),
}


@pytest.mark.parametrize("case", SPOILT)
def test_each_row_that_cannot_be_used_is_told_with_its_line_and_makes_nobody_late(
    case: str,
) -> None:
    line, code = SPOILT[case]
    whole = judged("编号,推送,认领\nB-001,2026-03-02 10:00,2026-03-03 10:00\n" + line + "\n")
    assert whole.troubles.select("line", "code").rows() == [(3, code)]
    stands = dict(whole.rows.select("case", "status").rows())
    assert stands.pop("B-001") == "fulfilled"
    assert set(stands.values()) <= {"not-judgeable"}


SPOILT_EVENTS = {
    "no time": ("1,push,", "row-no-time"),
    "no event": ("1,,2026-03-02 10:00", "row-no-event"),
    "a bad date": ("1,push,2026-13-02", "row-impossible"),
}


@pytest.mark.parametrize("case", SPOILT_EVENTS)
def test_the_same_holds_of_one_row_an_event(case: str) -> None:
    line, code = SPOILT_EVENTS[case]
    text = f"case,event,time\n{line}\n1,claim,2026-03-03 10:00\n"
    mapping = LONG.replace("  decided: approval.decided\n", "")
    whole = judged(text, mapping)
    assert whole.troubles.select("line", "code").rows() == [(2, code)]
    assert whole.rows["status"].to_list() == ["not-judgeable"]


def test_events_that_the_mapping_does_not_name_are_counted() -> None:
    text = "case,event,time\n1,push,2026-03-02 10:00\n1,call,2026-03-02 11:00\n2,call,x\n"
    assert judged(text, LONG).record.unmapped == {"call": 2}


def test_a_department_that_is_missing_where_there_are_several_is_told() -> None:
    mapping = LONG.replace("  decided: approval.decided\n", "") + "thread: office\n"
    text = "case,event,time,office\n1,push,2026-03-02 10:00,x\n1,push,2026-03-02 10:00,y\n"
    whole = judged(text + "1,claim,2026-03-03 10:00,\n", mapping)
    assert whole.troubles.select("line", "code").rows() == [(4, "row-no-thread")]
    assert whole.rows["status"].to_list() == ["not-judgeable"] * 2
    alone = judged(
        text.replace("1,push,2026-03-02 10:00,y\n", "1,claim,2026-03-03 10:00,\n"), mapping
    )
    assert alone.rows.select("thread", "status").rows() == [("x", "fulfilled")]


def test_an_attribute_that_is_not_told_leaves_its_rules_unjudged() -> None:
    mapping = """
case: 编号
columns: {决定: approval.decided, 推送: approval-info.pushed}
attributes:
  承诺: {attribute: informed-commitment, values: {告知承诺: true, 一般: false}}
"""
    rules = CLAIMS.read_text("utf-8").replace(
        "    act: approval-info.pushed\n",
        "    act: approval-info.pushed\n    when: {informed-commitment: true}\n",
    )
    from protocols.document import parse_document
    from protocols.reader import regime_of

    of = regime_of(parse_document(rules.encode(), "rules.yaml"), library.shared_vocabulary())
    text = (
        "编号,决定,推送,承诺\n1,2026-03-02 10:00,2026-03-06 10:00,告知承诺\n"
        "2,2026-03-02 10:00,2026-03-06 10:00,一般\n3,2026-03-02 10:00,2026-03-06 10:00,\n"
        "4,2026-03-02 10:00,2026-03-06 10:00,别的\n"
    )
    whole = judged(text, mapping, of)
    stands = [(each["case"], each["status"]) for each in whole.rows.iter_rows(named=True)]
    assert stands == [("1", "late"), ("3", "not-judgeable"), ("4", "not-judgeable")]
    assert whole.troubles.select("line", "code").rows() == [(5, "row-no-value")]


MAPPINGS = {
    "case: 编号\ncolumns: {推送: approval-info.pushd}\n": "Did you mean 'approval-info.pushed'?",
    "case: 编号\ncolums: {推送: approval-info.pushed}\n": "Did you mean 'columns'?",
    "case: 编号\n": "'time' is missing",
    "case: 编号\ntime: a\ncolumns: {推送: approval-info.pushed}\n": "exclude one another",
    "columns: {推送: approval-info.pushed}\n": "'case' is missing",
    WIDE + "timezone: Asia/Shanghia\n": "Did you mean 'Asia/Shanghai'?",
    WIDE + "log-ends: yesterday\n": "is not a date",
    WIDE + "repeats: middle\n": "allowed: first, last",
}


@pytest.mark.parametrize("text", MAPPINGS)
def test_a_mistake_in_a_mapping_is_told_with_its_place(text: str) -> None:
    with pytest.raises(Mistakes) as raised:
        parse_mapping(text, library.shared_vocabulary())
    assert MAPPINGS[text] in raised.value.say().en
    assert all(mistake.line >= 1 for mistake in raised.value.mistakes)


def test_a_mapping_that_lacks_a_key_is_called_a_mapping() -> None:
    with pytest.raises(Mistakes) as raised:
        parse_mapping("columns: {推送: approval-info.pushed}\n", library.shared_vocabulary())
    assert "对应表缺少“case”" in raised.value.say().zh


def test_a_column_that_is_not_there_is_told_at_its_place_in_the_mapping() -> None:
    with pytest.raises(Mistakes) as raised:
        judged(ROWS, WIDE.replace("认领:", "领取:"))
    (mistake,) = raised.value.mistakes
    assert (mistake.line, mistake.code) == (2, "map-no-column")


def test_an_event_may_be_called_by_its_label() -> None:
    mapping = "case: 编号\ncolumns: {推送: 推送审批信息, 认领: 认领审批信息}\n"
    assert found(ROWS, mapping) == STANDS


FORMS = [
    "2026-03-02 14:05",
    "2026-3-2 14:05:00",
    "2026/3/2 14:05",
    "2026.03.02 14:05",
    "2026年3月2日 14:05",
    "2026年3月2日14时5分",
    "2026-03-02T14:05:00",
    "２０２６－０３－０２　１４：０５",
    "46083.586805556",
    "202603021405",
    "2026-03-02 下午2:05",
    "2026年3月2日 下午2点5分",
    "2026/3/2 14时5分",
]


@pytest.mark.parametrize("text", FORMS)
def test_a_column_and_a_value_read_every_form_alike(text: str) -> None:
    at, timed, unread = read_dates(pl.Series([text, None]))
    assert str(at[0]) == "2026-03-02 14:05:00"
    assert (told(text).at, told(text).timed) == (at[0], timed[0])
    assert at[1] is None
    assert not unread


SIGNS = "0123456789-/.年月日T: 时分Z+ab\t\u3000，：x"


def test_a_form_that_is_not_tried_of_a_column_has_none_of_its_values() -> None:
    """What stands in a column decides which forms are tried; here each is tried of everything."""
    luck = random.Random(1)
    zoned = [f"{form}%z" for form in dates.FORMS if "%H" in form]
    written = []
    for form in [*dates.FORMS, *zoned]:
        when = datetime(2026, luck.randint(1, 12), luck.randint(1, 28), luck.randint(0, 23), 5)
        text = when.strftime(form.replace("%.f", ".%f").replace("%z", "+08:00"))
        written.append(text)
        for _ in range(30):
            place, sign = luck.randrange(len(text)), luck.choice(SIGNS)
            written.append(text[:place] + sign * luck.randint(0, 2) + text[place + 1 :])
    column, tried = pl.Series(written), 0
    for form in [*dates.FORMS, *zoned]:
        fitting = written_as(column, form)
        assert not fitting.is_empty()
        assert all(dates._may_fit(form, {*text}) for text in fitting), form
        tried += sum(dates._may_fit(form, {*text}) for text in written)
    assert tried < 0.3 * len(written) * len([*dates.FORMS, *zoned])


def written_as(column: pl.Series, form: str) -> pl.Series:
    """The values of a column that polars reads by a form."""
    return column.filter(column.str.to_datetime(form, strict=False).is_not_null())


@pytest.mark.parametrize(
    ("text", "hour", "why"),
    [
        ("2026-02-03 15", 15, None),
        ("2026-02-04 上午10:00", 10, None),
        ("2026-02-04 下午3点", 15, None),
        ("2026-02-04 中午12:00", 12, None),
        ("2026-02-04 下午13:00", 13, None),
        ("2026-02-04 上午13:00", None, "impossible"),
        ("2026-02-04 晚上12:00", None, "impossible"),
        ("2026-02-0315", None, "no-date"),
        ("26-2-3", None, "short-year"),
        ("26年2月3日 10:00", None, "short-year"),
        ("0026-02-03", None, "short-year"),
        ("0999-12-31", None, "short-year"),
        ("1000-01-01", 0, None),
    ],
)
def test_halves_of_days_hours_and_years_of_two_digits(
    text: str, hour: int | None, why: str | None
) -> None:
    at, _, unread = read_dates(pl.Series([text]))
    assert (at[0].hour if at[0] else None) == hour
    assert unread == ({} if why is None else {text: why})


def test_a_form_of_its_own_is_read_where_it_is_said() -> None:
    mapping = WIDE + "time-format: '%d/%m/%Y %H:%M'\n"
    text = "编号,推送,认领\nA-001,02/03/2026 10:00,04/03/2026 17:00\n"
    assert found(text, mapping) == STANDS[:1]


def test_only_columns_that_the_mapping_names_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    from protocols.log import delimited

    asked: list[set[str]] = []
    usual = delimited.DelimitedTable.frame

    def frame(self: Any, columns: Any) -> pl.DataFrame:
        asked.append(set(columns))
        return usual(self, columns)

    monkeypatch.setattr(delimited.DelimitedTable, "frame", frame)
    judged("编号,申请人,推送,认领\nA-001,张三,2026-03-02 10:00,2026-03-04 17:00\n")
    assert asked == [{"编号", "推送", "认领"}]


UNEVEN = {
    "a row that ends early": "A-001,2026-03-02 10:00\n",
    "empty cells behind": "A-001,2026-03-02 10:00,,,\n",
    "a blank line": "A-001,2026-03-02 10:00,\n\n",
}


@pytest.mark.parametrize("case", UNEVEN)
def test_rows_of_unequal_length_are_read_as_far_as_they_go(case: str) -> None:
    text = "编号,推送,认领\n" + UNEVEN[case] + "A-002,2026-03-02 10:00,2026-03-03 10:00\n"
    whole = judged(text, WIDE + "log-ends: 2026-03-31\n")
    assert whole.rows.select("case", "status").rows() == [
        ("A-001", "missing"),
        ("A-002", "fulfilled"),
    ]
    assert whole.troubles.is_empty()


def test_a_quote_that_does_not_close_is_no_traceback() -> None:
    text = '编号,推送,认领\nA-001,"2026-03-02 10:00,\nA-002,2026-03-02 10:00,2026-03-03 10:00\n'
    with pytest.raises(Mistakes, match="row-no-date"):
        judged(text)
    good = "编号,推送,认领\nB-001,2026-03-02 10:00,2026-03-03 10:00\n"
    codes = judged(good + text.partition("\n")[2]).troubles["code"].to_list()
    assert sorted(codes) == ["row-no-date", "row-quote"]
