"""Two real logs judged by small rule files, with counts that a few lines of polars confirm.

The logs stay out of the repository: see their README for where they are from. Where they are not
there, the tests are skipped.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from experiments.log.ask import Judging, judging
from experiments.log.recorded import compared, effects
from model.calendar import Calendar, OfficeHours, chinese_calendar
from protocols import library
from protocols.calendar_file import weekdays
from protocols.log.mapping import parse_mapping
from protocols.log.reader import read_record
from tests.ledgers import HERE

LOGS = Path(__file__).resolve().parents[2] / "shared" / "logs"
FINES, RECEIPT = LOGS / "traffic_fines.csv.gz", LOGS / "receipt.csv.gz"
XES = LOGS / "receipt.xes.gz"
pytestmark = pytest.mark.skipif(not FINES.is_file(), reason="the logs are not there")

WHOLE_DAY = OfficeHours(((0, 1439),))
"""A date is a date: nothing is late on its day."""

PENALTY = """
case: case
time: date
event: activity
events:
  Insert Fine Notification: fine.notified
  Payment: fine.paid
  Add penalty: penalty.added
log-ends: 2012-03-26
"""
INTAKE = """
case: {case}
time: {time}
event: {event}
timezone: Europe/Amsterdam
events:
  Confirmation of receipt: intake.registered
  T02 Check confirmation of receipt: intake.checked
  T05 Print and send confirmation of receipt: intake.confirmed
"""
WHOLE = """
case: case
timezone: Europe/Amsterdam
columns: {case_start: matter.begun, case_end: matter.ended}
due-recorded: {case_deadline: matter.ended}
"""


def answer(file: Path, mapping: str, rules: str, calendar: Calendar) -> Judging:
    regime = library.find(str(HERE / rules))
    meaning = parse_mapping(mapping, regime.vocabulary)
    record = read_record(file, meaning, regime.vocabulary)
    return judging(record, regime, calendar=calendar, hinges=False)


def every_day() -> Calendar:
    """A calendar without days off: a day off moves no limit."""
    base = chinese_calendar()
    return Calendar(base.first, [True] * len(base.flags), WHOLE_DAY)


@cache
def dutch() -> Calendar:
    """Monday to Friday without the Dutch holidays of these months, from midnight to midnight."""
    base = chinese_calendar()
    days_off = [
        date(2011, 4, 22),
        date(2011, 4, 25),
        date(2011, 6, 2),
        date(2011, 6, 13),
        date(2011, 12, 26),
    ]
    calendar = weekdays(base.first, base.last).changed(hours=WHOLE_DAY)
    return calendar.changed(days_off=days_off, hours=WHOLE_DAY)


@cache
def fines() -> pl.DataFrame:
    """By notified fine: when it was notified, first paid, and got its penalty."""
    log = pl.read_csv(FINES, try_parse_dates=True)
    first = {
        name: log.filter(pl.col("activity") == activity).group_by("case").agg(pl.col("date").min())
        for name, activity in (
            ("notified", "Insert Fine Notification"),
            ("paid", "Payment"),
            ("penalty", "Add penalty"),
        )
    }
    found = first["notified"].rename({"date": "notified"})
    for name in ("paid", "penalty"):
        found = found.join(first[name].rename({"date": name}), on="case", how="left")
    return found


def test_the_penalty_is_a_timer_that_also_fired_where_it_must_not() -> None:
    found = answer(FINES, PENALTY, "fines.yaml", every_day())
    days = pl.col("paid") - pl.col("notified")
    paid = (days <= pl.duration(days=60)).fill_null(False)
    in_time, in_vain = fines().filter(paid), fines().filter(~paid)
    (penalty,) = effects(found)
    assert (penalty.right, penalty.wrongly) == (len(in_vain), len(in_time))
    assert len(in_time) > 50
    assert (penalty.sooner, penalty.later, penalty.missing) == (0, 0, 0)
    rows = found.rows
    assert rows["lapse"].all()
    assert Counter(rows["status"]) == {"deemed": len(in_vain), "fulfilled": len(in_time)}
    wrong = rows.filter(pl.col("why") == "entered-wrongly")["case"]
    assert set(wrong) == set(in_time["case"])


def test_where_a_day_off_moves_the_limit_it_is_told_that_the_record_does_not_move_it() -> None:
    calendar = weekdays(date(2004, 1, 1), date(2026, 12, 31)).changed(hours=WHOLE_DAY)
    found = answer(FINES, PENALTY, "fines.yaml", calendar)
    (penalty,) = effects(found)
    due = pl.col("notified") + pl.duration(days=60)
    weekend = fines().with_columns(due.alias("due")).filter(pl.col("due").dt.weekday() > 5)
    moved = weekend.with_columns(
        (pl.col("due") + pl.duration(days=8 - pl.col("due").dt.weekday())).alias("moved")
    )
    late = moved.filter((pl.col("paid") > pl.col("moved")) | pl.col("paid").is_null())
    assert penalty.sooner == len(late) > 500
    (pattern,) = penalty.patterns
    assert (pattern.key, pattern.count, pattern.earlier) == ("not-moved", len(late), len(late))


@cache
def receipts() -> pl.DataFrame:
    text = pl.read_csv(RECEIPT, infer_schema=False)
    times = ["timestamp", "case_start", "case_deadline", "case_end"]
    return text.with_columns(pl.col(name).str.slice(0, 19).str.to_datetime() for name in times)


def counted(activity: str, days: int) -> Counter[str]:
    """What became of a duty, worked out on the days of a list."""
    calendar = dutch()
    every = [date.fromordinal(date(2010, 1, 1).toordinal() + k) for k in range(1200)]
    working = [day for day in every if calendar.is_working(day)]
    log = receipts()
    last: datetime = log.select(pl.col("timestamp").max()).item()
    first = (
        log.filter(pl.col("activity") == name).group_by("case").agg(pl.col("timestamp").min())
        for name in ("Confirmation of receipt", activity)
    )
    begun, done = first
    both = begun.join(done, on="case", how="full", coalesce=True, suffix="_done")
    found: Counter[str] = Counter()
    for _, start, end in both.iter_rows():
        if start is None:
            continue
        behind = [day for day in working if day > start.date()]
        due = behind[days - 1]
        if end is not None and end < start:
            found["not-judgeable"] += 1
        elif end is not None:
            found["fulfilled" if end.date() <= due else "late"] += 1
        else:
            found["missing" if due < last.date() else "pending"] += 1
    return found


@pytest.mark.parametrize("file", [RECEIPT, XES], ids=["csv", "xes"])
def test_the_intake_is_judged_as_a_list_of_working_days_has_it(file: Path) -> None:
    names = {"case": "case", "time": "timestamp", "event": "activity"}
    if file is XES:
        names = {
            "case": "'case:concept:name'",
            "time": "'time:timestamp'",
            "event": "'concept:name'",
        }
    found = answer(file, INTAKE.format(**names), "intake.yaml", dutch())
    for rule, activity, days in (
        ("check", "T02 Check confirmation of receipt", 1),
        ("confirm", "T05 Print and send confirmation of receipt", 5),
    ):
        rows = found.rows.filter((pl.col("rule") == rule) & pl.col("opened").is_not_null())
        assert Counter(rows["status"]) == counted(activity, days)
    assert found.failed > 50
    assert found.record.unmapped["T06 Determine necessity of stop advice"] == 1416


def moved(day: date) -> date:
    """The first working day from a date on."""
    while not dutch().is_working(day):
        day += timedelta(days=1)
    return day


def test_the_deadlines_that_the_intake_recorded_are_held_against_the_rule() -> None:
    found = answer(RECEIPT, WHOLE, "intake.yaml", dutch())
    cases = receipts().unique("case", keep="first", maintain_order=True)
    begun, said, ended = (cases[f"case_{name}"] for name in ("start", "deadline", "end"))
    due = [moved(day + timedelta(days=56)) for day in begun.dt.date()]
    right = [one == other for one, other in zip(due, said.dt.date(), strict=True)]
    (end,) = compared(found)
    assert (end.count, end.right) == (len(cases), sum(right))
    assert end.right > 900
    unmoved = [
        day + timedelta(days=56) == one != other
        for day, one, other in zip(begun.dt.date(), said.dt.date(), due, strict=True)
    ]
    assert (end.patterns[0].key, end.patterns[0].count) == ("not-moved", sum(unmoved))
    last: datetime = max(*begun.to_list(), *ended.drop_nulls().to_list())
    expected = Counter(
        ("missing" if day < last.date() else "pending")
        if stop is None
        else "not-judgeable"
        if stop < start
        else "fulfilled"
        if stop.date() <= day
        else "late"
        for day, start, stop in zip(due, begun, ended, strict=True)
    )
    assert Counter(found.rows["status"]) == expected
