"""The course of a measure along a level is told as far as the figures show it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from experiments.answers.kinds import measure
from experiments.answers.sequential import Held
from experiments.answers.trends import Trend, trends

WINDOWS = (1, 2, 3, 4, 5)


def course_of(heights: Sequence[float], noise: float = 0.3) -> Trend:
    """The course of the share of claims by default, of thirty replications with shared luck."""
    luck = np.random.default_rng(1)
    deemed = np.array(heights) + luck.normal(0, 2, (30, 1)) + luck.normal(0, noise, (30, 5))
    columns = {"claims.deemed": deemed, "claims.performed": 100 - deemed,
               "auto-claimed-share": deemed / 100, "threads": np.full((30, 5), 100.0)}  # fmt: skip
    rows = [{"regime": "a", "window": one} for one in WINDOWS]
    (found,) = trends(Held(columns), measure("auto-claimed-share"), rows, ["window"])
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
    assert course_of(heights).course == course


def test_a_turn_that_may_be_luck_is_not_told() -> None:
    assert course_of((10, 20, 30, 40, 39.9)).course == "rises"


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
