"""When most waits is told where a week stands out, and nothing where none does."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from experiments.answers.peaks import peak_lines, peaks
from tests.test_backlog import told

FESTIVAL = date(2025, 2, 10)


def festival(regime: str, week: date, number: int) -> int:
    if week == FESTIVAL:
        return 90 + number if regime == "xuecheng" else 30
    return 20


def test_the_week_in_which_most_waits_is_told_with_what_is_usual(tmp_path: Path) -> None:
    found = told(tmp_path, festival)
    highest = peaks(found)[0]
    assert (highest.point, highest.week, highest.usual) == (0, FESTIVAL, 20)
    assert 90 < highest.items < 94
    line = next(peak_lines(found))
    assert "2月10日起的一周" in line.zh
    assert "20 件" in line.zh
    assert "in the week of 10 Feb" in line.en


def test_a_week_not_twice_the_usual_one_does_not_stand_out(tmp_path: Path) -> None:
    found = told(tmp_path, festival)
    assert {one.point for one in peaks(found)} == {0, 1}  # of the other regime 30 is not twice 20


def test_a_few_items_more_do_not_stand_out(tmp_path: Path) -> None:
    found = told(tmp_path, lambda regime, week, number: 4 if week == FESTIVAL else 1)
    assert peaks(found) == []
    assert [*peak_lines(found)] == []
