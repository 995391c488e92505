"""The course of a measure along a level is told as far as the figures show it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from experiments.answers.sequential import FirstReplications
from experiments.answers.trends import Trend, trends
from experiments.measures import find

WINDOWS = (1, 2, 3, 4, 5)


def course_of(heights: Sequence[float], noise: float = 0.3) -> Trend:
    """The course of the share of claims by default, of thirty replications with shared luck."""
    luck = np.random.default_rng(1)
    deemed = np.array(heights) + luck.normal(0, 2, (30, 1)) + luck.normal(0, noise, (30, 5))
    columns = {"claims.deemed": deemed, "claims.performed": 100 - deemed,
               "auto-claimed-share": deemed / 100, "threads": np.full((30, 5), 100.0)}  # fmt: skip
    rows = [{"regime": "a", "window": one} for one in WINDOWS]
    (found,) = trends(FirstReplications(columns), find("auto-claimed-share"), rows, ["window"])
    return found


@pytest.mark.parametrize(
    ("heights", "course"),
    [
        ((70, 60, 50, 40, 30), "falls"),
        ((10, 20, 20, 20, 20), "rises"),
        ((10, 20, 40, 20, 10), "peaks"),
        ((40, 20, 10, 20, 30), "dips"),
        ((30, 30, 30, 30, 30), "level"),
        ((30, 10, 30, 50, 30), "wavers"),
    ],
)
def test_a_course_is_what_the_figures_show(heights: Sequence[float], course: str) -> None:
    assert course_of(heights).shape == course


def test_a_turn_that_may_be_luck_is_not_told() -> None:
    assert course_of((10, 20, 30, 40, 39.9)).shape == "rises"


def test_where_it_changes_most_is_told_only_where_that_is_more_than_all_the_rest() -> None:
    steep = course_of((80, 70, 22, 21, 20)).steepest
    assert steep is not None
    assert steep[:2] == (1, 2)
    assert steep[2].contains(-48)
    assert course_of((80, 65, 50, 35, 20)).steepest is None


def test_from_where_on_nothing_more_changes_is_told() -> None:
    assert course_of((80, 50, 20, 20, 20)).settled == 2
    assert course_of((80, 50, 20, 19, 10)).settled is None


def test_a_share_crosses_one_half_only_where_every_value_is_clearly_on_one_side() -> None:
    down, up = course_of((80, 70, 22, 21, 20)), course_of((20, 30, 40, 70, 80))
    assert (down.crossing, down.above) == (2, False)
    assert (up.crossing, up.above) == (3, True)
    assert course_of((80, 70, 50, 21, 20)).crossing is None
    assert course_of((50, 20, 20, 20, 20)).crossing is None
    assert course_of((80, 20, 80, 20, 10)).crossing is None


def test_a_course_that_is_shown_to_go_back_in_between_does_not_rise() -> None:
    cliff = course_of((10, 40, 42, 20, 45))
    assert (cliff.shape, cliff.steepest) == ("wavers", None)
    assert course_of((40, 10, 12, 30, 5)).shape == "wavers"
    assert course_of((10, 20, 19.95, 30, 40)).shape == "rises"


def test_a_course_that_is_shown_to_go_back_before_its_turn_has_no_turn() -> None:
    assert course_of((20, 30, 10, 50, 20)).shape == "wavers"
    assert course_of((20, 10, 30, 5, 20)).shape == "wavers"


def by_year(heights: Sequence[float], noise: float = 0.3) -> NDArray[np.float64]:
    """A total of thirty years with shared luck at each of some heights."""
    luck = np.random.default_rng(2)
    shape = (30, len(heights))
    return np.array(heights) + 100 + luck.normal(0, 2, (30, 1)) + luck.normal(0, noise, shape)


def whole(values: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    return {"permit-days.total": values, "threads": np.full(values.shape, 100.0)}


def rows_of(count: int, regimes: str = "a") -> list[dict[str, object]]:
    return [{"regime": one, "window": k} for one in regimes for k in range(count)]


def test_all_that_is_told_of_a_course_holds_together() -> None:
    values = FirstReplications(whole(by_year((10, 20, 90))))
    (other,) = trends(values, find("permit-days.total"), rows_of(3), ["window"])
    assert other.steepest is not None
    assert other.steepest[2].level == pytest.approx(1 - 0.05 / 2)
    values = FirstReplications(whole(by_year((10, 80, 90))))
    (first,) = trends(values, find("permit-days.total"), rows_of(3), ["window"])
    assert first.steepest is not None
    assert first.steepest[2].level == pytest.approx(1 - 0.05 / 2 / 2)
    share = course_of((80, 70, 22, 21, 20)).steepest
    assert share is not None
    assert share[2].level == pytest.approx(1 - 0.05 / 3 / 6)


@pytest.mark.parametrize(("years", "course"), [(4, "level"), (30, "rises")])
def test_the_same_difference_in_a_few_years_shows_no_course(years: int, course: str) -> None:
    values = np.tile(np.array((1.0, 2.0, 3.0)), (years, 1))
    (found,) = trends(
        FirstReplications(whole(values)), find("permit-days.total"), rows_of(3), ["window"]
    )
    assert found.shape == course


@pytest.mark.parametrize("open_years", [0, 1, 20])
def test_a_level_has_no_course_where_at_one_setting_something_had_not_ended(
    open_years: int,
) -> None:
    """With one year open a median of years stays finite; a difference with that year does not."""
    name = "time-without-supervisor.max.working-days"
    longest = np.hstack([by_year((1, 2, 3)), by_year((1, 2, 3))])
    longest[:open_years, 4] = np.nan
    columns = {name: longest, "threads": np.full((30, 6), 100.0),
               "time-without-supervisor.begun": np.full((30, 6), 100.0)}  # fmt: skip
    found = [
        *trends(FirstReplications(columns), find(name), rows_of(3, "ab"), ["regime", "window"])
    ]
    assert len(found) == (0 if open_years else 2)
