"""``shenguan bounds --from`` and ``--year``: terminal, page and data, and absurd dates."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from experiments.bounds.ask import Bounds, Question, bounds
from experiments.bounds.page import sheet
from experiments.show.blocks import Table
from experiments.show.page import html
from model.calendar import chinese_calendar
from model.deadline import STRICT, Counting, Unit, Within
from model.holiday import from_date
from model.language import LANGS, Lang
from model.property import Property
from protocols import library
from tests.once import bounded
from tests.small import NAME, duty, regime
from verify.bounds.on_dates import worst_of
from verify.guarantees import verify
from verify.verdict import Assume

CALENDAR = chinese_calendar()
REPORTED = ("bounds", "guanxian", "--property", "overdue-claim-reported", "--assume", "everyone")
CLAIMED = ("bounds", "guanxian", "--property", "approval-push-claimed", "--assume", "everyone")


@pytest.fixture(autouse=True, scope="module")
def _what_is_shown_many_ways_is_asked_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("experiments.bounds.command.bounds", bounded)
        yield


def asked(prop: str, start: date | None = None, year: int | None = None) -> Bounds:
    properties = (library.properties()[prop],)
    regimes = (library.find("guanxian"),)
    return bounded(
        Question(regimes, properties, (Assume.EVERYONE,), CALENDAR, start=start, year=year)
    )


def test_two_working_days_from_the_eve_of_spring_festival() -> None:
    """In 2026 the days from 15 to 23 February are off, and Saturday the 14th works."""
    (found,) = asked("approval-push-claimed", date(2026, 2, 13)).guarantees
    own = found.dates[0]
    assert own.worst is not None
    assert own.counting is Counting.EXCLUDE_FIRST_DAY
    assert (own.days, own.worst.end, own.worst.calendar_days) == (2, date(2026, 2, 24), 11)


def test_a_period_that_has_begun_leaves_what_is_left_of_it() -> None:
    (found,) = asked("overdue-claim-reported", date(2026, 2, 13)).guarantees
    own = found.dates[0]
    assert own.worst is not None
    assert own.worst.end == date(2026, 3, 31)  # the end of the quarter, a Tuesday
    working = [
        day for day in CALENDAR.working_dates(2026) if own.worst.start < day <= own.worst.end
    ]
    assert own.days == len(working)


def test_the_worst_of_a_year_starts_in_it() -> None:
    (found,) = asked("overdue-claim-reported", year=2026).guarantees
    own = found.dates[0]
    assert own.worst is not None
    assert (own.worst.start, own.worst.end) == (date(2026, 7, 1), date(2026, 9, 30))
    assert (
        own.worst.calendar_days == 91
    )  # of the quarters of 2026 only this is whole from a working day


@pytest.mark.parametrize("lang", LANGS)
def test_terminal_page_and_data_say_the_same_of_a_date(shenguan: Any, lang: Lang) -> None:
    status, out, err = shenguan(*REPORTED, "--from", "2026-02-13", lang=lang)
    assert (status, err) == (0, "")
    said = " ".join(out.split())
    assert "2026-03-31" in said
    assert {"zh": "2026-02-13 开始的事项", "en": "a matter that begins on 2026-02-13"}[lang] in said
    answer = asked("overdue-claim-reported", date(2026, 2, 13))
    (table,) = [one for one in sheet(answer).sections[1].blocks if isinstance(one, Table)]
    assert "2026-02-13" in table.caption.en
    assert "2026-03-31" in html(sheet(answer), lang)
    status, out, _ = shenguan(*REPORTED, "--from", "2026-02-13", "--json", lang=lang)
    (data,) = json.loads(out)
    assert (status, data["from"], data["year"]) == (0, "2026-02-13", None)
    assert [one["end"] for one in data["worst_cases"]] == ["2026-03-31"] * 2


def test_a_year_is_named_in_the_caption_and_in_the_data(shenguan: Any) -> None:
    status, out, _ = shenguan(*REPORTED, "--year", 2026, "--json", lang="en")
    (data,) = json.loads(out)
    assert (status, data["from"], data["year"]) == (0, None, 2026)
    assert {one["start"] for one in data["worst_cases"]} == {"2026-07-01"}
    _, out, _ = shenguan(*REPORTED, "--year", 2026, lang="zh")
    assert "2026 年内最长折合多少自然日" in out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--from", "2026-02-30"), "'2026-02-30' is no date"),
        (("--from", "tomorrow"), "'tomorrow' is no date"),
        (("--from", ""), "'' is no date"),
        (("--from", "1999-01-01"), "2004-01-01"),
        (("--year", "2200"), "2200-01-01"),
        (("--year", "0"), "--year"),
        (("--from", "2026-02-13", "--year", "2026"), "not both"),
    ],
)
def test_absurd_dates_are_answered(shenguan: Any, words: tuple[str, ...], told: str) -> None:
    status, _, err = shenguan(*CLAIMED, *words, lang="en")
    assert status == 2
    assert told in err


def test_what_the_calendar_does_not_tell_is_said(
    shenguan: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")  # else the two cells are broken into each other
    last = CALENDAR.last
    status, out, _ = shenguan(*CLAIMED, "--from", str(last), lang="en")
    assert status == 0
    assert f"the calendar ends on {last}" in " ".join(out.split())


def test_the_last_dates_of_a_year_that_the_calendar_does_not_tell_are_said(shenguan: Any) -> None:
    """2 working days from 2026-12-30 end in 2027; from 2025 on every end is known."""
    status, out, _ = shenguan(*CLAIMED, "--year", "2026", lang="en")
    assert status == 0
    assert "not told" in out
    _, out, _ = shenguan(*CLAIMED, "--year", "2025", lang="en")
    assert "not told" not in out
    (data,) = json.loads(shenguan(*CLAIMED, "--year", "2026", "--json")[1])
    assert {one["untold_from"] for one in data["worst_cases"]} == {"2026-12-30"}


def test_a_limit_in_dates_is_put_on_dates_wherever_bounds_are() -> None:
    """One month from 2019-12-20 is 2020-01-20; 23 working days from then would be 2020-01-22."""
    of = regime(duty("a", "b", Within(1, Unit.MONTHS)))
    (verdict,) = verify(of, Property("x", NAME, "a", "b"), STRICT, Assume.EVERYONE)
    start = date(2019, 12, 20)
    found = worst_of(verdict, CALENDAR, start, start)
    assert found is not None
    assert (str(found[0].end), found[1]) == ("2020-01-20", None)
    assert verdict.days is not None
    assert from_date(CALENDAR, verdict.days, start).end > date(2020, 1, 20)
    (asked_of,) = bounds(
        Question((of,), (verdict.property,), (Assume.EVERYONE,), CALENDAR, start=start)
    ).guarantees
    assert asked_of.dates[0].worst == found[0]


@pytest.mark.parametrize(
    ("since", "start"), [(None, "2020-01-22"), (date(2021, 5, 1), "2026-02-13")]
)
def test_the_worst_start_is_one_at_which_the_text_is_in_force(
    since: date | None, start: str
) -> None:
    """The longest Spring Festival is that of 2020, the next longest that of 2026."""
    of = regime(duty("a", "b", Within(2), id="do"))
    document = replace(of.document, issued=date(2019, 1, 2), in_force=since)
    of, prop = replace(of, document=document), Property("any", NAME, "a", "b")
    answer = bounds(Question((of,), (prop,), (Assume.EVERYONE,), CALENDAR, both_ways=False))
    (worst,) = (found.dates[0].worst for found in answer.guarantees)
    assert worst is not None
    assert str(worst.start) == start


@pytest.mark.parametrize(
    ("year", "said"),
    [
        (2019, "is in force from 2020-12-22 on, after the dates asked about"),
        (2020, "is in force from 2020-12-22 on; only matters that begin from then on are meant"),
        (2026, ""),
    ],
)
def test_a_year_in_which_the_text_is_not_or_not_always_in_force_is_told(
    shenguan: Any, year: int, said: str
) -> None:
    asked = ("bounds", "xuecheng", "--property", "approval-push-claimed", "--assume", "everyone")
    _, out, _ = shenguan(*asked, "--year", year, lang="en")
    assert ("Xuecheng is in force" in out) is bool(said)
    assert said in " ".join(out.split())
