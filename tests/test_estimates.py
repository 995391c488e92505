"""What had not ended, shares and longest ones are estimated and compared for what they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from experiments.answers.answer import Answer, answer
from experiments.answers.estimates import Values, compared, estimate, pair
from experiments.answers.lines import answer_lines, best_line
from experiments.answers.sequential import selected
from experiments.designs.point import Best, Design
from experiments.experiment.data import differences_frame
from experiments.measures import find
from experiments.measures.measure import LeftOut
from experiments.running.results import Results
from experiments.statistics.interval import Estimate, Interval, Reason, Undetermined
from tests.answered import MEAN, ONE_WINDOW, Figures, made_up
from tests.designed import design

P90 = "time-without-supervisor.p90.working-days"
LONGEST = "time-without-supervisor.max.working-days"
SHARE = "auto-claimed-share"
LEFT_OUT = LeftOut(
    "time-without-supervisor.begun",
    "time-without-supervisor.censored",
    "time-without-supervisor.total.calendar-days",
)


def of_two(folder: Path, figures: Figures, name: str, count: int = 30) -> tuple[Design, Path]:
    many = ("replications: 4", f"replications: {count}")
    of = design(folder, many, ONE_WINDOW, ("measures: [threads", f"measures: [{name}, threads"))
    return of, made_up(folder, of, figures)


def told(folder: Path, figures: Figures, name: str) -> Answer:
    of, path = of_two(folder, figures, name)
    return answer(path, of, (name,))


def reason(found: Estimate) -> Reason:
    assert isinstance(found, Undetermined)
    return found.reason


def lucky(regime: str, window: int, number: int, luck: np.random.Generator) -> dict[str, Any]:
    """With auto-claim most years' figures fall on what had not ended; the others are short."""
    open_ = regime == "auto-claim" and number % 5 > 0
    value = luck.normal(3 if regime == "auto-claim" else 10, 0.1)
    return dict.fromkeys((P90, LONGEST), None if open_ else value)


def test_a_quantile_that_falls_on_what_had_not_ended_is_no_mean_of_the_lucky_years(
    tmp_path: Path,
) -> None:
    found = told(tmp_path, lucky, P90)
    assert isinstance(found.estimates[P90, 0], Interval)
    assert reason(found.estimates[P90, 1]) is Reason.OPEN
    (contrast,) = found.contrasts
    assert reason(contrast.difference) is Reason.OPEN
    assert not contrast.differs
    assert reason(found.best) is Reason.OPEN  # type: ignore[arg-type]
    assert "only" not in best_line(found).in_("en")


def test_a_longest_that_had_not_ended_counts_as_longest_and_has_no_difference(
    tmp_path: Path,
) -> None:
    found = told(tmp_path, lucky, LONGEST)
    assert reason(found.estimates[LONGEST, 1]) is Reason.WATCHED_TOO_SHORT
    (contrast,) = found.contrasts
    assert reason(contrast.difference) is Reason.OPEN


def test_a_figure_of_nothing_is_left_out_and_not_the_longest(tmp_path: Path) -> None:
    def some(regime: str, window: int, number: int, luck: np.random.Generator) -> dict[str, Any]:
        if number % 3 == 0:
            return {P90: None, "time-without-supervisor.begun": 0.0}
        return {P90: 7.0 + luck.normal(0, 0.1)}

    found = told(tmp_path, some, P90).estimates[P90, 0]
    assert isinstance(found, Interval)
    assert found.n == 20
    assert found.contains(7.0)


TOTAL = "permit-days.total"


@pytest.mark.parametrize(
    "name", [TOTAL, "permit-days.per-permit", P90, MEAN, SHARE, "letters.open"]
)
def test_what_a_text_does_not_regulate_is_no_figure_and_never_the_best(
    name: str, tmp_path: Path
) -> None:
    def of_one(regime: str, window: int, number: int, luck: np.random.Generator) -> dict[str, Any]:
        cases = {find(name).cases: 50.0 + luck.normal(0, 1)}
        known = cases | ({"claims.performed": 50.0} if name == SHARE else {name: 7.0})
        silent: dict[str, Any] = dict.fromkeys((*known, name), None)
        return silent if regime == "auto-claim" else known

    found = told(tmp_path, of_one, name)
    assert isinstance(found.estimates[name, 0], Interval)
    assert reason(found.estimates[name, 1]) is Reason.NOT_REGULATED
    (contrast,) = found.contrasts
    assert reason(contrast.difference) is Reason.NOT_REGULATED
    assert not contrast.differs
    assert found.best in ((), (0,))
    for line in answer_lines(found):
        assert "此处未作规定" in line.zh
        assert "not regulated here" in line.en


def test_a_figure_without_cases_is_regulated_all_the_same(tmp_path: Path) -> None:
    def none(regime: str, window: int, number: int, luck: np.random.Generator) -> dict[str, Any]:
        name = "permit-days.per-permit"
        return {name: None, "permit-days.permits": 0.0} if regime == "auto-claim" else {name: 7.0}

    found = told(tmp_path, none, "permit-days.per-permit")
    assert reason(found.estimates["permit-days.per-permit", 1]) is Reason.NO_CASES


def test_what_is_selected_or_ranked_is_comparable(tmp_path: Path) -> None:
    def unlike(regime: str, window: int, number: int, luck: np.random.Generator) -> dict[str, Any]:
        auto = regime == "auto-claim"
        open_ = 90.0 if auto else 0.0
        value = luck.normal(2 if auto else 10, 0.1)
        return {MEAN: value, "time-without-supervisor.censored": open_}

    of, path = of_two(tmp_path, unlike, MEAN)
    found = answer(path, of, (MEAN,))
    assert reason(found.best) is Reason.UNLIKE  # type: ignore[arg-type]
    asked = Best(MEAN, smallest=True, zone=0.5)
    assert reason(selected(asked, 30, (0, 1), Values(Results(path)))) is Reason.UNLIKE  # type: ignore[arg-type]


def test_selection_leaves_out_no_unlucky_year(tmp_path: Path) -> None:
    _, path = of_two(tmp_path, lucky, P90)
    asked = Best(P90, smallest=True, zone=0.5)
    assert reason(selected(asked, 30, (0, 1), Values(Results(path)))) is Reason.OPEN  # type: ignore[arg-type]


def years(regime: str, window: int, number: int, luck: np.random.Generator) -> dict[str, Any]:
    """A year in three is small; with auto-claim shares rise in large years and fall in small."""
    total = 1000.0 if number % 3 else 10.0
    share = 0.10
    if regime == "auto-claim":
        share = 0.12 if number % 3 else 0.02
    share += luck.normal(0, 0.002)
    return {SHARE: share, "claims.deemed": share * total, "claims.performed": (1 - share) * total}


def test_shares_are_compared_over_all_cases_as_they_are_estimated(tmp_path: Path) -> None:
    found = told(tmp_path, years, SHARE)
    here, there = found.estimates[SHARE, 1], found.estimates[SHARE, 0]
    (contrast,) = found.contrasts
    difference = contrast.difference
    assert isinstance(here, Interval)
    assert isinstance(there, Interval)
    assert isinstance(difference, Interval)
    assert difference.estimate == pytest.approx(here.estimate - there.estimate, abs=0.02)
    assert difference.low > 1
    assert contrast.differs


def test_pseudo_values_of_a_share_give_the_jackknife_of_the_ratio(tmp_path: Path) -> None:
    _, path = of_two(tmp_path, years, SHARE)
    values, asked = Values(Results(path)), find(SHARE)
    pseudo, _ = pair(values, asked, 1, 0)
    found = estimate(values, asked, 1)
    assert isinstance(found, Interval)
    assert float(pseudo.mean()) == pytest.approx(found.estimate, abs=0.02)
    half = found.half_width
    error = float(pseudo.std(ddof=1)) / len(pseudo) ** 0.5
    assert half == pytest.approx(2.045 * error, rel=0.001)


def test_a_longest_is_compared_as_it_is_told(tmp_path: Path) -> None:
    def rare(regime: str, window: int, number: int, luck: np.random.Generator) -> dict[str, Any]:
        """With auto-claim 3 days less, but 60 more in a year of five."""
        more = (60.0 if number % 5 == 0 else -3.0) if regime == "auto-claim" else 0.0
        return {LONGEST: 10 + luck.normal(0, 0.1) + more}

    found = told(tmp_path, rare, LONGEST)
    (contrast,) = found.contrasts
    difference = contrast.difference
    assert isinstance(difference, Interval)
    assert difference.estimate == pytest.approx(-3, abs=0.3)
    assert difference.high < 0
    assert contrast.differs


def test_a_longest_that_is_longer_as_often_as_shorter_is_no_difference(tmp_path: Path) -> None:
    def even(regime: str, window: int, number: int, luck: np.random.Generator) -> dict[str, Any]:
        auto = regime == "auto-claim"
        return {LONGEST: 10 + luck.normal() + (luck.choice([-1, 1]) if auto else 0)}

    (contrast,) = told(tmp_path, even, LONGEST).contrasts
    assert not contrast.differs


def test_open_shares_are_of_the_same_years(tmp_path: Path) -> None:
    def rising(regime: str, window: int, number: int, luck: np.random.Generator) -> dict[str, Any]:
        fewer = regime == "auto-claim" and number >= 10
        own = {"threads": None} if fewer else {}
        return {MEAN: 5.0 + luck.normal(), "time-without-supervisor.censored": number, **own}

    _, path = of_two(tmp_path, rising, MEAN)
    values = Values(Results(path))
    assert values.share_open(LEFT_OUT, 0) == pytest.approx(0.145)
    assert values.share_open(LEFT_OUT, 0, [1]) == pytest.approx(0.045)
    assert values.share_open(LEFT_OUT, 1, [0]) == pytest.approx(0.045)
    difference, _ = compared(values, find(MEAN), 1, 0)
    assert isinstance(difference.difference, Interval)


def test_where_nothing_began_no_share_is_open(tmp_path: Path) -> None:
    def none(regime: str, window: int, number: int, luck: np.random.Generator) -> dict[str, Any]:
        return {"time-without-supervisor.begun": 0.0}

    _, path = of_two(tmp_path, none, MEAN)
    assert Values(Results(path)).share_open(LEFT_OUT, 0) is None


def test_means_that_leave_out_unlike_shares_have_no_difference_anywhere(tmp_path: Path) -> None:
    def unlike(regime: str, window: int, number: int, luck: np.random.Generator) -> dict[str, Any]:
        open_ = 90.0 if regime == "auto-claim" else 0.0
        return {MEAN: luck.normal(5, 0.1), "time-without-supervisor.censored": open_}

    found = told(tmp_path, unlike, MEAN)
    (contrast,) = [one for one in found.contrasts if one.measure == MEAN]
    assert contrast.open_shares == pytest.approx((0.9, 0.0))
    assert reason(contrast.difference) is Reason.UNLIKE
    frame = differences_frame(found).filter(pl.col("measure") == MEAN)
    assert frame["differs"].to_list() == [False]
    assert frame["estimate"].to_list() == [None]
