"""Dates that cannot be: a year mistyped, a form that no date has, and all that is told of them."""

from __future__ import annotations

from datetime import date

import pytest

from protocols.log.threads import threads_of
from protocols.mistakes import Mistakes
from tests.ledgers import WIDE, judged

GOOD = "".join(f"B-{n},2026-03-02 10:00,2026-03-03 10:00\n" for n in range(4))


@pytest.mark.parametrize("year", [2040, 2050, 2062])
def test_a_year_to_come_spoils_its_own_matter_only(year: int) -> None:
    rows = f"编号,推送,认领\n{GOOD}A,2026-03-02 10:00,{year}-03-03 10:00\nC,2026-03-03 12:00,\n"
    found = judged(rows, hinges=True)
    assert found.troubles.select("line", "code", "column").rows() == [(6, "row-to-come", "认领")]
    # C's limit is beyond the last true entry, on 3 March: it is pending, and not missing.
    stands = dict(found.rows.select("case", "status").rows())
    assert (stands["A"], stands["B-0"], stands["C"]) == ("not-judgeable", "fulfilled", "pending")
    assert found.today == date(2026, 3, 3)
    asked = judged(rows, as_of=date(2026, 4, 1))
    assert dict(asked.rows.select("case", "status").rows())["A"] == "not-judgeable"
    assert len(asked.troubles) == 1


def test_a_year_to_come_spoils_no_more_where_the_record_says_that_it_ended_before() -> None:
    rows = f"编号,推送,认领\n{GOOD}A,2026-03-02 10:00,2050-03-03 10:00\n"
    found = judged(rows, WIDE + "log-ends: 2026-04-01\n")
    assert dict(found.rows.select("case", "status").rows())["A"] == "not-judgeable"


def test_a_record_of_years_to_come_and_one_that_says_its_end_are_taken_as_they_are() -> None:
    rows = f"编号,推送,认领\n{GOOD}".replace("2026", "2039")
    assert judged(rows).troubles.is_empty()
    late = judged(
        f"编号,推送,认领\n{GOOD}A,2026-03-02 10:00,2027-03-03\n", WIDE + "log-ends: 2027-04-01\n"
    )
    assert late.rows.filter(case="A")["status"].to_list() == ["late"]
    assert threads_of(
        late.record, late.regime.vocabulary, today=date(2026, 3, 2)
    ).troubles.is_empty()


def test_where_no_date_can_be_read_the_rows_are_told_and_no_year_1970() -> None:
    rows = "编号,推送,认领\nA,x,\nB,y,\n"
    with pytest.raises(Mistakes) as raised:
        judged(rows)
    assert [one.line for one in raised.value.mistakes] == [2, 3]
    with pytest.raises(Mistakes, match="row-no-dates"):
        judged("编号,推送,认领\nA,,\n")
    with pytest.raises(Mistakes, match="no date is of the form in time-format"):
        judged("编号,推送,认领\nA,2026-03-02,\n", WIDE + "time-format: '%d/%m/%Y'\n")
